import type { AnyOperation } from '../kernel/operation.js'
import { UsageError } from '../kernel/product.js'
import type { Scenario } from './scenario.js'

/** Which scenarios and steps a run plays. */
export interface Selection {
  /** Names of scenarios, or ids of operations; default: everything. */
  readonly only?: readonly string[]
  /** Names of scenarios that are left out, or ids of operations whose steps are. */
  readonly skip?: readonly string[]
  /** Groups of operations, as the product's documentation names them. */
  readonly groups?: readonly string[]
}

/** Throws `UsageError` for names that exist nowhere, and when nothing is left. */
export function selected(
  scenarios: readonly Scenario[],
  operations: readonly AnyOperation[],
  { only = [], skip = [], groups = [] }: Selection,
): Scenario[] {
  refuseUndeclared(scenarios, operations)
  const groupOf = new Map(operations.map(({ id, group }) => [id, group.toLowerCase()]))
  refuseUnknown([...only, ...skip], [...scenarios.map(({ name }) => name), ...groupOf.keys()], 'scenario or operation')
  refuseUnknown(groups.map(lower), [...new Set(groupOf.values())], 'group')
  const wanted = new Set(groups.map(lower))
  const isWanted = ({ name, steps }: Scenario): boolean =>
    (only.length === 0 || only.includes(name) || steps.some(({ operation }) => only.includes(operation))) &&
    (wanted.size === 0 || steps.some(({ operation }) => wanted.has(groupOf.get(operation) ?? '')))
  const chosen = scenarios
    .filter((scenario) => isWanted(scenario) && !skip.includes(scenario.name))
    .map((scenario) => ({ ...scenario, steps: scenario.steps.filter(({ operation }) => !skip.includes(operation)) }))
    .filter(({ steps }) => steps.length > 0)
  if (chosen.length > 0) return chosen
  throw new UsageError('nothing to check: the selection leaves no step')
}

const lower = (text: string): string => text.toLowerCase()

/** A misspelt operation would otherwise be found only when its step is reached. */
function refuseUndeclared(scenarios: readonly Scenario[], operations: readonly AnyOperation[]): void {
  const declared = new Set(operations.map(({ id }) => id))
  for (const { name, steps, cleanup, finds } of scenarios) {
    const stray = [...finds, ...steps, ...cleanup].find(({ operation }) => !declared.has(operation))
    if (stray) throw new UsageError(`scenario ${name}: no operation ${stray.operation} is declared`)
  }
}

function refuseUnknown(names: readonly string[], known: readonly string[], what: string): void {
  const stray = names.find((name) => !known.includes(name))
  if (stray !== undefined)
    throw new UsageError(`nothing to check: no ${what} '${stray}'; there are ${known.slice(0, 60).join(', ')}`)
}
