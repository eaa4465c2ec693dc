import { endpoint } from './answer.js'
import { allProcedures } from './catalogue.js'

interface Recorded {
  readonly method: string
  readonly path: string
  readonly body: unknown
}

/** The procedures that a recorded request calls, as they are spelt upstream; several in a batch. */
export function identify({ path, body }: Recorded): readonly string[] {
  if (!path.startsWith(endpoint)) return []
  const payload = typeof body === 'string' ? decoded(body) : body
  const calls = Array.isArray(payload) ? payload : isBatch(payload) ? Object.values(payload) : [payload]
  return calls.flatMap(nameOf)
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

function nameOf(call: unknown): string[] {
  if (typeof call !== 'object' || call === null || !('method' in call) || typeof call.method !== 'string') return []
  const known = allProcedures.get(call.method.toLowerCase())
  return known === undefined ? [] : [known]
}
