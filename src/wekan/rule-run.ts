import type { Change } from './changes.js'
import type { WekanContext } from './context.js'
import type { RulePartRow } from './rows.js'
import type { ActivityRow, CardRow, ListRow, SwimlaneRow } from './tables.js'
import { defaultSwimlane } from './list-store.js'

export const rulesDoMore: Change = {
  since: '9.46',
  summary:
    'Rules fill in `{cardname}` and its like, set dates relatively, tick cards off, sort lists and empty them; before, those actions were unknown.',
  source: { code: 'wekan/wekan@v9.46 server/rulesHelper.js' },
}

/** One action of a rule, and what set it off. */
export interface RuleRun {
  readonly ctx: WekanContext
  readonly activity: ActivityRow
  readonly action: RulePartRow
  /** The card of the activity; uploads to the background of a board have none. */
  readonly card: CardRow | undefined
}

/** A run that has a card. */
export interface CardRun extends RuleRun {
  readonly card: CardRow
}

/** The board of the activity. */
export const boardOf = ({ activity }: RuleRun): string => activity.boardId ?? ''

/** A linked card passes what is written on to the card for which it stands. */
export function realCard({ ctx, card }: CardRun): CardRow | undefined {
  return card.type === 'cardType-linkedCard' ? ctx.db.cards.get(card.linkedId ?? '') : card
}

/** The first list of a board that has a title, archived or not. */
export function listNamed(ctx: WekanContext, boardId: string, title: unknown): ListRow | undefined {
  return ctx.db.lists.where({ boardId }).find((list) => list.title === title)
}

/** The first swimlane of a board that has a title, archived or not. */
export function swimlaneNamed(ctx: WekanContext, boardId: string, title: unknown): SwimlaneRow | undefined {
  return ctx.db.swimlanes.where({ boardId }).find((lane) => lane.title === title)
}

/** The swimlane found, else the default one of the board, which is made where there is none. */
export function swimlaneIdOn(ctx: WekanContext, boardId: string, found: SwimlaneRow | undefined): string {
  const board = ctx.db.boards.get(boardId)
  const fallback = board && defaultSwimlane(ctx, board)
  return (found ?? fallback)?._id ?? ''
}
