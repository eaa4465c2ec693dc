import { z } from 'zod'
import { UsageError } from '../kernel/product.js'
import { decoded } from '../kernel/wire-answer.js'
import { matchesGlob } from './glob.js'
import { refuseUnknown } from './known.js'
import type { Known } from './known.js'
import { isOutsideContract } from './log-draft.js'
import type { LogEntry } from './log-entry.js'
import type { ForgottenWrong } from './log.js'
import { differingMembers, LogQuery } from './log-query.js'
import { nameDistance } from './near-miss.js'

const Times = z.int().min(0)

export const CallQuery = LogQuery.omit({ limit: true }).extend({
  body: z
    .unknown()
    .optional()
    .describe('What the JSON body of the request has, in part: of objects the given members.'),
})

export const ExpectedCalls = z
  .strictObject({
    match: CallQuery.describe('Which calls.'),
    exactly: Times.optional().describe('How often.'),
    atLeast: Times.optional().describe('How often at least; default 1 where nothing else is said.'),
    atMost: Times.optional().describe('How often at most.'),
  })
  .refine(({ exactly, atLeast, atMost }) => exactly === undefined || (atLeast ?? atMost) === undefined, {
    message: 'exactly stands alone',
  })
  .refine(({ atLeast = 0, atMost = Infinity }) => atLeast <= atMost, { message: 'atLeast is greater than atMost' })

/** What is expected of the calls in a log. Whatever is given must hold. */
export const Verification = z
  .strictObject({
    since: z.int().min(0).optional().describe('Only calls after this one, by `seq`.'),
    calls: z.array(ExpectedCalls).optional().describe('How often calls were made.'),
    order: z
      .array(CallQuery)
      .min(2)
      .optional()
      .describe('Calls that came one after the other; others may lie between.'),
    withinContract: z.literal(true).optional().describe('No call was outside the documented contract.'),
    allMatched: z.literal(true).optional().describe('Every call was for an operation that there is.'),
  })
  .describe('What is expected of the calls.')

const Brief = z
  .strictObject({
    seq: z.int().describe('Of the log entry.'),
    call: z.string().describe('Operation or method and path, with status.'),
    why: z.string().optional().describe('What is wrong with it, or how it differs.'),
  })
  .describe('A call.')

const Check = z
  .strictObject({
    what: z.enum(['calls', 'order', 'withinContract', 'allMatched']),
    isMet: z.boolean(),
    expected: z.string().describe('A sentence.'),
    came: z.string().describe('A sentence.'),
    calls: z.array(Brief).describe('The calls that count, or that are wrong; at most 20.'),
    nearest: z.array(Brief).describe('Where calls are missing: those that come nearest.'),
  })
  .describe('One expectation, and what came.')

export const Verdict = z
  .strictObject({
    isMet: z.boolean().describe('Whether all expectations hold.'),
    checks: z.array(Check),
    text: z.string().describe('All that does not hold, to be printed; empty when everything holds.'),
  })
  .describe('What became of the expectations.')

export type CallQuery = z.input<typeof CallQuery>
export type ExpectedCalls = z.input<typeof ExpectedCalls>
export type Verification = z.input<typeof Verification>
export type VerificationCheck = z.output<typeof Check>
export type BriefCall = z.output<typeof Brief>
export type Verdict = z.output<typeof Verdict>

const SHOWN = 20
const NEAREST = 3

/** The calls of a log, and what is known of those that it has no room for. */
export interface CallsSoFar {
  readonly entries: readonly LogEntry[]
  /** How many there were before the first entry. */
  readonly forgotten?: number
  readonly forgottenWrong?: ForgottenWrong
  /** How many there were, where the entries are not all. */
  readonly total?: number
}

/** The calls that are judged. */
interface Judged {
  readonly entries: readonly LogEntry[]
  readonly total: number
  /** How many more there were, which nobody can look at any more. */
  readonly forgotten: number
  readonly lostDeviant: boolean
  readonly lostUnmatched: boolean
}

