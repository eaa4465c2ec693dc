import type { Setup } from '../kernel/product.js'
import { RelayedException } from './faults.js'
import { isLike } from './like.js'
import type { LikeStyle } from './like.js'
import { isEmpty, lengthOf, numberIn, toText } from './php.js'
import type { PhpValue } from './php.js'

/*
 * Everything in which SQLite, MariaDB/MySQL and PostgreSQL differ, asked for by name. Measured for release 1.2.53 on
 * SQLite 3.40, MariaDB 10.11 (utf8mb4_unicode_ci, strict mode) and PostgreSQL 15 (UTF-8, en_US): recordings
 * v1.2.53-sqlite, v1.2.53-mysql, v1.2.53-postgres; `unverified` for other releases. The missing columns and the types
 * of values stand on the fields themselves (`only: { database: […] }`, columns.ts).
 */

export type DatabaseName = 'sqlite' | 'mysql' | 'postgres'

/** A text column with a limit that the database, not Kanboard, enforces. */
export interface TextColumn {
  readonly name: string
  readonly limit: number
  /** Where PostgreSQL allows more than MySQL. */
  readonly postgresLimit?: number
}

/** An INTEGER column, whose table error texts name. */
export interface IntegerColumn {
  readonly table: string
  readonly name: string
}

export interface Database {
  readonly name: DatabaseName
  /** Texts with the same key are equal: `=` and unique indexes. */
  textKey(text: string): string
  /** As `textKey`, for the names of categories. */
  categoryKey(text: string): string
  /** As `compareTexts`, for the names of categories. */
  compareCategories(a: string, b: string): number
  /** ORDER BY a text column. */
  compareTexts(a: string, b: string): number
  /** LIKE, and on PostgreSQL ILIKE: whether a text is like a pattern. */
  isLike(text: string, pattern: string): boolean
  /**
   * What an INTEGER column is compared with for a request's value: Infinity where any number is less than a text;
   * throws where the database complains. `place` as for `idIn`.
   */
  operandIn(value: PhpValue, place: number): number
  /** The same for a column of yes and no. */
  flagIn(value: PhpValue, place: number): number
  /**
   * The id that `WHERE id = ?` finds for a request's value: undefined for none; throws where the database complains.
   * `place` is the number of the parameter in the statement, 1 when left out.
   */
  idIn(value: PhpValue, place?: number): number | undefined
  /** As `idIn`, where a validator asks the database directly and PDO's exception goes out as it is. */
  idInValidator(value: PhpValue, place?: number): number | undefined
  /** Whether an id that was given out once comes back after its row is gone. */
  readonly reusesIds: boolean
  /** Whether an insert that a unique index or foreign key refuses uses an id up. */
  readonly wastesIds: boolean
  /** Whether a row that was updated comes last where nothing orders the rows. */
  readonly movesUpdated: boolean
  /** Whether a search for any of several tags, comments … finds the tasks of the first of them first. */
  readonly walksAlternatives: boolean
  /** Whether equal tags of several tasks come by project, as the index of tags has them; else as they were attached. */
  readonly scansTags: boolean
  /** lock_expiration_date of a row that was inserted without it. */
  readonly freshLockExpiration: number | null
  /** time_spent of a subtask that was inserted without it. */
  readonly freshSubtaskTime: number | null
  /** The kinds of links of a fresh install: number, label, number of the opposite. */
  readonly freshLinks: readonly (readonly [id: number, label: string, opposite: number])[]
  /** A text as the column keeps it; throws when it is too long for it. */
  storeText(column: TextColumn, text: string): string
  /** A value as an INTEGER column keeps it; throws where the database complains. `place` as for `idIn`. */
  storeInteger(column: IntegerColumn, value: PhpValue, place?: number): number | null
  /** A request's number, or nothing, as a NUMERIC or FLOAT column keeps it. */
  storeDecimal(value: PhpValue): number
  /** Answers a query with a condition of nothing between brackets; unverified except on SQLite. */
  emptyBrackets(): never
  /** Answers an UPDATE that sets nothing. */
  emptyUpdate(table: string, id: PhpValue): never
  /** Answers an INSERT or UPDATE that leaves a NOT NULL column null: `false`, or throws. */
  refuseNull(table: string, column: string): false
}

