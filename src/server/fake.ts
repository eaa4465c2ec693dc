import { controlRoutes } from '../control/routes.js'
import { RequestLog } from '../control/log.js'
import { loadWorld } from '../fixtures/worlds.js'
import type { LoadedWorld } from '../fixtures/worlds.js'
import type { WorldFile } from '../fixtures/schema.js'
import { Clock } from '../kernel/clock.js'
import type { ClockMode } from '../kernel/clock.js'
import { Ids, seedOf } from '../kernel/ids.js'
import { FixtureError, UsageError } from '../kernel/product.js'
import type { Choice, Product } from '../kernel/product.js'
import { resolveSetup } from '../kernel/setup.js'
import { packageVersion } from './version.js'
import { composeApp } from './app.js'
import { allowedHosts, Deliverer, deliveriesOf } from './deliveries.js'
import { documentNames, servedDocument } from './documents.js'
import { Instance } from './instance.js'
import { listenOn } from './listen.js'

/** How a product is served: its choice, and where. */
export interface ServedProduct extends Choice {
  readonly product: Product
  /** Path below which the product lives: `''` (default) or `/wekan`. */
  readonly prefix?: string
}

export interface FakeOptions {
  readonly products: readonly ServedProduct[]
  /** Products that a world may speak of although they are not served. */
  readonly known?: readonly Product[]
  /** Name of a shipped world, a file, or the world itself. Default `empty`. */
  readonly world?: string | WorldFile
  /** Seed of ids, tokens and hashes. Default 1. */
  readonly seed?: number
  /** Default: `frozen` when a moment is given by `now` or by the world, else `real`. */
  readonly clock?: ClockMode
  /** ISO 8601; overrides the world's own moment. */
  readonly now?: string
  /** Whether to answer CORS preflights. Default false, as the real servers. */
  readonly cors?: boolean
  /** Hosts to which webhooks are sent, beside this machine. Default none. */
  readonly allowOutbound?: readonly string[]
}

export interface Listening {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** A running fake, in this process. */
export interface Fake {
  /** Calls the fake without a socket; a path or a URL whose host is ignored. */
  fetch(input: string, init?: RequestInit): Promise<Response>
  listen(where?: { readonly port?: number; readonly host?: string }): Promise<Listening>
  /** Back to the seeded baseline. */
  reset(): void
  /** Once every webhook that an answered request called has been sent, or been given up. */
  delivered(): Promise<void>
  readonly log: RequestLog
  readonly instances: readonly Instance[]
}

/**
 * Makes a fake: installs each product, seeds the world, and composes them into one app. Throws `UsageError` for an
 * unknown profile, quirk, option or world, and for a mistake in a world file (with file, line and key).
 */
export function createFake(options: FakeOptions): Fake {
  const served = options.products.map(({ product }) => product)
  const loaded = loadWorld(options.world ?? 'empty', [...new Set([...served, ...(options.known ?? [])])])
  const start = startClock(options, loaded.world.now)
  const instances = options.products.map((served) => install(served, loaded, start.fork(), options.seed ?? 1))
  let clock = start.fork()
  const log = new RequestLog()
  const deliverer = new Deliverer(instances, log, allowedHosts(options.allowOutbound ?? []))
  const reset = (): void => {
    deliverer.abandon('the fake was reset')
    clock = start.fork()
    for (const instance of instances) instance.reset(clock)
  }
  reset()
  const control = controlRoutes(packageVersion(), {
    describe: () => describe(instances),
    reset,
    deliveries: () => deliveriesOf(instances),
    documentNames: () => documentNames(instances),
    document: (file) => servedDocument(instances, file),
  })
  const app = composeApp({
    instances: ordered(instances),
    log,
    control,
    cors: options.cors ?? false,
    tick: () => clock.tick(),
    answered: () => {
      deliverer.answered()
    },
  })
  return {
    fetch: async (input, init) => {
      const response = await app.request(input.startsWith('/') ? `http://127.0.0.1${input}` : input, init)
      init?.signal?.throwIfAborted()
      return response
    },
    listen: async (where = {}) => {
      const listening = await listenOn(app, where)
      return { ...listening, close: () => closed(listening, deliverer) }
    },
    delivered: () => deliverer.idle(),
    reset,
    log,
    instances,
  }
}

/** A receiver that hangs must not keep the process from ending. */
function closed(listening: Listening, deliverer: Deliverer): Promise<void> {
  deliverer.abandon('the fake was closed')
  return listening.close()
}

function startClock(options: FakeOptions, worldNow: string | undefined): Clock {
  const now = options.now ?? worldNow
  const mode = options.clock ?? (now === undefined ? 'real' : 'frozen')
  if (mode === 'real' && options.now !== undefined) {
    throw new UsageError('--now needs a clock that can be set: choose --clock frozen or ticking')
  }
  if (now === undefined || mode === 'real') return new Clock(mode)
  const at = Date.parse(now)
  if (Number.isNaN(at)) throw new UsageError(`'${now}' is not an ISO 8601 date: write it as 2026-01-05T09:00:00Z`)
  return new Clock(mode, at)
}

function install(served: ServedProduct, loaded: LoadedWorld, clock: Clock, seed: number): Instance {
  const { product, prefix = '' } = served
  const setup = resolveSetup(product, served)
  // Products draw from streams of their own, so that serving one more does not change the ids of the other.
  const ids = new Ids(seedOf(`${product.name} ${seed}`))
  const baseline = product.install(setup, { clock, ids, settings: served.settings ?? {} })
  try {
    product.seed(baseline, setup, loaded.world[product.name] ?? {})
  } catch (error) {
    throw error instanceof FixtureError ? loaded.locate(error, product.name) : error
  }
  return new Instance(product, setup, prefix, baseline, clock)
}

/** Longer prefixes and named paths first: what is left belongs to the product that claims everything. */
function ordered(instances: readonly Instance[]): Instance[] {
  const weight = (one: Instance): number => one.prefix.length * 2 + (one.product.paths ? 1 : 0)
  return [...instances].sort((a, b) => weight(b) - weight(a))
}

function describe(instances: readonly Instance[]): Record<string, unknown> {
  return Object.fromEntries(
    instances.map(({ product, setup, prefix, world }) => [
      product.name,
      {
        profile: setup.profile.id,
        fidelity: setup.fidelity,
        options: setup.options,
        path: `${prefix}${product.paths?.[0] ?? '/'}`,
        logins: product.greet(world, setup, prefix).logins,
      },
    ]),
  )
}
