import { Dictionary } from './dictionary.js'
import { floatText, PhpFloat } from './php.js'

/** The flags that a release gives to `json_encode`. */
export interface JsonStyle {
  /** `\/` for `/`. */
  readonly escapesSlashes: boolean
  /** `\u00e9` for `é`. */
  readonly escapesUnicode: boolean
}

/** A value that PHP cannot encode; the message is the JSON-RPC library's. */
export class EncodingFailure extends Error {}

/**
 * JSON text as PHP's `json_encode` writes it. Takes handlers' plain values and decoded ones: a `Map` without members is
 * `[]` as for PHP, an object without members is `{}`.
 */
export function printJson(value: unknown, style: JsonStyle): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return printText(value, style)
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return isInteger(value) ? BigInt(value).toString() : printFloat(value)
  if (value instanceof PhpFloat) return printFloat(value.value)
  if (Array.isArray(value)) return printList(value, style)
  if (value instanceof Map) return printMap(value, style)
  return printMembers(Object.entries(value), style)
}

/** Within 64 bits: SQLite keeps such a number as an INTEGER, also in a column for hours; floats of PHP are a `PhpFloat`. */
const isInteger = (value: number): boolean => Number.isInteger(value) && Math.abs(value) < 2 ** 63

function printFloat(value: number): string {
  if (!Number.isFinite(value)) throw new EncodingFailure('Unknown error')
  return floatText(value, 17, 'e')
}

const printList = (list: readonly unknown[], style: JsonStyle): string =>
  `[${list.map((element) => printJson(element, style)).join(',')}]`

/** A decoded object: a list to PHP when its keys are 0, 1, 2 … */
function printMap(map: ReadonlyMap<unknown, unknown>, style: JsonStyle): string {
  const keys = [...map.keys()].map(String)
  const isList = !(map instanceof Dictionary) && keys.every((key, index) => key === String(index))
  if (isList) return printList([...map.values()], style)
  return printMembers(
    [...map].map(([key, member]) => [String(key), member]),
    style,
  )
}

function printMembers(members: readonly (readonly [string, unknown])[], style: JsonStyle): string {
  const shown = members.filter(([, member]) => member !== undefined)
  return `{${shown.map(([key, member]) => `${printText(key, style)}:${printJson(member, style)}`).join(',')}}`
}

// U+2028 and U+2029 are escaped even with JSON_UNESCAPED_UNICODE (PHP 7.1 on, measured on 8.2).
const lineSeparators = /[\u2028\u2029]/g
const beyondAscii = /[\u0080-\uffff]/g
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

function printText(text: string, style: JsonStyle): string {
  // Half a surrogate pair stands for a character that was cut in the middle of its bytes.
  if (/\p{Surrogate}/u.test(text)) {
    throw new EncodingFailure('Malformed UTF-8 characters, possibly incorrectly encoded')
  }
  const quoted = JSON.stringify(text).replace(style.escapesUnicode ? beyondAscii : lineSeparators, escaped)
  return style.escapesSlashes ? quoted.replaceAll('/', '\\/') : quoted
}
