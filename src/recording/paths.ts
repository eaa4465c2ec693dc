/** Replaces `{{name}}` by its value everywhere; a string that is nothing but one placeholder takes the value's type. */
export function fill(value: unknown, vars: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'string') return fillText(value, vars)
  if (Array.isArray(value)) return value.map((item) => fill(item, vars))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [String(fill(key, vars)), fill(item, vars)]))
}

function fillText(text: string, vars: Readonly<Record<string, unknown>>): unknown {
  const whole = /^\{\{(\w+)\}\}$/.exec(text)?.[1]
  if (whole !== undefined && whole in vars) return vars[whole]
  return text.replace(/\{\{(\w+)\}\}/g, (placeholder, name: string) =>
    name in vars ? String(vars[name]) : placeholder,
  )
}

/** Names of the placeholders in a value. */
export function placeholders(value: unknown): string[] {
  return [...JSON.stringify(value ?? null).matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '')
}

/** The value at `$.a.b[0]["c"]`, or undefined. */
export function pick(root: unknown, path: string): unknown {
  let current = root
  for (const [, name, index, quoted] of path
    .replace(/^\$/, '')
    .matchAll(/\.([A-Za-z0-9_$-]+)|\[(-?\d+)\]|\["([^"]+)"\]/g)) {
    if (current === null || current === undefined) return undefined
    const key = name ?? quoted
    if (key !== undefined) current = (current as Record<string, unknown>)[key]
    else current = Array.isArray(current) ? current.at(Number(index)) : undefined
  }
  return current
}

/** `[*]` stands for every element of a list and every key of an object. */
function spread(root: unknown, path: string): string[] {
  const star = path.indexOf('[*]')
  if (star < 0) return [path]
  const head = path.slice(0, star)
  const tail = path.slice(star + 3)
  const at = pick(root, head)
  if (typeof at !== 'object' || at === null) return []
  const step = (key: string): string => (Array.isArray(at) ? `[${key}]` : `.${key}`)
  return Object.keys(at).flatMap((key) => spread(root, head + step(key) + tail))
}

/** Where a volatile path points in `{ status, contentType, body | text }`. */
function inAnswer(path: string): string {
  if (path.startsWith('?')) return `?${inAnswer(path.slice(1))}`
  return path.startsWith('@') ? `$${path.slice(1)}` : path.replace(/^\$/, '$.body')
}

/** Blanks volatile values in place; those with a leading `?` are taken out. */
export function dropVolatile<T>(answer: T, paths: readonly string[] = []): T {
  for (const raw of paths.map(inAnswer)) {
    const mayBeAbsent = raw.startsWith('?')
    for (const path of spread(answer, mayBeAbsent ? raw.slice(1) : raw)) blank(answer, path, mayBeAbsent)
  }
  return answer
}

function blank(root: unknown, path: string, remove: boolean): void {
  const cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))
  const parent = pick(root, path.slice(0, cut))
  const key = path.slice(cut).replace(/^[.[]|\]$/g, '')
  if (typeof parent !== 'object' || parent === null || !(key in parent)) return
  if (remove) Reflect.deleteProperty(parent, key)
  else Reflect.set(parent, key, '<volatile>')
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
