import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { bareTaskLink, listedTaskLink, taskLink } from '../attached-entities.js'
import type { TaskLinkRow } from '../attached-rows.js'
import { byRelease } from '../by-release.js'
import { Crash } from '../faults.js'
import { toInt, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { projectRoleOf } from '../project-roles.js'
import { taskIdArgument } from './attached-arguments.js'
import { membersOnly } from './attached-errors.js'
import { holds } from './release-rules.js'
import * as store from './task-link-store.js'

const page = 'kanboard/documentation v1/api/internal_task_link_procedures.md'
const recorded = 'kanboard/v1.2.53/task-links.json'

const taskLinkId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the link'))
const otherTask = (): z.ZodType<PhpValue, number> => taskIdArgument('Number of the other task')
const kind = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the kind of relation'))

const noAccess: ErrorCase = {
  when: 'the caller is a user without a role in the project of the other task',
  since: '1.2.30',
  status: 200,
  result: false,
  source: { code: 'kanboard/kanboard@v1.2.53 app/Api/Procedure/TaskLinkProcedure.php:60' },
}
const refused = (step: number): ErrorCase => ({
  when: 'there is such a link already, or one of the tasks or the kind does not exist',
  status: 200,
  result: false,
  source: { evidence: `${recorded} step ${step}` },
})

/** Whether the caller may see the other task: admins may, others where they have a role and are active. */
function maySee(ctx: KanboardContext, task: PhpValue): boolean {
  const { caller } = ctx
  if (caller.kind === 'application' || !holds(ctx, 'linksWantBothProjects')) return true
  const id = ctx.database.idIn(task)
  const row = id === undefined ? undefined : ctx.db.tasks.get(id)
  if (caller.user.role === 'app-admin') return true
  return (
    row !== undefined && caller.user.is_active === 1 && projectRoleOf(ctx.world, row.project_id, ctx.callerId) !== ''
  )
}

export const getTaskLinkById = procedure({
  id: 'getTaskLinkById',
  group: 'Task Link',
  summary: 'Get a task link by id',
  sources: [{ doc: `${page}#gettasklinkbyid` }, { evidence: `${recorded} steps 20, 29` }],
  versions: { since: '1.0.15' },
  effect: 'read',
  failure: null,
  input: z.object({ task_link_id: taskLinkId() }),
  output: byRelease({ until: '1.0.31' }, { then: bareTaskLink, else: taskLink })
    .nullable()
    .describe('The link with its kind, null when there is none'),
  errors: [
    membersOnly('viewer'),
    { when: 'there is no such link', status: 200, result: null, source: { evidence: `${recorded} step 29` } },
  ],
  examples: [
    {
      title: 'a link',
      input: { task_link_id: 1 },
      output: {
        id: 1,
        opposite_task_id: 3,
        task_id: 1,
        link_id: 5,
        label: 'is duplicated by',
        opposite_link_id: 4,
      },
      source: { evidence: `${recorded} step 20` },
      since: '1.2.20',
    },
  ],
  handle: (ctx, { task_link_id }) => {
    const found = store.findTaskLink(ctx, task_link_id)
    return found ? store.namedLink(ctx, found) : ctx.explain(store.noTaskLink(task_link_id), null)
  },
})

export const getAllTaskLinks = procedure({
  id: 'getAllTaskLinks',
  group: 'Task Link',
  summary: 'Get all links related to a task',
  doc: 'Sorted by kind, then by the other task: rightmost column first, open before closed, position.',
  sources: [{ doc: `${page}#getalltasklinks` }, { evidence: `${recorded} steps 6, 18, 22` }],
  versions: { since: '1.0.15' },
  effect: 'read',
  failure: false,
  input: z.object({ task_id: taskIdArgument() }),
  output: z.array(listedTaskLink).describe('The links with the other tasks'),
  errors: [membersOnly('viewer')],
  examples: [
    { title: 'a task without links', input: { task_id: 1 }, output: [], source: { evidence: `${recorded} step 6` } },
  ],
  handle: (ctx, { task_id }) => {
    const task = ctx.database.idIn(task_id)
    const rows = task === undefined ? [] : ctx.db.task_has_links.where({ task_id: task })
    const sorted = rows.map((row) => placed(ctx, row)).toSorted((a, b) => compare(a.place, b.place))
    return sorted.map(({ shown }) => shown)
  },
})

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return (a[at] ?? 0) - (b[at] ?? 0)
}

/** A link as getAllTaskLinks shows it, and what it is sorted by. */
function placed(ctx: KanboardContext, { id, link_id, opposite_task_id }: TaskLinkRow) {
  const { db } = ctx
  const task = db.tasks.get(opposite_task_id)
  if (!task) throw new Error(`link ${id} leads to the task ${opposite_task_id}, which is gone`)
  const column = db.columns.get(task.column_id)
  const assignee = db.users.get(task.owner_id)
  const place = [link_id, -(column?.position ?? 0), -task.is_active, task.position, task.id]
  const shown = {
    id,
    task_id: task.id,
    label: db.links.get(link_id)?.label ?? null,
    title: task.title,
    is_active: task.is_active,
    project_id: task.project_id,
    column_id: task.column_id,
    color_id: task.color_id,
    date_completed: task.date_completed,
    date_started: task.date_started,
    date_due: task.date_due,
    task_time_spent: task.time_spent,
    task_time_estimated: task.time_estimated,
    task_assignee_id: task.owner_id,
    task_assignee_username: assignee?.username ?? null,
    task_assignee_name: assignee?.name ?? null,
    column_title: column?.title ?? null,
    project_name: db.projects.get(task.project_id)?.name ?? '',
  }
  return { place, shown }
}

