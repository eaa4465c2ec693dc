import { calendarOf } from '../calendar.js'
import type { KanboardEvent, Subscriber } from '../events.js'
import { looselyEquals } from '../php.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import type { TaskRow } from '../rows.js'
import { instantOf, wallAt } from '../zones.js'
import { secondsNow } from './attached-store.js'
import { attachTag, tagsOfTask } from './tag-store.js'
import { copiedColumns, copyExternalLinks, copySubtasks } from './task-copies.js'
import { holds } from './release-rules.js'
import { changeTask, firstColumn, insertTask, lastColumn } from './task-store.js'

/*
 * Successors of recurring tasks: kanboard/kanboard@v1.2.53 app/Subscriber/RecurringTaskSubscriber.php and
 * app/Model/TaskRecurrenceModel.php.
 */

const pending = 1
const processed = 2
const triggers = { leavesFirstColumn: 0, reachesLastColumn: 1, isClosed: 2 } as const

/** Makes the successor of a task that was closed or moved. */
export const recurrence: Subscriber = {
  events: ['task.move.column', 'task.close'],
  handle: (ctx, event) => {
    const task = taskOf(ctx, event)
    if (task && task.recurrence_status === pending && isDue(ctx, event, task)) makeSuccessor(ctx, task)
  },
}

function taskOf(ctx: KanboardContext, { data }: KanboardEvent): TaskRow | undefined {
  const { task } = data
  const id = typeof task === 'object' && task !== null && 'id' in task ? task.id : undefined
  return typeof id === 'number' ? ctx.db.tasks.get(id) : undefined
}

function isDue(ctx: KanboardContext, { name, data }: KanboardEvent, task: TaskRow): boolean {
  if (name === 'task.close') return task.recurrence_trigger === triggers.isClosed
  if (task.recurrence_trigger === triggers.leavesFirstColumn) {
    return firstColumn(ctx, task.project_id) === data['src_column_id']
  }
  const last = lastColumn(ctx, task.project_id) ?? 0
  // What a move puts into its event is the value of the request.
  const reached = data['dst_column_id'] as PhpValue
  return task.recurrence_trigger === triggers.reachesLastColumn && looselyEquals(last, reached)
}

function makeSuccessor(ctx: KanboardContext, task: TaskRow): void {
  const values = {
    ...copiedColumns(task),
    recurrence_parent: task.id,
    column_id: firstColumn(ctx, task.project_id) ?? false,
    date_due: nextDueDate(ctx, task),
  }
  const child = insertTask(ctx, values)
  if (child > 0) {
    copySubtasks(ctx, task.id, child)
    for (const { id } of tagsOfTask(ctx, task.id)) attachTag(ctx, child, id)
    if (holds(ctx, 'successorsTakeLinksAlong')) copyExternalLinks(ctx, task.id, child)
  }
  const current = ctx.db.tasks.get(task.id) ?? task
  changeTask(ctx, current, { recurrence_status: processed, recurrence_child: child })
}

/** The due date, or the time now, moved on the calendar; days beyond the end of a month carry over. */
function nextDueDate(ctx: KanboardContext, task: TaskRow): number | null {
  const { date_due, recurrence_factor: factor, recurrence_timeframe: frame } = task
  if (date_due === null || date_due === 0 || factor === 0) return date_due
  const { zone } = calendarOf(ctx)
  const wall = wallAt(zone, task.recurrence_basedate === 1 ? secondsNow(ctx) : date_due)
  if (frame === 1) return instantOf(zone, { ...wall, month: wall.month + factor })
  return instantOf(zone, frame === 2 ? { ...wall, year: wall.year + factor } : { ...wall, day: wall.day + factor })
}
