import { PhpFloat } from './php.js'
import type { PhpValue } from './php.js'

/** Deepest nesting that is still read: PHP's default depth of 512 refuses the 512th level (measured on PHP 8.2). */
const DEPTH_LIMIT = 511
const INT_MAX = 9223372036854775807n
const INT_MIN = -9223372036854775808n

class Malformed extends Error {}

/**
 * Reads JSON as PHP's `json_decode($text, true)` does; undefined where PHP answers null. Unlike `JSON.parse` it keeps
 * integers apart from floats and exact up to 64 bits, keeps the order of integer-like keys, and refuses lone
 * surrogates, a byte order mark, invalid UTF-8 and deep nesting. A key given twice keeps its first place.
 */
export function parseJson(body: Uint8Array): PhpValue | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
    return new Reader(text).document()
  } catch (error) {
    // TextDecoder throws a TypeError for bytes that are not UTF-8.
    if (error instanceof Malformed || error instanceof TypeError) return undefined
    throw error
  }
}

const literals: readonly (readonly [string, PhpValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]
const numberPattern = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
const plainPattern = /[^"\\\u0000-\u001f]*/y
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

class Reader {
  #at = 0
  #depth = 0

  constructor(readonly text: string) {}

  document(): PhpValue {
    const value = this.#value()
    this.#skipBlanks()
    if (this.#at !== this.text.length) throw new Malformed()
    return value
  }

  #value(): PhpValue {
    this.#skipBlanks()
    const first = this.text[this.#at]
    if (first === '{') return this.#object()
    if (first === '[') return this.#list()
    if (first === '"') return this.#string()
    for (const [word, value] of literals) {
      if (this.text.startsWith(word, this.#at)) {
        this.#at += word.length
        return value
      }
    }
    return this.#number()
  }

  #object(): PhpValue {
    this.#enter()
    const members = new Map<string, PhpValue>()
    if (this.#takes('}')) return this.#leave(members)
    do {
      this.#skipBlanks()
      const key = this.#string()
      this.#expect(':')
      members.set(key, this.#value())
    } while (this.#takes(','))
    this.#expect('}')
    return this.#leave(members)
  }

  #list(): PhpValue {
    this.#enter()
    const elements: PhpValue[] = []
    if (this.#takes(']')) return this.#leave(elements)
    do elements.push(this.#value())
    while (this.#takes(','))
    this.#expect(']')
    return this.#leave(elements)
  }

  #string(): string {
    if (this.text[this.#at] !== '"') throw new Malformed()
    this.#at += 1
    let out = ''
    for (;;) {
      plainPattern.lastIndex = this.#at
      const plain = plainPattern.exec(this.text)?.[0] ?? ''
      out += plain
      this.#at += plain.length
      const stop = this.text[this.#at]
      this.#at += 1
      if (stop === '"') return out
      if (stop !== '\\') throw new Malformed()
      out += this.#escape()
    }
  }

  #escape(): string {
    const letter = this.text[this.#at] ?? ''
    this.#at += 1
    const simple = escapes[letter]
    if (simple !== undefined) return simple
    if (letter !== 'u') throw new Malformed()
    const unit = this.#hex()
    if (unit >= 0xdc00 && unit <= 0xdfff) throw new Malformed()
    if (unit < 0xd800 || unit > 0xdbff) return String.fromCharCode(unit)
    if (!this.text.startsWith('\\u', this.#at)) throw new Malformed()
    this.#at += 2
    const low = this.#hex()
    if (low < 0xdc00 || low > 0xdfff) throw new Malformed()
    return String.fromCharCode(unit, low)
  }

  #hex(): number {
    const digits = this.text.slice(this.#at, this.#at + 4)
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new Malformed()
    this.#at += 4
    return parseInt(digits, 16)
  }

  #number(): PhpValue {
    numberPattern.lastIndex = this.#at
    const found = numberPattern.exec(this.text)
    if (!found) throw new Malformed()
    this.#at += found[0].length
    const value = Number(found[0])
    if (found[1] !== undefined || found[2] !== undefined) return new PhpFloat(value)
    if (Number.isSafeInteger(value)) return value === 0 ? 0 : value
    const exact = BigInt(found[0])
    return exact >= INT_MIN && exact <= INT_MAX ? exact : new PhpFloat(value)
  }

  #enter(): void {
    this.#at += 1
    this.#depth += 1
    if (this.#depth > DEPTH_LIMIT) throw new Malformed()
  }

  #leave<T>(value: T): T {
    this.#depth -= 1
    return value
  }

  #takes(mark: string): boolean {
    this.#skipBlanks()
    if (this.text[this.#at] !== mark) return false
    this.#at += 1
    return true
  }

  #expect(mark: string): void {
    if (!this.#takes(mark)) throw new Malformed()
  }

  #skipBlanks(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.#at += 1
    }
  }
}
