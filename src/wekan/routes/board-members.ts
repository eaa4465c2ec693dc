import { z } from 'zod'
import { field, lenient } from '../../kernel/view.js'
import { quirk } from '../../kernel/quirk.js'
import { expressRouting } from '../changes.js'
import type { Change } from '../changes.js'
import { boardAdminsManageMembers, mayManageMembers } from '../access.js'
import {
  allFlags,
  deactivated,
  flagsOfRole,
  isOnBoard,
  memberIndex,
  oldRoleFlags,
  roleFlags,
  writeMember,
} from '../board-roles.js'
import type { RoleFlag } from '../board-roles.js'
import { updateBoard } from '../board-store.js'
import { cleanValue } from '../clean.js'
import type { WekanContext } from '../context.js'
import { BoardTitle } from '../documents.js'
import { WholeUser } from '../documents-users.js'
import { Mishap, Sent, ValidationError } from '../failures.js'
import { tellMembership } from '../member-removal.js'
import { boardId, route, userId } from '../route.js'
import type { BoardMember, BoardRow, UserDocument, UserRow } from '../tables.js'
import { textOf } from '../text.js'

export const memberActionLeaksUser = quirk({
  name: 'wekan.member-action-leaks-user',
  summary:
    'Adding or removing a member without the right `action` changes nothing and answers the whole document of the user, hash and tokens included. Off: the document without secrets.',
  source: { evidence: 'wekan/v11.07/members-manage.json step 8, step 30; wekan/v7.10/members-manage.json step 8' },
})

export const addedMemberLosesFlags = quirk({
  name: 'wekan.added-member-loses-flags',
  summary:
    'Adding a member fails after the member was added, when his flags are applied: the answer is {} and the member a normal one. Off: the flags are applied and the board is answered.',
  until: '9.35',
  source: { evidence: 'wekan/v7.10/members-manage.json step 9, wekan/v7.10/users-read.json step 5' },
})

export const roleChangeSaysNothing = quirk({
  name: 'wekan.role-change-says-nothing',
  summary: 'Changing the role of a member answers 200 without a body. Off: 1, the number of boards that were written.',
  until: '9.35',
  source: { evidence: 'wekan/v7.10/members-manage.json step 12' },
})

export const disabledUsersStayOut: Change = {
  since: '9.70',
  summary: 'A user whose login is disabled is not added to a board: 400.',
  source: { code: 'wekan/wekan@v11.07 server/models/users.js:2149' },
}

const flag = z.union([z.boolean(), z.enum(['true', 'false'])]).optional()
const oldFlags = {
  isAdmin: lenient(flag.describe('Administers the board.')),
  isNoComments: lenient(flag.describe('Sees no comments and makes none.')),
  isCommentOnly: lenient(flag.describe('Comments, and changes nothing.')),
  isWorker: field(
    { since: '6.82', source: { code: 'wekan/wekan@v6.82 models/users.js' } },
    lenient(flag.describe('Moves cards and comments.')),
  ),
}
const withRoles = <S extends z.ZodType>(schema: S): S =>
  field({ since: '9.36', source: { code: 'wekan/wekan@v9.36 server/models/users.js' } }, schema)

const flags = {
  ...oldFlags,
  isNormalAssignedOnly: withRoles(lenient(flag.describe('Sees only the cards assigned to him.'))),
  isCommentAssignedOnly: withRoles(lenient(flag.describe('Comments, on the cards assigned to him.'))),
  isReadOnly: withRoles(lenient(flag.describe('Reads.'))),
  isReadAssignedOnly: withRoles(lenient(flag.describe('Reads the cards assigned to him.'))),
  role: withRoles(lenient(z.string().optional().describe('One role by name, which wins over the flags.'))),
}

const wiki = { doc: 'wiki page REST API Role' } as const

