import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { quirk } from '../../kernel/quirk.js'
import { isActiveMember, signedIn } from '../access.js'
import { userOfToken } from '../accounts.js'
import type { SentRequest, WekanContext } from '../context.js'
import { unzipped } from '../export/archive.js'
import { partsOf, scopeOf } from '../export/selection.js'
import { MatchError, MeteorError, Sent } from '../failures.js'
import { carryOut } from '../import/carry-out.js'
import { importInto } from '../import/into-board.js'
import { externalParsers, kanboardPlan } from '../import/kanboard-shape.js'
import { isRow } from '../import/plan.js'
import type { ImportPlan } from '../import/plan.js'
import { tablePlan } from '../import/tables-of-cards.js'
import { jiraPlan, trelloPlan } from '../import/trackers.js'
import { wekanPlan } from '../import/wekan-board.js'
import type { Mapping } from '../import/wekan-board.js'
import { workbookRows } from '../import/workbook-rows.js'
import { route } from '../route.js'
import type { UserRow } from '../tables.js'
import { exportQuery, scopeQuery } from './exports.js'

export const importTakesBoardMember = quirk({
  name: 'wekan.import-takes-board-member',
  summary:
    'An export whose own member is called `board`, as Kanboard’s and Jira’s are, is taken for that member when it is the whole body: the board that is made is empty. Off: the body is the export.',
  since: '9.31',
  source: { code: 'wekan/wekan@v11.07 server/models/boards.js:1039' },
})

type Row = Readonly<Record<string, unknown>>

const boards = (line: number) => ({ code: `wekan/wekan@v11.07 server/models/boards.js:${line}` })
const zip = (line: number) => ({ code: `wekan/wekan@v11.07 models/importZip.js:${line}` })

const shared = {
  group: 'boards',
  versions: { since: '9.31' },
  effect: 'write',
  method: 'POST',
  auth: 'user',
  unverified: 'no recording has it',
} as const

const membersMapping = lenient(
  z
    .record(z.string(), z.string())
    .optional()
    .describe('Who a person of the export is here: id or name there, id here.'),
)
const Made = z.object({ _id: z.string().describe('Id of the board.') })
const noToken = { when: 'no token, or an unknown one', status: 200, code: 'Unauthorized', source: boards(993) } as const
const halfExport = {
  when: 'a part of the export is missing; a board may have been made',
  status: 200,
  result: {},
  source: { code: 'wekan/wekan@v11.07 models/wekanCreator.js:1179' },
} as const

export const importBoard = route({
  ...shared,
  id: 'import_board',
  summary: 'Make a board from an export of Wekan.',
  doc: 'The caller becomes its only active admin. People who are unknown here come along as users who cannot log in.',
  sources: [boards(991), { code: 'wekan/wekan@v11.07 models/wekanCreator.js' }],
  path: '/api/boards/import',
  failure: 'S200',
  params: {},
  body: {
    board: lenient(z.record(z.string(), z.unknown()).describe('What GET /api/boards/:boardId/export answers.')),
    membersMapping,
  },
  output: Made,
  errors: [noToken, { when: 'there is no board in the body', status: 400, source: boards(996) }, halfExport],
  examples: [
    {
      title: 'a board with a list, made by the fake',
      input: {
        params: {},
        query: {},
        body: {
          board: {
            _format: 'wekan-board-1.0.0',
            title: 'Plan',
            permission: 'private',
            color: 'belize',
            members: [],
            labels: [],
            users: [],
            swimlanes: [{ _id: 's1', title: 'Default', sort: 0 }],
            lists: [{ _id: 'l1', title: 'Todo', sort: 0 }],
            cards: [],
            checklists: [],
            checklistItems: [],
            customFields: [],
            comments: [],
            activities: [],
            triggers: [],
            actions: [],
            rules: [],
            attachments: [],
            subtaskItems: [],
          },
        },
      },
      output: { _id: 'x43t3ah7bRAquzRhj' },
      source: { code: 'wekan/wekan@v11.07 server/models/boards.js:991' },
    },
    {
      title: 'no board, made by the fake',
      input: { params: {}, query: {}, body: {} },
      output: { error: 'Missing board export object' },
      status: 400,
      source: { code: 'wekan/wekan@v11.07 server/models/boards.js:991' },
    },
  ],
  handle(ctx, { body }) {
    const user = signedIn(ctx)
    const { board } = body
    if (!board || typeof board !== 'object') throw new Sent(400, { error: 'Missing board export object' })
    return { _id: carryOut(ctx, user, wekanPlan(ctx, user, { ...board }, mappingOf(body))) }
  },
})

