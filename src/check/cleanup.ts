import type { Given } from '../kernel/protocol.js'
import type { Product } from '../kernel/product.js'
import { Ledger, readLedger } from './ledger.js'
import type { ScenarioCall } from './scenario.js'
import { sweep } from './sweep.js'
import type { SweepRule } from './sweep.js'
import { Target } from './target.js'
import type { TargetOptions } from './target.js'

export interface CleanupOptions extends Omit<TargetOptions, 'url' | 'product'> {
  readonly ledgerFile: string
  readonly product: Product
  readonly given: Given
  /** How to find by name what a run made before it could write its id down. */
  readonly sweeps: readonly SweepRule[]
}

export interface Cleaned {
  readonly removed: readonly string[]
  readonly left: readonly string[]
}

/** Removes what a killed run left: first what its ledger names, then everything that carries the name of the run. */
export async function cleanUp({ ledgerFile, product, given, sweeps, ...reach }: CleanupOptions): Promise<Cleaned> {
  const { url, run, calls } = readLedger(ledgerFile)
  const target = new Target({ ...reach, url, product })
  const contact = await product.protocol.contact(given, (call) => target.send(call))
  const caller = contact.callers['application'] ??
    contact.callers['site-admin'] ??
    Object.values(contact.callers)[0] ?? { kind: 'none' as const }
  const ledger = new Ledger(ledgerFile)
  const removed: string[] = []
  const left: string[] = []
  const call = async ({ operation, input }: ScenarioCall): Promise<unknown> => {
    const op = product.operations.find(({ id }) => id === operation)
    if (!op) return undefined
    const outcome = product.protocol.decode(op, await target.send(product.protocol.encode(op, input, caller)))
    return outcome.kind === 'result' ? outcome.result : undefined
  }
  const remove = async (one: ScenarioCall): Promise<void> => {
    const result = await call(one)
    const name = `${one.operation} ${JSON.stringify(one.input)}`
    if (result === undefined || result === false) left.push(name)
    else {
      ledger.write({ event: 'removed', call: one })
      removed.push(name)
    }
  }
  for (const one of calls) await remove(one)
  for (const one of await sweep(`sb-${run}`, sweeps, call)) await remove(one)
  ledger.write({ event: 'closed' })
  // What a ledger names may have gone with its parent; what carries the name of the run has then gone too.
  const still = await sweep(`sb-${run}`, sweeps, call)
  return { removed, left: still.length > 0 ? left : [] }
}
