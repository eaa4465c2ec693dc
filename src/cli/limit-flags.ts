import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import { defaultLimits } from '../server/limits.js'
import type { Limits } from '../server/limits.js'

interface LimitFlag {
  readonly flag: string
  readonly about: string
  /** What one of the flag is in the unit of the limit. */
  readonly unit?: number
}

/** An option for every limit. */
const flags: Readonly<Record<keyof Limits, LimitFlag>> = {
  bodyBytes: { flag: '--max-body <bytes>', about: "bytes of a request; default: the product's own limit" },
  controlBodyBytes: { flag: '--max-control-body <bytes>', about: 'bytes of a request for the control plane' },
  logEntries: { flag: '--max-log <n>', about: 'requests that a log keeps' },
  logBodyBytes: { flag: '--max-log-body <bytes>', about: 'bytes of a body that a log keeps' },
  logTotalBytes: { flag: '--max-log-bytes <bytes>', about: 'bytes of all bodies of a log' },
  sandboxes: { flag: '--max-sandboxes <n>', about: 'sandboxes at a time, beside the nameless one' },
  snapshots: { flag: '--max-snapshots <n>', about: 'snapshots at a time' },
  idleMs: { flag: '--idle <seconds>', about: 'after which an unused sandbox is dropped', unit: 1000 },
}

const all = Object.entries(flags) as [keyof Limits, LimitFlag][]

export function withLimits(command: Command): Command {
  for (const [name, { flag, about, unit = 1 }] of all) {
    const given = defaultLimits[name] / unit
    if (Number.isFinite(given)) command.option(flag, about, wholeNumber, given)
    else command.option(flag, about, wholeNumber)
  }
  return command
}

/** The limits that the options of a command say. */
export function limitsOf(command: Command): Partial<Limits> {
  const given = new Map<string, unknown>(Object.entries(command.opts()))
  return Object.fromEntries(
    all.flatMap(([name, { flag, unit = 1 }]) => {
      const value = given.get(memberOf(flag))
      return typeof value === 'number' ? [[name, value * unit]] : []
    }),
  )
}

/** `--max-log-body <bytes>` is `maxLogBody` among the options. */
const memberOf = (flag: string): string =>
  (flag.split(' ')[0] ?? '').slice(2).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('a whole number is expected.')
  return value
}
