import { z } from 'zod'
import { quirk } from '../../kernel/quirk.js'
import {
  deleteAttachmentExamples,
  downloadAttachmentExamples,
  getAttachmentInfoExamples,
  listListAttachmentsExamples,
  listSwimlaneAttachmentsExamples,
} from '../examples/attachments.js'
import { mayWrite, readableBoard } from '../access.js'
import {
  attachmentCaller,
  limitsOf,
  lineOf,
  memberBoard,
  refuse,
  removeAttachment,
  visibleAttachment,
} from '../attachment-store.js'
import type { AttachmentLine } from '../attachment-store.js'
import { attachmentId, callerErrors, line, success } from '../attachment-answers.js'
import type { Change } from '../changes.js'
import type { WekanContext } from '../context.js'
import { boardId, route } from '../route.js'
import type { AttachmentRow } from '../tables.js'

export const attachmentListUnfiltered = quirk({
  name: 'wekan.attachment-list-unfiltered',
  summary:
    'Lists of the attachments of a swimlane, a list or a card answer those of the whole board: the route of the board takes every longer path. Off: what the path says.',
  since: '8.43',
  source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:721' },
})

export const attachmentsWithoutUrl: Change = {
  since: '8.43',
  summary: 'The list of a board’s attachments has empty addresses: what the database gives back knows none (Meteor 3).',
  source: { code: 'wekan/wekan@v11.07 server/models/boards.js:1538' },
}

const api = 'wekan/wekan@v11.07 server/routes/attachmentApi.js'

const noSuchAttachment = (step: number) =>
  ({
    when: 'there is no such attachment',
    status: 404,
    source: { evidence: `wekan/v11.07/attachments.json step ${step}` },
  }) as const
const foreignBoard = {
  when: 'the caller is no active member of the board, or there is none; site admins have no privilege',
  status: 403,
  source: { evidence: 'wekan/v11.07/attachments.json step 9' },
} as const

const AttachmentList = z.object({
  success,
  attachments: z.array(z.object(line).describe('An attachment.')).describe('What hangs there.'),
  count: z.number().describe('How many.'),
})

const shared = { group: 'attachments', auth: 'board-member', failure: 'ATT', isBare: true, body: {} } as const
const empty = { success: true, attachments: [], count: 0 } as const

export const getBoardAttachments = route({
  id: 'get_board_attachments',
  group: 'attachments',
  summary: 'Attachments of a board.',
  doc: 'Another handler for the same path never runs: this one is found first.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/boards.js:1525' },
    { code: 'wekan/wekan@v7.10 models/boards.js:2258' },
  ],
  effect: 'read',
  method: 'GET',
  path: '/api/boards/:boardId/attachments',
  auth: 'board-member',
  failure: 'HTML',
  params: { boardId },
  body: {},
  output: z.array(
    z.object({
      attachmentId,
      attachmentName: z.string().describe('Name of the file.'),
      attachmentType: z.string().describe('Media type.'),
      url: z.string().describe('Address in the browser; empty since v8.43.'),
      urlDownload: z.string().describe('Address for a download, a token to be appended; empty since v8.43.'),
      boardId: line.boardId,
      swimlaneId: line.swimlaneId,
      listId: line.listId,
      cardId: line.cardId,
    }),
  ),
  errors: [
    {
      when: 'no token, or an unknown one',
      status: 401,
      source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 56' },
    },
    {
      when: 'the caller may not read the board',
      status: 403,
      source: { code: 'wekan/wekan@v11.07 server/authentication.js:50' },
    },
    {
      when: 'there is no such board: the error page',
      status: 404,
      since: '9.67',
      source: { code: 'wekan/wekan@v11.07 server/authentication.js:92' },
    },
    {
      when: 'there is no such board: the error page',
      status: 500,
      until: '9.66',
      source: { code: 'wekan/wekan@v7.10 server/authentication.js:56' },
    },
  ],
  examples: [
    {
      title: 'none',
      input: { params: { boardId: 'wAqGFmN88rr5BEPRq' }, query: {}, body: {} },
      output: [],
      source: { evidence: 'wekan/v11.07/attachments.json step 7' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    return ctx.db.attachments.where({ boardId: params.boardId }).map((row) => {
      const { boardId: board, swimlaneId, listId, cardId } = row.meta
      const url = ctx.after(attachmentsWithoutUrl) ? '' : linkOf(ctx, row)
      return {
        attachmentId: row._id,
        attachmentName: row.name,
        attachmentType: row.type,
        url,
        urlDownload: url === '' ? '' : `${url}?download=true&token=`,
        boardId: board,
        swimlaneId,
        listId,
        cardId,
      }
    })
  },
})

