import { z } from 'zod'
import type { LogEntry } from './log-entry.js'
import { LogQuery } from './log-query.js'

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

export function verify(_entries: readonly LogEntry[], _expected: Verification): Verdict {
  throw new Error('not yet')
}
