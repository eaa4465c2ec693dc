import { isOnBoard } from './board-roles.js'
import type { Change } from './changes.js'
import { quirk } from '../kernel/quirk.js'
import type { WekanContext } from './context.js'
import { MeteorError, Sent, ValidationError } from './failures.js'
import { cardMomentOf } from './moments.js'
import type { BoardRow } from './tables.js'

export const newCardWithoutAuthor500 = quirk({
  name: 'wekan.new-card-without-author-500',
  summary:
    'POST of a card without `authorId` answers the error page with 500: the first user stands in for the check, and then no author is written. Off: 401 as for an unknown author.',
  until: '10.91',
  source: { evidence: 'wekan/v7.10/cards-crud.json step 18' },
})

export const callerIsAuthor: Change = {
  since: '10.92',
  summary: 'Who made a card is the caller, whatever `authorId` says; before, whom it names.',
  source: { code: 'wekan/wekan@v11.07 server/models/cards.js:1125, wekan/wekan@v7.10 models/cards.js:3343' },
}

export const idsAreLists: Change = {
  since: '9.69',
  summary: 'Members and assignees may come as one id, empty or null; before, the schema refused what is no list.',
  source: { code: 'wekan/wekan@v11.07 server/lib/restArrayParam.js' },
}

export const membersAreOnTheBoard: Change = {
  since: '10.92',
  summary: 'Members and assignees that are no active members of the board are left out; before, all ids were taken.',
  source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2142' },
}

export const parentsMustBeVisible: Change = {
  since: '10.74',
  summary: 'The parent of a card must be a card on a board that the caller sees; before, anything was taken.',
  source: { code: 'wekan/wekan@v11.07 server/lib/visibleBoardIds.js:67' },
}

export const dateKeys = ['receivedAt', 'startAt', 'dueAt', 'endAt'] as const

/** Who is written as the maker of a card. */
export function cardMakerOf(ctx: WekanContext, authorId: unknown): string {
  if (ctx.after(callerIsAuthor) && ctx.user) return ctx.user._id
  if (authorId === undefined && ctx.has(newCardWithoutAuthor500)) {
    throw new ValidationError('User ID is required in cards insert')
  }
  if (typeof authorId === 'string' && ctx.db.users.has(authorId)) return authorId
  ctx.explain('no user has the id that `authorId` names')
  throw new Sent(401, undefined)
}

/** Ids of users, as a list that holds texts alone. */
export function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((one): one is string => typeof one === 'string' && one !== '')
  return typeof value === 'string' && value !== '' ? [value] : []
}

/** Members or assignees as the release stores them. */
export function assignable(ctx: WekanContext, board: BoardRow, value: unknown): unknown {
  if (!ctx.after(idsAreLists)) return value
  const ids = idsIn(value)
  if (!ctx.after(membersAreOnTheBoard)) return ids
  const kept = ids.filter((id) => isOnBoard(board, id))
  if (kept.length < ids.length) ctx.explain('who is no active member of the board was left out')
  return kept
}

/** The dates of a body that can be read; the others are left out without a word. */
export function dateMembers(body: Readonly<Record<string, unknown>>): Record<string, string> {
  const read = dateKeys.map((key) => [key, Object.hasOwn(body, key) ? cardMomentOf(body[key]) : undefined])
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as Record<string, string>
}

/** Throws unless the card named as parent lies on a board that the caller sees. */
export function requireVisibleParent(ctx: WekanContext, parentId: unknown): void {
  if (!ctx.after(parentsMustBeVisible)) return
  const parent = typeof parentId === 'string' ? ctx.db.cards.get(parentId) : undefined
  if (!parent) throw new MeteorError('NotFound', 'Parent card not found', 404)
  const board = ctx.db.boards.get(parent.boardId)
  const isVisible =
    board !== undefined && (board.permission === 'public' || (ctx.user !== undefined && isOnBoard(board, ctx.user._id)))
  if (isVisible) return
  throw new MeteorError('Forbidden', 'You are not allowed to use a card from that board as a parent.', 403)
}

/** Custom fields that every new card of a board gets, without a value. */
export function initialCustomFields(ctx: WekanContext, boardId: string): { _id: string; value: null }[] {
  const given: { _id: string; value: null }[] = []
  for (const field of ctx.db.customFields) {
    const isOnEvery = field.automaticallyOnCard || field.alwaysOnCard
    if (isOnEvery && field.boardIds.includes(boardId)) given.push({ _id: field._id, value: null })
  }
  return given
}
