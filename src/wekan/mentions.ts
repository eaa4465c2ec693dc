import { isActiveMember } from './access.js'
import type { Change } from './changes.js'
import type { WekanContext } from './context.js'
import type { CommentRow } from './rows.js'
import type { ActivityRow, BoardRow, UserRow } from './tables.js'

export const mentionsAreCounted: Change = {
  since: '8.22',
  summary:
    'Webhooks tell whether a comment mentions anybody, and assignees can be mentioned as a group; before, neither, and to mention oneself did not count.',
  source: { code: 'wekan/wekan@v8.22 models/activities.js, wekan/wekan@v7.10 models/activities.js:213' },
}

export const assignmentsAreTold: Change = {
  since: '9.59',
  summary: 'Who becomes member or assignee of a card is told so without watching the board.',
  source: { code: 'wekan/wekan@v11.07 server/models/activities.js:382' },
}

/** `@name` and `@"a name"`. code: wekan/wekan@v11.07 server/models/activities.js:210 */
const mention = /\B@(?:"([\w.\s-]*)"|([\w.@-]+))/gi

interface Mentioned {
  readonly userIds: readonly string[]
  /** The one whom a mention names. */
  readonly user?: UserRow
}

type Groups = Readonly<Record<string, (ctx: WekanContext, comment: CommentRow) => readonly string[]>>

/** Names that stand for several users. */
const oldGroups: Groups = {
  board_members: (ctx, { boardId }) => (ctx.db.boards.get(boardId)?.members ?? []).map(({ userId }) => userId),
  card_members: (ctx, { cardId }) => ctx.db.cards.get(cardId)?.members ?? [],
}
const groups: Groups = {
  ...oldGroups,
  board_assignees: (ctx, { boardId }) => ctx.db.cards.where({ boardId }).flatMap(({ assignees }) => assignees ?? []),
  card_assignees: (ctx, { cardId }) => ctx.db.cards.get(cardId)?.assignees ?? [],
}

function mentionsIn(ctx: WekanContext, comment: CommentRow, board: BoardRow): Mentioned[] {
  const members = board.members.map(({ userId }) => ctx.db.users.get(userId)).filter((user) => user !== undefined)
  const isNew = ctx.after(mentionsAreCounted)
  const known = isNew ? groups : oldGroups
  const self = isNew ? undefined : ctx.db.users.get(comment.userId)?.username
  return [...comment.text.matchAll(mention)].flatMap(([, quoted, simple]) => {
    const name = quoted || simple || ''
    if (name === self) return []
    if (Object.hasOwn(known, name)) return [{ userIds: known[name]?.(ctx, comment) ?? [] }]
    const user = members.find(({ username }) => username === name)
    return user ? [{ userIds: [user._id], user }] : []
  })
}

/** What a comment tells of whom it names: the last one by name, and whether it names anybody. */
export function mentionParams(
  ctx: WekanContext,
  comment: CommentRow,
  board: BoardRow | undefined,
): Readonly<Record<string, unknown>> {
  const found = board ? mentionsIn(ctx, comment, board) : []
  const user = found.findLast((one) => one.user !== undefined)?.user
  const named = user ? { atUsername: user.username, atEmails: user.doc.emails } : {}
  const told = { ...named, commentId: comment._id }
  return ctx.after(mentionsAreCounted) ? { ...told, hasMentions: found.length > 0 } : told
}

/** Active members who are told by mail, as far as the API can have it: nobody watches a board over it. */
export function watchersOf(ctx: WekanContext, activity: ActivityRow, board: BoardRow | undefined): string[] {
  if (!board) return []
  const comment = ctx.db.comments.get(String(activity['commentId'] ?? ''))
  const mentioned = comment ? mentionsIn(ctx, comment, board).flatMap(({ userIds }) => userIds) : []
  const isJoin = ['joinMember', 'joinAssignee'].includes(activity.activityType)
  const joined = isJoin && ctx.after(assignmentsAreTold) ? [activity['assigneeId'] ?? activity['memberId']] : []
  const told = [...mentioned, ...joined].filter((id) => typeof id === 'string')
  return [...new Set(told)].filter((id) => isActiveMember(board, id))
}
