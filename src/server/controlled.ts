import type { Controlled, ControlledSandbox } from '../control/controlled.js'
import { exportLog } from '../control/log-export.js'
import { ControlProblem } from '../control/problem.js'
import { verify } from '../control/verify.js'
import type { GivenWorld } from '../fixtures/worlds.js'
import { elapsedSince } from '../kernel/clock.js'
import { deliveriesOf } from './deliveries.js'
import { documentNames, servedDocument } from './documents.js'
import { freeName } from './handle.js'
import type { Instance } from './instance.js'
import type { Sandbox } from './sandbox.js'
import { TooManySandboxes } from './sandboxes.js'
import type { Sandboxes } from './sandboxes.js'
import type { Seeder } from './seeding.js'
import { asProblem, changesBetween } from './snapshots.js'
import type { Snapshots } from './snapshots.js'
import { readState, stateText } from './state-file.js'
import { packageVersion } from './version.js'

export interface ControlledParts {
  readonly sandboxes: Sandboxes
  readonly snapshots: Snapshots
  readonly seed: Seeder
  /** What the baseline was seeded from, for tests that are made of a log. */
  readonly origin: { world: GivenWorld }
}

/** The server as its control plane sees it. */
export function controlled(parts: ControlledParts): Controlled {
  const { sandboxes, snapshots } = parts
  const { instances } = sandboxes.main
  const moment = (file: Uint8Array, what: string): ReturnType<Sandbox['moment']> =>
    readState([file], { baseline: sandboxes.baseline, instances }, what).moment
  return {
    version: packageVersion(),
    describe: () => describe(instances),
    sandbox: (name) =>
      sandboxView(
        told(() => sandboxes.of(name)),
        parts,
      ),
    sandboxes: () => sandboxes.all.map((sandbox) => sandboxView(sandbox, parts)),
    createSandbox: (name, like) => sandboxView(created(sandboxes, name, like), parts),
    dropSandbox: (name) => sandboxes.drop(name),
    snapshots: () => snapshots.all,
    snapshotText: (name) => (snapshots.names.includes(name) ? stateText(snapshots.of(name), instances) : undefined),
    putSnapshot: (name, file) => {
      told(() => {
        snapshots.set(name, moment(file, 'the file'))
      })
    },
    dropSnapshot: (name) => snapshots.drop(name),
    exportLog: (entries, format, base) =>
      exportLog(entries, format, {
        base,
        served: servedBy(instances),
        version: packageVersion(),
        ...(typeof parts.origin.world === 'string' ? { world: parts.origin.world } : {}),
      }),
    documentNames: () => documentNames(instances),
    document: (file) => servedDocument(instances, file),
  }
}

function sandboxView(sandbox: Sandbox, { sandboxes, snapshots, seed, origin }: ControlledParts): ControlledSandbox {
  const stateOf = (name: string): ReturnType<Snapshots['of']> => told(() => snapshots.of(name))
  return {
    name: sandbox.name,
    get clock() {
      return sandbox.clock
    },
    faults: sandbox.faults,
    log: sandbox.log,
    known: sandbox.known,
    get idleMs() {
      return elapsedSince(sandbox.usedAt)
    },
    reset: () => {
      sandbox.reset()
    },
    snapshot: (name) => {
      told(() => {
        snapshots.set(name, sandbox.moment())
      })
    },
    restore: (name) => {
      sandbox.restore(stateOf(name))
    },
    changes: ({ from, to }) =>
      changesBetween(
        from === undefined ? sandbox.baseline : stateOf(from),
        to === undefined ? sandbox.moment() : stateOf(to),
      ),
    stateText: () => stateText(sandbox.moment(), sandbox.instances),
    loadState: (file, { isBaseline }) => {
      const { moment } = readState([file], { baseline: sandboxes.baseline, instances: sandbox.instances }, 'the file')
      if (isBaseline) rebase(sandbox, sandboxes, moment)
      sandbox.restore(moment)
    },
    deliveries: () => deliveriesOf(sandbox.instances),
    verify: (expected) => verify(sandbox.log, expected, sandbox.known),
    loadWorld: (world) => {
      const baseline = seed(world)
      rebase(sandbox, sandboxes, baseline)
      if (sandbox.name === '') origin.world = world
      sandbox.reset()
    },
  }
}

/** What the nameless sandbox returns to is what new ones start from. */
function rebase(sandbox: Sandbox, sandboxes: Sandboxes, baseline: ReturnType<Sandbox['moment']>): void {
  if (sandbox.name === '') sandboxes.rebase(baseline)
  sandbox.rebase(baseline)
}

/** Does it, and tells what the server refuses as the control plane does. */
function told<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof TooManySandboxes) throw new ControlProblem(503, 'Too many sandboxes', error.message)
    throw asProblem(error)
  }
}

function created(sandboxes: Sandboxes, name: string = freeName(sandboxes), like: string | undefined): Sandbox {
  if (sandboxes.peek(name)) throw new ControlProblem(409, 'Name taken', `there is a sandbox ${name} already`)
  const origin = like === undefined ? undefined : sandboxes.peek(like)
  if (like !== undefined && !origin) throw new ControlProblem(404, 'No such sandbox', `there is no sandbox ${like}`)
  return told(() => sandboxes.fork(name, origin?.moment() ?? sandboxes.baseline))
}

const servedBy = (
  instances: readonly Instance[],
): { product: Instance['product']; prefix: string; version: string }[] =>
  instances.map(({ product, prefix, setup }) => ({ product, prefix, version: setup.profile.version }))

function describe(instances: readonly Instance[]): Record<string, unknown> {
  return Object.fromEntries(
    instances.map(({ product, setup, prefix, world }) => [
      product.name,
      {
        profile: setup.profile.id,
        fidelity: setup.fidelity,
        options: setup.options,
        path: `${prefix}${product.paths?.[0] ?? '/'}`,
        logins: product.greet(world, setup, prefix).logins,
      },
    ]),
  )
}
