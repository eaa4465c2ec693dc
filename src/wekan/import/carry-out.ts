import { logActivity } from '../activities.js'
import { insertAttachment } from '../attachment-store.js'
import { insertBoard, insertSwimlane } from '../board-store.js'
import { insertCard, nextCardNumber } from '../card-store.js'
import { insertChecklist, insertItem } from '../checklist-store.js'
import { insertComment } from '../comment-store.js'
import type { WekanContext } from '../context.js'
import { insertCustomField } from '../custom-field-store.js'
import { Mishap } from '../failures.js'
import { insertList } from '../list-store.js'
import { insertRule } from '../rule-store.js'
import type { BoardRow, CardRow, UserRow } from '../tables.js'
import type { ImportPlan, PlannedCard } from './plan.js'

/** Which new id a key of the source got. */
type Keys = ReadonlyMap<string, string>

interface Made {
  readonly board: BoardRow
  readonly user: UserRow
  readonly labels: Keys
  readonly lists: Keys
  readonly swimlanes: Keys
  readonly fields: Keys
}

/** Makes the board of a plan for a user, who becomes its only active admin. Answers its id. */
export function carryOut(ctx: WekanContext, user: UserRow, plan: ImportPlan): string {
  const direct: WekanContext = { ...ctx, isDirect: true }
  const { board, labels } = makeBoard(direct, user, plan)
  logActivity(ctx, {
    activityType: 'importBoard',
    boardId: board._id,
    source: { id: board._id, system: plan.system },
    userId: user._id,
  })
  if (plan.broken !== undefined) throw new Mishap(plan.broken)
  const boardId = board._id
  const swimlanes = mapped(plan.swimlanes, ({ key, title, sort, more }) => [
    key,
    insertSwimlane(direct, { title, boardId, ...(sort === undefined ? {} : { sort }), ...more })._id,
  ])
  const lists = mapped(plan.lists, ({ key, title, sort, more }) => [
    key,
    insertList(direct, { title, boardId, ...(sort === undefined ? {} : { sort }), ...more })._id,
  ])
  const fields = mapped(plan.customFields ?? [], ({ key, name, type, settings, flags }) => [
    key,
    insertCustomField(direct, { name, type, settings, ...flags, boardIds: [boardId] })._id,
  ])
  const made = { board, user, labels, lists, swimlanes, fields }
  const cards = mapped(plan.cards, (card) => [card.key, makeCard(direct, card, made)._id])
  joinCards(direct, plan.cards, cards)
  makeChecklists(direct, plan, cards)
  for (const { title, trigger, action } of plan.rules ?? []) insertRule(direct, { boardId, title, trigger, action })
  return boardId
}

function mapped<T>(rows: readonly T[], make: (row: T) => readonly [string, string]): Keys {
  return new Map(rows.map(make))
}

function makeBoard(ctx: WekanContext, user: UserRow, plan: ImportPlan): { board: BoardRow; labels: Keys } {
  const admin = { userId: user._id, isActive: true, isAdmin: true, isNoComments: false, isCommentOnly: false }
  const others = (plan.members ?? []).filter(({ userId }) => userId !== user._id)
  const board = insertBoard(ctx, {
    title: plan.title,
    members: [admin, ...others],
    permission: plan.permission ?? 'private',
    color: plan.color ?? 'belize',
  })
  const made = plan.labels.map(({ key, name, color }) => ({
    key,
    label: { _id: ctx.world.ids.meteor(6), color, name },
  }))
  const archived = plan.archived === true ? { archived: true } : {}
  const patch = { ...plan.board, ...archived, labels: made.map(({ label }) => label) }
  return {
    board: ctx.db.boards.update(board._id, patch) ?? board,
    labels: new Map(made.map(({ key, label }) => [key, label._id])),
  }
}

function makeCard(ctx: WekanContext, planned: PlannedCard, made: Made): CardRow {
  const { board, user, labels, lists, swimlanes, fields } = made
  const customFields = (planned.customFields ?? []).flatMap(({ key, value }) => {
    const _id = fields.get(key)
    return _id === undefined ? [] : [{ _id, value }]
  })
  const card = insertCard(ctx, {
    dateLastActivity: ctx.at,
    ...planned.doc,
    boardId: board._id,
    listId: lists.get(planned.listKey) ?? first(lists),
    swimlaneId: swimlanes.get(planned.swimlaneKey) ?? first(swimlanes),
    cardNumber: planned.number || nextCardNumber(ctx, board),
    userId: planned.userId ?? user._id,
    labelIds: planned.labelKeys.flatMap((key) => labels.get(key) ?? []),
    ...(customFields.length === 0 ? {} : { customFields }),
  })
  for (const { text, userId = user._id, at = ctx.at } of planned.comments ?? []) {
    insertComment({ ...ctx, at }, { boardId: board._id, cardId: card._id, text, userId })
  }
  for (const { name, type, bytes } of planned.attachments ?? []) {
    const meta = { boardId: board._id, cardId: card._id, source: 'import' }
    insertAttachment(ctx, { name, type, bytes, meta, userId: user._id })
  }
  return card
}

function first(keys: Keys): string | undefined {
  const [id] = keys.values()
  return id
}

/** Parents and dependencies, once every card has its id. */
function joinCards(ctx: WekanContext, planned: readonly PlannedCard[], cards: Keys): void {
  for (const { key, parentKey, dependencies = [] } of planned) {
    const id = cards.get(key)
    if (id === undefined) continue
    const parentId = parentKey === undefined ? undefined : cards.get(parentKey)
    const cardDependencies = dependencies.flatMap((one) => {
      const cardId = cards.get(one.cardId)
      return cardId === undefined ? [] : [{ ...one, cardId }]
    })
    if (parentId !== undefined) ctx.db.cards.update(id, { parentId })
    if (cardDependencies.length > 0) ctx.db.cards.update(id, { cardDependencies })
  }
}

function makeChecklists(ctx: WekanContext, { checklists = [] }: ImportPlan, cards: Keys): void {
  for (const { cardKey, title, sort, items } of checklists) {
    const cardId = cards.get(cardKey)
    if (cardId === undefined) continue
    const checklist = insertChecklist(ctx, { title, cardId })
    ctx.db.checklists.update(checklist._id, { sort })
    for (const item of items) insertItem(ctx, checklist, item)
  }
}
