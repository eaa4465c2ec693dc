import { logActivity } from './activities.js'
import { cardDefaults, cardSchema } from './card-schema.js'
import type { Change } from './changes.js'
import type { WekanContext } from './context.js'
import { valuesIn } from './defaults.js'
import { Mishap } from './failures.js'
import { cleanInsert, cleanSet } from './schema.js'
import type { Written } from './schema.js'
import { nextId } from './tables.js'
import type { BoardRow, CardRow } from './tables.js'
import { textOf } from './text.js'

export const numbersAreCounted: Change = {
  since: '9.36',
  summary: 'Card numbers come from a counter of the board; before, the highest number on the board plus one.',
  source: { code: 'wekan/wekan@v11.07 models/boards.js:1946, wekan/wekan@v7.10 models/boards.js:1188' },
}

export const activitiesGoWithCards: Change = {
  since: '9.69',
  summary: 'Deleting a card takes its activities out; before, they stayed.',
  source: { code: 'wekan/wekan@v11.07 models/cards.js:3574' },
}

export const deletionsAreLogged: Change = {
  since: '9.65',
  summary: 'Deleting a card leaves an activity; before, none.',
  source: { code: 'wekan/wekan@v11.07 server/lib/deleteActivities.js' },
}

/** Where a card is to be found; members that are undefined do not matter. */
export interface CardPlace {
  readonly boardId?: string
  readonly listId?: string
  readonly archived?: boolean
}

/** The card, if it is where it is looked for. */
export function cardAt(ctx: WekanContext, id: unknown, place: CardPlace): CardRow | undefined {
  const card = typeof id === 'string' ? ctx.db.cards.get(id) : undefined
  if (!card) return undefined
  const isThere =
    (place.boardId === undefined || card.boardId === place.boardId) &&
    (place.listId === undefined || card.listId === place.listId) &&
    (place.archived === undefined || card.archived === place.archived)
  return isThere ? card : undefined
}

/** Cards of a board that are not archived. */
export function openCards(ctx: WekanContext, match: Partial<CardRow>): CardRow[] {
  return ctx.db.cards.where({ ...match, archived: false })
}

/** Sorts as `{ sort: 1 }` does: what has no position first, equal ones in the order in which they were made. */
export function inOrder<R extends { readonly sort?: unknown }>(rows: readonly R[]): R[] {
  const position = (row: R): number => (typeof row.sort === 'number' ? row.sort : -Infinity)
  return [...rows].sort((a, b) => (position(a) === position(b) ? 0 : position(a) - position(b)))
}

export const cardsSeekSwimlanes: Change = {
  since: '9.97',
  summary:
    'A card that is copied, linked or made by a rule into a swimlane that its board has not, or has archived, lands in the first one that is shown.',
  source: { code: 'wekan/wekan@v11.07 server/migrations/ensureValidSwimlaneIds.js:213' },
}

/** Puts a card in as the server does with its hooks, which see to the swimlane. Throws ValidationError. */
export function insertHookedCard(ctx: WekanContext, wanted: Readonly<Record<string, unknown>>): CardRow {
  const { boardId, swimlaneId } = wanted
  const isBlank = !swimlaneId || textOf(swimlaneId).trim() === ''
  if (isBlank || !ctx.after(cardsSeekSwimlanes)) return insertCard(ctx, wanted)
  const shown = inOrder(ctx.db.swimlanes.where({ boardId: String(boardId), archived: false }))
  if (shown.some(({ _id }) => _id === swimlaneId)) return insertCard(ctx, wanted)
  const first = shown.find(({ type }) => type !== 'template-swimlane')
  return insertCard(ctx, first ? { ...wanted, swimlaneId: first._id } : wanted)
}

/** Cleans, judges and completes a card. Throws ValidationError. */
export function insertCard(ctx: WekanContext, wanted: Readonly<Record<string, unknown>>): CardRow {
  const { _id, ...members } = wanted
  const given = cleanInsert(ctx, 'cards', members, cardSchema(ctx.setup.profile.version))
  const defaults = valuesIn(cardDefaults, ctx.setup.view)
  const moments = { createdAt: ctx.at, modifiedAt: ctx.at, dateLastActivity: ctx.at }
  const own = Object.keys(defaults).filter((key) => Object.hasOwn(moments, key))
  const auto = Object.fromEntries(own.map((key) => [key, ctx.at]))
  const doc = {
    _id: typeof _id === 'string' ? _id : nextId(ctx.world),
    ...given,
    ...defaults,
    ...moments,
    ...auto,
    ...given,
  }
  // Judged above; the rest are the defaults of the schema.
  return ctx.db.cards.insert(doc as unknown as CardRow)
}

