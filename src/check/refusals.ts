import type { AnyOperation, ErrorCase, Versions } from '../kernel/operation.js'
import { compareVersions } from '../kernel/versions.js'
import { isRecord, placeholders } from '../recording/paths.js'
import { expectedLooks, looksOf } from './covered.js'
import { boundsOf } from './scenario.js'
import type { Expectation, RefusedCall, Scenario, ScenarioStep } from './scenario.js'

/**
 * Scenarios with a step for every call that they say is refused: before the first step of an operation that succeeds,
 * once a run for everybody who is refused. What is expected is what the operation declares; an operation that declares
 * no such failure is not tried.
 */
export function withRefusals(scenarios: readonly Scenario[], operations: readonly AnyOperation[]): Scenario[] {
  const known = new Map(operations.map((op) => [op.id, op]))
  const tried = new Tried()
  return scenarios.map((scenario) => {
    const captured = new Set(['run'])
    const steps = scenario.steps.flatMap((step) => {
      const op = known.get(step.operation)
      const made = op && succeeds(step, op) ? refusalsOf({ scenario, step, op, captured, tried }) : []
      for (const name of Object.keys(step.capture ?? {})) captured.add(name)
      return [...made, step]
    })
    return { ...scenario, refused: [], steps }
  })
}

/** Whether a step succeeds, or would without the quirk on which it depends. */
function succeeds(step: ScenarioStep, op: AnyOperation): boolean {
  if (step.quirk !== undefined && !step.quirk.startsWith('!')) return true
  return step.expect?.failure === undefined && expectedLooks(step, op) === undefined
}

interface Place {
  readonly scenario: Scenario
  /** The step that succeeds. */
  readonly step: ScenarioStep
  readonly op: AnyOperation
  readonly captured: ReadonlySet<string>
  readonly tried: Tried
}

function refusalsOf({ scenario, step, op, captured, tried }: Place): ScenarioStep[] {
  return scenario.refused.flatMap((refused) => {
    const call = callOf(refused, step)
    const own = [refused.as ?? '', refused.input, refused.instead]
    if (!call || placeholders(own).some((name) => !captured.has(name))) return []
    return failuresOf(refused, op).flatMap((error) => {
      const bounds = overlap(boundsOf(step), error)
      const who = JSON.stringify([op.id, refused.who, scenario.requires, looksOf(error)])
      if (!bounds || !tried.isNew(who, bounds, step)) return []
      const { quirk, needs, with: kind } = step
      const terms = { ...bounds, quirk, needs, with: kind }
      return [{ ...call, ...terms, name: `${refused.who}: ${step.name}`, expect: expectationOf(error) }]
    })
  })
}

/** The step's call as it is refused; none where it would not differ, or where nobody needs to sign in. */
function callOf(
  refused: RefusedCall,
  step: ScenarioStep,
): Pick<ScenarioStep, 'operation' | 'as' | 'input'> | undefined {
  const { as = step.as, input = {}, instead = {} } = refused
  if (refused.as !== undefined && (step.as === 'none' || JSON.stringify(step.as) === JSON.stringify(as)))
    return undefined
  if (!has(step.input, instead)) return undefined
  const changed = merged(merged(step.input, instead), input)
  return { operation: step.operation, as, input: changed }
}

/** Whether a value has every member that another names. */
function has(value: unknown, names: unknown): boolean {
  if (!isRecord(names)) return value !== undefined
  return isRecord(value) && Object.entries(names).every(([name, inner]) => has(value[name], inner))
}

function merged(
  value: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const changes = Object.entries(over).map(([name, want]): [string, unknown] => {
    const old = value[name]
    return [name, isRecord(want) && isRecord(old) ? merged(old, want) : want]
  })
  return { ...value, ...Object.fromEntries(changes) }
}

/** Words of HTTP, as errors carry them whose answer hides the status. */
const statusOfWord: Readonly<Record<string | number, number>> = { Unauthorized: 401, Forbidden: 403, NotFound: 404 }

/** The status that a failure tells: the answer's, or that of its word where the answer hides it. */
function ownStatus({ status, code }: ErrorCase): number | undefined {
  if (status !== 200 || code === undefined) return status
  return statusOfWord[code]
}

/** The declared failures that are meant, one for each release: of two in the same release the first. */
function failuresOf({ status, when }: RefusedCall, op: AnyOperation): ErrorCase[] {
  const chosen: ErrorCase[] = []
  for (const error of op.errors ?? []) {
    const isMeant =
      (status === undefined || ownStatus(error) === status) && (when === undefined || error.when.startsWith(when))
    if (isMeant && chosen.every((other) => overlap(other, error) === undefined)) chosen.push(error)
  }
  return chosen
}

function expectationOf(error: ErrorCase): Expectation {
  const { code } = error
  if (code === undefined && error.result !== undefined) return { result: error.result }
  if (looksOf(error) === 'empty') return { empty: true }
  const status = ownStatus(error)
  return { failure: { ...(status === undefined ? {} : { status }), ...(code === undefined ? {} : { code }) } }
}

/** The releases that two bounds have in common, if there are any. */
function overlap(a: Versions, b: Versions): Versions | undefined {
  const since = [a.since, b.since]
    .filter((one) => one !== undefined)
    .sort(compareVersions)
    .at(-1)
  const until = [a.until, b.until].filter((one) => one !== undefined).sort(compareVersions)[0]
  if (since !== undefined && until !== undefined && compareVersions(since, until) > 0) return undefined
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) }
}

type Terms = Pick<ScenarioStep, 'quirk' | 'needs'>

/** What is tried already, and under which terms. */
class Tried {
  readonly #steps = new Map<string, (Versions & Terms)[]>()

  /** Notes an attempt, unless one before it is made wherever this one would be. */
  isNew(who: string, bounds: Versions, { quirk, needs }: Terms): boolean {
    const before = this.#steps.get(who) ?? []
    const isCovered = before.some(
      (other) =>
        isWithin(bounds, other) &&
        (other.quirk === undefined || other.quirk === quirk) &&
        (other.needs ?? []).every((feature) => needs?.includes(feature)),
    )
    if (isCovered) return false
    this.#steps.set(who, [...before, { ...bounds, quirk, needs }])
    return true
  }
}

function isWithin(inner: Versions, outer: Versions): boolean {
  const common = overlap(inner, outer)
  return common !== undefined && common.since === inner.since && common.until === inner.until
}
