import type { CardRow } from './tables.js'

/** `Card.link`: what a card holds that stands for another one. code: wekan/wekan@v11.07 models/cards.js:1070 */
export function linkedCopy(
  source: CardRow,
  to: { readonly boardId: string; readonly swimlaneId: unknown; readonly listId: string },
): Record<string, unknown> {
  const { _id, labelIds: _, ...members } = source
  return { ...members, linkedId: source.linkedId || _id, ...to, type: 'cardType-linkedCard' }
}
