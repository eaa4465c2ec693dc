import { createHash } from 'node:crypto'
import { fill, isRecord, pick } from '../recording/paths.js'
import type { Footprint } from './events.js'
import type { FindRule } from './scenario.js'

/** Values that name one thing and everything it is in: `{ boardId, listId }`. */
export type Binding = Readonly<Record<string, unknown>>

export interface FinderOptions {
  /** Rules in an order in which parents come first. */
  readonly rules: readonly FindRule[]
  /** Sends a reading call and gives its result; undefined when the account may not, or there is none. */
  readonly ask: (operation: string, input: Record<string, unknown>) => Promise<unknown>
  /** Values known from the start. */
  readonly vars: Binding
  /** Things to look at instead of the first ones: `{ board: 'Roadmap' }`, by title or id. */
  readonly uses?: Readonly<Record<string, string>>
  /** Texts that mark what the run made itself. */
  readonly own: string
}

/** Of each kind this many things are looked into, so that the cost does not grow with the deployment. */
const LOOKED_INTO = 12

/** Looks around on a server: what there is to check with, and how it looks. */
export class Finder {
  readonly #found = new Map<string, readonly Binding[]>()
  /** Hash of every answer by call. */
  readonly #seen = new Map<string, string>()

  constructor(readonly options: FinderOptions) {}

  /** The first thing of every kind. */
  async look(): Promise<ReadonlyMap<string, Binding>> {
    for (const rule of this.options.rules) {
      // A kind may have several rules, for accounts that may see more or less: the first that finds any counts.
      const known = this.#found.get(rule.find) ?? []
      if (known.length === 0) this.#found.set(rule.find, await this.#all(rule))
    }
    const first = new Map<string, Binding>()
    for (const [kind, [binding]] of this.#found) if (binding) first.set(kind, binding)
    return first
  }

  /** Hashes of what was seen, by call. */
  get seen(): ReadonlyMap<string, string> {
    return this.#seen
  }

  /** Things are gathered from one parent after the other until there are enough to look into. */
  async #all(rule: FindRule): Promise<Binding[]> {
    const parents = rule.in === undefined ? [this.options.vars] : (this.#found.get(rule.in) ?? [])
    let all: Binding[] = []
    for (const parent of parents.slice(0, LOOKED_INTO)) {
      if (all.length >= LOOKED_INTO) break
      all = [...all, ...(await this.#within(rule, parent))]
    }
    return all
  }

  async #within(rule: FindRule, parent: Binding): Promise<Binding[]> {
    const input = fill(rule.input, parent) as Record<string, unknown>
    const result = pick(await this.options.ask(rule.operation, input), rule.list)
    const elements = (rule.isOne ? [result] : elementsOf(result)).map((element) => without(element, rule.ignore))
    const foreign = elements.filter((element) => !JSON.stringify(element ?? null).includes(this.options.own))
    this.#seen.set(`${rule.operation} ${JSON.stringify(input)}`, hashOf(foreign))
    const wanted = this.options.uses?.[rule.find]
    return foreign.flatMap((element) => {
      const values = Object.entries(rule.as).map(([name, path]) => [name, pick(element, path)] as const)
      if (values.some(([, value]) => value === undefined || value === null)) return []
      if (rule.where.some((path) => isEmpty(pick(element, path)))) return []
      const names = [...values.map(([, value]) => String(value)), String(pick(element, rule.title ?? '$.title') ?? '')]
      return wanted === undefined || names.includes(wanted) ? [{ ...parent, ...Object.fromEntries(values) }] : []
    })
  }
}

function elementsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return isRecord(value) ? Object.values(value) : []
}

/** A copy without what stands at these paths. */
function without(element: unknown, paths: readonly string[]): unknown {
  return paths.reduce((value, path) => removed(value, path.split('.').slice(1)), element)
}

function removed(value: unknown, [name = '', ...rest]: readonly string[]): unknown {
  if (!isRecord(value) || !Object.hasOwn(value, name)) return value
  const { [name]: own, ...others } = value
  return rest.length === 0 ? others : { ...value, [name]: removed(own, rest) }
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === ''

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

/** What two looks around have in common, and where they differ. */
export function footprintOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Footprint {
  // What came to be in between is told by the list that it is in now.
  const calls = [...before.keys()]
  return {
    calls: before.size,
    before: hashOf([...before]),
    after: hashOf([...after]),
    changed: calls.filter((call) => before.get(call) !== after.get(call)),
  }
}
