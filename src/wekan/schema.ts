import { expressRouting } from './changes.js'
import { cleanValue, withoutMembers } from './clean.js'
import type { WekanContext } from './context.js'
import { ValidationError } from './failures.js'
import { momentOf } from './moments.js'

/**
 * The schema of a collection as simple-schema applies it to whole documents: members unknown to it dropped, values
 * converted, strings trimmed, empty ones removed, then each judged. `clean.ts` does the same for flat ones.
 * code: longshotlabs/simpl-schema@1.13.1 lib/clean.js, lib/validation/typeValidator
 */
export type FieldKind =
  | { readonly kind: 'String' | 'Number' | 'Boolean' | 'Date' }
  /** `Match.OneOf(String, Number, Boolean, Date, [String])`. */
  | { readonly kind: 'Any' }
  | { readonly kind: 'Array'; readonly of: FieldKind }
  /** `fill` is what absent members get, as the schema library of Meteor 3 does wherever the object itself is there. */
  | {
      readonly kind: 'Object'
      readonly members: DocumentSchema
      readonly fill?: Readonly<Record<string, unknown>>
      /** What members get that were given, and that cleaning took out. */
      readonly refill?: Readonly<Record<string, unknown>>
    }

export interface DocumentField {
  readonly is: FieldKind
  /** As messages write it; default the key in words. */
  readonly label?: string
  readonly isRequired?: boolean
  readonly allowed?: readonly string[]
  /** What is wrong with a value of the right type, if anything. */
  readonly refuse?: (value: unknown, label: string) => string | undefined
}

export type DocumentSchema = Readonly<Record<string, DocumentField>>

export const text = { kind: 'String' } as const
export const number = { kind: 'Number' } as const
export const flag = { kind: 'Boolean' } as const
export const date = { kind: 'Date' } as const
export const any = { kind: 'Any' } as const
export const listOf = (of: FieldKind): FieldKind => ({ kind: 'Array', of })
export const object = (
  members: DocumentSchema,
  fill: Readonly<Record<string, unknown>> = {},
  refill: Readonly<Record<string, unknown>> = {},
): FieldKind => ({ kind: 'Object', members, fill, refill })

/** What of the members given would be written: `set` in place of what is there, `unset` taken out. */
export interface Written {
  readonly set: Readonly<Record<string, unknown>>
  readonly unset: readonly string[]
}

/** Cleans and judges a document on its way in. Throws ValidationError naming the collection. */
export function cleanInsert(
  ctx: WekanContext,
  collection: string,
  doc: Readonly<Record<string, unknown>>,
  schema: DocumentSchema,
): Record<string, unknown> {
  const cleaned = cleanMembers(doc, schema, ctx.after(expressRouting))
  const wrong = firstWrong(cleaned, schema) ?? firstMissing(cleaned, schema)
  if (wrong !== undefined) throw refusal(ctx, collection, 'insert', wrong)
  return cleaned
}

/** Cleans and judges a `$set`. A string that is empty takes the member out, which a required one refuses. */
export function cleanSet(
  ctx: WekanContext,
  collection: string,
  set: Readonly<Record<string, unknown>>,
  schema: DocumentSchema,
): Written {
  const known = Object.keys(set).filter((key) => Object.hasOwn(schema, key) && set[key] !== undefined)
  const given = Object.fromEntries(known.map((key) => [key, set[key]]))
  const cleaned = cleanMembers(given, schema, ctx.after(expressRouting))
  const unset = known.filter((key) => !Object.hasOwn(cleaned, key) && typeof set[key] === 'string')
  const missing = [...unset, ...known.filter((key) => cleaned[key] === null)].find((key) => schema[key]?.isRequired)
  const wrong = missing === undefined ? firstWrong(cleaned, schema) : `${labelOf(missing, schema[missing])} is required`
  if (wrong !== undefined) throw refusal(ctx, collection, 'update', wrong)
  return { set: cleaned, unset }
}

function refusal(ctx: WekanContext, collection: string, call: 'insert' | 'update', wrong: string): ValidationError {
  return new ValidationError(`${wrong} in ${collection} ${call}${ctx.after(expressRouting) ? 'Async' : ''}`)
}

/** `makesLists`: the library that came with Meteor 3 makes a list of a single value. */
function cleanMembers(
  doc: Readonly<Record<string, unknown>>,
  schema: DocumentSchema,
  makesLists: boolean,
): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(doc)) {
    const member = Object.hasOwn(schema, key) ? schema[key] : undefined
    if (!member || value === undefined) continue
    const clean = cleanAs(value, member.is, makesLists)
    if (clean !== '' && clean !== undefined) out[key] = clean
  }
  return out
}

