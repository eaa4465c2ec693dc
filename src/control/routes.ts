import { Hono } from 'hono'
import type { Context } from 'hono'
import { UsageError } from '../kernel/product.js'
import type { Controlled } from './controlled.js'
import type { Guard, Visitor } from './guard.js'
import { FileAnswer } from './operation.js'
import type { AnyControlOperation } from './operation.js'
import { allControlOperations } from './operations.js'
import { ControlProblem, problemAnswer } from './problem.js'
import { readBody, readInput } from './request.js'

/** What the server knows of a request before the control plane sees it. */
export interface ControlEnv {
  /** The sandbox that is named; `''` for none. */
  readonly sandbox: string
  /** Path below the name of the sandbox: `/_fake/clock`. */
  readonly path: string
  /** Where the client found the server. */
  readonly base: string
  /** Absent when called in process, which needs no guard. */
  readonly guard?: Guard
}

export interface PlaneOptions {
  readonly bodyLimitBytes: number
}

type Env = { Bindings: ControlEnv }

/** Answers one request for the control plane. */
export type ControlPlane = (request: Request, env: ControlEnv) => Response | Promise<Response>

/** The `/_fake/` plane: one route per declared operation. */
export function controlPlane(server: Controlled, options: PlaneOptions): ControlPlane {
  const app = new Hono<Env>({ getPath: (_request, given) => given?.env?.path ?? '' })
  app.onError((error) => problemAnswer(problemOf(error)))
  app.use(async (c, next) => {
    const { guard } = c.env
    if (!guard) return next()
    const origin = c.req.header('origin')
    guard.refuseStranger(visitorOf(c))
    if (c.req.method === 'OPTIONS' && guard.admits(origin)) return preflight(c, origin ?? '')
    await next()
    if (guard.admits(origin)) c.res.headers.set('access-control-allow-origin', origin ?? '')
    return undefined
  })
  for (const [, operation] of allControlOperations) {
    app.on(operation.method, routePath(operation), (c) => answer(c, operation, { server, options }))
  }
  app.all('*', (c) => problemAnswer(strayProblem(c.req.method, c.env.path)))
  return (request, env) => app.fetch(request, env)
}

const routePath = ({ path }: AnyControlOperation): string => `/_fake${path.replace(/\{(\w+)\}/g, ':$1')}`

const visitorOf = (c: Context<Env>): Visitor => ({
  host: c.req.header('host'),
  origin: c.req.header('origin'),
  authorization: c.req.header('authorization'),
})

function preflight(c: Context<Env>, origin: string): Response {
  return c.body(null, 204, {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST, PUT, DELETE',
    'access-control-allow-headers': 'authorization, content-type, x-fake-world',
  })
}

interface Parts {
  readonly server: Controlled
  readonly options: PlaneOptions
}

async function answer(c: Context<Env>, operation: AnyControlOperation, { server, options }: Parts): Promise<Response> {
  if (operation.effect === 'write') c.env.guard?.refuseWithoutToken(visitorOf(c))
  const input = readInput(operation, {
    path: c.req.param(),
    query: new URL(c.req.url).searchParams,
    contentType: c.req.header('content-type'),
    body: operation.method === 'GET' ? new Uint8Array() : await readBody(c.req.raw, options.bodyLimitBytes),
  })
  const { sandbox: name, base } = c.env
  const gone = new AbortController()
  const context = {
    server,
    base,
    lastEventId: c.req.header('last-event-id'),
    signal: AbortSignal.any([gone.signal, c.req.raw.signal]),
    get sandbox() {
      return server.sandbox(name)
    },
  }
  const result: unknown = await operation.handle(context, input)
  // Who asks for the head alone would leave a stream that nobody ends.
  if (result instanceof FileAnswer) return fileAnswer(c.req.raw.method === 'HEAD' ? bare(result) : result, gone)
  return operation.status === 204 ? c.body(null, 204) : c.json(result as object, operation.status)
}

const bare = ({ contentType }: FileAnswer): FileAnswer => new FileAnswer(contentType, '')

/** A stream ends its source when the reader goes. */
function fileAnswer({ contentType, content }: FileAnswer, gone: AbortController): Response {
  const headers = { 'content-type': contentType, 'cache-control': 'no-store' }
  if (typeof content === 'string') return new Response(content, { headers })
  const encoder = new TextEncoder()
  const source = content[Symbol.asyncIterator]()
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await source.next()
      if (done === true) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel() {
      gone.abort()
    },
  })
  return new Response(stream, { headers })
}

/** Mistakes of the caller are told plainly; a mistake of ours says that it is one. */
function problemOf(error: unknown): ControlProblem {
  if (error instanceof ControlProblem) return error
  if (error instanceof UsageError) return new ControlProblem(422, 'Refused', error.message)
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new ControlProblem(500, 'The fake itself failed', what)
}

function strayProblem(method: string, path: string): ControlProblem {
  const fits = allControlOperations.filter(([, operation]) => patternOf(operation).test(path))
  const known = allControlOperations.map(([, one]) => `${one.method} /_fake${one.path}`).join(', ')
  const detail = `${method} ${path} is not part of the control plane; there are ${known}`
  if (fits.length === 0) return new ControlProblem(404, 'No such control route', detail)
  const allow = [...new Set(fits.map(([, one]) => (one.method === 'GET' ? 'GET, HEAD' : one.method)))].join(', ')
  return new ControlProblem(405, 'Method not allowed', detail, { headers: { allow } })
}

const patternOf = (operation: AnyControlOperation): RegExp =>
  new RegExp(`^${`/_fake${operation.path}`.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)
