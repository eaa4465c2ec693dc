import { isActiveMember } from './access.js'
import type { Change } from './changes.js'
import { sentence } from './activity-texts.js'
import type { WekanContext } from './context.js'
import type { Outbox } from '../kernel/delivery.js'
import { mentionParams, watchersOf } from './mentions.js'
import { quirk } from '../kernel/quirk.js'
import type { IntegrationRow } from './rows.js'
import type { ActivityRow, BoardRow, UserRow, WekanWorld } from './tables.js'
import { answersStayOnTheBoard, takeAnswer } from './webhook-answers.js'

export const restSendsNoWebhooks = quirk({
  name: 'wekan.rest-sends-no-webhooks',
  summary:
    'What happens over REST calls no webhook: the method that sends asks for a logged-in session, which a REST call has not. Off: it calls the webhooks of the board as the same act in the browser does.',
  // On, nobody could test a receiver of webhooks against the fake.
  initially: 'off',
  source: {
    code: 'wekan/wekan@v11.07 server/notifications/outgoing.js:114, wekan/wekan@v7.10 server/notifications/outgoing.js:93',
  },
})

export const webhooksTellLoginName: Change = {
  since: '10.72',
  summary: 'Webhooks tell the login name in `username`, beside the full name in `user`.',
  source: { code: 'wekan/wekan@v11.07 server/notifications/outgoing.js:60' },
}

export const webhooksTellDescription: Change = {
  since: '9.90',
  summary: 'What happens to a card tells its description to bidirectional webhooks.',
  source: { code: 'wekan/wekan@v11.07 server/models/activities.js:174' },
}

export const webhooksKnowMembers: Change = {
  since: '9.35',
  summary: 'Only what members of the board do calls its webhooks, and webhooks of all boards are called no more.',
  source: {
    code: 'wekan/wekan@v9.35 server/notifications/outgoing.js, wekan/wekan@v11.07 server/notifications/outgoing.js:184',
  },
}

/** ROOT_URL of an installation that set none, for requests that came without an address. */
const ROOT_URL = 'http://localhost:3000'
const EVERY_BOARD = '_global'
const BIDIRECTIONAL = 'bidirectional-webhooks'

/** What one-way webhooks tell, in this order, where the activity has it. Default of WEBHOOKS_ATTRIBUTES. */
const oneWayMembers = [
  'cardId',
  'listId',
  'oldListId',
  'boardId',
  'comment',
  'user',
  'username',
  'card',
  'commentId',
  'swimlaneId',
  'customField',
  'customFieldValue',
  'labelId',
  'label',
  'attachmentId',
] as const

type Params = Readonly<Record<string, unknown>>

/** Queues a request to every enabled webhook of the board that wants the activity; sending is the server's. */
export function callWebhooks(ctx: WekanContext, activity: ActivityRow): void {
  if (ctx.has(restSendsNoWebhooks)) return
  const event = `act-${activity.activityType}`
  const wanted = [activity.boardId, EVERY_BOARD]
    .flatMap((boardId) =>
      boardId === undefined || !mayCall(ctx, boardId) ? [] : ctx.db.integrations.where({ boardId }),
    )
    .filter(({ enabled, activities }) => enabled && (activities.includes(event) || activities.includes('all')))
  if (wanted.length === 0) return
  const params = paramsOf(ctx, activity)
  for (const integration of wanted) queue(ctx, integration, { event, params })
}

function mayCall(ctx: WekanContext, boardId: string): boolean {
  if (!ctx.after(webhooksKnowMembers)) return true
  const board = ctx.db.boards.get(boardId)
  return board !== undefined && ctx.user !== undefined && isActiveMember(board, ctx.user._id)
}

function queue(
  ctx: WekanContext,
  integration: IntegrationRow,
  { event, params }: { readonly event: string; readonly params: Params },
): void {
  const token = integration.token
  const isBidirectional = integration.type === BIDIRECTIONAL
  ctx.db.deliveries.insert({
    id: ctx.world.next('deliveries'),
    at: ctx.at,
    integrationId: integration._id,
    boardId: integration.boardId,
    event,
    url: integration.url,
    headers: { 'content-type': 'application/json', ...(token ? { 'x-wekan-token': token } : {}) },
    body: JSON.stringify(isBidirectional ? { description: event, ...params } : oneWayBody(event, params)),
    mayEdit: !isBidirectional ? 'nothing' : ctx.after(answersStayOnTheBoard) ? 'its board' : 'any board',
    outcome: null,
  })
}

/** code: wekan/wekan@v11.07 server/notifications/outgoing.js:136 */
function oneWayBody(event: string, params: Params): Params {
  const told = oneWayMembers.filter((key) => params[key]).map((key) => [key, params[key]])
  const text = `${String(params['user'])} ${sentence(event, params)}\n${String(params['url'])}`
  return { text, ...Object.fromEntries(told), description: event }
}

/**
 * What an activity tells, in the order of the real server. code: wekan/wekan@v11.07 server/models/activities.js:66
 */
