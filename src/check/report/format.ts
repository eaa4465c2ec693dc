import { z } from 'zod'
import type { CheckEvent, Summary } from '../events.js'
import { ruleNames, verdicts } from '../rules.js'

const Verdict = z.enum(verdicts).describe('One ladder: a later one wins when verdicts merge.')
const Effect = z.enum(['read', 'write', 'admin'])
const Counts = z.record(Verdict, z.int()).describe('Steps by verdict.')

const finding = {
  rule: z.enum(ruleNames).describe('What is broken; docs/rules.md has a section on each.'),
  pointer: z.string().describe('JSON pointer into the result; empty for the answer as a whole.'),
  expected: z.string(),
  got: z.string(),
  source: z.string().describe('Where the expectation comes from.'),
}
const Finding = z.strictObject(finding)
const AcceptedFinding = z.strictObject({ ...finding, because: z.string().describe('Why the baseline accepts it.') })

const step = {
  scenario: z.string(),
  step: z.string(),
  operation: z.string(),
  group: z.string(),
  effect: Effect,
  verdict: Verdict,
  failure: z.string().exactOptional().describe('The declared failure that the step expects.'),
  reason: z.string().exactOptional().describe('Why it was skipped or could not be judged.'),
  findings: z.array(Finding),
  accepted: z.array(AcceptedFinding).exactOptional().describe('Findings that the baseline knows; they do not count.'),
  curl: z.string().exactOptional().describe('Repeats the call, secrets masked; absent when nothing was sent.'),
  ms: z.number().describe('Milliseconds until the answer had come.'),
}

const target = {
  product: z.string(),
  name: z.string().exactOptional().describe('What the configuration calls the target.'),
  url: z.string(),
  profile: z.string().describe('The profile against which the server is judged.'),
  options: z.record(z.string(), z.string()),
  version: z.string().exactOptional().describe('The release as the server tells it.'),
  run: z.string().describe('Name of the run; everything that it makes carries it.'),
  isReadOnly: z.boolean(),
}

const OperationCoverage = z.strictObject({
  operation: z.string(),
  group: z.string(),
  effect: Effect,
  verdict: Verdict.describe('The worst verdict of its steps; `skip` when none was sent.'),
  steps: z.int().describe('Steps that were sent.'),
  reason: z.string().exactOptional().describe('Why no step was sent.'),
  failures: z.int().describe('Declared failures in the release.'),
  provoked: z.int(),
  fields: z.int().describe('Declared members of the result in the release.'),
  seen: z.int(),
})

const Footprint = z.strictObject({
  calls: z.int().describe('Calls that looked.'),
  before: z.string(),
  after: z.string(),
  changed: z.array(z.string()).describe('Places outside what the run made that differ.'),
})

const Baseline = z.strictObject({
  unneeded: z.array(z.string()).describe('Entries that no finding met.'),
  expired: z.array(z.string()).describe('Entries past their date.'),
})

const SummaryFormat = z.strictObject({
  ...target,
  verdict: Verdict,
  counts: Counts,
  isPartial: z.boolean().describe('Whether anything was skipped.'),
  left: z.array(z.string()).describe('What could not be removed: calls that would do it.'),
  writes: z.int().describe('Calls sent that may change something.'),
  footprint: Footprint.exactOptional(),
  coverage: z.array(OperationCoverage),
  results: z.array(z.strictObject(step)),
  baseline: Baseline.exactOptional(),
  ms: z.number().describe('Milliseconds of the whole run.'),
  serverMs: z.number().describe('Those of them spent waiting for the server.'),
}) satisfies z.ZodType<Summary>

/** One line of `--ndjson`. */
export const EventFormat = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('start'), steps: z.int(), ...target }),
  z.strictObject({ event: z.literal('step'), ...step }),
  z.strictObject({ event: z.literal('note'), text: z.string() }),
  z.strictObject({ event: z.literal('left'), call: z.string() }),
  z.strictObject({ event: z.literal('end'), summary: SummaryFormat }),
  z.strictObject({ event: z.literal('done'), summaries: z.array(SummaryFormat) }),
]) satisfies z.ZodType<CheckEvent>

/** The document of `--json`. */
export const ReportFormat = z.strictObject({
  formatVersion: z.literal(1).describe('Changes when a reader must.'),
  verdict: Verdict.describe('The worst of all targets.'),
  counts: Counts.describe('Steps of all targets by verdict.'),
  isPartial: z.boolean().describe('Whether anything was skipped on any target.'),
  notes: z.array(z.string()).describe('Things a person should know: TLS was not verified, a reason is missing.'),
  targets: z.array(SummaryFormat),
})

/** The JSON Schemas in `docs/schemas`, by file name. */
export function reportSchemas(): Readonly<Record<string, string>> {
  const text = (title: string, schema: z.ZodType): string =>
    `${JSON.stringify({ title, ...z.toJSONSchema(schema, { reused: 'ref' }) }, null, 2)}\n`
  return {
    'check-report.schema.json': text('Report of stuntboard check', ReportFormat),
    'check-event.schema.json': text('One event of stuntboard check', EventFormat),
  }
}
