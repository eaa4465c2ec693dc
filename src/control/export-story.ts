import type { LoggedCall, LoggedCaller } from './export-calls.js'
import { Produced } from './export-produced.js'

/** A call in which what earlier calls made is named by placeholders: `{{board1}}`. */
export interface StoryStep {
  readonly call: LoggedCall
  readonly input: Record<string, unknown>
  /** `given`: the account of whoever plays the story. */
  readonly caller: LoggedCaller | { readonly kind: 'given'; readonly as: LoggedCaller }
  /** Names of values that later calls use, and where they stand in the result. */
  readonly capture: Record<string, string>
}

/** Members that name what a call makes; no two may be called alike on many servers. */
const NAMES = /^(title|name|username|email)$/
const SECRET = /^\*\*\*(\d+)$/

/** Turns what was called into a story that can be played on another server. */
export function storyOf(calls: readonly LoggedCall[]): StoryStep[] {
  const produced = new Produced()
  const teller = new Teller(produced)
  return calls.map((call, index) => {
    const input = teller.input(call)
    const caller = teller.caller(call.caller)
    const capture = produced.learn(call, index)
    return { call, input, caller, capture }
  })
}

class Teller {
  /** Names of things that the story makes, and what they are called in it. */
  readonly #names = new Map<string, string>()
  /** Masked secrets that the story sets itself. */
  readonly #secrets = new Set<string>()

  constructor(readonly produced: Produced) {}

  input(call: LoggedCall): Record<string, unknown> {
    const isWrite = call.op.effect !== 'read'
    return Object.fromEntries(
      Object.entries(call.input).map(([key, value]) => [key, this.#told(value, { key, call, isWrite })]),
    )
  }

  caller(caller: LoggedCaller): StoryStep['caller'] {
    if (caller.kind === 'none') return caller
    if (caller.kind === 'bearer') {
      const token = this.produced.find(caller.token, 'token', '')
      return token === undefined ? { kind: 'given', as: caller } : { kind: 'bearer', token }
    }
    if (!this.#secrets.has(caller.password)) return { kind: 'given', as: caller }
    const { user, password } = caller
    return { kind: 'basic', user: this.#names.get(user) ?? user, password: ownSecret(password) }
  }

  #told(value: unknown, place: { key: string; call: LoggedCall; isWrite: boolean }): unknown {
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

  #text(text: string, { key, isWrite }: { key: string; isWrite: boolean }): string {
    if (SECRET.test(text)) {
      this.#secrets.add(text)
      return ownSecret(text)
    }
    if (!NAMES.test(key) || text === '') return this.#names.get(text) ?? text
    const known = this.#names.get(text)
    if (known !== undefined || !isWrite) return known ?? text
    const own = `sb-{{run}}-${text}`
    this.#names.set(text, own)
    return own
  }
}

/** A password that the story gives itself, because that of the log is masked. */
const ownSecret = (masked: string): string => masked.replace(SECRET, 'secret-{{run}}-$1')
