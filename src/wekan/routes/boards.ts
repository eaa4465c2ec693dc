import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { getBoardExamples } from '../examples/boards.js'
import type { Change } from '../changes.js'
import { administeredBoard, adminOr, readableBoard, signedIn, siteAdmin } from '../access.js'
import { isOnBoard } from '../board-roles.js'
import { boardsWith, bySort, insertBoard, insertSwimlane, removeBoard } from '../board-store.js'
import type { WekanContext } from '../context.js'
import { BoardDocument, BoardTitle } from '../documents.js'
import { boardId, route, userId } from '../route.js'
import type { BoardRow } from '../tables.js'

export const ownerMayBeLeftOut: Change = {
  since: '9.69',
  summary: 'A board made without `owner` belongs to the caller; before, it was refused by the schema.',
  source: { code: 'wekan/wekan@v9.69 server/models/boards.js' },
}

export const revokedBoardsHidden: Change = {
  since: '10.92',
  summary: 'The list of a user’s boards counts active memberships alone; before, removed members still saw the board.',
  source: { code: 'wekan/wekan@v11.07 server/models/boards.js:798' },
}

export const helperBoardsHidden: Change = {
  since: '9.65',
  summary: 'Lists of boards leave out boards whose title is wrapped in carets and boards that are no plain boards.',
  source: { code: 'wekan/wekan@v11.07 server/lib/boardListFilter.js' },
}

export const boardAdminsDelete: Change = {
  since: '9.46',
  summary:
    'Board admins delete their boards, unknown boards are not found; before, site admins only, and any id was answered.',
  source: { code: 'wekan/wekan@v9.46 server/models/boards.js' },
}

const adminErrors = [
  {
    when: 'no token, or an unknown one',
    status: 200,
    code: 'Unauthorized',
    source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 16' },
  },
  {
    when: 'the caller is not site admin',
    status: 200,
    code: 'Forbidden',
    source: { evidence: 'wekan/v11.07/boards-create-read.json step 7' },
  },
] as const

const flag = z.union([z.boolean(), z.enum(['true', 'false'])]).optional()

export const getBoardsFromUser = route({
  id: 'get_boards_from_user',
  group: 'users',
  summary: 'Boards of a user: one’s own, or anybody’s for a site admin.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/boards.js:798' },
    { code: 'wekan/wekan@v7.10 models/boards.js:1943' },
  ],
  effect: 'read',
  method: 'GET',
  path: '/api/users/:userId/boards',
  auth: 'user',
  failure: 'S200',
  params: { userId },
  body: {},
  output: z.array(BoardTitle),
  errors: [
    adminErrors[0],
    {
      when: 'another user’s boards, and the caller is not site admin',
      status: 200,
      code: 'Forbidden',
      source: { evidence: 'wekan/v11.07/users-read.json step 17' },
    },
  ],
  examples: [
    {
      title: 'one board',
      input: { params: { userId: 's2WhFwYojD9TszRpm' }, query: {}, body: {} },
      output: [{ _id: 'mfjJrmJYtFN8MEEds', title: 'Plan' }],
      source: { evidence: 'wekan/v11.07/users-read.json step 15' },
    },
  ],
  handle(ctx, { params }) {
    const caller = signedIn(ctx)
    adminOr(ctx, caller._id === params.userId)
    const boards = boardsWith(ctx, params.userId).filter((board) => !board.archived)
    const own = ctx.after(revokedBoardsHidden) ? boards.filter((board) => isOnBoard(board, params.userId)) : boards
    return listed(ctx, own)
  },
})

export const getPublicBoards = route({
  id: 'get_public_boards',
  group: 'boards',
  summary: 'All public boards, archived ones included.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/boards.js:862' },
    { code: 'wekan/wekan@v7.10 models/boards.js:1985' },
  ],
  effect: 'read',
  method: 'GET',
  path: '/api/boards',
  auth: 'site-admin',
  failure: 'S200',
  params: {},
  body: {},
  output: z.array(BoardTitle),
  errors: adminErrors,
  examples: [
    {
      title: 'one public board',
      input: { params: {}, query: {}, body: {} },
      output: [{ _id: 'BqyQu5akib5vEZQn6', title: 'Public one' }],
      source: { evidence: 'wekan/v11.07/boards-create-read.json step 6' },
    },
  ],
  handle(ctx) {
    siteAdmin(ctx)
    return listed(ctx, ctx.db.boards.where({ permission: 'public' }))
  },
})

