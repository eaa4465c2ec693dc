/** Token of the one table that may edit a node in place; a node with another token is shared and copied on write. */
export type Owner = object

/** What a branch holds at one position: a deeper branch, or a leaf. */
export type Item<T extends object> = T | Branch<T>

/** Node of a 32-way trie. `mask` tells which positions are taken; `items` holds those only, lowest position first. */
export class Branch<T extends object> {
  readonly owner: Owner
  mask: number
  items: Item<T>[]

  constructor(owner: Owner, mask: number, items: Item<T>[]) {
    this.owner = owner
    this.mask = mask
    this.items = items
  }
}

/** Tells a deeper branch from a leaf (or from nothing). */
export function isBranch<T extends object>(item: Item<T> | undefined): item is Branch<T> {
  return item instanceof Branch
}

/** A branch with nothing in it. */
export function emptyBranch<T extends object>(owner: Owner): Branch<T> {
  return new Branch<T>(owner, 0, [])
}

/** The item at a position 0-31. */
export function itemAt<T extends object>(branch: Branch<T>, position: number): Item<T> | undefined {
  return (branch.mask & (1 << position)) === 0 ? undefined : branch.items[indexOf(branch.mask, position)]
}

/** The branch with `item` at a position 0-31: itself when `owner` may edit it or nothing changes, else a copy. */
export function withItem<T extends object>(
  branch: Branch<T>,
  position: number,
  item: Item<T>,
  owner: Owner,
): Branch<T> {
  const index = indexOf(branch.mask, position)
  const bit = 1 << position
  // Rows come in by ascending slot; appending in place is what makes that cheap.
  if (branch.owner === owner && index === branch.items.length) {
    branch.mask |= bit
    branch.items.push(item)
    return branch
  }
  if ((branch.mask & bit) === 0) return edited(branch, branch.mask | bit, branch.items.toSpliced(index, 0, item), owner)
  if (branch.items[index] === item) return branch
  const own = branch.owner === owner ? branch : new Branch(owner, branch.mask, branch.items.slice())
  own.items[index] = item
  return own
}

/** The branch with nothing at a position 0-31: itself when `owner` may edit it or nothing changes, else a copy. */
export function withoutItem<T extends object>(branch: Branch<T>, position: number, owner: Owner): Branch<T> {
  const bit = 1 << position
  if ((branch.mask & bit) === 0) return branch
  return edited(branch, branch.mask & ~bit, branch.items.toSpliced(indexOf(branch.mask, position), 1), owner)
}

/** The leaves under a branch, in order of position. The branch must not be edited while the walk is under way. */
export function* leavesOf<T extends object>(root: Branch<T>): Generator<T, void, undefined> {
  const pending: Item<T>[] = [root]
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (isBranch(item)) pushReversed(pending, item.items)
    else yield item
  }
}

/** What can be looked up by hash. 1, '1' and true are three keys; -0 is 0; NaN equals nothing and must stay out. */
export type HashKey = string | number | boolean | null

/** Leaf of a hash trie: pairs of a hash and a number, flat and in no order, so that a search reads one run of memory. */
interface Page {
  readonly owner: Owner
  readonly cells: number[]
}

/**
 * Finds numbers by the hash of what they stand for, 5 bits per level with the lowest at the root. It does not hold the
 * keys: whoever looks up tells which of the numbers with the right hash is meant.
 */
export type HashTrie = Branch<Page>

// 64 pairs: at 1,000,000 keys the pages lie at the third level and are half full.
const PAGE_CELLS = 128
const LAST_SHIFT = 30

/** The number with this hash that `isMeant` accepts. */
export function numberWithHash(
  root: HashTrie,
  hash: number,
  isMeant: (candidate: number) => boolean,
): number | undefined {
  let item: Item<Page> | undefined = root
  for (let shift = 0; isBranch(item); shift += 5) item = itemAt(item, (hash >>> shift) & 31)
  if (item === undefined) return undefined
  const { cells } = item
  for (let index = 0; index < cells.length; index += 2) {
    if (cells[index] !== hash) continue
    const candidate = cells[index + 1]
    if (candidate !== undefined && isMeant(candidate)) return candidate
  }
  return undefined
}

/** The trie with a pair it does not hold yet. */
export function withHash(root: HashTrie, hash: number, value: number, owner: Owner): HashTrie {
  return paired(root, 0, hash, value, owner)
}

/** The trie without a pair it holds. */
export function withoutHash(root: HashTrie, hash: number, value: number, owner: Owner): HashTrie {
  return unpaired(root, 0, hash, value, owner)
}

/** The trie with these pairs besides: what `withHash` makes of them one by one, at a fraction of the cost. */
export function withHashes(root: HashTrie, pairs: Uint32Array, owner: Owner): HashTrie {
  const before: number[] = []
  for (const { cells } of leavesOf(root)) for (const cell of cells) before.push(cell)
  const cells = new Int32Array(before.length + pairs.length)
  cells.set(before)
  cells.set(pairs, before.length)
  return sorted({ cells, other: new Int32Array(cells.length), owner }, 0, cells.length, 0)
}

interface Sorting {
  /** Pairs of a hash and a number below 2 ** 32, unsigned where it is read. */
  readonly cells: Int32Array
  /** Of the same length: where the cells go when they are sorted. */
  readonly other: Int32Array
  readonly owner: Owner
}

