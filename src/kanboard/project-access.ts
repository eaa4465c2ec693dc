import type { Versions } from '../kernel/operation.js'
import { compareVersions, inVersions } from '../kernel/versions.js'
import type { Database } from './database.js'
import type { Caller } from './auth.js'
import { Refusal } from './faults.js'
import { isArray, isEmpty, toText, valuesOf } from './php.js'
import type { PhpValue } from './php.js'
import { projectRoleOf } from './project-roles.js'
import type { ProjectRole } from './project-roles.js'
import type { KanboardTables, KanboardWorld } from './tables.js'

/*
 * Which role in which project a procedure wants of a user; the application needs none. A line: the least role, the
 * procedure, and the parameters that lead to the project, checked in this order; `@` gives the first (or, after `-`, the
 * last) release of a role or of a check. Procedures that look for something before they check call
 * `ctx.requireProject()` themselves and have a line without parameters.
 *
 * Source: getApiProjectAccessMap in kanboard/kanboard@v1.2.53 app/ServiceProvider/AuthenticationProvider.php:210 and
 * app/Api/Procedure/*.php, the same files at the tags in between; recordings v1.2.53/matrix-*.json.
 */
const lines = `
manager removeAction action:action_id
manager getActions project_id
manager createAction project_id
viewer getBoard project_id
viewer getColumns project_id
viewer getColumn column:column_id
manager updateColumn column:column_id
manager addColumn project_id
manager removeColumn column:column_id
manager changeColumnPosition project_id
viewer getCategory category:category_id
viewer getAllCategories project_id
manager removeCategory category:category_id
manager createCategory project_id
manager updateCategory category:id
viewer getComment comment:comment_id
viewer getAllComments task:task_id
member removeComment comment:comment_id
member createComment task:task_id
member updateComment comment:id
viewer getTaskFile file:file_id
viewer getAllTaskFiles task:task_id
viewer downloadTaskFile file:file_id
member createTaskFile project_id
member removeTaskFile file:file_id
member removeAllTaskFiles task:task_id
viewer getProjectFile project_id
viewer getAllProjectFiles project_id
viewer downloadProjectFile project_id
member createProjectFile project_id
member removeProjectFile project_id
member removeAllProjectFiles project_id
viewer getProjectById project_id
viewer getProjectByName
viewer getProjectByIdentifier
viewer getProjectByEmail
manager removeProject project_id
manager enableProject project_id
manager disableProject project_id
manager enableProjectPublicAccess project_id
manager disableProjectPublicAccess project_id
viewer getProjectActivities project_ids
viewer getProjectActivity project_id
manager updateProject project_id
viewer getProjectUsers project_id
viewer getAssignableUsers project_id
manager addProjectUser project_id
manager addProjectGroup project_id
manager removeProjectUser project_id
manager removeProjectGroup project_id
manager changeProjectUserRole project_id
manager changeProjectGroupRole project_id
viewer getProjectUserRole project_id
viewer getProjectMetadata project_id
viewer getProjectMetadataByName project_id
member@1.2.50 saveProjectMetadata project_id
member@1.2.50 removeProjectMetadata project_id
viewer getSubtask subtask:subtask_id
viewer getAllSubtasks task:task_id
member removeSubtask subtask:subtask_id
member createSubtask task:task_id
member updateSubtask task:task_id
viewer hasSubtaskTimer subtask:subtask_id
member setSubtaskStartTime subtask:subtask_id
member setSubtaskEndTime subtask:subtask_id
viewer getSubtaskTimeSpent subtask:subtask_id
viewer getActiveSwimlanes project_id
viewer getAllSwimlanes project_id
viewer getDefaultSwimlane project_id
viewer getSwimlaneById swimlane:swimlane_id
viewer getSwimlaneByName project_id
viewer getSwimlane swimlane:swimlane_id@1.2.50
manager addSwimlane project_id
manager updateSwimlane project_id
manager removeSwimlane project_id
manager disableSwimlane project_id
manager enableSwimlane project_id
manager changeSwimlanePosition project_id
viewer searchTasks project_id
viewer getTask task:task_id
viewer getTaskByReference project_id
viewer getAllTasks project_id
viewer getOverdueTasksByProject project_id
member openTask task:task_id
member closeTask task:task_id
member removeTask task:task_id
member moveTaskPosition task:task_id@1.2.50 project_id@-1.2.49
member moveTaskToProject task:task_id@1.2.50 project_id
member duplicateTaskToProject task:task_id@1.2.50 project_id
member createTask project_id
member updateTask task:id
viewer getTaskLinkById link:task_link_id
viewer getAllTaskLinks task:task_id
member createTaskLink task:task_id
member updateTaskLink task:task_id
member removeTaskLink link:task_link_id
viewer getExternalTaskLinkById task:task_id
viewer getAllExternalTaskLinks task:task_id
member createExternalTaskLink task:task_id
member updateExternalTaskLink task:task_id
member removeExternalTaskLink task:task_id
viewer getTaskMetadata task:task_id
viewer getTaskMetadataByName task:task_id
member@1.2.50 saveTaskMetadata task:task_id
member@1.2.50 removeTaskMetadata task:task_id
member setTaskTags project_id@1.2.50 task:task_id
viewer getTaskTags task:task_id
viewer getTagsByProject project_id
member createTag project_id
member updateTag tag:tag_id
member removeTag tag:tag_id
`

