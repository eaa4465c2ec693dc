import { z } from 'zod'
import { field, lenient } from '../../kernel/view.js'
import { quirk } from '../../kernel/quirk.js'
import { postBoardListCardArchiveExamples, postBoardListCardUnarchiveExamples } from '../examples/cards.js'
import { adminOr, mayComment, readableBoard, signedIn, writableBoard } from '../access.js'
import { pageErrors, pageRefusals } from '../board-errors.js'
import { setArchived } from '../card-archive.js'
import { linkedCopy } from '../card-link.js'
import {
  cardAt,
  insertCard,
  insertHookedCard,
  logCardMade,
  logDeleted,
  nextCardNumber,
  openCards,
  removeCardParts,
  writeCard,
} from '../card-store.js'
import type { Change } from '../changes.js'
import type { WekanContext } from '../context.js'
import { MeteorError, Mishap, Sent } from '../failures.js'
import { boardId, cardId, listId, route } from '../route.js'
import type { BoardRow, CardRow } from '../tables.js'
import { assignable, cardMakerOf, dateMembers, initialCustomFields } from '../card-body.js'

export const newCardUnknownBoard500 = quirk({
  name: 'wekan.new-card-unknown-board-500',
  summary:
    'POST of a card to an unknown board answers the error page with 500 for site admins. Off: 404, the board is not found.',
  source: { evidence: 'wekan/v11.07/cards-crud.json step 25' },
})

export const deleteUnknownCard500 = quirk({
  name: 'wekan.delete-unknown-card-500',
  summary: 'DELETE of an unknown card answers the error page with 500. Off: the id is answered.',
  until: '9.66',
  source: { evidence: 'wekan/v7.10/cards-crud.json step 30, step 31' },
})

export const deleteCardAnywhere = quirk({
  name: 'wekan.delete-card-parts-anywhere',
  summary:
    'DELETE of a card that lies in another list, before v10.92 even on another board, takes out its checklists, comments and subtasks, and keeps the card. Off: it changes nothing.',
  source: { code: 'wekan/wekan@v11.07 server/models/cards.js:1704, wekan/wekan@v7.10 models/cards.js:3884' },
})

export const datesOnNewCards: Change = {
  since: '9.65',
  summary: 'A new card may bring its dates; before, they were left out without a word.',
  source: { code: 'wekan/wekan@v9.65 server/models/cards.js' },
}

export const cardsCanBeLinked: Change = {
  since: '9.36',
  summary: 'A new card with `linkedId` stands for another card; before, the member was not read.',
  source: { code: 'wekan/wekan@v9.36 server/models/cards.js' },
}

export const deletesAreScoped: Change = {
  since: '10.92',
  summary: 'DELETE of a card looks for it on the board of the request alone; before, everywhere.',
  source: { code: 'wekan/wekan@v11.07 server/models/cards.js:1713' },
}

const answeredId = z.object({ _id: z.string().describe('Id of the card.') })
const ids = z.union([z.array(z.string()), z.string()]).optional()
const dateOf = (about: string): z.ZodType<unknown, string | number | undefined> =>
  field(
    { since: '9.65', source: { code: 'wekan/wekan@v9.65 server/models/cards.js' } },
    lenient(z.union([z.string(), z.number()]).optional().describe(about)),
  )

const archiving = {
  group: 'cards',
  versions: { since: '8.18' },
  effect: 'write',
  method: 'POST',
  auth: 'board-member',
  failure: 'HTML',
  unverified: 'no recording exercises it',
  params: { boardId, listId, cardId },
  body: {},
} as const
const noOpenCard = { status: 500, source: { code: 'wekan/wekan@v11.07 server/models/cards.js:1973' } } as const

/** Cards are made without the check that finds the board missing. */
export const unknownBoard = {
  when: 'a site admin names an unknown board: the error page',
  status: 500,
  source: { evidence: 'wekan/v11.07/cards-crud.json step 25' },
} as const

/** Refuses who may not make cards. An unknown board passes for site admins, and fails when it is needed. */
export function requireCardMaker(ctx: WekanContext, id: string): void {
  signedIn(ctx)
  adminOr(ctx, mayComment(ctx, ctx.db.boards.get(id)))
}

/** The board on which cards are made. */
export function boardForCards(ctx: WekanContext, id: string): BoardRow {
  const board = ctx.db.boards.get(id)
  if (board) return board
  if (!ctx.has(newCardUnknownBoard500)) throw new MeteorError('NotFound', 'Board not found', 404)
  throw new Mishap(`board '${id}' does not exist, and the server calls its methods`)
}

