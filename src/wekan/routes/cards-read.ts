import { z } from 'zod'
import { quirk } from '../../kernel/quirk.js'
import { getCardByIdExamples, getCardsByCustomFieldExamples } from '../examples/cards.js'
import { readableBoard } from '../access.js'
import { pageErrors, pageRefusals } from '../board-errors.js'
import { cardAt, inOrder, openCards } from '../card-store.js'
import type { Change } from '../changes.js'
import type { WekanContext } from '../context.js'
import { CardDocument, CardOfList, CardOfSwimlane, CardOfUser } from '../documents-cards.js'
import { Sent } from '../failures.js'
import { isOnBoard } from '../board-roles.js'
import { momentOf } from '../moments.js'
import { boardId, cardId, listId, route, swimlaneId } from '../route.js'
import type { CardRow } from '../tables.js'

export const foundAsTextAlone = quirk({
  name: 'wekan.cards-by-custom-field-strings-alone',
  summary:
    'Cards are found by the value of a custom field as text alone, because it is taken from the path: numbers and ticks are never found. Off: values are compared as text.',
  source: { code: 'wekan/wekan@v11.07 server/models/cards.js:1908' },
})

export const cardsAreSorted: Change = {
  since: '7.36',
  summary: 'Lists of cards are in the order of their positions; before, in that in which they were made.',
  source: { code: 'wekan/wekan@v7.36 models/cards.js' },
}

const read = { effect: 'read', auth: 'board-member' } as const

export const getSwimlaneCards = route({
  ...read,
  id: 'get_swimlane_cards',
  group: 'cards',
  summary: 'Cards of a swimlane that are not archived.',
  doc: 'An unknown swimlane has no cards.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/cards.js:966' },
    { code: 'wekan/wekan@v7.10 models/cards.js:3198' },
  ],
  method: 'GET',
  path: '/api/boards/:boardId/swimlanes/:swimlaneId/cards',
  failure: 'HTML',
  params: { boardId, swimlaneId },
  body: {},
  output: z.array(CardOfSwimlane),
  errors: pageErrors('read'),
  examples: [
    {
      title: 'one card',
      input: { params: { boardId: 'WzvPmQKy2zsAomZXQ', swimlaneId: 'LazdzeGZ36qS5kGxF' }, query: {}, body: {} },
      output: [
        {
          _id: 'ojLWfFfxHHBpE5Cjo',
          title: 'First card',
          description: 'A **description**',
          listId: 'jqD3Co8GjK2at3EYh',
          assignees: [],
          sort: 0,
        },
      ],
      source: { evidence: 'wekan/v11.07/swimlanes.json step 16' },
      since: '7.36',
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    return listed(ctx, openCards(ctx, { boardId: params.boardId, swimlaneId: params.swimlaneId }))
  },
})

export const getAllCards = route({
  ...read,
  id: 'get_all_cards',
  group: 'cards',
  summary: 'Cards of a list that are not archived.',
  doc: 'An unknown list has no cards.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/cards.js:998' },
    { code: 'wekan/wekan@v7.10 models/cards.js:3240' },
  ],
  method: 'GET',
  path: '/api/boards/:boardId/lists/:listId/cards',
  failure: 'HTML',
  params: { boardId, listId },
  body: {},
  output: z.array(CardOfList),
  errors: pageErrors('read'),
  examples: [
    {
      title: 'one card',
      input: { params: { boardId: '6on9HtLm6fom6sErW', listId: 'RzhwbRffTXzKffPeG' }, query: {}, body: {} },
      output: [
        {
          _id: 'pA8KJGQFrL4oqYkgj',
          title: 'First card',
          description: 'A **description**',
          swimlaneId: 'QSziNatRqadMjEBx3',
          assignees: [],
          sort: 0,
        },
      ],
      source: { evidence: 'wekan/v11.07/cards-crud.json step 9' },
      since: '7.36',
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    return listed(ctx, openCards(ctx, { boardId: params.boardId, listId: params.listId }))
  },
})