/** Tables to walk from a parameter to a project: the first one by id, each following one by the member named. */
const ways: Readonly<Record<string, readonly (readonly [table: string, by: string])[]>> = {
  project: [],
  action: [['actions', 'id']],
  column: [['columns', 'id']],
  category: [['project_has_categories', 'id']],
  swimlane: [['swimlanes', 'id']],
  task: [['tasks', 'id']],
  // prettier-ignore
  comment: [['comments', 'id'], ['tasks', 'task_id']],
  // prettier-ignore
  subtask: [['subtasks', 'id'], ['tasks', 'task_id']],
  // prettier-ignore
  file: [['task_has_files', 'id'], ['tasks', 'task_id']],
  // prettier-ignore
  link: [['task_has_links', 'id'], ['tasks', 'task_id']],
  tag: [['tags', 'id']],
}

interface Check {
  readonly way: string
  readonly parameter: string
  readonly versions: Versions
}

interface Access {
  readonly role: ProjectRole
  /** Viewers pass before. */
  readonly roleSince: string | undefined
  readonly checks: readonly Check[]
}

const byProcedure: ReadonlyMap<string, Access> = new Map(
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [role = '', name = '', ...checks] = line.split(' ')
      const [word = '', roleSince] = role.split('@')
      // The three words of the table are the roles without their prefix.
      return [name, { role: `project-${word}` as ProjectRole, roleSince, checks: checks.map(readCheck) }]
    }),
)

function readCheck(text: string): Check {
  const [where = '', bounds = ''] = text.split('@')
  const [since = '', until = ''] = bounds.split('-')
  const [way = '', parameter = way] = where.split(':')
  return {
    way: where.includes(':') ? way : 'project',
    parameter,
    versions: { ...(since === '' ? {} : { since }), ...(until === '' ? {} : { until }) },
  }
}

/** Who asks for what. */
export interface Gate {
  readonly world: KanboardWorld
  readonly database: Database
  readonly version: string
  readonly caller: Caller
  /** The procedure as it is spelt upstream. */
  readonly procedure: string
}

/** Refuses with 403 a user whose role in the project that the parameters lead to does not allow the procedure. */
export function checkProjects(gate: Gate, values: Readonly<Record<string, PhpValue>>): void {
  if (gate.caller.kind === 'application') return
  for (const { way, parameter, versions } of byProcedure.get(gate.procedure)?.checks ?? []) {
    if (!inVersions(versions, gate.version)) continue
    const value = values[parameter] ?? null
    if (parameter === 'project_ids') {
      for (const each of isArray(value) ? valuesOf(value) : []) requireProject(gate, each)
    } else if (way === 'project') requireProject(gate, value)
    else requireFound(gate, way, value)
  }
}

/** A thing that does not exist belongs to no project, which nobody may see; only of tags there may be none. */
function requireFound(gate: Gate, way: string, value: PhpValue): void {
  const row = walk(gate, way, value)
  if (!row && way === 'tag') return
  const project = row?.['project_id']
  requireProject(gate, typeof project === 'number' ? project : 0)
}

function walk(gate: Gate, way: string, value: PhpValue): Readonly<Record<string, unknown>> | undefined {
  let row: Readonly<Record<string, unknown>> | undefined
  for (const [table, by] of ways[way] ?? []) {
    const id = row === undefined ? gate.database.idIn(value) : row[by]
    row = typeof id === 'number' ? rowOf(gate.world.tables, table, id) : undefined
    if (!row) return undefined
  }
  return row
}

function rowOf(tables: KanboardTables, name: string, id: number): Readonly<Record<string, unknown>> | undefined {
  if (!(name in tables)) return undefined
  // Checked above; rows are objects, of which it is not known here what columns they have.
  const row: unknown = tables[name as keyof KanboardTables].get(id)
  return row as Readonly<Record<string, unknown>> | undefined
}

const ranks: readonly ProjectRole[] = ['project-viewer', 'project-member', 'project-manager']

/** Before the roles of procedures; app/Api/Base.php:59 and app/Model/ProjectPermission.php:69 at v1.0.22. */
const rolesSince = '1.0.31'

/** Refuses with 403 a user whose role in this project does not allow the procedure. */
export function requireProject(gate: Gate, project: PhpValue): void {
  const { world, database, caller, procedure, version } = gate
  if (caller.kind === 'application') return
  const isOld = compareVersions(version, rolesSince) < 0
  if (isOld && caller.user.role === 'app-admin') return
  if (!isOld && isEmpty(project)) throw new Refusal(403, `${procedure}: there is no such project or thing`)
  const id = database.idIn(project, 2)
  const role = id === undefined ? '' : projectRoleOf(world, id, caller.user.id)
  const access = byProcedure.get(procedure)
  const isStrict = !isOld && (access?.roleSince === undefined || compareVersions(version, access.roleSince) >= 0)
  const needed = isStrict ? (access?.role ?? 'project-viewer') : 'project-viewer'
  const allowed: readonly string[] = ranks.slice(ranks.indexOf(needed))
  if (allowed.includes(role)) return
  const place = `in project ${toText(project)}`
  throw new Refusal(403, `${procedure} needs ${needed} ${place}, '${caller.user.username}' is ${role || 'nothing'}`)
}
