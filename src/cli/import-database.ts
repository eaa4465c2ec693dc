import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as sqliteModule from 'node-sqlite3-wasm'
import { UsageError } from '../kernel/product.js'
import type { TableRows } from '../kernel/product.js'

/** What a SQLite file holds of the tables that are asked for. */
export interface DatabaseRows {
  readonly rows: TableRows
  /** What the application has noted of its schema: `PRAGMA user_version`. */
  readonly schema: number
}

/** The first bytes of a SQLite file: sqlite.org/fileformat.html 1.3. */
const MAGIC = 'SQLite format 3\0'
/** What SQLite keeps beside a file: the changes that are not in it yet, or those to take back. */
const BESIDE = ['', '-wal', '-journal']

/**
 * Reads tables of a SQLite file. It is a copy that is opened, and thrown away: reading may take what stands beside the
 * file into it, and puts a lock there. Throws `UsageError`.
 */
export function databaseRows(file: string, tables: readonly string[]): DatabaseRows {
  refuseOthers(file)
  // SQLite keeps the rest beside the file itself, not beside a link to it.
  const path = realpathSync(file)
  const folder = mkdtempSync(join(tmpdir(), 'stuntboard-import-'))
  try {
    return readCopy(copied(path, folder), tables)
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`cannot read ${file}: ${messageOf(error)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function refuseOthers(file: string): void {
  const head = new Uint8Array(MAGIC.length)
  try {
    if (!statSync(file).isFile()) throw new Error('it is no file')
    const handle = openSync(file, 'r')
    try {
      readSync(handle, head)
    } finally {
      closeSync(handle)
    }
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${messageOf(error)}`)
  }
  if (Buffer.from(head).toString('latin1') === MAGIC) return
  throw new UsageError(`${file} is no SQLite file; of a Kanboard on MySQL or PostgreSQL, read the server with --url`)
}

/** Throws where the server has written meanwhile: the parts would not belong together. */
function copied(file: string, folder: string): string {
  const parts = BESIDE.filter((ending) => existsSync(`${file}${ending}`))
  const before = parts.map((ending) => ageOf(`${file}${ending}`))
  for (const ending of parts) copyFileSync(`${file}${ending}`, join(folder, `copy${ending}`))
  const hasChanged = parts.some((ending, index) => ageOf(`${file}${ending}`) !== before[index])
  if (hasChanged) throw new UsageError(`${file} is being written to: stop Kanboard, or import a backup of it`)
  return join(folder, 'copy')
}

function ageOf(file: string): string {
  const { mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? {}
  return `${mtimeMs ?? 0} ${size ?? 0}`
}

function readCopy(copy: string, tables: readonly string[]): DatabaseRows {
  // The package's own types.
  const { Database } = createRequire(import.meta.url)('node-sqlite3-wasm') as typeof sqliteModule
  const database = new Database(copy, { fileMustExist: true })
  try {
    // Without shared memory, which this SQLite has not, a write-ahead log is read by one alone: sqlite.org/wal.html 8.
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    const known = new Set(database.all("SELECT name FROM sqlite_master WHERE type = 'table'").map(({ name }) => name))
    // Names of tables are those of the program, not of the file.
    const rows = tables
      .filter((table) => known.has(table))
      .map((table) => [table, database.all(`SELECT * FROM ${table}`).map(plain)] as const)
    return { rows: Object.fromEntries(rows), schema: Number(database.get('PRAGMA user_version')?.['user_version']) }
  } finally {
    database.close()
  }
}

/** Integers beyond 2^53 come as bigint, which is no value of a file. */
function plain(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(row)
  if (!entries.some(([, value]) => typeof value === 'bigint')) return row
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]))
}
