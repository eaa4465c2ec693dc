import { choiceOf } from '../kernel/near.js'
import { FixtureError } from '../kernel/product.js'
import type { Setup } from '../kernel/product.js'
import { hashToken, insertUser } from './accounts.js'
import { insertBoard, insertSwimlane } from './board-store.js'
import { boardColorsIn, userDefaults, valuesIn } from './defaults.js'
import { contextOf } from './context.js'
import type { WekanContext } from './context.js'
import { roleNames, WekanFixture } from './fixture.js'
import type { BoardPart, UserPart, WekanPart } from './fixture.js'
import { allFlags } from './board-roles.js'
import { addContent } from './seed-cards.js'
import { addAutomation, addCustomFields } from './seed-parts.js'
import { addSite } from './seed-site.js'
import { rootUrlIn } from './tables.js'
import type { LoginToken, UserDocument, WekanWorld } from './tables.js'

/** Adds the part `wekan:` of a world file. Throws FixtureError for what does not fit together. */
export function seedWekan(world: WekanWorld, setup: Setup, part: unknown): void {
  const fixture = WekanFixture.parse(part ?? {})
  const ctx = contextOf(world, setup, { remote: 'fixture' }, [])
  const ids = new Map<string, string>()
  for (const [key, user] of Object.entries(fixture.users ?? {})) ids.set(key, addUser(ctx, key, user))
  for (const [key, board] of Object.entries(fixture.boards ?? {})) addBoard(ctx, key, board, ids)
  applySettings(world, fixture)
  addSite(ctx, fixture)
}

function applySettings(world: WekanWorld, fixture: WekanPart): void {
  const { settings, next } = fixture
  const { overrides } = world.settings
  const given = { ...settings, ...overrides }
  world.settings = {
    ...world.settings,
    disableRegistration: given.disableRegistration === true,
    api: given.api === 'off' ? 'off' : 'on',
    rootUrl: rootUrlIn(given),
    nextIds: next?.ids ?? [],
    nextTokens: next?.tokens ?? [],
    overrides,
  }
}

export function addUser(ctx: WekanContext, key: string, user: UserPart): string {
  const at = (field: string, message: string): FixtureError => new FixtureError(['users', key, field], message)
  const _id = user.id ?? ctx.world.ids.meteor()
  if (ctx.db.users.has(_id)) throw at('id', `the id '${_id}' is another user's: give each user an id of his own`)
  const username = user.username ?? key
  if (ctx.db.users.first({ nameKey: username.toLowerCase() })) {
    throw at('username', `the name '${username}' is another user's: names differ in more than letter case`)
  }
  const emails = user.emails ?? (user.email === undefined ? [] : [{ address: user.email }])
  for (const { address } of emails) {
    if (ctx.db.addresses.has(address.toLowerCase())) throw at('email', `the address '${address}' is another user's`)
  }
  const loginTokens = (user.tokens ?? []).map((token) => storedToken(ctx, token, at))
  for (const { hashedToken } of loginTokens) {
    if (ctx.db.tokens.has(hashedToken)) throw at('tokens', 'this token is another user’s: a token opens one account')
  }
  insertUser(ctx.db, documentOf(ctx, user, { _id, username, emails, loginTokens }), user.password)
  return _id
}

function storedToken(
  ctx: WekanContext,
  token: NonNullable<UserPart['tokens']>[number],
  at: (field: string, message: string) => FixtureError,
): LoginToken {
  if (typeof token === 'string') return { when: ctx.at, hashedToken: hashToken(token) }
  const hashedToken = token.token === undefined ? token.hashedToken : hashToken(token.token)
  if (hashedToken === undefined) throw at('tokens', 'a token needs either `token` or `hashedToken`')
  return { when: isoOf(token.when) ?? ctx.at, hashedToken }
}

interface Resolved {
  readonly _id: string
  readonly username: string
  readonly emails: readonly { readonly address: string; readonly verified?: boolean | undefined }[]
  readonly loginTokens: readonly LoginToken[]
}

