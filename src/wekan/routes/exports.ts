import { z } from 'zod'
import { exportJsonExamples } from '../examples/exported-board.js'
import { attachmentExport, boardExport, exportsLackAttachments } from '../export/board-json.js'
import { boardCsv } from '../export/csv.js'
import { BoardExport } from '../export/document.js'
import { externalExport, externalFormats, kanboardExport } from '../export/external.js'
import { exportableBoard, fileBoard } from '../export/gate.js'
import type { Refusals } from '../export/gate.js'
import { partsOf, scopeOf } from '../export/selection.js'
import { FileAnswer, fileOf, textAnswer } from '../file-answer.js'
import { appPage } from '../front.js'
import { ofRows } from '../document-fields.js'
import { boardId, route } from '../route.js'

const api = 'wekan/wekan@v11.07 models/export.js'

const text = (about: string): z.ZodOptional<z.ZodString> => z.string().optional().describe(about)

/** What every export takes after the question mark. */
export const exportQuery = {
  authToken: text('A login token; the token of the request is then not looked at.'),
  fields: text('Which parts, separated by commas: board-header, activities, labels, people, dates, description, …'),
}
export const scopeQuery = {
  swimlaneId: text('Only cards of this swimlane.'),
  listId: text('Only cards of this list.'),
  cardId: text('Only this card.'),
  checklistId: text('Only this checklist, on its card.'),
}

const jsonErrors = [
  {
    when: 'no token, or an unknown one, and the board is private',
    status: 401,
    source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 55' },
  },
  {
    when: 'the authToken is unknown',
    status: 401,
    since: '9.67',
    source: { evidence: 'wekan/v11.07/export.json step 11' },
  },
  {
    when: 'the caller is no active member of the private board',
    status: 403,
    source: { evidence: 'wekan/v11.07/export.json step 12' },
  },
  {
    when: 'there is no such board',
    status: 404,
    since: '9.67',
    source: { evidence: 'wekan/v11.07/export.json step 13' },
  },
  { when: 'the authToken is longer than 10000 characters', status: 400, since: '9.67', source: { code: `${api}:133` } },
] as const
const oldErrors = [
  {
    when: 'the authToken is unknown: the error page',
    status: 500,
    until: '9.66',
    source: { evidence: 'wekan/v7.10/export.json step 11' },
  },
  {
    when: 'there is no such board, or the caller is no active member of it',
    status: 200,
    until: '9.66',
    source: { evidence: 'wekan/v7.10/export.json step 13' },
  },
] as const

const shared = { group: 'export', effect: 'read', method: 'GET', auth: 'none', body: {} } as const
const styles = [{ style: 'JSON', since: '9.67' }, { style: 'HTML' }] as const

export const exportJson = route({
  ...shared,
  id: 'exportJson',
  summary: 'Export a board as JSON.',
  doc: 'Public boards need no token since v8.00. Site admins who are no members of a private board do not get it.',
  sources: [
    { code: `${api}:90` },
    { code: 'wekan/wekan@v7.10 models/export.js:32' },
    { evidence: 'wekan/v11.07/export.json step 9' },
  ],
  path: '/api/boards/:boardId/export',
  failure: styles,
  params: { boardId },
  query: {
    ...exportQuery,
    ...scopeQuery,
    attachments: text('`false` leaves the content of attachments out.'),
  },
  output: BoardExport,
  errors: [...jsonErrors, ...oldErrors],
  examples: exportJsonExamples,
  handle(ctx, { params }) {
    const board = exportableBoard(ctx, params.boardId)
    if (!board) return undefined
    const withFiles = ctx.request.query['attachments'] !== 'false'
    return boardExport(ctx, board, { withFiles, scope: scopeOf(ctx.request), parts: partsOf(ctx.request) })
  },
})

