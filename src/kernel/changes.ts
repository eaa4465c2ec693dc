import type { Key } from './table.js'
import type { World } from './world.js'

/** A row that came (`after` only), went (`before` only), or was exchanged. */
export interface WorldChange {
  readonly table: string
  readonly key: Key
  readonly before?: object
  readonly after?: object
}

/** Rows that differ between two states of one world, where the later was forked or grew from the earlier. */
export function changesBetween(before: World, after: World): WorldChange[] {
  return Object.entries(after.tables).flatMap(([name, table]) => {
    const older = before.tables[name]
    if (!older) return []
    return table.changesSince(older).map((change) => ({ table: name, key: table.keyOf(change), ...change }))
  })
}
