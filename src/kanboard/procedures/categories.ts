import { z } from 'zod'
import { inVersions } from '../../kernel/versions.js'
import { quirk } from '../../kernel/quirk.js'
import { toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { category } from '../project-entities.js'
import type { CategoryRow } from '../rows.js'
import { nextId } from '../tables.js'
import { faultsIn, integer, maxLength, required } from '../validators.js'
import type { Values } from '../validators.js'
import { changeRow, textOrNull, wasteId } from './attached-store.js'
import { membersOnly } from './attached-errors.js'
import { projectId } from './project-arguments.js'

const page = 'kanboard/documentation v1/api/category_procedures.md'
const recorded = 'kanboard/v1.2.53/categories.json'

export const updatesUnknownCategories = quirk({
  name: 'kanboard.update-unknown-category-true',
  summary: 'On: updateCategory of a category that does not exist answers true. Off: false.',
  source: { evidence: 'kanboard/v1.2.53/matrix-unknown-ids.json' },
})

const colors = { since: '1.2.37' }
/** kanboard/kanboard@v1.2.3 app/Validator/CategoryValidator.php: 191 characters since, 50 before. */
const longNames = { since: '1.2.3' }

const nameColumn = { name: 'name', limit: 191, postgresLimit: 255 }
const colorColumn = { name: 'color_id', limit: 50 }
const categoryId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the category'))
const name = (): z.ZodType<PhpValue, string> =>
  argument(z.string().min(1).max(191).describe('Name, unique in the project'))
const color = optionalArgument(z.string().nullable().describe('Color of the category'), null)

function findCategory(ctx: KanboardContext, id: PhpValue, place = 1): CategoryRow | undefined {
  const found = ctx.database.idIn(id, place)
  return found === undefined ? undefined : ctx.db.project_has_categories.get(found)
}

const noCategory = (id: PhpValue): string => `there is no category ${toText(id) || 'without a number'}`

function namesake(ctx: KanboardContext, project: number, text: string): CategoryRow | undefined {
  const key = ctx.database.categoryKey(text)
  const rows = ctx.db.project_has_categories.where({ project_id: project })
  return rows.find((row) => ctx.database.categoryKey(row.name) === key)
}

function faults(ctx: KanboardContext, values: Values, needed: string): string[] {
  const limit = inVersions(longNames, ctx.setup.profile.version) ? 191 : 50
  return faultsIn(values, [
    required(needed),
    required('name'),
    integer('id'),
    integer('project_id'),
    maxLength('name', limit),
  ])
}

const hasColors = (ctx: KanboardContext): boolean => inVersions(colors, ctx.setup.profile.version)

export const getCategory = procedure({
  id: 'getCategory',
  group: 'Category',
  summary: 'Get category information',
  sources: [{ doc: `${page}#getcategory` }, { evidence: recorded }],
  effect: 'read',
  failure: null,
  input: z.object({ category_id: categoryId() }),
  output: category.nullable().describe('The category, null when there is none'),
  errors: [
    membersOnly('viewer'),
    {
      when: 'there is no such category',
      status: 200,
      result: null,
      source: { evidence: 'kanboard/v1.2.53/matrix-unknown-ids.json' },
    },
  ],
  examples: [
    {
      title: 'an unknown number',
      input: { category_id: 999 },
      output: null,
      source: { evidence: 'kanboard/v1.2.53/matrix-unknown-ids.json step 12' },
    },
  ],
  handle: (ctx, { category_id }) => findCategory(ctx, category_id) ?? ctx.explain(noCategory(category_id), null),
})

export const getAllCategories = procedure({
  id: 'getAllCategories',
  group: 'Category',
  summary: 'Get all available categories',
  doc: 'Sorted by name in the order of the database.',
  sources: [{ doc: `${page}#getallcategories` }, { evidence: recorded }],
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: z.array(category).describe('The categories, none for an unknown project'),
  errors: [membersOnly('viewer')],
  examples: [
    {
      title: 'a new project',
      input: { project_id: 1 },
      output: [],
      source: { evidence: 'kanboard/v1.2.53/projects-lifecycle.json step 6' },
    },
  ],
  handle: (ctx, { project_id }) => {
    const project = ctx.database.idIn(project_id)
    const rows = project === undefined ? [] : ctx.db.project_has_categories.where({ project_id: project })
    return rows.sort((a, b) => ctx.database.compareCategories(a.name, b.name))
  },
})

export const createCategory = procedure({
  id: 'createCategory',
  group: 'Category',
  summary: 'Create a new category',
  sources: [{ doc: `${page}#createcategory` }, { evidence: recorded }],
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), name: name(), color_id: color }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the category, false on failure'),
  errors: [
    membersOnly('manager'),
    {
      when: 'the project does not exist, or has a category with this name (on SQLite also in another letter case)',
      status: 200,
      result: false,
      source: { evidence: recorded },
    },
    {
      when: 'the name is empty or has more than 191 characters',
      status: 200,
      result: false,
      source: { evidence: recorded },
    },
  ],
  examples: [
    {
      title: 'a category',
      input: { project_id: 1, name: 'Bug' },
      output: 1,
      source: { evidence: 'kanboard/v1.2.53/categories.json step 3' },
    },
    {
      title: 'a name that is taken',
      input: { project_id: 1, name: 'Bug' },
      output: false,
      source: { evidence: 'kanboard/v1.2.53/categories.json step 5' },
    },
  ],
  handle: (ctx, { project_id, name, color_id }) => {
    const found = faults(ctx, { project_id, name }, 'project_id')
    if (found.length > 0) return ctx.explain(found.join('; '), false)
    const project = ctx.database.idIn(project_id)
    const text = ctx.database.storeText(nameColumn, toText(name))
    const shade = hasColors(ctx) ? textOrNull(ctx, colorColumn, color_id ?? null) : null
    if (project === undefined || !ctx.db.projects.has(project)) {
      ctx.database.storeInteger({ table: 'project_has_categories', name: 'project_id' }, project_id)
      wasteId(ctx, 'project_has_categories')
      return ctx.explain(`there is no project ${toText(project_id)}`, false)
    }
    if (namesake(ctx, project, text)) {
      wasteId(ctx, 'project_has_categories')
      return ctx.explain(`the project has a category '${text}' already`, false)
    }
    const id = nextId(ctx.world, 'project_has_categories', ctx.database)
    const row = { id, name: text, project_id: project, description: null, color_id: shade }
    ctx.db.project_has_categories.insert(row)
    return id
  },
})

