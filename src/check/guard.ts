import { isRecord } from '../recording/paths.js'

/** What a writing call would touch, before it is sent. */
export type Touch =
  | { readonly kind: 'own' }
  /** Names nothing: a setting of the whole deployment; or only the account of the run. */
  | { readonly kind: 'site' | 'self' }
  /** Names something that the run did not make. */
  | { readonly kind: 'foreign'; readonly what: string }

/** Members that name a thing: `project_id`, `boardId`, `members`. */
const NAMES_A_THING = /(^|_)ids?$|Ids?$|^(_id|members|assignees|watchers|username)$/
/** Members that only refer to what every deployment has, or to a part of what another id names. */
const REFERENCES = new Set([
  'color_id',
  'link_id',
  '_id',
  'dropdownItemId',
  'labelIds',
  'addLabelIds',
  'removeLabelIds',
])
/** Words of a path that name no thing. */
const WORDS = new Set(['source'])
/** Ids that no deployment gives: none, far beyond every counter, or a word instead of an id. */
const IMPOSSIBLE = /^(|0|-\d+|9{9,}|sb-none\S*|no-such\S*|unknown\S*)$/

/** A value that a step took from its result: the name it is kept under, and where it stood. */
export interface Captured {
  readonly name: string
  readonly path: string
}

interface Named {
  readonly key: string
  readonly value: string
}

/**
 * Knows which values of a scenario the run has made, and tells of every call what it would touch. A value is the run's
 * own when a call of the run made it, was found inside something of its own, or carries the name of the run. Values are
 * known by the name under which the scenario keeps them: the number 7 may be a project of ours and a user of theirs.
 */
export class Guard {
  readonly #own = new Set(['run'])
  /** The account of the run itself: may be put into things of the run, and is never changed. */
  readonly #self = new Set<string>()

  /** Takes over what a step captured from its result: ids of things, not those of their owners. */
  learn(input: unknown, isWrite: boolean, captured: readonly Captured[]): void {
    const into = isWrite || this.#touchesOwn(input) ? this.#own : this.#self
    // Who asks without naming anybody asks for themselves; a list would be of all.
    if (into === this.#self && [...texts(input)].length > 0) return
    for (const { name, path } of captured) {
      if (!OWNERS.test(path) && (into === this.#own || /^\$\.\w+$/.test(path))) into.add(name)
    }
  }

  /**
   * What a writing call would touch, by its input before placeholders are filled. `vouched` are words that somebody has
   * said are for the run to use.
   */
  touch(input: unknown, vouched: readonly string[] = []): Touch {
    const names = [...namedThings(input)]
    const isImpossible = (value: string): boolean => value !== '' && IMPOSSIBLE.test(value)
    const mayBeNamed = ({ key, value }: Named): boolean =>
      value === '' || REFERENCES.has(key) || isImpossible(value) || vouched.includes(value) || this.#isSelf(value)
    const foreign = names.find((named) => !this.#isOwn(named.value) && !mayBeNamed(named))
    if (foreign) return { kind: 'foreign', what: `${foreign.key} ${foreign.value}` }
    if (this.#touchesOwn(input) || names.some(({ value }) => isImpossible(value) || vouched.includes(value)))
      return { kind: 'own' }
    const [bare] = names.filter(({ value }) => value !== '')
    if (names.some(({ value }) => this.#isSelf(value))) return { kind: 'self' }
    return bare ? { kind: 'foreign', what: `${bare.key} ${bare.value}` } : { kind: 'site' }
  }

  #touchesOwn(input: unknown): boolean {
    return [...texts(input)].some((text) => this.#isOwn(text))
  }

  #isOwn(text: string): boolean {
    const [, whole] = /^\{\{(\w+)\}\}$/.exec(text) ?? []
    return whole === undefined ? text.includes('{{run}}') : this.#own.has(whole)
  }

  #isSelf(text: string): boolean {
    return this.#self.has(/^\{\{(\w+)\}\}$/.exec(text)?.[1] ?? '')
  }
}

/** Paths of captures that name a person who was there before. */
const OWNERS = /(owner_id|creator_id|user_id|userId|assigneeId)$/

/** Everything in an input that names a thing; the parameters of a path all do. */
function* namedThings(input: unknown): Generator<Named> {
  if (!isRecord(input)) return
  const isRest = Object.keys(input).every((key) => REST_PARTS.has(key))
  if (!isRest) yield* named(input)
  for (const [part, value] of isRest ? Object.entries(input) : []) yield* named(value, '', part === 'params')
}

const REST_PARTS = new Set(['params', 'query', 'body', 'file'])

function* named(value: unknown, key = '', isPath = false): Generator<Named> {
  if (Array.isArray(value)) {
    for (const item of value) yield* named(item, key, isPath)
  } else if (isRecord(value)) {
    for (const [name, item] of Object.entries(value)) yield* named(item, name, isPath)
  } else if (isName(key, isPath) && (typeof value === 'string' || typeof value === 'number')) {
    yield { key, value: String(value) }
  }
}

const isName = (key: string, isPath: boolean): boolean => !WORDS.has(key) && (isPath || NAMES_A_THING.test(key))

function* texts(value: unknown): Generator<string> {
  if (typeof value === 'string' || typeof value === 'number') yield String(value)
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) yield* texts(item)
}