export const exportKanboard = route({
  ...shared,
  id: 'exportKanboard',
  summary: 'Export a board as Kanboard’s importer takes it.',
  sources: [{ code: `${api}:252` }],
  versions: { since: '9.46' },
  path: '/api/boards/:boardId/export/kanboard',
  failure: styles,
  params: { boardId },
  query: { authToken: exportQuery.authToken },
  output: ofRows(
    z.object({
      board: z.object({ name: z.string().describe('Title of the board.') }).describe('The board.'),
      columns: z.array(z.object({ title: z.string().describe('Title.') })).describe('Lists.'),
      swimlanes: z.array(z.object({ name: z.string().describe('Title.') })).describe('Swimlanes.'),
      tasks: z
        .array(
          z.object({
            title: z.string().optional().describe('Title.'),
            description: z.string().describe('Description.'),
            column_name: z.string().describe('Title of the list.'),
            swimlane_name: z.string().describe('Title of the swimlane.'),
            date_due: z.string().optional().describe('When it is due.'),
            tags: z.array(z.string()).describe('Names of labels.'),
          }),
        )
        .describe('Cards that are not in the archive.'),
    }),
  ),
  errors: jsonErrors,
  examples: [
    {
      title: 'a card',
      input: { params: { boardId: 'AqsMazhpQtFaCjrcm' }, query: {}, body: {} },
      output: {
        board: { name: 'Plan' },
        columns: [{ title: 'Todo' }, { title: 'Done' }],
        swimlanes: [{ name: 'Default' }],
        tasks: [
          {
            title: 'First card',
            description: 'A **description**',
            column_name: 'Todo',
            swimlane_name: 'Default',
            tags: [],
          },
        ],
      },
      source: { evidence: 'wekan/v11.07/export.json step 15' },
    },
  ],
  handle(ctx, { params }) {
    const board = exportableBoard(ctx, params.boardId)
    return board && kanboardExport(ctx, board)
  },
})

export const exportExternal = route({
  ...shared,
  id: 'exportExternal',
  summary: 'Export a board as another tool writes it.',
  doc: 'Any other word is the page of the web application.',
  sources: [{ code: `${api}:365` }, { code: 'wekan/wekan@v11.07 models/lib/externalExporters.js' }],
  versions: { since: '9.46' },
  path: '/api/boards/:boardId/export/:format',
  failure: styles,
  unverified: 'no recording has it',
  params: { boardId, format: z.enum(externalFormats).describe('Which tool.') },
  query: exportQuery,
  output: z.unknown().describe('What the tool would write.'),
  errors: jsonErrors,
  examples: [
    {
      title: 'issues of GitHub, made by the fake',
      input: { params: { boardId: 'g3k58X4RFRwtzaqyz', format: 'github' }, query: {}, body: {} },
      output: [{ title: 'Card', body: '', state: 'open', labels: [] }],
      source: { code: 'wekan/wekan@v11.07 models/export.js:365' },
    },
    {
      title: 'a stranger, made by the fake',
      input: { params: { boardId: 'g3k58X4RFRwtzaqyz', format: 'github' }, query: {}, body: {} },
      output: { error: 'Forbidden' },
      status: 403,
      source: { code: 'wekan/wekan@v11.07 models/export.js:365' },
    },
  ],
  handle(ctx, { params }) {
    // Express takes the fixed parts of a path in any letter case.
    const format = params.format.toLowerCase()
    if (!externalFormats.includes(format)) return new FileAnswer(appPage.status, appPage.headers, appPage.body)
    const board = exportableBoard(ctx, params.boardId)
    return board && externalExport(ctx, board, { format, parts: partsOf(ctx.request) })
  },
})

