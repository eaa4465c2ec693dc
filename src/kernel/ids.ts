import { createHash, randomBytes } from 'node:crypto'

const UNMISTAKABLE = '23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz'
const BASE64_URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const BCRYPT64 = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const HEX = '0123456789abcdef'
const scratch = Buffer.alloc(64)

/**
 * Everything random in a world: ids, tokens, hashes. Seeded, so that the same seed and the same calls give the same
 * values. The generator is mulberry32: one 32-bit word of state, which a fork copies.
 */
export class Ids {
  /** 32 bits, signed, because V8 holds such numbers without a box. */
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** A float in [0, 1). */
  random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** `length` characters of Meteor's unmistakable alphabet; documents have 17, labels 6. */
  meteor(length = 17): string {
    return this.#pick(UNMISTAKABLE, length)
  }

  /** A login token as Meteor makes them: 43 characters of the base64url alphabet. */
  secret(length = 43): string {
    return this.#pick(BASE64_URL, length)
  }

  /** `length` hexadecimal digits in lower case. */
  hex(length: number): string {
    return this.#pick(HEX, length)
  }

  /** A well-formed bcrypt hash that verifies nothing; `prefix` is `$2b$10$` or `$2y$10$` as the product writes it. */
  bcrypt(prefix: string): string {
    return prefix + this.#pick(BCRYPT64, 53)
  }

  fork(): Ids {
    return new Ids(this.#state)
  }

  /** Where the generator stands: with it another goes on alike. */
  get state(): number {
    return this.#state >>> 0
  }

  /** Goes on where another generator stands. */
  become(other: Ids): void {
    this.#state = other.#state
  }

  #pick(alphabet: string, length: number): string {
    const bytes = length <= scratch.length ? scratch : Buffer.alloc(length)
    for (let i = 0; i < length; i++) bytes[i] = alphabet.charCodeAt(Math.floor(this.random() * alphabet.length))
    // One flat text; what is put together letter by letter is kept as a tree, of several times the size.
    return bytes.toString('latin1', 0, length)
  }
}

/** A name for one run of the program, the only value that differs between two runs of the same command. */
export function runId(): string {
  return randomBytes(4).toString('hex')
}

/** A secret that nobody can guess, for what guards this program itself; never part of a world. */
export function freshSecret(): string {
  return randomBytes(24).toString('base64url')
}

/** Text → unsigned 32-bit number, for seeding a generator from a name. */
export function seedOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0)
}
