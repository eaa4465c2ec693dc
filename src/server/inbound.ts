import type { IncomingMessage } from 'node:http'
import type { Context } from 'hono'
import type { Inbound } from '../kernel/exchange.js'

/** What `@hono/node-server` puts into `c.env`; empty when the app is called in process. */
export interface NodeEnv {
  readonly incoming?: IncomingMessage
}

/** Wekan's own body limit is 50 MB; nothing beyond it is ever needed to decide an answer. */
export const BODY_LIMIT_BYTES = 50 * 1024 * 1024

/** A request whose client went away before its body arrived. */
export class ClientGone extends Error {}

/** Everything of a request but the prefix: read from the socket where there is one, because Hono has no body for GET. */
export async function readInbound(c: Context<{ Bindings: NodeEnv }>): Promise<Inbound> {
  const incoming: IncomingMessage | undefined = (c.env as NodeEnv | undefined)?.incoming
  const target = incoming?.url ?? targetOf(c.req.url)
  const mark = target.indexOf('?')
  const { body, isTooLong } = incoming ? await readIncoming(incoming) : await readRequest(c.req.raw)
  return {
    method: c.req.raw.method,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: incoming ? headersOf(incoming) : Object.fromEntries(c.req.raw.headers),
    body,
    isTooLong,
    remote: incoming?.socket.remoteAddress ?? 'in-process',
  }
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

function readIncoming(incoming: IncomingMessage): Promise<Body> {
  const announced = Number(incoming.headers['content-length'] ?? 0)
  if (announced > BODY_LIMIT_BYTES) return Promise.resolve({ body: none, isTooLong: true })
  if (announced === 0 && incoming.headers['transfer-encoding'] === undefined) {
    return Promise.resolve({ body: none, isTooLong: false })
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk)
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

async function readRequest(request: Request): Promise<Body> {
  const body = request.body === null ? none : new Uint8Array(await request.arrayBuffer())
  return body.length > BODY_LIMIT_BYTES ? { body: none, isTooLong: true } : { body, isTooLong: false }
}
