import { z } from 'zod'
import { colorOf } from '../colors.js'
import { extendedTaskOf, overdueAmong } from '../extended-tasks.js'
import { pageUrl } from '../page-urls.js'
import { toText } from '../php.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import type { TaskRow } from '../rows.js'
import { findTasks } from '../search/search-tasks.js'
import type { task } from '../task-entities.js'
import { extendedTask, orderedTask, overdueTask } from '../task-entities.js'
import { projectId, roleNeeded, taskId } from './task-arguments.js'
import { findTask, inOrder, noTask, taskByReference } from './task-store.js'
import { inVersions } from '../../kernel/versions.js'

const page = 'kanboard/documentation v1/api/task_procedures.md'
const creation = 'kanboard/v1.2.53/tasks-create.json'
const status = 'kanboard/v1.2.53/tasks-status.json'
const overdue = 'kanboard/v1.2.53/tasks-overdue.json'
const search = 'kanboard/v1.2.53/search.json'

/** A row as getTask shows it. */
type Shown = z.input<typeof task>

/** kanboard/kanboard@v1.2.22 app/Formatter/TaskApiFormatter.php: the address names the project no longer. */
const urlsNameProject = { until: '1.2.21' }
/** kanboard/kanboard@v1.0.34: controllers got their long names; app/Api/Base.php:101 at v1.0.22. */
const shortControllers = { until: '1.0.33' }

/** A row with its address and its paint. */
export function shownTask(ctx: KanboardContext, row: TaskRow): Shown {
  const { version } = ctx.setup.profile
  const controller = inVersions(shortControllers, version) ? 'task' : 'TaskViewController'
  const project = inVersions(urlsNameProject, version) ? { project_id: row.project_id } : {}
  const url = pageUrl(ctx, [controller, 'show'], { task_id: row.id, ...project })
  return { ...row, url, color: colorOf(ctx, row.color_id) }
}

export const searchTasks = procedure({
  id: 'searchTasks',
  group: 'Task',
  summary: 'Find tasks by using the search engine',
  doc:
    'Conditions are written `attribute:value`, with quotes around blanks. Different attributes must all hold, of several ' +
    'values of one any may. Other text is looked for in the title, and a number is also one of a task. There is no ' +
    'condition on the status unless one is given.',
  sources: [
    { doc: `${page}#searchtasks` },
    { evidence: `${search} steps 13-65` },
    { code: 'kanboard/kanboard@v1.2.53 app/Core/Filter/Lexer.php, app/Filter' },
  ],
  versions: { since: '1.0.28' },
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId(), query: argument(z.string().describe('Conditions')) }),
  output: z.array(extendedTask).describe('The tasks, in no particular order'),
  errors: [
    roleNeeded('viewer'),
    {
      when: 'an attribute is given twice with values that mean nothing (status:x status:y)',
      status: 200,
      code: 0,
      source: { code: 'kanboard/kanboard@v1.2.53 libs/picodb/lib/PicoDb/Builder/OrConditionBuilder.php build()' },
    },
  ],
  examples: [
    {
      title: 'nothing found',
      input: { project_id: 1, query: 'status:open color:red category:none' },
      output: [],
      source: { evidence: `${search} step 64` },
    },
  ],
  handle: (ctx, { project_id, query }) => findTasks(ctx, project_id, query).map((row) => extendedTaskOf(ctx, row)),
})

export const getTask = procedure({
  id: 'getTask',
  group: 'Task',
  summary: 'Get task by the unique id',
  sources: [{ doc: `${page}#gettask` }, { evidence: `${creation} steps 8-40` }],
  effect: 'read',
  failure: null,
  input: z.object({ task_id: taskId() }),
  output: orderedTask.nullable().describe('The task, null when there is none'),
  errors: [
    roleNeeded('viewer'),
    { when: 'there is no such task', status: 200, result: null, source: { evidence: `${creation} step 40` } },
  ],
  examples: [
    {
      title: 'a new task',
      since: '1.2.22',
      input: { task_id: 1 },
      output: {
        id: 1,
        title: 'Minimal',
        description: '',
        date_creation: 1795323918,
        color_id: 'yellow',
        project_id: 1,
        column_id: 1,
        owner_id: 0,
        position: 1,
        is_active: 1,
        date_completed: null,
        score: 0,
        date_due: 0,
        category_id: 0,
        creator_id: 0,
        date_modification: 1795323918,
        reference: '',
        date_started: 0,
        time_spent: null,
        time_estimated: null,
        swimlane_id: 1,
        date_moved: 1795323918,
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
        url: 'http://localhost/?controller=TaskViewController&action=show&task_id=1',
        color: { name: 'Yellow', background: 'rgb(245, 247, 196)', border: 'rgb(223, 227, 45)' },
      },
      source: { evidence: `${creation} step 8` },
    },
    { title: 'an unknown number', input: { task_id: 999 }, output: null, source: { evidence: `${creation} step 40` } },
  ],
  handle: (ctx, { task_id }) => {
    const found = findTask(ctx, task_id)
    return found ? shownTask(ctx, found) : ctx.explain(noTask(task_id), null)
  },
})

