import { elapsedSince, machineTimer, stopwatch } from '../kernel/clock.js'
import type { Timer } from '../kernel/clock.js'
import type { Product } from '../kernel/product.js'
import { UsageError } from '../kernel/product.js'
import type { WireAnswer, WireCall } from '../kernel/protocol.js'
import { curlOf } from './curl.js'
import { isLoopbackHost } from './proxies.js'
import type { Redactor } from './redact.js'
import { patienceFor } from './retry-after.js'
import { explain, NotCarried, Unreachable } from './unreachable.js'

/** Anything that answers HTTP: `fetch`, or a fake in process. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface TargetOptions {
  /** Where the product begins: `https://host/wekan`; the path of its API behind it is cut off. */
  readonly url: string
  /** Says which paths belong to the API, and which sign in. */
  readonly product?: Pick<Product, 'protocol'>
  readonly fetch?: Fetch
  /** Milliseconds to wait for an answer. Default 30,000. */
  readonly timeoutMs?: number
  /** Sent with every call, for what stands before the server; their values are secrets. */
  readonly headers?: Readonly<Record<string, string>>
  /** The header that carries name and password instead of Authorization: Kanboard's API_AUTHENTICATION_HEADER. */
  readonly authHeader?: string
  /** Calls a second at most, evenly spaced. */
  readonly rate?: number
  /** Bytes of an answer beyond which it is refused. Default 64 MiB. */
  readonly limitBytes?: number
  /** Ends waiting early. */
  readonly signal?: AbortSignal
  readonly timer?: Timer
  /** Hears that the server asked to wait. */
  readonly on?: (event: { readonly event: 'note'; readonly text: string }) => void
}

/** How often a call is sent again because the server asked for it. */
const MOST_REPEATS = 3

/** One server under test. */
export class Target {
  readonly base: string
  /** Milliseconds spent waiting for the server: for its answers, and because it asked for patience or `rate` did. */
  waitedMs = 0
  /** Calls sent, repeated ones included. */
  calls = 0
  readonly #options: TargetOptions
  #detour: Fetch | undefined
  readonly #timer: Timer
  readonly #logins: readonly string[]
  #nextAt = Number.NEGATIVE_INFINITY
  #hasToldOfWaiting = false

  /** Throws `UsageError` for an address that cannot be one. */
  constructor(options: TargetOptions) {
    const { path, tails = [], logins = [] } = options.product?.protocol ?? {}
    this.base = baseOf(options.url, path === undefined ? tails : [path, ...tails])
    this.#options = options
    this.#timer = options.timer ?? machineTimer
    this.#logins = logins
  }

  /** Whether the server is on this machine; elsewhere nothing is written unless allowed. */
  get isLoopback(): boolean {
    return isLoopbackHost(new URL(this.base).hostname)
  }

