import type { CheckEvent, StepResult } from '../events.js'
import type { Verdict } from '../rules.js'
import { findingsOf, gather } from './gathered.js'
import type { TargetReport } from './gathered.js'
import { statements } from './statements.js'

/** The run as JUnit XML: a suite per target and scenario, a case per step; drift passes and is told in its output. */
export function junitReport(events: readonly CheckEvent[]): string {
  const { targets } = gather(events)
  const results = targets.flatMap(({ summary }) => summary.results)
  const body = targets.flatMap(suites).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="stuntboard check" ${totals(results)}>\n${body}</testsuites>\n`
}

function suites(target: TargetReport): string[] {
  const { summary, label } = target
  const stories = new Map<string, StepResult[]>()
  for (const result of summary.results) stories.set(result.scenario, [...(stories.get(result.scenario) ?? []), result])
  const told = statements(target).flatMap(({ text, items = [] }) => [text, ...items.map((item) => `  ${item}`)])
  return [...stories].map(([name, results], index) => {
    const head = `name=${attribute(`${summary.profile} ${name}`)} package=${attribute(label)} hostname=${attribute(hostOf(summary.url))}`
    // The summary stands in the first suite: elements above the suites have no text that readers show.
    const output = index === 0 ? `    <system-out>${escape(told.join('\n'))}</system-out>\n` : ''
    const cases = results.map((result) => testcase(result, summary.profile)).join('')
    return `  <testsuite ${head} ${totals(results)}>\n${cases}${output}  </testsuite>\n`
  })
}

function totals(results: readonly StepResult[]): string {
  const count = (...verdicts: Verdict[]): number => results.filter(({ verdict }) => verdicts.includes(verdict)).length
  const time = seconds(results.reduce((sum, { ms }) => sum + ms, 0))
  return `tests="${results.length}" failures="${count('fail')}" errors="${count('error')}" skipped="${count('skip', 'disabled')}" time="${time}"`
}

function testcase(result: StepResult, profile: string): string {
  const head = `    <testcase classname=${attribute(`${profile}.${result.operation}`)} name=${attribute(result.step)} time="${seconds(result.ms)}"`
  const inner = verdictElement(result)
  return inner === '' ? `${head}/>\n` : `${head}>${inner}</testcase>\n`
}

function verdictElement(result: StepResult): string {
  const { verdict, reason = '', curl, accepted = [] } = result
  if (verdict === 'skip' || verdict === 'disabled') return `<skipped message=${attribute(reason)}/>`
  const lines = [...findingsOf(result).map((finding) => ({ ...finding, because: '' })), ...accepted].map(
    ({ rule, pointer, expected, got, source, because }) =>
      `${rule} ${pointer}: expected ${expected}, got ${got} (${source})${because === '' ? '' : ` accepted: ${because}`}`,
  )
  const text = escape([...lines, ...(curl === undefined ? [] : [curl])].join('\n'))
  const message = attribute(lines[0] ?? reason)
  const type = attribute(findingsOf(result)[0]?.rule ?? verdict)
  if (verdict === 'fail') return `<failure type=${type} message=${message}>${text}</failure>`
  if (verdict === 'error') return `<error type=${type} message=${message}>${text}</error>`
  return lines.length > 0 ? `<system-out>${text}</system-out>` : ''
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3)
const attribute = (text: string): string => `"${escape(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`

/** XML has no way to write most control characters, nor half a character, so they are dropped. */
export function escape(text: string): string {
  return text
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\p{Cs}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('\r', '&#13;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
