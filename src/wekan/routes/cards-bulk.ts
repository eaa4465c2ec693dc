import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { deleteBoardCardsBulkExamples, postBoardListCardsBulkExamples } from '../examples/cards-bulk.js'
import { writableBoard } from '../access.js'
import { pageErrors, pageRefusals } from '../board-errors.js'
import { assignable, cardMakerOf, initialCustomFields } from '../card-body.js'
import {
  cardAt,
  insertCard,
  logCardMade,
  logDeleted,
  nextCardNumber,
  openCards,
  removeCardParts,
  setOnCard,
} from '../card-store.js'
import type { WekanContext } from '../context.js'
import { echoed } from '../document-fields.js'
import { Mishap, Sent } from '../failures.js'
import { boardId, listId, route } from '../route.js'
import type { BoardRow, CardRow } from '../tables.js'
import { labelsOf } from './board-settings.js'
import { boardForCards, requireCardMaker, unknownBoard } from './cards.js'

/** code: wekan/wekan@v11.07 server/models/cards.js:1193 */
const MOST_CARDS = 500

const bulk = {
  group: 'cards',
  versions: { since: '9.36' },
  effect: 'write',
  auth: 'board-member',
  failure: 'HTML',
} as const
const ids = z.array(z.string())
const wrongList = {
  when: 'the list is missing, empty or longer than 500',
  status: 400,
  contentType: 'application/json',
  source: { evidence: 'wekan/v11.07/boards-labels.json step 24' },
} as const

export const newCards = route({
  ...bulk,
  id: 'post_board_list_cards_bulk',
  summary: 'Make up to 500 cards.',
  doc: 'A failure leaves those before it made.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/cards.js:1194' }],
  method: 'POST',
  path: '/api/boards/:boardId/lists/:listId/cards/bulk',
  unverified: 'no recording exercises it',
  params: { boardId, listId },
  body: {
    swimlaneId: lenient(z.string().optional().describe('The swimlane of cards that name none.')),
    authorId: lenient(z.string().optional().describe('Not read since v10.92.')),
    cards: lenient(
      z
        .array(
          z.object({
            title: z.string().optional().describe('Title.'),
            description: z.string().optional().describe('Description, in Markdown.'),
            swimlaneId: z.string().optional().describe('The swimlane it lies in.'),
            parentId: z.string().optional().describe('The card of which it is a subtask.'),
            members: ids.optional().describe('Members, by id.'),
            assignees: ids.optional().describe('Assignees, by id.'),
          }),
        )
        .min(1)
        .max(MOST_CARDS)
        .describe('The cards.'),
    ),
  },
  output: z.array(
    z.object({
      index: z.number().describe('Place in the list of the request, from 0.'),
      _id: z.string().describe('Id of the card.'),
    }),
  ),
  errors: [
    ...pageRefusals('write'),
    unknownBoard,
    wrongList,
    {
      when: 'a card names no swimlane, nor does the request: the error page',
      status: 500,
      source: { code: 'wekan/wekan@v11.07 models/cards.js:96' },
    },
  ],
  examples: postBoardListCardsBulkExamples,
  handle(ctx, { params, body }) {
    requireCardMaker(ctx, params.boardId)
    const cards = manyIn(body['cards'], 'cards')
    const board = boardForCards(ctx, params.boardId)
    const base = openCards(ctx, { listId: params.listId }).length
    const customFields = initialCustomFields(ctx, board._id)
    return cards.map((one, index) => {
      // A card that is nothing counts as one without members.
      const given = (one || {}) as Readonly<Record<string, unknown>>
      const card = insertCard(ctx, {
        title: given['title'],
        boardId: board._id,
        listId: params.listId,
        parentId: given['parentId'],
        description: given['description'],
        userId: cardMakerOf(ctx, given['authorId'] || body['authorId']),
        swimlaneId: given['swimlaneId'] || body['swimlaneId'],
        sort: base + index,
        cardNumber: nextCardNumber(ctx, board),
        customFields,
        ...membersIn(ctx, board, given),
      })
      noteMade(ctx, card)
      return { index, _id: card._id }
    })
  },
})

export const deleteCards = route({
  ...bulk,
  id: 'delete_board_cards_bulk',
  summary: 'Delete up to 500 cards of a board, for good.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/cards.js:1776' }],
  method: 'DELETE',
  path: '/api/boards/:boardId/cards/bulk',
  unverified: 'no recording exercises it',
  params: { boardId },
  body: { cardIds: lenient(ids.min(1).max(MOST_CARDS).describe('The cards, by id.')) },
  output: z.object({
    deleted: z.array(echoed).describe('Cards that are gone, in the order of the request.'),
    notFound: z.array(echoed).describe('Ids that name no card of the board.'),
  }),
  errors: [...pageErrors('write'), wrongList],
  examples: deleteBoardCardsBulkExamples,
  handle(ctx, { params, body }) {
    writableBoard(ctx, params.boardId)
    const wanted = manyIn(body['cardIds'], 'cardIds')
    const [deleted, notFound]: [unknown[], unknown[]] = [[], []]
    for (const id of wanted) {
      const card = cardAt(ctx, id, { boardId: params.boardId })
      if (card) removeWithNote(ctx, card)
      ;(card ? deleted : notFound).push(id)
    }
    return { deleted, notFound }
  },
})