export const listBoardAttachments = route({
  ...shared,
  id: 'list_board_attachments',
  summary: 'Attachments of a board, with their sizes.',
  sources: [{ code: `${api}:718` }],
  versions: { since: '9.31' },
  effect: 'read',
  method: 'GET',
  path: '/api/attachment/list/:boardId',
  params: { boardId },
  output: AttachmentList,
  errors: [...callerErrors, foreignBoard],
  examples: [
    {
      title: 'none',
      input: { params: { boardId: 'wAqGFmN88rr5BEPRq' }, query: {}, body: {} },
      output: empty,
      source: { evidence: 'wekan/v11.07/attachments.json step 8' },
    },
  ],
  handle: (ctx, { params }) => listed(ctx, params),
})

const swimlaneId = z.string().describe('Id of the swimlane; `null` is any.')
const listId = z.string().describe('Id of the list; `null` is any.')
const cardId = z.string().describe('Id of the card; `null` is any.')
const unfiltered = 'Answers the attachments of the whole board while the quirk wekan.attachment-list-unfiltered is on.'

export const listSwimlaneAttachments = route({
  ...shared,
  id: 'list_swimlane_attachments',
  summary: 'Attachments of a swimlane.',
  doc: unfiltered,
  sources: [{ code: `${api}:719` }],
  versions: { since: '9.31' },
  effect: 'read',
  method: 'GET',
  path: '/api/attachment/list/:boardId/:swimlaneId',
  unverified: 'no recording has it',
  params: { boardId, swimlaneId },
  output: AttachmentList,
  errors: [...callerErrors, foreignBoard],
  examples: listSwimlaneAttachmentsExamples,
  handle: (ctx, { params }) => listed(ctx, params),
})

export const listListAttachments = route({
  ...shared,
  id: 'list_list_attachments',
  summary: 'Attachments of a list in a swimlane.',
  doc: unfiltered,
  sources: [{ code: `${api}:720` }],
  versions: { since: '9.31' },
  effect: 'read',
  method: 'GET',
  path: '/api/attachment/list/:boardId/:swimlaneId/:listId',
  unverified: 'no recording has it',
  params: { boardId, swimlaneId, listId },
  output: AttachmentList,
  errors: [...callerErrors, foreignBoard],
  examples: listListAttachmentsExamples,
  handle: (ctx, { params }) => listed(ctx, params),
})

export const listCardAttachments = route({
  ...shared,
  id: 'list_card_attachments',
  summary: 'Attachments of a card.',
  doc: unfiltered,
  sources: [{ code: `${api}:721` }],
  versions: { since: '8.43' },
  effect: 'read',
  method: 'GET',
  path: '/api/attachment/list/:boardId/:swimlaneId/:listId/:cardId',
  params: { boardId, swimlaneId, listId, cardId },
  output: AttachmentList,
  errors: [
    ...callerErrors,
    foreignBoard,
    { when: 'the card is not on the board, while the quirk is off', status: 404, source: { code: `${api}:667` } },
  ],
  examples: [
    {
      title: 'none',
      input: {
        params: {
          boardId: 'wAqGFmN88rr5BEPRq',
          swimlaneId: 'AFoiqE3DNNcCtrQ2h',
          listId: 'cbpAWuxKYJL63e85o',
          cardId: 'W9qDEtq7kFRcrPdWo',
        },
        query: {},
        body: {},
      },
      output: empty,
      source: { evidence: 'wekan/v11.07/attachments.json step 10' },
    },
  ],
  handle: (ctx, { params }) => listed(ctx, params),
})

export const getAttachmentInfo = route({
  ...shared,
  id: 'get_attachment_info',
  summary: 'What is known of an attachment.',
  sources: [{ code: `${api}:1070` }],
  versions: { since: '8.43' },
  effect: 'read',
  method: 'GET',
  path: '/api/attachment/info/:attachmentId',
  unverified: 'recordings show the failures alone',
  params: { attachmentId },
  output: z.object({
    success,
    ...line,
    versions: z
      .array(
        z.object({
          versionName: z.string().describe('Always `original`.'),
          storage: z.string().optional().describe('Where this version is kept.'),
          size: z.number().describe('Size in bytes.'),
          type: z.string().describe('Media type.'),
        }),
      )
      .describe('Versions of the file.'),
  }),
  errors: [...callerErrors, noSuchAttachment(11), foreignBoard],
  examples: getAttachmentInfoExamples,
  handle(ctx, { params }) {
    const row = visibleAttachment(ctx, attachmentCaller(ctx), params.attachmentId)
    const original = { versionName: 'original', storage: row.storage, size: row.size, type: row.type }
    return { success: true as const, ...lineOf(row), versions: [original] }
  },
})

