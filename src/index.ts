import { clientOf } from './clients.js'
import type { Clients } from './clients.js'
import { UsageError } from './kernel/product.js'
import { refuseStrayOptions } from './option-names.js'
import { productNamed, products as known } from './products.js'
import type { Choices } from './products.js'
import { createFake as createServerFake } from './server/fake.js'
import type { Fake as ServerFake, FakeOptions as ServerOptions, SandboxHandle } from './server/fake.js'

export type { As, Clients, KanboardClient, SentFile, WekanClient } from './clients.js'
export { CallFailed } from './clients.js'
export type { Choice, Fidelity } from './kernel/product.js'
export type { ClockMode, ClockState } from './kernel/clock.js'
export type { StreamedWorld } from './fixtures/schema.js'
export type { WorldFile } from './world-file.js'
export type { GivenWorld } from './fixtures/worlds.js'
export type { ControlOptions, Listening } from './server/fake.js'
export type { ClockHandle, PointInTime, Span } from './server/clock-handle.js'
export type { Limits } from './server/limits.js'
export type { StateChanges, TableChanges } from './control/controlled.js'
export type { DeliveryEntry, LogEntry, LogEvent } from './control/log.js'
export type { FaultRuleInput, FaultState } from './control/fault-rules.js'
export type { Verdict, Verification } from './control/verify.js'
export { controlClient, ControlRefused } from './control/client.js'
export type { ControlClient, ControlClientOptions } from './control/client.js'
export { generated } from './fixtures/generate/generated.js'
export type { GenerateOptions } from './fixtures/generate/generated.js'
export { UsageError } from './kernel/product.js'

/** What `createFake` takes; everything has a default. */
export interface FakeOptions extends Omit<ServerOptions, 'products' | 'known'> {
  /** Products to serve, each with its choice. Default: both, newest profile, fidelity `real`. */
  readonly products?: Choices
  /** Releases alone, where nothing else is chosen: `{ kanboard: '1.2.35' }`. Products that are not named are served too. */
  readonly profiles?: Readonly<Partial<Record<keyof Clients, string>>>
}

/** One sandbox: its verbs, and a typed client for each product. */
export interface Sandbox extends Omit<SandboxHandle, 'fork'>, Clients {
  /** A sandbox of its own that starts as this one is now; default name: the next free number. */
  fork(name?: string): Sandbox
}

/** A running fake, in this process: the nameless sandbox, and the way to all others. */
export interface Fake extends Omit<ServerFake, 'fork' | 'sandbox'>, Clients {
  fork(name?: string): Sandbox
  /** A sandbox by name, made from the baseline when there is none. */
  sandbox(name: string): Sandbox
}

/**
 * Makes a fake Wekan and Kanboard in this process. May be awaited; it is ready at once.
 * @throws UsageError for an unknown profile, quirk, option or world, and for a mistake in a world file.
 * @example
 * await using fake = await createFake({ world: 'demo', profiles: { kanboard: '1.2.35' } })
 * const id = await fake.kanboard.createTask({ title: 'Write', project_id: 1 })
 */
export function createFake(options: FakeOptions = {}): Fake {
  refuseStrayOptions(options)
  const { products = { wekan: {}, kanboard: {} }, profiles = {}, ...rest } = options
  const releases: Readonly<Partial<Record<string, string>>> = profiles
  for (const name of Object.keys(profiles)) {
    if (!(name in products)) throw new UsageError(`a profile is chosen for ${name}, which is not served`)
  }
  const served = Object.entries(products).map(([name, choice]) => {
    const profile = releases[name]
    return { product: productNamed(name), ...(profile === undefined ? {} : { profile }), ...choice }
  })
  const fake = createServerFake({ ...rest, products: served, known })
  const { fork, sandbox } = fake
  return Object.assign(withClients(fake), {
    fork: (name?: string) => forkable(fork(name)),
    sandbox: (name: string) => forkable(sandbox(name)),
  })
}

function forkable(handle: SandboxHandle): Sandbox {
  const { fork } = handle
  return Object.assign(withClients(handle), { fork: (name?: string) => forkable(fork(name)) })
}

/** Clients are made when they are first asked for; one whose product is not served says so. */
function withClients<H extends SandboxHandle>(handle: H): H & Clients {
  const made: Partial<Record<keyof Clients, unknown>> = {}
  const getter = (name: keyof Clients): PropertyDescriptor => ({
    enumerable: false,
    get: () => (made[name] ??= clientOf(name, handle)),
  })
  return Object.defineProperties(handle, { wekan: getter('wekan'), kanboard: getter('kanboard') }) as H & Clients
}
