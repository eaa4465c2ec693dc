import { z } from 'zod'
import { field, lenient } from '../../kernel/view.js'
import { readableBoard, writableBoard } from '../access.js'
import { pageErrors } from '../board-errors.js'
import { givenMember, ownMember } from '../body-members.js'
import type { Given } from '../body-members.js'
import type { Change } from '../changes.js'
import { expressRouting } from '../changes.js'
import {
  customFieldFlags,
  customFieldsOf,
  insertCustomField,
  removeCustomField,
  setOnCustomField,
  tellCustomField,
} from '../custom-field-store.js'
import type { WekanContext } from '../context.js'
import { CustomFieldDocument, CustomFieldLine, CustomFieldSettingsDocument } from '../documents-board-parts.js'
import { customFieldTypes } from '../documents-board-parts.js'
import { boardId, route } from '../route.js'
import type { CustomFieldRow } from '../rows.js'
import type { BoardRow } from '../tables.js'

export const customFieldsNeedWriters: Change = {
  since: '9.32',
  summary: 'Changing custom fields asks for a role that may write; before, whoever reads the board changed them.',
  source: { code: 'wekan/wekan@v9.32 server/models/customFields.js' },
}

export const customFieldsStayOnTheirBoard: Change = {
  since: '8.34',
  summary: 'Only custom fields of the board are changed; before, those of any board.',
  source: { code: 'wekan/wekan@v8.34 models/customFields.js' },
}

export const makerIsCaller: Change = {
  since: '10.92',
  summary: 'Who makes a custom field is who sends it; before, the activity named whom `authorId` names.',
  source: { code: 'wekan/wekan@v11.07 server/models/customFields.js:171' },
}

const customFieldId = z.string().describe('Id of the custom field.')

export const readErrors = pageErrors('read', {
  noToken: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 48' },
  refused: { code: 'wekan/wekan@v11.07 server/authentication.js:50' },
})
export const writeErrors = pageErrors('write', {
  noToken: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 49' },
  refused: { evidence: 'wekan/v11.07/custom-fields.json step 34' },
})

const flag = z.union([z.boolean(), z.enum(['true', 'false'])]).optional()
const flags = {
  showOnCard: lenient(flag.describe('Whether minicards show it; default false.')),
  automaticallyOnCard: lenient(flag.describe('Whether new cards get it; default false.')),
  showLabelOnMiniCard: lenient(flag.describe('Whether minicards show its name; default false.')),
  showSumAtTopOfList: field(
    { since: '6.00', source: { code: 'wekan/wekan@v6.00 models/customFields.js' } },
    lenient(flag.describe('Whether lists show the sum of its values; default false.')),
  ),
}

const wrong = {
  when: 'the name is empty, the type is unknown, the settings are no object, or a flag is no flag',
  status: 500,
  source: { evidence: 'wekan/v11.07/custom-fields.json step 10' },
} as const

export const getAllCustomFields = route({
  id: 'get_all_custom_fields',
  group: 'custom-fields',
  summary: 'Custom fields of a board, in brief.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/customFields.js:111' },
    { code: 'wekan/wekan@v7.10 models/customFields.js:282' },
  ],
  effect: 'read',
  method: 'GET',
  path: '/api/boards/:boardId/custom-fields',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId },
  body: {},
  output: z.array(CustomFieldLine),
  errors: readErrors,
  examples: [
    {
      title: 'two',
      input: { params: { boardId: 'ZA4NkDmsNx57aWB7Y' }, query: {}, body: {} },
      output: [
        { _id: 'EieomY3dCKbsjtjSp', name: 'Note', type: 'text' },
        { _id: '844mXXcZBLxznqXuL', name: 'Size', type: 'dropdown' },
      ],
      source: { evidence: 'wekan/v11.07/custom-fields.json step 13' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    return customFieldsOf(ctx, params.boardId).map(({ _id, name, type }) => ({ _id, name, type: typeOf(type) }))
  },
})

