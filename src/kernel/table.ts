import { emptyKeyIndex, type KeyIndex } from './key-index.js'
import { NumberList } from './number-list.js'
import { Postings } from './postings.js'
import {
  atSlot,
  clearSlot,
  differingLeaves,
  emptySlots,
  fillSlot,
  refillSlot,
  runsOf,
  setSize,
  type SlotSet,
  type SlotTrie,
} from './slots.js'
import { leavesOf, type HashKey, type Owner } from './trie.js'
import { emptyIndex, type ValueIndex } from './value-index.js'

/** What names a row. 1 and '1' are two keys; NaN is none. */
export type Key = string | number

/** The field that names a row, and the fields `where`, `first` and `count` are to find rows by without a scan. */
export interface TableOptions<R> {
  readonly key: keyof R & string
  readonly indexes?: readonly (keyof R & string)[]
}

/**
 * The rows of one kind, in memory: immutable rows, found by key or by equality of fields, kept in order of insertion.
 *
 * `fork()` costs the same at any size. Nodes are shared until written to; a node is edited in place only by the table
 * whose token it carries, and a fork leaves both sides with a token that no node carries yet.
 *
 * Rows are plain objects. Over a table and all it was forked from, 2 ** 32 insertions and touches fit; a RangeError then.
 */
export class Table<R extends object> {
  readonly #key: keyof R & string
  #owner: Owner = {}
  #nextSlot = 0
  #rows: SlotTrie<R>
  /** Both shared by a table and its forks until one of them writes. */
  #slots: KeyIndex
  #indexes: ReadonlyMap<keyof R & string, ValueIndex>
  /** The token that the table had when the indexes became its own. */
  #indexOwner: Owner = this.#owner

  constructor(options: TableOptions<R>) {
    this.#key = options.key
    this.#rows = emptySlots(this.#owner)
    this.#slots = emptyKeyIndex(this.#owner)
    const indexed = (options.indexes ?? []).filter((field) => field !== options.key)
    this.#indexes = new Map(indexed.map((field) => [field, emptyIndex(this.#owner)]))
  }

  /** How many rows there are. */
  get size(): number {
    return this.#rows.size
  }

