import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { adminOr, mayComment, readableBoard } from '../access.js'
import { pageErrors } from '../board-errors.js'
import type { Change } from '../changes.js'
import { insertChecklist, insertItem, removeChecklist } from '../checklist-store.js'
import type { WekanContext } from '../context.js'
import { ChecklistDocument, ChecklistTitle } from '../documents-card-parts.js'
import { Mishap, Sent } from '../failures.js'
import { boardId, route } from '../route.js'
import type { ChecklistRow } from '../rows.js'

export const checklistsStayOnTheirCard: Change = {
  since: '8.19',
  summary: 'The card must be on the board and the checklist on the card, else 404; before, nobody looked.',
  source: { code: 'wekan/wekan@v8.19 models/checklists.js' },
}

const cardId = z.string().describe('Id of the card.')
const checklistId = z.string().describe('Id of the checklist.')

/** Failures that the routes of checklists and of items share. */
export const accessErrors = pageErrors('read', {
  noToken: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 46' },
  refused: { evidence: 'wekan/v11.07/checklists.json step 34' },
})

const foreignCard = {
  when: 'the card is not on the board; a body {"error"}',
  status: 404,
  code: 'Card not found or does not belong to the specified board',
  contentType: 'application/json',
  since: '8.19',
  source: { evidence: 'wekan/v11.07/checklists.json step 16' },
} as const

export const getAllChecklists = route({
  id: 'get_all_checklists',
  group: 'checklists',
  summary: 'Checklists of a card.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/checklists.js:145' },
    { code: 'wekan/wekan@v7.10 models/checklists.js:267' },
  ],
  effect: 'read',
  method: 'GET',
  path: '/api/boards/:boardId/cards/:cardId/checklists',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, cardId },
  body: {},
  output: z.array(ChecklistTitle),
  errors: [...accessErrors, foreignCard],
  examples: [
    {
      title: 'three checklists',
      input: { params: { boardId: 'h2uEmB8dasm47EEAy', cardId: 'ELkxqXKtAv5CpaZed' }, query: {}, body: {} },
      output: [
        { _id: 'Sz9ymeyeTFE2d9HJF', title: 'Steps' },
        { _id: 'w53YqktEoodXP5rF6', title: 'Single' },
        { _id: '7HFavuY4cssjWHqf8', title: 'Checklist' },
      ],
      source: { evidence: 'wekan/v11.07/checklists.json step 13' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    refuseForeignCard(ctx, params.boardId, params.cardId)
    return ctx.db.checklists.where({ cardId: params.cardId }).map(({ _id, title }) => ({ _id, title }))
  },
})

export const getChecklist = route({
  id: 'get_checklist',
  group: 'checklists',
  summary: 'A checklist with its items.',
  doc: 'An unknown checklist is an empty answer with status 500.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/checklists.js:182' },
    { code: 'wekan/wekan@v7.10 models/checklists.js:310' },
  ],
  effect: 'read',
  method: 'GET',
  path: '/api/boards/:boardId/cards/:cardId/checklists/:checklistId',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, cardId, checklistId },
  body: {},
  output: ChecklistDocument,
  errors: [
    ...accessErrors,
    foreignCard,
    {
      when: 'the checklist is not on the card; an empty body',
      status: 500,
      contentType: null,
      source: { evidence: 'wekan/v11.07/checklists.json step 15' },
    },
  ],
  examples: [
    {
      title: 'with two items',
      input: {
        params: { boardId: 'h2uEmB8dasm47EEAy', cardId: 'ELkxqXKtAv5CpaZed', checklistId: 'Sz9ymeyeTFE2d9HJF' },
        query: {},
        body: {},
      },
      output: {
        title: 'Steps',
        cardId: 'ELkxqXKtAv5CpaZed',
        sort: 0,
        createdAt: '2026-11-22T04:57:04.952Z',
        modifiedAt: '2026-11-22T04:57:04.952Z',
        _id: 'Sz9ymeyeTFE2d9HJF',
        boardId: 'h2uEmB8dasm47EEAy',
        items: [
          { _id: 'ThProGMwwsa3p4hGz', title: 'one', isFinished: false },
          { _id: 'Mwx2BR9AZgjweE5rz', title: 'two', isFinished: false },
        ],
      },
      source: { evidence: 'wekan/v11.07/checklists.json step 14' },
      since: '9.35',
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    refuseForeignCard(ctx, params.boardId, params.cardId)
    const checklist = checklistOn(ctx, params.cardId, params.checklistId)
    if (!checklist) {
      ctx.explain(`no checklist of this card has the id '${params.checklistId}'`)
      throw new Sent(500, undefined)
    }
    const items = ctx.db.checklistItems.where({ checklistId: checklist._id })
    return { ...checklist, items: items.map(({ _id, title, isFinished }) => ({ _id, title, isFinished })) }
  },
})

