import type { AnyOperation, Example } from '../kernel/operation.js'
import { sourceText } from '../kernel/source.js'
import { inVersions } from '../kernel/versions.js'
import { SchemaWriter } from './json-schema.js'
import type { JsonSchema } from './json-schema.js'
import { extensions } from './openapi-rest.js'
import { operationsOf } from './openapi.js'
import type { Subject } from './openapi.js'

/** The OpenRPC 1.3 document of a JSON-RPC product as one profile shows it. */
export function openRpc(subject: Subject): JsonSchema {
  const { product, setup } = subject
  const { protocol } = product
  const writer = new SchemaWriter(setup.view)
  const methods = operationsOf(subject).map((op) => describeMethod(op, subject, writer))
  return {
    openrpc: '1.3.2',
    info: {
      title: `${product.title} ${setup.profile.version}`,
      version: setup.profile.version,
      description: `${setup.profile.summary}\n\nGenerated from declarations; every statement names its sources in \`x-source\`.`,
      license: { name: 'MIT' },
      'x-profile': setup.profile.id,
      'x-source': setup.profile.sources.map(sourceText),
    },
    servers: [{ name: 'local', url: `http://127.0.0.1:3000${protocol.path ?? ''}` }],
    methods,
    components: { schemas: writer.named },
  }
}

interface ObjectSchema extends JsonSchema {
  readonly properties?: Record<string, JsonSchema>
  readonly required?: readonly string[]
}

function describeMethod(op: AnyOperation, { product: { protocol }, setup }: Subject, writer: SchemaWriter): JsonSchema {
  const params: ObjectSchema = writer.write(op.input, 'documented', op.sources)
  const result = protocol.success(op).schema ?? op.output
  const errors = [...(op.errors ?? []), ...protocol.errors].filter((error) => inVersions(error, setup.profile.version))
  const examples = (op.examples ?? []).filter((example) => inVersions(example, setup.view.version))
  return {
    name: op.id,
    summary: op.summary,
    description: [op.doc ?? op.summary, ...errors.map(failureText)].join('\n'),
    tags: [{ name: op.group }],
    paramStructure: 'either',
    params: Object.entries(params.properties ?? {}).map(([name, schema]) => ({
      name,
      description: String(schema['description'] ?? ''),
      required: params.required?.includes(name) ?? false,
      schema,
    })),
    result: {
      name: 'result',
      description: op.output.description ?? 'The result.',
      schema: writer.write(result, 'answer', op.sources),
    },
    errors: errors.flatMap(({ when, code }) => (typeof code === 'number' ? [{ code, message: when }] : [])),
    // An error object has no room for its source, and most failures of these servers are no error objects.
    'x-failures': errors.map(({ when, status, code, result, source }) => ({
      when,
      status,
      ...(code === undefined ? {} : { code }),
      ...(result === undefined ? {} : { result }),
      'x-source': [sourceText(source)],
    })),
    examples: examples.map((example) => pairing(example)),
    ...extensions(op),
  }
}

function failureText({ when, status, code, result }: NonNullable<AnyOperation['errors']>[number]): string {
  const what = code === undefined ? (result === undefined ? `HTTP ${status}` : JSON.stringify(result)) : `error ${code}`
  return `- ${what} when ${when}`
}

function pairing({ title, input, output, source }: Example): JsonSchema {
  const params = Object.entries((input ?? {}) as Record<string, unknown>)
  return {
    name: title,
    summary: title,
    params: params.map(([name, value]) => ({ name, value })),
    result: { name: 'result', value: output },
    'x-source': [sourceText(source)],
  }
}
