import { copierOf } from '../kernel/copier.js'
import type { Draft } from '../kernel/copier.js'
import type { Moments } from '../kernel/neutral-moments.js'
import type { StreamedCard } from '../kernel/neutral.js'
import type { Bulk, Table } from '../kernel/table.js'
import type { WekanContext } from './context.js'
import { idOf } from './fixture-checks.js'
import type { CardPart } from './fixture-cards.js'
import type { ChecklistItemRow, ChecklistRow, CommentRow } from './rows.js'
import { addCard } from './seed-cards.js'
import type { Known } from './seed-cards.js'
import type { CardRow } from './tables.js'

/** Makers of documents as seeding makes them. */
interface Copiers {
  comment(): Draft<CommentRow>
  checklist(): Draft<ChecklistRow>
  item(): Draft<ChecklistItemRow>
}

/** Comments and checklists of many cards, on their way into the tables. */
export class CardParts {
  readonly #ctx: WekanContext
  readonly #moments: Moments
  readonly #comments: Bulk<CommentRow>
  readonly #checklists: Bulk<ChecklistRow>
  readonly #items: Bulk<ChecklistItemRow>
  #copiers: Copiers | undefined

  constructor(ctx: WekanContext, moments: Moments) {
    const { comments, checklists, checklistItems } = ctx.db
    this.#ctx = ctx
    this.#moments = moments
    this.#comments = comments.bulk()
    this.#checklists = checklists.bulk()
    this.#items = checklistItems.bulk()
  }

  add(card: CardRow, { comments = [], checklists }: StreamedCard, known: Known): void {
    const make = (this.#copiers ??= copiersOf(this.#ctx, known, card))
    for (const { by, text, at } of comments) {
      const row = make.comment()
      row.userId = idOf(known.userIds, by, known.path)
      row.text = text.trim()
      this.#place(row, card, at === undefined ? card.modifiedAt : this.#moments.textOf(at))
      this.#comments.add(row)
    }
    if (checklists) this.#addChecklists(make, card, checklists)
  }

  end(): void {
    for (const bulk of [this.#comments, this.#checklists, this.#items]) bulk.end()
  }

  #addChecklists(make: Copiers, card: CardRow, own: NonNullable<StreamedCard['checklists']>): void {
    for (const key of Object.keys(own)) {
      const { title = key, items = [] } = own[key] ?? {}
      const list = make.checklist()
      list.title = title
      this.#place(list, card, card.modifiedAt)
      this.#checklists.add(list)
      for (let sort = 0; sort < items.length; sort++) {
        const item = items[sort]
        if (item === undefined) continue
        const row = make.item()
        row.title = typeof item === 'string' ? item : item.title
        row.isFinished = typeof item !== 'string' && item.done === true
        row.checklistId = list._id
        row.sort = sort
        this.#place(row, card, card.modifiedAt)
        this.#items.add(row)
      }
    }
  }

  #place(row: Draft<CommentRow | ChecklistRow | ChecklistItemRow>, card: CardRow, at: string): void {
    row._id = this.#ctx.world.ids.meteor()
    row.cardId = card._id
    row.createdAt = at
    row.modifiedAt = at
    // Older releases do not write the board there.
    if (row.boardId !== undefined) row.boardId = card.boardId
  }
}

function copiersOf(own: WekanContext, known: Known, { listId }: CardRow): Copiers {
  const ctx = scratchOf(own)
  const list = ctx.db.lists.get(listId)
  const [by = ''] = known.userIds.keys()
  const card: CardPart = { by, comments: [{ by, text: 'x' }], checklists: { x: { items: ['x'] } } }
  if (list) addCard(ctx, { key: 'x', card, sort: 0, list }, { ...known, cardIds: new Map() })
  const [comment] = ctx.db.comments
  const [checklist] = ctx.db.checklists
  const [item] = ctx.db.checklistItems
  if (!comment || !checklist || !item) throw new Error('a seeded card has a comment and a checklist')
  return { comment: copierOf(comment), checklist: copierOf(checklist), item: copierOf(item) }
}

/** A copy of the world without cards, to which nobody listens. */
export function scratchOf(ctx: WekanContext): WekanContext {
  const world = ctx.world.fork()
  const { cards, comments, checklists, checklistItems } = world.tables
  empty(cards)
  empty(comments)
  empty(checklists)
  empty(checklistItems)
  return { ...ctx, world, db: world.tables, isDirect: true }
}

const empty = <R extends object>(table: Table<R>): void => {
  table.become(table.emptied())
}