const errors = [
  {
    when: 'no token, or an unknown one',
    status: 401,
    since: '9.36',
    source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 25' },
  },
  {
    when: 'the caller administers neither board nor site',
    status: 403,
    since: '9.36',
    source: { evidence: 'wekan/v11.07/members-manage.json step 26' },
  },
  {
    when: 'the caller is not site admin',
    status: 200,
    code: 'Forbidden',
    until: '9.35',
    source: { evidence: 'wekan/v7.10/members-manage.json step 26' },
  },
] as const
const roleError = {
  when: 'the role has no such name',
  status: 400,
  since: '9.36',
  source: { evidence: 'wekan/v11.07/members-manage.json step 23' },
} as const
const noUser = {
  when: 'there is no such user',
  status: 200,
  source: { evidence: 'wekan/v11.07/members-manage.json step 39' },
} as const

const bounded = [{ style: 'S200' }] as const

export const addBoardMember = route({
  id: 'add_board_member',
  group: 'members',
  summary: 'Add a user to a board, with a role.',
  doc: 'An active member stays as he is. A removed member becomes active again. An unknown board answers an empty list to site admins.',
  sources: [
    wiki,
    { code: 'wekan/wekan@v11.07 server/models/users.js:2098' },
    { code: 'wekan/wekan@v7.10 models/users.js:2340' },
  ],
  effect: 'admin',
  method: 'POST',
  path: '/api/boards/:boardId/members/:userId/add',
  auth: 'board-admin',
  failure: bounded,
  params: { boardId, userId },
  body: { action: lenient(z.literal('add').describe('Must be `add`.')), ...flags },
  output: z.union([z.array(BoardTitle), WholeUser]),
  errors: [
    ...errors,
    roleError,
    noUser,
    {
      when: 'the login of the user is disabled',
      status: 400,
      since: '9.70',
      source: { code: 'wekan/wekan@v11.07 server/models/users.js:2149' },
    },
    {
      when: 'the flags of the new member fail to apply; he is a member all the same',
      status: 200,
      result: {},
      until: '9.35',
      source: { evidence: 'wekan/v7.10/members-manage.json step 9' },
    },
  ],
  examples: [
    {
      title: 'as a normal member',
      input: {
        params: { boardId: 'aHYPawJcLpdHjpiYL', userId: 'r6u8qbdfZ55sYtrWC' },
        query: {},
        body: { action: 'add', isAdmin: 'false', isNoComments: 'false', isCommentOnly: 'false' },
      },
      output: [{ _id: 'aHYPawJcLpdHjpiYL', title: 'Plan' }],
      source: { evidence: 'wekan/v11.07/members-manage.json step 9' },
      since: '9.36',
    },
  ],
  handle(ctx, { params, body }) {
    mayManageMembers(ctx, params.boardId, 'add board members')
    const role = roleOf(ctx, body)
    const user = ctx.db.users.get(params.userId)
    if (!user) return unknownUser(ctx, params.userId)
    if (body['action'] !== 'add') return noAction(ctx, user, 'add')
    if (user.doc.loginDisabled === true && ctx.after(disabledUsersStayOut)) {
      throw new Sent(400, { error: 'User is disabled' })
    }
    return onBoard(ctx, params.boardId, (board) => {
      if (isOnBoard(board, user._id)) return
      if (ctx.has(addedMemberLosesFlags)) addAndFail(ctx, board, user._id, body)
      else addMember(ctx, board, user._id, role ?? allFlags((one) => isTrueWord(body[one])))
    })
  },
})

