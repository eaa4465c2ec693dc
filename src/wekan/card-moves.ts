import { least } from '../kernel/extremes.js'
import { quirk } from '../kernel/quirk.js'
import { logActivity } from './activities.js'
import { isOnBoard } from './board-roles.js'
import { moveAttachment } from './attachment-store.js'
import { mappedToBoard } from './card-copy.js'
import { cardAt, inOrder, nextCardNumber, openCards, writeCard } from './card-store.js'
import type { Change } from './changes.js'
import type { WekanContext } from './context.js'
import { MeteorError, Mishap } from './failures.js'
import { defaultSwimlane, listOn, openLists, swimlaneOn } from './list-store.js'
import type { BoardRow, CardRow } from './tables.js'

export const movesForgiveMissingLists: Change = {
  since: '11.06',
  summary: 'Noting a move does not need list and swimlane to exist; before, it failed after the card was moved.',
  source: { code: 'wekan/wekan@v11.07 models/cards.js:3318' },
}

export const movesLandOnTop: Change = {
  since: '9.65',
  summary: 'A card that is moved over the API comes on top of its new list; before, it kept its position.',
  source: { code: 'wekan/wekan@v9.65 server/lib/restCardHelpers.js' },
}

export const movesAskForSession = quirk({
  name: 'wekan.moves-ask-for-session',
  summary:
    'A list or swimlane with cards cannot be moved to another board: when the first card has moved, the server asks who is logged in, which a REST call cannot answer, and fails with status 500. Off: all cards move.',
  since: '8.18',
  source: { code: 'wekan/wekan@v11.07 models/cards.js:2709, wekan/wekan@v11.07 server/lib/requestUser.js:3' },
})

/** From where a card came; a member that is undefined counts as different. */
export interface OldPlace {
  readonly listId?: string
  readonly swimlaneId?: string
  readonly boardId?: string
}

/** The position above all open cards of a list, as a member to write; none where moves keep positions. */
export function topOf(ctx: WekanContext, boardId: string, listId: string): { readonly sort?: number } {
  if (!ctx.after(movesLandOnTop)) return {}
  const sorts = openCards(ctx, { boardId, listId })
    .map(({ sort }) => sort)
    .filter((sort) => sort !== undefined)
  return { sort: (least(sorts) ?? 1) - 1 }
}

/**
 * Notes a move as `cardMove` does, after the card was written; it fails for cards that are not there.
 * code: wekan/wekan@v11.07 models/cards.js:3284, wekan/wekan@v7.10 models/cards.js:2669
 */
export function logMove(
  ctx: WekanContext,
  cardId: string,
  move: { readonly userId: unknown; readonly fields: readonly string[]; readonly old: OldPlace },
): void {
  const card = cardAt(ctx, cardId, {})
  if (!card) throw new Mishap('there is no such card, and the server reads where it lies')
  const { fields, old } = move
  if (fields.includes('boardId') && card.boardId !== old.boardId) {
    logBoardMove(ctx, card, move)
    return
  }
  const isMoved =
    (fields.includes('listId') && card.listId !== old.listId) ||
    (fields.includes('swimlaneId') && card.swimlaneId !== old.swimlaneId)
  if (isMoved) logListMove(ctx, card, move)
}

function logBoardMove(
  ctx: WekanContext,
  card: CardRow,
  move: { readonly userId: unknown; readonly old: OldPlace },
): void {
  const { boardId, swimlaneId } = move.old
  const [board, oldBoard] = [ctx.db.boards.get(card.boardId), ctx.db.boards.get(boardId ?? '')]
  const swimlane = ctx.db.swimlanes.get(card.swimlaneId)
  if (!board || !oldBoard || !swimlane) throw new Mishap('a board or swimlane of the move does not exist')
  logActivity(ctx, {
    userId: move.userId,
    activityType: 'moveCardBoard',
    boardName: board.title,
    boardId: card.boardId,
    oldBoardId: boardId,
    oldBoardName: oldBoard.title,
    cardId: card._id,
    swimlaneName: swimlane.title,
    swimlaneId: card.swimlaneId,
    oldSwimlaneId: swimlaneId,
  })
}

