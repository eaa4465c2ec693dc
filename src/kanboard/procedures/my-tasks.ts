import { z } from 'zod'
import { inVersions } from '../../kernel/versions.js'
import { field } from '../../kernel/view.js'
import { listedSubtask } from '../attached-entities.js'
import { byRelease } from '../by-release.js'
import { extendedTaskOf, overdueAmong, tagsOf } from '../extended-tasks.js'
import { asFound, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import type { TaskRow } from '../rows.js'
import { attachedTag, extendedTaskColumns, overdueTask } from '../task-entities.js'
import { earlyDashboard, earlyDashboardOf, whileDashboardHasParts } from './early-dashboard.js'
import { usersOnly } from './my-projects.js'
import { listedSubtask as listed, subtasksOf } from './subtask-store.js'
import { inOrder } from './task-store.js'

const page = 'kanboard/documentation v1/api/me_procedures.md'
const recorded = 'kanboard/v1.2.53/me.json'

const dashboardTask = z.object({
  ...extendedTaskColumns,
  tags: field(
    { since: '1.0.43', source: { code: 'kanboard/kanboard@v1.0.43 app/Formatter/TaskListFormatter.php' } },
    z.array(attachedTag).describe('Tags by name'),
  ),
  subtasks: z.array(listedSubtask).describe('Subtasks of the caller'),
})

/** Open tasks of the caller, or with a subtask of the caller, in enabled projects and columns that are not hidden. */
function dashboardRows(ctx: KanboardContext): TaskRow[] {
  const user = ctx.callerId
  const own = ctx.db.tasks.where({ owner_id: user })
  const shared = ctx.db.subtasks.where({ user_id: user }).flatMap(({ task_id }) => ctx.db.tasks.get(task_id) ?? [])
  const rows = [...new Set([...own, ...shared])]
  return rows.filter(
    (row) =>
      row.is_active === 1 &&
      ctx.db.projects.get(row.project_id)?.is_active === 1 &&
      ctx.db.columns.get(row.column_id)?.hide_in_dashboard === 0,
  )
}

export const getMyDashboard = procedure({
  id: 'getMyDashboard',
  group: 'Me',
  summary: 'Get the dashboard of the logged user without pagination',
  doc:
    'Open tasks of the caller, and those with a subtask of the caller, of enabled projects. ' +
    'Until 1.0.40 an object with projects, tasks and subtasks, read from the source of 1.0.22.',
  sources: [{ doc: `${page}#getmydashboard` }, { evidence: `${recorded} steps 5, 19, 23, 28` }],
  versions: { since: '1.0.18' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: byRelease(whileDashboardHasParts, {
    then: earlyDashboard,
    else: z.array(asFound(dashboardTask)).describe('The tasks'),
  }).describe('The tasks; until 1.0.40 an object of projects, tasks and subtasks'),
  errors: [usersOnly],
  examples: [
    { title: 'nothing to do', since: '1.0.41', input: {}, output: [], source: { evidence: `${recorded} step 5` } },
  ],
  handle: (ctx) =>
    inVersions(whileDashboardHasParts, ctx.setup.profile.version) ? earlyDashboardOf(ctx) : dashboardOf(ctx),
})

const dashboardOf = (ctx: KanboardContext) =>
  inOrder(ctx, dashboardRows(ctx)).map((row, _index, { length }) => {
    const subtasks = subtasksOf(ctx, row.id).filter(({ user_id }) => user_id === ctx.callerId)
    const tags = tagsOf(ctx, row.id, length > 1)
    return { ...extendedTaskOf(ctx, row), tags, subtasks: subtasks.map((subtask) => listed(ctx, subtask)) }
  })

export const getMyOverdueTasks = procedure({
  id: 'getMyOverdueTasks',
  group: 'Me',
  summary: 'Get my overdue tasks',
  doc: 'Open tasks of the caller in enabled projects whose due date has passed.',
  sources: [{ doc: `${page}#getmyoverduetasks` }, { evidence: `${recorded} steps 7, 20, 24` }],
  versions: { since: '1.0.19' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  // A task comes from a query whose members are not known one by one here.
  output: z.array(asFound(overdueTask)).describe('The tasks'),
  errors: [usersOnly],
  examples: [
    {
      title: 'one task',
      input: {},
      output: [
        {
          id: 1,
          title: 'My task',
          date_due: 981173100,
          project_id: 1,
          creator_id: 2,
          owner_id: 2,
          project_name: 'Mine',
          assignee_username: 'ann',
          assignee_name: 'Ann A',
        },
      ],
      source: { evidence: `${recorded} step 20` },
      since: '1.2.20',
    },
  ],
  handle: (ctx) => overdueAmong(ctx, inOrder(ctx, ctx.db.tasks.where({ owner_id: ctx.callerId }))),
})
