import { z } from 'zod'
import { greatest } from '../../kernel/extremes.js'
import { lenient } from '../../kernel/view.js'
import { readableBoard } from '../access.js'
import { ownMember } from '../body-members.js'
import type { Change } from '../changes.js'
import { insertItem, itemSchema } from '../checklist-store.js'
import type { WekanContext } from '../context.js'
import { ChecklistItemDocument } from '../documents-card-parts.js'
import { Sent } from '../failures.js'
import { refuseFlagWords } from '../flag-words.js'
import { boardId, route } from '../route.js'
import type { ChecklistItemRow, ChecklistRow } from '../rows.js'
import { cleanSet } from '../schema.js'
import { accessErrors, checklistOn } from './checklists.js'

export const itemsStayOnTheirChecklist: Change = {
  since: '8.21',
  summary:
    'An item must be in the checklist, on the card and on the board, else 404; before, any item was found by its id, and an unknown one was 500 to read and 200 to write.',
  source: { code: 'wekan/wekan@v8.21 models/checklistItems.js' },
}

export const itemsAreAppended: Change = {
  since: '10.45',
  summary: 'A new item comes last, or where `sort` says; before, every one had sort 0.',
  source: { code: 'wekan/wekan@v11.07 server/models/checklistItems.js:141' },
}

const cardId = z.string().describe('Id of the card.')
const checklistId = z.string().describe('Id of the checklist.')
const itemId = z.string().describe('Id of the item.')
const itemPath = '/api/boards/:boardId/cards/:cardId/checklists/:checklistId/items/:itemId'
const params = { boardId, cardId, checklistId, itemId }

const notFound = {
  when: 'the item is not in this checklist, card and board; an empty body',
  status: 404,
  contentType: null,
  since: '8.21',
  source: { evidence: 'wekan/v11.07/checklists.json step 18' },
} as const

const exampleParams = {
  boardId: 'h2uEmB8dasm47EEAy',
  cardId: 'ELkxqXKtAv5CpaZed',
  checklistId: 'Sz9ymeyeTFE2d9HJF',
  itemId: 'ThProGMwwsa3p4hGz',
} as const

export const getChecklistItem = route({
  id: 'get_checklist_item',
  group: 'checklists',
  summary: 'An item of a checklist.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/checklistItems.js:92' },
    { code: 'wekan/wekan@v7.10 models/checklistItems.js:250' },
  ],
  effect: 'read',
  method: 'GET',
  path: itemPath,
  auth: 'board-member',
  failure: 'HTML',
  params,
  body: {},
  output: ChecklistItemDocument,
  errors: [
    ...accessErrors,
    notFound,
    {
      when: 'there is no such item; an empty body',
      status: 500,
      contentType: null,
      until: '8.20',
      source: { evidence: 'wekan/v7.10/checklists.json step 18' },
    },
  ],
  examples: [
    {
      title: 'an item',
      input: { params: exampleParams, query: {}, body: {} },
      output: {
        cardId: 'ELkxqXKtAv5CpaZed',
        checklistId: 'Sz9ymeyeTFE2d9HJF',
        title: 'one',
        sort: 0,
        isFinished: false,
        createdAt: '2026-11-22T04:57:04.955Z',
        modifiedAt: '2026-11-22T04:57:04.955Z',
        _id: 'ThProGMwwsa3p4hGz',
        boardId: 'h2uEmB8dasm47EEAy',
      },
      source: { evidence: 'wekan/v11.07/checklists.json step 17' },
      since: '9.35',
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    const item = itemAt(ctx, params)
    if (item) return item
    ctx.explain(`no item has the id '${params.itemId}'`)
    throw new Sent(500, undefined)
  },
})

export const newChecklistItem = route({
  id: 'new_checklist_item',
  group: 'checklists',
  summary: 'Add an item to a checklist.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/checklistItems.js:122' },
    { code: 'wekan/wekan@v7.10 models/checklistItems.js:287' },
  ],
  effect: 'write',
  method: 'POST',
  path: '/api/boards/:boardId/cards/:cardId/checklists/:checklistId/items',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, cardId, checklistId },
  body: {
    title: lenient(z.string().describe('Its text.')),
    sort: lenient(z.number().optional().describe('Position; default the end. Ignored before v10.45.')),
  },
  output: z.object({ _id: z.string().describe('Id of the item.') }),
  errors: [
    ...accessErrors,
    {
      when: 'the checklist is not on this card and board; an empty body',
      status: 404,
      contentType: null,
      source: { evidence: 'wekan/v11.07/checklists.json step 27' },
    },
    {
      when: 'no title, or one that is no text',
      status: 500,
      source: { evidence: 'wekan/v11.07/checklists.json step 26' },
    },
  ],
  examples: [
    {
      title: 'an item',
      input: {
        params: { boardId: 'h2uEmB8dasm47EEAy', cardId: 'ELkxqXKtAv5CpaZed', checklistId: 'Sz9ymeyeTFE2d9HJF' },
        query: {},
        body: { title: 'three' },
      },
      output: { _id: 'dG7ajrTJ93DiXZee3' },
      source: { evidence: 'wekan/v11.07/checklists.json step 25' },
    },
  ],
  handle(ctx, { params, body }) {
    readableBoard(ctx, params.boardId)
    const checklist = checklistOn(ctx, params.cardId, params.checklistId)
    if (!checklist || isElsewhere(ctx, params.boardId, params.cardId)) throw notHere(ctx, 'checklist')
    const sort = ctx.after(itemsAreAppended) ? sortOf(ctx, checklist, body['sort']) : 0
    return { _id: insertItem(ctx, checklist, { title: body['title'], sort })._id }
  },
})

