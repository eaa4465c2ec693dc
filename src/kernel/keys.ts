/** The number that a key of these ended with last, so that as many of one title need not be counted again. */
const counted = new WeakMap<Set<string>, Map<string, number>>()

/**
 * A key that a person can write, made from a title; another one when it is taken already. It is no number: objects put
 * those before all others, and the order of keys says what stands where.
 */
export function freeKey(taken: Set<string>, title: string, fallback: string): string {
  const slug = Array.from(title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-'))
    .slice(0, 48)
    .join('')
    .replace(/^-+|-+$/g, '')
  const key = slug === '' ? fallback : /^\d+$/.test(slug) ? `${fallback}-${slug}` : slug
  const numbers = counted.get(taken) ?? new Map<string, number>()
  counted.set(taken, numbers)
  let free = key
  let n = numbers.get(key) ?? 1
  while (taken.has(free)) free = `${key}-${++n}`
  numbers.set(key, n)
  taken.add(free)
  return free
}
