import { insertChecklist, insertItem, removeChecklist, tickItem } from './checklist-store.js'
import { quirk } from '../kernel/quirk.js'
import { Mishap } from './failures.js'
import type { CardRun } from './rule-run.js'
import { filledIn } from './rule-texts.js'
import type { ChecklistRow } from './rows.js'

export const rulesTickNoItem = quirk({
  name: 'wekan.rules-tick-no-item',
  summary:
    'Rules that tick one item of a checklist, or untick it, change nothing, because the item is looked for by a member that items do not have. Off: the item is found by its text.',
  source: { code: 'wekan/wekan@v11.07 server/rulesHelper.js:476' },
})

export function addChecklist(run: CardRun): ChecklistRow {
  return insertChecklist(run.ctx, { title: filledIn(run, run.action['checklistName']), cardId: run.card._id })
}

/** Makes a checklist and an item of every text between commas. */
export function addChecklistWithItems(run: CardRun): void {
  const checklist = addChecklist(run)
  const texts = filledIn(run, run.action['checklistItems'])
  if (typeof texts !== 'string') throw new Mishap('the items of a rule are no text, and the server splits it')
  for (const [sort, title] of texts.split(',').entries()) insertItem(run.ctx, checklist, { title, sort })
}

export function removeChecklists(run: CardRun): void {
  for (const checklist of namedChecklists(run)) if (checklist.sort === 0) removeChecklist(run.ctx, checklist)
}

/** Ticks or unticks every item of the first checklist of that name. */
export function tickAll(run: CardRun, isFinished: boolean): void {
  const [checklist] = namedChecklists(run)
  if (!checklist) return
  for (const item of run.ctx.db.checklistItems.where({ checklistId: checklist._id })) {
    tickItem(run.ctx, item, isFinished)
  }
}

export function tickOne(run: CardRun, isFinished: boolean): void {
  const { ctx, action } = run
  const [checklist] = namedChecklists(run)
  const items = checklist ? ctx.db.checklistItems.where({ checklistId: checklist._id }) : []
  const item = items.find(({ title }) => title === action['checkItemName'])
  if (!item) return
  if (ctx.has(rulesTickNoItem)) ctx.explain('the server looks for the item by a member that items do not have')
  else tickItem(ctx, item, isFinished)
}

function namedChecklists({ ctx, card, action }: CardRun): ChecklistRow[] {
  return ctx.db.checklists.where({ cardId: card._id }).filter(({ title }) => title === action['checklistName'])
}
