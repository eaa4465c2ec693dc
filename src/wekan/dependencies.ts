/** Kinds of lines between cards. code: wekan/wekan@v11.07 models/metadata/dependencies.js:27 */
export const dependencyTypes = ['related-to', 'blocks', 'is-blocked-by', 'fixes', 'is-fixed-by'] as const

/** A line from the card that has it to another one. */
export interface DependencyEntry {
  readonly cardId: string
  readonly type: string
  readonly color: string
  readonly icon: string
}

/** What a card has as its lines, made whole: cards of older releases have bare ids. */
export function dependenciesIn(stored: unknown): DependencyEntry[] {
  const entries: readonly unknown[] = Array.isArray(stored) ? stored : []
  return entries.map(wholeDependency).filter((entry) => entry !== undefined)
}

/** An entry with everything that is missing or unknown replaced; undefined for one that leads nowhere. */
export function wholeDependency(entry: unknown): DependencyEntry | undefined {
  const given = typeof entry === 'string' ? { cardId: entry } : entry
  if (typeof given !== 'object' || given === null) return undefined
  const { cardId, type, color, icon }: Partial<Record<string, unknown>> = { ...given }
  if (!cardId) return undefined
  const kind = dependencyTypes.find((one) => one === type) ?? 'related-to'
  // Colour and icon are answered as they were sent, whatever they are.
  return { cardId, type: kind, color: color || '#eb144c', icon: icon || 'link' } as DependencyEntry
}
