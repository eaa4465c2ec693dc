import { noted } from './activity.js'
import type { EventData, KanboardEvent, Subscriber } from './events.js'
import { mailSubject } from './mail-subjects.js'
import type { NoticeName } from './mail-subjects.js'
import { queueMail, queueWebhook } from './outbox.js'
import type { KanboardContext } from './procedure.js'
import { holds } from './procedures/release-rules.js'
import { displayName, projectRoleOf } from './project-roles.js'
import type { UserRow } from './tables.js'

/*
 * Mails to users, and the webhook: kanboard/kanboard@v1.2.53 app/Job/NotificationJob.php, UserMentionJob.php,
 * app/Model/UserNotificationModel.php. Which users are notified is a setting of theirs that no procedure changes.
 */
export const notifications: Subscriber = {
  events: noted,
  handle: (ctx, event) => {
    const { project_id } = rowIn(event.data, 'task')
    if (typeof project_id !== 'number') return
    for (const user of readers(ctx, project_id)) if (wants(user, event.data)) mail(ctx, user, event)
    queueWebhook(ctx, event)
    notifyMentioned(ctx, event, project_id)
  },
}

/** Users with a role in the project who want mail, the caller left out; each one once. */
function readers(ctx: KanboardContext, project_id: number): UserRow[] {
  const { db } = ctx
  const own = db.project_has_users.where({ project_id }).map(({ user_id }) => user_id)
  const shared = db.project_has_groups
    .where({ project_id })
    .flatMap(({ group_id }) => db.group_has_users.where({ group_id }).map(({ user_id }) => user_id))
  const ids = [...new Set([...own, ...shared])].filter((id) => id !== ctx.callerId)
  const users = ids.map((id) => db.users.get(id)).filter((user) => user?.notifications_enabled === 1)
  return users
    .filter((user) => user !== undefined)
    .filter(({ is_active }) => is_active === 1 || !holds(ctx, 'onlyActiveUsersAreNotified'))
}

/** FILTER_NONE, FILTER_ASSIGNEE, FILTER_CREATOR and FILTER_BOTH of app/Model/UserNotificationFilterModel.php. */
function wants({ id, notifications_filter }: UserRow, data: EventData): boolean {
  const { owner_id, creator_id } = rowIn(data, 'task')
  const isOwner = owner_id === id
  const isCreator = creator_id === id
  return [true, isOwner, isCreator, isOwner || isCreator][notifications_filter - 1] ?? false
}

function mail(
  ctx: KanboardContext,
  user: UserRow,
  { name, data }: { readonly name: NoticeName; readonly data: EventData },
): void {
  const { email } = user
  if (email === null || email === '' || email === '0') return
  queueMail(ctx, { event: name, to: email, name: displayName(user), subject: mailSubject(ctx, name, data) })
}

/** Members whom a new task or comment names; kanboard/kanboard@v1.2.53 app/Job/UserMentionJob.php. */
function notifyMentioned(ctx: KanboardContext, { name, data }: KanboardEvent, project: number): void {
  const text =
    name === 'task.create'
      ? rowIn(data, 'task')['description']
      : name === 'comment.create'
        ? rowIn(data, 'comment')['comment']
        : undefined
  if (typeof text !== 'string' || !holds(ctx, 'mentionsNotify')) return
  const notice = name === 'task.create' ? 'task.user.mention' : 'comment.user.mention'
  // Blanks of ASCII: PHP matches bytes here.
  const named = [...text.matchAll(/@([^ \t\n\v\f\r,!:?]+)/g)].map(([, login = '']) => login.replace(/\.+$/, ''))
  const keys = new Set(named.map((login) => ctx.database.textKey(login)))
  const users = [...keys].flatMap((usernameKey) => ctx.db.users.where({ usernameKey }))
  const found = users.filter(({ id, notifications_enabled }) => notifications_enabled === 1 && id !== ctx.callerId)
  for (const user of found.toSorted((a, b) => a.id - b.id)) {
    if (projectRoleOf(ctx.world, project, user.id) !== '') mail(ctx, user, { name: notice, data })
  }
}

function rowIn(data: EventData, name: string): Readonly<Record<string, unknown>> {
  const row = data[name]
  // Event data hold rows, whose columns are not known here.
  return typeof row === 'object' && row !== null ? (row as Readonly<Record<string, unknown>>) : {}
}
