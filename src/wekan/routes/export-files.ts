import { z } from 'zod'
import {
  exportBoardPDFExamples,
  exportCardPDFExamples,
  exportExcelCardExamples,
  exportExcelExamples,
  exportZipExamples,
} from '../examples/export-files.js'
import type { WekanContext } from '../context.js'
import { zipOf } from '../export/archive.js'
import type { Entry } from '../export/archive.js'
import { boardExport } from '../export/board-json.js'
import { blocksOf, boardSheet, cardAsSheet, cardsSheet, tableSheets } from '../export/board-sheet.js'
import { cardSheet } from '../export/card-sheet.js'
import { dateFormats } from '../export/printed-moment.js'
import type { MomentOptions } from '../export/printed-moment.js'
import { disposition, exportFileName } from '../export/file-name.js'
import { exportableBoard, fileBoard, PLAIN, readerOf } from '../export/gate.js'
import type { Refusals } from '../export/gate.js'
import { cardsIn } from '../export/gather.js'
import { pdfOf } from '../export/pdf.js'
import { cardParts, hasScope, partsOf, scopeOf, wants } from '../export/selection.js'
import type { Scope } from '../export/selection.js'
import { workbookOf } from '../export/workbook.js'
import type { Sheet } from '../export/workbook.js'
import { FileAnswer, fileOf, textAnswer } from '../file-answer.js'
import { boardId, route } from '../route.js'
import type { BoardRow, CardRow } from '../tables.js'
import { exportQuery, scopeQuery } from './exports.js'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const queryText = (about: string): z.ZodOptional<z.ZodString> => z.string().optional().describe(about)
const paperQuery = {
  ...exportQuery,
  dateFormat: queryText('YYYY-MM-DD, DD-MM-YYYY or MM-DD-YYYY.'),
  lang: queryText(
    'Language of the headings, where the caller has none of his own; the fake has them in English alone.',
  ),
  tz: queryText('Time zone of dates: Europe/Berlin. Without it they are UTC, and say so.'),
}

const shared = { group: 'export', effect: 'read', method: 'GET', auth: 'none', failure: 'JSON', body: {} } as const
const unverified = 'recordings have none; in those of v7.10 exports that are files answer the page of the application'
const code = (file: string, line: number) => ({ code: `wekan/wekan@v11.07 models/${file}:${line}` })

const listId = z.string().describe('Id of the list.')
const cardId = z.string().describe('Id of the card.')

export const exportZip = route({
  ...shared,
  id: 'exportZip',
  summary: 'Export a board as an archive: wekan.json, and attachments as files.',
  sources: [code('export.js', 196), code('server/ExporterZip.js', 40)],
  versions: { since: '10.92' },
  path: '/api/boards/:boardId/exportZip',
  media: 'application/zip',
  unverified: 'no recording has it',
  params: { boardId },
  query: { ...exportQuery, ...scopeQuery },
  output: fileOf('A ZIP archive.'),
  errors: [
    { when: 'no token, or an unknown one, and the board is private', status: 401, source: code('export.js', 222) },
    { when: 'the caller is no active member of the private board', status: 403, source: code('export.js', 246) },
    { when: 'there is no such board', status: 404, source: code('export.js', 202) },
  ],
  examples: exportZipExamples,
  handle(ctx, { params }) {
    const board = exportableBoard(ctx, params.boardId)
    return board && zipAnswer(ctx, board)
  },
})

const fileErrors = (file: string, line: number) =>
  [
    {
      when: 'no token, or an unknown one, and the board is private',
      status: 401,
      contentType: 'text/plain',
      source: code(file, line),
    },
  ] as const

const boardExcel: Refusals = {
  unknownBoard: textAnswer(200, 'Board not found'),
  longToken: textAnswer(200, 'Invalid token'),
  refused: textAnswer(200, 'User can not export Excel'),
  caller: 'site admin',
  noCaller: 'text',
}

export const exportExcel = route({
  ...shared,
  id: 'exportExcel',
  summary: 'Export a board as an Excel workbook.',
  doc: 'Card below card; a table with a line per card when `fields` is given without card-details. With a bearer token for site admins who are members, with ?authToken= for every member. Refusals and unknown boards are texts with status 200.',
  sources: [code('exportExcel.js', 67), { code: 'wekan/wekan@v7.10 models/exportExcel.js:33' }],
  path: '/api/boards/:boardId/exportExcel',
  media: XLSX,
  unverified,
  params: { boardId },
  query: { ...paperQuery, ...scopeQuery },
  output: fileOf('A workbook. The cells tell what those of the real server tell, without its colours and pictures.'),
  errors: [
    ...fileErrors('exportExcel.js', 112),
    {
      when: 'the caller is not site admin, and comes without authToken',
      status: 403,
      contentType: 'text/plain',
      source: code('exportExcel.js', 121),
    },
  ],
  examples: exportExcelExamples,
  handle(ctx, { params }) {
    const board = fileBoard(ctx, params.boardId, boardExcel)
    if (board instanceof FileAnswer) return board
    const parts = partsOf(ctx.request)
    const scope = scopeOf(ctx.request)
    const isTable = parts !== undefined && !parts.has('card-details')
    const sheets = isTable
      ? tableSheets(ctx, board, scope)
      : [cardsSheet(boardSheet(ctx, board, { ...sheetOptions(ctx, board), parts, scope }))]
    return excelAnswer(ctx, sheets, boardFileName(ctx, board, { scope, extension: 'xlsx' }))
  },
})