export const updateCategory = procedure({
  id: 'updateCategory',
  group: 'Category',
  summary: 'Update a category',
  doc: 'A color that is left out is cleared.',
  sources: [{ doc: `${page}#updatecategory` }, { evidence: recorded }],
  effect: 'write',
  failure: false,
  input: z.object({ id: categoryId(), name: name(), color_id: color }),
  output: z.boolean().describe('true on success, also for an unknown category'),
  errors: [
    membersOnly('manager'),
    { when: 'the name is empty or taken', status: 200, result: false, source: { evidence: recorded } },
  ],
  examples: [
    {
      title: 'a name',
      input: { id: 1, name: 'Defect' },
      output: true,
      source: { evidence: 'kanboard/v1.2.53/categories.json step 15' },
    },
    {
      title: 'an empty name',
      input: { id: 1, name: '' },
      output: false,
      source: { evidence: 'kanboard/v1.2.53/categories.json step 17' },
    },
  ],
  handle: (ctx, { id, name, color_id }) => {
    const wrong = faults(ctx, { id, name }, 'id')
    if (wrong.length > 0) return ctx.explain(wrong.join('; '), false)
    const text = ctx.database.storeText(nameColumn, toText(name))
    const shade = hasColors(ctx) ? { color_id: textOrNull(ctx, colorColumn, color_id ?? null) } : {}
    const found = findCategory(ctx, id, hasColors(ctx) ? 3 : 2)
    if (!found) return ctx.has(updatesUnknownCategories) || ctx.explain(noCategory(id), false)
    const holder = namesake(ctx, found.project_id, text)
    if (holder && holder.id !== found.id) return ctx.explain(`the project has a category '${text}' already`, false)
    changeRow(ctx, 'project_has_categories', found.id, { name: text, ...shade })
    return true
  },
})

export const removeCategory = procedure({
  id: 'removeCategory',
  group: 'Category',
  summary: 'Remove a category',
  doc: 'Tasks of the category have none from then on.',
  sources: [{ doc: `${page}#removecategory` }, { evidence: recorded }],
  effect: 'write',
  failure: false,
  input: z.object({ category_id: categoryId() }),
  output: z.boolean().describe('true on success'),
  errors: [
    membersOnly('manager'),
    {
      when: 'there is no such category',
      status: 200,
      result: false,
      source: { evidence: 'kanboard/v1.2.53/matrix-unknown-ids.json' },
    },
  ],
  examples: [
    {
      title: 'an unknown number',
      input: { category_id: 999 },
      output: false,
      source: { evidence: 'kanboard/v1.2.53/matrix-unknown-ids.json step 14' },
    },
  ],
  handle: (ctx, { category_id }) => {
    const found = findCategory(ctx, category_id, 2)
    ctx.database.scan(category_id, ctx.db.tasks.size)
    if (!found) return ctx.explain(noCategory(category_id), false)
    for (const task of ctx.db.tasks.where({ category_id: found.id }))
      changeRow(ctx, 'tasks', task.id, { category_id: 0 })
    ctx.db.project_has_categories.remove(found.id)
    return true
  },
})
