import { SECRET_MEMBER, SECRET_TEXT } from '../kernel/secrets.js'
import { decoded } from '../kernel/wire-answer.js'

/** Names of the parameters of an operation in their order; undefined where there is no such operation. */
export type Parameters = (operation: string) => readonly string[] | undefined

const SECRET_NAMES =
  'password|new_?password|old_?password|confirmation|tokens?|authToken|access_token|api_access_token|api_key|bcrypt|hashedToken|twofactor_secret|authorization|secret'
const IN_QUERY = new RegExp(`((?:^|[?&])(?:${SECRET_NAMES})=)([^&#\\s]+)`, 'gi')
/** Also where the text ends within the value. */
const IN_JSON = new RegExp(`("(?:${SECRET_NAMES})"\\s*:\\s*")((?:[^"\\\\]|\\\\.)+)`, 'gi')
const SECRET_HEADER = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-auth|x-auth-token|x-user-token)$/
const IN_ADDRESS = /^(\w+:\/\/)[^/@]*@/
const BASE64 = /^[A-Za-z0-9+/]{8,}={0,2}$/
/** A list in place of named parameters. */
const POSITIONAL = /"params"\s*:\s*\[/
/** Secrets that are told apart; older ones are given a new number when they come again. */
const KNOWN_LIMIT = 10_000

/**
 * Hides secrets by the name of the member that holds them and by their form. The same secret is hidden by the same
 * `***1` in all that one object masks, so that one can see which token an answer gave and a request used.
 */
export class Masks {
  readonly #numbers = new Map<string, number>()
  #given = 0

  clear(): void {
    this.#numbers.clear()
    this.#given = 0
  }

  of(secret: string): string {
    const known = this.#numbers.get(secret)
    if (known !== undefined) return `***${known}`
    if (this.#numbers.size >= KNOWN_LIMIT) this.#numbers.clear()
    this.#given += 1
    this.#numbers.set(secret, this.#given)
    return `***${this.#given}`
  }

  /** Path and query, or a whole address. */
  path(path: string): string {
    const named = path.replace(IN_QUERY, (_, start: string, secret: string) => start + this.of(secret))
    return this.#byForm(named).replace(IN_ADDRESS, '$1***@')
  }

  headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, this.#header(name, value)]))
  }

  /** A body: JSON stays as it is written where nothing in it is secret. */
  body(text: string, parameters: Parameters): string {
    const isSuspect = matches(IN_JSON, text) || /"(services|loginTokens|tokens)"/.test(text) || POSITIONAL.test(text)
    const value = isSuspect ? decoded(text) : undefined
    if (value === undefined) return this.#text(text)
    const masked = this.value(this.#withoutPositional(value, parameters))
    return this.#byForm(JSON.stringify(masked) === JSON.stringify(value) ? text : JSON.stringify(masked))
  }

  /** A value as plain JSON: members by name, texts by form. */
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.#byForm(value)
    if (Array.isArray(value)) return value.map((item) => this.value(item))
    if (typeof value !== 'object' || value === null) return value
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
    if (value instanceof Uint8Array) return `<${value.length} bytes>`
    if (value instanceof Set) return [...value].map((item) => this.value(item))
    const entries: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value)
    return Object.fromEntries(entries.map(([key, item]) => [String(key), this.#member(String(key), item)]))
  }

  #member(key: string, item: unknown): unknown {
    const isEmpty = item === null || item === undefined || item === '' || typeof item === 'boolean'
    if (isEmpty || !SECRET_MEMBER_OR_MORE.test(key)) return this.value(item)
    if (typeof item === 'string') return this.#masked(item)
    return Array.isArray(item) && item.length === 0 ? item : this.of(JSON.stringify(item))
  }

  #header(name: string, value: string): string {
    const [scheme, ...rest] = value.split(' ')
    const credentials = rest.length === 0 ? value : rest.join(' ')
    const lead = rest.length === 0 || scheme === undefined ? '' : `${scheme} `
    const pair = BASE64.test(credentials) ? pairIn(credentials) : undefined
    if (pair) return `${lead}${pair.user}:${this.of(pair.password)}`
    return SECRET_HEADER.test(name) ? lead + this.of(credentials) : this.path(value)
  }

  #text(text: string): string {
    const named = text.replace(IN_JSON, (_, start: string, secret: string) => start + this.of(secret))
    return this.#byForm(named.replace(IN_QUERY, (_, start: string, secret: string) => start + this.of(secret)))
  }

  #byForm(text: string): string {
    return text.replace(SECRET_TEXT, (secret) => this.of(secret))
  }

  /** What is masked already stays: a second pass changes nothing. */
  #masked(text: string): string {
    return /^\*\*\*\d*$/.test(text) ? text : this.of(text)
  }

  /** Calls with a list of parameters, those masked that the operation names as secrets. */
  #withoutPositional(value: unknown, parameters: Parameters): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#withoutPositional(item, parameters))
    if (typeof value !== 'object' || value === null || !('params' in value) || !('method' in value)) return value
    const { params, method } = value
    if (!Array.isArray(params) || typeof method !== 'string') return value
    const names = parameters(method) ?? []
    return { ...value, params: params.map((item: unknown, index) => this.#member(names[index] ?? '', item)) }
  }
}

const SECRET_MEMBER_OR_MORE = new RegExp(`${SECRET_MEMBER.source}|^(${SECRET_NAMES})$`, 'i')

/** Whether something in a text was masked. */
export const hasSecret = (text: string): boolean => /\*\*\*\d/.test(text)

const matches = (expression: RegExp, text: string): boolean => text.search(expression) >= 0

/** `user:password`, as Basic authentication writes it. */
function pairIn(base64: string): { readonly user: string; readonly password: string } | undefined {
  const text = Buffer.from(base64, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0 || !/^[\x20-\x7e\u00a0-\uffef]*$/.test(text) || text.includes('\ufffd')) return undefined
  return { user: text.slice(0, colon), password: text.slice(colon + 1) }
}
