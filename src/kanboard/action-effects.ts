import * as model from './action-model.js'
import type { Fired } from './actions.js'
import { escapeHtml } from './html.js'
import { isEmpty, looselyEquals, numberIn, toText } from './php.js'
import type { PhpValue } from './php.js'
import { queueMail } from './outbox.js'
import { holds } from './procedures/release-rules.js'
import { displayName } from './project-roles.js'

/*
 * What automatic actions wait for and do: kanboard/kanboard@v1.2.53 app/Action/*.php hasRequiredCondition(), doAction().
 * Those that listen to the daily job alone are not here, because no call starts it.
 */

interface Behaviour {
  holds?(fired: Fired): boolean
  run(fired: Fired): void
}

/** PHP's `==` of a column and the text of a parameter. */
function equals(value: unknown, text: string | undefined): boolean {
  if (text === undefined) return value === null || value === undefined
  if (typeof value === 'number') return looselyEquals(value, text)
  if (value === null || value === undefined) return text === ''
  const other = String(value)
  const [left, right] = [numberIn(other), numberIn(text)]
  return left !== undefined && right !== undefined ? left === right : other === text
}

/** A column of the task, or of the link, that an event is about. */
function told({ data }: Fired, part: 'task' | 'task_link', name: string): unknown {
  const row = data[part]
  // Event data are rows; a member that is missing is null to PHP.
  return typeof row === 'object' && row !== null ? ((row as Readonly<Record<string, unknown>>)[name] ?? null) : null
}

const taskId = (fired: Fired): number => Number(told(fired, 'task', 'id'))
const numberOf = (fired: Fired, name: string): number => Number(told(fired, 'task', name))
const given = (fired: Fired, name: string): string => fired.params.get(name) ?? ''

const taskHas =
  (column: string, parameter = column) =>
  (fired: Fired): boolean =>
    equals(told(fired, 'task', column), fired.params.get(parameter))

const taskHasNot =
  (column: string, parameter: string) =>
  (fired: Fired): boolean =>
    !equals(told(fired, 'task', column), fired.params.get(parameter))

const both =
  (...tests: readonly ((fired: Fired) => boolean)[]) =>
  (fired: Fired): boolean =>
    tests.every((test) => test(fired))

/** Updates the task; `isQuiet` tells nobody. */
const update =
  (valuesOf: (fired: Fired) => Readonly<Record<string, PhpValue>>, isQuiet = false) =>
  (fired: Fired): void =>
    model.updateTask(
      fired.ctx,
      { id: taskId(fired), ...valuesOf(fired) },
      isQuiet && holds(fired.ctx, 'actionsAreQuiet'),
    )

const set = (column: string, isQuiet = false): ((fired: Fired) => void) =>
  update((fired) => ({ [column]: given(fired, column) }), isQuiet)

const inColumn = taskHas('column_id')
const inLane = taskHas('swimlane_id')
const leftColumn = ({ data, params }: Fired): boolean =>
  !isEmpty(numberOrNull(data['src_column_id'])) && equals(data['src_column_id'], params.get('column_id'))
const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null)

const callerAs = (column: string): ((fired: Fired) => void) => {
  const change = update(({ ctx }) => ({ [column]: ctx.callerId }))
  return (fired) => {
    if (fired.ctx.caller.kind === 'user') change(fired)
  }
}

/** `strtotime('+3days')`; a text that is no number makes no date, which PHP stores as false. */
function inDays(fired: Fired): PhpValue {
  const text = given(fired, 'duration')
  const days = /^\d+$/.test(text) ? Number(text) : undefined
  return days === undefined ? false : Math.floor(fired.ctx.world.now() / 1000) + days * 86400
}

const seconds = ({ ctx }: Fired): number => Math.floor(ctx.world.now() / 1000)

/** Moves to the column or swimlane of a parameter, at the place where the task is. */
const move =
  (where: {
    readonly column?: string
    readonly swimlane?: string
    readonly onTop?: boolean
    readonly isQuiet?: boolean
  }) =>
  (fired: Fired): void =>
    model.moveTask(fired.ctx, {
      project: numberOf(fired, 'project_id'),
      task: taskId(fired),
      column: where.column === undefined ? numberOf(fired, 'column_id') : given(fired, where.column),
      position: where.onTop ? 1 : numberOf(fired, 'position'),
      swimlane: where.swimlane === undefined ? numberOf(fired, 'swimlane_id') : given(fired, where.swimlane),
      isQuiet: where.isQuiet ?? false,
      onlyOpen: !where.onTop,
    })

const elsewhere = both(inColumn, taskHasNot('project_id', 'project_id'))

const linkIs = (fired: Fired): boolean => equals(told(fired, 'task_link', 'link_id'), fired.params.get('link_id'))

function sendMail(fired: Fired): void {
  const user = model.userOf(fired.ctx, given(fired, 'user_id'))
  const subject = given(fired, 'subject').replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = told(fired, 'task', name)
    return value === null ? whole : String(value)
  })
  if (user?.email) queueMail(fired.ctx, { event: 'TaskEmail', to: user.email, name: displayName(user), subject })
}

/** Says in a comment of the caller where a task went. */
const noteMove: Behaviour = {
  holds: inColumn,
  run: (fired) => {
    if (fired.ctx.caller.kind !== 'user') return
    const title = escapeHtml(toText(String(told(fired, 'task', 'column_title') ?? '')))
    model.addComment(fired.ctx, taskId(fired), `Moved to column ${title}`)
  },
}

