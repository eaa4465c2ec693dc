import { inVersions } from '../kernel/versions.js'
import type { TextColumn } from './database.js'
import { removeProjectRows } from './project-cascades.js'
import { isEmpty, toInt, toText } from './php.js'
import type { PhpValue } from './php.js'
import type { KanboardContext } from './procedure.js'
import type { CategoryRow, ColumnRow, ProjectRow, SwimlaneRow } from './rows.js'
import { newId } from './tables.js'
import { translate } from './translate.js'
import type { Values } from './validators.js'

/** Rows of projects, and what comes into being with one: app/Model/ProjectModel.php of kanboard/kanboard@v1.2.53. */

const limits: Readonly<Record<string, TextColumn>> = {
  identifier: { name: 'identifier', limit: 50 },
  start_date: { name: 'start_date', limit: 10 },
  end_date: { name: 'end_date', limit: 10 },
}
const endless = (name: string): TextColumn => ({ name, limit: Infinity })

const texts = ['name', 'description', 'identifier', 'start_date', 'end_date', 'email'] as const
const numbers = ['priority_default', 'priority_start', 'priority_end'] as const

/** The row that a request's id means; undefined for none, throws where the database complains about the value. */
export function findProject(ctx: KanboardContext, id: PhpValue): ProjectRow | undefined {
  const found = ctx.database.idIn(id)
  return found === undefined ? undefined : ctx.db.projects.get(found)
}

export const noProject = (id: PhpValue): string => `there is no project ${toText(id) || 'without a number'}`

/** Puts `patch` into a project, which databases that append what they update move to the end. */
export function patchProject(ctx: KanboardContext, id: number, patch: Partial<ProjectRow>): void {
  ctx.db.projects.update(id, patch)
  if (ctx.database.movesUpdated) ctx.db.projects.touch(id)
}

/** Note that something in a project changed now. */
export function noteChange(ctx: KanboardContext, project: number): void {
  patchProject(ctx, project, { last_modified: nowSeconds(ctx) })
}

export const nowSeconds = ({ world }: KanboardContext): number => Math.floor(world.now() / 1000)

type Patch = { -readonly [column in keyof ProjectRow]?: ProjectRow[column] }

/** The number of a value in the statement, whose id comes last. */
function placeOf(values: Values, column: string): number {
  const given = Object.entries(values).filter(([name, value]) => name !== 'id' && value !== undefined && value !== null)
  return given.findIndex(([name]) => name === column) + 1
}

/** Columns that `ProjectModel::create` sets before the owner. */
const setBeforeOwner = ['token', 'last_modified', 'is_private'] as const

/** The columns that a request's values set. */
function columnsOf(ctx: KanboardContext, values: Values): Patch {
  const patch: Patch = {}
  for (const column of texts) {
    const value = values[column]
    if (value === null && column === 'description') patch.description = null
    if (value === undefined || value === null) continue
    const text = column === 'identifier' && !isEmpty(value) ? toText(value).toUpperCase() : toText(value)
    patch[column] = ctx.database.storeText(limits[column] ?? endless(column), text)
  }
  for (const column of numbers) {
    const value = values[column]
    if (value === undefined || value === null) continue
    const number = ctx.database.storeInteger({ table: 'projects', name: column }, toInt(value), placeOf(values, column))
    if (number !== null) patch[column] = number
  }
  return { ...patch, ...keysOf(ctx, patch) }
}

function keysOf(ctx: KanboardContext, { name, identifier, email }: Patch): Patch {
  const keys: Patch = {}
  if (name !== undefined) keys.nameKey = ctx.database.textKey(name)
  if (identifier !== undefined) keys.identifierKey = ctx.database.textKey(identifier)
  if (email !== undefined && email !== null) keys.emailKey = ctx.database.textKey(email)
  return keys
}

/** What the database fills in where an INSERT says nothing. */
const fresh: Omit<ProjectRow, 'id' | 'name' | 'nameKey' | 'last_modified' | 'owner_id'> = {
  is_active: 1,
  token: '',
  is_public: 0,
  is_private: 0,
  is_everybody_allowed: 0,
  default_swimlane: 'Default swimlane',
  show_default_swimlane: 1,
  description: null,
  identifier: '',
  start_date: '',
  end_date: '',
  priority_default: 0,
  priority_start: 0,
  priority_end: 3,
  email: null,
  predefined_email_subjects: null,
  per_swimlane_task_limits: 0,
  task_limit: 0,
  enable_global_tags: 1,
  identifierKey: '',
  emailKey: null,
}

/** Who a new project belongs to. */
export interface Ownership {
  readonly owner: PhpValue
  /** Whether the owner becomes project-manager: only where a user calls. */
  readonly joins: boolean
  readonly isPrivate?: boolean
}

