import type { Change } from './changes.js'
import type { WekanContext } from './context.js'
import type { RulePartRow, RuleRow } from './rows.js'
import { cleanInsert, cleanSet, text } from './schema.js'
import type { DocumentSchema } from './schema.js'
import { nextId } from './tables.js'

export const triggersMatchAll: Change = {
  since: '9.97',
  summary: 'What a trigger must match and was not sent becomes `*`; before, such a rule never acted.',
  source: { code: 'wekan/wekan@v11.07 server/models/rules.js:51' },
}

export const triggersMatchGaps: Change = {
  since: '10.04',
  summary: 'What a trigger of a world file leaves out matches everything, as `*` does; before, nothing.',
  source: { code: 'wekan/wekan@v10.04 server/rulesHelper.js' },
}

const lane = ['swimlaneName', 'cardTitle']

/**
 * What the trigger of an activity must match beside the board, in the order of the real server.
 * code: wekan/wekan@v11.07 server/triggersDef.js
 */
export const matchedMembers: Readonly<Record<string, readonly string[]>> = {
  createCard: ['listName', 'userId', ...lane],
  moveCard: ['listName', 'oldListName', 'userId', ...lane],
  archivedCard: ['userId', 'cardTitle'],
  restoredCard: ['userId', 'cardTitle'],
  joinMember: ['username', 'userId'],
  unjoinMember: ['username', 'userId'],
  addChecklist: ['checklistName', 'userId'],
  removeChecklist: ['checklistName', 'userId'],
  completeChecklist: ['checklistName', 'userId'],
  uncompleteChecklist: ['checklistName', 'userId'],
  addedChecklistItem: ['checklistItemName', 'userId'],
  removedChecklistItem: ['checklistItemName', 'userId'],
  checkedItem: ['checklistItemName', 'userId'],
  uncheckedItem: ['checklistItemName', 'userId'],
  addAttachment: ['userId'],
  deleteAttachment: ['userId'],
  addedLabel: ['labelId', 'userId'],
  removedLabel: ['labelId', 'userId'],
}

const schema: DocumentSchema = {
  title: { is: text, isRequired: true },
  triggerId: { is: text, isRequired: true },
  actionId: { is: text, isRequired: true },
  boardId: { is: text, isRequired: true },
}

/** A rule as the handler hands it to its three collections. */
export interface NewRule {
  /** Given by fixtures alone. */
  readonly id?: string
  readonly boardId: string
  readonly title: unknown
  readonly trigger: unknown
  readonly action: unknown
}

/** Puts in trigger, action and rule, in this order: a title that is refused leaves the first two. */
export function insertRule(ctx: WekanContext, { id, boardId, title, trigger, action }: NewRule): RuleRow {
  const triggerId = nextId(ctx.world)
  const moments = { createdAt: ctx.at }
  ctx.db.triggers.insert({ ...triggerMembers(ctx, trigger), _id: triggerId, boardId, ...moments, updatedAt: ctx.at })
  const actionId = nextId(ctx.world)
  ctx.db.actions.insert({ ...ownMembers(action), _id: actionId, boardId, ...moments, modifiedAt: ctx.at })
  const given = cleanInsert(ctx, 'rules', { title: title || 'API rule', triggerId, actionId, boardId }, schema)
  const doc = { _id: id ?? nextId(ctx.world), ...given, createdAt: ctx.at, modifiedAt: ctx.at }
  // Judged above.
  return ctx.db.rules.insert(doc as unknown as RuleRow)
}

/** Writes title, trigger and action, each if it was sent. */
export function setOnRule(ctx: WekanContext, rule: RuleRow, body: Readonly<Record<string, unknown>>): void {
  const { title, trigger, action } = body
  if (typeof title === 'string') {
    const { set } = cleanSet(ctx, 'rules', { title }, schema)
    ctx.db.rules.update(rule._id, { ...set, modifiedAt: ctx.at })
  }
  if (trigger) ctx.db.triggers.update(rule.triggerId, { ...triggerMembers(ctx, trigger), updatedAt: ctx.at })
  if (action) ctx.db.actions.update(rule.actionId, { ...ownMembers(action), modifiedAt: ctx.at })
}

export function removeRule(ctx: WekanContext, rule: RuleRow): void {
  ctx.db.rules.remove(rule._id)
  ctx.db.triggers.remove(rule.triggerId)
  ctx.db.actions.remove(rule.actionId)
}

/** A rule as it is answered, with trigger and action in it. */
export function ruleAsShown(ctx: WekanContext, { _id, title, triggerId, actionId }: RuleRow): ShownRule {
  const trigger = ctx.db.triggers.get(triggerId)
  const action = ctx.db.actions.get(actionId)
  return { _id, title, trigger: trigger ? ownMembers(trigger) : null, action: action ? ownMembers(action) : null }
}

interface ShownRule {
  readonly _id: string
  readonly title: string
  readonly trigger: Record<string, unknown> | null
  readonly action: Record<string, unknown> | null
}

const kept: readonly (keyof RulePartRow)[] = ['_id', 'boardId', 'createdAt', 'modifiedAt', 'updatedAt']

/** What clients say and see of a trigger or an action. */
function ownMembers(part: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(part ?? {}).filter(([key]) => !kept.includes(key)))
}

function triggerMembers(ctx: WekanContext, trigger: unknown): Record<string, unknown> {
  const own = ownMembers(trigger)
  const kind = String(own['activityType'])
  if (!ctx.after(triggersMatchAll) || !Object.hasOwn(matchedMembers, kind)) return own
  const isMissing = (key: string): boolean => own[key] === undefined || own[key] === null || own[key] === ''
  const missing = (matchedMembers[kind] ?? []).filter(isMissing)
  return { ...own, ...Object.fromEntries(missing.map((key) => [key, '*'])) }
}
