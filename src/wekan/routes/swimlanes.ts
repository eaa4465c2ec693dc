import { z } from 'zod'
import { greatest } from '../../kernel/extremes.js'
import { field, lenient } from '../../kernel/view.js'
import { readableBoard, writableBoard } from '../access.js'
import { logActivity } from '../activities.js'
import { quietErrors } from '../board-errors.js'
import { insertSwimlane, swimlaneSchema } from '../board-store.js'
import { inOrder, removeCard } from '../card-store.js'
import type { Change } from '../changes.js'
import type { WekanContext } from '../context.js'
import { SwimlaneDocument, SwimlaneTitle } from '../documents-lists.js'
import { MeteorError } from '../failures.js'
import { openSwimlanes, swimlaneOn, writeSwimlane } from '../list-store.js'
import { boardId, route, swimlaneId } from '../route.js'
import { cleanSet } from '../schema.js'
import type { BoardRow, SwimlaneRow } from '../tables.js'
import { removeList } from './lists.js'

export const swimlanesAreAppended: Change = {
  since: '9.82',
  summary: 'A new swimlane comes after the last one, or where `sort` says; before, its position was their number.',
  source: { code: 'wekan/wekan@v11.07 models/lib/swimlaneSort.js' },
}

const answeredId = z.object({ _id: z.string().describe('Id of the swimlane.') })
const read = { effect: 'read', auth: 'board-member', failure: 'S200', group: 'swimlanes' } as const
const write = { effect: 'write', auth: 'board-member', failure: 'S200', group: 'swimlanes' } as const

export const getAllSwimlanes = route({
  ...read,
  id: 'get_all_swimlanes',
  summary: 'Swimlanes of a board that are not archived.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/swimlanes.js:141' },
    { code: 'wekan/wekan@v7.10 models/swimlanes.js:402' },
  ],
  method: 'GET',
  path: '/api/boards/:boardId/swimlanes',
  params: { boardId },
  body: {},
  output: z.array(SwimlaneTitle),
  errors: quietErrors('read'),
  examples: [
    {
      title: 'two swimlanes',
      input: { params: { boardId: 'WzvPmQKy2zsAomZXQ' }, query: {}, body: {} },
      output: [
        { _id: 'LazdzeGZ36qS5kGxF', title: 'Default' },
        { _id: 'z2ugedJrnwhoKfnKg', title: 'Lane 2' },
      ],
      source: { evidence: 'wekan/v11.07/swimlanes.json step 10' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    return openSwimlanes(ctx, params.boardId).map(({ _id, title }) => ({ _id, title }))
  },
})

export const getSwimlane = route({
  ...read,
  id: 'get_swimlane',
  summary: 'A swimlane with all its settings.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/swimlanes.js:165' },
    { code: 'wekan/wekan@v7.10 models/swimlanes.js:430' },
  ],
  method: 'GET',
  path: '/api/boards/:boardId/swimlanes/:swimlaneId',
  params: { boardId, swimlaneId },
  body: {},
  output: SwimlaneDocument,
  errors: [
    ...quietErrors('read'),
    {
      when: 'there is no such swimlane on the board, or it is archived: no body',
      status: 200,
      source: { evidence: 'wekan/v11.07/swimlanes.json step 15' },
    },
  ],
  examples: [
    {
      title: 'the second swimlane of a board',
      input: { params: { boardId: 'WzvPmQKy2zsAomZXQ', swimlaneId: 'z2ugedJrnwhoKfnKg' }, query: {}, body: {} },
      output: {
        title: 'Lane 2',
        boardId: 'WzvPmQKy2zsAomZXQ',
        sort: 0,
        archived: false,
        createdAt: '2026-11-22T04:59:13.511Z',
        updatedAt: '2026-11-22T04:59:13.511Z',
        modifiedAt: '2026-11-22T04:59:13.511Z',
        type: 'swimlane',
        height: -1,
        _id: 'z2ugedJrnwhoKfnKg',
      },
      source: { evidence: 'wekan/v11.07/swimlanes.json step 11' },
      since: '8.18',
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    const lane = swimlaneOn(ctx, params.boardId, params.swimlaneId)
    if (lane && !lane.archived) return lane
    ctx.explain(`no swimlane '${params.swimlaneId}' lies open on the board`)
    return undefined
  },
})

export const newSwimlane = route({
  ...write,
  id: 'new_swimlane',
  summary: 'Make a swimlane.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/swimlanes.js:188' },
    { code: 'wekan/wekan@v7.10 models/swimlanes.js:463' },
  ],
  method: 'POST',
  path: '/api/boards/:boardId/swimlanes',
  params: { boardId },
  body: {
    title: lenient(z.string().describe('Title.')),
    sort: field(
      { since: '9.82', source: { code: 'wekan/wekan@v11.07 models/lib/swimlaneSort.js' } },
      lenient(z.number().optional().describe('Position on the board; behind the last one without it.')),
    ),
  },
  output: answeredId,
  errors: [
    ...quietErrors('write'),
    {
      when: 'there is no title',
      status: 200,
      contentType: 'application/json',
      since: '8.43',
      source: { evidence: 'wekan/v11.07/swimlanes.json step 12' },
    },
    {
      when: 'there is no title: the error page',
      status: 500,
      contentType: 'text/html',
      until: '8.42',
      source: { evidence: 'wekan/v7.10/lists.json step 10' },
    },
  ],
  examples: [
    {
      title: 'a swimlane',
      input: { params: { boardId: 'WzvPmQKy2zsAomZXQ' }, query: {}, body: { title: 'Lane 2' } },
      output: { _id: 'z2ugedJrnwhoKfnKg' },
      source: { evidence: 'wekan/v11.07/swimlanes.json step 9' },
    },
  ],
  handle(ctx, { params, body }) {
    const board = writableBoard(ctx, params.boardId)
    const sort = newSort(ctx, board, body['sort'])
    return { _id: insertSwimlane(ctx, { title: body['title'], boardId: board._id, sort })._id }
  },
})

