/** The greatest number; undefined of none. Spreading a list into `Math.max` fails beyond some 100,000 arguments. */
export function greatest(numbers: Iterable<number>): number | undefined {
  let found: number | undefined
  for (const number of numbers) if (found === undefined || number > found) found = number
  return found
}

/** The least number; undefined of none. */
export function least(numbers: Iterable<number>): number | undefined {
  let found: number | undefined
  for (const number of numbers) if (found === undefined || number < found) found = number
  return found
}
