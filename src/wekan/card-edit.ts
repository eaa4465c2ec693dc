import { quirk } from '../kernel/quirk.js'
import { writableBoard } from './access.js'
import { assignable, dateKeys, idsAreLists, requireVisibleParent } from './card-body.js'
import { logMove, topOf } from './card-moves.js'
import { cardAt, setOnCard } from './card-store.js'
import type { Change } from './changes.js'
import type { WekanContext } from './context.js'
import { Mishap, Sent } from './failures.js'
import { listOn, swimlaneOn } from './list-store.js'
import { cardMomentOf } from './moments.js'
import type { BoardRow } from './tables.js'
import { textOf } from './text.js'

export const overTimeIsDropped = quirk({
  name: 'wekan.over-time-is-dropped',
  summary:
    'PUT of a card with `isOverTime` is answered and stores nothing, because the document says `isOvertime`. Off: it is stored.',
  source: { evidence: 'wekan/v11.07/cards-put.json step 31' },
})

export const titlesAreCut: Change = {
  since: '8.02',
  summary: 'Titles of cards are cut at 1000 characters when they are changed.',
  source: { code: 'wekan/wekan@v8.02 models/cards.js' },
}

export const datesAreCleared: Change = {
  since: '9.36',
  summary: 'An empty date, null or "null" takes the date out; before, it counted as not given.',
  source: { code: 'wekan/wekan@v9.36 server/models/cards.js' },
}

export const unreadDatesAreSkipped: Change = {
  since: '9.65',
  summary: 'A date that cannot be read counts as not given; before, the schema refused it.',
  source: { code: 'wekan/wekan@v9.65 server/lib/restCardHelpers.js' },
}

export const movesAreChecked: Change = {
  since: '8.19',
  summary:
    'A move to another board needs the right to write there, and its list and swimlane; before, anything was taken.',
  source: { code: 'wekan/wekan@v8.19 models/cards.js' },
}

export const movesStayOnTheBoard: Change = {
  since: '10.72',
  summary: 'A list or swimlane of another board is refused, and not read in a move to another board.',
  source: { code: 'wekan/wekan@v11.07 server/models/cards.js:1545' },
}

export const archivedByPut: Change = {
  since: '9.65',
  summary: 'PUT of a card takes `archive`.',
  source: { code: 'wekan/wekan@v9.65 server/models/cards.js' },
}

export const tickedByPut: Change = {
  since: '9.46',
  summary: 'PUT of a card takes `dueComplete`, `stickers` and `locations`.',
  source: { code: 'wekan/wekan@v9.46 server/models/cards.js' },
}

/** One PUT of a card: each member of the body is written by itself, in this order, to the card where it lies by then. */
export interface CardEdit {
  readonly ctx: WekanContext
  readonly params: { readonly boardId: string; readonly listId: string; readonly cardId: string }
  readonly body: Readonly<Record<string, unknown>>
  readonly board: BoardRow
}

/** Writes one member of the body; answers whether the release counts it as given. */
type Step = (edit: CardEdit) => boolean

/** The card as the selector of the handler finds it. */
function target({ ctx, params }: CardEdit): ReturnType<typeof cardAt> {
  return cardAt(ctx, params.cardId, { boardId: params.boardId, listId: params.listId, archived: false })
}

function put(edit: CardEdit, set: Readonly<Record<string, unknown>>): true {
  const written = setOnCard(edit.ctx, target(edit), set)
  if (!written) edit.ctx.explain('no such card lies open in the list, so nothing was written')
  return true
}

/** A member that is written as it comes, unless it is falsy. */
const asGiven =
  (key: string): Step =>
  (edit) =>
    Boolean(edit.body[key]) && put(edit, { [key]: edit.body[key] })

const title: Step = (edit) => {
  const { ctx, body } = edit
  const given = body['title']
  if (!given) return false
  const isLong = typeof given === 'string' && given.length > 1000
  return put(edit, { title: isLong && ctx.after(titlesAreCut) ? given.slice(0, 1000) : given })
}

const parentId: Step = (edit) => {
  const given = edit.body['parentId']
  if (!given) return false
  requireVisibleParent(edit.ctx, given)
  return put(edit, { parentId: given })
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  throw new Mishap('the server sets a member of what is no object')
}