export const getBoardsCount = route({
  id: 'get_boards_count',
  group: 'boards',
  summary: 'How many private and public boards there are.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/boards.js:887' }],
  versions: { since: '4.96' },
  effect: 'read',
  method: 'GET',
  path: '/api/boards_count',
  auth: 'site-admin',
  failure: 'S200',
  params: {},
  body: {},
  output: z.object({
    private: z.number().describe('Private boards, those with templates included.'),
    public: z.number().describe('Public boards.'),
  }),
  errors: adminErrors,
  examples: [
    {
      title: 'one of each',
      input: { params: {}, query: {}, body: {} },
      output: { private: 1, public: 1 },
      source: { evidence: 'wekan/v11.07/boards-create-read.json step 8' },
    },
  ],
  handle(ctx) {
    siteAdmin(ctx)
    return {
      private: ctx.db.boards.count({ permission: 'private' }),
      public: ctx.db.boards.count({ permission: 'public' }),
    }
  },
})

export const getBoard = route({
  id: 'get_board',
  group: 'boards',
  summary: 'A board with all its settings.',
  doc: 'For members who may write and for site admins; before v7.72 for every active member, and for everybody with a token if the board is public.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/boards.js:907' },
    // The recordings, made over minimongo, have `_id` last until the first update; MongoDB stores and returns it first.
    { evidence: 'wekan/v11.07/boards-create-read.json step 4' },
  ],
  effect: 'read',
  method: 'GET',
  path: '/api/boards/:boardId',
  auth: 'board-member',
  failure: 'S200',
  params: { boardId },
  body: {},
  output: BoardDocument,
  errors: [
    adminErrors[0],
    {
      when: 'the caller may not read the board',
      status: 200,
      code: 'Forbidden',
      source: { evidence: 'wekan/v11.07/boards-create-read.json step 12' },
    },
    {
      when: 'there is no such board',
      status: 200,
      code: 'NotFound',
      since: '9.67',
      source: { evidence: 'wekan/v11.07/boards-create-read.json step 13' },
    },
    {
      when: 'there is no such board',
      status: 200,
      result: {},
      until: '9.66',
      source: { evidence: 'wekan/v7.10/boards-create-read.json step 14' },
    },
  ],
  examples: getBoardExamples,
  handle: (ctx, { params }) => readableBoard(ctx, params.boardId),
})

