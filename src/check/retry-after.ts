import type { WireAnswer } from '../kernel/protocol.js'
import { Clock } from '../kernel/clock.js'

/** How long a server asks to wait before the call is sent again. */
export interface Patience {
  readonly ms: number
  /** The header as it came. */
  readonly asked: string
  readonly isCapped: boolean
}

const LONGEST_MS = 60_000

/** From a 429 or 503 with Retry-After, in seconds or as a date (RFC 9110, 10.2.3); undefined where nothing is asked. */
export function patienceFor({ status, headers = {} }: WireAnswer): Patience | undefined {
  const asked = headers['retry-after']
  if ((status !== 429 && status !== 503) || asked === undefined) return undefined
  const ms = /^\s*\d+\s*$/.test(asked) ? Number(asked) * 1000 : until(asked, headers['date'])
  if (ms === undefined) return undefined
  return { ms: Math.min(Math.max(ms, 0), LONGEST_MS), asked, isCapped: ms > LONGEST_MS }
}

/** By the server's own clock where it shows it. */
function until(date: string, now: string | undefined): number | undefined {
  const at = Date.parse(date)
  if (Number.isNaN(at)) return undefined
  const shown = now === undefined ? Number.NaN : Date.parse(now)
  return at - (Number.isNaN(shown) ? new Clock().now() : shown)
}
