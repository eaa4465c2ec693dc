import { describe, expect, it } from 'vitest'
import { parseDate, toTimestamp } from '../../src/kanboard/dates.js'
import { instantIn } from '../../src/kanboard/search/moments.js'
import { dayOf, instantOf } from '../../src/kanboard/zones.js'

// Sunday, 22 November 2026, 08:55:48 in Paris.
const now = 1795334148
const zone = 'Europe/Paris'
const calendar = { zone, now, dateFormat: 'm/d/Y', timeFormat: 'H:i', isBlind: false }

describe('dates of tasks', () => {
  it('gives a day without a time the time it is now', () => {
    expect(parseDate('2001-02-03', calendar)).toBe(981186948)
  })

  it('reads a time in the zone of the application', () => {
    expect(parseDate('2001-02-03 4:05', calendar)).toBe(981169500)
  })

  it('moves a time that the change to summer leaves out an hour on', () => {
    expect(parseDate('2001-03-25 02:30', calendar)).toBe(985483800)
  })

  it('takes the second of the times that come twice', () => {
    expect(parseDate('2001-10-28 02:30', calendar)).toBe(1004232600)
  })

  it('ends the request at a NUL, as PHP does', () => {
    expect(() => parseDate('2001-02-03\0', calendar)).toThrow('NUL')
    expect(() => parseDate('\0', { ...calendar, isBlind: true })).toThrow('NUL')
  })

  it('follows the settings of the date and of the time', () => {
    const other = { ...calendar, dateFormat: 'd.m.Y', timeFormat: 'g:i a' }
    expect(parseDate('03.02.2001 4:05pm', other)).toBe(981212700)
    expect(parseDate('02/03/2001', other)).toBeUndefined()
  })

  it.each([
    '2001-02-30',
    '2001-02-03 24:00',
    '2001-02-03 04:05:06',
    '2001-02-03T04:05',
    ' 2001-02-03',
    '1969-12-31',
    '0',
  ])('refuses %j', (text) => {
    expect(parseDate(text, calendar)).toBeUndefined()
  })

  it('takes digits for Unix seconds where it does not validate', () => {
    expect(toTimestamp('981173100', calendar)).toBe(981173100)
  })
})

describe('days of a search', () => {
  it.each([
    ['today', '2026-11-22'],
    ['..2026-11-24', '2026-11-24'],
    ['20261124T100000', '2026-11-24'],
    ['20261124t10:00:00', '2026-11-24'],
    ['20261124 T10', '2026-11-24'],
    ['tomorrow', '2026-11-23'],
    ['monday', '2026-11-23'],
    ['last friday', '2026-11-20'],
    ['next week', '2026-11-23'],
    ['+2 weeks', '2026-12-06'],
    ['3 days ago', '2026-11-19'],
    ['last day of february 2024', '2024-02-29'],
    ['3 Feb 2001', '2001-02-03'],
    ['02/03/2001', '2001-02-03'],
  ])('reads %j as %s', (text, day) => {
    const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
    const start = instantOf(zone, { year, month, day: date, hour: 0, minute: 0, second: 0 })
    expect(dayOf(zone, instantIn(text, zone, now) ?? 0)).toBe(start)
  })

  it('understands no two dates', () => {
    expect(instantIn('2020-01-01 .. 2030-01-01', zone, now)).toBeUndefined()
  })

  it('understands no other words', () => {
    expect(instantIn('soon', zone, now)).toBeUndefined()
  })
})
