import type { Table } from '../../kernel/table.js'
import type { TextColumn } from '../database.js'
import { toText } from '../php.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import type { KanboardTables } from '../tables.js'

type Row<N extends keyof KanboardTables> = KanboardTables[N] extends Table<infer R> ? R : never

/** Updates a row; where the database appends what it updates, the row comes last from then on. */
export function changeRow<N extends keyof KanboardTables>(
  ctx: KanboardContext,
  name: N,
  id: number,
  patch: Partial<Row<N>>,
): Row<N> | undefined {
  // The table of that name holds those rows; TypeScript does not follow the name into the mapped type.
  const table = ctx.db[name] as unknown as Table<Row<N>>
  const changed = table.update(id, patch)
  if (ctx.database.movesUpdated) table.touch(id)
  return changed
}

/** Uses up an id where a refused insert does so. */
export function wasteId(ctx: KanboardContext, name: keyof KanboardTables): void {
  if (ctx.database.wastesIds) ctx.world.next(name)
}

/** As `wasteId`, where the insert leaves a NOT NULL column null. */
export function wasteIdOnNull(ctx: KanboardContext, name: keyof KanboardTables): void {
  if (ctx.database.wastesIdsOnNull) ctx.world.next(name)
}

/** A text as a column that may be null keeps it. */
export const textOrNull = (ctx: KanboardContext, column: TextColumn, value: PhpValue): string | null =>
  value === null ? null : ctx.database.storeText(column, toText(value))

export const secondsNow = (ctx: KanboardContext): number => Math.floor(ctx.world.now() / 1000)
