import { greatest } from '../../kernel/extremes.js'
import { styleText } from 'node:util'
import type { CheckEvent, StepResult, Summary } from '../events.js'
import { worse } from '../rules.js'
import type { Verdict } from '../rules.js'
import { countsOf, countsText, findingsOf, findingText, gather, signs, verdictOf } from './gathered.js'
import { printable } from './printable.js'
import { statements } from './statements.js'
import type { Statement } from './statements.js'

type Colour = 'green' | 'yellow' | 'red' | 'dim' | 'bold'
const colours: Readonly<Record<Verdict, Colour>> = {
  pass: 'green',
  drift: 'yellow',
  fail: 'red',
  error: 'red',
  skip: 'dim',
  disabled: 'dim',
}
const tones: Readonly<Record<Statement['tone'], Colour | undefined>> = {
  good: 'green',
  plain: undefined,
  warn: 'yellow',
  bad: 'red',
}

export interface TextOptions {
  /** Receives text as it is to be written, ends of lines included. */
  readonly write: (text: string) => void
  /** Width of the terminal, where one line is kept up to date; absent where lines are only ever added. */
  readonly columns?: number
  readonly isColoured: boolean
  /** Whether every step has a line, or only those that are not as they should be. */
  readonly isVerbose: boolean
}

/** A report for people while the run goes on, and a summary that never looks greener than it is. */
export function textReport(options: TextOptions): (event: CheckEvent) => void {
  const paper = new Paper(options)
  return (event) => {
    if (event.event === 'step') paper.step(event)
    if (event.event === 'start') paper.start(event.steps, headOf(event))
    if (event.event === 'note') paper.note(event.text)
    if (event.event === 'left') paper.lines([{ colour: 'red', text: `left behind; remove it with: ${event.call}` }])
    if (event.event === 'end') paper.end(event.summary)
    if (event.event === 'done') paper.done(event.summaries)
  }
}

interface Line {
  readonly colour?: Colour | undefined
  readonly text: string
}

/** Where the report is written, with what it has to remember between events. */
class Paper {
  #expected = 0
  #results: StepResult[] = []
  #notes: string[] = []

  constructor(readonly options: TextOptions) {}

  start(steps: number, text: string): void {
    this.#expected = steps
    this.#results = []
    this.lines([{ colour: 'bold', text }])
  }

  note(text: string): void {
    this.#notes.push(text)
    this.lines([{ colour: 'yellow', text: `note: ${text}` }])
  }

  step(result: StepResult): void {
    const last = this.#results.at(-1)
    if (last && last.scenario !== result.scenario) this.#storyEnds(last.scenario)
    this.#results.push(result)
    if (this.options.isVerbose || findingsOf(result).length > 0) this.lines(stepLines(result))
    else this.#progress(result)
  }

  end(summary: Summary): void {
    const last = this.#results.at(-1)
    if (last) this.#storyEnds(last.scenario)
    const [target] = gather([{ event: 'end', summary }]).targets
    if (!target) return
    this.lines([
      { text: '' },
      { colour: 'bold', text: `${target.label}, judged as ${summary.profile}${saidVersion(summary)}` },
      ...statements({ ...target, notes: this.#notes }).flatMap(statementLines),
    ])
    this.#notes = []
  }

  /** Several targets are put side by side; of one, everything has been said. */
  done(summaries: readonly Summary[]): void {
    if (summaries.length < 2) return
    const { targets, verdict, isPartial, counts } = gather([{ event: 'done', summaries }])
    const width = greatest(targets.map(({ label }) => label.length)) ?? 0
    this.lines([
      { text: '' },
      ...targets.map(({ label, summary }): Line => {
        const partial = summary.isPartial ? ', partial' : ''
        const text = `${signs[summary.verdict]} ${label.padEnd(width)}  ${summary.verdict}${partial}: ${countsText(summary.counts)}`
        return { colour: summary.isPartial ? lessGreen(summary.verdict) : colours[summary.verdict], text }
      }),
      { text: `${summaries.length} targets: ${verdict}${isPartial ? ', partial' : ''}: ${countsText(counts)}` },
    ])
  }

  lines(lines: readonly Line[]): void {
    const { write, isColoured, columns } = this.options
    if (columns !== undefined) write('\r\x1b[2K')
    for (const { colour, text } of lines) {
      const safe = printable(text)
      write(`${isColoured && colour !== undefined ? paint(colour, safe) : safe}\n`)
    }
  }

  #storyEnds(scenario: string): void {
    if (this.options.columns !== undefined || this.options.isVerbose) return
    const own = this.#results.filter((result) => result.scenario === scenario)
    const verdict = own.map((one) => one.verdict).reduce(worse, 'disabled')
    const isWhole = own.every((one) => one.verdict !== 'skip')
    const colour = isWhole ? colours[verdict] : lessGreen(verdict)
    this.lines([{ colour, text: `${signs[verdict]} ${scenario}: ${countsText(countsOf(own))}` }])
  }

  /** The line that stays: how far, what so far, what now. */
  #progress({ scenario, step }: StepResult): void {
    const { columns, write } = this.options
    if (columns === undefined) return
    const counts = countsText(countsOf(this.#results))
    const text = printable(`${this.#results.length}/${this.#expected}  ${counts}  ${scenario} › ${step}`)
    write(`\r\x1b[2K${text.slice(0, Math.max(columns - 1, 0))}`)
  }
}

/** `styleText` looks at standard output by itself; whether there is colour was decided before. */
const paint = (colour: Colour, text: string): string => styleText(colour, text, { validateStream: false })

const lessGreen = (verdict: Verdict): Colour => (verdict === 'pass' ? 'yellow' : colours[verdict])

function headOf({ product, url, profile, run, isReadOnly, version }: CheckEvent & { event: 'start' }): string {
  const mode = isReadOnly ? ', read-only (allow writes with --allow-writes)' : ''
  return `${product} at ${url}, judged as ${profile}${saidVersion({ version })}, run ${run}${mode}`
}

const saidVersion = ({ version }: { readonly version?: string | undefined }): string =>
  version === undefined ? '' : ` (the server says ${version})`

function stepLines(step: StepResult): Line[] {
  const { verdict, scenario, operation, reason, accepted = [], curl } = step
  const why = reason === undefined ? '' : `  (${reason})`
  const findings = findingsOf(step)
  return [
    {
      colour: colours[verdict],
      text: `${signs[verdict]} ${verdict.padEnd(8)} ${scenario} › ${step.step} [${operation}]${why}`,
    },
    ...findings.flatMap((finding): Line[] => [
      { colour: colours[verdictOf(finding)], text: `    ${findingText(finding)}` },
      ...(finding.source === '' ? [] : [{ colour: 'dim' as const, text: `      source: ${finding.source}` }]),
    ]),
    ...accepted.map((one): Line => ({ colour: 'dim', text: `    accepted (${one.because}): ${findingText(one)}` })),
    ...(findings.length > 0 && curl !== undefined ? [{ colour: 'dim' as const, text: `      ${curl}` }] : []),
  ]
}

function statementLines({ tone, text, items = [] }: Statement): Line[] {
  return [{ colour: tones[tone], text: `  ${text}` }, ...items.map((item) => ({ text: `      ${item}` }))]
}
