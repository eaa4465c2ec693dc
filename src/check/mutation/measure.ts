import type { Product, Setup } from '../../kernel/product.js'
import type { WireAnswer } from '../../kernel/protocol.js'
import { inVersions } from '../../kernel/versions.js'
import { fill } from '../../recording/paths.js'
import { judge } from '../judge.js'
import { rules } from '../rules.js'
import type { Exchange } from '../run.js'
import type { Expectation } from '../scenario.js'
import { failureKinds, fieldKinds, fieldsOf, wholeKinds, withFailure, withField, withWhole } from './answers.js'

/** One damage, and whether the run finds fault with it. */
export interface Trial {
  readonly kind: string
  readonly operation: string
  /** The field, or the step. */
  readonly of: string
  readonly isCaught: boolean
}

/** An undamaged run whose answers are damaged one by one. */
export interface Played {
  readonly product: Product
  readonly setup: Setup
  readonly exchanges: readonly Exchange[]
}

/** Which damages to try; default: all. */
export type Pick = (kind: string, operation: string, of: string) => boolean

/** Damages every answer in every way that concerns that answer alone, and judges it without playing it again. */
export function* judgeAnswers(played: Played, pick: Pick = () => true): Generator<Trial> {
  const { product, setup } = played
  for (const op of product.operations.filter(({ versions }) => inVersions(versions, setup.profile.version))) {
    const own = played.exchanges.filter((exchange) => exchange.op === op)
    const successes = own.filter((exchange) => !isFailing(exchange, product))
    yield* fieldTrials(played, successes, pick)
    for (const exchange of successes) yield* wholeTrials(played, exchange, pick)
    for (const exchange of own)
      if (isFailing(exchange, product)) yield* failureTrials(played, exchange, successes[0], pick)
  }
}

/** Whether the step expects a declared failure, a mute one included. */
export function isFailing({ op, step: { expect = {} } }: Exchange, { protocol }: Product): boolean {
  if (expect.failure !== undefined) return true
  if (expect.empty === true) return protocol.success(op).schema !== undefined
  return (
    'result' in expect &&
    (op.errors ?? []).some(
      ({ result }) => result !== undefined && JSON.stringify(result) === JSON.stringify(expect.result),
    )
  )
}

export function isCaught({ product, setup }: Played, { step, op, vars }: Exchange, answer: WireAnswer): boolean {
  const expect = fill(step.expect ?? {}, vars) as Expectation
  return judge({ product, setup, op, expect, answer }).some(({ rule }) => rules[rule].verdict !== 'drift')
}

/** A field counts as watched when one answer of the operation gives its damage away. */
function* fieldTrials(played: Played, exchanges: readonly Exchange[], pick: Pick): Generator<Trial> {
  const op = exchanges[0]?.op
  if (!op) return
  for (const field of fieldsOf(op, played.setup)) {
    for (const kind of fieldKinds.filter((one) => pick(one, op.id, field))) {
      const broken = exchanges.flatMap((exchange) => {
        const answer = withField(exchange.answer, played.product.protocol, field, kind)
        return answer === undefined ? [] : [{ exchange, answer }]
      })
      if (broken.length === 0) continue
      const found = broken.some(({ exchange, answer }) => isCaught(played, exchange, answer))
      yield { kind, operation: op.id, of: field, isCaught: found }
    }
  }
}

function* wholeTrials(played: Played, exchange: Exchange, pick: Pick): Generator<Trial> {
  for (const kind of wholeKinds) {
    if (!pick(kind, exchange.op.id, exchange.step.name)) continue
    const answer = withWhole(exchange.answer, played.product.protocol, kind)
    if (answer) yield trial(played, exchange, kind, answer)
  }
}

function* failureTrials(
  played: Played,
  exchange: Exchange,
  success: Exchange | undefined,
  pick: Pick,
): Generator<Trial> {
  for (const kind of failureKinds) {
    if (!pick(kind, exchange.op.id, exchange.step.name)) continue
    const answer = withFailure(exchange.answer, kind, success?.answer)
    if (!answer || (kind === 'failure.code' && !isOtherCode(played, exchange, answer))) continue
    yield trial(played, exchange, kind, answer)
  }
}

/** Where none is declared the word is prose, which no step compares. */
function isOtherCode({ product, setup }: Played, { op, answer }: Exchange, damaged: WireAnswer): boolean {
  const outcome = product.protocol.decode(op, answer)
  const other = product.protocol.decode(op, damaged)
  if (outcome.kind !== 'failure' || outcome.code === undefined) return false
  if (other.kind === 'failure' && other.code === outcome.code) return false
  return [...(op.errors ?? []), ...product.protocol.errors].some(
    (error) => inVersions(error, setup.profile.version) && error.code === outcome.code,
  )
}

function trial(played: Played, exchange: Exchange, kind: string, answer: WireAnswer): Trial {
  const { scenario, step, op } = exchange
  const of = `${scenario.name}: ${step.name}`
  return { kind, operation: op.id, of, isCaught: isCaught(played, exchange, answer) }
}

/** Declared fields that no answer of the run has: nothing can be said of them. */
export function unseenFields({ product, setup, exchanges }: Played): string[] {
  return product.operations
    .filter(({ versions }) => inVersions(versions, setup.profile.version))
    .flatMap((op) => {
      const own = exchanges.filter((exchange) => exchange.op === op && !isFailing(exchange, product))
      const isSeen = (field: string): boolean =>
        own.some(({ answer }) => withField(answer, product.protocol, field, 'field.drop') !== undefined)
      return fieldsOf(op, setup)
        .filter((field) => !isSeen(field))
        .map((field) => `${op.id} ${field}`)
    })
}
