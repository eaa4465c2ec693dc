import { createHash } from 'node:crypto'
import type { Change } from './changes.js'
import { expressRouting } from './changes.js'
import { check, objectIncluding, optional, string } from './check.js'
import type { WekanContext } from './context.js'
import { insertBoard, insertSwimlane } from './board-store.js'
import { userDefaults, valuesIn } from './defaults.js'
import { MeteorError, Mishap, ValidationError } from './failures.js'
import { quirk } from '../kernel/quirk.js'
import { nextId, nextToken } from './tables.js'
import type { LoginToken, UserDocument, UserRow, WekanTables, WekanWorld } from './tables.js'

/** `ACCOUNTS_COMMON_LOGIN_EXPIRATION_IN_DAYS`. */
const TOKEN_LIFETIME_MS = 90 * 24 * 60 * 60 * 1000
/** How often accounts-base throws expired tokens away. code: meteor/meteor packages/accounts-base/accounts_server.js */
const PURGE_INTERVAL_MS = 10 * 60 * 1000

export const templatesBoard = quirk({
  name: 'wekan.templates-board',
  summary:
    'Every new user gets a private board "Templates" of type template-container, which the list of his boards shows. Off: no such board.',
  since: '2.29',
  until: '8.42',
  source: { evidence: 'wekan/v7.10/users-read.json step 15' },
})

export const ambiguousDuplicates: Change = {
  since: '8.43',
  summary: 'A name or address that is taken is no longer told apart from other failures (Meteor 3).',
  source: { evidence: 'wekan/v11.07/auth-register.json step 3, wekan/v7.10/auth-register.json step 3' },
}

/** What an account is made of, as the request brought it. */
export interface NewAccount {
  readonly username?: unknown
  readonly email?: unknown
  readonly password?: unknown
}

/**
 * Accounts.createUser with Wekan's hooks: the first user of an installation becomes site admin.
 * code: meteor/meteor@release/METEOR@2.13 packages/accounts-password/password_server.js createUser,
 * wekan/wekan@v11.07 server/models/users.js:1530
 */
export function createAccount(ctx: WekanContext, wanted: NewAccount, by: 'himself' | 'site admin'): UserRow {
  check(wanted, objectIncluding({ username: optional(string), email: optional(string) }))
  // `check` made sure of strings.
  const { username, email } = wanted as { username?: string; email?: string }
  if (!username && !email) throw new MeteorError(400, 'Need to set a username or email')
  const password = passwordOf(wanted.password)
  refuseDuplicates(ctx, username, email)
  if (by === 'himself' && ctx.world.settings.disableRegistration) {
    throw new MeteorError('error-invitation-code-blank', 'The invitation code is required')
  }
  const name = username?.trim()
  const address = email?.trim()
  if (address) refuseBadAddress(ctx, address)
  const row = storeUser(ctx, {
    ...(name ? { username: name } : {}),
    ...(address ? { address } : {}),
    ...(password === undefined ? {} : { password }),
    isAdmin: ctx.db.users.size === 0,
  })
  return ctx.has(templatesBoard) ? addTemplates(ctx, row) : row
}

function passwordOf(password: unknown): string | undefined {
  if (!password) return undefined
  if (typeof password === 'string') return password
  throw new Mishap("Invalid password hash algorithm. Only 'sha-256' is allowed.")
}

function refuseDuplicates(ctx: WekanContext, username: string | undefined, email: string | undefined): void {
  const isNameTaken = username && ctx.db.users.count({ nameKey: username.toLowerCase() }) > 0
  const isAddressTaken = email && ctx.db.addresses.has(email.toLowerCase())
  if (!isNameTaken && !isAddressTaken) return
  const what = isNameTaken ? 'Username' : 'Email'
  if (!ctx.after(ambiguousDuplicates)) throw new MeteorError(403, `${what} already exists.`)
  ctx.explain(`${what.toLowerCase()} already exists`)
  throw new MeteorError(403, 'Something went wrong. Please check your credentials.')
}

// unverified: no recording sends a malformed address; rule and text are those of simpl-schema's RegEx.Email.
function refuseBadAddress(ctx: WekanContext, address: string): void {
  if (/^[^<>()[\]\\.,;:\s@"]+(\.[^<>()[\]\\.,;:\s@"]+)*@([a-z\-0-9]+\.)+[a-z]{2,}$/i.test(address)) return
  const call = ctx.after(expressRouting) ? 'insertAsync' : 'insert'
  throw new ValidationError(`Address must be a valid email address (emails.0.address) in users ${call}`)
}

interface StoredAccount {
  readonly username?: string
  readonly address?: string
  readonly password?: string
  readonly isAdmin: boolean
}

function storeUser(ctx: WekanContext, account: StoredAccount): UserRow {
  const { username, address, password, isAdmin } = account
  const _id = nextId(ctx.world)
  const defaults = valuesIn(userDefaults, ctx.setup.view)
  const { isAdmin: isAdminDefault, ...own } = defaults
  const admin = isAdmin || isAdminDefault !== undefined ? { isAdmin } : {}
  const doc: UserDocument = {
    _id,
    createdAt: ctx.at,
    services: password === undefined ? {} : { password: { bcrypt: ctx.world.ids.bcrypt('$2b$10$') } },
    ...(username === undefined ? {} : { username }),
    ...(address === undefined ? {} : { emails: [{ address, verified: false }] }),
    ...admin,
    modifiedAt: ctx.at,
    profile: {},
    ...own,
  }
  return insertUser(ctx.db, doc, password)
}

