import type { ClockState } from './clock.js'
import { Ids } from './ids.js'
import type { Table } from './table.js'
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
  for (const table of Object.values(empty.tables)) table.become(table.emptied())
  let wrong: unknown
  return {
    row: (name, row) => {
      if (wrong !== undefined) return
      try {
        tableIn(empty, name).insert(rowOf(name, row))
      } catch (error) {
        wrong = error
      }
    },
    end: (dump) => {
      for (const name of Object.keys(dump.tables)) tableIn(empty, name)
      if (wrong !== undefined) throw wrong
      empty.counters.clear()
      for (const [name, value] of Object.entries(dump.counters)) empty.counters.set(name, value)
      empty.settings = fromPlain(dump.settings) as object
      empty.ids.become(new Ids(dump.ids))
      world.become(empty)
      world.clock.become(dump.clock)
    },
  }
}

function tableIn({ tables }: World, name: string): Table<object> {
  const table = Object.hasOwn(tables, name) ? tables[name] : undefined
  if (!table) throw new TypeError(`there is no table ${name}`)
  return table
}

function rowOf(name: string, row: unknown): object {
  const value = fromPlain(row)
  if (typeof value !== 'object' || value === null) throw new TypeError(`table ${name}: a row is no object`)
  return value
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
  if (Array.isArray(value)) return value.map(fromPlain)
  if (typeof value !== 'object' || value === null) return value
  const [only, ...more] = Object.entries(value)
  const reader = only && more.length === 0 ? readers[only[0]] : undefined
  // A tag is written by `toPlain` only, with the value that its reader takes.
  return reader && only ? reader(only[1] as never) : membersOf(value)
}

const membersOf = (value: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromPlain(item)]))
