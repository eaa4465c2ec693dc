import type { z } from 'zod'
import type { Delivery } from './delivery.js'

type Plain = 'text' | 'number' | 'truth' | 'list' | 'object'

/** What a member of a stored row is; with a question mark it may be null or not there, and `any` is there. */
export type MemberKind = Plain | `${Plain}|null` | `${Plain}?` | 'any'

type PlainOf<V> = [V] extends [string]
  ? 'text'
  : [V] extends [number]
    ? 'number'
    : [V] extends [boolean]
      ? 'truth'
      : [V] extends [readonly unknown[]]
        ? 'list'
        : 'object'

type KindOf<V> = undefined extends V
  ? `${PlainOf<NonNullable<V>>}?`
  : null extends V
    ? `${PlainOf<NonNullable<V>>}|null`
    : PlainOf<V>

type Declared<R> = keyof { [K in keyof R as string extends K ? never : K]: true } & keyof R & string

/** All members that a row type declares, as rows of a database have them. */
export type Columns<R> = { readonly [K in Declared<R>]-?: KindOf<R[K]> }

/** What every product stores of a request of its own accord. */
export const deliveryColumns = {
  id: 'number',
  at: 'text',
  event: 'text',
  url: 'text',
  headers: 'object',
  body: 'text',
  withheld: 'text?',
  outcome: 'object|null',
} as const satisfies Columns<Delivery>

/** Members without which a document cannot be served; what is taken as it comes is not among them, or is `any`. */
export type Essentials<R> = { readonly [K in Declared<R>]?: KindOf<R[K]> | 'any' | RowShape }

/** By name; a shape in a shape is that of an object. */
export interface RowShape {
  readonly [name: string]: MemberKind | RowShape
}

/** What a world must hold to be served: for states that come from files. */
export interface StoredShape {
  readonly settings: z.ZodType
  /** By table; what it does not name is not judged. */
  readonly rows: Readonly<Record<string, RowShape>>
}

/** Says what is wrong with a row, if anything. */
export type RowJudge = (row: object) => string | undefined

const judges: Readonly<Record<Plain, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  truth: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}

/** Millions of rows are judged by it: what can be looked up is looked up once. */
export function judgeOf(shape: RowShape): RowJudge {
  const members = Object.entries(shape).map(([name, kind]) => ({ name, ...ruleOf(kind) }))
  return (row) => {
    // A row is an object, whose members are asked for by name.
    const held = row as Readonly<Record<string, unknown>>
    for (const { name, is, noun, mayBeNull, mayLack } of members) {
      const value = held[name]
      if (value === undefined ? mayLack : value === null ? mayBeNull : is(value)) continue
      return value === undefined ? `${name} is not there` : `${name} is ${shown(value)}, not ${noun}`
    }
    return undefined
  }
}

interface Rule {
  readonly is: (value: unknown) => boolean
  readonly noun: string
  readonly mayBeNull: boolean
  readonly mayLack: boolean
}

const nouns: Readonly<Record<Plain, string>> = {
  text: 'a text',
  number: 'a number',
  truth: 'true or false',
  list: 'a list',
  object: 'an object',
}

function ruleOf(kind: MemberKind | RowShape): Rule {
  if (typeof kind === 'object') {
    const judge = judgeOf(kind)
    const is = (value: unknown): boolean => typeof value === 'object' && value !== null && judge(value) === undefined
    return { is, noun: `one with ${Object.keys(kind).join(' and ')}`, mayBeNull: false, mayLack: false }
  }
  if (kind === 'any') return { is: () => true, noun: '', mayBeNull: true, mayLack: false }
  // What is left of a kind without its mark is a plain one.
  const plain = kind.replace(/\?|\|null/, '') as Plain
  return { is: judges[plain], noun: nouns[plain], mayBeNull: plain !== kind, mayLack: kind.endsWith('?') }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value).slice(0, 40)
}
