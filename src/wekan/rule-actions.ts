import { logActivity } from './activities.js'
import { logMove } from './card-moves.js'
import { openCards, setOnCard, writeCard } from './card-store.js'
import { insertChecklist, insertItem, removeChecklist } from './checklist-store.js'
import type { WekanContext } from './context.js'
import { defaultSwimlane } from './list-store.js'
import type { ChecklistRow, RulePartRow } from './rows.js'
import type { CardRow } from './tables.js'
import { textOf } from './text.js'

type Act = (ctx: WekanContext, card: CardRow, action: RulePartRow) => void

/**
 * What rules do to the card of an activity. Left out are mails and actions that reach beyond the card's board.
 * code: wekan/wekan@v11.07 server/rulesHelper.js:166
 */
export const ruleActions: Readonly<Record<string, Act>> = {
  moveCardToTop: (ctx, card, action) => {
    move(ctx, card, action, (sorts) => least(sorts) - 1)
  },
  moveCardToBottom: (ctx, card, action) => {
    move(ctx, card, action, (sorts) => -least(sorts.map((sort) => -sort)) + 1)
  },
  setDate: (ctx, card, action) => {
    const key = dateOf(action)
    if (key !== undefined && card[key] === undefined) writeCard(ctx, card, { [key]: ctx.at })
  },
  updateDate: (ctx, card, action) => {
    const key = dateOf(action)
    if (key !== undefined) writeCard(ctx, card, { [key]: ctx.at })
  },
  removeDate: (ctx, card, action) => {
    const key = dateOf(action)
    if (key !== undefined) writeCard(ctx, card, { [key]: undefined })
  },
  archive: (ctx, card) => {
    if (!card.archived) setArchived(ctx, card, true)
  },
  unarchive: (ctx, card) => {
    if (card.archived) setArchived(ctx, card, false)
  },
  setColor: (ctx, card, action) => {
    setOnCard(ctx, card, { color: action['selectedColor'] })
  },
  addLabel: (ctx, card, action) => {
    setLabel(ctx, card, textOf(action['labelId']), true)
  },
  removeLabel: (ctx, card, action) => {
    setLabel(ctx, card, textOf(action['labelId']), false)
  },
  addMember: (ctx, card, action) => {
    setMember(ctx, card, ctx.db.users.first({ username: textOf(action['username']) })?._id, true)
  },
  removeMember: (ctx, card, action) => {
    const name = textOf(action['username'])
    const named = ctx.db.users.first({ username: name })?._id
    // `*` walks the assignees and takes them from the members, as the real server does.
    for (const id of name === '*' ? (card.assignees ?? []) : [named]) setMember(ctx, card, id, false)
  },
  addChecklist: (ctx, card, action) => {
    insertChecklist(ctx, { title: action['checklistName'], cardId: card._id })
  },
  addChecklistWithItems: (ctx, card, action) => {
    const checklist = insertChecklist(ctx, { title: action['checklistName'], cardId: card._id })
    const titles = textOf(action['checklistItems']).split(',')
    for (const [sort, title] of titles.entries()) insertItem(ctx, checklist, { title, sort })
  },
  removeChecklist: (ctx, card, action) => {
    for (const checklist of named(ctx, card, action)) if (checklist.sort === 0) removeChecklist(ctx, checklist)
  },
  checkAll: (ctx, card, action) => {
    setFinished(ctx, named(ctx, card, action)[0], true)
  },
  uncheckAll: (ctx, card, action) => {
    setFinished(ctx, named(ctx, card, action)[0], false)
  },
  markCardComplete: (ctx, card) => {
    writeCard(ctx, card, { dueComplete: true })
  },
  markCardIncomplete: (ctx, card) => {
    writeCard(ctx, card, { dueComplete: false })
  },
}

