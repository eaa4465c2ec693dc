import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { administeredBoard, readableBoard } from '../access.js'
import { quietErrors } from '../board-errors.js'
import { ownMember } from '../body-members.js'
import type { Change } from '../changes.js'
import type { WekanContext } from '../context.js'
import { IntegrationDocument } from '../documents-board-parts.js'
import { Sent } from '../failures.js'
import { insertIntegration, setOnIntegration, shownIntegration } from '../integration-store.js'
import { boardId, route } from '../route.js'
import type { IntegrationRow } from '../rows.js'
import { refusedAddress } from '../webhook-guard.js'

export const webhooksNeedAdmins: Change = {
  since: '8.35',
  summary: 'Changing webhooks asks for a board admin; before, whoever reads the board changed them.',
  source: { code: 'wekan/wekan@v8.35 models/integrations.js' },
}

const intId = z.string().describe('Id of the webhook.')

const noToken = { evidence: 'wekan/v11.07/auth-failure-shapes.json step 50' } as const
const readErrors = quietErrors('read', {
  noToken,
  refused: { evidence: 'wekan/v7.10/role-stranger.json step 21' },
})
export const adminErrors = quietErrors('write', {
  noToken,
  refused: { evidence: 'wekan/v11.07/integrations.json step 14' },
})

const closedAddress = {
  when: 'the address is no public web address; a body {"error":"invalid-webhook-url","reason"}',
  status: 400,
  code: 'invalid-webhook-url',
  since: '9.32',
  source: { evidence: 'wekan/v11.07/integrations.json step 10' },
} as const

const example = {
  userId: 'GtoaHJQBpFkxbZeCt',
  boardId: 'W4YQXmuPYBTNHhsJK',
  url: 'https://93.184.216.34/hook',
  enabled: true,
  type: 'outgoing-webhooks',
  activities: ['all'],
  createdAt: '2026-11-22T04:57:54.045Z',
  modifiedAt: '2026-11-22T04:57:54.045Z',
  _id: 'MwWud7pHHWBDZLWG9',
} as const

export const getAllIntegrations = route({
  id: 'get_all_integrations',
  group: 'integrations',
  summary: 'Webhooks of a board, without their tokens.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/integrations.js:14' },
    { code: 'wekan/wekan@v7.10 models/integrations.js:133' },
  ],
  effect: 'read',
  method: 'GET',
  path: '/api/boards/:boardId/integrations',
  auth: 'board-member',
  failure: 'S200',
  params: { boardId },
  body: {},
  output: z.array(IntegrationDocument),
  errors: readErrors,
  examples: [
    {
      title: 'one webhook',
      input: { params: { boardId: 'W4YQXmuPYBTNHhsJK' }, query: {}, body: {} },
      output: [example],
      source: { evidence: 'wekan/v11.07/integrations.json step 15' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    return ctx.db.integrations.where({ boardId: params.boardId }).map(shownIntegration)
  },
})

export const getIntegration = route({
  id: 'get_integration',
  group: 'integrations',
  summary: 'One webhook, without its token.',
  doc: 'An unknown one is an empty answer with status 200.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/integrations.js:35' },
    { code: 'wekan/wekan@v7.10 models/integrations.js:165' },
  ],
  effect: 'read',
  method: 'GET',
  path: '/api/boards/:boardId/integrations/:intId',
  auth: 'board-member',
  failure: 'S200',
  params: { boardId, intId },
  body: {},
  output: IntegrationDocument,
  errors: [
    ...readErrors,
    {
      when: 'the board has no such webhook',
      status: 200,
      source: { evidence: 'wekan/v11.07/integrations.json step 18' },
    },
  ],
  examples: [
    {
      title: 'a webhook',
      input: { params: { boardId: 'W4YQXmuPYBTNHhsJK', intId: 'MwWud7pHHWBDZLWG9' }, query: {}, body: {} },
      output: example,
      source: { evidence: 'wekan/v11.07/integrations.json step 17' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    const found = integrationAt(ctx, params)
    return found && shownIntegration(found)
  },
})

export const newIntegration = route({
  id: 'new_integration',
  group: 'integrations',
  summary: 'Make a webhook that sends everything.',
  doc: 'Only the address is read; the rest is said by changing it.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/integrations.js:56' },
    { code: 'wekan/wekan@v7.10 models/integrations.js:198' },
  ],
  effect: 'write',
  method: 'POST',
  path: '/api/boards/:boardId/integrations',
  auth: 'board-admin',
  failure: 'S200',
  params: { boardId },
  body: { url: lenient(z.string().describe('Where to send to.')) },
  output: z.object({ _id: z.string().describe('Id of the webhook.') }),
  errors: [
    ...adminErrors,
    closedAddress,
    {
      when: 'no address: the error page',
      status: 500,
      contentType: 'text/html',
      until: '8.42',
      source: { evidence: 'wekan/v7.10/integrations.json step 13' },
    },
  ],
  examples: [
    {
      title: 'a webhook',
      input: {
        params: { boardId: 'W4YQXmuPYBTNHhsJK' },
        query: {},
        body: { url: 'https://93.184.216.34/hook' },
      },
      output: { _id: 'MwWud7pHHWBDZLWG9' },
      source: { evidence: 'wekan/v11.07/integrations.json step 9' },
    },
  ],
  handle(ctx, { params, body }) {
    changeable(ctx, params.boardId)
    refuseClosed(ctx, body['url'])
    const made = insertIntegration(ctx, { userId: ctx.user?._id, boardId: params.boardId, url: body['url'] })
    return { _id: made._id }
  },
})