export const newBoard = route({
  id: 'new_board',
  group: 'boards',
  summary: 'Make a board with a swimlane "Default".',
  doc: 'The flags are those of the owner. `isAdmin: false` and `isActive: false` cannot be said in JSON, because false counts as not given; the form string "false" can.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/boards.js:924' },
    { code: 'wekan/wekan@v7.10 models/boards.js:2085' },
  ],
  effect: 'write',
  method: 'POST',
  path: '/api/boards',
  auth: 'user',
  failure: [
    { style: 'S200', until: '9.46' },
    { style: 'JSON', since: '9.47' },
  ],
  params: {},
  body: {
    title: lenient(z.string().describe('Title.')),
    owner: lenient(z.string().optional().describe('Id of the owner; the caller without it, required before v9.69.')),
    isAdmin: lenient(flag.describe('Whether the owner is admin; default true.')),
    isActive: lenient(flag.describe('Whether the owner is active; default true.')),
    isNoComments: lenient(flag.describe('Default false.')),
    isCommentOnly: lenient(flag.describe('Default false.')),
    isWorker: lenient(flag.describe('Default false.')),
    permission: lenient(z.enum(['private', 'public']).optional().describe('Default private.')),
    color: lenient(z.string().optional().describe('Name of a colour theme; default belize.')),
  },
  output: z.object({
    _id: z.string().describe('Id of the board.'),
    defaultSwimlaneId: z.string().describe('Id of its swimlane.'),
  }),
  errors: [
    {
      when: 'no token, or an unknown one',
      status: 401,
      since: '9.47',
      source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 18' },
    },
    {
      when: 'no title, or a permission or colour that does not exist',
      status: 500,
      since: '9.47',
      source: { evidence: 'wekan/v11.07/boards-create-read.json step 14' },
    },
    {
      when: 'no title or owner, or a permission or colour that does not exist: the error page',
      status: 500,
      until: '9.46',
      source: { evidence: 'wekan/v7.10/boards-create-read.json step 3' },
    },
  ],
  examples: [
    {
      title: 'a private board',
      input: { params: {}, query: {}, body: { title: 'My Board' } },
      output: { _id: 'krj3RiTfYrCF429yw', defaultSwimlaneId: 'EtzRrj2YgpDBXM2Qs' },
      source: { evidence: 'wekan/v11.07/boards-create-read.json step 3' },
    },
  ],
  handle(ctx, { body }) {
    const caller = signedIn(ctx)
    const owner = body['owner'] || (ctx.after(ownerMayBeLeftOut) ? caller._id : undefined)
    const board = insertBoard(ctx, {
      title: body['title'],
      members: [
        {
          userId: owner,
          isAdmin: body['isAdmin'] || true,
          isActive: body['isActive'] || true,
          isNoComments: body['isNoComments'] || false,
          isCommentOnly: body['isCommentOnly'] || false,
          isWorker: body['isWorker'] || false,
        },
      ],
      permission: body['permission'] || 'private',
      color: body['color'] || 'belize',
    })
    return { _id: board._id, defaultSwimlaneId: insertSwimlane(ctx, { title: 'Default', boardId: board._id })._id }
  },
})

export const deleteBoard = route({
  id: 'delete_board',
  group: 'boards',
  summary: 'Delete a board and what lies on it, for good.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/boards.js:1054' },
    { code: 'wekan/wekan@v7.10 models/boards.js:2128' },
  ],
  effect: 'admin',
  method: 'DELETE',
  path: '/api/boards/:boardId',
  auth: 'board-admin',
  failure: [
    { style: 'S200', until: '9.46' },
    { style: 'JSON', since: '9.47' },
  ],
  params: { boardId },
  body: {},
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  errors: [
    {
      when: 'the caller does not administer the board',
      status: 403,
      since: '9.47',
      source: { evidence: 'wekan/v11.07/boards-edit-delete.json step 16' },
    },
    {
      when: 'there is no such board',
      status: 404,
      since: '9.47',
      source: { evidence: 'wekan/v11.07/boards-edit-delete.json step 17' },
    },
    {
      when: 'the caller is not site admin',
      status: 200,
      code: 'Forbidden',
      until: '9.46',
      source: { evidence: 'wekan/v7.10/boards-edit-delete.json step 16' },
    },
  ],
  examples: [
    {
      title: 'a board',
      input: { params: { boardId: 'Bajdc38wEmZvmk6jE' }, query: {}, body: {} },
      output: { _id: 'Bajdc38wEmZvmk6jE' },
      source: { evidence: 'wekan/v11.07/boards-edit-delete.json step 18' },
    },
  ],
  handle(ctx, { params }) {
    const board = deletable(ctx, params.boardId)
    if (!board) ctx.explain(`no board has the id '${params.boardId}'`)
    removeBoard(ctx, params.boardId)
    return { _id: params.boardId }
  },
})

function deletable(ctx: WekanContext, id: string): BoardRow | undefined {
  if (ctx.after(boardAdminsDelete)) return administeredBoard(ctx, id)
  siteAdmin(ctx)
  return ctx.db.boards.get(id)
}

/** Boards as lists show them: in order, without helper boards in the releases that hide them. */
function listed(ctx: WekanContext, boards: readonly BoardRow[]): { _id: string; title: string }[] {
  const isShown = (board: BoardRow): boolean =>
    !ctx.after(helperBoardsHidden) || (board.type === 'board' && !/^\^.*\^$/.test(board.title))
  return bySort(boards)
    .filter(isShown)
    .map(({ _id, title }) => ({ _id, title }))
}
