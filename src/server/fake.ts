import type { Hono } from 'hono'
import { controlRoutes } from '../control/routes.js'
import type { FaultPlan } from '../control/faults.js'
import type { RequestLog } from '../control/log.js'
import { loadWorld } from '../fixtures/worlds.js'
import type { GivenWorld, LoadedWorld } from '../fixtures/worlds.js'
import { Clock } from '../kernel/clock.js'
import type { ClockMode } from '../kernel/clock.js'
import { Ids, seedOf } from '../kernel/ids.js'
import { UsageError } from '../kernel/product.js'
import type { Choice, Product } from '../kernel/product.js'
import { resolveSetup } from '../kernel/setup.js'
import { packageVersion } from './version.js'
import { composeApp } from './app.js'
import { allowedHosts, deliveriesOf } from './deliveries.js'
import { documentNames, servedDocument } from './documents.js'
import { Instance } from './instance.js'
import { listenOn } from './listen.js'
import type { Moment, Sandbox } from './sandbox.js'
import { defaultLimits, Sandboxes } from './sandboxes.js'
import type { SandboxLimits } from './sandboxes.js'

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
  readonly world?: GivenWorld
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
  readonly limits?: Partial<SandboxLimits>
}

export interface Listening {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** One sandbox, as tests and control plane handle it. */
export interface SandboxHandle {
  /** `''` is the one that requests without a name reach. */
  readonly name: string
  /** Calls the fake without a socket; a path or a URL whose host is ignored. */
  fetch(input: string, init?: RequestInit): Promise<Response>
  /** Back to what it started from, without faults, with an empty log. */
  reset(): void
  /** Keeps the state under a name, for `restore` in any sandbox. */
  snapshot(name: string): void
  /** Back to a kept state. Throws `UsageError` when there is none of that name. */
  restore(name: string): void
  /** A sandbox of its own that starts as this one is now; default name: the next free number. */
  fork(name?: string): SandboxHandle
  /** Once every webhook that an answered request called has been sent, or been given up. */
  delivered(): Promise<void>
  readonly clock: Clock
  readonly faults: FaultPlan
  readonly log: RequestLog
  readonly instances: readonly Instance[]
}

/** A running fake, in this process: the nameless sandbox, and the way to all others. */
export interface Fake extends SandboxHandle {
  listen(where?: { readonly port?: number; readonly host?: string }): Promise<Listening>
  /** A sandbox by name, made from the baseline when there is none. */
  sandbox(name: string): SandboxHandle
  /** Forgets a sandbox; false when there is none. */
  drop(name: string): boolean
  /** Names of the sandboxes, without the nameless. */
  sandboxNames(): string[]
  /** Names of the kept states. */
  snapshotNames(): string[]
}

/**
 * Makes a fake: installs each product, seeds the world, and composes them into one app. Throws `UsageError` for an
 * unknown profile, quirk, option or world, and for a mistake in a world file (with file, line and key).
 */
export function createFake(options: FakeOptions): Fake {
  const sandboxes = seeded(options)
  const snapshots = new Map<string, Moment>()
  const control = controlRoutes(packageVersion(), {
    describe: () => describe(sandboxes.main.instances),
    reset: () => {
      sandboxes.main.reset()
    },
    deliveries: () => deliveriesOf(sandboxes.main.instances),
    documentNames: () => documentNames(sandboxes.main.instances),
    document: (file) => servedDocument(sandboxes.main.instances, file),
  })
  const app = composeApp({ sandboxes, control, cors: options.cors ?? false })
  const handle = (sandbox: Sandbox): SandboxHandle => handleOf(sandbox, { app, sandboxes, snapshots })
  return Object.assign(handle(sandboxes.main), {
    listen: async (where = {}) => {
      const listening = await listenOn(app, where)
      return { ...listening, close: () => closed(listening, sandboxes) }
    },
    sandbox: (name: string) => handle(sandboxes.of(name)),
    drop: (name: string) => sandboxes.drop(name),
    sandboxNames: () => sandboxes.all.flatMap(({ name }) => (name === '' ? [] : [name])),
    snapshotNames: () => [...snapshots.keys()],
  })
}

/** The sandboxes of a new server: each product is installed and seeded once, and what comes of it is the baseline. */
function seeded(options: FakeOptions): Sandboxes {
  const served = options.products.map(({ product }) => product)
  const known = [...new Set([...served, ...(options.known ?? [])])]
  const loaded = loadWorld(options.world ?? 'empty', known, options.seed)
  const clock = startClock(options, loaded.world.now)
  const instances = options.products.map((served) => install(served, loaded, clock, options.seed ?? 1))
  const baseline = { clock, worlds: new Map(instances.map(({ product, world }) => [product.name, world])) }
  const limits = { ...defaultLimits, ...options.limits }
  return new Sandboxes(baseline, instances, allowedHosts(options.allowOutbound ?? []), limits)
}

interface HandleParts {
  readonly app: Hono
  readonly sandboxes: Sandboxes
  readonly snapshots: Map<string, Moment>
}

function handleOf(sandbox: Sandbox, parts: HandleParts): SandboxHandle {
  const { app, sandboxes, snapshots } = parts
  return {
    name: sandbox.name,
    fetch: async (input, init) => {
      const url = input.startsWith('/') ? `http://127.0.0.1${input}` : input
      const response = await app.request(url, init, { sandbox: sandbox.name })
      init?.signal?.throwIfAborted()
      return response
    },
    reset: () => {
      sandbox.reset()
    },
    snapshot: (name) => {
      snapshots.set(name, sandbox.moment())
    },
    restore: (name) => {
      const moment = snapshots.get(name)
      if (!moment)
        throw new UsageError(`no snapshot '${name}': there are ${[...snapshots.keys()].join(', ') || 'none'}`)
      sandbox.restore(moment)
    },
    fork: (name = freeName(sandboxes)) => handleOf(sandboxes.fork(name, sandbox.moment()), parts),
    delivered: () => sandbox.deliverer.idle(),
    get clock() {
      return sandbox.clock
    },
    faults: sandbox.faults,
    log: sandbox.log,
    instances: sandbox.instances,
  }
}

function freeName(sandboxes: Sandboxes): string {
  for (let n = 1; ; n++) if (!sandboxes.peek(`fork-${n}`)) return `fork-${n}`
}

/** A receiver that hangs must not keep the process from ending. */
function closed(listening: Listening, sandboxes: Sandboxes): Promise<void> {
  for (const { deliverer } of sandboxes.all) deliverer.abandon('the fake was closed')
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
  loaded.seed(product, baseline, setup)
  return new Instance(product, setup, prefix, baseline)
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
