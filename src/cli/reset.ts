import type { Command } from 'commander'
import { acting, planeCommand, show, withPlane } from './plane-target.js'
import type { PlaneFlags } from './plane-target.js'

export function resetCommand(finish: (code: number) => void): Command {
  return planeCommand(
    'reset',
    'Bring a running fake back to its baseline, without faults, with an empty log.',
    'reset --sandbox one',
  ).action(
    acting<readonly [], PlaneFlags>(finish, async (_args, flags) => {
      await withPlane(flags, (plane) => plane.reset())
      show(flags, { reset: flags.sandbox ?? '' }, ['reset'])
      return 0
    }),
  )
}