const vote: Step = (edit) => {
  if (!edit.body['vote']) return false
  const given = { ...asObject(edit.body['vote']), positive: [], negative: [] }
  return put(edit, { vote: { ...given, ...missing(given, { public: false, allowNonBoardMembers: false }) } })
}

const choices = ['one', 'two', 'three', 'five', 'eight', 'thirteen', 'twenty', 'forty', 'oneHundred', 'unsure']

const poker: Step = (edit) => {
  if (!edit.body['poker']) return false
  const none = Object.fromEntries(choices.map((choice) => [choice, []]))
  const given = { ...asObject(edit.body['poker']), ...none }
  return put(edit, { poker: { ...given, ...missing(given, { allowNonBoardMembers: false }) } })
}

function missing(given: object, fill: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fill).filter(([key]) => !Object.hasOwn(given, key)))
}

const labelIds: Step = (edit) => {
  const given = edit.body['labelIds']
  return Boolean(given) && put(edit, { labelIds: typeof given === 'string' ? [given] : given })
}

const dates: Step = (edit) => dateKeys.map((key) => putDate(edit, key)).includes(true)

function putDate(edit: CardEdit, key: string): boolean {
  const { ctx, body } = edit
  const given = body[key]
  if (!ctx.after(datesAreCleared)) return Boolean(given) && put(edit, { [key]: given })
  if (!Object.hasOwn(body, key)) return false
  if (given === '' || given === null || given === 'null') return put(edit, { [key]: '' })
  if (!ctx.after(unreadDatesAreSkipped)) return put(edit, { [key]: given })
  const moment = cardMomentOf(given)
  if (moment === undefined) ctx.explain(`${key} cannot be read as a date and was left out`)
  return moment !== undefined && put(edit, { [key]: moment })
}

const isOverTime: Step = (edit) => {
  const given = edit.body['isOverTime']
  if (!given) return false
  if (!edit.ctx.has(overTimeIsDropped)) return put(edit, { isOvertime: given })
  edit.ctx.explain('isOverTime is no member of a card, so it was left out')
  return put(edit, { isOverTime: given })
}

const users =
  (key: 'members' | 'assignees'): Step =>
  (edit) => {
    const { ctx, body, board } = edit
    const given = body[key]
    if (ctx.after(idsAreLists)) return given !== undefined && put(edit, { [key]: assignable(ctx, board, given) })
    return Boolean(given) && put(edit, { [key]: typeof given === 'string' ? [given] : given })
  }

const foreign = (what: string): Sent =>
  new Sent(400, {
    error: `${what} does not belong to this board. To move a card to another board, send newBoardId, newSwimlaneId and newListId.`,
  })

/** The three members that make a move to another board; undefined unless all are given. */
function boardMoveOf(
  body: Readonly<Record<string, unknown>>,
): Record<'boardId' | 'swimlaneId' | 'listId', unknown> | undefined {
  const { newBoardId, newSwimlaneId, newListId } = body
  if (!newBoardId || !newSwimlaneId || !newListId) return undefined
  return { boardId: newBoardId, swimlaneId: newSwimlaneId, listId: newListId }
}

const swimlane: Step = (edit) => {
  const { ctx, body, params } = edit
  const given = body['swimlaneId']
  if (!given) return false
  if (ctx.after(movesStayOnTheBoard)) {
    if (boardMoveOf(body)) return false
    if (!swimlaneOn(ctx, params.boardId, given)) throw foreign('swimlaneId')
  }
  return put(edit, { swimlaneId: given })
}

const list: Step = (edit) => {
  const { ctx, body, params } = edit
  const given = body['listId']
  if (!given) return false
  if (ctx.after(movesStayOnTheBoard)) {
    if (boardMoveOf(body)) return false
    if (!listOn(ctx, params.boardId, given)) throw foreign('listId')
  }
  put(edit, { listId: given, ...topOf(ctx, params.boardId, textOf(given)) })
  const userId = ctx.after(movesAreChecked) ? ctx.user?._id : body['authorId']
  logMove(ctx, params.cardId, { userId, fields: ['listId'], old: { listId: params.listId } })
  return true
}