  /** Values that no report may show. */
  get secrets(): readonly string[] {
    const values = Object.values(this.#options.headers ?? {})
    // `Basic abc`: the second word by itself is the secret too.
    return values.flatMap((value) => [value, ...value.split(/[\s=;,]+/).slice(1)])
  }

  /**
   * Sends a call, again when the server asks for patience (429 or 503 with Retry-After), logins never.
   * Throws `Unreachable` when no answer comes.
   */
  async send(call: WireCall): Promise<WireAnswer> {
    const dressed = this.#dressed(call)
    const mayRepeat = !this.#logins.some((path) => call.path.startsWith(path))
    for (let repeats = 0; ; repeats++) {
      const answer = await this.#paced(dressed)
      const patience = mayRepeat && repeats < MOST_REPEATS ? patienceFor(answer) : undefined
      if (patience === undefined || this.#isInterrupted()) return answer
      this.#tell(answer.status, patience)
      await this.#wait(patience.ms)
      if (this.#isInterrupted()) return answer
    }
  }

  /** A line for the shell that repeats a call, secrets masked, those of `headers` and `authHeader` too. */
  curl(call: WireCall, redactor: Redactor): string {
    const { headers: extra = {}, authHeader = '' } = this.#options
    const hidden = new Set([authHeader, ...Object.keys(extra)].map((name) => name.toLowerCase()))
    const dressed = this.#dressed(call)
    const headers = Object.entries(dressed.headers).map(([name, value]) => {
      const isHidden = hidden.has(name.toLowerCase()) && name.toLowerCase() !== 'authorization'
      return [name, isHidden ? '***' : value] as const
    })
    return curlOf(this.base, { ...dressed, headers: Object.fromEntries(headers) }, redactor)
  }

  /** The call with what every call carries; headers of its own win. */
  #dressed(call: WireCall): WireCall {
    const { headers = {}, authHeader } = this.#options
    const own = new Map(Object.entries(call.headers))
    const login = /^Basic (.*)$/.exec(own.get('authorization') ?? '')?.[1]
    if (authHeader !== undefined && login !== undefined) {
      own.delete('authorization')
      own.set(authHeader, login)
    }
    const taken = new Set([...own.keys()].map((name) => name.toLowerCase()))
    const extra = Object.entries(headers).filter(([name]) => !taken.has(name.toLowerCase()))
    return { ...call, headers: { ...Object.fromEntries(extra), ...Object.fromEntries(own) } }
  }

  async #paced(call: WireCall): Promise<WireAnswer> {
    const { rate } = this.#options
    if (rate !== undefined) {
      const early = this.#nextAt - this.#timer.now()
      if (early > 0) await this.#wait(early)
      this.#nextAt = Math.max(this.#nextAt, this.#timer.now()) + 1000 / rate
    }
    const started = stopwatch()
    this.calls += 1
    try {
      return await this.#exchange(call)
    } catch (error) {
      throw error instanceof NotCarried ? error : explain(error, this.base)
    } finally {
      this.waitedMs += elapsedSince(started)
    }
  }

  /** Sends another way from now on; undefined: the way of the options again. */
  reroute(detour: Fetch | undefined): void {
    this.#detour = detour
  }

  #isInterrupted(): boolean {
    return this.#options.signal?.aborted ?? false
  }

  async #wait(ms: number): Promise<void> {
    const started = this.#timer.now()
    await this.#timer.wait(ms, this.#options.signal)
    this.waitedMs += this.#timer.now() - started
  }

  #tell(status: number, { ms, asked, isCapped }: { ms: number; asked: string; isCapped: boolean }): void {
    if (this.#hasToldOfWaiting && !isCapped) return
    this.#hasToldOfWaiting = true
    const waited = isCapped ? `; ${ms / 1000} s are waited, no longer` : '; the call is sent again then'
    this.#options.on?.({ event: 'note', text: `the server asks to wait (${status}, Retry-After: ${asked})${waited}` })
  }

  async #exchange({ method, path, headers, body }: WireCall): Promise<WireAnswer> {
    const { fetch: own = fetch, timeoutMs = 30_000, limitBytes = 64 * 2 ** 20 } = this.#options
    const send = this.#detour ?? own
    const response = await send(this.base + path, {
      method,
      headers: { ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    })
    const text = await textOf(response, limitBytes, this.base + path)
    const parsed = parse(text)
    const challenge = response.headers.get('www-authenticate')
    return {
      status: response.status,
      contentType: (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
      text,
      headers: Object.fromEntries(response.headers),
      ...(parsed === undefined ? {} : { body: parsed }),
      ...(challenge === null ? {} : { wwwAuthenticate: challenge }),
    }
  }
}

/** The address without the slash at its end, the query, and the path of the API. */
function baseOf(text: string, tails: readonly string[]): string {
  if (!URL.canParse(text)) throw new UsageError(`--url ${text}: an http or https URL is expected`)
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('--url: name and password do not belong into the address: give --username and --password')
  }
  const path = url.pathname.replace(/\/+$/, '')
  const tail = tails.filter((one) => path.endsWith(one)).sort((a, b) => b.length - a.length)[0] ?? ''
  return url.origin + path.slice(0, path.length - tail.length).replace(/\/+$/, '')
}

async function textOf(response: Response, limitBytes: number, address: string): Promise<string> {
  const announced = Number(response.headers.get('content-length') ?? 0)
  const chunks: Uint8Array[] = []
  let size = 0
  const tooLarge = async (): Promise<never> => {
    await response.body?.cancel().catch(() => undefined)
    const limit = `${Math.round((limitBytes / 2 ** 20) * 10) / 10} MiB`
    throw new Unreachable(`the answer of ${address} is larger than ${limit}`, 'is this the right address?', 'too-large')
  }
  if (announced > limitBytes) await tooLarge()
  if (!response.body) return ''
  for await (const chunk of response.body) {
    size += chunk.byteLength
    if (size > limitBytes) await tooLarge()
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export { Unreachable } from './unreachable.js'
