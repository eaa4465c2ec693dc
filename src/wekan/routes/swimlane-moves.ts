import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { quirk } from '../../kernel/quirk.js'
import { writableBoard } from '../access.js'
import { logActivity } from '../activities.js'
import { pageErrors } from '../board-errors.js'
import { insertSwimlane } from '../board-store.js'
import { moveCard } from '../card-moves.js'
import { inOrder } from '../card-store.js'
import type { WekanContext } from '../context.js'
import { Sent } from '../failures.js'
import { insertList, openLists, openSwimlanes, positionAt, swimlaneOn, writeSwimlane } from '../list-store.js'
import { boardId, route, swimlaneId } from '../route.js'
import type { BoardRow, ListRow, SwimlaneRow } from '../tables.js'
import { textOf } from '../text.js'
import { copySwimlane } from './board-copy.js'

export const swimlaneMoveEmptiesLane = quirk({
  name: 'wekan.swimlane-move-empties-lane',
  summary:
    'Cards of a swimlane that moves to another board land in the default swimlane there, because the swimlane comes after them; and the old board gets one more swimlane "Default". Off: the cards stay in the swimlane.',
  since: '9.36',
  source: { code: 'wekan/wekan@v11.07 models/swimlanes.js:352' },
})

const moving = {
  group: 'swimlanes',
  versions: { since: '9.36' },
  effect: 'write',
  method: 'POST',
  auth: 'board-member',
  failure: 'HTML',
  unverified: 'no recording exercises it',
  params: { boardId, swimlaneId },
  body: {
    toBoardId: lenient(z.string().optional().describe('The board to which; the same without it.')),
    position: lenient(
      z
        .union([z.number(), z.string()])
        .optional()
        .describe('Place among the swimlanes there, from 0; the last without it.'),
    ),
    title: lenient(z.string().optional().describe('New title.')),
  },
  errors: [
    ...pageErrors('write'),
    {
      when: 'there is no such swimlane on the board',
      status: 404,
      contentType: 'application/json',
      source: { code: 'wekan/wekan@v11.07 server/models/swimlanes.js:296' },
    },
  ],
} as const

export const copyBoardSwimlane = route({
  ...moving,
  id: 'post_board_swimlane_copy',
  summary: 'Copy a swimlane with its lists and cards, to the same board or another one.',
  doc: 'Lists that belong to it are made anew, even where the board has lists of the same titles.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/swimlanes.js:287' }],
  path: '/api/boards/:boardId/swimlanes/:swimlaneId/copy',
  output: z.object({ _id: z.string().describe('Id of the copy.') }),
  examples: [
    {
      title: 'a swimlane, made by the fake',
      input: {
        params: { boardId: 'hupaBJbLsngz4SiW4', swimlaneId: 'fEgAnTHNGaeronRrg' },
        query: {},
        body: { title: 'Copy', position: 0 },
      },
      output: { _id: 'vSqgwKdi4erwTESxS' },
      source: { code: 'wekan/wekan@v11.07 server/models/swimlanes.js:287' },
    },
    {
      title: 'an unknown swimlane, made by the fake',
      input: { params: { boardId: 'hupaBJbLsngz4SiW4', swimlaneId: 'doesNotExist' }, query: {}, body: {} },
      output: { error: 'Swimlane not found' },
      status: 404,
      source: { code: 'wekan/wekan@v11.07 server/models/swimlanes.js:287' },
    },
  ],
  handle(ctx, { params, body }) {
    const { lane, board, title } = namedIn(ctx, params, body)
    const copy = copySwimlane(ctx, lane, { board, ...title })
    reposition(ctx, board, copy._id, body['position'])
    return { _id: copy._id }
  },
})

