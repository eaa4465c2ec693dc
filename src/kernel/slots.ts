import {
  Branch,
  emptyBranch,
  isBranch,
  itemAt,
  leavesOf,
  withItem,
  withoutItem,
  type Item,
  type Owner,
} from './trie.js'

/** A trie over slots, by 5 bits of the slot per level; `shift` is how far a slot is shifted right at the root. */
export interface SlotTrie<T extends object> {
  readonly owner: Owner
  shift: number
  size: number
  root: Branch<T>
}

/** An ordered set of slots: a sorted array while it is small, a trie of sorted arrays once it has grown. */
export type SlotSet = readonly number[] | SlotTrie<readonly number[]>

// Under a branch of shift 5, the lowest, one position spans 32 slots: such a leaf never splits again. Leaves of fewer
// slots would take twice the memory where the slots of a value lie far apart.
const LEAF_SLOTS = 128
// Well under LEAF_SLOTS, so that a set that hovers about one size is not rebuilt at every step.
const FLATTEN_AT = LEAF_SLOTS / 2
const LOWEST_SET_SHIFT = 5
// Slots are taken apart by unsigned 32-bit shifts.
const SLOT_LIMIT = 2 ** 32

/** A trie over slots with nothing in it. */
export function emptySlots<T extends object>(owner: Owner, shift = 0): SlotTrie<T> {
  return { owner, shift, size: 0, root: emptyBranch<T>(owner) }
}

/** What lies at a slot of a trie whose leaves are one slot each. */
export function atSlot<T extends object>(slots: SlotTrie<T>, slot: number): T | undefined {
  if (slot >>> slots.shift > 31) return undefined
  let item: Item<T> | undefined = slots.root
  for (let shift = slots.shift; isBranch(item); shift -= 5) item = itemAt(item, (slot >>> shift) & 31)
  return item
}

/** Puts a leaf at a slot that is free. */
export function fillSlot<T extends object>(slots: SlotTrie<T>, slot: number, leaf: T, owner: Owner): SlotTrie<T> {
  const own = reaching(slots, slot, owner)
  own.root = filled(own.root, own.shift, slot, leaf, owner)
  own.size += 1
  return own
}

/** Puts another leaf at a slot that is taken. */
export function refillSlot<T extends object>(slots: SlotTrie<T>, slot: number, leaf: T, owner: Owner): SlotTrie<T> {
  const own = owned(slots, owner)
  own.root = filled(own.root, own.shift, slot, leaf, owner)
  return own
}

/** Clears a slot that is taken. */
export function clearSlot<T extends object>(slots: SlotTrie<T>, slot: number, owner: Owner): SlotTrie<T> {
  const own = owned(slots, owner)
  own.root = cleared(own.root, own.shift, slot, owner)
  own.size -= 1
  return own
}

/**
 * The leaves that only `old` holds and those that only `now` holds, as pairs with one side absent, or both where a leaf
 * was exchanged. What both share is passed over, so the cost is in proportion to the difference.
 */
export function* differingLeaves<T extends object>(
  old: SlotTrie<T>,
  now: SlotTrie<T>,
): Generator<readonly [old: T | undefined, now: T | undefined]> {
  const top = Math.max(old.shift, now.shift)
  yield* differing(raised(old, top), raised(now, top))
}

/** The root of a trie as it would stand in a taller one. */
function raised<T extends object>({ owner, root, shift }: SlotTrie<T>, top: number): Branch<T> {
  let branch = root
  for (let at = shift; at < top; at += 5) branch = new Branch<T>(owner, 1, [branch])
  return branch
}

function* differing<T extends object>(
  old: Branch<T> | undefined,
  now: Branch<T> | undefined,
): Generator<readonly [T | undefined, T | undefined]> {
  if (old === now) return
  for (let position = 0; position < 32; position++) {
    const before = old && itemAt(old, position)
    const after = now && itemAt(now, position)
    if (before === after) continue
    if (isBranch(before) || isBranch(after)) {
      yield* differing(isBranch(before) ? before : undefined, isBranch(after) ? after : undefined)
    } else yield [before, after]
  }
}

/** How many slots a set holds. */
export function setSize(set: SlotSet): number {
  return isTrie(set) ? set.size : set.length
}

/** The slots of a set as runs in ascending order. The set must not be edited while the walk is under way. */
export function runsOf(set: SlotSet): Iterable<readonly number[]> {
  return isTrie(set) ? leavesOf(set.root) : [set]
}

/** The set with a slot it does not hold yet. */
export function addToSet(set: SlotSet, slot: number, owner: Owner): SlotSet {
  if (isTrie(set)) return addToTrie(set, slot, owner)
  const leaf = withSlot(set, slot)
  if (leaf.length <= LEAF_SLOTS) return leaf
  const trie = emptySlots<readonly number[]>(owner, LOWEST_SET_SHIFT)
  return leaf.reduce((grown, each) => addToTrie(grown, each, owner), trie)
}

/** The set of these slots, which ascend: what `addToSet` makes of them one by one, at a fraction of the cost. */
export function setOf(slots: Uint32Array, owner: Owner): SlotSet {
  if (slots.length <= LEAF_SLOTS) return leafOf(slots, 0, slots.length)
  let shift = LOWEST_SET_SHIFT
  while ((slots.at(-1) ?? 0) >>> shift > 31) shift += 5
  return { owner, shift, size: slots.length, root: branchOf({ slots, owner }, 0, slots.length, shift) }
}

