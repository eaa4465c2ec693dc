import { quirk } from '../../kernel/quirk.js'
import { isActiveMember, isSiteAdmin, signedIn, siteAdmin } from '../access.js'
import { userOfToken } from '../accounts.js'
import type { Change } from '../changes.js'
import type { WekanContext } from '../context.js'
import { MeteorError, Mishap, Sent } from '../failures.js'
import { FileAnswer, textAnswer } from '../file-answer.js'
import { appPage } from '../front.js'
import type { BoardRow, UserRow } from '../tables.js'

export const exportsAnswerJson: Change = {
  since: '9.67',
  summary:
    'Exports of private boards are for active members and say in JSON why they refuse; before, for site admins among the members, or with ?authToken=.',
  source: { code: 'wekan/wekan@v9.67 models/export.js' },
}

export const publicBoardsExportFreely: Change = {
  since: '8.00',
  summary: 'Public boards are exported without a token.',
  source: { code: 'wekan/wekan@v8.00 models/export.js' },
}

export const fileExportsAreAppPage = quirk({
  name: 'wekan.file-exports-are-app-page',
  summary:
    'Exports as CSV, Excel and PDF answer the page of the web application: their router is not the one of the API. Off: the file.',
  until: '8.42',
  source: { evidence: 'wekan/v7.10/export.json step 14' },
})

export const exportsForgetMembers = quirk({
  name: 'wekan.exports-forget-members',
  summary:
    'The exports as CSV and of one attachment refuse members who come with a bearer token, unless they are site admins: the caller is sought among site admins alone. With ?authToken= they get them. Off: members get them.',
  since: '9.67',
  source: { code: 'wekan/wekan@v11.07 models/export.js:548' },
})

/** The longest `authToken` that is looked up. */
const LONGEST_TOKEN = 10000

/** Who asks for an export: by `?authToken=`, else by the token of the request. */
type Asker =
  | { readonly by: 'authToken'; readonly user: UserRow | undefined; readonly isTooLong: boolean }
  | { readonly by: 'request' }

function askerOf(ctx: WekanContext): Asker {
  const given = ctx.request.query['authToken']
  const token = Array.isArray(given) ? given.join() : given
  if (token === undefined || token === '') return { by: 'request' }
  const isTooLong = token.length > LONGEST_TOKEN
  return { by: 'authToken', isTooLong, user: isTooLong ? undefined : userOfToken(ctx.world, token) }
}

/** Whose settings an export follows: nobody's where the board is public, because nobody is looked up then. */
export function readerOf(ctx: WekanContext, board: BoardRow): UserRow | undefined {
  if (board.permission === 'public') return undefined
  const asker = askerOf(ctx)
  return asker.by === 'authToken' ? asker.user : ctx.user
}

/** Whether the caller is sought among site admins alone. */
export type Sought = 'anybody' | 'site admins'

/** The board for an export that answers JSON; refusals are thrown. */
export function exportableBoard(ctx: WekanContext, id: string, sought: Sought = 'anybody'): BoardRow | undefined {
  if (!ctx.after(exportsAnswerJson)) return oldExportableBoard(ctx, id)
  const board = ctx.db.boards.get(id)
  if (!board) throw new Sent(404, { error: 'Not found' })
  if (board.permission === 'public') return board
  const asker = askerOf(ctx)
  if (asker.by === 'authToken' && asker.isTooLong) throw new Sent(400, { error: 'Bad request' })
  if (asker.by === 'authToken' && !asker.user) throw new Sent(401, { error: 'Invalid token' })
  if (asker.by === 'request' && !ctx.user) throw new Sent(401, { error: 'Unauthorized' })
  const user = asker.by === 'authToken' ? asker.user : soughtUser(ctx, sought)
  if (user && isActiveMember(board, user._id)) return board
  throw new Sent(403, { error: 'Forbidden' })
}

function soughtUser(ctx: WekanContext, sought: Sought): UserRow | undefined {
  if (sought === 'anybody' || !ctx.user || isSiteAdmin(ctx.user)) return ctx.user
  if (!ctx.has(exportsForgetMembers)) return ctx.user
  ctx.explain('the server seeks the caller among site admins')
  return undefined
}

/** A board that is not visible answers 200 without a body: the status goes where the options are expected. */
function oldExportableBoard(ctx: WekanContext, id: string): BoardRow | undefined {
  const board = ctx.db.boards.get(id)
  if (board?.permission === 'public' && ctx.after(publicBoardsExportFreely)) return board
  const asker = askerOf(ctx)
  if (asker.by === 'authToken' && !asker.user) throw new Mishap('the token is unknown, and the server reads its user')
  const user = asker.by === 'authToken' ? asker.user : siteAdmin(ctx)
  if (board && user && (board.permission === 'public' || isActiveMember(board, user._id))) return board
  ctx.explain(board ? 'the caller is no active member of the board' : `no board has the id '${id}'`)
  return undefined
}

/** What a route that answers a file says instead of it. */
export interface Refusals {
  readonly unknownBoard: FileAnswer
  readonly longToken: FileAnswer
  readonly refused: FileAnswer
  /** Without `authToken`: whose token the request must have. */
  readonly caller: 'anybody' | 'site admin'
  readonly noCaller: 'text' | 'json'
  readonly sought?: Sought
}

export const PLAIN = 'text/plain; charset=utf-8'

/** The board for an export that answers a file, or what is answered instead. */
export function fileBoard(ctx: WekanContext, id: string, refusals: Refusals): BoardRow | FileAnswer {
  if (ctx.has(fileExportsAreAppPage)) return new FileAnswer(appPage.status, appPage.headers, appPage.body)
  const board = ctx.db.boards.get(id)
  if (!board) return refusals.unknownBoard
  if (board.permission === 'public') return board
  const asker = askerOf(ctx)
  if (asker.by === 'authToken' && asker.isTooLong) return refusals.longToken
  if (asker.by === 'authToken' && !asker.user) return textAnswer(401, 'Invalid token', PLAIN)
  const user = asker.by === 'authToken' ? asker.user : fileCaller(ctx, refusals)
  if (user instanceof FileAnswer) return user
  return user && isActiveMember(board, user._id) ? board : refusals.refused
}

function fileCaller(ctx: WekanContext, { caller, noCaller, sought }: Refusals): UserRow | FileAnswer | undefined {
  try {
    if (caller === 'site admin') siteAdmin(ctx)
    else signedIn(ctx)
  } catch (error) {
    if (!(error instanceof MeteorError)) throw error
    if (noCaller === 'json') throw new Sent(error.statusCode ?? 403, { error: error.reason })
    return textAnswer(error.statusCode ?? 403, 'Unauthorized', PLAIN)
  }
  return soughtUser(ctx, sought ?? 'anybody')
}
