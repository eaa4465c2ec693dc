import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import type { Lenient } from '../../kernel/view.js'
import { quirk } from '../../kernel/quirk.js'
import {
  copyAttachmentExamples,
  moveAttachmentExamples,
  uploadAttachmentExamples,
  uploadBoardBackgroundExamples,
  downloadBoardBackgroundExamples,
} from '../examples/attachment-transfers.js'
import { isActiveMember, isBoardAdmin, isSiteAdmin, mayWrite } from '../access.js'
import { attachmentCaller, insertAttachment, limitsOf, memberBoard, moveAttachment } from '../attachment-store.js'
import { refuse, uploadStorage } from '../attachment-store.js'
import { updateBoard } from '../board-store.js'
import type { WekanContext } from '../context.js'
import { boardId, route } from '../route.js'
import type { AttachmentMeta, AttachmentRow, BoardRow, UserRow } from '../tables.js'
import { callerErrors, line, success } from '../attachment-answers.js'

export const uploadsBroken = quirk({
  name: 'wekan.uploads-broken',
  summary:
    'Uploads, copies and moves with a JSON body end in 408, because the body was read before the handler waits for it (the real server waits for 30 s); with any other content type, uploads and copies end in 500. Off: they work.',
  since: '8.43',
  initially: 'off',
  source: { code: 'wekan/wekan@v11.07 server/routes/attachmentApi.js:166, server/apiMiddleware.js:14' },
})

const api = 'wekan/wekan@v11.07 server/routes/attachmentApi.js'
const code = (number: number) => ({ code: `${api}:${number}` })
const unverified = 'the recorded set-up answers neither: it stalls or fails as wekan.uploads-broken says'

const text = (about: string): Lenient<z.ZodString> => lenient(z.string().describe(about))
const fileMembers = {
  fileData: text('The content in Base64.'),
  fileName: text('Name of the file.'),
  fileType: lenient(z.string().optional().describe('Media type.')),
}
const target = {
  attachmentId: text('Id of the attachment.'),
  targetBoardId: text('Id of the board.'),
  targetSwimlaneId: text('Id of the swimlane, which must be that of the card.'),
  targetListId: text('Id of the list, which must be that of the card.'),
  targetCardId: text('Id of the card.'),
}
const message = z.string().describe('A sentence.')

const uploadErrors = [
  ...callerErrors,
  { when: 'uploads over the API are switched off', status: 403, source: code(184) },
  { when: 'a member is missing', status: 400, source: code(218) },
  { when: 'the file is larger than the limit', status: 413, source: code(228) },
  { when: 'there is no such board', status: 404, source: code(239) },
] as const
const targetErrors = [
  ...callerErrors,
  { when: 'there is no such attachment, or no such card', status: 404, source: code(788) },
  { when: 'the caller may not read the source or not write to the target', status: 403, source: code(794) },
  { when: 'board, swimlane and list are not those of the card', status: 400, source: code(811) },
] as const

const shared = {
  group: 'attachments',
  versions: { since: '8.01' },
  method: 'POST',
  failure: 'ATT',
  isBare: true,
  unverified,
  params: {},
} as const