const sources = ['trello', 'wekan', 'csv', 'jira', 'kanboard', 'excel', ...Object.keys(externalParsers)]

export const importBoardFrom = route({
  ...shared,
  id: 'import_board_from',
  summary: 'Make a board from an export of another tool.',
  doc: 'The export is the body, or its member `board`. CSV comes as rows of cells, Excel as {"excelBase64"}. Files and avatars that only the other tool could serve stay behind.',
  sources: [boards(1034), { code: 'wekan/wekan@v11.07 models/import.js:42' }],
  path: '/api/boards/import/:source',
  failure: 'S200',
  params: { source: z.enum(sources).describe('Which tool.') },
  body: {
    board: lenient(z.unknown().optional().describe('The export; without it the body is the export.')),
    membersMapping,
  },
  output: Made,
  errors: [
    noToken,
    {
      when: 'there is no such tool',
      status: 200,
      code: 'invalid-import-source',
      source: { code: 'wekan/wekan@v11.07 models/import.js:97' },
    },
    halfExport,
  ],
  examples: [
    {
      title: 'issues of GitHub, made by the fake',
      input: { params: { source: 'github' }, query: {}, body: { board: [{ title: 'Issue' }] } },
      output: { _id: 'yk2jbnFA7yzJ34Dvv' },
      source: { code: 'wekan/wekan@v11.07 server/models/boards.js:1034' },
    },
    {
      title: 'an unknown tool, made by the fake',
      input: { params: { source: 'abacus' }, query: {}, body: { board: [] } },
      output: {
        isClientSafe: true,
        error: 'invalid-import-source',
        reason: 'Unknown import source: abacus',
        message: 'Unknown import source: abacus [invalid-import-source]',
        errorType: 'Meteor.Error',
      },
      source: { code: 'wekan/wekan@v11.07 server/models/boards.js:1034' },
    },
  ],
  prepare: rowsOfExcel,
  handle(ctx, { params, body }) {
    const user = signedIn(ctx)
    const isWhole = body['board'] === undefined || (!ctx.has(importTakesBoardMember) && hasOwnBoard(body))
    const given = isWhole ? body : body['board']
    if (typeof given !== 'object' || given === null) {
      throw new MatchError('Failed Match.OneOf, Match.Maybe or Match.Optional validation', '')
    }
    const plan = planOf(ctx, { user, source: params.source, given, mapping: mappingOf(body) })
    return { _id: carryOut(ctx, user, plan) }
  },
})

export const importZip = route({
  ...shared,
  id: 'importZip',
  summary: 'Bring an archive that Wekan exported into a board.',
  doc: 'The archive is the body. Everything in it comes in anew: beside a swimlane, a list or a card that the query names, else in front. Lists with a title that is there are taken as they are.',
  sources: [zip(100), { code: 'wekan/wekan@v11.07 models/server/scopedImporter.js' }],
  path: '/api/import/zip',
  failure: 'JSON',
  accepts: 'application/zip',
  isBare: true,
  params: {},
  query: { ...exportQuery, ...scopeQuery, boardId: z.string().optional().describe('Id of the board to import into.') },
  body: {},
  output: z.object({
    ok: z.literal(true).describe('Always true.'),
    counts: z
      .object({
        swimlanes: z.number().describe('Swimlanes that were made.'),
        lists: z.number().describe('Lists that were made.'),
        cards: z.number().describe('Cards that were made.'),
        checklists: z.number().describe('Checklists that were made.'),
        comments: z.number().describe('Comments that were made.'),
        attachments: z.number().describe('Attachments that were kept.'),
      })
      .describe('How much came in.'),
  }),
  errors: [
    { when: 'no token, or an unknown one', status: 401, source: zip(118) },
    { when: 'there is no such board', status: 404, source: zip(136) },
    { when: 'the caller is no active member of the board', status: 403, source: zip(143) },
    { when: 'the archive has no wekan.json', status: 400, source: zip(163) },
    { when: 'the document says another format', status: 400, source: zip(169) },
    { when: 'the body is no archive, or the document no JSON', status: 500, source: zip(207) },
  ],
  examples: [
    {
      title: 'an archive, sent as the body, made by the fake',
      input: { params: {}, query: { boardId: 'g3k58X4RFRwtzaqyz' }, body: {} },
      output: { ok: true, counts: { swimlanes: 1, lists: 1, cards: 1, checklists: 0, comments: 0, attachments: 0 } },
      source: { code: 'wekan/wekan@v11.07 models/importZip.js:100' },
    },
    {
      title: 'no archive, made by the fake',
      input: { params: {}, query: { boardId: 'g3k58X4RFRwtzaqyz' }, body: {} },
      output: { error: 'import-failed' },
      status: 500,
      source: { code: 'wekan/wekan@v11.07 models/importZip.js:100' },
    },
  ],
  prepare: ({ bytes }) => unzipped(bytes),
  handle(ctx) {
    const user = zipCaller(ctx)
    const { boardId } = ctx.request.query
    const board = typeof boardId === 'string' ? ctx.db.boards.get(boardId) : undefined
    if (!board) throw new Sent(404, { error: 'Not found' })
    if (!isActiveMember(board, user._id)) throw new Sent(403, { error: 'Forbidden' })
    const entries = ctx.request.prepared
    if (!(entries instanceof Map)) throw new Sent(500, { error: 'import-failed' })
    // `prepare` made it.
    const files = entries as ReadonlyMap<string, Uint8Array>
    const document = documentIn(files)
    const parts = partsOf(ctx.request)
    const counts = importInto(ctx, { board, user, document, files: filesIn(files), parts, scope: scopeOf(ctx.request) })
    return { ok: true as const, counts }
  },
})

