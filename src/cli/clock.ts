import type { Command } from 'commander'
import type { ControlClient } from '../control/client.js'
import { UsageError } from '../kernel/product.js'
import { acting, planeCommand, show, withPlane } from './plane-target.js'
import type { PlaneFlags } from './plane-target.js'

interface ClockFlags extends PlaneFlags {
  readonly speed?: string
}

type State = Awaited<ReturnType<ControlClient['clock']>>
type Verb = (plane: ControlClient, value: string | undefined, speed: number | undefined) => Promise<State>

const at = (value: string | undefined): { now?: string | number } =>
  value === undefined ? {} : { now: /^-?\d+$/.test(value) ? Number(value) : value }

const verbs: Readonly<Record<string, Verb>> = {
  show: (plane) => plane.clock(),
  set: (plane, value) => plane.setClock(at(needed('set', 'a moment', value))),
  advance: (plane, value) => {
    const by = needed('advance', 'a span of time: 2h', value)
    return plane.advanceClock({ by: /^-?\d+$/.test(by) ? Number(by) : by })
  },
  freeze: (plane, value) => plane.setClock({ mode: 'frozen', ...at(value) }),
  run: (plane, value, speed = 1) => plane.setClock({ mode: 'running', speed, ...at(value) }),
  tick: (plane) => plane.setClock({ mode: 'ticking' }),
  real: (plane) => plane.setClock({ mode: 'real' }),
}

export function clockCommand(finish: (code: number) => void): Command {
  return (
    planeCommand('clock', 'Read or set the clock of a running fake.', 'clock advance 2h')
      .argument('[verb]', `${Object.keys(verbs).join(', ')}`, 'show')
      .argument('[value]', 'a moment (2026-01-05T09:00:00Z or milliseconds), or with advance a span (90s, 2h, 1d, -3d)')
      .option('--speed <number>', 'with run: 60 makes a second a minute')
      // A span that goes back, `-3d`, looks like an option.
      .allowUnknownOption()
      .hook('preAction', (command) => {
        refuseOptions(command.args)
      })
      .action(acting(finish, clock))
  )
}

/** Throws `UsageError` for an option that there is not; spans begin with a digit. */
function refuseOptions(args: readonly string[]): void {
  const stray = args.find((arg) => /^-(?![\d.])/.test(arg))
  if (stray !== undefined) throw new UsageError(`unknown option '${stray}': see stuntboard clock --help`)
}

async function clock([verb, value]: readonly [string, string | undefined], flags: ClockFlags): Promise<number> {
  const run = verbs[verb]
  if (!run) throw new UsageError(`unknown verb '${verb}': choose one of ${Object.keys(verbs).join(', ')}`)
  const speed = flags.speed === undefined ? undefined : Number(flags.speed)
  if (speed !== undefined && !(speed > 0))
    throw new UsageError(`--speed ${flags.speed ?? ''}: a number above 0 is expected`)
  const state = await withPlane(flags, (plane) => run(plane, value, speed))
  show(flags, state, [`${state.now} ${state.mode}${state.mode === 'running' ? ` at speed ${state.speed}` : ''}`])
  return 0
}

function needed(verb: string, what: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`clock ${verb}: give ${what}`)
  return value
}
