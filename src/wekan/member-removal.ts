import { logActivity } from './activities.js'
import { updateBoard } from './board-store.js'
import { writeCard } from './card-store.js'
import type { Change } from './changes.js'
import type { WekanContext } from './context.js'
import { writeList } from './list-store.js'
import type { BoardRow, CardRow } from './tables.js'

export const deletedUsersLeaveBoards: Change = {
  since: '9.97',
  summary: 'Deleting a user takes him out of every board; before, boards kept him as a member.',
  source: { code: 'wekan/wekan@v11.07 models/users.js:2423, models/lib/userDeletionCleanup.js' },
}

/** Members of cards that go with a member of the board; assignees stay. */
const namedOnCards = ['members', 'requesters', 'assigners'] as const

/**
 * What the hooks do before a member becomes inactive: no card of the board names him any more. Every card and list is
 * written, whether or not it did. code: wekan/wekan@v11.07 server/models/boards.js:700, wekan/wekan@v7.10 models/boards.js:1846
 */
export function takeOffCards(ctx: WekanContext, board: BoardRow, memberId: string): void {
  const username = ctx.db.users.get(memberId)?.username
  for (const card of ctx.db.cards.where({ boardId: board._id })) {
    if ((card.members ?? []).includes(memberId)) {
      const { _id: cardId, boardId, listId, swimlaneId } = card
      logActivity(ctx, { username, activityType: 'unjoinMember', boardId, cardId, memberId, listId, swimlaneId })
    }
    writeCard(ctx, ctx.db.cards.get(card._id) ?? card, without(card, memberId))
  }
  for (const list of ctx.db.lists.where({ boardId: board._id })) writeList(ctx, list, {})
}

function without(card: CardRow, userId: string): Record<string, unknown> {
  const named = namedOnCards.map((key) => [key, card[key]] as const).filter(([, ids]) => Array.isArray(ids))
  // Lists alone are left, and of ids: the schema lets nothing else in.
  return Object.fromEntries(named.map(([key, ids]) => [key, (ids as string[]).filter((id) => id !== userId)]))
}

/** The activity of a member who came to a board or left it. */
export function tellMembership(ctx: WekanContext, board: BoardRow, memberId: string, isAdded: boolean): void {
  const activityType = isAdded ? 'addBoardMember' : 'removeBoardMember'
  logActivity(ctx, { memberId, type: 'member', activityType, boardId: board._id })
}

/**
 * Takes a user whose account is gone out of the boards. Cards still name him: there the hook fails that looks up his
 * name, and what is thrown is only written down. code: wekan/wekan@v11.07 models/cards.js:3389
 */
export function leaveBoards(ctx: WekanContext, userId: string): void {
  if (!ctx.after(deletedUsersLeaveBoards)) return
  for (const board of ctx.db.boards) {
    const members = board.members.filter((member) => member.userId !== userId)
    if (members.length < board.members.length) updateBoard(ctx, board, { members })
  }
}
