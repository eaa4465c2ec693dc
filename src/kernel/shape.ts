/** What a member of an answer can be, as JSON knows it; whole numbers are told from others. */
export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'list' | 'object'

/** How one operation's results look on an observed server, where that is not as its release has them. */
export interface OperationShape {
  /** The server does not have the operation. */
  readonly isAbsent?: boolean
  /** Members that it does not show: `members.*.userId`. */
  readonly hidden?: readonly string[]
  /** Members that it shows besides, with their type; the value of another release where one has it, else a neutral one. */
  readonly extra?: Readonly<Record<string, JsonType>>
  /** Types of members that are of another type there. */
  readonly types?: Readonly<Record<string, JsonType>>
  /** Keys of a result that is a fixed vocabulary; others are left out. */
  readonly keys?: readonly string[]
}

/** A profile that was observed: a release of the product with what differs from it. */
export interface ObservedProfile {
  /** The profile on which it is based. */
  readonly profile: string
  readonly options?: Readonly<Record<string, string>>
  readonly quirks?: Readonly<Record<string, 'on' | 'off'>>
  readonly shapes: Readonly<Record<string, OperationShape>>
}

type Members = Readonly<Record<string, unknown>>

export function jsonTypeOf(value: unknown): JsonType {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return Array.isArray(value) ? 'list' : 'object'
}

const neutral: Readonly<Record<JsonType, unknown>> = {
  null: null,
  boolean: false,
  integer: 0,
  number: 0,
  string: '',
  list: [],
  object: {},
}

/**
 * Gives a result the observed shape. `shown` is the result as the release shows it, `full` as all releases together
 * would: what is declared for another release only is taken from there.
 */
export function reshape(shown: unknown, full: unknown, shape: OperationShape): unknown {
  const keys = shape.keys === undefined ? undefined : new Set(shape.keys)
  const kept = keys ? withKeys(shown, keys) : shown
  const plan: Plan = {
    hidden: new Set(shape.hidden),
    extra: Object.entries(shape.extra ?? {}).map(([path, type]) => ({ ...split(path), type })),
    types: new Map(Object.entries(shape.types ?? {})),
  }
  return walk({ shown: kept, full }, '', plan)
}

interface Plan {
  readonly hidden: ReadonlySet<string>
  readonly extra: readonly { readonly parent: string; readonly name: string; readonly type: JsonType }[]
  readonly types: ReadonlyMap<string, JsonType>
}

function split(path: string): { readonly parent: string; readonly name: string } {
  const cut = path.lastIndexOf('.')
  return cut < 0 ? { parent: '', name: path } : { parent: path.slice(0, cut), name: path.slice(cut + 1) }
}

/** Only plain objects have members; a file that is about to be sent is left alone. */
function isPlain(value: unknown): value is Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function withKeys(value: unknown, keys: ReadonlySet<string>): unknown {
  if (value instanceof Map) return new Map([...value].filter(([key]) => keys.has(String(key))))
  return isPlain(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => keys.has(key))) : value
}

interface Pair {
  readonly shown: unknown
  readonly full: unknown
}

const below = (path: string, part: string): string => (path === '' ? part : `${path}.${part}`)

function member(value: unknown, key: string): unknown {
  if (value instanceof Map) return value.get(key) ?? value.get(Number(key))
  return isPlain(value) ? value[key] : undefined
}

function walk({ shown, full }: Pair, path: string, plan: Plan): unknown {
  if (Array.isArray(shown)) {
    const other: readonly unknown[] = Array.isArray(full) ? full : []
    return shown.map((item, index) => walk({ shown: item, full: other[index] }, below(path, '*'), plan))
  }
  if (shown instanceof Map) {
    const inner = (key: unknown, item: unknown): unknown =>
      walk({ shown: item, full: member(full, String(key)) }, below(path, '*'), plan)
    return new Map([...shown].map(([key, item]) => [key, inner(key, item)]))
  }
  return isPlain(shown) ? walkMembers(shown, full, path, plan) : retyped(shown, plan.types.get(path))
}

function walkMembers(shown: Members, full: unknown, path: string, plan: Plan): Members {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(shown)) {
    const own = below(path, key)
    const star = below(path, '*')
    if (plan.hidden.has(own)) continue
    const here = isNamed(own, plan) ? own : isNamed(star, plan) ? star : own
    out[key] = walk({ shown: value, full: member(full, key) }, here, plan)
  }
  for (const { parent, name, type } of plan.extra) {
    if (parent !== path || name in out) continue
    const elsewhere = member(full, name)
    out[name] = elsewhere === undefined ? structuredClone(neutral[type]) : elsewhere
  }
  return out
}

/** Whether the plan speaks of a path or of something below it. */
function isNamed(path: string, { hidden, extra, types }: Plan): boolean {
  const isAt = (other: string): boolean => other === path || other.startsWith(`${path}.`)
  return [...hidden].some(isAt) || [...types.keys()].some(isAt) || extra.some(({ parent }) => isAt(parent))
}

/** The value as another type where that loses nothing, else as it is. */
function retyped(value: unknown, type: JsonType | undefined): unknown {
  if (type === undefined || value === null || jsonTypeOf(value) === type) return value
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value)
  if ((type === 'integer' || type === 'number') && isNumeric(value)) return Number(value)
  return type === 'boolean' && (value === 0 || value === 1) ? value === 1 : value
}

const isNumeric = (value: unknown): boolean =>
  typeof value === 'boolean' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
