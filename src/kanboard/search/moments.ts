import { instantOf, wallAt } from '../zones.js'
import type { WallTime } from '../zones.js'

/*
 * What PHP's `strtotime` understands of dates and of words about days; measured on PHP 8.2. Not understood: week
 * dates, `first monday of`, names of zones, years of fewer than four digits.
 */

/** 0 for Sunday; `step` 0 takes today, 1 goes to the next one, -1 to the one before, `week` to that of the week. */
interface Weekday {
  readonly day: number
  readonly step: number | 'week'
}

/** What has been read so far. */
interface Reading {
  wall: WallTime
  /** How many dates were read. */
  dates: number
  /** Added at the end. */
  readonly shift: { year: number; month: number; day: number; hour: number; minute: number; second: number }
  weekday: Weekday | undefined
  edge: 'first' | 'last' | undefined
  instant: number | undefined
}

const startOfDay = { hour: 0, minute: 0, second: 0 }
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const monthWord = `(${months.join('|')})(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?`
const weekdayWord = `(${weekdays.join('|')})(?:day|sday|nesday|rsday|urday)?`
const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ')
const unitWord = '(sec|second|min|minute|hour|day|week|fortnight|month|year|weekday)s?'

type Rule = readonly [pattern: RegExp, read: (reading: Reading, found: readonly string[]) => void]

const setDate = (reading: Reading, year: string | undefined, month: number, day: string | number): void => {
  const date = { year: year === undefined ? reading.wall.year : Number(year), month, day: Number(day) }
  reading.wall = { ...reading.wall, ...date, ...startOfDay }
  reading.dates += 1
}
const monthOf = (word: string | undefined): number => months.indexOf(word ?? '') + 1
const at = (pattern: string): RegExp => new RegExp(`^${pattern}(?![a-z0-9])`)

function addDays(reading: Reading, days: number): void {
  reading.shift.day += days
  reading.wall = { ...reading.wall, ...startOfDay }
}

function addUnits(reading: Reading, amount: number, unit: string): void {
  const { shift } = reading
  if (unit === 'week') shift.day += 7 * amount
  else if (unit === 'fortnight') shift.day += 14 * amount
  else if (unit === 'weekday') shift.day += amount
  else if (unit === 'sec' || unit === 'second') shift.second += amount
  else if (unit === 'min' || unit === 'minute') shift.minute += amount
  // Only these are left in unitWord.
  else shift[unit as 'hour' | 'day' | 'month' | 'year'] += amount
}

const stepOf = (word: string): number => (word === 'next' ? 1 : word === 'this' ? 0 : -1)
const amountOf = (word: string): number => {
  const ordinal = ordinals.indexOf(word)
  return ordinal < 0 ? stepOf(word) : ordinal + 1
}

