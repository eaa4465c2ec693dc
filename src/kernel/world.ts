import { changesBetween } from './changes.js'
import type { WorldChange } from './changes.js'
import { Clock } from './clock.js'
import { Ids } from './ids.js'
import type { Table } from './table.js'

/** The tables of one product, by name. */
// Rows are forgotten here; each product names them in its own `Tables` interface.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Tables = Readonly<Record<string, Table<any>>>

/** Everything that a handler can change, for one product. Nothing else in the program is state of the imitation. */
export class World<T extends Tables = Tables, S extends object = object> {
  /** Counters by name: the highest id ever given, where a product has sequences. */
  readonly counters: Map<string, number>
  #savepoint: World<T, S> | undefined

  constructor(
    readonly tables: T,
    /** Switches that no table holds: registration disabled, API token, custom header. Replaced, never changed. */
    public settings: S,
    readonly clock: Clock = new Clock(),
    readonly ids: Ids = new Ids(1),
    counters: ReadonlyMap<string, number> = new Map(),
  ) {
    this.counters = new Map(counters)
  }

  /** Milliseconds since the epoch, by this world's clock. */
  now(): number {
    return this.clock.now()
  }

  /** The next number of the sequence `name`, from 1. */
  next(name: string): number {
    const value = (this.counters.get(name) ?? 0) + 1
    this.counters.set(name, value)
    return value
  }

  /** An independent copy. The cost does not depend on the number of rows: tables share what neither side changes. */
  fork(clock: Clock = this.clock.fork()): World<T, S> {
    const tables: Record<string, unknown> = {}
    for (const [name, table] of Object.entries(this.tables)) tables[name] = table.fork()
    // The record has exactly the keys of `this.tables`, each with a fork of the same type.
    return new World(tables as T, this.settings, clock, this.ids.fork(), this.counters)
  }

  /** Takes over everything of another world of the same product but its clock, at the same cost as `fork`. */
  become(other: World): void {
    for (const [name, table] of Object.entries(this.tables)) {
      const kept = other.tables[name]
      if (kept) table.become(kept)
    }
    // Both worlds are of one product, so their settings have one type.
    this.settings = other.settings as S
    this.ids.become(other.ids)
    this.counters.clear()
    for (const [name, value] of other.counters) this.counters.set(name, value)
    this.#savepoint = undefined
  }

  /** Marks the beginning of a request: what an earlier one had saved is forgotten. */
  begin(): void {
    this.#savepoint = undefined
  }

  /** Keeps the state as it is now for `rollback`, unless this request has kept one already. */
  save(): void {
    this.#savepoint ??= this.fork(this.clock)
  }

  /** Rows that this request has changed so far; nothing is compared when it has saved nothing. */
  changes(): WorldChange[] {
    return this.#savepoint ? changesBetween(this.#savepoint, this) : []
  }

  /** Back to what this request saved before its first write; nothing when it wrote nothing. */
  rollback(): void {
    const saved = this.#savepoint
    if (!saved) return
    this.become(saved)
  }
}
