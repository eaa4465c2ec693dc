import type { TextColumn } from '../database.js'
import { toText, trim } from '../php.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import { defaultColumns, nextId } from '../tables.js'
import type { UserRow } from '../tables.js'
import { keepsBlanks, keepsFeedToken, sqlErrorCode0, updatesUnknownUsers } from './user-quirks.js'
import type { Values } from '../validators.js'
import { changeRow } from './attached-store.js'

const columns: Readonly<Record<'username' | 'name' | 'email' | 'role', TextColumn>> = {
  username: { name: 'username', limit: 191 },
  name: { name: 'name', limit: 255 },
  email: { name: 'email', limit: 255 },
  role: { name: 'role', limit: 25 },
}

/** The row that a request's id means; undefined for none, throws where the database complains about the value. */
export function findUser(ctx: KanboardContext, id: PhpValue, place = 1): UserRow | undefined {
  const found = ctx.database.idIn(id, place)
  return found === undefined ? undefined : ctx.db.users.get(found)
}

export function userNamed(ctx: KanboardContext, username: string): UserRow | undefined {
  return ctx.db.users.first({ usernameKey: ctx.database.textKey(username) })
}

/** What the fake itself knows of a new user, beside the columns that the request sets. */
export type NewUser = Pick<UserRow, 'secret'> & Partial<Pick<UserRow, 'is_ldap_user'>>

/** Inserts a user and answers the id; false where a constraint of the table refuses. */
export function insertUser(ctx: KanboardContext, values: Values, known: NewUser): number | false {
  const username = nameToStore(ctx, values['username'] ?? '')
  const name = textToStore(ctx, 'name', values['name'])
  const email = textToStore(ctx, 'email', values['email'])
  const role = textToStore(ctx, 'role', values['role'])
  if (role === null) {
    if (ctx.database.wastesIdsOnNull) ctx.world.next('users')
    return ctx.explain('the role is null', ctx.database.refuseNull('users', 'role'))
  }
  if (userNamed(ctx, username)) {
    wasteId(ctx)
    return ctx.explain(`the username '${username}' is already taken`, false)
  }
  const id = nextId(ctx.world, 'users', ctx.database)
  const password = known.secret === undefined ? null : ctx.world.ids.bcrypt('$2y$10$')
  ctx.db.users.insert({
    id,
    username,
    ...defaultColumns(ctx.database),
    ...known,
    name,
    email,
    role,
    password,
    usernameKey: ctx.database.textKey(username),
  })
  return id
}

/** Updates what is given and not null, and answers what updateUser answers. */
export function changeUser(ctx: KanboardContext, values: Values): boolean {
  const { id = null, username, name, email, role } = values
  const patch: { [column in 'username' | 'usernameKey' | 'name' | 'email' | 'role']?: string } = {}
  if (isGiven(username)) {
    patch.username = nameToStore(ctx, username)
    patch.usernameKey = ctx.database.textKey(patch.username)
  }
  for (const [column, value] of [
    ['name', name],
    ['email', email],
    ['role', role],
  ] as const) {
    if (isGiven(value)) patch[column] = textToStore(ctx, column, value) ?? ''
  }
  if (Object.keys(patch).length === 0 && ctx.has(sqlErrorCode0)) return ctx.database.emptyUpdate('users', id)
  const found = findUser(ctx, id)
  if (!found) return unknownUpdated(ctx, id)
  const holder = patch.username === undefined ? undefined : userNamed(ctx, patch.username)
  if (holder && holder.id !== found.id) return ctx.explain(`the username '${holder.username}' is already taken`, false)
  ctx.db.users.update(found.id, patch)
  return true
}

/** Enables or disables; private projects are disabled with their owner, and stay so. */
export function switchUser(ctx: KanboardContext, id: PhpValue, isActive: 0 | 1): boolean {
  const clearsToken = isActive === 0 && !ctx.has(keepsFeedToken)
  const found = findUser(ctx, id, clearsToken ? 3 : 2)
  if (isActive === 0) closePrivateProjects(ctx, id)
  if (!found) return unknownUpdated(ctx, id)
  ctx.db.users.update(found.id, { is_active: isActive, ...(clearsToken ? { token: '' } : {}) })
  return true
}

/** kanboard/kanboard@v1.2.53 app/Model/UserModel.php:327: in silence, for any number, and enabling does not open them. */
function closePrivateProjects(ctx: KanboardContext, owner: PhpValue): void {
  const owner_id = ctx.database.idIn(owner)
  ctx.database.scan(owner, ctx.db.projects.count({ is_private: 1 }))
  if (owner_id === undefined) return
  for (const { id } of ctx.db.projects.where({ owner_id, is_private: 1 }))
    changeRow(ctx, 'projects', id, { is_active: 0 })
}

export const noUser = (id: PhpValue): string => `there is no user ${toText(id) || 'without a number'}`

function unknownUpdated(ctx: KanboardContext, id: PhpValue): boolean {
  return ctx.has(updatesUnknownUsers) || ctx.explain(noUser(id), false)
}

const isGiven = (value: PhpValue | undefined): value is Exclude<PhpValue, null> => value !== undefined && value !== null

function nameToStore(ctx: KanboardContext, value: PhpValue): string {
  const text = toText(value)
  return ctx.database.storeText(columns.username, ctx.has(keepsBlanks) ? text : trim(text))
}

function textToStore(ctx: KanboardContext, column: keyof typeof columns, value: PhpValue | undefined): string | null {
  return isGiven(value) ? ctx.database.storeText(columns[column], toText(value)) : null
}

function wasteId(ctx: KanboardContext): void {
  if (ctx.database.wastesIds) ctx.world.next('users')
}