export const getCustomField = route({
  id: 'get_custom_field',
  group: 'custom-fields',
  summary: 'One custom field.',
  doc: 'An unknown one is an empty answer with status 200.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/customFields.js:124' },
    { code: 'wekan/wekan@v7.10 models/customFields.js:310' },
  ],
  effect: 'read',
  method: 'GET',
  path: '/api/boards/:boardId/custom-fields/:customFieldId',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, customFieldId },
  body: {},
  output: CustomFieldDocument,
  errors: [
    ...readErrors,
    {
      when: 'the board has no such field',
      status: 200,
      source: { evidence: 'wekan/v11.07/custom-fields.json step 16' },
    },
  ],
  examples: [
    {
      title: 'a dropdown',
      input: { params: { boardId: 'ZA4NkDmsNx57aWB7Y', customFieldId: '844mXXcZBLxznqXuL' }, query: {}, body: {} },
      output: {
        name: 'Size',
        type: 'dropdown',
        settings: { dropdownItems: [{ _id: 'aaaaaa', name: 'S' }] },
        showOnCard: true,
        automaticallyOnCard: true,
        showLabelOnMiniCard: true,
        showSumAtTopOfList: false,
        boardIds: ['ZA4NkDmsNx57aWB7Y'],
        alwaysOnCard: false,
        createdAt: '2026-11-22T04:57:25.680Z',
        modifiedAt: '2026-11-22T04:57:25.680Z',
        _id: '844mXXcZBLxznqXuL',
      },
      source: { evidence: 'wekan/v11.07/custom-fields.json step 15' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    const found = onBoard(ctx, params.boardId, params.customFieldId)
    if (!found) ctx.explain(`no custom field of this board has the id '${params.customFieldId}'`)
    return found
  },
})

export const newCustomField = route({
  id: 'new_custom_field',
  group: 'custom-fields',
  summary: 'Make a custom field.',
  doc: 'Cards that are there do not get it; new ones do if `automaticallyOnCard` says so. `settings` is required, if only as {}.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/customFields.js:137' },
    { code: 'wekan/wekan@v7.10 models/customFields.js:343' },
  ],
  effect: 'write',
  method: 'POST',
  path: '/api/boards/:boardId/custom-fields',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId },
  body: {
    name: lenient(z.string().describe('Its name.')),
    type: lenient(z.enum(customFieldTypes).describe('Which values it takes.')),
    settings: lenient(CustomFieldSettingsDocument),
    ...flags,
    authorId: lenient(z.string().optional().describe('Who makes it, for the activity; ignored since v10.92.')),
  },
  output: z.object({ _id: z.string().describe('Id of the custom field.') }),
  errors: [...writeErrors, wrong],
  examples: [
    {
      title: 'a text',
      input: {
        params: { boardId: 'ZA4NkDmsNx57aWB7Y' },
        query: {},
        body: {
          name: 'Note',
          type: 'text',
          settings: {},
          showOnCard: true,
          automaticallyOnCard: false,
          showLabelOnMiniCard: false,
          showSumAtTopOfList: false,
          authorId: 'M7679Kxz9DqK2wRc8',
        },
      },
      output: { _id: 'EieomY3dCKbsjtjSp' },
      source: { evidence: 'wekan/v11.07/custom-fields.json step 8' },
      since: '6.00',
    },
  ],
  handle(ctx, { params, body }) {
    changeable(ctx, params.boardId)
    const { name, type, settings, showOnCard, automaticallyOnCard, showLabelOnMiniCard, showSumAtTopOfList } = body
    const made = insertCustomField(ctx, {
      ...{ name, type, settings, showOnCard, automaticallyOnCard, showLabelOnMiniCard, showSumAtTopOfList },
      boardIds: [params.boardId],
    })
    tellCustomField(ctx, made, ctx.after(makerIsCaller) ? ctx.user?._id : body['authorId'])
    return { _id: made._id }
  },
})

/** In the order in which the handler writes them, each by itself. */
const editable = ['name', 'type', 'settings', ...customFieldFlags] as const

