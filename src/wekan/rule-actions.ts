import { logActivity } from './activities.js'
import { setArchived } from './card-archive.js'
import { setOnCard, writeCard } from './card-store.js'
import { addChecklist, addChecklistWithItems, removeChecklists, tickAll, tickOne } from './rule-checks.js'
import { addSwimlane, createCard, linkCard } from './rule-cards.js'
import { removeDate, setDate, setDateRelative, updateDate } from './rule-dates.js'
import { moveAllCards, moveToEnd, sortList } from './rule-moves.js'
import { realCard, rulesDoMore } from './rule-run.js'
import type { CardRun, RuleRun } from './rule-run.js'
import { filledIn } from './rule-texts.js'
import { textOf } from './text.js'

/** What rules do to the card of an activity. */
const cardActions: Readonly<Record<string, (run: CardRun) => unknown>> = {
  moveCardToTop: (run) => {
    moveToEnd(run, 'top')
  },
  moveCardToBottom: (run) => {
    moveToEnd(run, 'bottom')
  },
  sendEmail: tellMail,
  setDate,
  updateDate,
  removeDate,
  archive: ({ ctx, card }) => {
    if (!card.archived) setArchived(ctx, card, true)
  },
  unarchive: ({ ctx, card }) => {
    if (card.archived) setArchived(ctx, card, false)
  },
  setColor: (run) => {
    const { selectedColor } = run.action
    setOnCard(run.ctx, realCard(run), { color: selectedColor === 'white' ? null : selectedColor })
  },
  addLabel: (run) => {
    setLabel(run, true)
  },
  removeLabel: (run) => {
    setLabel(run, false)
  },
  addMember: (run) => {
    setMember(run, userNamed(run), true)
  },
  removeMember: removeMembers,
  checkAll: (run) => {
    tickAll(run, true)
  },
  uncheckAll: (run) => {
    tickAll(run, false)
  },
  checkItem: (run) => {
    tickOne(run, true)
  },
  uncheckItem: (run) => {
    tickOne(run, false)
  },
  addChecklist,
  addChecklistWithItems,
  removeChecklist: removeChecklists,
  linkCard,
}

/** Those of newer releases. */
const newerActions: Readonly<Record<string, (run: CardRun) => unknown>> = {
  markCardComplete: (run) => {
    setOnCard(run.ctx, realCard(run), { dueComplete: true })
  },
  markCardIncomplete: (run) => {
    setOnCard(run.ctx, realCard(run), { dueComplete: false })
  },
  setDateRelative,
  sortList,
}

/** What rules do to a board, for which no card is needed. */
const boardActions: Readonly<Record<string, (run: RuleRun) => unknown>> = { createCard, addSwimlane }
const newerBoardActions: Readonly<Record<string, (run: RuleRun) => unknown>> = { moveAllCardsInList: moveAllCards }

/**
 * Does what an action says; one that is not known does nothing.
 * code: wekan/wekan@v11.07 server/rulesHelper.js:169, wekan/wekan@v7.10 server/rulesHelper.js
 */
export function performAction(run: RuleRun): void {
  const kind = String(run.action['actionType'])
  const isNew = run.ctx.after(rulesDoMore)
  const onBoard = isNew ? { ...boardActions, ...newerBoardActions } : boardActions
  if (Object.hasOwn(onBoard, kind)) onBoard[kind]?.(run)
  const onCard = isNew ? { ...cardActions, ...newerActions } : cardActions
  const { card } = run
  if (card && Object.hasOwn(onCard, kind)) onCard[kind]?.({ ...run, card })
}

/** The fake sends no mail; the request log says what would have gone out. */
function tellMail(run: RuleRun): void {
  const { emailTo, emailSubject, emailMsg } = run.action
  const [to, subject, text] = [emailTo, emailSubject ?? '', emailMsg ?? ''].map((one) => filledIn(run, one))
  run.ctx.explain(`a mail to ${textOf(to)} would have been sent: ${textOf(subject)}: ${textOf(text)}`)
}

function placeOf({ _id: cardId, boardId, listId, swimlaneId }: CardRun['card']): Readonly<Record<string, unknown>> {
  return { boardId, cardId, listId, swimlaneId }
}

function setLabel(run: CardRun, isAdded: boolean): void {
  const { ctx } = run
  const card = realCard(run)
  const labelId: unknown = run.action['labelId']
  if (!card || typeof labelId !== 'string') return
  const before = card.labelIds ?? []
  const isIn = before.includes(labelId)
  if (isIn !== isAdded) {
    logActivity(ctx, { labelId, activityType: isAdded ? 'addedLabel' : 'removedLabel', ...placeOf(card) })
  }
  const others = before.filter((id) => id !== labelId)
  writeCard(ctx, card, { labelIds: isAdded ? (isIn ? before : [...before, labelId]) : others })
}

function userNamed({ ctx, action }: RuleRun): string | undefined {
  return ctx.db.users.first({ username: textOf(action['username']) })?._id
}

/** `*` walks the assignees and takes them from the members, as the real server does. */
function removeMembers(run: CardRun): void {
  const { card, action } = run
  const isEach = action['username'] === '*'
  const isLinked = card.type === 'cardType-linkedCard'
  const ids = isEach ? (isLinked ? [] : (card.assignees ?? [])) : [userNamed(run)]
  for (const id of ids) setMember(run, id, false)
}

function setMember(run: CardRun, id: string | undefined, isAdded: boolean): void {
  const { ctx } = run
  const real = realCard(run)
  const card = real && ctx.db.cards.get(real._id)
  // A user who is not there is passed over.
  if (id === undefined || !card) return
  const now = card.members ?? []
  const isIn = now.includes(id)
  const username = ctx.db.users.get(id)?.username
  if (isIn !== isAdded) {
    const activityType = isAdded ? 'joinMember' : 'unjoinMember'
    logActivity(ctx, { username, activityType, memberId: id, ...placeOf(card) })
  }
  writeCard(ctx, card, { members: isAdded ? (isIn ? now : [...now, id]) : now.filter((one) => one !== id) })
}
