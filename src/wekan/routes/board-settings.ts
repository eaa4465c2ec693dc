import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { quirk } from '../../kernel/quirk.js'
import { getBoardCardSettingsExamples, editBoardCardSettingsExamples } from '../examples/card-settings.js'
import { boardAdminOf, readableBoard, writableBoard } from '../access.js'
import { pageErrors, quietErrors } from '../board-errors.js'
import { updateBoard } from '../board-store.js'
import { paletteColors } from '../card-schema.js'
import { numericKeys, settingKeys } from '../card-settings.js'
import type { Change } from '../changes.js'
import { cleanValue, withoutMembers } from '../clean.js'
import type { WekanContext } from '../context.js'
import { boardDefaults } from '../defaults.js'
import { byKey, echoed, ofRows } from '../document-fields.js'
import { Mishap, NoAnswer, Sent } from '../failures.js'
import { boardId, route } from '../route.js'
import { cleanSet, text } from '../schema.js'
import { slugOf } from '../slug.js'
import type { BoardRow } from '../tables.js'
import { textOf } from '../text.js'

export const knownLabelSaysNothing = quirk({
  name: 'wekan.known-label-says-nothing',
  summary: 'PUT of a label that the board has answers 200 without a body. Off: the id of that label.',
  until: '9.35',
  source: { code: 'wekan/wekan@v7.10 models/boards.js:2178' },
})

export const labelsHang = quirk({
  name: 'wekan.labels-hang',
  summary:
    'PUT of labels without a label in the body is never answered: the connection stays open until the client gives up. Off: 200 without a body.',
  until: '9.80',
  source: { code: 'wekan/wekan@v7.10 models/boards.js:2164' },
})

export const labelsAreForAdmins: Change = {
  since: '9.36',
  summary: 'Labels are made by board admins, refusals are 401, 403 and 404; before, by whoever may read the board.',
  source: { code: 'wekan/wekan@v9.36 server/models/boards.js' },
}

export const labelsAreRead: Change = {
  since: '9.81',
  summary: 'A label may be a text, its colour is checked; before, name and colour were stored as they came.',
  source: { code: 'wekan/wekan@v9.81 models/lib/restLabel.js' },
}

const titleSchema = { title: { is: text, isRequired: true } } as const

export const putBoardTitle = route({
  id: 'put_board_title',
  group: 'boards',
  summary: 'Rename a board.',
  doc: 'A body without title is answered as well, and changes nothing but the date.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/boards.js:1073' }],
  versions: { since: '7.31' },
  effect: 'write',
  method: 'PUT',
  path: '/api/boards/:boardId/title',
  auth: 'board-member',
  failure: 'S200',
  params: { boardId },
  body: { title: lenient(z.string().describe('New title.')) },
  output: z.object({
    _id: z.string().describe('Id of the board.'),
    title: echoed.optional().describe('The title of the request, as it came.'),
  }),
  errors: [
    ...quietErrors('write', {
      noToken: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 21' },
      refused: { evidence: 'wekan/v11.07/boards-edit-delete.json step 10' },
    }),
    {
      when: 'the title is empty',
      status: 200,
      contentType: 'application/json',
      since: '8.43',
      source: { code: 'wekan/wekan@v11.07 models/boards.js:71' },
    },
    {
      when: 'the title is empty: the error page',
      status: 500,
      contentType: 'text/html',
      until: '8.42',
      source: { evidence: 'wekan/v7.10/boards-create-read.json step 3' },
    },
  ],
  examples: [
    {
      title: 'a new title',
      input: { params: { boardId: 'Bajdc38wEmZvmk6jE' }, query: {}, body: { title: 'Renamed' } },
      output: { _id: 'Bajdc38wEmZvmk6jE', title: 'Renamed' },
      source: { evidence: 'wekan/v11.07/boards-edit-delete.json step 7' },
      since: '7.31',
    },
  ],
  handle(ctx, { params, body }) {
    const board = writableBoard(ctx, params.boardId)
    const title: unknown = body['title']
    // Cleaning takes unknown members out of the very object that is answered.
    const answered = withoutMembers(title) === undefined && title !== undefined ? {} : title
    if (title === null || (typeof title === 'object' && answered === title)) {
      throw new Mishap('the slug is made of the title before the schema judges it, and takes nothing but a text')
    }
    const { set } = cleanSet(ctx, 'boards', { title }, titleSchema)
    // The schema makes the slug anew with every title.
    updateBoard(ctx, board, typeof set['title'] === 'string' ? { title: set['title'], slug: slugOf(set['title']) } : {})
    return { _id: params.boardId, ...(title === undefined ? {} : { title: answered }) }
  },
})

