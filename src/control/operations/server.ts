import { z } from 'zod'
import { ControlProblem } from '../problem.js'
import { control, FileAnswer } from '../operation.js'

const product = z
  .looseObject({
    profile: z.string().describe('The release that is imitated: `kanboard@1.2.53`.'),
    fidelity: z.string().describe('`real`, `documented` or `strict`.'),
    options: z.record(z.string(), z.string()).describe('Options of the product.'),
    path: z.string().describe('Where the product begins on this server.'),
    logins: z
      .array(
        z.object({
          who: z.string().describe('Login name.'),
          secret: z.string().describe('Password or token.'),
          kind: z.string().describe('What the secret is.'),
        }),
      )
      .describe('Accounts of the world, to begin at once.'),
  })
  .describe('One product.')

export const health = control({
  group: 'server',
  summary: 'Whether the server is ready, and what it serves.',
  method: 'GET',
  path: '/health',
  effect: 'read',
  status: 200,
  input: z.strictObject({}),
  output: z.object({
    fake: z.literal('stuntboard').describe('Tells a fake from a real server.'),
    version: z.string().describe('Of the program.'),
    status: z.literal('ready').describe('Always `ready`: before, nothing answers.'),
    products: z.record(z.string(), product).describe('By name.'),
  }),
  handle: ({ server }) => ({
    fake: 'stuntboard' as const,
    version: server.version,
    status: 'ready' as const,
    // `describe` gives what `product` declares; the server's test holds it to that.
    products: server.describe() as Record<string, z.infer<typeof product>>,
  }),
})

export const document = control({
  group: 'server',
  summary: 'What the running profiles promise, and this control plane: OpenAPI or OpenRPC.',
  method: 'GET',
  path: '/openapi/{file}',
  effect: 'read',
  status: 200,
  input: z.strictObject({
    file: z.string().describe('`wekan.yaml`, `kanboard.json`, `kanboard.openrpc.json`, `control.yaml`, …'),
  }),
  output: z.unknown().describe('The document.'),
  media: ['application/yaml', 'application/json'],
  failures: [{ status: 404, when: 'there is no document of that name' }],
  handle: async ({ server }, { file }) => {
    const found = await server.document(file)
    if (found) return new FileAnswer(found.contentType, found.text)
    throw new ControlProblem(404, 'No such document', `there are ${server.documentNames().join(', ')}`)
  },
})

export const loadWorld = control({
  group: 'server',
  summary: 'Seed a sandbox anew from a world; the old one stays when the new one has a mistake.',
  doc: 'From then on reset returns to the new world. Loaded into the nameless sandbox it is also what new sandboxes start from.',
  method: 'POST',
  path: '/world',
  effect: 'write',
  status: 204,
  input: z.strictObject({
    world: z
      .union([z.string().min(1), z.record(z.string(), z.unknown())])
      .describe('Name of a world that comes with the program, or the world itself as world files have it.'),
  }),
  output: z.undefined(),
  handle: ({ sandbox }, { world }) => {
    if (typeof world === 'string' && !/^\w[\w-]*(\/\w[\w-]*)*$/.test(world)) {
      const detail =
        'files of the server are not read: name a world that comes with the program, or give the world itself'
      throw new ControlProblem(422, 'No such world', detail, { errors: [{ pointer: '/world', detail }] })
    }
    sandbox.loadWorld(world)
    return undefined
  },
})
