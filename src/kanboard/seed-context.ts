import { choiceOf } from '../kernel/near.js'
import { FixtureError } from '../kernel/product.js'
import type { Setup } from '../kernel/product.js'
import { databaseOf } from './database.js'
import { RelayedException } from './faults.js'
import type { KanboardContext } from './procedure.js'
import type { KanboardWorld } from './tables.js'
import { instantOf } from './zones.js'

/** Keys from the root of the product's part of a world file. */
export type Path = readonly (string | number)[]

/** Ids by the key of the world file. */
export type Keys = ReadonlyMap<string, number>

/** What seeding works with: the application at work, to whose doings nobody listens. */
export interface Seeding {
  readonly ctx: KanboardContext
  /** Why the last call answered false. */
  readonly reasons: string[]
}

export function seedingOf(world: KanboardWorld, setup: Setup): Seeding {
  const reasons: string[] = []
  const ctx: KanboardContext = {
    world,
    db: world.tables,
    setup,
    database: databaseOf(setup),
    caller: { kind: 'application' },
    callerId: 0,
    host: '',
    isFirstCall: true,
    has: (one) => setup.quirks.has(one.name),
    explain: (reason, result) => {
      reasons.push(reason)
      return result
    },
    requireProject: () => undefined,
    emit: () => undefined,
    isUnheard: true,
    print: () => undefined,
  }
  return { ctx, reasons }
}

/** The id that a key of the world file stands for. */
export function idOf(ids: Keys, key: string, path: Path): number {
  const id = ids.get(key)
  if (id !== undefined) return id
  throw new FixtureError(path, `nothing has the key '${key}': ${choiceOf(key, ids.keys())}`)
}

/** What Kanboard or its database refuses is wrong in the world file. */
export function judged<R>({ reasons }: Seeding, path: Path, make: () => R | false): R {
  let made: R | false
  try {
    made = make()
  } catch (error) {
    throw error instanceof RelayedException ? new FixtureError(path, error.message) : error
  }
  if (made !== false && made !== 0) return made
  throw new FixtureError(path, reasons.at(-1) ?? 'Kanboard refuses this')
}

/** Throws where two entries have what is one and the same to the database. */
export function refuseNamesakes(
  names: readonly (readonly [key: string, name: string])[],
  textKey: (text: string) => string,
  path: Path,
): void {
  const holders = new Map<string, string>()
  for (const [key, name] of names) {
    const holder = holders.get(textKey(name))
    if (holder !== undefined) {
      throw new FixtureError([...path, key], `for this database '${name}' and '${holder}' are the same name`)
    }
    holders.set(textKey(name), name)
  }
}

/** Unix seconds of a moment of the world file, or of milliseconds. */
export function secondsOf({ ctx }: Seeding, moment: string | number): number {
  if (typeof moment === 'number') return Math.floor(moment / 1000)
  if (moment.includes('T')) return Math.floor(Date.parse(moment) / 1000)
  const [year = 0, month = 1, day = 1] = moment.split('-').map(Number)
  const zone = ctx.world.settings.config['application_timezone'] || 'UTC'
  return instantOf(zone, { year, month, day, hour: 0, minute: 0, second: 0 })
}
