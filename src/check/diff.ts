import type { AnyOperation } from '../kernel/operation.js'
import type { Outcome, WireAnswer } from '../kernel/protocol.js'
import type { Product } from '../kernel/product.js'
import { compare, knownFrom } from './compare.js'
import type { Difference, Sides } from './compare.js'
import type { Summary } from './events.js'
import { Redactor } from './redact.js'
import { runCheck } from './run.js'
import type { CheckOptions, Exchange } from './run.js'

/** One step that two targets answer differently. */
export interface StepDifference {
  readonly scenario: string
  readonly step: string
  readonly operation: string
  readonly differences: readonly Difference[]
}

/** One of the two. */
export interface SideFacts {
  readonly url: string
  /** The release as the server tells it. */
  readonly version?: string
  readonly options: Readonly<Record<string, string>>
  /** Things that could not be removed: calls that would do it. */
  readonly left: readonly string[]
}

export interface DiffReport {
  readonly product: string
  /** The profile whose steps were played, on both. */
  readonly profile: string
  readonly run: string
  readonly isReadOnly: boolean
  readonly a: SideFacts
  readonly b: SideFacts
  /** Steps that both answered. */
  readonly compared: number
  readonly different: readonly StepDifference[]
  /** Steps that one side could not be asked, with the reason: mostly consequences of an earlier difference. */
  readonly unplayed: readonly { readonly side: 'a' | 'b'; readonly step: string; readonly reason: string }[]
}

/** Both sides, each with its own address, credentials and ledger. */
export interface DiffOptions {
  readonly a: CheckOptions
  readonly b: CheckOptions
}

interface Side {
  readonly summary: Summary
  readonly exchanges: ReadonlyMap<string, Exchange>
}

/**
 * Plays the same steps on two targets, one after the other, and tells where they behave differently. The steps are those
 * of the profile of `a`, so that both are asked the same.
 */
export async function diffTargets({ a, b }: DiffOptions): Promise<DiffReport> {
  const left = await played(a)
  const right = await played({
    ...b,
    run: left.summary.run,
    choice: { ...b.choice, profile: left.summary.profile },
    allowWrites: !left.summary.isReadOnly && b.allowWrites !== false,
  })
  const { product } = a
  const both = [...left.exchanges].flatMap(([key, exchange]) => {
    const other = right.exchanges.get(key)
    return other ? [{ a: exchange, b: other }] : []
  })
  const different = both.flatMap((pair) => stepDifference(product, pair, { a: left.summary, b: right.summary }))
  return {
    product: product.name,
    profile: left.summary.profile,
    run: left.summary.run,
    isReadOnly: left.summary.isReadOnly || right.summary.isReadOnly,
    a: factsOf(left),
    b: factsOf(right),
    compared: both.length,
    different,
    unplayed: [...unplayed('a', left, right), ...unplayed('b', right, left)],
  }
}

const keyOf = (scenario: string, step: string, nth: number): string =>
  `${scenario} › ${step}${nth > 0 ? ` (${nth})` : ''}`

async function played(options: CheckOptions): Promise<Side> {
  const exchanges = new Map<string, Exchange>()
  const summary = await runCheck({
    ...options,
    onExchange: (exchange) => {
      let nth = 0
      while (exchanges.has(keyOf(exchange.scenario.name, exchange.step.name, nth))) nth += 1
      exchanges.set(keyOf(exchange.scenario.name, exchange.step.name, nth), exchange)
      options.onExchange?.(exchange)
    },
  })
  return { summary, exchanges }
}

function factsOf({ summary: { url, version, options, left } }: Side): SideFacts {
  return { url, ...(version === undefined ? {} : { version }), options, left }
}

/** Steps that only one side was asked. */
function unplayed(side: 'a' | 'b', one: Side, other: Side): DiffReport['unplayed'] {
  return one.summary.results.flatMap(({ scenario, step, reason, verdict }) => {
    const key = keyOf(scenario, step, 0)
    if (one.exchanges.has(key) || !other.exchanges.has(key)) return []
    return [{ side, step: key, reason: reason ?? verdict }]
  })
}

interface Pair {
  readonly a: Exchange
  readonly b: Exchange
}

function stepDifference(product: Product, { a, b }: Pair, run: { a: Summary; b: Summary }): StepDifference[] {
  const sides: Sides = {
    a: knownFrom(a.vars, run.a.version, run.a.run),
    b: knownFrom(b.vars, run.b.version, run.b.run),
  }
  const redactor = new Redactor()
  const differences = answerDifferences(product, a.op, { a: a.answer, b: b.answer }, sides)
  if (differences.length === 0) return []
  return [
    {
      scenario: a.scenario.name,
      step: a.step.name,
      operation: a.op.id,
      differences: unique(differences.map((one) => ({ ...one, a: redactor.text(one.a), b: redactor.text(one.b) }))),
    },
  ]
}

/** A difference that every element of a list has is told once. */
function unique(differences: readonly Difference[]): Difference[] {
  const seen = new Set<string>()
  return differences.filter(({ kind, at }) => {
    const key = `${kind} ${at}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

export interface Answers {
  readonly a: WireAnswer
  readonly b: WireAnswer
}

/** Where two answers to the same call behave differently. */
export function answerDifferences(product: Product, op: AnyOperation, { a, b }: Answers, sides: Sides): Difference[] {
  const outcomes = { a: product.protocol.decode(op, a), b: product.protocol.decode(op, b) }
  const whole: Difference[] = [
    ...scalar('status', a.status, b.status),
    ...scalar('content-type', a.contentType, b.contentType),
    ...scalar('outcome', outcomes.a.kind, outcomes.b.kind),
  ]
  if (outcomes.a.kind === 'result' && outcomes.b.kind === 'result') {
    return [...whole, ...compare(outcomes.a.result, outcomes.b.result, 'result', sides)]
  }
  return [...whole, ...scalar('code', codeOf(outcomes.a), codeOf(outcomes.b)), ...formDifferences(a, b, whole)]
}

/** Of failures the members count and not the words in them. */
function formDifferences(a: WireAnswer, b: WireAnswer, whole: readonly Difference[]): Difference[] {
  const forms = { a: formOf(a.body), b: formOf(b.body) }
  return whole.length > 0 ? [] : scalar('member', forms.a, forms.b).map((one) => ({ ...one, at: 'failure' }))
}

function formOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return body === null ? 'null' : typeof body
  if (Array.isArray(body)) return 'list'
  const members = Object.entries(body).sort(([left], [right]) => (left < right ? -1 : 1))
  return `{ ${members.map(([name, value]) => `${name}: ${formOf(value)}`).join(', ')} }`
}

function codeOf(outcome: Outcome): string {
  if (outcome.kind !== 'failure') return outcome.kind
  return [outcome.status, outcome.code].filter((part) => part !== undefined).join(' ')
}

function scalar(kind: Difference['kind'], a: string | number, b: string | number): Difference[] {
  return a === b ? [] : [{ kind, at: kind, a: String(a), b: String(b) }]
}