const rules: readonly Rule[] = [
  [/^[ \t,.]+/, () => undefined],
  [/^@(-?\d+)/, (reading, [text]) => void (reading.instant = Number(text))],
  [/^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)(?:t(?=\d))?/, (reading, [y, m, d]) => setDate(reading, y, Number(m), d ?? '')],
  [/^(\d{4})(\d{2})(\d{2})(?=t\d|\s|$)/, (reading, [y, m, d]) => setDate(reading, y, Number(m), d ?? '')],
  [/^t(\d{2})(?::?(\d{2}))?(?::?(\d{2}))?(?!\d)/, readTime],
  [/^(\d{4})\/(\d{1,2})\/(\d{1,2})(?!\d)/, (reading, [y, m, d]) => setDate(reading, y, Number(m), d ?? '')],
  [/^(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/, (reading, [m, d, y]) => setDate(reading, y, Number(m), d ?? '')],
  [/^(\d{1,2})[-.](\d{1,2})[-.](\d{4})(?!\d)/, (reading, [d, m, y]) => setDate(reading, y, Number(m), d ?? '')],
  [/^(\d{4})-(\d{2})(?![-\d])/, (reading, [y, m]) => setDate(reading, y, Number(m), 1)],
  [/^(\d{1,2})\/(\d{1,2})(?![/\d])/, (reading, [m, d]) => setDate(reading, undefined, Number(m), d ?? '')],
  [/^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?([ap])\.?m\.?)?(?:z|[+-]\d\d:?\d\d)?/, readTime],
  [/^(\d{1,2})(?::(\d{2}))?(?::(\d{2}))? ?([ap])\.?m\.?/, readTime],
  [
    new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?[ \\t.-]*${monthWord}(?:[ \\t.-]*(\\d{4}))?(?![a-z0-9])`),
    (reading, [d, m, y]) => setDate(reading, y, monthOf(m), d ?? ''),
  ],
  [
    new RegExp(`^${monthWord}[ \\t.-]*(\\d{1,2})(?:st|nd|rd|th)?(?:[ \\t,.]+(\\d{4}))?(?![a-z0-9:])`),
    (reading, [m, d, y]) => setDate(reading, y, monthOf(m), d ?? ''),
  ],
  [at(`${monthWord}[ \\t.-]*(\\d{4})`), (reading, [m, y]) => setDate(reading, y, monthOf(m), 1)],
  [at('now'), () => undefined],
  [at('(?:today|midnight)'), (reading) => addDays(reading, 0)],
  [at('noon'), (reading) => void (reading.wall = { ...reading.wall, ...startOfDay, hour: 12 })],
  [at('tomorrow'), (reading) => addDays(reading, 1)],
  [at('yesterday'), (reading) => addDays(reading, -1)],
  [/^(first|last) day of/, (reading, [word]) => void (reading.edge = word === 'first' ? 'first' : 'last')],
  [at(`([+-]*)[ \\t]*(\\d+)[ \\t]*${unitWord}([ \\t]+ago)?`), readAmount],
  // The offset of a zone, which changes no day here.
  [/^[+-]\d{1,2}(?::?\d{2})?(?![\d:a-z])/, () => undefined],
  [at(`(next|last|previous|this|${ordinals.join('|')})[ \\t]+${unitWord}([ \\t]+ago)?`), readWords],
  [
    at(`(next|last|previous|this)[ \\t]+${weekdayWord}`),
    (reading, [word = '', day = '']) => setWeekday(reading, day, stepOf(word)),
  ],
  [at(weekdayWord), (reading, [day = '']) => setWeekday(reading, day, 0)],
  [at(monthWord), (reading, [m]) => void (reading.wall = { ...reading.wall, month: monthOf(m) })],
]

function readTime(reading: Reading, [hour = '', minute, second, half]: readonly string[]): void {
  const full = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'p' ? 12 : 0)
  reading.wall = { ...reading.wall, hour: full, minute: Number(minute ?? 0), second: Number(second ?? 0) }
}

function readAmount(reading: Reading, [signs = '', number = '', unit = '', ago]: readonly string[]): void {
  const isNegative = (signs.split('-').length - 1) % 2 === 1
  addUnits(reading, Number(number) * (isNegative ? -1 : 1) * (ago === undefined ? 1 : -1), unit)
}

function readWords(reading: Reading, [word = '', unit = '', ago]: readonly string[]): void {
  // `next week` is the Monday of that week, or the day that is named beside it.
  const isWeek = unit === 'week' && !ordinals.includes(word)
  if (isWeek) reading.weekday = { day: reading.weekday?.day ?? 1, step: 'week' }
  addUnits(reading, amountOf(word) * (ago === undefined ? 1 : -1), unit)
}

function setWeekday(reading: Reading, word: string, step: number): void {
  const isOfWeek = reading.weekday?.step === 'week'
  reading.weekday = { day: weekdays.indexOf(word), step: isOfWeek ? 'week' : step }
  reading.wall = { ...reading.wall, ...startOfDay }
}

/** The instant that a text means, in Unix seconds; undefined for what `strtotime` does not understand. */
export function instantIn(text: string, zone: string, now: number): number | undefined {
  const shift = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }
  const reading: Reading = {
    wall: wallAt(zone, now),
    dates: 0,
    shift,
    weekday: undefined,
    edge: undefined,
    instant: undefined,
  }
  if (text === '') return undefined
  let rest = text.trim().toLowerCase()
  while (rest !== '') {
    const read = firstRule(rest, reading)
    if (read === 0) return undefined
    rest = rest.slice(read)
  }
  return reading.dates > 1 ? undefined : (reading.instant ?? settle(reading, zone))
}

/** How many characters the first rule that fits has read. */
function firstRule(rest: string, reading: Reading): number {
  for (const [pattern, read] of rules) {
    const found = pattern.exec(rest)
    if (!found) continue
    read(reading, found.slice(1))
    return found[0].length
  }
  return 0
}

function settle({ wall, shift, weekday, edge }: Reading, zone: string): number | undefined {
  if (wall.month > 12 || wall.day > 31) return undefined
  const month = wall.month + shift.month
  const day = edge === undefined ? wall.day : edge === 'first' ? 1 : 0
  const moved = {
    year: wall.year + shift.year,
    month: edge === 'last' ? month + 1 : month,
    day: day + shift.day,
    hour: wall.hour + shift.hour,
    minute: wall.minute + shift.minute,
    second: wall.second + shift.second,
  }
  const instant = instantOf(zone, moved)
  return weekday === undefined ? instant : instantOf(zone, onWeekday(wallAt(zone, instant), weekday))
}

function onWeekday(wall: WallTime, { day, step }: Weekday): WallTime {
  const today = new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay()
  // Weeks end with Sunday.
  if (step === 'week') return { ...wall, day: wall.day - (today || 7) + (day || 7) }
  const ahead = (day - today + 7) % 7
  const days = step === 0 ? ahead : step > 0 ? ahead || 7 : ahead - 7
  return { ...wall, day: wall.day + days }
}
