import { Losses } from '../kernel/losses.js'
import type { KeyedCard, NeutralBoardStream, NeutralStream } from '../kernel/neutral.js'
import type { Setup } from '../kernel/product.js'
import type { Bulk, Table } from '../kernel/table.js'
import { contextOf } from './context.js'
import type { WekanContext } from './context.js'
import type { CardPart } from './fixture-cards.js'
import type { BoardPart } from './fixture.js'
import { idOf } from './fixture-checks.js'
import { boardOf, cardOf, listOf, listsOf, translateNeutral } from './neutral.js'
import type { ChecklistItemRow, ChecklistRow, CommentRow } from './rows.js'
import { addBoard, addUser } from './seed.js'
import { addCard, valuesOf } from './seed-cards.js'
import type { Known } from './seed-cards.js'
import type { CardRow, ListRow, WekanWorld } from './tables.js'

interface Filling {
  readonly ctx: WekanContext
  readonly cards: Bulk<CardRow>
  readonly comments: Bulk<CommentRow>
  readonly checklists: Bulk<ChecklistRow>
  readonly items: Bulk<ChecklistItemRow>
  /** Rows as seeding makes them, by which members the card has; copies of them are cheap and have their order. */
  readonly shapes: Map<string, CardRow>
  readonly parts: { comment?: CommentRow; checklist?: ChecklistRow; item?: ChecklistItemRow }
}

interface Target {
  readonly known: Known & { readonly lists: ReadonlyMap<string, ListRow> }
  readonly board: NeutralBoardStream['board']
  readonly part: BoardPart
  /** How many cards each list has. */
  readonly filled: Map<string, number>
  number: number
}

/** Puts a large neutral world into the tables: the documents that seeding makes, without judging each anew. */
export function fillWekan(world: WekanWorld, setup: Setup, stream: NeutralStream): void {
  const ctx = contextOf(world, setup, { remote: 'fixture' }, [])
  const { users, groups } = stream
  const people = translateNeutral({ users }).part.users ?? {}
  const ids = new Map(Object.entries(people).map(([key, user]) => [key, addUser(ctx, key, user)]))
  const filling = fillingOf(ctx)
  for (const { key, board, cards } of stream.boards()) {
    const part = boardOf(board, { users, groups }, { key, losses: new Losses() })
    const known = addBoard(ctx, key, { ...part, lists: listsOf(board) }, ids)
    const target: Target = { known, board, part, filled: new Map(), number: 0 }
    for (const card of cards) addDocuments(filling, target, card)
    world.counters.set(`cardNumber-${known.board._id}`, target.number)
  }
  for (const bulk of [filling.cards, filling.comments, filling.checklists, filling.items]) bulk.end()
}

function fillingOf(ctx: WekanContext): Filling {
  const { cards, comments, checklists, checklistItems } = ctx.db
  return {
    ctx,
    cards: cards.bulk(),
    comments: comments.bulk(),
    checklists: checklists.bulk(),
    items: checklistItems.bulk(),
    shapes: new Map(),
    parts: {},
  }
}

interface Placed {
  readonly key: string
  readonly title: string
  readonly card: CardPart
  readonly list: ListRow
  readonly sort: number
}

function addDocuments(filling: Filling, target: Target, [key, neutral]: KeyedCard): void {
  const { board, part, known, filled } = target
  const where = listOf(board, neutral)
  const list = known.lists.get(where)
  if (!list) throw new Error(`the list ${where} was checked before`)
  const sort = filled.get(where) ?? 0
  filled.set(where, sort + 1)
  const card = cardOf(board, neutral, part)
  const row = documentOf(filling, target, { key, title: neutral.title ?? key, card, list, sort })
  filling.cards.add(row)
  addParts(filling, row, { card, known })
}

function documentOf(filling: Filling, target: Target, placed: Placed): CardRow {
  const { ctx } = filling
  const { known } = target
  const { key, title, card, list, sort } = placed
  target.number += 1
  const path = [...known.path, 'cards', key]
  const ids = (of: ReadonlyMap<string, string>, keys: readonly string[]): string[] =>
    keys.map((one) => idOf(of, one, path))
  const at = momentOf(card.createdAt) ?? ctx.at
  const own: Record<string, unknown> = {
    _id: ctx.world.ids.meteor(),
    title: title.trim(),
    boardId: known.board._id,
    listId: list._id,
    swimlaneId: idOf(known.laneIds, card.swimlane ?? 'default', path),
    userId: card.by === undefined ? (known.board.members[0]?.userId ?? '') : idOf(known.userIds, card.by, path),
    sort,
    cardNumber: target.number,
    createdAt: at,
    modifiedAt: at,
    dateLastActivity: at,
  }
  if (card.description !== undefined && card.description.trim() !== '') own['description'] = card.description.trim()
  if (card.labels) own['labelIds'] = ids(known.labelIds, card.labels)
  if (card.assignees) own['assignees'] = ids(known.userIds, card.assignees)
  if (card.startAt !== undefined) own['startAt'] = momentOf(card.startAt)
  if (card.dueAt !== undefined) own['dueAt'] = momentOf(card.dueAt)
  if (card.endAt !== undefined) own['endAt'] = momentOf(card.endAt)
  if (card.spentTime !== undefined) own['spentTime'] = card.spentTime
  if (card.customFields) own['customFields'] = valuesOf(ctx, card.customFields, { ...known, path })
  // The members of `own` are those of the document.
  return Object.assign({ ...shapeOf(filling, known, placed) }, own)
}

