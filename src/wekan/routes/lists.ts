import { z } from 'zod'
import { field, lenient } from '../../kernel/view.js'
import { quirk } from '../../kernel/quirk.js'
import { readableBoard, writableBoard } from '../access.js'
import { logActivity } from '../activities.js'
import { quietErrors } from '../board-errors.js'
import { isPaletteColor } from '../card-schema.js'
import { removeCard, writeCard } from '../card-store.js'
import type { Change } from '../changes.js'
import type { WekanContext } from '../context.js'
import { ListDocument, ListTitle } from '../documents-lists.js'
import { Sent } from '../failures.js'
import { cleanListSet, defaultSwimlane, insertList, listOn, openLists, writeList } from '../list-store.js'
import { boardId, listId, route } from '../route.js'
import type { BoardRow, CardRow, ListRow } from '../tables.js'
import { textOf } from '../text.js'

export const newListHasNoSort = quirk({
  name: 'wekan.new-list-has-no-sort',
  summary:
    'A list made over the API has no member `sort`: the handler counts the lists without waiting for them. Off: the number of lists on the board.',
  since: '8.43',
  source: { evidence: 'wekan/v11.07/lists.json step 8' },
})

export const deletedListsStay = quirk({
  name: 'wekan.deleted-lists-stay',
  summary:
    'A deleted list is only marked, and goes on to be listed, counted and read with its cards. Off: lists and reads leave it out.',
  since: '10.00',
  source: { evidence: 'wekan/v11.07/lists.json step 23, step 24' },
})

export const listsAreMarked: Change = {
  since: '10.00',
  summary: 'Deleting a list marks it and its cards; before, both were gone.',
  source: { code: 'wekan/wekan@v10.00 server/models/lists.js' },
}

export const listsHaveSwimlanes: Change = {
  since: '8.36',
  summary: 'A list made over the API belongs to a swimlane, the default one unless it says another; before, to none.',
  source: { code: 'wekan/wekan@v11.07 server/models/lists.js:807' },
}

const noList = {
  when: 'there is no such list',
  status: 404,
  source: { evidence: 'wekan/v11.07/lists.json step 20' },
} as const
const answeredId = z.object({ _id: z.string().describe('Id of the list.') })
const read = { effect: 'read', auth: 'board-member', failure: 'S200', group: 'lists' } as const
const write = { effect: 'write', auth: 'board-member', failure: 'S200', group: 'lists' } as const

export const getAllLists = route({
  ...read,
  id: 'get_all_lists',
  summary: 'Lists of a board that are not archived.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/lists.js:751' },
    { code: 'wekan/wekan@v7.10 models/lists.js:464' },
  ],
  method: 'GET',
  path: '/api/boards/:boardId/lists',
  params: { boardId },
  body: {},
  output: z.array(ListTitle),
  errors: quietErrors('read'),
  examples: [
    {
      title: 'two lists, one of them with a card',
      input: { params: { boardId: 'KJJotKSE5vMXpwyL3' }, query: {}, body: {} },
      output: [
        {
          _id: 'C9oWmCri5ZGQ47jzo',
          title: 'Todo',
          modifiedAt: '2026-11-22T04:58:01.106Z',
          cardsModifiedAt: '2026-11-22T04:58:01.152Z',
        },
        { _id: 'xzaxs96uJ3u5KyZhx', title: 'Done', modifiedAt: '2026-11-22T04:58:01.115Z', cardsModifiedAt: null },
      ],
      source: { evidence: 'wekan/v11.07/lists.json step 7' },
      since: '10.72',
    },
  ],
  handle(ctx, { params }) {
    const board = readableBoard(ctx, params.boardId)
    const newest = newestCardChange(ctx.db.cards.where({ boardId: board._id }))
    return openLists(ctx, board._id)
      .filter((list) => isShown(ctx, list))
      .map(({ _id, title, modifiedAt }) => ({
        _id,
        title,
        modifiedAt: modifiedAt ?? null,
        cardsModifiedAt: newest.get(_id) ?? null,
      }))
  },
})

