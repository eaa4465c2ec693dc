import type { NeutralCard, StreamedCard, StreamedMoment } from './neutral.js'

/** A moment in UTC, with milliseconds: what `Date` writes. Whole hours are often the same, and are held once. */
export function isoOf(moment: StreamedMoment): string {
  if (typeof moment === 'string') return new Date(moment).toISOString()
  if (moment % HOUR !== 0) return written(moment)
  const known = hours.get(moment)
  if (known !== undefined) return known
  const text = written(moment)
  if (hours.size < MOST) hours.set(moment, text)
  return text
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** The hours of ten years. */
const MOST = 87_600
const hours = new Map<number, string>()
const days = new Map<number, string>()
const scratch = Buffer.from('1970-01-01T00:00:00.000Z', 'latin1')

/** Whole minutes of a day that was seen before take a tenth of the time that `Date` takes. */
function written(at: number): string {
  const day = Math.floor(at / DAY)
  const known = at % MINUTE === 0 ? days.get(day) : undefined
  if (known === undefined) {
    const text = new Date(at).toISOString()
    if (days.size < MOST && text.length === scratch.length) days.set(day, text.slice(0, 10))
    return text
  }
  const minutes = (at - day * DAY) / MINUTE
  scratch.write(known, 0, 'latin1')
  put(11, Math.floor(minutes / 60))
  put(14, minutes % 60)
  return scratch.toString('latin1')
}

function put(at: number, value: number): void {
  scratch[at] = 48 + Math.floor(value / 10)
  scratch[at + 1] = 48 + (value % 10)
}

const writtenMoment = (moment: StreamedMoment): string => (typeof moment === 'number' ? isoOf(moment) : moment)

/** A card as files hold it. */
export function writtenCard(card: StreamedCard): NeutralCard {
  const { created, start, due, closed, comments } = card
  const own = {
    ...card,
    created: created === undefined ? undefined : writtenMoment(created),
    start: start === undefined ? undefined : writtenMoment(start),
    due: due === undefined ? undefined : writtenMoment(due),
    closed: closed === undefined || typeof closed === 'boolean' ? closed : writtenMoment(closed),
    comments: comments?.map(({ at, ...said }) => (at === undefined ? said : { ...said, at: writtenMoment(at) })),
  }
  // What is not there is left out.
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)) as NeutralCard
}
