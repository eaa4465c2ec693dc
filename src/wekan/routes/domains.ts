import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { quirk } from '../../kernel/quirk.js'
import { isBoardAdmin, isSiteAdmin, siteAdmin } from '../access.js'
import { updateBoard } from '../board-store.js'
import type { WekanContext } from '../context.js'
import { ofRows } from '../document-fields.js'
import { Domain } from '../documents.js'
import { MeteorError, Sent } from '../failures.js'
import { boardId, route } from '../route.js'
import type { BoardRow } from '../tables.js'

export const boardDomainsDead = quirk({
  name: 'wekan.board-domains-dead',
  summary:
    'POST and DELETE of a board’s domains change nothing and answer 200 not-authorized, board admins and site admins alike: the handler calls a method without saying for whom. Off: the domains are written, by board admins.',
  since: '9.59',
  source: { code: 'wekan/wekan@v11.07 server/models/boards.js:1466' },
})

const Domains = ofRows(z.array(Domain))

const adminErrors = (step: number) =>
  [
    {
      when: 'no token, or an unknown one',
      status: 200,
      code: 'Unauthorized',
      source: { evidence: `wekan/v11.07/auth-failure-shapes.json step ${step}` },
    },
    {
      when: 'the caller is not site admin',
      status: 200,
      code: 'Forbidden',
      source: { evidence: 'wekan/v11.07/users-read.json step 21' },
    },
  ] as const

const code = (line: number) => ({ code: `wekan/wekan@v11.07 server/models/boards.js:${line}` })
const managerErrors = [
  { when: 'no token, or an unknown one', status: 401, source: code(1426) },
  { when: 'the caller administers neither board nor site', status: 403, source: code(1440) },
  { when: 'there is no such board', status: 404, source: code(1432) },
  { when: 'always, while the quirk is on', status: 200, code: 'not-authorized', source: code(567) },
] as const

export const getAdminDomains = route({
  id: 'get_admin_domains',
  group: 'users',
  summary: 'Domains of the users’ e-mail addresses, and how many users each has.',
  doc: 'Of each user the first address counts. The most frequent domain comes first.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/users.js:2736' }],
  versions: { since: '9.59' },
  effect: 'read',
  method: 'GET',
  path: '/api/admin/domains',
  auth: 'site-admin',
  failure: 'S200',
  params: {},
  body: {},
  output: z.array(
    z.object({
      domain: z.string().describe('The domain, in lower case.'),
      count: z.number().describe('Users with an address of it.'),
    }),
  ),
  errors: adminErrors(62),
  examples: [
    {
      title: 'one domain',
      input: { params: {}, query: {}, body: {} },
      output: [{ domain: 'example.com', count: 3 }],
      source: { evidence: 'wekan/v11.07/users-read.json step 20' },
    },
  ],
  handle(ctx) {
    siteAdmin(ctx)
    const counts = new Map<string, number>()
    for (const { doc } of ctx.db.users) {
      const domain = domainOf(doc.emails?.[0]?.address ?? '')
      if (domain !== '') counts.set(domain, (counts.get(domain) ?? 0) + 1)
    }
    const lines = [...counts].map(([domain, count]) => ({ domain, count }))
    return lines.sort((a, b) => b.count - a.count || a.domain.localeCompare(b.domain))
  },
})

export const getBoardDomains = route({
  id: 'get_board_domains',
  group: 'boards',
  summary: 'Domains with which a board is shared.',
  doc: 'The comment in the source says that everybody may ask who can read the board; the code asks for a site admin.',
  sources: [code(1391)],
  versions: { since: '9.59' },
  effect: 'read',
  method: 'GET',
  path: '/api/boards/:boardId/domains',
  auth: 'site-admin',
  failure: 'S200',
  unverified: 'recordings show the failures without a token alone',
  params: { boardId },
  body: {},
  output: Domains,
  errors: [...adminErrors(64), { when: 'there is no such board', status: 404, source: code(1396) }],
  examples: [
    {
      title: 'one domain, made by the fake',
      input: { params: { boardId: 'ApGtDN9TsZz4cBt65' }, query: {}, body: {} },
      output: [{ domain: 'example.com', isActive: true }],
      source: { code: 'wekan/wekan@v11.07 server/models/boards.js:1391' },
    },
    {
      title: 'no token',
      input: { params: { boardId: 'F9t3i3vCWjXZiB64j' }, query: {}, body: {} },
      output: {
        isClientSafe: true,
        error: 'Unauthorized',
        reason: 'Unauthorized',
        message: 'Unauthorized [Unauthorized]',
        errorType: 'Meteor.Error',
        statusCode: 401,
      },
      source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 64' },
    },
  ],
  handle(ctx, { params }) {
    siteAdmin(ctx)
    return domainsOf(existing(ctx, params.boardId))
  },
})