const asAdmin = { since: '9.36', source: { code: 'wekan/wekan@v9.36 server/models/boards.js' } } as const

export const addBoardLabel = route({
  id: 'add_board_label',
  group: 'boards',
  summary: 'Make a label on a board, or find the one with this name and colour.',
  doc: 'The answer is the id alone, as a JSON text. Before v9.81 a body without label is never answered, and a form or a label that is null is answered {}.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/boards.js:1096' },
    { code: 'wekan/wekan@v7.10 models/boards.js:2160' },
  ],
  effect: 'write',
  method: 'PUT',
  path: '/api/boards/:boardId/labels',
  auth: 'board-admin',
  failure: [
    { style: 'HTML', until: '9.35' },
    { style: 'JSON', since: '9.36' },
  ],
  params: { boardId },
  body: {
    label: lenient(
      z
        .union([
          z.object({
            name: z.string().optional().describe('Name.'),
            color: z
              .enum(paletteColors as [string, ...string[]])
              .optional()
              .describe('Colour.'),
          }),
          z.string(),
        ])
        .describe('Name and colour; since v9.81 also a name alone, whose colour is green.'),
    ),
  },
  output: z.string().describe('Id of the label, 6 characters.'),
  errors: [
    {
      ...asAdmin,
      when: 'no token, or an unknown one',
      status: 401,
      source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 22' },
    },
    {
      ...asAdmin,
      when: 'the caller administers neither board nor site',
      status: 403,
      source: { evidence: 'wekan/v11.07/boards-labels.json step 15' },
    },
    {
      ...asAdmin,
      when: 'there is no such board',
      status: 404,
      source: { evidence: 'wekan/v11.07/boards-labels.json step 16' },
    },
    {
      when: 'label is missing, is neither text nor object, or has a colour that does not exist',
      status: 400,
      since: '9.81',
      source: { evidence: 'wekan/v11.07/boards-labels.json step 12' },
    },
    ...pageErrors('read').map((one) => ({ ...one, until: '9.35' })),
  ],
  examples: [
    {
      title: 'a label',
      input: {
        params: { boardId: 'b8Wj4KMNYwsuHrBLC' },
        query: {},
        body: { label: { name: 'Urgent', color: 'red' } },
      },
      output: 'Bzpfor',
      source: { evidence: 'wekan/v11.07/boards-labels.json step 8' },
    },
  ],
  handle(ctx, { params, body }) {
    const board = labelledBoard(ctx, params.boardId)
    if (!ctx.after(labelsAreRead)) requireOldLabel(ctx, body)
    const label = ctx.after(labelsAreRead) ? labelOf(body['label']) : storedLabel(body['label'])
    const known = labelsOf(board).find(({ name, color }) => name === label.name && color === label.color)
    if (known && ctx.has(knownLabelSaysNothing)) {
      ctx.explain(`the board has that label already: '${String(known._id)}'`)
      return undefined
    }
    if (known) return known._id
    return pushLabel(ctx, board, label)
  },
})

const aboutOf = (key: string): string => boardDefaults.find((line) => line.key === key)?.about ?? key

const truth = z.union([z.boolean(), z.enum(['true', 'false'])]).optional()
const count = z.union([z.number(), z.string()]).optional()
const CardSettings = ofRows(
  z
    .object({
      ...byKey(settingKeys, (key) => z.boolean().optional().describe(aboutOf(key))),
      ...byKey(numericKeys, (key) => z.number().optional().describe(aboutOf(key))),
    })
    .describe('What cards of the board show.'),
)

const settings = {
  group: 'boards',
  versions: { since: '9.36' },
  path: '/api/boards/:boardId/cardSettings',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId },
  output: CardSettings,
} as const
const errors = {
  noToken: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 23' },
  refused: { evidence: 'wekan/v11.07/boards-edit-delete.json step 15' },
} as const

export const getBoardCardSettings = route({
  ...settings,
  id: 'get_board_card_settings',
  summary: 'What cards of a board show.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/boards.js:1217' }],
  effect: 'read',
  method: 'GET',
  body: {},
  errors: pageErrors('read', errors),
  examples: getBoardCardSettingsExamples,
  handle: (ctx, { params }) => settingsOf(readableBoard(ctx, params.boardId)),
})

