/** How dates are written. */
export interface MomentOptions {
  readonly dateFormat: string
  /** As the request names it; nothing is UTC, which is then written behind. */
  readonly timezone?: string
}

/** The formats that users may choose. code: wekan/wekan@v11.07 models/exportPDF.js:20 */
export const dateFormats = ['YYYY-MM-DD', 'DD-MM-YYYY', 'MM-DD-YYYY']

/**
 * A stored moment as it is printed. A zone that nobody knows leaves it in UTC, without a word.
 * code: wekan/wekan@v11.07 imports/lib/dateUtils.js:125, models/server/ExporterExcelBoard.js:57
 */
export function printedMoment(iso: string, { dateFormat, timezone = '' }: MomentOptions): string {
  const [, year = '', month = '', day = '', time = ''] = /^(\d+)-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(iso) ?? []
  if (year === '') return ''
  const utc = { year, month, day, time }
  const parts = timezone === '' ? utc : (partsIn(iso, timezone) ?? utc)
  const date = dateFormat.replace('YYYY', parts.year).replace('MM', parts.month).replace('DD', parts.day)
  return `${date} ${parts.time}${timezone === '' ? ' UTC' : ''}`
}

interface Parts {
  readonly year: string
  readonly month: string
  readonly day: string
  readonly time: string
}

function partsIn(iso: string, timeZone: string): Parts | undefined {
  const two = '2-digit' as const
  const wanted = { timeZone, year: 'numeric', month: two, day: two, hour: two, minute: two, hourCycle: 'h23' } as const
  try {
    const parts = new Intl.DateTimeFormat('en-GB', wanted).formatToParts(new Date(iso))
    const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
    return { year: of('year'), month: of('month'), day: of('day'), time: `${of('hour')}:${of('minute')}` }
  } catch {
    return undefined
  }
}
