import { z } from 'zod'
import { control } from '../operation.js'
import { ControlProblem } from '../problem.js'

const sandboxName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "1 to 64 letters, digits, '.', '_' and '-'")
  .describe('Name of a sandbox.')

const sandbox = z
  .object({
    name: z.string().describe('Empty for the one that requests without a name reach.'),
    requests: z.int().describe('Requests in its log.'),
    idleMs: z.int().describe('Milliseconds since its last request.'),
  })
  .meta({ id: 'Sandbox', description: 'An isolated copy of everything.' })

interface Described {
  readonly name: string
  readonly idleMs: number
  readonly log: { readonly entries: readonly unknown[] }
}

const told = ({ name, idleMs, log }: Described): z.input<typeof sandbox> => ({
  name,
  requests: log.entries.length,
  idleMs: Math.round(idleMs),
})

export const sandboxes = control({
  group: 'sandboxes',
  summary: 'All sandboxes.',
  method: 'GET',
  path: '/sandboxes',
  effect: 'read',
  status: 200,
  input: z.strictObject({}),
  output: z.object({ sandboxes: z.array(sandbox).describe('The nameless one first.') }),
  handle: ({ server }) => ({ sandboxes: server.sandboxes().map(told) }),
})

export const createSandbox = control({
  group: 'sandboxes',
  summary: 'Make a sandbox, which any first use of a name does too; or fork one as it is now.',
  method: 'POST',
  path: '/sandboxes',
  effect: 'write',
  status: 201,
  input: z.strictObject({
    name: sandboxName.exactOptional().describe('Default: the next free `fork-N`.'),
    like: z
      .string()
      .exactOptional()
      .describe('The sandbox that is copied as it is now, empty for the nameless; default: the baseline.'),
  }),
  output: sandbox,
  failures: [
    { status: 404, when: 'there is no sandbox to copy' },
    { status: 409, when: 'the name is taken' },
    { status: 503, when: 'there are as many as may be, and none is idle' },
  ],
  handle: ({ server }, { name, like }) => told(server.createSandbox(name, like)),
})

export const dropSandbox = control({
  group: 'sandboxes',
  summary: 'Forget a sandbox.',
  method: 'DELETE',
  path: '/sandboxes/{name}',
  effect: 'write',
  status: 204,
  input: z.strictObject({ name: sandboxName }),
  output: z.undefined(),
  failures: [{ status: 404, when: 'there is none of that name' }],
  handle: ({ server }, { name }) => {
    if (!server.dropSandbox(name)) throw new ControlProblem(404, 'No such sandbox', `there is no sandbox ${name}`)
    return undefined
  },
})

export const reset = control({
  group: 'sandboxes',
  summary: 'Back to the baseline, without faults, with an empty log.',
  method: 'POST',
  path: '/reset',
  effect: 'write',
  status: 204,
  input: z.strictObject({}),
  output: z.undefined(),
  handle: ({ sandbox: own }) => {
    own.reset()
    return undefined
  },
})
