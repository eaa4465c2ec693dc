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
  /** Successes by scenario and request, and one by operation. */
  readonly answers: ReadonlyMap<string, WireAnswer>
  /** The header of the account of the run. */
  readonly authorization?: string
}

/** Plays every scenario undamaged, each on a fresh server, so that it can be played again alone; keeps the answers. */
export async function rehearse(stage: Stage, played: Omit<Played, 'exchanges'>): Promise<Rehearsal> {
  const exchanges: Exchange[] = []
  const answers = new Map<string, WireAnswer>()
  let authorization: string | undefined
  for (const scenario of stage.options.scenarios) {
    let last = ''
    stage.reset()
    await runCheck({
      ...stage.options,
      scenarios: [scenario],
      fetch: (url, init) => {
        last = requestOf(url, init)
        authorization ??= new Headers(init.headers).get('authorization') ?? undefined
        return stage.fetch(url, init)
      },
      onExchange: (exchange) => {
        exchanges.push(exchange)
        if (isFailing(exchange, played.product)) return
        answers.set(`${scenario.name} ${last}`, exchange.answer)
        answers.set(exchange.op.id, exchange.answer)
      },
    })
  }
  return { ...played, exchanges, stage, answers, ...(authorization === undefined ? {} : { authorization }) }
}

/** Plays one scenario with one misbehaviour; whether the run gives a finding, or an error of the target. */
export async function isNoticed(rehearsal: Rehearsal, scenario: Scenario, what: Misbehaviour): Promise<boolean> {
  const { stage, answers, product, authorization } = rehearsal
  stage.reset()
  const healthy: Healthy = {
    product,
    fetch: stage.fetch,
    success: (request) => answers.get(`${scenario.name} ${request}`) ?? answers.get(request),
    ...(authorization === undefined ? {} : { authorization }),
  }
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

/** A write counts as watched when one of the scenarios that call it notices that it is never done. */
async function* ignoredWrites(rehearsal: Rehearsal, pick: Pick): AsyncGenerator<Trial> {
  const kind = 'write.ignored'
  const writes = rehearsal.exchanges.filter((one) => one.op.effect !== 'read' && !isFailing(one, rehearsal.product))
  for (const op of new Set(writes.map((one) => one.op))) {
    const scenarios = new Set(writes.filter((one) => one.op === op).map(({ scenario }) => scenario))
    const of = [...scenarios].map(({ name }) => name).join(', ')
    if (!pick(kind, op.id, of)) continue
    yield { kind, operation: op.id, of, isCaught: await isAnyNoticed(rehearsal, scenarios, { kind, operation: op.id }) }
  }
}

async function isAnyNoticed(rehearsal: Rehearsal, scenarios: Iterable<Scenario>, what: Misbehaviour): Promise<boolean> {
  for (const scenario of scenarios) if (await isNoticed(rehearsal, scenario, what)) return true
  return false
}

/** Plays scenarios again with a server that does not do what it says, answers too late, or to whom it should not. */
export async function* playBehaviours(rehearsal: Rehearsal, pick: Pick = () => true): AsyncGenerator<Trial> {
  const { exchanges } = rehearsal
  const firsts = new Set<string>()
  yield* ignoredWrites(rehearsal, pick)
  for (const { exchange, nth } of placed(exchanges)) {
    const { op, step, scenario } = exchange
    const of = `${scenario.name}: ${step.name}`
    const kinds: BehaviourKind[] = firsts.has(op.id) ? [] : ['late', 'dead']
    firsts.add(op.id)
    if (isRefused(exchange, rehearsal) && rehearsal.answers.has(op.id)) kinds.push('wider')
    for (const kind of kinds.filter((one) => pick(one, op.id, of))) {
      const what = { kind, operation: op.id, ...(kind === 'wider' ? { nth } : {}) }
      yield { kind, operation: op.id, of, isCaught: await isNoticed(rehearsal, scenario, what) }
    }
  }
}

function isRefused({ op, answer, step }: Exchange, { product }: Played): boolean {
  if (step.expect?.failure === undefined) return false
  const outcome = product.protocol.decode(op, answer)
  return outcome.kind === 'failure' && (outcome.status === 401 || outcome.status === 403)
}
