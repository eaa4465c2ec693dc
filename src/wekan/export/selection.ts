import type { SentRequest } from '../context.js'

/** Which cards an export is about; nothing is the whole board. */
export interface Scope {
  readonly swimlaneId?: string
  readonly listId?: string
  readonly cardId?: string
  readonly checklistId?: string
}

const scopeKeys = ['swimlaneId', 'listId', 'cardId', 'checklistId'] as const

/** Parts of a card that an export may leave out. code: wekan/wekan@v11.07 models/lib/exportFields.js:25 */
export const cardParts = [
  'labels',
  'people',
  'board-info',
  'dates',
  'description',
  'custom-fields',
  'checklists',
  'subtasks',
  'comments',
  'attachments',
  'voting',
  'poker',
  'stickers',
  'locations',
  'dependencies',
  'sort',
] as const

const boardParts = ['card-details', 'board-header', 'activities', ...cardParts]

/** The scope of a request; what does not look like an id is no scope. */
export function scopeOf({ query }: SentRequest): Scope {
  const given = scopeKeys.filter((key) => {
    const value = query[key]
    return typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value)
  })
  return Object.fromEntries(given.map((key) => [key, query[key]]))
}

export function hasScope(scope: Scope): boolean {
  return Object.keys(scope).length > 0
}

/** What `?fields=` asks for; undefined is everything, and so is a list without a known name. */
export function partsOf(
  { query }: SentRequest,
  known: readonly string[] = boardParts,
): ReadonlySet<string> | undefined {
  const value = query['fields']
  if (typeof value !== 'string') return undefined
  const kept = value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => known.includes(part))
  return kept.length > 0 ? new Set(kept) : undefined
}

export function wants(parts: ReadonlySet<string> | undefined, part: string): boolean {
  return parts?.has(part) ?? true
}
