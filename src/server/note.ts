import { namesOf, nearMisses } from '../control/near-miss.js'
import type { NearMiss } from '../control/log-entry.js'
import type { Parameters } from '../control/mask.js'
import { fakeHeader } from '../kernel/exchange.js'
import type { Inbound, Outbound } from '../kernel/exchange.js'
import type { Product } from '../kernel/product.js'
import { decoded } from '../kernel/wire-answer.js'
import { below } from './below.js'
import type { Instance } from './instance.js'
import type { Sandbox } from './sandbox.js'

export interface Answered {
  readonly request: Inbound
  readonly instance: Instance | undefined
  readonly answer: Outbound
  /** Id of the fault that made or spoilt the answer. */
  readonly fault: string | undefined
  readonly ms: number
}

/** Writes a request into the log, and answers what goes back: where no operation was meant, it says which one was near. */
export function note(sandbox: Sandbox, answered: Answered): Outbound {
  const { request, instance, answer, fault, ms } = answered
  const { actor, operations, reasons, deviations, changes = [] } = answer.trace
  const missed = fault === undefined ? missedBy(answered) : undefined
  const heard = missed ? hinted(answer, missed.nearest) : answer
  sandbox.log.write({
    at: new Date(sandbox.clock.now()).toISOString(),
    product: instance?.product.name ?? 'none',
    method: request.method,
    path: request.query === '' ? request.path : `${request.path}?${request.query}`,
    status: answer.status,
    ms: Math.round(ms * 1000) / 1000,
    operations,
    ...(actor === undefined ? {} : { actor }),
    reasons,
    deviations,
    ...(fault === undefined ? {} : { fault }),
    ...(missed?.isUnmatched === true ? { isUnmatched: true } : {}),
    ...(missed && missed.nearest.length > 0 ? { nearest: missed.nearest } : {}),
    changes,
    request: { headers: request.headers, body: request.body },
    answer: { headers: heard.headers, ...(answer.body === undefined ? {} : { body: answer.body }) },
    ...(instance ? { parameters: parametersOf(instance.product) } : {}),
  })
  return heard
}

interface Missed {
  readonly isUnmatched: boolean
  readonly nearest: readonly NearMiss[]
}

/** Whether a call was for nothing that there is, and what it was meant for; undefined where it was for something. */
function missedBy({ request, instance, answer }: Answered): Missed | undefined {
  const voice = answer.headers['x-fake']
  const isOurs404 = voice?.startsWith('no-such-path') === true
  if (!instance) return { isUnmatched: true, nearest: [] }
  if (instance.product.protocol.kind === 'json-rpc') return missedProcedure(request, instance, answer, isOurs404)
  // A product that has a reason of its own has found something wrong before it looked for the operation.
  if (answer.trace.operations.length > 0 || voice !== undefined) return undefined
  const { method, path } = below(request, instance)
  const nearest = nearMisses(instance.product, instance.setup.profile.version, { method, path })
  const isRefused = answer.status === 404 || answer.status === 405
  // Wekan answers every other GET with the page of its web application: only what looks like a call was one.
  return isRefused || (nearest.length > 0 && method !== 'OPTIONS') ? { isUnmatched: true, nearest } : undefined
}

/** Codes of JSON-RPC 2.0: no such method, wrong parameters. */
const NO_METHOD = '"code":-32601'
const WRONG_PARAMETERS = '"code":-32602'

function missedProcedure(
  request: Inbound,
  { product, setup }: Instance,
  answer: Outbound,
  isElsewhere: boolean,
): Missed | undefined {
  if (isElsewhere) return { isUnmatched: true, nearest: [] }
  const { body, headers } = answer
  if (typeof body !== 'string' || /^(not-built|strict)/.test(headers['x-fake'] ?? '')) return undefined
  const isUnmatched = body.includes(NO_METHOD)
  if (!isUnmatched && !body.includes(WRONG_PARAMETERS)) return undefined
  const stray = { ...request, body: decoded(Buffer.from(request.body).toString('utf8')) }
  return { isUnmatched, nearest: nearMisses(product, setup.profile.version, stray) }
}

/** What the real server says in the body stays as it is; the header is the fake's own. */
function hinted(answer: Outbound, nearest: readonly NearMiss[]): Outbound {
  if (nearest.length === 0 || answer.headers['x-fake'] !== undefined) return answer
  const text = nearest.map(({ call, why }) => `${call}: ${why}`).join(' | ')
  return { ...answer, headers: { ...answer.headers, ...fakeHeader('no-such-operation', `near: ${text}`) } }
}

const known = new WeakMap<Product, ReadonlyMap<string, readonly string[]>>()

function parametersOf(product: Product): Parameters {
  const names = known.get(product) ?? new Map(product.operations.map((op) => [op.id.toLowerCase(), namesOf(op)]))
  known.set(product, names)
  return (operation) => names.get(operation.toLowerCase())
}
