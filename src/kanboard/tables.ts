import type { Delivery } from '../kernel/delivery.js'
import { Table } from '../kernel/table.js'
import type { World } from '../kernel/world.js'
import type { Database } from './database.js'
import type * as attached from './attached-rows.js'
import type { StoredObjectRow } from './files.js'
import type * as rows from './rows.js'
import type * as tagged from './tag-rows.js'

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
  readonly projects: Table<rows.ProjectRow>
  readonly columns: Table<rows.ColumnRow>
  readonly swimlanes: Table<rows.SwimlaneRow>
  readonly project_has_categories: Table<rows.CategoryRow>
  readonly project_has_users: Table<rows.ProjectUserRow>
  readonly project_has_groups: Table<rows.ProjectGroupRow>
  readonly project_has_files: Table<rows.ProjectFileRow>
  readonly project_has_metadata: Table<rows.ProjectMetadataRow>
  readonly groups: Table<rows.GroupRow>
  readonly group_has_users: Table<rows.GroupMemberRow>
  readonly links: Table<rows.LinkRow>
  readonly tasks: Table<rows.TaskRow>
  readonly tags: Table<tagged.TagRow>
  readonly task_has_tags: Table<tagged.TaskTagRow>
  readonly task_has_metadata: Table<tagged.TaskMetadataRow>
  readonly subtasks: Table<attached.SubtaskRow>
  readonly subtask_time_tracking: Table<attached.TimerRow>
  readonly comments: Table<attached.CommentRow>
  readonly task_has_files: Table<attached.TaskFileRow>
  readonly task_has_links: Table<attached.TaskLinkRow>
  readonly task_has_external_links: Table<attached.ExternalLinkRow>
  readonly actions: Table<attached.ActionRow>
  readonly project_activities: Table<attached.ActivityRow>
  readonly deliveries: Table<Delivery>
  /** What the file system of the real server holds. */
  readonly stored_objects: Table<StoredObjectRow>
}

/** Tables without rows, indexed by what procedures look for. */
export function emptyTables(): KanboardTables {
  return {
    users: new Table<UserRow>({ key: 'id', indexes: ['usernameKey'] }),
    projects: new Table({ key: 'id', indexes: ['nameKey', 'identifierKey', 'emailKey'] }),
    columns: new Table({ key: 'id', indexes: ['project_id'] }),
    swimlanes: new Table({ key: 'id', indexes: ['project_id'] }),
    project_has_categories: new Table({ key: 'id', indexes: ['project_id'] }),
    project_has_users: new Table({ key: 'pair', indexes: ['project_id', 'user_id'] }),
    project_has_groups: new Table({ key: 'pair', indexes: ['project_id', 'group_id'] }),
    project_has_files: new Table({ key: 'id', indexes: ['project_id'] }),
    project_has_metadata: new Table({ key: 'pair', indexes: ['project_id'] }),
    groups: new Table({ key: 'id', indexes: ['nameKey'] }),
    group_has_users: new Table({ key: 'pair', indexes: ['group_id', 'user_id'] }),
    links: new Table({ key: 'id', indexes: ['labelKey'] }),
    tasks: new Table({
      key: 'id',
      // prettier-ignore
      indexes: ['project_id', 'column_id', 'swimlane_id', 'category_id', 'owner_id', 'creator_id', 'referenceKey', 'place'],
    }),
    tags: new Table({ key: 'id', indexes: ['project_id', 'pair'] }),
    task_has_tags: new Table({ key: 'pair', indexes: ['task_id', 'tag_id'] }),
    task_has_metadata: new Table({ key: 'pair', indexes: ['task_id'] }),
    subtasks: new Table({ key: 'id', indexes: ['task_id', 'user_id'] }),
    subtask_time_tracking: new Table({ key: 'id', indexes: ['subtask_id', 'user_id'] }),
    comments: new Table({ key: 'id', indexes: ['task_id', 'user_id'] }),
    task_has_files: new Table({ key: 'id', indexes: ['task_id', 'path'] }),
    task_has_links: new Table({ key: 'id', indexes: ['task_id', 'opposite_task_id', 'link_id'] }),
    task_has_external_links: new Table({ key: 'id', indexes: ['task_id'] }),
    actions: new Table({ key: 'id', indexes: ['project_id'] }),
    project_activities: new Table({ key: 'id', indexes: ['project_id', 'task_id', 'creator_id'] }),
    deliveries: new Table({ key: 'id', indexes: ['outcome'] }),
    stored_objects: new Table({ key: 'path' }),
  }
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

/** Tables of which a world file may give the ids of rows. */
// prettier-ignore
export type NumberedTable =
  | 'projects' | 'columns' | 'swimlanes' | 'project_has_categories' | 'tags' | 'groups' | 'tasks' | 'subtasks' | 'comments'

/**
 * The id that the next insert into a table gets. A counter never lies below the highest id of its table, so that where
 * ids are used again the search downwards ends at the highest one.
 */
export function nextId(world: KanboardWorld, name: keyof KanboardTables, database: Database): number {
  if (!database.reusesIds) return world.next(name)
  const table = world.tables[name]
  let highest = world.counters.get(name) ?? 0
  for (let steps = table.size; steps > 0 && !table.has(highest); steps -= 1) highest -= 1
  if (!table.has(highest)) highest = highestId(table)
  world.counters.set(name, highest + 1)
  return highest + 1
}

/** Where a world gave ids far apart, it takes fewer steps to look at all rows. */
function highestId(rows: Iterable<object>): number {
  let highest = 0
  for (const row of rows) if ('id' in row && typeof row.id === 'number') highest = Math.max(highest, row.id)
  return highest
}

/** The id of a new row: the one that a world gives, else the next one. */
export function newId(
  { world, database }: { readonly world: KanboardWorld; readonly database: Database },
  name: NumberedTable,
  given: number | undefined,
): number {
  if (given === undefined) return nextId(world, name, database)
  noteId(world, name, given)
  return given
}

/** Notes an id that was given, not made. */
export function noteId(world: KanboardWorld, name: keyof KanboardTables, id: number): void {
  if (id > (world.counters.get(name) ?? 0)) world.counters.set(name, id)
}
