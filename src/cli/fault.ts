import type { Command } from 'commander'
import { parse } from 'yaml'
import type { z } from 'zod'
import type { FaultRuleInput, FaultState } from '../control/fault-rules.js'
import type { FaultRules } from '../control/fault-rules.js'
import { UsageError } from '../kernel/product.js'
import { acting, planeCommand, show, withPlane } from './plane-target.js'
import type { PlaneFlags } from './plane-target.js'
import { textOf } from './snapshot.js'

interface FaultFlags extends PlaneFlags {
  readonly file?: string
}

type Rules = z.input<typeof FaultRules>
type Verb = (value: string | undefined, flags: FaultFlags) => Promise<number>

const verbs: Readonly<Record<string, Verb>> = { list, add, set, remove, clear }

export function faultCommand(finish: (code: number) => void): Command {
  return planeCommand(
    'fault',
    'Make a running fake fail on purpose; without a verb, list what is set.',
    `fault add '{"operation":"new_card","nth":2,"fault":{"kind":"status","status":503}}'`,
  )
    .argument('[verb]', Object.keys(verbs).join(', '), 'list')
    .argument('[value]', 'add: a rule as JSON; remove: its id')
    .option('--file <file>', 'add, set: a rule, or a list of rules, as YAML or JSON')
    .action(
      acting<readonly [string, string | undefined], FaultFlags>(finish, ([verb, value], flags) => {
        const run = verbs[verb]
        if (!run) throw new UsageError(`unknown verb '${verb}': choose one of ${Object.keys(verbs).join(', ')}`)
        return run(value, flags)
      }),
    )
}

const lineOf = ({ id, fault, calls, struck }: FaultState): string =>
  `${id}  ${fault.kind}  struck ${struck} of ${calls} calls`

async function list(_value: string | undefined, flags: FaultFlags): Promise<number> {
  const { faults } = await withPlane(flags, (plane) => plane.faults())
  show(flags, faults, faults.map(lineOf))
  return 0
}

async function add(value: string | undefined, flags: FaultFlags): Promise<number> {
  const ids = await withPlane(flags, async (plane) => {
    const made: string[] = []
    for (const rule of rulesOf(value, flags)) made.push((await plane.addFault(rule)).id)
    return made
  })
  show(flags, ids, ids)
  return 0
}

async function set(value: string | undefined, flags: FaultFlags): Promise<number> {
  const { faults } = await withPlane(flags, (plane) => plane.setFaults({ faults: rulesOf(value, flags) }))
  show(flags, faults, faults.map(lineOf))
  return 0
}

async function remove(id: string | undefined, flags: FaultFlags): Promise<number> {
  if (id === undefined) throw new UsageError('fault remove: give the id, which `stuntboard fault` lists')
  await withPlane(flags, (plane) => plane.removeFault({ id }))
  show(flags, { removed: id }, [`removed ${id}`])
  return 0
}

async function clear(_value: string | undefined, flags: FaultFlags): Promise<number> {
  await withPlane(flags, (plane) => plane.clearFaults())
  show(flags, [], ['no faults'])
  return 0
}

/** Rules of the argument or the file; the server says what is wrong with them. */
function rulesOf(value: string | undefined, { file }: FaultFlags): Rules {
  if ((value === undefined) === (file === undefined)) throw new UsageError('give a rule as JSON, or --file')
  const text = value ?? textOf(file ?? '')
  try {
    const parsed: unknown = parse(text)
    // Judged by the server, which knows the schema.
    return (Array.isArray(parsed) ? parsed : [parsed]) as FaultRuleInput[]
  } catch (error) {
    throw new UsageError(`${file ?? 'the rule'}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
