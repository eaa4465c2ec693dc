import { UsageError } from './product.js'

/** How many names a message lists before it names those that are near only. */
const LISTED = 12
const SHOWN = 3

/**
 * What to write instead of a name that nothing has: `choose one of a, b`, and of many those that are like it:
 * `did you mean roadmap? There are 40`.
 */
export function choiceOf(wrong: string, names: Iterable<string>): string {
  const all = [...names]
  if (all.length <= LISTED) return `choose one of ${all.join(', ') || 'none'}`
  const near = nearTo(wrong, all)
  return near.length === 0 ? `there are ${all.length}, none like it` : `did you mean ${near.join(' or ')}?`
}

/** Throws `UsageError` for a member that nothing reads: a slip of the pen, with which something else would be done. */
export function refuseStray(given: object, names: readonly string[], what: string): void {
  const stray = Object.keys(given).find((name) => !names.includes(name))
  if (stray === undefined) return
  throw new UsageError(`${what} has no member '${stray}': ${memberInstead(stray, names)}`)
}

/** The member that was meant, or else all that there are. */
export function memberInstead(wrong: string, names: readonly string[]): string {
  const [near] = nearTo(wrong, names)
  return near === undefined ? `choose one of ${names.join(', ') || 'none'}` : `did you mean ${near}?`
}

/** Names that differ in a few letters, the nearest first. */
function nearTo(wrong: string, names: readonly string[]): string[] {
  const most = Math.max(1, Math.floor(wrong.length / 3))
  const given = wrong.toLowerCase()
  return names
    .filter((name) => Math.abs(name.length - wrong.length) <= most)
    .map((name) => ({ name, by: distance(given, name.toLowerCase()) }))
    .filter(({ by }) => by <= most)
    .sort((a, b) => a.by - b.by)
    .slice(0, SHOWN)
    .map(({ name }) => name)
}

/** How many letters must be put in, taken out or exchanged, also with their neighbours. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)]
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const exchanged = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwapped ? at(i - 2, j - 2) + 1 : Infinity
      next.push(Math.min(at(i - 1, j) + 1, (next[j - 1] ?? 0) + 1, exchanged, swapped))
    }
    rows.push(next)
  }
  return at(a.length, b.length)
}
