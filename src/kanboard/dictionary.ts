import { z } from 'zod'
import { wire } from '../kernel/view.js'
import { numberIn } from './php.js'

/**
 * An object of PHP: printed with braces also when it is empty or its keys are 0, 1, 2 …, and its keys keep their order,
 * where a plain object would sort the ids.
 */
export class Dictionary extends Map<string, unknown> {}

type Entries = ReadonlyMap<string, string | null>

/** The schema of an object with texts by name. */
export const dictionary = (about: string, member: z.ZodType = z.string()): z.ZodType<Entries, Entries> =>
  wire<Entries>({
    name: 'dictionary',
    schema: () =>
      z.preprocess((value) => (value instanceof Map ? Object.fromEntries(value) : value), z.record(z.string(), member)),
    render: (value) => new Dictionary(value),
  }).describe(about)

/** PHP's `asort`: two numeric texts by their numbers, others by bytes; equal ones stay as they are. */
export function byValue(entries: Iterable<readonly [string, string]>): Map<string, string> {
  return new Map([...entries].sort(([, a], [, b]) => comparePhp(a, b)))
}

function comparePhp(a: string, b: string): number {
  const left = numberIn(a)
  const right = numberIn(b)
  if (left !== undefined && right !== undefined) return left - right
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
