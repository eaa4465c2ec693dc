import type { Quirk } from '../kernel/quirk.js'
import type { Setup } from '../kernel/product.js'
import { inVersions } from '../kernel/versions.js'
import type { Change } from './changes.js'
import type { UserRow, WekanTables, WekanWorld } from './tables.js'

/** What some routes read beside path and body: files come as bytes, tokens in headers or after the question mark. */
export interface SentRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** As Node's querystring reads it: a name given twice is a list. */
  readonly query: Readonly<Record<string, string | string[] | undefined>>
  readonly bytes: Uint8Array
  /** Where the client found the product. */
  readonly base?: string
  /** What the route's `prepare` made of the request. */
  readonly prepared?: unknown
}

const nothingSent: SentRequest = { headers: {}, query: {}, bytes: new Uint8Array() }

/** What a handler works with: the world, the caller, and the questions it may ask of the profile. */
export interface WekanContext {
  readonly world: WekanWorld
  readonly db: WekanTables
  readonly setup: Setup
  /** Whose token came with the request; undefined without a token and with a bad one alike. */
  readonly user: UserRow | undefined
  /** The token of the request as it came, known or not. */
  readonly authToken: string | undefined
  readonly remote: string
  readonly request: SentRequest
  has(quirk: Quirk): boolean
  /** Whether upstream had made the change in the release that is imitated. */
  after(change: Change): boolean
  /** Says why an answer that tells no reason is as it is. */
  explain(reason: string): void
  /** The moment of the request, as the API writes dates. */
  readonly at: string
  /** Whom hooks take for the caller, by id; over REST nobody, but rules move cards as who set them off. */
  readonly session?: string
  /** Writes as `collection.direct` does: no hook runs, so there are no activities and no webhooks. */
  readonly isDirect?: boolean
}

/** The parts of a context that come from the request. */
export interface Caller {
  readonly user?: UserRow | undefined
  readonly authToken?: string | undefined
  readonly remote: string
  readonly request?: SentRequest
}

export function contextOf(world: WekanWorld, setup: Setup, caller: Caller, reasons: string[]): WekanContext {
  return {
    world,
    db: world.tables,
    setup,
    user: caller.user,
    authToken: caller.authToken,
    remote: caller.remote,
    request: caller.request ?? nothingSent,
    has: (quirk) => setup.quirks.has(quirk.name),
    after: (change) => inVersions(change, setup.profile.version),
    explain: (reason) => {
      reasons.push(reason)
    },
    at: new Date(world.now()).toISOString(),
  }
}
