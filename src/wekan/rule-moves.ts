import { greatest, least } from '../kernel/extremes.js'
import { moveCard } from './card-moves.js'
import { inOrder, openCards, writeCard } from './card-store.js'
import type { WekanContext } from './context.js'
import { openSwimlanes } from './list-store.js'
import { boardOf, listNamed, swimlaneIdOn, swimlaneNamed } from './rule-run.js'
import type { CardRun, RuleRun } from './rule-run.js'
import type { CardRow, ListRow } from './tables.js'

/** Moves the card of the activity to one end of a list. */
export function moveToEnd(run: CardRun, end: 'top' | 'bottom'): void {
  const { ctx, card, action } = run
  const wanted = wantedList(run)
  const list = wanted ?? ctx.db.lists.get(card.listId)
  if (!list) return
  // A list that is not found keeps the card on its own board, list and swimlane.
  const lane = destinationLane(run)
  const boardId = wanted ? action.boardId : list.boardId
  const swimlaneId = wanted ? lane : card.swimlaneId
  const sorts = cardsIn(ctx, list, swimlaneId)
    .map(({ sort }) => sort)
    .filter((sort) => typeof sort === 'number')
  const sort = end === 'top' ? (least(sorts) ?? 0) - 1 : (greatest(sorts) ?? 0) + 1
  moveCard(asActor(run), card, { boardId, swimlaneId, listId: list._id, sort })
}

function wantedList({ ctx, card, action, activity }: CardRun): ListRow | undefined {
  const { listName, boardId } = action
  if (listName && listName !== '*') return listNamed(ctx, boardId, listName)
  const own = ctx.db.lists.get(card.listId)
  return own && activity.boardId !== boardId ? listNamed(ctx, boardId, own.title) : own
}

function destinationLane({ ctx, card, action, activity }: CardRun): string {
  const { swimlaneName, boardId } = action
  const own = ctx.db.swimlanes.get(card.swimlaneId)
  const isElsewhere = activity.boardId !== boardId
  const named = swimlaneName === '*' && !isElsewhere ? own : undefined
  const title = swimlaneName === '*' ? own?.title : swimlaneName
  const found = named ?? (title === undefined ? undefined : swimlaneNamed(ctx, boardId, title))
  return swimlaneIdOn(ctx, boardId, found)
}

/** Hooks see who set the rule off while it moves cards. code: wekan/wekan@v11.07 server/rulesHelper.js:37 */
function asActor({ ctx, activity }: RuleRun): WekanContext {
  const session = activity['userId']
  return typeof session === 'string' && session !== '' ? { ...ctx, session } : ctx
}

/**
 * Open cards of a list in a swimlane; the first swimlane of the board also holds those that no other one has.
 * code: wekan/wekan@v11.07 models/lists.js:413
 */
function cardsIn(ctx: WekanContext, list: ListRow, swimlaneId?: string): CardRow[] {
  const cards = inOrder(openCards(ctx, { listId: list._id }))
  if (!swimlaneId) return cards
  const [first, ...others] = inOrder(openSwimlanes(ctx, list.boardId)).map(({ _id }) => _id)
  if (first !== swimlaneId) return cards.filter((card) => card.swimlaneId === swimlaneId)
  return cards.filter((card) => !others.includes(card.swimlaneId))
}

const LAST = Number.MAX_SAFE_INTEGER
const timeOf = (value: unknown, none: number): number => (typeof value === 'string' ? Date.parse(value) : none)

const timeDue = (card: CardRow): number => timeOf(card.dueAt, LAST)

/** Any other field sorts by due date, cards without one last. */
const sortKeys: Readonly<Record<string, (card: CardRow) => string | number>> = {
  name: ({ title }) => (title ?? '').toLowerCase(),
  created: (card) => timeOf(card['createdAt'], 0),
  modified: (card) => timeOf(card.modifiedAt, 0),
}

/** Numbers the cards of a list anew, in the order of a field. */
export function sortList({ ctx, card, action, activity }: CardRun): void {
  const { listName, sortField } = action
  const isNamed = Boolean(listName) && listName !== '*'
  const list = isNamed ? listNamed(ctx, activity.boardId ?? '', listName) : ctx.db.lists.get(card.listId)
  if (!list) return
  const kind = String(sortField)
  const keyOf = (Object.hasOwn(sortKeys, kind) ? sortKeys[kind] : undefined) ?? timeDue
  const sorted = cardsIn(ctx, list, card.swimlaneId)
    .map((one) => ({ one, key: keyOf(one) }))
    .sort((a, b) => (a.key > b.key ? 1 : a.key < b.key ? -1 : 0))
  for (const [sort, { one }] of sorted.entries()) writeCard(ctx, one, { sort })
}

/** Moves every open card of one list to another, in its swimlane. */
export function moveAllCards(run: RuleRun): void {
  const { ctx, action } = run
  const boardId = action.boardId || boardOf(run)
  const from = listNamed(ctx, boardOf(run), action['fromListName'])
  const to = listNamed(ctx, boardId, action['listName'])
  if (!from || !to) return
  for (const { _id } of cardsIn(ctx, from)) {
    const card = ctx.db.cards.get(_id)
    if (card) moveCard(asActor(run), card, { boardId, swimlaneId: card.swimlaneId, listId: to._id })
  }
}