/** Whether the calls in a log are as expected, and where not, which came nearest. Throws `UsageError`. */
export function verify(log: CallsSoFar, given: Verification, known: Known = {}): Verdict {
  const { since = 0, calls = [], order, withinContract, allMatched } = understood(given, known)
  const after = judged(log, since)
  const checks = [
    ...calls.map((one) => checkCalls(after, one)),
    ...(order ? [checkOrder(after, order)] : []),
    ...(withinContract ? [checkContract(after)] : []),
    ...(allMatched ? [checkMatched(after)] : []),
  ]
  const unmet = checks.filter(({ isMet }) => !isMet)
  return { isMet: unmet.length === 0, checks, text: unmet.map(textOf).join('\n') }
}

function judged({ entries, forgotten = 0, forgottenWrong, total }: CallsSoFar, since: number): Judged {
  const after = entries.filter(({ seq }) => seq > since)
  return {
    entries: after,
    total: total ?? after.length,
    // Requests are counted from 1 on, so that so many are also the number of the last one.
    forgotten: Math.max(0, forgotten - since),
    lostDeviant: (forgottenWrong?.deviant ?? 0) > since,
    lostUnmatched: (forgottenWrong?.unmatched ?? 0) > since,
  }
}

/** What to do about calls that are not in the log any more. */
const forgottenText = ({ forgotten }: Judged): string =>
  forgotten === 0 ? '' : `; ${forgotten} before them are forgotten: raise limits.logEntries (--max-log), or look sooner`

function understood(given: Verification, known: Known): z.output<typeof Verification> {
  const { success, data, error } = Verification.safeParse(given)
  if (!success) throw new UsageError(`no such expectation: ${z.prettifyError(error)}`)
  const { calls = [], order = [] } = data
  for (const query of [...calls.map(({ match }) => match), ...order]) refuseUnknown(query, known)
  return data
}

type Query = z.output<typeof CallQuery>

function checkCalls(calls: Judged, { match, exactly, atLeast, atMost }: Expected): VerificationCheck {
  const { entries, forgotten } = calls
  const found = entries.filter((entry) => differences(match, entry).length === 0)
  const least = exactly ?? atLeast ?? (atMost === undefined ? 1 : 0)
  const most = exactly ?? atMost ?? Infinity
  const isTooFew = found.length < least
  const isKnown = forgotten === 0 || most === Infinity
  const isMet = !isTooFew && found.length <= most && isKnown
  return {
    what: 'calls',
    isMet,
    expected: `${timesText(least, most)} ${queryText(match, most === 1 || (most === Infinity && least === 1) ? 'call' : 'calls')}`,
    came: `${found.length}${isMet ? '' : forgottenText(calls)}`,
    calls: found.slice(-SHOWN).map((entry) => brief(entry)),
    nearest: isTooFew ? nearestTo(match, entries) : [],
  }
}

type Expected = z.output<typeof ExpectedCalls>

function checkOrder(calls: Judged, order: readonly Query[]): VerificationCheck {
  const { entries } = calls
  const found: LogEntry[] = []
  let rest = entries
  for (const query of order) {
    const index = rest.findIndex((entry) => differences(query, entry).length === 0)
    const entry = rest[index]
    if (!entry) break
    found.push(entry)
    rest = rest.slice(index + 1)
  }
  const missing = order[found.length]
  const came = missing
    ? `${found.length} of ${order.length}; after that no ${queryText(missing)}${forgottenText(calls)}`
    : `all ${order.length}, in order`
  return {
    what: 'order',
    isMet: missing === undefined,
    expected: order.map((query) => queryText(query)).join(', then '),
    came,
    calls: found.slice(-SHOWN).map((entry) => brief(entry)),
    nearest: missing ? nearestTo(missing, entries) : [],
  }
}

function checkContract(calls: Judged): VerificationCheck {
  const wrong = calls.entries.filter(isOutsideContract)
  return {
    what: 'withinContract',
    isMet: wrong.length === 0 && !calls.lostDeviant,
    expected: 'no call outside the documented contract',
    came: wrongText(wrong, calls, calls.lostDeviant),
    calls: wrong.slice(0, SHOWN).map((entry) => brief(entry, deviationText(entry))),
    nearest: [],
  }
}

const wrongText = (wrong: readonly LogEntry[], { total, forgotten }: Judged, isOneLost: boolean): string =>
  `${wrong.length} of ${total}${isOneLost ? `, and others among ${forgotten} before them that are forgotten` : ''}`