export const newChecklist = route({
  id: 'new_checklist',
  group: 'checklists',
  summary: 'Make a checklist, with items.',
  doc: 'Asks for a role that may comment. Items that cannot be taken end the request with 500, but the checklist and the items before stay.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/checklists.js:229' },
    { code: 'wekan/wekan@v7.10 models/checklists.js:352' },
  ],
  effect: 'write',
  method: 'POST',
  path: '/api/boards/:boardId/cards/:cardId/checklists',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, cardId },
  body: {
    title: lenient(z.string().optional().describe('Title; default `Checklist`.')),
    items: lenient(
      z
        .union([z.array(z.string()), z.string()])
        .optional()
        .describe('Texts of its items, or one.'),
    ),
  },
  output: z.object({ _id: z.string().describe('Id of the checklist.') }),
  errors: [
    ...accessErrors,
    foreignCard,
    {
      when: 'the title or an item is no text, or an item is empty',
      status: 500,
      source: { code: 'wekan/wekan@v11.07 models/checklistItems.js:14' },
    },
  ],
  examples: [
    {
      title: 'two items',
      input: {
        params: { boardId: 'h2uEmB8dasm47EEAy', cardId: 'ELkxqXKtAv5CpaZed' },
        query: {},
        body: { title: 'Steps', items: ['one', 'two'] },
      },
      output: { _id: 'Sz9ymeyeTFE2d9HJF' },
      source: { evidence: 'wekan/v11.07/checklists.json step 10' },
    },
  ],
  handle(ctx, { params, body }) {
    const board = readableBoard(ctx, params.boardId)
    adminOr(ctx, mayComment(ctx, board))
    refuseForeignCard(ctx, params.boardId, params.cardId)
    const checklist = insertChecklist(ctx, { title: body['title'], cardId: params.cardId })
    for (const [sort, title] of itemsIn(body['items']).entries()) insertItem(ctx, checklist, { title, sort })
    return { _id: checklist._id }
  },
})

export const deleteChecklist = route({
  id: 'delete_checklist',
  group: 'checklists',
  summary: 'Delete a checklist.',
  doc: 'Before v8.19 any checklist, of any board, and an unknown one is answered as well.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/checklists.js:293' },
    { code: 'wekan/wekan@v7.10 models/checklists.js:420' },
  ],
  effect: 'write',
  method: 'DELETE',
  path: '/api/boards/:boardId/cards/:cardId/checklists/:checklistId',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, cardId, checklistId },
  body: {},
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  errors: [
    ...accessErrors,
    foreignCard,
    {
      when: 'the checklist is not on the card; a body {"error"}',
      status: 404,
      code: 'Checklist not found or does not belong to the specified card',
      contentType: 'application/json',
      since: '8.19',
      source: { evidence: 'wekan/v11.07/checklists.json step 32' },
    },
  ],
  examples: [
    {
      title: 'a checklist',
      input: {
        params: { boardId: 'h2uEmB8dasm47EEAy', cardId: 'ELkxqXKtAv5CpaZed', checklistId: 'Sz9ymeyeTFE2d9HJF' },
        query: {},
        body: {},
      },
      output: { _id: 'Sz9ymeyeTFE2d9HJF' },
      source: { evidence: 'wekan/v11.07/checklists.json step 31' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    const checklist = deletable(ctx, params)
    if (checklist) removeChecklist(ctx, checklist)
    else ctx.explain(`no checklist has the id '${params.checklistId}'`)
    return { _id: params.checklistId }
  },
})

function refuseForeignCard(ctx: WekanContext, boardId: string, cardId: string): void {
  if (!ctx.after(checklistsStayOnTheirCard) || ctx.db.cards.get(cardId)?.boardId === boardId) return
  throw new Sent(404, { error: 'Card not found or does not belong to the specified board' })
}

/** The checklist, if it is on the card. */
export function checklistOn(ctx: WekanContext, cardId: string, checklistId: string): ChecklistRow | undefined {
  const checklist = ctx.db.checklists.get(checklistId)
  return checklist?.cardId === cardId ? checklist : undefined
}

interface Place {
  readonly boardId: string
  readonly cardId: string
  readonly checklistId: string
}

function deletable(ctx: WekanContext, { boardId, cardId, checklistId }: Place): ChecklistRow | undefined {
  if (!ctx.after(checklistsStayOnTheirCard)) return ctx.db.checklists.get(checklistId)
  refuseForeignCard(ctx, boardId, cardId)
  const checklist = checklistOn(ctx, cardId, checklistId)
  if (checklist) return checklist
  throw new Sent(404, { error: 'Checklist not found or does not belong to the specified card' })
}

function itemsIn(items: unknown): readonly unknown[] {
  const given: unknown = items || []
  if (Array.isArray(given)) return given
  if (typeof given === 'string') return [given]
  throw new Mishap('items is no list, and the server walks it')
}
