import { choiceOf } from '../kernel/near.js'
import { FixtureError } from '../kernel/product.js'
import type { WekanContext } from './context.js'
import { ValidationError } from './failures.js'

/** Keys from the root of the product's part of a world file. */
export type Path = readonly (string | number)[]

/** The id that a key of the world file stands for. */
export function idOf(ids: ReadonlyMap<string, string>, key: string, path: Path): string {
  const id = ids.get(key)
  if (id !== undefined) return id
  throw new FixtureError(path, `nothing has the key '${key}': ${choiceOf(key, ids.keys())}`)
}

/** Throws where an id is another document's. */
export function refuseTaken(
  ctx: WekanContext,
  [table, id]: readonly [table: string, id: string | undefined],
  path: Path,
): void {
  if (id === undefined || ctx.db[table]?.has(id) !== true) return
  throw new FixtureError([...path, 'id'], `the id '${id}' is taken: give each one an id of its own`)
}

/** What the schema refuses is wrong in the world file. */
export function judged<R>(path: Path, make: () => R): R {
  try {
    return make()
  } catch (error) {
    if (error instanceof ValidationError) throw new FixtureError(path, error.message)
    throw error
  }
}
