import type { SchemaObject } from 'openapi3-ts/oas31'
import { z } from 'zod'
import type { Source } from '../kernel/operation.js'
import { sourceText } from '../kernel/source.js'
import { atView } from '../kernel/view.js'
import type { Side, View } from '../kernel/view.js'

/** A JSON Schema (2020-12) as both OpenAPI 3.1 and OpenRPC take it. */
export interface JsonSchema {
  [member: string]: unknown
}

/** openapi3-ts types the keywords one by one; what zod writes is valid 2020-12 by construction. */
export function asSchema(schema: JsonSchema): SchemaObject {
  return schema as SchemaObject
}

/** Turns declared schemas into JSON Schema for one view, and gathers the named ones. */
export class SchemaWriter {
  readonly #named = new Map<string, JsonSchema>()
  readonly #texts = new Map<string, string>()

  constructor(readonly view: View) {}

  /** Schemas with an id, by it, in alphabetical order. */
  get named(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#named].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** Adds a schema under a name of the document's own. */
  add(name: string, schema: JsonSchema): void {
    this.#named.set(name, schema)
  }

  /** `sources` are written on every member that has none of its own. */
  write(schema: z.ZodType, side: Side, sources: readonly Source[]): JsonSchema {
    const io = side === 'answer' ? 'output' : 'input'
    const raw = z.toJSONSchema(atView(schema, this.view, side), { io, unrepresentable: 'any', reused: 'inline' })
    const { $schema: _, $defs = {}, ...own } = raw as JsonSchema & { $defs?: Record<string, JsonSchema> }
    for (const [name, definition] of Object.entries($defs)) this.#keep(name, definition, sources)
    const name = typeof raw.id === 'string' ? raw.id : undefined
    if (name === undefined) return tidy(own, sources)
    this.#keep(name, own, sources)
    return { $ref: `#/components/schemas/${name}` }
  }

  /** The first operation that shows a named schema gives it its source. Two different schemas may not share a name. */
  #keep(name: string, definition: JsonSchema, sources: readonly Source[]): void {
    const text = JSON.stringify(definition)
    const known = this.#texts.get(name)
    if (known === undefined) this.#named.set(name, tidy(definition, sources))
    else if (known !== text) throw new Error(`two different schemas have the id ${name}`)
    this.#texts.set(name, text)
  }
}

/** Where schemas live inside a schema: one, a list, or by name. */
const single = ['items', 'additionalProperties', 'propertyNames', 'not', 'contains'] as const
const lists = ['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const

function tidy(schema: JsonSchema, sources: readonly Source[]): JsonSchema {
  const own: JsonSchema = { ...schema }
  if (typeof own['$ref'] === 'string') own['$ref'] = own['$ref'].replace('#/$defs/', '#/components/schemas/')
  dropNoise(own)
  if (Array.isArray(own['x-source'])) own['x-source'] = (own['x-source'] as Source[]).map(sourceText)
  for (const key of single) if (isSchema(own[key])) own[key] = tidy(own[key], sources)
  for (const key of lists) {
    if (Array.isArray(own[key])) own[key] = own[key].map((part) => (isSchema(part) ? tidy(part, sources) : part))
  }
  if (isSchema(own['properties'])) {
    own['properties'] = Object.fromEntries(
      Object.entries(own['properties']).map(([name, part]) => [
        name,
        withSource(tidy(part as JsonSchema, sources), sources),
      ]),
    )
  }
  return own
}

/** The schema with the first source, unless it names one of its own. */
export function withSource(schema: JsonSchema, sources: readonly Source[]): JsonSchema {
  // The first source of an operation is the one that names its members.
  return 'x-source' in schema || sources.length === 0
    ? schema
    : { ...schema, 'x-source': sources.slice(0, 1).map(sourceText) }
}

/** What zod writes and no reader needs: bounds of safe integers, patterns beside formats, closed objects. */
function dropNoise(schema: JsonSchema): void {
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum']
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum']
  if (schema['format'] !== undefined) delete schema['pattern']
  const more = schema['additionalProperties']
  if (more === false || (isSchema(more) && Object.keys(more).length === 0)) delete schema['additionalProperties']
  if (schema['id'] !== undefined && typeof schema['id'] === 'string') delete schema['id']
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
