import { createHash, timingSafeEqual } from 'node:crypto'
import { UsageError } from '../kernel/product.js'
import { ControlProblem } from './problem.js'

/** Who may use the control plane of a server that listens. */
export interface GuardOptions {
  /** Host names by which the server may be called, beside this machine's. */
  readonly hosts?: readonly string[]
  /** Origins of pages that may call it: `http://localhost:5173`. Default none. */
  readonly origins?: readonly string[]
  /** What changes state needs it, when there is one. */
  readonly token?: string | undefined
}

/** What of a request decides whether it is let in. */
export interface Visitor {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly authorization: string | undefined
}

/**
 * Keeps web pages and other machines from driving a fake. A page of the browser on this machine can reach loopback: it
 * is known by its Origin, or by the Host that DNS rebinding cannot change.
 */
export class Guard {
  readonly #hosts: ReadonlySet<string>
  readonly #origins: ReadonlySet<string>
  readonly #token: Buffer | undefined

  /** Throws `UsageError` for an origin that no page has, and for a token that nobody could send. */
  constructor({ hosts = [], origins = [], token }: GuardOptions = {}) {
    if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
      throw new UsageError('the control token is empty, or has letters that no header takes')
    this.#hosts = new Set(hosts.map((host) => host.toLowerCase()))
    this.#origins = new Set(origins.map(originOf))
    this.#token = token === undefined ? undefined : digest(token)
  }

  /** Whether pages of this origin may read answers. */
  admits(origin: string | undefined): boolean {
    return origin !== undefined && this.#origins.has(origin)
  }

  /** Throws `ControlProblem` for who may not even ask. */
  refuseStranger({ host, origin }: Visitor): void {
    const name = hostOf(host ?? '')
    if (name === undefined || (!isThisMachine(name) && !this.#hosts.has(name))) {
      const detail = `the control plane is not called ${host ?? ''}: call it by 127.0.0.1 or localhost, or start with --allow-host`
      throw new ControlProblem(403, 'Host refused', detail)
    }
    if (origin !== undefined && !this.#origins.has(origin)) {
      const detail = `pages of ${origin} may not use the control plane: start with --control-origin to allow them`
      throw new ControlProblem(403, 'Origin refused', detail)
    }
  }

  /** Throws `ControlProblem` for who may not change state. */
  refuseWithoutToken({ authorization }: Visitor): void {
    if (!this.#token) return
    const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
    if (given !== undefined && timingSafeEqual(digest(given), this.#token)) return
    const detail = `${given === undefined ? 'what changes state needs the control token' : 'that is not the control token'}: Authorization: Bearer TOKEN`
    throw new ControlProblem(401, 'Control token required', detail, {
      headers: { 'www-authenticate': 'Bearer realm="stuntboard control"' },
    })
  }
}

/** An origin as browsers send it: without the port that goes without saying, and without a path. */
function originOf(given: string): string {
  const bare = given.replace(/\/$/, '')
  if (!/^[a-z][a-z\d+.-]*:\/\/[^\s/?#@]+$/i.test(bare) || !URL.canParse(bare))
    throw new UsageError(`'${given}' is no origin: write http://localhost:5173, without a path`)
  return /^https?:/i.test(bare) ? new URL(bare).origin : bare
}

/** Equal lengths, whatever was given. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** The host of a Host header without its port, in lower case; undefined for what is none. */
function hostOf(header: string): string | undefined {
  const [, name] = /^(\[[\da-f:.]+\]|[^\s:/?#@[\]]+)(?::\d*)?$/i.exec(shortHost(header)) ?? []
  return name?.toLowerCase()
}

/** A Host header whose IPv6 address is in its shortest form: `[0:0:0:0:0:0:0:1]:3000` is `[::1]:3000`. */
export function shortHost(header: string): string {
  const [, long, port = ''] = /^(\[[\da-f:.]+\])(:\d*)?$/i.exec(header) ?? []
  const url = `http://${long ?? ''}/`
  return long !== undefined && URL.canParse(url) ? `${new URL(url).hostname}${port}` : header
}

/** An address of IPv4 in one of IPv6: `::ffff:127.0.0.1`. */
const MAPPED_LOOPBACK = /^\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\]$/

/** Names that lead to this machine whatever a name server says. */
export function isThisMachine(host: string): boolean {
  return (
    host === 'localhost' ||
    host === '[::1]' ||
    host === '::1' ||
    MAPPED_LOOPBACK.test(host) ||
    /^127(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(host)
  )
}
