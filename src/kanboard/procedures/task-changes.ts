import { z } from 'zod'
import { Crash } from '../faults.js'
import { isArray, looselyEquals, toInt, valuesOf } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import type { TaskRow } from '../rows.js'
import type { Values } from '../validators.js'
import { changeRow, secondsNow } from './attached-store.js'
import { holds } from './release-rules.js'
import { saveTags } from './tag-store.js'
import { dropFile } from './task-files.js'
import { projectId, roleNeeded, taskId, taskMember } from './task-arguments.js'
import { differences, emitTask } from './task-details.js'
import { changeFaults, creationFaults, whyNotAssignable } from './task-rules.js'
import { changeTask, dropTask, findTask, insertTask, noTask, prepared, storedColumns } from './task-store.js'

const page = 'kanboard/documentation v1/api/task_procedures.md'
const creation = 'kanboard/v1.2.53/tasks-create.json'
const change = 'kanboard/v1.2.53/tasks-update.json'
const status = 'kanboard/v1.2.53/tasks-status.json'

const arrayOf = (value: PhpValue): readonly PhpValue[] => (isArray(value) ? valuesOf(value) : [])

export const createTask = procedure({
  id: 'createTask',
  group: 'Task',
  summary: 'Create a new task',
  doc: 'Only the assignee is checked, not the category or the colour. A title of 0 becomes `Untitled`.',
  sources: [{ doc: `${page}#createtask` }, { evidence: `${creation} steps 7-35` }],
  effect: 'write',
  failure: false,
  input: z.object({
    title: argument(z.string().min(1).max(65535).describe('Title')),
    project_id: projectId(),
    color_id: taskMember('color_id', ''),
    column_id: optionalArgument(z.int().nullable().describe('Number of the column, the first one for 0'), 0),
    owner_id: taskMember('owner_id', 0),
    creator_id: optionalArgument(z.int().describe('User who makes it: a member or manager; the caller for 0'), 0),
    date_due: taskMember('date_due', ''),
    description: taskMember('description', ''),
    category_id: taskMember('category_id', 0),
    score: taskMember('score', 0),
    swimlane_id: optionalArgument(
      z.int().positive().nullable().describe('Number of the swimlane, else the first'),
      null,
    ),
    priority: taskMember('priority', 0),
    recurrence_status: taskMember('recurrence_status', 0),
    recurrence_trigger: taskMember('recurrence_trigger', 0),
    recurrence_factor: taskMember('recurrence_factor', 0),
    recurrence_timeframe: taskMember('recurrence_timeframe', 0),
    recurrence_basedate: taskMember('recurrence_basedate', 0),
    reference: taskMember('reference', ''),
    tags: taskMember('tags', []),
    date_started: taskMember('date_started', ''),
    time_spent: taskMember('time_spent', null),
    time_estimated: taskMember('time_estimated', null),
  }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the task; false or 0 on failure'),
  errors: [
    roleNeeded('member'),
    { when: 'the title is empty', status: 200, result: false, source: { evidence: `${creation} step 11` } },
    { when: 'there is no such project', status: 200, result: 0, source: { evidence: `${creation} step 12` } },
    { when: 'the assignee is no member', status: 200, result: false, source: { evidence: `${creation} step 13` } },
    { when: 'there is no such column', status: 200, result: 0, source: { evidence: `${creation} step 18` } },
    {
      when: 'there is no such swimlane',
      since: '1.0.40',
      status: 200,
      result: 0,
      source: { evidence: `${creation} step 19` },
    },
    { when: 'a date is none', status: 200, result: false, source: { evidence: `${creation} step 27` } },
  ],
  examples: [
    {
      title: 'the least',
      input: { title: 'Minimal', project_id: 1 },
      output: 1,
      source: { evidence: `${creation} step 7` },
    },
    {
      title: 'without a title',
      input: { title: '', project_id: 1 },
      output: false,
      source: { evidence: `${creation} step 11` },
    },
  ],
  handle: (ctx, { tags, ...values }) => {
    const { project_id, owner_id, creator_id = null } = values
    const owner = owner_id === 0 ? undefined : whyNotAssignable(ctx, project_id, owner_id)
    if (owner !== undefined) return ctx.explain(owner, false)
    const isChecked = holds(ctx, 'creatorIsChecked') && creator_id !== 0
    const creator = isChecked ? whyNotAssignable(ctx, project_id, creator_id) : undefined
    if (creator !== undefined) return ctx.explain(creator, false)
    const isOwn = !holds(ctx, 'creatorIsChecked') && ctx.caller.kind === 'user'
    const named = isOwn ? { ...values, creator_id: ctx.callerId } : values
    const faults = creationFaults(ctx, named)
    if (faults.length > 0) return ctx.explain(faults.join('; '), false)
    return insertTask(ctx, inOrderOfInsert(named), { tags: arrayOf(tags ?? null) })
  },
})

/** PHP's order of the columns in the statement, which PostgreSQL counts; members that a release lacks are left out. */
function inOrderOfInsert({ priority, date_started, time_spent, time_estimated, ...values }: Values): Values {
  const all = { ...values, priority, date_started, time_spent, time_estimated }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

export const updateTask = procedure({
  id: 'updateTask',
  group: 'Task',
  summary: 'Update a task',
  doc: 'Only what is given and not null changes; also of a closed task. A list of tags replaces those there are.',
  sources: [{ doc: `${page}#updatetask` }, { evidence: `${change} steps 6-34` }],
  effect: 'write',
  failure: false,
  input: z.object({
    id: taskId(),
    title: optionalArgument(z.string().max(65535).nullable().describe('Title, may be empty'), null),
    color_id: taskMember('color_id', null),
    owner_id: taskMember('owner_id', null),
    date_due: taskMember('date_due', null),
    description: taskMember('description', null),
    category_id: taskMember('category_id', null),
    score: taskMember('score', null),
    priority: taskMember('priority', null),
    recurrence_status: taskMember('recurrence_status', null),
    recurrence_trigger: taskMember('recurrence_trigger', null),
    recurrence_factor: taskMember('recurrence_factor', null),
    recurrence_timeframe: taskMember('recurrence_timeframe', null),
    recurrence_basedate: taskMember('recurrence_basedate', null),
    reference: taskMember('reference', null),
    tags: taskMember('tags', null),
    date_started: taskMember('date_started', null),
    time_spent: taskMember('time_spent', null),
    time_estimated: taskMember('time_estimated', null),
  }),
  output: z.boolean().describe('true on success'),
  errors: [
    roleNeeded('member'),
    { when: 'there is no such task', status: 200, result: false, source: { evidence: `${change} step 32` } },
    { when: 'the assignee is no member', status: 200, result: false, source: { evidence: `${change} step 11` } },
    { when: 'a date is none', status: 200, result: false, source: { evidence: `${change} step 17` } },
  ],
  examples: [
    { title: 'a title', input: { id: 1, title: 'T2' }, output: true, source: { evidence: `${change} step 6` } },
    { title: 'no such task', input: { id: 99, title: 'x' }, output: false, source: { evidence: `${change} step 32` } },
  ],
  handle: (ctx, input) => {
    const found = findTask(ctx, input.id)
    if (!found) return ctx.explain(noTask(input.id), false)
    const { owner_id = null } = input
    const isNobody = holds(ctx, 'nobodyIsAssignable') && looselyEquals(0, owner_id)
    const isFree = owner_id === null || isNobody
    const refusal = isFree ? undefined : whyNotAssignable(ctx, found.project_id, owner_id)
    if (refusal !== undefined) return ctx.explain(refusal, false)
    const given = withoutNull(input)
    const faults = changeFaults(ctx, given)
    if (faults.length > 0) return ctx.explain(faults.join('; '), false)
    return applyChanges(ctx, found, given)
  },
})

const withoutNull = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null))