/** An export of Kanboard or Jira as it is. */
function hasOwnBoard(body: Row): boolean {
  return ['tasks', 'columns', 'issues'].some((key) => Array.isArray(body[key]))
}

function mappingOf(body: Row): Mapping {
  const given = body['membersMapping']
  return new Map(isRow(given) ? Object.entries(given).map(([key, id]) => [key, String(id)]) : [])
}

/** The rows of a workbook in the body; nothing when there is none. */
async function rowsOfExcel({ bytes }: SentRequest): Promise<string[][] | undefined> {
  const text = new TextDecoder().decode(bytes)
  if (!text.includes('"excelBase64"')) return undefined
  try {
    const body: unknown = JSON.parse(text)
    const given = isRow(body) && isRow(body['board']) ? body['board'] : body
    const encoded = isRow(given) ? given['excelBase64'] : undefined
    return typeof encoded === 'string' ? await workbookRows(Buffer.from(encoded, 'base64')) : undefined
  } catch {
    return undefined
  }
}

interface Given {
  readonly user: UserRow
  readonly source: string
  readonly given: object
  readonly mapping: Mapping
}

function planOf(ctx: WekanContext, { user, source, given, mapping }: Given): ImportPlan {
  const parser = Object.hasOwn(externalParsers, source) ? externalParsers[source] : undefined
  if (parser) return kanboardPlan(parser(given), mapping, ctx.at)
  if (!sources.includes(source)) {
    throw new MeteorError('invalid-import-source', `Unknown import source: ${source}`)
  }
  if (source === 'csv') {
    if (!Array.isArray(given)) throw new MatchError('Expected array, got object', '')
    return tablePlan(given, { mapping, now: ctx.at })
  }
  if (!isRow(given)) throw new MatchError('Expected plain object', '')
  if (source === 'excel') return tablePlan(ctx.request.prepared, { mapping, now: ctx.at })
  if (source === 'wekan') return wekanPlan(ctx, user, given, mapping)
  if (source === 'trello') return trelloPlan(ctx, given, mapping)
  return source === 'jira' ? jiraPlan(given, mapping, ctx.at) : kanboardPlan(given, mapping, ctx.at)
}

function zipCaller(ctx: WekanContext): UserRow {
  const given = ctx.request.query['authToken']
  if (given !== undefined && given !== '') {
    const token = String(given)
    if (token.length > 10000) throw new Sent(400, { error: 'Bad request' })
    const user = userOfToken(ctx.world, token)
    if (!user) throw new Sent(401, { error: 'Invalid token' })
    return user
  }
  if (!ctx.user) throw new Sent(401, { error: 'Unauthorized' })
  return ctx.user
}

function documentIn(files: ReadonlyMap<string, Uint8Array>): Row {
  const name = [...files.keys()].find((one) => /(^|\/)wekan\.json$/.test(one))
  if (name === undefined) throw new Sent(400, { error: 'import-not-wekan-export' })
  const document = parsed(files.get(name) ?? new Uint8Array())
  const format = document['_format']
  if (format && format !== 'wekan-board-1.0.0') throw new Sent(400, { error: 'invalid-format' })
  return document
}

function parsed(bytes: Uint8Array): Row {
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (isRow(document)) return document
  } catch {
    // Answered below.
  }
  throw new Sent(500, { error: 'import-failed' })
}

/** Contents of attachments by id: entries are named `attachments/<id>-<name>`. */
function filesIn(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>()
  for (const [path, bytes] of files) {
    const base = /(?:^|\/)attachments\/([^/]+)$/.exec(path)?.[1]
    if (base !== undefined) found.set(base.split('-')[0] ?? base, bytes)
  }
  return found
}
