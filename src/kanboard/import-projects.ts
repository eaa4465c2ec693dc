import { entriesOf, idOf, is, kept, keysOf, numberIn, textIn } from './import-tables.js'
import type { Keys, Row, Source } from './import-tables.js'
import { importedTask } from './import-tasks.js'
import type { TaskPlace } from './import-tasks.js'
import { projectRoles } from './project-roles.js'

/** A project as a world file has it. */
export function importedProject(project: Row, source: Source): object {
  const id = numberIn(project['id'])
  const columns = inPlace(source.of('columns', 'project_id', id))
  const swimlanes = lanesOf(source.of('swimlanes', 'project_id', id))
  const categories = source.of('project_has_categories', 'project_id', id)
  const tags = id === 0 ? [] : source.of('tags', 'project_id', id)
  const place: TaskPlace = {
    columns: keysOf(columns, 'title', 'column'),
    swimlanes: keysOf(swimlanes, 'name', 'swimlane'),
    categories: keysOf(categories, 'name', 'category'),
    tags: new Map([...source.tags, ...keysOf(tags, 'name', 'tag', source.tags)]),
    canHave: holdersOf(id, source),
  }
  for (const { name } of source.of('project_has_files', 'project_id', id))
    source.losses.lose('files of projects are left out', textIn(name) ?? '')
  return {
    ...headOf(project, source),
    columns: entriesOf(columns, place.columns, columnOf),
    ...(swimlanes.length === 0 ? {} : { swimlanes: entriesOf(swimlanes, place.swimlanes, swimlaneOf) }),
    categories: entriesOf(categories, place.categories, (row) => ({ ...idOf(row), ...named(row), ...colorOf(row) })),
    tags: entriesOf(tags, place.tags, (row) => ({
      ...idOf(row),
      ...kept({ name: textIn(row['name']) }),
      ...colorOf(row),
    })),
    tasks: Object.fromEntries(
      inPiles(source.of('tasks', 'project_id', id)).map((task) => [
        source.tasks.get(numberIn(task['id']))?.key ?? '',
        importedTask(task, place, source),
      ]),
    ),
  }
}

const inPlace = (rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => numberIn(a['position']) - numberIn(b['position']))

/** Swimlanes that are off have position 0 and stand last. */
function lanesOf(rows: readonly Row[]): Row[] {
  const lanes = inPlace(rows)
  return [...lanes.filter((row) => is(row['is_active'])), ...lanes.filter((row) => !is(row['is_active']))]
}

/**
 * Tasks of one column and swimlane lie on each other in the order of the file: the older ones come first, but within a
 * pile they change places until it is in order.
 */
function inPiles(rows: readonly Row[]): Row[] {
  const byAge = [...rows].sort((a, b) => numberIn(a['id']) - numberIn(b['id']))
  const piles = new Map<string, Row[]>()
  for (const row of byAge) {
    const pile = piles.get(pileOf(row))
    if (pile) pile.push(row)
    else piles.set(pileOf(row), [row])
  }
  const sorted = new Map([...piles].map(([name, pile]) => [name, inPlace(pile).values()]))
  return byAge.map((row) => sorted.get(pileOf(row))?.next().value ?? row)
}

const pileOf = (row: Row): string => `${numberIn(row['column_id'])} ${numberIn(row['swimlane_id'])}`

const named = (row: Row): object => kept({ name: textIn(row['name']), description: textIn(row['description']) })
const colorOf = (row: Row): object => kept({ color: textIn(row['color_id']) })
const limitOf = (row: Row): object => (numberIn(row['task_limit']) > 0 ? { limit: numberIn(row['task_limit']) } : {})
/** What an API does not tell is on. */
const activeOf = ({ is_active }: Row): object => (is_active === undefined || is(is_active) ? {} : { active: false })

const columnOf = (row: Row): object => ({
  ...idOf(row),
  ...kept({ title: textIn(row['title']), description: textIn(row['description']) }),
  ...limitOf(row),
  ...(is(row['hide_in_dashboard']) ? { hideInDashboard: true } : {}),
})

const swimlaneOf = (row: Row): object => ({ ...idOf(row), ...named(row), ...limitOf(row), ...activeOf(row) })

function headOf(project: Row, { users, groups, of, losses }: Source): object {
  const id = numberIn(project['id'])
  const name = textIn(project['name']) ?? ''
  const rolesOf = (table: string, member: string, keys: Keys): object =>
    Object.fromEntries(
      of(table, 'project_id', id).flatMap((row) => {
        const key = keys.get(numberIn(row[member]))
        const role = textIn(row['role']) ?? 'project-member'
        const isKnown = projectRoles.some((one) => one === role)
        if (key !== undefined && !isKnown) losses.lose('roles of projects become project-member', `${name}: ${role}`)
        return key === undefined ? [] : [[key, isKnown ? role : 'project-member']]
      }),
    )
  const metadata = of('project_has_metadata', 'project_id', id).map((row) => [row['name'], textIn(row['value']) ?? ''])
  if (numberIn(project['task_limit']) > 0) losses.lose('projects have a task limit, which is left out', name)
  return {
    ...idOf(project),
    ...kept({ name: textIn(project['name']), identifier: textIn(project['identifier']) }),
    ...kept({ email: textIn(project['email']), description: textIn(project['description']) }),
    ...kept({ owner: users.get(numberIn(project['owner_id'])) }),
    ...kept({ startDate: dayIn(project['start_date']), endDate: dayIn(project['end_date']) }),
    ...prioritiesOf(project),
    ...(is(project['is_private']) ? { private: true } : {}),
    ...(is(project['is_public']) ? { public: true } : {}),
    ...activeOf(project),
    members: rolesOf('project_has_users', 'user_id', users),
    groups: rolesOf('project_has_groups', 'group_id', groups),
    ...(metadata.length === 0 ? {} : { metadata: Object.fromEntries(metadata) }),
  }
}

/** Of a new project they go from 0 to 3. */
const usualPriorities = { default: 0, lowest: 0, highest: 3 } as const

function prioritiesOf(project: Row): object {
  const given = {
    default: project['priority_default'],
    lowest: project['priority_start'],
    highest: project['priority_end'],
  }
  const found = Object.entries(usualPriorities).flatMap(([name, usual]) => {
    const value = given[name as keyof typeof given]
    return value === undefined || value === null || numberIn(value) === usual ? [] : [[name, numberIn(value)]]
  })
  return found.length === 0 ? {} : { priorities: Object.fromEntries(found) }
}

const dayIn = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined

/** Whom tasks of a project may be given to: who is active, with a role of his own or of a group, and no viewer. */
function holdersOf(project: number, { of, users }: Source): (user: number) => boolean {
  const roles = new Map<number, string>()
  for (const { group_id, role } of of('project_has_groups', 'project_id', project)) {
    for (const { user_id } of of('group_has_users', 'group_id', numberIn(group_id))) {
      const isBetter = (roles.get(numberIn(user_id)) ?? 'project-viewer') === 'project-viewer'
      if (isBetter) roles.set(numberIn(user_id), textIn(role) ?? '')
    }
  }
  for (const { user_id, role } of of('project_has_users', 'project_id', project))
    roles.set(numberIn(user_id), textIn(role) ?? 'project-member')
  return (user) => {
    const { is_active } = of('users', 'id', user)[0] ?? {}
    const isActive = users.has(user) && (is_active === undefined || is(is_active))
    return isActive && (roles.get(user) ?? 'project-viewer') !== 'project-viewer'
  }
}
