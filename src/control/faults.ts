import { z } from 'zod'
import { Ids, seedOf } from '../kernel/ids.js'
import { UsageError } from '../kernel/product.js'
import { delayOf } from './fault-chance.js'
import { FaultRules } from './fault-rules.js'
import type { FaultKind, FaultRule, FaultRuleInput, FaultState } from './fault-rules.js'
import { matchesGlob } from './glob.js'
import { refuseUnknown } from './known.js'
import type { Known } from './known.js'

/** What a fault may look at before it strikes. */
export interface FaultSubject {
  readonly product: string
  readonly operations: readonly string[]
  readonly method: string
  /** Without query and without the prefix of the sandbox. */
  readonly path: string
}

/** What goes wrong with one request. */
export interface Strike {
  readonly id: string
  readonly when: 'before' | 'after'
  readonly fault: FaultKind
  /** Of a latency: how long. */
  readonly delayMs: number
}

/** A rule at work. */
interface Armed {
  readonly rule: FaultRule
  /** A stream of its own, so that another rule does not change which calls it strikes. */
  readonly chance: Ids
  calls: number
  struck: number
}

/** The faults of one sandbox; none by default. */
export class FaultPlan {
  #armed: readonly Armed[] = []
  /** Names that were given; none is given twice. */
  #named = 0

  constructor(
    readonly seed: string = '',
    /** The sandbox's clock, milliseconds since the epoch. */
    readonly now: () => number = () => 0,
    /** What there is to be struck, where it is known. */
    readonly known: Known = {},
  ) {}

  /** Whether nothing can go wrong. */
  get isEmpty(): boolean {
    return this.#armed.length === 0
  }

  /** The rules in order, with what became of them. */
  get rules(): readonly FaultState[] {
    return this.#armed.map(({ rule, calls, struck }) => ({ ...rule, calls, struck }))
  }

  /** Adds a rule at the end and answers it, complete. Throws `UsageError` for a mistake in it or a name that is taken. */
  add(rule: FaultRuleInput): FaultRule {
    const [armed] = this.#arm([rule], this.#armed)
    if (!armed) throw new Error('one rule is armed')
    this.#armed = [...this.#armed, armed]
    return armed.rule
  }

  /** Puts rules in the place of all. Throws `UsageError` and changes nothing when one of them is wrong. */
  set(rules: readonly FaultRuleInput[]): readonly FaultRule[] {
    this.#armed = this.#arm(rules, [])
    return this.#armed.map(({ rule }) => rule)
  }

  /** Takes a rule out; false when there is none of that name. */
  remove(id: string): boolean {
    const before = this.#armed.length
    this.#armed = this.#armed.filter(({ rule }) => rule.id !== id)
    return this.#armed.length < before
  }

  /** What strikes this request: any number of latencies, and the first other fault. */
  strike(subject: FaultSubject): readonly Strike[] {
    const strikes: Strike[] = []
    let isStruck = false
    for (const armed of this.#armed) {
      const { id, when, fault } = armed.rule
      if (!this.#isFor(armed.rule, subject)) continue
      const isLatency = fault.kind === 'latency'
      // Every rule counts its calls, also those that another one strikes.
      if (!isDue(armed) || (isStruck && !isLatency)) continue
      armed.struck += 1
      isStruck ||= !isLatency
      strikes.push({ id, when, fault, delayMs: isLatency ? delayOf(fault.delay, armed.chance) : 0 })
    }
    return strikes
  }

  clear(): void {
    this.#armed = []
    this.#named = 0
  }

  #arm(given: readonly FaultRuleInput[], beside: readonly Armed[]): readonly Armed[] {
    const parsed = FaultRules.safeParse(given)
    if (!parsed.success) throw new UsageError(`no such fault: ${z.prettifyError(parsed.error)}`)
    for (const rule of parsed.data) refuseVain(rule, this.known)
    const taken = new Set(beside.map(({ rule }) => rule.id))
    const own = new Set(parsed.data.flatMap(({ id }) => id ?? []))
    return parsed.data.map((rule) => {
      const id = rule.id ?? this.#freeName(taken, own)
      if (taken.has(id)) throw new UsageError(`there is a fault ${id} already`)
      taken.add(id)
      return { rule: { ...rule, id }, chance: new Ids(seedOf(`${this.seed} ${id}`)), calls: 0, struck: 0 }
    })
  }

  #freeName(taken: ReadonlySet<string>, given: ReadonlySet<string>): string {
    for (;;) {
      this.#named += 1
      const name = `fault-${this.#named}`
      if (!taken.has(name) && !given.has(name)) return name
    }
  }

  #isFor(rule: FaultRule, { product, operations, method, path }: FaultSubject): boolean {
    if (rule.product !== undefined && rule.product !== product) return false
    if (rule.method !== undefined && rule.method.toUpperCase() !== method.toUpperCase()) return false
    if (rule.path !== undefined && !matchesGlob(rule.path, path)) return false
    if (!isOneOf(operations, rule.operation)) return false
    if (rule.from !== undefined && this.now() < Date.parse(rule.from)) return false
    return rule.until === undefined || this.now() < Date.parse(rule.until)
  }
}

function refuseVain(rule: z.output<typeof FaultRules>[number], known: Known): void {
  refuseUnknown(rule, known)
  const { from, until } = rule
  if (from !== undefined && until !== undefined && Date.parse(from) >= Date.parse(until))
    throw new UsageError(`until: ${until} is not after ${from}`)
}

function isOneOf(operations: readonly string[], wanted: FaultRule['operation']): boolean {
  if (wanted === undefined) return true
  return [wanted].flat().some((pattern) => operations.some((operation) => matchesGlob(pattern, operation)))
}

/** Counts a call and tells whether it is one that the rule strikes. */
function isDue(armed: Armed): boolean {
  const { nth, every, probability, times } = armed.rule
  armed.calls += 1
  if (nth !== undefined && ![nth].flat().includes(armed.calls)) return false
  if (every !== undefined && armed.calls % every !== 0) return false
  if (times !== undefined && armed.struck >= times) return false
  // Drawn for every call that comes so far, so that which ones are struck depends on their number alone.
  return probability === undefined || armed.chance.random() < probability
}
