import { ValidationError } from './failures.js'

/**
 * What simple-schema does to a document on its way into the database: unknown members dropped, types converted,
 * strings trimmed, empty strings removed, then each member judged in order.
 * code: longshotlabs/simpl-schema@1.13.1 lib/clean.js, lib/clean/convertToProperType.js
 */
export type FieldType = 'String' | 'Boolean' | 'Number'

export interface SchemaField {
  readonly type: FieldType
  /** The member's name as messages write it: `Is admin`. */
  readonly label: string
  readonly isOptional?: boolean
  readonly allowed?: readonly string[]
}

export type Schema = Readonly<Record<string, SchemaField>>

/** The document as it would be stored; a member that is removed is absent. */
export function cleaned(doc: Readonly<Record<string, unknown>>, schema: Schema): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(schema)) {
    const value = cleanValue(doc[key], field.type)
    if (value !== undefined && value !== '') out[key] = value
  }
  return out
}

/** A value converted to the schema's type where that is possible; strings trimmed. */
export function cleanValue(value: unknown, type: FieldType): unknown {
  if (value === undefined || value === null || typeof value === 'object') return withoutMembers(value)
  const converted = converters[type](value)
  return typeof converted === 'string' ? converted.trim() : converted
}

/**
 * No member of an object is known where a single value or a list belongs. They are taken out one by one, and the object
 * that is empty then goes with them; one that was empty stays and is refused.
 * code: aldeed/meteor-simple-schema@v1.13.1 lib/clean.js:156
 */
export function withoutMembers(value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject && Object.keys(value).length > 0 ? undefined : value
}

const converters: Readonly<Record<FieldType, (value: unknown) => unknown>> = {
  String: (value) => String(value),
  Boolean: (value) => {
    if (typeof value === 'number' && !Number.isNaN(value)) return Boolean(value)
    if (typeof value !== 'string') return value
    const word = value.toLowerCase()
    return word === 'true' ? true : word === 'false' ? false : value
  },
  Number: (value) =>
    typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value,
}

/** Throws the message of the first member that is wrong. `at` leads to nested documents: `members.0`. */
export function validate(doc: Readonly<Record<string, unknown>>, schema: Schema, at = ''): void {
  for (const [key, field] of Object.entries(schema)) {
    const message = wrongWith(doc[key], field)
    if (message === undefined) continue
    throw new ValidationError(at === '' ? message : `${message} (${at}.${key})`)
  }
}

function wrongWith(value: unknown, field: SchemaField): string | undefined {
  if (value === undefined || value === null) return field.isOptional ? undefined : `${field.label} is required`
  if (typeof value !== field.type.toLowerCase()) return `${field.label} must be of type ${field.type}`
  if (field.allowed && !field.allowed.includes(String(value))) return `${String(value)} is not an allowed value`
  return undefined
}
