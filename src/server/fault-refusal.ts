import type { Inbound, Outbound } from '../kernel/exchange.js'
import { wireAnswerOf } from '../kernel/wire-answer.js'
import type { Instance } from './instance.js'

/** Headers that tell nothing of the caller; credentials stand in any other. */
const HARMLESS = /^(host|accept|accept-encoding|content-type|content-length|user-agent|connection)$/

const CREDENTIALS = /^(authToken|access_token|token|api_key)=/i

/**
 * How the product refuses credentials: what it answers, on a copy of its world, to the same request without any. What
 * it answers to anybody is refused plainly.
 */
export async function refusalOf(instance: Instance, request: Inbound): Promise<Omit<Outbound, 'trace'>> {
  const { product, setup, world } = instance
  const answer = await product.answer(world.fork(), setup, withoutCredentials(request))
  return isRefusal(instance, request, answer) ? answer : plain
}

/** Wekan says 401 in the body of many answers whose own status is 200. */
function isRefusal({ product, setup }: Instance, { method, path, body }: Inbound, answer: Outbound): boolean {
  if (answer.status === 401) return true
  const text = Buffer.from(body).toString('utf8')
  const [id] = product.identify({ method, path, body: text, version: setup.profile.version })
  const op = product.operations.find((one) => one.id === id)
  const told = Buffer.from(answer.body ?? '').toString('utf8')
  const outcome = op && product.protocol.decode(op, wireAnswerOf(answer.status, answer.headers, told))
  return outcome?.kind === 'failure' && outcome.status === 401
}

function withoutCredentials(request: Inbound): Inbound {
  const headers = Object.entries(request.headers).filter(([name]) => HARMLESS.test(name))
  const query = request.query.split('&').filter((part) => !CREDENTIALS.test(part))
  return { ...request, headers: Object.fromEntries(headers), query: query.join('&') }
}

const plain: Omit<Outbound, 'trace'> = {
  status: 401,
  headers: { 'content-type': 'application/json' },
  body: '{"error":"Unauthorized"}',
}
