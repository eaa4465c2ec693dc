import { readFileSync } from 'node:fs'
import * as tls from 'node:tls'
import type { Dispatcher } from 'undici'
import { UsageError } from '../kernel/product.js'
import { proxyFor } from './proxies.js'
import type { Fetch } from './target.js'
import { ProxyFailure } from './unreachable.js'

export interface TransportOptions {
  /** A file with certificates in PEM that are trusted beside those of the machine. */
  readonly ca?: string
  /** Certificates are not verified. */
  readonly isInsecure?: boolean
  /** Milliseconds to wait for a connection. Default 10,000. */
  readonly connectTimeoutMs?: number
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** A way to servers; connections stay open until it is closed. */
export interface Transport {
  readonly fetch: Fetch
  close(): Promise<void>
}

/** Made of undici, which is loaded with the first call. Answers and redirects are given as they come. */
export function transport({
  ca,
  isInsecure = false,
  connectTimeoutMs = 10_000,
  env = process.env,
}: TransportOptions): Transport {
  const trust = {
    ...(ca === undefined ? {} : { ca: [...trusted(), ...certificates(ca)] }),
    ...(isInsecure ? { rejectUnauthorized: false } : {}),
  }
  const dispatchers = new Map<string, Dispatcher>()
  const dispatcherFor = async (proxy: URL | undefined): Promise<Dispatcher> => {
    const key = proxy?.href ?? ''
    const known = dispatchers.get(key)
    if (known) return known
    const { Agent, ProxyAgent } = await import('undici')
    // How long an answer may take is the caller's affair: its signal says it.
    // Calls follow one another, so one connection serves them all.
    const usual = { headersTimeout: 0, bodyTimeout: 0, connections: 1 }
    const connect = { ...trust, timeout: connectTimeoutMs }
    const made = proxy
      ? // Plain HTTP is asked of a proxy with the whole address, as curl does: many allow CONNECT to port 443 only.
        new ProxyAgent({ ...usual, uri: proxy.href, proxyTunnel: false, requestTls: connect, proxyTls: connect })
      : new Agent({ ...usual, connect })
    dispatchers.set(key, made)
    return made
  }
  return {
    fetch: async (address, init) => {
      const url = new URL(address)
      const proxy = proxyFor(url, env)
      try {
        return await send(url, init, await dispatcherFor(proxy))
      } catch (error) {
        if (proxy === undefined || init.signal?.aborted === true) throw error
        throw new ProxyFailure(proxy.origin === 'null' ? `${proxy.protocol}//${proxy.host}` : proxy.origin, error)
      }
    },
    close: async () => {
      await Promise.all([...dispatchers.values()].map((one) => one.destroy()))
      dispatchers.clear()
    },
  }
}

const ownHeaders = { accept: '*/*', 'user-agent': 'stuntboard' }
const WITHOUT_BODY = new Set([204, 205, 304])

async function send(
  url: URL,
  { method = 'GET', headers, body, signal }: RequestInit,
  dispatcher: Dispatcher,
): Promise<Response> {
  const { request } = await import('undici')
  const answer = await request(url, {
    dispatcher,
    // A method of HTTP, as it stands in a declaration.
    method: method as Dispatcher.HttpMethod,
    headers: { ...ownHeaders, ...Object.fromEntries(new Headers(headers)) },
    // Calls carry text or bytes, or nothing.
    body: (body ?? null) as string | Uint8Array | null,
    signal: signal ?? null,
  })
  const heads = new Headers()
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const one of [value ?? []].flat()) heads.append(name, one)
  }
  const hasBody = !WITHOUT_BODY.has(answer.statusCode)
  if (!hasBody) await answer.body.dump()
  return new Response(hasBody ? streamOf(answer.body) : null, { status: answer.statusCode, headers: heads })
}

/** Unlike `Readable.toWeb`, which fails on Node 20 when a body is given up half read. */
function streamOf(body: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]()
  return new ReadableStream({
    pull: async (controller) => {
      const next = await chunks.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
    },
    cancel: async () => {
      await chunks.return?.()
    },
  })
}

/** What the machine trusts; Node before 22.15 knows its own list and NODE_EXTRA_CA_CERTS only. */
function trusted(): string[] {
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default' | 'system') => string[] }
  if (getCACertificates) return [...getCACertificates('default'), ...getCACertificates('system')]
  const extra = process.env['NODE_EXTRA_CA_CERTS']
  return [...tls.rootCertificates, ...(extra === undefined ? [] : certificates(extra))]
}

function certificates(file: string): string[] {
  const found = read(file).match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)
  if (found) return [...found]
  throw new UsageError(`--ca ${file}: there is no certificate in PEM in it`)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`--ca ${file}: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
}
