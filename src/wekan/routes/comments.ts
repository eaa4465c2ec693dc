import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { readableBoard } from '../access.js'
import type { Change } from '../changes.js'
import { insertComment, removeComment, tellNewComment } from '../comment-store.js'
import type { WekanContext } from '../context.js'
import { CommentDocument, CommentLine } from '../documents-card-parts.js'
import { MeteorError, Sent } from '../failures.js'
import { boardId, route } from '../route.js'
import type { CommentRow } from '../rows.js'

export const commentsFollowTheirCard: Change = {
  since: '11.07',
  summary: 'The comments of a card are listed if it is on the board, else 404; before, those made through that board.',
  source: { code: 'wekan/wekan@v11.07 server/models/cardComments.js:110' },
}

export const authorIsCaller: Change = {
  since: '8.19',
  summary: 'Who writes a comment is who sends it; before, whoever `authorId` names.',
  source: { code: 'wekan/wekan@v8.19 models/cardComments.js' },
}

export const commentFailuresHaveStatus: Change = {
  since: '9.67',
  summary:
    'Failures have their status and {"error"}, and a comment without text is 400; before, 200 or the error page.',
  source: { code: 'wekan/wekan@v9.67 server/models/cardComments.js' },
}

export const othersCommentsStay: Change = {
  since: '10.74',
  summary:
    'Who deletes a comment must have written it or administer the board; before, any member deleted any comment.',
  source: { code: 'wekan/wekan@v11.07 server/models/cardComments.js:226' },
}

const failure = [
  { style: 'S200', until: '9.66' },
  { style: 'JSON', since: '9.67' },
] as const

const cardId = z.string().describe('Id of the card.')
const commentId = z.string().describe('Id of the comment.')

const accessErrors = [
  {
    when: 'no token, or an unknown one',
    status: 401,
    since: '9.67',
    source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 44' },
  },
  {
    when: 'the caller may not read the board',
    status: 403,
    since: '9.67',
    source: { evidence: 'wekan/v11.07/comments.json step 22' },
  },
  {
    when: 'there is no such board',
    status: 404,
    since: '9.67',
    source: { evidence: 'wekan/v11.07/comments.json step 21' },
  },
  {
    when: 'no token, or an unknown one',
    status: 200,
    code: 'Unauthorized',
    until: '9.66',
    source: { evidence: 'wekan/v7.10/auth-failure-shapes.json step 43' },
  },
  {
    when: 'the caller may not read the board',
    status: 200,
    code: 'Forbidden',
    until: '9.66',
    source: { evidence: 'wekan/v7.10/comments.json step 22' },
  },
  {
    when: 'there is no such board',
    status: 200,
    result: {},
    until: '9.66',
    source: { evidence: 'wekan/v7.10/comments.json step 21' },
  },
] as const

export const getAllComments = route({
  id: 'get_all_comments',
  group: 'comments',
  summary: 'Comments of a card.',
  doc: 'Its members have other names than those of a single comment.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/cardComments.js:100' },
    { code: 'wekan/wekan@v7.10 models/cardComments.js:222' },
  ],
  effect: 'read',
  method: 'GET',
  path: '/api/boards/:boardId/cards/:cardId/comments',
  auth: 'board-member',
  failure,
  params: { boardId, cardId },
  body: {},
  output: z.array(CommentLine),
  errors: [
    ...accessErrors,
    {
      when: 'the card is not on the board',
      status: 404,
      since: '11.07',
      source: { evidence: 'wekan/v11.07/comments.json step 19' },
    },
  ],
  examples: [
    {
      title: 'two comments',
      input: { params: { boardId: '4ryet6nXPGMRY6CQN', cardId: 'BECRN92TJzoPtMXEk' }, query: {}, body: {} },
      output: [
        { _id: 'rXst5tRZ2EhHtjzBn', comment: 'Hello', authorId: 'Z7oQNB5ptmaYQTXKD' },
        { _id: 'b2cRjyqGmT6w7MBTZ', comment: 'From bob', authorId: '2Knn9Qf22g9SnJPnA' },
      ],
      source: { evidence: 'wekan/v11.07/comments.json step 12' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    return commentsOf(ctx, params.boardId, params.cardId).map(({ _id, text, userId }) => ({
      _id,
      comment: text,
      authorId: userId,
    }))
  },
})

