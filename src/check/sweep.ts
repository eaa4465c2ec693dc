import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { UsageError } from '../kernel/product.js'
import { fill, pick } from '../recording/paths.js'
import type { ScenarioCall } from './scenario.js'

const Rule = z.strictObject({
  list: z.strictObject({ operation: z.string(), input: z.record(z.string(), z.unknown()).default({}) }),
  name: z.string().describe('Path of the name in an element: `$.title`.'),
  id: z.string().describe('Path of the id in an element.'),
  remove: z
    .strictObject({ operation: z.string(), input: z.record(z.string(), z.unknown()) })
    .describe('`{{id}}` is the id.'),
})

/** How to find one kind of thing by name, and how to remove it. */
export type SweepRule = z.infer<typeof Rule>

/** Reads `fixtures/sweeps/PRODUCT.yaml`. */
export function readSweeps(file: string): SweepRule[] {
  const parsed = z.array(Rule).safeParse(parse(readFileSync(file, 'utf8')))
  if (parsed.success) return parsed.data
  throw new UsageError(`${file}: ${parsed.error.issues[0]?.message ?? 'not a list of sweeps'}`)
}

/** The calls that remove everything whose name begins with `prefix`, in the order of the rules. */
export async function sweep(
  prefix: string,
  rules: readonly SweepRule[],
  call: (one: ScenarioCall) => Promise<unknown>,
): Promise<ScenarioCall[]> {
  const found: ScenarioCall[] = []
  for (const { list, name, id, remove } of rules) {
    const elements: unknown = await call(list)
    for (const element of Array.isArray(elements) ? elements : []) {
      if (!String(pick(element, name) ?? '').startsWith(prefix)) continue
      const input = fill(remove.input, { id: pick(element, id) }) as Record<string, unknown>
      found.push({ operation: remove.operation, input })
    }
  }
  return found
}