/** In the order in which the handler writes them, each by itself. */
const editable = ['enabled', 'title', 'url', 'token', 'activities'] as const

export const editIntegration = route({
  id: 'edit_integration',
  group: 'integrations',
  summary: 'Change a webhook.',
  doc: 'Members are written one after the other: what stands before a wrong one is kept. An unknown id is answered as well. Forms are not read.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/integrations.js:93' },
    { code: 'wekan/wekan@v7.10 models/integrations.js:238' },
  ],
  effect: 'write',
  method: 'PUT',
  path: '/api/boards/:boardId/integrations/:intId',
  auth: 'board-admin',
  failure: 'S200',
  params: { boardId, intId },
  body: {
    enabled: lenient(z.boolean().optional().describe('Whether it sends.')),
    title: lenient(z.string().optional().describe('Its name.')),
    url: lenient(z.string().optional().describe('Where to send to.')),
    token: lenient(z.string().optional().describe('Sent along in the header X-Wekan-Token; never shown.')),
    activities: lenient(
      z.array(z.string()).optional().describe('What to send: `all`, or names such as act-createCard.'),
    ),
  },
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  errors: [
    ...adminErrors,
    closedAddress,
    {
      when: 'the body is a form',
      status: 200,
      result: {},
      source: { code: 'wekan/wekan@v11.07 server/models/integrations.js:99' },
    },
    {
      when: 'enabled is no flag: the error page',
      status: 500,
      contentType: 'text/html',
      until: '8.42',
      source: { evidence: 'wekan/v7.10/integrations.json step 21' },
    },
  ],
  examples: [
    {
      title: 'several members',
      input: {
        params: { boardId: 'W4YQXmuPYBTNHhsJK', intId: 'MwWud7pHHWBDZLWG9' },
        query: {},
        body: { enabled: false, title: 'Hook', token: 'tok', activities: ['createCard'] },
      },
      output: { _id: 'MwWud7pHHWBDZLWG9' },
      source: { evidence: 'wekan/v11.07/integrations.json step 19' },
    },
  ],
  handle(ctx, { params, body }) {
    changeable(ctx, params.boardId)
    for (const key of editable) {
      const given = ownMember(body, key)
      if (!given) continue
      if (key === 'url') refuseClosed(ctx, given.value)
      setOnIntegration(ctx, integrationAt(ctx, params), { [key]: given.value })
    }
    return { _id: params.intId }
  },
})

export const deleteIntegration = route({
  id: 'delete_integration',
  group: 'integrations',
  summary: 'Delete a webhook.',
  doc: 'An unknown id is answered as well.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/integrations.js:218' },
    { code: 'wekan/wekan@v7.10 models/integrations.js:396' },
  ],
  effect: 'write',
  method: 'DELETE',
  path: '/api/boards/:boardId/integrations/:intId',
  auth: 'board-admin',
  failure: 'S200',
  params: { boardId, intId },
  body: {},
  output: z.object({ _id: z.string().describe('The id of the request.') }),
  errors: adminErrors,
  examples: [
    {
      title: 'a webhook',
      input: { params: { boardId: 'W4YQXmuPYBTNHhsJK', intId: 'MwWud7pHHWBDZLWG9' }, query: {}, body: {} },
      output: { _id: 'MwWud7pHHWBDZLWG9' },
      source: { evidence: 'wekan/v11.07/integrations.json step 28' },
    },
  ],
  handle(ctx, { params }) {
    changeable(ctx, params.boardId)
    const found = integrationAt(ctx, params)
    if (found) ctx.db.integrations.remove(found._id)
    return { _id: params.intId }
  },
})

/** Passes if the caller may change the webhooks of the board. */
export function changeable(ctx: WekanContext, id: string): void {
  if (ctx.after(webhooksNeedAdmins)) administeredBoard(ctx, id)
  else readableBoard(ctx, id)
}

interface Place {
  readonly boardId: string
  readonly intId: string
}

/** The webhook, if it is the board's. */
export function integrationAt(ctx: WekanContext, { boardId, intId }: Place): IntegrationRow | undefined {
  const found = ctx.db.integrations.get(intId)
  if (found?.boardId === boardId) return found
  ctx.explain(`no webhook of this board has the id '${intId}'`)
  return undefined
}

function refuseClosed(ctx: WekanContext, url: unknown): void {
  const reason = refusedAddress(ctx, url)
  if (reason !== undefined) throw new Sent(400, { error: 'invalid-webhook-url', reason })
}
