import { logActivity } from './activities.js'
import { updateBoard } from './board-store.js'
import { writeCard } from './card-store.js'
import { writeList } from './list-store.js'
import { realCard } from './rule-run.js'
import type { CardRun } from './rule-run.js'
import type { RulePartRow } from './rows.js'

const dates = ['startAt', 'endAt', 'dueAt', 'receivedAt'] as const
type DateKey = (typeof dates)[number]

/** The date that an action names; any other word is passed over. */
function dateOf(action: RulePartRow): DateKey | undefined {
  return dates.find((key) => key === action['dateField'])
}

/** Sets a date to the moment of the request, unless it is set. */
export function setDate(run: CardRun): void {
  const key = dateOf(run.action)
  const card = realCard(run)
  if (key !== undefined && card && card[key] === undefined) writeDate(run, key, run.ctx.at)
}

export function updateDate(run: CardRun): void {
  const key = dateOf(run.action)
  if (key !== undefined) writeDate(run, key, run.ctx.at)
}

export function removeDate(run: CardRun): void {
  const key = dateOf(run.action)
  if (key !== undefined) writeDate(run, key, undefined)
}

const MS_PER_MINUTE = 60_000
const unitsInMs: Readonly<Record<string, number>> = {
  minutes: MS_PER_MINUTE,
  hours: 60 * MS_PER_MINUTE,
  days: 24 * 60 * MS_PER_MINUTE,
  weeks: 7 * 24 * 60 * MS_PER_MINUTE,
}

/** Sets a date so many units from now; `days` holds the number in any unit. */
export function setDateRelative(run: CardRun): void {
  const key = dateOf(run.action)
  if (key !== undefined) writeDate(run, key, shifted(run.ctx.at, run.action))
}

/** code: wekan/wekan@v11.07 models/lib/relativeDateOffset.js:34 */
function shifted(at: string, { days, unit }: RulePartRow): string {
  const amount = Number.parseInt(String(days), 10) || 0
  const moment = new Date(at)
  if (unit !== 'months') {
    const length = unitsInMs[String(unit)] ?? unitsInMs['days'] ?? 0
    return new Date(moment.getTime() + amount * length).toISOString()
  }
  moment.setUTCMonth(moment.getUTCMonth() + amount)
  return moment.toISOString()
}

/**
 * Writes a date with the activity of the hook, which also moves the dates of the list.
 * code: wekan/wekan@v11.07 server/models/cards.js:844
 */
function writeDate(run: CardRun, key: DateKey, value: string | undefined): void {
  const { ctx, card } = run
  const linked = card.type === 'cardType-linkedBoard' ? ctx.db.boards.get(card.linkedId ?? '') : undefined
  if (linked) {
    updateBoard(ctx, linked, { [key]: value })
    return
  }
  const real = realCard(run)
  if (!real) return
  const list = ctx.db.lists.get(real.listId)
  if (list) writeList(ctx, list, {})
  logActivity(ctx, {
    activityType: `a-${key}`,
    boardId: real.boardId,
    cardId: real._id,
    cardTitle: real.title,
    timeKey: key,
    timeValue: value,
    timeOldValue: real[key] ?? '',
    listId: real.listId,
    swimlaneId: real.swimlaneId,
  })
  writeCard(ctx, real, { [key]: value })
}
