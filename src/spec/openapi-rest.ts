import type {
  MediaTypeObject,
  OperationObject,
  ParameterObject,
  PathItemObject,
  RequestBodyObject,
  ResponseObject,
  ResponsesObject,
} from 'openapi3-ts/oas31'
import { z } from 'zod'
import type { AnyOperation, Example } from '../kernel/operation.js'
import type { AnswerShape } from '../kernel/protocol.js'
import { requestDeviations } from '../kernel/invoke.js'
import { sourceText } from '../kernel/source.js'
import { inVersions } from '../kernel/versions.js'
import { asSchema } from './json-schema.js'
import type { JsonSchema, SchemaWriter } from './json-schema.js'
import { linksOf } from './links.js'
import type { Subject } from './openapi.js'

/** Paths and operations of a REST product. */
export function restPaths(
  operations: readonly AnyOperation[],
  subject: Subject,
  writer: SchemaWriter,
): Record<string, PathItemObject> {
  const paths: Record<string, PathItemObject> = {}
  for (const op of operations) {
    const place = subject.product.protocol.place?.(op)
    if (!place) throw new Error(`operation ${op.id} has no place`)
    const item = (paths[place.path] ??= {})
    Object.assign(item, {
      [place.method.toLowerCase()]: linked(op, operations, subject, operation(op, subject, writer)),
    })
  }
  return paths
}

function linked(
  op: AnyOperation,
  operations: readonly AnyOperation[],
  subject: Subject,
  described: OperationObject,
): OperationObject {
  const links = linksOf(op, operations, subject)
  const success = described.responses?.['200'] as ResponseObject | undefined
  if (success && Object.keys(links).length > 0) success.links = links
  return described
}

function operation(op: AnyOperation, subject: Subject, writer: SchemaWriter): OperationObject {
  const place = subject.product.protocol.place?.(op)
  const body = requestBody(op, subject, writer)
  return {
    operationId: op.id,
    summary: op.summary,
    description: description(op, place?.auth ?? 'none'),
    tags: [op.group],
    parameters: parameters(op, writer),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: responses(op, subject, writer),
    security: place?.auth === 'none' ? [] : [{ bearer: [] }, { accessToken: [] }],
    ...extensions(op),
  }
}

/** Facts of an operation that OpenAPI has no place for. */
export function extensions(op: AnyOperation): Record<`x-${string}`, unknown> {
  return {
    'x-source': op.sources.map(sourceText),
    'x-effect': op.effect,
    ...(op.versions?.since === undefined ? {} : { 'x-since': op.versions.since }),
    ...(op.versions?.until === undefined ? {} : { 'x-until': op.versions.until }),
    ...(op.unverified === undefined ? {} : { 'x-unverified': op.unverified }),
  }
}

function description(op: AnyOperation, auth: string): string {
  const who = auth === 'none' ? 'Needs no token.' : `Needs the token of: ${auth}.`
  return [op.doc ?? op.summary, who].join('\n\n')
}

/** A declared input is `{ params, query, body }`, each an object. */
function part(op: AnyOperation, name: 'params' | 'query' | 'body'): z.ZodObject | undefined {
  const found: unknown = op.input instanceof z.ZodObject ? op.input.shape[name] : undefined
  return found instanceof z.ZodObject ? found : undefined
}

interface ObjectSchema extends JsonSchema {
  readonly properties?: Record<string, JsonSchema>
  readonly required?: readonly string[]
}

function parameters(op: AnyOperation, writer: SchemaWriter): ParameterObject[] {
  return (['params', 'query'] as const).flatMap((name) => {
    const declared = part(op, name)
    if (!declared) return []
    const schema: ObjectSchema = writer.write(declared, 'documented', op.sources)
    return Object.entries(schema.properties ?? {}).map(([key, { description, 'x-source': source, ...own }]) => ({
      name: key,
      in: name === 'params' ? ('path' as const) : ('query' as const),
      required: name === 'params' || (schema.required?.includes(key) ?? false),
      description: String(description ?? ''),
      schema: own,
      'x-source': source,
      ...exampleOf(op, name, key),
    }))
  })
}

function exampleOf(op: AnyOperation, name: string, key: string): { example?: unknown } {
  for (const { input } of op.examples ?? []) {
    const value = (input as Record<string, Record<string, unknown> | undefined>)[name]?.[key]
    if (value !== undefined) return { example: value }
  }
  return {}
}

