import { defaultLogLimits } from '../control/log.js'
import type { LogLimits } from '../control/log.js'
import { refuseStray } from '../kernel/near.js'
import { UsageError } from '../kernel/product.js'

/** What a fake keeps and takes at most. */
export interface Limits {
  /** How many sandboxes there may be beside the one without a name. Default 1,000. */
  readonly sandboxes: number
  /** Milliseconds after which one that nobody used is dropped. Default 30 minutes. */
  readonly idleMs: number
  /** Requests that a log keeps. Default 1,000. */
  readonly logEntries: number
  /** Bytes of a body that a log keeps. Default 16 KiB. */
  readonly logBodyBytes: number
  /** Bytes of all bodies of a log. Default 16 MiB. */
  readonly logTotalBytes: number
  /** How many snapshots there may be. Default 100. */
  readonly snapshots: number
  /** Bytes of a request's body; the product's own limit where that is lower. Default: the product's. */
  readonly bodyBytes: number
  /** Bytes of a body for the control plane, state files among them. Default 512 MiB. */
  readonly controlBodyBytes: number
}

export const defaultLimits: Limits = {
  sandboxes: 1000,
  idleMs: 30 * 60_000,
  logEntries: defaultLogLimits.entries,
  logBodyBytes: defaultLogLimits.bodyBytes,
  logTotalBytes: defaultLogLimits.totalBytes,
  snapshots: 100,
  bodyBytes: Number.POSITIVE_INFINITY,
  controlBodyBytes: 512 * 1024 * 1024,
}

export const logLimits = ({ logEntries, logBodyBytes, logTotalBytes }: Limits): LogLimits => ({
  entries: logEntries,
  bodyBytes: logBodyBytes,
  totalBytes: logTotalBytes,
})

/**
 * The defaults with what is given. Throws `UsageError` for what is no number, beside which anything would fit, and for
 * less than nothing, which no log could be cut down to.
 */
export function resolveLimits(given: Partial<Limits> = {}): Limits {
  refuseStray(given, Object.keys(defaultLimits), 'limits')
  const limits = { ...defaultLimits, ...given }
  for (const [name, value] of Object.entries(limits)) {
    if (typeof value !== 'number' || Number.isNaN(value))
      throw new UsageError(`limits.${name}: a number is expected, not ${String(value)}`)
    if (value < 0) throw new UsageError(`limits.${name}: 0 or more is expected, not ${value}`)
  }
  return limits
}