export const labelCards = route({
  ...bulk,
  id: 'post_board_cards_labels',
  summary: 'Put labels on up to 500 cards of a board, or take them off.',
  doc: 'Labels that a card has and the request does not name stay.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/cards.js:1828' }],
  method: 'POST',
  path: '/api/boards/:boardId/cards/labels',
  params: { boardId },
  body: {
    cardIds: lenient(ids.min(1).max(MOST_CARDS).describe('The cards, by id.')),
    addLabelIds: lenient(ids.optional().describe('Labels of the board to put on.')),
    removeLabelIds: lenient(ids.optional().describe('Labels to take off.')),
  },
  output: z.object({
    updated: z
      .array(
        z.object({
          _id: z.string().describe('Id of the card.'),
          labelIds: z.array(echoed).describe('The labels that it has now.'),
        }),
      )
      .describe('Cards that were written, in the order of the request.'),
    notFound: z.array(echoed).describe('Ids that name no open card of the board.'),
  }),
  errors: [
    ...pageErrors('write'),
    wrongList,
    {
      when: 'no label is named',
      status: 400,
      contentType: 'application/json',
      source: { evidence: 'wekan/v11.07/boards-labels.json step 23' },
    },
    {
      when: 'the board has no such label',
      status: 400,
      contentType: 'application/json',
      source: { evidence: 'wekan/v11.07/boards-labels.json step 22' },
    },
  ],
  examples: [
    {
      title: 'one label on, one off',
      input: {
        params: { boardId: 'b8Wj4KMNYwsuHrBLC' },
        query: {},
        body: { cardIds: ['4gEGW4DSoWektyPWF', 'nope'], addLabelIds: ['Bzpfor'], removeLabelIds: ['Wye4P4'] },
      },
      output: { updated: [{ _id: '4gEGW4DSoWektyPWF', labelIds: ['Bzpfor'] }], notFound: ['nope'] },
      source: { evidence: 'wekan/v11.07/boards-labels.json step 21' },
      since: '9.36',
    },
  ],
  handle(ctx, { params, body }) {
    const board = writableBoard(ctx, params.boardId)
    const wanted = manyIn(body['cardIds'], 'cardIds')
    const [add, remove] = [listIn(body['addLabelIds']), listIn(body['removeLabelIds'])]
    if (add.length + remove.length === 0) {
      throw new Sent(400, { error: 'provide at least one of addLabelIds or removeLabelIds' })
    }
    refuseForeignLabels(board, add)
    const found = wanted.map((id) => cardAt(ctx, id, { boardId: board._id, archived: false }))
    const updated = found
      .filter((card) => card !== undefined)
      .map((card) => ({ _id: card._id, labelIds: merged(card.labelIds ?? [], add, remove) }))
    for (const { _id, labelIds } of updated) setOnCard(ctx, ctx.db.cards.get(_id), { labelIds })
    return { updated, notFound: wanted.filter((_, index) => found[index] === undefined) }
  },
})

function manyIn(given: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(given) || given.length === 0) throw new Sent(400, { error: `${name} must be a non-empty array` })
  if (given.length <= MOST_CARDS) return given
  throw new Sent(400, { error: `${name} array too large (max ${MOST_CARDS} per request)` })
}

const listIn = (given: unknown): readonly unknown[] => (Array.isArray(given) ? given : [])

function membersIn(
  ctx: WekanContext,
  board: BoardRow,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const named = (['members', 'assignees'] as const).filter((key) => given[key] !== undefined)
  return Object.fromEntries(named.map((key) => [key, assignable(ctx, board, given[key])]))
}

// Here the answer waits for the activity, which needs list and swimlane.
function noteMade(ctx: WekanContext, card: CardRow): void {
  if (!ctx.db.lists.has(card.listId) || !ctx.db.swimlanes.has(card.swimlaneId)) {
    throw new Mishap('the card was made; its list or swimlane does not exist, and the server reads the title')
  }
  logCardMade(ctx, card)
}

function removeWithNote(ctx: WekanContext, card: CardRow): void {
  removeCardParts(ctx, card)
  ctx.db.cards.remove(card._id)
  logDeleted(ctx, card)
}

function refuseForeignLabels(board: BoardRow, add: readonly unknown[]): void {
  const known = new Set<unknown>(labelsOf(board).map(({ _id }) => _id))
  const invalidLabelIds = add.filter((id) => !known.has(id))
  if (invalidLabelIds.length === 0) return
  throw new Sent(400, { error: 'addLabelIds contains labels not on this board', invalidLabelIds })
}

function merged(current: readonly unknown[], add: readonly unknown[], remove: readonly unknown[]): unknown[] {
  return [...new Set([...current.filter((id) => !remove.includes(id)), ...add])]
}
