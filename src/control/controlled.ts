import type { Clock } from '../kernel/clock.js'
import type { FaultPlan } from './faults.js'
import type { Known } from './known.js'
import type { LogEntry, RequestLog } from './log.js'
import type { ExportFormat } from './log-export.js'
import type { DeliveryView } from './operations/deliveries.js'
import type { Verdict, Verification } from './verify.js'

/** What a snapshot is, without what is in it. */
export interface SnapshotInfo {
  readonly name: string
  /** Where its clock stood, ISO 8601. */
  readonly at?: string
  /** How many rows it has, by product. */
  readonly rows: Record<string, number>
  /** Why it cannot be restored. */
  readonly problem?: string
}

/** What changed in one table. */
export interface TableChanges {
  added: unknown[]
  removed: unknown[]
  changed: { before: unknown; after: unknown }[]
}

/** Differences of two states by product and table; what is the same is left out. */
export type StateChanges = Record<string, Record<string, TableChanges>>

/** One sandbox as the control plane handles it. */
export interface ControlledSandbox {
  /** `''` is the one that requests without a name reach. */
  readonly name: string
  readonly clock: Clock
  readonly faults: FaultPlan
  readonly log: RequestLog
  /** What is served. */
  readonly known: Known
  /** Milliseconds since the last request. */
  readonly idleMs: number
  reset(): void
  /** Keeps the state as a snapshot. */
  snapshot(name: string): void
  restore(name: string): void
  /** What differs: between two snapshots, from the baseline where `from` is absent, to now where `to` is. */
  changes(span: { readonly from?: string | undefined; readonly to?: string | undefined }): StateChanges
  /** The state as the text of a file, in pieces. */
  stateText(): Iterable<string>
  /** Takes over a state file; nothing is changed when it is refused. */
  loadState(file: Uint8Array, options: { readonly isBaseline: boolean }): void
  /** What was or would be sent of the products' own accord, oldest first. */
  deliveries(): readonly DeliveryView[]
  verify(expected: Verification): Verdict
  /** Seeds anew from a world; the old one stays when it has a mistake. */
  loadWorld(world: string | Readonly<Record<string, unknown>>): void
}

/** What the control plane can see and do; given by the server, so that this room knows no product. */
export interface Controlled {
  readonly version: string
  /** What `health` shows of each product. */
  describe(): Readonly<Record<string, unknown>>
  /** A sandbox, made when there is none. */
  sandbox(name: string): ControlledSandbox
  /** All that there are, the nameless first. */
  sandboxes(): readonly ControlledSandbox[]
  /** Makes a sandbox: as the baseline is, or as another sandbox is now. */
  createSandbox(name: string | undefined, like: string | undefined): ControlledSandbox
  dropSandbox(name: string): boolean
  snapshots(): readonly SnapshotInfo[]
  /** A snapshot as the text of a file, in pieces; undefined when there is none. */
  snapshotText(name: string): Iterable<string> | undefined
  /** Keeps the state of a file under a name. */
  putSnapshot(name: string, file: Uint8Array): void
  dropSnapshot(name: string): boolean
  /** Throws `UsageError` where nothing can be made of the entries. */
  exportLog(entries: readonly LogEntry[], format: ExportFormat, base: string): { contentType: string; text: string }
  /** Names of the documents that `document` has. */
  documentNames(): readonly string[]
  document(file: string): Promise<{ readonly contentType: string; readonly text: string } | undefined>
}
