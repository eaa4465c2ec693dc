import { z } from 'zod'
import type { Source } from '../kernel/operation.js'
import { field, late } from '../kernel/view.js'
import type { Bounds } from '../kernel/view.js'
import type { Default } from './defaults.js'

/** A schema of stored rows: handlers give them as they lie there, clients know what is shown of them. */
export function ofRows<S extends z.ZodType>(schema: S): z.ZodType<z.output<S>, object> {
  return schema as unknown as z.ZodType<z.output<S>, object>
}

/** What comes back as it was sent, of whatever type; clients send texts. */
export const echoed = z.unknown() as unknown as z.ZodType<string, unknown>

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
export function optional<const L extends readonly Optional[]>(lines: L, file: string): OptionalShape<L> {
  const shape = Object.fromEntries(
    lines.map(([key, type, about, since]) => {
      const schema = late(type.optional().describe(about))
      return [key, since === undefined ? schema : field(sinceIn(since, file), schema)]
    }),
  )
  // One member for each line, by its key.
  return shape as OptionalShape<L>
}

type OptionalShape<L extends readonly Optional[]> = { [E in L[number] as E[0]]: z.ZodOptional<E[1]> }

/** A shape whose members are made alike. */
export function byKey<K extends string, S extends z.ZodType>(keys: readonly K[], schema: (key: K) => S): Record<K, S> {
  // One member for each key.
  return Object.fromEntries(keys.map((key) => [key, schema(key)])) as Record<K, S>
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
export function fieldsOf<const L extends readonly Default[]>(lines: L, file: string): FieldsShape<L> {
  const shape: Record<string, z.ZodType> = {}
  for (const line of lines) {
    const { key, value, about, since } = line
    if (Object.hasOwn(shape, key)) continue
    const told = typeOf(line).optional().describe(about)
    const isFixed = lines.filter((one) => one.key === key).length === 1 && line.until === undefined
    const schema = isFixed ? initially(value, told) : told
    shape[key] = since === undefined ? schema : field(sinceIn(since, file), schema)
  }
  // One member for each key.
  return shape as FieldsShape<L>
}

type FieldsShape<L extends readonly Default[]> = { [D in L[number] as D['key']]: z.ZodOptional<z.ZodType<ValueOf<D>>> }

/** What `typeOf` makes of a default, as a type. */
type ValueOf<D extends Default> = D extends { readonly type: infer S extends z.ZodType }
  ? z.output<S>
  : D['value'] extends null
    ? string | null
    : D['value'] extends readonly unknown[]
      ? string[]
      : D['value'] extends boolean
        ? boolean
        : D['value'] extends number
          ? number
          : D['value'] extends string
            ? string
            : Record<string, unknown>
