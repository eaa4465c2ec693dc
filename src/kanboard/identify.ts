import type { Addressed } from '../kernel/product.js'
import { endpoint } from './answer.js'
import { allProcedures, proceduresAt } from './catalogue.js'

/** The procedures that a request calls, as they are spelt upstream; several in a batch. */
export function identify({ path, body, version }: Addressed): readonly string[] {
  if (!path.startsWith(endpoint)) return []
  const payload = typeof body === 'string' ? decoded(body) : body
  const calls = Array.isArray(payload) ? payload : isBatch(payload) ? Object.values(payload) : [payload]
  return calls.flatMap((call) => nameOf(call, version))
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isBatch = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && '0' in value

function nameOf(call: unknown, version: string | undefined): string[] {
  if (typeof call !== 'object' || call === null || !('method' in call) || typeof call.method !== 'string') return []
  const name = call.method.toLowerCase()
  const known = version === undefined ? allProcedures.get(name) : proceduresAt(version).get(name)?.name
  return known === undefined ? [] : [known]
}
