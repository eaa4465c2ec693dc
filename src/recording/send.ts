import type { RecordedAnswer, RecordedRequest } from './format.js'

/** Anything that answers HTTP: the fake in process, or a server over the network. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** An answer with the parts that a recording does not keep. */
export interface Received {
  readonly answer: RecordedAnswer
  readonly headers: Headers
}

const TIMEOUT_MS = 30_000

/** Sends one recorded request below `base`. A server that cannot be reached answers status 0 with the reason as text. */
export async function send(fetch: Fetch, base: string, request: RecordedRequest): Promise<Received> {
  const headers: Record<string, string> = { ...request.headers, ...authorization(request.auth) }
  const body = encodeBody(request, headers)
  const init: RequestInit = { method: request.method ?? 'POST', headers, redirect: 'manual' }
  try {
    const response = await fetch(base.replace(/\/$/, '') + request.path, {
      ...init,
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return { answer: await reduce(response), headers: response.headers }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return { answer: { status: 0, contentType: '', text }, headers: new Headers() }
  }
}

function encodeBody(
  request: RecordedRequest,
  headers: Record<string, string>,
): string | Uint8Array<ArrayBuffer> | undefined {
  if (request.json !== undefined) {
    headers['content-type'] ??= 'application/json'
    return JSON.stringify(request.json)
  }
  if (request.form !== undefined) {
    headers['content-type'] ??= 'application/x-www-form-urlencoded'
    return new URLSearchParams(request.form).toString()
  }
  return request.base64 === undefined ? request.text : Buffer.from(request.base64, 'base64')
}

function authorization(auth: string | undefined): Record<string, string> {
  if (auth === undefined) return {}
  const colon = auth.indexOf(':')
  const kind = auth.slice(0, colon)
  const secret = auth.slice(colon + 1)
  const encoded = Buffer.from(secret).toString('base64')
  if (kind === 'bearer') return { authorization: `Bearer ${secret}` }
  if (kind === 'basic') return { authorization: `Basic ${encoded}` }
  return kind === 'xapi' ? { 'x-api-auth': encoded } : {}
}

async function reduce(response: Response): Promise<RecordedAnswer> {
  const text = await response.text()
  const contentType = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
  const challenge = response.headers.get('www-authenticate')
  const parsed = parse(text)
  return {
    status: response.status,
    contentType,
    ...(parsed === undefined ? { text } : { body: parsed }),
    ...(challenge === null ? {} : { wwwAuthenticate: challenge }),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
