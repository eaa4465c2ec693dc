import type { Change } from './changes.js'
import type { WekanContext } from './context.js'
import { MeteorError, Mishap, Sent } from './failures.js'
import type { BoardRow, UserRow } from './tables.js'

/** Closing a hole: a public board could be read over the API by anybody with a token. */
export const readersAreMembers: Change = {
  since: '7.72',
  summary:
    'Reading a board needs an active member without isNoComments, isCommentOnly and isWorker; before, any active member, or anybody for a public board.',
  source: { code: 'wekan/wekan@v11.07 server/authentication.js:50, wekan/wekan@v7.10 server/authentication.js:56' },
}

export const unknownBoardIsNotFound: Change = {
  since: '9.67',
  summary: 'An unknown board is reported as NotFound; before, the check of its members failed with a TypeError.',
  source: { code: 'wekan/wekan@v11.07 server/authentication.js:92' },
}

export const boardAdminsManageMembers: Change = {
  since: '9.36',
  summary:
    'Board admins may add, remove and change members, failures are 401 and 403 with {"error"}; before, site admins only, failures are 200.',
  source: { code: 'wekan/wekan@v11.07 server/models/users.js:2104' },
}

/** The caller, or `Unauthorized`. */
export function signedIn(ctx: WekanContext): UserRow {
  if (!ctx.user) throw new MeteorError('Unauthorized', 'Unauthorized', 401)
  return ctx.user
}

/** The caller, who must be site admin. */
export function siteAdmin(ctx: WekanContext): UserRow {
  const user = signedIn(ctx)
  refuseUnless(isSiteAdmin(user))
  return user
}

/** Passes when the condition holds or the caller is site admin. */
export function adminOr(ctx: WekanContext, condition: boolean): void {
  refuseUnless(condition || (ctx.user !== undefined && isSiteAdmin(ctx.user)))
}

/** The board, if the caller may read it. */
export function readableBoard(ctx: WekanContext, id: string): BoardRow {
  const user = signedIn(ctx)
  const board = existing(ctx, id)
  const isPublic = !ctx.after(readersAreMembers) && board.permission === 'public'
  const reads = board.members.some(
    (member) =>
      member.userId === user._id && member.isActive && (!ctx.after(readersAreMembers) || !isRestricted(member)),
  )
  adminOr(ctx, isPublic || reads)
  return board
}

/** The board, if the caller administers it. */
export function administeredBoard(ctx: WekanContext, id: string): BoardRow {
  const user = signedIn(ctx)
  const board = existing(ctx, id)
  adminOr(ctx, isBoardAdmin(board, user))
  return board
}

/** Whether the caller may change members; the refusals are answers of their own. An unknown board has only site admins. */
export function mayManageMembers(ctx: WekanContext, id: string, what: string): void {
  if (!ctx.after(boardAdminsManageMembers)) {
    siteAdmin(ctx)
    return
  }
  if (!ctx.user) throw new Sent(401, { error: 'Unauthorized' })
  const board = ctx.db.boards.get(id)
  if (isSiteAdmin(ctx.user) || (board && isBoardAdmin(board, ctx.user))) return
  throw new Sent(403, { error: `Only a board admin can ${what}` })
}

function existing(ctx: WekanContext, id: string): BoardRow {
  const board = ctx.db.boards.get(id)
  if (board) return board
  if (ctx.after(unknownBoardIsNotFound)) throw new MeteorError('NotFound', 'Board not found', 404)
  throw new Mishap(`board '${id}' does not exist, and the server reads its members`)
}

function isRestricted(member: BoardRow['members'][number]): boolean {
  return Boolean(member.isNoComments) || Boolean(member.isCommentOnly) || Boolean(member.isWorker)
}

function isBoardAdmin(board: BoardRow, user: UserRow): boolean {
  return board.members.some((member) => member.userId === user._id && member.isActive && member.isAdmin)
}

function isSiteAdmin(user: UserRow): boolean {
  return user.doc.isAdmin === true
}

function refuseUnless(isAllowed: boolean): void {
  if (!isAllowed) throw new MeteorError('Forbidden', 'Forbidden', 403)
}
