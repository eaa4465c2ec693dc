import type { PathItemObject } from 'openapi3-ts/oas31'
import type { AnyOperation, Example } from '../kernel/operation.js'
import { requestDeviations } from '../kernel/invoke.js'
import { sourceText } from '../kernel/source.js'
import { inVersions } from '../kernel/versions.js'
import { asSchema, withSource } from './json-schema.js'
import type { JsonSchema, SchemaWriter } from './json-schema.js'
import { anyOf, extensions } from './openapi-rest.js'
import type { Subject } from './openapi.js'

const envelope = 'page JSON-RPC 2.0 specification'

/**
 * The one path of a JSON-RPC product. Requests and results are told apart by method: each method has a request schema
 * whose `method` is constant and an answer schema; `x-methods` says which belong together.
 */
export function rpcPath(
  operations: readonly AnyOperation[],
  subject: Subject,
  writer: SchemaWriter,
): Record<string, PathItemObject> {
  const methods = operations.map((op) => describeMethod(op, subject, writer))
  writer.add('JsonRpcError', errorAnswer)
  for (const { requestName, request, answerName, answer } of methods) {
    writer.add(requestName, request)
    writer.add(answerName, answer)
  }
  const refs = (names: readonly string[]): JsonSchema[] =>
    names.map((name) => ({ $ref: `#/components/schemas/${name}` }))
  const request = {
    oneOf: refs(methods.map(({ requestName }) => requestName)),
    discriminator: {
      propertyName: 'method',
      mapping: Object.fromEntries(methods.map(({ op, requestName }) => [op.id, `#/components/schemas/${requestName}`])),
    },
  }
  const answer = anyOf(refs([...methods.map(({ answerName }) => answerName), 'JsonRpcError']))
  const path = subject.product.protocol.path ?? '/'
  return {
    [path]: {
      post: {
        operationId: 'call',
        summary: 'Call one procedure.',
        description:
          'Every procedure is a POST to this path, told apart by `method`. A list of calls is a batch. A failure is mostly ' +
          'status 200 with a result of `false` or `null`; see the OpenRPC document for the procedures one by one.',
        tags: [...new Set(operations.map(({ group }) => group))],
        security: [{ basic: [] }],
        requestBody: {
          description: 'One call.',
          required: true,
          content: { 'application/json': { schema: asSchema(request), examples: callExamples(operations, subject) } },
        },
        responses: {
          '200': {
            description: 'The result or a JSON-RPC error. Empty when the call has no id.',
            content: { 'application/json': { schema: asSchema(answer) } },
            'x-source': [envelope],
          },
          '401': { ...refusal('Nobody was recognised.'), 'x-source': [envelope] },
          '403': { ...refusal('The caller may not do this.'), 'x-source': [envelope] },
        },
        'x-methods': Object.fromEntries(
          methods.map(({ op, requestName, answerName }) => [
            op.id,
            { request: requestName, answer: answerName, group: op.group, summary: op.summary, ...extensions(op) },
          ]),
        ),
        'x-source': [...new Set(operations.flatMap(({ sources }) => sources.map(sourceText)))].slice(0, 1),
      },
    },
  }
}

const refusal = (description: string): { description: string; content: Record<string, object> } => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/JsonRpcError' } } },
})

const member = (schema: JsonSchema, description: string): JsonSchema => ({
  ...schema,
  description,
  'x-source': [envelope],
})

const version = member({ const: '2.0' }, 'Version of the protocol.')
const id = member({}, 'Any value; echoed as it came.')

const errorAnswer: JsonSchema = {
  type: 'object',
  description: 'A call that could not be made.',
  required: ['jsonrpc', 'error', 'id'],
  properties: {
    jsonrpc: version,
    error: {
      type: 'object',
      description: 'What went wrong.',
      required: ['code', 'message'],
      properties: {
        code: member({ type: 'integer' }, 'Number of the error.'),
        message: member({ type: 'string' }, 'Its text.'),
        data: member({}, 'More about it.'),
      },
      'x-source': [envelope],
    },
    id,
  },
}

interface Method {
  readonly op: AnyOperation
  readonly requestName: string
  readonly request: JsonSchema
  readonly answerName: string
  readonly answer: JsonSchema
}

function describeMethod(op: AnyOperation, { product: { protocol } }: Subject, writer: SchemaWriter): Method {
  const params = withSource(writer.write(op.input, 'documented', op.sources), op.sources)
  const isRequired = Array.isArray(params['required']) && params['required'].length > 0
  const method = member({ const: op.id }, 'Name of the procedure.')
  const result = protocol.success(op).schema ?? op.output
  return {
    op,
    requestName: `${op.id}Request`,
    request: {
      type: 'object',
      description: op.doc === undefined ? op.summary : `${op.summary}\n\n${op.doc}`,
      required: ['jsonrpc', 'method', ...(isRequired ? ['params'] : [])],
      properties: {
        jsonrpc: version,
        method,
        id,
        params: { ...params, description: 'Parameters by name; a list in the same order works too.' },
      },
      ...extensions(op),
    },
    answerName: `${op.id}Answer`,
    answer: {
      type: 'object',
      description: `Answer to ${op.id}.`,
      required: ['jsonrpc', 'result', 'id'],
      properties: { jsonrpc: version, result: withSource(writer.write(result, 'answer', op.sources), op.sources), id },
      ...extensions(op),
    },
  }
}

function callExamples(operations: readonly AnyOperation[], { setup }: Subject): Record<string, object> {
  const all = operations.flatMap((op) => (op.examples ?? []).map((example) => ({ op, example })))
  const shown = all.filter(
    ({ op, example }) =>
      inVersions(example, setup.view.version) && requestDeviations(op, example.input, setup).length === 0,
  )
  return Object.fromEntries(shown.map(({ op, example }) => [nameOf(op, example), callExample(op, example)]))
}

const nameOf = (op: AnyOperation, { title }: Example): string => `${op.id}-${title.replace(/[^A-Za-z0-9]+/g, '-')}`

function callExample(op: AnyOperation, { title, input, source }: Example): object {
  return {
    summary: `${op.id}: ${title}`,
    value: { jsonrpc: '2.0', method: op.id, id: 1, params: input },
    'x-source': [sourceText(source)],
  }
}