function sqlError(state: string, text: string): RelayedException {
  return new RelayedException(0, `SQL Error[${state}]: SQLSTATE[${state}]: ${text}`)
}

const hasSurrogates = (text: string): boolean => /[\ud800-\udfff]/.test(text)

/** By the bytes of UTF-8, which is the order of UTF-16 except for supplementary characters. */
function byBytes(a: string, b: string): number {
  if (hasSurrogates(a) || hasSurrogates(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : Number(a > b)
}

const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

const decimalIn = (value: PhpValue): number => numberIn(toText(value)) ?? 0

const wholeIn = (text: string): number | undefined => {
  const value = numberIn(text)
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined
}

// The column's INTEGER affinity turns numeric text into a number and leaves any other text unequal to every id.
const sqliteId = (value: PhpValue): number | undefined => (value === null ? undefined : wholeIn(toText(value)))

/** Only ASCII letters are folded. */
const sqliteLike: LikeStyle = { fold: (text) => text.replace(/[A-Z]+/g, (word) => word.toLowerCase()), escapes: false }

const sqliteOperand = (value: PhpValue): number =>
  value === null ? Number.NaN : (numberIn(toText(value)) ?? Number.POSITIVE_INFINITY)

type FreshLinks = Database['freshLinks']

const freshLinks: FreshLinks = [
  [1, 'relates to', 0],
  [2, 'blocks', 3],
  [3, 'is blocked by', 2],
  [4, 'duplicates', 5],
  [5, 'is duplicated by', 4],
  [6, 'is a child of', 7],
  [7, 'is a parent of', 6],
  [8, 'targets milestone', 9],
  [9, 'is a milestone of', 8],
  [10, 'fixes', 11],
  [11, 'is fixed by', 10],
]

/** Its ready-made schema has these pairs the other way round: recording v1.2.53-mysql/board step 1. */
const mysqlFreshLinks: FreshLinks = freshLinks.map(([id, , opposite]) => {
  const label = freshLinks.find(([other]) => other === (id < 6 ? id : opposite))?.[1] ?? ''
  return [id, label, opposite]
})

const sqlite: Database = {
  name: 'sqlite',
  textKey: (text) => text,
  // The column has the collation NOCASE, which folds ASCII.
  categoryKey: asciiLower,
  compareCategories: (a, b) => byBytes(asciiLower(a), asciiLower(b)),
  compareTexts: byBytes,
  isLike: (text, pattern) => isLike(sqliteLike, text, pattern),
  operandIn: sqliteOperand,
  flagIn: sqliteOperand,
  emptyBrackets: () => {
    throw sqlError('HY000', 'General error: 1 near ")": syntax error')
  },
  // As with integers: PHP's INF is the text that it is bound as.
  storeDecimal: (value) => (isEmpty(value) ? 0 : (numberIn(toText(value)) ?? (toText(value) as unknown as number))),
  idIn: sqliteId,
  idInValidator: sqliteId,
  reusesIds: true,
  wastesIds: false,
  movesUpdated: false,
  scansTags: true,
  walksAlternatives: true,
  freshLockExpiration: 0,
  freshSubtaskTime: 0,
  freshLinks,
  storeText: (_column, text) => text,
  // INTEGER affinity: a text that is no number stays a text. Rows cannot say so, and nothing calculates with it.
  // Likewise an integer beyond 2^53, which is exact up to 64 bits.
  storeInteger: (_column, value) => {
    if (typeof value === 'bigint') return value as unknown as number
    return value === null ? null : (numberIn(toText(value)) ?? (toText(value) as unknown as number))
  },
  emptyUpdate: () => {
    throw sqlError('HY000', 'General error: 1 near "WHERE": syntax error')
  },
  refuseNull: () => false,
}

const isInt32 = (number: number): boolean => number >= -(2 ** 31) && number < 2 ** 31

/** utf8mb4_unicode_ci: no case, no accents, no trailing blanks; all supplementary characters are one. */
function unicodeCiKey(text: string): string {
  const base = text.normalize('NFKD').replace(/\p{M}|[\0-\x08\x0e-\x1f\x7f]/gu, '')
  return base
    .replace(/[\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/ +$/, '')
}

/** One and the same character to the collation, behind all others. */
const withoutSupplementary = (text: string): string => text.replace(/[\u{10000}-\u{10ffff}]/gu, '\ufffd')

const unicodeCiOrder = new Intl.Collator('en', { sensitivity: 'base' })
// Supplementary characters come after all others; U+FFFF does for the collator.
const lastInOrder = (text: string): string => text.replace(/[\u{10000}-\u{10ffff}]/gu, '\uffff')
const compareUnicodeCi = (a: string, b: string): number => unicodeCiOrder.compare(lastInOrder(a), lastInOrder(b))

/** The number with which a text begins. */
const mysqlNumber = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/

/** A text compared with a number counts as its leading number: `1abc` is 1, `abc` is 0. */
const mysqlId = (value: PhpValue): number | undefined => {
  if (value === null) return undefined
  const leading = mysqlNumber.exec(toText(value))?.[0]
  const number = leading === undefined ? 0 : Number(leading)
  return Number.isSafeInteger(number) ? number : undefined
}

/** LIKE compares character by character: a character and its accent count as one only where they are one. */
const mysqlLike: LikeStyle = {
  fold: (text) => [...text].map((character) => (/[ ß]/.test(character) ? character : unicodeCiKey(character))).join(''),
  escapes: true,
}

const mysqlOperand = (value: PhpValue): number => {
  if (value === null) return Number.NaN
  return Number(mysqlNumber.exec(toText(value))?.[0] ?? 0)
}

const mysql: Database = {
  name: 'mysql',
  textKey: unicodeCiKey,
  categoryKey: unicodeCiKey,
  compareCategories: compareUnicodeCi,
  compareTexts: (a, b) => unicodeCiOrder.compare(withoutSupplementary(a), withoutSupplementary(b)),
  isLike: (text, pattern) => isLike(mysqlLike, text, pattern),
  operandIn: mysqlOperand,
  flagIn: mysqlOperand,
  emptyBrackets: () => {
    const server = 'check the manual that corresponds to your MariaDB server version for the right syntax to use'
    const culprit = `1064 You have an error in your SQL syntax; ${server} near ')' at line 1`
    throw sqlError('42000', `Syntax error or access violation: ${culprit}`)
  },
  // FLOAT is shown with six digits.
  storeDecimal: (value) => Number(Math.fround(decimalIn(value)).toPrecision(6)),
  idIn: mysqlId,
  idInValidator: mysqlId,
  reusesIds: false,
  wastesIds: true,
  movesUpdated: false,
  scansTags: false,
  walksAlternatives: false,
  freshLockExpiration: null,
  freshSubtaskTime: null,
  freshLinks: mysqlFreshLinks,
  storeText: (column, text) => {
    if (lengthOf(text) <= column.limit) return text
    throw sqlError('22001', `String data, right truncated: 1406 Data too long for column '${column.name}' at row 1`)
  },
  storeInteger: (column, value) => {
    if (value === null) return null
    const text = toText(value)
    const number = numberIn(text)
    if (number === undefined && mysqlNumber.test(text)) {
      throw sqlError('01000', `Warning: 1265 Data truncated for column '${column.name}' at row 1`)
    }
    if (number === undefined) {
      const complaint = `1366 Incorrect integer value: '${text}' for column \`kanboard\`.\`${column.table}\`.\`${column.name}\``
      throw sqlError('22007', `Invalid datetime format: ${complaint} at row 1`)
    }
    if (isInt32(number)) return Math.round(number)
    throw sqlError('22003', `Numeric value out of range: 1264 Out of range value for column '${column.name}' at row 1`)
  },
  emptyUpdate: (_table, id) => {
    const quoted = toText(id).replace(/['\\]/g, (mark) => `\\${mark}`)
    const server = 'check the manual that corresponds to your MariaDB server version for the right syntax to use'
    const where = `near 'WHERE \`id\` = '${quoted}'' at line 1`
    throw sqlError(
      '42000',
      `Syntax error or access violation: 1064 You have an error in your SQL syntax; ${server} ${where}`,
    )
  },
  refuseNull: () => false,
}

const postgresOrder = new Intl.Collator('en', { ignorePunctuation: true })
const postgresTie = new Intl.Collator('en')

/** Where the culprit stood in the statement; empty text alone is shown. */
const portal = (text: string, place: number): string =>
  `\nCONTEXT:  unnamed portal parameter $${place} = ${text === '' ? "''" : "'...'"}`

const comparePostgres = (a: string, b: string): number =>
  postgresOrder.compare(a, b) || postgresTie.compare(a, b) || byBytes(a, b)

/** PostgreSQL's own reading of an integer parameter; the text of its complaint when it cannot. */
function postgresInteger(
  value: PhpValue,
  place = 1,
): number | undefined | { readonly state: string; readonly text: string } {
  if (value === null) return undefined
  const text = toText(value)
  const context = portal(text, place)
  if (!/^\s*[+-]?\d+\s*$/.test(text)) {
    const complaint = `invalid input syntax for type integer: "${text}"`
    return { state: '22P02', text: `Invalid text representation: 7 ERROR:  ${complaint}${context}` }
  }
  const number = Number(text)
  if (isInt32(number)) return number
  const complaint = `value "${text}" is out of range for type integer`
  return { state: '22003', text: `Numeric value out of range: 7 ERROR:  ${complaint}${context}` }
}

const postgresLike: LikeStyle = { fold: (text) => text.toLowerCase(), escapes: true }

/** Beginnings of the words, and digits; undefined for what is neither yes nor no. */
function postgresFlag(text: string): 0 | 1 | undefined {
  const word = text.trim().toLowerCase()
  if (/^(1|t|tr|tru|true|y|ye|yes|on)$/.test(word)) return 1
  return /^(0|f|fa|fal|fals|false|n|no|of|off)$/.test(word) ? 0 : undefined
}

const postgres: Database = {
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
    const flag = value === null ? Number.NaN : postgresFlag(toText(value))
    if (flag !== undefined) return flag
    const complaint = `invalid input syntax for type boolean: "${toText(value)}"`
    throw sqlError('22P02', `Invalid text representation: 7 ERROR:  ${complaint}${portal(toText(value), place)}`)
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
  reusesIds: false,
  wastesIds: true,
  movesUpdated: true,
  scansTags: false,
  walksAlternatives: false,
  freshLockExpiration: 0,
  freshSubtaskTime: 0,
  freshLinks,
  storeText: (column, text) => {
    // The driver hands texts over as C strings.
    const kept = text.split('\0')[0] ?? ''
    const limit = column.postgresLimit ?? column.limit
    if (lengthOf(kept) <= limit) return kept
    const complaint = `value too long for type character varying(${limit})`
    throw sqlError('22001', `String data, right truncated: 7 ERROR:  ${complaint}`)
  },
  storeInteger: (_column, value, place) => {
    const number = postgresInteger(value, place)
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

const databases: Readonly<Record<string, Database>> = { sqlite, mysql, postgres }

/** The database that the option `database` names. */
export function databaseOf(setup: Setup): Database {
  const name = setup.options['database'] ?? 'sqlite'
  const database = databases[name]
  if (!database) throw new Error(`no database is called '${name}'`)
  return database
}
