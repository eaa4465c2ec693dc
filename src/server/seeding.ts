import { loadWorld } from '../fixtures/worlds.js'
import type { GivenWorld, LoadedWorld } from '../fixtures/worlds.js'
import { Clock, clockModes } from '../kernel/clock.js'
import type { ClockMode } from '../kernel/clock.js'
import { readMoment } from '../control/moment.js'
import type { Moment as PointInTime } from '../control/moment.js'
import { Ids, seedOf } from '../kernel/ids.js'
import { choiceOf } from '../kernel/near.js'
import { UsageError } from '../kernel/product.js'
import type { Choice, Product, Setup } from '../kernel/product.js'
import { resolveSetup } from '../kernel/setup.js'
import type { World } from '../kernel/world.js'
import { Instance } from './instance.js'
import type { Moment } from './sandbox.js'

/** How a product is served: its choice, and where. */
export interface ServedProduct extends Choice {
  readonly product: Product
  /** Path below which the product lives: `''` (default) or `/wekan`. */
  readonly prefix?: string
}

export interface SeedOptions {
  readonly products: readonly ServedProduct[]
  /** Products that a world may speak of although they are not served. */
  readonly known?: readonly Product[]
  /** Seed of ids, tokens and hashes. Default 1. */
  readonly seed?: number
  /** Default: `frozen` when a moment is given by `now` or by the world, else `real`. */
  readonly clock?: ClockMode
  /** ISO 8601, a Date or milliseconds; overrides the moment of the world. */
  readonly now?: PointInTime
}

/** Makes the baseline of a world: each product is installed and seeded. Throws `UsageError`, and has changed nothing. */
export type Seeder = (world: GivenWorld) => Moment

export interface Seeding {
  /** Reads and checks a world. Throws `UsageError`. */
  load(world: GivenWorld): LoadedWorld
  /** Makes the baseline of a world that was read: each product is installed and seeded. Throws `UsageError`. */
  seed(loaded: LoadedWorld): Moment
  instancesOf(moment: Moment): Instance[]
}

interface Installed extends ServedProduct {
  readonly setup: Setup
}

/** The products in their setups, and what seeds them. */
export function seeding(options: SeedOptions): Seeding {
  const installed = options.products.map((served) => ({ ...served, setup: resolveSetup(served.product, served) }))
  const { seed = 1 } = options
  if (!Number.isSafeInteger(seed)) throw new UsageError(`seed ${String(seed)}: a whole number is expected`)
  const spoken = [...new Set([...options.products.map(({ product }) => product), ...(options.known ?? [])])]
  return {
    load: (world) => loadWorld(world, spoken, options.seed),
    seed: (loaded) => {
      const clock = startClock(options, loaded.world.now)
      const worlds = installed.map((one) => [one.product.name, seeded(one, loaded, { clock, seed })] as const)
      return { clock, worlds: new Map(worlds) }
    },
    instancesOf: ({ worlds }) =>
      installed.flatMap(({ product, setup, prefix = '' }) => {
        const world = worlds.get(product.name)
        return world ? [new Instance(product, setup, prefix, world)] : []
      }),
  }
}

function seeded(
  { product, setup, settings = {} }: Installed,
  loaded: LoadedWorld,
  { clock, seed }: { readonly clock: Clock; readonly seed: number },
): World {
  // Products draw from streams of their own, so that serving one more does not change the ids of the other.
  const ids = new Ids(seedOf(`${product.name} ${seed}`))
  const world = product.install(setup, { clock, ids, settings })
  loaded.seed(product, world, setup)
  return world
}

function startClock(options: SeedOptions, worldNow: string | undefined): Clock {
  const now = options.now ?? worldNow
  const mode = options.clock ?? (now === undefined ? 'real' : 'frozen')
  if (!clockModes.includes(mode)) throw new UsageError(`no clock is called '${mode}': ${choiceOf(mode, clockModes)}`)
  if (mode === 'real' && options.now !== undefined) {
    throw new UsageError('--now needs a clock that can be set: choose --clock frozen or ticking')
  }
  if (now === undefined || mode === 'real') return new Clock(mode)
  const at = readMoment(now)
  if (at === undefined)
    throw new UsageError(`'${String(now)}' is not an ISO 8601 date: write it as 2026-01-05T09:00:00Z`)
  return new Clock(mode, at)
}
