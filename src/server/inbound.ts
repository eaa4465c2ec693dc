import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context } from 'hono'
import type { Guard } from '../control/guard.js'
import type { Inbound } from '../kernel/exchange.js'

/** What `@hono/node-server` puts into `c.env`; empty when the app is called in process. */
export interface NodeEnv {
  readonly incoming?: IncomingMessage
  readonly outgoing?: ServerResponse
  /** Name of the sandbox, when the app is called in process. */
  readonly sandbox?: string
  /** Of the control plane, where the server listens. */
  readonly guard?: Guard
}

/** Of requests that belong to no product: nothing of their body is needed. */
export const STRAY_BODY_LIMIT_BYTES = 1024 * 1024

/** A request whose client went away before its body arrived. */
export class ClientGone extends Error {}

/** Resolves when the client has given up waiting. */
export function clientGone(c: Context<{ Bindings: NodeEnv }>): Promise<void> {
  const incoming = incomingOf(c)
  const outgoing = (c.env as NodeEnv | undefined)?.outgoing
  const { signal } = c.req.raw
  return new Promise((resolve) => {
    const done = (): void => {
      resolve()
    }
    // The response ends with the request; a listener on the socket would outlive it where the connection is kept.
    if (incoming?.socket.destroyed === true || signal.aborted) done()
    else if (outgoing) outgoing.once('close', done)
    else signal.addEventListener('abort', done, { once: true })
  })
}

export const isOverSocket = (c: Context<{ Bindings: NodeEnv }>): boolean => incomingOf(c) !== undefined

/** The path of a request as it stands on the wire. */
export function pathOf(c: Context<{ Bindings: NodeEnv }>): string {
  const target = targetOfRequest(c)
  const mark = target.indexOf('?')
  return mark < 0 ? target : target.slice(0, mark)
}

function incomingOf(c: Context<{ Bindings: NodeEnv }>): IncomingMessage | undefined {
  return (c.env as NodeEnv | undefined)?.incoming
}

/** A client may name the whole address, as it does to a proxy: RFC 9112, 3.2.2. */
function targetOfRequest(c: Context<{ Bindings: NodeEnv }>): string {
  const target = incomingOf(c)?.url ?? c.req.url
  return /^https?:\/\//i.test(target) ? targetOf(target) : target
}

/** Everything of a request: read from the socket where there is one, because Hono has no body for GET. */
export async function readInbound(c: Context<{ Bindings: NodeEnv }>, limitBytes: number): Promise<Inbound> {
  const incoming = incomingOf(c)
  const target = targetOfRequest(c)
  const mark = target.indexOf('?')
  const { body, isTooLong } = incoming
    ? await readIncoming(incoming, limitBytes)
    : await readRequest(c.req.raw, limitBytes)
  return {
    method: c.req.raw.method,
    path: pathOf(c),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: incoming ? headersOf(incoming) : Object.fromEntries(c.req.raw.headers),
    body,
    isTooLong,
    remote: incoming?.socket.remoteAddress ?? 'in-process',
    base: originOf(c.req.url),
  }
}

/** `http://127.0.0.1:3000`, as the client wrote it. */
export function originOf(url: string): string {
  return /^https?:\/\/[^/?#]+/.exec(url)?.[0] ?? ''
}

/** Path and query as they stand in the URL, without the normalisation of `new URL`. */
function targetOf(url: string): string {
  const slash = url.indexOf('/', url.indexOf('://') + 3)
  const target = slash < 0 ? '/' : url.slice(slash)
  const hash = target.indexOf('#')
  return hash < 0 ? target : target.slice(0, hash)
}

function headersOf(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return headers
}

interface Body {
  readonly body: Uint8Array
  readonly isTooLong: boolean
}

const none = new Uint8Array()

function readIncoming(incoming: IncomingMessage, limitBytes: number): Promise<Body> {
  const announced = Number(incoming.headers['content-length'] ?? 0)
  if (announced > limitBytes) return Promise.resolve({ body: none, isTooLong: true })
  if (announced === 0 && incoming.headers['transfer-encoding'] === undefined) {
    return Promise.resolve({ body: none, isTooLong: false })
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= limitBytes) chunks.push(chunk)
      else resolve({ body: none, isTooLong: true })
    })
    incoming.on('end', () => {
      resolve({ body: chunks.length === 1 ? (chunks[0] ?? none) : Buffer.concat(chunks), isTooLong: false })
    })
    incoming.on('error', () => {
      reject(new ClientGone())
    })
    incoming.on('close', () => {
      if (!incoming.complete) reject(new ClientGone())
    })
  })
}

async function readRequest(request: Request, limitBytes: number): Promise<Body> {
  const body = request.body === null ? none : new Uint8Array(await request.arrayBuffer())
  return body.length > limitBytes ? { body: none, isTooLong: true } : { body, isTooLong: false }
}