export const uploadAttachment = route({
  ...shared,
  id: 'upload_attachment',
  summary: 'Attach a file to a card.',
  sources: [code(160)],
  effect: 'write',
  path: '/api/attachment/upload',
  auth: 'board-member',
  body: {
    boardId: text('Id of the board.'),
    swimlaneId: text('Id of the swimlane, which must be that of the card.'),
    listId: text('Id of the list, which must be that of the card.'),
    cardId: text('Id of the card.'),
    ...fileMembers,
  },
  output: z.object({
    success,
    attachmentId: line.attachmentId,
    fileName: line.fileName,
    fileSize: line.fileSize,
    storageBackend: line.storageBackend,
    message,
  }),
  errors: [
    ...uploadErrors,
    { when: 'board, swimlane and list are not those of the card', status: 400, source: code(244) },
    { when: 'the caller may not write to the board, or it allows no attachments', status: 403, source: code(260) },
  ],
  examples: uploadAttachmentExamples,
  handle(ctx) {
    const user = attachmentCaller(ctx)
    const { uploadBytes } = openForUploads(ctx)
    const { fileData, fileName, fileType, ...place } = bodyOf(ctx)
    const { boardId: board, swimlaneId, listId, cardId } = place
    if (!board || !swimlaneId || !listId || !cardId) return refuse(400, 'Missing required parameters')
    const file = fileOf({ fileData, fileName }, uploadBytes, 'Attachment')
    const meta = uploadMeta(ctx, user, { boardId: board, swimlaneId, listId, cardId })
    const storageBackend = uploadStorage(ctx)
    const bytes = decoded(file.data, uploadBytes, 'Attachment')
    refuseBroken(ctx)
    const fileId = ctx.world.ids.hex(24)
    const type = String(fileType || 'application/octet-stream')
    const wanted = { name: file.name, type, bytes, meta: { ...meta, fileId, source: 'api', storageBackend } }
    const { _id } = insertAttachment(ctx, wanted)
    return {
      success: true as const,
      attachmentId: _id,
      fileName: file.name,
      fileSize: bytes.length,
      storageBackend,
      message: 'Attachment uploaded successfully',
    }
  },
})

export const uploadBoardBackground = route({
  ...shared,
  id: 'upload_board_background',
  summary: 'Give a board a background picture.',
  sources: [code(355)],
  effect: 'admin',
  path: '/api/attachment/upload-background',
  auth: 'board-admin',
  body: { boardId: text('Id of the board.'), ...fileMembers },
  output: z.object({
    success,
    attachmentId: line.attachmentId,
    fileName: line.fileName,
    fileSize: line.fileSize,
    storageBackend: line.storageBackend,
    backgroundImageURL: z.string().describe('Address of the picture.'),
    message,
  }),
  errors: [...uploadErrors, { when: 'the caller administers neither board nor site', status: 403, source: code(413) }],
  examples: uploadBoardBackgroundExamples,
  handle(ctx) {
    const user = attachmentCaller(ctx)
    const { uploadBytes } = openForUploads(ctx)
    const { boardId: id, fileData, fileName, fileType } = bodyOf(ctx)
    if (!id) return refuse(400, 'Missing required parameters')
    const file = fileOf({ fileData, fileName }, uploadBytes, 'Background')
    const board = boardOf(ctx, id) ?? refuse(404, 'Board not found')
    if (!isBoardAdmin(board, user) && !isSiteAdmin(user)) return refuse(403, 'Board admin required')
    const storageBackend = uploadStorage(ctx)
    const bytes = decoded(file.data, uploadBytes, 'Background')
    refuseBroken(ctx)
    const meta = { boardId: board._id, fileId: ctx.world.ids.hex(24), source: 'api-background', storageBackend }
    const { _id } = insertAttachment(ctx, { name: file.name, type: String(fileType || 'image/png'), bytes, meta })
    const backgroundImageURL = `/cdn/storage/attachments/${_id}`
    updateBoard(ctx, board, { backgroundImageId: _id, backgroundImageURL })
    return {
      success: true as const,
      attachmentId: _id,
      fileName: file.name,
      fileSize: bytes.length,
      storageBackend,
      backgroundImageURL,
      message: 'Board background uploaded successfully',
    }
  },
})

export const downloadBoardBackground = route({
  ...shared,
  id: 'download_board_background',
  summary: 'The background picture of a board in Base64.',
  sources: [code(479)],
  versions: { since: '9.46' },
  effect: 'read',
  method: 'GET',
  path: '/api/attachment/download-background/:boardId',
  auth: 'board-member',
  unverified: 'no recording has it',
  params: { boardId },
  body: {},
  output: z.object({
    success,
    attachmentId: line.attachmentId,
    fileName: line.fileName,
    fileSize: line.fileSize,
    fileType: line.fileType,
    base64Data: z.base64().describe('The content.'),
    backgroundImageURL: z.string().describe('Address of the picture.'),
    storageBackend: line.storageBackend,
  }),
  errors: [
    ...callerErrors,
    { when: 'the caller is no active member of the board', status: 403, source: code(491) },
    { when: 'the board has no background', status: 404, source: code(495) },
  ],
  examples: downloadBoardBackgroundExamples,
  handle(ctx, { params }) {
    const user = attachmentCaller(ctx)
    const limits = limitsOf(ctx)
    if (limits.isDownloadBlocked) return refuse(403, 'API downloads are disabled by administrator')
    const board = memberBoard(ctx, user, params.boardId)
    const { backgroundImageId, backgroundImageURL } = board
    if (!backgroundImageId) return refuse(404, 'Board has no background image set')
    const row = ctx.db.attachments.get(String(backgroundImageId)) ?? refuse(404, 'Background attachment not found')
    if (row.size > limits.downloadBytes) return refuse(413, 'Background exceeds API download limit')
    return {
      success: true as const,
      attachmentId: row._id,
      fileName: row.name,
      fileSize: row.size,
      fileType: row.type,
      base64Data: row.file,
      backgroundImageURL: String(backgroundImageURL ?? ''),
      storageBackend: row.storage,
    }
  },
})

