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
  /** Calls the fake without a socket, as `fetch` does: a path, or an address or request whose host is ignored. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>
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

/** A handle is of a name: where the sandbox was dropped meanwhile, the next use of the handle makes it anew. */
export function handleOf({ name }: Pick<Sandbox, 'name'>, parts: HandleParts): SandboxHandle {
  const { sandboxes, snapshots } = parts
  const own = (): Sandbox => sandboxes.of(name)
  const stateOf = (kept: string): ReturnType<Snapshots['of']> => snapshots.of(kept)
  return {
    name,
    fetch: async (input, init) => {
      const target = typeof input === 'string' && input.startsWith('/') ? `http://127.0.0.1${input}` : input
      const request = new Request(target, init)
      const response = await parts.fetch(request, { sandbox: name })
      request.signal.throwIfAborted()
      return response
    },
    reset: () => {
      own().reset()
    },
    snapshot: (kept) => {
      snapshots.set(kept, own().moment())
    },
    restore: (kept) => {
      own().restore(stateOf(kept))
    },
    diff: (from, to) =>
      changesBetween(
        from === undefined ? own().baseline : stateOf(from),
        to === undefined ? own().moment() : stateOf(to),
      ),
    fork: (forked = freeName(sandboxes)) => handleOf(sandboxes.fork(forked, own().moment()), parts),
    delivered: () => own().deliverer.idle(),
    verify: (expected) => verify(own().log, expected, own().known),
    clock: clockHandle(() => own().clock),
    get generation() {
      return own().generation
    },
    get faults() {
      return own().faults
    },
    get log() {
      return own().log
    },
    get instances() {
      return own().instances
    },
  }
}

export function freeName(sandboxes: Sandboxes): string {
  for (let n = 1; ; n++) if (!sandboxes.peek(`fork-${n}`)) return `fork-${n}`
}