const momentOf = (moment: string | undefined): string | undefined =>
  moment === undefined
    ? undefined
    : moment.endsWith('Z') && moment.length === 24
      ? moment
      : new Date(moment).toISOString()

/** The document that seeding makes of a card with these members, in a copy of the world. */
function shapeOf(filling: Filling, known: Known, { key, title, card, list, sort }: Placed): CardRow {
  const { comments: _c, checklists: _l, createdAt: _a, ...members } = card
  let shape = ''
  for (const name in members) shape += name
  if (card.description?.trim() === '') shape += 'blank'
  const made = filling.shapes.get(shape)
  if (made) return made
  const ctx = scratchOf(filling.ctx)
  addCard(ctx, { key, card: { ...members, title }, sort, list }, { ...known, cardIds: new Map() })
  const [row] = ctx.db.cards
  if (!row) throw new Error('a seeded card is in its table')
  const copied = fresh(row)
  filling.shapes.set(shape, copied)
  return copied
}

/** The same members in an object that V8 copies ten times as fast as one that was put together bit by bit. */
const fresh = <R extends object>(row: R): R => Object.fromEntries(Object.entries(row)) as R

function addParts(
  filling: Filling,
  row: CardRow,
  { card, known }: { readonly card: CardPart; readonly known: Known },
): void {
  const { comments, checklists } = card
  if (comments === undefined && checklists === undefined) return
  const { comment, checklist, item } = templatesOf(filling, known, row)
  const { ids } = filling.ctx.world
  const place = { cardId: row._id, ...('boardId' in comment ? { boardId: row.boardId } : {}) }
  for (const { by, text, at } of comments ?? []) {
    const userId = idOf(known.userIds, by, known.path)
    const when = momentOf(at) ?? row.modifiedAt
    const own = { _id: ids.meteor(), ...place, userId, text: text.trim(), createdAt: when, modifiedAt: when }
    filling.comments.add({ ...comment, ...own })
  }
  const dates = { createdAt: row.modifiedAt, modifiedAt: row.modifiedAt }
  for (const [key, { title = key, items = [] }] of Object.entries(checklists ?? {})) {
    const list = { ...checklist, _id: ids.meteor(), title, cardId: row._id, ...dates, ...boardIn(checklist, row) }
    filling.checklists.add(list)
    let sort = 0
    for (const one of items) {
      const { title: text, finished = false } = typeof one === 'string' ? { title: one } : one
      const own = { _id: ids.meteor(), title: text, cardId: row._id, checklistId: list._id, sort, isFinished: finished }
      filling.items.add({ ...item, ...own, ...dates, ...boardIn(item, row) })
      sort += 1
    }
  }
}

/** Older releases do not write the board there. */
const boardIn = (template: object, { boardId }: CardRow): { boardId?: string } =>
  'boardId' in template ? { boardId } : {}

interface Parts {
  readonly comment: CommentRow
  readonly checklist: ChecklistRow
  readonly item: ChecklistItemRow
}

function templatesOf({ ctx: own, parts }: Filling, known: Known, { listId }: CardRow): Parts {
  if (parts.comment && parts.checklist && parts.item) {
    // Set together, below.
    return parts as Parts
  }
  const ctx = scratchOf(own)
  const list = ctx.db.lists.get(listId)
  const [by = ''] = known.userIds.keys()
  const card: CardPart = { by, comments: [{ by, text: 'x' }], checklists: { x: { items: ['x'] } } }
  if (list) addCard(ctx, { key: 'x', card, sort: 0, list }, { ...known, cardIds: new Map() })
  const [comment] = ctx.db.comments
  const [checklist] = ctx.db.checklists
  const [item] = ctx.db.checklistItems
  if (!comment || !checklist || !item) throw new Error('a seeded card has a comment and a checklist')
  return Object.assign(parts, { comment: fresh(comment), checklist: fresh(checklist), item: fresh(item) })
}

/** A copy of the world without cards, to which nobody listens. */
function scratchOf(ctx: WekanContext): WekanContext {
  const world = ctx.world.fork()
  const { cards, comments, checklists, checklistItems } = world.tables
  empty(cards)
  empty(comments)
  empty(checklists)
  empty(checklistItems)
  return { ...ctx, world, db: world.tables, isDirect: true }
}

const empty = <R extends object>(table: Table<R>): void => {
  table.become(table.emptied())
}