export const exportAttachment = route({
  ...shared,
  id: 'export_attachment',
  summary: 'Export one attachment with its content in Base64.',
  doc: 'An empty object for an attachment that is not on the board.',
  sources: [{ code: `${api}:400` }, { code: 'wekan/wekan@v7.10 models/export.js:89' }],
  path: '/api/boards/:boardId/attachments/:attachmentId/export',
  failure: styles,
  unverified: 'no recording has it',
  params: { boardId, attachmentId: z.string().describe('Id of the attachment.') },
  query: { authToken: exportQuery.authToken },
  output: z
    .looseObject({
      _id: z.string().optional().describe('Id of the attachment.'),
      cardId: z.string().optional().describe('Id of its card.'),
      source: z.string().optional().describe('Where it came from: api, import, …'),
      name: z.string().optional().describe('Name of the file.'),
      type: z.string().optional().describe('Media type.'),
      file: z.string().optional().describe('The content in Base64.'),
    })
    .describe('An attachment.'),
  errors: [...jsonErrors, ...oldErrors],
  examples: [
    {
      title: 'a file, made by the fake',
      input: { params: { boardId: 'j6rcfB73A4iCaBor8', attachmentId: 'tjLYuCt4uxwgwGcER' }, query: {}, body: {} },
      output: {
        _id: 'tjLYuCt4uxwgwGcER',
        cardId: 'TXiHezPtLSucce2J9',
        source: 'api',
        name: 'note.txt',
        type: 'text/plain',
        file: 'aGVsbG8=',
      },
      source: { code: 'wekan/wekan@v11.07 models/export.js:400' },
    },
    {
      title: 'a stranger, made by the fake',
      input: { params: { boardId: 'j6rcfB73A4iCaBor8', attachmentId: 'none' }, query: {}, body: {} },
      output: { error: 'Forbidden' },
      status: 403,
      source: { code: 'wekan/wekan@v11.07 models/export.js:400' },
      since: '8.43',
    },
  ],
  handle(ctx, { params }) {
    const board = exportableBoard(ctx, params.boardId, 'site admins')
    if (!board) return undefined
    const row = ctx.db.attachments.get(params.attachmentId)
    const isHere = row?.boardId === board._id && !ctx.has(exportsLackAttachments)
    if (!isHere) ctx.explain(`the export of this board has no attachment '${params.attachmentId}'`)
    return attachmentExport(isHere ? row : undefined, true)
  },
})

const csvRefusals: Refusals = {
  unknownBoard: textAnswer(404, 'Board not found'),
  longToken: textAnswer(400, 'Invalid token'),
  refused: textAnswer(403, 'Permission Error'),
  caller: 'anybody',
  noCaller: 'json',
  sought: 'site admins',
}

export const exportCsv = route({
  ...shared,
  id: 'exportCSV/TSV',
  summary: 'Export the cards of a board as CSV, or as TSV.',
  doc: 'CSV begins with a byte order mark. Only a tab as delimiter makes it TSV. Headers are English here; the real server takes the language of the user.',
  sources: [{ code: `${api}:497` }, { evidence: 'wekan/v11.07/export.json step 14' }],
  path: '/api/boards/:boardId/export/csv',
  failure: 'JSON',
  media: 'text/csv',
  params: { boardId },
  query: { ...exportQuery, delimiter: text('What stands between cells; default a comma.') },
  output: fileOf('A line for the headers, and one per card.'),
  errors: [
    {
      when: 'no token, or an unknown one, and the board is private',
      status: 401,
      source: { code: `${api}:554` },
    },
    {
      when: 'the caller is no active member of the private board: a text without a type',
      status: 403,
      contentType: null,
      source: { code: `${api}:613` },
    },
    {
      when: 'there is no such board: a text without a type',
      status: 404,
      contentType: null,
      source: { code: `${api}:505` },
    },
  ],
  examples: [
    {
      title: 'a card',
      input: { params: { boardId: 'AqsMazhpQtFaCjrcm' }, query: {}, body: {} },
      output:
        '"Title","Description","List","Swimlane","Owner","Requested By","Assigned By","Members","Assignee","Labels","Start","Due","End","Overtime (hours)","Spent time (hours)","Created at","Last modified at","Last activity","Voting","Archived"\r\n"First card","A **description**","Todo","Default","ada"," "," ","","",""," "," "," ","false","0","2026-11-22T04:57:47.156Z","2026-11-22T04:57:47.156Z","2026-11-22T04:57:47.156Z"," ","false"\r\n',
      source: { evidence: 'wekan/v11.07/export.json step 14' },
      since: '8.43',
    },
  ],
  handle(ctx, { params }) {
    const board = fileBoard(ctx, params.boardId, csvRefusals)
    if (board instanceof FileAnswer) return board
    const { delimiter } = ctx.request.query
    const csv = boardCsv(ctx, board, { delimiter, parts: partsOf(ctx.request) })
    if (delimiter === '\t') return new FileAnswer(200, { 'content-type': 'text/tsv' }, csv)
    return new FileAnswer(200, { 'content-type': 'text/csv; charset=utf-8' }, `\ufeff${csv}`)
  },
})
