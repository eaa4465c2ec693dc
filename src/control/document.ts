import { z } from 'zod'
import { bodyMembers, takesJson } from './request.js'
import type { AnyControlOperation } from './operation.js'
import { allControlOperations } from './operations.js'

interface Json {
  readonly [member: string]: unknown
}

/** The OpenAPI 3.1 document of the control plane. */
export function controlDocument(version: string): object {
  const schemas: Record<string, unknown> = { Problem: schemaOf(Problem, 'output', {}) }
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [name, operation] of allControlOperations) {
    const path = `/_fake${operation.path}`
    const item = (paths[path] ??= {})
    item[operation.method.toLowerCase()] = described(name, operation, schemas)
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'stuntboard control plane',
      version,
      description:
        'Drives a running fake: state, clock, faults, log. A request is about the sandbox that the server address or the header X-Fake-World names, else about the one without a name.',
      license: { name: 'MIT', identifier: 'MIT' },
      contact: { name: 'stuntboard', url: 'https://www.npmjs.com/package/stuntboard' },
    },
    servers: servers(),
    tags: [...new Set(allControlOperations.map(([, { group }]) => group))].map((group) => ({
      name: group,
      description: groups[group] ?? group,
    })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        controlToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'Needed where the server is bound beyond loopback, or was started with --control-token.',
        },
      },
    },
  }
}

const groups: Readonly<Record<string, string>> = {
  server: 'The server itself.',
  sandboxes: 'Isolated copies of everything.',
  state: 'Snapshots, state files and what differs between states.',
  clock: 'The clock of a sandbox.',
  faults: 'What goes wrong on purpose.',
  log: 'The requests of a sandbox, and what is expected of them.',
}

function servers(): object[] {
  const port = { default: '3000', description: 'Port of the server.' }
  return [
    { url: 'http://127.0.0.1:{port}', description: 'The sandbox without a name.', variables: { port } },
    {
      url: 'http://127.0.0.1:{port}/~{sandbox}',
      description: 'A sandbox by name.',
      variables: { port, sandbox: { default: 'one', description: 'Name of the sandbox.' } },
    },
  ]
}

const Problem = z
  .object({
    type: z.string().describe('Always `about:blank`: the title says all.'),
    title: z.string().describe('What kind of problem.'),
    status: z.int().describe('Status of the answer.'),
    detail: z.string().describe('What is wrong, and what to do.'),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional().describe('JSON pointer into the body.'),
          parameter: z.string().optional().describe('Parameter of path or query.'),
          detail: z.string().describe('What is wrong there.'),
        }),
      )
      .optional()
      .describe('Every mistake in the request.'),
  })
  .describe('Problem details, RFC 9457.')

/** Schemas with an id go among the components. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', named: Record<string, unknown>): Json {
  const written = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }) as Json & {
    readonly $defs?: Readonly<Record<string, Json>>
  }
  const { $schema: _, $defs = {}, ...own } = written
  for (const [name, definition] of Object.entries($defs)) named[name] = withoutId(definition)
  const tidy = JSON.parse(JSON.stringify(own).replaceAll('#/$defs/', '#/components/schemas/')) as Json
  const { id } = tidy
  if (typeof id !== 'string') return tidy
  named[id] = withoutId(tidy)
  return { $ref: `#/components/schemas/${id}` }
}

const withoutId = ({ id: _, ...rest }: Json): Json => rest

function described(name: string, operation: AnyControlOperation, named: Record<string, unknown>): object {
  const { group, summary, doc, effect } = operation
  const body = requestBody(operation, named)
  return {
    operationId: name,
    summary,
    description: doc ?? summary,
    tags: [group],
    parameters: [...parameters(operation, named), ...(isOfServer(operation) ? [] : [worldHeader])],
    ...(body ? { requestBody: body } : {}),
    responses: responses(operation, named),
    security: effect === 'read' ? [] : [{ controlToken: [] }],
    'x-effect': effect,
  }
}

const isOfServer = ({ path }: AnyControlOperation): boolean => ['/health', '/openapi/{file}'].includes(path)

const worldHeader = {
  name: 'X-Fake-World',
  in: 'header',
  required: false,
  description: 'Name of the sandbox, where the address names none.',
  schema: { type: 'string' },
}

interface ObjectSchema extends Json {
  readonly properties?: Readonly<Record<string, Json>>
  readonly required?: readonly string[]
}

function parameters(operation: AnyControlOperation, named: Record<string, unknown>): object[] {
  const { properties = {}, required = [] }: ObjectSchema = schemaOf(operation.input, 'input', named)
  const inBody = new Set(takesJson(operation) ? bodyMembers(operation) : [operation.file?.member])
  return Object.entries(properties).flatMap(([name, { description, ...schema }]) => {
    if (inBody.has(name)) return []
    const isPath = operation.path.includes(`{${name}}`)
    const need = isPath || required.includes(name)
    return [{ name, in: isPath ? 'path' : 'query', required: need, description: description ?? name, schema }]
  })
}

function requestBody(operation: AnyControlOperation, named: Record<string, unknown>): object | undefined {
  if (operation.file) {
    const types = operation.file.types.map((type) => [type, { schema: { type: 'object' } }] as const)
    return { description: 'A file.', required: true, content: Object.fromEntries(types) }
  }
  if (!takesJson(operation)) return undefined
  const { properties = {}, required = [], ...rest }: ObjectSchema = schemaOf(operation.input, 'input', named)
  const own = new Set(bodyMembers(operation))
  const schema = {
    ...rest,
    properties: Object.fromEntries(Object.entries(properties).filter(([member]) => own.has(member))),
    ...(required.some((member) => own.has(member)) ? { required: required.filter((member) => own.has(member)) } : {}),
  }
  return {
    description: 'The members.',
    required: required.some((member) => own.has(member)),
    content: { 'application/json': { schema } },
  }
}

function responses(operation: AnyControlOperation, named: Record<string, unknown>): object {
  const { status, media, output, failures = [], effect } = operation
  const content = media
    ? Object.fromEntries(media.map((type) => [type, { schema: {} }]))
    : { 'application/json': { schema: schemaOf(output, 'output', named) } }
  const takesBody = takesJson(operation) || operation.file !== undefined
  const known: readonly (readonly [number, string])[] = [
    [400, 'The request cannot be read, or names no sandbox.'],
    ...(effect === 'write' ? ([[401, 'The control token is missing or wrong.']] as const) : []),
    [403, 'Called by a page of a browser, or by a name that is not allowed.'],
    ...(takesBody
      ? ([
          [413, 'The body is too long.'],
          [415, 'The body is of another type.'],
        ] as const)
      : []),
    [422, 'The request has a mistake; nothing was changed.'],
    ...failures.map((one) => [one.status, `${capital(one.when)}.`] as const),
  ]
  return {
    [status]: status === 204 ? { description: 'Done.' } : { description: 'Success.', content },
    ...Object.fromEntries(known.map(([code, text]) => [code, problemResponse(text)])),
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const problemResponse = (description: string): object => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})
