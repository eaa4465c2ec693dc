import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { quirk } from '../../kernel/quirk.js'
import { signedIn, siteAdmin } from '../access.js'
import { createAccount, purgeTokens, removeUser, updateUser } from '../accounts.js'
import { boardsWith, bySort, membershipsOf, updateBoard } from '../board-store.js'
import { isOnBoard, withoutMember } from '../board-roles.js'
import type { WekanContext } from '../context.js'
import { BoardTitle, UserName } from '../documents.js'
import { AdminUser, OwnUser } from '../documents-users.js'
import { Mishap } from '../failures.js'
import { leaveBoards } from '../member-removal.js'
import { route, userId } from '../route.js'
import type { UserDocument, UserRow } from '../tables.js'

export const createUserEmptyId = quirk({
  name: 'wekan.create-user-empty-id',
  summary:
    'POST /api/users answers {"_id":{}} whatever happens: the handler does not wait for the account, and duplicates and bad input are lost in silence. Off: the id, and errors with status 200.',
  since: '8.43',
  source: { evidence: 'wekan/v11.07/users-create-delete.json step 3, step 13, step 14' },
})

const signedInErrors = [
  {
    when: 'no token, or an unknown one',
    status: 200,
    code: 'Unauthorized',
    source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 7' },
  },
] as const
const adminErrors = [
  ...signedInErrors,
  {
    when: 'the caller is not site admin',
    status: 200,
    code: 'Forbidden',
    source: { evidence: 'wekan/v11.07/users-read.json step 9' },
  },
] as const

const wiki = { doc: 'wiki page REST API User (September 2023)' } as const

export const getCurrentUser = route({
  id: 'get_current_user',
  group: 'users',
  summary: 'The caller.',
  sources: [wiki, { code: 'wekan/wekan@v11.07 server/models/users.js:1975' }],
  effect: 'read',
  method: 'GET',
  path: '/api/user',
  auth: 'user',
  failure: 'S200',
  params: {},
  body: {},
  output: OwnUser,
  errors: signedInErrors,
  examples: [
    {
      title: 'of v0.51',
      input: { params: {}, query: {}, body: {} },
      output: {
        _id: 'vy4WYj7k7NBhf3AFc',
        createdAt: '2017-09-16T05:51:30.339Z',
        username: 'john',
        emails: [{ address: 'me@mail.com', verified: false }],
        profile: {},
      },
      source: wiki,
      until: '4.01',
    },
  ],
  handle(ctx) {
    const user = signedIn(ctx)
    const { services: _, ...shown } = user.doc
    return { ...shown, boards: membershipsOf(ctx, user) }
  },
})

export const getAllUsers = route({
  id: 'get_all_users',
  group: 'users',
  summary: 'All users by id and name.',
  sources: [wiki, { code: 'wekan/wekan@v11.07 server/models/users.js:1999' }],
  effect: 'read',
  method: 'GET',
  path: '/api/users',
  auth: 'site-admin',
  failure: 'S200',
  params: {},
  body: {},
  output: z.array(UserName),
  errors: adminErrors,
  examples: [
    {
      title: 'two users',
      input: { params: {}, query: {}, body: {} },
      output: [
        { _id: 'XQMZgynx9M79qTtQc', username: 'admin' },
        { _id: 'vy4WYj7k7NBhf3AFc', username: 'john' },
      ],
      source: wiki,
    },
  ],
  handle(ctx) {
    siteAdmin(ctx)
    return [...ctx.db.users].map(({ _id, username }) => (username === undefined ? { _id } : { _id, username }))
  },
})

