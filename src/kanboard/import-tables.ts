import { freeKey } from '../kernel/keys.js'
import { Losses } from '../kernel/losses.js'
import { UsageError } from '../kernel/product.js'
import type { Imported, TableRows } from '../kernel/product.js'
import { importedProject } from './import-projects.js'

export type Row = Readonly<Record<string, unknown>>

/** The tables of which a world file is made. */
// prettier-ignore
export const importedTables = [
  'settings', 'users', 'groups', 'group_has_users', 'projects', 'project_has_users', 'project_has_groups', 'columns',
  'swimlanes', 'project_has_categories', 'tags', 'tasks', 'task_has_tags', 'subtasks', 'comments', 'task_has_metadata',
  'project_has_metadata', 'links', 'task_has_links', 'task_has_external_links', 'task_has_files', 'project_has_files',
  'actions',
] as const

export const numberIn = (value: unknown): number => Number(value ?? 0)
export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined
export const is = (value: unknown): boolean => value === true || numberIn(value) === 1

/** Members that are there. */
export function kept(members: Row): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null))
}

/** The id of a row, where a world can hold it. */
export function idOf({ id }: Row): { readonly id?: number } {
  const number = numberIn(id)
  return Number.isInteger(number) && number > 0 && number < 2 ** 31 ? { id: number } : {}
}

export type Keys = ReadonlyMap<number, string>

/** What ids are called in the world file, and all rows by what they belong to. */
export interface Source {
  readonly users: Keys
  readonly groups: Keys
  readonly projects: Keys
  /** Of all projects. */
  readonly tags: Keys
  readonly tasks: ReadonlyMap<number, { readonly project: number; readonly key: string }>
  readonly losses: Losses
  of(table: string, owner: string, id: number): readonly Row[]
}

/** Rows of Kanboard's database, or of its API, as the part `kanboard:` of a world file. */
export function partFromTables(rows: TableRows, schema?: number): Imported {
  const newer = schema === undefined ? [] : newerThanKnown(rows, schema)
  const { groups = [], projects = [], tags = [] } = rows
  const users = [...(rows['users'] ?? [])].sort((a, b) => numberIn(a['id']) - numberIn(b['id']))
  const global = tags.filter(({ project_id }) => numberIn(project_id) === 0)
  const losses = new Losses()
  const source: Source = {
    users: loginsOf(users, losses),
    groups: keysOf(groups, 'name', 'group'),
    projects: keysOf(projects, 'name', 'project'),
    tags: keysOf(global, 'name', 'tag'),
    tasks: taskKeys(rows),
    losses,
    of: grouped(rows),
  }
  const settings = settingsOf(rows)
  const part = {
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
    users: usersOf(users, source),
    groups: entriesOf(groups, source.groups, (group) => groupOf(group, source)),
    tags: entriesOf(global, source.tags, (tag) => ({
      ...idOf(tag),
      ...kept({ name: textIn(tag['name']), color: textIn(tag['color_id']) }),
    })),
    projects: entriesOf(projects, source.projects, (project) => importedProject(project, source)),
  }
  for (const { id, action_name } of rows['actions'] ?? [])
    losses.lose('automatic actions are left out', textIn(action_name) ?? `action ${numberIn(id)}`)
  return { part, warnings: [...newer, ...losses.sentences] }
}

/**
 * `PRAGMA user_version` of the databases that are read: since version_112, where the first swimlane of a project became
 * a row, up to VERSION of kanboard/kanboard@v1.2.53 app/Schema/Sqlite.php.
 */
const schemas = { first: 112, last: 128 } as const
const needed = ['users', 'projects', 'columns', 'swimlanes', 'tasks'] as const

function newerThanKnown(rows: TableRows, schema: number): string[] {
  const missing = needed.find((table) => rows[table] === undefined)
  if (missing !== undefined) throw new UsageError(`this is no database of Kanboard: it has no table ${missing}`)
  if (schema < schemas.first) {
    throw new UsageError(
      `this is a database of schema version ${schema}; those from ${schemas.first} on are read: let a newer Kanboard ` +
        'bring it up to date, or read the server with `stuntboard import kanboard --url`',
    )
  }
  if (schema <= schemas.last) return []
  return [
    `the database is newer (schema version ${schema}) than what is known (${schemas.last}): what is new is left out`,
  ]
}

