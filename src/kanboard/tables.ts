import type { Table } from '../kernel/table.js'
import type { World } from '../kernel/world.js'
import type { Database } from './database.js'

/** A row of `users`, with the columns of every release, and beside them what only the fake needs. */
export interface UserRow {
  readonly id: number
  readonly username: string
  /** The bcrypt hash that is shown; it need not verify. Null for users of a directory. */
  readonly password: string | null
  readonly is_admin: 0 | 1
  readonly is_ldap_user: 0 | 1
  readonly name: string | null
  readonly email: string | null
  readonly google_id: string | null
  readonly github_id: string | null
  readonly notifications_enabled: 0 | 1
  readonly timezone: string | null
  readonly language: string | null
  readonly disable_login_form: 0 | 1
  readonly twofactor_activated: 0 | 1
  readonly twofactor_secret: string | null
  readonly token: string
  readonly notifications_filter: number
  readonly nb_failed_login: number
  /** Unix seconds; 0 or null when not locked. */
  readonly lock_expiration_date: number | null
  readonly is_project_admin: 0 | 1
  readonly gitlab_id: number | null
  readonly role: string
  readonly is_active: 0 | 1
  readonly avatar_path: string | null
  readonly api_access_token: string | null
  readonly filter: string | null
  readonly theme: string
  /** The name as the database compares it, indexed. */
  readonly usernameKey: string
  /** The password that signs in; undefined when only a hash is known. */
  readonly secret: string | undefined
}

export type KanboardTables = {
  readonly users: Table<UserRow>
}

/** Switches that no table of ours holds. */
export interface KanboardSettings {
  /** Password of the user `jsonrpc`. */
  readonly apiToken: string
  /** API_AUTHENTICATION_HEADER: name of the header that carries credentials beside Authorization; empty for none. */
  readonly authHeader: string
  /** What getVersion answers. */
  readonly version: string
  /** The directory that createLdapUser asks, by name in lower case; undefined when no LDAP server is configured. */
  readonly ldap: ReadonlyMap<string, LdapEntry> | undefined
  /** Rows of the table `settings`: application_timezone, board_columns, … */
  readonly config: Readonly<Record<string, string>>
  /** What was chosen on the command line; wins over a world file. */
  readonly chosen: Readonly<Record<string, unknown>>
}

export interface LdapEntry {
  readonly username: string
  readonly name: string
  readonly email: string
  readonly role: string
}

export type KanboardWorld = World<KanboardTables, KanboardSettings>

type Columns = Omit<UserRow, 'id' | 'username' | 'usernameKey'>

/** What the database fills in where an INSERT says nothing. */
export function defaultColumns(database: Database): Columns {
  return {
    password: null,
    is_admin: 0,
    is_ldap_user: 0,
    name: null,
    email: null,
    google_id: null,
    github_id: null,
    notifications_enabled: 0,
    timezone: null,
    language: null,
    disable_login_form: 0,
    twofactor_activated: 0,
    twofactor_secret: null,
    token: '',
    notifications_filter: 4,
    nb_failed_login: 0,
    lock_expiration_date: database.freshLockExpiration,
    is_project_admin: 0,
    gitlab_id: null,
    role: 'app-user',
    is_active: 1,
    avatar_path: null,
    api_access_token: null,
    filter: null,
    theme: 'light',
    secret: undefined,
  }
}

/**
 * The id that the next insert into a table gets. A counter never lies below the highest id of its table, so that where
 * ids are used again the search downwards ends at the highest one.
 */
export function nextId(world: KanboardWorld, name: keyof KanboardTables, database: Database): number {
  if (!database.reusesIds) return world.next(name)
  const table = world.tables[name]
  let highest = world.counters.get(name) ?? 0
  while (highest > 0 && !table.has(highest)) highest -= 1
  world.counters.set(name, highest + 1)
  return highest + 1
}

/** Notes an id that was given, not made. */
export function noteId(world: KanboardWorld, name: keyof KanboardTables, id: number): void {
  if (id > (world.counters.get(name) ?? 0)) world.counters.set(name, id)
}
