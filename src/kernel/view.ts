import { z } from 'zod'
import type { Source, Versions } from './operation.js'
import { inVersions } from './versions.js'

/** From where an answer is looked at: the release whose fields are shown, and axes beside it (number typing, database). */
export interface View {
  readonly version: string
  readonly axes: Readonly<Record<string, string>>
  /** Every field is shown, whatever its bounds say. */
  readonly isUnbounded?: boolean
}

/** Where a field exists. `only` names the values of an axis that have it: `{ database: ['sqlite'] }`. */
export interface Bounds extends Versions {
  readonly only?: Readonly<Record<string, readonly string[]>>
  readonly source: Source
}

/** A value whose type on the wire depends on the view: Kanboard's numbers, flags and decimals. */
export interface Wire<T> {
  readonly name: string
  schema(view: View): z.ZodType
  render(value: T, view: View): unknown
}

/** `answer` is what a client receives, `accepted` what the server takes, `documented` what the documentation promises of a request. */
export type Side = 'answer' | 'accepted' | 'documented'

/** What is known of a schema instance, or of the instance it was cloned from (`describe()` and `meta()` clone). */
class Notes<T> {
  readonly #notes = new WeakMap<object, T>()

  add(schema: z.ZodType, note: T): void {
    this.#notes.set(schema, note)
  }

  get(schema: z.ZodType): T | undefined {
    const parent: unknown = schema._zod.parent
    return this.#notes.get(schema) ?? (parent instanceof z.ZodType ? this.get(parent) : undefined)
  }

  has(schema: z.ZodType): boolean {
    return this.get(schema) !== undefined
  }
}

const bounds = new Notes<Bounds>()
const wires = new Notes<Wire<unknown>>()
const documented = new Notes<z.ZodType>()
const rebuilt = new Notes<true>()

/** A field that only some releases or databases have. Must be the outermost call on the schema. */
export function field<S extends z.ZodType>(where: Bounds, schema: S): S {
  // A clone, because the registry remembers instances and the same schema may serve two fields.
  const own = schema.clone()
  bounds.add(own, where)
  return own
}

/** A schema for values of `type`; handlers give T, clients see what `type.render` makes of it. */
export function wire<T>(type: Wire<T>): z.ZodType<T, T> {
  const own = z.custom<T>(() => true)
  // The registry forgets T; `schema` and `render` of one wire are only ever used together.
  wires.add(own, type as Wire<unknown>)
  return own
}

/** A request member that the server takes as it comes, while the documentation promises `promise`. */
export function lenient<P extends z.ZodType>(promise: P): Lenient<P> {
  const own = z.unknown().optional()
  documented.add(own, promise)
  const description = promise.description
  const told = description === undefined ? own : own.describe(description)
  // Takes anything; the type says what clients are to send.
  return told as unknown as Lenient<P>
}

const LATE = 'x-absent-at-first'

/** A member that a document has once somebody set it: a new document is complete without it. */
export function late<S extends z.ZodType>(schema: S): S {
  return schema.meta({ ...schema.meta(), [LATE]: true })
}

export const isLate = (schema: z.ZodType): boolean => schema.meta()?.[LATE] === true

const OPEN = 'x-open'

/** An object whose members depend on what it is about: those that are not declared are no surprise. */
export function open<S extends z.ZodObject>(schema: S): S {
  return schema.meta({ ...schema.meta(), [OPEN]: true })
}

export const isOpen = (schema: z.ZodType): boolean => schema.meta()?.[OPEN] === true

/** What `lenient` makes: handlers see anything, clients what is promised. */
export type Lenient<P extends z.ZodType> = z.ZodType<unknown, z.input<P>>

/** Whether a field exists in the view. */
export function isVisible(schema: z.ZodType, view: View): boolean {
  const where = bounds.get(schema)
  if (!where || view.isUnbounded === true) return true
  if (!inVersions(where, view.version)) return false
  return Object.entries(where.only ?? {}).every(([axis, values]) => values.includes(view.axes[axis] ?? ''))
}

const names = new WeakMap<View, string>()

/** Equal for views that look alike, whoever made them. */
function nameOf(view: View): string {
  const name =
    names.get(view) ?? `${view.version} ${JSON.stringify(view.axes)}${view.isUnbounded === true ? ' unbounded' : ''}`
  names.set(view, name)
  return name
}

const derived = new WeakMap<z.ZodType, Map<string, z.ZodType>>()

/** The schema as one view and side see it: fields outside their bounds left out, wire types replaced by concrete ones. */
export function atView(schema: z.ZodType, view: View, side: Side): z.ZodType {
  const name = `${side} ${nameOf(view)}`
  const cache = derived.get(schema) ?? new Map<string, z.ZodType>()
  derived.set(schema, cache)
  const known = cache.get(name)
  if (known) return known
  const own = rebuild(schema, view, side)
  const { id, ...told } = schema.meta() ?? {}
  // A name is for what is answered; the same schema reads otherwise as a promise about requests.
  const meta = { ...told, ...(id === undefined || side !== 'answer' ? {} : { id }), ...provenance(bounds.get(schema)) }
  const result = Object.keys(meta).length > 0 ? own.meta(meta) : own
  cache.set(name, result)
  return result
}

/** What the documents say of a field's bounds, as members of its JSON Schema. */
function provenance(where: Bounds | undefined): Record<string, unknown> {
  if (!where) return {}
  const { since, until, source } = where
  return {
    'x-source': [source],
    ...(since === undefined ? {} : { 'x-since': since }),
    ...(until === undefined ? {} : { 'x-until': until }),
  }
}

