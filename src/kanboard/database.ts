import type { Setup } from '../kernel/product.js'
import { mysql } from './database-mysql.js'
import { postgres } from './database-postgres.js'
import { sqlite } from './database-sqlite.js'
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
  /** Of Unix times; `small` on PostgreSQL alone. */
  readonly size?: 'big' | 'small'
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
  /** Complains of what an UPDATE compares a column without an index with, where there are rows to compare. */
  scan(value: PhpValue, rows: number): void
  /** Whether an id that was given out once comes back after its row is gone. */
  readonly reusesIds: boolean
  /** Whether an insert that a unique index or foreign key refuses uses an id up. */
  readonly wastesIds: boolean
  /** Whether an insert that leaves a NOT NULL column null uses an id up. */
  readonly wastesIdsOnNull: boolean
  /** Whether an UPDATE complains of a value though there is no row to update. */
  readonly readsValuesFirst: boolean
  /** Whether a row that was updated comes last where nothing orders the rows. */
  readonly movesUpdated: boolean
  /** Whether overdue tasks come project by project, the last task first: a hash join, whose chains run backwards. */
  readonly hashesOverdue: boolean
  /** What orders the tags of one task: when they were put on it, their ids, or where the rows of `tags` stand. */
  readonly tagsOfTaskBy: 'attachment' | 'id' | 'place'
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

const databases: Readonly<Record<string, Database>> = { sqlite, mysql, postgres }

/** The database that the option `database` names. */
export function databaseOf(setup: Setup): Database {
  const name = setup.options['database'] ?? 'sqlite'
  const database = databases[name]
  if (!database) throw new Error(`no database is called '${name}'`)
  return database
}
