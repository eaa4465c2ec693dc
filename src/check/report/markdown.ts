import type { CheckEvent, StepResult, Summary } from '../events.js'
import { verdicts } from '../rules.js'
import type { Finding } from '../rules.js'
import { countsText, faulty, findingsOf, gather, matrixOf, signs } from './gathered.js'
import type { Gathered, TargetReport } from './gathered.js'
import { oneLine } from './printable.js'
import { statements } from './statements.js'

/** The run as Markdown: a summary, the table of compatibility, the findings. */
export function markdownReport(events: readonly CheckEvent[]): string {
  const gathered = gather(events)
  const parts = [head(gathered), ...gathered.targets.map(target), matrix(gathered.targets), findings(gathered.targets)]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function head({ verdict, isPartial, counts, targets }: Gathered): string {
  const products = [...new Set(targets.map(({ summary }) => summary.product))].join(', ')
  return `# ${signs[verdict]} stuntboard check ${md(products)}: ${verdict}${isPartial ? ', partial' : ''}\n\n${countsText(counts)}`
}

function target(report: TargetReport): string {
  const { summary, label } = report
  const { url, profile, version, options, run } = summary
  const judged = [profile, ...Object.entries(options).map(([name, value]) => `${name} ${value}`)].join(', ')
  const said = version === undefined ? '' : `; the server says ${md(version)}`
  const lines = statements(report).flatMap(({ text, items = [] }) => [
    `- ${md(text)}`,
    ...items.map((item) => `  - ${md(item)}`),
  ])
  return `## ${md(label)}\n\n${code(url)}, judged as ${md(judged)}${said}; run ${code(run)}\n\n${lines.join('\n')}`
}

/** Operations in rows, targets in columns; a legend, because a sign alone says little. */
function matrix(targets: readonly TargetReport[]): string {
  const rows = matrixOf(targets)
  if (rows.length === 0) return ''
  const legend = verdicts.map((verdict) => `${signs[verdict]} ${verdict}`).join(', ')
  const lines = rows.map(({ operation, group, cells }) => {
    const shown = cells.map((one) => (one === undefined ? 'not in the release' : cellText(one)))
    return `| ${md(group)} | ${cell(code(operation))} | ${shown.join(' | ')} |`
  })
  const columns = targets.map(({ label, summary }) =>
    md(label === summary.profile ? label : `${label}, ${summary.profile}`),
  )
  return [
    `## Compatibility\n\n${legend}; the numbers are steps sent.\n`,
    `| group | operation | ${columns.join(' | ')} |`,
    `| --- | --- | ${columns.map(() => '---').join(' | ')} |`,
    ...lines,
  ].join('\n')
}

const cellText = ({ verdict, steps }: { verdict: StepResult['verdict']; steps: number }): string =>
  steps === 0 ? signs[verdict] : `${signs[verdict]} ${steps}`

function findings(targets: readonly TargetReport[]): string {
  const sections = targets.flatMap(({ summary, label }) =>
    faulty(summary).map((result) => finding(result, targets.length > 1 ? label : '')),
  )
  return sections.length === 0 ? '' : `## Findings\n\n${sections.join('\n\n')}`
}

function finding(result: StepResult, label: string): string {
  const { verdict, operation, scenario, step, curl } = result
  const where = label === '' ? '' : ` on ${md(label)}`
  const lines = findingsOf(result).map(findingLine)
  const repeat = curl === undefined ? [] : [fenced(curl)]
  return [
    `### ${signs[verdict]} ${md(operation)}: ${md(scenario)} › ${md(step)}${where}`,
    lines.join('\n'),
    ...repeat,
  ].join('\n\n')
}

function findingLine({ rule, pointer, expected, got, source }: Finding): string {
  const from = source === '' ? '' : `; source: ${md(source)}`
  return `- **${rule}** ${pointer === '' ? '(answer)' : code(pointer)}: expected ${code(expected)}, got ${code(got)}${from}`
}

/** The summary of a GitHub step may have 1 MiB; what does not fit is in the other reports. */
export function stepSummary(events: readonly CheckEvent[], limit = 900_000): string {
  const text = markdownReport(events)
  if (Buffer.byteLength(text) <= limit) return text
  const gathered = gather(events)
  const short = [head(gathered), ...gathered.targets.map(target)].join('\n\n')
  const rest = `${countFindings(gathered.targets.map(({ summary }) => summary))} findings do not fit here: see the report files.`
  return `${Buffer.from(short).subarray(0, limit).toString()}\n\n${rest}\n`
}

const countFindings = (summaries: readonly Summary[]): number =>
  summaries.flatMap(faulty).reduce((sum, result) => sum + findingsOf(result).length, 0)

/** Text of others as text: no markup, no HTML, no link, no mention, no new line, no new cell. */
export function md(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
    .replaceAll('://', ':&#47;&#47;')
    .replace(/^[#+-]/, '\\$&')
}

/** A code span that holds any text: fenced by more backticks than there are in it. */
export function code(text: string): string {
  const flat = oneLine(text)
  if (flat.trim() === '') return '(nothing)'
  const fence = '`'.repeat(longestRun(flat) + 1)
  return `${fence} ${flat} ${fence}`
}

/** In a table a cell ends at `|`, in a code span too. */
const cell = (markdown: string): string => markdown.replaceAll('|', '\\|')

function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}sh\n${oneLine(text)}\n${fence}`
}

const longestRun = (text: string): number => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
