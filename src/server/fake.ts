import { controlPlane } from '../control/routes.js'
import { Guard, isThisMachine } from '../control/guard.js'
import type { GivenWorld } from '../fixtures/worlds.js'
import { freshSecret } from '../kernel/ids.js'
import { UsageError } from '../kernel/product.js'
import { composeApp } from './app.js'
import { controlled } from './controlled.js'
import { hostNames } from './deliveries.js'
import { handleOf } from './handle.js'
import type { AppFetch, SandboxHandle } from './handle.js'
import { resolveLimits } from './limits.js'
import type { Limits } from './limits.js'
import { listenOn } from './listen.js'
import type { Sandbox } from './sandbox.js'
import { Sandboxes } from './sandboxes.js'
import { seeding } from './seeding.js'
import type { Seeder, SeedOptions } from './seeding.js'
import { Snapshots } from './snapshots.js'
import { readState, stateText } from './state-file.js'
import { chunksIfThere, requireFolderOf, writeWhole } from './whole-file.js'

export type { SandboxHandle } from './handle.js'
export type { ServedProduct } from './seeding.js'

/** What guards the control plane when the fake listens; calls in process need no leave. */
export interface ControlOptions {
  /** What changes state needs it. Default: none on loopback; beyond it a random one, which `listen` answers. */
  readonly token?: string
  /** Host names by which the server may be called, beside this machine's and the one it is bound to. */
  readonly allowHosts?: readonly string[]
  /** Origins whose pages may use it. Default none. */
  readonly origins?: readonly string[]
}

export interface FakeOptions extends SeedOptions {
  /** Name of a shipped world, a file, or the world itself. Default `empty`. */
  readonly world?: GivenWorld
  /** Whether to answer CORS preflights. Default false, as the real servers. */
  readonly cors?: boolean
  /** Hosts to which webhooks are sent, beside this machine. Default none. */
  readonly allowOutbound?: readonly string[]
  readonly limits?: Partial<Limits>
  /** The `/_fake/` plane; false for none. */
  readonly control?: ControlOptions | false
  /** File from which the state is taken, if it exists, and to which `saveState` writes it. */
  readonly state?: string
  /** Folder of the snapshots. Default: memory alone. */
  readonly snapshots?: string
}

export interface Listening {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly port: number
  /** What changes state by the control plane needs it. */
  readonly controlToken?: string
  close(): Promise<void>
}

/** A running fake, in this process: the nameless sandbox, and the way to all others. */
export interface Fake extends SandboxHandle, AsyncDisposable {
  listen(where?: { readonly port?: number; readonly host?: string }): Promise<Listening>
  /** A sandbox by name, made from the baseline when there is none. */
  sandbox(name: string): SandboxHandle
  /** Forgets a sandbox; false when there is none. */
  drop(name: string): boolean
  /** Names of the sandboxes, without the nameless. */
  sandboxNames(): string[]
  /** Names of the kept states. */
  snapshotNames(): string[]
  /** Forgets a kept state; false when there is none of that name. */
  dropSnapshot(name: string): boolean
  /** Writes the state of the nameless sandbox to a file at once; default: the file of the option `state`. */
  saveState(file?: string): void
  /** Stops listening, and gives up what is under way. */
  close(): Promise<void>
}

/**
 * Makes a fake: installs each product, seeds the world, and composes them into one app. Throws `UsageError` for an
 * unknown profile, quirk, option or world, and for a mistake in a world file (with file, line and key).
 */
