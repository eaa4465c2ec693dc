import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { quirk } from '../../kernel/quirk.js'
import { toInt, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { removeColumnRow } from '../project-cascades.js'
import { column } from '../project-entities.js'
import type { ColumnRow } from '../rows.js'
import { nextId } from '../tables.js'
import { changeRow, textOrNull, wasteId, wasteIdOnNull } from './attached-store.js'
import { holds } from './release-rules.js'
import { isOutside, lastPositionOf, reorder, sortedByPosition } from './positions.js'
import { membersOnly } from './attached-errors.js'
import { projectId } from './project-arguments.js'

const page = 'kanboard/documentation v1/api/column_procedures.md'
const recorded = 'kanboard/v1.2.53/columns.json'
const model = 'kanboard/kanboard@v1.2.53 app/Model/ColumnModel.php'

export const foreignColumns = quirk({
  name: 'kanboard.foreign-columns',
  summary: 'On: changeColumnPosition moves a column of another project. Off: it answers false.',
  until: '1.2.50',
  source: { code: 'kanboard/kanboard@86c0684f3 app/Api/Procedure/ColumnProcedure.php' },
})

export const updatesUnknownColumns = quirk({
  name: 'kanboard.update-unknown-column-true',
  summary: 'On: updateColumn of a column that does not exist answers true. Off: false.',
  source: { evidence: `${recorded}, updateColumn of an unknown column` },
})

const titleColumn = { name: 'title', limit: 191, postgresLimit: 255 }
const descriptionColumn = { name: 'description', limit: Infinity }
const columnId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the column'))
const title = (): z.ZodType<PhpValue, string> =>
  argument(z.string().min(1).max(191).describe('Title, unique in the project'))
const limit = optionalArgument(z.int().nonnegative().describe('Most open tasks, 0 for any number'), 0)
const description = optionalArgument(z.string().describe('Markdown'), '')

function findColumn(ctx: KanboardContext, id: PhpValue, place = 1): ColumnRow | undefined {
  const found = ctx.database.idIn(id, place)
  return found === undefined ? undefined : ctx.db.columns.get(found)
}

const noColumn = (id: PhpValue): string => `there is no column ${toText(id) || 'without a number'}`

/** The column of a project that has this title already. */
function namesake(ctx: KanboardContext, project: number, text: string): ColumnRow | undefined {
  const key = ctx.database.textKey(text)
  return ctx.db.columns.where({ project_id: project }).find((row) => ctx.database.textKey(row.title) === key)
}

const viewers: readonly ErrorCase[] = [membersOnly('viewer')]

export const getColumns = procedure({
  id: 'getColumns',
  group: 'Column',
  summary: 'Get all columns information for a given project',
  doc: 'Sorted by position.',
  sources: [{ doc: `${page}#getcolumns` }, { evidence: 'kanboard/v1.2.53/projects-lifecycle.json step 4' }],
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: z.array(column).describe('The columns, none for an unknown project'),
  errors: viewers,
  examples: [
    {
      title: 'a project without columns',
      input: { project_id: 999 },
      output: [],
      source: { evidence: 'kanboard/v1.2.53/matrix-unknown-ids.json step 6' },
    },
  ],
  handle: (ctx, { project_id }) => {
    const project = ctx.database.idIn(project_id)
    return project === undefined ? [] : sortedByPosition(ctx.db.columns.where({ project_id: project }))
  },
})

export const getColumn = procedure({
  id: 'getColumn',
  group: 'Column',
  summary: 'Get a single column',
  sources: [{ doc: `${page}#getcolumn` }, { evidence: recorded }],
  effect: 'read',
  failure: null,
  input: z.object({ column_id: columnId() }),
  output: column.nullable().describe('The column, null when there is none'),
  errors: [
    ...viewers,
    {
      when: 'there is no such column',
      status: 200,
      result: null,
      source: { evidence: 'kanboard/v1.2.53/matrix-unknown-ids.json' },
    },
  ],
  examples: [
    {
      title: 'an unknown number',
      input: { column_id: 999 },
      output: null,
      source: { evidence: 'kanboard/v1.2.53/matrix-unknown-ids.json step 7' },
    },
  ],
  handle: (ctx, { column_id }) => findColumn(ctx, column_id) ?? ctx.explain(noColumn(column_id), null),
})

export const addColumn = procedure({
  id: 'addColumn',
  group: 'Column',
  summary: 'Add a new column',
  doc: 'The column comes last. An empty title is accepted.',
  sources: [{ doc: `${page}#addcolumn` }, { evidence: recorded }],
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), title: title(), task_limit: limit, description }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the column, false on failure'),
  errors: [
    membersOnly('manager'),
    {
      when: 'the project does not exist, or has a column with this title',
      status: 200,
      result: false,
      source: { evidence: recorded },
    },
  ],
  examples: [
    {
      title: 'a column with a limit',
      input: { project_id: 1, title: 'Review', task_limit: 3, description: 'look' },
      output: 5,
      source: { evidence: 'kanboard/v1.2.53/columns.json step 4' },
    },
    {
      title: 'a title that is taken',
      input: { project_id: 1, title: 'Review' },
      output: false,
      source: { evidence: 'kanboard/v1.2.53/columns.json step 6' },
    },
  ],
  handle: (ctx, { project_id, title, task_limit, description }) => {
    const project = ctx.database.storeInteger({ table: 'columns', name: 'project_id' }, project_id, 1)
    const limit = limitIn(ctx, task_limit, 3)
    const stored = textOrNull(ctx, titleColumn, title)
    const text = textOrNull(ctx, descriptionColumn, description)
    if (stored === null || project === null) {
      const missing = stored === null ? 'title' : 'project_id'
      wasteIdOnNull(ctx, 'columns')
      return ctx.explain(`the ${missing} is null`, ctx.database.refuseNull('columns', missing))
    }
    if (!ctx.db.projects.has(project)) {
      wasteId(ctx, 'columns')
      return ctx.explain(`there is no project ${toText(project_id)}`, false)
    }
    if (namesake(ctx, project, stored)) {
      wasteId(ctx, 'columns')
      return ctx.explain(`the project has a column '${stored}' already`, false)
    }
    const last = lastPositionOf(ctx.db.columns.where({ project_id: project }))
    const id = nextId(ctx.world, 'columns', ctx.database)
    ctx.db.columns.insert({
      id,
      title: stored,
      position: last + 1,
      project_id: project,
      task_limit: limit,
      description: text,
      hide_in_dashboard: 0,
    })
    return id
  },
})

