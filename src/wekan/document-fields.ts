import { z } from 'zod'
import type { Source } from '../kernel/operation.js'
import { field, late } from '../kernel/view.js'
import type { Bounds } from '../kernel/view.js'
import type { Default } from './defaults.js'

/** A schema of stored rows: these are read-only, which the input types of zod are not. */
export function ofRows(schema: z.ZodType): z.ZodType<object, object> {
  return schema as z.ZodType<object, object>
}

export const text = z.string()
export const texts = z.array(z.string())
export const flag = z.boolean()
export const amount = z.number()
export const moment = z.iso.datetime()
/** An object whose members nobody but the web application knows. */
export const free = z.record(z.string(), z.unknown())

/** A member that documents have once somebody set it: key, type, text, and the first release whose schema has it. */
export type Optional = readonly [key: string, type: z.ZodType, about: string, since?: string]

/**
 * Optional members of documents. Those that a later release gave up have no end: databases that were carried over keep
 * them, and the document is shown whole.
 */
export function optional(lines: readonly Optional[], file: string): Record<string, z.ZodType> {
  return Object.fromEntries(
    lines.map(([key, type, about, since]) => {
      const schema = late(type.optional().describe(about))
      return [key, since === undefined ? schema : field(sinceIn(since, file), schema)]
    }),
  )
}

/** Bounds of what the schema in a file under models/ has from a release on. */
export function sinceIn(since: string, file: string): Bounds {
  const source: Source = { code: `wekan/wekan@v${since} models/${file}` }
  return { since, source }
}

/** What a new document has there. Not `default`: generators of clients take that for a promise that it is there. */
export function initially<S extends z.ZodType>(value: unknown, schema: S): S {
  return schema.meta({ ...schema.meta(), 'x-default': value })
}

/** A value of the type that a default has. */
function typeOf({ value, type }: Default): z.ZodType {
  if (type) return type
  if (value === null) return text.nullable()
  if (Array.isArray(value)) return texts
  if (typeof value === 'boolean') return flag
  if (typeof value === 'number') return amount
  return typeof value === 'string' ? text : free
}

/** Fields made from defaults: one that began in some release is bounded by it; `until` ends the value, not the field. */
export function fieldsOf(lines: readonly Default[], file: string): Record<string, z.ZodType> {
  const shape: Record<string, z.ZodType> = {}
  for (const line of lines) {
    const { key, value, about, since } = line
    if (Object.hasOwn(shape, key)) continue
    const told = typeOf(line).optional().describe(about)
    const isFixed = lines.filter((one) => one.key === key).length === 1 && line.until === undefined
    const schema = isFixed ? initially(value, told) : told
    shape[key] = since === undefined ? schema : field(sinceIn(since, file), schema)
  }
  return shape
}
