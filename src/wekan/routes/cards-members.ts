import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import {
  postBoardListCardAssigneeExamples,
  postBoardListCardMemberExamples,
  postBoardListCardCopyExamples,
  deleteBoardListCardAssigneeExamples,
  deleteBoardListCardMemberExamples,
} from '../examples/cards-members.js'
import { writableBoard } from '../access.js'
import { logActivity } from '../activities.js'
import { pageErrors } from '../board-errors.js'
import { isOnBoard } from '../board-roles.js'
import { copyCard } from '../card-copy.js'
import { cardAt, inOrder, openCards, writeCard } from '../card-store.js'
import type { WekanContext } from '../context.js'
import { Mishap, Sent } from '../failures.js'
import { positionAt } from '../list-store.js'
import { boardId, cardId, listId, route } from '../route.js'
import type { CardRow } from '../tables.js'
import { textOf } from '../text.js'

const one = {
  group: 'cards',
  versions: { since: '9.31' },
  effect: 'write',
  auth: 'board-member',
  failure: 'HTML',
  unverified: 'no recording exercises it',
} as const
const noCard = {
  when: 'no such card lies open in the list',
  status: 404,
  contentType: 'application/json',
  source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2025' },
} as const
const notOnBoard = {
  when: 'the user is no active member of the board',
  status: 400,
  contentType: 'application/json',
  source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2034' },
} as const
const unknownUser = {
  when: 'the account of the user is gone: the error page',
  status: 500,
  source: { code: 'wekan/wekan@v11.07 models/cards.js:3391' },
} as const
const output = z.object({
  _id: z.string().describe('Id of the card.'),
  members: z.array(z.string()).describe('Its members now, by id.'),
  assignees: z.array(z.string()).describe('Its assignees now, by id.'),
})
const memberId = z.string().describe('Id of the user.')
const assigneeId = z.string().describe('Id of the user.')
const path = '/api/boards/:boardId/lists/:listId/cards/:cardId'

export const addCardMember = route({
  ...one,
  id: 'post_board_list_card_member',
  summary: 'Make a user a member of a card.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/cards.js:2055' }],
  method: 'POST',
  path: `${path}/members/:memberId`,
  params: { boardId, listId, cardId, memberId },
  body: {},
  output,
  errors: [...pageErrors('write'), noCard, notOnBoard],
  examples: postBoardListCardMemberExamples,
  handle: (ctx, { params }) => changed(ctx, params, { key: 'members', user: params.memberId, isAdded: true }),
})

export const removeCardMember = route({
  ...one,
  id: 'delete_board_list_card_member',
  summary: 'Take a user out of the members of a card.',
  doc: 'Who is no member is answered too.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/cards.js:2061' }],
  method: 'DELETE',
  path: `${path}/members/:memberId`,
  params: { boardId, listId, cardId, memberId },
  body: {},
  output,
  errors: [...pageErrors('write'), noCard, unknownUser],
  examples: deleteBoardListCardMemberExamples,
  handle: (ctx, { params }) => changed(ctx, params, { key: 'members', user: params.memberId, isAdded: false }),
})

export const addCardAssignee = route({
  ...one,
  id: 'post_board_list_card_assignee',
  summary: 'Assign a card to a user.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/cards.js:2067' }],
  method: 'POST',
  path: `${path}/assignees/:assigneeId`,
  params: { boardId, listId, cardId, assigneeId },
  body: {},
  output,
  errors: [...pageErrors('write'), noCard, notOnBoard],
  examples: postBoardListCardAssigneeExamples,
  handle: (ctx, { params }) => changed(ctx, params, { key: 'assignees', user: params.assigneeId, isAdded: true }),
})

export const removeCardAssignee = route({
  ...one,
  id: 'delete_board_list_card_assignee',
  summary: 'Take a user out of the assignees of a card.',
  doc: 'Who is no assignee is answered too.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/cards.js:2073' }],
  method: 'DELETE',
  path: `${path}/assignees/:assigneeId`,
  params: { boardId, listId, cardId, assigneeId },
  body: {},
  output,
  errors: [...pageErrors('write'), noCard, unknownUser],
  examples: deleteBoardListCardAssigneeExamples,
  handle: (ctx, { params }) => changed(ctx, params, { key: 'assignees', user: params.assigneeId, isAdded: false }),
})

