import type { Effect } from '../kernel/operation.js'
import type { Finding, Verdict } from './rules.js'

/** One step of a scenario and what became of it. */
export interface StepResult {
  readonly scenario: string
  readonly step: string
  readonly operation: string
  readonly effect: Effect
  readonly verdict: Verdict
  /** Why it was skipped or could not be judged. */
  readonly reason?: string
  readonly findings: readonly Finding[]
  /** Repeats the call, secrets masked; absent when nothing was sent. */
  readonly curl?: string
  readonly ms: number
}

export interface Summary {
  readonly product: string
  readonly url: string
  /** The profile against which the server was judged. */
  readonly profile: string
  readonly options: Readonly<Record<string, string>>
  /** The release as the server tells it. */
  readonly version?: string
  readonly run: string
  readonly verdict: Verdict
  readonly counts: Readonly<Record<Verdict, number>>
  /** Whether anything was skipped. */
  readonly isPartial: boolean
  /** What could not be removed: calls that would do it. */
  readonly left: readonly string[]
  readonly results: readonly StepResult[]
}

/** The stream that every report is made of. */
export type CheckEvent =
  | {
      readonly event: 'start'
      readonly product: string
      readonly url: string
      readonly profile: string
      readonly run: string
      readonly steps: number
      readonly isReadOnly: boolean
    }
  | ({ readonly event: 'step' } & StepResult)
  | { readonly event: 'left'; readonly call: string }
  | { readonly event: 'end'; readonly summary: Summary }