export const moveBoardSwimlane = route({
  ...moving,
  id: 'post_board_swimlane_move',
  summary: 'Move a swimlane with its cards, to another place or another board.',
  doc: 'Cards go to lists of the same titles on the other board, which are made where they are missing.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/swimlanes.js:310' }],
  path: '/api/boards/:boardId/swimlanes/:swimlaneId/move',
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  examples: [
    {
      title: 'to the top, made by the fake',
      input: {
        params: { boardId: 'hupaBJbLsngz4SiW4', swimlaneId: 'fEgAnTHNGaeronRrg' },
        query: {},
        body: { position: 0 },
      },
      output: { _id: 'fEgAnTHNGaeronRrg' },
      source: { code: 'wekan/wekan@v11.07 server/models/swimlanes.js:310' },
    },
    {
      title: 'an unknown swimlane, made by the fake',
      input: { params: { boardId: 'hupaBJbLsngz4SiW4', swimlaneId: 'doesNotExist' }, query: {}, body: {} },
      output: { error: 'Swimlane not found' },
      status: 404,
      source: { code: 'wekan/wekan@v11.07 server/models/swimlanes.js:310' },
    },
  ],
  handle(ctx, { params, body }) {
    const { lane, board, title } = namedIn(ctx, params, body)
    const sort = openSwimlanes(ctx, board._id).filter(({ _id }) => _id !== lane._id).length
    const place = { boardId: board._id, sort, ...title }
    if (!ctx.has(swimlaneMoveEmptiesLane)) tellMove(ctx, writeSwimlane(ctx, lane, place))
    for (const list of listsAround(ctx, lane)) moveCardsOf(ctx, lane, { list, board })
    if (ctx.has(swimlaneMoveEmptiesLane)) tellMove(ctx, writeSwimlane(ctx, lane, place))
    reposition(ctx, board, lane._id, body['position'])
    // Nobody waits for this one, so it does not count among the siblings.
    if (ctx.has(swimlaneMoveEmptiesLane)) insertDefaultLane(ctx, params.boardId)
    return { _id: params.swimlaneId }
  },
})

/** Swimlane, target board and title of a request; both boards must be writable, and the swimlane on the first. */
function namedIn(
  ctx: WekanContext,
  params: { readonly boardId: string; readonly swimlaneId: string },
  body: Readonly<Record<string, unknown>>,
): { lane: SwimlaneRow; board: BoardRow; title: { readonly title?: string } } {
  writableBoard(ctx, params.boardId)
  const board = writableBoard(ctx, textOf(body['toBoardId'] || params.boardId))
  const lane = swimlaneOn(ctx, params.boardId, params.swimlaneId)
  if (!lane) throw new Sent(404, { error: 'Swimlane not found' })
  const asked: unknown = body['title']
  const title = typeof asked === 'string' ? asked.trim() : ''
  return { lane, board, title: title === '' ? {} : { title } }
}

function insertDefaultLane(ctx: WekanContext, boardId: string): void {
  const id = `${boardId}-default`
  if (!ctx.db.swimlanes.has(id)) insertSwimlane(ctx, { id, title: 'Default', boardId, sort: 0 })
}

/** The title is always written, and the hook takes that for a change. code: server/models/swimlanes.js:95 */
function tellMove(ctx: WekanContext, { _id, boardId, title }: SwimlaneRow): void {
  logActivity(ctx, { type: 'swimlane', activityType: 'changedSwimlaneTitle', listId: _id, boardId, title })
}

function reposition(ctx: WekanContext, board: BoardRow, id: string, position: unknown): void {
  const lane = ctx.db.swimlanes.get(id)
  if (!lane || position === undefined || position === null) return
  const siblings = openSwimlanes(ctx, board._id).filter(({ _id }) => _id !== id)
  writeSwimlane(ctx, lane, { sort: positionAt(siblings, Number(position)) })
}

/** All lists of the board from which the cards come, archived ones too. code: wekan/wekan@v11.07 models/swimlanes.js:417 */
function listsAround(ctx: WekanContext, lane: SwimlaneRow): ListRow[] {
  return inOrder(ctx.db.lists.where({ boardId: lane.boardId })).filter((list) => list.deletedAt === undefined)
}

function moveCardsOf(
  ctx: WekanContext,
  lane: SwimlaneRow,
  where: { readonly list: ListRow; readonly board: BoardRow },
): void {
  const { list, board } = where
  const { type, wipLimit } = list
  const twin = openLists(ctx, board._id).find(({ title }) => title === list.title)
  const members = { title: list.title, boardId: board._id, type, archived: false, wipLimit, swimlaneId: lane._id }
  const there = twin ?? insertList(ctx, members)
  for (const card of ctx.db.cards.where({ listId: list._id, swimlaneId: lane._id })) {
    moveCard(ctx, card, { boardId: board._id, swimlaneId: lane._id, listId: there._id })
  }
}