function logListMove(
  ctx: WekanContext,
  card: CardRow,
  move: { readonly userId: unknown; readonly old: OldPlace },
): void {
  const list = ctx.db.lists.get(card.listId)
  const swimlane = ctx.db.swimlanes.get(card.swimlaneId)
  if ((!list || !swimlane) && !ctx.after(movesForgiveMissingLists)) {
    throw new Mishap('the card was moved; its list or swimlane does not exist, and the server reads the title')
  }
  logActivity(ctx, {
    userId: move.userId,
    oldListId: move.old.listId,
    activityType: 'moveCard',
    listName: list?.title ?? '',
    listId: card.listId,
    boardId: card.boardId,
    cardId: card._id,
    cardTitle: card.title,
    swimlaneName: swimlane?.title ?? '',
    swimlaneId: card.swimlaneId,
    oldSwimlaneId: move.old.swimlaneId,
  })
}

/**
 * `Card.move` and the hooks of the collection: a card that comes to another board takes along what that board knows of
 * its labels, fields and members, and lands in a swimlane and list of that board whatever was asked for.
 * code: wekan/wekan@v11.07 models/cards.js:2620, server/lib/cardBoardConsistency.js
 */
export function moveCard(
  ctx: WekanContext,
  card: CardRow,
  to: { readonly boardId: string; readonly swimlaneId?: unknown; readonly listId: string; readonly sort?: number },
): void {
  const wanted = Object.entries(to).filter(([key, value]) => value !== undefined && value !== card[key])
  if (wanted.length === 0) return
  const board = to.boardId === card.boardId ? undefined : ctx.db.boards.get(to.boardId)
  if (!board && to.boardId !== card.boardId) {
    throw new MeteorError('board-not-found', 'Destination board not found while moving card.')
  }
  const patch = { ...Object.fromEntries(wanted), ...(board ? onOtherBoard(ctx, card, board, to) : {}) }
  if (board) dropLabelNotes(ctx, card)
  const moved = writeCard(ctx, card, patch)
  if (board) leaveBoard(ctx, card, board._id)
  const { boardId, listId, swimlaneId } = card
  logMove(ctx, moved._id, { userId: undefined, fields: Object.keys(patch), old: { boardId, listId, swimlaneId } })
  if (ctx.session === undefined && ctx.has(movesAskForSession)) {
    throw new Mishap('the card was moved; then the server asks for the user of the session, and there is none')
  }
  const { sort: _, ...place } = Object.fromEntries(wanted)
  for (const row of ctx.db.attachments.where({ cardId: card._id })) moveAttachment(ctx, row, { ...row.meta, ...place })
}

/**
 * Two hooks map what tells of labels to the labels of the other board. The second does not know those that the first
 * wrote, and takes them out. code: wekan/wekan@v11.07 models/cards.js:3246, server/models/cards.js:826
 */
function dropLabelNotes(ctx: WekanContext, card: CardRow): void {
  for (const { _id, activityType } of ctx.db.activities.where({ cardId: card._id })) {
    if (activityType === 'addedLabel') ctx.db.activities.remove(_id)
  }
}

function onOtherBoard(
  ctx: WekanContext,
  card: CardRow,
  board: BoardRow,
  to: { readonly swimlaneId?: unknown; readonly listId: string },
): Record<string, unknown> {
  const members = (card.members ?? []).filter((id) => isOnBoard(board, id))
  const swimlane = swimlaneOn(ctx, board._id, to.swimlaneId ?? card.swimlaneId) ?? defaultSwimlane(ctx, board)
  const list = listOn(ctx, board._id, to.listId) ?? inOrder(openLists(ctx, board._id))[0]
  return {
    ...mappedToBoard(ctx, card, board),
    cardNumber: nextCardNumber(ctx, board),
    ...(members.length < (card.members ?? []).length ? { members } : {}),
    cardDependencies: [],
    swimlaneId: swimlane._id,
    ...(list ? { listId: list._id } : {}),
  }
}

/** Checklists follow the card, dependencies of those left behind are cut. */
function leaveBoard(ctx: WekanContext, card: CardRow, boardId: string): void {
  for (const { _id } of ctx.db.checklists.where({ cardId: card._id })) ctx.db.checklists.update(_id, { boardId })
  for (const { _id } of ctx.db.checklistItems.where({ cardId: card._id }))
    ctx.db.checklistItems.update(_id, { boardId })
  for (const other of ctx.db.cards.where({ boardId: card.boardId })) {
    const all: unknown = other['cardDependencies']
    const kept = Array.isArray(all) ? (all as { cardId?: unknown }[]).filter(({ cardId }) => cardId !== card._id) : []
    if (Array.isArray(all) && kept.length < all.length) ctx.db.cards.update(other._id, { cardDependencies: kept })
  }
}