export const getTaskByReference = procedure({
  id: 'getTaskByReference',
  group: 'Task',
  summary: 'Get task by the external reference',
  doc: 'Of several tasks with the reference the first one.',
  sources: [{ doc: `${page}#gettaskbyreference` }, { evidence: `${creation} steps 32-34` }],
  effect: 'read',
  failure: null,
  input: z.object({ project_id: projectId(), reference: argument(z.string().describe('Reference')) }),
  output: orderedTask.nullable().describe('The task, null when there is none'),
  errors: [
    roleNeeded('viewer'),
    { when: 'there is no such task', status: 200, result: null, source: { evidence: `${creation} step 33` } },
  ],
  examples: [
    {
      title: 'nobody has it',
      input: { project_id: 1, reference: 'nope' },
      output: null,
      source: { evidence: `${creation} step 33` },
    },
  ],
  handle: (ctx, { project_id, reference }) => {
    const project = ctx.database.idIn(project_id)
    const found = project === undefined ? undefined : taskByReference(ctx, project, reference)
    return found ? shownTask(ctx, found) : ctx.explain(`no task has the reference '${toText(reference)}'`, null)
  },
})

export const getAllTasks = procedure({
  id: 'getAllTasks',
  group: 'Task',
  summary: 'Get all available tasks',
  doc: 'Sorted by number.',
  sources: [{ doc: `${page}#getalltasks` }, { evidence: `${creation} steps 36-39` }, { evidence: `${status} step 10` }],
  effect: 'read',
  failure: false,
  input: z.object({
    project_id: projectId(),
    status_id: optionalArgument(
      z.union([z.literal(0), z.literal(1)]).describe('1 for open tasks, 0 for closed ones'),
      1,
    ),
  }),
  output: z.array(orderedTask).describe('The tasks; none also for an unknown project'),
  errors: [roleNeeded('viewer')],
  examples: [
    {
      title: 'no closed tasks',
      input: { project_id: 1, status_id: 0 },
      output: [],
      source: { evidence: `${creation} step 37` },
    },
  ],
  handle: (ctx, { project_id, status_id = 1 }) => {
    const project = ctx.database.idIn(project_id)
    const flag = ctx.database.flagIn(status_id, 2)
    const rows = project === undefined ? [] : ctx.db.tasks.where({ project_id: project })
    const found = rows.filter((row) => row.is_active === flag).sort((a, b) => a.id - b.id)
    return found.map((row) => shownTask(ctx, row))
  },
})

export const getOverdueTasks = procedure({
  id: 'getOverdueTasks',
  group: 'Task',
  summary: 'Get all overdue tasks',
  doc: 'Open tasks of enabled projects whose due date has passed.',
  sources: [{ doc: `${page}#getoverduetasks` }, { evidence: `${overdue} steps 5-21` }],
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z.array(overdueTask).describe('The tasks'),
  errors: [
    {
      when: 'the caller is a user who is not app-admin',
      since: '1.0.31',
      status: 403,
      code: 403,
      source: { evidence: `${overdue} step 14` },
    },
  ],
  examples: [{ title: 'none', input: {}, output: [], source: { evidence: `${overdue} step 5` } }],
  handle: (ctx) => (ctx.database.hashesOverdue ? overdueByProject(ctx) : overdueOf(ctx, [...ctx.db.tasks])),
})

export const getOverdueTasksByProject = procedure({
  id: 'getOverdueTasksByProject',
  group: 'Task',
  summary: 'Get all overdue tasks for a special project',
  sources: [{ doc: `${page}#getoverduetasksbyproject` }, { evidence: `${overdue} steps 11-16` }],
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: z.array(overdueTask).describe('The tasks; none also for an unknown project'),
  errors: [roleNeeded('viewer')],
  examples: [
    { title: 'an unknown project', input: { project_id: 99 }, output: [], source: { evidence: `${overdue} step 12` } },
  ],
  handle: (ctx, { project_id }) => {
    const project = ctx.database.idIn(project_id, 5)
    return project === undefined ? [] : overdueOf(ctx, ctx.db.tasks.where({ project_id: project }))
  },
})

const overdueByProject = (ctx: KanboardContext): z.input<typeof overdueTask>[] =>
  [...ctx.db.projects].flatMap(({ id }) => overdueAmong(ctx, ctx.db.tasks.where({ project_id: id }).reverse()))

const overdueOf = (ctx: KanboardContext, rows: TaskRow[]): z.input<typeof overdueTask>[] =>
  overdueAmong(ctx, inOrder(ctx, rows))
