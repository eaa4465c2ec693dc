import type { ClockState } from './clock.js'
import { Ids } from './ids.js'
import type { Bulk, Table } from './table.js'
import type { World } from './world.js'

/** Everything of one world as plain JSON values. */
export interface WorldDump {
  readonly clock: ClockState
  /** Where the generator of ids stands. */
  readonly ids: number
  readonly counters: Readonly<Record<string, number>>
  readonly settings: unknown
  /** Rows by table, in order. */
  readonly tables: Readonly<Record<string, readonly unknown[]>>
}

/** Writes a world down. */
export function dumpWorld(world: World): WorldDump {
  const tables = Object.entries(world.tables).map(([name, table]) => [name, [...table].map(toPlain)] as const)
  return {
    clock: world.clock.state,
    ids: world.ids.state,
    counters: Object.fromEntries(world.counters),
    settings: toPlain(world.settings),
    tables: Object.fromEntries(tables),
  }
}

/**
 * Puts what was written down into a world. Everything is read before anything is changed: throws `TypeError` naming the
 * table when the dump is of another shape, and leaves the world as it was.
 */
export function restoreWorld(world: World, dump: WorldDump): void {
  const reader = restoring(world)
  for (const [name, rows] of Object.entries(dump.tables)) for (const row of rows) reader.row(name, row)
  reader.end(dump)
}

/** Takes what was written down of a world, row by row. */
export interface Restoring {
  row(table: string, row: unknown): void
  /** Puts it into the world. Throws as `restoreWorld` does, for rows too. */
  end(dump: WorldDump): void
}

/** Begins to read a world; its rows may come before the rest, and are not kept twice. */
export function restoring(world: World): Restoring {
  const empty = world.fork()
  const loads = new Map(Object.entries(empty.tables).map(([name, table]) => [name, new Load(name, table)]))
  let wrong: unknown
  return {
    row: (name, row) => {
      if (wrong !== undefined) return
      try {
        loadOf(loads, name).add(fromPlain(row))
      } catch (error) {
        wrong = error
      }
    },
    end: (dump) => {
      for (const name of Object.keys(dump.tables)) loadOf(loads, name)
      if (wrong !== undefined) throw wrong
      for (const load of loads.values()) load.end()
      empty.counters.clear()
      for (const [name, value] of Object.entries(dump.counters)) empty.counters.set(name, value)
      empty.settings = fromPlain(dump.settings) as object
      empty.ids.become(new Ids(dump.ids))
      world.become(empty)
      world.clock.become(dump.clock)
    },
  }
}

/** Rows on their way into a table that is empty at first. */
class Load {
  readonly #bulk: Bulk<object>
  readonly #keys = new Set<unknown>()

  constructor(
    readonly name: string,
    readonly table: Table<object>,
  ) {
    table.become(table.emptied())
    this.#bulk = table.bulk()
  }

  add(row: unknown): void {
    if (typeof row !== 'object' || row === null) throw new TypeError(`table ${this.name}: a row is no object`)
    this.#bulk.add(Object.freeze(row))
    const key = this.table.keyOf({ after: row })
    if (this.#keys.has(key)) throw new TypeError(`table ${this.name}: there are two rows ${key}`)
    this.#keys.add(key)
  }

  end(): void {
    this.#bulk.end()
  }
}

function loadOf(loads: ReadonlyMap<string, Load>, name: string): Load {
  const load = loads.get(name)
  if (!load) throw new TypeError(`there is no table ${name}`)
  return load
}

/** What JSON cannot say is written as an object with one member that no row has. */
export function toPlain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') }
  if (value instanceof Date) return { $date: value.getTime() }
  if (value instanceof Map) return { $map: [...value].map(([key, item]) => [toPlain(key), toPlain(item)]) }
  if (value instanceof Set) return { $set: [...value].map(toPlain) }
  if (Array.isArray(value)) return value.map(toPlain)
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) }
  if (value === undefined) return { $undefined: true }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  const plain = Object.fromEntries(entries.map(([key, item]) => [key, toPlain(item)]))
  return entries.some(([key]) => TAGS.has(key)) ? { $object: plain } : plain
}

const TAGS = new Set(['$bytes', '$date', '$map', '$set', '$number', '$undefined', '$object'])

type Reader = (value: never) => unknown
const readers: Readonly<Record<string, Reader>> = {
  $bytes: (value: string) => new Uint8Array(Buffer.from(value, 'base64')),
  $date: dateOf,
  $map: (value: [unknown, unknown][]) => new Map(value.map(([key, item]) => [fromPlain(key), fromPlain(item)])),
  $set: (value: unknown[]) => new Set(value.map(fromPlain)),
  $number: (value: string) => Number(value),
  $undefined: () => undefined,
  $object: (value: object) => membersOf(value),
}

function dateOf(value: unknown): Date {
  const date = new Date(typeof value === 'number' ? value : NaN)
  // An invalid date is written as null.
  if (value === null || !Number.isNaN(date.getTime())) return date
  throw new TypeError(`${JSON.stringify(value)} is no date`)
}

function fromPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const read = value.map(fromPlain)
    return read.some((item, index) => item !== value[index]) ? read : value
  }
  const names = Object.keys(value)
  const [only] = names
  const reader = only !== undefined && names.length === 1 ? readers[only] : undefined
  // A tag is written by `toPlain` only, with the value that its reader takes.
  return reader ? reader(Object.values(value)[0] as never) : membersOf(value)
}

/** Most members are what they are written as: what holds no other is not copied. */
function membersOf(value: object): object {
  let copy: Record<string, unknown> | undefined
  for (const [name, item] of Object.entries(value)) {
    const read = fromPlain(item)
    if (read === item) continue
    copy ??= { ...value }
    Object.defineProperty(copy, name, { value: read, writable: true, enumerable: true, configurable: true })
  }
  return copy ?? value
}
