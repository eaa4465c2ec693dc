import { elapsedSince } from '../kernel/clock.js'
import { UsageError } from '../kernel/product.js'
import { Sandbox } from './sandbox.js'
import type { Moment } from './sandbox.js'
import type { Instance } from './instance.js'
import { logLimits } from './limits.js'
import type { Limits } from './limits.js'

/** There is no room for another sandbox. */
export class TooManySandboxes extends Error {}

/** Longer ones are not told whole: what a header says must fit into it. */
const shown = (name: string): string => (name.length > 80 ? `${name.slice(0, 80)}…` : name)

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** All sandboxes of a server, made when they are first used. */
export class Sandboxes {
  readonly #sandboxes = new Map<string, Sandbox>()

  #baseline: Moment

  constructor(
    baseline: Moment,
    readonly instances: readonly Instance[],
    readonly allowed: ReadonlySet<string>,
    readonly limits: Limits,
  ) {
    this.#baseline = baseline
    this.#sandboxes.set('', this.#make('', baseline))
  }

  /** What new sandboxes start from. */
  get baseline(): Moment {
    return this.#baseline
  }

  /** From now on new sandboxes start from this moment. */
  rebase(moment: Moment): void {
    this.#baseline = moment
  }

  /** The sandbox of requests that name none. */
  get main(): Sandbox {
    const main = this.#sandboxes.get('')
    if (!main) throw new Error('the sandbox without a name is never dropped')
    return main
  }

  /** All of them, the nameless first. */
  get all(): readonly Sandbox[] {
    return [...this.#sandboxes.values()]
  }

  /** The sandbox of a name, made from the baseline when there is none. Throws `UsageError`, `TooManySandboxes`. */
  of(name: string): Sandbox {
    return this.#sandboxes.get(name) ?? this.fork(name, this.baseline)
  }

  /** The sandbox of a name, if there is one. */
  peek(name: string): Sandbox | undefined {
    return this.#sandboxes.get(name)
  }

  /** Makes a sandbox that starts at a moment, and returns to it at reset. Throws `UsageError` when the name is taken. */
  fork(name: string, moment: Moment): Sandbox {
    if (!NAME.test(name))
      throw new UsageError(`'${shown(name)}' is no name of a sandbox: 1 to 64 letters, digits, '.', '_' and '-'`)
    if (this.#sandboxes.has(name)) throw new UsageError(`there is a sandbox ${name} already`)
    this.#makeRoom()
    const made = this.#make(name, moment)
    this.#sandboxes.set(name, made)
    return made
  }

  /** Forgets a sandbox; false when there is none of that name. The nameless one is never dropped. */
  drop(name: string): boolean {
    const sandbox = name === '' ? undefined : this.#sandboxes.get(name)
    sandbox?.close()
    return sandbox !== undefined && this.#sandboxes.delete(name)
  }

  /** Drops those that nobody used for long. */
  sweep(): void {
    for (const { name, usedAt } of this.all) if (elapsedSince(usedAt) >= this.limits.idleMs) this.drop(name)
  }

  /** Idle ones go first; while all are in use there is no room. */
  #makeRoom(): void {
    this.sweep()
    if (this.#sandboxes.size > this.limits.sandboxes) {
      throw new TooManySandboxes(
        `there are ${this.limits.sandboxes} sandboxes already and none is idle: drop one with DELETE /_fake/sandboxes/{name}`,
      )
    }
  }

  #make(name: string, baseline: Moment): Sandbox {
    return new Sandbox({
      name,
      baseline,
      instances: this.instances.map((instance) => instance.copy()),
      log: logLimits(this.limits),
      allowed: this.allowed,
    })
  }
}
