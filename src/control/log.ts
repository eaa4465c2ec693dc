import { Draft } from './log-draft.js'
import type { Told } from './log-draft.js'
import type { DeliveryEntry, LogEntry, LogEvent } from './log-entry.js'
import { refuseUnknown } from './known.js'
import type { Known } from './known.js'
import { matchesQuery } from './log-query.js'
import type { LogQuery } from './log-query.js'
import { Masks } from './mask.js'

export type { DeliveryEntry, LogEntry, LogEvent } from './log-entry.js'

export interface LogLimits {
  /** Requests that a log keeps; the oldest go. Default 1,000. */
  readonly entries: number
  /** Bytes of a body that are kept. Default 16 KiB. */
  readonly bodyBytes: number
  /** Bytes of all bodies of a log; beyond it the oldest requests go. Default 16 MiB. */
  readonly totalBytes: number
}

/** Number of the last forgotten request of a kind; 0 for none. */
export interface ForgottenWrong {
  readonly deviant: number
  readonly unmatched: number
}

export const defaultLogLimits: LogLimits = { entries: 1000, bodyBytes: 16 * 1024, totalBytes: 16 * 1024 * 1024 }

/** The last requests of a sandbox, and whoever follows them. Secrets are masked in everything that can be read. */
export class RequestLog {
  readonly limits: LogLimits
  /** Those before `#first` are forgotten; the array is cut now and then. */
  #drafts: (Draft | undefined)[] = []
  #first = 0
  #weight = 0
  #wrong: ForgottenWrong = { deviant: 0, unmatched: 0 }
  /** Each with what it is told when nothing more comes. */
  readonly #followers = new Map<(event: LogEvent) => void, () => void>()
  readonly #masks = new Masks()
  #seq = 0
  #deliveries = 0

  constructor(
    limits: Partial<LogLimits> = {},
    readonly known: Known = {},
  ) {
    this.limits = { ...defaultLogLimits, ...limits }
  }

  /** What is kept, oldest first. */
  get entries(): readonly LogEntry[] {
    return this.#drafts.slice(this.#first).flatMap((draft) => draft?.entry ?? [])
  }

  /** Number of the last request; 0 before the first. */
  get last(): number {
    return this.#seq
  }

  /** How many requests were forgotten because of the limits. */
  get forgotten(): number {
    return this.#seq - (this.#drafts.length - this.#first)
  }

  /** Of those that were forgotten, the last that was wrong: who judges all calls must know of it. */
  get forgottenWrong(): ForgottenWrong {
    return this.#wrong
  }

  /**
   * Entries that a query asks for, oldest first.
   * @throws UsageError for a product or an operation that is not served.
   */
  query(query: LogQuery = {}): LogEntry[] {
    const { products = [] } = this.known
    // What no product claims is in the log, too.
    refuseUnknown(query, { ...this.known, ...(products.length > 0 ? { products: [...products, 'none'] } : {}) })
    const found = this.entries.filter((entry) => matchesQuery(query, entry))
    return query.limit === undefined ? found : found.slice(-query.limit)
  }

  /** Calls `follower` for every request and delivery from now on, and `ended` when there will be none; returns how to stop it. */
  follow(follower: (event: LogEvent) => void, ended: () => void = () => undefined): () => void {
    this.#followers.set(follower, ended)
    return () => this.#followers.delete(follower)
  }

  /** Nothing more will come: its sandbox was dropped. */
  end(): void {
    for (const ended of [...this.#followers.values()]) ended()
    this.#followers.clear()
  }

  write(told: Told): void {
    this.#seq += 1
    const draft = new Draft(this.#seq, told, { masks: this.#masks, bodyBytes: this.limits.bodyBytes })
    this.#drafts.push(draft)
    this.#weight += draft.weight
    while (this.#isOverfull()) this.#forgetOldest()
    if (this.#followers.size > 0) this.#tell(draft.entry)
  }

  /** Tells the followers of a delivery; the list of all is the product's. */
  tell(delivery: Omit<DeliveryEntry, 'event' | 'seq'>): void {
    this.#deliveries += 1
    this.#tell({ event: 'delivery', seq: this.#deliveries, ...delivery, url: this.#masks.path(delivery.url) })
  }

  /** Forgets everything; requests are counted from 1 again. */
  clear(): void {
    this.#drafts = []
    this.#first = 0
    this.#weight = 0
    this.#seq = 0
    this.#deliveries = 0
    this.#wrong = { deviant: 0, unmatched: 0 }
    this.#masks.clear()
  }

  /** A follower that fails must not fail the request that it is told of. */
  #tell(event: LogEvent): void {
    for (const follower of [...this.#followers.keys()]) {
      try {
        follower(event)
      } catch {
        this.#followers.delete(follower)
      }
    }
  }

  /** The last request is kept however long its bodies are, unless nothing may be kept. */
  #isOverfull(): boolean {
    const count = this.#drafts.length - this.#first
    return count > this.limits.entries || (count > 1 && this.#weight > this.limits.totalBytes)
  }

  #forgetOldest(): void {
    const { seq = 0, weight = 0, isDeviant = false, isUnmatched = false } = this.#drafts[this.#first] ?? {}
    const { deviant, unmatched } = this.#wrong
    if (isDeviant || isUnmatched)
      this.#wrong = { deviant: isDeviant ? seq : deviant, unmatched: isUnmatched ? seq : unmatched }
    this.#weight -= weight
    this.#drafts[this.#first] = undefined
    this.#first += 1
    // Half at a time, so that a full log costs one copy of a reference per request.
    if (this.#first * 2 < this.#drafts.length) return
    this.#drafts = this.#drafts.slice(this.#first)
    this.#first = 0
  }
}
