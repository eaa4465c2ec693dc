/** Says that a text names its offset: `Z`, `UTC`, `+02:00`. */
const namesZone = /(?:z|utc|gmt|[+-]\d{2}:?\d{2})\s*(?:\([^)]*\))?$/i
const isDateOnly = /^[+-]?\d{4,6}-\d{2}(?:-\d{2})?$/

/**
 * A moment as the API writes it, from what `new Date(value)` takes; undefined where that is no date. Texts without an
 * offset are taken as UTC, because servers run so: evidence "wekan/v11.07/cards-put.json step 14".
 */
export function momentOf(value: string | number): string | undefined {
  const parsed = new Date(value)
  if (Number.isNaN(parsed.getTime())) return undefined
  if (typeof value === 'number' || namesZone.test(value.trim()) || isDateOnly.test(value.trim())) {
    return parsed.toISOString()
  }
  const local = Date.UTC(
    parsed.getFullYear(),
    parsed.getMonth(),
    parsed.getDate(),
    parsed.getHours(),
    parsed.getMinutes(),
    parsed.getSeconds(),
    parsed.getMilliseconds(),
  )
  return new Date(local).toISOString()
}

/**
 * A date of a card as the handlers since v9.31 read it: milliseconds as number or digits, else a text.
 * code: wekan/wekan@v11.07 server/lib/restCardHelpers.js:86
 */
export function cardMomentOf(value: unknown): string | undefined {
  if (typeof value === 'number') return momentOf(value)
  if (typeof value !== 'string') return undefined
  const bare = value.trim()
  if (bare === '') return undefined
  return momentOf(/^-?\d+$/.test(bare) ? Number(bare) : bare)
}
