import type { WireAnswer } from '../../kernel/protocol.js'
import type { CheckOptions, Exchange } from '../run.js'
import { runCheck } from '../run.js'
import type { Scenario } from '../scenario.js'
import type { Fetch } from '../target.js'
import { misbehaving, requestOf } from './behaviours.js'
import type { BehaviourKind, Healthy, Misbehaviour } from './behaviours.js'
import { isFailing } from './measure.js'
import type { Pick, Played, Trial } from './measure.js'

export interface Stage {
  /** How to run against the healthy server; the scenarios are chosen here. */
  readonly options: CheckOptions
  /** Puts the server back to where it was before the run. */
  reset(): void
  readonly fetch: Fetch
}

/** An undamaged run, with what is needed to play it again damaged. */
export interface Rehearsal extends Played {
  readonly stage: Stage
  readonly healthy: Healthy
}

/** Plays every scenario undamaged and keeps requests and answers. */
export async function rehearse(stage: Stage, played: Omit<Played, 'exchanges'>): Promise<Rehearsal> {
  const { product } = played
  const exchanges: Exchange[] = []
  const requests: string[] = []
  const answers = new Map<string, WireAnswer>()
  let authorization: string | undefined
  let last = ''
  stage.reset()
  const fetch: Fetch = async (url, init) => {
    last = requestOf(url, init)
    authorization ??= new Headers(init.headers).get('authorization') ?? undefined
    return stage.fetch(url, init)
  }
  await runCheck({
    ...stage.options,
    fetch,
    onExchange: (exchange) => {
      exchanges.push(exchange)
      requests.push(last)
      if (isFailing(exchange, product)) return
      answers.set(last, exchange.answer)
      answers.set(exchange.op.id, exchange.answer)
    },
  })
  const success = (operation: string, request: string): WireAnswer | undefined =>
    answers.get(request) ?? answers.get(operation)
  const healthy = { product, fetch: stage.fetch, success, ...(authorization === undefined ? {} : { authorization }) }
  return { ...played, exchanges, stage, healthy }
}

/** Plays one scenario with one misbehaviour; whether the run gives a finding, or an error of the target. */
export async function isNoticed(
  { stage, healthy }: Rehearsal,
  scenario: Scenario,
  what: Misbehaviour,
): Promise<boolean> {
  stage.reset()
  const { fetch, arm } = misbehaving(healthy, what)
  const { verdict } = await runCheck({
    ...stage.options,
    scenarios: [scenario],
    fetch,
    on: ({ event }) => {
      if (event === 'start') arm()
    },
  })
  return verdict === 'fail' || verdict === 'error'
}

/** A step with its place among the calls of its operation in the scenario. */
interface Placed {
  readonly exchange: Exchange
  readonly nth: number
}

function placed(exchanges: readonly Exchange[]): Placed[] {
  const counts = new Map<string, number>()
  return exchanges.map((exchange) => {
    const key = `${exchange.scenario.name} ${exchange.op.id}`
    const nth = counts.get(key) ?? 0
    counts.set(key, nth + 1)
    return { exchange, nth }
  })
}

/** Plays scenarios again with a server that does not do what it says, answers too late, or to whom it should not. */
export async function* playBehaviours(rehearsal: Rehearsal, pick: Pick = () => true): AsyncGenerator<Trial> {
  const { exchanges, product } = rehearsal
  const firsts = new Set<string>()
  for (const { exchange, nth } of placed(exchanges)) {
    const { op, step, scenario } = exchange
    const of = `${scenario.name}: ${step.name}`
    const kinds: BehaviourKind[] = firsts.has(op.id) ? [] : ['late', 'dead']
    firsts.add(op.id)
    if (op.effect !== 'read' && !isFailing(exchange, product)) kinds.push('write.ignored')
    if (isRefused(exchange, rehearsal)) kinds.push('wider')
    for (const kind of kinds.filter((one) => pick(one, op.id, of))) {
      const isOne = kind === 'write.ignored' || kind === 'wider'
      const what = { kind, operation: op.id, ...(isOne ? { nth } : {}) }
      yield { kind, operation: op.id, of, isCaught: await isNoticed(rehearsal, scenario, what) }
    }
  }
}

function isRefused({ op, answer, step }: Exchange, { product }: Played): boolean {
  if (step.expect?.failure === undefined) return false
  const outcome = product.protocol.decode(op, answer)
  return outcome.kind === 'failure' && (outcome.status === 401 || outcome.status === 403)
}
