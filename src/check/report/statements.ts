import type { BaselineState, Footprint, Summary } from '../events.js'
import { countsText, reached, skipReasons, tally, unexecuted } from './gathered.js'
import type { TargetReport } from './gathered.js'

/** One sentence of a summary. The tone is the colour it is shown in, and never greener than what it says. */
export interface Statement {
  readonly tone: 'good' | 'plain' | 'warn' | 'bad'
  readonly text: string
  readonly items?: readonly string[]
}

/** What a baseline entry says as long as nobody has given a reason. */
export const TODO_REASON = 'TODO: say why'

/** What every report says of a target beside its findings, in one order and one wording. */
export function statements({ summary, notes }: TargetReport): Statement[] {
  return [
    headline(summary),
    ...partial(summary),
    ...coverage(summary),
    ...left(summary),
    ...footprint(summary.footprint),
    ...accepted(summary),
    ...(summary.baseline ? baseline(summary.baseline) : []),
    ...notes.map((text): Statement => ({ tone: 'warn', text: `note: ${text}` })),
  ]
}

function headline({ verdict, counts, isPartial, results, ms, serverMs, writes, isReadOnly }: Summary): Statement {
  const isBad = verdict === 'fail' || verdict === 'error'
  const isGood = verdict === 'pass' && !isPartial
  const time = ms > 0 ? `, ${seconds(ms)} (${seconds(serverMs)} of it waiting)` : ''
  const mode = isReadOnly ? 'read-only' : `${writes} calls that may change something`
  return {
    tone: isBad ? 'bad' : isGood ? 'good' : 'warn',
    text: `${verdict.toUpperCase()}${isPartial ? ', PARTIAL' : ''}: ${countsText(counts)} of ${results.length} steps; ${mode}${time}`,
  }
}

function partial(summary: Summary): Statement[] {
  if (!summary.isPartial) return []
  const items = skipReasons(summary).map(([reason, count]) => `${count} × ${reason}`)
  return [{ tone: 'warn', text: 'partial: not everything was checked', items }]
}

function coverage(summary: Summary): Statement[] {
  const { operations, executed, failures, provoked, fields, seen } = reached(summary)
  if (operations === 0) return []
  const items = unexecuted(summary).map(([reason, names]) => `${names.length} × ${reason}: ${names.join(', ')}`)
  return [
    {
      tone: executed < operations ? 'warn' : 'plain',
      text: `${executed} of ${operations} operations executed${executed < operations ? '; not executed:' : ''}`,
      ...(items.length > 0 ? { items } : {}),
    },
    {
      tone: 'plain',
      text: `${provoked} of ${failures} declared failures provoked, ${seen} of ${fields} declared members seen`,
    },
  ]
}

function left({ left: calls }: Summary): Statement[] {
  if (calls.length === 0) return []
  const what = calls.length === 1 ? '1 thing was' : `${calls.length} things were`
  return [{ tone: 'bad', text: `${what} left behind; this removes it:`, items: calls }]
}

function footprint(print: Footprint | undefined): Statement[] {
  if (print === undefined) return []
  const { calls, changed } = print
  if (changed.length === 0)
    return [{ tone: 'plain', text: `footprint unchanged: ${calls} calls looked at what is not of the run` }]
  const text = "footprint changed outside the run's own things (others who use the server change it too):"
  return [{ tone: 'bad', text, items: changed }]
}

function accepted({ results }: Summary): Statement[] {
  const reasons = results.flatMap((result) => (result.accepted ?? []).map(({ because }) => because))
  if (reasons.length === 0) return []
  const items = tally(reasons).map(([because, count]) => `${count} × ${because}`)
  const text = `${reasons.length} ${reasons.length === 1 ? 'finding' : 'findings'} accepted by the baseline`
  return [{ tone: reasons.includes(TODO_REASON) ? 'warn' : 'plain', text, items }]
}

function baseline({ expired, unneeded }: BaselineState): Statement[] {
  const told = (items: readonly string[], text: string): Statement[] =>
    items.length === 0 ? [] : [{ tone: 'warn', text: `${items.length} ${text}`, items }]
  return [
    ...told(expired, 'baseline entries are past their date and accept nothing'),
    ...told(unneeded, 'baseline entries are not needed any more'),
  ]
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
