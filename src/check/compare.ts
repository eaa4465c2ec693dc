import { mask } from '../recording/mask.js'
import { isRecord } from '../recording/paths.js'
import { brief } from './match.js'

/** What differs at one place of two answers. */
export type DifferenceKind = 'status' | 'content-type' | 'outcome' | 'code' | 'member' | 'type' | 'length' | 'value'

export interface Difference {
  readonly kind: DifferenceKind
  /** `result.members.*.userId`; `*` stands for any element. */
  readonly at: string
  readonly a: string
  readonly b: string
}

/** One side of a comparison: what its values are known as. */
export interface Known {
  /** Long values by the name of the placeholder that has them. */
  readonly names: ReadonlyMap<string, string>
  /** Every captured value, short ones too, as text. */
  readonly captured: ReadonlySet<string>
  /** `sb-RUN`: an element that carries it was made by the run. */
  readonly mark: string
}

export interface Sides {
  readonly a: Known
  readonly b: Known
}

/** A known side, from the values that the run had after the step. */
export function knownFrom(vars: Readonly<Record<string, unknown>>, version: string | undefined, run: string): Known {
  const entries = Object.entries(vars).filter(([, value]) => typeof value === 'string' || typeof value === 'number')
  const long = entries.filter(([, value]) => String(value).length > 3)
  const names = new Map<string, string>(long.map(([name, value]) => [String(value), `{{${name}}}`]))
  if (version !== undefined) names.set(version, '<release>')
  return { names, captured: new Set(entries.map(([, value]) => String(value))), mark: `sb-${run}` }
}

/** Members that hold ids: two servers count on their own, so only zero against an id says something. */
const ID = /(^|_)ids?$|^_id$|Ids?$|^(position_)?row$/

const typeOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  return typeof value
}

/** Every difference between two values that is not volatile: neither ids, times nor tokens, and no prose. */
export function compare(a: unknown, b: unknown, at: string, sides: Sides): Difference[] {
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(a, b, at, sides)
  if (isRecord(a) && isRecord(b)) return compareMembers(a, b, at, sides)
  if (typeOf(a) !== typeOf(b)) return [{ kind: 'type', at, a: brief(a), b: brief(b) }]
  const isSame = levelled(a, sides.a) === levelled(b, sides.b) || isBothId(at, a, b)
  return isSame ? [] : [{ kind: 'value', at, a: brief(a), b: brief(b) }]
}

/** A value without what is volatile; HTML is prose, and ids in addresses and texts are those of the server. */
function levelled(value: unknown, { names }: Known): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string' && /^\s*<[a-z]/i.test(value)) return '<html>'
  return JSON.stringify(mask(value, names))
    .replace(/(_id=|#)\d+/g, '$1<id>')
    .replace(/https?:\/\/[^/?"\\]+|<base>/g, '<host>')
}

function isBothId(at: string, a: unknown, b: unknown): boolean {
  const name = at.split('.').findLast((part) => part !== '*') ?? ''
  const isId = (value: unknown): boolean => /^[1-9]\d*$/.test(String(value))
  // A call that makes something answers its id and nothing else.
  return (ID.test(name) || at === 'result') && isId(a) && isId(b)
}

function compareMembers(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
  at: string,
  sides: Sides,
): Difference[] {
  if (isById(a) && isById(b)) return compareLists(Object.values(a), Object.values(b), at, sides)
  const left = named(a, sides.a)
  const right = named(b, sides.b)
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key): Difference[] => {
    const here = `${at}.${key}`
    if (!left.has(key)) return [{ kind: 'member', at: here, a: 'nothing', b: brief(right.get(key)) }]
    if (!right.has(key)) return [{ kind: 'member', at: here, a: brief(left.get(key)), b: 'nothing' }]
    return compare(left.get(key), right.get(key), here, sides)
  })
}

const named = (value: Readonly<Record<string, unknown>>, { names }: Known): Map<string, unknown> =>
  new Map(Object.entries(value).map(([key, member]) => [names.get(key) ?? key, member]))

/** Whether an object is a list by id. */
function isById(value: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(value)
  return keys.length > 0 && keys.every((key) => /^\d+$/.test(key))
}

/** Lists of the same length element by element, else what the run made in them; the rest belongs to others. */
function compareLists(a: readonly unknown[], b: readonly unknown[], at: string, sides: Sides): Difference[] {
  if (a.length === b.length) return a.flatMap((element, index) => compare(element, b[index], `${at}.*`, sides))
  const ownA = a.filter((element) => isOwn(element, sides.a))
  const ownB = b.filter((element) => isOwn(element, sides.b))
  if (ownA.length !== ownB.length) {
    return [{ kind: 'length', at, a: `${ownA.length} of its own`, b: `${ownB.length} of its own` }]
  }
  return ownA.flatMap((element, index) => compare(element, ownB[index], `${at}.*`, sides))
}

/** Whether the run made an element, or it belongs to something that the run made. */
function isOwn(element: unknown, { mark, captured }: Known): boolean {
  if (typeof element === 'string') return element.includes(mark) || captured.has(element)
  if (!isRecord(element)) return typeof element === 'number' && captured.has(String(element))
  if (JSON.stringify(element).includes(mark)) return true
  return Object.entries(element).some(([key, value]) => ID.test(key) && captured.has(String(value)))
}
