import { z } from 'zod'
import { control, FileAnswer } from '../operation.js'
import { ControlProblem } from '../problem.js'

const snapshotName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/, "1 to 64 letters, digits, blanks, '.', '_' and '-'")
  .describe('Name of a snapshot.')

const snapshot = z
  .object({
    name: z.string().describe('Name.'),
    at: z.iso.datetime().exactOptional().describe('Where its clock stood.'),
    rows: z.record(z.string(), z.int()).describe('How many rows it has, by product.'),
    problem: z.string().exactOptional().describe('Why its file cannot be restored; it has no clock and no rows then.'),
  })
  .meta({ id: 'Snapshot', description: 'A state that was kept.' })

const tableChanges = z
  .object({
    added: z.array(z.unknown()).describe('Rows that are new.'),
    removed: z.array(z.unknown()).describe('Rows that are gone.'),
    changed: z
      .array(z.object({ before: z.unknown().describe('The row then.'), after: z.unknown().describe('The row now.') }))
      .describe('Rows that differ.'),
  })
  .describe('What changed in one table.')

const noSnapshot = [{ status: 404 as const, when: 'there is no snapshot of that name' }]

export const snapshots = control({
  group: 'state',
  summary: 'All snapshots. They belong to the server: any sandbox may be brought back to any of them.',
  method: 'GET',
  path: '/snapshots',
  effect: 'read',
  status: 200,
  input: z.strictObject({}),
  output: z.object({ snapshots: z.array(snapshot).describe('In the order in which they were made.') }),
  handle: ({ server }) => ({ snapshots: [...server.snapshots()] }),
})

export const saveSnapshot = control({
  group: 'state',
  summary: 'Keep the state of a sandbox under a name; an older one of that name is replaced.',
  method: 'PUT',
  path: '/snapshots/{name}',
  effect: 'write',
  status: 204,
  input: z.strictObject({ name: snapshotName }),
  output: z.undefined(),
  failures: [{ status: 503, when: 'there are as many as may be' }],
  handle: ({ sandbox }, { name }) => {
    sandbox.snapshot(name)
    return undefined
  },
})

export const restore = control({
  group: 'state',
  summary: 'Bring a sandbox back to a snapshot, which stays. Faults and log are kept.',
  method: 'POST',
  path: '/snapshots/{name}/restore',
  effect: 'write',
  status: 204,
  input: z.strictObject({ name: snapshotName }),
  output: z.undefined(),
  failures: noSnapshot,
  handle: ({ sandbox }, { name }) => {
    sandbox.restore(name)
    return undefined
  },
})

export const dropSnapshot = control({
  group: 'state',
  summary: 'Forget a snapshot.',
  method: 'DELETE',
  path: '/snapshots/{name}',
  effect: 'write',
  status: 204,
  input: z.strictObject({ name: snapshotName }),
  output: z.undefined(),
  failures: noSnapshot,
  handle: ({ server }, { name }) => {
    if (!server.dropSnapshot(name)) throw new ControlProblem(404, 'No such snapshot', `there is no snapshot '${name}'`)
    return undefined
  },
})

export const downloadSnapshot = control({
  group: 'state',
  summary: 'A snapshot as a file.',
  method: 'GET',
  path: '/snapshots/{name}/file',
  effect: 'read',
  status: 200,
  input: z.strictObject({ name: snapshotName }),
  output: z.unknown().describe('A state file.'),
  media: ['application/json'],
  failures: noSnapshot,
  handle: ({ server }, { name }) => {
    const pieces = server.snapshotText(name)
    if (pieces) return new FileAnswer('application/json', inPieces(pieces))
    throw new ControlProblem(404, 'No such snapshot', `there is no snapshot '${name}'`)
  },
})

export const uploadSnapshot = control({
  group: 'state',
  summary: 'Keep the state of a file under a name; an older one of that name is replaced.',
  method: 'PUT',
  path: '/snapshots/{name}/file',
  effect: 'write',
  status: 204,
  input: z.strictObject({ name: snapshotName, file: z.instanceof(Uint8Array).describe('A state file.') }),
  file: { member: 'file', types: ['application/json'] },
  output: z.undefined(),
  failures: [{ status: 503, when: 'there are as many as may be' }],
  handle: ({ server }, { name, file }) => {
    server.putSnapshot(name, file)
    return undefined
  },
})

export const changes = control({
  group: 'state',
  summary: 'What differs between two states: rows added, removed and changed, by product and table.',
  method: 'GET',
  path: '/changes',
  effect: 'read',
  status: 200,
  input: z.strictObject({
    from: snapshotName.exactOptional().describe('A snapshot; default: the baseline.'),
    to: snapshotName.exactOptional().describe('A snapshot; default: the sandbox as it is now.'),
  }),
  output: z.object({
    changes: z
      .record(z.string(), z.record(z.string(), tableChanges))
      .describe('By product and table; what is the same is left out.'),
  }),
  failures: noSnapshot,
  handle: ({ sandbox }, span) => ({ changes: sandbox.changes(span) }),
})

export const saveState = control({
  group: 'state',
  summary: 'The state of a sandbox as a file.',
  method: 'GET',
  path: '/state',
  effect: 'read',
  status: 200,
  input: z.strictObject({}),
  output: z.unknown().describe('A state file.'),
  media: ['application/json'],
  handle: ({ sandbox }) => new FileAnswer('application/json', inPieces(sandbox.stateText())),
})

export const loadState = control({
  group: 'state',
  summary: 'Bring a sandbox to the state of a file; the old one stays when the file is refused.',
  method: 'PUT',
  path: '/state',
  effect: 'write',
  status: 204,
  input: z.strictObject({
    baseline: z.enum(['yes', 'no']).default('no').describe('Whether reset returns to it from then on.'),
    file: z.instanceof(Uint8Array).describe('A state file.'),
  }),
  file: { member: 'file', types: ['application/json'] },
  output: z.undefined(),
  handle: ({ sandbox }, { file, baseline }) => {
    sandbox.loadState(file, { isBaseline: baseline === 'yes' })
    return undefined
  },
})

/** Lets other requests in between the pieces of a large state. */
async function* inPieces(pieces: Iterable<string>): AsyncGenerator<string> {
  let held = ''
  for (const piece of pieces) {
    held += piece
    if (held.length < 1 << 18) continue
    yield held
    held = ''
    await new Promise((resolve) => setImmediate(resolve))
  }
  yield held
}
