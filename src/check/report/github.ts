import type { CheckEvent } from '../events.js'
import { rules } from '../rules.js'
import type { Finding } from '../rules.js'
import { faulty, findingsOf, findingText, gather } from './gathered.js'

/** GitHub shows ten annotations of each kind a step; the tenth says how many are not shown. */
const SHOWN = 9

interface Annotation {
  readonly kind: 'error' | 'warning'
  readonly title: string
  readonly text: string
}

/** Workflow commands that make GitHub show the findings beside the run; the same finding on several steps once. */
export function githubAnnotations(events: readonly CheckEvent[]): string {
  const { targets } = gather(events)
  const all = new Map<string, Annotation>()
  for (const { summary, label } of targets) {
    for (const result of faulty(summary)) {
      for (const finding of findingsOf(result)) {
        const title = `${finding.rule} ${result.operation} (${label})`
        const key = `${title} ${finding.pointer}`
        if (!all.has(key))
          all.set(key, {
            kind: kindOf(finding),
            title,
            text: `${findingText(finding)} (${result.scenario} › ${result.step})`,
          })
      }
    }
  }
  const kinds = (['error', 'warning'] as const).map((kind) => [...all.values()].filter((one) => one.kind === kind))
  return kinds.flatMap(cut).map(command).join('')
}

const kindOf = ({ rule }: Finding): Annotation['kind'] => (rules[rule].verdict === 'drift' ? 'warning' : 'error')

function cut(annotations: readonly Annotation[]): Annotation[] {
  const [first] = annotations
  if (!first || annotations.length <= SHOWN + 1) return [...annotations]
  const text = `${annotations.length - SHOWN} more findings: see the summary of the step and the report files.`
  return [...annotations.slice(0, SHOWN), { kind: first.kind, title: 'stuntboard check', text }]
}

/** The escapes of actions/toolkit packages/core/src/command.ts: a message has no line ends, a property no `:` and `,`. */
function command({ kind, title, text }: Annotation): string {
  return `::${kind} title=${escapeProperty(title)}::${escapeData(text)}\n`
}

const escapeData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** Text of a server in a log of GitHub: `##[` begins a command wherever it stands in a line, `::` at its beginning. */
export const withoutCommands = (text: string): string =>
  text.replaceAll('##[', '# #[').replace(/^(\s*):(?=:)/gm, '$1: ')