const boardPdf: Refusals = {
  unknownBoard: textAnswer(200, 'Board not found'),
  longToken: textAnswer(200, 'Invalid token'),
  refused: textAnswer(403, 'Unauthorized', PLAIN),
  caller: 'anybody',
  noCaller: 'text',
}

export const exportBoardPdf = route({
  ...shared,
  id: 'exportBoardPDF',
  summary: 'Export a board as PDF.',
  doc: 'An unknown board is a text with status 200.',
  sources: [code('exportPDF.js', 193)],
  versions: { since: '9.46' },
  path: '/api/boards/:boardId/exportPDF',
  media: 'application/pdf',
  unverified,
  params: { boardId },
  query: { ...paperQuery, ...scopeQuery },
  output: fileOf('A PDF. It tells what that of the real server tells, without its colours and pictures.'),
  errors: [
    ...fileErrors('exportPDF.js', 228),
    {
      when: 'the caller is no active member of the private board',
      status: 403,
      contentType: 'text/plain',
      source: code('exportPDF.js', 256),
    },
  ],
  examples: exportBoardPDFExamples,
  handle(ctx, { params }) {
    const board = fileBoard(ctx, params.boardId, boardPdf)
    if (board instanceof FileAnswer) return board
    const scope = scopeOf(ctx.request)
    const sheet = boardSheet(ctx, board, { ...sheetOptions(ctx, board), parts: partsOf(ctx.request), scope })
    const paper = { title: board.title, madeAt: ctx.world.now(), blocks: blocksOf(sheet) }
    const name = boardFileName(ctx, board, { scope, extension: 'pdf' })
    return madeFile('application/pdf', name, () => pdfOf(paper))
  },
})

const cardExcel: Refusals = {
  unknownBoard: textAnswer(404, 'Board not found', PLAIN),
  longToken: textAnswer(400, 'Invalid token', PLAIN),
  refused: textAnswer(200, 'User can not export card to Excel'),
  caller: 'site admin',
  noCaller: 'text',
}
const cardNotFound = textAnswer(404, 'Card not found', PLAIN)

export const exportExcelCard = route({
  ...shared,
  id: 'exportExcelCard',
  summary: 'Export a card as an Excel workbook.',
  doc: 'With a bearer token for site admins who are members, with ?authToken= for every member; a refusal is a text with status 200.',
  sources: [code('exportExcelCard.js', 35)],
  versions: { since: '8.40' },
  path: '/api/boards/:boardId/lists/:listId/cards/:cardId/exportExcel',
  media: XLSX,
  unverified,
  params: { boardId, listId, cardId },
  query: paperQuery,
  output: fileOf('A workbook with one sheet.'),
  errors: [
    ...fileErrors('exportExcelCard.js', 113),
    {
      when: 'there is no such board, or no such card in the list',
      status: 404,
      contentType: 'text/plain',
      source: code('exportExcelCard.js', 68),
    },
    {
      when: 'the caller is not site admin, and comes without authToken',
      status: 403,
      contentType: 'text/plain',
      source: code('exportExcelCard.js', 122),
    },
  ],
  examples: exportExcelCardExamples,
  handle(ctx, { params }) {
    const card = cardAt(ctx, params)
    // The card is sought before anybody is asked who he is.
    if (!card && ctx.db.boards.has(params.boardId)) return cardNotFound
    const board = fileBoard(ctx, params.boardId, cardExcel)
    if (board instanceof FileAnswer || !card) return board instanceof FileAnswer ? board : cardNotFound
    const sheet = cardAsSheet(
      cardSheet(ctx, card, board, { ...sheetOptions(ctx, board), parts: partsOf(ctx.request, cardParts) }),
    )
    return excelAnswer(ctx, [sheet], exportFileName('Card', String(card.cardNumber || 1), 'xlsx'))
  },
})

const cardPdf: Refusals = {
  unknownBoard: textAnswer(200, 'Board not found'),
  longToken: textAnswer(200, 'Invalid token'),
  refused: textAnswer(200, 'User can not export card to PDF'),
  caller: 'anybody',
  noCaller: 'text',
}

