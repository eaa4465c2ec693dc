import { logActivity } from './activities.js'
import { isActiveMember } from './access.js'
import { userOfToken } from './accounts.js'
import type { WekanContext } from './context.js'
import { Sent } from './failures.js'
import { storageSettings } from './storage-settings.js'
import { nextId } from './tables.js'
import type { AttachmentMeta, AttachmentRow, BoardRow, UserRow } from './tables.js'

/** 64 MB, whatever the settings say. code: wekan/wekan@v11.07 server/routes/attachmentApi.js:24 */
const HARD_LIMIT_BYTES = 64 * 1024 * 1024

/** Throws an answer of the attachment routes. */
export function refuse(status: number, error: string): never {
  throw new Sent(status, { success: false, error })
}

/**
 * The caller: whose token it is, else who sent `X-User-Id` with a token of his in `X-Auth-Token`.
 * code: wekan/wekan@v11.07 server/routes/attachmentApi.js:96
 */
export function attachmentCaller(ctx: WekanContext): UserRow {
  if (ctx.user) return ctx.user
  const userId = ctx.request.headers['x-user-id']
  const token = ctx.request.headers['x-auth-token']
  if (!userId || !token) return refuse(401, 'Missing X-User-Id or X-Auth-Token headers [unauthorized]')
  const user = userOfToken(ctx.world, token)
  return user?._id === userId ? user : refuse(401, 'Invalid credentials [unauthorized]')
}

/** What the settings allow over the API. */
export interface Limits {
  readonly uploadBytes: number
  readonly downloadBytes: number
  readonly isUploadBlocked: boolean
  readonly isDownloadBlocked: boolean
}

export function limitsOf(ctx: WekanContext): Limits {
  // Written by storage-settings.ts alone.
  const own = (ctx.world.settings.storage?.['limitSettings'] ?? {}) as Readonly<Record<string, unknown>>
  return {
    uploadBytes: effective(own['apiUploadMaxBytes']),
    downloadBytes: effective(own['apiDownloadMaxBytes']),
    isUploadBlocked: own['apiUploadBlocked'] === true,
    isDownloadBlocked: own['apiDownloadBlocked'] === true,
  }
}

function effective(configured: unknown): number {
  return typeof configured === 'number' && configured > 0 ? Math.min(configured, HARD_LIMIT_BYTES) : HARD_LIMIT_BYTES
}

/** The storage that new files go to, or a refusal: the API knows three of the five. */
export function uploadStorage(ctx: WekanContext): string {
  const name = defaultStorage(ctx)
  return ['fs', 'gridfs', 's3'].includes(name) ? name : refuse(400, 'Invalid storage backend')
}

function defaultStorage(ctx: WekanContext): string {
  const { storage } = ctx.world.settings
  const name = storage ? storageSettings(ctx)['defaultStorage'] : undefined
  return typeof name === 'string' ? name : 'fs'
}

/** A file as it arrives. */
export interface NewAttachment {
  readonly id?: string
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
  readonly meta: AttachmentMeta
  readonly userId?: string
  /** Where it is kept; default as the settings say. */
  readonly storage?: string
}

/** Keeps a file, and notes it in the activities unless it comes from an import. */
export function insertAttachment(ctx: WekanContext, wanted: NewAttachment): AttachmentRow {
  const { id, name, type, bytes, meta, userId, storage = defaultStorage(ctx) } = wanted
  const row = ctx.db.attachments.insert({
    _id: id ?? nextId(ctx.world),
    boardId: meta.boardId,
    ...(meta.cardId === undefined ? {} : { cardId: meta.cardId }),
    name: safeName(name),
    size: bytes.length,
    type,
    ...(userId === undefined ? {} : { userId }),
    createdAt: ctx.at,
    storage,
    meta,
    file: Buffer.from(bytes).toString('base64'),
  })
  if (meta['source'] !== 'import') noteAttachment(ctx, row, 'addAttachment')
  return row
}

/** Hangs an attachment elsewhere. */
export function moveAttachment(ctx: WekanContext, row: AttachmentRow, meta: AttachmentMeta): void {
  const { boardId, cardId } = meta
  ctx.db.attachments.update(row._id, {
    boardId,
    ...(cardId === undefined ? {} : { cardId }),
    meta: { ...row.meta, ...meta },
  })
}

export function removeAttachment(ctx: WekanContext, row: AttachmentRow): void {
  ctx.db.attachments.remove(row._id)
  noteAttachment(ctx, row, 'deleteAttachment')
}

function noteAttachment(ctx: WekanContext, row: AttachmentRow, activityType: string): void {
  const { boardId, cardId, listId, swimlaneId } = row.meta
  const attachmentName = row.name
  const where = { boardId, cardId, listId, swimlaneId }
  logActivity(ctx, { userId: row.userId, type: 'card', activityType, attachmentId: row._id, attachmentName, ...where })
}

/** The name without folders and control characters. code: wekan/wekan@v11.07 models/attachments.js:88 */
function safeName(name: string): string {
  const last = (name.split(/[\\/]/).pop() ?? '').replaceAll('\0', '').trim()
  return ['', '.', '..'].includes(last) ? 'unnamed' : last
}

/** The attachment, if the caller is an active member of its board; site admins have no privilege here. */
export function visibleAttachment(ctx: WekanContext, user: UserRow, id: string): AttachmentRow {
  const row = ctx.db.attachments.get(id)
  if (!row) return refuse(404, 'Attachment not found')
  const board = ctx.db.boards.get(row.boardId)
  if (board && isActiveMember(board, user._id)) return row
  return refuse(403, 'You do not have permission to access this attachment')
}

/** The board, if the caller is an active member; an unknown one is refused likewise. */
export function memberBoard(ctx: WekanContext, user: UserRow, id: string): BoardRow {
  const board = ctx.db.boards.get(id)
  if (board && isActiveMember(board, user._id)) return board
  return refuse(403, 'You do not have permission to access this board')
}

/** An attachment as lists show it. */
export function lineOf(row: AttachmentRow): AttachmentLine {
  const { boardId, swimlaneId, listId, cardId } = row.meta
  return {
    attachmentId: row._id,
    fileName: row.name,
    fileSize: row.size,
    fileType: row.type,
    storageBackend: row.storage,
    boardId,
    ...(swimlaneId === undefined ? {} : { swimlaneId }),
    ...(listId === undefined ? {} : { listId }),
    ...(cardId === undefined ? {} : { cardId }),
    isImage: /^image\//i.test(row.type),
  }
}

export interface AttachmentLine {
  attachmentId: string
  fileName: string
  fileSize: number
  fileType: string
  storageBackend: string
  boardId: string
  swimlaneId?: string
  listId?: string
  cardId?: string
  isImage: boolean
}
