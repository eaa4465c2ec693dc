import { parse } from 'node:querystring'
import { fakeHeader } from '../kernel/exchange.js'
import type { Inbound, Trace } from '../kernel/exchange.js'
import { inVersions } from '../kernel/versions.js'
import { isActiveMember } from './access.js'
import { userOfToken } from './accounts.js'
import { expressRouting } from './changes.js'
import type { Reply } from './failures.js'
import { appPage } from './front.js'
import type { AttachmentRow, BoardRow, UserRow, WekanWorld } from './tables.js'

const mount = /^\/cdn\/storage\/attachments(?=\/|$)/i

/**
 * The file behind the address that an attachment has in the browser, and that `backgroundImageURL` names. It is no part
 * of the API, but clients follow the address. Of the address only the id counts.
 * code: wekan/wekan@v11.07 server/routes/universalFileServer.js:479
 */
export function linkedFile(world: WekanWorld, version: string, request: Inbound, trace: Trace): Reply | undefined {
  if (request.method !== 'GET' || !mount.test(request.path)) return undefined
  if (!inVersions(expressRouting, version)) return oldLink(trace)
  const id = request.path.replace(mount, '').split('/').find(Boolean)
  if (id === undefined) return words(400, 'Invalid attachment file ID')
  const row = world.tables.attachments.get(id)
  if (!row) return words(404, 'Attachment not found')
  const board = world.tables.boards.get(row.boardId)
  if (!board) return words(404, 'Board not found')
  const user = callerOf(world, request)
  if (user) trace.actor = user.username ?? user._id
  if (!mayOpen(board, user)) {
    trace.reasons.push('the board is private, and the caller is no active member of it')
    return words(403, 'Access denied')
  }
  if (request.headers['if-none-match'] === `"${row._id}"`) return { status: 304, headers: {} }
  return refusalBySettings(world, row) ?? fileReply(row, isDownload(request))
}

function oldLink(trace: Trace): Reply {
  const text = 'the file behind the link of an attachment is not imitated for this release; this is the page instead'
  trace.reasons.push(text)
  return { ...appPage, headers: { ...appPage.headers, ...fakeHeader('not-built', text) } }
}

/** `writeHead` and `end`, without a content type. */
function words(status: number, body: string): Reply {
  return { status, headers: {}, body }
}

/** Other places for the token than the API has. code: wekan/wekan@v11.07 server/routes/universalFileServer.js:314 */
function callerOf(world: WekanWorld, { headers, query }: Inbound): UserRow | undefined {
  const bearer = /^Bearer\s+(.+)$/i.exec(headers['authorization'] ?? '')?.[1]
  const inQuery = parse(query)['authToken']
  const cookies = new Map((headers['cookie'] ?? '').split(';').map(cookieOf))
  const token = [
    bearer,
    headers['x-auth-token'],
    inQuery,
    cookies.get('meteor_login_token'),
    cookies.get('wekan_login_token'),
  ].find((one) => typeof one === 'string' && one !== '')
  return typeof token === 'string' ? userOfToken(world, token.trim()) : undefined
}

function cookieOf(text: string): readonly [name: string, value: string] {
  const [name = '', value = ''] = text.split('=')
  return [name.trim(), value.trim()]
}

function mayOpen(board: BoardRow, user: UserRow | undefined): boolean {
  return board['permission'] === 'public' || (user !== undefined && isActiveMember(board, user._id))
}

type Part = Readonly<Record<string, unknown>>

function refusalBySettings({ settings }: WekanWorld, { size, storage }: AttachmentRow): Reply | undefined {
  const limits = partOf(settings.storage, 'limitSettings')
  if (limits['attachmentsDownloadBlocked'] === true) {
    return words(403, 'Attachment downloads are disabled by administrator')
  }
  const most = [limits['attachmentsDownloadMaxBytes'], limits['apiDownloadMaxBytes']].find(
    (bytes): bytes is number => typeof bytes === 'number' && bytes >= 0,
  )
  if (most !== undefined && most > 0 && size > most) return words(413, 'Attachment exceeds download limit')
  const backend = partOf(partOf(settings.storage, 'storageConfig'), storage === 'fs' ? 'filesystem' : storage)
  return backend['read'] === false
    ? words(403, 'Reading from this storage backend is disabled by administrator')
    : undefined
}

function partOf(whole: Part | undefined, key: string): Part {
  const part = whole?.[key]
  // An object that is no null has members.
  return typeof part === 'object' && part !== null ? (part as Part) : {}
}

function isDownload({ query }: Inbound): boolean {
  const wanted = Object.entries(parse(query)).find(([key]) => key.toLowerCase() === 'download')?.[1]
  return typeof wanted === 'string' && ['', 'true', '1'].includes(wanted)
}

const dangerous = [
  'text/html',
  'application/xhtml+xml',
  'image/svg+xml',
  'text/xml',
  'application/xml',
  'application/javascript',
  'text/javascript',
]
const shown =
  /^(application\/(pdf|json)|image\/(jpeg|jpg|png|gif|webp|avif|bmp)|video\/(mp4|webm|ogg)|audio\/(mpeg|mp3|ogg|wav|webm)|text\/plain)$/

/** code: wekan/wekan@v11.07 server/routes/universalFileServer.js:76 */
function fileReply(row: AttachmentRow, isForced: boolean): Reply {
  const type = row.type.toLowerCase()
  const name = row.name.toLowerCase()
  const isDangerous = dangerous.includes(type) || name.endsWith('.svg')
  const isPdf = name.endsWith('.pdf')
  const isShown = !isForced && !isDangerous && (shown.test(type) || isPdf)
  const policy = isShown
    ? "default-src 'none'; object-src 'self'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline';"
    : "default-src 'none'; sandbox;"
  return {
    status: 200,
    headers: {
      'cache-control': 'public, max-age=31536000',
      etag: `"${row._id}"`,
      'x-content-type-options': 'nosniff',
      ...(row.size > 0 ? { 'content-length': String(row.size) } : {}),
      'content-type': isShown ? (isPdf ? 'application/pdf' : type) : 'application/octet-stream',
      'content-disposition': `${isShown ? 'inline' : 'attachment'}; ${fileNameOf(row.name)}`,
      'content-security-policy': policy,
      ...(isDangerous && !isForced ? { 'x-frame-options': 'DENY' } : {}),
    },
    body: Buffer.from(row.file, 'base64'),
  }
}

/** code: wekan/wekan@v11.07 server/routes/universalFileServer.js:412 */
function fileNameOf(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name)) return `filename="${name.replace(/[\\"]/g, '\\$&')}"`
  const plain = name.replace(/[^\x20-\x7e]/g, '_').slice(0, 100)
  return `filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`
}
