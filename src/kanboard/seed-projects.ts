import { FixtureError } from '../kernel/product.js'
import { inVersions } from '../kernel/versions.js'
import type { GroupEntry, ProjectEntry, ProjectParts, TagEntry } from './fixture-projects.js'
import {
  insertCategory,
  insertColumn,
  insertProjectRow,
  insertSwimlane,
  initialCategories,
  initialColumns,
  initialSwimlane,
  swimlaneIsRow,
} from './project-store.js'
import { insertTag } from './procedures/tag-store.js'
import { givenId, idOf, judged, putInOrder, refuseNamesakes } from './seed-context.js'
import type { Keys, Path, Seeding } from './seed-context.js'
import { addLinks, addTasks } from './seed-tasks.js'
import { newId } from './tables.js'

/** What the entries of a project may name by key. */
export interface Known {
  readonly project: number
  readonly users: Keys
  readonly columns: Keys
  readonly swimlanes: Keys
  readonly categories: Keys
  readonly tags: Keys
}

/** Adds groups, tags and projects. Throws FixtureError for what does not fit together. */
export function addProjects(seeding: Seeding, parts: ProjectParts): void {
  const { ctx } = seeding
  const users = new Map([...ctx.db.users].map(({ username, id }) => [username, id]))
  const groups = addGroups(seeding, parts.groups, users)
  const tags = addTags(seeding, { tags: parts.tags, project: 0 }, ['tags'])
  const tasks = new Map<string, number>()
  const own = new Map<string, Keys>()
  for (const [key, entry] of Object.entries(parts.projects ?? {})) {
    const path = ['projects', key]
    const known = addProject(seeding, { key, entry }, { users, groups, tags, path })
    const made = addTasks(seeding, entry.tasks, { ...known, path: [...path, 'tasks'] })
    own.set(key, made)
    for (const [task, id] of made) tasks.set(`${key}/${task}`, id)
  }
  for (const [key, { tasks: entries }] of Object.entries(parts.projects ?? {})) {
    addLinks(seeding, entries, {
      tasks: new Map([...(own.get(key) ?? []), ...tasks]),
      path: ['projects', key, 'tasks'],
    })
  }
  putInOrder(seeding)
}

/** Adds groups and answers their ids by key. */
export function addGroups(seeding: Seeding, groups: Readonly<Record<string, GroupEntry>> = {}, users: Keys): Keys {
  const { ctx } = seeding
  const names = Object.entries(groups).map(([key, { name = key }]) => [key, name] as const)
  refuseNamesakes(names, ctx.database.textKey, ['groups'])
  const made = new Map<string, number>()
  for (const [key, { id: given, name = key, externalId = '', members = [] }] of Object.entries(groups)) {
    const id = newId(ctx, 'groups', givenId(seeding, 'groups', { id: given, path: ['groups', key] }))
    ctx.db.groups.insert({ id, external_id: externalId, name, nameKey: ctx.database.textKey(name) })
    for (const [index, who] of [...new Set(members)].entries()) {
      const user_id = idOf(users, who, ['groups', key, 'members', index])
      ctx.db.group_has_users.insert({ pair: `${id}/${user_id}`, group_id: id, user_id })
    }
    made.set(key, id)
  }
  return made
}

interface Tags {
  readonly tags: Readonly<Record<string, TagEntry>> | undefined
  readonly project: number
}

function addTags(seeding: Seeding, { tags = {}, project }: Tags, path: Path): Map<string, number> {
  const made = new Map<string, number>()
  for (const [key, { id: given, name = key, color = null }] of Object.entries(tags)) {
    const id = givenId(seeding, 'tags', { id: given, path: [...path, key] })
    const values = { project_id: project, tag: name, color_id: color }
    made.set(
      key,
      judged(seeding, [...path, key], () => insertTag(seeding.ctx, values, id)),
    )
  }
  return made
}

interface Place {
  readonly users: Keys
  readonly groups: Keys
  /** Tags of all projects. */
  readonly tags: Keys
  readonly path: Path
}

interface Named {
  readonly key: string
  readonly entry: ProjectEntry
}

/** The columns that procedures can set, too. */
function givenColumns(key: string, entry: ProjectEntry) {
  const { name = key, identifier = null, email = null, description = null, priorities = {} } = entry
  return {
    ...{ name, identifier, email, description },
    start_date: entry.startDate ?? null,
    end_date: entry.endDate ?? null,
    priority_default: priorities.default ?? null,
    priority_start: priorities.lowest ?? null,
    priority_end: priorities.highest ?? null,
  }
}

