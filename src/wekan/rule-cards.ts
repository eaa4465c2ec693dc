import { insertSwimlane } from './board-store.js'
import { insertHookedCard, logCardMade } from './card-store.js'
import { linkedCopy } from './card-link.js'
import type { WekanContext } from './context.js'
import { Mishap } from './failures.js'
import { quirk } from '../kernel/quirk.js'
import { boardOf, listNamed, swimlaneIdOn, swimlaneNamed } from './rule-run.js'
import type { CardRun, RuleRun } from './rule-run.js'
import { filledIn } from './rule-texts.js'
import type { CardRow } from './tables.js'

export const rulesMakeNoCards = quirk({
  name: 'wekan.rules-make-no-cards',
  summary:
    'A rule that makes a card fails without a word when a REST call sets it off, because the new card has no author: the schema takes him from the session, which a REST call has not. Off: who set the rule off is the author.',
  source: { code: 'wekan/wekan@v11.07 models/cards.js:490, server/rulesHelper.js:544' },
})

export function addSwimlane(run: RuleRun): void {
  insertSwimlane(run.ctx, { title: filledIn(run, run.action['swimlaneName']), boardId: boardOf(run), sort: 0 })
}

/** Makes a card without a number. A list that is not found leaves it in none. */
export function createCard(run: RuleRun): void {
  const { ctx, action } = run
  const boardId = boardOf(run)
  const title = filledIn(run, action['cardName'])
  const list = listNamed(ctx, boardId, action['listName'])
  const swimlaneId = swimlaneIdOn(ctx, boardId, swimlaneNamed(ctx, boardId, action['swimlaneName']))
  const userId = authorOf(run)
  noted(ctx, insertHookedCard(ctx, { title, listId: list?._id ?? '', swimlaneId, sort: 0, boardId, userId }))
}

function authorOf({ ctx, activity }: RuleRun): unknown {
  if (ctx.session !== undefined || ctx.has(rulesMakeNoCards)) return ctx.session
  return activity['userId'] ?? ctx.user?._id
}

/** Puts a card that stands for the one of the activity on a board. */
export function linkCard(run: CardRun): void {
  const { ctx, card, action } = run
  const { boardId } = action
  const list = listNamed(ctx, boardId, action['listName'])
  const swimlaneId = swimlaneIdOn(ctx, boardId, swimlaneNamed(ctx, boardId, action['swimlaneName']))
  noted(ctx, insertHookedCard(ctx, linkedCopy(card, { boardId, swimlaneId, listId: list?._id ?? '' })))
}

// The hook of the collection knows no user and needs list and swimlane.
function noted(ctx: WekanContext, card: CardRow): void {
  if (!ctx.db.lists.has(card.listId) || !ctx.db.swimlanes.has(card.swimlaneId)) {
    throw new Mishap('the card was made; its list or swimlane does not exist, and the server reads the title')
  }
  logCardMade(ctx, card, 'nobody')
}
