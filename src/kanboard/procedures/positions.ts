import { isArray, looselyEquals, numberIn, PhpFloat } from '../php.js'
import type { PhpValue } from '../php.js'

/** By position; equal positions stay as they are. */
export const sortedByPosition = <R extends { readonly position: number }>(rows: readonly R[]): R[] =>
  [...rows].sort((a, b) => a.position - b.position)

/** PHP 8's `$position < 1 || $position > $count`: a list is above all, true below nothing, words compare as text. */
export function isOutside(position: PhpValue, count: number): boolean {
  if (isArray(position)) return true
  if (position === null || position === false) return true
  if (position === true) return count === 0
  if (position instanceof PhpFloat) return position.value < 1 || position.value > count
  if (typeof position !== 'string') return position < 1 || position > count
  const number = numberIn(position)
  return number === undefined ? position < '1' || position > String(count) : number < 1 || number > count
}

/** The places of the other rows when one row takes `position`: counted from 1, leaving it out. */
export function reorder(
  others: readonly { readonly id: number }[],
  position: PhpValue,
): readonly (readonly [id: number, place: number])[] {
  let offset = 1
  return others.map(({ id }) => {
    if (looselyEquals(offset, position)) offset += 1
    return [id, offset++] as const
  })
}
