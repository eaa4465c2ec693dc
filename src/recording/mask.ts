import { isRecord } from './paths.js'

/** Texts that differ from run to run, by their form; the first that fits wins. */
const wholeTexts: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/, '<iso>'],
  [/^\$2[aby]\$\d\d\$.{53}$/, '<bcrypt>'],
  [/^1[6-9]\d{8}$/, '<unix-string>'],
  [/^[A-Za-z0-9_-]{43}$/, '<token43>'],
  [/^[A-Za-z0-9+/]{43}=$/, '<sha256-b64>'],
  [/^[0-9a-f]{40,64}$/, '<hex>'],
  [/^[0-9a-f]{32}$/, '<md5>'],
  [/^[2-9A-HJ-NP-Za-km-z]{17}$/, '<id17>'],
  [/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/, '<datetime>'],
]

const within: readonly (readonly [RegExp, string])[] = [
  [/https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?/g, '<base>'],
  [/[0-9a-f]{40,64}/g, '<hex>'],
  [/\b\d\d\/\d\d\/20[2-9]\d \d\d:\d\d\b/g, '<datetime>'],
]

/**
 * Levels what differs between two honest runs: captured values become their names, and ids, tokens, hashes and times
 * become their kind. Only for comparing a run with a recording; the contract runner never masks.
 */
export function mask(value: unknown, known: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return maskText(value, known)
  if (typeof value === 'number') return maskNumber(value)
  if (Array.isArray(value)) return value.map((item) => mask(item, known))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [known.get(key) ?? key, mask(item, known)]))
}

function maskText(text: string, known: ReadonlyMap<string, string>): string {
  const name = known.get(text)
  if (name !== undefined) return name
  for (const [form, kind] of wholeTexts) if (form.test(text)) return kind
  let masked = text
  for (const [value, label] of known) if (value.length > 5) masked = masked.split(value).join(label)
  for (const [form, kind] of within) masked = masked.replace(form, kind)
  return masked
}

/** Unix seconds and milliseconds between 2017 and 2036, and every fraction. */
function maskNumber(value: number): number | string {
  if (value > 1.5e9 && value < 2.1e9) return '<unix>'
  if (value > 1.5e12 && value < 2.1e12) return '<unix-ms>'
  return Number.isInteger(value) ? value : '<float>'
}
