import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { readableBoard, writableBoard } from '../access.js'
import { cardAt, openCards, setOnCard } from '../card-store.js'
import type { WekanContext } from '../context.js'
import { dependenciesIn, dependencyTypes, wholeDependency } from '../dependencies.js'
import type { DependencyEntry } from '../dependencies.js'
import { Dependency, DependencyLine } from '../documents-card-parts.js'
import { MeteorError } from '../failures.js'
import { boardId, route } from '../route.js'
import type { CardRow } from '../tables.js'
import { textOf } from '../text.js'

const versions = { since: '9.47' } as const
const cardId = z.string().describe('Id of the card at which the line begins.')
const targetId = z.string().describe('Id of the card to which the line goes.')
const type = z.enum(dependencyTypes)

const accessErrors = [
  {
    when: 'no token, or an unknown one',
    status: 401,
    code: 'Unauthorized',
    source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 54' },
  },
  {
    when: 'the role of the caller does not allow it',
    status: 403,
    code: 'Forbidden',
    source: { code: 'wekan/wekan@v11.07 server/authentication.js:60' },
  },
  {
    when: 'there is no such board',
    status: 404,
    code: 'NotFound',
    source: { code: 'wekan/wekan@v11.07 server/authentication.js:92' },
  },
] as const

const noCard = {
  when: 'the card is not on the board',
  status: 500,
  code: 'not-found',
  source: { code: 'wekan/wekan@v11.07 server/models/dependencies.js:206' },
} as const

const badRequest = {
  when: 'no target, the card itself, a target on another board, or a type that does not exist',
  status: 500,
  code: 'bad-request',
  source: { evidence: 'wekan/v11.07/dependencies-basic.json step 11' },
} as const

export const getBoardDependencies = route({
  id: 'get_board_dependencies',
  group: 'dependencies',
  summary: 'Lines between the cards of a board.',
  doc: 'Those of cards in the archive are left out.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/dependencies.js:136' }],
  versions,
  effect: 'read',
  method: 'GET',
  path: '/api/boards/:boardId/dependencies',
  auth: 'board-member',
  failure: 'RULES',
  params: { boardId },
  body: {},
  output: z.array(DependencyLine),
  errors: accessErrors,
  examples: [
    {
      title: 'one line',
      input: { params: { boardId: 'LQ9EmX4MtCJGLD6jx' }, query: {}, body: {} },
      output: [
        {
          from: 'C5fvbeJzwjYn97JX9',
          fromTitle: 'First card',
          fromCardNumber: 1,
          to: 'BXBkyM9Jcp8BijEgH',
          toTitle: 'Second',
          toCardNumber: 2,
          type: 'related-to',
          color: '#eb144c',
          icon: 'link',
        },
      ],
      source: { evidence: 'wekan/v11.07/dependencies-basic.json step 8' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    return openCards(ctx, { boardId: params.boardId }).flatMap((card) =>
      dependenciesIn(card['cardDependencies']).map((entry) => lineOf(ctx, card, entry)),
    )
  },
})

export const getCardDependencies = route({
  id: 'get_card_dependencies',
  group: 'dependencies',
  summary: 'Lines that begin at a card.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/dependencies.js:167' }],
  versions,
  effect: 'read',
  unverified: 'no recording reads the lines of one card; read from the handler',
  method: 'GET',
  path: '/api/boards/:boardId/cards/:cardId/dependencies',
  auth: 'board-member',
  failure: 'RULES',
  params: { boardId, cardId },
  body: {},
  output: z.array(Dependency),
  errors: [...accessErrors, noCard],
  examples: [
    {
      title: 'a card that blocks another, made by the fake',
      input: { params: { boardId: 'qrepqY9DHQrm6ygSd', cardId: 'aaN5RnCwcuamLrkK4' }, query: {}, body: {} },
      output: [{ cardId: 'NKXX5Tw9vZQEQFpFR', type: 'blocks', color: '#00ff00', icon: 'link' }],
      source: { code: 'wekan/wekan@v11.07 server/models/dependencies.js:167' },
    },
    {
      title: 'an unknown card, made by the fake',
      input: { params: { boardId: 'qrepqY9DHQrm6ygSd', cardId: 'doesNotExist' }, query: {}, body: {} },
      output: {
        isClientSafe: true,
        error: 'not-found',
        reason: 'Card not found',
        message: 'Card not found [not-found]',
        errorType: 'Meteor.Error',
      },
      status: 500,
      source: { code: 'wekan/wekan@v11.07 server/models/dependencies.js:167' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    return dependenciesIn(existing(ctx, params)['cardDependencies'])
  },
})

