import { FaultPlan } from '../control/faults.js'
import type { Known } from '../control/known.js'
import { RequestLog } from '../control/log.js'
import type { LogLimits } from '../control/log.js'
import { stopwatch } from '../kernel/clock.js'
import type { Clock } from '../kernel/clock.js'
import type { World } from '../kernel/world.js'
import { Deliverer } from './deliveries.js'
import type { Instance } from './instance.js'

/** Worlds of all products at one moment, and the clock that they shared. */
export interface Moment {
  readonly worlds: ReadonlyMap<string, World>
  readonly clock: Clock
}

export interface SandboxOptions {
  /** `''` is the one that requests without a name reach. */
  readonly name: string
  /** What it starts from and returns to. */
  readonly baseline: Moment
  readonly instances: readonly Instance[]
  readonly log: Partial<LogLimits>
  /** Hosts to which webhooks are sent, beside this machine. */
  readonly allowed: ReadonlySet<string>
}

/** An isolated copy of everything: worlds, clock, faults, log. Making one costs the same however large the worlds are. */
export class Sandbox {
  readonly name: string
  readonly instances: readonly Instance[]
  readonly log: RequestLog
  readonly faults: FaultPlan
  /** What a fault or an expectation may speak of. */
  readonly known: Known
  readonly deliverer: Deliverer
  /** Reading of the stopwatch at the last request, for the idle ones to be dropped. */
  usedAt = stopwatch()
  #baseline: Moment
  #clock: Clock
  #generation = 0

  constructor({ name, baseline, instances, log, allowed }: SandboxOptions) {
    this.name = name
    this.#baseline = baseline
    this.#clock = baseline.clock.fork()
    this.instances = instances
    this.known = knownIn(instances)
    this.log = new RequestLog(log, this.known)
    this.faults = new FaultPlan(seedOfFaults(baseline), () => this.#clock.now(), this.known)
    this.deliverer = new Deliverer(instances, this.log, allowed)
    this.#become(baseline)
  }

  /** What reset returns to. */
  get baseline(): Moment {
    return this.#baseline
  }

  /** From now on reset returns to this moment. */
  rebase(moment: Moment): void {
    this.#baseline = moment
  }

  get clock(): Clock {
    return this.#clock
  }

  /** Back to the seeded baseline, without faults, with an empty log. */
  reset(): void {
    this.#become(this.#baseline)
    this.faults.clear()
    this.log.clear()
  }

  /** Everything as it is now; independent of what comes. */
  moment(): Moment {
    const clock = this.#clock.fork()
    return { clock, worlds: new Map(this.instances.map(({ product, world }) => [product.name, world.fork(clock)])) }
  }

  /** Back to a moment, which stays as it is. Faults and log are kept. */
  restore(moment: Moment): void {
    this.#become(moment)
  }

  /** Changes whenever the state is exchanged as a whole: what was signed in before is not any more. */
  get generation(): number {
    return this.#generation
  }

  touch(): void {
    this.usedAt = stopwatch()
    this.#clock.tick()
  }

  /** Breaks off what is under way. */
  close(): void {
    this.deliverer.abandon('the sandbox was dropped')
    this.log.end()
  }

  #become({ worlds, clock }: Moment): void {
    generations += 1
    this.#generation = generations
    this.deliverer.abandon('the fake was reset')
    this.#clock = clock.fork()
    for (const instance of this.instances) {
      const world = worlds.get(instance.product.name)
      if (world) instance.become(world.fork(this.#clock))
    }
  }
}

/** Counted over all sandboxes: one that takes the place of another has a generation of its own. */
let generations = 0

const knownIn = (instances: readonly Instance[]): Known => ({
  products: instances.map(({ product }) => product.name),
  operations: instances.flatMap(({ product }) => product.operations.map(({ id }) => id)),
})

/** Sandboxes of one baseline have the same faults strike the same calls, as they give the same ids. */
function seedOfFaults({ worlds }: Moment): string {
  return [...worlds.values()].map(({ ids }) => ids.state).join(' ')
}
