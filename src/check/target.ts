import { elapsedSince, stopwatch } from '../kernel/clock.js'
import type { WireAnswer, WireCall } from '../kernel/protocol.js'
import type { Redactor } from './redact.js'

/** Anything that answers HTTP: `fetch`, or a fake in process. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** No answer came; `hint` says what a person can do about it. */
export class Unreachable extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(`${message}: ${hint}`)
  }
}

export interface TargetOptions {
  /** Where the product begins: `https://host/wekan`. */
  readonly url: string
  readonly fetch?: Fetch
  /** Milliseconds to wait for an answer. Default 30,000. */
  readonly timeoutMs?: number
}

/** One server under test. */
export class Target {
  readonly base: string
  readonly #fetch: Fetch
  readonly #timeoutMs: number
  /** Milliseconds spent waiting for answers. */
  waitedMs = 0

  constructor({ url, fetch: own = fetch, timeoutMs = 30_000 }: TargetOptions) {
    this.base = url.replace(/\/+$/, '')
    this.#fetch = own
    this.#timeoutMs = timeoutMs
  }

  /** Whether the server is on this machine; elsewhere nothing is written unless allowed. */
  get isLoopback(): boolean {
    const { hostname } = new URL(this.base)
    return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
  }

  /** Throws `Unreachable` when no answer comes. */
  async send({ method, path, headers, body }: WireCall): Promise<WireAnswer> {
    const init: RequestInit = {
      method,
      headers: { ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(this.#timeoutMs),
    }
    const started = stopwatch()
    try {
      const response = await this.#fetch(this.base + path, { ...init, ...(body === undefined ? {} : { body }) })
      const text = await response.text()
      const contentType = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
      const parsed = parse(text)
      const challenge = response.headers.get('www-authenticate')
      return {
        status: response.status,
        contentType,
        text,
        ...(parsed === undefined ? {} : { body: parsed }),
        ...(challenge === null ? {} : { wwwAuthenticate: challenge }),
      }
    } catch (error) {
      throw explain(error, this.base)
    } finally {
      this.waitedMs += elapsedSince(started)
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const REFUSED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'])
const CLOSED = new Set(['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE', 'HPE_INVALID_CONSTANT'])

/** What `fetch` hides behind 'fetch failed'. */
function codeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error
  if (typeof cause !== 'object' || cause === null) return ''
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}

function explain(error: unknown, base: string): Unreachable {
  const code = codeOf(error)
  if (error instanceof Error && error.name === 'TimeoutError')
    return new Unreachable(`${base} does not answer in time`, 'is it overloaded?')
  if (REFUSED.has(code))
    return new Unreachable(`nothing listens at ${base} (${code})`, 'start the server, or correct --url')
  if (CLOSED.has(code) && base.startsWith('http:')) {
    return new Unreachable(`${base} closed the connection without an answer`, 'it may speak TLS only: try https://')
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|EPROTO|SSL/.test(code)) {
    return new Unreachable(
      `TLS with ${base} failed (${code})`,
      'is its certificate valid, and does it speak TLS at all?',
    )
  }
  const what = error instanceof Error ? error.message : String(error)
  return new Unreachable(`${base} cannot be reached (${code || what})`, 'correct --url, or look at the server')
}

/** A curl line that repeats the call, secrets masked. */
export function curlOf(base: string, { method, path, headers, body }: WireCall, redactor: Redactor): string {
  const bytes = typeof body === 'string' || body === undefined ? undefined : Buffer.from(body)
  const parts = ['curl', '-i', '-X', method]
  for (const [name, value] of Object.entries(headers)) {
    const shown = name === 'authorization' ? value.replace(/^(\w+) .*/, '$1 ***') : redactor.text(value)
    parts.push('-H', quote(`${name}: ${shown}`))
  }
  if (typeof body === 'string') parts.push('-d', quote(masked(body, redactor)))
  if (bytes) parts.push('--data-binary', '@-')
  const line = [...parts, quote(redactor.text(base + path))].join(' ')
  return bytes ? `printf %s ${bytes.toString('base64')} | base64 -d | ${line}` : line
}

function masked(body: string, redactor: Redactor): string {
  const parsed = parse(body)
  return parsed === undefined ? redactor.text(body) : JSON.stringify(redactor.value(parsed))
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