export const getCard = route({
  ...read,
  id: 'get_card',
  group: 'cards',
  summary: 'A card of a list, with every member.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/cards.js:1044' },
    { code: 'wekan/wekan@v7.10 models/cards.js:3277' },
  ],
  method: 'GET',
  path: '/api/boards/:boardId/lists/:listId/cards/:cardId',
  failure: 'HTML',
  params: { boardId, listId, cardId },
  body: {},
  output: CardDocument,
  errors: [
    ...pageErrors('read'),
    {
      when: 'no such card lies open in the list: no body',
      status: 200,
      source: { evidence: 'wekan/v11.07/cards-crud.json step 11' },
    },
  ],
  examples: [
    {
      title: 'a card as it was made',
      input: {
        params: { boardId: '6on9HtLm6fom6sErW', listId: 'RzhwbRffTXzKffPeG', cardId: 'pA8KJGQFrL4oqYkgj' },
        query: {},
        body: {},
      },
      output: {
        title: 'First card',
        boardId: '6on9HtLm6fom6sErW',
        listId: 'RzhwbRffTXzKffPeG',
        description: 'A **description**',
        userId: 'pCu467WPmhSHRZrpC',
        swimlaneId: 'QSziNatRqadMjEBx3',
        sort: 0,
        cardNumber: 1,
        customFields: [],
        archived: false,
        parentId: '',
        coverId: '',
        createdAt: '2026-11-22T04:56:43.095Z',
        modifiedAt: '2026-11-22T04:56:43.095Z',
        dateLastActivity: '2026-11-22T04:56:43.095Z',
        requestedBy: '',
        assignedBy: '',
        labelIds: [],
        members: [],
        assignees: [],
        requesters: [],
        assigners: [],
        dueComplete: false,
        stickers: [],
        locationName: '',
        locationAddress: '',
        locations: [],
        spentTime: 0,
        isOvertime: false,
        subtaskSort: -1,
        type: 'cardType-card',
        linkedId: '',
        cardDependencies: [],
        targetId_gantt: [],
        linkType_gantt: [],
        linkId_gantt: [],
        showActivities: false,
        showListOnMinicard: false,
        showChecklistAtMinicard: false,
        hideFinishedChecklistIfItemsAreHidden: false,
        _id: 'pA8KJGQFrL4oqYkgj',
      },
      source: { evidence: 'wekan/v11.07/cards-crud.json step 7' },
      since: '10.99',
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    const card = cardAt(ctx, params.cardId, { boardId: params.boardId, listId: params.listId, archived: false })
    if (!card) ctx.explain(`no card '${params.cardId}' lies open in the list`)
    return card
  },
})

export const getCardById = route({
  ...read,
  id: 'get_card_by_id',
  group: 'cards',
  summary: 'A card by its id alone, archived ones included.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/cards.js:1030' }],
  versions: { since: '7.93' },
  method: 'GET',
  path: '/api/cards/:cardId',
  failure: 'HTML',
  params: { cardId },
  body: {},
  output: CardDocument,
  errors: [
    ...pageRefusals('read'),
    {
      when: 'there is no such card',
      status: 404,
      contentType: 'application/json',
      source: { evidence: 'wekan/v11.07/cards-crud.json step 12' },
    },
  ],
  examples: getCardByIdExamples,
  handle(ctx, { params }) {
    const card = ctx.db.cards.get(params.cardId)
    if (!card) throw new Sent(404, { error: 'Card not found' })
    readableBoard(ctx, card.boardId)
    return card
  },
})

export const getCardsByCustomField = route({
  ...read,
  id: 'get_cards_by_custom_field',
  group: 'cards',
  summary: 'Cards whose custom field has a value, with every member.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/cards.js:1908' },
    { code: 'wekan/wekan@v7.10 models/cards.js:3922' },
  ],
  versions: { since: '4.10' },
  method: 'GET',
  path: '/api/boards/:boardId/cardsByCustomField/:customFieldId/:customFieldValue',
  failure: 'HTML',
  params: {
    boardId,
    customFieldId: z.string().describe('Id of the custom field.'),
    customFieldValue: z.string().describe('The value.'),
  },
  body: {},
  output: z.array(CardDocument),
  errors: pageErrors('read'),
  examples: getCardsByCustomFieldExamples,
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    const isWanted = (value: unknown): boolean => holds(ctx, value, params.customFieldValue)
    return openCards(ctx, { boardId: params.boardId }).filter((card) =>
      customFieldsOf(card).some(({ _id, value }) => _id === params.customFieldId && isWanted(value)),
    )
  },
})

const of = (about: string): z.ZodOptional<z.ZodString> => z.string().optional().describe(about)

