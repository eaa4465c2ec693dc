import type { WekanContext } from './context.js'
import { notifyWatchers } from './notifications.js'
import { followRules } from './rule-follower.js'
import type { ActivityRow } from './tables.js'
import { callWebhooks } from './webhooks.js'

/**
 * Writes an activity as the hooks of the collections do. Whoever is undefined stays out of it: hooks know no user,
 * because the REST API runs without a session. code: wekan/wekan@v11.07 models/activities.js:83
 */
export function logActivity(
  ctx: WekanContext,
  activity: Readonly<Record<string, unknown>> & { readonly activityType: string },
): ActivityRow | undefined {
  if (ctx.isDirect === true) return undefined
  const known = Object.fromEntries(Object.entries(activity).filter(([, value]) => value !== undefined))
  const actor = ctx.session === undefined ? {} : { userId: ctx.session }
  const row = ctx.db.activities.insert({
    ...actor,
    ...known,
    // Ids that a fixture queued are for what a client asks to be made.
    _id: ctx.world.ids.meteor(),
    activityType: activity.activityType,
    createdAt: ctx.at,
    modifiedAt: ctx.at,
  })
  followRules(ctx, row)
  notifyWatchers(ctx, row)
  callWebhooks(ctx, row)
  return row
}