/** Sorts cells by the five bits at `shift`, and makes a branch of what has the same. */
function sorted({ cells, other, owner }: Sorting, from: number, to: number, shift: number): HashTrie {
  const ends = new Array<number>(33).fill(0)
  const digitAt = (index: number): number => ((cells[index] ?? 0) >>> shift) & 31
  for (let index = from; index < to; index += 2) ends[digitAt(index) + 1] = (ends[digitAt(index) + 1] ?? 0) + 2
  ends[0] = from
  for (let digit = 1; digit <= 32; digit++) ends[digit] = (ends[digit] ?? 0) + (ends[digit - 1] ?? 0)
  const places = ends.slice()
  for (let index = from; index < to; index += 2) {
    const place = places[digitAt(index)] ?? 0
    other[place] = cells[index] ?? 0
    other[place + 1] = cells[index + 1] ?? 0
    places[digitAt(index)] = place + 2
  }
  let branch = emptyBranch<Page>(owner)
  for (let digit = 0; digit < 32; digit++) {
    const [start = 0, end = 0] = [ends[digit], ends[digit + 1]]
    if (start === end) continue
    const isPage = end - start <= PAGE_CELLS || shift === LAST_SHIFT
    const item = isPage
      ? { owner, cells: cellsOf(other, start, end) }
      : sorted({ cells: other, other: cells, owner }, start, end, shift + 5)
    branch = withItem(branch, digit, item, owner)
  }
  return branch
}

function cellsOf(sorted: Int32Array, from: number, to: number): number[] {
  const cells: number[] = []
  for (let index = from; index < to; index += 2) cells.push(sorted[index] ?? 0, (sorted[index + 1] ?? 0) >>> 0)
  // A copy has no room to spare.
  return cells.slice()
}

/** A signed 32-bit hash, the same in every process. */
export function hashOf(key: HashKey): number {
  if (typeof key === 'string') return hashOfString(key)
  if (typeof key === 'number') return hashOfNumber(key)
  return key === null ? 1 : key ? 2 : 3
}

function paired(branch: HashTrie, shift: number, hash: number, value: number, owner: Owner): HashTrie {
  const position = (hash >>> shift) & 31
  const child = itemAt(branch, position)
  if (isBranch(child)) return withItem(branch, position, paired(child, shift + 5, hash, value, owner), owner)
  if (child === undefined || child.cells.length < PAGE_CELLS || shift === LAST_SHIFT) {
    return withItem(branch, position, pageWith(child, hash, value, owner), owner)
  }
  const deeper = paired(spread(child, shift + 5, owner), shift + 5, hash, value, owner)
  return withItem(branch, position, deeper, owner)
}

function spread({ cells }: Page, shift: number, owner: Owner): HashTrie {
  let branch = emptyBranch<Page>(owner)
  for (let index = 0; index < cells.length; index += 2) {
    branch = paired(branch, shift, cells[index] ?? 0, cells[index + 1] ?? 0, owner)
  }
  return branch
}

function pageWith(page: Page | undefined, hash: number, value: number, owner: Owner): Page {
  if (page === undefined) return { owner, cells: [hash, value] }
  if (page.owner !== owner) return { owner, cells: page.cells.toSpliced(page.cells.length, 0, hash, value) }
  page.cells.push(hash, value)
  return page
}

function unpaired(branch: HashTrie, shift: number, hash: number, value: number, owner: Owner): HashTrie {
  const position = (hash >>> shift) & 31
  const child = itemAt(branch, position)
  if (child === undefined) return branch
  const left = isBranch(child) ? unpaired(child, shift + 5, hash, value, owner) : pageWithout(child, hash, value, owner)
  const isEmpty = isBranch(left) ? left.mask === 0 : left.cells.length === 0
  return isEmpty ? withoutItem(branch, position, owner) : withItem(branch, position, left, owner)
}

function pageWithout(page: Page, hash: number, value: number, owner: Owner): Page {
  const own = page.owner === owner ? page : { owner, cells: page.cells.slice() }
  const { cells } = own
  for (let index = 0; index < cells.length; index += 2) {
    if (cells[index] !== hash || cells[index + 1] !== value) continue
    cells.copyWithin(index, index + 2)
    cells.length -= 2
    break
  }
  return own
}

// FNV-1a over UTF-16 units (draft-eastlake-fnv), then mixed: the trie reads the low bits first, FNV's weakest.
function hashOfString(text: string): number {
  let hash = 0x811c9dc5 | 0
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return mixed(hash)
}

const double = new Float64Array(1)
const words = new Int32Array(double.buffer)

function hashOfNumber(value: number): number {
  if ((value | 0) === value) return mixed(value | 0)
  double[0] = value
  return mixed(Math.imul(words[0] ?? 0, 0x01000193) ^ (words[1] ?? 0))
}

// The finalizer of MurmurHash3, 32 bits (Appleby): a bijection in which each bit of the input reaches each of the output.
function mixed(word: number): number {
  const first = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35)
  return second ^ (second >>> 16)
}

function edited<T extends object>(branch: Branch<T>, mask: number, items: Item<T>[], owner: Owner): Branch<T> {
  if (branch.owner !== owner) return new Branch(owner, mask, items)
  branch.mask = mask
  branch.items = items
  return branch
}

function pushReversed<T>(stack: T[], items: readonly T[]): void {
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index]
    if (item !== undefined) stack.push(item)
  }
}

function indexOf(mask: number, position: number): number {
  return bitCount(mask & ~(-1 << position))
}

// Parallel addition of neighbouring bits (Warren, Hacker's Delight, 5-1).
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