export const removeBoardMember = route({
  id: 'remove_board_member',
  group: 'members',
  summary: 'Remove a user from a board.',
  doc: 'The entry stays, inactive and without admin rights. The last active admin is kept without a word.',
  sources: [
    wiki,
    { code: 'wekan/wekan@v11.07 server/models/users.js:2188' },
    { code: 'wekan/wekan@v7.10 models/users.js:2402' },
  ],
  effect: 'admin',
  method: 'POST',
  path: '/api/boards/:boardId/members/:userId/remove',
  auth: 'board-admin',
  failure: bounded,
  params: { boardId, userId },
  body: { action: lenient(z.literal('remove').describe('Must be `remove`.')) },
  output: z.union([z.array(BoardTitle), WholeUser]),
  errors: [...errors, noUser],
  examples: [
    {
      title: 'a member',
      input: {
        params: { boardId: 'aHYPawJcLpdHjpiYL', userId: 'r6u8qbdfZ55sYtrWC' },
        query: {},
        body: { action: 'remove' },
      },
      output: [{ _id: 'aHYPawJcLpdHjpiYL', title: 'Plan' }],
      source: { evidence: 'wekan/v11.07/members-manage.json step 31' },
    },
  ],
  handle(ctx, { params, body }) {
    mayManageMembers(ctx, params.boardId, 'remove board members')
    const user = ctx.db.users.get(params.userId)
    if (!user) return unknownUser(ctx, params.userId)
    if (body['action'] !== 'remove') return noAction(ctx, user, 'remove')
    return onBoard(ctx, params.boardId, (board) => {
      if (isOnBoard(board, user._id)) deactivated(ctx, board, user._id)
    })
  },
})

export const setBoardMemberPermission = route({
  id: 'set_board_member_permission',
  group: 'members',
  summary: 'Change the role of a member.',
  doc: 'Of the flags that are not sent the first four stay as they are and the four newer ones become false. Nobody changes his own isAdmin. For a user who is no member nothing but the board’s modifiedAt changes, and the answer is 1 as well.',
  sources: [
    wiki,
    { code: 'wekan/wekan@v11.07 server/models/boards.js:1302' },
    { code: 'wekan/wekan@v7.10 models/boards.js:2203' },
  ],
  effect: 'admin',
  method: 'POST',
  path: '/api/boards/:boardId/members/:memberId',
  auth: 'board-admin',
  failure: bounded,
  params: { boardId, memberId: z.string().describe('Id of the member.') },
  body: flags,
  output: z.number().describe('How many boards were written. Before v9.36 there is no body.'),
  errors: [...errors, roleError],
  examples: [
    {
      title: 'comments only',
      input: {
        params: { boardId: 'aHYPawJcLpdHjpiYL', memberId: 'r6u8qbdfZ55sYtrWC' },
        query: {},
        body: { isAdmin: 'false', isNoComments: 'false', isCommentOnly: 'true' },
      },
      output: 1,
      source: { evidence: 'wekan/v11.07/members-manage.json step 17' },
      since: '9.36',
    },
  ],
  handle(ctx, { params, body }) {
    mayManageMembers(ctx, params.boardId, 'change member permissions')
    const role = roleOf(ctx, body)
    const board = ctx.db.boards.get(params.boardId)
    if (!board) throw new Mishap(`board '${params.boardId}' does not exist, and the server calls its methods`)
    changeRole(ctx, board, params.memberId, role ?? body)
    return ctx.has(roleChangeSaysNothing) ? undefined : 1
  },
})

/** The flags of `role`, where it is given and the release reads it. */
function roleOf(ctx: WekanContext, body: Readonly<Record<string, unknown>>): Record<RoleFlag, boolean> | undefined {
  if (!ctx.after(boardAdminsManageMembers) || !Object.hasOwn(body, 'role')) return undefined
  const found = flagsOfRole(body['role'])
  if (!found) throw new Sent(400, { error: `invalid role: ${textOf(body['role'])}` })
  return found
}

function unknownUser(ctx: WekanContext, id: string): undefined {
  ctx.explain(`no user has the id '${id}'`)
  return undefined
}

function noAction(ctx: WekanContext, user: UserRow, action: string): UserDocument | Omit<UserDocument, 'services'> {
  ctx.explain(`nothing was changed: the body says no "action": "${action}"`)
  if (ctx.has(memberActionLeaksUser)) return user.doc
  const { services: _, sessionData: __, ...shown } = user.doc
  return shown
}

function onBoard(ctx: WekanContext, id: string, change: (board: BoardRow) => void): { _id: string; title: string }[] {
  const board = ctx.db.boards.get(id)
  if (!board) {
    ctx.explain(`no board has the id '${id}'`)
    return []
  }
  change(board)
  return [{ _id: board._id, title: board.title }]
}