function paramsOf(ctx: WekanContext, activity: ActivityRow): Params {
  const told = { activityId: activity._id, ...userParams(ctx, activity) }
  const board = ctx.db.boards.get(idIn(activity, 'boardId'))
  const all = {
    ...told,
    ...(board === undefined ? {} : { board: board.title, url: addressOf(ctx, board), boardId: board._id }),
    ...titled(ctx, activity, { table: 'boards', key: 'oldBoardId', name: 'oldBoard' }),
    ...memberParams(ctx, activity),
    ...titled(ctx, activity, { table: 'lists', key: 'listId', name: 'list' }),
    ...titled(ctx, activity, { table: 'lists', key: 'oldListId', name: 'oldList' }),
    ...titled(ctx, activity, { table: 'swimlanes', key: 'oldSwimlaneId', name: 'oldSwimlane' }),
    ...cardParams(ctx, activity),
    ...titled(ctx, activity, { table: 'swimlanes', key: 'swimlaneId', name: 'swimlane' }),
    ...partParams(ctx, activity, board),
    watchers: watchersOf(ctx, activity, board),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

function userParams(ctx: WekanContext, activity: ActivityRow): Params {
  // Activities of hooks name nobody, because a REST call has no session; told is who called.
  const user = ctx.db.users.get(idIn(activity, 'userId')) ?? ctx.user
  if (!user) return {}
  return {
    user: nameOf(user),
    ...(ctx.after(webhooksTellLoginName) ? { username: user.username ?? '' } : {}),
    userEmails: user.doc.emails,
    userId: user._id,
  }
}

function memberParams(ctx: WekanContext, activity: ActivityRow): Params {
  const member = ctx.db.users.get(idIn(activity, 'memberId'))
  return member === undefined ? {} : { member: nameOf(member) }
}

function cardParams(ctx: WekanContext, activity: ActivityRow): Params {
  const card = ctx.db.cards.get(idIn(activity, 'cardId'))
  if (!card) return {}
  const board = ctx.db.boards.get(card.boardId)
  const isTold = ctx.after(webhooksTellDescription) && Boolean(card.description)
  return {
    card: card.title ?? '',
    ...(board === undefined ? {} : { url: `${addressOf(ctx, board)}/${card._id}` }),
    cardId: card._id,
    ...(isTold ? { description: card.description } : {}),
  }
}

function partParams(ctx: WekanContext, activity: ActivityRow, board: BoardRow | undefined): Params {
  const comment = ctx.db.comments.get(idIn(activity, 'commentId'))
  const checklist = ctx.db.checklists.get(idIn(activity, 'checklistId'))
  const item = ctx.db.checklistItems.get(idIn(activity, 'checklistItemId'))
  const customField = ctx.db.customFields.get(idIn(activity, 'customFieldId'))
  const { attachmentId, attachmentName, value, oldValue, timeValue, timeOldValue } = activity
  return {
    ...(comment === undefined ? {} : { comment: comment.text, ...mentionParams(ctx, comment, board) }),
    ...(attachmentId === undefined ? {} : { attachment: attachmentName, attachmentId }),
    ...(checklist === undefined ? {} : { checklist: checklist.title }),
    ...(item === undefined ? {} : { checklistItem: item.title }),
    ...(customField === undefined ? {} : { customField: customField.name, ...given('customFieldValue', value) }),
    ...labelParams(activity, board),
    ...given('timeValue', timeValue),
    ...given('timeOldValue', timeOldValue),
    ...given('value', value),
    ...given('oldValue', oldValue),
  }
}

function labelParams(activity: ActivityRow, board: BoardRow | undefined): Params {
  const labels: unknown = board?.['labels']
  const found: unknown = Array.isArray(labels)
    ? labels.find((label: { readonly _id?: unknown }) => label._id === activity['labelId'])
    : undefined
  if (typeof found !== 'object' || found === null) return {}
  const { _id, name, color }: { _id?: unknown; name?: unknown; color?: unknown } = found
  return { label: name || color || _id, labelId: _id }
}

interface Titled {
  readonly table: 'boards' | 'lists' | 'swimlanes'
  /** Where the activity has the id. */
  readonly key: string
  /** How the title is told. */
  readonly name: string
}

function titled(ctx: WekanContext, activity: ActivityRow, { table, key, name }: Titled): Params {
  const row = ctx.db[table].get(idIn(activity, key))
  return row === undefined ? {} : { [name]: row.title, [key]: row._id }
}

const given = (key: string, value: unknown): Params => (value ? { [key]: value } : {})

function idIn(activity: ActivityRow, key: string): string {
  const id = activity[key]
  return typeof id === 'string' ? id : ''
}

function nameOf(user: UserRow): string {
  const fullname: unknown = user.doc.profile['fullname']
  return typeof fullname === 'string' && fullname !== '' ? fullname : (user.username ?? user._id)
}

function addressOf(ctx: WekanContext, board: BoardRow): string {
  const root = ctx.world.settings.rootUrl ?? (ctx.request.base || ROOT_URL)
  return `${root}/b/${board._id}/${String(board['slug'] ?? 'board')}`
}

/** Requests to webhooks, which outlive the boards they tell of. */
export const outbox: Outbox<WekanWorld> = {
  all: (world) => [...world.tables.deliveries],
  waiting: (world) => world.tables.deliveries.where({ outcome: null }),
  settle: (world, id, outcome) => {
    world.tables.deliveries.update(id, { outcome })
  },
  answered: (world, id, answer) => {
    const row = world.tables.deliveries.get(id)
    if (row) takeAnswer(world, row, answer)
  },
}
