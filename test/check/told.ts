import type { CheckEvent, StepResult, Summary } from '../../src/check/events.js'
import { countsOf } from '../../src/check/report/gathered.js'
import { verdicts } from '../../src/check/rules.js'
import type { Finding } from '../../src/check/rules.js'

/** Text as a hostile server would choose it: markup of every report, control characters, half a character. */
export const HOSTILE = [
  '</script><script>alert(1)</script>',
  ']]>',
  '<!--',
  '"\'&amp;',
  '\r\n::error title=forged::forged\r\n##[error]forged',
  '| cell | `` code ``` [link](https://evil.example) @somebody ![i](x)',
  '\x00\x08\x1b[2J\x1b]0;title\x07\u202e\u2028',
  '\ud800',
].join(' ')

export const finding: Finding = {
  rule: 'field.type',
  pointer: '/0/role',
  expected: 'string',
  got: '7',
  source: 'kanboard user_procedures.md#getuser',
}

export function stepOf(more: Partial<StepResult> = {}): StepResult {
  return {
    scenario: 'users',
    step: 'the user reads back',
    operation: 'getUser',
    group: 'User API Procedures',
    effect: 'read',
    verdict: 'pass',
    findings: [],
    curl: "curl -i 'http://127.0.0.1/jsonrpc.php'",
    ms: 1.5,
    ...more,
  }
}

const ran: StepResult = stepOf()

export const failed = stepOf({ step: 'the list is complete', verdict: 'fail', findings: [finding] })

export const skipped: StepResult = (({ curl: _curl, ...rest }) => rest)(
  stepOf({ operation: 'createUser', effect: 'write', verdict: 'skip', reason: 'the run is read-only' }),
)

export function summaryOf(results: readonly StepResult[] = [ran], more: Partial<Summary> = {}): Summary {
  const counts = countsOf(results)
  return {
    product: 'kanboard',
    url: 'http://127.0.0.1:3000',
    profile: 'kanboard@1.2.53',
    options: { numbers: 'native', database: 'sqlite' },
    version: '1.2.53',
    run: '0123abcd',
    isReadOnly: false,
    verdict: verdicts.findLast((verdict) => counts[verdict] > 0) ?? 'error',
    counts,
    isPartial: counts.skip > 0,
    left: [],
    writes: 3,
    coverage: results.map(({ operation, group, effect, verdict, curl, reason }) => ({
      operation,
      group,
      effect,
      verdict,
      steps: curl === undefined ? 0 : 1,
      ...(reason === undefined ? {} : { reason }),
      failures: 4,
      provoked: 2,
      fields: 10,
      seen: 9,
    })),
    results,
    ms: 1234,
    serverMs: 1000,
    ...more,
  }
}

/** The stream that a run with these outcomes would have been. */
export function streamOf(...summaries: readonly Summary[]): CheckEvent[] {
  const parts = summaries.flatMap((summary): CheckEvent[] => {
    const { product, url, profile, options, run, isReadOnly, results, left } = summary
    return [
      { event: 'start', steps: results.length, product, url, profile, options, run, isReadOnly },
      ...results.map((result): CheckEvent => ({ event: 'step', ...result })),
      ...left.map((call): CheckEvent => ({ event: 'left', call })),
      { event: 'end', summary },
    ]
  })
  return [...parts, { event: 'done', summaries }]
}

/** Every text that a server or a person can choose is hostile. */
export const hostileStream = (): CheckEvent[] => {
  const bad = { ...finding, pointer: `/${HOSTILE}`, expected: HOSTILE, got: HOSTILE, source: HOSTILE }
  const known = { ...bad, because: HOSTILE }
  const names = { scenario: HOSTILE, step: HOSTILE, operation: HOSTILE, group: HOSTILE, curl: `curl '${HOSTILE}'` }
  const results = [
    stepOf({ ...names, verdict: 'fail', findings: [bad], accepted: [known] }),
    stepOf({ ...names, verdict: 'error', reason: HOSTILE }),
    stepOf({ ...names, verdict: 'skip', reason: HOSTILE }),
  ]
  const summary = summaryOf(results, {
    name: HOSTILE,
    url: `http://127.0.0.1/${HOSTILE}`,
    version: HOSTILE,
    left: [HOSTILE],
    footprint: { calls: 2, before: 'a', after: 'b', changed: [HOSTILE] },
    baseline: { unneeded: [HOSTILE], expired: [HOSTILE] },
  })
  return [{ event: 'note', text: HOSTILE }, ...streamOf(summary, { ...summary, profile: 'kanboard@1.2.35' })]
}
