import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { quirk } from '../../kernel/quirk.js'
import { writableBoard } from '../access.js'
import { pageErrors } from '../board-errors.js'
import { copyCard } from '../card-copy.js'
import { moveCard } from '../card-moves.js'
import { inOrder, openCards } from '../card-store.js'
import type { WekanContext } from '../context.js'
import { Sent } from '../failures.js'
import {
  cleanListSet,
  defaultSwimlane,
  insertList,
  listOn,
  openLists,
  openSwimlanes,
  positionAt,
  writeList,
} from '../list-store.js'
import { boardId, listId, route } from '../route.js'
import type { BoardRow, CardRow, ListRow } from '../tables.js'
import { textOf } from '../text.js'

export const listCopyNeedsSwimlane = quirk({
  name: 'wekan.list-copy-needs-swimlane',
  summary:
    'Copying a list with cards without `toSwimlaneId` makes the list and answers the error page with 500: its cards would have no swimlane. Off: they come to the default one.',
  since: '9.31',
  source: { code: 'wekan/wekan@v11.07 models/lists.js:286' },
})

export const listMoveLeavesCards = quirk({
  name: 'wekan.list-move-leaves-cards',
  summary:
    'Moving a list to another board leaves the list behind, and with `toSwimlaneId` its cards too where that board has no list of the same title. Off: the cards go along.',
  since: '9.31',
  source: { code: 'wekan/wekan@v11.07 models/lists.js:330' },
})

const to = {
  toBoardId: lenient(z.string().optional().describe('The board to which; the same without it.')),
  toSwimlaneId: lenient(z.string().optional().describe('The swimlane to which.')),
  position: lenient(
    z
      .union([z.number(), z.string()])
      .optional()
      .describe('Place among the lists there, from 0; as it comes without it.'),
  ),
}

const moving = {
  group: 'lists',
  versions: { since: '9.31' },
  effect: 'write',
  method: 'POST',
  auth: 'board-member',
  failure: 'HTML',
  unverified: 'no recording exercises it',
  params: { boardId, listId },
  body: to,
} as const
const errors = [
  ...pageErrors('write'),
  {
    when: 'there is no such list on the board',
    status: 404,
    contentType: 'application/json',
    source: { code: 'wekan/wekan@v11.07 server/models/lists.js:918' },
  },
] as const

export const copyList = route({
  ...moving,
  id: 'post_board_list_copy',
  summary: 'Copy a list with its cards, to the same board or another one.',
  doc: 'Where the board has an open list of the same title, as the same board has, the cards are copied into that one.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/lists.js:909' }],
  path: '/api/boards/:boardId/lists/:listId/copy',
  output: z.object({ _id: z.string().describe('Id of the list with the copies.') }),
  errors: [
    ...errors,
    {
      when: 'the list has cards and no swimlane is named: the error page',
      status: 500,
      source: { code: 'wekan/wekan@v11.07 models/cards.js:96' },
    },
  ],
  examples: [
    {
      title: 'to another board, made by the fake',
      input: {
        params: { boardId: '3YMWQbiMnTtbwSWeA', listId: 'MvaCt65QZKaxx6w6j' },
        query: {},
        body: { toBoardId: 'w5zF3hPEB6cCEaT38', toSwimlaneId: 'uCq8cKAyi9AotQcFH', position: 0 },
      },
      output: { _id: 'yiDEAkXY8DBX8TfTF' },
      source: { code: 'wekan/wekan@v11.07 server/models/lists.js:909' },
    },
    {
      title: 'an unknown list, made by the fake',
      input: { params: { boardId: '3YMWQbiMnTtbwSWeA', listId: 'doesNotExist' }, query: {}, body: {} },
      output: { error: 'List not found' },
      status: 404,
      source: { code: 'wekan/wekan@v11.07 server/models/lists.js:909' },
    },
  ],
  handle(ctx, { params, body }) {
    const { list, board } = namedIn(ctx, params, body)
    const swimlaneId =
      body['toSwimlaneId'] ?? (ctx.has(listCopyNeedsSwimlane) ? undefined : defaultSwimlane(ctx, board)._id)
    const { _id, ...members } = list
    const twin = twinOn(ctx, board, list)
    const copy = twin ?? insertList(ctx, { ...members, boardId: board._id, swimlaneId })
    const own = list.swimlaneId || null
    const cards = openCards(ctx, { listId: _id }).filter((card) =>
      own === null ? !card.swimlaneId : card.swimlaneId === own,
    )
    for (const card of cards) copyCard(ctx, card, { boardId: board._id, swimlaneId, listId: copy._id })
    reposition(ctx, board, copy._id, body['position'])
    return { _id: copy._id }
  },
})