export const editSwimlane = route({
  ...write,
  id: 'edit_swimlane',
  summary: 'Rename a swimlane.',
  doc: 'A body without title is answered as well, and changes nothing but the date.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/swimlanes.js:224' },
    { code: 'wekan/wekan@v7.10 models/swimlanes.js:500' },
  ],
  method: 'PUT',
  path: '/api/boards/:boardId/swimlanes/:swimlaneId',
  params: { boardId, swimlaneId },
  body: { title: lenient(z.string().describe('New title.')) },
  output: answeredId,
  errors: [
    ...quietErrors('write'),
    {
      when: 'there is no such swimlane on the board',
      status: 200,
      code: 'not-found',
      source: { evidence: 'wekan/v11.07/swimlanes.json step 14' },
    },
    {
      when: 'the title is empty',
      status: 200,
      contentType: 'application/json',
      since: '8.43',
      source: { code: 'wekan/wekan@v11.07 models/swimlanes.js:16' },
    },
  ],
  examples: [
    {
      title: 'a new title',
      input: {
        params: { boardId: 'WzvPmQKy2zsAomZXQ', swimlaneId: 'z2ugedJrnwhoKfnKg' },
        query: {},
        body: { title: 'Lane two' },
      },
      output: { _id: 'z2ugedJrnwhoKfnKg' },
      source: { evidence: 'wekan/v11.07/swimlanes.json step 13' },
    },
  ],
  handle(ctx, { params, body }) {
    writableBoard(ctx, params.boardId)
    const lane = swimlaneOn(ctx, params.boardId, params.swimlaneId)
    if (!lane) throw new MeteorError('not-found', 'Swimlane not found')
    writeSwimlane(ctx, lane, cleanSet(ctx, 'swimlanes', { title: body['title'] }, swimlaneSchema(ctx)).set)
    return { _id: params.swimlaneId }
  },
})

export const deleteSwimlane = route({
  ...write,
  id: 'delete_swimlane',
  summary: 'Delete a swimlane and the cards in it.',
  doc: 'Where fewer than two lists belong to it, these go with it. Unknown swimlanes are answered too.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/swimlanes.js:256' },
    { code: 'wekan/wekan@v7.10 models/swimlanes.js:540' },
  ],
  method: 'DELETE',
  path: '/api/boards/:boardId/swimlanes/:swimlaneId',
  params: { boardId, swimlaneId },
  body: {},
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  errors: quietErrors('write'),
  examples: [
    {
      title: 'a swimlane',
      input: { params: { boardId: 'WzvPmQKy2zsAomZXQ', swimlaneId: 'z2ugedJrnwhoKfnKg' }, query: {}, body: {} },
      output: { _id: 'z2ugedJrnwhoKfnKg' },
      source: { evidence: 'wekan/v11.07/swimlanes.json step 18' },
    },
  ],
  handle(ctx, { params }) {
    writableBoard(ctx, params.boardId)
    const lane = swimlaneOn(ctx, params.boardId, params.swimlaneId)
    if (lane) removeSwimlane(ctx, lane)
    else ctx.explain(`no swimlane '${params.swimlaneId}' lies on the board`)
    return { _id: params.swimlaneId }
  },
})

function newSort(ctx: WekanContext, board: BoardRow, wanted: unknown): number {
  const lanes = inOrder(openSwimlanes(ctx, board._id))
  if (!ctx.after(swimlanesAreAppended)) return lanes.length
  const asked = wanted === undefined || wanted === null || wanted === '' ? NaN : Number(wanted)
  if (Number.isFinite(asked)) return asked
  const sorts = lanes.map(({ sort }) => Number(sort)).filter(Number.isFinite)
  return (greatest(sorts) ?? -1) + 1
}

/** code: wekan/wekan@v11.07 server/models/swimlanes.js:74 */
function removeSwimlane(ctx: WekanContext, lane: SwimlaneRow): void {
  const lists = ctx.db.lists
    .where({ boardId: lane.boardId, archived: false })
    .filter((list) => list.swimlaneId === lane._id || list.swimlaneId === '')
  const cards = lists.length < 2 ? [] : ctx.db.cards.where({ swimlaneId: lane._id })
  if (lists.length < 2) for (const list of lists) removeList(ctx, list)
  for (const card of cards) if (ctx.db.cards.has(card._id)) removeCard(ctx, card)
  logActivity(ctx, {
    type: 'swimlane',
    activityType: 'removeSwimlane',
    boardId: lane.boardId,
    swimlaneId: lane._id,
    title: lane.title,
  })
  ctx.db.swimlanes.remove(lane._id)
}
