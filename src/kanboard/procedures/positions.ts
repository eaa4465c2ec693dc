import { isArray, looselyEquals, numberIn, PhpFloat, toInt } from '../php.js'
import type { PhpValue } from '../php.js'

interface Positioned {
  readonly position: number
}

/** A text, which SQLite keeps in a column for integers, stands behind all numbers. */
export function byPosition(a: Positioned, b: Positioned): number {
  const isText = [a, b].map(({ position }) => typeof position !== 'number')
  if (isText[0] !== isText[1]) return isText[0] === true ? 1 : -1
  return isText[0] === true ? compareTexts(String(a.position), String(b.position)) : a.position - b.position
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/** By position; equal positions stay as they are. */
export const sortedByPosition = <R extends Positioned>(rows: readonly R[]): R[] => [...rows].sort(byPosition)

/** The integer that PHP makes of the last position, 0 without rows. */
export const lastPositionOf = (rows: readonly Positioned[]): number => toInt(sortedByPosition(rows).at(-1)?.position)

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
