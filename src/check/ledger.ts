import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { UsageError } from '../kernel/product.js'
import type { ScenarioCall } from './scenario.js'

const Call = z.looseObject({ operation: z.string(), input: z.record(z.string(), z.unknown()) })
const Entry = z.discriminatedUnion('event', [
  z.looseObject({
    event: z.literal('open'),
    product: z.string(),
    url: z.string(),
    run: z.string(),
    profile: z.string(),
  }),
  z.looseObject({ event: z.literal('writing'), operation: z.string() }),
  z.looseObject({ event: z.literal('captured'), name: z.string(), value: z.unknown() }),
  z.looseObject({ event: z.literal('made'), call: Call }),
  z.looseObject({ event: z.literal('removed'), call: Call }),
  z.looseObject({ event: z.literal('closed') }),
])
export type LedgerEntry = z.infer<typeof Entry>

/** What a run makes, written to disk before it goes on, so that a killed run can be cleaned up. One JSON value a line. */
export class Ledger {
  constructor(readonly file: string) {}

  write(entry: LedgerEntry): void {
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`, { mode: 0o600 })
  }
}

/** What a ledger says is left behind. */
export interface Leftovers {
  readonly product: string
  readonly url: string
  readonly run: string
  readonly profile: string
  /** Calls that remove it, children first. */
  readonly calls: readonly ScenarioCall[]
  /** Whether the run ended by itself. */
  readonly isClosed: boolean
}

/** Reads a ledger; a half-written last line, as a killed run leaves it, is passed over. */
export function readLedger(file: string): Leftovers {
  if (!existsSync(file)) throw new UsageError(`no such ledger: ${file}`)
  const entries = readFileSync(file, 'utf8').split('\n').flatMap(parseLine)
  const opened = entries.find((entry) => entry.event === 'open')
  if (opened?.event !== 'open')
    throw new UsageError(`${file} is not a ledger of \`stuntboard check\`: it has no opening line`)
  const removed = new Set(entries.flatMap((entry) => (entry.event === 'removed' ? [keyOf(entry.call)] : [])))
  const made = entries.flatMap((entry) => (entry.event === 'made' ? [entry.call] : []))
  const { product, url, run, profile } = opened
  return {
    product,
    url,
    run,
    profile,
    calls: made.filter((call) => !removed.has(keyOf(call))).reverse(),
    isClosed: entries.some(({ event }) => event === 'closed'),
  }
}

function parseLine(line: string): LedgerEntry[] {
  try {
    const entry = Entry.safeParse(JSON.parse(line))
    return entry.success ? [entry.data] : []
  } catch {
    return []
  }
}

/** Two calls are the same removal when operation and input are. */
export const keyOf = ({ operation, input }: ScenarioCall): string => `${operation} ${JSON.stringify(input)}`
