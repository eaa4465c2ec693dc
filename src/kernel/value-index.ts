import { NumberList } from './number-list.js'
import {
  addToSet,
  atSlot,
  clearSlot,
  emptySlots,
  fillSlot,
  refillSlot,
  removeFromSet,
  setOf,
  setSize,
  type SlotSet,
  type SlotTrie,
} from './slots.js'
import {
  emptyBranch,
  hashOf,
  numberWithHash,
  withHash,
  withHashes,
  withoutHash,
  type HashKey,
  type HashTrie,
  type Owner,
} from './trie.js'

interface Bucket {
  readonly owner: Owner
  readonly value: HashKey
  slots: SlotSet
}

const NO_SLOTS: SlotSet = []

/** An index with nothing in it. */
export function emptyIndex(owner: Owner): ValueIndex {
  return new ValueIndex(emptyBranch(owner), emptySlots(owner), 0)
}

/** Which slots hold which value of one field. A fork shares all nodes; both sides then need an owner token not used yet. */
export class ValueIndex {
  #numbers: HashTrie
  #buckets: SlotTrie<Bucket>
  #nextNumber: number

  constructor(numbers: HashTrie, buckets: SlotTrie<Bucket>, nextNumber: number) {
    this.#numbers = numbers
    this.#buckets = buckets
    this.#nextNumber = nextNumber
  }

  /** The slots of the rows that hold a value. */
  slotsOf(value: HashKey): SlotSet {
    const number = this.#numberOf(value)
    return (number === undefined ? undefined : atSlot(this.#buckets, number)?.slots) ?? NO_SLOTS
  }

  /** Notes that a slot, which holds no value so far, holds this one. */
  add(value: HashKey, slot: number, owner: Owner): void {
    const number = this.#numberOf(value)
    const bucket = number === undefined ? undefined : atSlot(this.#buckets, number)
    if (number === undefined || bucket === undefined) this.#open({ owner, value, slots: [slot] })
    else this.#fill(number, bucket, addToSet(bucket.slots, slot, owner), owner)
  }

  /** Notes values, each but once, with slots that hold none so far and ascend. */
  addAll(entries: Iterable<readonly [value: HashKey, slots: Uint32Array]>, owner: Owner): void {
    const pairs = new NumberList()
    const isEmpty = this.#buckets.size === 0
    for (const [value, slots] of entries) {
      if (isEmpty || this.#numberOf(value) === undefined) {
        pairs.push(hashOf(value))
        pairs.push(this.#nextNumber)
        this.#buckets = fillSlot(this.#buckets, this.#nextNumber, { owner, value, slots: setOf(slots, owner) }, owner)
        this.#nextNumber += 1
      } else for (const slot of slots) this.add(value, slot, owner)
    }
    this.#numbers = withHashes(this.#numbers, pairs.all, owner)
  }

  /** Notes that a slot no longer holds the value it holds. */
  remove(value: HashKey, slot: number, owner: Owner): void {
    const number = this.#numberOf(value)
    const bucket = number === undefined ? undefined : atSlot(this.#buckets, number)
    if (number === undefined || bucket === undefined) return
    const slots = removeFromSet(bucket.slots, slot, owner)
    if (setSize(slots) > 0) this.#fill(number, bucket, slots, owner)
    else this.#close(number, value, owner)
  }

  /** An index with the same content. */
  fork(): ValueIndex {
    return new ValueIndex(this.#numbers, this.#buckets, this.#nextNumber)
  }

  #numberOf(value: HashKey): number | undefined {
    const buckets = this.#buckets
    return numberWithHash(this.#numbers, hashOf(value), (number) => atSlot(buckets, number)?.value === value)
  }

  #open(bucket: Bucket): void {
    const { owner, value } = bucket
    const number = this.#nextNumber
    this.#nextNumber += 1
    this.#numbers = withHash(this.#numbers, hashOf(value), number, owner)
    this.#buckets = fillSlot(this.#buckets, number, bucket, owner)
  }

  #fill(number: number, bucket: Bucket, slots: SlotSet, owner: Owner): void {
    if (bucket.owner === owner) bucket.slots = slots
    else this.#buckets = refillSlot(this.#buckets, number, { owner, value: bucket.value, slots }, owner)
  }

  #close(number: number, value: HashKey, owner: Owner): void {
    this.#numbers = withoutHash(this.#numbers, hashOf(value), number, owner)
    this.#buckets = clearSlot(this.#buckets, number, owner)
  }
}