export const newCardDependency = route({
  id: 'new_card_dependency',
  group: 'dependencies',
  summary: 'Draw a line from a card to another one of the board.',
  doc: 'A line that is there is changed.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/dependencies.js:204' }],
  versions,
  effect: 'write',
  method: 'POST',
  path: '/api/boards/:boardId/cards/:cardId/dependencies',
  auth: 'board-member',
  failure: 'RULES',
  params: { boardId, cardId },
  body: {
    cardId: lenient(z.string().optional().describe('Card to which the line goes; this or `dependsOn`.')),
    dependsOn: lenient(z.string().optional().describe('The same by another name.')),
    type: lenient(type.optional().describe('What the line means; default related-to.')),
    color: lenient(z.string().optional().describe('Colour as CSS writes it; default #eb144c.')),
    icon: lenient(z.string().optional().describe('Name of a Font Awesome icon without `fa-`; default link.')),
  },
  output: z.object({ _id: z.string().describe('Card at which the line begins.'), ...Dependency.shape }),
  errors: [...accessErrors, noCard, badRequest],
  examples: [
    {
      title: 'a line',
      input: {
        params: { boardId: 'LQ9EmX4MtCJGLD6jx', cardId: 'C5fvbeJzwjYn97JX9' },
        query: {},
        body: { cardId: 'BXBkyM9Jcp8BijEgH' },
      },
      output: {
        _id: 'C5fvbeJzwjYn97JX9',
        cardId: 'BXBkyM9Jcp8BijEgH',
        type: 'related-to',
        color: '#eb144c',
        icon: 'link',
      },
      source: { evidence: 'wekan/v11.07/dependencies-basic.json step 7' },
    },
  ],
  handle(ctx, { params, body }) {
    writableBoard(ctx, params.boardId)
    const card = existing(ctx, params)
    const target = targetIn(ctx, params, body)
    const known = dependenciesIn(card['cardDependencies'])
    const old = known.find((one) => one.cardId === target)
    const entry = wholeDependency({
      cardId: target,
      type: body['type'] || old?.type,
      color: body['color'] || old?.color,
      icon: body['icon'] || old?.icon,
    })
    // `target` is not empty, so the entry leads somewhere.
    if (!entry) throw new MeteorError('bad-request', 'A valid target cardId is required')
    setOnCard(ctx, card, {
      cardDependencies: old ? known.map((one) => (one === old ? entry : one)) : [...known, entry],
    })
    return { _id: card._id, ...entry }
  },
})

const editable = ['type', 'color', 'icon'] as const

export const editCardDependency = route({
  id: 'edit_card_dependency',
  group: 'dependencies',
  summary: 'Change a line.',
  doc: 'A line that does not exist is answered as well.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/dependencies.js:273' }],
  versions,
  effect: 'write',
  unverified: 'no recording changes a line; read from the handler',
  method: 'PUT',
  path: '/api/boards/:boardId/cards/:cardId/dependencies/:targetId',
  auth: 'board-member',
  failure: 'RULES',
  params: { boardId, cardId, targetId },
  body: {
    type: lenient(type.optional().describe('What the line means.')),
    color: lenient(z.string().optional().describe('Colour as CSS writes it.')),
    icon: lenient(z.string().optional().describe('Name of a Font Awesome icon without `fa-`.')),
  },
  output: z.object({ _id: z.string().describe('Card at which the line begins.') }),
  errors: [
    ...accessErrors,
    noCard,
    {
      when: 'neither type nor color nor icon, or a type that does not exist',
      status: 500,
      code: 'bad-request',
      source: { code: 'wekan/wekan@v11.07 server/models/dependencies.js:284' },
    },
  ],
  examples: [
    {
      title: 'another kind, made by the fake',
      input: {
        params: { boardId: 'qrepqY9DHQrm6ygSd', cardId: 'aaN5RnCwcuamLrkK4', targetId: 'NKXX5Tw9vZQEQFpFR' },
        query: {},
        body: { type: 'blocks', color: '#00ff00' },
      },
      output: { _id: 'aaN5RnCwcuamLrkK4' },
      source: { code: 'wekan/wekan@v11.07 server/models/dependencies.js:273' },
    },
    {
      title: 'an unknown kind, made by the fake',
      input: {
        params: { boardId: 'qrepqY9DHQrm6ygSd', cardId: 'aaN5RnCwcuamLrkK4', targetId: 'NKXX5Tw9vZQEQFpFR' },
        query: {},
        body: { type: 'loves' },
      },
      output: {
        isClientSafe: true,
        error: 'bad-request',
        reason: 'type must be one of: related-to, blocks, is-blocked-by, fixes, is-fixed-by',
        message: 'type must be one of: related-to, blocks, is-blocked-by, fixes, is-fixed-by [bad-request]',
        errorType: 'Meteor.Error',
      },
      status: 500,
      source: { code: 'wekan/wekan@v11.07 server/models/dependencies.js:273' },
    },
  ],
  handle(ctx, { params, body }) {
    writableBoard(ctx, params.boardId)
    const card = existing(ctx, params)
    refuseUnknownType(body['type'])
    const patch = Object.fromEntries(
      editable.filter((key) => body[key] !== undefined).map((key) => [key, body[key] === '' ? undefined : body[key]]),
    )
    if (Object.keys(patch).length === 0) {
      throw new MeteorError('bad-request', 'Provide at least one of type, color, icon')
    }
    const known = dependenciesIn(card['cardDependencies'])
    const isThere = known.some((one) => one.cardId === params.targetId)
    if (!isThere) ctx.explain(`no line goes to '${params.targetId}'`)
    const changed = known.map((one) => (one.cardId === params.targetId ? { ...one, ...patch } : one))
    // Judged even where there is nothing to write.
    setOnCard(ctx, isThere ? card : undefined, {
      cardDependencies: isThere ? changed : [{ cardId: params.targetId, ...patch }],
    })
    return { _id: card._id }
  },
})

