import { FixtureError } from '../kernel/product.js'
import { insertSwimlane } from './board-store.js'
import { paletteColors } from './card-schema.js'
import { initialCustomFields } from './card-body.js'
import { insertCard, logCardMade, nextCardNumber } from './card-store.js'
import type { WekanContext } from './context.js'
import { idOf, judged, refuseTaken } from './fixture-checks.js'
import type { Path } from './fixture-checks.js'
import type { BoardContent, CardPart, ListPart } from './fixture-cards.js'
import { insertList, writeSwimlane } from './list-store.js'
import { addCardParts } from './seed-parts.js'
import type { BoardRow, CardRow, ListRow, SwimlaneRow } from './tables.js'

/** The board, where it stands in the world file, and the ids that its parts may name by key. */
export interface ContentPlace {
  readonly board: BoardRow
  readonly path: Path
  readonly userIds: ReadonlyMap<string, string>
  readonly fieldIds: ReadonlyMap<string, string>
  readonly defaultSwimlane: SwimlaneRow
}

/** What the cards of a board may name by key. */
export interface Known extends ContentPlace {
  readonly labelIds: ReadonlyMap<string, string>
  readonly laneIds: ReadonlyMap<string, string>
  readonly cardIds: Map<string, string>
}

/**
 * Adds labels, swimlanes, lists and cards of a board, and answers what cards may name, and the lists by key. Throws
 * FixtureError for what does not fit together.
 */
export function addContent(
  ctx: WekanContext,
  content: BoardContent,
  place: ContentPlace,
): Known & { readonly lists: ReadonlyMap<string, ListRow> } {
  const labelIds = addLabels(ctx, content, place)
  const laneIds = addSwimlanes(ctx, content, place)
  const known: Known = { ...place, labelIds, laneIds, cardIds: new Map() }
  const lists = new Map<string, ListRow>()
  for (const [sort, [key, list]] of Object.entries(content.lists ?? {}).entries()) {
    const path = [...place.path, 'lists', key]
    const row = addList(ctx, { key, list, sort }, { ...known, path })
    lists.set(key, row)
    for (const [at, [name, card]] of Object.entries(list.cards ?? {}).entries()) {
      addCard(ctx, { key: name, card, sort: at, list: row }, { ...known, path: [...path, 'cards', name] })
    }
  }
  return { ...known, lists }
}

function addLabels(
  ctx: WekanContext,
  { labels = {} }: BoardContent,
  { board, path }: ContentPlace,
): Map<string, string> {
  const ids = new Map<string, string>()
  const rows = Object.entries(labels).map(([key, { id, name = key, color = 'green' }]) => {
    if (!paletteColors.includes(color)) {
      const message = `'${color}' is no label colour: choose one of ${paletteColors.join(', ')}`
      throw new FixtureError([...path, 'labels', key, 'color'], message)
    }
    const _id = id ?? ctx.world.ids.meteor(6)
    ids.set(key, _id)
    return { _id, name, color }
  })
  if (rows.length > 0) ctx.db.boards.update(board._id, { labels: rows })
  return ids
}

function addSwimlanes(ctx: WekanContext, { swimlanes = {} }: BoardContent, place: ContentPlace): Map<string, string> {
  const ids = new Map([['default', place.defaultSwimlane._id]])
  for (const [sort, [key, lane]] of Object.entries(swimlanes).entries()) {
    const path = [...place.path, 'swimlanes', key]
    if (key === 'default')
      throw new FixtureError(path, 'the swimlane `default` comes with the board: name it otherwise')
    refuseTaken(ctx, ['swimlanes', lane.id], path)
    const own = lane.id === undefined ? {} : { id: lane.id }
    const members = { title: lane.title ?? key, boardId: place.board._id, sort: sort + 1, color: lane.color }
    const row = judged(path, () => insertSwimlane(ctx, { ...own, ...members }))
    if (lane.archived === true) writeSwimlane(ctx, row, { archived: true, archivedAt: ctx.at })
    ids.set(key, row._id)
  }
  return ids
}

function addList(
  ctx: WekanContext,
  { key, list, sort }: { key: string; list: ListPart; sort: number },
  at: Known,
): ListRow {
  const { id, title = key, swimlane, archived, cards: _, ...members } = list
  refuseTaken(ctx, ['lists', id], at.path)
  const lane = swimlane === undefined ? {} : { swimlaneId: idOf(at.laneIds, swimlane, [...at.path, 'swimlane']) }
  const row = { ...members, ...lane, _id: id, title, boardId: at.board._id, sort }
  const stored = judged(at.path, () => insertList(ctx, row))
  return archived === true
    ? (ctx.db.lists.update(stored._id, { archived: true, archivedAt: ctx.at }) ?? stored)
    : stored
}

/** Adds a card with what hangs on it. */
export function addCard(
  ctx: WekanContext,
  { key, card, sort, list }: { key: string; card: CardPart; sort: number; list: ListRow },
  at: Known,
): void {
  const { id, title = key, by, swimlane, parent, labels, members, assignees, customFields, ...rest } = card
  const { archived, createdAt, comments, checklists, attachments, ...own } = rest
  refuseTaken(ctx, ['cards', id], at.path)
  const given = createdAt === undefined ? ctx : { ...ctx, at: new Date(createdAt).toISOString() }
  const named = (of: ReadonlyMap<string, string>, part: string, keys: readonly string[] = []): string[] =>
    keys.map((one) => idOf(of, one, [...at.path, part]))
  const row = {
    ...own,
    _id: id,
    title,
    boardId: at.board._id,
    listId: list._id,
    swimlaneId: idOf(at.laneIds, swimlane ?? 'default', [...at.path, 'swimlane']),
    userId: by === undefined ? makerOf(at) : idOf(at.userIds, by, [...at.path, 'by']),
    sort,
    cardNumber: nextCardNumber(ctx, at.board),
    customFields: valuesOf(ctx, customFields ?? {}, at),
    ...(parent === undefined ? {} : { parentId: idOf(at.cardIds, parent, [...at.path, 'parent']) }),
    ...(labels === undefined ? {} : { labelIds: named(at.labelIds, 'labels', labels) }),
    ...(members === undefined ? {} : { members: named(at.userIds, 'members', members) }),
    ...(assignees === undefined ? {} : { assignees: named(at.userIds, 'assignees', assignees) }),
    ...(archived === true ? { archived, archivedAt: ctx.at } : {}),
  }
  const stored: CardRow = judged(at.path, () => insertCard(given, row))
  at.cardIds.set(key, stored._id)
  logCardMade(given, stored)
  const parts = {
    ...(comments ? { comments } : {}),
    ...(checklists ? { checklists } : {}),
    ...(attachments ? { attachments } : {}),
  }
  addCardParts(given, parts, { on: stored, path: at.path, userIds: at.userIds })
}

function makerOf({ board, path }: Known): string {
  const [first] = board.members
  if (first) return first.userId
  throw new FixtureError([...path, 'by'], 'the board has no members: say who made the card')
}

/** Fields that every card gets, and those with a value. */
export function valuesOf(ctx: WekanContext, values: NonNullable<CardPart['customFields']>, at: Known): unknown[] {
  const given = Object.entries(values).map(([key, value]) => ({
    _id: idOf(at.fieldIds, key, [...at.path, 'customFields', key]),
    value,
  }))
  const others = initialCustomFields(ctx, at.board._id).filter(({ _id }) => !given.some((one) => one._id === _id))
  return [...others, ...given]
}
