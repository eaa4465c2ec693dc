import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { listedSubtask, subtask } from '../attached-entities.js'
import { toInt, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import { taskIdArgument } from './attached-arguments.js'
import { membersOnly } from './attached-errors.js'
import { holds } from './release-rules.js'
import * as store from './subtask-store.js'

const page = 'kanboard/documentation v1/api/subtask_procedures.md'
const recorded = 'kanboard/v1.2.53/subtasks.json'

const subtaskId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the subtask'))
const noSubtask = (id: PhpValue): string => `there is no subtask ${toText(id)}`
const hours = (text: string): z.ZodNumber => z.number().describe(text)
const unknown: ErrorCase = {
  when: 'there is no such subtask',
  status: 200,
  result: false,
  source: { evidence: `${recorded} steps 28, 32` },
}
const mistyped: ErrorCase = {
  when: 'a number is no number',
  status: 200,
  result: false,
  source: { evidence: `${recorded} steps 13, 30` },
}

export const getSubtask = procedure({
  id: 'getSubtask',
  group: 'Subtask',
  summary: 'Get subtask information',
  sources: [{ doc: `${page}#getsubtask` }, { evidence: `${recorded} steps 15, 17` }],
  versions: { since: '1.0.6' },
  effect: 'read',
  failure: null,
  input: z.object({ subtask_id: subtaskId() }),
  output: subtask.nullable().describe('The subtask, null when there is none'),
  errors: [
    membersOnly('viewer'),
    { when: 'there is no such subtask', status: 200, result: null, source: { evidence: `${recorded} step 17` } },
  ],
  examples: [
    {
      title: 'a subtask',
      input: { subtask_id: 1 },
      output: {
        id: 1,
        title: 'one',
        status: 0,
        time_estimated: 0,
        time_spent: 0,
        task_id: 1,
        user_id: 0,
        position: 1,
      },
      source: { evidence: `${recorded} step 15` },
      since: '1.2.20',
    },
  ],
  handle: (ctx, { subtask_id }) => store.findSubtask(ctx, subtask_id) ?? ctx.explain(noSubtask(subtask_id), null),
})

export const getAllSubtasks = procedure({
  id: 'getAllSubtasks',
  group: 'Subtask',
  summary: 'Get all available subtasks',
  doc: 'Sorted by position. Timers are those of the calling user; the application has none.',
  sources: [{ doc: `${page}#getallsubtasks` }, { evidence: `${recorded} steps 6, 18, 26` }],
  versions: { since: '1.0.6' },
  effect: 'read',
  failure: false,
  input: z.object({ task_id: taskIdArgument() }),
  output: z.array(listedSubtask).describe('The subtasks of the task'),
  errors: [membersOnly('viewer')],
  examples: [
    { title: 'a task without subtasks', input: { task_id: 1 }, output: [], source: { evidence: `${recorded} step 6` } },
  ],
  handle: (ctx, { task_id }) => {
    const task = ctx.database.idIn(task_id)
    const rows = task === undefined ? [] : store.subtasksOf(ctx, task)
    return rows.map((row) => store.listedSubtask(ctx, row))
  },
})

export const createSubtask = procedure({
  id: 'createSubtask',
  group: 'Subtask',
  summary: 'Create a new subtask',
  doc: 'The times of the task become the sums of those of its subtasks. Neither user nor status are checked.',
  sources: [{ doc: `${page}#createsubtask` }, { evidence: `${recorded} steps 7-14, 19` }],
  versions: { since: '1.0.6' },
  effect: 'write',
  failure: false,
  input: z.object({
    task_id: taskIdArgument(),
    title: argument(z.string().min(1).max(65535).describe('Title')),
    user_id: optionalArgument(z.int().describe('Number of the assignee, 0 for nobody'), 0),
    time_estimated: optionalArgument(hours('Estimated hours'), 0),
    time_spent: optionalArgument(hours('Spent hours'), 0),
    status: optionalArgument(z.int().min(0).max(2).describe('0 todo, 1 in progress, 2 done'), 0),
  }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the subtask, false on failure'),
  errors: [
    membersOnly('member'),
    mistyped,
    { when: 'the title is empty', status: 200, result: false, source: { evidence: `${recorded} step 10` } },
    { when: 'there is no such task', status: 200, result: false, source: { evidence: `${recorded} step 11` } },
  ],
  examples: [
    {
      title: 'a subtask',
      input: { task_id: 1, title: 'one' },
      output: 1,
      source: { evidence: `${recorded} step 7` },
    },
  ],
  handle: (ctx, input) => {
    const faults = store.subtaskFaults(ctx, input)
    return faults.length > 0 ? ctx.explain(faults.join('; '), false) : store.insertSubtask(ctx, input)
  },
})

export const updateSubtask = procedure({
  id: 'updateSubtask',
  group: 'Subtask',
  summary: 'Update a subtask',
  doc: 'Changes what is given and not null. Positions of other subtasks stay as they are; no timer is started.',
  sources: [{ doc: `${page}#updatesubtask` }, { evidence: `${recorded} steps 20-30` }],
  versions: { since: '1.0.6' },
  effect: 'write',
  failure: false,
  input: z.object({
    id: subtaskId(),
    task_id: taskIdArgument('Number of the task that the subtask belongs to'),
    title: optionalArgument(z.string().max(65535).describe('Title'), null),
    user_id: optionalArgument(z.int().describe('Number of the assignee, 0 for nobody'), null),
    time_estimated: optionalArgument(hours('Estimated hours'), null),
    time_spent: optionalArgument(hours('Spent hours'), null),
    status: optionalArgument(z.int().min(0).max(2).describe('0 todo, 1 in progress, 2 done'), null),
    position: optionalArgument(z.int().min(1).describe('Place in the list; since 1.2.21'), null),
  }),
  output: z.boolean().describe('Whether it was updated'),
  errors: [
    membersOnly('member'),
    mistyped,
    { ...unknown, since: '1.2.51' },
    {
      when: 'the subtask belongs to another task; before, it is moved to the task named',
      since: '1.2.51',
      status: 200,
      result: false,
      source: { evidence: `${recorded} step 27` },
    },
  ],
  examples: [
    {
      title: 'in progress',
      input: { id: 1, task_id: 1, status: 1 },
      output: true,
      source: { evidence: `${recorded} step 20` },
    },
  ],
  handle: (ctx, input) => {
    const found = store.findSubtask(ctx, input.id)
    if (holds(ctx, 'subtasksStayInTask') && found?.task_id !== toInt(input.task_id)) {
      return ctx.explain(`there is no subtask ${toText(input.id)} in task ${toText(input.task_id)}`, false)
    }
    const { id, ...columns } = input
    const values = { id, ...Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null)) }
    const faults = store.subtaskFaults(ctx, values)
    return faults.length > 0 ? ctx.explain(faults.join('; '), false) : store.changeSubtask(ctx, values)
  },
})

export const removeSubtask = procedure({
  id: 'removeSubtask',
  group: 'Subtask',
  summary: 'Remove a subtask',
  sources: [{ doc: `${page}#removesubtask` }, { evidence: `${recorded} steps 31, 32` }],
  versions: { since: '1.0.6' },
  effect: 'write',
  failure: false,
  input: z.object({ subtask_id: subtaskId() }),
  output: z.boolean().describe('Whether it was removed'),
  errors: [membersOnly('member'), unknown],
  examples: [
    { title: 'a subtask', input: { subtask_id: 1 }, output: true, source: { evidence: `${recorded} step 31` } },
  ],
  handle: (ctx, { subtask_id }) => {
    const found = store.findSubtask(ctx, subtask_id)
    return found ? store.dropSubtask(ctx, found) : ctx.explain(noSubtask(subtask_id), false)
  },
})
