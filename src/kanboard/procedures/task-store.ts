import { inVersions } from '../../kernel/versions.js'
import { removeWithTask } from '../attached-cascades.js'
import { calendarOf } from '../calendar.js'
import { defaultColor } from '../colors.js'
import type { TextColumn } from '../database.js'
import { toTimestamp } from '../dates.js'
import { isEmpty, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import type { TaskRow } from '../rows.js'
import { newId } from '../tables.js'
import { translate } from '../translate.js'
import type { Values } from '../validators.js'
import { changeRow, secondsNow, wasteId, wasteIdOnNull } from './attached-store.js'
import { sortedByPosition } from './positions.js'
import { saveTags } from './tag-store.js'
import { emitTask } from './task-details.js'
import { holds } from './release-rules.js'

/* Rows of tasks: kanboard/kanboard@v1.2.53 app/Model/TaskCreationModel.php, TaskFinderModel.php, TaskModel.php. */

/** The row that a request's id means; undefined for none, throws where the database complains about the value. */
export function findTask(ctx: KanboardContext, id: PhpValue): TaskRow | undefined {
  const found = ctx.database.idIn(id)
  return found === undefined ? undefined : ctx.db.tasks.get(found)
}

export const noTask = (id: PhpValue): string => `there is no task ${toText(id) || 'without a number'}`

type Placed = Pick<TaskRow, 'project_id' | 'column_id' | 'swimlane_id' | 'is_active'>

/** Names a pile of the board, open and closed tasks apart. */
export const placeOf = ({ project_id, column_id, swimlane_id, is_active }: Placed): string =>
  `${project_id}/${column_id}/${swimlane_id}/${is_active}`

const referenceKeyOf = (ctx: KanboardContext, project: number, reference: string | null): string =>
  reference === null ? '' : `${project}/${ctx.database.textKey(reference)}`

/** The first task of a project with this reference. */
export function taskByReference(ctx: KanboardContext, project: number, reference: PhpValue): TaskRow | undefined {
  if (reference === null) return undefined
  const found = ctx.db.tasks.where({ referenceKey: referenceKeyOf(ctx, project, toText(reference)) })
  return inOrder(ctx, found)[0]
}

/** Rows as a query without ORDER BY brings them: by id, or as they were last updated. */
export function inOrder(ctx: KanboardContext, rows: TaskRow[]): TaskRow[] {
  return ctx.database.movesUpdated ? rows : rows.sort((a, b) => a.id - b.id)
}

/** Puts `patch` into a task and answers the new row. */
export function changeTask(ctx: KanboardContext, row: TaskRow, patch: Partial<TaskRow>): TaskRow {
  const next = { ...row, ...patch }
  const place = placeOf(next)
  const referenceKey = referenceKeyOf(ctx, next.project_id, next.reference)
  return changeRow(ctx, 'tasks', row.id, { ...patch, place, referenceKey }) ?? next
}

export function dropTask(ctx: KanboardContext, row: TaskRow): void {
  removeWithTask(ctx.db, row.id)
  ctx.db.tasks.remove(row.id)
}

/** The column that stands first; undefined where a project has none. */
export function firstColumn(ctx: KanboardContext, project: PhpValue): number | undefined {
  return columnsOf(ctx, project)[0]
}

export function lastColumn(ctx: KanboardContext, project: PhpValue): number | undefined {
  return columnsOf(ctx, project).at(-1)
}

function columnsOf(ctx: KanboardContext, project: PhpValue): number[] {
  const id = ctx.database.idIn(project)
  const rows = id === undefined ? [] : ctx.db.columns.where({ project_id: id })
  return sortedByPosition(rows).map((row) => row.id)
}

/** The first enabled swimlane, 0 where a project has none, and for the default one that was no row. */
export function firstSwimlane(ctx: KanboardContext, project: PhpValue): number {
  if (!holds(ctx, 'swimlanesAreRows')) return 0
  const id = ctx.database.idIn(project)
  const rows = id === undefined ? [] : ctx.db.swimlanes.where({ project_id: id, is_active: 1 })
  return sortedByPosition(rows)[0]?.id ?? 0
}

export const hasSwimlane = (ctx: KanboardContext, id: number): boolean =>
  ctx.db.swimlanes.has(id) || !holds(ctx, 'swimlanesAreRows')

const limits: Readonly<Record<string, TextColumn>> = {
  title: { name: 'title', limit: 65535, postgresLimit: Infinity },
  description: { name: 'description', limit: Infinity },
  color_id: { name: 'color_id', limit: 50, postgresLimit: 255 },
  reference: { name: 'reference', limit: 191 },
  external_provider: { name: 'external_provider', limit: 255 },
  external_uri: { name: 'external_uri', limit: 255 },
}
/** BIGINT in MySQL and PostgreSQL: app/Schema/Mysql.php, app/Schema/Postgres.php. */
const times: ReadonlySet<string> = new Set([
  'date_creation',
  'date_completed',
  'date_due',
  'date_started',
  'date_moved',
])
const big = { size: 'big' } as const
const decimals: ReadonlySet<string> = new Set(['time_spent', 'time_estimated'])
const recurrence: readonly string[] = [
  'recurrence_status',
  'recurrence_trigger',
  'recurrence_factor',
  'recurrence_timeframe',
  'recurrence_basedate',
]

/** Values as the columns keep them, in their order; throws where the database complains about one. */
export function storedColumns(ctx: KanboardContext, values: Values): Partial<TaskRow> {
  const stored = Object.entries(values).flatMap(([name, value], index) =>
    value === undefined ? [] : [[name, storedValue(ctx, name, value, index + 1)] as const],
  )
  // The names are columns of the table, and each got a value as its column keeps it.
  return Object.fromEntries(stored) as Partial<TaskRow>
}

function storedValue(ctx: KanboardContext, name: string, value: PhpValue, place: number): string | number | null {
  if (value === null) return null
  const limit = limits[name]
  if (limit) return ctx.database.storeText(limit, toText(value))
  if (!decimals.has(name))
    return ctx.database.storeInteger({ table: 'tasks', name, ...(times.has(name) ? big : {}) }, value, place)
  return ctx.database.storeDecimal(value)
}

/** What the database fills in where an INSERT says nothing. */
const fresh = {
  description: null,
  owner_id: 0,
  is_active: 1,
  date_completed: null,
  score: null,
  date_due: null,
  category_id: 0,
  creator_id: 0,
  reference: '',
  date_started: null,
  time_spent: 0,
  time_estimated: 0,
  recurrence_status: 0,
  recurrence_trigger: 0,
  recurrence_factor: 0,
  recurrence_timeframe: 0,
  recurrence_basedate: 0,
  recurrence_parent: null,
  recurrence_child: null,
  priority: 0,
  external_provider: null,
  external_uri: null,
} as const

/** Dates as Unix seconds, and 0 where PHP finds nothing in a number; null stays null. */
export function prepared(ctx: KanboardContext, values: Values, zeroed: readonly string[]): Values {
  const calendar = calendarOf(ctx)
  const result: Record<string, PhpValue | undefined> = { ...values }
  for (const name of ['date_due', 'date_started']) {
    const value = values[name]
    if (value !== undefined && !isEmpty(value)) result[name] = toTimestamp(value, calendar)
  }
  for (const name of zeroed)
    if (result[name] !== undefined && result[name] !== null && isEmpty(result[name])) result[name] = 0
  return result
}

/** kanboard/kanboard@v1.2.33 app/Model/TaskCreationModel.php; before, users were always the creators. */
const keepsCreator = { since: '1.2.33' }

function creatorOf(ctx: KanboardContext, given: PhpValue | undefined): PhpValue | undefined {
  if (ctx.caller.kind === 'application') return given
  return inVersions(keepsCreator, ctx.setup.profile.version) && !isEmpty(given) ? given : ctx.callerId
}

/** Fills in what is left out; false stands for the first column of a project without one. */
function completed(ctx: KanboardContext, values: Values): Values {
  const { project_id = null, column_id, swimlane_id, color_id, title } = values
  const now = secondsNow(ctx)
  const creator_id = creatorOf(ctx, values['creator_id'])
  return {
    ...values,
    column_id: isEmpty(column_id) ? (firstColumn(ctx, project_id) ?? false) : column_id,
    color_id: isEmpty(color_id) ? defaultColor(ctx) : color_id,
    title: isEmpty(title) ? translate(ctx, 'Untitled') : title,
    ...(creator_id === undefined ? {} : { creator_id }),
    swimlane_id: isEmpty(swimlane_id) ? firstSwimlane(ctx, project_id) : swimlane_id,
    date_creation: now,
    date_modification: now,
    date_moved: now,
  }
}

const resetFields = [
  'creator_id',
  'owner_id',
  'date_due',
  'date_started',
  'score',
  'category_id',
  'time_estimated',
  'time_spent',
] as const

interface TaskExtras {
  readonly tags?: readonly PhpValue[]
  /** Of a world; the next one when left out. */
  readonly id?: number | undefined
}

/** `TaskCreationModel::create`: answers the id, 0 where the database refuses. */
export function insertTask(ctx: KanboardContext, values: Values, { tags = [], id }: TaskExtras = {}): number {
  const all = completed(ctx, prepared(ctx, values, resetFields))
  const { project_id = null, column_id = null, swimlane_id = null } = all
  // The tasks there are counted first, and PostgreSQL complains in that query.
  ctx.database.operandIn(project_id, 1)
  ctx.database.operandIn(column_id, 2)
  ctx.database.operandIn(swimlane_id, 3)
  const missing = recurrence.find((name) => all[name] === null)
  const columns = storedColumns(ctx, all)
  if (missing !== undefined) {
    wasteIdOnNull(ctx, 'tasks')
    return Number(ctx.explain(`${missing} is null`, ctx.database.refuseNull('tasks', missing)))
  }
  const row = rowOf(ctx, columns, id)
  if (typeof row === 'string') {
    wasteId(ctx, 'tasks')
    return ctx.explain(row, 0)
  }
  ctx.db.tasks.insert(row)
  if (tags.length > 0) saveTags(ctx, project_id, row.id, tags)
  emitTask(ctx, row, ['task.create_update', 'task.create'])
  return row.id
}

/** The new row, or which foreign key has nothing behind it. */
function rowOf(ctx: KanboardContext, columns: Partial<TaskRow>, given: number | undefined): TaskRow | string {
  const { project_id = 0, column_id = 0, swimlane_id = 0, title = '', color_id = '', reference = '' } = columns
  if (!ctx.db.projects.has(project_id)) return `there is no project ${project_id}`
  if (!ctx.db.columns.has(column_id)) return `there is no column ${column_id}`
  if (!hasSwimlane(ctx, swimlane_id)) return `there is no swimlane ${swimlane_id}`
  const { date_creation = 0, date_modification = 0, date_moved = 0 } = columns
  const place = placeOf({ project_id, column_id, swimlane_id, is_active: 1 })
  return {
    ...fresh,
    date_creation,
    date_modification,
    date_moved,
    ...columns,
    id: newId(ctx, 'tasks', given),
    title,
    color_id,
    project_id,
    column_id,
    swimlane_id,
    position: ctx.db.tasks.count({ place }) + 1,
    referenceKey: referenceKeyOf(ctx, project_id, reference),
    place,
  }
}
