import { MatchError } from './failures.js'

/**
 * The part of Meteor's `check` that the API uses, with its messages.
 * code: meteor/meteor@release/METEOR@3.0.4 packages/check/match.js
 */
export type Pattern =
  | { readonly kind: 'string' }
  | { readonly kind: 'optional'; readonly inner: Pattern }
  | { readonly kind: 'where'; readonly test: (value: unknown) => boolean }
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, Pattern>>; readonly isOpen: boolean }

export const string: Pattern = { kind: 'string' }

/** The member may be absent; present as undefined or null it must still match. */
export function optional(inner: Pattern): Pattern {
  return { kind: 'optional', inner }
}

/** A string of at least one character. */
export const nonEmptyString: Pattern = {
  kind: 'where',
  test: (value) => {
    check(value, string)
    return value !== ''
  },
}

/** A plain object with these members and no others. */
export function object(members: Readonly<Record<string, Pattern>>): Pattern {
  return { kind: 'object', members, isOpen: false }
}

/** A plain object with these members at least. */
export function objectIncluding(members: Readonly<Record<string, Pattern>>): Pattern {
  return { kind: 'object', members, isOpen: true }
}

interface Mismatch {
  readonly what: string
  readonly path: string
}

/** Throws a MatchError when the value does not match. */
export function check(value: unknown, pattern: Pattern): void {
  const found = mismatch(value, pattern)
  if (found) throw new MatchError(found.what, found.path)
}

function mismatch(value: unknown, pattern: Pattern): Mismatch | undefined {
  switch (pattern.kind) {
    case 'string':
      return typeof value === 'string' ? undefined : { what: `Expected string, got ${typeName(value)}`, path: '' }
    case 'optional':
      return mismatch(value, pattern.inner)
    case 'where':
      return pattern.test(value) ? undefined : { what: 'Failed Match.Where validation', path: '' }
    case 'object':
      return objectMismatch(value, pattern.members, pattern.isOpen)
  }
}

function objectMismatch(
  value: unknown,
  members: Readonly<Record<string, Pattern>>,
  isOpen: boolean,
): Mismatch | undefined {
  if (typeof value !== 'object') return { what: `Expected object, got ${typeof value}`, path: '' }
  if (value === null) return { what: 'Expected object, got null', path: '' }
  if (!isPlain(value)) return { what: 'Expected plain object', path: '' }
  for (const [key, member] of Object.entries(value)) {
    const pattern = Object.hasOwn(members, key) ? members[key] : undefined
    if (!pattern && !isOpen) return { what: 'Unknown key', path: key }
    const found = pattern && mismatch(member, pattern)
    if (found) return { what: found.what, path: joined(key, found.path) }
  }
  const required = Object.keys(members).filter((key) => members[key]?.kind !== 'optional')
  const missing = required.find((key) => !Object.hasOwn(value, key))
  return missing === undefined ? undefined : { what: `Missing key '${missing}'`, path: '' }
}

// Form bodies have no prototype and count as plain.
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function typeName(value: unknown): string {
  return value === null ? 'null' : typeof value
}

function joined(key: string, rest: string): string {
  const own = shownKey(key)
  return rest !== '' && !rest.startsWith('[') ? `${own}.${rest}` : own + rest
}

function shownKey(key: string): string {
  if (/^\d+$/.test(key)) return `[${key}]`
  return /^[a-z_$][0-9a-z_$.[\]]*$/i.test(key) ? key : JSON.stringify([key])
}
