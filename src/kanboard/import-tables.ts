import { freeKey } from '../kernel/keys.js'
import { Losses } from '../kernel/losses.js'
import type { Imported, TableRows } from '../kernel/product.js'
import { importedTask } from './import-tasks.js'

export type Row = Readonly<Record<string, unknown>>

/** The tables of which a world file is made. */
// prettier-ignore
export const importedTables = [
  'users', 'groups', 'group_has_users', 'projects', 'project_has_users', 'project_has_groups', 'columns', 'swimlanes',
  'project_has_categories', 'tags', 'tasks', 'task_has_tags', 'subtasks', 'comments', 'task_has_metadata',
  'project_has_metadata', 'links', 'task_has_links',
] as const

export const numberIn = (value: unknown): number => Number(value ?? 0)
export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined

/** Members that are there. */
export function kept(members: Row): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null))
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
export function partFromTables(rows: TableRows): Imported {
  const { users = [], groups = [], projects = [], tags = [] } = rows
  const global = tags.filter(({ project_id }) => numberIn(project_id) === 0)
  const source: Source = {
    users: new Map(users.map((user) => [numberIn(user['id']), textIn(user['username']) ?? ''])),
    groups: keysOf(groups, 'name', 'group'),
    projects: keysOf(projects, 'name', 'project'),
    tags: keysOf(global, 'name', 'tag'),
    tasks: taskKeys(rows),
    losses: new Losses(),
    of: grouped(rows),
  }
  const people = users.map((user) => [textIn(user['username']) ?? '', userOf(user)] as const)
  const part = {
    users: Object.fromEntries(people),
    groups: entriesOf(groups, source.groups, (group) => groupOf(group, source)),
    tags: entriesOf(global, source.tags, (tag) => kept({ name: textIn(tag['name']), color: textIn(tag['color_id']) })),
    projects: entriesOf(projects, source.projects, (project) => projectOf(project, source)),
  }
  return { part, warnings: source.losses.sentences }
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

export function keysOf(rows: readonly Row[], name: string, fallback: string): Map<number, string> {
  const taken = new Set<string>()
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

const is = (value: unknown): boolean => value === true || numberIn(value) === 1

/** Passwords are made up: hashes are no use, and an API does not show them. */
function userOf(user: Row): object {
  const isLdap = is(user['is_ldap_user'])
  return {
    id: numberIn(user['id']),
    ...(isLdap ? { ldap: true } : { password: `${textIn(user['username']) ?? ''}-password` }),
    ...kept({ name: textIn(user['name']), email: textIn(user['email']), role: textIn(user['role']) }),
    ...kept({ timezone: textIn(user['timezone']), language: textIn(user['language']) }),
    ...(user['is_active'] === undefined || is(user['is_active']) ? {} : { active: false }),
  }
}

function groupOf(group: Row, { users, of }: Source): object {
  const members = of('group_has_users', 'group_id', numberIn(group['id']))
  return {
    ...kept({ name: textIn(group['name']), externalId: textIn(group['external_id']) }),
    members: members.flatMap(({ user_id }) => users.get(numberIn(user_id)) ?? []),
  }
}

const inPlace = (rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => numberIn(a['position']) - numberIn(b['position']))

function projectOf(project: Row, source: Source): object {
  const id = numberIn(project['id'])
  const columns = inPlace(source.of('columns', 'project_id', id))
  const swimlanes = lanesOf(source.of('swimlanes', 'project_id', id))
  const categories = source.of('project_has_categories', 'project_id', id)
  const tags = id === 0 ? [] : source.of('tags', 'project_id', id)
  const keys = {
    columns: keysOf(columns, 'title', 'column'),
    swimlanes: keysOf(swimlanes, 'name', 'swimlane'),
    categories: keysOf(categories, 'name', 'category'),
    tags: new Map([...source.tags, ...keysOf(tags, 'name', 'tag')]),
  }
  const tasks = [...source.of('tasks', 'project_id', id)].sort(byPlace)
  return {
    ...headOf(project, source),
    columns: entriesOf(columns, keys.columns, (row) => ({
      ...kept({ title: textIn(row['title']), description: textIn(row['description']) }),
      ...limitOf(row),
      ...(is(row['hide_in_dashboard']) ? { hideInDashboard: true } : {}),
    })),
    ...(swimlanes.length === 0
      ? {}
      : {
          swimlanes: entriesOf(swimlanes, keys.swimlanes, (row) => ({
            ...named(row),
            ...limitOf(row),
            ...activeOf(row),
          })),
        }),
    categories: entriesOf(categories, keys.categories, (row) => ({ ...named(row), ...colorOf(row) })),
    tags: entriesOf(tags, keys.tags, (row) => ({ ...named(row), ...colorOf(row) })),
    tasks: Object.fromEntries(
      tasks.map((task) => [source.tasks.get(numberIn(task['id']))?.key ?? '', importedTask(task, keys, source)]),
    ),
  }
}

/** Numbers of new tasks are given in this order; positions come of it as long as no task was moved up. */
const byPlace = (a: Row, b: Row): number => {
  const isSamePile = a['column_id'] === b['column_id'] && a['swimlane_id'] === b['swimlane_id']
  const byPosition = isSamePile ? numberIn(a['position']) - numberIn(b['position']) : 0
  return numberIn(a['id']) - numberIn(b['id']) || byPosition
}

/** Swimlanes that are off have position 0 and stand last. */
const lanesOf = (rows: readonly Row[]): Row[] => {
  const lanes = inPlace(rows)
  return [...lanes.filter((row) => is(row['is_active'])), ...lanes.filter((row) => !is(row['is_active']))]
}

const named = (row: Row): object => kept({ name: textIn(row['name']), description: textIn(row['description']) })
const colorOf = (row: Row): object => kept({ color: textIn(row['color_id']) })
const activeOf = (row: Row): object => (is(row['is_active']) ? {} : { active: false })
const limitOf = (row: Row): object => (numberIn(row['task_limit']) > 0 ? { limit: numberIn(row['task_limit']) } : {})

function headOf(project: Row, { users, groups, of }: Source): object {
  const id = numberIn(project['id'])
  const rolesOf = (table: string, member: string, keys: Keys): object =>
    Object.fromEntries(
      of(table, 'project_id', id).flatMap((row) => {
        const key = keys.get(numberIn(row[member]))
        return key === undefined ? [] : [[key, textIn(row['role']) ?? 'project-member']]
      }),
    )
  const metadata = of('project_has_metadata', 'project_id', id).map(({ name, value }) => [name, textIn(value) ?? ''])
  return {
    ...kept({
      name: textIn(project['name']),
      identifier: textIn(project['identifier']),
      email: textIn(project['email']),
    }),
    ...kept({ description: textIn(project['description']), owner: users.get(numberIn(project['owner_id'])) }),
    ...kept({ startDate: dayIn(project['start_date']), endDate: dayIn(project['end_date']) }),
    ...(is(project['is_private']) ? { private: true } : {}),
    ...(is(project['is_public']) ? { public: true } : {}),
    ...activeOf(project),
    members: rolesOf('project_has_users', 'user_id', users),
    groups: rolesOf('project_has_groups', 'group_id', groups),
    ...(metadata.length === 0 ? {} : { metadata: Object.fromEntries(metadata) }),
  }
}

const dayIn = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined
