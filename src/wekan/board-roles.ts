import type { Change } from './changes.js'
import type { WekanContext } from './context.js'
import { updateUser } from './accounts.js'
import { updateBoard } from './board-store.js'
import { takeOffCards, tellMembership } from './member-removal.js'
import type { BoardMember, BoardRow } from './tables.js'
import { textOf } from './text.js'

export const orphansLeave: Change = {
  since: '9.65',
  summary: 'Removing a member whose account is gone takes the entry out; before, it only became inactive.',
  source: { code: 'wekan/wekan@v11.07 models/boards.js:2157' },
}

/** The flags that make a role, in the order in which they are written. */
export const roleFlags = [
  'isAdmin',
  'isNoComments',
  'isCommentOnly',
  'isWorker',
  'isNormalAssignedOnly',
  'isCommentAssignedOnly',
  'isReadOnly',
  'isReadAssignedOnly',
] as const

/** Those that v7.10 knows. */
export const oldRoleFlags: readonly RoleFlag[] = ['isAdmin', 'isNoComments', 'isCommentOnly', 'isWorker']

export type RoleFlag = (typeof roleFlags)[number]

/** code: wekan/wekan@v11.07 server/lib/utils.js:185 boardMemberRoleToFlags */
const namedRoles: Readonly<Record<string, RoleFlag | 'none'>> = {
  normal: 'none',
  member: 'none',
  admin: 'isAdmin',
  nocomments: 'isNoComments',
  comment: 'isCommentOnly',
  commentonly: 'isCommentOnly',
  worker: 'isWorker',
  normalassignedonly: 'isNormalAssignedOnly',
  commentassignedonly: 'isCommentAssignedOnly',
  readonly: 'isReadOnly',
  readassignedonly: 'isReadAssignedOnly',
}

/** All eight flags of a role by name, in any letter case; undefined for an unknown one. */
export function flagsOfRole(role: unknown): Record<RoleFlag, boolean> | undefined {
  const name = textOf(role || '')
    .trim()
    .toLowerCase()
  const flag = Object.hasOwn(namedRoles, name) ? namedRoles[name] : undefined
  return flag === undefined ? undefined : allFlags((one) => one === flag)
}

/** All eight flags, each as the test says. */
export function allFlags(isSet: (flag: RoleFlag) => boolean): Record<RoleFlag, boolean> {
  // `roleFlags` has each flag once, so the record is complete.
  return Object.fromEntries(roleFlags.map((flag) => [flag, isSet(flag)])) as Record<RoleFlag, boolean>
}

/** Whether a user is an active member. */
export function isOnBoard(board: BoardRow, userId: string): boolean {
  return board.members.some((member) => member.userId === userId && member.isActive)
}

/** Which entry a user has; -1 for none. Removed members keep theirs. */
export function memberIndex(board: BoardRow, userId: string): number {
  return board.members.findIndex((member) => member.userId === userId)
}

/** The board with one entry changed. */
export function writeMember(ctx: WekanContext, board: BoardRow, index: number, patch: Partial<BoardMember>): BoardRow {
  const members = board.members.map((member, at) => (at === index ? { ...member, ...patch } : member))
  return updateBoard(ctx, board, { members })
}

/** Board.removeMember: the entry becomes inactive; the last active admin stays, without a word. */
export function withoutMember(ctx: WekanContext, board: BoardRow, userId: string): BoardRow {
  if (ctx.after(orphansLeave) && !ctx.db.users.has(userId)) {
    return updateBoard(ctx, board, { members: board.members.filter((member) => member.userId !== userId) })
  }
  return deactivated(ctx, board, userId)
}

/** Makes an entry inactive, unless it is the last active admin's. */
export function deactivated(ctx: WekanContext, board: BoardRow, userId: string): BoardRow {
  const index = memberIndex(board, userId)
  const member = board.members[index]
  if (!member) return board
  const admins = board.members.filter((one) => one.isActive && one.isAdmin)
  if (member.isAdmin && admins.length <= 1) {
    ctx.explain('the last active admin of a board stays')
    return writeMember(ctx, board, index, { isActive: true })
  }
  takeOffCards(ctx, board, userId)
  if (board.permission !== 'public') unstar(ctx, board._id, userId)
  const left = writeMember(ctx, board, index, { isActive: false, isAdmin: false })
  tellMembership(ctx, board, userId, false)
  return left
}

/** A hook takes the board from the stars of who was removed. code: wekan/wekan@v11.07 server/models/boards.js:735 */
function unstar(ctx: WekanContext, boardId: string, userId: string): void {
  const profile = ctx.db.users.get(userId)?.doc.profile ?? {}
  const starred: unknown = profile['starredBoards']
  const left = Array.isArray(starred) ? { starredBoards: starred.filter((id) => id !== boardId) } : {}
  updateUser(ctx, userId, { profile: { ...profile, ...left } })
}