/** Of an update these become integers, whatever text stood for them. */
const integers: readonly string[] = [
  'priority',
  'recurrence_status',
  'recurrence_trigger',
  'recurrence_factor',
  'recurrence_timeframe',
  'recurrence_basedate',
]
const zeroed = ['date_due', 'date_started', 'score', 'category_id', 'time_estimated', 'time_spent'] as const

/** `TaskModificationModel::update`; nobody is told when it is quiet. */
export function applyChanges(ctx: KanboardContext, task: TaskRow, given: Values, isQuiet = false): boolean {
  const { id: _id, tags, ...values } = given
  if (tags !== undefined && tags !== null) {
    if (!isArray(tags)) throw new Crash('tags is no list')
    saveTags(ctx, task.project_id, task.id, tags)
  }
  const changes: Record<string, PhpValue | undefined> = { ...prepared(ctx, lastPriority(values), zeroed) }
  for (const name of integers) {
    const value = changes[name]
    if (value !== undefined && typeof value !== 'bigint') changes[name] = toInt(value)
  }
  changes['date_modification'] = secondsNow(ctx)
  changeTask(ctx, task, storedColumns(ctx, changes))
  if (isQuiet) return true
  const different = differences(changes, task)
  const owner = changes['owner_id']
  const isNewOwner = owner !== undefined && !looselyEquals(task.owner_id, owner) && different.size === 1
  const told = { changes, before: task }
  if (isNewOwner) emitTask(ctx, task, ['task.assignee_change'], told)
  else if (different.size > 0 || !holds(ctx, 'changesAreJobs'))
    emitTask(ctx, task, ['task.create_update', 'task.update'], told)
  return true
}