const toBoard: Step = (edit) => {
  const { ctx, body, params } = edit
  const move = boardMoveOf(body)
  if (!move) return false
  if (ctx.after(movesAreChecked)) requireDestination(ctx, move)
  const old = { boardId: textOf(move.boardId), swimlaneId: textOf(move.swimlaneId), listId: textOf(move.listId) }
  put(edit, { ...move, ...topOf(ctx, old.boardId, old.listId) })
  // The handler names the new place as the old one, so a move that went well is never noted.
  logMove(ctx, params.cardId, { userId: ctx.user?._id, fields: ['boardId', 'swimlaneId', 'listId'], old })
  return true
}

function requireDestination(ctx: WekanContext, move: NonNullable<ReturnType<typeof boardMoveOf>>): void {
  const board = writableBoard(ctx, textOf(move.boardId))
  const gone = (what: string): Sent =>
    new Sent(404, { error: `Destination ${what} not found or does not belong to destination board` })
  if (listOn(ctx, board._id, move.listId)?.archived !== false) throw gone('list')
  if (swimlaneOn(ctx, board._id, move.swimlaneId)?.archived !== false) throw gone('swimlane')
}

const isTrue = (value: unknown): boolean => textOf(value).toLowerCase() === 'true'

const archive: Step = (edit) => {
  const { ctx, body, params } = edit
  if (!ctx.after(archivedByPut) || !('archive' in body)) return false
  const archived = isTrue(body['archive'])
  const card = cardAt(ctx, params.cardId, { boardId: params.boardId, archived: !archived })
  if (!setOnCard(ctx, card, { archived })) ctx.explain('no such card on the board, or it was there already')
  return true
}

/** Writes to the card in its list, archived or not. */
function putAnyway({ ctx, params }: CardEdit, set: Readonly<Record<string, unknown>>): true {
  setOnCard(ctx, cardAt(ctx, params.cardId, { boardId: params.boardId, listId: params.listId }), set)
  return true
}

const dueComplete: Step = (edit) => {
  const { ctx, body } = edit
  if (!ctx.after(tickedByPut) || !('dueComplete' in body)) return false
  return putAnyway(edit, { dueComplete: isTrue(body['dueComplete']) })
}

/** JSON as forms send it. */
function fromText(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value) as unknown
  } catch (error) {
    throw new Mishap(error instanceof Error ? error.message : 'not JSON')
  }
}

const stickers: Step = (edit) => {
  const given = edit.body['stickers']
  return Boolean(given) && edit.ctx.after(tickedByPut) && putAnyway(edit, { stickers: fromText(given) })
}

const locations: Step = (edit) => {
  const { ctx, body } = edit
  if (!body['locations'] || !ctx.after(tickedByPut)) return false
  const given = fromText(body['locations'])
  if (!Array.isArray(given)) throw new Mishap('locations is no list, and the server maps it')
  return putAnyway(edit, { locations: given.map((one) => locationOf(ctx, one)) })
}

function locationOf(ctx: WekanContext, given: unknown): Record<string, unknown> {
  if (given === null || given === undefined) throw new Mishap('a location is nothing, and the server reads its members')
  const { _id, name, address, latitude, longitude } = given as Record<string, unknown>
  const degrees = Object.entries({ latitude, longitude }).filter(([, value]) => value !== undefined && value !== '')
  return {
    _id: _id || ctx.world.ids.meteor(),
    name: name || '',
    address: address || '',
    ...Object.fromEntries(degrees.map(([key, value]) => [key, Number(value)])),
  }
}

const steps: readonly Step[] = [
  title,
  asGiven('sort'),
  parentId,
  asGiven('description'),
  asGiven('color'),
  vote,
  poker,
  labelIds,
  asGiven('requestedBy'),
  asGiven('assignedBy'),
  dates,
  asGiven('spentTime'),
  isOverTime,
  asGiven('customFields'),
  users('members'),
  users('assignees'),
  swimlane,
  list,
  toBoard,
  archive,
  dueComplete,
  stickers,
  locations,
]

/** Writes what the body gives, one member after the other; answers whether there was anything to write. */
export function applyEdit(edit: CardEdit): boolean {
  return steps.map((step) => step(edit)).includes(true)
}