/** Makes a project with its columns, swimlane and categories and answers its id, or false. */
export function insertProject(ctx: KanboardContext, values: Values, ownership: Ownership): number | false {
  const { owner, joins, isPrivate = false } = ownership
  const user = isEmpty(owner) ? undefined : ctx.database.idIn(owner)
  if (!isEmpty(owner) && (user === undefined || !ctx.db.users.has(user))) {
    return ctx.explain(`there is no user ${toText(owner)} to own the project`, false)
  }
  const place = placeOf({ ...values, ...Object.fromEntries(setBeforeOwner.map((name) => [name, 0])), owner }, 'owner')
  const owner_id = ctx.database.storeInteger({ table: 'projects', name: 'owner_id' }, owner, place) ?? 0
  const { id } = insertProjectRow(ctx, values, { owner_id })
  if (isPrivate) ctx.db.projects.update(id, { is_private: 1 })
  if (!insertColumns(ctx, id)) {
    removeProjectRows(ctx.db, id)
    ctx.db.projects.remove(id)
    return ctx.explain('the setting board_columns names two columns that are equal for this database', false)
  }
  if (inVersions(swimlaneIsRow, ctx.setup.profile.version)) insertSwimlane(ctx, id, { name: initialSwimlane(ctx) })
  if (joins && user !== undefined) {
    const role = 'project-manager'
    ctx.db.project_has_users.insert({ pair: `${id}/${user}`, project_id: id, user_id: user, role })
  }
  for (const name of initialCategories(ctx)) insertCategory(ctx, id, { name })
  return id
}

/** The row alone, without what comes into being with it. */
export function insertProjectRow(
  ctx: KanboardContext,
  values: Values,
  { owner_id, id: given }: Pick<ProjectRow, 'owner_id'> & Partial<Pick<ProjectRow, 'id'>>,
): ProjectRow {
  const columns = columnsOf(ctx, values)
  const { name = '', nameKey = '' } = columns
  const id = newId(ctx, 'projects', given)
  return ctx.db.projects.insert({ ...fresh, ...columns, id, name, nameKey, owner_id, last_modified: nowSeconds(ctx) })
}

/** kanboard/kanboard@v1.0.40 app/Schema/Sqlite.php: before, it was two columns of the project. */
export const swimlaneIsRow = { since: '1.0.40' }

const defaultColumns = ['Backlog', 'Ready', 'Work in progress', 'Done'] as const

/** `array_unique(explode_csv_field(…))` */
function listed(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  return [...new Set(names)].filter((name) => name !== '' && name !== '0')
}

/** Titles of the columns of a new project. */
export function initialColumns(ctx: KanboardContext): string[] {
  const chosen = ctx.world.settings.config['board_columns']
  return listed(chosen || defaultColumns.map((title) => translate(ctx, title)).join())
}

function insertColumns(ctx: KanboardContext, project: number): boolean {
  const titles = initialColumns(ctx)
  if (new Set(titles.map((title) => ctx.database.textKey(title))).size < titles.length) return false
  for (const [index, title] of titles.entries()) insertColumn(ctx, project, { title, position: index + 1 })
  return true
}

/** Adds a column and answers its id. */
export function insertColumn(
  ctx: KanboardContext,
  project: number,
  own: Pick<ColumnRow, 'title' | 'position'> & Partial<ColumnRow>,
): number {
  const id = newId(ctx, 'columns', own.id)
  const usual = { task_limit: 0, description: '', hide_in_dashboard: 0 } as const
  return ctx.db.columns.insert({ ...usual, ...own, id, project_id: project }).id
}

/** Name of the swimlane of a new project. */
export const initialSwimlane = (ctx: KanboardContext): string => translate(ctx, 'Default swimlane')

/** Adds a swimlane and answers its id. */
export function insertSwimlane(
  ctx: KanboardContext,
  project: number,
  own: Pick<SwimlaneRow, 'name'> & Partial<SwimlaneRow>,
): number {
  const id = newId(ctx, 'swimlanes', own.id)
  const usual = { position: 1, is_active: 1, description: '', task_limit: 0 } as const
  return ctx.db.swimlanes.insert({ ...usual, ...own, id, project_id: project }).id
}

/** Names of the categories of a new project. */
export const initialCategories = (ctx: KanboardContext): string[] =>
  listed(ctx.world.settings.config['project_categories'] ?? '')

/** Adds a category and answers its id. */
export function insertCategory(
  ctx: KanboardContext,
  project: number,
  own: Pick<CategoryRow, 'name'> & Partial<CategoryRow>,
): number {
  const id = newId(ctx, 'project_has_categories', own.id)
  const usual = { description: null, color_id: null }
  return ctx.db.project_has_categories.insert({ ...usual, ...own, id, project_id: project }).id
}

/** Changes what is given and not null; a description may be null. The caller has checked the values. */
export function changeProject(ctx: KanboardContext, id: PhpValue, values: Values): boolean {
  const owner = values['owner_id'] ?? null
  const user = isEmpty(owner) ? undefined : ctx.database.idIn(owner)
  if (!isEmpty(owner) && (user === undefined || !ctx.db.users.has(user))) {
    return ctx.explain(`there is no user ${toText(owner)} to own the project`, false)
  }
  const found = findProject(ctx, id)
  if (!found) return ctx.explain(noProject(id), false)
  const patch = columnsOf(ctx, values)
  if (owner !== null) {
    const place = placeOf(values, 'owner_id')
    patch.owner_id = ctx.database.storeInteger({ table: 'projects', name: 'owner_id' }, owner, place) ?? 0
  }
  patchProject(ctx, found.id, { ...patch, per_swimlane_task_limits: 0 })
  return true
}
