import { Hono } from 'hono'
import type { Context } from 'hono'
import type { ControlPlane } from '../control/routes.js'
import { elapsedSince, machineTimer, stopwatch } from '../kernel/clock.js'
import type { Timer } from '../kernel/clock.js'
import { fakeHeader, newTrace } from '../kernel/exchange.js'
import type { Inbound, Outbound } from '../kernel/exchange.js'
import { UsageError } from '../kernel/product.js'
import { addressOf } from './address.js'
import type { Named } from './address.js'
import { below, pathRead } from './below.js'
import { ConnectionReset, sendBroken } from './broken-answers.js'
import { answerStruck, subjectOf } from './fault-answers.js'
import type { Spoilt } from './fault-answers.js'
import { ClientGone, clientGone, isOverSocket, originOf, readInbound, STRAY_BODY_LIMIT_BYTES } from './inbound.js'
import type { NodeEnv } from './inbound.js'
import type { Instance } from './instance.js'
import { note } from './note.js'
import type { Sandbox } from './sandbox.js'
import { TooManySandboxes } from './sandboxes.js'
import type { Sandboxes } from './sandboxes.js'

type Ctx = Context<{ Bindings: NodeEnv }>

export interface AppParts {
  readonly sandboxes: Sandboxes
  /** The `/_fake/` plane; absent when it is not wanted. */
  readonly plane?: ControlPlane
  /** Bytes of a body that are read, where the product would read more. */
  readonly bodyLimitBytes?: number
  /** Whether browsers of other origins may call; the real servers send no CORS headers. */
  readonly cors: boolean
  /** What latency waits by; default: the machine. */
  readonly timer?: Timer
}

/** Composes products and control plane into one Hono app. */
export function composeApp(parts: AppParts): Hono {
  const app = new Hono<{ Bindings: NodeEnv }>()
  app.all('*', (c) => serve(c, parts))
  app.onError((error) => {
    // In process, a call whose connection is reset fails as `fetch` does.
    if (error instanceof ConnectionReset) throw error
    return problem(500, 'The fake itself failed', error.stack ?? error.message)
  })
  // The node bindings are optional: called in process the app has none.
  return app as unknown as Hono
}

async function serve(c: Ctx, parts: AppParts): Promise<Response> {
  const started = stopwatch()
  const address = addressOf(c)
  if ('wrong' in address) return problem(400, 'Which sandbox is not clear', address.wrong)
  if (parts.plane && isOfPlane(address.path)) return controlled(c, parts.plane, address)
  if (parts.cors && isPreflight(c)) return preflight(c)
  let sandbox: Sandbox
  try {
    sandbox = parts.sandboxes.of(address.sandbox)
  } catch (error) {
    if (error instanceof TooManySandboxes) return problem(503, 'Too many sandboxes', error.message)
    if (error instanceof UsageError) return problem(400, 'No such sandbox name', error.message)
    throw error
  }
  const { path } = address
  const instance = claimantOf(sandbox.instances, path)
  let request: Inbound
  try {
    const own = instance?.product.bodyLimitBytes ?? STRAY_BODY_LIMIT_BYTES
    const read = await readInbound(c, Math.min(own, parts.bodyLimitBytes ?? own))
    request = address.isInPath ? { ...read, path, base: `${read.base ?? ''}/~${address.sandbox}` } : read
  } catch (error) {
    if (error instanceof ClientGone) return goneAnswer()
    throw error
  }
  sandbox.touch()
  const { answer, breaks, fault } = await answered(c, sandbox, { request, instance, timer: parts.timer })
  const heard = note(sandbox, { request, instance, answer, fault, ms: elapsedSince(started) })
  if (instance) sandbox.deliverer.answered()
  const sent = dated(c, heard, sandbox.clock.now())
  if (breaks) return sendBroken(c, sent, breaks)
  if (answer.isSilent === true) return clientGone(c).then(goneAnswer)
  return respond(sent, parts.cors ? { 'access-control-allow-origin': '*' } : {})
}

interface Asked {
  readonly request: Inbound
  readonly instance: Instance | undefined
  readonly timer: Timer | undefined
}

