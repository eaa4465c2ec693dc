import { z } from 'zod'
import { field, lenient } from '../../kernel/view.js'
import { quirk } from '../../kernel/quirk.js'
import type { Change } from '../changes.js'
import { createAccount, dropTokens, hashToken, issueToken } from '../accounts.js'
import { check, nonEmptyString, object, optional, string } from '../check.js'
import type { WekanContext } from '../context.js'
import { MeteorError, Mishap, Sent } from '../failures.js'
import { route } from '../route.js'
import { countFailure, forgetFailures, refuseWhileLocked } from '../throttle.js'
import type { UserRow } from '../tables.js'

export const formLogin500 = quirk({
  name: 'wekan.form-login-500',
  summary:
    'POST /users/login with a form body answers 500 internal-server-error: the handler calls hasOwnProperty on a body without a prototype. Off: the form logs in.',
  since: '6.23',
  until: '8.42',
  source: { evidence: 'wekan/v7.10/auth-login.json step 5; doc: issue wekan/wekan#4771' },
})

export const disabledUserCanLogin = quirk({
  name: 'wekan.disabled-user-can-login',
  summary:
    'A user whose login is disabled still gets a token from POST /users/login, and the token works: only the browser asks. Off: the login is refused.',
  source: { evidence: 'wekan/v11.07/users-disable.json step 7, wekan/v7.10/users-disable.json step 7' },
})

export const registerIdLast = quirk({
  name: 'wekan.register-id-last',
  summary:
    'POST /users/register answers token, tokenExpires, id in this order. Off: id first, as the wiki page prints it.',
  source: { evidence: 'wekan/v11.07/auth-register.json step 1; doc: wiki page REST API User, User Register' },
})

export const oneLoginError: Change = {
  since: '8.43',
  summary:
    'POST /users/login answers one failure for unknown users and wrong passwords, 401, and the words of Match errors; before, 400 with errors of their own.',
  source: { evidence: 'wekan/v11.07/auth-login.json step 7, wekan/v7.10/auth-login.json step 7' },
}

export const closedRegistrationIs403: Change = {
  since: '10.96',
  summary:
    'While registration is disabled POST /users/register answers 403 without a body; before, the hook that wants an invitation code refused.',
  source: { code: 'wekan/wekan@v11.07 server/apiAuthRoutes.js:248, wekan/wekan@v7.10 models/users.js:1749' },
}

const tokenMembers = {
  token: z.string().describe('Login token, 43 characters.'),
  tokenExpires: z.iso.datetime().describe('90 days from now.'),
}
const id = z.string().describe('Id of the user.')

const bodies = {
  username: lenient(z.string().optional().describe('Login name; this or `email`.')),
  email: lenient(z.string().optional().describe('E-mail address; this or `username`.')),
  password: lenient(z.string().describe('Password.')),
}

export const login = route({
  id: 'login',
  group: 'auth',
  summary: 'Log in by name or e-mail address and get a token.',
  doc: 'Names, addresses and passwords are compared exactly. The body may have no other members; `email` and `username` together are one too many.',
  sources: [
    { doc: 'wiki page REST API User (September 2023), Login' },
    { code: 'wekan/wekan@v11.07 server/apiAuthRoutes.js:77' },
    { code: 'stubailo/meteor-rest packages/rest-accounts-password/rest-login.js' },
  ],
  effect: 'write',
  method: 'POST',
  path: '/users/login',
  auth: 'none',
  failure: 'AUTH',
  authStatus: 401,
  params: {},
  body: {
    ...bodies,
    code: field(
      { since: '8.43', source: { code: 'wekan/wekan@v8.43 server/apiAuthRoutes.js' } },
      lenient(z.string().optional().describe('Code of the second factor.')),
    ),
  },
  output: z.object({ id, ...tokenMembers }),
  errors: [
    {
      when: 'unknown user or wrong password',
      status: 401,
      code: 'login-failed',
      since: '8.43',
      source: { evidence: 'wekan/v11.07/auth-login.json step 7' },
    },
    {
      when: 'wrong password',
      status: 400,
      code: 403,
      until: '8.42',
      source: { evidence: 'wekan/v7.10/auth-login.json step 7' },
    },
    {
      when: 'unknown user',
      status: 400,
      code: 'not-found',
      until: '8.42',
      source: { evidence: 'wekan/v7.10/auth-login.json step 8' },
    },
    {
      when: 'the body has other members or types',
      status: 401,
      since: '8.43',
      source: { evidence: 'wekan/v11.07/auth-login.json step 10' },
    },
    {
      when: 'the body has other members or types',
      status: 400,
      code: 400,
      until: '8.42',
      source: { evidence: 'wekan/v7.10/auth-login.json step 10' },
    },
    {
      when: 'more than ten failures in a minute',
      status: 429,
      code: 'too-many-requests',
      since: '10.59',
      source: { code: 'wekan/wekan@v11.07 server/apiAuthRoutes.js:94' },
    },
  ],
  examples: [
    {
      title: 'by name',
      input: { params: {}, query: {}, body: { username: 'ada', password: 'secret-ada-1' } },
      output: {
        id: 'F7Ctje3PPjt88JSi7',
        token: 'xqQvAs4oRhsHKRgiYkWJYt_kd9ykSN8lS5TyuGGvsxF',
        tokenExpires: '2027-02-20T04:55:44.884Z',
      },
      source: { evidence: 'wekan/v11.07/auth-login.json step 3' },
    },
  ],
  handle(ctx, { body }) {
    refuseWhileLocked(ctx)
    const user = findUser(ctx, body)
    const refusal = refusalFor(ctx, user, body['password'])
    if (refusal || !user) {
      countFailure(ctx)
      throw refusal ?? new Mishap('no user')
    }
    forgetFailures(ctx)
    return { id: user._id, ...issueToken(ctx, user._id) }
  },
})