/** Adds a project without tasks, and answers what tasks may name. */
export function addProject(seeding: Seeding, { key, entry }: Named, place: Place): Known {
  const { ctx } = seeding
  const { path, users } = place
  refuseTaken(seeding, entry, path)
  const values = givenColumns(key, entry)
  const owner_id = entry.owner === undefined ? 0 : idOf(users, entry.owner, [...path, 'owner'])
  const isPublic = entry.public === true
  const id = givenId(seeding, 'projects', { id: entry.id, path })
  const project = judged(seeding, path, () => insertProjectRow(ctx, values, { owner_id, ...idIn(id) })).id
  ctx.db.projects.update(project, {
    is_private: entry.private === true ? 1 : 0,
    is_active: entry.active === false ? 0 : 1,
    is_public: isPublic ? 1 : 0,
    token: entry.token ?? (isPublic ? ctx.world.ids.hex(60) : ''),
  })
  const columns = addColumns(seeding, { project, entry, path })
  const swimlanes = addSwimlanes(seeding, { project, entry, path })
  addRoles(seeding, { project, entry }, place)
  const categories = addCategories(seeding, { project, entry, path })
  const tags = new Map([...place.tags, ...addTags(seeding, { tags: entry.tags, project }, [...path, 'tags'])])
  for (const [label, value] of Object.entries(entry.metadata ?? {})) {
    const pair = `${project}/${ctx.database.textKey(label)}`
    if (ctx.db.project_has_metadata.has(pair)) {
      throw new FixtureError([...path, 'metadata', label], `for this database another name is the same as '${label}'`)
    }
    ctx.db.project_has_metadata.insert({ pair, project_id: project, name: label, value })
  }
  return { project, users, columns, swimlanes, categories, tags }
}

function refuseTaken({ ctx }: Seeding, { identifier, email }: ProjectEntry, path: Path): void {
  const { database, db } = ctx
  if (identifier !== undefined && db.projects.first({ identifierKey: database.textKey(identifier.toUpperCase()) })) {
    throw new FixtureError([...path, 'identifier'], `the identifier '${identifier}' is another project's`)
  }
  if (email !== undefined && db.projects.first({ emailKey: database.textKey(email) })) {
    throw new FixtureError([...path, 'email'], `the address '${email}' is another project's`)
  }
}

interface Content {
  readonly project: number
  readonly entry: ProjectEntry
  readonly path: Path
}

const idIn = (id: number | undefined): { readonly id?: number } => (id === undefined ? {} : { id })

/** Names as entries that say nothing more. */
const bare = (names: readonly string[]): Readonly<Record<string, object>> =>
  Object.fromEntries(names.map((name) => [name, {}]))

function addColumns(seeding: Seeding, { project, entry, path }: Content): Keys {
  const { ctx } = seeding
  const entries: NonNullable<ProjectEntry['columns']> = entry.columns ?? bare(initialColumns(ctx))
  const names = Object.entries(entries).map(([key, { title = key }]) => [key, title] as const)
  refuseNamesakes(names, ctx.database.textKey, [...path, 'columns'])
  return new Map(
    Object.entries(entries).map(([key, { id, title = key, description = '', limit = 0, hideInDashboard }], index) => {
      const given = idIn(givenId(seeding, 'columns', { id, path: [...path, 'columns', key] }))
      const own = { ...given, description, task_limit: limit, hide_in_dashboard: hideInDashboard ? 1 : 0 } as const
      return [key, insertColumn(ctx, project, { ...own, title, position: index + 1 })]
    }),
  )
}

function addSwimlanes(seeding: Seeding, { project, entry, path }: Content): Keys {
  const { ctx } = seeding
  const fresh = inVersions(swimlaneIsRow, ctx.setup.profile.version) ? [initialSwimlane(ctx)] : []
  const entries: NonNullable<ProjectEntry['swimlanes']> = entry.swimlanes ?? bare(fresh)
  const names = Object.entries(entries).map(([key, { name = key }]) => [key, name] as const)
  refuseNamesakes(names, ctx.database.textKey, [...path, 'swimlanes'])
  let last = 0
  const made = new Map<string, number>()
  for (const [key, { id, name = key, description = '', limit = 0, active = true }] of Object.entries(entries)) {
    const given = idIn(givenId(seeding, 'swimlanes', { id, path: [...path, 'swimlanes', key] }))
    if (active) last += 1
    const state = active ? ({ is_active: 1, position: last } as const) : ({ is_active: 0, position: 0 } as const)
    made.set(key, insertSwimlane(ctx, project, { ...given, ...state, name, description, task_limit: limit }))
  }
  return made
}

function addCategories(seeding: Seeding, { project, entry, path }: Content): Keys {
  const { ctx } = seeding
  const entries: NonNullable<ProjectEntry['categories']> = entry.categories ?? bare(initialCategories(ctx))
  const names = Object.entries(entries).map(([key, { name = key }]) => [key, name] as const)
  refuseNamesakes(names, ctx.database.categoryKey, [...path, 'categories'])
  return new Map(
    Object.entries(entries).map(([key, { id, name = key, description = null, color = null }]) => {
      const given = idIn(givenId(seeding, 'project_has_categories', { id, path: [...path, 'categories', key] }))
      return [key, insertCategory(ctx, project, { ...given, name, description, color_id: color })]
    }),
  )
}

function addRoles({ ctx }: Seeding, { project, entry }: Omit<Content, 'path'>, { users, groups, path }: Place): void {
  for (const [who, role] of Object.entries(entry.members ?? {})) {
    const user_id = idOf(users, who, [...path, 'members', who])
    ctx.db.project_has_users.insert({ pair: `${project}/${user_id}`, project_id: project, user_id, role })
  }
  for (const [which, role] of Object.entries(entry.groups ?? {})) {
    const group_id = idOf(groups, which, [...path, 'groups', which])
    ctx.db.project_has_groups.insert({ pair: `${project}/${group_id}`, project_id: project, group_id, role })
  }
}
