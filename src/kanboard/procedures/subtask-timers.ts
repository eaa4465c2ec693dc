import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import type { TimerRow } from '../attached-rows.js'
import { Crash } from '../faults.js'
import { looselyEquals, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { nextId } from '../tables.js'
import { userIdArgument } from './attached-arguments.js'
import { membersOnly } from './attached-errors.js'
import { changeRow, secondsNow, wasteId, wasteIdOnNull } from './attached-store.js'
import { holds } from './release-rules.js'
import { changeSubtask, hoursOf, runningTimer } from './subtask-store.js'

const page = 'kanboard/documentation v1/api/subtask_time_tracking_procedures.md'
const recorded = 'kanboard/v1.2.53/time-tracking.json'

const subtaskId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the subtask'))
const input = z.object({ subtask_id: subtaskId(), user_id: userIdArgument() })

const ofAnother: ErrorCase = {
  when: 'a user names somebody else',
  since: '1.2.53',
  status: 200,
  result: false,
  source: { evidence: `${recorded} steps 27, 28` },
}

interface Pair {
  readonly subtask: number | undefined
  readonly user: number | undefined
}

function pairOf({ database }: KanboardContext, subtask: PhpValue, user: PhpValue): Pair {
  return { subtask: database.idIn(subtask, 1), user: database.idIn(user, 2) }
}

function timerOf(ctx: KanboardContext, { subtask, user }: Pair): TimerRow | undefined {
  return subtask === undefined || user === undefined ? undefined : runningTimer(ctx, subtask, user)
}

/** Users handle their own timers only. */
const mayHandle = (ctx: KanboardContext, user: PhpValue): boolean =>
  ctx.caller.kind === 'application' || !holds(ctx, 'timersBelongToUsers') || looselyEquals(ctx.callerId, user)

export const hasSubtaskTimer = procedure({
  id: 'hasSubtaskTimer',
  group: 'Subtask Time Tracking',
  summary: 'Check if a timer is started for the given subtask and user',
  sources: [{ doc: `${page}#hassubtasktimer` }, { evidence: `${recorded} steps 8, 10, 11, 21` }],
  versions: { since: '1.0.31' },
  effect: 'read',
  failure: false,
  input,
  output: z.boolean().describe('Whether the timer of this user runs'),
  errors: [membersOnly('viewer')],
  examples: [
    {
      title: 'no timer',
      input: { subtask_id: 1, user_id: 2 },
      output: false,
      source: { evidence: `${recorded} step 8` },
    },
  ],
  handle: (ctx, { subtask_id, user_id }) => timerOf(ctx, pairOf(ctx, subtask_id, user_id)) !== undefined,
})

export const setSubtaskStartTime = procedure({
  id: 'setSubtaskStartTime',
  group: 'Subtask Time Tracking',
  summary: 'Start subtask timer for a user',
  sources: [{ doc: `${page}#setsubtaskstarttime` }, { evidence: `${recorded} steps 9, 12, 22, 24` }],
  versions: { since: '1.0.31' },
  effect: 'write',
  failure: false,
  input,
  output: z.boolean().describe('Whether the timer was started'),
  errors: [
    membersOnly('member'),
    ofAnother,
    { when: 'the timer runs already', status: 200, result: false, source: { evidence: `${recorded} step 12` } },
    {
      when: 'there is no such subtask or user',
      status: 200,
      result: false,
      source: { evidence: `${recorded} steps 22, 24` },
    },
  ],
  examples: [
    {
      title: 'a start',
      input: { subtask_id: 1, user_id: 2 },
      output: true,
      source: { evidence: `${recorded} step 9` },
    },
  ],
  handle: (ctx, { subtask_id, user_id }) => {
    if (!mayHandle(ctx, user_id)) return ctx.explain('users may handle their own timers only', false)
    return startTimer(ctx, subtask_id, user_id)
  },
})

/** `SubtaskTimeTrackingModel::logStartTime` */
export function startTimer(ctx: KanboardContext, subtask_id: PhpValue, user_id: PhpValue): boolean {
  const { subtask, user } = pairOf(ctx, subtask_id, user_id)
  if (timerOf(ctx, { subtask, user })) return ctx.explain('the timer runs already', false)
  const isSubtask = subtask !== undefined && ctx.db.subtasks.has(subtask)
  if (!isSubtask || user === undefined || !ctx.db.users.has(user)) {
    const table = 'subtask_time_tracking'
    const ids = Object.entries({ user_id, subtask_id })
    const stored = ids.map(([name, id]) => [name, ctx.database.storeInteger({ table, name }, id)] as const)
    const missing = stored.find(([, id]) => id === null)?.[0]
    if (missing !== undefined) {
      wasteIdOnNull(ctx, table)
      return ctx.explain(`the ${missing} is null`, ctx.database.refuseNull(table, missing))
    }
    wasteId(ctx, 'subtask_time_tracking')
    return ctx.explain(`there is no subtask ${toText(subtask_id)} or no user ${toText(user_id)}`, false)
  }
  const id = nextId(ctx.world, 'subtask_time_tracking', ctx.database)
  const start = secondsNow(ctx)
  ctx.db.subtask_time_tracking.insert({ id, subtask_id: subtask, user_id: user, start, end: 0, time_spent: 0 })
  return true
}

export const setSubtaskEndTime = procedure({
  id: 'setSubtaskEndTime',
  group: 'Subtask Time Tracking',
  summary: 'Stop subtask timer for a user',
  doc: 'Adds the hours to the subtask, and so to the task. True also where no timer runs.',
  sources: [{ doc: `${page}#setsubtaskendtime` }, { evidence: `${recorded} steps 16, 18, 23` }],
  versions: { since: '1.0.31' },
  effect: 'write',
  failure: false,
  input,
  output: z.boolean().describe('True, but for a refusal'),
  errors: [membersOnly('member'), ofAnother],
  examples: [
    {
      title: 'an end',
      input: { subtask_id: 1, user_id: 2 },
      output: true,
      source: { evidence: `${recorded} step 16` },
    },
  ],
  handle: (ctx, { subtask_id, user_id }) => {
    if (!mayHandle(ctx, user_id)) return ctx.explain('users may handle their own timers only', false)
    return stopTimer(ctx, subtask_id, user_id)
  },
})

/** `SubtaskTimeTrackingModel::logEndTime` */
export function stopTimer(ctx: KanboardContext, subtask_id: PhpValue, user_id: PhpValue): true {
  const timer = timerOf(ctx, pairOf(ctx, subtask_id, user_id))
  if (!timer) return ctx.explain('no timer runs, nothing was updated', true)
  const hours = hoursOf(ctx, timer)
  const row = ctx.db.subtasks.get(timer.subtask_id)
  if (hours > 0 && row) {
    if (typeof row.time_spent === 'string') throw new Crash('INF is no number to add to')
    changeSubtask(ctx, { id: row.id, time_spent: (row.time_spent ?? 0) + hours, task_id: row.task_id }, true)
  }
  changeRow(ctx, 'subtask_time_tracking', timer.id, { end: secondsNow(ctx), time_spent: hours })
  return true
}

export const getSubtaskTimeSpent = procedure({
  id: 'getSubtaskTimeSpent',
  group: 'Subtask Time Tracking',
  summary: 'Get time spent on a subtask for a user',
  doc: 'Only of a timer that runs now: hours with two decimals, 0 where none runs.',
  sources: [
    { doc: `${page}#getsubtasktimespent` },
    { evidence: `${recorded} steps 15, 19, 20` },
    { code: 'kanboard/kanboard@v1.2.53 app/Core/DateParser.php:240 getHours()' },
  ],
  versions: { since: '1.0.31' },
  effect: 'read',
  failure: false,
  input,
  output: z.number().describe('Hours'),
  errors: [membersOnly('viewer')],
  examples: [
    {
      title: 'just started',
      input: { subtask_id: 1, user_id: 2 },
      output: 0,
      source: { evidence: `${recorded} step 15` },
    },
  ],
  handle: (ctx, { subtask_id, user_id }) => hoursOf(ctx, timerOf(ctx, pairOf(ctx, subtask_id, user_id))),
})