export const getComment = route({
  id: 'get_comment',
  group: 'comments',
  summary: 'One comment, as it is stored.',
  doc: 'An unknown comment is an empty answer with status 200.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/cardComments.js:136' },
    { code: 'wekan/wekan@v7.10 models/cardComments.js:262' },
  ],
  effect: 'read',
  method: 'GET',
  path: '/api/boards/:boardId/cards/:cardId/comments/:commentId',
  auth: 'board-member',
  failure,
  params: { boardId, cardId, commentId },
  body: {},
  output: CommentDocument,
  errors: [
    ...accessErrors,
    {
      when: 'the comment is not on this card and board',
      status: 200,
      source: { evidence: 'wekan/v11.07/comments.json step 14' },
    },
  ],
  examples: [
    {
      title: 'a comment',
      input: {
        params: { boardId: '4ryet6nXPGMRY6CQN', cardId: 'BECRN92TJzoPtMXEk', commentId: 'rXst5tRZ2EhHtjzBn' },
        query: {},
        body: {},
      },
      output: {
        userId: 'Z7oQNB5ptmaYQTXKD',
        text: 'Hello',
        cardId: 'BECRN92TJzoPtMXEk',
        boardId: '4ryet6nXPGMRY6CQN',
        parentId: '',
        createdAt: '2026-11-22T04:57:13.181Z',
        modifiedAt: '2026-11-22T04:57:13.186Z',
        _id: 'rXst5tRZ2EhHtjzBn',
      },
      source: { evidence: 'wekan/v11.07/comments.json step 13' },
      since: '9.65',
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    const comment = commentAt(ctx, params)
    if (!comment) ctx.explain(`no comment of this card and board has the id '${params.commentId}'`)
    return comment
  },
})

export const newComment = route({
  id: 'new_comment',
  group: 'comments',
  summary: 'Write a comment.',
  doc: 'It may be written on a card that does not exist.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/cardComments.js:161' },
    { code: 'wekan/wekan@v7.10 models/cardComments.js:300' },
  ],
  effect: 'write',
  method: 'POST',
  path: '/api/boards/:boardId/cards/:cardId/comments',
  auth: 'board-member',
  failure,
  params: { boardId, cardId },
  body: {
    comment: lenient(z.string().describe('What it says.')),
    authorId: lenient(z.string().optional().describe('Who writes it; required before v8.19, ignored since.')),
  },
  output: z.object({ _id: z.string().describe('Id of the comment.') }),
  errors: [
    ...accessErrors,
    {
      when: 'the comment is no text, or an empty one',
      status: 400,
      since: '9.67',
      source: { evidence: 'wekan/v11.07/comments.json step 15' },
    },
    {
      when: 'no comment or no authorId: the error page',
      status: 500,
      contentType: 'text/html',
      until: '9.66',
      source: { evidence: 'wekan/v7.10/comments.json step 15' },
    },
  ],
  examples: [
    {
      title: 'a comment',
      input: {
        params: { boardId: '4ryet6nXPGMRY6CQN', cardId: 'BECRN92TJzoPtMXEk' },
        query: {},
        body: { authorId: 'Z7oQNB5ptmaYQTXKD', comment: 'Hello' },
      },
      output: { _id: 'rXst5tRZ2EhHtjzBn' },
      source: { evidence: 'wekan/v11.07/comments.json step 10' },
    },
  ],
  handle(ctx, { params, body }) {
    readableBoard(ctx, params.boardId)
    const comment = insertComment(ctx, {
      userId: ctx.after(authorIsCaller) ? ctx.user?._id : body['authorId'],
      text: ctx.after(commentFailuresHaveStatus) ? textIn(body) : body['comment'],
      cardId: params.cardId,
      boardId: params.boardId,
    })
    tellNewComment(ctx, comment)
    return { _id: comment._id }
  },
})