function documentOf(ctx: WekanContext, user: UserPart, resolved: Resolved): UserDocument {
  const { _id, username, emails, loginTokens } = resolved
  const { isAdmin: isAdminDefault, profile, ...defaults } = valuesIn(userDefaults, ctx.setup.view)
  const bcrypt = user.passwordHash ?? (user.password === undefined ? undefined : ctx.world.ids.bcrypt('$2b$10$'))
  const createdAt = isoOf(user.createdAt) ?? ctx.at
  const verificationTokens = user.verificationTokens
  return {
    _id,
    createdAt,
    services: {
      ...(bcrypt === undefined ? {} : { password: { bcrypt } }),
      ...(verificationTokens === undefined ? {} : { email: { verificationTokens } }),
      ...(loginTokens.length === 0 ? {} : { resume: { loginTokens } }),
    },
    username,
    ...(emails.length === 0 ? {} : { emails: emails.map(({ address, verified = false }) => ({ address, verified })) }),
    ...(user.admin === true || isAdminDefault !== undefined ? { isAdmin: user.admin === true } : {}),
    modifiedAt: createdAt,
    // `profile` is a nested default in every release.
    profile: {
      ...(profile as object),
      ...(user.fullname === undefined ? {} : { fullname: user.fullname }),
      ...user.profile,
    },
    ...defaults,
    ...(user.loginDisabled === true ? { loginDisabled: true } : {}),
  }
}

function isoOf(moment: string | undefined): string | undefined {
  return moment === undefined ? undefined : new Date(moment).toISOString()
}

/** Adds a board with what lies on it, and answers what its cards may name. */
export function addBoard(
  ctx: WekanContext,
  key: string,
  board: BoardPart,
  userIds: ReadonlyMap<string, string>,
): ReturnType<typeof addContent> {
  const colors = boardColorsIn(ctx.setup.profile.version)
  if (board.color !== undefined && !colors.includes(board.color)) {
    throw new FixtureError(
      ['boards', key, 'color'],
      `'${board.color}' is no board colour: choose one of ${colors.join(', ')}`,
    )
  }
  if (board.id !== undefined && ctx.db.boards.has(board.id)) {
    throw new FixtureError(['boards', key, 'id'], `the id '${board.id}' is another board's`)
  }
  const members = Object.entries(board.members ?? {}).map(([who, role]) => memberOf(key, who, role, userIds))
  const given = board.createdAt === undefined ? ctx : { ...ctx, at: isoOf(board.createdAt) ?? ctx.at }
  const row = insertBoard(given, {
    ...(board.id === undefined ? {} : { id: board.id }),
    title: board.title ?? key,
    members,
    permission: board.permission ?? 'private',
    color: board.color ?? 'belize',
  })
  if (board.domains !== undefined) {
    const domains = board.domains.map((domain) => ({ domain: domain.trim().toLowerCase(), isActive: true }))
    ctx.db.boards.update(row._id, { domains })
  }
  if (board.archived === true) ctx.db.boards.update(row._id, { archived: true, archivedAt: row.modifiedAt })
  const defaultSwimlane = insertSwimlane(given, {
    ...(board.swimlaneId === undefined ? {} : { id: board.swimlaneId }),
    title: board.defaultSwimlane ?? 'Default',
    boardId: row._id,
  })
  const place = { on: row, path: ['boards', key], userIds }
  const fieldIds = addCustomFields(given, board, place)
  const content = addContent(given, board, { board: row, path: ['boards', key], userIds, fieldIds, defaultSwimlane })
  addAutomation(given, board, place)
  return content
}

function memberOf(
  board: string,
  who: string,
  role: NonNullable<BoardPart['members']>[string],
  userIds: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const userId = userIds.get(who)
  if (userId === undefined) {
    const message = `no user has the key '${who}': ${choiceOf(who, userIds.keys())}`
    throw new FixtureError(['boards', board, 'members', who], message)
  }
  const { isActive = true, ...flags } = typeof role === 'string' ? { [roleNames[role]]: true } : role
  const wanted: Readonly<Record<string, boolean | undefined>> = flags
  const all = allFlags((one) => wanted[one] === true)
  const { isAdmin, isNoComments, isCommentOnly, isWorker, ...newer } = all
  const set = Object.values(newer).some(Boolean) ? newer : {}
  return { userId, isAdmin, isActive, isNoComments, isCommentOnly, isWorker, ...set }
}
