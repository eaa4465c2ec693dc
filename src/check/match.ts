import type { Finding } from './rules.js'

type Found = Omit<Finding, 'source'>

/** A value as a report shows it. */
export function brief(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value))
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}

export const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Where `got` is not as `want` says: of an object only the members that are given (none: it has none either), of a list
 * element by element.
 */
export function mismatches(want: unknown, got: unknown, path: readonly PropertyKey[] = []): Found[] {
  if (isObject(want) && isObject(got) && (Object.keys(want).length > 0 || Object.keys(got).length === 0)) {
    return Object.entries(want).flatMap(([key, value]) => mismatches(value, got[key], [...path, key]))
  }
  if (Array.isArray(want) && Array.isArray(got) && want.length === got.length) {
    return want.flatMap((value, index) => mismatches(value, got[index], [...path, index]))
  }
  if (Object.is(want, got) || (!isObject(want) && JSON.stringify(want) === JSON.stringify(got))) return []
  return [{ rule: 'expect.result', pointer: pointerOf(path), expected: brief(want), got: brief(got) }]
}

const matches = (want: unknown, got: unknown): boolean => mismatches(want, got).length === 0

/** Elements that a list lacks. A list is an array, or an object whose values are the elements. */
export function missingElements(wanted: readonly unknown[], got: unknown): Found[] {
  const list = elementsOf(got)
  return wanted
    .filter((want) => !list.some((element) => matches(want, element)))
    .map((want) => ({
      rule: 'expect.includes',
      pointer: '',
      expected: brief(want),
      got: `${list.length} other elements`,
    }))
}

/** Elements that a list has and should not. */
export function strayElements(unwanted: readonly unknown[], got: unknown): Found[] {
  return elementsOf(got).flatMap((element, index) =>
    unwanted.some((want) => matches(want, element))
      ? [{ rule: 'expect.excludes' as const, pointer: `/${index}`, expected: 'not there', got: brief(element) }]
      : [],
  )
}

function elementsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return isObject(value) ? Object.values(value) : []
}

/** Members that are missing or null; a path goes through lists: `members.userId`. */
export function emptyMembers(paths: readonly string[], got: unknown): Found[] {
  return paths.flatMap((path) => emptyAt(path.split('.'), got, []))
}

function emptyAt([head, ...rest]: readonly string[], got: unknown, path: readonly PropertyKey[]): Found[] {
  if (Array.isArray(got)) return got.flatMap((item, index) => emptyAt([head ?? '', ...rest], item, [...path, index]))
  if (head === undefined || head === '') return []
  const value = isObject(got) ? got[head] : undefined
  const here = [...path, head]
  if (value === undefined || value === null) {
    const rule = value === null ? 'field.null' : 'field.missing'
    return [{ rule, pointer: pointerOf(here), expected: 'a value', got: brief(value) }]
  }
  return rest.length > 0 ? emptyAt(rest, value, here) : []
}