export const logout = route({
  id: 'logout',
  group: 'auth',
  summary: 'Make the token of the request invalid, or all tokens of its user.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/apiAuthRoutes.js:196' },
    { code: 'wekan/wekan@v11.07 models/lib/apiLogout.js' },
  ],
  versions: { since: '9.97' },
  effect: 'write',
  method: 'POST',
  path: '/users/logout',
  auth: 'user',
  failure: 'AUTH',
  authStatus: 500,
  params: {},
  body: {
    all: lenient(
      z
        .union([z.boolean(), z.literal('true'), z.literal('false')])
        .optional()
        .describe('True for all tokens of the user.'),
    ),
  },
  output: z.object({ message: z.string().describe('What was done.') }),
  errors: [
    {
      when: 'no token, or an unknown one',
      status: 401,
      code: 'unauthorized',
      source: { evidence: 'wekan/v11.07/auth-logout.json step 3' },
    },
  ],
  examples: [
    {
      title: 'this token',
      input: { params: {}, query: {}, body: {} },
      output: { message: "You've been logged out!" },
      source: { evidence: 'wekan/v11.07/auth-logout.json step 6' },
    },
  ],
  handle(ctx, { body }) {
    const { user, authToken } = ctx
    if (!user || authToken === undefined) throw new Sent(401, { error: 'unauthorized', reason: notLoggedIn })
    const isAll = meansAll(body['all'])
    const own = hashToken(authToken)
    dropTokens(ctx, user._id, (token) => isAll || token.hashedToken === own)
    return { message: isAll ? 'All login tokens have been invalidated.' : "You've been logged out!" }
  },
})

export const register = route({
  id: 'register',
  group: 'auth',
  summary: 'Make an account and get a token for it. The first account of an installation is site admin.',
  doc: 'Names and addresses are unique without regard to case. An empty password is taken; nobody can log in with it.',
  sources: [
    { doc: 'wiki page REST API User (September 2023), User Register' },
    { code: 'wekan/wekan@v11.07 server/apiAuthRoutes.js:248' },
    { code: 'stubailo/meteor-rest packages/rest-accounts-password/rest-login.js' },
  ],
  effect: 'write',
  method: 'POST',
  path: '/users/register',
  auth: 'none',
  failure: 'AUTH',
  authStatus: 400,
  params: {},
  body: bodies,
  // Loose, so that the order is the handler's.
  output: z.looseObject({ ...tokenMembers, id }),
  errors: [
    {
      when: 'the name or the address is taken',
      status: 400,
      code: 403,
      source: { evidence: 'wekan/v11.07/auth-register.json step 3' },
    },
    {
      when: 'neither name nor address',
      status: 400,
      code: 400,
      source: { evidence: 'wekan/v11.07/auth-register.json step 13' },
    },
    {
      when: 'the body has other members or types',
      status: 400,
      since: '8.43',
      source: { evidence: 'wekan/v11.07/auth-register.json step 6' },
    },
    {
      when: 'the body has other members or types',
      status: 400,
      code: 400,
      until: '8.42',
      source: { evidence: 'wekan/v7.10/auth-register.json step 6' },
    },
    {
      when: 'registration is disabled',
      status: 403,
      since: '10.96',
      source: { code: 'wekan/wekan@v11.07 server/apiAuthRoutes.js:269' },
    },
    {
      when: 'registration is disabled',
      status: 400,
      code: 'error-invitation-code-blank',
      until: '10.95',
      source: { code: 'wekan/wekan@v7.10 models/users.js:1755' },
    },
  ],
  examples: [
    {
      title: 'the first account',
      input: { params: {}, query: {}, body: { username: 'ada', password: 'secret-ada-1', email: 'ada@example.com' } },
      output: {
        token: 'p4Bd8oiEYGllso559MOVsAPPXYWGif_4AeiDmJ7hCX4',
        tokenExpires: '2027-02-20T04:55:59.184Z',
        id: 'WbT4uKwd4DqR65dnw',
      },
      source: { evidence: 'wekan/v11.07/auth-register.json step 1' },
    },
  ],
  handle(ctx, { body }) {
    refuseClosedRegistration(ctx)
    check(body, object({ username: optional(string), email: optional(string), password: string }))
    const { username, email, password } = body
    const row = createAccount(
      ctx,
      {
        ...(isGiven(ctx, body, 'username') ? { username } : {}),
        ...(isGiven(ctx, body, 'email') ? { email } : {}),
        password,
      },
      'himself',
    )
    const { token, tokenExpires } = issueToken(ctx, row._id)
    const answer = { token, tokenExpires, id: row._id }
    return ctx.has(registerIdLast) ? answer : { id: row._id, token, tokenExpires }
  },
})

