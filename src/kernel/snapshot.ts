import type { ClockState } from './clock.js'
import { Ids } from './ids.js'
import { judgeOf } from './stored-shape.js'
import type { RowJudge, StoredShape } from './stored-shape.js'
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
 * Puts what was written down into a world. Everything is read before anything is changed: throws `TypeError` naming
 * table and row when the dump is of another shape, and leaves the world as it was.
 */
export function restoreWorld(world: World, dump: WorldDump, shape?: StoredShape): void {
  const reader = restoring(world, shape)
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
export function restoring(world: World, shape?: StoredShape): Restoring {
  const empty = world.fork()
  const loads = new Map(
    Object.entries(empty.tables).map(([name, table]) => [
      name,
      new Load(name, table, judgeOf(shape?.rows[name] ?? {})),
    ]),
  )
  let wrong: unknown
  return {
    row: (name, row) => {
      if (wrong !== undefined) return
      try {
        loadOf(loads, name).add(row)
      } catch (error) {
        wrong = error
      }
    },
    end: (dump) => {
      for (const name of Object.keys(dump.tables)) loadOf(loads, name)
      for (const name of loads.keys()) {
        if (!Object.hasOwn(dump.tables, name)) throw new TypeError(`the table ${name} is not there`)
      }
      if (wrong !== undefined) throw wrong
      const settings = settingsIn(dump, shape)
      for (const load of loads.values()) load.end(dump.counters)
      empty.counters.clear()
      for (const [name, value] of Object.entries(dump.counters)) empty.counters.set(name, value)
      empty.settings = settings
      empty.ids.become(new Ids(dump.ids))
      world.become(empty)
      world.clock.become(dump.clock)
    },
  }
}

function settingsIn(dump: WorldDump, shape: StoredShape | undefined): object {
  const settings = fromPlain(dump.settings)
  const issue = shape?.settings.safeParse(settings).error?.issues[0]
  if (issue) throw new TypeError(`${['settings', ...issue.path].map(String).join('.')}: ${issue.message}`)
  if (typeof settings === 'object' && settings !== null) return settings
  throw new TypeError('the settings are no object')
}

/** Rows on their way into a table that is empty at first. */
class Load {
  readonly #bulk: Bulk<object>
  readonly #keys = new Set<unknown>()
  #count = 0
  #highest = 0

  constructor(
    readonly name: string,
    readonly table: Table<object>,
    readonly judge: RowJudge,
  ) {
    table.become(table.emptied())
    this.#bulk = table.bulk()
  }

  /** Takes a row as it is written. */
  add(plain: unknown): void {
    this.#count += 1
    try {
      this.#take(fromPlain(plain))
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error)
      throw new TypeError(`table ${this.name}, row ${this.#count}: ${what}`, { cause: error })
    }
  }

  end(counters: WorldDump['counters']): void {
    // The next row would get the number of one that is there.
    const counter = Object.hasOwn(counters, this.name) ? (counters[this.name] ?? 0) : undefined
    if (counter !== undefined && counter < this.#highest)
      throw new TypeError(`counters.${this.name} is ${counter}, and the table has a row ${this.#highest}`)
    this.#bulk.end()
  }

  #take(row: unknown): void {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) throw new TypeError('it is no object')
    this.#bulk.add(Object.freeze(row))
    const key = this.table.keyOf({ after: row })
    if (this.#keys.has(key)) throw new TypeError(`there are two rows ${key}`)
    this.#keys.add(key)
    if (typeof key === 'number' && key > this.#highest) this.#highest = key
    const wrong = this.judge(row)
    if (wrong !== undefined) throw new TypeError(`${JSON.stringify(key)}: ${wrong}`)
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

type Reader = (value: unknown) => unknown
const readers: Readonly<Record<string, Reader>> = {
  $bytes: (value) =>
    new Uint8Array(Buffer.from(expected(value, typeof value === 'string' ? value : undefined), 'base64')),
  $date: dateOf,
  $map: (value) => new Map(listOf(value).map((pair) => pairOf(pair))),
  $set: (value) => new Set(listOf(value).map(fromPlain)),
  $number: (value) => expected(value, typeof value === 'string' ? Number(value) : undefined),
  $undefined: () => undefined,
  $object: (value) => membersOf(expected(value, typeof value === 'object' && value !== null ? value : undefined)),
}

function expected<T>(value: unknown, read: T | undefined): T {
  if (read !== undefined) return read
  throw new TypeError(`${JSON.stringify(value)} is not what stands there`)
}

const listOf = (value: unknown): unknown[] => expected(value, Array.isArray(value) ? (value as unknown[]) : undefined)

function pairOf(value: unknown): [unknown, unknown] {
  const pair = listOf(value)
  return expected(value, pair.length === 2 ? [fromPlain(pair[0]), fromPlain(pair[1])] : undefined)
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
  return reader ? reader(Object.values(value)[0]) : membersOf(value)
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
