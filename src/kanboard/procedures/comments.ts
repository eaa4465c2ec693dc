import { z } from 'zod'
import { comment, listedComment } from '../attached-entities.js'
import { taskIdArgument, userIdArgument } from './attached-arguments.js'
import { membersOnly } from './attached-errors.js'
import { Refusal } from '../faults.js'
import { looselyEquals, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import type { CommentRow } from '../attached-rows.js'
import { commentFaults, isHidden, mayWriteFor, onlyAuthors } from './comment-rules.js'
import { holds } from './release-rules.js'
import { changeComment, commentWithAuthor, dropComment, findComment, insertComment } from './comment-store.js'

const page = 'kanboard/documentation v1/api/comment_procedures.md'
const recorded = 'kanboard/v1.2.53/comments.json'
const byUsers = 'kanboard/v1.2.53/comments-by-users.json'

const commentId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the comment'))
const content = (): z.ZodType<PhpValue, string> => argument(z.string().min(1).describe('Text in Markdown'))
const noComment = (id: PhpValue): string => `there is no comment ${toText(id)}`

/** The comment, where the caller may read it; CommentAuthorization::checkCommentAccess(). */
function readable(ctx: KanboardContext, id: PhpValue): CommentRow | undefined {
  const found = findComment(ctx, id)
  if (found && isHidden(ctx, found)) throw new Refusal(403, `comment ${found.id} is for ${found.visibility} only`)
  return found
}

export const getComment = procedure({
  id: 'getComment',
  group: 'Comment',
  summary: 'Get comment information',
  sources: [{ doc: `${page}#getcomment` }, { evidence: `${recorded} steps 14, 15` }],
  versions: { since: '1.0.6' },
  effect: 'read',
  failure: null,
  input: z.object({ comment_id: commentId() }),
  output: comment.nullable().describe('The comment with its author, null when there is none'),
  errors: [
    membersOnly('viewer'),
    { when: 'there is no such comment', status: 200, result: null, source: { evidence: `${recorded} step 15` } },
    {
      when: 'the comment is for higher roles than that of the caller',
      since: '1.2.36',
      status: 403,
      code: 403,
      source: { evidence: `${byUsers} step 17` },
    },
  ],
  examples: [
    {
      title: 'a comment',
      since: '1.2.36',
      input: { comment_id: 1 },
      output: {
        id: 1,
        task_id: 1,
        user_id: 2,
        date_creation: 1795323839,
        date_modification: 1795323839,
        comment: 'Comment **one**',
        reference: '',
        visibility: 'app-user',
        username: 'ann',
        name: 'Ann',
        email: 'a@localhost',
        avatar_path: null,
      },
      source: { evidence: `${recorded} step 14` },
    },
  ],
  handle: (ctx, { comment_id }) => {
    const found = readable(ctx, comment_id)
    return found ? commentWithAuthor(ctx, found) : ctx.explain(noComment(comment_id), null)
  },
})

export const getAllComments = procedure({
  id: 'getAllComments',
  group: 'Comment',
  summary: 'Get all comments',
  doc: 'Sorted by time. Comments for higher roles than that of the caller are left out.',
  sources: [
    { doc: `${page}#getallcomments` },
    { evidence: `${recorded} steps 5, 16` },
    { evidence: `${byUsers} step 14` },
  ],
  versions: { since: '1.0.6' },
  effect: 'read',
  failure: false,
  input: z.object({ task_id: taskIdArgument() }),
  output: z.array(listedComment).describe('The comments of the task'),
  errors: [membersOnly('viewer')],
  examples: [
    { title: 'a task without comments', input: { task_id: 1 }, output: [], source: { evidence: `${recorded} step 5` } },
  ],
  handle: (ctx, { task_id }) => {
    const task = ctx.database.idIn(task_id)
    const all = task === undefined ? [] : ctx.db.comments.where({ task_id: task })
    const shown = holds(ctx, 'commentsBelongToAuthors') ? all.filter((row) => !isHidden(ctx, row)) : all
    const sorted = shown.toSorted((a, b) => a.date_creation - b.date_creation || a.id - b.id)
    return sorted.map((row) => commentWithAuthor(ctx, row))
  },
})

export const createComment = procedure({
  id: 'createComment',
  group: 'Comment',
  summary: 'Create a new comment',
  doc: 'Users write in their own name and not above their role. For the application the author need not exist.',
  sources: [
    { doc: `${page}#createcomment` },
    { evidence: `${recorded} steps 6-13` },
    { evidence: `${byUsers} steps 8-13` },
  ],
  versions: { since: '1.0.6' },
  effect: 'write',
  failure: false,
  input: z.object({
    task_id: taskIdArgument(),
    user_id: userIdArgument('Number of the author'),
    content: content(),
    reference: optionalArgument(z.string().max(191).describe('Reference of another system'), ''),
    visibility: optionalArgument(
      z.enum(['app-user', 'app-manager', 'app-admin']).describe('Least role that may read the comment'),
      'app-user',
    ),
  }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the comment, false on failure'),
  errors: [
    membersOnly('member'),
    { when: 'there is no text', status: 200, result: false, source: { evidence: `${recorded} step 10` } },
    { when: 'there is no such task', status: 200, result: false, source: { evidence: `${recorded} step 11` } },
    {
      when: 'the visibility is unknown',
      since: '1.2.36',
      status: 200,
      result: false,
      source: { evidence: `${recorded} step 12` },
    },
    {
      when: 'the reference is longer than 191 (50 until 1.2.2)',
      since: '1.0.24',
      status: 200,
      result: false,
      source: { evidence: `${recorded} step 13` },
    },
    {
      when: 'a user names another author, or a visibility above the own role',
      since: '1.2.40',
      status: 200,
      result: false,
      source: { evidence: `${byUsers} steps 9, 10` },
    },
  ],
  examples: [
    {
      title: 'a comment of user 2',
      input: { task_id: 1, user_id: 2, content: 'Comment **one**' },
      output: 1,
      source: { evidence: `${recorded} step 6` },
    },
  ],
  handle: (ctx, { task_id, user_id, content, reference, visibility = 'app-user' }) => {
    const refusal = mayWriteFor(ctx, user_id, visibility)
    if (refusal !== undefined) return ctx.explain(refusal, false)
    const values = { task_id, user_id, comment: content, reference, visibility }
    const faults = commentFaults(ctx, values)
    return faults.length > 0 ? ctx.explain(faults.join('; '), false) : insertComment(ctx, values)
  },
})

export const updateComment = procedure({
  id: 'updateComment',
  group: 'Comment',
  summary: 'Update a comment',
  doc: 'The application may change a comment that does not exist: true, and nothing happens.',
  sources: [
    { doc: `${page}#updatecomment` },
    { evidence: `${recorded} steps 17-20` },
    { evidence: `${byUsers} steps 22, 24` },
  ],
  versions: { since: '1.0.6' },
  effect: 'write',
  failure: false,
  input: z.object({ id: commentId(), content: content() }),
  output: z.boolean().describe('Whether it was updated'),
  errors: [
    membersOnly('member'),
    { when: 'there is no text', status: 200, result: false, source: { evidence: `${recorded} step 19` } },
    {
      when: 'the caller is a user and not the author',
      since: '1.2.40',
      status: 200,
      result: false,
      source: { evidence: `${byUsers} step 22` },
    },
  ],
  examples: [
    {
      title: 'another text',
      input: { id: 1, content: 'edited' },
      output: true,
      source: { evidence: `${recorded} step 17` },
    },
  ],
  handle: (ctx, { id, content }) => {
    if (ctx.caller.kind === 'user' && !isOwn(ctx, readable(ctx, id))) return ctx.explain(onlyAuthors, false)
    const faults = commentFaults(ctx, { id, comment: content })
    return faults.length > 0 ? ctx.explain(faults.join('; '), false) : changeComment(ctx, id, content)
  },
})

export const removeComment = procedure({
  id: 'removeComment',
  group: 'Comment',
  summary: 'Remove a comment',
  sources: [
    { doc: `${page}#removecomment` },
    { evidence: `${recorded} steps 21, 22` },
    { evidence: `${byUsers} steps 23, 26` },
  ],
  versions: { since: '1.0.6' },
  effect: 'write',
  failure: false,
  input: z.object({ comment_id: commentId() }),
  output: z.boolean().describe('Whether it was removed'),
  errors: [
    membersOnly('member'),
    { when: 'there is no such comment', status: 200, result: false, source: { evidence: `${recorded} step 22` } },
    {
      when: 'the caller is a user and not the author',
      since: '1.2.40',
      status: 200,
      result: false,
      source: { evidence: `${byUsers} step 23` },
    },
  ],
  examples: [
    { title: 'a comment', input: { comment_id: 1 }, output: true, source: { evidence: `${recorded} step 21` } },
  ],
  handle: (ctx, { comment_id }) => {
    const found = readable(ctx, comment_id)
    if (!isOwn(ctx, found)) return ctx.explain(onlyAuthors, false)
    return found ? dropComment(ctx, found) : ctx.explain(noComment(comment_id), false)
  },
})

/** The application may change everything, users their own since 1.2.40. */
function isOwn(ctx: KanboardContext, row: CommentRow | undefined): boolean {
  if (ctx.caller.kind === 'application' || !holds(ctx, 'commentsBelongToAuthors')) return true
  return looselyEquals(ctx.callerId, row?.user_id ?? null)
}
