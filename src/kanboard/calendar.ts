import type { Calendar } from './dates.js'
import { refusesDates, toTimestamp } from './dates.js'
import type { PhpValue } from './php.js'
import type { KanboardContext } from './procedure.js'
import { wallAt } from './zones.js'

/**
 * How the caller's dates are read. The zone is set before anybody is recognised (app/Api/Middleware/
 * AuthenticationMiddleware.php:32), and thus the application's for the first call of a request; for the later calls of
 * a batch it is the caller's own (measured on 1.2.53).
 */
export function calendarOf(ctx: KanboardContext): Calendar {
  const { config } = ctx.world.settings
  return {
    zone: ctx.isFirstCall ? config['application_timezone'] || 'UTC' : zoneOf(ctx),
    now: Math.floor(ctx.world.now() / 1000),
    dateFormat: config['application_date_format'] || 'm/d/Y',
    timeFormat: config['application_time_format'] || 'H:i',
    isBlind: ctx.has(refusesDates),
  }
}

/** `TimezoneModel::getCurrentTimezone` */
export function zoneOf({ world, caller }: KanboardContext): string {
  const own = caller.kind === 'user' ? caller.user.timezone : null
  return own || world.settings.config['application_timezone'] || 'UTC'
}

/** `DateParser::getIsoDate`: the day as YYYY-MM-DD, the first day of 1970 for what is no date. */
export function isoDay(ctx: KanboardContext, value: PhpValue): string {
  const calendar = calendarOf(ctx)
  const { year, month, day } = wallAt(calendar.zone, toTimestamp(value, calendar))
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}
