/** A point on the wall clock of some zone. */
export interface WallTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** The clock of a zone; PHP stays with UTC when it does not know the name. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known) return known
  const clock = makeClock(zone) ?? clockOf('UTC')
  clocks.set(zone, clock)
  return clock
}

function makeClock(timeZone: string): Intl.DateTimeFormat | undefined {
  const numeric = 'numeric'
  const parts = {
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  } as const
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', era: 'short', ...parts })
  } catch {
    return undefined
  }
}

/** What the clock of a zone shows at an instant, in Unix seconds. */
export function wallAt(zone: string, seconds: number): WallTime {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(seconds * 1000)
      .map(({ type, value }) => [type, value]),
  )
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type) ?? 0)
  const year = number('year')
  return {
    year: parts.get('era') === 'BC' ? 1 - year : year,
    month: number('month'),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
    second: number('second'),
  }
}

/** The instant of a wall time in UTC, in Unix seconds; members beyond their range carry over. */
function utcSeconds({ year, month, day, hour, minute, second }: WallTime): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second, 0)
  return date.getTime() / 1000
}

const offsetAt = (zone: string, seconds: number): number => utcSeconds(wallAt(zone, seconds)) - seconds
const daySeconds = 24 * 60 * 60

/**
 * The instant at which a zone's clock shows a time, in Unix seconds. As in PHP 8.2, of a time that comes twice it is the
 * second one, and a time that is left out counts from before the change.
 */
export function instantOf(zone: string, wall: WallTime): number {
  const asUtc = utcSeconds(wall)
  if (zone === 'UTC') return asUtc
  const before = offsetAt(zone, asUtc - daySeconds)
  const after = offsetAt(zone, asUtc + daySeconds)
  const second = asUtc - after
  return offsetAt(zone, second) === after ? second : asUtc - before
}

/** The first second of the day that a zone's clock shows at an instant. */
export function dayOf(zone: string, seconds: number): number {
  return instantOf(zone, { ...wallAt(zone, seconds), hour: 0, minute: 0, second: 0 })
}
