import type { KanboardContext } from './procedure.js'
import { holds } from './procedures/release-rules.js'
import { translate } from './translate.js'

/** An event as its texts are made from it. */
export type EventView = Readonly<Record<string, unknown>> & {
  readonly event_name: string
  readonly author: string
  readonly date_creation: number
}

/** A column of a row that an event carries, as text. */
export function textIn(event: EventView, part: string, column: string): string {
  const row = event[part]
  // Event data hold rows, whose columns are not known here.
  const value = typeof row === 'object' && row !== null ? (row as Readonly<Record<string, unknown>>)[column] : null
  return value === null || value === undefined ? '' : String(value)
}

export const nameOr = (event: EventView, name: string, login: string): string =>
  textIn(event, 'task', name) || textIn(event, 'task', login)

/** Words between the author and the end; `{…}` is a column of the task. */
const sentences: Readonly<Record<string, string>> = {
  'task.update': 'updated the task #{id}',
  'task.create': 'created the task #{id}',
  'task.close': 'closed the task #{id}',
  'task.open': 'opened the task #{id}',
  'task.move.project': 'moved the task #{id} "{title}" to the project "{project_name}"',
  'task.move.column': 'moved the task #{id} to the column "{column_title}"',
  'task.move.position': 'moved the task #{id} to the position {position} in the column "{column_title}"',
  'task.move.swimlane': 'moved the task #{id} to the swimlane "{swimlane_name}"',
  'comment.update': 'updated a comment on the task #{id}',
  'comment.create': 'commented on the task #{id}',
  'comment.delete': 'removed a comment on the task #{id}',
  'subtask.update': 'updated a subtask for the task #{id}',
  'subtask.create': 'created a subtask for the task #{id}',
  'subtask.delete': 'removed a subtask for the task #{id}',
  'task.file.create': 'attached a file to the task #{id}',
  'task.file.destroy': 'removed a file from the task #{id}',
  'task_internal_link.create_update': 'set a new internal link for the task #{id}',
  'task_internal_link.delete': 'removed an internal link for the task #{id}',
}

/** Where releases until 1.0.31 say it otherwise; kanboard/kanboard@v1.0.22 app/Model/Notification.php. */
function earlySentence(event: EventView): string | undefined {
  if (event.event_name === 'task.open') return 'open the task #{id}'
  const isInFirst = event.event_name === 'task.move.swimlane' && textIn(event, 'task', 'swimlane_id') === '0'
  return isInFirst ? 'moved the task #{id} to the first swimlane' : undefined
}

/** Plain text; buildTitleWithAuthor() in kanboard/kanboard@v1.2.53 app/EventBuilder/*.php. */
export function eventTitle(ctx: KanboardContext, event: EventView): string {
  const { author, event_name } = event
  const isEarly = holds(ctx, 'eventTitlesAreEarly')
  if (event_name === 'task.assignee_change') {
    const assignee = nameOr(event, 'assignee_name', 'assignee_username')
    const task = `#${textIn(event, 'task', 'id')}`
    if (assignee === '') return `${author} ${isEarly ? 'remove' : 'removed'} the assignee of the task ${task}`
    return `${author} ${isEarly ? 'change' : 'changed'} the assignee of the task ${task} to ${assignee}`
  }
  const sentence = (isEarly ? earlySentence(event) : undefined) ?? sentences[event_name]
  if (sentence === undefined) return 'Notification'
  return `${author} ${translate(ctx, sentence).replace(/\{(\w+)\}/g, (_, column: string) => textIn(event, 'task', column))}`
}
