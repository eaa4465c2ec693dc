import type { Source, Versions } from './operation.js'
import { inVersions } from './versions.js'

/** One oddity of the real server, switchable by name. Declared beside the operation that shows it. */
export interface Quirk extends Versions {
  readonly kind: 'quirk'
  /** `product.what-it-does`, as given to `--quirk`. */
  readonly name: string
  /** What a client sees while the quirk is on, and what instead while it is off. */
  readonly summary: string
  readonly source: Source
  /** `off`: not even `real` fidelity has it on, because it only hurts; `on` (default): on in the releases within the bounds. */
  readonly initially?: 'on' | 'off'
}

/** Declares a quirk; export it from the file of its operation and ask for it with `ctx.has(quirk)`. */
export function quirk(declaration: Omit<Quirk, 'kind'>): Quirk {
  return { kind: 'quirk', ...declaration }
}

export function isQuirk(value: unknown): value is Quirk {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'quirk'
}

/** Whether `real` fidelity has the quirk on for a release. */
export function isOnByDefault(quirk: Quirk, version: string): boolean {
  return quirk.initially !== 'off' && inVersions(quirk, version)
}