/** The world file calls users by their login names. */
function loginsOf(users: readonly Row[], losses: Losses): Keys {
  const logins = users.flatMap((user) => {
    const login = textIn(user['username'])
    if (login !== undefined && login !== '__proto__') return [[numberIn(user['id']), login] as const]
    losses.lose('users have a login name that a world cannot hold', login ?? `user ${numberIn(user['id'])}`)
    return []
  })
  return new Map(logins)
}

function grouped(rows: TableRows): Source['of'] {
  const made = new Map<string, Map<number, Row[]>>()
  return (table, owner, id) => {
    let index = made.get(`${table} ${owner}`)
    if (index === undefined) {
      index = new Map()
      for (const row of rows[table] ?? []) {
        const key = numberIn(row[owner])
        const known = index.get(key)
        if (known) known.push(row)
        else index.set(key, [row])
      }
      made.set(`${table} ${owner}`, index)
    }
    return index.get(id) ?? []
  }
}

/** Keys by id, none of which is in `others`. */
export function keysOf(rows: readonly Row[], name: string, fallback: string, others: Keys = new Map()) {
  const taken = new Set(others.values())
  return new Map(rows.map((row) => [numberIn(row['id']), freeKey(taken, textIn(row[name]) ?? '', fallback)]))
}

function taskKeys({ tasks = [] }: TableRows): Source['tasks'] {
  const taken = new Map<number, Set<string>>()
  const keys = tasks.map((task) => {
    const project = numberIn(task['project_id'])
    const own = taken.get(project) ?? new Set<string>()
    taken.set(project, own)
    return [numberIn(task['id']), { project, key: freeKey(own, textIn(task['title']) ?? '', 'task') }] as const
  })
  return new Map(keys)
}

export const entriesOf = (rows: readonly Row[], keys: Keys, make: (row: Row) => object): Record<string, object> =>
  Object.fromEntries(rows.map((row) => [keys.get(numberIn(row['id'])) ?? '', make(row)]))

const settingNames = [
  'application_timezone',
  'application_language',
  'default_color',
  'board_columns',
  'project_categories',
] as const
const switches = ['disable_private_project', 'subtask_restriction'] as const

/** What changes answers and is no secret. */
function settingsOf({ settings = [] }: TableRows): Record<string, unknown> {
  const values = new Map(settings.map(({ option, value }) => [option, textIn(value)]))
  return {
    ...kept(Object.fromEntries(settingNames.map((name) => [name, values.get(name)]))),
    ...Object.fromEntries(switches.filter((name) => is(values.get(name))).map((name) => [name, true])),
  }
}

function usersOf(users: readonly Row[], source: Source): Record<string, object> {
  const hasFirst = users.some(({ id }) => numberIn(id) === 1)
  const entries = users.flatMap((user) => {
    const login = source.users.get(numberIn(user['id']))
    if (login === undefined) return []
    const rest = userOf(user, login)
    // The administrator that every installation begins with is there with its number, unless another takes its place.
    return [[login, login === 'admin' && !hasFirst ? rest : { ...idOf(user), ...rest }] as const]
  })
  return Object.fromEntries(entries)
}

/** Passwords are made up: hashes are no use, and an API does not show them. */
function userOf(user: Row, login: string): object {
  const isLdap = is(user['is_ldap_user'])
  return {
    ...(isLdap ? { ldap: true } : { password: `${login}-password` }),
    ...kept({ name: textIn(user['name']), email: textIn(user['email']), role: textIn(user['role']) }),
    ...kept({ timezone: textIn(user['timezone']), language: textIn(user['language']) }),
    ...kept({ filter: textIn(user['filter']) }),
    ...(user['theme'] === 'dark' || user['theme'] === 'auto' ? { theme: user['theme'] } : {}),
    ...(is(user['disable_login_form']) ? { disableLoginForm: true } : {}),
    ...notifiedOf(user),
    ...(user['is_active'] === undefined || is(user['is_active']) ? {} : { active: false }),
  }
}

/** 4 is what a new user has. */
function notifiedOf(user: Row): object {
  const filter = numberIn(user['notifications_filter'])
  return {
    ...(is(user['notifications_enabled']) ? { notificationsEnabled: true } : {}),
    ...(filter >= 1 && filter <= 3 ? { notificationsFilter: filter } : {}),
  }
}

function groupOf(group: Row, { users, of }: Source): object {
  const members = of('group_has_users', 'group_id', numberIn(group['id']))
  return {
    ...idOf(group),
    ...kept({ name: textIn(group['name']), externalId: textIn(group['external_id']) }),
    members: members.flatMap(({ user_id }) => users.get(numberIn(user_id)) ?? []),
  }
}