/** PHP's order: the priority stands behind the reference. */
function lastPriority({ priority, date_started, time_spent, time_estimated, ...values }: Values): Values {
  return withoutNull({ ...values, priority, date_started, time_spent, time_estimated })
}

export const openTask = procedure({
  id: 'openTask',
  group: 'Task',
  summary: 'Set a task to the status open',
  doc: 'Subtasks stay done.',
  sources: [{ doc: `${page}#opentask` }, { evidence: `${status} steps 13-17` }],
  effect: 'write',
  failure: false,
  input: z.object({ task_id: taskId() }),
  output: z.boolean().describe('true on success, also for a task that is open'),
  errors: [
    roleNeeded('member'),
    { when: 'there is no such task', status: 200, result: false, source: { evidence: `${status} step 17` } },
  ],
  examples: [{ title: 'a task', input: { task_id: 1 }, output: true, source: { evidence: `${status} step 13` } }],
  handle: (ctx, { task_id }) => switchTask(ctx, task_id, { is_active: 1, date_completed: 0 }),
})

export const closeTask = procedure({
  id: 'closeTask',
  group: 'Task',
  summary: 'Set a task to the status close',
  doc: 'Its subtasks become done. Positions of other tasks close up at the next move only.',
  sources: [{ doc: `${page}#closetask` }, { evidence: `${status} steps 6-12` }],
  effect: 'write',
  failure: false,
  input: z.object({ task_id: taskId() }),
  output: z.boolean().describe('true on success, also for a task that is closed'),
  errors: [
    roleNeeded('member'),
    { when: 'there is no such task', status: 200, result: false, source: { evidence: `${status} step 16` } },
  ],
  examples: [{ title: 'a task', input: { task_id: 1 }, output: true, source: { evidence: `${status} step 6` } }],
  handle: (ctx, { task_id }) => close(ctx, task_id),
})

/** `TaskStatusModel::close` */
export function close(ctx: KanboardContext, task_id: PhpValue): boolean {
  // Its subtasks come first: the second parameter of an UPDATE.
  ctx.database.idIn(task_id, 2)
  const found = findTask(ctx, task_id)
  const rows = found ? ctx.db.subtasks.where({ task_id: found.id }) : []
  for (const { id } of rows) changeRow(ctx, 'subtasks', id, { status: 2 })
  return switchTask(ctx, task_id, { is_active: 0, date_completed: secondsNow(ctx) })
}

type Status = Pick<TaskRow, 'is_active' | 'date_completed'>

function switchTask(ctx: KanboardContext, task_id: PhpValue, to: Status): boolean {
  const found = findTask(ctx, task_id)
  if (!found) return ctx.explain(noTask(task_id), false)
  changeTask(ctx, found, { ...to, date_modification: secondsNow(ctx) })
  emitTask(ctx, { id: found.id, task_id }, [to.is_active === 1 ? 'task.open' : 'task.close'])
  return true
}

export const removeTask = procedure({
  id: 'removeTask',
  group: 'Task',
  summary: 'Remove a task',
  doc: 'Comments, subtasks, files, links, metadata and activity of the task go with it.',
  sources: [{ doc: `${page}#removetask` }, { evidence: `${status} steps 18-20` }],
  effect: 'write',
  failure: false,
  input: z.object({ task_id: taskId() }),
  output: z.boolean().describe('true on success'),
  errors: [
    roleNeeded('member'),
    { when: 'there is no such task', status: 200, result: false, source: { evidence: `${status} step 19` } },
  ],
  examples: [{ title: 'a task', input: { task_id: 2 }, output: true, source: { evidence: `${status} step 18` } }],
  handle: (ctx, { task_id }) => {
    const found = findTask(ctx, task_id)
    if (!found) return ctx.explain(noTask(task_id), false)
    for (const file of ctx.db.task_has_files.where({ task_id: found.id })) dropFile(ctx, file)
    dropTask(ctx, found)
    return true
  },
})
