import type { SubtaskRow, TimerRow } from '../attached-rows.js'
import { removeWithSubtask } from '../attached-cascades.js'
import { Crash } from '../faults.js'
import { isEmpty, PhpFloat, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import { newId } from '../tables.js'
import { faultsIn, integer, maxLength, numeric, required } from '../validators.js'
import type { Rule, Values } from '../validators.js'
import { changeRow, secondsNow, wasteId } from './attached-store.js'
import { lastPositionOf, sortedByPosition } from './positions.js'
import { holds } from './release-rules.js'
import { taskDetails } from './task-details.js'

const title = { name: 'title', limit: Number.POSITIVE_INFINITY }

// In the order of app/Validator/SubtaskValidator.php.
const common = (ctx: KanboardContext): readonly Rule[] => [
  integer('id'),
  integer('task_id'),
  maxLength('title', holds(ctx, 'textsAreLong') ? 65535 : 255),
  integer('user_id'),
  integer('status'),
  numeric('time_estimated'),
  numeric('time_spent'),
]

/** The reasons why createSubtask or updateSubtask answers false. */
export function subtaskFaults(ctx: KanboardContext, values: Values): string[] {
  const own = 'id' in values ? [required('id'), required('task_id')] : [required('task_id'), required('title')]
  return faultsIn(values, [...own, ...common(ctx)])
}

/** The row that a request's id means; undefined for none, throws where the database complains about the value. */
export function findSubtask(ctx: KanboardContext, id: PhpValue): SubtaskRow | undefined {
  const found = ctx.database.idIn(id)
  return found === undefined ? undefined : ctx.db.subtasks.get(found)
}

const statusNames: Readonly<Record<number, string>> = { 0: 'Todo', 1: 'In progress', 2: 'Done' }

type Listed = SubtaskRow & {
  readonly username: string | null
  readonly name: string | null
  readonly timer_start_date: number
  readonly status_name: string | null
  readonly is_timer_started: boolean
}

/** With its assignee and the timer of the caller; app/Formatter/SubtaskListFormatter.php. */
export function listedSubtask(ctx: KanboardContext, row: SubtaskRow): Listed {
  const { username = null, name = null } = (row.user_id === null ? undefined : ctx.db.users.get(row.user_id)) ?? {}
  const start = runningTimer(ctx, row.id, ctx.callerId)?.start ?? 0
  return {
    ...row,
    username,
    name,
    timer_start_date: start,
    status_name: statusNames[row.status] ?? null,
    is_timer_started: start !== 0,
  }
}

export const runningTimer = (ctx: KanboardContext, subtask_id: number, user_id: number): TimerRow | undefined =>
  ctx.db.subtask_time_tracking.first({ subtask_id, user_id, end: 0 })

export function subtasksOf(ctx: KanboardContext, task: number): SubtaskRow[] {
  return sortedByPosition(ctx.db.subtasks.where({ task_id: task }))
}

/** The columns as `createSubtask` and `updateSubtask` list them. */
const inserted = ['title', 'task_id', 'user_id', 'time_estimated', 'time_spent', 'status', 'position'] as const
const updated = ['task_id', ...inserted.filter((name) => name !== 'task_id')]

/** What a request wants for the columns that are given and not null. */
function storedColumns(ctx: KanboardContext, values: Values, order: readonly string[]): Partial<SubtaskRow> {
  const { database } = ctx
  const places = order.filter((name) => isPresent(values[name]))
  const integerOf = (name: string, size = {}): number | null | undefined => {
    const value = values[name]
    const place = places.indexOf(name) + 1
    return value === undefined ? undefined : database.storeInteger({ table: 'subtasks', name, ...size }, value, place)
  }
  const columns = {
    title: isPresent(values['title']) ? database.storeText(title, toText(values['title'])) : undefined,
    status: integerOf('status', { size: 'small' }) ?? undefined,
    time_estimated: hoursIn(ctx, values['time_estimated']),
    time_spent: hoursIn(ctx, values['time_spent']),
    task_id: integerOf('task_id') ?? undefined,
    user_id: integerOf('user_id'),
    position: integerOf('position') ?? undefined,
  }
  // Only members with a value are left, which is what Partial promises.
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Partial<SubtaskRow>
}

const isPresent = (value: PhpValue | undefined): value is Exclude<PhpValue, null> =>
  value !== undefined && value !== null

const hoursIn = (ctx: KanboardContext, value: PhpValue | undefined): number | undefined =>
  isPresent(value) ? ctx.database.storeDecimal(value) : undefined

/** `SubtaskModel::create`; null stands for what is left out. */
export function insertSubtask(ctx: KanboardContext, values: Values, given?: number): number | false {
  // The last position is asked for first.
  ctx.database.idIn(values['task_id'] ?? null)
  const { user_id = null, status = null, time_estimated = null, time_spent = null } = values
  const usual = { user_id: user_id ?? 0, status: status ?? 0 }
  const hours = { time_estimated: time_estimated ?? 0, time_spent: time_spent ?? 0 }
  const { task_id, ...columns } = storedColumns(ctx, { ...values, ...usual, ...hours }, inserted)
  if (task_id === undefined || !ctx.db.tasks.has(task_id)) {
    wasteId(ctx, 'subtasks')
    return ctx.explain(`there is no task ${toText(values['task_id'] ?? null)}`, false)
  }
  const last = lastPositionOf(ctx.db.subtasks.where({ task_id }))
  const id = newId(ctx, 'subtasks', given)
  const fresh = { title: '', status: 0, time_estimated: 0, time_spent: 0, user_id: 0 }
  const row = ctx.db.subtasks.insert({ id, ...fresh, ...columns, task_id, position: last + 1 })
  countTime(ctx, task_id)
  const data = eventData(ctx, row)
  ctx.emit('subtask.create_update', data)
  ctx.emit('subtask.create', data)
  return id
}

/** `SubtaskModel::update`, of a row that need not exist; `isQuiet` tells nobody. */
export function changeSubtask(ctx: KanboardContext, values: Values, isQuiet = false): boolean {
  const columns = storedColumns(ctx, values, updated)
  const { task_id } = columns
  const found = findSubtask(ctx, values['id'] ?? null)
  if (!found && !holds(ctx, 'changesAreJobs')) {
    throw new Crash(`there is no subtask ${toText(values['id'] ?? null)} to notify of`)
  }
  if (!found) return ctx.explain(`there is no subtask ${toText(values['id'] ?? null)}, nothing was updated`, true)
  if (task_id !== undefined && !ctx.db.tasks.has(task_id)) return ctx.explain(`there is no task ${task_id}`, false)
  const changed = changeRow(ctx, 'subtasks', found.id, columns) ?? found
  countTime(ctx, changed.task_id)
  if (isQuiet) return true
  const data = eventData(ctx, changed, withoutEmptyHours(values))
  ctx.emit('subtask.create_update', data)
  ctx.emit('subtask.update', data)
  return true
}

export function dropSubtask(ctx: KanboardContext, row: SubtaskRow): boolean {
  ctx.emit('subtask.delete', eventData(ctx, row))
  removeWithSubtask(ctx.db, row.id)
  ctx.db.subtasks.remove(row.id)
  if (!holds(ctx, 'removalForgetsTime')) countTime(ctx, row.task_id)
  return true
}

/** `SubtaskModel::prepare`: hours that are empty to PHP become 0. */
function withoutEmptyHours(values: Values): Values {
  const hours = ['time_estimated', 'time_spent'].filter((name) => isPresent(values[name]) && isEmpty(values[name]))
  return { ...values, ...Object.fromEntries(hours.map((name) => [name, 0])) }
}

function eventData(ctx: KanboardContext, row: SubtaskRow, values?: Values): Record<string, unknown> {
  const subtask = listedSubtask(ctx, row)
  const changes = values && { changes: differences(values, subtask) }
  return { subtask, ...changes, task: taskDetails(ctx, row.task_id) }
}

/** `array_diff_assoc`: what is not the same text. An empty array of PHP is a list. */
function differences(values: Values, row: object): ReadonlyMap<string, PhpValue> | readonly [] {
  const own = new Map(Object.entries(row))
  const different = Object.entries(values).flatMap(([name, value]) =>
    value === undefined || value === null || toText(value) === String(own.get(name)) ? [] : [[name, value] as const],
  )
  return different.length === 0 ? [] : new Map(different)
}

/** The time of a task is the sum of its subtasks' from the first of them on, null when the last one is gone. */
function countTime(ctx: KanboardContext, task: number): void {
  const rows = ctx.db.subtasks.where({ task_id: task })
  const sum = (column: 'time_spent' | 'time_estimated'): number | null => {
    const total = rows.reduce((hours, row) => hours + numberOrZero(row[column]), 0)
    // What is beyond all floats comes back as PHP's INF.
    return rows.length === 0 ? null : ctx.database.storeDecimal(Number.isFinite(total) ? total : new PhpFloat(total))
  }
  changeRow(ctx, 'tasks', task, { time_spent: sum('time_spent'), time_estimated: sum('time_estimated') })
}

/** SQLite's sum takes the text `INF` for nothing. */
const numberOrZero = (hours: unknown): number => (typeof hours === 'number' ? hours : 0)

/** Hours since the timer was started, with two decimals; DateParser::getHours(). */
export function hoursOf(ctx: KanboardContext, timer: TimerRow | undefined): number {
  if (!timer || timer.start === 0) return 0
  return Math.round((Math.abs(secondsNow(ctx) - timer.start) / 3600) * 100) / 100
}