/** In the order of their names. */
export const effects: Readonly<Record<string, Behaviour>> = {
  CommentCreationMoveTaskColumn: noteMove,
  StopSubtaskTimerMoveTaskColumn: {
    holds: inColumn,
    run: (fired) => model.finishSubtasks(fired.ctx, taskId(fired)),
  },
  SubtaskTimerMoveTaskColumn: {
    holds: inColumn,
    run: (fired) =>
      model.beginSubtask(fired.ctx, taskId(fired), given(fired, 'subtask'), numberOf(fired, 'creator_id')),
  },
  TaskAssignCategoryColor: { holds: taskHas('color_id'), run: set('category_id') },
  TaskAssignCategoryLink: {
    holds: (fired) => linkIs(fired) && numberOf(fired, 'category_id') === 0,
    run: set('category_id'),
  },
  TaskAssignCategorySwimlaneChange: { holds: inLane, run: set('category_id', true) },
  TaskAssignColorCategory: { holds: taskHas('category_id'), run: set('color_id', true) },
  TaskAssignColorColumn: { holds: inColumn, run: set('color_id', true) },
  TaskAssignColorLink: { holds: linkIs, run: set('color_id', true) },
  TaskAssignColorPriority: { holds: taskHas('priority'), run: set('color_id', true) },
  TaskAssignColorSwimlane: { holds: inLane, run: set('color_id', true) },
  TaskAssignColorUser: { holds: taskHas('owner_id', 'user_id'), run: set('color_id', true) },
  TaskAssignCreator: { holds: inColumn, run: update((fired) => ({ owner_id: numberOf(fired, 'creator_id') })) },
  // Until 1.0.22 it had a column.
  TaskAssignCurrentUser: {
    holds: (fired) => !fired.params.has('column_id') || inColumn(fired),
    run: callerAs('owner_id'),
  },
  TaskAssignCurrentUserColumn: { holds: inColumn, run: callerAs('owner_id') },
  TaskAssignCurrentUserColumnIfNoUserAlreadySet: {
    holds: (fired) => inColumn(fired) && numberOf(fired, 'owner_id') === 0,
    run: callerAs('owner_id'),
  },
  TaskAssignDueDateOnCreation: { run: update((fired) => ({ date_due: inDays(fired) }), true) },
  TaskAssignDueDateOnMoveColumn: { holds: leftColumn, run: update((fired) => ({ date_due: inDays(fired) }), true) },
  TaskAssignPrioritySwimlane: { holds: inLane, run: set('priority') },
  TaskAssignSpecificUser: {
    holds: inColumn,
    run: update((fired) => ({ owner_id: given(fired, 'user_id') })),
  },
  TaskAssignToUserOnCreationInColumn: {
    holds: inColumn,
    run: update((fired) => ({ owner_id: numberOf(fired, 'owner_id') || numberOf(fired, 'creator_id') })),
  },
  TaskAssignUserSwimlaneChange: {
    holds: inLane,
    run: update((fired) => ({ owner_id: given(fired, 'user_id') }), true),
  },
  TaskClose: { holds: inColumn, run: (fired) => model.closeTask(fired.ctx, taskId(fired)) },
  TaskCloseColumn: { holds: inColumn, run: (fired) => model.closeTask(fired.ctx, taskId(fired)) },
  TaskDuplicateAnotherProject: {
    holds: elsewhere,
    run: (fired) => model.copyTask(fired.ctx, taskId(fired), given(fired, 'project_id')),
  },
  TaskEmail: { holds: inColumn, run: sendMail },
  TaskLogMoveAnotherColumn: noteMove,
  TaskMoveAnotherProject: {
    holds: elsewhere,
    run: (fired) => model.moveToProject(fired.ctx, taskId(fired), given(fired, 'project_id')),
  },
  TaskMoveColumnAssigned: {
    holds: (fired) => taskHas('column_id', 'src_column_id')(fired) && numberOf(fired, 'owner_id') > 0,
    run: move({ column: 'dest_column_id', isQuiet: true }),
  },
  TaskMoveColumnCategoryChange: {
    holds: both(taskHasNot('column_id', 'dest_column_id'), taskHas('category_id')),
    run: move({ column: 'dest_column_id', isQuiet: true }),
  },
  TaskMoveColumnClosed: {
    holds: (fired) => taskHasNot('column_id', 'dest_column_id')(fired) && numberOf(fired, 'is_active') === 0,
    run: move({ column: 'dest_column_id', onTop: true }),
  },
  TaskMoveColumnUnAssigned: {
    holds: (fired) => taskHas('column_id', 'src_column_id')(fired) && numberOf(fired, 'owner_id') === 0,
    run: move({ column: 'dest_column_id', isQuiet: true }),
  },
  TaskMoveSwimlaneAssigned: {
    holds: both(taskHasNot('swimlane_id', 'dest_swimlane_id'), taskHas('owner_id', 'user_id')),
    run: move({ swimlane: 'dest_swimlane_id' }),
  },
  TaskMoveSwimlaneCategoryChange: {
    holds: both(taskHasNot('swimlane_id', 'dest_swimlane_id'), taskHas('category_id')),
    run: move({ swimlane: 'dest_swimlane_id', isQuiet: true }),
  },
  TaskUpdateStartDate: { holds: inColumn, run: update((fired) => ({ date_started: seconds(fired) }), true) },
  TaskUpdateStartDateOnMoveColumn: {
    holds: (fired) =>
      numberOf(fired, 'date_started') === 0 && equals(fired.data['src_column_id'], fired.params.get('column_id')),
    run: update((fired) => ({ date_started: seconds(fired) }), true),
  },
}
