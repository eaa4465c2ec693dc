import type { AnyOperation } from '../../kernel/operation.js'
import type { Product } from '../../kernel/product.js'
import type { WireAnswer } from '../../kernel/protocol.js'
import type { Fetch } from '../target.js'

/** What a server can do wrong that no single answer shows. */
export type BehaviourKind = 'write.ignored' | 'late' | 'dead' | 'wider'

/** One misbehaviour of one operation. */
export interface Misbehaviour {
  readonly kind: BehaviourKind
  readonly operation: string
  /** Which of its calls, from 0; default: all. */
  readonly nth?: number
}

/** What a misbehaving server needs to know of a healthy one. */
export interface Healthy {
  readonly product: Product
  readonly fetch: Fetch
  /** The header of the account that may do most. */
  readonly authorization?: string
  /** The success that the healthy server answered to a call; to an id of an operation, one of its successes. */
  success(request: string): WireAnswer | undefined
}

export interface Misbehaving {
  readonly fetch: Fetch
  /** From now on; signing in comes before. */
  arm(): void
}

/** A call, equal for calls that ask the same as the same caller. */
export function requestOf(url: string, { method, body, headers }: RequestInit): string {
  const { pathname, search } = new URL(url, 'http://127.0.0.1')
  return `${method ?? 'GET'} ${pathname}${search} ${typeof body === 'string' ? body : ''} ${new Headers(headers).get('authorization') ?? ''}`
}

/** A server that is healthy but for one misbehaviour. Stands before anything that answers HTTP. */
export function misbehaving(healthy: Healthy, what: Misbehaviour): Misbehaving {
  const op = healthy.product.operations.find(({ id }) => id === what.operation)
  if (!op) throw new Error(`no operation ${what.operation}`)
  let isArmed = false
  let calls = -1
  const fetch: Fetch = (url, init) => {
    if (!isArmed || !isFor(healthy.product, op, url, init)) return healthy.fetch(url, init)
    calls += 1
    return what.nth === undefined || what.nth === calls
      ? wrong[what.kind](healthy, op, { url, init })
      : healthy.fetch(url, init)
  }
  const arm = (): void => {
    isArmed = true
  }
  return { fetch, arm }
}

/** A server whose answers to one operation are changed; `undefined` leaves an answer as it is. */
export function changing(
  { product, fetch }: Pick<Healthy, 'product' | 'fetch'>,
  operation: string,
  change: (answer: WireAnswer) => WireAnswer | undefined,
): Fetch {
  const op = product.operations.find(({ id }) => id === operation)
  if (!op) throw new Error(`no operation ${operation}`)
  return async (url, init) => {
    const response = await fetch(url, init)
    if (!isFor(product, op, url, init)) return response
    const answer = await received(response)
    return sent(change(answer) ?? answer)
  }
}

function isFor(product: Product, op: AnyOperation, url: string, init: RequestInit): boolean {
  const { pathname, search } = new URL(url, 'http://127.0.0.1')
  const method = init.method ?? 'GET'
  return product.identify({ method, path: pathname + search, body: init.body }).includes(op.id)
}

interface Sent {
  readonly url: string
  readonly init: RequestInit
}

type Wrong = (healthy: Healthy, op: AnyOperation, sent: Sent) => Promise<Response>

/** Nothing waits: what a timer or a dead socket would raise is raised at once. */
const wrong: Readonly<Record<BehaviourKind, Wrong>> = {
  late: () => Promise.reject(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
  dead: () => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } })),
  'write.ignored': async (healthy, _op, { url, init }) => {
    // A server that ignores writes still refuses what it should: only what succeeded is answered without being done.
    const answer = healthy.success(requestOf(url, init))
    return answer === undefined ? healthy.fetch(url, init) : sent(answer)
  },
  wider: async (healthy, op, { url, init }) => {
    const refused = await received(await healthy.fetch(url, init))
    if (!isRefusal(healthy.product, op, refused)) return sent(refused)
    const { authorization } = healthy
    const headers = new Headers(init.headers)
    if (authorization !== undefined) headers.set('authorization', authorization)
    const allowed = await received(await healthy.fetch(url, { ...init, headers: Object.fromEntries(headers) }))
    const isAllowed = healthy.product.protocol.decode(op, allowed).kind === 'result'
    return sent(isAllowed ? allowed : (healthy.success(op.id) ?? refused))
  },
}

function isRefusal({ protocol }: Product, op: AnyOperation, answer: WireAnswer): boolean {
  const outcome = protocol.decode(op, answer)
  return outcome.kind === 'failure' && (outcome.status === 401 || outcome.status === 403)
}

/** Reads an answer to its end. */
export async function received(response: Response): Promise<WireAnswer> {
  const text = await response.text()
  const contentType = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
  const challenge = response.headers.get('www-authenticate')
  return {
    status: response.status,
    contentType,
    text,
    ...parsed(text),
    ...(challenge === null ? {} : { wwwAuthenticate: challenge }),
  }
}

function parsed(text: string): { readonly body?: unknown } {
  try {
    return { body: JSON.parse(text) as unknown }
  } catch {
    return {}
  }
}

function sent({ status, contentType, text, wwwAuthenticate }: WireAnswer): Response {
  return new Response(text === '' ? null : text, {
    status,
    headers: {
      ...(contentType === '' ? {} : { 'content-type': contentType }),
      ...(wwwAuthenticate === undefined ? {} : { 'www-authenticate': wwwAuthenticate }),
    },
  })
}