/** The parts of a zod schema that the walks below look at. */
interface Def {
  readonly type: string
  readonly shape?: Record<string, z.ZodType>
  readonly catchall?: z.ZodType
  readonly element?: z.ZodType
  readonly innerType?: z.ZodType
  readonly keyType?: z.ZodType
  readonly valueType?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly items?: readonly z.ZodType[]
  readonly rest?: z.ZodType | null
}

// zod types `def` per class; the walks need it for all of them at once.
const defOf = (schema: z.ZodType): Def => schema._zod.def as unknown as Def

function rebuild(schema: z.ZodType, view: View, side: Side): z.ZodType {
  const wired = wires.get(schema)
  if (wired) return concrete(wired, view)
  const promised = documented.get(schema)
  if (promised) return side === 'documented' ? atView(promised, view, side) : schema
  const def = defOf(schema)
  const inner = (part: z.ZodType): z.ZodType => atView(part, view, side)
  if (def.shape) {
    const shape: Record<string, z.ZodType> = {}
    for (const [key, part] of Object.entries(def.shape)) {
      refuseHiddenBounds(part, key)
      if (isVisible(part, view)) shape[key] = inner(part)
    }
    if (side !== 'documented') return z.looseObject(shape)
    // What the documentation leaves open stays open; a promise that names its members has no others.
    return def.catchall ? z.object(shape).catchall(inner(def.catchall)) : z.strictObject(shape)
  }
  if (def.element) return z.array(inner(def.element))
  if (def.type === 'nullable' && def.innerType) return inner(def.innerType).nullable()
  if (def.type === 'optional' && def.innerType) return inner(def.innerType).optional()
  if (def.type === 'default' && def.innerType) return inner(def.innerType).optional()
  if (def.type === 'record' && def.valueType) return z.record(z.string(), inner(def.valueType))
  if (def.type === 'union' && def.options) return z.union(def.options.map(inner))
  return schema
}

function concrete(type: Wire<unknown>, view: View): z.ZodType {
  const own = type.schema(view)
  rebuilt.add(own, true)
  return own
}

/** Whether a schema of `atView()` stands for a wire type, so that another view may have another one there. */
export const isOfWire = (schema: z.ZodType): boolean => rebuilt.has(schema)

/** A wrapper around a bounded field would lose the bounds: `field()` must be the outermost call. */
function refuseHiddenBounds(schema: z.ZodType, key: string): void {
  const inner = defOf(schema).innerType
  if (inner && bounds.has(inner) && !bounds.has(schema)) {
    throw new Error(`declaration of field '${key}': call field() last, outside optional() and nullable()`)
  }
}

/** Makes a stored row what a client of the view receives. */
export type Show = (value: unknown) => unknown

const shows = new WeakMap<z.ZodType, Map<string, Show>>()

/**
 * The projection of a schema: leaves out what the view does not have and renders wire types. Members keep the order
 * of the schema in `z.object` (columns of a table) and the order of the row in `z.looseObject` (stored documents,
 * whose undeclared members are shown too).
 */
export function showAt(schema: z.ZodType, view: View): Show {
  const name = nameOf(view)
  const cache = shows.get(schema) ?? new Map<string, Show>()
  shows.set(schema, cache)
  const known = cache.get(name)
  if (known) return known
  const show = compile(schema, view)
  cache.set(name, show)
  return show
}

const asIs: Show = (value) => value
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function compile(schema: z.ZodType, view: View): Show {
  const wired = wires.get(schema)
  if (wired) return (value) => wired.render(value, view)
  const def = defOf(schema)
  if (def.shape) return compileObject(def.shape, def.catchall !== undefined, view)
  if (def.element) {
    const element = showAt(def.element, view)
    return (value) => (Array.isArray(value) ? value.map(element) : value)
  }
  if (def.innerType) {
    const inner = showAt(def.innerType, view)
    return (value) => (value === null || value === undefined ? value : inner(value))
  }
  if (def.type === 'record' && def.valueType) return compileRecord(showAt(def.valueType, view))
  if (def.type === 'union' && def.options) return compileUnion(def.options, view)
  return asIs
}

function compileObject(shape: Record<string, z.ZodType>, isLoose: boolean, view: View): Show {
  const members = new Map<string, Show>()
  const hidden = new Set<string>()
  for (const [key, part] of Object.entries(shape)) {
    if (isVisible(part, view)) members.set(key, showAt(part, view))
    else hidden.add(key)
  }
  return (value) => {
    if (!isObject(value)) return value
    const out: Record<string, unknown> = {}
    if (isLoose) {
      for (const key of Object.keys(value)) {
        if (!hidden.has(key)) out[key] = (members.get(key) ?? asIs)(value[key])
      }
      return out
    }
    for (const [key, show] of members) if (key in value) out[key] = show(value[key])
    return out
  }
}

/** A `Map` stays one, so that its order survives keys that look like integers; `writeJson` prints it as an object. */
function compileRecord(member: Show): Show {
  return (value) => {
    if (value instanceof Map) return new Map([...value].map(([key, inner]) => [key, member(inner)]))
    return isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, member(inner)]))
      : value
  }
}

function compileUnion(options: readonly z.ZodType[], view: View): Show {
  const pick = (test: (def: Def) => boolean): Show => {
    const option = options.find((candidate) => test(defOf(candidate)))
    return option ? showAt(option, view) : asIs
  }
  const object = pick((def) => def.shape !== undefined || def.type === 'record')
  const array = pick((def) => def.element !== undefined)
  const leaf = options.find((candidate) => wires.has(candidate))
  const scalar = leaf ? showAt(leaf, view) : asIs
  return (value) => {
    if (Array.isArray(value)) return array(value)
    return isObject(value) ? object(value) : scalar(value)
  }
}
