import { updateUser } from './accounts.js'
import { expressRouting } from './changes.js'
import type { WekanContext } from './context.js'
import { watchersOf } from './mentions.js'
import type { ActivityRow } from './tables.js'

/**
 * Keeps an activity with the users whom it concerns: they find it in `profile.notifications`. Whoever acted is not told,
 * but a REST call acts for nobody, so its caller is told as well.
 * code: wekan/wekan@v11.07 server/models/activities.js:398, wekan/wekan@v7.10 server/notifications/profile.js
 */
export function notifyWatchers(ctx: WekanContext, activity: ActivityRow): void {
  const board = activity.boardId === undefined ? undefined : ctx.db.boards.get(activity.boardId)
  const told = ctx.after(expressRouting) ? { activity: activity._id, read: null } : { activity: activity._id }
  for (const id of watchersOf(ctx, activity, board)) {
    const user = ctx.db.users.get(id)
    const isActor = id === ctx.session && activity['commentId'] === undefined
    if (!user || isActor) continue
    const { notifications: earlier } = user.doc.profile
    const notifications = [...(Array.isArray(earlier) ? earlier : []), told]
    updateUser(ctx, id, { profile: { ...user.doc.profile, notifications } })
  }
}
