import { styleText } from 'node:util'
import type { CheckEvent, StepResult, Summary } from '../events.js'
import { verdicts } from '../rules.js'
import type { Verdict } from '../rules.js'

type Colour = 'green' | 'yellow' | 'red' | 'dim' | 'bold'
const colours: Readonly<Record<Verdict, Colour>> = {
  pass: 'green',
  drift: 'yellow',
  fail: 'red',
  error: 'red',
  skip: 'dim',
  disabled: 'dim',
}

export interface TextOptions {
  /** Receives whole lines without their end. */
  readonly write: (line: string) => void
  readonly isColoured: boolean
  /** Whether every step has a line, or only those that are not as they should be. */
  readonly isVerbose: boolean
}

/** A report for people: a line a step, what is wrong with it, and a summary that never looks greener than it is. */
export function textReport({ write, isColoured, isVerbose }: TextOptions): (event: CheckEvent) => void {
  const paint = (colour: Colour, text: string): string => (isColoured ? styleText(colour, text) : text)
  return (event) => {
    if (event.event === 'start') {
      const mode = event.isReadOnly ? ', read-only (allow writes with --allow-writes)' : ''
      write(paint('bold', `${event.product} at ${event.url}, judged as ${event.profile}, run ${event.run}${mode}`))
    } else if (event.event === 'step') {
      if (isVerbose || event.findings.length > 0 || event.verdict === 'error') stepLines(event, paint).forEach(write)
    } else if (event.event === 'left') {
      write(paint('red', `left behind; remove it with: ${event.call}`))
    } else if (event.event === 'note') {
      write(paint('yellow', event.text))
    } else if (event.event === 'end') {
      summaryLines(event.summary, paint).forEach(write)
    }
  }
}

type Paint = (colour: Colour, text: string) => string

function stepLines(step: StepResult, paint: Paint): string[] {
  const reason = step.reason === undefined ? '' : paint('dim', `  (${step.reason})`)
  const head = `${paint(colours[step.verdict], step.verdict.padEnd(8))} ${step.scenario} › ${step.step} [${step.operation}]${reason}`
  const findings = step.findings.flatMap(({ rule, pointer, expected, got, source }) => [
    `         ${paint('red', rule)} ${pointer || '(answer)'}: expected ${expected}, got ${got}`,
    paint('dim', `           source: ${source}`),
  ])
  const curl = step.findings.length > 0 && step.curl !== undefined ? [paint('dim', `           ${step.curl}`)] : []
  return [head, ...findings, ...curl]
}

function summaryLines(summary: Summary, paint: Paint): string[] {
  const { counts } = summary
  const told = verdicts.filter((one) => counts[one] > 0).map((one) => paint(colours[one], `${counts[one]} ${one}`))
  const partial = summary.isPartial ? ` – ${paint('yellow', 'partial: not everything was checked')}` : ''
  const reasons = new Map<string, number>()
  for (const { verdict, reason } of summary.results) {
    if (verdict === 'skip' && reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  return [
    `${summary.profile}: ${told.join(', ')}${partial}`,
    ...[...reasons].map(([reason, count]) => paint('dim', `  ${count} skipped: ${reason}`)),
    ...(summary.left.length > 0
      ? [paint('red', `  ${summary.left.length} things could not be removed, see above`)]
      : []),
  ]
}