function requestBody(op: AnyOperation, subject: Subject, writer: SchemaWriter): RequestBodyObject | undefined {
  const declared = part(op, 'body')
  const file = subject.product.protocol.place?.(op).accepts
  if (file !== undefined) return { description: 'A file.', required: true, content: { [file]: { schema: bytes } } }
  if (!declared || Object.keys(declared.shape).length === 0) return undefined
  const schema: ObjectSchema = writer.write(declared, 'documented', op.sources)
  const examples = namedExamples(op, subject, ({ input }) => (input as { body?: unknown }).body)
  const media: MediaTypeObject = { schema: asSchema(schema), ...(examples === undefined ? {} : { examples }) }
  return {
    description: declared.description ?? 'The body.',
    required: (schema.required?.length ?? 0) > 0,
    content: { 'application/json': media, 'application/x-www-form-urlencoded': { schema: asSchema(schema) } },
  }
}

type Named = Record<string, { summary: string; value: unknown; 'x-source': readonly string[] }>

function namedExamples(op: AnyOperation, { setup }: Subject, value: (example: Example) => unknown): Named | undefined {
  // A request outside the documented contract would contradict the schema beside it; recordings show those.
  const shown = (op.examples ?? []).filter(
    (example) => inVersions(example, setup.view.version) && requestDeviations(op, example.input, setup).length === 0,
  )
  const named = shown.flatMap((example, index) => {
    const own = value(example)
    const name = example.title.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || `example-${index + 1}`
    return own === undefined
      ? []
      : [[name, { summary: example.title, value: own, 'x-source': [sourceText(example.source)] }] as const]
  })
  return named.length > 0 ? Object.fromEntries(named) : undefined
}

interface Told extends AnswerShape {
  readonly text: string
  readonly source: readonly string[]
}

function responses(op: AnyOperation, subject: Subject, writer: SchemaWriter): ResponsesObject {
  const { setup } = subject
  const { protocol } = subject.product
  const errors = (op.errors ?? []).filter((error) => inVersions(error, setup.profile.version))
  const told: Told[] = [
    { ...protocol.success(op), text: 'Success.', source: op.sources.map(sourceText) },
    ...errors.map((error) => ({
      ...protocol.failure(op, error, setup),
      text: `Failure, when ${error.when}${error.code === undefined ? '' : ` (\`${error.code}\`)`}.`,
      source: [sourceText(error.source)],
    })),
  ]
  const byStatus = groupBy(told, ({ status }) => status)
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, all]) => [String(status), response(op, all, subject, writer)]),
  )
}

function response(op: AnyOperation, all: readonly Told[], subject: Subject, writer: SchemaWriter): ResponseObject {
  const content: Record<string, MediaTypeObject> = {}
  // OpenAPI cannot say 'a body or none', so a text that describes nothing gives way to the answer without a body.
  const mayBeEmpty = all.some(({ contentType }) => contentType === undefined)
  for (const [type, told] of groupBy(all, ({ contentType }) => contentType)) {
    if (type === undefined || (mayBeEmpty && told.every(({ schema }) => schema === undefined))) continue
    content[type] = { schema: asSchema(anyOf(told.map(({ schema }) => answerSchema(schema, type, { op, writer })))) }
  }
  for (const [type, media] of Object.entries(content)) {
    const examples = namedExamples(op, subject, (example) =>
      all.some(({ status }) => status === statusOf(op, example, subject)) && typeOf(op, example, subject) === type
        ? example.output
        : undefined,
    )
    if (examples) media.examples = examples
  }
  return {
    description: all.map(({ text }) => text).join(' '),
    ...(Object.keys(content).length > 0 ? { content } : {}),
    'x-source': [...new Set(all.flatMap(({ source }) => source))],
  }
}

const statusOf = (op: AnyOperation, { status }: Example, { product }: Subject): number =>
  status ?? product.protocol.success(op).status

/** Only files and failures that are no JSON are shown as texts. */
function typeOf(op: AnyOperation, example: Example, { product, setup }: Subject): string | undefined {
  if (example.status === undefined) return product.protocol.success(op).contentType
  if (typeof example.output !== 'string') return 'application/json'
  const declared = (op.errors ?? []).filter(({ status }) => status === example.status)
  return declared
    .map((error) => product.protocol.failure(op, error, setup).contentType)
    .find((type) => type !== undefined)
}

const bytes = { type: 'string', description: 'The bytes of a file.' } as const

interface Wanted {
  readonly op: AnyOperation
  readonly writer: SchemaWriter
}

function answerSchema(schema: z.ZodType | undefined, type: string, { op, writer }: Wanted): JsonSchema {
  if (schema !== undefined) return writer.write(schema, 'answer', op.sources)
  return type.startsWith('text/') ? { type: 'string', description: 'A text.' } : bytes
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

/** One schema, or any of several different ones. */
export function anyOf(schemas: readonly JsonSchema[]): JsonSchema {
  const different = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()]
  const [only] = different
  return different.length === 1 && only ? only : { anyOf: different }
}
