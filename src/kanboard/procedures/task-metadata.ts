import { z } from 'zod'
import { isArray, objectOf, toText, valuesOf } from '../php.js'
import type { PhpMap, PhpValue } from '../php.js'
import { argument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import type { TaskMetadataRow } from '../tag-rows.js'
import { textOrNull } from './attached-store.js'
import { roleNeeded, taskId } from './task-arguments.js'
import { findTask, noTask } from './task-store.js'

const page = 'kanboard/documentation v1/api/task_metadata_procedures.md'
const recorded = 'kanboard/v1.2.53/task-metadata.json'

const nameColumn = { name: 'name', limit: 50 }
const valueColumn = { name: 'value', limit: 255 }
const name = (): z.ZodType<PhpValue, string> => argument(z.string().min(1).max(50).describe('Name'))
const text = z.string().nullable().describe('Value as text; null where null was saved')

export const getTaskMetadata = procedure({
  id: 'getTaskMetadata',
  group: 'Task Metadata',
  summary: 'Get all metadata related to a task by task unique id',
  doc: 'Sorted by name.',
  sources: [{ doc: `${page}#gettaskmetadata` }, { evidence: `${recorded} steps 3-17` }],
  versions: { since: '1.0.33' },
  effect: 'read',
  failure: false,
  input: z.object({ task_id: taskId() }),
  output: z.record(z.string(), text).describe('Values by name; an empty object also for an unknown task'),
  errors: [roleNeeded('viewer')],
  examples: [
    {
      title: 'two values',
      input: { task_id: 1 },
      output: { k: 'v', k2: 'v2' },
      source: { evidence: `${recorded} step 5` },
    },
  ],
  handle: (ctx, { task_id }) => {
    const rows = rowsOf(ctx, task_id).sort((a, b) => ctx.database.compareTexts(a.name, b.name))
    // A Map is an object on the wire, in this order.
    return objectOf(rows.map((row) => [row.name, row.value] as const)) as Record<string, string | null>
  },
})

export const getTaskMetadataByName = procedure({
  id: 'getTaskMetadataByName',
  group: 'Task Metadata',
  summary: 'Get metadata related to a task by task unique id and metakey (name)',
  sources: [{ doc: `${page}#gettaskmetadatabyname` }, { evidence: `${recorded} steps 6, 7` }],
  versions: { since: '1.0.33' },
  effect: 'read',
  failure: false,
  input: z.object({ task_id: taskId(), name: name() }),
  output: z.string().describe('The value; empty where there is none, and for 0 and null'),
  errors: [
    roleNeeded('viewer'),
    { when: 'there is no such name or task', status: 200, result: '', source: { evidence: `${recorded} step 7` } },
  ],
  examples: [
    { title: 'a value', input: { task_id: 1, name: 'k' }, output: 'v', source: { evidence: `${recorded} step 6` } },
  ],
  handle: (ctx, { task_id, name }) => {
    const value = rowNamed(ctx, task_id, name)?.value ?? ''
    // PHP's ?: takes the text 0 for nothing, too.
    if (value === '' || value === '0') return ctx.explain(`there is nothing named '${toText(name)}'`, '')
    return value
  },
})

export const saveTaskMetadata = procedure({
  id: 'saveTaskMetadata',
  group: 'Task Metadata',
  summary: 'Save/update task metadata',
  doc: 'Other names stay. Values become text: true is 1, a list is the word Array.',
  sources: [{ doc: `${page}#savetaskmetadata` }, { evidence: `${recorded} steps 4-20` }],
  versions: { since: '1.0.33' },
  effect: 'write',
  failure: false,
  input: z.object({
    task_id: taskId(),
    values: argument(z.record(z.string(), z.string()).describe('Values by name')),
  }),
  output: z.boolean().describe('true on success'),
  errors: [
    roleNeeded('member'),
    { when: 'there is no such task', status: 200, result: false, source: { evidence: `${recorded} step 13` } },
  ],
  examples: [
    {
      title: 'two values',
      input: { task_id: 1, values: { k: 'v', k2: 'v2' } },
      output: true,
      source: { evidence: `${recorded} step 4` },
    },
  ],
  handle: (ctx, { task_id, values }) => {
    const entries = isArray(values) ? entriesOf(values) : []
    if (entries.length === 0) return true
    const stored = entries.map(
      ([key, value]) => [ctx.database.storeText(nameColumn, key), textOrNull(ctx, valueColumn, value)] as const,
    )
    const task = findTask(ctx, task_id)
    const own = ctx.database.storeInteger({ table: 'task_has_metadata', name: 'task_id' }, task_id)
    if (own === null) return ctx.explain('the task is null', ctx.database.refuseNull('task_has_metadata', 'task_id'))
    if (!task) return ctx.explain(noTask(task_id), false)
    for (const [key, value] of stored) saveValue(ctx, task.id, key, value)
    return true
  },
})

const entriesOf = (values: readonly PhpValue[] | PhpMap): (readonly [string, PhpValue])[] =>
  values instanceof Map ? [...values] : valuesOf(values).map((value, index) => [String(index), value] as const)

function saveValue(ctx: KanboardContext, task_id: number, key: string, value: string | null): void {
  const pair = pairOf(ctx, task_id, key)
  if (ctx.db.task_has_metadata.has(pair)) ctx.db.task_has_metadata.update(pair, { value })
  else ctx.db.task_has_metadata.insert({ pair, task_id, name: key, value })
}

export const removeTaskMetadata = procedure({
  id: 'removeTaskMetadata',
  group: 'Task Metadata',
  summary: 'Remove task metadata by name',
  sources: [{ doc: `${page}#removetaskmetadata` }, { evidence: `${recorded} steps 10, 11, 22` }],
  versions: { since: '1.0.33' },
  effect: 'write',
  failure: false,
  input: z.object({ task_id: taskId(), name: name() }),
  output: z.boolean().describe('true on success'),
  errors: [
    roleNeeded('member'),
    { when: 'there is no such name or task', status: 200, result: false, source: { evidence: `${recorded} step 11` } },
  ],
  examples: [
    { title: 'a value', input: { task_id: 1, name: 'k' }, output: true, source: { evidence: `${recorded} step 10` } },
  ],
  handle: (ctx, { task_id, name }) => {
    const found = rowNamed(ctx, task_id, name)
    if (!found) return ctx.explain(`there is nothing named '${toText(name)}'`, false)
    ctx.db.task_has_metadata.remove(found.pair)
    return true
  },
})

const pairOf = (ctx: KanboardContext, task: number, key: string): string => `${task}/${ctx.database.textKey(key)}`

function rowsOf(ctx: KanboardContext, task_id: PhpValue): TaskMetadataRow[] {
  const id = ctx.database.idIn(task_id)
  return id === undefined ? [] : ctx.db.task_has_metadata.where({ task_id: id })
}

function rowNamed(ctx: KanboardContext, task_id: PhpValue, key: PhpValue): TaskMetadataRow | undefined {
  const id = ctx.database.idIn(task_id)
  return id === undefined || key === null ? undefined : ctx.db.task_has_metadata.get(pairOf(ctx, id, toText(key)))
}
