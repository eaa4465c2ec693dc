import type { RequestLog } from '../control/log.js'
import type { DeliveryView } from '../control/operations/deliveries.js'
import type { Delivery, DeliveryOutcome } from '../kernel/delivery.js'
import { UsageError } from '../kernel/product.js'
import type { World } from '../kernel/world.js'
import type { Instance } from './instance.js'

/** How long a receiver may take to answer. */
const TIMEOUT_MS = 10_000

/** A delivery and the world that asked for it, which is another one after a reset. */
interface Errand {
  readonly instance: Instance
  readonly world: World
  readonly delivery: Delivery
}

/**
 * Sends what products ask for, after they have answered. Only this machine and hosts that were allowed are called; of
 * any other delivery it is written down that it would have been sent. Deliveries to one address keep their order.
 */
export class Deliverer {
  /** Deliveries under way, by the world that asked for them. */
  #taken = new WeakMap<World, Set<number>>()
  /** The last delivery to each address; the next one waits for it. */
  readonly #lanes = new Map<string, Promise<void>>()
  #stop = new AbortController()
  #isDue = false

  constructor(
    readonly instances: readonly Instance[],
    readonly log: RequestLog,
    readonly allowed: ReadonlySet<string>,
    readonly timeoutMs: number = TIMEOUT_MS,
  ) {}

  /** A product has answered: once the answer is on its way, what waits is sent. */
  answered(): void {
    if (this.#isDue || !this.instances.some(hasWaiting)) return
    this.#isDue = true
    setImmediate(() => {
      this.#isDue = false
      this.#send()
    })
  }

  /** Once nothing waits and nothing is under way. */
  async idle(): Promise<void> {
    this.#send()
    while (this.#lanes.size > 0) await Promise.all(this.#lanes.values())
  }

  /** Breaks off what is under way. */
  abandon(why: string): void {
    this.#stop.abort(new Error(why))
    this.#stop = new AbortController()
  }

  #send(): void {
    for (const instance of this.instances) {
      const { world } = instance
      for (const delivery of instance.product.outbox?.waiting(world) ?? []) this.#take({ instance, world, delivery })
    }
  }

  #take(errand: Errand): void {
    const { world, delivery } = errand
    const taken = this.#taken.get(world) ?? new Set()
    if (taken.has(delivery.id)) return
    this.#taken.set(world, taken.add(delivery.id))
    const refusal = delivery.withheld ?? whyWithheld(delivery.url, this.allowed)
    if (refusal !== undefined) {
      this.#settle(errand, { kind: 'withheld', at: momentOf(world), why: refusal })
      return
    }
    this.#queue(errand)
  }

  #queue(errand: Errand): void {
    const { url } = errand.delivery
    const stop = this.#stop.signal
    const before = this.#lanes.get(url) ?? Promise.resolve()
    const lane = before.then(async () => {
      this.#settle(errand, await this.#post(errand, stop))
      if (this.#lanes.get(url) === lane) this.#lanes.delete(url)
    })
    this.#lanes.set(url, lane)
  }

  async #post({ instance, world, delivery }: Errand, stop: AbortSignal): Promise<DeliveryOutcome> {
    const { id, url, headers, body } = delivery
    const { outbox } = instance.product
    const ending = new AbortController()
    const late = setTimeout(() => {
      ending.abort(new Error(`no answer within ${this.timeoutMs} ms`))
    }, this.timeoutMs)
    const end = (): void => {
      ending.abort(stop.reason)
    }
    stop.addEventListener('abort', end)
    if (stop.aborted) end()
    try {
      const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: ending.signal })
      const told = outbox?.answered && answer.ok ? await jsonOf(answer) : undefined
      await answer.body?.cancel()
      if (told !== undefined) outbox?.answered?.(world, id, told)
      return { kind: 'delivered', at: momentOf(world), status: answer.status }
    } catch (error) {
      return { kind: 'failed', at: momentOf(world), why: reasonOf(error).replaceAll(url, 'the address') }
    } finally {
      clearTimeout(late)
      stop.removeEventListener('abort', end)
    }
  }

  #settle({ instance, world, delivery }: Errand, outcome: DeliveryOutcome): void {
    instance.product.outbox?.settle(world, delivery.id, outcome)
    this.#taken.get(world)?.delete(delivery.id)
    const { kind, at, ...rest } = outcome
    this.log.tell({
      at,
      product: instance.product.name,
      about: delivery.event,
      url: delivery.url,
      outcome: kind,
      ...rest,
    })
  }
}

/** Longer answers are not read. */
const ANSWER_LIMIT_BYTES = 1024 * 1024

/** The body of an answer as JSON; undefined where it is none. */
async function jsonOf(answer: Response): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Left early, the loop cancels the body.
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > ANSWER_LIMIT_BYTES) return undefined
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

const hasWaiting = ({ product, world }: Instance): boolean => (product.outbox?.waiting(world).length ?? 0) > 0

const momentOf = (world: World): string => new Date(world.now()).toISOString()

/** What fetch says is 'fetch failed'; why it failed stands in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause: unknown = error.cause
  if (!(cause instanceof Error)) return error.message
  const code = 'code' in cause ? String(cause.code) : ''
  return cause.message || code || error.message
}

/** Why a delivery is not sent; undefined when it is. An address that is none is left to fail. */
function whyWithheld(url: string, allowed: ReadonlySet<string>): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') return `${protocol} is no protocol of webhooks`
  if (isThisMachine(hostname) || allowed.has(hostname)) return undefined
  return `${hostname} is not this machine; --allow-outbound ${hostname} allows it`
}

/** Names are taken as `URL` writes them: IPv4 as a dotted quad, IPv6 in brackets and shortest. */
function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** Host names in the spelling of `URL`. Throws `UsageError` for what is no host. */
export function hostNames(given: readonly string[]): ReadonlySet<string> {
  return new Set(given.map(hostOf))
}

function hostOf(given: string): string {
  const isBare = /^(\[[\da-f:.]+\]|[^\s/:?#@\\[\]]+)$/i.test(given)
  if (!isBare || !URL.canParse(`http://${given}`)) {
    throw new UsageError(`'${given}' is not a host: write hooks.example.com, without protocol, port and path`)
  }
  return new URL(`http://${given}`).hostname
}

/** Every delivery of the worlds as they are now. */
export function deliveriesOf(instances: readonly Instance[]): DeliveryView[] {
  return instances.flatMap(({ product, world }) =>
    (product.outbox?.all(world) ?? []).map(({ id, at, event, url, headers, body, outcome }) => ({
      product: product.name,
      id,
      at,
      event,
      url,
      headers: { ...headers },
      body,
      outcome: outcome ?? { kind: 'waiting' },
    })),
  )
}
