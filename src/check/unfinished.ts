import type { CheckEvent, StepResult, Summary, TargetFacts } from './events.js'
import { countsOf } from './report/gathered.js'
import { rules } from './rules.js'
import type { Rule } from './rules.js'

/** What was seen of a target until its run broke off. */
export interface Seen {
  readonly facts: TargetFacts
  readonly results: readonly StepResult[]
  readonly left: readonly string[]
}

/** Why a target has no summary of its own; `rule` is absent where the run was not begun. */
export interface Ending {
  readonly rule?: Rule
  readonly reason: string
}

/** The stream of one target as far as it came. */
export function seenOf(events: readonly CheckEvent[], facts: TargetFacts): Seen {
  let own: TargetFacts = facts
  const results: StepResult[] = []
  const left: string[] = []
  for (const event of events) {
    if (event.event === 'start') {
      const { event: _event, steps: _steps, ...started } = event
      own = started
    } else if (event.event === 'step') {
      const { event: _event, ...result } = event
      results.push(result)
    } else if (event.event === 'left') left.push(event.call)
  }
  return { facts: own, results, left }
}

/** A summary for a target that was refused, broke off or was not begun, so that every report tells of it. */
export function unfinished({ facts, results, left }: Seen, { rule, reason }: Ending): Summary {
  const verdict = rule === undefined ? 'skip' : rules[rule].verdict
  const last: StepResult = {
    scenario: 'the run',
    step: rule === undefined ? 'the target is checked' : 'the run comes to its end',
    operation: '-',
    group: '-',
    effect: 'read',
    verdict,
    reason,
    findings:
      rule === undefined
        ? []
        : [{ rule, pointer: '', expected: 'a server that can be checked', got: reason, source: '' }],
    ms: 0,
  }
  const all = [...results, last]
  return {
    ...facts,
    verdict,
    counts: countsOf(all),
    isPartial: true,
    left,
    writes: results.filter(({ effect, curl }) => effect !== 'read' && curl !== undefined).length,
    coverage: [],
    results: all,
    ms: results.reduce((sum, { ms }) => sum + ms, 0),
    serverMs: results.reduce((sum, { ms }) => sum + ms, 0),
  }
}
