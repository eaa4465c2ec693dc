import { byName } from '../files.js'
import { isArray, isEmpty, numberIn, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import { projectRoleOf } from '../project-roles.js'
import type { TaskRow } from '../rows.js'
import { nextId } from '../tables.js'
import { secondsNow, wasteId } from './attached-store.js'
import { byPosition } from './positions.js'
import { emitFile } from './task-files.js'
import { firstColumn, firstSwimlane } from './task-store.js'

/* Copies of tasks: kanboard/kanboard@v1.2.53 app/Model/TaskDuplicationModel.php and those that extend it. */

/** Columns that a copy takes over, in PHP's order. */
const copied = [
  'title',
  'description',
  'date_due',
  'color_id',
  'project_id',
  'column_id',
  'owner_id',
  'score',
  'priority',
  'category_id',
  'time_estimated',
  'swimlane_id',
  'recurrence_status',
  'recurrence_trigger',
  'recurrence_factor',
  'recurrence_timeframe',
  'recurrence_basedate',
  'external_provider',
  'external_uri',
  'reference',
] as const

/** What a copy is created from; of a task that does not exist every column is null. */
export function copiedColumns(task: TaskRow | undefined): Record<string, PhpValue> {
  return Object.fromEntries(copied.map((name) => [name, task?.[name] ?? null]))
}

/** PHP's `$value > 0`: a list is greater than any number, a text that is no number is compared with '0'. */
function isPositive(value: PhpValue): boolean {
  if (isArray(value)) return true
  const number = numberIn(toText(value))
  return number === undefined ? toText(value) > '0' : number > 0
}

/**
 * Finds by name in the project what a task refers to in another: who is no member is dropped, a category that is not
 * there too, swimlane and column fall back to the first ones, a priority beyond the range to the default one.
 */
export function fitInto(ctx: KanboardContext, values: Readonly<Record<string, PhpValue>>): Record<string, PhpValue> {
  const { project_id = null, owner_id = null, category_id = null, priority = null, ...others } = values
  // Whether the owner is a member is asked first, with the project behind the user.
  const asksOwner = isPositive(owner_id) && !isAdmin(ctx)
  if (asksOwner) ctx.database.idIn(owner_id)
  const project = ctx.database.idIn(project_id, asksOwner ? 2 : 1)
  return {
    ...others,
    project_id,
    owner_id: isPositive(owner_id) && !isMember(ctx, project, owner_id) ? 0 : owner_id,
    category_id: isPositive(category_id) ? categoryIn(ctx, project, category_id) : category_id,
    swimlane_id: swimlaneIn(ctx, project, values['swimlane_id'] ?? null) || firstSwimlane(ctx, project_id),
    column_id: columnIn(ctx, project_id, values['column_id'] ?? null),
    priority: priorityIn(ctx, project, isEmpty(priority) ? 0 : priority),
  }
}

const isAdmin = ({ caller }: KanboardContext): boolean => caller.kind === 'user' && caller.user.role === 'app-admin'

/** `ProjectPermissionModel::isUserAllowed`: where an app-admin calls, everybody is. */
function isMember(ctx: KanboardContext, project: number | undefined, user: PhpValue): boolean {
  if (isAdmin(ctx)) return true
  const id = ctx.database.idIn(user)
  if (id === undefined || project === undefined || ctx.db.users.get(id)?.is_active !== 1) return false
  return projectRoleOf(ctx.world, project, id) !== ''
}

function categoryIn(ctx: KanboardContext, project: number | undefined, id: PhpValue): number {
  const own = ctx.database.idIn(id)
  const name = (own === undefined ? undefined : ctx.db.project_has_categories.get(own)?.name) ?? ''
  const rows = project === undefined ? [] : ctx.db.project_has_categories.where({ project_id: project })
  return rows.find((row) => ctx.database.categoryKey(row.name) === ctx.database.categoryKey(name))?.id ?? 0
}

function swimlaneIn(ctx: KanboardContext, project: number | undefined, id: PhpValue): number {
  const own = ctx.database.idIn(id)
  const key = ctx.database.textKey((own === undefined ? undefined : ctx.db.swimlanes.get(own)?.name) ?? '')
  const rows = project === undefined ? [] : ctx.db.swimlanes.where({ project_id: project })
  return rows.find((row) => ctx.database.textKey(row.name) === key)?.id ?? 0
}

/** A column that nobody has stays the first one; nothing, and 0, stay what they are. */
function columnIn(ctx: KanboardContext, project: PhpValue, id: PhpValue): PhpValue {
  if (!isPositive(id)) return id
  const own = ctx.database.idIn(id)
  const key = ctx.database.textKey((own === undefined ? undefined : ctx.db.columns.get(own)?.title) ?? '')
  const target = ctx.database.idIn(project)
  const rows = target === undefined ? [] : ctx.db.columns.where({ project_id: target })
  const found = rows.find((row) => ctx.database.textKey(row.title) === key)
  return found?.id ?? firstColumn(ctx, project) ?? false
}

function priorityIn(ctx: KanboardContext, project: number | undefined, priority: PhpValue): PhpValue {
  const settings = project === undefined ? undefined : ctx.db.projects.get(project)
  const number = numberIn(toText(priority)) ?? 0
  // Of a project that does not exist both ends are null, which is 0 here.
  const isWithin = number >= (settings?.priority_start ?? 0) && number <= (settings?.priority_end ?? 0)
  return isWithin ? priority : (settings?.priority_default ?? null)
}

/** Subtasks start anew, at the same positions; on MySQL the time spent is null. */
export function copySubtasks(ctx: KanboardContext, from: number, to: number): void {
  const rows = ctx.db.subtasks.where({ task_id: from }).sort(byPosition)
  for (const { title, time_estimated, position, user_id } of rows) {
    const id = nextId(ctx.world, 'subtasks', ctx.database)
    const time_spent = ctx.database.freshSubtaskTime
    ctx.db.subtasks.insert({ id, title, status: 0, time_estimated, time_spent, task_id: to, user_id, position })
  }
}

/** In the order in which they are listed. Files are shared: the copy has the same path. */
export function copyFiles(ctx: KanboardContext, from: number, to: number): void {
  for (const row of ctx.db.task_has_files.where({ task_id: from }).sort(byName(ctx))) {
    if (!ctx.db.tasks.has(to)) {
      wasteId(ctx, 'task_has_files')
      continue
    }
    const id = nextId(ctx.world, 'task_has_files', ctx.database)
    const own = { id, task_id: to, user_id: ctx.callerId, date: secondsNow(ctx) }
    emitFile(ctx, 'task.file.create', ctx.db.task_has_files.insert({ ...row, ...own }))
  }
}

/** In the order in which they are listed; whoever copies them is their creator. */
export function copyExternalLinks(ctx: KanboardContext, from: number, to: number): void {
  const now = secondsNow(ctx)
  const rows = ctx.db.task_has_external_links.where({ task_id: from })
  for (const row of rows.sort((a, b) => ctx.database.compareTexts(a.title, b.title))) {
    if (!ctx.db.tasks.has(to)) {
      wasteId(ctx, 'task_has_external_links')
      continue
    }
    const id = nextId(ctx.world, 'task_has_external_links', ctx.database)
    const own = { creator_id: ctx.callerId, date_creation: now, date_modification: now }
    ctx.db.task_has_external_links.insert({ ...row, ...own, id, task_id: to })
  }
}
