import { expect } from 'vitest'
import type { Outbound } from '../../src/kernel/exchange.js'
import type { KanboardTables } from '../../src/kanboard/tables.js'
import type { ScriptedCall } from './model-calls.js'

/** All rows as they are; rows never change, so that two states are compared by identity. */
export type State = ReadonlyMap<string, readonly object[]>

export const stateOf = (tables: KanboardTables): State =>
  new Map(Object.entries(tables).map(([name, table]) => [name, [...(table as Iterable<object>)]]))

const references: readonly (readonly [table: keyof KanboardTables, column: string, to: keyof KanboardTables])[] = [
  ['columns', 'project_id', 'projects'],
  ['swimlanes', 'project_id', 'projects'],
  ['project_has_categories', 'project_id', 'projects'],
  ['project_has_users', 'project_id', 'projects'],
  ['project_has_users', 'user_id', 'users'],
  ['project_has_groups', 'project_id', 'projects'],
  ['project_has_groups', 'group_id', 'groups'],
  ['group_has_users', 'group_id', 'groups'],
  ['group_has_users', 'user_id', 'users'],
  ['tasks', 'project_id', 'projects'],
  ['tasks', 'column_id', 'columns'],
  ['tasks', 'swimlane_id', 'swimlanes'],
  ['task_has_tags', 'task_id', 'tasks'],
  ['task_has_tags', 'tag_id', 'tags'],
  ['subtasks', 'task_id', 'tasks'],
  ['comments', 'task_id', 'tasks'],
  ['task_has_links', 'task_id', 'tasks'],
  ['task_has_links', 'opposite_task_id', 'tasks'],
  ['task_has_links', 'link_id', 'links'],
  ['project_activities', 'project_id', 'projects'],
  ['project_activities', 'task_id', 'tasks'],
  ['project_activities', 'creator_id', 'users'],
]

const valueOf = (row: object, column: string): number => Number(new Map(Object.entries(row)).get(column))

/** Rows that belong to a row which is gone. */
export function checkReferences(tables: KanboardTables): void {
  for (const [table, column, to] of references) {
    for (const row of tables[table] as Iterable<object>) {
      const orphan = tables[to].has(valueOf(row, column)) ? [] : [row]
      expect(orphan, `${table} without its row of ${to}`).toEqual([])
    }
  }
  for (const { owner_id } of tables.tasks) expect(owner_id === 0 || tables.users.has(owner_id), 'owner').toBe(true)
}

const numbers = (rows: Iterable<{ readonly position: number }>): number[] =>
  Array.from(rows, ({ position }) => position).sort((a, b) => a - b)
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

/** Positions that a call leaves behind; `was` is how the moved task stood before. */
export function checkPositions(tables: KanboardTables, { method, params }: ScriptedCall, before: State): void {
  const project_id = Number(params['project_id'])
  if (method === 'moveTaskPosition') checkPiles(tables, Number(params['task_id']), before)
  if (method === 'changeColumnPosition') {
    const rows = tables.columns.where({ project_id })
    expect(numbers(rows), 'positions of columns').toEqual(upTo(rows.length))
  }
  if (method === 'removeSwimlane' || method === 'disableSwimlane') {
    const rows = tables.swimlanes.where({ project_id, is_active: 1 })
    expect(numbers(rows), 'positions of swimlanes').toEqual(upTo(rows.length))
  }
}

/** Both piles are numbered from 1; a closed task takes a place among the open ones of the pile where it arrives. */
function checkPiles(tables: KanboardTables, id: number, before: State): void {
  const now = tables.tasks.get(id)
  const was = before.get('tasks')?.find((row) => valueOf(row, 'id') === id)
  if (!now || !was) throw new Error('a task that is not there cannot move')
  const piles = [now, { column_id: valueOf(was, 'column_id'), swimlane_id: valueOf(was, 'swimlane_id') }]
  for (const { column_id, swimlane_id } of piles) {
    const own = tables.tasks.where({ project_id: now.project_id, column_id, swimlane_id })
    const rows = own.filter((row) => row.is_active === 1 || row.id === id)
    expect(numbers(rows), `positions in column ${column_id}, swimlane ${swimlane_id}`).toEqual(upTo(rows.length))
  }
}

/** Numbers of new rows: one above the highest row where they are used again, else above all that ever were. */
export function checkNumbers(before: State, after: State, given: Map<string, number>, reused: boolean): void {
  for (const [name, rows] of after) {
    const known = new Set((before.get(name) ?? []).map((row) => valueOf(row, 'id')))
    const fresh = rows.map((row) => valueOf(row, 'id')).filter((id) => !known.has(id) && !Number.isNaN(id))
    const highest = Math.max(0, ...[...known].filter((id) => !Number.isNaN(id)))
    fresh.sort((a, b) => a - b)
    if (reused) expect(fresh, `new numbers of ${name}`).toEqual(fresh.map((_, index) => highest + index + 1))
    const last = Math.max(given.get(name) ?? 0, highest)
    if (!reused) for (const id of fresh) expect(id, `new number of ${name}`).toBeGreaterThan(last)
    given.set(name, Math.max(last, ...fresh))
  }
}

/** Tables that a refused call may have written to before the database refused. */
const written: ReadonlyMap<string, readonly string[]> = new Map([
  // kanboard/kanboard@v1.2.53 app/Model/TaskProjectMoveModel.php:31: tags first, then the task, without a transaction
  ['moveTaskToProject', ['tags', 'task_has_tags']],
])

/** Everything but users, in whom signing in is counted. */
export function checkUnchanged(before: State, after: State, method: string): void {
  for (const [name, rows] of after) {
    if (name === 'users' || written.get(method)?.includes(name)) continue
    const old = before.get(name) ?? []
    const isSame = old.length === rows.length && old.every((row, index) => row === rows[index])
    expect(isSame, `${name} changed by a call that changes nothing`).toBe(true)
  }
}

/** What no answer may say. */
export function checkAnswer(answer: Outbound): void {
  expect(answer.headers['x-fake'] ?? '', 'the fake itself failed').not.toMatch(/^(error|not-built)/)
  expect(answer.trace.deviations.filter(({ at }) => at === 'output')).toEqual([])
}
