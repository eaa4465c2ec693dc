import { quirk } from '../kernel/quirk.js'
import { Crash } from './faults.js'
import { isArray, toText } from './php.js'
import type { PhpValue } from './php.js'
import { instantOf, wallAt } from './zones.js'
import type { WallTime } from './zones.js'

export const refusesDates = quirk({
  name: 'kanboard.dates-refused',
  summary:
    'On: no date is read at all, because the release misunderstands what PHP 8.2 says where a date has no error; due ' +
    'dates answer false. Off: dates are read as with an older PHP.',
  until: '1.2.25',
  source: { evidence: 'kanboard/v1.2.20/tasks-create.json steps 24-26' },
})

/** How dates are read: the settings application_date_format and application_time_format, the zone, the time now. */
export interface Calendar {
  readonly zone: string
  /** Unix seconds. */
  readonly now: number
  readonly dateFormat: string
  readonly timeFormat: string
  /** The quirk `refusesDates`. */
  readonly isBlind: boolean
}

type Field = keyof WallTime | 'half'
type Fields = { [field in Field]?: number }

interface Letter {
  readonly pattern: string
  readonly field: Field
  read(text: string): number
}

const digits = (field: Field, pattern: string): Letter => ({ field, pattern, read: Number })

/** Letters of `DateTime::createFromFormat`; measured on PHP 8.2. */
const letters: Readonly<Record<string, Letter>> = {
  // Also two digits: 01-2-3 is in the year 1 and thus before 1970, no date to Kanboard.
  Y: digits('year', '\\d{4}'),
  m: digits('month', '\\d{1,2}'),
  d: digits('day', '\\d{1,2}'),
  H: digits('hour', '\\d{1,2}'),
  g: digits('hour', '(?:1[0-2]|0?[0-9])'),
  i: digits('minute', '\\d{2}'),
  a: { field: 'half', pattern: '[aApP](?:[mM]|\\.[mM]\\.)', read: (text) => (/^p/i.test(text) ? 12 : 0) },
}

interface Format {
  readonly pattern: RegExp
  readonly letters: readonly Letter[]
}

const formats = new Map<string, Format>()

function formatOf(text: string): Format {
  const known = formats.get(text)
  if (known) return known
  const used: Letter[] = []
  const parts = [...text].map((sign) => {
    const letter = letters[sign]
    if (letter) used.push(letter)
    if (sign === ' ') return '[ \\t]+'
    return letter ? `(${letter.pattern})` : sign.replace(/[^\w]/, '\\$&')
  })
  // A half of the day may follow without the blank.
  const pattern = parts.join('').replace(/\[ \\t\]\+(?=\(\[aApP\])/, '[ \\t]*')
  const made = { pattern: new RegExp(`^${pattern}$`), letters: used }
  formats.set(text, made)
  return made
}

/** What `DateParser::getParserFormats` tries, in this order. */
function parserFormats({ dateFormat, timeFormat }: Calendar): readonly string[] {
  return [dateFormat, 'Y-m-d', 'Y_m_d', `${dateFormat} ${timeFormat}`, 'Y-m-d H:i', 'Y_m_d H:i']
}

/** A text as Unix seconds; undefined for what is no date after 1970. A day without a time gets the time it is now. */
export function parseDate(text: string, calendar: Calendar): number | undefined {
  // PHP 8.0.21 and later; measured on 8.2.
  if (text.includes('\0')) throw new Crash('DateTime::createFromFormat() takes no NUL')
  if (calendar.isBlind) return undefined
  for (const format of parserFormats(calendar)) {
    const seconds = readAs(format, text, calendar)
    if (seconds !== undefined && seconds > 0) return seconds
  }
  return undefined
}

function readAs(name: string, text: string, { zone, now }: Calendar): number | undefined {
  const format = formatOf(name)
  const found = format.pattern.exec(text)
  if (!found) return undefined
  const fields: Fields = {}
  format.letters.forEach((letter, index) => {
    fields[letter.field] = letter.read(found[index + 1] ?? '')
  })
  const wall = wallTime(fields, wallAt(zone, now))
  return isValid(wall) ? instantOf(zone, wall) : undefined
}

function wallTime({ year, month, day, hour, minute, half }: Fields, now: WallTime): WallTime {
  const date = { year: year ?? now.year, month: month ?? now.month, day: day ?? now.day }
  if (hour === undefined && minute === undefined) return { ...now, ...date }
  const full = half === undefined ? (hour ?? 0) : ((hour ?? 0) % 12) + half
  return { ...date, hour: full, minute: minute ?? 0, second: 0 }
}

function isValid({ year, month, day, hour, minute }: WallTime): boolean {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59) return false
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Whether the validator lets a request's value pass: nothing, or a date. Text functions refuse lists with a crash. */
export function isDateOrNothing(value: PhpValue | undefined, calendar: Calendar): boolean {
  if (value === undefined || value === null || value === '') return true
  if (isArray(value)) throw new Crash('a date is a list or an object where PHP wants a text')
  return parseDate(toText(value), calendar) !== undefined
}

/** `DateParser::getTimestamp`: digits are Unix seconds already; 0 for what is no date. */
export function toTimestamp(value: PhpValue, calendar: Calendar): number {
  const text = toText(value)
  if (/^\d+$/.test(text)) return Number(text)
  return parseDate(text, calendar) ?? 0
}
