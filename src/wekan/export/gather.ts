import type { WekanContext } from '../context.js'
import type { BoardRow, CardRow, WekanTables } from '../tables.js'
import type { Scope } from './selection.js'

/** Cards that an export is about; linked cards are those of another board and never among them. */
export function cardsIn(ctx: WekanContext, board: BoardRow, scope: Scope): CardRow[] {
  const { swimlaneId, listId, cardId, checklistId } = scope
  const own = ctx.db.cards.where({ boardId: board._id }).filter((card) => !card.linkedId)
  if (cardId !== undefined) return own.filter((card) => card._id === cardId)
  if (checklistId !== undefined) {
    const holder = ctx.db.checklists.get(checklistId)?.cardId
    return own.filter((card) => card._id === holder)
  }
  return own.filter(
    (card) =>
      (swimlaneId === undefined || card.swimlaneId === swimlaneId) && (listId === undefined || card.listId === listId),
  )
}

/** Sorts as `{ sort: 1 }` does: rows without a position come first, equal ones keep their order. */
export function byPosition<R extends { readonly [name: string]: unknown }>(rows: readonly R[]): R[] {
  const position = (row: R): number => (typeof row['sort'] === 'number' ? row['sort'] : -Infinity)
  return [...rows].sort((a, b) => (position(a) === position(b) ? 0 : position(a) < position(b) ? -1 : 1))
}

/** Lists, swimlanes and cards that do not lie in the archive, in their order. */
export function shownOf(
  ctx: WekanContext,
  board: BoardRow,
): {
  lists: { _id: string; title: string }[]
  swimlanes: { _id: string; title: string }[]
  cards: CardRow[]
} {
  const here = { boardId: board._id }
  const isShown = (row: { readonly [name: string]: unknown }): boolean => row['archived'] !== true
  const title = ({ _id, title }: { _id: string; title?: unknown }): { _id: string; title: string } => ({
    _id,
    title: String(title ?? ''),
  })
  return {
    lists: byPosition(ctx.db.lists.where(here).filter(isShown)).map(title),
    swimlanes: byPosition(ctx.db.swimlanes.where(here).filter(isShown)).map(title),
    cards: byPosition(ctx.db.cards.where(here).filter(isShown)),
  }
}

/** Names of users by id; the empty text for whom there is none. */
export function nameOf(db: WekanTables, id: string | undefined): string {
  return (id === undefined ? undefined : db.users.get(id)?.username) ?? ''
}

/** A member of a document that is a list of ids, whatever was stored. */
export function idsOf(row: { readonly [name: string]: unknown }, key: string): string[] {
  const value = row[key]
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

/** A member that is text, or the empty text. */
export function textIn(row: { readonly [name: string]: unknown }, key: string): string {
  const value = row[key]
  return typeof value === 'string' ? value : ''
}

export interface Label {
  readonly _id: string
  readonly name: string
  readonly color: string
}

/** Labels of a board. */
export function labelsOf(board: BoardRow): Label[] {
  const { labels } = board
  if (!Array.isArray(labels)) return []
  return labels.map((label: { _id: string; name?: string; color?: string }) => ({
    _id: label._id,
    name: label.name ?? '',
    color: label.color ?? '',
  }))
}
