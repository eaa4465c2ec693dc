import type { WorldChange } from './changes.js'
import type { Deviation } from './operation.js'

/** A request as the wire brought it, free of any HTTP framework. */
export interface Inbound {
  readonly method: string
  /** Path below the product's prefix, percent-encoding untouched, without the query. */
  readonly path: string
  /** What follows `?`, without it; empty when there is none. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** At most the product's `bodyLimitBytes`; of a longer one nothing is here and `isTooLong` is set. */
  readonly body: Uint8Array
  readonly isTooLong?: boolean
  /** Address of the client, for limits per address. */
  readonly remote: string
  /** Where the client found the product: `http://127.0.0.1:3000/wekan`. */
  readonly base?: string
}

/** What goes back. `body` undefined means no body and no content type of the adapter's own. */
export interface Outbound {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Nothing goes back: the connection stays open until the client gives up. */
  readonly isSilent?: boolean
  readonly trace: Trace
}

/** What the request log says of one call, beside method, path and status. */
export interface Trace {
  /** Ids of the operations that ran; several in a batch, none when nothing matched. */
  operations: string[]
  /** Login name of the caller; absent when nobody was recognised. */
  actor?: string
  /** Why the product answered a failure that tells no reason of its own. */
  reasons: string[]
  deviations: Deviation[]
  /** Rows that the request changed; set where they were changed. */
  changes?: readonly WorldChange[]
}

export function newTrace(): Trace {
  return { operations: [], reasons: [], deviations: [] }
}

/**
 * The header in which the fake speaks of itself on a product's path: `not-built; …`, `strict; …`, `reason; …`.
 * Header values are Latin-1: anything else is percent-encoded.
 */
export function fakeHeader(
  kind: 'not-built' | 'strict' | 'reason' | 'error' | 'no-such-path' | 'no-such-operation' | 'sandbox' | 'fault',
  text: string,
): Record<string, string> {
  // By code points, because half of a surrogate pair cannot be encoded.
  const whole = text.replace(/\p{Surrogate}/gu, '\ufffd')
  const safe = whole.replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character)).slice(0, 500)
  return { 'x-fake': safe === '' ? kind : `${kind}; ${safe}` }
}
