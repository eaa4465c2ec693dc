import { Losses } from '../kernel/losses.js'
import { copierOf } from '../kernel/copier.js'
import { isoOf, writtenCard } from '../kernel/neutral-moments.js'
import type { KeyedCard, NeutralBoardStream, NeutralStream, StreamedCard, StreamedMoment } from '../kernel/neutral.js'
import type { Setup } from '../kernel/product.js'
import type { Bulk, Table } from '../kernel/table.js'
import { contextOf } from './context.js'
import type { WekanContext } from './context.js'
import type { CardPart } from './fixture-cards.js'
import type { BoardPart } from './fixture.js'
import { idOf } from './fixture-checks.js'
import { CATEGORY, boardOf, cardOf, laneOf, listOf, listsOf, translateNeutral } from './neutral.js'
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
  readonly shapes: Map<number, () => CardRow>
  readonly parts: { comment?: CommentRow; checklist?: ChecklistRow; item?: ChecklistItemRow }
}

/** Lists of ids by the keys that they stand for, and the id of each key. */
interface Lists {
  readonly ids: ReadonlyMap<string, string>
  readonly made: Map<string, readonly string[]>
}

interface Target {
  readonly known: Known & { readonly lists: ReadonlyMap<string, ListRow> }
  readonly board: NeutralBoardStream['board']
  readonly part: BoardPart
  /** Who made what nobody is said to have made. */
  readonly maker: string
  readonly labels: Lists
  readonly people: Lists
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
    const [first = ''] = Object.keys(part.members ?? {})
    const maker = ids.get(first) ?? known.board.members[0]?.userId ?? ''
    const labels = { ids: known.labelIds, made: new Map() }
    const people = { ids: known.userIds, made: new Map() }
    const target: Target = { known, board, part, maker, labels, people, filled: new Map(), number: 0 }
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
  readonly card: StreamedCard
  readonly list: ListRow
  readonly sort: number
}

/** A document while it is put together. */
type Draft<R> = { -readonly [K in keyof R]: R[K] }

function addDocuments(filling: Filling, target: Target, [key, card]: KeyedCard): void {
  const { board, known, filled } = target
  const where = listOf(board, card.list)
  const list = known.lists.get(where)
  if (!list) throw new Error(`the list ${where} was checked before`)
  const sort = filled.get(where) ?? 0
  filled.set(where, sort + 1)
  const row = documentOf(filling, target, { key, card, list, sort })
  filling.cards.add(row)
  if (card.comments !== undefined || card.checklists !== undefined) addParts(filling, row, { card, known })
}

function documentOf(filling: Filling, target: Target, placed: Placed): CardRow {
  const { ctx } = filling
  const { known } = target
  const { key, card, list, sort } = placed
  const { description, assignees, start, due, closed, spent, fields, by } = card
  const made = momentOf(card.created) ?? ctx.at
  const row: Draft<CardRow> = copyOf(filling, target, placed)
  row._id = ctx.world.ids.meteor()
  row.title = (card.title ?? key).trim()
  row.boardId = known.board._id
  row.listId = list._id
  row.swimlaneId = swimlaneOf(target, card)
  row.userId = by === undefined ? target.maker : idOf(known.userIds, by, known.path)
  row.sort = sort
  row.cardNumber = target.number += 1
  row['createdAt'] = made
  row.modifiedAt = made
  row.dateLastActivity = made
  if (hasText(description)) row.description = description.trim()
  const labels = labelsOf(target, card)
  if (labels) row.labelIds = labels
  if (assignees) row.assignees = idsOf(target, target.people, assignees)
  if (start !== undefined) row['startAt'] = momentOf(start)
  if (due !== undefined) row.dueAt = momentOf(due) ?? ''
  if (closed !== undefined && typeof closed !== 'boolean') row['endAt'] = momentOf(closed)
  if (spent !== undefined) row['spentTime'] = spent
  if (fields) row['customFields'] = valuesOf(ctx, fields, known)
  return row
}

const hasText = (text: string | undefined): text is string => text !== undefined && text.trim() !== ''