function move(
  ctx: WekanContext,
  card: CardRow,
  action: RulePartRow,
  place: (sorts: readonly number[]) => number,
): void {
  const { listName, swimlaneName } = action
  const isOwnList = listName === '*' || !listName
  const wanted = isOwnList ? card.listId : ctx.db.lists.first({ boardId: card.boardId, title: textOf(listName) })?._id
  const listId = wanted ?? card.listId
  // A list that does not exist keeps the card where it is, at the top or bottom of its own list and swimlane.
  const swimlaneId = wanted === undefined ? card.swimlaneId : swimlaneFor(ctx, card, swimlaneName)
  const there = openCards(ctx, { boardId: card.boardId, listId, swimlaneId }).map(({ sort }) => sort)
  const sort = place(there.filter((one) => typeof one === 'number'))
  const changes = Object.entries({ listId, swimlaneId, sort }).filter(([key, value]) => card[key] !== value)
  writeCard(ctx, card, Object.fromEntries(changes))
  const { boardId, listId: oldList, swimlaneId: oldLane } = card
  const fields = changes.map(([key]) => key)
  logMove(ctx, card._id, { userId: undefined, fields, old: { boardId, listId: oldList, swimlaneId: oldLane } })
}

const least = (sorts: readonly number[]): number =>
  sorts.length === 0 ? 0 : sorts.reduce((least, sort) => Math.min(least, sort))

function swimlaneFor(ctx: WekanContext, card: CardRow, name: unknown): string {
  const named =
    name === '*'
      ? ctx.db.swimlanes.get(card.swimlaneId)
      : ctx.db.swimlanes.first({ boardId: card.boardId, title: String(name) })
  const board = ctx.db.boards.get(card.boardId)
  return (named ?? (board && defaultSwimlane(ctx, board)))?._id ?? ''
}

const dates = ['startAt', 'endAt', 'dueAt', 'receivedAt'] as const

function dateOf(action: RulePartRow): (typeof dates)[number] | undefined {
  return dates.find((key) => key === action['dateField'])
}

function setArchived(ctx: WekanContext, card: CardRow, archived: boolean): void {
  for (const child of ctx.db.cards.where({ parentId: card._id })) setArchived(ctx, child, archived)
  writeCard(ctx, card, archived ? { archived, archivedAt: ctx.at } : { archived })
  const listName = ctx.db.lists.get(card.listId)?.title
  logActivity(ctx, { activityType: archived ? 'archivedCard' : 'restoredCard', listName, ...placeOf(card) })
}

function setLabel(ctx: WekanContext, card: CardRow, labelId: string, isAdded: boolean): void {
  const before = card.labelIds ?? []
  const isIn = before.includes(labelId)
  if (isIn !== isAdded) {
    logActivity(ctx, { activityType: isAdded ? 'addedLabel' : 'removedLabel', labelId, ...placeOf(card) })
  }
  const others = before.filter((id) => id !== labelId)
  writeCard(ctx, card, { labelIds: isAdded ? (isIn ? before : [...before, labelId]) : others })
}

function setMember(ctx: WekanContext, card: CardRow, id: string | undefined, isAdded: boolean): void {
  // A user who is not there is passed over.
  if (id === undefined) return
  const now = ctx.db.cards.get(card._id)?.members ?? []
  const isIn = now.includes(id)
  const username = ctx.db.users.get(id)?.username
  if (isIn !== isAdded) {
    const activityType = isAdded ? 'joinMember' : 'unjoinMember'
    logActivity(ctx, { username, activityType, memberId: id, ...placeOf(card) })
  }
  writeCard(ctx, card, { members: isAdded ? (isIn ? now : [...now, id]) : now.filter((one) => one !== id) })
}

function placeOf(card: CardRow): Readonly<Record<string, unknown>> {
  const { _id: cardId, boardId, listId, swimlaneId, title: cardTitle } = card
  return { boardId, listId, cardId, cardTitle, swimlaneId }
}

function named(ctx: WekanContext, card: CardRow, action: RulePartRow): ChecklistRow[] {
  return ctx.db.checklists.where({ cardId: card._id }).filter(({ title }) => title === action['checklistName'])
}

function setFinished(ctx: WekanContext, checklist: ChecklistRow | undefined, isFinished: boolean): void {
  if (!checklist) return
  for (const { _id } of ctx.db.checklistItems.where({ checklistId: checklist._id })) {
    ctx.db.checklistItems.update(_id, { isFinished, modifiedAt: ctx.at })
  }
}
