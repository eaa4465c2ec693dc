import { z } from 'zod'
import type { Wire } from '../../kernel/view.js'
import { wire } from '../../kernel/view.js'
import { extendedTaskOf } from '../extended-tasks.js'
import type { PhpValue } from '../php.js'
import { asFound } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { column } from '../project-entities.js'
import { findProject } from '../project-store.js'
import type { ProjectRow, TaskRow } from '../rows.js'
import { extendedTaskColumns } from '../task-entities.js'
import { translate } from '../translate.js'
import { sortedByPosition } from './positions.js'
import { inOrder } from './task-store.js'

/*
 * Boards while the first swimlane was two columns of the project: kanboard/kanboard@v1.0.22 app/Model/Swimlane.php
 * getSwimlanes(), app/Model/Board.php getBoard().
 */

export const whileSwimlaneIsNoRow = { until: '1.0.39' }

/** 0 is PHP's own, other numbers are a column. */
const laneNumber: Wire<number> = {
  name: 'number of a swimlane',
  schema: (view) => (view.axes['numbers'] === 'strings' ? z.union([z.literal(0), z.string()]) : z.int()),
  render: (value, view) => (value !== 0 && view.axes['numbers'] === 'strings' ? String(value) : value),
}

export const earlySwimlane = z.object({
  id: wire(laneNumber).describe('Number of the swimlane, 0 for the default one'),
  name: z.string().describe('Name'),
  description: z.string().nullable().optional().describe('Markdown; the default swimlane has none'),
})

const earlyColumn = z.object({
  ...column.shape,
  nb_column_tasks: z.int().optional().describe('In the first swimlane only: open tasks of the column in all of them'),
  total_score: z.int().optional().describe('In the first swimlane only: sum of all their scores'),
  // A task comes from a query whose members are not known one by one here.
  tasks: z.array(asFound(z.object(extendedTaskColumns))).describe('Open tasks by position'),
  nb_tasks: z.int().describe('Open tasks here'),
  score: z.int().describe('Sum of the scores here'),
})

export const earlyBoard = z.object({
  ...earlySwimlane.shape,
  columns: z.array(earlyColumn).describe('Columns by position'),
  nb_columns: z.int().describe('How many columns there are'),
  nb_tasks: z.int().describe('Open tasks in this swimlane'),
  nb_swimlanes: z.int().describe('How many swimlanes are shown'),
})

type Lane = z.input<typeof earlySwimlane>

/** The name that nobody changed is shown in the language of the caller. */
export const defaultName = (ctx: KanboardContext, project: Pick<ProjectRow, 'default_swimlane'>): string =>
  project.default_swimlane === 'Default swimlane' ? translate(ctx, 'Default swimlane') : project.default_swimlane

/** The default swimlane, and the active ones by position. */
export function earlySwimlanes(ctx: KanboardContext, id: PhpValue): Lane[] {
  const project = findProject(ctx, id)
  if (!project) return []
  const rows = sortedByPosition(ctx.db.swimlanes.where({ project_id: project.id }).filter((row) => row.is_active === 1))
  const isShown = project.show_default_swimlane === 1 && project.default_swimlane !== ''
  const lanes = rows.map(({ id, name, description }) => ({ id, name, description }))
  return isShown ? [{ id: 0, name: defaultName(ctx, project) }, ...lanes] : lanes
}

const scoreOf = (tasks: readonly TaskRow[]): number => tasks.reduce((sum, { score }) => sum + (score ?? 0), 0)

export function earlyBoardOf(ctx: KanboardContext, id: PhpValue): z.input<typeof earlyBoard>[] {
  const project = findProject(ctx, id)
  if (!project) return []
  const lanes = earlySwimlanes(ctx, id)
  const shown = new Set(lanes.map((lane) => lane.id))
  const columns = sortedByPosition(ctx.db.columns.where({ project_id: project.id }))
  const open = ctx.db.tasks.where({ project_id: project.id }).filter((task) => task.is_active === 1)
  const tasks = sortedByPosition(inOrder(ctx, open)).filter((task) => shown.has(task.swimlane_id))
  return lanes.map((lane, index) => {
    const own = columns.map((row) => {
      const all = tasks.filter((task) => task.column_id === row.id)
      const here = all.filter((task) => task.swimlane_id === lane.id)
      const sums = index === 0 ? { nb_column_tasks: all.length, total_score: scoreOf(all) } : {}
      const shownTasks = here.map((task) => extendedTaskOf(ctx, task))
      return { ...row, ...sums, tasks: shownTasks, nb_tasks: here.length, score: scoreOf(here) }
    })
    const nb_tasks = own.reduce((sum, cell) => sum + cell.nb_tasks, 0)
    return { ...lane, columns: own, nb_columns: columns.length, nb_tasks, nb_swimlanes: lanes.length }
  })
}