export const downloadAttachment = route({
  ...shared,
  id: 'download_attachment',
  summary: 'An attachment with its content in Base64.',
  sources: [{ code: `${api}:548` }],
  versions: { since: '8.43' },
  effect: 'read',
  method: 'GET',
  path: '/api/attachment/download/:attachmentId',
  unverified: 'recordings show the failures alone',
  params: { attachmentId },
  output: z.object({
    success,
    attachmentId,
    fileName: line.fileName,
    fileSize: line.fileSize,
    fileType: line.fileType,
    base64Data: z.base64().describe('The content.'),
    storageBackend: line.storageBackend,
  }),
  errors: [
    ...callerErrors,
    noSuchAttachment(12),
    foreignBoard,
    { when: 'downloads over the API are switched off', status: 403, source: { code: `${api}:562` } },
    { when: 'the file is larger than the limit', status: 413, source: { code: `${api}:588` } },
  ],
  examples: downloadAttachmentExamples,
  handle(ctx, { params }) {
    const user = attachmentCaller(ctx)
    const limits = limitsOf(ctx)
    if (limits.isDownloadBlocked) return refuse(403, 'API downloads are disabled by administrator')
    const row = visibleAttachment(ctx, user, params.attachmentId)
    if (row.size > limits.downloadBytes) return refuse(413, 'Attachment exceeds API download limit')
    return {
      success: true as const,
      attachmentId: row._id,
      fileName: row.name,
      fileSize: row.size,
      fileType: row.type,
      base64Data: row.file,
      storageBackend: row.storage,
    }
  },
})

export const deleteAttachment = route({
  ...shared,
  id: 'delete_attachment',
  summary: 'Delete an attachment.',
  sources: [{ code: `${api}:1030` }],
  versions: { since: '8.43' },
  effect: 'write',
  method: 'DELETE',
  path: '/api/attachment/delete/:attachmentId',
  unverified: 'recordings show the failures alone',
  params: { attachmentId },
  output: z.object({
    success,
    attachmentId,
    fileName: line.fileName,
    message: z.string().describe('A sentence.'),
  }),
  errors: [
    ...callerErrors,
    noSuchAttachment(13),
    { when: 'the caller may not write to the board', status: 403, source: { code: `${api}:1048` } },
  ],
  examples: deleteAttachmentExamples,
  handle(ctx, { params }) {
    const user = attachmentCaller(ctx)
    const row = ctx.db.attachments.get(params.attachmentId)
    if (!row) return refuse(404, 'Attachment not found')
    const board = ctx.db.boards.get(row.boardId)
    if (!board || !mayWrite(board, user)) return refuse(403, 'You do not have permission to delete this attachment')
    removeAttachment(ctx, row)
    const message = 'Attachment deleted successfully'
    return { success: true as const, attachmentId: row._id, fileName: row.name, message }
  },
})

interface Place {
  readonly boardId: string
  readonly swimlaneId?: string
  readonly listId?: string
  readonly cardId?: string
}

function listed(ctx: WekanContext, place: Place): { success: true; attachments: AttachmentLine[]; count: number } {
  const board = memberBoard(ctx, attachmentCaller(ctx), place.boardId)
  const isUnfiltered = ctx.has(attachmentListUnfiltered)
  const wanted: Place = isUnfiltered ? { boardId: place.boardId } : place
  if (isGiven(wanted.cardId) && ctx.db.cards.get(wanted.cardId)?.boardId !== board._id) {
    return refuse(404, 'Card not found or does not belong to the specified board')
  }
  const rows = ctx.db.attachments.where({ boardId: board._id }).filter((row) => hangsAt(row, wanted))
  return { success: true, attachments: rows.map(lineOf), count: rows.length }
}

function hangsAt({ meta }: AttachmentRow, place: Place): boolean {
  const parts = ['swimlaneId', 'listId', 'cardId'] as const
  return parts.every((part) => !isGiven(place[part]) || meta[part] === place[part])
}

function isGiven(id: string | undefined): id is string {
  return id !== undefined && id !== 'null'
}

/** Where a browser finds the file; the fake serves the address of newer releases, in file-links.ts. */
function linkOf(ctx: WekanContext, { _id, name }: AttachmentRow): string {
  const host = ctx.request.headers['host'] ?? 'localhost'
  const root = ctx.world.settings.rootUrl ?? (ctx.request.base || `http://${host}`)
  const extension = /\.([^.]+)$/.exec(name)?.[1]
  const file = extension === undefined ? _id : `${_id}.${extension.toLowerCase()}`
  return `${root}/cdn/storage/attachments/${_id}/original/${file}`
}