export const editCustomField = route({
  id: 'edit_custom_field',
  group: 'custom-fields',
  summary: 'Change a custom field.',
  doc: 'Members are written one after the other: what stands before a wrong one is kept. An unknown id is answered as well. `alwaysOnCard` does not reach the cards.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/customFields.js:181' },
    { code: 'wekan/wekan@v7.10 models/customFields.js:390' },
  ],
  effect: 'write',
  method: 'PUT',
  path: '/api/boards/:boardId/custom-fields/:customFieldId',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, customFieldId },
  body: {
    name: lenient(z.string().optional().describe('Its name.')),
    type: lenient(z.enum(customFieldTypes).optional().describe('Which values it takes.')),
    settings: lenient(CustomFieldSettingsDocument.optional()),
    ...flags,
    alwaysOnCard: lenient(flag.describe('Whether all cards have it.')),
  },
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  errors: [
    ...writeErrors,
    wrong,
    {
      when: 'the body is a form',
      status: 500,
      until: '8.42',
      source: { code: 'wekan/wekan@v7.10 models/customFields.js:398' },
    },
  ],
  examples: [
    {
      title: 'name and a flag',
      input: {
        params: { boardId: 'ZA4NkDmsNx57aWB7Y', customFieldId: 'EieomY3dCKbsjtjSp' },
        query: {},
        body: { name: 'Notes', showOnCard: false },
      },
      output: { _id: 'EieomY3dCKbsjtjSp' },
      source: { evidence: 'wekan/v11.07/custom-fields.json step 17' },
    },
  ],
  handle(ctx, { params, body }) {
    changeable(ctx, params.boardId)
    for (const key of editable) {
      const given = sentMember(ctx, body, key)
      if (given) setOnCustomField(ctx, changed(ctx, params.boardId, params.customFieldId), { [key]: given.value })
    }
    return { _id: params.customFieldId }
  },
})

export const deleteCustomField = route({
  id: 'delete_custom_field',
  group: 'custom-fields',
  summary: 'Delete a custom field, with its values on cards.',
  doc: 'An unknown id is answered as well.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/customFields.js:303' },
    { code: 'wekan/wekan@v7.10 models/customFields.js:599' },
  ],
  effect: 'write',
  method: 'DELETE',
  path: '/api/boards/:boardId/custom-fields/:customFieldId',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, customFieldId },
  body: {},
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  errors: writeErrors,
  examples: [
    {
      title: 'a custom field',
      input: { params: { boardId: 'ZA4NkDmsNx57aWB7Y', customFieldId: 'EieomY3dCKbsjtjSp' }, query: {}, body: {} },
      output: { _id: 'EieomY3dCKbsjtjSp' },
      source: { evidence: 'wekan/v11.07/custom-fields.json step 31' },
    },
  ],
  handle(ctx, { params }) {
    changeable(ctx, params.boardId)
    const found = onBoard(ctx, params.boardId, params.customFieldId)
    if (found) removeCustomField(ctx, found)
    else ctx.explain(`no custom field of this board has the id '${params.customFieldId}'`)
    return { _id: params.customFieldId }
  },
})

/** The board, if the caller may change its custom fields. */
export function changeable(ctx: WekanContext, id: string): BoardRow {
  return ctx.after(customFieldsNeedWriters) ? writableBoard(ctx, id) : readableBoard(ctx, id)
}

/** The field that a change reaches; undefined is answered as if there were one. */
export function changed(ctx: WekanContext, boardId: string, id: string): CustomFieldRow | undefined {
  const found = ctx.after(customFieldsStayOnTheirBoard) ? onBoard(ctx, boardId, id) : ctx.db.customFields.get(id)
  if (!found) ctx.explain(`no custom field has the id '${id}'`)
  return found
}

/** A member of the body; before Express the handler fails on forms. */
export function sentMember(ctx: WekanContext, body: Readonly<Record<string, unknown>>, key: string): Given | undefined {
  return ctx.after(expressRouting) ? givenMember(body, key) : ownMember(body, key)
}

function onBoard(ctx: WekanContext, boardId: string, id: string): CustomFieldRow | undefined {
  const found = ctx.db.customFields.get(id)
  return found?.boardIds.includes(boardId) === true ? found : undefined
}

// The schema lets no other type in.
function typeOf(type: string): (typeof customFieldTypes)[number] {
  return type as (typeof customFieldTypes)[number]
}