/** The answer of the product, or of the fault that strikes the request. */
async function answered(c: Ctx, sandbox: Sandbox, { request, instance, timer = machineTimer }: Asked): Promise<Spoilt> {
  if (!instance) return { answer: noSuchPath(request, sandbox.instances) }
  const inner = below(request, instance)
  if (sandbox.faults.isEmpty) return { answer: await instance.answer(inner) }
  const subject = subjectOf({ request, inner, instance })
  const strikes = sandbox.faults.strike(subject)
  if (strikes.length === 0) return { answer: await instance.answer(inner) }
  const gone = (): AbortSignal => goneSignal(c)
  return answerStruck(strikes, subject, { request, inner, instance, timer, gone })
}

function goneSignal(c: Ctx): AbortSignal {
  const ending = new AbortController()
  void clientGone(c).then(() => {
    ending.abort()
  })
  return ending.signal
}

/** Nobody receives it; 499 is nginx's word for a client that went away. */
const goneAnswer = (): Response => new Response(null, { status: 499 })

/** Longer prefixes and named paths first: what is left belongs to the product that claims everything. */
function claimantOf(instances: readonly Instance[], path: string): Instance | undefined {
  const weight = ({ prefix, product }: Instance): number => prefix.length * 2 + (product.paths ? 1 : 0)
  return instances
    .filter((candidate) => claims(candidate, path))
    .toSorted((a, b) => weight(b) - weight(a))
    .at(0)
}

/** A product with paths claims those and what lies below them; one without claims all that lies below its prefix. */
function claims(instance: Instance, asWritten: string): boolean {
  const { prefix, product } = instance
  const path = pathRead(instance, asWritten)
  if (prefix !== '' && path !== prefix && !path.startsWith(`${prefix}/`)) return false
  const rest = path.slice(prefix.length)
  return product.paths?.some((own) => rest === own || rest.startsWith(`${own}/`)) ?? true
}

/** Over a socket Node would send the time of the machine; in process there is no such header. */
function dated(c: Ctx, answer: Outbound, at: number): Outbound {
  if (!isOverSocket(c)) return answer
  return { ...answer, headers: { date: new Date(at).toUTCString(), ...answer.headers } }
}

function respond({ status, headers, body }: Outbound, extra: Readonly<Record<string, string>>): Response {
  const isBare = body === undefined || status === 204 || status === 304
  // A string would be given `text/plain` where the product sends no content type; bytes are left alone.
  const payload = typeof body === 'string' && headers['content-type'] === undefined ? Buffer.from(body) : body
  return new Response(isBare ? null : payload, { status, headers: { ...headers, ...extra } })
}

function noSuchPath(request: Inbound, instances: readonly Instance[]): Outbound {
  const known = instances.map(({ prefix, product }) => `${product.name} at ${prefix}${product.paths?.[0] ?? '/'}`)
  const detail = `nothing is served at ${request.path}; ${known.join(', ')}, control at /_fake/health`
  return {
    status: 404,
    headers: { 'content-type': 'application/problem+json', ...fakeHeader('no-such-path', detail) },
    body: JSON.stringify({ type: 'about:blank', title: 'No such path', status: 404, detail }),
    trace: { ...newTrace(), reasons: [detail] },
  }
}

/** The fake's own voice where a request reaches no sandbox. */
function problem(status: 400 | 500 | 503, title: string, detail: string): Response {
  const headers = {
    'content-type': 'application/problem+json',
    ...fakeHeader(status === 500 ? 'error' : 'sandbox', detail),
  }
  return new Response(JSON.stringify({ type: 'about:blank', title, status, detail }), { status, headers })
}

const isOfPlane = (path: string): boolean => path === '/_fake' || path.startsWith('/_fake/')

/** Whoever reaches the server by a socket is judged by its guard. */
function controlled(c: Ctx, plane: ControlPlane, { sandbox, path }: Named): Response | Promise<Response> {
  const { guard } = c.env as NodeEnv | { guard?: undefined }
  return plane(c.req.raw, { sandbox, path, base: originOf(c.req.url), ...(guard ? { guard } : {}) })
}

/** A browser's question whether it may call; any other OPTIONS request belongs to the product. */
const isPreflight = (c: Ctx): boolean =>
  c.req.raw.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined

function preflight(c: Ctx): Response {
  return c.body(null, 204, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': c.req.header('access-control-request-headers') ?? '*',
  })
}
