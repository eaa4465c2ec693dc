import { UsageError } from '../kernel/product.js'
import type { FaultKind, FaultRule, FaultRuleInput, FaultState } from './fault-rules.js'

/** What a fault may look at before it strikes. */
export interface FaultSubject {
  readonly product: string
  readonly operations: readonly string[]
  readonly method: string
  readonly path: string
}

/** What goes wrong with one request. */
export interface Strike {
  readonly id: string
  readonly when: 'before' | 'after'
  readonly fault: FaultKind
  /** Of a latency: how long, decided. */
  readonly delayMs: number
}

/** The faults of one sandbox; none by default. */
export class FaultPlan {
  /** The rules in order, with what became of them. */
  get rules(): readonly FaultState[] {
    return []
  }

  /** Adds a rule at the end and answers it, complete. Throws `UsageError` for a mistake in it or a name that is taken. */
  add(_rule: FaultRuleInput): FaultRule {
    throw new UsageError('not yet')
  }

  /** Puts rules in the place of all. Throws `UsageError` and changes nothing when one of them is wrong. */
  set(_rules: readonly FaultRuleInput[]): readonly FaultRule[] {
    throw new UsageError('not yet')
  }

  /** Takes a rule out; false when there is none of that name. */
  remove(_id: string): boolean {
    return false
  }

  /** What strikes this request: any number of latencies, and the first other fault. */
  strike(_subject: FaultSubject): readonly Strike[] {
    return []
  }

  clear(): void {
    return undefined
  }
}