export const exportCardPdf = route({
  ...shared,
  id: 'exportCardPDF',
  summary: 'Export a card as PDF.',
  doc: 'Refusals and unknown boards are texts with status 200.',
  sources: [code('exportPDF.js', 89), { code: 'wekan/wekan@v7.10 models/exportPDF.js:33' }],
  path: '/api/boards/:boardId/lists/:listId/cards/:cardId/exportPDF',
  media: 'application/pdf',
  unverified,
  params: { boardId, listId, cardId },
  query: paperQuery,
  output: fileOf('A PDF.'),
  errors: [
    ...fileErrors('exportPDF.js', 138),
    {
      when: 'there is no such card in the list',
      status: 404,
      contentType: 'text/plain',
      source: code('server/ExporterCardPDF.js', 365),
    },
  ],
  examples: exportCardPDFExamples,
  handle(ctx, { params }) {
    const board = fileBoard(ctx, params.boardId, cardPdf)
    if (board instanceof FileAnswer) return board
    const card = cardAt(ctx, params)
    if (!card) return cardNotFound
    const sheet = cardSheet(ctx, card, board, { ...sheetOptions(ctx, board), parts: partsOf(ctx.request, cardParts) })
    const blocks = sheet.sections.map((section) => ({ kind: 'section' as const, section }))
    const paper = { title: sheet.title, madeAt: ctx.world.now(), blocks }
    const name = exportFileName('Card', String(card.cardNumber || 1), 'pdf')
    return madeFile('application/pdf', name, () => pdfOf(paper))
  },
})

function cardAt(
  ctx: WekanContext,
  place: { readonly boardId: string; readonly listId: string; readonly cardId: string },
): CardRow | undefined {
  const card = ctx.db.cards.get(place.cardId)
  return card?.boardId === place.boardId && card.listId === place.listId ? card : undefined
}

function sheetOptions(ctx: WekanContext, board: BoardRow): MomentOptions {
  const { dateFormat: wanted, tz } = ctx.request.query
  const own = readerOf(ctx, board)?.doc.profile['dateFormat']
  return {
    dateFormat: dateFormats.find((format) => format === wanted) ?? (typeof own === 'string' ? own : 'YYYY-MM-DD'),
    ...(typeof tz === 'string' && tz.length <= 64 ? { timezone: tz } : {}),
  }
}

function excelAnswer(ctx: WekanContext, sheets: readonly Sheet[], name: string): FileAnswer {
  const madeAt = ctx.world.now()
  return madeFile(XLSX, name, () => workbookOf(sheets, madeAt))
}

function madeFile(type: string, name: string, make: () => Promise<Uint8Array>): FileAnswer {
  return new FileAnswer(200, { 'content-type': type, 'content-disposition': disposition(name) }, make)
}

/** Lists and swimlanes are named by their number. */
function boardFileName(
  ctx: WekanContext,
  board: BoardRow,
  { scope, extension }: { readonly scope: Scope; readonly extension: string },
): string {
  const numberOf = (rows: readonly { _id: string }[], id: string): string =>
    String(rows.findIndex(({ _id }) => _id === id) + 1 || 1)
  const here = { boardId: board._id }
  if (scope.listId !== undefined) {
    return exportFileName('List', numberOf(ctx.db.lists.where(here), scope.listId), extension)
  }
  if (scope.swimlaneId !== undefined) {
    return exportFileName('Swimlane', numberOf(ctx.db.swimlanes.where(here), scope.swimlaneId), extension)
  }
  return exportFileName('Board', board.title, extension)
}

function zipAnswer(ctx: WekanContext, board: BoardRow): FileAnswer {
  const scope = scopeOf(ctx.request)
  const parts = partsOf(ctx.request)
  const document = JSON.stringify(boardExport(ctx, board, { withFiles: false, scope, parts }))
  const cards = new Set<unknown>(cardsIn(ctx, board, scope).map(({ _id }) => _id))
  const rows = wants(parts, 'attachments') ? ctx.db.attachments.where({ boardId: board._id }) : []
  const files = rows
    .filter((row) => !hasScope(scope) || cards.has(row.cardId))
    .map(({ _id, name, file }): Entry => {
      const safe = name.replace(/[/\\]/g, '_')
      return { name: `attachments/${_id}-${safe}`, bytes: Buffer.from(file, 'base64') }
    })
  const madeAt = ctx.world.now()
  const entries = [{ name: 'wekan.json', bytes: new TextEncoder().encode(document) }, ...files]
  const headers = {
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="${zipName(board)}"`,
  }
  return new FileAnswer(200, headers, () => zipOf(entries, madeAt))
}

function zipName({ title }: BoardRow): string {
  const name = title
    .replace(/[^a-z0-9._-]+/gi, '-')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80)
  return `${name || 'export-board'}.zip`
}