export const moveList = route({
  ...moving,
  id: 'post_board_list_move',
  summary: 'Move a list with its cards, to another place or another board.',
  doc: 'To another board the cards move, into the open list of the same title or a new one; the list itself stays, and its id is the answer.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/lists.js:932' }],
  path: '/api/boards/:boardId/lists/:listId/move',
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  errors: [
    ...errors,
    {
      when: 'the swimlane is no text: the error page',
      status: 500,
      source: { code: 'wekan/wekan@v11.07 server/models/lists.js:948' },
    },
  ],
  examples: [
    {
      title: 'behind another list, made by the fake',
      input: {
        params: { boardId: '3YMWQbiMnTtbwSWeA', listId: 'MvaCt65QZKaxx6w6j' },
        query: {},
        body: { position: 1 },
      },
      output: { _id: 'MvaCt65QZKaxx6w6j' },
      source: { code: 'wekan/wekan@v11.07 server/models/lists.js:932' },
    },
    {
      title: 'an unknown list, made by the fake',
      input: { params: { boardId: '3YMWQbiMnTtbwSWeA', listId: 'doesNotExist' }, query: {}, body: { position: 0 } },
      output: { error: 'List not found' },
      status: 404,
      source: { code: 'wekan/wekan@v11.07 server/models/lists.js:932' },
    },
  ],
  handle(ctx, { params, body }) {
    const { list, board } = namedIn(ctx, params, body)
    const swimlaneId: unknown = body['toSwimlaneId']
    if (board._id !== params.boardId) {
      moveToBoard(ctx, list, { board, swimlaneId })
      return { _id: params.listId }
    }
    if (swimlaneId) writeList(ctx, list, cleanListSet(ctx, { swimlaneId }).set)
    reposition(ctx, board, list._id, body['position'])
    return { _id: params.listId }
  },
})

/** List and target board of a request; both boards must be writable, and the list on the first. */
function namedIn(
  ctx: WekanContext,
  params: { readonly boardId: string; readonly listId: string },
  body: Readonly<Record<string, unknown>>,
): { list: ListRow; board: BoardRow } {
  writableBoard(ctx, params.boardId)
  const board = writableBoard(ctx, textOf(body['toBoardId'] || params.boardId))
  const list = listOn(ctx, params.boardId, params.listId)
  if (!list) throw new Sent(404, { error: 'List not found' })
  return { list, board }
}

function twinOn(ctx: WekanContext, board: BoardRow, list: ListRow): ListRow | undefined {
  return openLists(ctx, board._id).find(({ title }) => title === list.title)
}

function reposition(ctx: WekanContext, board: BoardRow, id: string, position: unknown): void {
  const list = ctx.db.lists.get(id)
  if (!list || position === undefined || position === null) return
  const siblings = openLists(ctx, board._id).filter(({ _id }) => _id !== id)
  writeList(ctx, list, { sort: positionAt(siblings, Number(position)) })
}

/** code: wekan/wekan@v11.07 models/lists.js:317 */
function moveToBoard(
  ctx: WekanContext,
  list: ListRow,
  target: { readonly board: BoardRow; readonly swimlaneId: unknown },
): void {
  const { board, swimlaneId } = target
  const twin = twinOn(ctx, board, list)
  // The swimlane of these cards is the id of the list, which is none: the hooks put in the default one.
  if (twin)
    for (const card of openCardsOf(ctx, list))
      moveCard(ctx, card, { boardId: board._id, swimlaneId: list._id, listId: twin._id })
  const { title, type, wipLimit } = list
  const there = twin ?? insertList(ctx, { title, boardId: board._id, type, archived: false, wipLimit, swimlaneId })
  for (const card of cardsToMove(ctx, list, swimlaneId)) {
    moveCard(ctx, card, { boardId: board._id, swimlaneId, listId: there._id })
  }
}

function openCardsOf(ctx: WekanContext, list: ListRow): CardRow[] {
  return inOrder(openCards(ctx, { listId: list._id }))
}

/** `list.cards(swimlaneId)`: cards in that swimlane, in the first one of the board also those of none. */
function cardsToMove(ctx: WekanContext, list: ListRow, swimlaneId: unknown): CardRow[] {
  const cards = openCardsOf(ctx, list)
  if (!swimlaneId || !ctx.has(listMoveLeavesCards)) return cards
  const [first, ...others] = inOrder(openSwimlanes(ctx, list.boardId))
  if (first?._id !== swimlaneId) return cards.filter((card) => card.swimlaneId === swimlaneId)
  return cards.filter((card) => !others.some(({ _id }) => _id === card.swimlaneId))
}