export const editChecklistItem = route({
  id: 'edit_checklist_item',
  group: 'checklists',
  summary: 'Check an item, uncheck it or change its text.',
  doc: 'First the one, then the other: a text that cannot be taken leaves the item checked. Forms are not read.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/checklistItems.js:181' },
    { code: 'wekan/wekan@v7.10 models/checklistItems.js:336' },
  ],
  effect: 'write',
  method: 'PUT',
  path: itemPath,
  auth: 'board-member',
  failure: 'HTML',
  params,
  body: {
    isFinished: lenient(
      z
        .union([z.boolean(), z.enum(['true', 'false'])])
        .optional()
        .describe('Whether it is checked.'),
    ),
    title: lenient(z.string().optional().describe('Its text.')),
  },
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  errors: [
    ...accessErrors,
    notFound,
    {
      when: 'the text is empty or no text, isFinished is no flag, or the body is a form',
      status: 500,
      source: { code: 'wekan/wekan@v11.07 server/models/checklistItems.js:213' },
    },
  ],
  examples: [
    {
      title: 'both',
      input: { params: exampleParams, query: {}, body: { isFinished: true, title: 'Uno' } },
      output: { _id: 'ThProGMwwsa3p4hGz' },
      source: { evidence: 'wekan/v11.07/checklists.json step 21' },
    },
  ],
  handle(ctx, { params, body }) {
    readableBoard(ctx, params.boardId)
    const item = itemAt(ctx, params)
    if (!item) ctx.explain(`no item has the id '${params.itemId}'`)
    for (const key of ['isFinished', 'title'] as const) {
      const given = ownMember(body, key)
      if (given) write(ctx, params.itemId, { [key]: key === 'isFinished' ? wordAsFlag(given.value) : given.value })
    }
    return { _id: params.itemId }
  },
})

export const deleteChecklistItem = route({
  id: 'delete_checklist_item',
  group: 'checklists',
  summary: 'Delete an item.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/checklistItems.js:233' },
    { code: 'wekan/wekan@v7.10 models/checklistItems.js:388' },
  ],
  effect: 'write',
  method: 'DELETE',
  path: itemPath,
  auth: 'board-member',
  failure: 'HTML',
  params,
  body: {},
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  errors: [...accessErrors, notFound],
  examples: [
    {
      title: 'an item',
      input: { params: exampleParams, query: {}, body: {} },
      output: { _id: 'ThProGMwwsa3p4hGz' },
      source: { evidence: 'wekan/v11.07/checklists.json step 29' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    if (!itemAt(ctx, params)) ctx.explain(`no item has the id '${params.itemId}'`)
    ctx.db.checklistItems.remove(params.itemId)
    return { _id: params.itemId }
  },
})

interface Place {
  readonly boardId: string
  readonly cardId: string
  readonly checklistId: string
  readonly itemId: string
}

/** The item. Where it is missing from its place, newer releases answer at once; older ones find it anywhere. */
function itemAt(ctx: WekanContext, place: Place): ChecklistItemRow | undefined {
  const item = ctx.db.checklistItems.get(place.itemId)
  if (!ctx.after(itemsStayOnTheirChecklist)) return item
  const isHere = item?.cardId === place.cardId && item.checklistId === place.checklistId
  if (!isHere || isElsewhere(ctx, place.boardId, place.cardId)) throw notHere(ctx, 'item')
  return item
}

function isElsewhere(ctx: WekanContext, boardId: string, cardId: string): boolean {
  return ctx.after(itemsStayOnTheirChecklist) && ctx.db.cards.get(cardId)?.boardId !== boardId
}

function notHere(ctx: WekanContext, what: string): Sent {
  ctx.explain(`the ${what} is not on this card and board`)
  return new Sent(404, undefined)
}

function sortOf(ctx: WekanContext, checklist: ChecklistRow, wanted: unknown): number {
  const given = Number(wanted)
  if (Number.isFinite(given)) return given
  const taken = ctx.db.checklistItems.where({ checklistId: checklist._id }).map(({ sort }) => sort)
  return (greatest(taken) ?? -1) + 1
}

/** `isTrue` of the handler: a string is compared with `true`, anything else goes to the schema. */
function wordAsFlag(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() === 'true' : value
}

function write(ctx: WekanContext, id: string, set: Readonly<Record<string, unknown>>): void {
  refuseFlagWords(ctx, set, ['isFinished'])
  const written = cleanSet(ctx, 'checklistItems', set, itemSchema)
  ctx.db.checklistItems.update(id, { ...written.set, modifiedAt: ctx.at })
}
