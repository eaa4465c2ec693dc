import type { DeliveryEntry, LogEntry, LogEvent } from './log-entry.js'
import type { LogQuery } from './log-query.js'

export type { DeliveryEntry, LogEntry, LogEvent } from './log-entry.js'

export interface LogLimits {
  /** Requests that a log keeps. Default 1,000. */
  readonly entries: number
  /** Bytes of a body that are kept. Default 16 KiB. */
  readonly bodyBytes: number
  /** Bytes of all bodies of a log; beyond it the oldest entries go. Default 16 MiB. */
  readonly totalBytes: number
}

export const defaultLogLimits: LogLimits = { entries: 1000, bodyBytes: 16 * 1024, totalBytes: 16 * 1024 * 1024 }

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

  /** Entries that a query asks for, oldest first. */
  query(_query: LogQuery): LogEntry[] {
    throw new Error('not yet')
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
