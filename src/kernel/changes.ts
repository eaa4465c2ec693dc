import { isDeepStrictEqual } from 'node:util'
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
  const switched = settingsChange(before.settings, after.settings)
  const settings = switched ? [{ table: SETTINGS, key: SETTINGS, ...switched }] : []
  const rows = Object.entries(after.tables).flatMap(([name, table]) => {
    const older = before.tables[name]
    if (!older) return []
    return table.changesSince(older).map((change) => ({ table: name, key: table.keyOf(change), ...change }))
  })
  return [...rows, ...settings]
}

/** Settings are told as if they were the one row of a table. */
export const SETTINGS = 'settings'

/** The members that differ between two states of the settings of a world; undefined when none does. */
export function settingsChange(before: object, after: object): { before: object; after: object } | undefined {
  if (before === after) return undefined
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const pick = (all: object): [string, unknown][] => Object.entries(all).filter(([name]) => names.has(name))
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  for (const name of names) if (isDeepStrictEqual(old.get(name), now.get(name))) names.delete(name)
  return names.size === 0
    ? undefined
    : { before: Object.fromEntries(pick(before)), after: Object.fromEntries(pick(after)) }
}
