import type { WekanContext } from './context.js'
import { MatchError, MeteorError, Mishap, ValidationError } from './failures.js'
import { performAction } from './rule-actions.js'
import { matchedMembers, triggersMatchGaps } from './rule-store.js'
import type { RulePartRow } from './rows.js'
import type { ActivityRow } from './tables.js'

/** Rules may set off rules; a circle of them, which the real server runs until it falls, ends here. */
const DEEPEST = 8

interface RuleContext extends WekanContext {
  /** How many rules stand behind what happens. */
  readonly ruleDepth?: number
}

/**
 * Does what the rules of the board say of an activity. A rule that fails stops those after it, without a word.
 * code: wekan/wekan@v11.07 server/rulesHelper.js:78, server/models/activities.js:33
 */
export function followRules(ctx: RuleContext, activity: ActivityRow): void {
  const depth = ctx.ruleDepth ?? 0
  const members = matchedMembers[activity.activityType]
  if (!members || activity.boardId === undefined || depth >= DEEPEST) return
  const inner: RuleContext = { ...ctx, ruleDepth: depth + 1 }
  const triggers = ctx.db.triggers
    .where({ boardId: activity.boardId })
    .filter((trigger) => isMatch(ctx, trigger, activity, members))
  try {
    for (const trigger of triggers) act(inner, trigger, activity)
  } catch (error) {
    if (![MatchError, MeteorError, Mishap, ValidationError].some((kind) => error instanceof kind)) throw error
    ctx.explain(`a rule failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function act(ctx: WekanContext, trigger: RulePartRow, activity: ActivityRow): void {
  const rule = ctx.db.rules.where({ boardId: trigger.boardId }).find(({ triggerId }) => triggerId === trigger._id)
  const action = rule && ctx.db.actions.get(rule.actionId)
  const card = activity.cardId === undefined ? undefined : ctx.db.cards.get(activity.cardId)
  if (action) performAction({ ctx, activity, action, card })
}

function isMatch(ctx: WekanContext, trigger: RulePartRow, activity: ActivityRow, members: readonly string[]): boolean {
  if (trigger['activityType'] !== activity.activityType) return false
  return members.every((key) => {
    const wanted = trigger[key]
    if (wanted === undefined || wanted === null) return ctx.after(triggersMatchGaps)
    return wanted === '*' || happened(ctx, activity, key).includes(wanted)
  })
}

/** What a trigger may name of an activity; of a title each of its words too. */
function happened(ctx: WekanContext, activity: ActivityRow, key: string): unknown[] {
  if (key === 'oldListName') return [ctx.db.lists.get(String(activity['oldListId']))?.title ?? activity[key]]
  if (key !== 'cardTitle') return [activity[key]]
  const title = activity[key] ?? ctx.db.cards.get(activity.cardId ?? '')?.title
  return typeof title === 'string' ? [title, ...title.split(/\W/).filter((word) => word !== '')] : []
}
