import type { Command } from 'commander'
import { UsageError } from '../kernel/product.js'
import { acting, planeCommand, show, withPlane } from './plane-target.js'
import type { PlaneFlags } from './plane-target.js'

interface SandboxesFlags extends PlaneFlags {
  readonly like?: string
}

export function sandboxesCommand(finish: (code: number) => void): Command {
  return planeCommand(
    'sandboxes',
    'List the sandboxes of a running fake, make one, or drop one.',
    "sandboxes create mine --like ''",
  )
    .argument('[verb]', 'list, create or drop', 'list')
    .argument('[name]', 'of the sandbox; create finds a free one')
    .option('--like <name>', "create: as this sandbox is now, '' for the nameless; default: the baseline")
    .action(acting(finish, sandboxes))
}

async function sandboxes([verb, name]: readonly [string, string | undefined], flags: SandboxesFlags): Promise<number> {
  if (verb === 'list') return list(flags)
  if (verb === 'create') return create(name, flags)
  if (verb !== 'drop') throw new UsageError(`unknown verb '${verb}': choose one of list, create, drop`)
  if (name === undefined) throw new UsageError('sandboxes drop: give the name')
  await withPlane(flags, (plane) => plane.dropSandbox({ name }))
  show(flags, { dropped: name }, [`dropped ${name}`])
  return 0
}

async function list(flags: SandboxesFlags): Promise<number> {
  const found = await withPlane(flags, (plane) => plane.sandboxes())
  const lines = found.sandboxes.map(
    ({ name, requests, idleMs }) =>
      `${name || '(nameless)'}  ${requests} requests, idle for ${Math.round(idleMs / 1000)} s`,
  )
  show(flags, found.sandboxes, lines)
  return 0
}

async function create(name: string | undefined, flags: SandboxesFlags): Promise<number> {
  const { like } = flags
  const made = await withPlane(flags, (plane) =>
    plane.createSandbox({ ...(name === undefined ? {} : { name }), ...(like === undefined ? {} : { like }) }),
  )
  show(flags, made, [made.name])
  return 0
}
