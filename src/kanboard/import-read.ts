import { OperationRefused } from '../kernel/product.js'
import type { CallOperation, TableRows } from '../kernel/product.js'

type Row = Readonly<Record<string, unknown>>
type Rows = Record<string, Row[]>

/** A list of rows; an object of names by id, as some procedures answer, is none. */
const listIn = (value: unknown): Row[] =>
  Array.isArray(value) ? value.filter((one): one is Row => typeof one === 'object' && one !== null) : []

const pairsIn = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []

/**
 * Reads what the tables hold through procedures that change nothing. Groups of projects have no procedure, and
 * procedures that a release does not have leave their table empty.
 */
export async function readTables(call: CallOperation): Promise<TableRows> {
  const rows: Rows = {}
  const add = (table: string, more: readonly Row[]): void => {
    rows[table] = [...(rows[table] ?? []), ...more]
  }
  const groups = listIn(await optional(call, 'getAllGroups'))
  add('users', listIn(await everyone(call)))
  add('groups', groups)
  for (const { id } of groups) {
    const members = listIn(await optional(call, 'getGroupMembers', { group_id: id }))
    add(
      'group_has_users',
      members.map((user) => ({ group_id: id, user_id: user['id'] })),
    )
  }
  const projects = [...listIn(await call('getAllProjects', {}))].sort((a, b) => Number(a['id']) - Number(b['id']))
  add('projects', projects)
  for (const { id } of projects) await readProject(call, id, add)
  add('links', listIn(await optional(call, 'getAllLinks')))
  add('settings', await readSettings(call))
  const shared = listIn(await optional(call, 'getAllTags'))
  add(
    'tags',
    shared.filter(({ project_id }) => Number(project_id) === 0),
  )
  return rows
}

/** Without them nobody could be named. */
async function everyone(call: CallOperation): Promise<unknown> {
  try {
    return await call('getAllUsers', {})
  } catch (error) {
    if (!(error instanceof OperationRefused)) throw error
    throw new OperationRefused(`the application token or an administrator is needed: ${error.message}`)
  }
}

const readable = [
  ['application_timezone', 'getTimezone'],
  ['default_color', 'getDefaultTaskColor'],
] as const

async function readSettings(call: CallOperation): Promise<Row[]> {
  const rows: Row[] = []
  for (const [option, operation] of readable) rows.push({ option, value: await optional(call, operation) })
  return rows
}

type Add = (table: string, more: readonly Row[]) => void

async function readProject(call: CallOperation, id: unknown, add: Add): Promise<void> {
  const project_id = { project_id: id }
  add('columns', listIn(await call('getColumns', project_id)))
  add('swimlanes', listIn(await optional(call, 'getAllSwimlanes', project_id)))
  add('project_has_categories', listIn(await call('getAllCategories', project_id)))
  const tags = listIn(await optional(call, 'getTagsByProject', project_id))
  add(
    'tags',
    tags.filter((tag) => Number(tag['project_id']) === Number(id)),
  )
  add('project_has_users', await readMembers(call, id))
  const metadata = pairsIn(await optional(call, 'getProjectMetadata', project_id))
  add(
    'project_has_metadata',
    metadata.map(([name, value]) => ({ ...project_id, name, value })),
  )
  const open = listIn(await call('getAllTasks', { ...project_id, status_id: 1 }))
  const closed = listIn(await call('getAllTasks', { ...project_id, status_id: 0 }))
  const tasks = [...open, ...closed].sort((a, b) => Number(a['id']) - Number(b['id']))
  add('tasks', tasks)
  for (const task of tasks) await readTask(call, task['id'], add)
}

/** The first releases have no roles to ask for. */
async function readMembers(call: CallOperation, project_id: unknown): Promise<Row[]> {
  const users =
    (await optional(call, 'getProjectUsers', { project_id })) ?? (await optional(call, 'getMembers', { project_id }))
  const rows: Row[] = []
  for (const [user] of pairsIn(users)) {
    const role = await optional(call, 'getProjectUserRole', { project_id, user_id: Number(user) })
    if (role !== false) rows.push({ project_id, user_id: Number(user), role: role ?? 'project-member' })
  }
  return rows
}

async function readTask(call: CallOperation, id: unknown, add: Add): Promise<void> {
  const task_id = { task_id: id }
  add('subtasks', listIn(await call('getAllSubtasks', task_id)))
  add('comments', listIn(await call('getAllComments', task_id)))
  const tags = pairsIn(await optional(call, 'getTaskTags', task_id))
  add(
    'task_has_tags',
    tags.map(([tag]) => ({ ...task_id, tag_id: Number(tag) })),
  )
  add('task_has_external_links', listIn(await optional(call, 'getAllExternalTaskLinks', task_id)))
  add('task_has_files', listIn(await optional(call, 'getAllTaskFiles', task_id)))
  const metadata = pairsIn(await optional(call, 'getTaskMetadata', task_id))
  add(
    'task_has_metadata',
    metadata.map(([name, value]) => ({ ...task_id, name, value })),
  )
  const links = listIn(await optional(call, 'getAllTaskLinks', task_id))
  add(
    'task_has_links',
    links.map((link) => ({ ...link, ...task_id, opposite_task_id: link['task_id'] })),
  )
}

/** Null where the release does not have the procedure, or refuses it to the caller. */
async function optional(call: CallOperation, operation: string, input: Row = {}): Promise<unknown> {
  try {
    return await call(operation, input)
  } catch (error) {
    if (error instanceof OperationRefused) return null
    throw error
  }
}
