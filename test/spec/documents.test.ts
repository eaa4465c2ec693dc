import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { resolveSetup } from '../../src/kernel/setup.js'
import { products } from '../../src/products.js'
import { documentsOf, writeDocument } from '../../src/spec/documents.js'
import type { Document } from '../../src/spec/documents.js'

interface Written {
  readonly profile: string
  readonly document: Document
}

/** A document is made with the first test that asks for it. */
function once(make: () => object): () => object {
  let made: object | undefined
  return () => (made ??= make())
}

const all: Written[] = products.flatMap((product) =>
  product.profiles.flatMap(({ id }) =>
    documentsOf({ product, setup: resolveSetup(product, { profile: id }) }).map(({ value, ...document }) => ({
      profile: id,
      document: { ...document, value: once(value) },
    })),
  ),
)
const openApis = all.filter(({ document }) => document.name.endsWith('.openapi'))
const openRpcs = all.filter(({ document }) => document.name.endsWith('.openrpc'))
const committed = fileURLToPath(new URL('../../openapi/', import.meta.url))

describe('the committed documents', () => {
  it.each(all.filter(({ document }) => !document.name.includes('@')))('$document.name is current', ({ document }) => {
    const file = `${committed}${document.name}.${document.format}`
    expect(readFileSync(file, 'utf8')).toBe(writeDocument(document.value(), document.format))
  })
})

describe('an OpenAPI document', () => {
  it.each(openApis)('of $profile is valid to an independent validator', async ({ document }) => {
    const result = await new Validator().validate(structuredClone(document.value()) as Record<string, unknown>)
    expect(result).toEqual({ valid: true })
  })

  it.each(openApis)('of $profile reads back from YAML as it was', ({ document }) => {
    expect(parse(writeDocument(document.value(), 'yaml'))).toEqual(JSON.parse(writeDocument(document.value(), 'json')))
  })
})

describe('an OpenRPC document', () => {
  const load = createRequire(import.meta.url)
  // ajv does not follow a pointer that ends in a member called $ref; what it points to is a text. The schema of JSON
  // Schema is named with and without a slash at the end, and both name it as their own.
  const pointer = '"https://meta.json-schema.tools/#/definitions/JSONSchemaObject/properties/$ref"'
  const plain = (schema: unknown): Record<string, unknown> => {
    const text = JSON.stringify(schema)
      .replaceAll(`{"$ref":${pointer}}`, '{"type":"string"}')
      .replaceAll('https://meta.json-schema.tools/', 'https://meta.json-schema.tools')
    const { $schema: _, ...rest } = JSON.parse(text) as Record<string, unknown>
    return rest
  }
  const meta = plain((load('@open-rpc/meta-schema') as { openrpcDocument: unknown }).openrpcDocument)
  const jsonSchema = plain((load('@json-schema-tools/meta-schema') as { default: unknown }).default)
  const validator = (): ValidateFunction => {
    const ajv = new Ajv({ strict: false, validateFormats: false })
    ajv.addSchema(jsonSchema)
    return ajv.compile(meta)
  }

  it.each(openRpcs)('of $profile is valid to the OpenRPC meta-schema', ({ document }) => {
    const validate = validator()
    validate(JSON.parse(JSON.stringify(document.value())))
    expect(validate.errors).toBeNull()
  })

  it('is not valid when a method has no name', () => {
    const [first] = openRpcs
    const damaged = JSON.parse(JSON.stringify(first?.document.value())) as { methods: Record<string, unknown>[] }
    delete damaged.methods[0]?.['name']
    expect(validator()(damaged)).toBe(false)
  })
})

type Node = Record<string, unknown>
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every member of every object schema in a document, by JSON pointer. */
function* members(value: unknown, at = ''): Generator<[string, Node]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* members(item, `${at}/${index}`)
    return
  }
  if (!isNode(value)) return
  const isSchema = isNode(value['properties']) && (value['type'] === 'object' || value['type'] === undefined)
  for (const [key, item] of Object.entries(value)) {
    if (key === 'example' || key === 'examples' || key === 'const') continue
    if (isSchema && key === 'properties' && isNode(item)) {
      for (const [name, member] of Object.entries(item)) if (isNode(member)) yield [`${at}/properties/${name}`, member]
    }
    yield* members(item, `${at}/${key}`)
  }
}

describe('every statement', () => {
  it.each(all)('of $document.name carries text and its source', ({ document }) => {
    const bare = [...members(document.value())].filter(
      ([, member]) => member['$ref'] === undefined && (!member['description'] || !member['x-source']),
    )
    expect(bare.map(([at]) => at)).toEqual([])
  })
})