export const deleteCardDependency = route({
  id: 'delete_card_dependency',
  group: 'dependencies',
  summary: 'Take a line away.',
  doc: 'A line that does not exist is answered as well.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/dependencies.js:316' }],
  versions,
  effect: 'write',
  method: 'DELETE',
  path: '/api/boards/:boardId/cards/:cardId/dependencies/:targetId',
  auth: 'board-member',
  failure: 'RULES',
  params: { boardId, cardId, targetId },
  body: {},
  output: z.object({ _id: z.string().describe('Card at which the line began.') }),
  errors: [...accessErrors, noCard],
  examples: [
    {
      title: 'a line that does not exist',
      input: {
        params: { boardId: 'LQ9EmX4MtCJGLD6jx', cardId: 'C5fvbeJzwjYn97JX9', targetId: 'doesNotExist' },
        query: {},
        body: {},
      },
      output: { _id: 'C5fvbeJzwjYn97JX9' },
      source: { evidence: 'wekan/v11.07/dependencies-basic.json step 12' },
    },
  ],
  handle(ctx, { params }) {
    writableBoard(ctx, params.boardId)
    const card = existing(ctx, params)
    const left = dependenciesIn(card['cardDependencies']).filter(({ cardId }) => cardId !== params.targetId)
    setOnCard(ctx, card, { cardDependencies: left })
    return { _id: card._id }
  },
})

interface Place {
  readonly boardId: string
  readonly cardId: string
}

function existing(ctx: WekanContext, { boardId, cardId }: Place): CardRow {
  const card = cardAt(ctx, cardId, { boardId })
  if (!card) throw new MeteorError('not-found', 'Card not found')
  return card
}

function targetIn(ctx: WekanContext, place: Place, body: Readonly<Record<string, unknown>>): string {
  const target = body['cardId'] || body['dependsOn']
  if (!target || target === place.cardId) {
    throw new MeteorError('bad-request', 'A valid target cardId is required')
  }
  refuseUnknownType(body['type'])
  const card = cardAt(ctx, target, { boardId: place.boardId })
  if (!card) throw new MeteorError('bad-request', 'Target card is not on this board')
  return card._id
}

function refuseUnknownType(given: unknown): void {
  if (!given || dependencyTypes.some((one) => one === given)) return
  throw new MeteorError('bad-request', `type must be one of: ${dependencyTypes.join(', ')}`)
}

function lineOf(ctx: WekanContext, card: CardRow, { cardId, type, color, icon }: DependencyEntry): DependencyLineOut {
  const target = ctx.db.cards.get(textOf(cardId))
  return {
    from: card._id,
    ...(card.title === undefined ? {} : { fromTitle: card.title }),
    ...(card.cardNumber === undefined ? {} : { fromCardNumber: card.cardNumber }),
    to: cardId,
    ...(target ? { toTitle: target.title, toCardNumber: target.cardNumber } : { toTitle: null, toCardNumber: null }),
    ...{ type, color, icon },
  }
}

type DependencyLineOut = z.input<typeof DependencyLine>