export const getUser = route({
  id: 'get_user',
  group: 'users',
  summary: 'A user, by id or name.',
  doc: 'With hash and tokens until v10.91.',
  sources: [wiki, { code: 'wekan/wekan@v11.07 server/models/users.js:2034' }],
  effect: 'read',
  method: 'GET',
  path: '/api/users/:userId',
  auth: 'site-admin',
  failure: 'S200',
  params: { userId: z.string().describe('Id or name of the user.') },
  body: {},
  output: AdminUser,
  errors: [
    ...adminErrors,
    {
      when: 'there is no such user',
      status: 200,
      result: {},
      source: { evidence: 'wekan/v11.07/users-read.json step 14' },
    },
  ],
  examples: [
    {
      title: 'of v0.51',
      input: { params: { userId: 'XQMZgynx9M79qTtQc' }, query: {}, body: {} },
      output: {
        _id: 'XQMZgynx9M79qTtQc',
        createdAt: '2017-09-13T06:45:53.127Z',
        services: {
          password: { bcrypt: '$2a$10$CRZrpT4x.VpG2FdJxR3rN.9m0NbQb0OPsSPBDAZukggxrskMtWA8.' },
          resume: {
            loginTokens: [
              { when: '2017-09-13T06:45:53.265Z', hashedToken: 'CY/PWeDa3fAkl+k94+GWzCtpB5nPcVxLzzzjXs4kI3A=' },
            ],
          },
        },
        username: 'john',
        emails: [{ address: 'my@email.com', verified: false }],
        isAdmin: true,
        profile: {},
      },
      source: wiki,
      until: '4.01',
    },
  ],
  handle(ctx, { params }) {
    siteAdmin(ctx)
    const user = ctx.db.users.get(params.userId) ?? ctx.db.users.first({ username: params.userId })
    if (!user) throw new Mishap(`no user has the id or name '${params.userId}', and the server reads his _id`)
    return { ...user.doc, boards: membershipsOf(ctx, user) }
  },
})

export const editUser = route({
  id: 'edit_user',
  group: 'users',
  summary: 'Disable or enable a login, or take over the boards that a user administers.',
  doc: 'Disabling purges the tokens; of oneself it does nothing. Any other action answers the user.',
  sources: [wiki, { code: 'wekan/wekan@v11.07 server/models/users.js:2063' }],
  effect: 'admin',
  method: 'PUT',
  path: '/api/users/:userId',
  auth: 'site-admin',
  failure: 'S200',
  params: { userId },
  body: {
    action: lenient(
      z.enum(['takeOwnership', 'disableLogin', 'enableLogin']).describe('What to do. takeOwnership came with v0.51.'),
    ),
  },
  output: z.union([AdminUser, z.array(BoardTitle)]),
  errors: [
    ...adminErrors,
    { when: 'there is no such user', status: 200, source: { evidence: 'wekan/v11.07/users-disable.json step 15' } },
  ],
  examples: [
    {
      title: 'takes over the boards of a user',
      input: { params: { userId: 'pCC5yukXfhXYcmhXx' }, query: {}, body: { action: 'takeOwnership' } },
      output: [],
      source: { evidence: 'wekan/v11.07/users-take-ownership.json step 11' },
    },
  ],
  handle(ctx, { params, body }) {
    const admin = siteAdmin(ctx)
    const user = ctx.db.users.get(params.userId)
    if (!user) {
      ctx.explain(`no user has the id '${params.userId}'`)
      return undefined
    }
    if (body['action'] === 'takeOwnership') return takeOwnership(ctx, user, admin)
    return switchLogin(ctx, user, body['action'])
  },
})