export const updateColumn = procedure({
  id: 'updateColumn',
  group: 'Column',
  summary: 'Update a column',
  doc: 'Limit and description that are left out are reset, and the column is shown on dashboards again.',
  sources: [{ doc: `${page}#updatecolumn` }, { evidence: recorded }],
  effect: 'write',
  failure: false,
  input: z.object({ column_id: columnId(), title: title(), task_limit: limit, description }),
  output: z.boolean().describe('true on success, also for an unknown column'),
  errors: [
    membersOnly('manager'),
    {
      when: 'the project has another column with this title',
      status: 200,
      result: false,
      source: { evidence: recorded },
    },
  ],
  examples: [
    {
      title: 'title, limit and description',
      input: { column_id: 5, title: 'Checked', task_limit: 5, description: 'new' },
      output: true,
      source: { evidence: 'kanboard/v1.2.53/columns.json step 9' },
    },
    {
      title: 'a title that is taken',
      input: { column_id: 5, title: 'Done' },
      output: false,
      source: { evidence: 'kanboard/v1.2.53/columns.json step 15' },
    },
  ],
  handle: (ctx, { column_id, title, task_limit, description }) => {
    if (ctx.database.readsValuesFirst) limitIn(ctx, task_limit, 2)
    const found = findColumn(ctx, column_id, 5)
    const isIdle = !found && !ctx.database.readsValuesFirst
    const stored = isIdle ? '' : textOrNull(ctx, titleColumn, title)
    const text = isIdle ? '' : textOrNull(ctx, descriptionColumn, description)
    if (!found) return ctx.has(updatesUnknownColumns) || ctx.explain(noColumn(column_id), false)
    if (stored === null) return ctx.explain('the title is null', ctx.database.refuseNull('columns', 'title'))
    const holder = namesake(ctx, found.project_id, stored)
    if (holder && holder.id !== found.id) return ctx.explain(`the project has a column '${stored}' already`, false)
    const columns = {
      title: stored,
      task_limit: limitIn(ctx, task_limit, 2),
      hide_in_dashboard: 0,
      description: text,
    } as const
    changeRow(ctx, 'columns', found.id, columns)
    return true
  },
})

