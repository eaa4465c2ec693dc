import type { NeutralCard, StreamedCard, StreamedMoment } from './neutral.js'

/** Seconds. */
const MINUTE = 60
const MINUTES = 24 * 60
const DAY = MINUTES * MINUTE
/** As far back and ahead of the first moment. */
const MOST_DAYS = 2000

/**
 * Moments in UTC with milliseconds, as `Date` writes them. Of a million cards many were made in the same minute: its
 * text is made once, in a fifth of the time that `Date` takes.
 */
export class Moments {
  readonly #dates = new Map<number, string>()
  readonly #texts: (string | undefined)[] = []
  /** The first day that is held. */
  #from = NaN
  readonly #scratch = Buffer.from('1970-01-01T00:00:00.000Z', 'latin1')

  textOf(moment: StreamedMoment): string {
    if (typeof moment === 'string') return isWritten(moment) ? moment : new Date(moment).toISOString()
    if (moment % MINUTE !== 0) return new Date(moment * 1000).toISOString()
    return this.#texts[moment / MINUTE - this.#from * MINUTES] ?? this.#written(moment)
  }

  #written(moment: number): string {
    const day = Math.floor(moment / DAY)
    if (Number.isNaN(this.#from)) this.#from = day - MOST_DAYS / 2
    const at = moment / MINUTE - this.#from * MINUTES
    const date = this.#dates.get(day)
    const isNear = day >= this.#from && day < this.#from + MOST_DAYS
    const text = date === undefined ? new Date(moment * 1000).toISOString() : this.#joined(date, at % MINUTES)
    if (!isNear || text.length !== this.#scratch.length) return text
    if (date === undefined) this.#dates.set(day, text.slice(0, 10))
    while (this.#texts.length <= at) this.#texts.push(undefined)
    this.#texts[at] = text
    return text
  }

  #joined(date: string, minute: number): string {
    this.#scratch.write(date, 0, 'latin1')
    this.#put(11, Math.floor(minute / 60))
    this.#put(14, minute % 60)
    return this.#scratch.toString('latin1')
  }

  #put(at: number, value: number): void {
    this.#scratch[at] = 48 + Math.floor(value / 10)
    this.#scratch[at + 1] = 48 + (value % 10)
  }
}

/** Whether a moment of ISO 8601 is in UTC with milliseconds already. */
const isWritten = (moment: string): boolean => moment.length === 24 && moment.endsWith('Z')

const writtenMoment = (moment: StreamedMoment): string =>
  typeof moment === 'number' ? new Date(moment * 1000).toISOString() : moment

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