/** Puts a user and what he is found by into the tables. */
export function insertUser(db: WekanTables, doc: UserDocument, password: string | undefined): UserRow {
  for (const { address } of doc.emails ?? [])
    db.addresses.insert({ key: address.toLowerCase(), address, userId: doc._id })
  for (const token of doc.services.resume?.loginTokens ?? []) insertToken(db, doc._id, token)
  const names = doc.username === undefined ? {} : { username: doc.username, nameKey: doc.username.toLowerCase() }
  return db.users.insert({ _id: doc._id, ...names, ...(password === undefined ? {} : { password }), doc })
}

/** Takes a user out, with his addresses and tokens. evidence: "wekan/v11.07/users-create-delete.json step 17" */
export function removeUser(db: WekanTables, id: string): void {
  for (const { key } of db.addresses.where({ userId: id })) db.addresses.remove(key)
  for (const { hashedToken } of db.tokens.where({ userId: id })) db.tokens.remove(hashedToken)
  db.users.remove(id)
}

/** Writes members of a user's document; `undefined` takes a member out. Every write moves `modifiedAt`. */
export function updateUser(
  ctx: WekanContext,
  id: string,
  patch: Partial<Record<string, unknown>>,
): UserRow | undefined {
  const row = ctx.db.users.get(id)
  if (!row) return undefined
  const members = Object.entries({ ...row.doc, modifiedAt: ctx.at, ...patch }).filter(
    ([, value]) => value !== undefined,
  )
  // The patch never touches the members that every document has.
  return ctx.db.users.update(id, { doc: Object.fromEntries(members) as unknown as UserDocument })
}

function addTemplates(ctx: WekanContext, row: UserRow): UserRow {
  const board = insertBoard(ctx, {
    title: 'Templates',
    members: [ownerFlags(row._id)],
    permission: 'private',
    color: 'belize',
    type: 'template-container',
  })
  const lane = (title: string, sort: number): string =>
    insertSwimlane(ctx, { title, boardId: board._id, sort, type: 'template-container' })._id
  const profile = {
    ...row.doc.profile,
    templatesBoardId: board._id,
    cardTemplatesSwimlaneId: lane('Card Templates', 1),
    listTemplatesSwimlaneId: lane('List Templates', 2),
    boardTemplatesSwimlaneId: lane('Board Templates', 3),
  }
  return updateUser(ctx, row._id, { profile }) ?? row
}

/** The flags that the schema gives the maker of a board. */
export function ownerFlags(userId: string): Record<string, unknown> {
  return { userId, isAdmin: true, isActive: true, isNoComments: false, isCommentOnly: false, isWorker: false }
}

/** What the database keeps of a token. code: meteor/meteor packages/accounts-base/accounts_server.js _hashLoginToken */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}

/** A token given out: `_generateStampedLoginToken` and `_insertLoginToken`. An unknown user gets one that opens nothing. */
export function issueToken(ctx: WekanContext, userId: string): { token: string; tokenExpires: string } {
  const token = nextToken(ctx.world)
  const stored: LoginToken = { when: ctx.at, hashedToken: hashToken(token) }
  const row = ctx.db.users.get(userId)
  if (row) {
    insertToken(ctx.db, userId, stored)
    writeTokens(ctx, row, [...tokensOf(row), stored])
  }
  return { token, tokenExpires: new Date(ctx.world.now() + TOKEN_LIFETIME_MS).toISOString() }
}

/** Takes out the tokens that the test finds; writes in any case, as the server does. */
export function dropTokens(ctx: WekanContext, userId: string, isDropped: (token: LoginToken) => boolean): void {
  const row = ctx.db.users.get(userId)
  if (!row) return
  for (const token of tokensOf(row).filter(isDropped)) ctx.db.tokens.remove(token.hashedToken)
  writeTokens(
    ctx,
    row,
    tokensOf(row).filter((token) => !isDropped(token)),
  )
}

/**
 * Takes out all tokens by setting the list to `''`, which the schema turns into unsetting it: `resume` stays, empty.
 * evidence: "wekan/v7.10/users-disable.json step 5"
 */
export function purgeTokens(ctx: WekanContext, userId: string, also: Readonly<Record<string, unknown>> = {}): void {
  const row = ctx.db.users.get(userId)
  if (!row) return
  for (const { hashedToken } of tokensOf(row)) ctx.db.tokens.remove(hashedToken)
  const { resume, ...others } = row.doc.services
  updateUser(ctx, userId, { services: resume ? { ...others, resume: {} } : others, ...also })
}

/**
 * Whose token it is. A token does not expire by itself: a job throws away those older than 90 days every ten minutes,
 * here on each full ten minutes of the clock.
 */
export function userOfToken(world: WekanWorld, token: string): UserRow | undefined {
  const found = world.tables.tokens.get(hashToken(token))
  if (!found) return undefined
  const lastPurge = world.now() - (world.now() % PURGE_INTERVAL_MS)
  return found.madeAt + TOKEN_LIFETIME_MS < lastPurge ? undefined : world.tables.users.get(found.userId)
}

function tokensOf(row: UserRow): readonly LoginToken[] {
  return row.doc.services.resume?.loginTokens ?? []
}

function insertToken(db: WekanTables, userId: string, token: LoginToken): void {
  const row = { hashedToken: token.hashedToken, userId, madeAt: Date.parse(token.when) }
  if (db.tokens.has(token.hashedToken)) db.tokens.replace(token.hashedToken, row)
  else db.tokens.insert(row)
}

function writeTokens(ctx: WekanContext, row: UserRow, loginTokens: readonly LoginToken[]): void {
  updateUser(ctx, row._id, { services: { ...row.doc.services, resume: { loginTokens } } })
}
