import { z } from 'zod'
import { readableBoard } from '../access.js'
import { quietErrors } from '../board-errors.js'
import { openCards } from '../card-store.js'
import { boardId, listId, route } from '../route.js'

const read = { effect: 'read', auth: 'board-member' } as const

export const getBoardCardsCount = route({
  ...read,
  id: 'get_board_cards_count',
  group: 'cards',
  summary: 'How many cards of a board are not archived.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/cards.js:1276' },
    { code: 'wekan/wekan@v7.10 models/cards.js:3384' },
  ],
  method: 'GET',
  path: '/api/boards/:boardId/cards_count',
  failure: 'S200',
  params: { boardId },
  body: {},
  output: z.object({ board_cards_count: z.number().describe('How many cards.') }),
  errors: quietErrors('read'),
  examples: [
    {
      title: 'one card',
      input: { params: { boardId: '6on9HtLm6fom6sErW' }, query: {}, body: {} },
      output: { board_cards_count: 1 },
      source: { evidence: 'wekan/v11.07/cards-crud.json step 14' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    return { board_cards_count: openCards(ctx, { boardId: params.boardId }).length }
  },
})

export const getListCardsCount = route({
  ...read,
  id: 'get_list_cards_count',
  group: 'cards',
  summary: 'How many cards of a list are not archived.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/cards.js:1293' },
    { code: 'wekan/wekan@v7.10 models/cards.js:3416' },
  ],
  method: 'GET',
  path: '/api/boards/:boardId/lists/:listId/cards_count',
  failure: 'S200',
  params: { boardId, listId },
  body: {},
  output: z.object({ list_cards_count: z.number().describe('How many cards.') }),
  errors: quietErrors('read'),
  examples: [
    {
      title: 'one card',
      input: { params: { boardId: '6on9HtLm6fom6sErW', listId: 'RzhwbRffTXzKffPeG' }, query: {}, body: {} },
      output: { list_cards_count: 1 },
      source: { evidence: 'wekan/v11.07/cards-crud.json step 15' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    return { list_cards_count: openCards(ctx, { boardId: params.boardId, listId: params.listId }).length }
  },
})