export const newCard = route({
  id: 'new_card',
  group: 'cards',
  summary: 'Make a card.',
  doc: 'Whoever may comment may make cards. The list need not exist, the swimlane must be named; a title may be missing.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/cards.js:1063' },
    { code: 'wekan/wekan@v7.10 models/cards.js:3312' },
  ],
  effect: 'write',
  method: 'POST',
  path: '/api/boards/:boardId/lists/:listId/cards',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, listId },
  body: {
    authorId: field(
      { until: '10.91', source: { code: 'wekan/wekan@v11.07 server/models/cards.js:1125' } },
      lenient(z.string().describe('Who makes it, by id. Ignored since v10.92.')),
    ),
    title: lenient(z.string().optional().describe('Title.')),
    description: lenient(z.string().optional().describe('Description, in Markdown.')),
    swimlaneId: lenient(z.string().describe('The swimlane it lies in.')),
    members: lenient(ids.describe('Members, by id.')),
    assignees: lenient(ids.describe('Assignees, by id.')),
    receivedAt: dateOf('When it came in.'),
    startAt: dateOf('When work starts.'),
    dueAt: dateOf('When it is due.'),
    endAt: dateOf('When work ended.'),
    linkedId: field(
      { since: '9.36', source: { code: 'wekan/wekan@v9.36 server/models/cards.js' } },
      lenient(z.string().optional().describe('A card for which the new one stands; other members do not count then.')),
    ),
  },
  output: answeredId,
  errors: [
    ...pageRefusals('write', {
      noToken: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 37' },
      refused: { evidence: 'wekan/v11.07/role-noComments.json step 15' },
    }),
    unknownBoard,
    {
      when: 'no swimlane is named: the error page',
      status: 500,
      source: { evidence: 'wekan/v11.07/cards-crud.json step 19' },
    },
    {
      when: 'authorId names nobody: no body',
      status: 401,
      contentType: null,
      until: '10.91',
      source: { code: 'wekan/wekan@v7.10 models/cards.js:3376' },
    },
    {
      when: 'linkedId names no card',
      status: 404,
      contentType: 'application/json',
      since: '9.36',
      source: { code: 'wekan/wekan@v11.07 server/models/cards.js:1082' },
    },
  ],
  examples: [
    {
      title: 'a card',
      input: {
        params: { boardId: '6on9HtLm6fom6sErW', listId: 'RzhwbRffTXzKffPeG' },
        query: {},
        body: {
          title: 'First card',
          swimlaneId: 'QSziNatRqadMjEBx3',
          authorId: 'pCu467WPmhSHRZrpC',
          description: 'A **description**',
        },
      },
      output: { _id: 'pA8KJGQFrL4oqYkgj' },
      source: { evidence: 'wekan/v11.07/cards-crud.json step 6' },
      until: '10.91',
    },
    {
      title: 'a card without a title',
      input: {
        params: { boardId: '6on9HtLm6fom6sErW', listId: 'RzhwbRffTXzKffPeG' },
        query: {},
        body: { swimlaneId: 'QSziNatRqadMjEBx3' },
      },
      output: { _id: 'o8jZv8PtDx6JCaDb3' },
      source: { evidence: 'wekan/v11.07/cards-crud.json step 18' },
      since: '10.92',
    },
  ],
  handle(ctx, { params, body }) {
    requireCardMaker(ctx, params.boardId)
    const board = boardForCards(ctx, params.boardId)
    if (body['linkedId'] && ctx.after(cardsCanBeLinked)) return linkCard(ctx, board, params.listId, body)
    const cardNumber = nextCardNumber(ctx, board)
    const sort = openCards(ctx, { listId: params.listId }).length
    const card = insertCard(ctx, {
      title: body['title'],
      boardId: board._id,
      listId: params.listId,
      description: body['description'],
      userId: cardMakerOf(ctx, body['authorId']),
      swimlaneId: body['swimlaneId'],
      sort,
      cardNumber,
      customFields: initialCustomFields(ctx, board._id),
      ...membersIn(ctx, board, body),
      ...(ctx.after(datesOnNewCards) ? dateMembers(body) : {}),
    })
    logCardMade(ctx, card)
    return { _id: card._id }
  },
})

export const deleteCard = route({
  id: 'delete_card',
  group: 'cards',
  summary: 'Delete a card with its checklists, comments and subtasks, for good.',
  doc: 'Unknown cards are answered too, since v9.67.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/cards.js:1704' },
    { code: 'wekan/wekan@v7.10 models/cards.js:3884' },
  ],
  effect: 'write',
  method: 'DELETE',
  path: '/api/boards/:boardId/lists/:listId/cards/:cardId',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, listId, cardId },
  body: {
    authorId: lenient(z.string().optional().describe('Who deletes it; read by no release.')),
  },
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  errors: [
    ...pageErrors('write'),
    {
      when: 'the card is unknown: the error page',
      status: 500,
      until: '9.66',
      source: { evidence: 'wekan/v7.10/cards-crud.json step 31' },
    },
  ],
  examples: [
    {
      title: 'a card',
      input: {
        params: { boardId: '6on9HtLm6fom6sErW', listId: 'RzhwbRffTXzKffPeG', cardId: 'pA8KJGQFrL4oqYkgj' },
        query: {},
        body: {},
      },
      output: { _id: 'pA8KJGQFrL4oqYkgj' },
      source: { evidence: 'wekan/v11.07/cards-crud.json step 27' },
    },
  ],
  handle(ctx, { params }) {
    writableBoard(ctx, params.boardId)
    const named = cardAt(ctx, params.cardId, { boardId: params.boardId, listId: params.listId })
    const card = named ?? strayCard(ctx, params)
    if (!card) {
      if (ctx.has(deleteUnknownCard500)) throw new Mishap('there is no such card, and the server reads its _id')
      ctx.explain(`no card '${params.cardId}' lies in the list`)
      return { _id: params.cardId }
    }
    removeCardParts(ctx, card)
    if (named) ctx.db.cards.remove(named._id)
    else ctx.explain('the card lies elsewhere: what belongs to it is gone, the card stays')
    logDeleted(ctx, card)
    return { _id: params.cardId }
  },
})