/** What a `$set` of these members would write. Throws ValidationError, whether or not there is such a card. */
export function cleanCardSet(ctx: WekanContext, set: Readonly<Record<string, unknown>>): Written {
  return cleanSet(ctx, 'cards', set, cardSchema(ctx.setup.profile.version))
}

/** Writes members of a card as `$set` does; every write moves its dates. Throws ValidationError. */
export function setOnCard(
  ctx: WekanContext,
  card: CardRow | undefined,
  set: Readonly<Record<string, unknown>>,
): CardRow | undefined {
  const written = cleanCardSet(ctx, set)
  if (!card) return undefined
  return writeCard(ctx, card, { ...written.set, ...Object.fromEntries(written.unset.map((key) => [key, undefined])) })
}

/** Writes members that need no cleaning; `undefined` takes one out. */
export function writeCard(ctx: WekanContext, card: CardRow, patch: Readonly<Record<string, unknown>>): CardRow {
  const dates = { modifiedAt: ctx.at, dateLastActivity: ctx.at }
  return ctx.db.cards.update(card._id, { ...patch, ...dates }) ?? card
}

/** The number of the next card of a board. */
export function nextCardNumber(ctx: WekanContext, board: BoardRow): number {
  if (!ctx.after(numbersAreCounted)) return highestNumber(ctx, board) + 1
  const counter = `cardNumber-${board._id}`
  if (!ctx.world.counters.has(counter)) ctx.world.counters.set(counter, highestNumber(ctx, board))
  return ctx.world.next(counter)
}

function highestNumber(ctx: WekanContext, board: BoardRow): number {
  return ctx.db.cards.where({ boardId: board._id }).reduce((most, { cardNumber }) => Math.max(most, cardNumber ?? 0), 0)
}

/** The activity of a card that was made; the answer does not wait for it, and it fails without list or swimlane. */
export function logCardMade(ctx: WekanContext, card: CardRow, by: 'its maker' | 'nobody' = 'its maker'): void {
  const list = ctx.db.lists.get(card.listId)
  const swimlane = ctx.db.swimlanes.get(card.swimlaneId)
  if (!list || !swimlane) return
  logActivity(ctx, {
    userId: by === 'nobody' ? undefined : card.userId,
    activityType: 'createCard',
    boardId: card.boardId,
    listName: list.title,
    listId: card.listId,
    cardId: card._id,
    cardTitle: card.title,
    swimlaneName: swimlane.title,
    swimlaneId: card.swimlaneId,
  })
}

/** What belongs to a card, by the name of the table. */
const parts = ['checklistItems', 'checklists', 'comments']

/** Takes out what belongs to a card: checklists, comments, activities, subtasks with theirs. */
export function removeCardParts(ctx: WekanContext, card: CardRow | undefined): void {
  if (!card) throw new Mishap('there is no such card, and the server reads its _id')
  for (const name of ctx.after(activitiesGoWithCards) ? [...parts, 'activities'] : parts) {
    const table = ctx.db[name]
    for (const { _id } of (table?.where({ cardId: card._id }) ?? []) as { _id: string }[]) table?.remove(_id)
  }
  for (const child of ctx.db.cards.where({ parentId: card._id })) removeCard(ctx, child)
}

/** `Cards.remove`: the card with what belongs to it; first itself, so that circles of parents end. */
export function removeCard(ctx: WekanContext, card: CardRow): void {
  ctx.db.cards.remove(card._id)
  removeCardParts(ctx, card)
  logDeleted(ctx, card, 'nobody')
}

/** The activity of a card that is gone; the hook of the collection knows no user. */
export function logDeleted(ctx: WekanContext, card: CardRow, by: 'the caller' | 'nobody' = 'the caller'): void {
  if (!ctx.after(deletionsAreLogged)) return
  const { boardId, listId, _id: cardId, swimlaneId, title: cardTitle } = card
  const userId = by === 'nobody' ? undefined : ctx.user?._id
  logActivity(ctx, { userId, activityType: 'deleteCard', boardId, listId, cardId, swimlaneId, cardTitle })
}
