import type { Command } from 'commander'
import type { ControlClient } from '../control/client.js'
import { ControlRefused } from '../control/client.js'
import { loadWorld, shippedWorlds } from '../fixtures/worlds.js'
import { UsageError } from '../kernel/product.js'
import { products } from '../products.js'
import { createFake } from '../server/fake.js'
import { acting, planeCommand, show, withPlane } from './plane-target.js'
import type { PlaneFlags } from './plane-target.js'

interface LoadFlags extends PlaneFlags {
  readonly seed: string
}

export function loadCommand(finish: (code: number) => void): Command {
  return planeCommand(
    'load',
    'Seed a running fake anew from a world; the old one stays when the new one has a mistake.',
    'world load ./my-world.yaml --url http://127.0.0.1:3000',
  )
    .argument('<world>', 'name of a shipped world, or a file: YAML, JSON, NDJSON, .ts, .mjs')
    .option('--seed <n>', 'what a module is given', '1')
    .action(acting<readonly [string], LoadFlags>(finish, ([world], flags) => load(world, flags)))
}

async function load(world: string, flags: LoadFlags): Promise<number> {
  // A mistake in a file is told with its line before anything is sent.
  const sent = shippedWorlds().includes(world) ? world : loadWorld(world, products, seedOf(flags)).whole()
  await withPlane(flags, (plane) => seed(plane, world, sent))
  show(flags, { loaded: world }, [`loaded ${world}`])
  return 0
}

function seedOf({ seed: text }: LoadFlags): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new UsageError(`--seed ${text}: a whole number is expected`)
}

/** The server knows no lines: what it refuses is looked for in the file, with the releases that it serves. */
async function seed(
  plane: ControlClient,
  world: string,
  sent: string | Readonly<Record<string, unknown>>,
): Promise<void> {
  try {
    await plane.loadWorld({ world: typeof sent === 'string' ? sent : { ...sent } })
  } catch (error) {
    if (error instanceof ControlRefused && error.status === 422) await explain(plane, world)
    throw error
  }
}

async function explain(plane: ControlClient, world: string): Promise<void> {
  const { products: served } = await plane.health()
  createFake({
    products: products.flatMap((product) => {
      const { profile, options } = served[product.name] ?? {}
      return profile !== undefined && product.profiles.some(({ id }) => id === profile)
        ? [{ product, profile, ...(options ? { options } : {}) }]
        : []
    }),
    known: products,
    world,
  })
}
