import type { Versions } from './operation.js'

/** Orders dotted release numbers by their parts: `1.2.9` before `1.2.10`, `7.10` after `7.9`. */
export function compareVersions(a: string, b: string): number {
  const left = partsOf(a)
  const right = partsOf(b)
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

const known = new Map<string, readonly number[]>()

/** Of the few releases that declarations name; taking them apart each time took most of the time of a comparison. */
function partsOf(version: string): readonly number[] {
  const parts = known.get(version)
  if (parts) return parts
  const own = version.split('.').map(Number)
  if (known.size < MOST) known.set(version, own)
  return own
}

const MOST = 2000

/** True when `version` lies within the inclusive bounds. */
export function inVersions(bounds: Versions | undefined, version: string): boolean {
  if (bounds?.since !== undefined && compareVersions(version, bounds.since) < 0) return false
  return bounds?.until === undefined || compareVersions(version, bounds.until) <= 0
}
