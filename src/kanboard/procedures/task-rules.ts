import { calendarOf } from '../calendar.js'
import { isDateOrNothing, toTimestamp } from '../dates.js'
import { isEmpty, numberIn, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import { isAssignable } from '../project-roles.js'
import { faultsIn, integer, isGiven, maxLength, numeric, required } from '../validators.js'
import type { Rule, Values } from '../validators.js'
import { holds } from './release-rules.js'

const scoreInRange: Rule = ({ score }) => {
  if (!isGiven(score)) return undefined
  const number = numberIn(toText(score))
  return number !== undefined && Math.abs(number) <= 2147483647 ? undefined : 'score is not within 32 bits'
}

const swimlaneIsPositive: Rule = ({ swimlane_id }) => {
  if (!isGiven(swimlane_id)) return undefined
  const number = numberIn(toText(swimlane_id))
  // A text that is no number is compared as a text with '0'.
  const isPositive = number === undefined ? toText(swimlane_id) > '0' : number > 0
  return isPositive ? undefined : 'swimlane_id is not greater than 0'
}

const isDate =
  (ctx: KanboardContext, column: string): Rule =>
  (values) =>
    isDateOrNothing(values[column], calendarOf(ctx)) ? undefined : `${column} is no date`

/** In the order of app/Validator/TaskValidator.php. */
const common = (ctx: KanboardContext): readonly Rule[] => [
  ...['id', 'project_id', 'column_id', 'owner_id', 'creator_id', 'score'].map(integer),
  ...(holds(ctx, 'scoresHaveRange') ? [scoreInRange] : []),
  ...['category_id', 'swimlane_id'].map(integer),
  ...(holds(ctx, 'swimlanesAreRows') ? [swimlaneIsPositive] : []),
  ...['recurrence_factor', 'recurrence_timeframe', 'recurrence_basedate', 'recurrence_trigger'].map(integer),
  ...['recurrence_status', 'priority'].map(integer),
  maxLength('title', holds(ctx, 'textsAreLong') ? 65535 : 200),
  maxLength('reference', holds(ctx, 'textsAreLong') ? 191 : 50),
  isDate(ctx, 'date_due'),
  isDate(ctx, 'date_started'),
  numeric('time_spent'),
  numeric('time_estimated'),
]

/** The reasons why createTask answers false. */
export function creationFaults(ctx: KanboardContext, values: Values): string[] {
  return faults(ctx, values, [required('project_id'), required('title'), ...common(ctx)])
}

/** The reasons why updateTask answers false. */
export function changeFaults(ctx: KanboardContext, values: Values): string[] {
  return faults(ctx, values, [required('id'), ...common(ctx)])
}

function faults(ctx: KanboardContext, values: Values, own: readonly Rule[]): string[] {
  const found = faultsIn(values, own)
  return found.length > 0 ? found : startsTooLate(ctx, values)
}

function startsTooLate(ctx: KanboardContext, { date_started = null, date_due = null }: Values): string[] {
  if (isEmpty(date_started) || isEmpty(date_due)) return []
  const calendar = calendarOf(ctx)
  const isLate = toTimestamp(date_started, calendar) > toTimestamp(date_due, calendar)
  return isLate ? ['date_started is later than date_due'] : []
}

/** Why a user cannot be given tasks of a project; undefined when nothing speaks against it. */
export function whyNotAssignable(ctx: KanboardContext, project: PhpValue, user: PhpValue): string | undefined {
  const id = ctx.database.idIn(user)
  const place = ctx.database.idIn(project)
  const isFine = id !== undefined && place !== undefined && isAssignable(ctx.world, place, id)
  return isFine ? undefined : `user ${toText(user)} is no member or manager of project ${toText(project)}`
}
