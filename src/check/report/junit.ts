import type { StepResult, Summary } from '../events.js'

/** The run as JUnit XML: a suite per scenario, a case per step; drift passes and is told in the output of its case. */
export function junitReport(summary: Summary): string {
  const suites = new Map<string, StepResult[]>()
  for (const result of summary.results) suites.set(result.scenario, [...(suites.get(result.scenario) ?? []), result])
  const body = [...suites].map(([name, results]) => suite(`${summary.profile} ${name}`, results)).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name=${attribute(`stuntboard ${summary.profile}`)}>\n${body}</testsuites>\n`
}

function suite(name: string, results: readonly StepResult[]): string {
  const count = (...verdicts: string[]): number => results.filter(({ verdict }) => verdicts.includes(verdict)).length
  const totals = `tests="${results.length}" failures="${count('fail')}" errors="${count('error')}" skipped="${count('skip', 'disabled')}"`
  return `  <testsuite name=${attribute(name)} ${totals} time="${seconds(results.reduce((sum, { ms }) => sum + ms, 0))}">\n${results.map(testcase).join('')}  </testsuite>\n`
}

function testcase(result: StepResult): string {
  const head = `    <testcase classname=${attribute(result.operation)} name=${attribute(result.step)} time="${seconds(result.ms)}"`
  const inner = verdictElement(result)
  return inner === '' ? `${head}/>\n` : `${head}>${inner}</testcase>\n`
}

function verdictElement({ verdict, reason, findings, curl }: StepResult): string {
  if (verdict === 'skip' || verdict === 'disabled') return `<skipped message=${attribute(reason ?? '')}/>`
  const lines = findings.map(
    ({ rule, pointer, expected, got, source }) => `${rule} ${pointer}: expected ${expected}, got ${got} (${source})`,
  )
  const text = escape([...lines, ...(curl === undefined ? [] : [curl])].join('\n'))
  const message = attribute(lines[0] ?? reason ?? '')
  if (verdict === 'fail')
    return `<failure type=${attribute(findings[0]?.rule ?? 'fail')} message=${message}>${text}</failure>`
  if (verdict === 'error') return `<error message=${message}>${text}</error>`
  return verdict === 'drift' ? `<system-out>${text}</system-out>` : ''
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3)
const attribute = (text: string): string => `"${escape(text)}"`

/** XML has no way to write most control characters, so they are dropped. */
function escape(text: string): string {
  return text
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
