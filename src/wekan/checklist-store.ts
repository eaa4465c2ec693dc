import { logActivity } from './activities.js'
import type { Change } from './changes.js'
import { withoutMembers } from './clean.js'
import type { WekanContext } from './context.js'
import { Mishap } from './failures.js'
import { inVersions } from '../kernel/versions.js'
import { quirk } from '../kernel/quirk.js'
import type { ChecklistItemRow, ChecklistRow } from './rows.js'
import { cleanInsert, flag, number, text } from './schema.js'
import type { DocumentSchema } from './schema.js'
import { nextId } from './tables.js'
import type { CardRow } from './tables.js'

export const checklistLeavesItems = quirk({
  name: 'wekan.checklist-leaves-items',
  summary:
    'Deleting a checklist leaves its items behind: they can still be read, changed and deleted. Off: they go with it.',
  source: { code: 'wekan/wekan@v11.07 server/models/checklists.js:112, wekan/wekan@v7.10 models/checklists.js:228' },
})

export const checklistsKnowTheirBoard: Change = {
  since: '9.35',
  summary: 'Checklists and items have the board of their card, and hooks pass over a card that is gone.',
  source: { code: 'wekan/wekan@v9.35 models/checklists.js, server/models/checklists.js' },
}

const checklistSchema: DocumentSchema = {
  cardId: { is: text, isRequired: true },
  title: { is: text, isRequired: true },
  sort: { is: number, isRequired: true },
}

export const itemSchema: DocumentSchema = {
  title: { is: text, isRequired: true },
  sort: { is: number, isRequired: true },
  isFinished: { is: flag, isRequired: true },
  checklistId: { is: text, isRequired: true },
  cardId: { is: text, isRequired: true },
}

/** The default that only these releases wrote. code: wekan/wekan@v7.10 models/checklists.js:28 */
const shownAtMinicard = { since: '7.02', until: '7.61' } as const

/** A checklist as the handler hands it to the collection. */
export interface NewChecklist {
  /** Given by fixtures alone. */
  readonly id?: string
  readonly title: unknown
  readonly cardId: string
}

/** Judges a checklist, puts it in and writes the activity. Throws ValidationError. */
export function insertChecklist(ctx: WekanContext, wanted: NewChecklist): ChecklistRow {
  const { title } = wanted
  const isBlank = withoutMembers(title) === undefined || (typeof title === 'string' && title.trim() === '')
  const given = { title: isBlank ? 'Checklist' : title, cardId: wanted.cardId, sort: 0 }
  const doc = {
    _id: wanted.id ?? nextId(ctx.world),
    ...cleanInsert(ctx, 'checklists', given, checklistSchema),
    ...(inVersions(shownAtMinicard, ctx.setup.view.version) ? { showAtMinicard: false } : {}),
    createdAt: ctx.at,
    modifiedAt: ctx.at,
    ...boardOf(ctx, wanted.cardId),
  }
  // Judged above.
  const row = ctx.db.checklists.insert(doc as unknown as ChecklistRow)
  const card = cardForHook(ctx, row.cardId)
  if (card) logActivity(ctx, { ...placeOf(card), ...aboutChecklist(row, 'addChecklist') })
  return row
}

/** An item as the handler hands it to the collection. */
export interface NewItem {
  /** Given by fixtures alone. */
  readonly id?: string
  readonly title: unknown
  readonly sort: number
  readonly isFinished?: boolean
}

/** Judges an item, puts it in and writes the activity. Throws ValidationError. */
export function insertItem(
  ctx: WekanContext,
  checklist: Pick<ChecklistRow, '_id' | 'cardId'>,
  wanted: NewItem,
): ChecklistItemRow {
  const { id, title, sort, isFinished = false } = wanted
  const given = { cardId: checklist.cardId, checklistId: checklist._id, title, sort, isFinished }
  const doc = {
    _id: id ?? nextId(ctx.world),
    ...cleanInsert(ctx, 'checklistItems', given, itemSchema),
    createdAt: ctx.at,
    modifiedAt: ctx.at,
    ...boardOf(ctx, checklist.cardId),
  }
  // Judged above.
  const row = ctx.db.checklistItems.insert(doc as unknown as ChecklistItemRow)
  const card = cardForHook(ctx, row.cardId)
  if (card) {
    const about = { checklistId: row.checklistId, checklistItemId: row._id, checklistItemName: row.title }
    logActivity(ctx, { activityType: 'addChecklistItem', ...placeOf(card), ...about })
  }
  return row
}

/**
 * Ticks an item or unticks it, as the hooks tell of it. code: wekan/wekan@v11.07 server/models/checklistItems.js:55
 */
export function tickItem(ctx: WekanContext, item: ChecklistItemRow, isFinished: boolean): void {
  const card = cardForHook(ctx, item.cardId)
  const checklist = ctx.db.checklists.get(item.checklistId)
  const isDone = (): boolean =>
    checklist !== undefined &&
    ctx.db.checklistItems.where({ checklistId: item.checklistId }).every((one) => one.isFinished)
  if (card && checklist && isDone()) {
    logActivity(ctx, { ...placeOf(card), ...aboutChecklist(checklist, 'uncompleteChecklist') })
  }
  ctx.db.checklistItems.update(item._id, { isFinished, modifiedAt: ctx.at })
  if (!card) return
  const about = { checklistId: item.checklistId, checklistItemId: item._id, checklistItemName: item.title }
  logActivity(ctx, { activityType: isFinished ? 'checkedItem' : 'uncheckedItem', ...placeOf(card), ...about })
  if (checklist && isDone()) logActivity(ctx, { ...placeOf(card), ...aboutChecklist(checklist, 'completeChecklist') })
}

/** Takes a checklist out, with the activities about it. */
export function removeChecklist(ctx: WekanContext, checklist: ChecklistRow): void {
  const card = cardForHook(ctx, checklist.cardId)
  for (const { _id, checklistId } of ctx.db.activities.where({ cardId: checklist.cardId })) {
    if (checklistId === checklist._id) ctx.db.activities.remove(_id)
  }
  if (card) logActivity(ctx, { ...placeOf(card), ...aboutChecklist(checklist, 'removeChecklist') })
  ctx.db.checklists.remove(checklist._id)
  if (ctx.has(checklistLeavesItems)) return
  for (const { _id } of ctx.db.checklistItems.where({ checklistId: checklist._id })) ctx.db.checklistItems.remove(_id)
}

function boardOf(ctx: WekanContext, cardId: string): { boardId?: string } {
  const card = ctx.db.cards.get(cardId)
  return card && ctx.after(checklistsKnowTheirBoard) ? { boardId: card.boardId } : {}
}

/** The card of an activity. Without it older releases fail after the write, newer ones write no activity. */
function cardForHook(ctx: WekanContext, cardId: string): CardRow | undefined {
  const card = ctx.db.cards.get(cardId)
  if (card || ctx.after(checklistsKnowTheirBoard)) return card
  throw new Mishap(`the card '${cardId}' does not exist, and the server reads its board`)
}

function placeOf(card: CardRow): Readonly<Record<string, unknown>> {
  return { cardId: card._id, boardId: card.boardId, listId: card.listId, swimlaneId: card.swimlaneId }
}

function aboutChecklist<A extends string>(
  checklist: ChecklistRow,
  activityType: A,
): { readonly activityType: A; readonly checklistId: string; readonly checklistName: string } {
  return { activityType, checklistId: checklist._id, checklistName: checklist.title }
}
