import type { Clock } from '../kernel/clock.js'
import { fakeHeader, newTrace } from '../kernel/exchange.js'
import type { Inbound, Outbound } from '../kernel/exchange.js'
import type { Product, Setup } from '../kernel/product.js'
import type { World } from '../kernel/world.js'

/** One product being served: its setup, its seeded baseline, and the world that requests change. */
export class Instance {
  #world: World

  constructor(
    readonly product: Product,
    readonly setup: Setup,
    /** Where the product begins on the server: `''` or `/wekan`. */
    readonly prefix: string,
    readonly baseline: World,
    clock: Clock,
  ) {
    this.#world = baseline.fork(clock)
  }

  get world(): World {
    return this.#world
  }

  /** Back to the seeded baseline. */
  reset(clock: Clock): void {
    this.#world = this.baseline.fork(clock)
  }

  /** Answers one request. A mistake of ours leaves the world as it was and says so in the fake's own voice. */
  answer(request: Inbound): Outbound | Promise<Outbound> {
    const world = this.#world
    world.begin()
    try {
      const answer = this.product.answer(world, this.setup, request)
      // Other requests may have written since an asynchronous answer began, so only a synchronous one is undone.
      return answer instanceof Promise ? answer.catch(ourMistake) : answer
    } catch (error) {
      world.rollback()
      return ourMistake(error)
    }
  }
}

function ourMistake(error: unknown): Outbound {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const body = {
    type: 'about:blank',
    title: 'The fake itself failed; nothing was changed',
    status: 500,
    detail: what,
  }
  return {
    status: 500,
    headers: { 'content-type': 'application/problem+json', ...fakeHeader('error', what.split('\n')[0] ?? '') },
    body: JSON.stringify(body),
    trace: { ...newTrace(), reasons: [`the fake itself failed: ${what}`] },
  }
}
