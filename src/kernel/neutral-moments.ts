import type { NeutralCard, StreamedCard, StreamedMoment } from './neutral.js'

/** Seconds. */
const MINUTE = 60
const DAY = 24 * 60 * MINUTE
/**
 * Moments in UTC with milliseconds, as `Date` writes them. A million cards are of some thousand days: a text is put
 * together of its day and its minute, each written once.
 */
export class Moments {
  readonly #days = new Map<number, string>()
  /** Index: minute of the day. */
  readonly #minutes = Array.from({ length: DAY / MINUTE }, (_, at) =>
    new Date(at * MINUTE * 1000).toISOString().slice(11),
  )

  textOf(moment: StreamedMoment): string {
    if (typeof moment === 'string') return isWritten(moment) ? moment : new Date(moment).toISOString()
    if (moment % MINUTE !== 0) return new Date(moment * 1000).toISOString()
    const day = Math.floor(moment / DAY)
    const minute = (moment - day * DAY) / MINUTE
    const date = this.#days.get(day) ?? this.#dateOf(day)
    return date + (this.#minutes[minute] ?? '')
  }

  #dateOf(day: number): string {
    const date = new Date(day * DAY * 1000).toISOString().slice(0, -13)
    this.#days.set(day, date)
    return date
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
