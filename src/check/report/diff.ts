import type { Difference } from '../compare.js'
import type { DiffReport, SideFacts } from '../diff.js'

/** The comparison as JSON, ending with a newline. */
export function diffJson(report: DiffReport): string {
  return `${JSON.stringify({ formatVersion: 1, ...report }, null, 2)}\n`
}

/** The comparison for people: per operation each difference once, with the step where it was seen first. */
export function diffText(report: DiffReport): string {
  const { product, profile, compared, different, unplayed, isReadOnly } = report
  const operations = [...new Set(different.map(({ operation }) => operation))]
  const lines = [
    `${product}: A ${sideText(report.a)}, B ${sideText(report.b)}; steps of ${profile}${isReadOnly ? ', read-only' : ''}`,
    ...operations.flatMap((operation) => operationLines(report, operation)),
    ...unplayed.map(({ side, step, reason }) => `not asked of ${side.toUpperCase()}: ${step} (${reason})`),
    ...[...report.a.left, ...report.b.left].map((call) => `left behind; remove it with: ${call}`),
    `${compared} steps compared, ${different.length === 0 ? 'no difference' : `${different.length} differ`}`,
  ]
  return `${lines.join('\n')}\n`
}

function sideText({ url, version }: SideFacts): string {
  return version === undefined ? url : `${url} (${version})`
}

interface Seen {
  readonly difference: Difference
  readonly first: string
  count: number
}

function operationLines({ different }: DiffReport, operation: string): string[] {
  const seen = new Map<string, Seen>()
  for (const { differences, scenario, step } of different.filter((one) => one.operation === operation)) {
    for (const difference of differences) {
      const key = `${difference.kind} ${difference.at}`
      const known = seen.get(key) ?? { difference, first: `${scenario} › ${step}`, count: 0 }
      known.count += 1
      seen.set(key, known)
    }
  }
  return [
    operation,
    ...[...seen.values()].map(({ difference: { at, a, b }, first, count }) => {
      const times = count > 1 ? `${count} steps, first: ` : ''
      return `  ${at}: A ${a}, B ${b}  (${times}${first})`
    }),
  ]
}