export const editBoardCardSettings = route({
  ...settings,
  id: 'edit_board_card_settings',
  summary: 'Change what cards of a board show.',
  doc: 'Whatever is not true counts as false. Numbers that are none are left out; without any other member they are answered as unknown.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/boards.js:1235' }],
  effect: 'write',
  method: 'PUT',
  body: {
    ...byKey(settingKeys, (key) => lenient(truth.describe(aboutOf(key)))),
    ...byKey(numericKeys, (key) => lenient(count.describe(aboutOf(key)))),
  },
  errors: [
    ...pageErrors('write', errors),
    {
      when: 'the body names no setting',
      status: 400,
      contentType: 'application/json',
      source: { evidence: 'wekan/v11.07/boards-edit-delete.json step 14' },
    },
  ],
  examples: editBoardCardSettingsExamples,
  handle(ctx, { params, body }) {
    const board = writableBoard(ctx, params.boardId)
    const flags = settingKeys.filter((key) => Object.hasOwn(body, key)).map((key) => [key, isTrue(body[key])])
    const numbers = numericKeys
      .map((key) => [key, Object.hasOwn(body, key) ? Number.parseInt(textOf(body[key]), 10) : NaN] as const)
      .filter(([, value]) => value >= 0)
    if (flags.length + numbers.length === 0) throw new Sent(400, { error: 'no recognized card settings in body' })
    return settingsOf(updateBoard(ctx, board, Object.fromEntries([...flags, ...numbers])))
  },
})

const isTrue = (value: unknown): boolean => value === true || textOf(value).toLowerCase() === 'true'

function settingsOf(board: BoardRow): Record<string, unknown> {
  const known = [...settingKeys, ...numericKeys].filter((key) => board[key] !== undefined)
  return Object.fromEntries(known.map((key) => [key, board[key]]))
}

interface Label {
  readonly _id: string
  readonly name?: unknown
  readonly color?: unknown
}

/** Labels of a board; it has none until the first one is made. */
export function labelsOf(board: BoardRow): readonly Label[] {
  const labels: unknown = board['labels']
  return Array.isArray(labels) ? labels : []
}

/** Adds a label and answers its id; an empty name is kept, because the label is pushed and not set. */
export function pushLabel(ctx: WekanContext, board: BoardRow, label: { name: unknown; color: unknown }): string {
  const _id = ctx.world.ids.meteor(6)
  const name = cleanValue(label.name, 'String')
  const named = name === undefined ? {} : { name }
  updateBoard(ctx, board, { labels: [...labelsOf(board), { _id, ...named, color: label.color }] })
  return _id
}

function labelledBoard(ctx: WekanContext, id: string): BoardRow {
  if (!ctx.after(labelsAreForAdmins)) return readableBoard(ctx, id)
  const board = ctx.db.boards.get(id)
  if (!ctx.user) throw new Sent(401, { error: 'Unauthorized' })
  if (!board) throw new Sent(404, { error: 'Board not found' })
  if (boardAdminOf(ctx, board)) return board
  throw new Sent(403, { error: 'Only a board admin can create or edit labels' })
}

/** What the handler reads of the body without looking; `{}` is what JSON makes of a TypeError. */
function requireOldLabel(ctx: WekanContext, body: Readonly<Record<string, unknown>>): void {
  if (typeof body['hasOwnProperty'] !== 'function') {
    ctx.explain('hasOwnProperty is no function of the body: it is a form, or has a member of that name')
    throw new Sent(200, {})
  }
  if (!Object.hasOwn(body, 'label')) {
    ctx.explain('the body has no label, and nothing is answered')
    throw ctx.has(labelsHang) ? new NoAnswer('no label') : new Sent(200, undefined)
  }
  if (body['label'] === null) {
    ctx.explain('label is null, and the server reads its colour')
    throw new Sent(200, {})
  }
}

function labelOf(given: unknown): { name: string; color: string } {
  if (given === undefined || given === null) {
    throw new Sent(400, {
      error: 'Missing \'label\'. Send { "label": { "name": "...", "color": "green" } } or { "label": "..." }.',
    })
  }
  if (typeof given === 'string') return { name: given, color: 'green' }
  if (typeof given !== 'object')
    throw new Sent(400, { error: "'label' must be an object { name, color } or a string name." })
  const { name, color } = given as Record<string, unknown>
  const own = color === undefined || color === null || color === '' ? 'green' : textOf(color)
  if (paletteColors.includes(own)) return { name: textOf(name ?? ''), color: own }
  throw new Sent(400, { error: `Invalid label color '${own}'. Allowed colors: ${paletteColors.join(', ')}.` })
}

/** Name and colour as they come; the schema refuses a colour that does not exist, and the page is the answer. */
function storedLabel(given: unknown): { name: unknown; color: unknown } {
  // Neither null nor undefined by now, and every other value has members.
  const { name, color } = given as Record<string, unknown>
  if (!paletteColors.includes(textOf(color))) throw new Mishap('the schema refuses the colour of the label')
  return { name, color }
}
