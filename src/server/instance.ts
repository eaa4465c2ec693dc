import type { WorldChange } from '../kernel/changes.js'
import { fakeHeader, newTrace } from '../kernel/exchange.js'
import type { Inbound, Outbound } from '../kernel/exchange.js'
import type { Product, Setup } from '../kernel/product.js'
import type { World } from '../kernel/world.js'

/** One product being served in one sandbox: its setup, and the world that requests change. */
export class Instance {
  #world: World

  constructor(
    readonly product: Product,
    readonly setup: Setup,
    /** Where the product begins on the server: `''` or `/wekan`. */
    readonly prefix: string,
    world: World,
  ) {
    this.#world = world
  }

  get world(): World {
    return this.#world
  }

  /** Goes on with another world. */
  become(world: World): void {
    this.#world = world
  }

  /** The same product for another sandbox, which gives it a world of its own. */
  copy(): Instance {
    return new Instance(this.product, this.setup, this.prefix, this.#world)
  }

  /** Answers one request. A mistake of ours leaves the world as it was and says so in the fake's own voice. */
  answer(request: Inbound): Outbound | Promise<Outbound> {
    const world = this.#world
    world.begin()
    try {
      const answer = this.product.answer(world, this.setup, request)
      const changes = world.changes()
      // Other requests may write before an asynchronous answer ends, so only a synchronous one is undone.
      return answer instanceof Promise
        ? answer.then((made) => withChanges(made, changes), ourMistake)
        : withChanges(answer, changes)
    } catch (error) {
      world.rollback()
      return ourMistake(error)
    }
  }
}

/** What a product has told of its changes itself, because it made them later, wins. */
function withChanges(answer: Outbound, changes: readonly WorldChange[]): Outbound {
  answer.trace.changes ??= changes
  return answer
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
