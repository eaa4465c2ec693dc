import { insertAttachment } from './attachment-store.js'
import { cardAt, insertHookedCard, logCardMade, nextCardNumber, writeCard } from './card-store.js'
import { tellNewComment } from './comment-store.js'
import type { WekanContext } from './context.js'
import { Mishap } from './failures.js'
import { nextId } from './tables.js'
import type { BoardRow, CardRow } from './tables.js'

/** Where a card is copied to. */
export interface CopyTarget {
  readonly boardId: string
  readonly swimlaneId: unknown
  readonly listId: string
  /** Copies by the id of what they were made from, where a whole board is copied: dependencies are mapped afterwards. */
  readonly copies?: Map<string, string>
}

interface Label {
  readonly _id: string
  readonly name?: string
}

/**
 * `Card.copy`: the card with its attachments, checklists, subtasks and comments. Labels and custom fields are mapped by
 * name where the board is another one. Throws ValidationError without a swimlane.
 * code: wekan/wekan@v11.07 models/cards.js:911
 */
export function copyCard(ctx: WekanContext, source: CardRow, to: CopyTarget): CardRow {
  const board = ctx.db.boards.get(to.boardId)
  if (!board) throw new Mishap(`board '${to.boardId}' does not exist, and the server calls its methods`)
  const { _id, ...members } = source
  const card = insertHookedCard(ctx, {
    ...members,
    ...mappedToBoard(ctx, source, board),
    boardId: to.boardId,
    cardNumber: nextCardNumber(ctx, board),
    swimlaneId: to.swimlaneId,
    listId: to.listId,
    cardDependencies: to.copies ? source['cardDependencies'] : dependenciesOn(ctx, source, to.boardId),
  })
  to.copies?.set(_id, card._id)
  noteCopy(ctx, card)
  copyAttachments(ctx, _id, card)
  copyChecklists(ctx, _id, card)
  copySubtasks(ctx, _id, card)
  copyComments(ctx, _id, card)
  return card
}

// The hook of the collection knows no user and needs list and swimlane.
function noteCopy(ctx: WekanContext, card: CardRow): void {
  if (!ctx.db.lists.has(card.listId) || !ctx.db.swimlanes.has(card.swimlaneId)) {
    throw new Mishap('the card was copied; its list or swimlane does not exist, and the server reads the title')
  }
  logCardMade(ctx, card, 'nobody')
}

/** Labels and custom fields of a card as another board knows them; nothing on its own board. */
export function mappedToBoard(ctx: WekanContext, card: CardRow, board: BoardRow): Record<string, unknown> {
  if (card.boardId === board._id) return {}
  const own = labelsOf(ctx.db.boards.get(card.boardId)).filter(({ _id }) => (card.labelIds ?? []).includes(_id))
  const names = own.map(({ name }) => name)
  const labelIds = labelsOf(board)
    .filter(({ name }) => name && names.includes(name))
    .map(({ _id }) => _id)
  return { labelIds, customFields: mappedFields(ctx, card, board._id) }
}

function labelsOf(board: BoardRow | undefined): readonly Label[] {
  const labels: unknown = board?.['labels']
  return Array.isArray(labels) ? labels : []
}

/** A field that the other board lacks becomes a field of both. code: wekan/wekan@v11.07 models/cards.js:862 */
function mappedFields(ctx: WekanContext, card: CardRow, boardId: string): unknown[] {
  const values: unknown = card['customFields']
  const fields = ctx.db.customFields
  return (Array.isArray(values) ? (values as { _id?: string }[]) : []).map((value) => {
    const own = value._id === undefined ? undefined : fields.get(value._id)
    if (!own) return value
    const there = [...fields].find(
      (one) => one.boardIds.includes(boardId) && one.name === own.name && one.type === own.type,
    )
    if (there) return { ...value, _id: there._id }
    fields.update(own._id, { boardIds: [...own.boardIds, boardId] })
    return value
  })
}

/** Dependencies whose card lies on the board. */
function dependenciesOn(ctx: WekanContext, card: CardRow, boardId: string): unknown[] {
  const all: unknown = card['cardDependencies']
  return (Array.isArray(all) ? (all as { cardId?: unknown }[]) : []).filter(({ cardId }) =>
    Boolean(cardAt(ctx, cardId, { boardId })),
  )
}

/**
 * The files, in the storage of their originals; subtasks lose theirs. A cover that is not among them is taken off.
 * code: wekan/wekan@v11.07 models/cards.js:988, models/lib/fileStoreStrategy.js:1086
 */
function copyAttachments(ctx: WekanContext, from: string, card: CardRow): void {
  const { _id: cardId, boardId, listId, swimlaneId, coverId } = card
  const copies = new Map<unknown, string>()
  for (const row of ctx.db.attachments.where({ cardId: from })) {
    const { name, type, storage, userId } = row
    const copied = { source: 'copy', copyFrom: row._id, copyStorage: storage }
    const meta = { boardId, cardId, listId, swimlaneId, ...copied }
    const bytes = Buffer.from(row.file, 'base64')
    copies.set(row._id, insertAttachment(ctx, { name, type, bytes, meta, storage, ...(userId ? { userId } : {}) })._id)
  }
  if (coverId) writeCard(ctx, card, { coverId: copies.get(coverId) })
}

function copyChecklists(ctx: WekanContext, from: string, card: CardRow): void {
  for (const checklist of ctx.db.checklists.where({ cardId: from })) {
    const place = { cardId: card._id, boardId: card.boardId, createdAt: ctx.at, modifiedAt: ctx.at }
    const copy = ctx.db.checklists.insert({ ...checklist, ...place, _id: nextId(ctx.world) })
    for (const item of ctx.db.checklistItems.where({ checklistId: checklist._id })) {
      ctx.db.checklistItems.insert({ ...item, ...place, checklistId: copy._id, _id: nextId(ctx.world) })
    }
  }
}

/** Subtasks lose nothing but their place; their own subtasks and comments stay behind. */
function copySubtasks(ctx: WekanContext, from: string, card: CardRow): void {
  const { boardId, swimlaneId, listId } = card
  for (const { _id, ...members } of ctx.db.cards.where({ parentId: from })) {
    const copy = insertHookedCard(ctx, { ...members, parentId: card._id, boardId, swimlaneId, listId })
    noteCopy(ctx, copy)
    copyChecklists(ctx, _id, copy)
  }
}

function copyComments(ctx: WekanContext, from: string, card: CardRow): void {
  for (const comment of ctx.db.comments.where({ cardId: from })) {
    const place = { cardId: card._id, boardId: card.boardId, createdAt: ctx.at, modifiedAt: ctx.at }
    tellNewComment(ctx, ctx.db.comments.insert({ ...comment, ...place, _id: nextId(ctx.world) }), 'nobody')
  }
}
