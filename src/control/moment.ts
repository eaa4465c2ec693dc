/** A moment as people give it. */
export type Moment = Date | string | number
/** A span of time: milliseconds, or `90s`, `2h`, `1d 12h`. */
export type Span = string | number

/** Years of four digits, which every format of the products can write; what comes of them in a token may lie beyond. */
export const EARLIEST_MS = Date.parse('0000-01-01T00:00:00Z')
export const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z')

/** Milliseconds since the epoch; undefined for what is no moment, and for a text that leaves its offset open. */
export function readMoment(given: Moment): number | undefined {
  const at = typeof given === 'string' ? readIso(given) : Number(given)
  return at >= EARLIEST_MS && at <= LATEST_MS ? Math.trunc(at) : undefined
}

function readIso(text: string): number {
  const isIso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
  return isIso && isInCalendar(text.slice(0, 10)) ? Date.parse(text) : NaN
}

/** `Date.parse` takes 30 February for 2 March. */
function isInCalendar(day: string): boolean {
  const at = Date.parse(day)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day)
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** Milliseconds; undefined for what is no span. */
export function readDuration(given: Span): number | undefined {
  if (typeof given === 'number') return Number.isFinite(given) ? Math.trunc(given) : undefined
  const text = given.trim()
  if (!/^-?\d+(\.\d+)?(ms|[smhdw])( *\d+(\.\d+)?(ms|[smhdw]))*$/.test(text)) return undefined
  let sum = 0
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g))
    sum += Number(count) * (UNITS[unit ?? ''] ?? NaN)
  return Math.trunc(text.startsWith('-') ? -sum : sum)
}
