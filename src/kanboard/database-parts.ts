import type { Database } from './database.js'
import { RelayedException } from './faults.js'
import { numberIn, toText } from './php.js'
import type { PhpValue } from './php.js'

/* What the databases share. */

/** An exception of PicoDb, as the API shows it. */
export function sqlError(state: string, text: string): RelayedException {
  return new RelayedException(0, `SQL Error[${state}]: SQLSTATE[${state}]: ${text}`)
}

const hasSurrogates = (text: string): boolean => /[\ud800-\udfff]/.test(text)

/** By the bytes of UTF-8, which is the order of UTF-16 except for supplementary characters. */
export function byBytes(a: string, b: string): number {
  if (hasSurrogates(a) || hasSurrogates(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : Number(a > b)
}

/** A number as it is bound; nothing counts as 0. */
export const decimalIn = (value: PhpValue): number => numberIn(toText(value)) ?? 0

export const isWithin = (number: number, bits: 16 | 32 | 64): boolean =>
  number >= -(2 ** (bits - 1)) && number < 2 ** (bits - 1)

export type FreshLinks = Database['freshLinks']

export const freshLinks: FreshLinks = [
  [1, 'relates to', 0],
  [2, 'blocks', 3],
  [3, 'is blocked by', 2],
  [4, 'duplicates', 5],
  [5, 'is duplicated by', 4],
  [6, 'is a child of', 7],
  [7, 'is a parent of', 6],
  [8, 'targets milestone', 9],
  [9, 'is a milestone of', 8],
  [10, 'fixes', 11],
  [11, 'is fixed by', 10],
]
