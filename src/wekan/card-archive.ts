import { logActivity } from './activities.js'
import { writeCard } from './card-store.js'
import type { WekanContext } from './context.js'
import { Mishap } from './failures.js'
import type { CardRow } from './tables.js'

/**
 * `card.archive()` and `card.restore()`: subtasks first, all of them; the hook writes an activity for each. A circle of
 * parents, which keeps the real server busy for good, is walked once. code: wekan/wekan@v11.07 models/cards.js:2565
 */
export function setArchived(
  ctx: WekanContext,
  card: CardRow,
  archived: boolean,
  above: ReadonlySet<string> = new Set(),
): void {
  const path = new Set([...above, card._id])
  for (const child of ctx.db.cards.where({ parentId: card._id })) {
    if (!path.has(child._id)) setArchived(ctx, child, archived, path)
  }
  writeCard(ctx, card, archived ? { archived, archivedAt: ctx.at } : { archived })
  const list = ctx.db.lists.get(card.listId)
  if (!list) throw new Mishap('the list of the card is gone, and the server reads its title')
  const { boardId, listId, _id: cardId, title: cardTitle, swimlaneId } = card
  const place = archived ? { listName: list.title, boardId } : { boardId, listName: list.title }
  const activityType = archived ? 'archivedCard' : 'restoredCard'
  logActivity(ctx, { activityType, ...place, listId, cardId, cardTitle, swimlaneId })
}
