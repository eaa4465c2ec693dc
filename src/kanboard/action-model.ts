import type { KanboardContext } from './procedure.js'
import type { PhpValue } from './php.js'
import { insertComment } from './procedures/comment-store.js'
import { changeSubtask, insertSubtask, subtasksOf } from './procedures/subtask-store.js'
import { startTimer, stopTimer } from './procedures/subtask-timers.js'
import { applyChanges, close } from './procedures/task-changes.js'
import { movePosition } from './procedures/task-moves.js'
import { duplicateTaskToProject, moveTaskToProject } from './procedures/task-projects.js'
import { findTask, firstColumn } from './procedures/task-store.js'
import type { UserRow } from './tables.js'
import type { Values } from './validators.js'

/* What automatic actions ask of the models; the checks of the procedures are not made. */

export function updateTask(ctx: KanboardContext, values: Values, isQuiet: boolean): void {
  const found = findTask(ctx, values['id'] ?? null)
  if (found) applyChanges(ctx, found, values, isQuiet)
}

export const closeTask = (ctx: KanboardContext, task: number): boolean => close(ctx, task)

interface Move {
  readonly project: number
  readonly task: number
  readonly column: PhpValue
  readonly position: number
  readonly swimlane: PhpValue
  readonly isQuiet: boolean
  readonly onlyOpen: boolean
}

export function moveTask(ctx: KanboardContext, move: Move): void {
  const { project, task, column, position, swimlane, isQuiet, onlyOpen } = move
  const target = { project_id: project, column_id: column, position, swimlane_id: swimlane, isQuiet, onlyOpen }
  movePosition(ctx, findTask(ctx, task), target)
}

/** Where the target is left to the model. */
const anywhere = { swimlane_id: null, column_id: null, category_id: null, owner_id: null }

/** A copy in the first column of the other project. */
export function copyTask(ctx: KanboardContext, task: number, project: string): void {
  const column_id = firstColumn(ctx, project) ?? 0
  duplicateTaskToProject.handle(ctx, { ...anywhere, task_id: task, project_id: project, column_id })
}

export function moveToProject(ctx: KanboardContext, task: number, project: string): void {
  moveTaskToProject.handle(ctx, { ...anywhere, task_id: task, project_id: project })
}

export function addComment(ctx: KanboardContext, task: number, comment: string): void {
  insertComment(ctx, { task_id: task, user_id: ctx.callerId, comment })
}

/** The status of every subtask becomes done, and the timers of their assignees stop. */
export function finishSubtasks(ctx: KanboardContext, task: number): void {
  for (const { id, user_id } of subtasksOf(ctx, task)) {
    changeSubtask(ctx, { id, status: 2 })
    stopTimer(ctx, id, user_id)
  }
}

/** `SubtaskTimeTrackingModel::toggleTimer`: timers follow the status where the setting says so, as it does at first. */
export function beginSubtask(ctx: KanboardContext, task: number, title: string, user: number): void {
  const id = insertSubtask(ctx, { title, user_id: user, task_id: task, status: 1 })
  const isTracked = (ctx.world.settings.config['subtask_time_tracking'] ?? '1') === '1'
  if (id !== false && isTracked) startTimer(ctx, id, user)
}

export function userOf(ctx: KanboardContext, id: string): UserRow | undefined {
  const found = ctx.database.idIn(id)
  return found === undefined ? undefined : ctx.db.users.get(found)
}
