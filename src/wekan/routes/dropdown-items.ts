import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { keepDropdownItems, setDropdownItem, setOnCustomField } from '../custom-field-store.js'
import type { WekanContext } from '../context.js'
import { boardId, route } from '../route.js'
import { changeable, changed, sentMember, writeErrors } from './custom-fields.js'

const customFieldId = z.string().describe('Id of the custom field.')
const dropdownItemId = z.string().describe('Id of the choice.')
const itemPath = '/api/boards/:boardId/custom-fields/:customFieldId/dropdown-items/:dropdownItemId'

const emptyName = {
  when: 'a name is empty or no text',
  status: 500,
  source: { code: 'wekan/wekan@v11.07 models/customFields.js:61' },
} as const

export const addCustomFieldDropdownItems = route({
  id: 'add_custom_field_dropdown_items',
  group: 'custom-fields',
  summary: 'Add choices to a dropdown.',
  doc: 'What is no text is left out without a word, an empty one is kept; a body without a list changes nothing.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/customFields.js:221' },
    { code: 'wekan/wekan@v7.10 models/customFields.js:466' },
  ],
  effect: 'write',
  method: 'POST',
  path: '/api/boards/:boardId/custom-fields/:customFieldId/dropdown-items',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, customFieldId },
  body: { items: lenient(z.array(z.string()).describe('Names of the choices.')) },
  output: z.object({ _id: z.string().describe('The id of the custom field in the request.') }),
  errors: writeErrors,
  examples: [
    {
      title: 'beyond the contract: two names and a number',
      input: {
        params: { boardId: 'ZA4NkDmsNx57aWB7Y', customFieldId: '844mXXcZBLxznqXuL' },
        query: {},
        body: { items: ['M', 'L', 5] },
      },
      output: { _id: '844mXXcZBLxznqXuL' },
      source: { evidence: 'wekan/v11.07/custom-fields.json step 20' },
    },
    {
      title: 'two names, made by the fake',
      input: {
        params: { boardId: 'ZA4NkDmsNx57aWB7Y', customFieldId: '844mXXcZBLxznqXuL' },
        query: {},
        body: { items: ['M', 'L'] },
      },
      output: { _id: '844mXXcZBLxznqXuL' },
      source: { code: 'wekan/wekan@v11.07 server/models/customFields.js:221' },
    },
  ],
  handle(ctx, { params, body }) {
    changeable(ctx, params.boardId)
    const items = sentMember(ctx, body, 'items')?.value
    if (!Array.isArray(items)) {
      ctx.explain('nothing was added: the body has no list `items`')
      return { _id: params.customFieldId }
    }
    const names = items.filter((name: unknown) => typeof name === 'string')
    const made = names.map((name) => ({ _id: ctx.world.ids.meteor(6), name: name.trim() }))
    const field = changed(ctx, params.boardId, params.customFieldId)
    keepDropdownItems(ctx, field, [...(field?.settings.dropdownItems ?? []), ...made])
    return { _id: params.customFieldId }
  },
})

export const editCustomFieldDropdownItem = route({
  id: 'edit_custom_field_dropdown_item',
  group: 'custom-fields',
  summary: 'Rename a choice of a dropdown.',
  doc: 'Unknown ids are answered as well.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/customFields.js:252' },
    { code: 'wekan/wekan@v7.10 models/customFields.js:510' },
  ],
  effect: 'write',
  method: 'PUT',
  path: itemPath,
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, customFieldId, dropdownItemId },
  body: { name: lenient(z.string().describe('Its new name.')) },
  output: z.object({ _id: z.string().describe('The id of the choice in the request.') }),
  errors: [...writeErrors, emptyName],
  examples: [
    {
      title: 'a choice',
      input: {
        params: { boardId: 'ZA4NkDmsNx57aWB7Y', customFieldId: '844mXXcZBLxznqXuL', dropdownItemId: '5kTqwe' },
        query: {},
        body: { name: 'Medium' },
      },
      output: { _id: '5kTqwe' },
      source: { evidence: 'wekan/v11.07/custom-fields.json step 22' },
    },
  ],
  handle(ctx, { params, body }) {
    changeable(ctx, params.boardId)
    const given = sentMember(ctx, body, 'name')
    if (given) rename(ctx, params, given.value)
    return { _id: params.dropdownItemId }
  },
})

export const deleteCustomFieldDropdownItem = route({
  id: 'delete_custom_field_dropdown_item',
  group: 'custom-fields',
  summary: 'Remove a choice from a dropdown.',
  doc: 'Cards that have it keep its id as their value. Unknown ids are answered as well.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/customFields.js:284' },
    { code: 'wekan/wekan@v7.10 models/customFields.js:556' },
  ],
  effect: 'write',
  method: 'DELETE',
  path: itemPath,
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId, customFieldId, dropdownItemId },
  body: {},
  output: z.object({ _id: z.string().describe('The id of the custom field in the request.') }),
  errors: writeErrors,
  examples: [
    {
      title: 'a choice',
      input: {
        params: { boardId: 'ZA4NkDmsNx57aWB7Y', customFieldId: '844mXXcZBLxznqXuL', dropdownItemId: 'aaaaaa' },
        query: {},
        body: {},
      },
      output: { _id: '844mXXcZBLxznqXuL' },
      source: { evidence: 'wekan/v11.07/custom-fields.json step 23' },
    },
  ],
  handle(ctx, { params }) {
    changeable(ctx, params.boardId)
    const field = changed(ctx, params.boardId, params.customFieldId)
    const left = field?.settings.dropdownItems?.filter(({ _id }) => _id !== params.dropdownItemId)
    if (left) keepDropdownItems(ctx, field, left)
    else setOnCustomField(ctx, field, {})
    return { _id: params.customFieldId }
  },
})

interface Place {
  readonly boardId: string
  readonly customFieldId: string
  readonly dropdownItemId: string
}

function rename(ctx: WekanContext, { boardId, customFieldId, dropdownItemId: _id }: Place, name: unknown): void {
  const isThere = setDropdownItem(ctx, changed(ctx, boardId, customFieldId), { _id, name })
  if (!isThere) ctx.explain(`no choice has the id '${_id}'`)
}
