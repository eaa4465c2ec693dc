import type { CheckEvent, OperationCoverage, StepResult, Summary } from '../events.js'
import { rules, verdicts, worse } from '../rules.js'
import type { Finding, Verdict } from '../rules.js'

/** Everything that one target's part of the stream says. */
export interface TargetReport {
  readonly summary: Summary
  /** Tells the targets of one run apart. */
  readonly label: string
  readonly notes: readonly string[]
}

/** The whole stream: the worst verdict, the sum of counts, and the targets in order. */
export interface Gathered {
  readonly verdict: Verdict
  readonly counts: Readonly<Record<Verdict, number>>
  readonly isPartial: boolean
  readonly targets: readonly TargetReport[]
}

export type Counts = Readonly<Record<Verdict, number>>

/** Reads a stream to its end; of one that broke off, what there is of it. */
export function gather(events: readonly CheckEvent[]): Gathered {
  const ended: { summary: Summary; notes: string[] }[] = []
  let notes: string[] = []
  let done: readonly Summary[] = []
  for (const event of events) {
    if (event.event === 'note') notes.push(event.text)
    if (event.event === 'done') done = event.summaries
    if (event.event !== 'end') continue
    ended.push({ summary: event.summary, notes })
    notes = []
  }
  const last = done.length > 0 ? done : ended.map(({ summary }) => summary)
  const targets = last.map((summary, index) => ({
    summary,
    label: labelOf(summary, last),
    notes: ended[index]?.notes ?? [],
  }))
  return { ...total(last), targets }
}

/** The verdict of a run is that of its worst target; without a target nothing was checked, which is an error. */
export function total(summaries: readonly Summary[]): Omit<Gathered, 'targets'> {
  const counts = countsOf(summaries.flatMap((summary) => summary.results))
  const [first, ...others] = summaries.map(({ verdict }) => verdict)
  return {
    verdict: first === undefined ? 'error' : others.reduce(worse, first),
    counts,
    isPartial: summaries.some(({ isPartial }) => isPartial),
  }
}

export function countsOf(results: readonly StepResult[]): Counts {
  const none = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number> // all keys are there
  for (const { verdict } of results) none[verdict] += 1
  return none
}

function labelOf(summary: Summary, all: readonly Summary[]): string {
  const place = summary.name ?? summary.url.replace(/^https?:\/\//, '')
  const isAlone = all.filter(({ name, url }) => name === summary.name && url === summary.url).length === 1
  return isAlone ? place : `${place} as ${summary.profile}`
}

/** How a verdict is shown where colour must not be all that tells it. */
export const signs: Readonly<Record<Verdict, string>> = {
  pass: '✓',
  drift: '~',
  fail: '✗',
  error: '!',
  skip: '○',
  disabled: '·',
}

/** Texts and how often each occurs, the commonest first. */
export function tally(texts: readonly string[]): [text: string, count: number][] {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)
}

/** `1 fail, 12 pass`, worst first, without verdicts that nothing has. */
export function countsText(counts: Counts): string {
  const told = [...verdicts]
    .reverse()
    .filter((one) => counts[one] > 0)
    .map((one) => `${counts[one]} ${one}`)
  return told.join(', ') || 'nothing was checked'
}

/** Why steps were not sent, and how many each reason stopped. */
export function skipReasons({ results }: Summary): [string, number][] {
  return tally(results.filter(({ verdict }) => verdict === 'skip').map(({ reason }) => reason ?? 'no reason given'))
}

/** Operations of the release of which no step was sent, by reason. */
export function unexecuted({ coverage }: Summary): [reason: string, operations: string[]][] {
  const byReason = new Map<string, string[]>()
  for (const { steps, operation, reason = 'no reason given' } of coverage) {
    if (steps === 0) byReason.set(reason, [...(byReason.get(reason) ?? []), operation])
  }
  return [...byReason].sort(([, a], [, b]) => b.length - a.length)
}

/** Sums over the operations of a release: how much of the contract was seen. */
export interface Reached {
  readonly operations: number
  readonly executed: number
  readonly failures: number
  readonly provoked: number
  readonly fields: number
  readonly seen: number
}

export function reached({ coverage }: Summary): Reached {
  const sum = (of: (one: OperationCoverage) => number): number => coverage.reduce((all, one) => all + of(one), 0)
  return {
    operations: coverage.length,
    executed: coverage.filter(({ steps }) => steps > 0).length,
    failures: sum(({ failures }) => failures),
    provoked: sum(({ provoked }) => provoked),
    fields: sum(({ fields }) => fields),
    seen: sum(({ seen }) => seen),
  }
}

/** One line of the table of compatibility: an operation, and what became of it on each target. */
export interface MatrixRow {
  readonly operation: string
  readonly group: string
  readonly cells: readonly (OperationCoverage | undefined)[]
}

export function matrixOf(targets: readonly TargetReport[]): MatrixRow[] {
  const groups = new Map(targets.flatMap(({ summary }) => summary.coverage.map((one) => [one.operation, one.group])))
  const byTarget = targets.map(({ summary }) => new Map(summary.coverage.map((one) => [one.operation, one])))
  return [...groups].map(([operation, group]) => ({
    operation,
    group,
    cells: byTarget.map((coverage) => coverage.get(operation)),
  }))
}

/** Steps that are not as they should be, the worst first. */
export function faulty({ results }: Summary): StepResult[] {
  const wrong = results.filter(({ verdict, findings }) => verdict === 'error' || findings.length > 0)
  return wrong.sort((a, b) => verdicts.indexOf(b.verdict) - verdicts.indexOf(a.verdict))
}

/** What is wrong with a step that may have no finding of its own: the reason of an error then stands for it. */
export function findingsOf({ findings, verdict, reason = '' }: StepResult): readonly Finding[] {
  if (findings.length > 0 || verdict !== 'error') return findings
  return [{ rule: 'target.unreachable', pointer: '', expected: 'an answer', got: reason, source: '' }]
}

/** One line about a finding. */
export const findingText = ({ rule, pointer, expected, got }: Finding): string =>
  `${rule} ${pointer || '(answer)'}: expected ${expected}, got ${got}`

export const verdictOf = ({ rule }: Finding): Verdict => rules[rule].verdict
