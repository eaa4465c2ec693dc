import type { Credentials } from '../kernel/protocol.js'
import type { LoggedCall } from './export-calls.js'
import { Produced } from './export-produced.js'

/** A call in which what earlier calls made is named by placeholders: `{{board1}}`. */
export interface StoryStep {
  readonly call: LoggedCall
  readonly input: Record<string, unknown>
  /** `given`: the account of whoever plays the story. */
  readonly caller: Credentials | { readonly kind: 'given'; readonly as: Credentials }
  /** Names of values that later calls use, and where they stand in the result. */
  readonly capture: Record<string, string>
}

/** Members that name what a call makes; no two may be called alike on many servers. */
const NAMES = /^(title|name|username|email)$/
const SECRET = /^\*\*\*(\d+)$/

export interface Story {
  readonly steps: readonly StoryStep[]
  /** Numbers of entries that nobody can play without a secret of the log. */
  readonly leftOut: readonly number[]
  /** What the answers of the steps gave. */
  readonly produced: Produced
}

export interface StoryOptions {
  /** Paths at which somebody signs in. */
  readonly logins?: readonly string[] | undefined
  /** Whether the player knows the passwords of the log, by their masks, and can sign in with them. */
  readonly knowsSecrets?: boolean
}

/** Turns what was called into a story that can be played on another server. */
export function storyOf(calls: readonly LoggedCall[], { logins = [], knowsSecrets = false }: StoryOptions): Story {
  const produced = new Produced()
  const teller = new Teller(produced)
  const leftOut: number[] = []
  const steps = calls.flatMap((call): StoryStep[] => {
    const isOfOthers = teller.isLoginOfOthers(call, logins)
    if (isOfOthers && knowsSecrets)
      return [{ call, input: { ...call.input }, caller: teller.caller(call.caller), capture: produced.learn(call) }]
    if (isOfOthers) {
      leftOut.push(call.entry.seq)
      return []
    }
    const input = teller.input(call)
    const caller = teller.caller(call.caller)
    return [{ call, input, caller, capture: produced.learn(call) }]
  })
  return { steps, leftOut, produced }
}

interface Place {
  readonly key: string
  readonly call: LoggedCall
  /** Texts in rows that the call made. */
  readonly made: ReadonlySet<string>
}

/** Texts in rows that were not there before. */
function madeIn({ changes }: LoggedCall['entry']): ReadonlySet<string> {
  const rows = changes.flatMap(({ before, after }) => (before === undefined ? [after] : []))
  return new Set(rows.flatMap((row) => Object.values(row ?? {}).filter((value) => typeof value === 'string')))
}

const secretsIn = (input: unknown): string[] => JSON.stringify(input).match(/\*\*\*\d+/g) ?? []

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

class Teller {
  /** Names of things that the story makes, and what they are called in it. */
  readonly #names = new Map<string, string>()
  /** Masked secrets that the story sets itself. */
  readonly #secrets = new Set<string>()

  constructor(readonly produced: Produced) {}

  /** Whether somebody signs in to an account that was there before, with a password that the log does not tell. */
  isLoginOfOthers({ entry, input }: LoggedCall, logins: readonly string[]): boolean {
    const isLogin = logins.some((path) => (entry.path.split('?')[0] ?? '').endsWith(path))
    const unknown = secretsIn(input).filter((secret) => !this.#secrets.has(secret))
    return isLogin && unknown.length > 0 && !textsIn(input).some((text) => madeIn(entry).has(text))
  }

  input(call: LoggedCall): Record<string, unknown> {
    const made = madeIn(call.entry)
    return Object.fromEntries(
      Object.entries(call.input).map(([key, value]) => [key, this.#told(value, { key, call, made })]),
    )
  }

  caller(caller: Credentials): StoryStep['caller'] {
    if (caller.kind === 'none') return caller
    if (caller.kind === 'bearer') {
      const token = this.produced.find(caller.token, 'token', '')
      return token === undefined ? { kind: 'given', as: caller } : { kind: 'bearer', token }
    }
    if (!this.#secrets.has(caller.password)) return { kind: 'given', as: caller }
    const { user, password } = caller
    return { kind: 'basic', user: this.#names.get(user) ?? user, password: ownSecret(password) }
  }

  #told(value: unknown, place: Place): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#told(item, place))
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value)
      return Object.fromEntries(entries.map(([key, item]) => [key, this.#told(item, { ...place, key })]))
    }
    if (typeof value !== 'string' && typeof value !== 'number') return value
    const known = this.produced.find(value, place.key, place.call.op.id)
    if (known !== undefined) return known
    return typeof value === 'string' ? this.#text(value, place) : value
  }

  #text(text: string, { key, made }: Place): string {
    if (SECRET.test(text)) {
      this.#secrets.add(text)
      return ownSecret(text)
    }
    if (!NAMES.test(key) || text === '') return this.#names.get(text) ?? text
    const known = this.#names.get(text)
    if (known !== undefined || !made.has(text)) return known ?? text
    const own = `sb-{{run}}-${text}`
    this.#names.set(text, own)
    return own
  }
}

/** A password that the story gives itself, because that of the log is masked. */
const ownSecret = (masked: string): string => masked.replace(SECRET, 'secret-{{run}}-$1')
