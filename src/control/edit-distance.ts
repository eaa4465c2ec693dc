/** How many letters are to be changed, added or taken out to make one word of another (Levenshtein). */
export function editDistance(a: string, b: string): number {
  return alignment([...a], [...b], (left, right) => (left === right ? 0 : 1))
}

/** The least cost of making one list of another, where an element more or less costs 1. */
export function alignment(
  a: readonly string[],
  b: readonly string[],
  exchange: (left: string, right: string) => number,
): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [row, left] of a.entries()) {
    const line = [row + 1]
    for (const [column, right] of b.entries()) {
      const changed = (above[column] ?? 0) + exchange(left, right)
      line.push(Math.min(changed, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1))
    }
    above = line
  }
  return above.at(-1) ?? 0
}
