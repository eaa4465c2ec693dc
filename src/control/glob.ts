const known = new Map<string, RegExp>()

/** Patterns come from people, who write few; a flood of them must not stay. */
const KNOWN_LIMIT = 1000

/** Whether a path or a name is as a pattern says: `*` stands for anything but a slash, `**` for anything. */
export function matchesGlob(pattern: string, text: string): boolean {
  let expression = known.get(pattern)
  if (!expression) {
    if (known.size >= KNOWN_LIMIT) known.clear()
    expression = expressionOf(pattern)
    known.set(pattern, expression)
  }
  return expression.test(text)
}

function expressionOf(pattern: string): RegExp {
  // Neighbouring stars are one: `**` followed by more would make the expression try every split of a long path.
  const parts = pattern.replace(/\*{3,}/g, '**').split(/(\*\*?)/)
  const source = parts.map((part) =>
    part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
  )
  return new RegExp(`^${source.join('')}$`, 's')
}
