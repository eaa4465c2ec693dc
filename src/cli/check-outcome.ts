import type { Summary } from '../check/events.js'
import { countsText, skipReasons, total } from '../check/report/gathered.js'

/** What decides about the exit code beside the verdicts. */
export interface Judgement {
  readonly failOn: 'fail' | 'drift'
  readonly requireFull: boolean
  /** Findings have just been written to a baseline, so they do not fail the run. */
  readonly isUpdate: boolean
}

/** 0 no failure, 1 failure, 3 not reachable or nothing checked, 4 our fault. Zero checks is never success. */
export function exitCode(summaries: readonly Summary[], { failOn, requireFull, isUpdate }: Judgement): number {
  const { counts, isPartial } = total(summaries)
  const isFailed = counts.fail > 0 || (failOn === 'drift' && counts.drift > 0)
  if (isFailed && !isUpdate) return 1
  if (counts.error > 0) return summaries.some(isRefusedByGuard) ? 4 : 3
  if (summaries.some((summary) => checked(summary) === 0)) return 3
  return requireFull && isPartial ? 1 : 0
}

const checked = ({ counts }: Summary): number => counts.pass + counts.drift + counts.fail

/** A step that would have touched what the run did not make says nothing of the server: the scenario is wrong. */
const isRefusedByGuard = ({ results }: Summary): boolean =>
  results.some(({ findings }) => findings.some(({ rule }) => rule === 'guard.refused'))

/** What is said of an account that lacks the role which every scenario needs. */
const lacking: Readonly<Record<string, string>> = {
  'site-admin': 'the account is not admin of the site',
  'app-admin': 'the account is not admin of the application',
  application: 'no application token was given',
  user: 'no user account was given',
}

/** Why a target had nothing to check, as lines for standard error; empty where something was checked. */
export function whyNothing(summary: Summary): string[] {
  if (checked(summary) > 0 || summary.counts.error > 0) return []
  const reasons = skipReasons(summary)
  const roles = reasons.map(([reason]) => lacking[reason.replace(/^needs /, '')])
  const known = roles.filter((role) => role !== undefined)
  const because = known.length > 0 && known.length === roles.length ? `: ${known.join('; ')}` : ', for these reasons:'
  return [
    `nothing was checked at ${summary.name ?? summary.url} (${countsText(summary.counts)})${because}`,
    ...reasons.map(([reason, count]) => `  ${count} × ${reason}`),
  ]
}