export const copyBoardCard = route({
  ...one,
  id: 'post_board_list_card_copy',
  summary: 'Copy a card with its checklists, subtasks and comments.',
  doc: 'Archived cards are copied too. Labels and custom fields are mapped by name on another board.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/cards.js:2084' }],
  method: 'POST',
  path: `${path}/copy`,
  params: { boardId, listId, cardId },
  body: {
    toSwimlaneId: lenient(z.string().describe('The swimlane of the copy.')),
    toListId: lenient(z.string().optional().describe('The list of the copy; the same without it.')),
    toBoardId: lenient(z.string().optional().describe('The board of the copy; the same without it.')),
    position: lenient(z.union([z.number(), z.string()]).optional().describe('Place in the list, from 0.')),
  },
  output: z.object({ _id: z.string().describe('Id of the copy.') }),
  errors: [
    ...pageErrors('write'),
    { ...noCard, when: 'no such card lies in the list' },
    {
      when: 'no swimlane is named',
      status: 400,
      contentType: 'application/json',
      source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2096' },
    },
    {
      when: 'the list or swimlane does not exist: the card is copied, and the error page answers',
      status: 500,
      source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2114' },
    },
  ],
  examples: postBoardListCardCopyExamples,
  handle(ctx, { params, body }) {
    writableBoard(ctx, params.boardId)
    const { toSwimlaneId } = body
    if (!toSwimlaneId) throw new Sent(400, { error: 'toSwimlaneId is required' })
    const board = writableBoard(ctx, textOf(body['toBoardId'] || params.boardId))
    const card = cardAt(ctx, params.cardId, { boardId: params.boardId, listId: params.listId })
    if (!card) throw new Sent(404, { error: 'Card not found' })
    const list = textOf(body['toListId'] || params.listId)
    const copy = copyCard(ctx, card, { boardId: board._id, swimlaneId: toSwimlaneId, listId: list })
    if (Object.hasOwn(body, 'position')) {
      const siblings = inOrder(openCards(ctx, { listId: list })).filter(({ _id }) => _id !== copy._id)
      writeCard(ctx, copy, { sort: positionAt(siblings, Number(body['position'])) })
    }
    return { _id: copy._id }
  },
})

interface Change {
  readonly key: 'members' | 'assignees'
  readonly user: string
  readonly isAdded: boolean
}

/** code: wekan/wekan@v11.07 server/models/cards.js:2009 */
function changed(
  ctx: WekanContext,
  params: { readonly boardId: string; readonly listId: string; readonly cardId: string },
  change: Change,
): z.input<typeof output> {
  const board = writableBoard(ctx, params.boardId)
  const place = { boardId: params.boardId, listId: params.listId, archived: false }
  const card = cardAt(ctx, params.cardId, place)
  if (!card) throw new Sent(404, { error: 'Card not found' })
  if (change.isAdded && !isOnBoard(board, change.user)) {
    throw new Sent(400, { error: 'userId is not an active member of this board' })
  }
  // Linked cards pass the change on to the card for which they stand.
  const real = card.type === 'cardType-linkedCard' ? ctx.db.cards.get(card.linkedId ?? '') : card
  if (real) write(ctx, real, change)
  const now = ctx.db.cards.get(card._id) ?? card
  return { _id: params.cardId, members: [...(now.members ?? [])], assignees: [...(now.assignees ?? [])] }
}

function write(ctx: WekanContext, card: CardRow, { key, user, isAdded }: Change): void {
  const account = ctx.db.users.get(user)
  if (!account) throw new Mishap(`no user has the id '${user}', and the server reads his name`)
  const before = card[key] ?? []
  const isIn = before.includes(user)
  if (isIn !== isAdded) noteChange(ctx, card, { key, user, isAdded, username: account.username })
  const without = before.filter((id) => id !== user)
  writeCard(ctx, card, { [key]: isAdded ? (isIn ? before : [...before, user]) : without })
}

function noteChange(
  ctx: WekanContext,
  card: CardRow,
  change: Change & { readonly username: string | undefined },
): void {
  const [what, name] = change.key === 'members' ? ['Member', 'memberId'] : ['Assignee', 'assigneeId']
  logActivity(ctx, {
    username: change.username,
    activityType: `${change.isAdded ? 'join' : 'unjoin'}${what}`,
    boardId: card.boardId,
    cardId: card._id,
    [name ?? '']: change.user,
    listId: card.listId,
    swimlaneId: card.swimlaneId,
  })
}