  /** The row a key names. */
  get(key: Key): R | undefined {
    const slot = this.#slotOf(key)
    return slot === undefined ? undefined : atSlot(this.#rows, slot)
  }

  /** Whether a key names a row. */
  has(key: Key): boolean {
    return this.#slotOf(key) !== undefined
  }

  /**
   * Adds a row at the end and answers it. The very object passed is frozen (its own fields, not what they refer to) and
   * kept. Throws when the key is taken, or is neither a string nor a number.
   */
  insert(row: R): R {
    const field = this.#key
    const key: unknown = row[field]
    if (!isKey(key)) throw new Error(`cannot insert: ${field} is ${shown(key)}, not a string or a number`)
    if (this.has(key)) throw new Error(`cannot insert: ${field} ${shown(key)} is taken`)
    this.#append(key, Object.freeze(row))
    return row
  }

  /**
   * Takes many rows as `insert` does, one by one, and enters them into the indexes with `end`: until then they are not
   * found, and the table must not be written to otherwise. Rows are not frozen, and that their keys are new is not
   * looked up, which cost more than all else: who hands them over keeps to both.
   */
  bulk(): Bulk<R> {
    const first = this.#nextSlot
    const pairs = new NumberList()
    const postings = Array.from(this.#indexes.keys(), (field) => ({ field, values: new Postings() }))
    return {
      add: (row) => {
        const key: unknown = row[this.#key]
        if (!isKey(key)) throw new Error(`cannot insert: ${this.#key} is ${shown(key)}, not a string or a number`)
        this.#slots.note(key, this.#place(row), pairs)
        for (const { field, values } of postings) {
          const value: unknown = row[field]
          values.add(isIndexable(value) ? value : undefined)
        }
      },
      end: () => {
        this.#ownSlots().addAll(pairs.all, this.#owner)
        for (const { field, values } of postings) {
          const index = this.#indexes.get(field)
          if (index) values.enter(index, first, this.#owner)
        }
        postings.length = 0
      },
    }
  }

  /**
   * Puts `{ ...row, ...patch }` in the place of a row and answers it, without the fields the patch holds as undefined.
   * Undefined when there is no such row. Throws when the patch holds another key.
   */
  update(key: Key, patch: Partial<R>): R | undefined {
    const field = this.#key
    if (Object.hasOwn(patch, field)) this.#expectKey(key, patch[field], 'update')
    return this.#exchange(key, (old) => patched(old, patch))
  }

  /** Puts a whole row in the place of the one with the same key. Otherwise as `update`; freezes as `insert` does. */
  replace(key: Key, row: R): R | undefined {
    this.#expectKey(key, row[this.#key], 'replace')
    return this.#exchange(key, () => row)
  }

  /** Takes a row out and answers it; undefined when there is no such row. */
  remove(key: Key): R | undefined {
    const slot = this.#slotOf(key)
    const row = slot === undefined ? undefined : atSlot(this.#rows, slot)
    if (slot === undefined || row === undefined) return undefined
    this.#rows = clearSlot(this.#rows, slot, this.#owner)
    this.#ownSlots().remove(key, slot, this.#owner)
    for (const [field, index] of this.#indexes) strike(index, row[field], slot, this.#owner)
    return row
  }

  /** Moves a row to the end of the order, as a database does that appends what it updates. No such row: no effect. */
  touch(key: Key): void {
    const slot = this.#slotOf(key)
    if (slot === this.#nextSlot - 1) return
    const row = this.remove(key)
    if (row !== undefined) this.#append(key, row)
  }

  /**
   * The rows whose fields are all === to those of `match`, in order; every row for `{}`. Costs in proportion to the rows
   * under the rarest value of an indexed field (or the key) that `match` holds, and to all rows when it holds none.
   */
  where(match: Partial<R>): R[] {
    return [...this.#matching(match)]
  }

  /** The first of the rows `where` answers. */
  first(match: Partial<R>): R | undefined {
    for (const row of this.#matching(match)) return row
    return undefined
  }

  /** How many rows `where` answers, at a cost that is independent of how many for `{}` and for one indexed field. */
  count(match: Partial<R> = {}): number {
    const [only, second] = fieldsOf(match)
    if (only === undefined) return this.size
    const set = second === undefined ? this.#indexed(only.field, only.value) : undefined
    if (set !== undefined) return setSize(set)
    let count = 0
    for (const _ of this.#matching(match)) count += 1
    return count
  }

  /** Walks the rows in order, as they are when the walk begins: the table may be written to meanwhile. */
  [Symbol.iterator](): IterableIterator<R> {
    this.#owner = {}
    return leavesOf(this.#rows.root)
  }

  /** A table with the same rows that is independent from then on. Costs the same however many rows there are. */
  fork(): Table<R> {
    const fork = new Table<R>({ key: this.#key })
    fork.become(this)
    return fork
  }

  /** Takes over the rows of another table, which stays independent. Costs the same however many rows there are. */
  become(other: Table<R>): void {
    this.#nextSlot = other.#nextSlot
    this.#rows = other.#rows
    this.#slots = other.#slots
    this.#indexes = other.#indexes
    this.#indexOwner = other.#indexOwner
    this.#owner = {}
    other.#owner = {}
  }

  /** A table of the same kind without rows. */
  emptied(): Table<R> {
    return new Table<R>({ key: this.#key, indexes: [...this.#indexes.keys()] })
  }

  /**
   * What differs from an earlier state of this table, by key: rows that came, went or were exchanged. A fork and what it
   * was forked from share what neither has changed, and the cost is in proportion to the rest.
   */
  changesSince(older: Table<R>): Change<R>[] {
    if (older.#rows === this.#rows) return []
    const field = this.#key
    const changes = new Map<unknown, { before?: R; after?: R }>()
    const of = (row: R): { before?: R; after?: R } => {
      const change = changes.get(row[field]) ?? {}
      changes.set(row[field], change)
      return change
    }
    for (const [before, after] of differingLeaves(older.#rows, this.#rows)) {
      if (before) of(before).before = before
      if (after) of(after).after = after
    }
    // A row that was only moved to the end is the same row.
    return [...changes.values()].filter(({ before, after }) => before !== after)
  }

  /** The key of the row that changed. */
  keyOf({ before, after }: Change<R>): Key {
    // What was inserted has a key: `insert` sees to it.
    return (after ?? before)?.[this.#key] as Key
  }

  /** The index of keys, to be written to; the others are to be written to then, too. */
  #ownSlots(): KeyIndex {
    if (this.#indexOwner === this.#owner) return this.#slots
    this.#slots = this.#slots.fork()
    this.#indexes = new Map(Array.from(this.#indexes, ([field, index]) => [field, index.fork()]))
    this.#indexOwner = this.#owner
    return this.#slots
  }

  #place(row: R): number {
    const slot = this.#nextSlot
    this.#nextSlot += 1
    this.#rows = fillSlot(this.#rows, slot, row, this.#owner)
    return slot
  }

  #append(key: Key, row: R): void {
    const owner = this.#owner
    const slot = this.#place(row)
    this.#ownSlots().add(key, slot, owner)
    for (const [field, index] of this.#indexes) enter(index, row[field], slot, owner)
  }

  #exchange(key: Key, replacement: (old: R) => R): R | undefined {
    const slot = this.#slotOf(key)
    const old = slot === undefined ? undefined : atSlot(this.#rows, slot)
    if (slot === undefined || old === undefined) return undefined
    const owner = this.#owner
    const row = Object.freeze(replacement(old))
    this.#rows = refillSlot(this.#rows, slot, row, owner)
    this.#ownSlots()
    for (const [field, index] of this.#indexes) {
      if (old[field] === row[field]) continue
      strike(index, old[field], slot, owner)
      enter(index, row[field], slot, owner)
    }
    return row
  }

  /** The slots of the rows with this value; undefined when no index can tell. */
  #indexed(field: keyof R & string, value: unknown): SlotSet | undefined {
    if (!isIndexable(value)) return undefined
    if (field !== this.#key) return this.#indexes.get(field)?.slotsOf(value)
    const slot = this.#slotOf(value)
    return slot === undefined ? [] : [slot]
  }

  #slotOf(key: HashKey): number | undefined {
    const field = this.#key
    const rows = this.#rows
    return this.#slots.slotOf(key, (slot) => atSlot(rows, slot)?.[field])
  }

  #matching(match: Partial<R>): Iterable<R> {
    const fields = fieldsOf(match)
    const rows = this.#candidates(fields)
    return fields.length === 0 ? rows : rowsWith(rows, fields)
  }

  #candidates(fields: readonly Field<R>[]): Iterable<R> {
    let best: SlotSet | undefined
    for (const { field, value } of fields) {
      const set = this.#indexed(field, value)
      if (set !== undefined && (best === undefined || setSize(set) < setSize(best))) best = set
    }
    return best === undefined ? leavesOf(this.#rows.root) : rowsAt(this.#rows, best)
  }

  #expectKey(key: Key, given: unknown, verb: string): void {
    if (given === key) return
    const field = this.#key
    throw new Error(`cannot ${verb} ${field} ${shown(key)}: the row given has ${field} ${shown(given)}`)
  }
}

/** Many rows on their way into a table. */
export interface Bulk<R> {
  add(row: R): void
  end(): void
}

/** A row that came (`after` only), went (`before` only), or was exchanged. */
export interface Change<R> {
  readonly before?: R
  readonly after?: R
}

interface Field<R> {
  readonly field: keyof R & string
  readonly value: unknown
}

function fieldsOf<R extends object>(match: Partial<R>): Field<R>[] {
  const fields: Field<R>[] = []
  for (const field in match) fields.push({ field, value: match[field] })
  return fields
}

function isKey(value: unknown): value is Key {
  return typeof value === 'string' || (typeof value === 'number' && !Number.isNaN(value))
}

function isIndexable(value: unknown): value is HashKey {
  return isKey(value) || typeof value === 'boolean' || value === null
}

function enter(index: ValueIndex, value: unknown, slot: number, owner: Owner): void {
  if (isIndexable(value)) index.add(value, slot, owner)
}

function strike(index: ValueIndex, value: unknown, slot: number, owner: Owner): void {
  if (isIndexable(value)) index.remove(value, slot, owner)
}

function* rowsWith<R>(rows: Iterable<R>, fields: readonly Field<R>[]): Generator<R, void, undefined> {
  for (const row of rows) if (fields.every(({ field, value }) => row[field] === value)) yield row
}

function* rowsAt<R extends object>(rows: SlotTrie<R>, set: SlotSet): Generator<R, void, undefined> {
  for (const run of runsOf(set)) {
    for (const slot of run) {
      const row = atSlot(rows, slot)
      if (row !== undefined) yield row
    }
  }
}

function patched<R extends object>(old: R, patch: Partial<R>): R {
  const row = { ...old, ...patch }
  let unset = false
  for (const field in patch) if (patch[field] === undefined) unset = Reflect.deleteProperty(row, field)
  // A copy, because V8 keeps an object that has had a field deleted in a larger and slower form.
  return unset ? { ...row } : row
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
