import type { Change } from './changes.js'
import type { CommentRow, DeliveryRow } from './rows.js'
import type { WekanWorld } from './tables.js'

export const answersStayOnTheBoard: Change = {
  since: '8.35',
  summary: 'What a bidirectional webhook answers changes comments of its own board alone; before, of any.',
  source: { code: 'wekan/wekan@v8.35 server/notifications/outgoing.js' },
}

/**
 * What a bidirectional webhook answers may write the text of a comment anew; nothing is told of that.
 * code: wekan/wekan@v11.07 server/notifications/outgoing.js:71
 */
export function takeAnswer(world: WekanWorld, row: DeliveryRow, answer: unknown): void {
  if (row.mayEdit === 'nothing' || typeof answer !== 'object' || answer === null) return
  const { commentId, cardId, boardId, comment }: Partial<Record<string, unknown>> = { ...answer }
  if (typeof commentId !== 'string' || typeof boardId !== 'string') return
  if (row.mayEdit === 'its board' && boardId !== row.boardId) return
  const text = textIn(comment)
  const found = world.tables.comments.get(commentId)
  if (text === '' || !found || !isAt(world, found, { cardId, boardId })) return
  world.tables.comments.update(commentId, { text, modifiedAt: new Date(world.now()).toISOString() })
}

/** As the schema takes it: numbers and flags become texts, lists and objects are refused. */
function textIn(comment: unknown): string {
  if (comment === null || comment === undefined || comment === false || comment === 0) return ''
  return typeof comment === 'object' ? '' : String(comment).trim()
}

function isAt(
  { tables }: WekanWorld,
  comment: CommentRow,
  place: { readonly cardId: unknown; readonly boardId: string },
): boolean {
  const isThere = comment.cardId === place.cardId && comment.boardId === place.boardId
  return isThere && tables.boards.has(comment.boardId) && tables.cards.has(comment.cardId)
}
