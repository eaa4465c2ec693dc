import { z } from 'zod'
import type { Bounds } from '../../kernel/view.js'
import { field } from '../../kernel/view.js'
import { byRelease } from '../by-release.js'
import { integerColumn } from '../columns.js'
import { extendedTaskOf, tagsOf } from '../extended-tasks.js'
import { asFound, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { column, swimlane } from '../project-entities.js'
import { projectRoleOf } from '../project-roles.js'
import type { ColumnRow, SwimlaneRow, TaskRow } from '../rows.js'
import { attachedTag, extendedTaskColumns } from '../task-entities.js'
import { earlyBoard, earlyBoardOf, whileSwimlaneIsNoRow } from './early-board.js'
import { sortedByPosition } from './positions.js'
import { membersOnly } from './attached-errors.js'
import { projectId } from './project-arguments.js'
import { holds } from './release-rules.js'
import { inOrder } from './task-store.js'

const page = 'kanboard/documentation v1/api/board_procedures.md'
const recorded = 'kanboard/v1.2.53/board.json'

const across: Bounds = {
  since: '1.2.40',
  source: { code: 'kanboard/kanboard@c18829269 app/Formatter/BoardSwimlaneFormatter.php' },
}
const summed: Bounds = {
  until: '1.2.39',
  source: { evidence: 'kanboard/v1.2.20/board.json step 12' },
}

const boardTask = z.object({
  ...extendedTaskColumns,
  tags: field(
    { since: '1.0.36', source: { code: 'kanboard/kanboard@v1.0.36 app/Formatter/BoardFormatter.php' } },
    z.array(attachedTag).describe('Tags by name'),
  ),
  is_draggable: field(
    { since: '1.0.44', source: { code: 'kanboard/kanboard@v1.0.44 app/Formatter/BoardTaskFormatter.php' } },
    z.boolean().describe('Whether the caller may move the task on the web page; never for the application'),
  ),
})

const { project_id, ...columnStart } = column.shape

const boardColumn = z.object({
  ...columnStart,
  id: z.int().describe('Number of the column'),
  project_id,
  nb_open_tasks: integerColumn().describe('Open tasks of the column in all swimlanes'),
  nb_closed_tasks: field(summed, integerColumn().describe('Closed tasks of the column in all swimlanes')),
  tasks: z.array(asFound(boardTask)).describe('Open and closed tasks by position'),
  nb_tasks: z.int().describe('Tasks here, open and closed'),
  score: z.int().describe('Sum of the scores here'),
  column_nb_tasks: field(summed, z.int().describe('Tasks of the column up to this swimlane; in the first one, in all')),
  column_score: field(summed, z.int().optional().describe('In the first swimlane only: sum of all their scores')),
  column_nb_score: field(summed, z.int().describe('Sum of the scores of the column up to this swimlane')),
  column_nb_open_tasks: integerColumn().describe(
    'Open tasks of the column, of the swimlane where limits hold for each',
  ),
  nb_visible_tasks_across_swimlane: field(across, z.int().describe('Tasks of the column in all shown swimlanes')),
  nb_unfiltered_tasks_across_swimlane: field(across, integerColumn().describe('Open tasks of the column')),
  cumulative_score_across_swimlane: field(across, z.int().describe('Sum of the scores in all shown swimlanes')),
})

const boardSwimlane = z.object({
  ...swimlane.shape,
  id: z.int().describe('Number of the swimlane'),
  columns: z.array(boardColumn).describe('Columns by position'),
  nb_swimlanes: z.int().describe('How many swimlanes are shown'),
  nb_columns: z.int().describe('How many columns there are'),
  nb_tasks: z.int().describe('Tasks in this swimlane, open and closed'),
  score: z.int().describe('Sum of the scores in this swimlane'),
})

/** Whether the web page lets the caller move open tasks: administrators always, others by their role. */
function mayMove(ctx: KanboardContext, project: number): boolean {
  if (ctx.caller.kind === 'application') return false
  if (ctx.caller.user.role === 'app-admin') return true
  const role = projectRoleOf(ctx.world, project, ctx.caller.user.id)
  return role !== '' && role !== 'project-viewer'
}

/** The tasks of one column in one swimlane. */
interface Cell {
  readonly tasks: readonly TaskRow[]
  readonly score: number
}

const empty: Cell = { tasks: [], score: 0 }
const placeOf = (swimlane: number, column: number): string => `${swimlane}/${column}`

/** The tasks of a project by swimlane and column. */
function cellsOf(ctx: KanboardContext, project: number): Map<string, Cell> {
  const piles = new Map<string, TaskRow[]>()
  for (const task of sortedByPosition(inOrder(ctx, ctx.db.tasks.where({ project_id: project })))) {
    const key = placeOf(task.swimlane_id, task.column_id)
    const pile = piles.get(key)
    if (pile) pile.push(task)
    else piles.set(key, [task])
  }
  const scoreOf = (tasks: readonly TaskRow[]): number => tasks.reduce((sum, { score }) => sum + (score ?? 0), 0)
  return new Map([...piles].map(([key, tasks]) => [key, { tasks, score: scoreOf(tasks) }]))
}

/** Sums of one column over all shown swimlanes. */
interface Totals {
  readonly open: number
  readonly closed: number
  readonly tasks: number
  readonly score: number
}

function totalsOf(ctx: KanboardContext, row: ColumnRow, cells: readonly Cell[]): Totals {
  const all = ctx.db.tasks.where({ column_id: row.id })
  const open = all.filter((task) => task.is_active === 1).length
  return {
    open,
    closed: all.length - open,
    tasks: cells.reduce((sum, cell) => sum + cell.tasks.length, 0),
    score: cells.reduce((sum, cell) => sum + cell.score, 0),
  }
}

interface Board {
  readonly swimlanes: readonly SwimlaneRow[]
  readonly columns: readonly ColumnRow[]
  readonly cells: ReadonlyMap<string, Cell>
  readonly totals: ReadonlyMap<number, Totals>
  readonly isDraggable: boolean
  /** Whether there is more than one task, on hidden swimlanes too. */
  readonly isFull: boolean
  /** Whether limits hold for each swimlane. */
  readonly isPerSwimlane: boolean
}

/** The sums that releases before 1.2.40 tell: each swimlane was shown while they were still being added up. */
function runningSums(board: Board, lane: SwimlaneRow, row: ColumnRow) {
  const { tasks = 0, score = 0 } = board.totals.get(row.id) ?? {}
  const index = board.swimlanes.indexOf(lane)
  const cells = board.swimlanes.slice(0, index + 1).map(({ id }) => board.cells.get(placeOf(id, row.id)) ?? empty)
  const column_nb_score = cells.reduce((sum, cell) => sum + cell.score, 0)
  // The first swimlane is what the sums were kept in.
  if (index === 0) return { column_nb_tasks: tasks, column_score: score, column_nb_score }
  return { column_nb_tasks: cells.reduce((sum, cell) => sum + cell.tasks.length, 0), column_nb_score }
}

function boardColumnOf(ctx: KanboardContext, board: Board, lane: SwimlaneRow, row: ColumnRow) {
  const cell = board.cells.get(placeOf(lane.id, row.id)) ?? empty
  const totals = board.totals.get(row.id) ?? { open: 0, closed: 0, tasks: 0, score: 0 }
  const openHere = cell.tasks.filter((task) => task.is_active === 1).length
  return {
    ...row,
    nb_open_tasks: totals.open,
    nb_closed_tasks: totals.closed,
    tasks: cell.tasks.map((task) => ({
      ...extendedTaskOf(ctx, task),
      tags: tagsOf(ctx, task.id, board.isFull),
      is_draggable: board.isDraggable && task.is_active === 1,
    })),
    nb_tasks: cell.tasks.length,
    score: cell.score,
    ...runningSums(board, lane, row),
    column_nb_open_tasks: board.isPerSwimlane ? openHere : totals.open,
    nb_visible_tasks_across_swimlane: totals.tasks,
    nb_unfiltered_tasks_across_swimlane: totals.open,
    cumulative_score_across_swimlane: totals.score,
  }
}

function boardOf(ctx: KanboardContext, project: number): Board {
  const own = { project_id: project }
  const swimlanes = sortedByPosition(ctx.db.swimlanes.where(own).filter((row) => row.is_active === 1))
  const columns = sortedByPosition(ctx.db.columns.where(own))
  const cells = cellsOf(ctx, project)
  const totals = columns.map((row) => {
    const stack = swimlanes.map((lane) => cells.get(placeOf(lane.id, row.id)) ?? empty)
    return [row.id, totalsOf(ctx, row, stack)] as const
  })
  const isPerSwimlane = ctx.db.projects.get(project)?.per_swimlane_task_limits === 1
  const isFull = ctx.db.tasks.count(own) > 1
  return {
    swimlanes,
    columns,
    cells,
    totals: new Map(totals),
    isDraggable: mayMove(ctx, project),
    isFull,
    isPerSwimlane,
  }
}

export const getBoard = procedure({
  id: 'getBoard',
  group: 'Board',
  summary: 'Get all necessary information to display a board',
  doc: 'The enabled swimlanes by position; none where there is no column. Until 1.0.39 the shape of 1.0.22, read from its source, is answered.',
  sources: [
    { doc: `${page}#getboard` },
    { evidence: recorded },
    { evidence: 'kanboard/v1.2.53/board-2.json steps 9-16' },
  ],
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: byRelease(whileSwimlaneIsNoRow, { then: z.array(earlyBoard), else: z.array(boardSwimlane) }).describe(
    'The board by swimlane, nothing for an unknown project',
  ),
  errors: [membersOnly('viewer')],
  examples: [
    {
      title: 'an unknown project',
      input: { project_id: 999 },
      output: [],
      source: { evidence: 'kanboard/v1.2.53/matrix-unknown-ids.json step 5' },
    },
  ],
  handle: (ctx, { project_id }) => {
    if (!holds(ctx, 'swimlanesAreRows')) return earlyBoardOf(ctx, project_id)
    const project = ctx.database.idIn(project_id)
    const board = project === undefined ? undefined : boardOf(ctx, project)
    if (!board || board.columns.length === 0) return []
    return board.swimlanes.map((lane) => {
      const columns = board.columns.map((row) => boardColumnOf(ctx, board, lane, row))
      return {
        ...lane,
        columns,
        nb_swimlanes: board.swimlanes.length,
        nb_columns: board.columns.length,
        nb_tasks: columns.reduce((sum, { nb_tasks }) => sum + nb_tasks, 0),
        score: columns.reduce((sum, { score }) => sum + score, 0),
      }
    })
  },
})
