/** A number that PHP holds as a float, even where its value is whole: `1.0` finds the row 1, but is no integer. */
export class PhpFloat {
  constructor(readonly value: number) {}
}

/**
 * A value as PHP's `json_decode(…, true)` makes it. Integers beyond 2^53 are bigints. A JSON array is an array here, a
 * JSON object a `Map` (PHP has one type for both, see `isList`), so that keys keep their order and `__proto__` is a key
 * like any other.
 */
export type PhpValue = null | boolean | number | bigint | PhpFloat | string | readonly PhpValue[] | PhpMap
export type PhpMap = Map<string, PhpValue>

/** What PHP's `is_array` says. */
export function isArray(value: PhpValue | undefined): value is readonly PhpValue[] | PhpMap {
  return Array.isArray(value) || value instanceof Map
}

/** Whether the keys are 0, 1, 2 … in this order; an object with such keys counts, an empty one too. */
export function isList(value: readonly PhpValue[] | PhpMap): boolean {
  if (!(value instanceof Map)) return true
  let next = 0
  for (const key of value.keys()) if (key !== String(next++)) return false
  return true
}

/** The members in order, whatever their keys. */
export function valuesOf(value: readonly PhpValue[] | PhpMap): readonly PhpValue[] {
  return value instanceof Map ? [...value.values()] : value
}

/** PHP's `(object)` of an array: an object on the wire whatever its keys are, in this order. */
export function objectOf<T>(entries: readonly (readonly [string, T])[]): Record<string, T> | Map<string, T> {
  const plain = Object.fromEntries(entries)
  // JavaScript puts keys that look like integers first.
  const isInOrder = Object.keys(plain).every((key, index) => key === entries[index]?.[0])
  return isInOrder ? plain : new Map(entries)
}

/** A member by key, or undefined. */
export function memberOf(value: readonly PhpValue[] | PhpMap, key: string): PhpValue | undefined {
  return value instanceof Map ? value.get(key) : /^(0|[1-9]\d*)$/.test(key) ? value[Number(key)] : undefined
}

/** PHP's `(string)`. A list or map becomes the word `Array` (with a warning that nobody sees). */
export function toText(value: PhpValue): string {
  if (value === null || value === false) return ''
  if (value === true) return '1'
  if (typeof value === 'string') return value
  if (value instanceof PhpFloat) return floatText(value.value, 14, 'E')
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  return 'Array'
}

/** PHP's `empty()`: nothing, false, no number but 0, the texts '' and '0', a list without members. */
export function isEmpty(value: PhpValue | undefined): boolean {
  if (value instanceof PhpFloat) return value.value === 0
  if (isArray(value)) return valuesOf(value).length === 0
  return !value || value === '0'
}

/** PHP's `(int)`: what a text begins with counts, a list is 1 or, without members, 0. */
export function toInt(value: PhpValue | undefined): number {
  if (isArray(value)) return valuesOf(value).length === 0 ? 0 : 1
  if (value === undefined || value === null || typeof value === 'boolean') return value === true ? 1 : 0
  if (typeof value === 'string') {
    const leading = /^[ \t\n\r\v\f]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(value)?.[0]
    return wholeOf(Number(leading ?? 0))
  }
  return wholeOf(value instanceof PhpFloat ? value.value : Number(value))
}

// PHP counts from 0 where a number is none, and adding 0 takes the sign off -0.
const wholeOf = (value: number): number => (Number.isFinite(value) ? Math.trunc(value) + 0 : 0)

/** Number of characters, as `mb_strlen` counts them. */
export function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length += 1
  return length
}

/** PHP's `trim`: blanks, tabs, line ends, NUL and vertical tabs. */
export function trim(text: string): string {
  return text.replace(/^[ \t\n\r\0\v]+|[ \t\n\r\0\v]+$/g, '')
}

const numeric = /^[ \t\n\r\v\f]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[ \t\n\r\v\f]*$/

/** The number a numeric text stands for, in PHP and in SQLite alike; undefined for any other text. */
export function numberIn(text: string): number | undefined {
  const found = numeric.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** PHP 8's `$int == $value`. */
export function looselyEquals(int: number, value: PhpValue): boolean {
  if (value === null) return int === 0
  if (typeof value === 'boolean') return (int !== 0) === value
  if (typeof value === 'number') return int === value
  if (typeof value === 'bigint') return BigInt(int) === value
  if (value instanceof PhpFloat) return int === value.value
  if (typeof value === 'string') return numberIn(value) === int || value === String(int)
  return false
}

/**
 * A float as PHP writes it: `digits` significant ones at most, an exponent beyond them. 14 digits and `E` in text
 * (ini setting `precision`), 17 and `e` in JSON (`serialize_precision` -1: as few as tell the number apart).
 */
export function floatText(value: number, digits: 14 | 17, letter: 'E' | 'e'): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NAN' : value > 0 ? 'INF' : '-INF'
  const [mantissa = '', exponent = '0'] = (digits === 17 ? value.toExponential() : value.toExponential(13)).split('e')
  const sign = mantissa.startsWith('-') ? '-' : ''
  const figures = mantissa.replace(/[-.]/g, '').replace(/0+$/, '') || '0'
  const point = Number(exponent) + 1
  if (point < -3 || point > digits) {
    const power = point - 1
    return `${sign}${figures[0] ?? '0'}.${figures.slice(1) || '0'}${letter}${power < 0 ? '-' : '+'}${Math.abs(power)}`
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${figures}`
  if (figures.length <= point) return sign + figures.padEnd(point, '0')
  return `${sign}${figures.slice(0, point)}.${figures.slice(point)}`
}

/** The value as plain JSON data, for judging it by a schema. */
export function toPlain(value: PhpValue): unknown {
  if (value instanceof PhpFloat) return value.value
  if (typeof value === 'bigint') return Number(value)
  if (!isArray(value)) return value
  if (!(value instanceof Map)) return valuesOf(value).map(toPlain)
  if (value.size > 0 && isList(value)) return valuesOf(value).map(toPlain)
  return Object.fromEntries([...value].map(([key, member]) => [key, toPlain(member)]))
}
