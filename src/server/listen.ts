import { createServer } from 'node:http'
import type { OutgoingHttpHeaders, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, RequestError } from '@hono/node-server'
import type { Hono } from 'hono'
import { shortHost } from '../control/guard.js'
import type { Guard } from '../control/guard.js'
import { fakeHeader } from '../kernel/exchange.js'
import { UsageError } from '../kernel/product.js'
import type { Listening } from './fake.js'

const KEEP_ALIVE_MS = 65_000

export interface Where {
  readonly port?: number
  readonly host?: string
  /** Of the control plane. */
  readonly guard: Guard
}

/** Binds the app to a socket, loopback unless told otherwise. A port in use is a `UsageError` that says so. */
export function listenOn(app: Hono, where: Where): Promise<Listening> {
  const { port = 0, host = '127.0.0.1', guard } = where
  // The object is made for each request, so it may be added to.
  const fetch = (request: Request, env: object): Response | Promise<Response> =>
    app.fetch(request, Object.assign(env, { guard }))
  const answer = getRequestListener(fetch, { hostname: host, overrideGlobalObjects: false, errorHandler: unreadable })
  const server = createServer((incoming, outgoing) => {
    const { headers } = incoming
    // An address in its longest form is one of this machine all the same, but Hono takes the shortest only.
    if (headers.host !== undefined) headers.host = shortHost(headers.host)
    leaveUntyped(outgoing)
    void answer(incoming, outgoing)
  })
  // Node closes idle connections after 5 s, and a client that writes just then fails through no fault of its own.
  server.keepAliveTimeout = KEEP_ALIVE_MS
  return new Promise((resolve, reject) => {
    server.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === undefined ? error : new UsageError(explain(error, host, port)))
    })
    server.listen(port, host, () => {
      // A server that listens on a port has an address of this kind.
      const bound = (server.address() as AddressInfo).port
      const shown = host.includes(':') ? `[${host}]` : host
      resolve({ url: `http://${shown}:${bound}`, port: bound, close: () => closeServer(server) })
    })
  })
}

/** What the adapter writes for a body without a content type; the products send some of theirs without. */
const DEFAULT_TYPE = 'text/plain; charset=UTF-8'

function leaveUntyped(outgoing: ServerResponse): void {
  const write = outgoing.writeHead.bind(outgoing)
  const writeUntyped = (status: number, headers?: OutgoingHttpHeaders): ServerResponse => {
    if (headers?.['content-type'] !== DEFAULT_TYPE) return write(status, headers)
    const { 'content-type': _, ...others } = headers
    return write(status, others)
  }
  // The adapter calls the overload without a status message only.
  outgoing.writeHead = writeUntyped as typeof outgoing.writeHead
}

/** What no URL can be made of reaches no product: the fake says so in its own voice. */
function unreadable(error: unknown): Response {
  if (!(error instanceof RequestError)) return new Response(null, { status: 500 })
  const detail = `no address can be made of the Host header and the target of the request: ${error.message}`
  const headers = { 'content-type': 'application/problem+json', ...fakeHeader('no-such-path', detail) }
  const body = { type: 'about:blank', title: 'The request cannot be read', status: 400, detail }
  return new Response(JSON.stringify(body), { status: 400, headers })
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE')
    return `port ${port} on ${host} is in use: stop what listens there or choose another with --port`
  if (error.code === 'EACCES')
    return `port ${port} on ${host} may not be bound by this user: choose one above 1023 with --port`
  return `cannot listen on ${host}:${port}: ${error.message}`
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error) reject(error)
      else resolve()
    })
    server.closeAllConnections()
  })
}
