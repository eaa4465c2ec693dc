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

const SECRET_PARAMETERS = /([?&](?:access_token|authToken|token|password)=)[^&]*/gi

/** A path whose query may carry tokens, without them. */
export function maskPath(path: string): string {
  return path.replace(SECRET_PARAMETERS, '$1***')
}

/** The last requests, and whoever follows them. */
export class RequestLog {
  readonly #entries: LogEntry[] = []
  readonly #followers = new Set<(entry: LogEntry) => void>()
  #seq = 0

  constructor(readonly limit = 1000) {}

  get entries(): readonly LogEntry[] {
    return this.#entries
  }

  /** Calls `follower` for every request from now on; returns how to stop it. */
  follow(follower: (entry: LogEntry) => void): () => void {
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

  clear(): void {
    this.#entries.length = 0
  }
}
