import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { quirk } from '../../kernel/quirk.js'
import { siteAdmin } from '../access.js'
import { dropTokens, hashToken, issueToken, purgeTokens } from '../accounts.js'
import { check, string } from '../check.js'
import { route, userId } from '../route.js'
import { textOf } from '../text.js'

export const deleteTokenWantsHash = quirk({
  name: 'wekan.delete-token-wants-hash',
  summary:
    'POST /api/deletetoken compares the token with the stored hashes, so a token as it was given out removes nothing; the answer says that it was deleted. Off: the token is removed.',
  since: '6.56',
  source: { code: 'meteor/meteor@release/METEOR@3.0.4 packages/accounts-base/accounts_server.js destroyToken' },
})

const adminErrors = [
  {
    when: 'no token, or an unknown one',
    status: 200,
    code: 'Unauthorized',
    source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 13' },
  },
  {
    when: 'the caller is not site admin',
    status: 200,
    code: 'Forbidden',
    source: { code: 'wekan/wekan@v11.07 server/authentication.js:13' },
  },
] as const

export const createUserToken = route({
  id: 'create_user_token',
  group: 'users',
  summary: 'Make a login token for a user.',
  doc: 'Answers a token for unknown users too; it opens nothing.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/users.js:2257' },
    { code: 'wekan/wekan@v7.10 models/users.js:2522' },
  ],
  versions: { since: '4.92' },
  effect: 'admin',
  method: 'POST',
  path: '/api/createtoken/:userId',
  auth: 'site-admin',
  failure: 'S200',
  unverified: 'recordings show the failures without a token alone',
  params: { userId },
  body: {},
  output: z.object({
    _id: z.string().describe('The id of the request.'),
    authToken: z.string().describe('The token, 43 characters.'),
  }),
  errors: adminErrors,
  examples: [
    {
      title: 'a token, made by the fake',
      input: { params: { userId: 'mgZiRz3CsGkCCyf3S' }, query: {}, body: {} },
      output: { _id: 'mgZiRz3CsGkCCyf3S', authToken: 'uYeI6YnpgW3GXlM4DHVwVhPou39MBSQoae7mVd1QS5P' },
      source: { code: 'wekan/wekan@v11.07 server/models/users.js:2257' },
    },
    {
      title: 'no token of an admin',
      input: { params: { userId: 'nNDi854zJBMHJmvcx' }, query: {}, body: {} },
      output: {
        isClientSafe: true,
        error: 'Unauthorized',
        reason: 'Unauthorized',
        message: 'Unauthorized [Unauthorized]',
        errorType: 'Meteor.Error',
        statusCode: 401,
      },
      source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 13' },
    },
  ],
  handle(ctx, { params }) {
    siteAdmin(ctx)
    if (!ctx.db.users.has(params.userId)) ctx.explain(`no user has the id '${params.userId}': the token opens nothing`)
    return { _id: params.userId, authToken: issueToken(ctx, params.userId).token }
  },
})

export const deleteUserToken = route({
  id: 'delete_user_token',
  group: 'users',
  summary: 'Delete one token of a user, or all of them.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/users.js:2275' },
    { code: 'wekan/wekan@v7.10 models/users.js:2555' },
  ],
  versions: { since: '6.56' },
  effect: 'admin',
  method: 'POST',
  path: '/api/deletetoken',
  auth: 'site-admin',
  failure: 'S200',
  unverified: 'recordings show the failures without a token alone',
  params: {},
  body: {
    userId: lenient(z.string().describe('Id of the user.')),
    token: lenient(z.string().optional().describe('The token; all of the user’s without it.')),
  },
  output: z.object({ message: z.string().describe('What was asked for.') }),
  errors: [
    ...adminErrors,
    {
      when: 'userId is no string',
      status: 200,
      contentType: 'application/json',
      source: { code: 'wekan/wekan@v11.07 server/models/users.js:2288' },
    },
  ],
  examples: [
    {
      title: 'all tokens of a user, made by the fake',
      input: { params: {}, query: {}, body: { userId: 'mgZiRz3CsGkCCyf3S' } },
      output: { message: 'Delete all token from user: mgZiRz3CsGkCCyf3S' },
      source: { code: 'wekan/wekan@v11.07 server/models/users.js:2275' },
    },
    {
      title: 'no token of an admin',
      input: { params: {}, query: {}, body: {} },
      output: {
        isClientSafe: true,
        error: 'Unauthorized',
        reason: 'Unauthorized',
        message: 'Unauthorized [Unauthorized]',
        errorType: 'Meteor.Error',
        statusCode: 401,
      },
      source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 14' },
    },
  ],
  handle(ctx, { body }) {
    const { userId: id, token } = body
    siteAdmin(ctx)
    if (!id) return { message: 'Expected a userId to be set but received none.' }
    if (!token) {
      check(id, string)
      purgeTokens(ctx, textOf(id))
      return { message: `Delete all token from user: ${textOf(id)}` }
    }
    const owner = textOf(id)
    const given = textOf(token)
    const hash = ctx.has(deleteTokenWantsHash) ? given : hashToken(given)
    if (!ctx.db.tokens.where({ userId: owner }).some(({ hashedToken }) => hashedToken === hash)) {
      ctx.explain('the user has no such token; the server compares with the stored hashes')
    }
    dropTokens(ctx, owner, ({ hashedToken }) => hashedToken === hash)
    return { message: `Delete token: [${given}] from user: ${owner}` }
  },
})