export const copyAttachment = route({
  ...shared,
  id: 'copy_attachment',
  summary: 'Copy an attachment to another card.',
  sources: [code(757)],
  effect: 'write',
  path: '/api/attachment/copy',
  auth: 'board-member',
  body: target,
  output: z.object({
    success,
    sourceAttachmentId: z.string().describe('Id of what was copied.'),
    newAttachmentId: z.string().describe('Id of the copy.'),
    fileName: line.fileName,
    fileSize: line.fileSize,
    message,
  }),
  errors: [...targetErrors, { when: 'the file is larger than the limit', status: 413, source: code(842) }],
  examples: copyAttachmentExamples,
  handle(ctx) {
    const user = attachmentCaller(ctx)
    const { uploadBytes } = openForUploads(ctx)
    const body = bodyOf(ctx)
    const source = sourceOf(ctx, body, (board) => isActiveMember(board, user._id))
    const place = targetOf(ctx, user, body)
    if (source.size > uploadBytes) return refuse(413, 'Attachment exceeds API upload limit')
    refuseBroken(ctx)
    const origin = { source: 'api-copy', copyFrom: source._id, copyStorage: source.storage }
    const meta = { ...place, fileId: ctx.world.ids.hex(24), ...origin }
    const bytes = Buffer.from(source.file, 'base64')
    const copy = insertAttachment(ctx, { name: source.name, type: source.type, bytes, meta })
    return {
      success: true as const,
      sourceAttachmentId: source._id,
      newAttachmentId: copy._id,
      fileName: source.name,
      fileSize: source.size,
      message: 'Attachment copied successfully',
    }
  },
})

export const moveAttachmentRoute = route({
  ...shared,
  id: 'move_attachment',
  summary: 'Move an attachment to another card.',
  sources: [code(893)],
  effect: 'write',
  path: '/api/attachment/move',
  auth: 'board-member',
  body: target,
  output: z.object({
    success,
    attachmentId: line.attachmentId,
    fileName: line.fileName,
    fileSize: line.fileSize,
    sourceBoardId: z.string().describe('Id of the board it was on.'),
    targetBoardId: z.string().describe('Id of the board it is on now.'),
    message,
  }),
  errors: targetErrors,
  examples: moveAttachmentExamples,
  handle(ctx) {
    const user = attachmentCaller(ctx)
    refuseStalled(ctx)
    const body = bodyOf(ctx)
    const source = sourceOf(ctx, body, (board) => mayWrite(board, user))
    const place = targetOf(ctx, user, body)
    moveAttachment(ctx, source, { ...place, source: 'api-move', movedAt: ctx.at })
    return {
      success: true as const,
      attachmentId: source._id,
      fileName: source.name,
      fileSize: source.size,
      sourceBoardId: source.boardId,
      targetBoardId: place.boardId,
      message: 'Attachment moved successfully',
    }
  },
})

function openForUploads(ctx: WekanContext): { uploadBytes: number } {
  const limits = limitsOf(ctx)
  if (limits.isUploadBlocked) return refuse(403, 'API uploads are disabled by administrator')
  refuseStalled(ctx)
  return limits
}

function refuseStalled(ctx: WekanContext): void {
  const type = ctx.request.headers['content-type'] ?? ''
  if (ctx.has(uploadsBroken) && /^application\/(json|x-www-form-urlencoded)/i.test(type)) refuse(408, 'Request timeout')
}

