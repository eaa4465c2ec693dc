/** Whether a path or a name is as a pattern says: `*` stands for anything but a slash, `**` for anything. */
export function matchesGlob(pattern: string, text: string): boolean {
  return pattern.includes('*') ? matchesParts(partsOf(pattern), text) : pattern === text
}

/** A letter, or one of the two that stand for many. */
const partsOf = (pattern: string): readonly string[] => pattern.match(/\*\*+|[^]/g) ?? []

/**
 * Goes through the text once with all places of the pattern at which one may be. A regular expression would try every
 * split of a text that nearly fits, which a pattern of many stars makes too many.
 */
function matchesParts(parts: readonly string[], text: string): boolean {
  let places = reached(parts, new Set([0]))
  for (const letter of text.match(/[^]/g) ?? []) {
    const next = new Set<number>()
    for (const place of places) {
      const part = parts[place]
      if (part === undefined) continue
      if (part === letter && part !== '*') next.add(place + 1)
      else if (part.startsWith('**') || (part === '*' && letter !== '/')) next.add(place)
    }
    places = reached(parts, next)
    if (places.size === 0) return false
  }
  return places.has(parts.length)
}

/** With the places behind stars, which may stand for nothing. */
function reached(parts: readonly string[], places: Set<number>): Set<number> {
  // A set is walked with what is added meanwhile.
  for (const place of places) if (parts[place]?.startsWith('*')) places.add(place + 1)
  return places
}
