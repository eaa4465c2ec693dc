/** Why no answer came. */
export type NoAnswer =
  'refused' | 'unknown-host' | 'timeout' | 'tls' | 'plain-http' | 'closed' | 'proxy' | 'too-large' | 'other'

/** No answer came; `hint` says what a person can do about it. */
export class Unreachable extends Error {
  constructor(
    message: string,
    readonly hint: string,
    readonly kind: NoAnswer = 'other',
  ) {
    super(`${message}: ${hint}`)
  }
}

/** A failure on the way through a proxy; its cause is what happened. */
export class ProxyFailure extends Error {
  constructor(
    /** Without credentials. */
    readonly proxy: string,
    cause: unknown,
  ) {
    super(`through the proxy ${proxy}`, { cause })
  }
}

interface Telling {
  readonly kind: NoAnswer
  /** What happened; `{}` stands for the address. */
  readonly what: string
  readonly hint: string
}

const nothingListens: Telling = {
  kind: 'refused',
  what: 'nothing listens at {}',
  hint: 'start the server, or correct --url',
}
const unknownHost: Telling = { kind: 'unknown-host', what: 'the host of {} is not known', hint: 'correct --url' }
const noWay: Telling = { kind: 'refused', what: 'there is no way to {}', hint: 'is the network up, is a VPN needed?' }
const slow: Telling = {
  kind: 'timeout',
  what: '{} does not answer in time',
  hint: 'is it overloaded? --timeout waits longer',
}
const noConnection: Telling = {
  kind: 'timeout',
  what: '{} accepts no connection in time',
  hint: 'is a firewall between, or the address wrong?',
}
const tls = (why: string, hint: string): Telling => ({ kind: 'tls', what: `TLS with {} failed, ${why}`, hint })
const unknownIssuer = tls(
  'its certificate is signed by an authority that this machine does not know',
  'give the certificate of the authority with --ca FILE',
)
const selfSigned = tls(
  'its certificate is signed by itself',
  'give the certificate with --ca FILE, or go without verification with --insecure',
)
const notTls: Telling = {
  kind: 'plain-http',
  what: 'TLS with {} failed, what answers speaks no TLS',
  hint: 'try http://',
}

/** Codes of Node, OpenSSL and undici. */
const tellings: Readonly<Record<string, Telling>> = {
  ECONNREFUSED: nothingListens,
  EHOSTUNREACH: noWay,
  ENETUNREACH: noWay,
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  ETIMEDOUT: noConnection,
  UND_ERR_CONNECT_TIMEOUT: noConnection,
  UND_ERR_HEADERS_TIMEOUT: slow,
  UND_ERR_BODY_TIMEOUT: slow,
  CERT_HAS_EXPIRED: tls('its certificate has expired', 'renew it, or go without verification with --insecure'),
  CERT_NOT_YET_VALID: tls('its certificate is not valid yet', 'is the clock of this machine right?'),
  CERT_REVOKED: tls('its certificate is revoked', 'it needs a new one'),
  DEPTH_ZERO_SELF_SIGNED_CERT: selfSigned,
  SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  ERR_TLS_CERT_ALTNAME_INVALID: tls(
    'its certificate is for another host',
    'use the name that the certificate has in --url',
  ),
  UND_ERR_PRX_TLS: tls('its certificate is for another host', 'use the name that the certificate has in --url'),
  EPROTO: notTls,
  ERR_SSL_WRONG_VERSION_NUMBER: notTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
}

const CLOSED = new Set(['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE', 'HPE_INVALID_CONSTANT'])

/** What `fetch` and undici hide behind 'fetch failed'. */
function codeOf(error: unknown): string {
  const cause: unknown = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (typeof cause !== 'object' || cause === null) return ''
  if ('code' in cause && typeof cause.code === 'string') return cause.code
  // Several addresses were tried.
  const [first] = cause instanceof AggregateError ? cause.errors : []
  return first === undefined ? '' : codeOf(first)
}

/** What happened, in words; `base` is what was to be reached. */
export function explain(error: unknown, base: string): Unreachable {
  if (error instanceof Unreachable) return error
  if (error instanceof ProxyFailure) return explainProxy(error, base)
  if (error instanceof Error && error.name === 'TimeoutError') return tell(slow, base)
  const code = codeOf(error)
  const telling = tellings[code]
  if (telling) return tell(telling, base, code)
  if (/CERT|ERR_TLS|ERR_SSL|SSL/.test(code))
    return tell(tls('its certificate is not accepted', 'is it valid?'), base, code)
  if (CLOSED.has(code) || code.startsWith('HPE_')) {
    const hint = base.startsWith('http:') ? 'it may speak TLS only: try https://' : 'look at its log'
    return new Unreachable(`${base} closed the connection without an answer`, hint, 'closed')
  }
  const what = error instanceof Error ? error.message : String(error)
  return new Unreachable(`${base} cannot be reached (${code || what})`, 'correct --url, or look at the server')
}

function tell({ kind, what, hint }: Telling, base: string, code = ''): Unreachable {
  return new Unreachable(what.replace('{}', base) + (code === '' ? '' : ` (${code})`), hint, kind)
}

/** The proxy itself is missing, refuses, or cannot reach the server; the rest is as without it. */
function explainProxy({ proxy, cause }: ProxyFailure, base: string): Unreachable {
  const code = codeOf(cause)
  const message = cause instanceof Error ? cause.message : ''
  const status = /Proxy response \((\d+)\)/.exec(message)?.[1] ?? /\((407)\)/.exec(message)?.[1]
  if (status === '407') {
    return new Unreachable(
      `the proxy ${proxy} wants a login (status 407)`,
      'put it into the address of the proxy: http://user:password@host:port',
      'proxy',
    )
  }
  if (status !== undefined) {
    return new Unreachable(
      `the proxy ${proxy} does not connect to ${base} (status ${status})`,
      'is the host known there and allowed? NO_PROXY goes around it',
      'proxy',
    )
  }
  const telling = tellings[code]
  if (telling && telling.kind !== 'tls' && telling.kind !== 'plain-http' && telling.kind !== 'timeout') {
    return new Unreachable(
      `the proxy ${proxy} cannot be reached (${code})`,
      'correct HTTP_PROXY and HTTPS_PROXY, or go around it with NO_PROXY',
      'proxy',
    )
  }
  const told = explain(cause, base)
  return new Unreachable(
    `${told.message.slice(0, -told.hint.length - 2)}, through the proxy ${proxy}`,
    told.hint,
    told.kind,
  )
}

/** Something between run and server could not carry a call or its answer; the server is not to blame. */
export class NotCarried extends Error {}
