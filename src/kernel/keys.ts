/** A key that a person can write, made from a title; another one when it is taken already. */
export function freeKey(taken: Set<string>, title: string, fallback: string): string {
  const slug = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 48)
    .replace(/^-+|-+$/g, '')
  const key = slug === '' ? fallback : slug
  let free = key
  for (let n = 2; taken.has(free); n++) free = `${key}-${n}`
  taken.add(free)
  return free
}