export const archiveCard = route({
  ...archiving,
  id: 'post_board_list_card_archive',
  summary: 'Put a card into the archive, with its subtasks.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/cards.js:1960' }],
  path: '/api/boards/:boardId/lists/:listId/cards/:cardId/archive',
  output: z.object({
    _id: z.string().describe('Id of the card.'),
    archived: z.literal(true).describe('Always true.'),
    archivedAt: z.iso.datetime().describe('The moment of the request.'),
  }),
  errors: [...pageErrors('write'), { ...noOpenCard, when: 'no such card lies open in the list: the error page' }],
  examples: postBoardListCardArchiveExamples,
  handle(ctx, { params }) {
    writableBoard(ctx, params.boardId)
    const card = cardAt(ctx, params.cardId, { boardId: params.boardId, listId: params.listId, archived: false })
    if (!card) throw new MeteorError(404, 'Card not found')
    setArchived(ctx, card, true)
    return { _id: params.cardId, archived: true as const, archivedAt: ctx.at }
  },
})

export const unarchiveCard = route({
  ...archiving,
  id: 'post_board_list_card_unarchive',
  summary: 'Take a card out of the archive, with its subtasks.',
  doc: 'The moment at which it was archived stays with it.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/cards.js:1984' }],
  path: '/api/boards/:boardId/lists/:listId/cards/:cardId/unarchive',
  output: z.object({
    _id: z.string().describe('Id of the card.'),
    archived: z.literal(false).describe('Always false.'),
  }),
  errors: [...pageErrors('write'), { ...noOpenCard, when: 'no such card of the list is archived: the error page' }],
  examples: postBoardListCardUnarchiveExamples,
  handle(ctx, { params }) {
    writableBoard(ctx, params.boardId)
    const card = cardAt(ctx, params.cardId, { boardId: params.boardId, listId: params.listId, archived: true })
    if (!card) throw new MeteorError(404, 'Card not found')
    setArchived(ctx, card, false)
    return { _id: params.cardId, archived: false as const }
  },
})

function membersIn(
  ctx: WekanContext,
  board: BoardRow,
  body: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const given = (['members', 'assignees'] as const).filter((key) => body[key] !== undefined)
  return Object.fromEntries(given.map((key) => [key, assignable(ctx, board, body[key])]))
}

/** `Card.link` and what the handler does to the copy. */
function linkCard(
  ctx: WekanContext,
  board: BoardRow,
  list: string,
  body: Readonly<Record<string, unknown>>,
): { _id: string } {
  const linkedId: unknown = body['linkedId']
  const source = typeof linkedId === 'string' ? ctx.db.cards.get(linkedId) : undefined
  if (!source) throw new Sent(404, { error: 'linkedId card not found' })
  readableBoard(ctx, source.boardId)
  const sort = openCards(ctx, { listId: list }).length
  const card = insertHookedCard(
    ctx,
    linkedCopy(source, { boardId: board._id, swimlaneId: body['swimlaneId'], listId: list }),
  )
  if (!ctx.db.lists.has(list) || !ctx.db.swimlanes.has(card.swimlaneId)) {
    throw new Mishap('the card was made; its list or swimlane does not exist, and the server reads the title')
  }
  logCardMade(ctx, card, 'nobody')
  const placed = writeCard(ctx, card, { cardNumber: nextCardNumber(ctx, board), sort })
  logCardMade(ctx, { ...placed, userId: ctx.user?._id ?? card.userId })
  return { _id: card._id }
}

/** A card that the request does not name right, but whose parts the handler takes out all the same. */
function strayCard(
  ctx: WekanContext,
  params: { readonly boardId: string; readonly cardId: string },
): CardRow | undefined {
  if (!ctx.has(deleteCardAnywhere)) return undefined
  const card = ctx.db.cards.get(params.cardId)
  return ctx.after(deletesAreScoped) && card?.boardId !== params.boardId ? undefined : card
}
