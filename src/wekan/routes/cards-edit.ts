import { z } from 'zod'
import type { Bounds, Lenient } from '../../kernel/view.js'
import { field, lenient } from '../../kernel/view.js'
import { writableBoard } from '../access.js'
import { pageErrors } from '../board-errors.js'
import { applyEdit } from '../card-edit.js'
import { cardAt, setOnCard } from '../card-store.js'
import type { Change } from '../changes.js'
import { CustomFieldValue } from '../documents-cards.js'
import { MeteorError, Sent } from '../failures.js'
import { boardId, cardId, listId, route } from '../route.js'
import { customFieldsOf } from './cards-read.js'

export const emptyEditsFail: Change = {
  since: '8.43',
  summary: 'PUT of a card with nothing to write answers 404; before, it was answered like any other.',
  source: { evidence: 'wekan/v11.07/cards-put.json step 32, wekan/v7.10/cards-put.json step 32' },
}

const since = (release: string): Bounds => ({
  since: release,
  source: { code: `wekan/wekan@v${release} server/models/cards.js` },
})
const word = (about: string): Lenient<z.ZodOptional<z.ZodString>> => lenient(z.string().optional().describe(about))
const truth = z.union([z.boolean(), z.enum(['true', 'false'])]).optional()
const amount = z.union([z.number(), z.string()]).optional()
const ids = z.union([z.array(z.string()), z.string(), z.null()]).optional()
const moment = (about: string): z.ZodType<unknown, string | number | null | undefined> =>
  lenient(
    z.union([z.string(), z.number(), z.null()]).optional().describe(`${about} Empty or null clears it since v9.36.`),
  )

const body = {
  title: word('New title, cut at 1000 characters since v8.02.'),
  sort: lenient(amount.describe('Position in its list; 0 as a number counts as not given.')),
  parentId: word('The card of which it is a subtask.'),
  description: word('Description, in Markdown.'),
  color: word('Name of a colour, or #rrggbb.'),
  vote: lenient(z.looseObject({}).optional().describe('Begins a vote: question, public, allowNonBoardMembers, end.')),
  poker: lenient(z.looseObject({}).optional().describe('Begins planning poker: question, allowNonBoardMembers, end.')),
  labelIds: lenient(ids.describe('Labels in place of those it has, by id.')),
  requestedBy: word('Who asked for it, as free text.'),
  assignedBy: word('Who gave it out, as free text.'),
  receivedAt: moment('When it came in.'),
  startAt: moment('When work starts.'),
  dueAt: moment('When it is due.'),
  endAt: moment('When work ended.'),
  spentTime: lenient(amount.describe('Hours spent.')),
  isOverTime: lenient(truth.describe('Whether more time was spent than planned; not stored.')),
  customFields: lenient(z.array(z.looseObject({})).optional().describe('Custom fields in place of those it has.')),
  members: lenient(ids.describe('Members in place of those it has, by id.')),
  assignees: lenient(ids.describe('Assignees in place of those it has, by id.')),
  swimlaneId: word('The swimlane of the board to which it moves.'),
  listId: word('The list of the board to which it moves.'),
  newBoardId: field(since('7.09'), word('The board to which it moves; needs the next two.')),
  newSwimlaneId: field(since('7.09'), word('The swimlane there.')),
  newListId: field(since('7.09'), word('The list there.')),
  archive: field(since('9.65'), lenient(truth.describe('Into the archive or out of it.'))),
  dueComplete: field(since('9.46'), lenient(truth.describe('Whether it is ticked off.'))),
  stickers: field(
    since('9.46'),
    lenient(
      z
        .union([z.array(z.looseObject({})), z.string()])
        .optional()
        .describe('Stickers, or them as JSON text.'),
    ),
  ),
  locations: field(
    since('9.46'),
    lenient(
      z
        .union([z.array(z.looseObject({})), z.string()])
        .optional()
        .describe('Places, or them as JSON text.'),
    ),
  ),
  authorId: field(
    { until: '8.18', source: { code: 'wekan/wekan@v7.10 models/cards.js:3838' } },
    word('Who moves it, for the activities.'),
  ),
}

const place = { boardId: 'm9hA7X6DbFuNkvh3a', listId: '8TuKhS39bsYrhuzqy', cardId: 'JRpSkKGTaLh6oYJLT' }

