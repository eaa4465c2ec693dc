import type { EventName } from '../events.js'
import { neighboursOf } from '../extended-tasks.js'
import { toText } from '../php.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import type { Values } from '../validators.js'

/**
 * The row of a task with names, as events carry it: kanboard/kanboard@v1.2.53 app/Model/TaskFinderModel.php
 * getDetails(). Undefined for an unknown task.
 */
export function taskDetails(ctx: KanboardContext, id: number): Readonly<Record<string, unknown>> | undefined {
  const row = ctx.db.tasks.get(id)
  if (!row) return undefined
  const { category, column, swimlane, project, assignee, creator } = neighboursOf(ctx, row)
  const { referenceKey: _key, place: _place, ...columns } = row
  return {
    ...columns,
    category_name: category?.name ?? null,
    swimlane_name: swimlane?.name ?? null,
    project_name: project?.name ?? null,
    column_title: column?.title ?? null,
    assignee_username: assignee?.username ?? null,
    assignee_name: assignee?.name ?? null,
    creator_username: creator?.username ?? null,
    creator_name: creator?.name ?? null,
    category_description: category?.description ?? null,
    column_position: column?.position ?? null,
    default_swimlane: project?.default_swimlane ?? null,
  }
}

/** What a task's event tells beside the task. */
export interface TaskChange {
  /** New values, of which those that differ from `before` are told. */
  readonly changes?: Values
  /** The row to compare with; as it is now where it is left out. */
  readonly before?: object
  /** Told beside the others; null is told too. */
  readonly values?: Values
}

/** Tells what happened to a task: app/EventBuilder/TaskEventBuilder.php. `task_id` is what the request called it. */
export function emitTask(
  ctx: KanboardContext,
  { id, task_id = id }: { readonly id: number; readonly task_id?: PhpValue },
  names: readonly EventName[],
  { changes = {}, before, values = {} }: TaskChange = {},
): void {
  const task = ctx.isUnheard ? undefined : taskDetails(ctx, id)
  if (!task) return
  const isChange = Object.keys(changes).length > 0
  const told = isChange ? { changes: differences(changes, before ?? task) } : {}
  for (const name of names) ctx.emit(name, { task_id, task, ...told, ...values })
}

/** `array_diff_assoc` without date_modification: members that are not the same text; no member makes a list of PHP's. */
export function differences(values: Values, row: object): ReadonlyMap<string, PhpValue> {
  const own = new Map<string, unknown>(Object.entries(row))
  const different = new Map<string, PhpValue>()
  for (const [name, value = null] of Object.entries(values)) {
    if (name === 'date_modification') continue
    if (!own.has(name) || toText(value) !== String(own.get(name) ?? '')) different.set(name, value)
  }
  return different
}
