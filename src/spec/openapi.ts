import { OpenApiBuilder } from 'openapi3-ts/oas31'
import type { InfoObject, OpenAPIObject, ServerObject } from 'openapi3-ts/oas31'
import type { AnyOperation } from '../kernel/operation.js'
import type { Product, Setup } from '../kernel/product.js'
import { sourceText } from '../kernel/source.js'
import { inVersions } from '../kernel/versions.js'
import { restPaths } from './openapi-rest.js'
import { rpcPath } from './openapi-rpc.js'
import { asSchema, SchemaWriter } from './json-schema.js'

/** What a document is written for: one product in one setup. */
export interface Subject {
  readonly product: Product
  readonly setup: Setup
}

/** Operations that the setup's release has, by group and name: module namespaces promise no order. */
export function operationsOf({ product, setup }: Subject): AnyOperation[] {
  const name = ({ group, id }: AnyOperation): string => `${group} ${id}`
  return product.operations
    .filter(({ versions }) => inVersions(versions, setup.profile.version))
    .sort((a, b) => (name(a) < name(b) ? -1 : 1))
}

/** The OpenAPI 3.1 document of one product as one profile shows it. */
export function openApi(subject: Subject): OpenAPIObject {
  const { product } = subject
  const { protocol } = product
  const writer = new SchemaWriter(subject.setup.view)
  const operations = operationsOf(subject)
  const builder = OpenApiBuilder.create()
  builder.addOpenApiVersion('3.1.1')
  builder.addInfo(info(subject))
  builder.addServer(server(product.name))
  for (const tag of new Set(operations.map(({ group }) => group))) {
    builder.addTag({ name: tag, description: `Operations of the group ${tag}.` })
  }
  const paths = protocol.kind === 'rest' ? restPaths(operations, subject, writer) : rpcPath(operations, subject, writer)
  for (const [path, item] of Object.entries(paths)) builder.addPath(path, item)
  for (const [name, schema] of Object.entries(writer.named)) builder.addSchema(name, asSchema(schema))
  for (const [name, scheme] of Object.entries(securitySchemes[protocol.kind])) builder.addSecurityScheme(name, scheme)
  return builder.getSpec()
}

const securitySchemes = {
  rest: {
    bearer: { type: 'http', scheme: 'bearer', description: 'A login token; the scheme in any letter case.' },
    accessToken: {
      type: 'apiKey',
      in: 'query',
      name: 'access_token',
      description: 'A login token as part of the address.',
    },
  },
  'json-rpc': {
    basic: {
      type: 'http',
      scheme: 'basic',
      description: 'User `jsonrpc` with the application token, or a user with password or personal access token.',
    },
  },
} as const

function info({ product, setup }: Subject): InfoObject {
  const { profile } = setup
  return {
    title: `${product.title} ${profile.id.slice(profile.id.indexOf('@') + 1)}`,
    version: profile.version,
    description: `${profile.summary}\n\nGenerated from declarations; every statement names its sources in \`x-source\`.`,
    license: { name: 'MIT', identifier: 'MIT' },
    contact: { name: 'stuntboard', url: 'https://www.npmjs.com/package/stuntboard' },
    'x-profile': profile.id,
    'x-source': profile.sources.map(sourceText),
  }
}

function server(product: string): ServerObject {
  return {
    url: 'http://127.0.0.1:{port}',
    description: `A ${product} on this machine.`,
    variables: { port: { default: '3000', description: 'Port of the server.' } },
  }
}
