import type { Command } from 'commander'
import { UsageError } from '../kernel/product.js'
import { controlOperations } from '../control/operations.js'
import { writeAsItComes } from '../server/whole-file.js'
import { acting, planeCommand, show, withPlane } from './plane-target.js'
import type { PlaneFlags } from './plane-target.js'
import { blobOf } from './snapshot.js'

interface StateFlags extends PlaneFlags {
  readonly baseline: boolean
}

export function stateCommand(finish: (code: number) => void): Command {
  return planeCommand(
    'state',
    'Save the state of a running fake to a file, or load it from one.',
    'state save before-lunch.json',
  )
    .argument('<verb>', 'save or load')
    .argument('<file>', 'a state file')
    .option('--baseline', 'load: reset returns to it from then on', false)
    .action(acting(finish, state))
}

async function state([verb, file]: readonly [string, string], flags: StateFlags): Promise<number> {
  if (verb !== 'save' && verb !== 'load') throw new UsageError(`unknown verb '${verb}': choose one of save, load`)
  await withPlane(flags, async (plane) => {
    if (verb === 'save') await writeAsItComes(file, plane.pieces(controlOperations.saveState))
    else await plane.loadState({ file: await blobOf(file), baseline: flags.baseline ? 'yes' : 'no' })
  })
  show(flags, { [verb]: file }, [verb === 'save' ? `wrote ${file}` : `loaded ${file}`])
  return 0
}
