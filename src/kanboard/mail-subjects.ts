import type { EventData, EventName } from './events.js'
import type { KanboardContext } from './procedure.js'
import { holds } from './procedures/release-rules.js'

/** Users who are named in a text hear of it alone. */
export type NoticeName = EventName | 'task.user.mention' | 'comment.user.mention'

/** buildTitleWithoutAuthor() in kanboard/kanboard@v1.2.53 app/EventBuilder/*.php; `{…}` is a column of the task. */
const titles: Partial<Record<NoticeName, string>> = {
  'task.create': 'New task #{id}: {title}',
  'task.update': 'Task updated #{id}',
  'task.close': 'Task #{id} closed',
  'task.open': 'Task #{id} opened',
  'task.move.project': 'Task #{id} "{title}" has been moved to the project "{project_name}"',
  'task.move.column': 'Column changed for task #{id}',
  'task.move.position': 'New position for task #{id}',
  'task.move.swimlane': 'Swimlane changed for task #{id}',
  'task.assignee_change': 'Assignee changed on task #{id}',
  'task.user.mention': 'You were mentioned in the task #{id}',
  'comment.create': 'New comment on task #{id}',
  'comment.update': 'Comment updated on task #{id}',
  'comment.delete': 'Comment removed on task #{id}',
  'comment.user.mention': 'You were mentioned in a comment on the task #{id}',
  'subtask.create': 'New subtask on task #{id}',
  'subtask.update': 'Subtask updated on task #{id}',
  'subtask.delete': 'Subtask removed on task #{id}',
  'task.file.create': 'New attachment on task #{id}: {file}',
  'task.file.destroy': 'Attachment removed from task #{id}: {file}',
  'task_internal_link.create_update': 'A new internal link for the task #{id} has been defined',
  'task_internal_link.delete': 'Internal link removed for the task #{id}',
}

/** Until 1.0.31: getMailSubject() in kanboard/kanboard@v1.0.22 app/Notification/Mail.php. */
const earlyTitles: Partial<Record<NoticeName, string>> = {
  'task.create': 'New task',
  'task.update': 'Task updated',
  'task.close': 'Task closed',
  'task.open': 'Task opened',
  'task.move.column': 'Column change',
  'task.move.position': 'Position change',
  'task.move.swimlane': 'Swimlane change',
  'task.assignee_change': 'Assignee change',
  'comment.create': 'New comment',
  'comment.update': 'Comment updated',
  'subtask.create': 'New subtask',
  'subtask.update': 'Subtask updated',
  'task.file.create': 'New attachment',
}

/** The subject of the mail that tells an event. */
export function mailSubject(ctx: KanboardContext, name: NoticeName, { task, file }: EventData): string {
  const columns = { ...(isRow(task) ? task : {}), file: isRow(file) ? file['name'] : '' }
  const early = earlyTitles[name]
  const isEarly = holds(ctx, 'eventTitlesAreEarly')
  if (isEarly && early === undefined) return 'Notification'
  const pattern = isEarly
    ? `[{project_name}][${early ?? ''}] {title} (#{id})`
    : `[{project_name}] ${titles[name] ?? 'Notification'}`
  const values: Readonly<Record<string, unknown>> = columns
  return pattern.replace(/\{(\w+)\}/g, (_, column: string) => String(values[column] ?? ''))
}

const isRow = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
