import { logActivity } from './activities.js'
import type { Change } from './changes.js'
import type { WekanContext } from './context.js'
import { Mishap } from './failures.js'
import type { CommentRow } from './rows.js'
import { cleanInsert, text } from './schema.js'
import type { DocumentSchema } from './schema.js'
import { nextId } from './tables.js'
import type { CardRow } from './tables.js'

export const commentsHaveParents: Change = {
  since: '9.65',
  summary: 'Comments have a parentId, which is empty over REST.',
  source: { code: 'wekan/wekan@v9.65 models/cardComments.js' },
}

export const lostCommentsGo: Change = {
  since: '8.61',
  summary: 'A comment whose card is gone can be deleted; before, the hook that writes the activity failed.',
  source: { code: 'wekan/wekan@v8.61 server/models/cardComments.js' },
}

const schema: DocumentSchema = {
  boardId: { is: text, isRequired: true },
  cardId: { is: text, isRequired: true },
  text: { is: text, isRequired: true },
  userId: { is: text, isRequired: true },
}

/** A comment as the handler hands it to the collection. */
export interface NewComment {
  /** Given by fixtures alone. */
  readonly id?: string
  readonly userId: unknown
  readonly text: unknown
  readonly cardId: string
  readonly boardId: string
}

/** Judges a comment and puts it in; the card need not exist. Throws ValidationError. */
export function insertComment(ctx: WekanContext, { id, ...wanted }: NewComment): CommentRow {
  const doc = {
    _id: id ?? nextId(ctx.world),
    ...cleanInsert(ctx, 'card_comments', wanted, schema),
    ...(ctx.after(commentsHaveParents) ? { parentId: '' } : {}),
    createdAt: ctx.at,
    modifiedAt: ctx.at,
  }
  // Judged above.
  return ctx.db.comments.insert(doc as unknown as CommentRow)
}

/** The activity of a new comment; none without its card. The hook of the collection knows no user. */
export function tellNewComment(
  ctx: WekanContext,
  comment: CommentRow,
  by: 'its author' | 'nobody' = 'its author',
): void {
  const card = ctx.db.cards.get(comment.cardId)
  const userId = by === 'nobody' ? undefined : comment.userId
  if (card) logActivity(ctx, { userId, ...activityOf(comment, card, 'addComment') })
}

/** Takes a comment out, with the first activity about it. */
export function removeComment(ctx: WekanContext, comment: CommentRow): void {
  const card = ctx.db.cards.get(comment.cardId)
  if (card) {
    const told = ctx.after(commentsHaveParents) ? { commentText: comment.text } : {}
    logActivity(ctx, { ...activityOf(comment, card, 'deleteComment'), ...told })
  } else if (!ctx.after(lostCommentsGo)) {
    throw new Mishap(`the card '${comment.cardId}' does not exist, and the server reads its list`)
  }
  const first = ctx.db.activities.where({ cardId: comment.cardId }).find(({ commentId }) => commentId === comment._id)
  if (first) ctx.db.activities.remove(first._id)
  ctx.db.comments.remove(comment._id)
}

function activityOf(
  comment: CommentRow,
  card: CardRow,
  activityType: string,
): Readonly<Record<string, unknown>> & { readonly activityType: string } {
  return {
    activityType,
    boardId: comment.boardId,
    cardId: comment.cardId,
    commentId: comment._id,
    listId: card.listId,
    swimlaneId: card.swimlaneId,
  }
}
