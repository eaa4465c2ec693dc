import { rulesDoMore } from './rule-run.js'
import type { RuleRun } from './rule-run.js'

/** How servers write moments: in English and UTC, with the narrow space before AM and PM that Node takes. */
const shown = {
  date: (at: string): string => new Date(at).toLocaleDateString('en-US', { timeZone: 'UTC' }),
  time: (at: string): string => new Date(at).toLocaleTimeString('en-US', { timeZone: 'UTC' }),
  both: (at: string): string => new Date(at).toLocaleString('en-US', { timeZone: 'UTC' }),
}

/** What `{name}` in texts of actions stands for. code: wekan/wekan@v11.07 server/rulesHelper.js:48 */
function variablesOf({ ctx, activity, card }: RuleRun): ReadonlyMap<string, string | undefined> {
  const { dueAt } = card ?? {}
  const own = {
    cardname: card?.title,
    cardtitle: card?.title,
    cardnumber: String(card?.cardNumber ?? ''),
    description: card?.description ?? '',
    duedate: dueAt === undefined ? undefined : shown.both(dueAt),
    listname: ctx.db.lists.get(card?.listId ?? '')?.title,
    swimlanename: ctx.db.swimlanes.get(card?.swimlaneId ?? '')?.title,
  }
  const userId = activity['userId']
  return new Map(
    Object.entries({
      date: shown.date(ctx.at),
      time: shown.time(ctx.at),
      datetime: shown.both(ctx.at),
      ...(card ? own : {}),
      boardname: ctx.db.boards.get(activity.boardId ?? '')?.title,
      username: typeof userId === 'string' ? ctx.db.users.get(userId)?.username : undefined,
    }),
  )
}

/** A text with its variables filled in, in any letter case; unknown ones stay, and what is no text stays as it is. */
export function filledIn(run: RuleRun, value: unknown): unknown {
  if (typeof value !== 'string' || !run.ctx.after(rulesDoMore)) return value
  const variables = variablesOf(run)
  return value.replace(/\{(\w+)\}/g, (whole, name: string) => variables.get(name.toLowerCase()) ?? whole)
}
