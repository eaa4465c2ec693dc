import { createHash } from 'node:crypto'
import type { CheckEvent, StepResult } from '../events.js'
import { ruleMarkdown, ruleText } from '../rule-pages.js'
import { ruleNames, rules } from '../rules.js'
import type { Finding, Verdict } from '../rules.js'
import { findingsOf, findingText, gather } from './gathered.js'
import type { TargetReport } from './gathered.js'
import { oneLine } from './printable.js'
import { statements } from './statements.js'
import type { Statement } from './statements.js'

type Level = 'error' | 'warning' | 'note' | 'none'
const levels: Readonly<Record<Verdict, Level>> = {
  error: 'error',
  fail: 'error',
  drift: 'warning',
  pass: 'none',
  skip: 'none',
  disabled: 'none',
}
const toneLevels: Readonly<Record<Statement['tone'], Level>> = {
  good: 'note',
  plain: 'note',
  warn: 'warning',
  bad: 'error',
}

/** The run as SARIF 2.1.0, one `run` a target, for code scanning and editors. `version` is that of this program. */
export function sarifReport(events: readonly CheckEvent[], version: string): string {
  const { targets } = gather(events)
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: targets.map((target) => runOf(target, version)),
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function runOf(target: TargetReport, version: string): object {
  const { summary, label } = target
  return {
    tool: { driver: driver(version) },
    automationDetails: { id: `stuntboard/${summary.profile}/${label}/` },
    // A scenario file is named below the folder of the installed package, which differs from machine to machine.
    originalUriBaseIds: { STUNTBOARD: { description: { text: 'The folder of the installed package stuntboard.' } } },
    invocations: [
      {
        executionSuccessful: summary.verdict !== 'error',
        toolExecutionNotifications: statements(target).map(({ tone, text, items = [] }) => ({
          level: toneLevels[tone],
          message: { text: [text, ...items.map((item) => `  ${item}`)].join('\n') },
        })),
      },
    ],
    columnKind: 'utf16CodeUnits',
    results: summary.results.flatMap((result) => [
      ...findingsOf(result).map((finding) => resultOf(target, result, finding)),
      ...(result.accepted ?? []).map((finding) => ({
        ...resultOf(target, result, finding),
        suppressions: [{ kind: 'external', status: 'accepted', justification: finding.because }],
      })),
    ]),
    properties: { profile: summary.profile, run: summary.run, isPartial: summary.isPartial, counts: summary.counts },
  }
}

function driver(version: string): object {
  return {
    name: 'stuntboard',
    semanticVersion: version,
    rules: ruleNames.map((rule) => ({
      id: rule,
      name: rule.replace(/(^|[.-])(\w)/g, (_, _dot: string, letter: string) => letter.toUpperCase()),
      shortDescription: { text: rules[rule].about },
      help: { text: ruleText(rule), markdown: ruleMarkdown(rule) },
      defaultConfiguration: { level: levels[rules[rule].verdict] },
    })),
  }
}

function resultOf({ summary }: TargetReport, result: StepResult, finding: Finding): object {
  const { operation, scenario, step, curl } = result
  const { rule, pointer, expected, got, source } = finding
  return {
    ruleId: rule,
    ruleIndex: ruleNames.indexOf(rule),
    level: levels[rules[rule].verdict],
    message: { text: `${operation}: ${findingText(finding)} (${scenario} › ${step})` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: {
            uri: `fixtures/scenarios/${summary.product}/${encodeURIComponent(oneLine(scenario))}.yaml`,
            uriBaseId: 'STUNTBOARD',
          },
          region: { startLine: 1 },
        },
        logicalLocations: [
          {
            name: operation,
            fullyQualifiedName: `${summary.product}/${result.group}/${operation}${pointer}`,
            kind: 'function',
          },
        ],
      },
    ],
    partialFingerprints: { 'stuntboard/v1': fingerprint([summary.product, rule, operation, pointer, scenario, step]) },
    properties: { expected, got, source, scenario, step, ...(curl === undefined ? {} : { curl }) },
  }
}

/** Stays the same from run to run, so that code scanning knows a finding again. */
const fingerprint = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
