import { FixtureError } from '../kernel/product.js'
import type { Setup, WorldBase } from '../kernel/product.js'
import { World } from '../kernel/world.js'
import { databaseOf } from './database.js'
import type { Database } from './database.js'
import { kanboardFixture } from './fixture.js'
import type { KanboardFixture, UserEntry } from './fixture.js'
import { seedingOf } from './seed-context.js'
import { addProjects } from './seed-projects.js'
import { defaultColumns, emptyTables, nextId, noteId } from './tables.js'
import type { KanboardSettings, KanboardWorld, LdapEntry, UserRow } from './tables.js'

/** A fresh install: admin/admin, an application token of 60 hexadecimal digits. */
export function install(setup: Setup, base: WorldBase): KanboardWorld {
  const world: KanboardWorld = new World(emptyTables(), freshSettings(setup, base), base.clock, base.ids)
  insertUser(world, databaseOf(setup), 'admin', {
    secret: 'admin',
    role: 'app-admin',
    is_admin: 1,
    lock_expiration_date: 0,
  })
  for (const [id, label, opposite_id] of databaseOf(setup).freshLinks) {
    world.tables.links.insert({ id, label, opposite_id, labelKey: databaseOf(setup).textKey(label) })
    noteId(world, 'links', id)
  }
  return world
}

function freshSettings(setup: Setup, { ids, settings }: WorldBase): KanboardSettings {
  // Drawn even when it is overridden, so that the choice of a token does not change what is drawn later.
  const token = ids.hex(60)
  const { version } = setup.profile
  return withChosen({ apiToken: token, authHeader: '', version, ldap: undefined, config: {}, chosen: settings })
}

/** Settings from the command line: `api_token`, `auth_header`, `version`. */
function withChosen(settings: KanboardSettings): KanboardSettings {
  const text = (name: string, fallback: string): string => {
    const value = settings.chosen[name]
    return typeof value === 'string' && value !== '' ? value : fallback
  }
  return {
    ...settings,
    apiToken: text('api_token', settings.apiToken),
    authHeader: text('auth_header', settings.authHeader),
    version: text('version', settings.version),
  }
}

/** Adds the `kanboard` part of a world file. */
export function seed(world: KanboardWorld, setup: Setup, part: unknown): void {
  const fixture = kanboardFixture.parse(part)
  const database = databaseOf(setup)
  world.settings = withChosen(seededSettings(world, fixture))
  for (const [name, entry] of Object.entries(fixture.users ?? {})) seedUser(world, database, name, entry)
  addProjects(seedingOf(world, setup), fixture)
}

function seededSettings(
  { settings, ids }: KanboardWorld,
  { settings: given = {}, ldap }: KanboardFixture,
): KanboardSettings {
  const { api_token, auth_header, version, ...rows } = given
  const config = Object.entries(rows).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : String(Number(value)),
  ])
  const token = rows.webhook_url === undefined ? {} : { webhook_token: rows.webhook_token ?? ids.hex(60) }
  return {
    ...settings,
    apiToken: api_token ?? settings.apiToken,
    authHeader: auth_header ?? settings.authHeader,
    version: version ?? settings.version,
    ldap: ldap && directoryOf(ldap.users),
    config: { ...settings.config, ...Object.fromEntries(config), ...token },
  }
}

/** Names are stored in lower case: LDAP_USERNAME_CASE_SENSITIVE is off by default. */
function directoryOf(entries: Readonly<Record<string, Omit<LdapEntry, 'username'>>>): Map<string, LdapEntry> {
  const rows = Object.entries(entries).map(([name, entry]) => ({ ...entry, username: name.toLowerCase() }))
  return new Map(rows.map((row) => [row.username, row]))
}

/** Adds a user, or changes the one of that name. */
export function seedUser(world: KanboardWorld, database: Database, name: string, entry: UserEntry): void {
  const { users } = world.tables
  const namesake = users.first({ usernameKey: database.textKey(name) })
  if (namesake && namesake.username !== name) {
    throw new FixtureError(['users', name], `for this database '${name}' and '${namesake.username}' are the same name`)
  }
  if (namesake) {
    changeUser(world, namesake, entry)
    return
  }
  if (entry.id === 1) users.remove(1)
  const holder = entry.id === undefined ? undefined : users.get(entry.id)
  if (holder)
    throw new FixtureError(['users', name, 'id'], `the user '${holder.username}' has the id ${holder.id} already`)
  insertUser(world, database, name, { ...newUser, ...columnsOf(entry) }, entry.id)
}

function changeUser(world: KanboardWorld, user: UserRow, entry: UserEntry): void {
  if (entry.id !== undefined && entry.id !== user.id) {
    throw new FixtureError(
      ['users', user.username, 'id'],
      `the user '${user.username}' has the id ${user.id}, not ${entry.id}`,
    )
  }
  world.tables.users.update(user.id, columnsOf(entry))
}

/** What createUser stores where nothing is given. */
const newUser: Partial<UserRow> = { name: '', email: '' }

type Seeded = Partial<Omit<UserRow, 'id' | 'username' | 'usernameKey'>>

function insertUser(world: KanboardWorld, database: Database, username: string, columns: Seeded, given?: number): void {
  const id = given ?? nextId(world, 'users', database)
  noteId(world, 'users', id)
  const password = columns.secret === undefined ? null : world.ids.bcrypt('$2y$10$')
  world.tables.users.insert({
    ...defaultColumns(database),
    password,
    ...columns,
    id,
    username,
    usernameKey: database.textKey(username),
  })
}

const flagOf = (value: boolean | undefined): 0 | 1 | undefined => (value === undefined ? undefined : value ? 1 : 0)

/** The columns that an entry sets, and no others. */
function columnsOf(entry: UserEntry): Seeded {
  const columns = {
    secret: entry.password,
    password: entry.passwordHash,
    name: entry.name,
    email: entry.email,
    role: entry.role,
    is_active: flagOf(entry.active),
    is_ldap_user: flagOf(entry.ldap),
    disable_login_form: flagOf(entry.disableLoginForm),
    twofactor_secret: entry.twofactor,
    twofactor_activated: entry.twofactor === undefined ? undefined : flagOf(true),
    api_access_token: entry.apiAccessToken,
    nb_failed_login: entry.failedLogins,
    lock_expiration_date: entry.lockedUntil === undefined ? undefined : Date.parse(entry.lockedUntil) / 1000,
    notifications_enabled: flagOf(entry.notificationsEnabled),
    notifications_filter: entry.notificationsFilter,
    timezone: entry.timezone,
    language: entry.language,
    theme: entry.theme,
    filter: entry.filter,
    token: entry.token,
    google_id: entry.googleId,
    github_id: entry.githubId,
    gitlab_id: entry.gitlabId,
  }
  // Only members with a value are left, which is what Partial promises.
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Seeded
}
