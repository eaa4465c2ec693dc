import type { DeliveryOutcome } from '../kernel/delivery.js'
import type { Deviation } from '../kernel/operation.js'

/** One request as the log tells it. Secrets are masked before it exists. */
export interface LogEntry {
  readonly event: 'request'
  /** Counts the requests of this server from 1. */
  readonly seq: number
  /** By the world's clock, ISO 8601. */
  readonly at: string
  readonly product: string
  readonly method: string
  /** Path and query; the values of secrets are `***`. */
  readonly path: string
  readonly status: number
  /** Time spent by the fake, in milliseconds. */
  readonly ms: number
  readonly operations: readonly string[]
  readonly actor?: string
  /** Why the product failed without saying so. */
  readonly reasons: readonly string[]
  readonly deviations: readonly Deviation[]
}

/** What became of a request that the fake sent, or would have sent, of its own accord. */
export interface DeliveryEntry {
  readonly event: 'delivery'
  /** Counts the deliveries of this server from 1. */
  readonly seq: number
  /** By the world's clock, ISO 8601. */
  readonly at: string
  readonly product: string
  /** What happened, as the product calls it: `act-createCard`. */
  readonly about: string
  /** Where to; the values of secrets in the query are `***`. */
  readonly url: string
  readonly outcome: DeliveryOutcome['kind']
  /** What the receiver answered. */
  readonly status?: number
  /** Why it was not delivered. */
  readonly why?: string
}

export type LogEvent = LogEntry | DeliveryEntry

const SECRET_PARAMETERS = /([?&](?:access_token|authToken|token|password)=)[^&]*/gi

const CREDENTIALS = /^(\w+:\/\/)[^/@]*@/

/** A path or address that may carry tokens or a password, without them. */
export function maskPath(path: string): string {
  return path.replace(SECRET_PARAMETERS, '$1***').replace(CREDENTIALS, '$1***@')
}

/** The last requests, and whoever follows them. */
export class RequestLog {
  readonly #entries: LogEntry[] = []
  readonly #followers = new Set<(event: LogEvent) => void>()
  #seq = 0
  #deliveries = 0

  constructor(readonly limit = 1000) {}

  get entries(): readonly LogEntry[] {
    return this.#entries
  }

  /** Calls `follower` for every request and delivery from now on; returns how to stop it. */
  follow(follower: (event: LogEvent) => void): () => void {
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }

  write(entry: Omit<LogEntry, 'event' | 'seq'>): void {
    this.#seq += 1
    const full: LogEntry = { event: 'request', seq: this.#seq, ...entry, path: maskPath(entry.path) }
    this.#entries.push(full)
    // Dropping half at a time keeps the cost of a full log at one copy per limit/2 requests.
    if (this.#entries.length > this.limit * 1.5) this.#entries.splice(0, this.#entries.length - this.limit)
    for (const follower of this.#followers) follower(full)
  }

  /** Tells the followers of a delivery; the list of all is the product's. */
  tell(delivery: Omit<DeliveryEntry, 'event' | 'seq'>): void {
    this.#deliveries += 1
    const full: DeliveryEntry = {
      event: 'delivery',
      seq: this.#deliveries,
      ...delivery,
      url: maskPath(delivery.url),
    }
    for (const follower of this.#followers) follower(full)
  }

  clear(): void {
    this.#entries.length = 0
  }
}
