import type { FaultPlan } from '../control/faults.js'
import type { RequestLog } from '../control/log.js'
import type { StateChanges } from '../control/controlled.js'
import { verify } from '../control/verify.js'
import type { Verdict, Verification } from '../control/verify.js'
import { clockHandle } from './clock-handle.js'
import type { ClockHandle } from './clock-handle.js'
import type { NodeEnv } from './inbound.js'
import type { Instance } from './instance.js'
import type { Sandbox } from './sandbox.js'
import type { Sandboxes } from './sandboxes.js'
import { changesBetween } from './snapshots.js'
import type { Snapshots } from './snapshots.js'

/** One sandbox, as tests and control plane handle it. */
export interface SandboxHandle {
  /** `''` is the one that requests without a name reach. */
  readonly name: string
  /** Calls the fake without a socket; a path or a URL whose host is ignored. */
  fetch(input: string, init?: RequestInit): Promise<Response>
  /** Back to what it started from, without faults, with an empty log. */
  reset(): void
  /** Keeps the state under a name, for `restore` in any sandbox. */
  snapshot(name: string): void
  /** Back to a kept state. Throws `UsageError` when there is none of that name. */
  restore(name: string): void
  /** What differs between two kept states: from the baseline, or to now, where one is not named. */
  diff(from?: string, to?: string): StateChanges
  /** A sandbox of its own that starts as this one is now; default name: the next free number. */
  fork(name?: string): SandboxHandle
  /** Once every webhook that an answered request called has been sent, or been given up. */
  delivered(): Promise<void>
  /** Whether the calls so far are as expected; `text` says what is not. */
  verify(expected: Verification): Verdict
  readonly clock: ClockHandle
  /** Changes whenever the state is exchanged as a whole: by reset, restore or a new world. */
  readonly generation: number
  readonly faults: FaultPlan
  readonly log: RequestLog
  readonly instances: readonly Instance[]
}

/** Answers a request in process. */
export type AppFetch = (request: Request, env: NodeEnv) => Response | Promise<Response>

export interface HandleParts {
  readonly fetch: AppFetch
  readonly sandboxes: Sandboxes
  readonly snapshots: Snapshots
}

export function handleOf(sandbox: Sandbox, parts: HandleParts): SandboxHandle {
  const { sandboxes, snapshots } = parts
  const stateOf = (name: string): ReturnType<Snapshots['of']> => snapshots.of(name)
  return {
    name: sandbox.name,
    fetch: async (input, init) => {
      const url = input.startsWith('/') ? `http://127.0.0.1${input}` : input
      const response = await parts.fetch(new Request(url, init), { sandbox: sandbox.name })
      init?.signal?.throwIfAborted()
      return response
    },
    reset: () => {
      sandbox.reset()
    },
    snapshot: (name) => {
      snapshots.set(name, sandbox.moment())
    },
    restore: (name) => {
      sandbox.restore(stateOf(name))
    },
    diff: (from, to) =>
      changesBetween(
        from === undefined ? sandbox.baseline : stateOf(from),
        to === undefined ? sandbox.moment() : stateOf(to),
      ),
    fork: (name = freeName(sandboxes)) => handleOf(sandboxes.fork(name, sandbox.moment()), parts),
    delivered: () => sandbox.deliverer.idle(),
    verify: (expected) => verify(sandbox.log.entries, expected, sandbox.known),
    clock: clockHandle(() => sandbox.clock),
    get generation() {
      return sandbox.generation
    },
    faults: sandbox.faults,
    log: sandbox.log,
    instances: sandbox.instances,
  }
}

export function freeName(sandboxes: Sandboxes): string {
  for (let n = 1; ; n++) if (!sandboxes.peek(`fork-${n}`)) return `fork-${n}`
}