export const getList = route({
  ...read,
  id: 'get_list',
  summary: 'A list with all its settings.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/lists.js:789' },
    { code: 'wekan/wekan@v7.10 models/lists.js:491' },
  ],
  method: 'GET',
  path: '/api/boards/:boardId/lists/:listId',
  params: { boardId, listId },
  body: {},
  output: ListDocument,
  errors: [
    ...quietErrors('read'),
    {
      when: 'there is no such list on the board, or it is archived: no body',
      status: 200,
      source: { evidence: 'wekan/v11.07/lists.json step 9' },
    },
  ],
  examples: [
    {
      title: 'of v7.10',
      input: { params: { boardId: '7Bms3WDWnhG8L6SKP', listId: 'gkZSdCbJP4R8aXvhy' }, query: {}, body: {} },
      output: {
        title: 'Todo',
        boardId: '7Bms3WDWnhG8L6SKP',
        sort: 0,
        starred: false,
        archived: false,
        swimlaneId: '',
        createdAt: '2026-11-22T05:28:20.197Z',
        updatedAt: '2026-11-22T05:28:20.197Z',
        modifiedAt: '2026-11-22T05:28:20.197Z',
        wipLimit: { value: 1, enabled: false, soft: false },
        type: 'list',
        _id: 'gkZSdCbJP4R8aXvhy',
      },
      source: { evidence: 'wekan/v7.10/lists.json step 8' },
      until: '8.17',
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    const list = listOn(ctx, params.boardId, params.listId)
    if (list && !list.archived && isShown(ctx, list)) return list
    ctx.explain(`no list '${params.listId}' lies open on the board`)
    return undefined
  },
})

export const newList = route({
  ...write,
  id: 'new_list',
  summary: 'Make a list.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/lists.js:807' },
    { code: 'wekan/wekan@v7.10 models/lists.js:518' },
  ],
  method: 'POST',
  path: '/api/boards/:boardId/lists',
  params: { boardId },
  body: {
    title: lenient(z.string().describe('Title.')),
    swimlaneId: field(
      { since: '8.36', source: { code: 'wekan/wekan@v11.07 server/models/lists.js:818' } },
      lenient(z.string().optional().describe('The swimlane it belongs to; the default one without it.')),
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
      source: { evidence: 'wekan/v11.07/lists.json step 10' },
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
      title: 'a list',
      input: { params: { boardId: 'KJJotKSE5vMXpwyL3' }, query: {}, body: { title: 'Todo' } },
      output: { _id: 'C9oWmCri5ZGQ47jzo' },
      source: { evidence: 'wekan/v11.07/lists.json step 4' },
    },
  ],
  handle(ctx, { params, body }) {
    const board = writableBoard(ctx, params.boardId)
    // The default one is made where there is none, even if another is asked for.
    const fallback = ctx.after(listsHaveSwimlanes) ? defaultSwimlane(ctx, board)._id : undefined
    const lane = fallback === undefined ? {} : { swimlaneId: body['swimlaneId'] || fallback }
    const sort = ctx.has(newListHasNoSort) ? {} : { sort: countOfLists(ctx, board) }
    return { _id: insertList(ctx, { title: body['title'], boardId: board._id, ...sort, ...lane })._id }
  },
})

export const putBoardList = route({
  ...write,
  id: 'put_board_list',
  summary: 'Change title, colour, star or limit of a list.',
  doc: 'Titles are cut at 1000 characters. Empty titles and colours count as not given.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/lists.js:827' }],
  versions: { since: '7.93' },
  method: 'PUT',
  path: '/api/boards/:boardId/lists/:listId',
  params: { boardId, listId },
  body: {
    title: lenient(z.string().optional().describe('New title.')),
    color: lenient(z.string().optional().describe('Name of a colour, or #rrggbb.')),
    starred: lenient(
      z
        .union([z.boolean(), z.enum(['true', 'false'])])
        .optional()
        .describe('Whether it is starred.'),
    ),
    wipLimit: lenient(
      z
        .object({
          value: z.number().describe('How many cards it may hold.'),
          enabled: z.boolean().describe('Whether the limit holds.'),
          soft: z.boolean().describe('Whether it may be passed.'),
        })
        .optional()
        .describe('How many cards it may hold.'),
    ),
  },
  output: answeredId,
  errors: [
    ...quietErrors('write'),
    noList,
    { when: 'nothing is to be changed', status: 404, source: { evidence: 'wekan/v11.07/lists.json step 19' } },
    { when: 'there is no such colour', status: 400, source: { evidence: 'wekan/v11.07/lists.json step 16' } },
  ],
  examples: [
    {
      title: 'a new title',
      input: {
        params: { boardId: 'KJJotKSE5vMXpwyL3', listId: 'C9oWmCri5ZGQ47jzo' },
        query: {},
        body: { title: 'To do!' },
      },
      output: { _id: 'C9oWmCri5ZGQ47jzo' },
      source: { evidence: 'wekan/v11.07/lists.json step 13' },
      since: '7.93',
    },
  ],
  handle(ctx, { params, body }) {
    writableBoard(ctx, params.boardId)
    const list = listOn(ctx, params.boardId, params.listId)
    if (!list || list.archived) throw new Sent(404, { error: 'List not found' })
    const set = wantedOf(body)
    if (Object.keys(set).length === 0) {
      ctx.explain('the body has nothing to write: of its members none is a field of lists with a value')
      throw new Sent(404, { message: 'Error' })
    }
    const written = cleanListSet(ctx, set)
    writeList(ctx, list, { ...written.set, ...Object.fromEntries(written.unset.map((key) => [key, undefined])) })
    return { _id: params.listId }
  },
})

