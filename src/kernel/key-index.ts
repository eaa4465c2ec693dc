import type { NumberList } from './number-list.js'
import type { Key } from './table.js'
import { emptyBranch, hashOf, numberWithHash, withHash, withHashes, withoutHash } from './trie.js'
import type { HashTrie, Owner } from './trie.js'

/**
 * In which slot the row of a key lies. Numbers that count up as the slots do, as a database gives them, need no entry:
 * the first one tells by how much they are ahead. All others are found by hash. A fork shares all nodes; both sides
 * then need an owner token not used yet.
 */
export class KeyIndex {
  #hashed: HashTrie
  #ahead: number | undefined

  constructor(hashed: HashTrie, ahead?: number) {
    this.#hashed = hashed
    this.#ahead = ahead
  }

  /** The slot whose row `keyAt` says to have this key. */
  slotOf(key: unknown, keyAt: (slot: number) => unknown): number | undefined {
    if (isCounting(key) && this.#ahead !== undefined) {
      const slot = key - this.#ahead
      if (slot >= 0 && keyAt(slot) === key) return slot
    }
    return isHashed(key) ? numberWithHash(this.#hashed, hashOf(key), (slot) => keyAt(slot) === key) : undefined
  }

  /** Notes that the row of a key, which had none, lies in this slot. */
  add(key: Key, slot: number, owner: Owner): void {
    if (!this.#counts(key, slot)) this.#hashed = withHash(this.#hashed, hashOf(key), slot, owner)
  }

  /** Notes that the row of a key no longer lies in this slot. */
  remove(key: Key, slot: number, owner: Owner): void {
    if (!this.#counts(key, slot)) this.#hashed = withoutHash(this.#hashed, hashOf(key), slot, owner)
  }

  /** Puts what `addAll` is to be told of this key at the end of `pairs`: the way for many keys. */
  note(key: Key, slot: number, pairs: NumberList): void {
    if (this.#counts(key, slot)) return
    pairs.push(hashOf(key))
    pairs.push(slot)
  }

  /** Notes many keys at once, at a fraction of the cost. */
  addAll(pairs: Uint32Array, owner: Owner): void {
    if (pairs.length > 0) this.#hashed = withHashes(this.#hashed, pairs, owner)
  }

  fork(): KeyIndex {
    return new KeyIndex(this.#hashed, this.#ahead)
  }

  #counts(key: Key, slot: number): boolean {
    if (!isCounting(key)) return false
    this.#ahead ??= key - slot
    return key - slot === this.#ahead
  }
}

/** An index with nothing in it. */
export const emptyKeyIndex = (owner: Owner): KeyIndex => new KeyIndex(emptyBranch(owner))

/** Of 32 bits, so that differences of such numbers and slots are exact. */
const isCounting = (key: unknown): key is number => typeof key === 'number' && (key | 0) === key

const isHashed = (key: unknown): key is Key => typeof key === 'string' || typeof key === 'number'
