import { choiceOf } from '../kernel/near.js'
import { FixtureError } from '../kernel/product.js'
import type { Setup } from '../kernel/product.js'
import { databaseOf } from './database.js'
import { RelayedException } from './faults.js'
import type { KanboardContext } from './procedure.js'
import type { KanboardWorld, NumberedTable } from './tables.js'
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
  /** Tables that got an id below one that was there. */
  readonly disordered: Set<NumberedTable>
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
  return { ctx, reasons, disordered: new Set() }
}

/** The id that a key of the world file stands for. */
export function idOf(ids: Keys, key: string, path: Path): number {
  const id = ids.get(key)
  if (id !== undefined) return id
  throw new FixtureError(path, `nothing has the key '${key}': ${choiceOf(key, ids.keys())}`)
}

const nouns: Readonly<Record<NumberedTable, string>> = {
  projects: 'project',
  columns: 'column',
  swimlanes: 'swimlane',
  project_has_categories: 'category',
  tags: 'tag',
  groups: 'group',
  tasks: 'task',
  subtasks: 'subtask',
  comments: 'comment',
}

/** The id that an entry asks for, if it does. Throws where another row has it. */
export function givenId(
  { ctx, disordered }: Seeding,
  table: NumberedTable,
  { id, path }: { readonly id?: number | undefined; readonly path: Path },
): number | undefined {
  if (id === undefined) return undefined
  const holder: object | undefined = ctx.db[table].get(id)
  if (holder) throw new FixtureError([...path, 'id'], `${holderOf(holder, nouns[table])} has the id ${id} already`)
  if (id < (ctx.world.counters.get(table) ?? 0)) disordered.add(table)
  return id
}

function holderOf(row: object, noun: string): string {
  if ('title' in row) return `the ${noun} '${String(row.title)}'`
  return 'name' in row ? `the ${noun} '${String(row.name)}'` : `another ${noun}`
}

/** Puts rows into the order of their ids, in which SQLite and InnoDB keep them, whatever came first. */
export function putInOrder({ ctx, disordered }: Seeding): void {
  for (const name of disordered) {
    const table = ctx.db[name]
    const ids = Array.from<{ readonly id: number }, number>(table, ({ id }) => id)
    const sorted = ids.toSorted((a, b) => a - b)
    const first = sorted.findIndex((id, index) => id !== ids[index])
    if (first !== -1) for (const id of sorted.slice(first)) table.touch(id)
  }
  disordered.clear()
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

/** Unix seconds of a moment of the world file. */
export function secondsOf({ ctx }: Seeding, moment: string | number): number {
  if (typeof moment === 'number') return moment
  if (moment.includes('T')) return Math.floor(Date.parse(moment) / 1000)
  const [year = 0, month = 1, day = 1] = moment.split('-').map(Number)
  const zone = ctx.world.settings.config['application_timezone'] || 'UTC'
  return instantOf(zone, { year, month, day, hour: 0, minute: 0, second: 0 })
}
