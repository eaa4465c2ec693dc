import type { LoggedCall } from './export-calls.js'

/** A value that an answer gave, and that a later call may use. */
interface Leaf {
  readonly value: string
  readonly path: string
  /** Words that say what it is the id of. */
  readonly words: readonly string[]
  readonly isMade: boolean
  readonly capture: Record<string, string>
}

const ID = /^(_?id|.*(_id|Id)|token|authToken)$/
const SECRET = /^\*\*\*\d+$/
const DEPTH = 4
const LEAVES = 200
/** Shorter ones may be the id of anything. */
const UNMISTAKABLE_LENGTH = 8

/** Ids and tokens that answers have given. What nobody uses is not captured. */
export class Produced {
  readonly #leaves: Leaf[] = []
  readonly #names = new Map<Leaf, string>()
  readonly #taken = new Map<string, number>()

  /** Takes over what an answer gives; the record is filled as later calls use it. */
  learn({ op, outcome }: LoggedCall): Record<string, string> {
    const capture: Record<string, string> = {}
    if (outcome.kind !== 'result') return capture
    const isMade = op.effect !== 'read'
    const found = [...leavesOf(outcome.result, '$', '')].slice(0, LEAVES)
    for (const { value, path, key } of found) {
      const words = /^(_?id)?$/.test(key) ? nounsOf(op.id) : wordsOf(key)
      this.#leaves.push({ value, path, words, isMade, capture })
    }
    return capture
  }

  /** The placeholder for a value that an earlier answer gave, if it is the id of what the member names. */
  find(value: string | number, key: string, operation: string): string | undefined {
    const text = String(value)
    const isSure = SECRET.test(text) || (text.length >= UNMISTAKABLE_LENGTH && !/^\d+$/.test(text))
    if (!isSure && !ID.test(key)) return undefined
    const wanted = /^_?id$/.test(key) ? wordsOf(operation) : wordsOf(key)
    const fitting = this.#leaves.filter(
      (leaf) =>
        leaf.value === text && (isSure || (leaf.words.length > 0 && leaf.words.every((word) => wanted.includes(word)))),
    )
    const leaf = fitting.findLast(({ isMade }) => isMade) ?? fitting.at(-1)
    return leaf && `{{${this.#nameOf(leaf)}}}`
  }

  /** The placeholder for what stands at a path of the answer whose captures these are. */
  named(capture: Record<string, string>, path: string): string | undefined {
    const leaf = this.#leaves.find((one) => one.capture === capture && one.path === path)
    return leaf && `{{${this.#nameOf(leaf)}}}`
  }

  #nameOf(leaf: Leaf): string {
    const known = this.#names.get(leaf)
    if (known !== undefined) return known
    const stem = leaf.words.at(-1) ?? 'value'
    const number = (this.#taken.get(stem) ?? 0) + 1
    this.#taken.set(stem, number)
    const name = `${stem}${number}`
    this.#names.set(leaf, name)
    leaf.capture[name] = leaf.path
    return name
  }
}

interface Found {
  readonly value: string
  readonly path: string
  readonly key: string
}

/** Ids and masked secrets of a result; a result that is one value is the id of what was made. */
function* leavesOf(value: unknown, path: string, key: string): Generator<Found> {
  if (typeof value === 'string' || typeof value === 'number') {
    const text = String(value)
    const isUseful = text !== '' && text !== '0' && (path === '$' || ID.test(key) || SECRET.test(text))
    if (isUseful) yield { value: text, path, key }
    return
  }
  if (typeof value !== 'object' || value === null || path.split(/[.[]/).length > DEPTH) return
  for (const [name, item] of Object.entries(value)) {
    const step = Array.isArray(value) ? `[${name}]` : /^[A-Za-z0-9_$-]+$/.test(name) ? `.${name}` : `["${name}"]`
    yield* leavesOf(item, path + step, Array.isArray(value) ? key : name)
  }
}

/** Words for people by what they do. */
const PEOPLE = /^(owner|creator|author|assignee|member)$/

/** `project_id` and `projectId` are about a project. */
export const wordsOf = (name: string): string[] =>
  (name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [])
    .map((word) => word.toLowerCase().replace(/s$/, ''))
    .filter((word) => word !== 'id')
    .map((word) => (PEOPLE.test(word) ? 'user' : word))

/** What an operation is about: its name without the verb. */
export const nounsOf = (operation: string): string[] => wordsOf(operation).slice(1)
