import { NumberList } from './number-list.js'
import type { HashKey, Owner } from './trie.js'
import type { ValueIndex } from './value-index.js'

/** The values of one field of many rows that lie in one run of slots, on their way into an index. */
export class Postings {
  readonly #codes = new Map<unknown, number>()
  readonly #values: (HashKey | undefined)[] = []
  /** The place in `#values` of the value of each row. */
  readonly #rows = new NumberList()
  #last: unknown = NaN
  #lastCode = 0

  /** Takes the value of the next row; undefined when it is not one that an index has. */
  add(value: HashKey | undefined): void {
    // Rows that come together often have the same.
    if (value !== this.#last) {
      this.#last = value
      this.#lastCode = this.#codeOf(value)
    }
    this.#rows.push(this.#lastCode)
  }

  /** Enters the rows, the first of which lies at `first`. */
  enter(index: ValueIndex, first: number, owner: Owner): void {
    const rows = this.#rows.all
    const ends = new Uint32Array(this.#values.length + 1)
    for (let at = 0; at < rows.length; at++) {
      const next = (rows[at] ?? 0) + 1
      ends[next] = (ends[next] ?? 0) + 1
    }
    for (let code = 1; code < ends.length; code++) ends[code] = (ends[code] ?? 0) + (ends[code - 1] ?? 0)
    const slots = new Uint32Array(rows.length)
    const places = ends.slice()
    for (let at = 0; at < rows.length; at++) {
      const code = rows[at] ?? 0
      const place = places[code] ?? 0
      slots[place] = first + at
      places[code] = place + 1
    }
    index.addAll(this.#runs(slots, ends), owner)
  }

  *#runs(slots: Uint32Array, ends: Uint32Array): Generator<readonly [HashKey, Uint32Array]> {
    for (const [code, value] of this.#values.entries()) {
      if (value !== undefined) yield [value, slots.subarray(ends[code], ends[code + 1])]
    }
  }

  #codeOf(value: HashKey | undefined): number {
    const known = this.#codes.get(value)
    if (known !== undefined) return known
    const code = this.#values.length
    this.#codes.set(value, code)
    this.#values.push(value)
    return code
  }
}