export const newUser = route({
  id: 'new_user',
  group: 'users',
  summary: 'Make an account, whether or not registration is disabled.',
  doc: 'The page prints the answer {"_id": …} under "Result" and {"id": …} in its walk-through: no release answered `id`. `fromAdmin`, sent by the walk-through, was never read.',
  sources: [
    wiki,
    { code: 'wekan/wekan@v11.07 server/models/users.js:2231' },
    { code: 'wekan/wekan@v7.10 models/users.js:2449' },
  ],
  effect: 'admin',
  method: 'POST',
  path: '/api/users',
  auth: 'site-admin',
  failure: 'S200',
  params: {},
  body: {
    username: lenient(z.string().describe('Login name.')),
    email: lenient(z.string().describe('E-mail address.')),
    password: lenient(z.string().describe('Password.')),
    fromAdmin: lenient(z.string().optional().describe('Sent by the page, never read.')),
  },
  output: z.object({
    _id: z.union([z.string(), z.object({})]).describe('Id of the user; an empty object since v8.43.'),
  }),
  errors: [
    ...adminErrors,
    {
      when: 'the name or the address is taken',
      status: 200,
      code: 403,
      until: '8.42',
      source: { evidence: 'wekan/v7.10/users-create-delete.json step 9' },
    },
    {
      when: 'the name or the address is missing or no string',
      status: 200,
      contentType: 'application/json',
      until: '8.42',
      source: { evidence: 'wekan/v7.10/users-create-delete.json step 10' },
    },
  ],
  examples: [
    {
      title: 'of v7.10',
      input: {
        params: {},
        query: {},
        body: { username: 'tester', password: 'tester', email: 'tester@example.com', fromAdmin: 'true' },
      },
      output: { _id: 'JoxYnuxXub2BQ69m2' },
      source: { evidence: 'wekan/v7.10/users-create-delete.json step 3' },
      until: '8.42',
    },
    {
      title: 'of v11.07',
      input: {
        params: {},
        query: {},
        body: { username: 'tester', password: 'tester', email: 'tester@example.com', fromAdmin: 'true' },
      },
      output: { _id: {} },
      source: { evidence: 'wekan/v11.07/users-create-delete.json step 3' },
      since: '8.43',
    },
  ],
  handle(ctx, { body }) {
    siteAdmin(ctx)
    const { username, email, password } = body
    const make = (): UserRow => createAccount(ctx, { username, email, password }, 'site admin')
    if (!ctx.has(createUserEmptyId)) return { _id: make()._id }
    try {
      ctx.explain(`the account is '${make()._id}'; the server does not wait for it`)
    } catch (error) {
      ctx.explain(`no account was made: ${error instanceof Error ? error.message : String(error)}`)
    }
    return { _id: {} }
  },
})

export const deleteUser = route({
  id: 'delete_user',
  group: 'users',
  summary: 'Delete a user.',
  doc: 'Boards lose him as a member since v9.97, cards go on naming him. Answers the id whether or not there was such a user. The page warns: "Should not be used as long as this bug exists" (wekan/wekan#1289).',
  sources: [wiki, { code: 'wekan/wekan@v11.07 server/models/users.js:2246' }],
  effect: 'admin',
  method: 'DELETE',
  path: '/api/users/:userId',
  auth: 'site-admin',
  failure: 'S200',
  params: { userId },
  body: {},
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  errors: adminErrors,
  examples: [
    {
      title: 'a user',
      input: { params: { userId: 'EnhMbvxh65Hr7YvtG' }, query: {}, body: {} },
      output: { _id: 'EnhMbvxh65Hr7YvtG' },
      source: wiki,
    },
  ],
  handle(ctx, { params }) {
    siteAdmin(ctx)
    const isThere = ctx.db.users.has(params.userId)
    if (!isThere) ctx.explain(`no user has the id '${params.userId}'`)
    removeUser(ctx.db, params.userId)
    if (isThere) leaveBoards(ctx, params.userId)
    return { _id: params.userId }
  },
})

function switchLogin(ctx: WekanContext, user: UserRow, action: unknown): UserDocument {
  if (action === 'disableLogin' && user._id !== ctx.user?._id) purgeTokens(ctx, user._id, { loginDisabled: true })
  if (action === 'disableLogin' && user._id === ctx.user?._id) ctx.explain('nobody disables his own login')
  if (action === 'enableLogin') updateUser(ctx, user._id, { loginDisabled: undefined })
  return ctx.db.users.get(user._id)?.doc ?? user.doc
}

/** Every board on which the user has an entry and anybody is admin. code: wekan/wekan@v11.07 server/models/users.js:2071 */
function takeOwnership(ctx: WekanContext, user: UserRow, admin: UserRow): { _id: string; title: string }[] {
  const boards = boardsWith(ctx, user._id).filter((board) => board.members.some((member) => member.isAdmin))
  return bySort(boards).map((board) => {
    const cleared = isOnBoard(board, admin._id) ? withoutMember(ctx, board, admin._id) : board
    const index = board.members.findIndex((member) => member.userId === user._id)
    const members = cleared.members.map((member, at) => (at === index ? { ...member, userId: admin._id } : member))
    updateBoard(ctx, cleared, { members })
    return { _id: board._id, title: board.title }
  })
}
