import { Losses } from '../kernel/losses.js'
import { copierOf } from '../kernel/copier.js'
import type { Draft } from '../kernel/copier.js'
import { Moments, writtenCard } from '../kernel/neutral-moments.js'
import type { KeyedCard, NeutralBoardStream, NeutralStream, StreamedCard } from '../kernel/neutral.js'
import type { Setup } from '../kernel/product.js'
import type { Bulk } from '../kernel/table.js'
import { contextOf } from './context.js'
import type { WekanContext } from './context.js'
import { CardParts, scratchOf } from './fill-parts.js'
import type { BoardPart } from './fixture.js'
import { idOf } from './fixture-checks.js'
import { CATEGORY, boardOf, cardOf, laneOf, listOf, listsOf, translateNeutral } from './neutral.js'
import { addBoard, addUser } from './seed.js'
import { addCard, valuesOf } from './seed-cards.js'
import type { Known } from './seed-cards.js'
import type { CardRow, ListRow, WekanWorld } from './tables.js'

interface Filling {
  readonly ctx: WekanContext
  readonly moments: Moments
  readonly cards: Bulk<CardRow>
  /** Rows as seeding makes them, by which members the card has; copies of them are cheap and have their order. */
  readonly shapes: Map<number, () => Draft<CardRow>>
  readonly parts: CardParts
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
  /** The labels that stand for categories, by category. */
  readonly categories: Map<string, string>
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
    const target: Target = {
      known,
      board,
      part,
      maker,
      labels,
      categories: new Map(),
      people,
      filled: new Map(),
      number: 0,
    }
    for (const card of cards) addDocuments(filling, target, card)
    world.counters.set(`cardNumber-${known.board._id}`, target.number)
  }
  filling.cards.end()
  filling.parts.end()
}

function fillingOf(ctx: WekanContext): Filling {
  const moments = new Moments()
  return { ctx, moments, cards: ctx.db.cards.bulk(), shapes: new Map(), parts: new CardParts(ctx, moments) }
}

interface Placed {
  readonly key: string
  readonly card: StreamedCard
  readonly list: ListRow
  readonly sort: number
}

function addDocuments(filling: Filling, target: Target, [key, card]: KeyedCard): void {
  const { board, known, filled } = target
  const where = listOf(board, card.list)
  const list = known.lists.get(where)
  if (!list) throw new Error(`the list ${where} was checked before`)
  const sort = filled.get(where) ?? 0
  filled.set(where, sort + 1)
  const row = documentOf(filling, target, { key, card, list, sort })
  filling.cards.add(row)
  if (card.comments !== undefined || card.checklists !== undefined) filling.parts.add(row, card, known)
}

function documentOf(filling: Filling, target: Target, placed: Placed): CardRow {
  const { ctx, moments } = filling
  const { known } = target
  const { key, card, list, sort } = placed
  const { description, assignees, start, due, closed, spent, fields, by } = card
  const made = card.created === undefined ? ctx.at : moments.textOf(card.created)
  const row = copyOf(filling, target, placed)
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
  if (start !== undefined) row['startAt'] = moments.textOf(start)
  if (due !== undefined) row.dueAt = moments.textOf(due)
  if (closed !== undefined && typeof closed !== 'boolean') row['endAt'] = moments.textOf(closed)
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
  if (category === undefined) return labels.length === 0 ? undefined : idsOf(target, target.labels, labels)
  const own = target.categories.get(category) ?? CATEGORY + category
  target.categories.set(category, own)
  return idsOf(target, target.labels, labels.length === 0 ? [own] : [...labels, own])
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
function copyOf({ ctx: own, shapes }: Filling, { board, part, known }: Target, placed: Placed): Draft<CardRow> {
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
