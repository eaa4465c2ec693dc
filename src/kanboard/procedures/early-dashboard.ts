import { z } from 'zod'
import type { Wire } from '../../kernel/view.js'
import { wire } from '../../kernel/view.js'
import { listedSubtask } from '../attached-entities.js'
import { integerColumn } from '../columns.js'
import type { KanboardContext } from '../procedure.js'
import { column, projectColumns, projectUrls } from '../project-entities.js'
import { projectsOf } from '../project-roles.js'
import type { ProjectRow, TaskRow } from '../rows.js'
import { task } from '../task-entities.js'
import { sortedByPosition } from './positions.js'
import { withUrls } from './projects.js'
import { listedSubtask as listed } from './subtask-store.js'
import { inOrder } from './task-store.js'
import { shownTask as painted } from './tasks.js'

/* The dashboard before it was a list of tasks: kanboard/kanboard@v1.0.22 app/Api/Me.php getMyDashboard(). */

export const whileDashboardHasParts = { until: '1.0.40' }

/** A number that the database counted, or PHP's own 0. */
const count: Wire<number> = {
  name: 'counted rows',
  schema: (view) => (view.axes['numbers'] === 'strings' ? z.union([z.literal(0), z.string()]) : z.int()),
  render: (value, view) => (value !== 0 && view.axes['numbers'] === 'strings' ? String(value) : value),
}

const dashboardColumn = z.object({ ...column.shape, nb_tasks: wire(count).describe('Open tasks of the column') })
const dashboardProject = z.object({
  ...projectColumns,
  columns: z.array(dashboardColumn).describe('Columns by position'),
  url: projectUrls,
})

const { id, title, date_due, date_creation, project_id, color_id, time_spent, time_estimated, url, color } = task.shape
const dashboardTask = z.object({
  ...{ id, title, date_due, date_creation, project_id, color_id, time_spent, time_estimated },
  project_name: z.string().describe('Name of the project'),
  url,
  color,
})

const {
  username: _username,
  name: _name,
  timer_start_date,
  status_name,
  is_timer_started,
  ...own
} = listedSubtask.shape
const dashboardSubtask = z.object({
  ...own,
  project_id: integerColumn().describe('Number of the project'),
  color_id: task.shape.color_id,
  task_name: z.string().describe('Title of the task'),
  project_name: z.string().describe('Name of the project'),
  timer_start_date,
  status_name,
  is_timer_started,
})

export const earlyDashboard = z.object({
  projects: z.array(dashboardProject).describe('Enabled projects of the caller'),
  tasks: z.array(dashboardTask).describe('Open tasks of the caller in enabled projects'),
  subtasks: z.array(dashboardSubtask).describe('Subtasks of the caller that are not done, in enabled projects'),
})

export function earlyDashboardOf(ctx: KanboardContext): z.input<typeof earlyDashboard> {
  const { db, callerId } = ctx
  const projects = projectsOf(ctx.world, callerId).flatMap((id) => active(ctx, id) ?? [])
  const tasks = inOrder(ctx, db.tasks.where({ owner_id: callerId })).filter((row) => row.is_active === 1)
  const subtasks = db.subtasks.where({ user_id: callerId }).toSorted((a, b) => a.id - b.id)
  return {
    projects: projects.map((row) => ({ ...withUrls(ctx, row), columns: columnsOf(ctx, row.id) })),
    tasks: tasks.flatMap((row) => shownTask(ctx, row)),
    subtasks: subtasks.flatMap((row) => {
      const parent = row.status === 0 || row.status === 1 ? db.tasks.get(row.task_id) : undefined
      const project = parent && active(ctx, parent.project_id)
      if (!project) return []
      const { project_id, color_id, title: task_name } = parent
      return [{ ...listed(ctx, row), project_id, color_id, task_name, project_name: project.name }]
    }),
  }
}

function active(ctx: KanboardContext, project: number): ProjectRow | undefined {
  const row = ctx.db.projects.get(project)
  return row?.is_active === 1 ? row : undefined
}

function columnsOf({ db }: KanboardContext, project: number): z.input<typeof dashboardColumn>[] {
  return sortedByPosition(db.columns.where({ project_id: project })).map((row) => ({
    ...row,
    nb_tasks: db.tasks.count({ project_id: project, column_id: row.id, is_active: 1 }),
  }))
}

function shownTask(ctx: KanboardContext, row: TaskRow): z.input<typeof dashboardTask>[] {
  const project = active(ctx, row.project_id)
  return project ? [{ ...painted(ctx, row), project_name: project.name }] : []
}
