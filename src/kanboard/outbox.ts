import type { Delivery, Outbox } from '../kernel/delivery.js'
import { showAt } from '../kernel/view.js'
import { plainChanges } from './activity.js'
import { activityEvent } from './activity-entity.js'
import type { KanboardEvent } from './events.js'
import { printJson } from './print.js'
import type { KanboardContext } from './procedure.js'
import { holds } from './procedures/release-rules.js'
import { displayName } from './project-roles.js'
import type { KanboardWorld } from './tables.js'
import { isPrivateHost, parseUrl } from './urls.js'

/*
 * What Kanboard sends of its own accord. None of it is sent: it is withheld, with the reason, and the request log tells
 * what would have been sent.
 */

/** MAIL_FROM of an installation that set none; kanboard/kanboard@v1.2.53 app/constants.php:110. */
const SENDER = 'notifications@kanboard.local'

/** What PHP's json_encode does without flags. */
const jsonStyle = { escapesSlashes: true, escapesUnicode: true }

function queue(ctx: KanboardContext, delivery: Omit<Delivery, 'id' | 'at' | 'outcome'>): void {
  const { world } = ctx
  const at = new Date(world.now()).toISOString()
  ctx.db.deliveries.insert({ id: world.next('deliveries'), at, ...delivery, outcome: null })
}

/** Tells the setting webhook_url of an event; kanboard/kanboard@v1.2.53 app/Notification/WebhookNotification.php. */
export function queueWebhook(ctx: KanboardContext, { name, data }: KanboardEvent): void {
  const { webhook_url = '', webhook_token = '' } = ctx.world.settings.config
  if (webhook_url === '' || webhook_url === '0') return
  const isRefused = holds(ctx, 'webhooksStayPublic') && isPrivate(webhook_url)
  const author = ctx.caller.kind === 'user' ? ctx.caller.user.username : null
  const payload = {
    event_name: name,
    event_data: shownData(ctx, data),
    ...(holds(ctx, 'webhooksTellAuthors') ? { event_author: author } : {}),
  }
  queue(ctx, {
    event: name,
    url: `${webhook_url}${webhook_url.includes('?') ? '&' : '?'}token=${webhook_token}`,
    headers: { 'content-type': 'application/json', 'user-agent': 'Kanboard' },
    body: printJson(payload, jsonStyle),
    withheld: isRefused ? 'Kanboard calls no private address' : 'webhooks of Kanboard are not sent',
  })
}

/** Rows as the database gives them; what a request called the task stays as it was. */
function shownData(ctx: KanboardContext, data: KanboardEvent['data']): unknown {
  const shown = showAt(activityEvent, ctx.setup.view)(plainChanges(data))
  return typeof shown === 'object' && 'task_id' in data ? { ...shown, task_id: data['task_id'] } : shown
}

function isPrivate(url: string): boolean {
  const { scheme = '', host = '' } = parseUrl(url) ?? {}
  return /^https?$/i.test(scheme) && isPrivateHost(host)
}

export interface Mail {
  readonly event: string
  readonly to: string
  /** Who gets it, as the address book has it. */
  readonly name: string
  readonly subject: string
}

/** A mail without its text; kanboard/kanboard@v1.2.53 app/Core/Mail/Client.php send(). */
export function queueMail(ctx: KanboardContext, { event, to, name, subject }: Mail): void {
  const { caller } = ctx
  const author = caller.kind === 'user' ? `${displayName(caller.user)} via Kanboard` : 'Kanboard'
  queue(ctx, {
    event,
    url: `mailto:${to}?subject=${encodeURIComponent(subject)}`,
    headers: { from: `${author} <${SENDER}>`, to: `${name} <${to}>`, subject },
    body: '',
    withheld: 'mail is not sent',
  })
}

export const outbox: Outbox<KanboardWorld> = {
  all: (world) => [...world.tables.deliveries],
  waiting: (world) => world.tables.deliveries.where({ outcome: null }),
  settle: (world, id, outcome) => {
    world.tables.deliveries.update(id, { outcome })
  },
}