const deviationText = ({ deviations }: LogEntry): string =>
  deviations
    .filter(({ at }) => at === 'input')
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ')

function checkMatched(calls: Judged): VerificationCheck {
  const wrong = calls.entries.filter(({ isUnmatched }) => isUnmatched === true)
  const near = ({ nearest = [] }: LogEntry): string =>
    nearest.length === 0 ? 'nothing is near' : `near: ${nearest.map(({ call, why }) => `${call} (${why})`).join(', ')}`
  return {
    what: 'allMatched',
    isMet: wrong.length === 0 && !calls.lostUnmatched,
    expected: 'no call without an operation',
    came: wrongText(wrong, calls, calls.lostUnmatched),
    calls: wrong.slice(0, SHOWN).map((entry) => brief(entry, near(entry))),
    nearest: [],
  }
}

/** The members of a query in which an entry differs. */
function differences({ body, ...query }: Query, entry: LogEntry): string[] {
  const own = differingMembers(query, entry)
  if (body === undefined) return own
  const sent = decoded(entry.request?.body ?? '')
  return matchesPart(body, sent) ? own : [...own, 'body']
}

/** Whether a value has the members of another; lists are compared element by element. */
function matchesPart(want: unknown, got: unknown): boolean {
  if (Array.isArray(want)) {
    return Array.isArray(got) && want.length === got.length && want.every((item, at) => matchesPart(item, got[at]))
  }
  if (typeof want !== 'object' || want === null) return Object.is(want, got)
  if (typeof got !== 'object' || got === null || Array.isArray(got)) return false
  const members = new Map<string, unknown>(Object.entries(got))
  return Object.entries(want).every(([name, value]) => members.has(name) && matchesPart(value, members.get(name)))
}

/** Beyond this share of letters or words that differ, names have nothing to do with each other. */
const FAR = 0.6

/**
 * Entries that differ in least, of those the ones whose operation is called most alike. What differs in everything is
 * near nothing, unless a name alone was asked for and it is alike.
 */
function nearestTo(query: Query, entries: readonly LogEntry[]): BriefCall[] {
  const asked = Object.keys(query).length
  return entries
    .map((entry) => ({ entry, differing: differences(query, entry), far: nameFar(query, entry) }))
    .filter(({ differing, far }) => differing.length > 0 && (differing.length < asked || (asked === 1 && far <= FAR)))
    .toSorted((a, b) => a.differing.length - b.differing.length || a.far - b.far || b.entry.seq - a.entry.seq)
    .slice(0, NEAREST)
    .map(({ entry, differing }) => brief(entry, `differs in ${differing.join(', ')}`))
}

/** How far the name of a call is from the one that is asked for: 0 the same, 1 nothing alike; 1 where none is asked. */
function nameFar({ operation }: Query, { operations }: LogEntry): number {
  if (operation === undefined) return 1
  const wanted = operation.replaceAll('*', '')
  const far = operations.map((name) => (matchesGlob(operation, name) ? 0 : nameDistance(name, wanted)))
  return Math.min(1, ...far)
}

function brief(entry: LogEntry, why?: string): BriefCall {
  const { seq, operations, method, path, status } = entry
  const name = operations.length === 0 ? `${method} ${path}` : `${operations.join(', ')} (${method} ${path})`
  return { seq, call: `${name} ${status}`, ...(why === undefined ? {} : { why }) }
}

function timesText(least: number, most: number): string {
  if (most === Infinity) return `at least ${least}`
  return least === most ? `exactly ${least}` : least === 0 ? `at most ${most}` : `${least} to ${most}`
}

const queryText = (query: Query, noun = 'call'): string => {
  const told = Object.entries(query).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  return told.length === 0 ? noun : `${noun} with ${told.join(', ')}`
}

function textOf({ expected, came, calls, nearest }: VerificationCheck): string {
  const line = ({ seq, call, why }: BriefCall): string => `  #${seq} ${call}${why === undefined ? '' : ` - ${why}`}`
  const near = nearest.length === 0 ? [] : ['  nearest:', ...nearest.map(line)]
  return [`expected ${expected}; came ${came}`, ...calls.map(line), ...near].join('\n')
}
