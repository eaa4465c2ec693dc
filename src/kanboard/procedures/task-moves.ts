import { z } from 'zod'
import { Crash } from '../faults.js'
import { isArray, isEmpty, looselyEquals, numberIn, toInt, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import type { TaskRow } from '../rows.js'
import { secondsNow } from './attached-store.js'
import { projectId, roleNeeded, taskId } from './task-arguments.js'
import { emitTask } from './task-details.js'
import { holds } from './release-rules.js'
import { changeTask, findTask, hasSwimlane, noTask, placeOf } from './task-store.js'

const page = 'kanboard/documentation v1/api/task_procedures.md'
const recorded = 'kanboard/v1.2.53/tasks-move.json'

/** kanboard/kanboard@v1.0.40 app/Model/TaskPositionModel.php: since, 0 keeps the swimlane. */
const swimlaneMember = argument(z.int().describe('Number of the swimlane, 0 keeps it'))

export const moveTaskPosition = procedure({
  id: 'moveTaskPosition',
  group: 'Task',
  summary: 'Move a task to another column, position or swimlane inside the same board',
  doc:
    'Open tasks are numbered anew, from 1, in the pile that the task leaves and in the one where it arrives. A position ' +
    'beyond the end is the end. The column may be one of another project.',
  sources: [
    { doc: `${page}#movetaskposition` },
    { evidence: `${recorded} steps 8-28` },
    { code: 'kanboard/kanboard@v1.2.53 app/Model/TaskPositionModel.php' },
  ],
  effect: 'write',
  failure: false,
  input: z.object({
    project_id: projectId('Number of the project of the task'),
    task_id: taskId(),
    column_id: argument(z.int().describe('Number of the column')),
    position: argument(z.int().positive().describe('Place in the pile, from 1')),
    swimlane_id: swimlaneMember,
  }),
  output: z.boolean().describe('true on success'),
  errors: [
    roleNeeded('member'),
    { when: 'the position is less than 1', status: 200, result: false, source: { evidence: `${recorded} step 18` } },
    { when: 'there is no such column', status: 200, result: false, source: { evidence: `${recorded} step 19` } },
    {
      when: 'there is no such swimlane',
      since: '1.0.40',
      status: 200,
      result: false,
      source: { evidence: `${recorded} step 20` },
    },
    {
      when: 'there is no such task',
      since: '1.2.50',
      status: 200,
      result: false,
      source: { evidence: `${recorded} step 21` },
    },
    { when: 'the task is there already', status: 200, result: false, source: { evidence: `${recorded} step 22` } },
    {
      when: 'the task is in another project',
      since: '1.2.50',
      status: 200,
      result: false,
      source: { evidence: `${recorded} step 23` },
    },
  ],
  examples: [
    {
      title: 'to the top of another column',
      input: { project_id: 1, task_id: 4, column_id: 2, position: 1, swimlane_id: 1 },
      output: true,
      source: { evidence: `${recorded} step 10` },
    },
    {
      title: 'where it is already',
      input: { project_id: 1, task_id: 1, column_id: 2, position: 2, swimlane_id: 1 },
      output: false,
      source: { evidence: `${recorded} step 22` },
    },
  ],
  handle: (ctx, { project_id, task_id, ...target }) => {
    const found = findTask(ctx, task_id)
    if (holds(ctx, 'movesWithinOwnProject')) {
      if ((found?.project_id ?? 0) !== toInt(project_id)) {
        return ctx.explain(found ? `task ${found.id} is in project ${found.project_id}` : noTask(task_id), false)
      }
      ctx.requireProject(project_id)
    }
    return movePosition(ctx, found, { project_id, ...target })
  },
})

/** Where a task goes. */
export interface Target {
  readonly project_id: PhpValue
  readonly column_id: PhpValue
  readonly position: PhpValue
  readonly swimlane_id: PhpValue
  /** Nobody is told. */
  readonly isQuiet?: boolean
  /** Whether closed tasks stay where they are; as the procedure does where it is left out. */
  readonly onlyOpen?: boolean
}

/** A place in a pile, as PHP compares with it. */
interface Place {
  /** `$position == $number` */
  is(number: number): boolean
  /** `$position >= $number` */
  isFrom(number: number): boolean
}

const nowhere: Place = { is: () => false, isFrom: () => false }

function placeIn(position: PhpValue): Place {
  // A list is greater than any number.
  if (isArray(position)) return { is: () => false, isFrom: () => true }
  if (position === null || position === false) return nowhere
  // Any number but 0 is true.
  if (position === true) return { is: () => true, isFrom: () => true }
  const text = toText(position)
  const own = numberIn(text)
  // A word is compared with the number as a text.
  if (own === undefined) return { is: () => false, isFrom: (number) => text >= String(number) }
  return { is: (number) => own === number, isFrom: (number) => own >= number }
}

/** `TaskPositionModel::movePosition` */
export function movePosition(ctx: KanboardContext, task: TaskRow | undefined, target: Target): boolean {
  const position = placeIn(target.position)
  if (!position.isFrom(1)) return ctx.explain(`the position ${toText(target.position)} is less than 1`, false)
  const isFixed = target.onlyOpen ?? !holds(ctx, 'closedTasksMove')
  if (!task && isFixed) return ctx.explain('there is no such task', true)
  if (!task) throw new Crash('the events of a task that does not exist cannot be told')
  if (isFixed && task.is_active === 0) return ctx.explain(`task ${task.id} is closed and stays where it is`, true)
  const keepsLane = holds(ctx, 'swimlanesAreRows') && looselyEquals(0, target.swimlane_id)
  const lane = keepsLane ? task.swimlane_id : target.swimlane_id
  const isElsewhere = !looselyEquals(task.swimlane_id, lane) || !isSame(task.column_id, target.column_id)
  if (!isElsewhere && looselyEquals(task.position, target.position)) {
    return ctx.explain(`task ${task.id} is there already`, false)
  }
  const isMoved = isElsewhere
    ? moveElsewhere(ctx, task, { ...target, swimlane_id: lane }, position)
    : arrange(ctx, task, pileOf(ctx, { ...target, swimlane_id: lane }), position)
  if (isMoved && !target.isQuiet) tell(ctx, task, { ...target, swimlane_id: lane })
  return isMoved
}

/** PHP's `==` of a column of the table, where 0 stands for null. */
const isSame = (column: number, value: PhpValue): boolean =>
  column === 0 ? isEmpty(value) && value !== '0' : looselyEquals(column, value)

/** The ids that name a pile, as the database reads them. */
interface Pile {
  readonly project_id: number | undefined
  readonly column_id: number | undefined
  readonly swimlane_id: number | undefined
}

function pileOf(ctx: KanboardContext, { project_id, column_id, swimlane_id }: Target): Pile {
  // In the order of the query's parameters, the first of which is is_active.
  const lane = ctx.database.idIn(swimlane_id, 2)
  // No column is 0 in the table here; see columns.ts.
  const column = column_id === null ? 0 : ctx.database.idIn(column_id, 4)
  return { swimlane_id: lane, project_id: ctx.database.idIn(project_id, 3), column_id: column }
}

/** Null is no column, but SQLite takes it where the others have NOT NULL. */
function mayLie(ctx: KanboardContext, target: Target, column: number): boolean {
  if (target.column_id !== null) return ctx.db.columns.has(column)
  return ctx.database.name === 'sqlite' || ctx.database.refuseNull('tasks', 'column_id')
}

/** Numbers what is left behind, then the pile where the task arrives; the dates change even where that is refused. */
function moveElsewhere(ctx: KanboardContext, task: TaskRow, target: Target, position: Place): boolean {
  const pile = pileOf(ctx, target)
  const { column_id = -1, swimlane_id = -1 } = pile
  const isThere = mayLie(ctx, target, column_id) && hasSwimlane(ctx, swimlane_id)
  if (isThere) {
    arrange(ctx, task, { ...pile, column_id: task.column_id, swimlane_id: task.swimlane_id }, nowhere)
    arrange(ctx, task, pile, position)
  }
  stamp(ctx, ctx.db.tasks.get(task.id) ?? task, isThere)
  return (
    isThere ||
    ctx.explain(`there is no column ${toText(target.column_id)} or swimlane ${toText(target.swimlane_id)}`, false)
  )
}

function stamp(ctx: KanboardContext, task: TaskRow, isThere: boolean): void {
  const now = secondsNow(ctx)
  if (holds(ctx, 'movesAreStamped')) changeTask(ctx, task, { date_moved: now, date_modification: now })
  else if (isThere) changeTask(ctx, task, { date_moved: now })
}

/**
 * Numbers the open tasks of a pile from 1 and puts the task at `position` among them, at the end where that is beyond;
 * or nowhere. A position between two numbers puts it nowhere either, when the pile is long enough.
 */
function arrange(ctx: KanboardContext, task: TaskRow, pile: Pile, position: Place): boolean {
  const { project_id = -1, column_id = -1, swimlane_id = -1 } = pile
  const place = placeOf({ project_id, column_id, swimlane_id, is_active: 1 })
  // Nothing is equal to null: tasks without a column do not count each other.
  const others = column_id === 0 ? [] : ctx.db.tasks.where({ place }).filter((row) => row.id !== task.id)
  others.sort((a, b) => a.position - b.position || a.id - b.id)
  let next = 1
  const put = (row: TaskRow): void => {
    const current = ctx.db.tasks.get(row.id) ?? row
    const isSame = current.position === next && current.column_id === column_id && current.swimlane_id === swimlane_id
    // Only databases that append what they update notice an update that changes nothing.
    if (!isSame || ctx.database.movesUpdated) changeTask(ctx, current, { position: next, column_id, swimlane_id })
    next += 1
  }
  for (const row of others) {
    if (position.is(next)) put(task)
    put(row)
  }
  if (position.isFrom(next)) put(task)
  return true
}

/** Which events a move tells: app/Model/TaskPositionModel.php fireEvents(). */
function tell(ctx: KanboardContext, task: TaskRow, { column_id, position, swimlane_id }: Target): void {
  const values = {
    project_id: task.project_id,
    position,
    column_id,
    swimlane_id,
    src_column_id: task.column_id,
    dst_column_id: column_id,
    date_moved: task.date_moved,
    recurrence_status: task.recurrence_status,
    recurrence_trigger: task.recurrence_trigger,
  }
  const told = { changes: values, values }
  const isOtherColumn = !isSame(task.column_id, column_id)
  if (!looselyEquals(task.swimlane_id, swimlane_id)) {
    emitTask(ctx, task, ['task.move.swimlane'], told)
    if (isOtherColumn && holds(ctx, 'swimlaneMoveTellsColumn')) emitTask(ctx, task, ['task.move.column'], told)
  } else if (isOtherColumn) emitTask(ctx, task, ['task.move.column'], told)
  else if (!looselyEquals(task.position, position)) emitTask(ctx, task, ['task.move.position'], told)
}