export const addBoardDomain = route({
  id: 'add_board_domain',
  group: 'boards',
  summary: 'Share a board with a domain.',
  sources: [code(1424)],
  versions: { since: '9.59' },
  effect: 'admin',
  method: 'POST',
  path: '/api/boards/:boardId/domains',
  auth: 'board-admin',
  failure: 'S200',
  unverified: 'no recording has it',
  params: { boardId },
  body: { domain: lenient(z.string().describe('The domain: with a dot, without @ and blanks.')) },
  output: Domains,
  errors: [...managerErrors, { when: 'no domain, or none that is one', status: 400, source: code(1447) }],
  examples: [
    {
      title: 'always in v11.07, made by the fake',
      input: { params: { boardId: '8Z6ajjZ5Z5fgG9vtT' }, query: {}, body: { domain: 'example.com' } },
      output: {
        isClientSafe: true,
        error: 'not-authorized',
        reason: 'You must be logged in to perform this action.',
        message: 'You must be logged in to perform this action. [not-authorized]',
        errorType: 'Meteor.Error',
      },
      source: { code: 'wekan/wekan@v11.07 server/models/boards.js:1424' },
    },
    {
      title: 'no domain, made by the fake',
      input: { params: { boardId: '8Z6ajjZ5Z5fgG9vtT' }, query: {}, body: { domain: 'nothing' } },
      output: { error: 'Invalid domain: nothing' },
      status: 400,
      source: { code: 'wekan/wekan@v11.07 server/models/boards.js:1424' },
    },
  ],
  handle(ctx, { params, body }) {
    const board = managed(ctx, params.boardId)
    const raw = body['domain']
    if (typeof raw !== 'string') throw new Sent(400, { error: 'Missing domain' })
    const domain = raw.trim().toLowerCase()
    if (!/^[^@\s]*\.[^@\s]*$/.test(domain)) throw new Sent(400, { error: `Invalid domain: ${raw}` })
    const known = domainsOf(board)
    const isKnown = known.some((one) => one.domain === domain)
    return written(ctx, board, isKnown ? known : [...known, { domain, isActive: true }])
  },
})

export const deleteBoardDomain = route({
  id: 'delete_board_domain',
  group: 'boards',
  summary: 'Stop sharing a board with a domain.',
  sources: [code(1491)],
  versions: { since: '9.59' },
  effect: 'admin',
  method: 'DELETE',
  path: '/api/boards/:boardId/domains/:domain',
  auth: 'board-admin',
  failure: 'S200',
  unverified: 'no recording has it',
  params: { boardId, domain: z.string().describe('The domain.') },
  body: {},
  output: Domains,
  errors: managerErrors,
  examples: [
    {
      title: 'a stranger, made by the fake',
      input: { params: { boardId: '8Z6ajjZ5Z5fgG9vtT', domain: 'example.com' }, query: {}, body: {} },
      output: { error: 'Only a board admin can change board domains' },
      status: 403,
      source: { code: 'wekan/wekan@v11.07 server/models/boards.js:1491' },
    },
  ],
  handle(ctx, { params }) {
    const board = managed(ctx, params.boardId)
    const domain = params.domain.trim().toLowerCase()
    return written(
      ctx,
      board,
      domainsOf(board).filter((one) => one.domain !== domain),
    )
  },
})

interface DomainRow {
  readonly domain: string
  readonly isActive: boolean
}

function domainOf(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 0
    ? ''
    : address
        .slice(at + 1)
        .toLowerCase()
        .trim()
}

function domainsOf(board: BoardRow): readonly DomainRow[] {
  // Written below and by fixtures alone.
  return (board['domains'] as readonly DomainRow[] | undefined) ?? []
}

function existing(ctx: WekanContext, id: string): BoardRow {
  const board = ctx.db.boards.get(id)
  if (!board) throw new Sent(404, { error: 'Board not found' })
  return board
}

function managed(ctx: WekanContext, id: string): BoardRow {
  if (!ctx.user) throw new Sent(401, { error: 'Unauthorized' })
  const board = existing(ctx, id)
  if (isBoardAdmin(board, ctx.user) || isSiteAdmin(ctx.user)) return board
  throw new Sent(403, { error: 'Only a board admin can change board domains' })
}

/** The method `setBoardDomains`, which asks for a board admin once more. */
function written(ctx: WekanContext, board: BoardRow, domains: readonly DomainRow[]): readonly DomainRow[] {
  if (ctx.has(boardDomainsDead)) {
    ctx.explain('nothing was changed: the server calls the method without a user')
    throw new MeteorError('not-authorized', 'You must be logged in to perform this action.')
  }
  if (!ctx.user || !isBoardAdmin(board, ctx.user)) {
    throw new MeteorError('not-authorized', 'You must be a board admin to perform this action.')
  }
  return domainsOf(updateBoard(ctx, board, { domains }))
}
