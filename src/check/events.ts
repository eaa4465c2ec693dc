import type { Effect } from '../kernel/operation.js'
import type { Finding, Verdict } from './rules.js'

/** One step of a scenario and what became of it. */
export interface StepResult {
  readonly scenario: string
  readonly step: string
  readonly operation: string
  /** The group in which the product's own documentation lists the operation. */
  readonly group: string
  readonly effect: Effect
  readonly verdict: Verdict
  /** What the declaration says of the failure that the step expects; absent when it expects a result. */
  readonly failure?: string
  /** Why it was skipped or could not be judged. */
  readonly reason?: string
  readonly findings: readonly Finding[]
  /** Findings that the baseline knows; they do not count. */
  readonly accepted?: readonly AcceptedFinding[]
  /** Repeats the call, secrets masked; absent when nothing was sent. */
  readonly curl?: string
  /** Milliseconds until the answer had come. */
  readonly ms: number
}

/** A finding that somebody has accepted, and why. */
export interface AcceptedFinding extends Finding {
  readonly because: string
}

/** Who is checked, and how. */
export interface TargetFacts {
  readonly product: string
  /** What the configuration calls it. */
  readonly name?: string
  readonly url: string
  /** The profile against which the server is judged. */
  readonly profile: string
  readonly options: Readonly<Record<string, string>>
  /** The release as the server tells it. */
  readonly version?: string
  /** Name of the run; everything that it makes carries `sb-RUN`. */
  readonly run: string
  readonly isReadOnly: boolean
}

/** What became of one declared operation in a run. */
export interface OperationCoverage {
  readonly operation: string
  readonly group: string
  readonly effect: Effect
  /** The worst verdict of its steps; `skip` when none was sent. */
  readonly verdict: Verdict
  /** Steps that were sent. */
  readonly steps: number
  /** Why no step was sent; absent when one was. */
  readonly reason?: string
  /** Declared failures in the release, and how many of them were provoked. */
  readonly failures: number
  readonly provoked: number
  /** Declared members of the result in the release, and how many of them were seen. */
  readonly fields: number
  readonly seen: number
}

/** What the account saw outside the run's own things, before and after. */
export interface Footprint {
  /** Calls that looked. */
  readonly calls: number
  readonly before: string
  readonly after: string
  /** Places that differ, as `operation input`; others who use the server change it too. */
  readonly changed: readonly string[]
}

export interface Summary extends TargetFacts {
  readonly verdict: Verdict
  readonly counts: Readonly<Record<Verdict, number>>
  /** Whether anything was skipped. */
  readonly isPartial: boolean
  /** What could not be removed: calls that would do it. */
  readonly left: readonly string[]
  /** Calls sent that may change something; the guard let none through that names a thing of others. */
  readonly writes: number
  /** Absent where no footprint was taken: on loopback, or with a run that writes nothing. */
  readonly footprint?: Footprint
  readonly coverage: readonly OperationCoverage[]
  readonly results: readonly StepResult[]
  /** Entries of the baseline that were not met, or are over. */
  readonly baseline?: BaselineState
  /** Milliseconds of the whole run, and those of them spent waiting for the server. */
  readonly ms: number
  readonly serverMs: number
}

export interface BaselineState {
  /** Entries that no finding met: they can go. */
  readonly unneeded: readonly string[]
  /** Entries past their date: they no longer accept anything. */
  readonly expired: readonly string[]
}

/**
 * The stream that every report is made of: per target `start`, its steps and notes, `end`; when all targets are through,
 * `done`.
 */
export type CheckEvent =
  | ({ readonly event: 'start'; readonly steps: number } & TargetFacts)
  | ({ readonly event: 'step' } & StepResult)
  /** Something a person should know: TLS is not verified, the server asked to wait. */
  | { readonly event: 'note'; readonly text: string }
  | { readonly event: 'left'; readonly call: string }
  | { readonly event: 'end'; readonly summary: Summary }
  | { readonly event: 'done'; readonly summaries: readonly Summary[] }