/** `intval`, which the column may be too small for. */
const limitIn = (ctx: KanboardContext, limit: PhpValue, place: number): number =>
  ctx.database.storeInteger({ table: 'columns', name: 'task_limit' }, toInt(limit), place) ?? 0

export const removeColumn = procedure({
  id: 'removeColumn',
  group: 'Column',
  summary: 'Remove a column',
  doc: 'Only without tasks, open or closed; until 1.0.38 they go with it. The positions of the others stay as they are.',
  sources: [{ doc: `${page}#removecolumn` }, { evidence: recorded }],
  effect: 'write',
  failure: false,
  input: z.object({ column_id: columnId() }),
  output: z.boolean().describe('true on success'),
  errors: [
    membersOnly('manager'),
    { when: 'there is no such column', status: 200, result: false, source: { evidence: recorded } },
    { when: 'the column has tasks', since: '1.0.39', status: 200, result: false, source: { evidence: recorded } },
  ],
  examples: [
    {
      title: 'an empty column',
      input: { column_id: 5 },
      output: true,
      source: { evidence: 'kanboard/v1.2.53/columns.json step 27' },
    },
    {
      title: 'a column with tasks',
      since: '1.0.39',
      input: { column_id: 5 },
      output: false,
      source: { evidence: 'kanboard/v1.2.53/columns.json step 23' },
    },
  ],
  handle: (ctx, { column_id }) => {
    const found = findColumn(ctx, column_id)
    // The tasks are counted with the project of the column, which is false and thus an empty text for an unknown one.
    if (!found && holds(ctx, 'columnsWithTasksStay')) ctx.database.idIn('')
    if (!found) return ctx.explain(noColumn(column_id), false)
    const tasks = ctx.db.tasks.where({ column_id: found.id })
    const own = tasks.filter((task) => task.project_id === found.project_id)
    const isKept = own.length > 0 && holds(ctx, 'columnsWithTasksStay')
    if (isKept) return ctx.explain(`the column has ${own.length} tasks`, false)
    removeColumnRow(ctx.db, found.id)
    return true
  },
})

export const changeColumnPosition = procedure({
  id: 'changeColumnPosition',
  group: 'Column',
  summary: 'Change the column position',
  doc: 'The other columns of the project are numbered around the new place.',
  sources: [{ doc: `${page}#changecolumnposition` }, { evidence: recorded }, { code: `${model}:201` }],
  versions: { since: '1.0.26' },
  effect: 'write',
  failure: false,
  input: z.object({
    project_id: projectId(),
    column_id: columnId(),
    position: argument(z.int().positive().describe('New place, from 1 to the number of columns')),
  }),
  output: z.boolean().describe('true on success'),
  errors: [
    membersOnly('manager'),
    {
      when: 'the position is below 1 or above the number of columns',
      status: 200,
      result: false,
      source: { evidence: recorded },
    },
    {
      when: 'the column does not belong to the project',
      since: '1.2.51',
      status: 200,
      result: false,
      source: { evidence: recorded },
    },
  ],
  examples: [
    {
      title: 'to the left',
      input: { project_id: 1, column_id: 5, position: 1 },
      output: true,
      source: { evidence: 'kanboard/v1.2.53/columns.json step 16' },
    },
    {
      title: 'a place that does not exist',
      input: { project_id: 1, column_id: 5, position: 0 },
      output: false,
      source: { evidence: 'kanboard/v1.2.53/columns.json step 18' },
    },
  ],
  handle: (ctx, { project_id, column_id, position }) => {
    const found = findColumn(ctx, column_id)
    const isForeign = (found?.project_id ?? 0) !== toInt(project_id)
    if (isForeign && !ctx.has(foreignColumns)) return ctx.explain('the column does not belong to the project', false)
    const project = ctx.database.idIn(project_id)
    const rows = project === undefined ? [] : ctx.db.columns.where({ project_id: project })
    if (isOutside(position, rows.length)) return ctx.explain(`the position is not within 1 and ${rows.length}`, false)
    const others = sortedByPosition(rows.filter((row) => row.id !== found?.id))
    for (const [id, place] of reorder(others, position)) changeRow(ctx, 'columns', id, { position: place })
    const own = ctx.database.storeInteger({ table: 'columns', name: 'position' }, position)
    if (found) changeRow(ctx, 'columns', found.id, { position: own ?? 0 })
    return true
  },
})
