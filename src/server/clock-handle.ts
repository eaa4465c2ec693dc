import { readDuration, readMoment } from '../control/moment.js'
import type { Moment as PointInTime, Span } from '../control/moment.js'
import type { Clock, ClockMode, ClockState } from '../kernel/clock.js'
import { UsageError } from '../kernel/product.js'

export type { Span } from '../control/moment.js'
export type { Moment as PointInTime } from '../control/moment.js'

/** The clock of a sandbox, as tests handle it. Points in time are a Date, ISO 8601 text or milliseconds. */
export interface ClockHandle {
  readonly mode: ClockMode
  /** How it stands and goes. */
  readonly state: ClockState
  /** Milliseconds since the epoch. */
  now(): number
  /** Puts it to a moment; a real clock stands still there. */
  set(at: PointInTime): void
  /** Moves it: milliseconds, or `90s`, `2h`, `1d 12h`, `-3d`. A real clock runs on from there. */
  advance(by: Span): void
  /** Stops it, at a moment or where it stands. */
  freeze(at?: PointInTime): void
  /** Lets it run, from a moment or from where it stands; speed 60 makes a second a minute. */
  run(how?: { readonly from?: PointInTime; readonly speed?: number }): void
  /** One millisecond a request, from where it stands. */
  tick(): void
  /** Back to the machine's. */
  real(): void
}

/** A handle on whatever clock the sandbox has at the time. */
export function clockHandle(clock: () => Clock): ClockHandle {
  return {
    get mode() {
      return clock().mode
    },
    get state() {
      return clock().state
    },
    now: () => clock().now(),
    set: (at) => {
      clock().set(momentOf(at))
    },
    advance: (by) => {
      const own = clock()
      const ms = spanOf(by)
      if (readMoment(own.now() + ms) === undefined) throw new UsageError(`${by}: that is beyond the years 0 to 9999`)
      own.advance(ms)
    },
    freeze: (at) => {
      const own = clock()
      const to = at === undefined ? own.now() : momentOf(at)
      own.change('frozen')
      own.set(to)
    },
    run: ({ from, speed = 1 } = {}) => {
      if (!(speed > 0 && speed <= 1e6))
        throw new UsageError(`speed ${speed}: a number above 0, up to a million, is expected`)
      const own = clock()
      const at = from === undefined ? own.now() : momentOf(from)
      own.change('running', speed)
      own.set(at)
    },
    tick: () => {
      clock().change('ticking')
    },
    real: () => {
      clock().change('real')
    },
  }
}

function momentOf(given: PointInTime): number {
  const at = readMoment(given)
  if (at !== undefined) return at
  throw new UsageError(`'${String(given)}' is no moment: give a Date, 2026-01-05T09:00:00Z or milliseconds`)
}

function spanOf(given: Span): number {
  const ms = readDuration(given)
  if (ms !== undefined) return ms
  throw new UsageError(`'${given}' is no span of time: give milliseconds, or 90s, 2h, 1d 12h`)
}