interface Run {
  readonly slots: Uint32Array
  readonly owner: Owner
}

function branchOf({ slots, owner }: Run, start: number, end: number, shift: number): SetBranch {
  let branch: SetBranch = emptyBranch(owner)
  for (let from = start; from < end;) {
    const position = ((slots[from] ?? 0) >>> shift) & 31
    let to = from + 1
    while (to < end && (((slots[to] ?? 0) >>> shift) & 31) === position) to += 1
    const item = to - from <= LEAF_SLOTS ? leafOf(slots, from, to) : branchOf({ slots, owner }, from, to, shift - 5)
    branch = withItem(branch, position, item, owner)
    from = to
  }
  return branch
}

function leafOf(slots: Uint32Array, from: number, to: number): readonly number[] {
  const leaf: number[] = []
  for (let index = from; index < to; index++) leaf.push(slots[index] ?? 0)
  // A copy has no room to spare.
  return leaf.slice()
}

/** The set without a slot it holds. */
export function removeFromSet(set: SlotSet, slot: number, owner: Owner): SlotSet {
  if (!isTrie(set)) return withoutSlot(set, slot)
  const own = owned(set, owner)
  own.root = shrunk(own.root, own.shift, slot, owner)
  own.size -= 1
  return own.size > FLATTEN_AT ? own : [...leavesOf(own.root)].flat()
}

function isTrie(set: SlotSet): set is SlotTrie<readonly number[]> {
  return !Array.isArray(set)
}

function addToTrie(set: SlotTrie<readonly number[]>, slot: number, owner: Owner): SlotTrie<readonly number[]> {
  const own = reaching(set, slot, owner)
  own.root = grown(own.root, own.shift, slot, owner)
  own.size += 1
  return own
}

function owned<T extends object>(slots: SlotTrie<T>, owner: Owner): SlotTrie<T> {
  return slots.owner === owner ? slots : { owner, shift: slots.shift, size: slots.size, root: slots.root }
}

function reaching<T extends object>(slots: SlotTrie<T>, slot: number, owner: Owner): SlotTrie<T> {
  if (slot >= SLOT_LIMIT) throw new RangeError(`slot ${slot} is out of range: there are ${SLOT_LIMIT}`)
  const own = owned(slots, owner)
  for (; slot >>> own.shift > 31; own.shift += 5) {
    if (own.root.mask !== 0) own.root = new Branch<T>(owner, 1, [own.root])
  }
  return own
}

function filled<T extends object>(branch: Branch<T>, shift: number, slot: number, leaf: T, owner: Owner): Branch<T> {
  const position = (slot >>> shift) & 31
  if (shift === 0) return withItem(branch, position, leaf, owner)
  const child = itemAt(branch, position)
  const deeper = isBranch(child) ? child : emptyBranch<T>(owner)
  return withItem(branch, position, filled(deeper, shift - 5, slot, leaf, owner), owner)
}

function cleared<T extends object>(branch: Branch<T>, shift: number, slot: number, owner: Owner): Branch<T> {
  const position = (slot >>> shift) & 31
  const child = itemAt(branch, position)
  if (!isBranch(child)) return withoutItem(branch, position, owner)
  const left = cleared(child, shift - 5, slot, owner)
  return left.mask === 0 ? withoutItem(branch, position, owner) : withItem(branch, position, left, owner)
}

type SetBranch = Branch<readonly number[]>

function grown(branch: SetBranch, shift: number, slot: number, owner: Owner): SetBranch {
  const position = (slot >>> shift) & 31
  const child = itemAt(branch, position)
  if (child === undefined) return withItem(branch, position, [slot], owner)
  if (isBranch(child)) return withItem(branch, position, grown(child, shift - 5, slot, owner), owner)
  const leaf = withSlot(child, slot)
  return withItem(branch, position, leaf.length <= LEAF_SLOTS ? leaf : split(leaf, shift - 5, owner), owner)
}

function split(leaf: readonly number[], shift: number, owner: Owner): SetBranch {
  return leaf.reduce((branch, slot) => grown(branch, shift, slot, owner), emptyBranch<readonly number[]>(owner))
}

function shrunk(branch: SetBranch, shift: number, slot: number, owner: Owner): SetBranch {
  const position = (slot >>> shift) & 31
  const child = itemAt(branch, position)
  if (child === undefined) return branch
  const left = isBranch(child) ? shrunk(child, shift - 5, slot, owner) : withoutSlot(child, slot)
  const items = isBranch(left) ? left.items : left
  return items.length === 0 ? withoutItem(branch, position, owner) : withItem(branch, position, left, owner)
}

function withSlot(slots: readonly number[], slot: number): readonly number[] {
  let index = slots.length
  for (let before = slots[index - 1]; before !== undefined && before > slot; before = slots[index - 1]) index -= 1
  return slots.toSpliced(index, 0, slot)
}

function withoutSlot(slots: readonly number[], slot: number): readonly number[] {
  const index = slots.indexOf(slot)
  return index < 0 ? slots : slots.toSpliced(index, 1)
}
