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

export const writersAreChecked: Change = {
  since: '8.19',
  summary: 'Writing asks for a role that may write; before, whoever might read a board wrote to it.',
  source: { code: 'wekan/wekan@v11.07 server/authentication.js:60, wekan/wekan@v7.10 models/lists.js:540' },
}

export const capabilitiesByRole: Change = {
  since: '10.54',
  summary:
    'What a role may do comes from one table, in which board admins may do everything and no role is read from other flags.',
  source: { code: 'wekan/wekan@v11.07 models/lib/boardRoleCapabilities.js' },
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

/** The board, if the caller may write to it. */
export function writableBoard(ctx: WekanContext, id: string): BoardRow {
  if (!ctx.after(writersAreChecked)) return readableBoard(ctx, id)
  const user = signedIn(ctx)
  const board = existing(ctx, id)
  adminOr(ctx, hasCapability(board, user._id, mutes.write))
  return board
}

/** Whether a user may change what lies on the board, as site admin or by role. */
export function mayWrite(board: BoardRow, user: UserRow): boolean {
  return hasCapability(board, user._id, mutes.write) || isSiteAdmin(user)
}

/** Whether a user is an active member, in any role. */
export function isActiveMember(board: BoardRow, userId: string): boolean {
  return activeMember(board, userId) !== undefined
}

/** Whether a role on the board lets a user write; being site admin does not count. */
export function writesTo(board: BoardRow, userId: string): boolean {
  return hasCapability(board, userId, mutes.write)
}

/** Whether the caller may comment on the board, which is also what making a card asks for; never on an unknown board. */
export function mayComment(ctx: WekanContext, board: BoardRow | undefined): boolean {
  if (!board || !ctx.user) return false
  if (ctx.after(capabilitiesByRole)) return hasCapability(board, ctx.user._id, mutes.comment)
  const member = activeMember(board, ctx.user._id)
  return member !== undefined && !(member.isCommentOnly === true && !member.isAdmin && member.isWorker === false)
}

/** The flags that take a capability away. code: wekan/wekan@v11.07 models/lib/boardRoleCapabilities.js:58 */
const mutes = {
  write: ['isCommentOnly', 'isCommentAssignedOnly', 'isWorker', 'isReadOnly', 'isReadAssignedOnly'],
  comment: ['isNoComments', 'isReadOnly', 'isReadAssignedOnly'],
} as const

/** Flags in the order in which the first one that is set names the role. */
const roleOrder = [
  'isNormalAssignedOnly',
  'isNoComments',
  'isCommentOnly',
  'isCommentAssignedOnly',
  'isWorker',
  'isReadOnly',
  'isReadAssignedOnly',
] as const

function hasCapability(board: BoardRow, userId: string, muted: readonly string[]): boolean {
  const member = activeMember(board, userId)
  if (!member) return false
  if (member.isAdmin) return true
  const role = roleOrder.find((flag) => member[flag])
  return role === undefined || !muted.includes(role)
}

function activeMember(board: BoardRow, userId: string): BoardRow['members'][number] | undefined {
  return board.members.find((member) => member.userId === userId && member.isActive)
}

/** The board, if the caller administers it. */
export function administeredBoard(ctx: WekanContext, id: string): BoardRow {
  const user = signedIn(ctx)
  const board = existing(ctx, id)
  adminOr(ctx, isBoardAdmin(board, user))
  return board
}

/** Whether the caller administers the board or the site. */
export function boardAdminOf(ctx: WekanContext, board: BoardRow): boolean {
  return ctx.user !== undefined && (isSiteAdmin(ctx.user) || isBoardAdmin(board, ctx.user))
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

export function isBoardAdmin(board: BoardRow, user: UserRow): boolean {
  return board.members.some((member) => member.userId === user._id && member.isActive && member.isAdmin)
}

export function isSiteAdmin(user: UserRow): boolean {
  return user.doc.isAdmin === true
}

function refuseUnless(isAllowed: boolean): void {
  if (!isAllowed) throw new MeteorError('Forbidden', 'Forbidden', 403)
}
