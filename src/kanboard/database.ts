import type { Setup } from '../kernel/product.js'
import { RelayedException } from './faults.js'
import { lengthOf, numberIn, toText } from './php.js'
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
}

export interface Database {
  readonly name: DatabaseName
  /** Texts with the same key are equal: `=` and unique indexes. */
  textKey(text: string): string
  /** ORDER BY a text column. */
  compareTexts(a: string, b: string): number
  /** The id that `WHERE id = ?` finds for a request's value: undefined for none; throws where the database complains. */
  idIn(value: PhpValue): number | undefined
  /** As `idIn`, where a validator asks the database directly and PDO's exception goes out as it is. */
  idInValidator(value: PhpValue): number | undefined
  /** Whether an id that was given out once comes back after its row is gone. */
  readonly reusesIds: boolean
  /** Whether an insert that a unique index or foreign key refuses uses an id up. */
  readonly wastesIds: boolean
  /** lock_expiration_date of a row that was inserted without it. */
  readonly freshLockExpiration: number | null
  /** A text as the column keeps it; throws when it is too long for it. */
  storeText(column: TextColumn, text: string): string
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

const wholeIn = (text: string): number | undefined => {
  const value = numberIn(text)
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined
}

// The column's INTEGER affinity turns numeric text into a number and leaves any other text unequal to every id.
const sqliteId = (value: PhpValue): number | undefined => (value === null ? undefined : wholeIn(toText(value)))

const sqlite: Database = {
  name: 'sqlite',
  textKey: (text) => text,
  compareTexts: byBytes,
  idIn: sqliteId,
  idInValidator: sqliteId,
  reusesIds: true,
  wastesIds: false,
  freshLockExpiration: 0,
  storeText: (_column, text) => text,
  emptyUpdate: () => {
    throw sqlError('HY000', 'General error: 1 near "WHERE": syntax error')
  },
  refuseNull: () => false,
}

/** utf8mb4_unicode_ci: no case, no accents, no trailing blanks; all supplementary characters are one. */
function unicodeCiKey(text: string): string {
  const base = text.normalize('NFKD').replace(/\p{M}|[\0-\x08\x0e-\x1f\x7f]/gu, '')
  return base
    .replace(/[\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/ +$/, '')
}

const unicodeCiOrder = new Intl.Collator('en', { sensitivity: 'base' })

/** A text compared with a number counts as its leading number: `1abc` is 1, `abc` is 0. */
const mysqlId = (value: PhpValue): number | undefined => {
  if (value === null) return undefined
  const leading = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(toText(value))?.[0]
  const number = leading === undefined ? 0 : Number(leading)
  return Number.isSafeInteger(number) ? number : undefined
}

const mysql: Database = {
  name: 'mysql',
  textKey: unicodeCiKey,
  compareTexts: (a, b) => unicodeCiOrder.compare(a, b),
  idIn: mysqlId,
  idInValidator: mysqlId,
  reusesIds: false,
  wastesIds: true,
  freshLockExpiration: null,
  storeText: (column, text) => {
    if (lengthOf(text) <= column.limit) return text
    throw sqlError('22001', `String data, right truncated: 1406 Data too long for column '${column.name}' at row 1`)
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

/** PostgreSQL's own reading of an integer parameter; the text of its complaint when it cannot. */
function postgresInteger(value: PhpValue): number | undefined | { readonly state: string; readonly text: string } {
  if (value === null) return undefined
  const text = toText(value)
  const shown = text === '' ? "''" : "'...'"
  const context = `\nCONTEXT:  unnamed portal parameter $1 = ${shown}`
  if (!/^\s*[+-]?\d+\s*$/.test(text)) {
    const complaint = `invalid input syntax for type integer: "${text}"`
    return { state: '22P02', text: `Invalid text representation: 7 ERROR:  ${complaint}${context}` }
  }
  const number = Number(text)
  if (number >= -(2 ** 31) && number < 2 ** 31) return number
  const complaint = `value "${text}" is out of range for type integer`
  return { state: '22003', text: `Numeric value out of range: 7 ERROR:  ${complaint}${context}` }
}

const postgres: Database = {
  name: 'postgres',
  textKey: (text) => text,
  compareTexts: (a, b) => postgresOrder.compare(a, b) || postgresTie.compare(a, b) || byBytes(a, b),
  idIn: (value) => {
    const id = postgresInteger(value)
    if (typeof id === 'object') throw sqlError(id.state, id.text)
    return id
  },
  idInValidator: (value) => {
    const id = postgresInteger(value)
    if (typeof id === 'object') throw new RelayedException(id.state, `SQLSTATE[${id.state}]: ${id.text}`)
    return id
  },
  reusesIds: false,
  wastesIds: true,
  freshLockExpiration: 0,
  storeText: (column, text) => {
    // The driver hands texts over as C strings.
    const kept = text.split('\0')[0] ?? ''
    if (lengthOf(kept) <= column.limit) return kept
    const complaint = `value too long for type character varying(${column.limit})`
    throw sqlError('22001', `String data, right truncated: 7 ERROR:  ${complaint}`)
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