function swimlaneOf({ board, known }: Target, { swimlane }: StreamedCard): string {
  return idOf(known.laneIds, laneOf(board, swimlane) ?? 'default', known.path)
}

/** The ids of keys; cards with the same ones share one list of them. */
function idsOf({ known }: Target, lists: Lists, keys: readonly string[]): readonly string[] {
  const name = keys.length === 1 ? (keys[0] ?? '') : keys.join('\n')
  const made = lists.made.get(name)
  if (made) return made
  const ids = keys.map((key) => idOf(lists.ids, key, known.path))
  lists.made.set(name, ids)
  return ids
}

function labelsOf(target: Target, { labels = [], category }: StreamedCard): readonly string[] | undefined {
  const keys = category === undefined ? labels : [...labels, CATEGORY + category]
  return keys.length === 0 ? undefined : idsOf(target, target.labels, keys)
}

/** As documents hold it; a moment with an offset is turned. */
function momentOf(moment: StreamedMoment | undefined): string | undefined {
  if (moment === undefined) return undefined
  return typeof moment === 'string' && moment.endsWith('Z') && moment.length === 24 ? moment : isoOf(moment)
}

/** Which members a card has, of those that documents have only then. */
function shapeNumber({
  description,
  labels,
  category,
  assignees,
  start,
  due,
  closed,
  spent,
  fields,
}: StreamedCard): number {
  return (
    (hasText(description) ? 1 : description === undefined ? 0 : 2) |
    ((labels !== undefined && labels.length > 0) || category !== undefined ? 4 : 0) |
    (assignees === undefined ? 0 : 8) |
    (start === undefined ? 0 : 16) |
    (due === undefined ? 0 : 32) |
    (closed === undefined || closed === false ? 0 : closed === true ? 64 : 128) |
    (spent === undefined ? 0 : 256) |
    (fields === undefined ? 0 : 512)
  )
}

/** A copy of the document that seeding makes of a card with these members, in a copy of the world. */
function copyOf({ ctx: own, shapes }: Filling, { board, part, known }: Target, placed: Placed): CardRow {
  const shape = shapeNumber(placed.card)
  const made = shapes.get(shape)
  if (made) return made()
  const ctx = scratchOf(own)
  const { comments: _c, checklists: _l, createdAt: _a, ...members } = cardOf(board, writtenCard(placed.card), part)
  addCard(ctx, { ...placed, card: { ...members, title: 'x' } }, { ...known, cardIds: new Map() })
  const [row] = ctx.db.cards
  if (!row) throw new Error('a seeded card is in its table')
  const copier = copierOf(row)
  shapes.set(shape, copier)
  return copier()
}

/** The same members as one run of memory, of which V8 makes copies fast. */
const fresh = <R extends object>(row: R): R => JSON.parse(JSON.stringify(row)) as R

function addParts(
  filling: Filling,
  row: CardRow,
  { card: { comments = [], checklists = {} }, known }: { readonly card: StreamedCard; readonly known: Known },
): void {
  const parts = templatesOf(filling, known, row)
  const { ids } = filling.ctx.world
  for (const { by, text, at } of comments) {
    const when = momentOf(at) ?? row.modifiedAt
    const said = { userId: idOf(known.userIds, by, known.path), text: text.trim() }
    const own = { _id: ids.meteor(), cardId: row._id, ...said, createdAt: when, modifiedAt: when }
    filling.comments.add({ ...parts.comment, ...own, ...boardIn(parts.comment, row) })
  }
  const dates = { createdAt: row.modifiedAt, modifiedAt: row.modifiedAt }
  for (const [key, { title = key, items = [] }] of Object.entries(checklists)) {
    const own = { _id: ids.meteor(), title, cardId: row._id }
    filling.checklists.add({ ...parts.checklist, ...own, ...dates, ...boardIn(parts.checklist, row) })
    for (const [sort, one] of items.entries()) {
      const { title: text, done = false } = typeof one === 'string' ? { title: one } : one
      const line = { _id: ids.meteor(), title: text, cardId: row._id, checklistId: own._id, sort, isFinished: done }
      filling.items.add({ ...parts.item, ...line, ...dates, ...boardIn(parts.item, row) })
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