function addMember(ctx: WekanContext, board: BoardRow, id: string, role: Record<RoleFlag, boolean>): void {
  const index = memberIndex(board, id)
  if (index >= 0) writeMember(ctx, board, index, { isActive: true, ...role })
  else {
    updateBoard(ctx, board, { members: [...board.members, { userId: id, isActive: true, ...role }] })
    tellMembership(ctx, board, id, true)
  }
}

/**
 * The handler adds the member and then applies the flags through a copy of the board that has not got him yet. A member
 * who was there before, and flags that are all strings, are the one case in which it works.
 * code: wekan/wekan@v7.10 models/users.js:2355
 */
function addAndFail(ctx: WekanContext, board: BoardRow, id: string, body: Readonly<Record<string, unknown>>): void {
  const index = memberIndex(board, id)
  const none = { isAdmin: false, isActive: true, isNoComments: false, isCommentOnly: false, isWorker: false }
  const added =
    index >= 0
      ? writeMember(ctx, board, index, { isActive: true })
      : updateBoard(ctx, board, { members: [...board.members, { userId: id, ...none }] })
  if (index < 0) tellMembership(ctx, board, id, true)
  const sent = oldRoleFlags.map((one) => body[one])
  if (index < 0 || sent.some((value) => typeof value !== 'string')) {
    throw new Mishap('the member was added; applying his flags failed')
  }
  const [, isNoComments, isCommentOnly, isWorker] = sent.map(isTrueWord)
  // `isAdmin` stays: the handler names the member as the caller, and nobody changes his own.
  writeMember(ctx, added, index, definedFlags({ isNoComments, isCommentOnly, isWorker }))
}

function isTrueWord(value: unknown): boolean {
  return value === true || textOf(value).toLowerCase() === 'true'
}

/** Writes the wanted flags, cleaned as the schema does; what is undefined is not written. */
function changeRole(
  ctx: WekanContext,
  board: BoardRow,
  memberId: string,
  wanted: Readonly<Partial<Record<RoleFlag, unknown>>>,
): void {
  const index = memberIndex(board, memberId)
  const member = board.members[index]
  const isSelf = memberId === ctx.user?._id
  if (!member && isSelf) throw new Mishap('the caller is no member, and the server reads his isAdmin')
  if (!member) {
    // Of `members.-1.isAdmin` the schema knows nothing and drops it, which leaves the time of the change.
    // code: aldeed/meteor-simple-schema@v1.13.1 lib/clean.js:68
    updateBoard(ctx, board, {})
    return
  }
  const known = ctx.after(boardAdminsManageMembers) ? roleFlags : oldRoleFlags
  const patch = known.map((one): [RoleFlag, unknown] => [
    one,
    isSelf && one === 'isAdmin' ? member.isAdmin : wordOf(wanted, one),
  ])
  const wrong = patch.find(([, value]) => value !== undefined && typeof value !== 'boolean')
  if (wrong) throw notBoolean(ctx, index, wrong[0])
  writeMember(ctx, board, index, definedFlags(Object.fromEntries(patch)))
}

/** A flag as it goes to the schema; a newer one that was not sent is false. */
function wordOf(wanted: Readonly<Partial<Record<RoleFlag, unknown>>>, flag: RoleFlag): unknown {
  const given = wanted[flag]
  return given === undefined && !oldRoleFlags.includes(flag) ? false : wordAsBoolean(given)
}

// unverified: the label is simpl-schema's humanised key.
function notBoolean(ctx: WekanContext, index: number, flag: RoleFlag): ValidationError {
  const label = flag.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^i/, 'I')
  const call = ctx.after(expressRouting) ? 'updateAsync' : 'update'
  return new ValidationError(`${label} must be of type Boolean (members.${index}.${flag}) in boards ${call}`)
}

/** `isTrue` of the handler: strings are compared with `true`; anything else goes to the schema as it is. */
function wordAsBoolean(value: unknown): unknown {
  if (typeof value === 'string') return value.toLowerCase() === 'true'
  return value === null ? undefined : cleanValue(value, 'Boolean')
}

function definedFlags(patch: Readonly<Record<string, unknown>>): Partial<BoardMember> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
}