function refuseBroken(ctx: WekanContext): void {
  if (ctx.has(uploadsBroken)) refuse(500, 'Attachments.insertAsync is not a function')
}

/** The handlers read the body themselves, whatever type it claims to have. */
function bodyOf(ctx: WekanContext): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(ctx.request.bytes))
    // Anything but null has members.
    return Object(parsed) as Readonly<Record<string, unknown>>
  } catch (error) {
    return refuse(500, error instanceof Error ? error.message : String(error))
  }
}

function fileOf(
  file: { readonly fileData: unknown; readonly fileName: unknown },
  limit: number,
  what: string,
): { data: string; name: string } {
  if (!file.fileData || !file.fileName) return refuse(400, 'Missing required parameters')
  if (typeof file.fileData !== 'string') return refuse(400, 'Invalid fileData format')
  if (file.fileData.length > Math.ceil((limit * 4) / 3) + 4) return refuse(413, `${what} exceeds API upload limit`)
  return { data: file.fileData, name: String(file.fileName) }
}

function decoded(data: string, limit: number, what: string): Uint8Array {
  const bytes = Buffer.from(data, 'base64')
  return bytes.length > limit ? refuse(413, `${what} exceeds API upload limit`) : bytes
}

function boardOf(ctx: WekanContext, id: unknown): BoardRow | undefined {
  return typeof id === 'string' ? ctx.db.boards.get(id) : undefined
}

interface Place {
  readonly boardId: unknown
  readonly swimlaneId: unknown
  readonly listId: unknown
  readonly cardId: unknown
}

/** Where the upload hangs, judged in the order of the handler. */
function uploadMeta(ctx: WekanContext, user: UserRow, place: Place): AttachmentMeta {
  const card = typeof place.cardId === 'string' ? ctx.db.cards.get(place.cardId) : undefined
  if (!card) return refuse(404, 'Card not found')
  const board = boardOf(ctx, place.boardId) ?? refuse(404, 'Board not found')
  if (card.boardId !== board._id) return refuse(400, 'Card does not belong to the specified board')
  if (card.swimlaneId !== place.swimlaneId) return refuse(400, "Swimlane ID does not match the card's swimlane")
  if (card.listId !== place.listId) return refuse(400, "List ID does not match the card's list")
  if (!mayWrite(board, user)) return refuse(403, 'You do not have permission to modify this card')
  if (!board['allowsAttachments']) return refuse(403, 'Attachments are not allowed on this board')
  return { boardId: board._id, swimlaneId: card.swimlaneId, listId: card.listId, cardId: card._id }
}

function sourceOf(
  ctx: WekanContext,
  body: Readonly<Record<string, unknown>>,
  may: (board: BoardRow) => boolean,
): AttachmentRow {
  const { attachmentId } = body
  const row = typeof attachmentId === 'string' ? ctx.db.attachments.get(attachmentId) : undefined
  if (!row) return refuse(404, 'Source attachment not found')
  const board = ctx.db.boards.get(row.boardId)
  return board && may(board) ? row : refuse(403, 'You do not have permission to access the source attachment')
}

function targetOf(ctx: WekanContext, user: UserRow, body: Readonly<Record<string, unknown>>): AttachmentMeta {
  const board = boardOf(ctx, body['targetBoardId'])
  if (!board || !mayWrite(board, user)) return refuse(403, 'You do not have permission to modify the target card')
  const { targetCardId } = body
  const card = typeof targetCardId === 'string' ? ctx.db.cards.get(targetCardId) : undefined
  if (!card) return refuse(404, 'Target card not found')
  if (card.boardId !== board._id) return refuse(400, 'Target card does not belong to the specified board')
  if (card.swimlaneId !== body['targetSwimlaneId']) {
    return refuse(400, "Target swimlane ID does not match the card's swimlane")
  }
  if (card.listId !== body['targetListId']) return refuse(400, "Target list ID does not match the card's list")
  if (!board['allowsAttachments']) return refuse(403, 'Attachments are not allowed on the target board')
  return { boardId: board._id, swimlaneId: card.swimlaneId, listId: card.listId, cardId: card._id }
}
