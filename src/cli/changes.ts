import type { Command } from 'commander'
import type { TableChanges } from '../control/controlled.js'
import { acting, planeCommand, show, withPlane } from './plane-target.js'
import type { PlaneFlags } from './plane-target.js'

interface ChangesFlags extends PlaneFlags {
  readonly rows: boolean
}

export function changesCommand(finish: (code: number) => void): Command {
  return planeCommand(
    'changes',
    'What differs between two states of a running fake; exit code 1 when anything does.',
    'changes before-import after-import --rows',
  )
    .argument('[from]', 'a snapshot; default: the baseline')
    .argument('[to]', 'a snapshot; default: the fake as it is now')
    .option('--rows', 'every row, before and after', false)
    .action(acting(finish, changes))
}

async function changes(
  [from, to]: readonly [string | undefined, string | undefined],
  flags: ChangesFlags,
): Promise<number> {
  const span = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  const found = (await withPlane(flags, (plane) => plane.changes(span))).changes
  const tables = Object.entries(found).flatMap(([product, own]) =>
    Object.entries(own).map(([table, one]) => ({ name: `${product} ${table}`, ...one })),
  )
  show(flags, found, tables.length === 0 ? ['no difference'] : tables.flatMap((one) => told(one, flags.rows)))
  return tables.length === 0 ? 0 : 1
}

function told(table: TableChanges & { readonly name: string }, withRows: boolean): string[] {
  const { name, added, removed, changed } = table
  const head = `${name}: ${added.length} added, ${removed.length} removed, ${changed.length} changed`
  if (!withRows) return [head]
  const row = (sign: string, value: unknown): string => `  ${sign} ${JSON.stringify(value)}`
  return [
    head,
    ...removed.map((one) => row('-', one)),
    ...added.map((one) => row('+', one)),
    ...changed.flatMap(({ before, after }) => [row('-', before), row('+', after)]),
  ]
}