export const getUserCards = route({
  id: 'get_user_cards',
  group: 'cards',
  summary: 'Cards that name the caller as member, assignee, requester or assigner, by due date.',
  doc: 'Cards without due date come first. Cards of boards on which the caller is no active member are left out.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/cards.js:2180' }],
  versions: { since: '9.36' },
  effect: 'read',
  unverified: 'recordings show the failure without a token alone',
  auth: 'user',
  method: 'GET',
  path: '/api/user/cards',
  failure: 'HTML',
  params: {},
  query: {
    due: of('true, 1 or yes: cards with a due date alone.'),
    from: of('Cards due at this moment or later.'),
    to: of('Cards due at this moment or earlier.'),
  },
  body: {},
  output: z.array(CardOfUser),
  errors: [
    {
      when: 'no token, or an unknown one',
      status: 401,
      contentType: 'application/json',
      source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 42' },
    },
  ],
  examples: [
    {
      title: 'cards with a due date, made by the fake',
      input: { params: {}, query: { due: 'true' }, body: {} },
      output: [
        {
          _id: 'cKSQRQDrpcwFD8qkP',
          title: 'Changed',
          boardId: 'ZQ2pFmTTvWCH9NPEq',
          swimlaneId: '7MT49XtTfXD9m9dH7',
          listId: 'tkKfZaq2aZ3Mnz2g2',
          dueAt: '2026-12-24T10:00:00.000Z',
          startAt: '2026-01-02T00:00:00.000Z',
          members: [],
          assignees: ['rL4zB6oz5tbpZchFH'],
        },
      ],
      source: { code: 'wekan/wekan@v11.07 server/models/cards.js:2180' },
    },
    {
      title: 'no token',
      input: { params: {}, query: {}, body: {} },
      output: { error: 'Unauthorized' },
      status: 401,
      source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 42' },
    },
  ],
  handle(ctx) {
    const { user } = ctx
    if (!user) throw new Sent(401, { error: 'Unauthorized' })
    const cards = ctx.db.cards
      .where({ archived: false })
      .filter((card) => names(card, user._id) && isDueThen(ctx, card))
    const readable = cards.filter((card) => {
      const board = ctx.db.boards.get(card.boardId)
      return board !== undefined && isOnBoard(board, user._id)
    })
    return byDueDate(readable).map((card) => ({
      ...card,
      members: [...(card.members ?? [])],
      assignees: [...(card.assignees ?? [])],
    }))
  },
})

/** Custom fields of a card with their values. */
export function customFieldsOf(card: CardRow): readonly { readonly _id?: unknown; readonly value?: unknown }[] {
  const fields: unknown = card['customFields']
  return Array.isArray(fields) ? fields : []
}

function listed(ctx: WekanContext, cards: readonly CardRow[]): CardRow[] {
  return ctx.after(cardsAreSorted) ? inOrder(cards) : [...cards]
}

function holds(ctx: WekanContext, value: unknown, wanted: string): boolean {
  if (Array.isArray(value)) return value.includes(wanted)
  if (ctx.has(foundAsTextAlone)) return value === wanted
  return value !== null && value !== undefined && String(value) === wanted
}

function names(card: CardRow, userId: string): boolean {
  return ['members', 'assignees', 'requesters', 'assigners'].some((key) => {
    const users: unknown = card[key]
    return Array.isArray(users) && users.includes(userId)
  })
}

/** What the question marks of the address say about the due date. Dates that are none match nothing. */
function isDueThen(ctx: WekanContext, { dueAt }: CardRow): boolean {
  const asked = (name: string): string => {
    const value = ctx.request.query[name]
    return (Array.isArray(value) ? value[0] : value) ?? ''
  }
  const [from, to] = [asked('from'), asked('to')]
  const isDueAlone = ['true', '1', 'yes'].includes(asked('due').toLowerCase())
  if (!isDueAlone && from === '' && to === '') return true
  if (dueAt === undefined) return false
  const after = from === '' || dueAt >= (momentOf(from) ?? '~')
  return after && (to === '' || dueAt <= (momentOf(to) ?? ''))
}

function byDueDate(cards: readonly CardRow[]): CardRow[] {
  return [...cards].sort((a, b) => ((a.dueAt ?? '') < (b.dueAt ?? '') ? -1 : (a.dueAt ?? '') > (b.dueAt ?? '') ? 1 : 0))
}