export const createTaskLink = procedure({
  id: 'createTaskLink',
  group: 'Task Link',
  summary: 'Create a link between two tasks',
  doc: 'Makes the link of the other direction, too: its number is the next one.',
  sources: [{ doc: `${page}#createtasklink` }, { evidence: `${recorded} steps 7-17` }],
  versions: { since: '1.0.15' },
  effect: 'write',
  failure: false,
  input: z.object({ task_id: taskIdArgument(), opposite_task_id: otherTask(), link_id: kind() }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the link, false on failure (0 until 1.0.31)'),
  errors: [
    membersOnly('member'),
    { ...refused(17), since: '1.0.32' },
    {
      ...refused(17),
      until: '1.0.31',
      result: 0,
      source: { code: 'kanboard/kanboard@v1.0.22 app/Model/TaskLink.php:164' },
    },
    noAccess,
  ],
  examples: [
    {
      title: 'a kind that does not exist',
      input: { task_id: 1, opposite_task_id: 2, link_id: 99 },
      output: false,
      source: { evidence: `${recorded} step 17` },
    },
  ],
  handle: (ctx, { task_id, opposite_task_id, link_id }) => {
    if (!maySee(ctx, opposite_task_id)) return ctx.explain(unseen(opposite_task_id), false)
    return store.insertTaskLink(ctx, store.endsOf(ctx, task_id, opposite_task_id, link_id))
  },
})

const unseen = (task: PhpValue): string => `the caller has no role in the project of task ${toText(task)}`

export const updateTaskLink = procedure({
  id: 'updateTaskLink',
  group: 'Task Link',
  summary: 'Update task link',
  doc: 'Changes the link of the other direction, too, where there is one.',
  sources: [{ doc: `${page}#updatetasklink` }, { evidence: `${recorded} steps 19-24` }],
  versions: { since: '1.0.15' },
  effect: 'write',
  failure: false,
  input: z.object({
    task_link_id: taskLinkId(),
    task_id: taskIdArgument('Number of the task that the link belongs to'),
    opposite_task_id: otherTask(),
    link_id: kind(),
  }),
  output: z.boolean().describe('Whether it was updated'),
  errors: [
    membersOnly('member'),
    noAccess,
    { ...refused(24), source: { code: 'kanboard/kanboard@v1.2.53 app/Model/TaskLinkModel.php update()' } },
    {
      when: 'there is no such link: PHP stops, the body is empty',
      until: '1.2.50',
      status: 500,
      contentType: null,
      source: {
        code: 'kanboard/kanboard@v1.2.20 app/Model/TaskLinkModel.php:78 getOppositeTaskLink(array $task_link)',
      },
    },
    {
      when: 'there is no such link, or it belongs to another task',
      since: '1.2.51',
      status: 200,
      result: false,
      source: { evidence: `${recorded} steps 23, 24` },
    },
  ],
  examples: [
    {
      title: 'another task and another kind',
      input: { task_link_id: 1, task_id: 1, opposite_task_id: 3, link_id: 5 },
      output: true,
      source: { evidence: `${recorded} step 19` },
    },
  ],
  handle: (ctx, { task_link_id, task_id, opposite_task_id, link_id }) => {
    const found = store.findTaskLink(ctx, task_link_id)
    if (holds(ctx, 'linksStayAtTask') && found?.task_id !== toInt(task_id)) {
      return ctx.explain(`there is no link ${toText(task_link_id)} of task ${toText(task_id)}`, false)
    }
    if (!maySee(ctx, opposite_task_id)) return ctx.explain(unseen(opposite_task_id), false)
    if (!found) throw new Crash(`${store.noTaskLink(task_link_id)}, of which PHP wants an array`)
    return store.changeTaskLink(ctx, found, store.endsOf(ctx, task_id, opposite_task_id, link_id))
  },
})

export const removeTaskLink = procedure({
  id: 'removeTaskLink',
  group: 'Task Link',
  summary: 'Remove a link between two tasks',
  doc: 'Removes both directions; a link whose other direction is missing stays.',
  sources: [{ doc: `${page}#removetasklink` }, { evidence: `${recorded} steps 25, 26` }],
  versions: { since: '1.0.15' },
  effect: 'write',
  failure: false,
  input: z.object({ task_link_id: taskLinkId() }),
  output: z.boolean().describe('Whether it was removed'),
  errors: [
    membersOnly('member'),
    {
      when: 'there is no such link',
      since: '1.0.32',
      status: 200,
      result: false,
      source: { evidence: `${recorded} step 26` },
    },
  ],
  examples: [
    { title: 'a link', input: { task_link_id: 1 }, output: true, source: { evidence: `${recorded} step 25` } },
  ],
  handle: (ctx, { task_link_id }) => {
    const found = store.findTaskLink(ctx, task_link_id)
    if (found) return store.dropTaskLink(ctx, found)
    return ctx.explain(store.noTaskLink(task_link_id), !holds(ctx, 'linksAreChecked'))
  },
})
