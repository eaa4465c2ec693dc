import type { TaskLinkRow } from '../attached-rows.js'
import { toText } from '../php.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import { nextId } from '../tables.js'
import { changeRow, wasteId, wasteIdOnNull } from './attached-store.js'
import { holds } from './release-rules.js'
import { taskDetails } from './task-details.js'

/*
 * app/Model/TaskLinkModel.php of kanboard/kanboard@v1.2.53. A link is a pair of rows. Both are written in a transaction
 * that ends with the first statement that fails; what comes after it is written for good, though the answer is false.
 */

/** The row that a request's id means; undefined for none, throws where the database complains about the value. */
export function findTaskLink(ctx: KanboardContext, id: PhpValue): TaskLinkRow | undefined {
  const found = ctx.database.idIn(id)
  return found === undefined ? undefined : ctx.db.task_has_links.get(found)
}

type Named = TaskLinkRow & { readonly label: string | null; readonly opposite_link_id: number | null }

/** LEFT JOIN links. */
export function namedLink(ctx: KanboardContext, row: TaskLinkRow): Named {
  const { label = null, opposite_id = null } = ctx.db.links.get(row.link_id) ?? {}
  return { ...row, label, opposite_link_id: opposite_id }
}

/** `LinkModel::getOppositeLinkId`: a kind without an opposite is its own. */
export function oppositeOf(ctx: KanboardContext, link: number): number {
  return ctx.db.links.get(link)?.opposite_id || link
}

interface Ends {
  readonly task_id: number | undefined
  readonly opposite_task_id: number | undefined
  readonly link_id: number | undefined
}

/** What the unique index and the foreign keys say of a row. */
function isAllowed(ctx: KanboardContext, ends: Ends, own?: number): ends is Record<keyof Ends, number> {
  const { task_id = 0, opposite_task_id = 0, link_id = 0 } = ends
  const { db } = ctx
  if (!db.tasks.has(task_id) || !db.tasks.has(opposite_task_id) || !db.links.has(link_id)) return false
  const taken = db.task_has_links.first({ task_id, opposite_task_id, link_id })
  return taken === undefined || taken.id === own
}

/** The first column, in the order of the table, that is left null. */
const missingOf = (ends: Ends): string | undefined =>
  (['link_id', 'task_id', 'opposite_task_id'] as const).find((name) => ends[name] === undefined)

function insertRow(ctx: KanboardContext, ends: Ends): TaskLinkRow | undefined {
  const missing = missingOf(ends)
  if (missing !== undefined) {
    wasteIdOnNull(ctx, 'task_has_links')
    ctx.database.refuseNull('task_has_links', missing)
    return undefined
  }
  if (!isAllowed(ctx, ends)) {
    wasteId(ctx, 'task_has_links')
    return undefined
  }
  return ctx.db.task_has_links.insert({ id: nextId(ctx.world, 'task_has_links', ctx.database), ...ends })
}

/** The three ids of a request, as the database reads them. */
export function endsOf(ctx: KanboardContext, task: PhpValue, opposite: PhpValue, link: PhpValue): Ends {
  const { database } = ctx
  // The opposite of the kind is asked for first.
  database.idIn(link)
  const idOf = (name: string, value: PhpValue, place: number): number | undefined =>
    database.storeInteger({ table: 'task_has_links', name }, value, place) ?? undefined
  return {
    task_id: idOf('task_id', task, 1),
    opposite_task_id: idOf('opposite_task_id', opposite, 2),
    link_id: idOf('link_id', link, 3),
  }
}

const reversed = (ctx: KanboardContext, { task_id, opposite_task_id, link_id }: Ends): Ends => ({
  task_id: opposite_task_id,
  opposite_task_id: task_id,
  link_id: link_id === undefined ? undefined : oppositeOf(ctx, link_id),
})

const refusal = ({ task_id, opposite_task_id, link_id }: Ends): string =>
  `there is such a link already, or no task ${task_id ?? ''}, task ${opposite_task_id ?? ''} or kind of link ${link_id ?? ''}`

export function insertTaskLink(ctx: KanboardContext, ends: Ends): number | false {
  const first = insertRow(ctx, ends)
  const second = insertRow(ctx, reversed(ctx, ends))
  if (first && !second) ctx.db.task_has_links.remove(first.id)
  // lastInsertId() of a connection that has inserted nothing is 0.
  if (!first || !second) return ctx.explain(refusal(ends), holds(ctx, 'linksAreChecked') ? false : (first?.id ?? 0))
  emitLinks(ctx, [first, second])
  return first.id
}

/** The row of the other direction. */
function oppositeRow({ db }: KanboardContext, row: TaskLinkRow, link_id: number): TaskLinkRow | undefined {
  return db.task_has_links.first({ task_id: row.opposite_task_id, opposite_task_id: row.task_id, link_id })
}

export function changeTaskLink(ctx: KanboardContext, row: TaskLinkRow, ends: Ends): boolean {
  const other = oppositeRow(ctx, row, oppositeOf(ctx, row.link_id))
  const back = reversed(ctx, ends)
  const missing = missingOf(ends)
  if (missing !== undefined)
    return ctx.explain(`${missing} is null`, ctx.database.refuseNull('task_has_links', missing))
  const first = isAllowed(ctx, ends, row.id) && changeRow(ctx, 'task_has_links', row.id, ends)
  const second = !other || (isAllowed(ctx, back, other.id) && changeRow(ctx, 'task_has_links', other.id, back))
  if (!first) return ctx.explain(refusal(ends), false)
  if (!second) {
    ctx.db.task_has_links.replace(row.id, row)
    return ctx.explain(refusal(ends), false)
  }
  emitLinks(ctx, second === true ? [first] : [first, second])
  return true
}

export function dropTaskLink(ctx: KanboardContext, row: TaskLinkRow): boolean {
  emitLink(ctx, 'task_internal_link.delete', row)
  const other = oppositeRow(ctx, row, oppositeOf(ctx, row.link_id))
  const isKept = holds(ctx, 'linksAreChecked') && (!other || other.id === row.id)
  if (isKept) return ctx.explain(`link ${row.id} has no link in the other direction`, false)
  ctx.db.task_has_links.remove(row.id)
  if (other) ctx.db.task_has_links.remove(other.id)
  return true
}

function emitLinks(ctx: KanboardContext, rows: readonly TaskLinkRow[]): void {
  for (const { id } of rows) {
    // Read again: an automatic action of the first event may have changed it.
    const row = ctx.db.task_has_links.get(id)
    if (row) emitLink(ctx, 'task_internal_link.create_update', row)
  }
}

function emitLink(
  ctx: KanboardContext,
  name: 'task_internal_link.create_update' | 'task_internal_link.delete',
  row: TaskLinkRow,
): void {
  const { id, opposite_task_id, task_id, link_id, label, opposite_link_id } = namedLink(ctx, row)
  const task_link = { id, opposite_task_id, task_id, link_id, label, opposite_link_id }
  ctx.emit(name, { task_link, task: taskDetails(ctx, task_id) })
}

export const noTaskLink = (id: PhpValue): string => `there is no link ${toText(id)}`