export function createFake(options: FakeOptions): Fake {
  const parts = assembled(options)
  const { app, sandboxes, snapshots } = parts
  const open = new Set<Listening>()
  const fetch: AppFetch = (request, env) => app.fetch(request, env)
  const named = (sandbox: Sandbox): SandboxHandle => handleOf(sandbox, { fetch, sandboxes, snapshots })
  const close = async (): Promise<void> => {
    await Promise.all([...open].map((one) => one.close()))
    abandon(sandboxes)
    for (const { log } of sandboxes.all) log.end()
  }
  const lifecycle = {
    listen: async (where = {}) => {
      const listening = await listen(parts, options.control, where)
      let ended: Promise<void> | undefined
      const end = (): Promise<void> => {
        open.delete(own)
        abandon(sandboxes)
        ended ??= listening.close()
        return ended
      }
      const own: Listening = { ...listening, close: end }
      open.add(own)
      return own
    },
    sandbox: (name: string) => named(sandboxes.of(name)),
    drop: (name: string) => sandboxes.drop(name),
    sandboxNames: () => sandboxes.all.flatMap(({ name }) => (name === '' ? [] : [name])),
    snapshotNames: () => snapshots.names,
    dropSnapshot: (name: string) => snapshots.drop(name),
    saveState: (file = options.state) => {
      if (file === undefined) throw new UsageError('saveState: give a file, or one to createFake as `state`')
      writeWhole(file, stateText(sandboxes.main.moment(), sandboxes.main.instances, parts.isRebased))
    },
    close,
    [Symbol.asyncDispose]: close,
  } satisfies Omit<Fake, keyof SandboxHandle>
  return Object.assign(named(sandboxes.main), lifecycle)
}

interface Assembled {
  readonly app: ReturnType<typeof composeApp>
  readonly sandboxes: Sandboxes
  readonly snapshots: Snapshots
  /** Whether reset returns to what the state file held. */
  readonly isRebased: boolean
}

function assembled(options: FakeOptions): Assembled {
  const limits = resolveLimits(options.limits)
  const seeds = seeding(options)
  const seed: Seeder = (world) => seeds.seed(seeds.load(world))
  const origin = { world: options.world ?? 'empty' }
  const baseline = seed(origin.world)
  const instances = seeds.instancesOf(baseline)
  const sandboxes = new Sandboxes(baseline, instances, hostNames(options.allowOutbound ?? []), limits)
  const snapshots = new Snapshots({ baseline, instances, folder: options.snapshots, limit: limits.snapshots })
  const isRebased = takeState(options.state, sandboxes)
  const plane =
    options.control === false
      ? undefined
      : controlPlane(controlled({ sandboxes, snapshots, seed, origin }), { bodyLimitBytes: limits.controlBodyBytes })
  const cors = options.cors ?? false
  const app = composeApp({ sandboxes, cors, bodyLimitBytes: limits.bodyBytes, ...(plane ? { plane } : {}) })
  return { app, sandboxes, snapshots, isRebased }
}

/** Goes on where the file ends, if there is one; true when reset returns to it. */
function takeState(file: string | undefined, sandboxes: Sandboxes): boolean {
  const chunks = file === undefined ? undefined : chunksIfThere(file)
  if (file === undefined) return false
  if (chunks === undefined) {
    // Told now, because at the end there would be nowhere to save what was done meanwhile.
    requireFolderOf(file)
    return false
  }
  const { baseline, main } = sandboxes
  const { moment, isBaseline } = readState(chunks, { baseline, instances: main.instances }, file)
  if (isBaseline) {
    sandboxes.rebase(moment)
    main.rebase(moment)
  }
  main.restore(moment)
  return isBaseline
}

async function listen(
  { app, sandboxes }: Assembled,
  control: ControlOptions | false = {},
  where: { readonly port?: number; readonly host?: string },
): Promise<Listening> {
  const { host = '127.0.0.1' } = where
  const { token, allowHosts = [], origins = [] } = control === false ? {} : control
  const needed = token ?? (isThisMachine(host) ? undefined : freshSecret())
  const guard = new Guard({ token: needed, hosts: [host, `[${host}]`, ...hostNames(allowHosts)], origins })
  const listening = await listenOn(app, { ...where, guard })
  const sweeper = setInterval(() => {
    sandboxes.sweep()
  }, 60_000).unref()
  const close = (): Promise<void> => {
    clearInterval(sweeper)
    return listening.close()
  }
  return { ...listening, close, ...(needed === undefined || control === false ? {} : { controlToken: needed }) }
}

/** A receiver that hangs must not keep the process from ending. */
function abandon(sandboxes: Sandboxes): void {
  for (const { deliverer } of sandboxes.all) deliverer.abandon('the fake was closed')
}
