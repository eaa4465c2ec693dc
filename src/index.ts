import type { ClockMode } from './kernel/clock.js'
import type { GivenWorld } from './fixtures/worlds.js'
import { productNamed, products as known } from './products.js'
import type { Choices } from './products.js'
import { createFake as createServerFake } from './server/fake.js'
import type { Fake } from './server/fake.js'

export type { Choice, Fidelity } from './kernel/product.js'
export type { ClockMode } from './kernel/clock.js'
export type { StreamedWorld, WorldFile } from './fixtures/schema.js'
export type { GivenWorld } from './fixtures/worlds.js'
export type { Fake, Listening } from './server/fake.js'
export type { DeliveryEntry, LogEntry, LogEvent } from './control/log.js'
export { generated } from './fixtures/generate/generated.js'
export type { GenerateOptions } from './fixtures/generate/generated.js'
export { UsageError } from './kernel/product.js'

/** What `createFake` takes; everything has a default. */
export interface FakeOptions {
  /** Products to serve, each with its choice. Default: both, newest profile, fidelity `real`. */
  readonly products?: Choices
  /** Name of a shipped world (`empty`, `demo`, …), a file (YAML, JSON, NDJSON, .ts, .mjs), or the world itself. Default `empty`. */
  readonly world?: GivenWorld
  /** Seed of ids, tokens and hashes. Default 1. */
  readonly seed?: number
  /** Default: `frozen` when a moment is given by `now` or by the world, else `real`. */
  readonly clock?: ClockMode
  /** ISO 8601 moment at which the clock stands or starts. */
  readonly now?: string
  /** Answer CORS preflights. Default false, as the real servers. */
  readonly cors?: boolean
  /** Hosts to which webhooks are sent, beside this machine. Default none. */
  readonly allowOutbound?: readonly string[]
}

/**
 * Makes a fake Wekan and Kanboard in this process.
 * @returns `fetch` (no port), `listen()`, `reset()`, `log`, `delivered()`.
 * @throws UsageError for an unknown profile, quirk, option or world, and for a mistake in a world file.
 * @example
 * const fake = createFake({ world: 'demo', products: { kanboard: { profile: '1.2.35' } } })
 * const answer = await fake.fetch('/jsonrpc.php', { method: 'POST', body: '…' })
 */
export function createFake(options: FakeOptions = {}): Fake {
  const { products = { wekan: {}, kanboard: {} }, ...rest } = options
  const served = Object.entries(products).map(([name, choice]) => ({ product: productNamed(name), ...choice }))
  return createServerFake({ ...rest, products: served, known })
}
