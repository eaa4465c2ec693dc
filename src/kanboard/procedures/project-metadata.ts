import { z } from 'zod'
import { dictionary } from '../dictionary.js'
import { isArray, isEmpty, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import type { ProjectMetadataRow } from '../rows.js'
import { membersOnly } from './attached-errors.js'
import { projectId } from './project-arguments.js'

const page = 'kanboard/documentation v1/api/project_metadata_procedures.md'
const recorded = 'kanboard/v1.2.53/project-metadata.json'
const unknown = 'kanboard/v1.2.53/matrix-unknown-ids.json'

const nameColumn = { name: 'name', limit: 50 }
const valueColumn = { name: 'value', limit: 255 }
const name = (): z.ZodType<PhpValue, string> => argument(z.string().max(50).describe('Name of the value'))

const pairOf = (ctx: KanboardContext, project: number, key: string): string => `${project}/${ctx.database.textKey(key)}`

/** WHERE project_id = ? AND name = ?; null is equal to nothing. */
function findRow(ctx: KanboardContext, project: PhpValue, key: PhpValue): ProjectMetadataRow | undefined {
  const id = ctx.database.idIn(project)
  if (id === undefined || key === null) return undefined
  return ctx.db.project_has_metadata.get(pairOf(ctx, id, toText(key)))
}

export const getProjectMetadata = procedure({
  id: 'getProjectMetadata',
  group: 'Project Metadata',
  summary: 'Get Project metadata',
  doc: 'Sorted by name.',
  sources: [{ doc: `${page}#getprojectmetadata` }, { evidence: recorded }],
  versions: { since: '1.2.3' },
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: dictionary('Values by name', z.string().nullable()),
  errors: [membersOnly('viewer')],
  examples: [
    { title: 'an unknown project', input: { project_id: 999 }, output: {}, source: { evidence: `${unknown} step 60` } },
  ],
  handle: (ctx, { project_id }) => {
    const project = ctx.database.idIn(project_id)
    const rows = project === undefined ? [] : ctx.db.project_has_metadata.where({ project_id: project })
    const sorted = rows.sort((a, b) => ctx.database.compareTexts(a.name, b.name))
    return new Map(sorted.map((row) => [row.name, row.value]))
  },
})

export const getProjectMetadataByName = procedure({
  id: 'getProjectMetadataByName',
  group: 'Project Metadata',
  summary: 'Fetch single metadata value',
  doc: "A value that PHP takes for empty (null, '0') is answered as an empty text.",
  sources: [{ doc: `${page}#getprojectmetadatabyname` }, { evidence: recorded }],
  versions: { since: '1.2.3' },
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId(), name: name() }),
  output: z.string().describe('The value, empty when there is none'),
  errors: [
    membersOnly('viewer'),
    { when: 'there is no such name or project', status: 200, result: '', source: { evidence: unknown } },
  ],
  examples: [
    {
      title: 'unknown numbers',
      input: { project_id: 999, name: 'x' },
      output: '',
      source: { evidence: `${unknown} step 61` },
    },
  ],
  handle: (ctx, { project_id, name }) => {
    const value = findRow(ctx, project_id, name)?.value ?? null
    if (value !== null && !isEmpty(value)) return value
    return ctx.explain(`the project has no value '${toText(name)}', or an empty one`, '')
  },
})

/** Keys and values in order; the members of a list are called 0, 1, 2 … */
function entriesOf(values: PhpValue): (readonly [string, PhpValue])[] {
  if (values instanceof Map) return [...values]
  return isArray(values) ? [...values].map((value, index) => [String(index), value] as const) : []
}

export const saveProjectMetadata = procedure({
  id: 'saveProjectMetadata',
  group: 'Project Metadata',
  summary: 'Add or update metadata',
  doc: 'Values are stored as text; a list or an object inside becomes the word Array.',
  sources: [{ doc: `${page}#saveprojectmetadata` }, { evidence: recorded }],
  versions: { since: '1.2.3' },
  effect: 'write',
  failure: false,
  input: z.object({
    project_id: projectId(),
    values: argument(z.record(z.string().max(50), z.string().max(255)).describe('Values by name')),
  }),
  output: z.boolean().describe('true on success'),
  errors: [
    { ...membersOnly('member'), since: '1.2.50' },
    { when: 'there is no such project', status: 200, result: false, source: { evidence: unknown } },
    {
      when: 'the values are no object or list',
      status: 500,
      source: {
        code: 'kanboard/kanboard@v1.2.53 app/Api/Procedure/ProjectMetaDataProcedure.php saveProjectMetadata(array)',
      },
    },
  ],
  examples: [
    {
      title: 'a text',
      input: { project_id: 1, values: { k: 'v2' } },
      output: true,
      source: { evidence: 'kanboard/v1.2.53/project-metadata.json step 8' },
    },
    {
      title: 'an unknown project',
      input: { project_id: 99, values: { a: 'b' } },
      output: false,
      source: { evidence: 'kanboard/v1.2.53/project-metadata.json step 14' },
    },
  ],
  handle: (ctx, { project_id, values }) => {
    const project = ctx.database.idIn(project_id)
    const rows = entriesOf(values).map(([key, value]) => ({
      name: ctx.database.storeText(nameColumn, key),
      value: value === null ? null : ctx.database.storeText(valueColumn, toText(value)),
    }))
    if (rows.length === 0) return true
    if (project === undefined || !ctx.db.projects.has(project)) {
      const own = ctx.database.storeInteger({ table: 'project_has_metadata', name: 'project_id' }, project_id)
      const refused = own === null && ctx.database.refuseNull('project_has_metadata', 'project_id')
      return ctx.explain(`there is no project ${toText(project_id)}`, refused)
    }
    for (const { name, value } of rows) {
      const pair = pairOf(ctx, project, name)
      const changed = ctx.db.project_has_metadata.update(pair, { value })
      if (!changed) ctx.db.project_has_metadata.insert({ pair, project_id: project, name, value })
    }
    return true
  },
})

export const removeProjectMetadata = procedure({
  id: 'removeProjectMetadata',
  group: 'Project Metadata',
  summary: 'Remove a project metadata',
  sources: [{ doc: `${page}#removeprojectmetadata` }, { evidence: recorded }],
  versions: { since: '1.2.3' },
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), name: name() }),
  output: z.boolean().describe('true on success'),
  errors: [
    { ...membersOnly('member'), since: '1.2.50' },
    { when: 'there is no such name or project', status: 200, result: false, source: { evidence: unknown } },
  ],
  examples: [
    {
      title: 'unknown numbers',
      input: { project_id: 999, name: 'x' },
      output: false,
      source: { evidence: `${unknown} step 63` },
    },
  ],
  handle: (ctx, { project_id, name }) => {
    const found = findRow(ctx, project_id, name)
    if (!found) return ctx.explain(`the project has no value '${toText(name)}'`, false)
    ctx.db.project_has_metadata.remove(found.pair)
    return true
  },
})