export const deleteList = route({
  ...write,
  id: 'delete_list',
  summary: 'Delete a list with its cards.',
  doc: 'Since v10.00 both are only marked as deleted. Unknown lists are answered too.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/lists.js:877' },
    { code: 'wekan/wekan@v7.10 models/lists.js:552' },
  ],
  method: 'DELETE',
  path: '/api/boards/:boardId/lists/:listId',
  params: { boardId, listId },
  body: {},
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  errors: quietErrors('write'),
  examples: [
    {
      title: 'a list',
      input: { params: { boardId: 'KJJotKSE5vMXpwyL3', listId: 'C9oWmCri5ZGQ47jzo' }, query: {}, body: {} },
      output: { _id: 'C9oWmCri5ZGQ47jzo' },
      source: { evidence: 'wekan/v11.07/lists.json step 22' },
    },
  ],
  handle(ctx, { params }) {
    writableBoard(ctx, params.boardId)
    const list = listOn(ctx, params.boardId, params.listId)
    if (!list) ctx.explain(`no list '${params.listId}' lies on the board`)
    else if (ctx.after(listsAreMarked)) markDeleted(ctx, list)
    else removeList(ctx, list)
    return { _id: params.listId }
  },
})

function isShown(ctx: WekanContext, list: ListRow): boolean {
  return list.deletedAt === undefined || ctx.has(deletedListsStay)
}

/** Archived lists count as well. code: wekan/wekan@v7.10 models/boards.js:759 */
function countOfLists(ctx: WekanContext, board: BoardRow): number {
  return ctx.db.lists.where({ boardId: board._id }).filter((list) => list.deletedAt === undefined).length
}

/** The members of the body that `buildListPutUpdate` takes. */
function wantedOf(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const set: Record<string, unknown> = {}
  const title = textOf(body['title'] ?? '')
  if (title !== '') set['title'] = title.slice(0, 1000)
  const color = textOf(body['color'] ?? '')
  if (color !== '' && !isPaletteColor(color)) {
    throw new Sent(400, { error: 'Invalid list color. Use a named palette color or a #rrggbb hex value.' })
  }
  if (color !== '') set['color'] = color
  if (Object.hasOwn(body, 'starred')) set['starred'] = body['starred']
  if (body['wipLimit']) set['wipLimit'] = body['wipLimit']
  return set
}

/** When a card in each list was last written, archived ones included. */
function newestCardChange(cards: readonly CardRow[]): ReadonlyMap<string, string> {
  const newest = new Map<string, string>()
  for (const { listId: id, modifiedAt, dateLastActivity } of cards) {
    const last = modifiedAt > dateLastActivity ? modifiedAt : dateLastActivity
    if (id !== '' && last > (newest.get(id) ?? '')) newest.set(id, last)
  }
  return newest
}

function markDeleted(ctx: WekanContext, list: ListRow): void {
  if (list.deletedAt !== undefined) {
    ctx.explain('the list was deleted before')
    return
  }
  const mark = { deletedAt: ctx.at, deletedBy: ctx.user?._id, deleteBatchId: ctx.world.ids.meteor() }
  const cards = ctx.db.cards.where({ listId: list._id, boardId: list.boardId })
  for (const card of cards) if (card['deletedAt'] === undefined) writeCard(ctx, card, mark)
  writeList(ctx, list, mark)
}

/** `Lists.remove` with its hook: the cards go with it, archived ones too. */
export function removeList(ctx: WekanContext, list: ListRow): void {
  for (const card of ctx.db.cards.where({ listId: list._id })) if (ctx.db.cards.has(card._id)) removeCard(ctx, card)
  const { boardId: board, _id, title } = list
  logActivity(ctx, { type: 'list', activityType: 'removeList', boardId: board, listId: _id, title })
  ctx.db.lists.remove(_id)
}
