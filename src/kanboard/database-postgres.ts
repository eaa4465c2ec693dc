import type { Database } from './database.js'
import { byBytes, decimalIn, freshLinks, isWithin, sqlError } from './database-parts.js'
import { RelayedException } from './faults.js'
import { isLike } from './like.js'
import type { LikeStyle } from './like.js'
import { lengthOf, toText } from './php.js'
import type { PhpValue } from './php.js'

const postgresOrder = new Intl.Collator('en', { ignorePunctuation: true })
const postgresTie = new Intl.Collator('en')

/** Where the culprit stood in the statement; empty text alone is shown. */
const portal = (text: string, place: number): string =>
  `\nCONTEXT:  unnamed portal parameter $${place} = ${text === '' ? "''" : "'...'"}`

const comparePostgres = (a: string, b: string): number =>
  postgresOrder.compare(a, b) || postgresTie.compare(a, b) || byBytes(a, b)

/** The driver hands texts over as C strings. */
const received = (text: string): string => text.split('\0')[0] ?? ''

const bitsOf = { smallint: 16, integer: 32, bigint: 64 } as const
const typeOf = { small: 'smallint', usual: 'integer', big: 'bigint' } as const

/** PostgreSQL's own reading of an integer parameter; the text of its complaint when it cannot. */
function postgresInteger(
  value: PhpValue,
  place = 1,
  type: keyof typeof bitsOf = 'integer',
): number | undefined | { readonly state: string; readonly text: string } {
  if (value === null) return undefined
  const text = received(toText(value))
  const context = portal(text, place)
  if (!/^\s*[+-]?\d+\s*$/.test(text)) {
    const complaint = `invalid input syntax for type ${type}: "${text}"`
    return { state: '22P02', text: `Invalid text representation: 7 ERROR:  ${complaint}${context}` }
  }
  const number = Number(text)
  if (isWithin(number, bitsOf[type])) return number
  const complaint = `value "${text}" is out of range for type ${type}`
  return { state: '22003', text: `Numeric value out of range: 7 ERROR:  ${complaint}${context}` }
}

const postgresLike: LikeStyle = { fold: (text) => text.toLowerCase(), escapes: true }

/** Beginnings of the words, and digits; undefined for what is neither yes nor no. */
function postgresFlag(text: string): 0 | 1 | undefined {
  const word = text.trim().toLowerCase()
  if (/^(1|t|tr|tru|true|y|ye|yes|on)$/.test(word)) return 1
  return /^(0|f|fa|fal|fals|false|n|no|of|off)$/.test(word) ? 0 : undefined
}

export const postgres: Database = {
  name: 'postgres',
  textKey: (text) => text,
  categoryKey: (text) => text,
  compareCategories: comparePostgres,
  compareTexts: comparePostgres,
  isLike: (text, pattern) => isLike(postgresLike, text, pattern),
  operandIn: (value, place) => {
    const number = postgresInteger(value, place)
    if (typeof number === 'object') throw sqlError(number.state, number.text)
    return number ?? Number.NaN
  },
  flagIn: (value, place) => {
    const text = received(toText(value))
    const flag = value === null ? Number.NaN : postgresFlag(text)
    if (flag !== undefined) return flag
    const complaint = `invalid input syntax for type boolean: "${text}"`
    throw sqlError('22P02', `Invalid text representation: 7 ERROR:  ${complaint}${portal(text, place)}`)
  },
  emptyBrackets: () => {
    throw sqlError('42601', 'Syntax error: 7 ERROR:  syntax error at or near ")"')
  },
  storeDecimal: decimalIn,
  idIn: (value, place) => {
    const id = postgresInteger(value, place)
    if (typeof id === 'object') throw sqlError(id.state, id.text)
    return id
  },
  idInValidator: (value, place) => {
    const id = postgresInteger(value, place)
    if (typeof id === 'object') throw new RelayedException(id.state, `SQLSTATE[${id.state}]: ${id.text}`)
    return id
  },
  scan: () => undefined,
  reusesIds: false,
  wastesIds: true,
  wastesIdsOnNull: true,
  readsValuesFirst: true,
  hashesOverdue: true,
  movesUpdated: true,
  // A hash join that reads `tags` from its beginning to its end.
  tagsOfTaskBy: 'place',
  scansTags: false,
  walksAlternatives: false,
  freshLockExpiration: 0,
  freshSubtaskTime: 0,
  freshLinks,
  storeText: (column, text) => {
    const kept = received(text)
    const limit = column.postgresLimit ?? column.limit
    if (lengthOf(kept) <= limit) return kept
    const complaint = `value too long for type character varying(${limit})`
    throw sqlError('22001', `String data, right truncated: 7 ERROR:  ${complaint}`)
  },
  storeInteger: (column, value, place) => {
    const number = postgresInteger(value, place, typeOf[column.size ?? 'usual'])
    if (typeof number === 'object') throw sqlError(number.state, number.text)
    return number ?? null
  },
  emptyUpdate: (table) => {
    const line = `LINE 1: UPDATE "${table}" SET   WHERE "id" = $1`
    const mark = `${' '.repeat(line.indexOf('WHERE'))}^`
    throw sqlError('42601', `Syntax error: 7 ERROR:  syntax error at or near "WHERE"\n${line}\n${mark}`)
  },
  refuseNull: (table, column) => {
    const complaint = `null value in column "${column}" of relation "${table}" violates not-null constraint`
    throw sqlError('23502', `Not null violation: 7 ERROR:  ${complaint}`)
  },
}
