import type { ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import type { Outbound } from '../kernel/exchange.js'
import type { Break } from './fault-answers.js'
import { clientGone } from './inbound.js'
import type { NodeEnv } from './inbound.js'

type Ctx = Context<{ Bindings: NodeEnv }>

/** What a call in process is rejected with where a socket would be reset: `fetch` of Node fails alike. */
export class ConnectionReset extends TypeError {
  constructor() {
    super('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) })
  }
}

/** Sends an answer whose connection breaks. Throws `ConnectionReset` in process, where there is nothing to reset. */
export async function sendBroken(c: Ctx, answer: Outbound, breaks: Break): Promise<Response> {
  const outgoing = (c.env as NodeEnv | undefined)?.outgoing
  if (breaks.kind === 'reset') return resetConnection(outgoing)
  const body = Buffer.from(answer.body ?? '')
  const part = body.subarray(0, breaks.bytes)
  const headers = { ...answer.headers, 'content-length': String(lengthOf(body, breaks)) }
  if (!outgoing) return new Response(streamed(part, breaks, c.req.raw.signal), { status: answer.status, headers })
  outgoing.writeHead(answer.status, headers)
  // Without a part the headers would wait for one.
  outgoing.flushHeaders()
  outgoing.write(part)
  if (breaks.kind === 'truncate') outgoing.socket?.destroySoon()
  else await clientGone(c)
  return RESPONSE_ALREADY_SENT
}

/** More than will ever come, also where the body is shorter than what was to arrive of it. */
const lengthOf = (body: Buffer, { bytes }: Exclude<Break, { kind: 'reset' }>): number =>
  body.length > bytes ? body.length : body.length + 1

function resetConnection(outgoing: ServerResponse | undefined): Response {
  if (!outgoing) throw new ConnectionReset()
  outgoing.socket?.resetAndDestroy()
  return RESPONSE_ALREADY_SENT
}

/** A body of which a part comes, and then the end of the connection or nothing. */
function streamed(part: Uint8Array, { kind }: Break, signal: AbortSignal): ReadableStream<Uint8Array> {
  let isSent = false
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> | undefined => {
    if (!isSent && part.length > 0) {
      isSent = true
      controller.enqueue(part)
      return undefined
    }
    if (kind === 'truncate') {
      const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' })
      controller.error(new TypeError('terminated', { cause }))
      return undefined
    }
    return new Promise((resolve) => {
      const end = (): void => {
        controller.error(signal.reason)
        resolve()
      }
      if (signal.aborted) end()
      else signal.addEventListener('abort', end, { once: true })
    })
  }
  return new ReadableStream({ pull }, { highWaterMark: 0 })
}
