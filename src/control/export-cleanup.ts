import type { AnyOperation } from '../kernel/operation.js'
import type { Product } from '../kernel/product.js'
import { inVersions } from '../kernel/versions.js'
import { nounsOf, wordsOf } from './export-produced.js'
import type { LoggedCall } from './export-calls.js'
import type { Story, StoryStep } from './export-story.js'
import { namesOf } from './near-miss.js'

/** A call that takes away what a step has made. */
export interface CleanupCall {
  readonly op: AnyOperation
  readonly input: Record<string, unknown>
  readonly caller: StoryStep['caller']
}

/** What removes all that is still there when the story ends; children come after their parents, and go before them. */
export function cleanupOf({ steps, produced }: Story, product: Product, version: string): CleanupCall[] {
  const removals = product.operations.filter(
    ({ id, versions }) => /^(remove|delete)/.test(id) && inVersions(versions, version),
  )
  return steps
    .flatMap((step, index): CleanupCall[] => {
      const made = madeBy(step.call)
      const later = steps.slice(index + 1).map(({ call }) => call)
      if (!made || later.some((call) => isGoneAfter(call, made))) return []
      const op = removalOf(step.call.op, made, removals)
      const input = op && inputOf(op, step, { product, name: () => produced.named(step.capture, made.path) })
      return op && input ? [{ op, input, caller: callerOf(step, op) }] : []
    })
    .reverse()
}

/** A thing whose id the answer gave. */
interface Made {
  readonly id: string
  /** Where the id stands in the result. */
  readonly path: string
  readonly tables: readonly string[]
}

function madeBy({ entry, outcome, op }: LoggedCall): Made | undefined {
  if (op.effect === 'read' || outcome.kind !== 'result') return undefined
  const { id, path } = idIn(outcome.result)
  const rows = entry.changes.filter(({ key, before }) => before === undefined && String(key) === id)
  return rows.length === 0 ? undefined : { id, path, tables: rows.map(({ table }) => table) }
}

function idIn(result: unknown): { readonly id: string; readonly path: string } {
  if (typeof result !== 'object' || result === null) return { id: String(result), path: '$' }
  const name = '_id' in result ? '_id' : 'id'
  const id = new Map<string, unknown>(Object.entries(result)).get(name)
  return { id: typeof id === 'string' || typeof id === 'number' ? String(id) : '', path: `$.${name}` }
}

const isGoneAfter = ({ entry }: LoggedCall, { id, tables }: Made): boolean =>
  entry.changes.some(({ table, key, after }) => after === undefined && tables.includes(table) && String(key) === id)

/** `createTask` is undone by `removeTask`; what is called otherwise, by what removes rows of its table. */
function removalOf(op: AnyOperation, { tables }: Made, removals: readonly AnyOperation[]): AnyOperation | undefined {
  const wanted = [nounsOf(op.id), ...tables.map(wordsOf)].map((words) => words.join(' '))
  for (const nouns of wanted) {
    const found = removals.find(({ id }) => nounsOf(id).join(' ') === nouns)
    if (found) return found
  }
  return undefined
}

interface Naming {
  readonly product: Product
  /** The placeholder for the id of what was made. */
  name(): string | undefined
}

/** The last parameter is the id of the thing; those before it say what it is in, as the step said it. */
function inputOf(op: AnyOperation, { input }: StoryStep, { product, name }: Naming): CleanupCall['input'] | undefined {
  const path = product.protocol.place?.(op).path
  const names = path === undefined ? namesOf(op) : [...path.matchAll(/\{(\w+)\}/g)].map(([, one]) => one ?? '')
  const given = new Map<string, unknown>(Object.entries(path === undefined ? input : (input['params'] ?? {})))
  const own = names.at(-1)
  if (own === undefined || names.slice(0, -1).some((one) => !given.has(one))) return undefined
  const placeholder = name()
  if (placeholder === undefined) return undefined
  const filled = Object.fromEntries(names.map((one) => [one, one === own ? placeholder : given.get(one)]))
  return path === undefined ? filled : { params: filled }
}

/** Who has made a thing may remove it, unless that is for administrators. */
const callerOf = ({ caller }: StoryStep, { effect }: AnyOperation): StoryStep['caller'] =>
  effect === 'admin' && caller.kind !== 'given' ? { kind: 'given', as: { kind: 'none' } } : caller
