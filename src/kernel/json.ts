/** JSON as the product writes it: like `JSON.stringify`, and a `Map` is an object in the order of its entries. */
export function writeJson(value: unknown): string {
  return hasMap(value) ? write(value) : (JSON.stringify(value) ?? 'null')
}

function hasMap(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Map) return true
  if (value instanceof Date) return false
  if (Array.isArray(value)) return value.some(hasMap)
  for (const key in value) if (hasMap((value as Record<string, unknown>)[key])) return true
  return false
}

function write(value: unknown): string {
  if (typeof value !== 'object' || value === null || value instanceof Date) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
  const entries: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value)
  const shown = entries.filter(([, member]) => member !== undefined)
  return `{${shown.map(([key, member]) => `${JSON.stringify(String(key))}:${write(member)}`).join(',')}}`
}

/** The same value with every `Map` as a plain object, for whoever looks at members and not at their order. */
export function withoutMaps(value: unknown): unknown {
  if (!hasMap(value)) return value
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, member]) => [String(key), withoutMaps(member)]))
  if (Array.isArray(value)) return value.map(withoutMaps)
  return Object.fromEntries(Object.entries(value as object).map(([key, member]) => [key, withoutMaps(member)]))
}