export const loginOptions = preflight('login', 17)
export const logoutOptions = preflight('logout', 13, '9.97')
export const registerOptions = preflight('register', 16)

/** An OPTIONS route of its own, which answers nothing; other paths get the framework's list of methods. */
function preflight<N extends string>(name: N, step: number, since?: string) {
  const path = `/users/${name}`
  const evidence = `wekan/v11.07/auth-${name}.json step ${step}`
  return route({
    id: `${name}_options` as const,
    group: 'auth',
    summary: `Nothing, for browsers that ask before POST ${path}.`,
    sources: [{ evidence }, { code: 'wekan/wekan@v11.07 server/apiAuthRoutes.js:73' }],
    ...(since === undefined ? {} : { versions: { since } }),
    effect: 'read',
    method: 'OPTIONS',
    path,
    auth: 'none',
    failure: 'AUTH',
    params: {},
    body: {},
    output: z.undefined().describe('Nothing.'),
    examples: [
      {
        title: 'a browser asks',
        input: { params: {}, query: {}, body: {} },
        output: undefined,
        source: { evidence },
      },
    ],
    handle: () => undefined,
  })
}

const notLoggedIn = 'You must be logged in to log out. Send your token as an Authorization: Bearer header.'

/** code: wekan/wekan@v11.07 models/lib/apiLogout.js wantsAllSessions */
function meansAll(value: unknown): boolean {
  return (
    value === true ||
    value === 1 ||
    (typeof value === 'string' && ['true', '1', 'yes'].includes(value.trim().toLowerCase()))
  )
}

function findUser(ctx: WekanContext, body: Readonly<Record<string, unknown>>): UserRow | undefined {
  const code = ctx.after(oneLoginError) ? { code: optional(nonEmptyString) } : {}
  if (asksByEmail(ctx, body)) {
    check(body, object({ email: string, password: string, ...code }))
    const found = ctx.db.addresses.get(String(body['email']).toLowerCase())
    return found?.address === body['email'] ? ctx.db.users.get(found?.userId ?? '') : undefined
  }
  check(body, object({ username: string, password: string, ...code }))
  return ctx.db.users.first({ username: String(body['username']) })
}

function asksByEmail(ctx: WekanContext, body: Readonly<Record<string, unknown>>): boolean {
  if (ctx.after(oneLoginError)) return Boolean(body['email'])
  if (ctx.has(formLogin500) && typeof body['hasOwnProperty'] !== 'function') {
    throw new Mishap('options.hasOwnProperty is not a function: the body is a form, or has a member of that name')
  }
  return Object.hasOwn(body, 'email')
}

function refusalFor(ctx: WekanContext, user: UserRow | undefined, password: unknown): Error | undefined {
  const isOne = ctx.after(oneLoginError)
  const failed = new MeteorError('login-failed', 'Incorrect username, email address or password.', 401)
  if (!user) return isOne ? failed : new MeteorError('not-found', 'User with that username or email address not found.')
  if (user.password === undefined && !isOne) return new Mishap('the user has no password hash to compare with')
  if (user.password === undefined || user.password !== password)
    return isOne ? failed : new MeteorError(403, 'Incorrect password')
  if (user.doc.loginDisabled !== true || ctx.has(disabledUserCanLogin)) return undefined
  ctx.explain('the login of this user is disabled')
  return isOne ? failed : new MeteorError(403, 'Login forbidden')
}

// Before v10.96 the refusal comes from the hook of account creation, after the checks: see createAccount.
function refuseClosedRegistration(ctx: WekanContext): void {
  if (!ctx.world.settings.disableRegistration || !ctx.after(closedRegistrationIs403)) return
  ctx.explain('registration is disabled')
  throw new Sent(403, undefined)
}

/** v11.07 hands on what is truthy, rest-accounts-password what is there. */
function isGiven(ctx: WekanContext, body: Readonly<Record<string, unknown>>, name: string): boolean {
  return ctx.after(oneLoginError) ? Boolean(body[name]) : Object.hasOwn(body, name)
}