export const editCard = route({
  id: 'edit_card',
  group: 'cards',
  summary: 'Change members of a card, move it, or put it into the archive.',
  doc: 'Members are written one after the other: a failure leaves those before it written. Empty, 0 and false count as not given. Unknown cards and members are answered too.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/cards.js:1312' },
    { code: 'wekan/wekan@v7.10 models/cards.js:3497' },
  ],
  effect: 'write',
  method: 'PUT',
  path: '/api/boards/:boardId/lists/:listId/cards/:cardId',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, listId, cardId },
  body,
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  errors: [
    ...pageErrors('write', {
      noToken: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 39' },
      refused: { evidence: 'wekan/v11.07/role-commentOnly.json step 16' },
    }),
    {
      when: 'a value is of the wrong type or not allowed: the error page',
      status: 500,
      source: { evidence: 'wekan/v11.07/cards-put.json step 11' },
    },
    {
      when: 'there is nothing to write',
      status: 404,
      contentType: 'application/json',
      since: '8.43',
      source: { evidence: 'wekan/v11.07/cards-put.json step 32' },
    },
    {
      when: 'the parent does not exist: the error page',
      status: 404,
      since: '10.74',
      source: { evidence: 'wekan/v11.07/cards-put.json step 39' },
    },
    {
      when: 'list or swimlane are of another board',
      status: 400,
      contentType: 'application/json',
      since: '10.72',
      source: { evidence: 'wekan/v11.07/cards-move.json step 13' },
    },
    {
      when: 'list or swimlane of the other board do not exist',
      status: 404,
      contentType: 'application/json',
      since: '8.19',
      source: { evidence: 'wekan/v11.07/cards-move.json step 16' },
    },
  ],
  examples: [
    {
      title: 'dates',
      input: {
        params: place,
        query: {},
        body: {
          receivedAt: '2026-01-01T00:00:00Z',
          startAt: '2026-01-02',
          dueAt: 1767312000000,
          endAt: '2026-01-04 10:00',
        },
      },
      output: { _id: 'JRpSkKGTaLh6oYJLT' },
      source: { evidence: 'wekan/v11.07/cards-put.json step 14' },
    },
  ],
  handle(ctx, { params, body: given }) {
    const board = writableBoard(ctx, params.boardId)
    const isEdited = applyEdit({ ctx, params, body: given, board })
    if (!isEdited && ctx.after(emptyEditsFail)) {
      ctx.explain('the body has nothing to write: of its members none is a field of cards with a value')
      throw new Sent(404, { message: 'Error' })
    }
    return { _id: params.cardId }
  },
})

export const editCardCustomField = route({
  id: 'edit_card_custom_field',
  group: 'cards',
  summary: 'Set the value of a custom field on a card.',
  doc: 'A field that the card does not have is left out without a word.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/cards.js:1928' },
    { code: 'wekan/wekan@v7.10 models/cards.js:3958' },
  ],
  versions: { since: '6.88' },
  effect: 'write',
  method: 'POST',
  path: '/api/boards/:boardId/lists/:listId/cards/:cardId/customFields/:customFieldId',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, listId, cardId, customFieldId: z.string().describe('Id of the custom field.') },
  body: {
    value: lenient(
      z
        .union([z.string(), z.number(), z.boolean(), z.array(z.string())])
        .optional()
        .describe('The value.'),
    ),
  },
  output: z.object({
    _id: z.string().describe('Id of the card.'),
    customFields: z.array(CustomFieldValue).describe('All its custom fields, as they were sent to the database.'),
  }),
  errors: [
    ...pageErrors('write'),
    {
      when: 'no such card lies open in the list: the error page',
      status: 500,
      source: { code: 'wekan/wekan@v11.07 server/models/cards.js:1943' },
    },
  ],
  examples: [
    {
      title: 'a choice',
      input: {
        params: {
          boardId: 'ZA4NkDmsNx57aWB7Y',
          listId: 'wTiogAPYvGyNEmZDZ',
          cardId: 'CPMmjTMQrnSexpsHr',
          customFieldId: '844mXXcZBLxznqXuL',
        },
        query: {},
        body: { value: 'aaaaaa' },
      },
      output: { _id: 'CPMmjTMQrnSexpsHr', customFields: [{ _id: '844mXXcZBLxznqXuL', value: 'aaaaaa' }] },
      source: { evidence: 'wekan/v11.07/custom-fields.json step 27' },
    },
  ],
  handle(ctx, { params, body: given }) {
    writableBoard(ctx, params.boardId)
    const card = cardAt(ctx, params.cardId, { boardId: params.boardId, listId: params.listId, archived: false })
    if (!card) throw new MeteorError(404, 'Card not found')
    const fields = customFieldsOf(card)
    if (!fields.some(({ _id }) => _id === params.customFieldId)) ctx.explain('the card has no such custom field')
    const customFields = fields.map((one) =>
      one._id === params.customFieldId ? { _id: params.customFieldId, value: given['value'] } : one,
    )
    setOnCard(ctx, card, { customFields })
    // Every entry of a stored card has its id.
    return { _id: params.cardId, customFields: customFields as { _id: string }[] }
  },
})
