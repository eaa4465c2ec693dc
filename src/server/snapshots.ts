import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { ControlProblem } from '../control/problem.js'
import type { SnapshotInfo, StateChanges, TableChanges } from '../control/controlled.js'
import { SETTINGS, settingsChange } from '../kernel/changes.js'
import { UsageError } from '../kernel/product.js'
import { toPlain } from '../kernel/snapshot.js'
import type { Table } from '../kernel/table.js'
import type { Instance } from './instance.js'
import type { Moment } from './sandbox.js'
import { readState, stateText } from './state-file.js'
import { chunksIfThere, writeWhole } from './whole-file.js'

export interface SnapshotsOptions {
  readonly baseline: Moment
  readonly instances: readonly Instance[]
  /** Where they are kept as files; default: in memory alone. */
  readonly folder?: string | undefined
  /** How many there may be. */
  readonly limit: number
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/

/** States kept by name, in memory and, with a folder, in files. */
export class Snapshots {
  /** Undefined: in its file, not read yet. */
  readonly #moments = new Map<string, Moment | undefined>()

  constructor(private readonly options: SnapshotsOptions) {
    const { folder } = options
    if (folder === undefined) return
    mkdirSync(folder, { recursive: true })
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
    for (const name of files.map((file) => file.slice(0, -'.json'.length)).sort())
      if (NAME.test(name)) this.#moments.set(name, undefined)
  }

  get names(): string[] {
    return [...this.#moments.keys()]
  }

  get all(): SnapshotInfo[] {
    return this.names.map((name) => this.#info(name))
  }

  /** A kept state. Throws `NoSuchSnapshot`. */
  of(name: string): Moment {
    const kept = this.#moments.get(name) ?? this.#read(name)
    if (!kept) throw new NoSuchSnapshot(`no snapshot '${name}': there are ${this.names.join(', ') || 'none'}`)
    this.#moments.set(name, kept)
    return kept
  }

  /** Keeps a state. Throws `UsageError` for what is no name, `TooManySnapshots`. */
  set(name: string, moment: Moment): void {
    if (!NAME.test(name))
      throw new UsageError(`'${name}' is no name of a snapshot: 1 to 64 letters, digits, blanks, '.', '_' and '-'`)
    const { limit, folder, instances } = this.options
    if (folder !== undefined) this.#refuseTwin(name)
    if (!this.#moments.has(name) && this.#moments.size >= limit)
      throw new TooManySnapshots(`there are ${limit} snapshots already: drop one with DELETE /_fake/snapshots/{name}`)
    if (folder !== undefined) writeWhole(this.#file(name), stateText(moment, instances))
    this.#moments.set(name, moment)
  }

  /** On a disk that does not tell case one file would be written over the other. */
  #refuseTwin(name: string): void {
    const twin = this.names.find((other) => other !== name && other.toLowerCase() === name.toLowerCase())
    if (twin !== undefined)
      throw new UsageError(`there is a snapshot '${twin}' already: in a folder, names differ in more than letter case`)
  }

  drop(name: string): boolean {
    if (this.options.folder !== undefined && this.#moments.has(name)) rmSync(this.#file(name), { force: true })
    return this.#moments.delete(name)
  }

  /** One file that cannot be read must not hide the others. */
  #info(name: string): SnapshotInfo {
    try {
      return infoOf(name, this.of(name))
    } catch (error) {
      if (error instanceof UsageError) return { name, rows: {}, problem: error.message }
      throw error
    }
  }

  #read(name: string): Moment | undefined {
    const { folder } = this.options
    if (folder === undefined || !this.#moments.has(name)) return undefined
    const chunks = chunksIfThere(this.#file(name))
    return chunks && readState(chunks, this.options, this.#file(name)).moment
  }

  #file(name: string): string {
    return join(this.options.folder ?? '', `${name}.json`)
  }
}

/** Nobody kept a state under that name. */
export class NoSuchSnapshot extends UsageError {}

/** There is no room for another snapshot. */
export class TooManySnapshots extends UsageError {}

/** The same, as the control plane answers it. */
export function asProblem(error: unknown): unknown {
  if (error instanceof NoSuchSnapshot) return new ControlProblem(404, 'No such snapshot', error.message)
  if (error instanceof TooManySnapshots) return new ControlProblem(503, 'Too many snapshots', error.message)
  return error
}

function infoOf(name: string, { clock, worlds }: Moment): SnapshotInfo {
  const rows = [...worlds].map(([product, { tables }]) => {
    const sizes = Object.values(tables).map((table) => table.size)
    return [product, sizes.reduce((sum, size) => sum + size, 0)] as const
  })
  return { name, at: new Date(clock.now()).toISOString(), rows: Object.fromEntries(rows) }
}

/** What differs between two moments, by product and table; the cost is in proportion to that for related states. */
export function changesBetween(older: Moment, newer: Moment): StateChanges {
  const found: StateChanges = {}
  for (const [product, { tables, settings }] of newer.worlds) {
    const before = older.worlds.get(product)?.tables ?? {}
    const switched = settingsChange(older.worlds.get(product)?.settings ?? settings, settings)
    for (const [name, table] of Object.entries(tables)) {
      const old = before[name]
      const changes = old ? changesOf(table, old) : undefined
      if (changes) (found[product] ??= {})[name] = changes
    }
    if (switched) (found[product] ??= {})[SETTINGS] = { added: [], removed: [], changed: [plainChange(switched)] }
  }
  return found
}

const plainChange = ({
  before,
  after,
}: {
  readonly before: object
  readonly after: object
}): TableChanges['changed'][number] => ({
  before: toPlain(before),
  after: toPlain(after),
})

function changesOf(table: Table<object>, older: Table<object>): TableChanges | undefined {
  const changes: TableChanges = { added: [], removed: [], changed: [] }
  for (const { before, after } of table.changesSince(older)) {
    if (!before) changes.added.push(toPlain(after))
    else if (!after) changes.removed.push(toPlain(before))
    // States from files share no rows, so equal ones are told apart by what they hold.
    else if (!isDeepStrictEqual(before, after)) changes.changed.push(plainChange({ before, after }))
  }
  const { added, removed, changed } = changes
  return added.length + removed.length + changed.length > 0 ? changes : undefined
}