export const deleteComment = route({
  id: 'delete_comment',
  group: 'comments',
  summary: 'Delete a comment.',
  doc: 'The answer has the id of the card. A board admin deletes the comments of others, unless the board restricts that.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/cardComments.js:211' },
    { code: 'wekan/wekan@v7.10 models/cardComments.js:344' },
  ],
  effect: 'write',
  method: 'DELETE',
  path: '/api/boards/:boardId/cards/:cardId/comments/:commentId',
  auth: 'board-member',
  failure,
  params: { boardId, cardId, commentId },
  body: {},
  output: z.object({ _id: z.string().describe('Id of the card, not of the comment.') }),
  errors: [
    ...accessErrors,
    {
      when: 'another user’s comment, and the caller does not administer the board',
      status: 403,
      since: '10.74',
      source: { evidence: 'wekan/v11.07/comments.json step 23' },
    },
    {
      when: 'the comment is not on this card and board',
      status: 404,
      since: '10.74',
      source: { evidence: 'wekan/v11.07/comments.json step 26' },
    },
  ],
  examples: [
    {
      title: 'one’s own comment',
      input: {
        params: { boardId: '4ryet6nXPGMRY6CQN', cardId: 'BECRN92TJzoPtMXEk', commentId: 'b2cRjyqGmT6w7MBTZ' },
        query: {},
        body: {},
      },
      output: { _id: 'BECRN92TJzoPtMXEk' },
      source: { evidence: 'wekan/v11.07/comments.json step 24' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    const comment = commentAt(ctx, params)
    if (ctx.after(othersCommentsStay)) {
      if (!comment) throw new Sent(404, { error: 'Comment not found' })
      refuseForeign(ctx, comment)
    }
    if (comment) removeComment(ctx, comment)
    else ctx.explain(`no comment of this card and board has the id '${params.commentId}'`)
    return { _id: params.cardId }
  },
})

function commentsOf(ctx: WekanContext, boardId: string, cardId: string): readonly CommentRow[] {
  if (!ctx.after(commentsFollowTheirCard)) return ctx.db.comments.where({ boardId, cardId })
  if (ctx.db.cards.get(cardId)?.boardId !== boardId) throw new Sent(404, { error: 'Card not found' })
  return ctx.db.comments.where({ cardId })
}

interface Place {
  readonly boardId: string
  readonly cardId: string
  readonly commentId: string
}

function commentAt(ctx: WekanContext, { boardId, cardId, commentId }: Place): CommentRow | undefined {
  const comment = ctx.db.comments.get(commentId)
  return comment?.boardId === boardId && comment.cardId === cardId ? comment : undefined
}

function textIn(body: Readonly<Record<string, unknown>>): string {
  const comment = body['comment']
  const text = typeof comment === 'string' ? comment.trim() : ''
  if (text === '') throw new Sent(400, { error: 'Missing required parameter: comment' })
  return text
}

/** Site admins are no exception. code: wekan/wekan@v11.07 models/cardComments.js:212 */
function refuseForeign(ctx: WekanContext, comment: CommentRow): void {
  if (comment.userId === ctx.user?._id) return
  const board = ctx.db.boards.get(comment.boardId)
  const isAdmin = board?.members.some((one) => one.userId === ctx.user?._id && one.isActive && one.isAdmin) === true
  if (isAdmin && board?.['restrictCommentEditing'] !== true) return
  throw new MeteorError(
    'error-comment-edit-not-allowed',
    "You are not allowed to edit or delete another user's comment on this board.",
    403,
  )
}
