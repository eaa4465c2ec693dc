import type { Versions } from './operation.js'

/** Orders dotted release numbers by their parts: `1.2.9` before `1.2.10`, `7.10` after `7.9`. */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0
  const left = partsOf(a)
  const right = partsOf(b)
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Releases are asked for with every row, and there are few. */
const known = new Map<string, readonly number[]>()
const MOST_KNOWN = 1000

function partsOf(release: string): readonly number[] {
  const found = known.get(release)
  if (found) return found
  const parts = release.split('.').map(Number)
  // Some come from requests.
  if (known.size < MOST_KNOWN) known.set(release, parts)
  return parts
}

/** True when `version` lies within the inclusive bounds. */
export function inVersions(bounds: Versions | undefined, version: string): boolean {
  if (bounds?.since !== undefined && compareVersions(version, bounds.since) < 0) return false
  return bounds?.until === undefined || compareVersions(version, bounds.until) <= 0
}