/** The value as it would be stored; undefined when all its members were unknown, which takes the value out too. */
function cleanAs(value: unknown, is: FieldKind, makesLists: boolean): unknown {
  if (isPlain(value)) return is.kind === 'Object' ? cleanObject(value, is, makesLists) : withoutMembers(value)
  if (is.kind === 'Array') {
    if (!Array.isArray(value)) return makesLists && value !== null ? [value] : value
    return value.map((one) => cleanAs(one, is.of, makesLists)).filter((one) => one !== undefined && one !== '')
  }
  if (is.kind === 'Any') return typeof value === 'string' ? value.trim() : value
  if (is.kind === 'Object') return value
  if (is.kind !== 'Date') return cleanValue(value, is.kind)
  return typeof value === 'string' || typeof value === 'number' ? (momentOf(value) ?? value) : value
}

function cleanObject(
  value: Record<string, unknown>,
  is: Extract<FieldKind, { readonly kind: 'Object' }>,
  makesLists: boolean,
): Record<string, unknown> | undefined {
  const members = cleanMembers(value, is.members, makesLists)
  const hasUnknown = Object.keys(value).some((key) => !Object.hasOwn(is.members, key))
  if (hasUnknown && Object.keys(members).length === 0) return undefined
  const again = Object.entries(is.refill ?? {}).filter(([key]) => Object.hasOwn(value, key))
  return filled(members, { ...is.fill, ...Object.fromEntries(again) })
}

function filled(doc: Record<string, unknown>, fill: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const absent = Object.entries(fill).filter(([key]) => !Object.hasOwn(doc, key))
  return { ...doc, ...Object.fromEntries(absent) }
}

function firstMissing(doc: Readonly<Record<string, unknown>>, schema: DocumentSchema): string | undefined {
  const key = Object.keys(schema).find((one) => schema[one]?.isRequired && (doc[one] ?? undefined) === undefined)
  return key === undefined ? undefined : `${labelOf(key, schema[key])} is required`
}

function firstWrong(doc: Readonly<Record<string, unknown>>, schema: DocumentSchema, at = ''): string | undefined {
  for (const [key, value] of Object.entries(doc)) {
    const member = schema[key]
    if (!member || value === undefined || value === null) continue
    const wrong = wrongWith(value, member, { key, path: at === '' ? key : `${at}.${key}` })
    if (wrong !== undefined) return wrong
  }
  return undefined
}

interface Place {
  readonly key: string
  /** With dots: `stickers.0.highlight`. */
  readonly path: string
}

function wrongWith(value: unknown, member: DocumentField, place: Place): string | undefined {
  const label = labelOf(place.key, member)
  const own = (message: string): string => (place.path.includes('.') ? `${message} (${place.path})` : message)
  const { is } = member
  if (is.kind === 'Array') return wrongInArray(value, is.of, { label, place })
  if (is.kind === 'Object') {
    if (!isPlain(value)) return own(`${label} must be of type Object`)
    return firstWrong(value, is.members, place.path) ?? wrap(firstMissing(value, is.members), own)
  }
  if (!isOfKind(value, is.kind)) return own(`${label} must be of type ${is.kind === 'Any' ? 'String' : is.kind}`)
  if (member.allowed && !member.allowed.includes(String(value))) return own(`${String(value)} is not an allowed value`)
  return wrap(member.refuse?.(value, label), own)
}

const wrap = (message: string | undefined, own: (message: string) => string): string | undefined =>
  message === undefined ? undefined : own(message)

function wrongInArray(
  value: unknown,
  of: FieldKind,
  where: { readonly label: string; readonly place: Place },
): string | undefined {
  const { label, place } = where
  if (!Array.isArray(value)) {
    return place.path.includes('.')
      ? `${label} must be of type Array (${place.path})`
      : `${label} must be of type Array`
  }
  for (const [index, one] of value.entries()) {
    // The type of nothing is not judged.
    if (one === null) continue
    const wrong = wrongWith(one, { is: of, label }, { key: place.key, path: `${place.path}.${index}` })
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function isOfKind(value: unknown, kind: 'String' | 'Number' | 'Boolean' | 'Date' | 'Any'): boolean {
  // Of several types none is left to refuse an object that is empty.
  if (kind === 'Any') return ['string', 'number', 'boolean', 'object'].includes(typeof value)
  if (kind === 'Date') return typeof value === 'string' && momentOf(value) === value
  return typeof value === kind.toLowerCase() && !Number.isNaN(value)
}

// `locationLatitude` → `Location latitude`: simpl-schema's humanised key.
function labelOf(key: string, member: DocumentField | undefined): string {
  if (member?.label !== undefined) return member.label
  const words = key
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/ id$/, ' ID')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
