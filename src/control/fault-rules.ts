import { z } from 'zod'

const Milliseconds = z.number().min(0).max(600_000)

const Delay = z
  .union([
    z.strictObject({ fixedMs: Milliseconds.describe('Always as long.') }),
    z
      .strictObject({ minMs: Milliseconds.describe('At least.'), maxMs: Milliseconds.describe('At most.') })
      .refine(({ minMs, maxMs }) => minMs <= maxMs, 'minMs is greater than maxMs')
      .describe('Any length between two is as likely.'),
    z
      .strictObject({
        medianMs: Milliseconds.describe('Half of the answers take longer.'),
        sigma: z.number().min(0).max(5).describe('Spread of the logarithm: 0.4 for a local network, 1 for a bad day.'),
      })
      .describe('Log-normal: most near the median, few very long.'),
  ])
  .describe('How long, in milliseconds.')

/** What Node lets into a header. */
const HeaderText = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'not the text of a header')
const Headers = z
  .record(z.string(), HeaderText)
  .refine(
    (headers) => Object.keys(headers).every((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name)),
    'not the name of a header',
  )
const Status = z.int().min(200).max(599)

/** Kinds that answer themselves, or break the connection. */
const ownKinds = [
  z
    .strictObject({
      kind: z.literal('status'),
      status: Status.describe('Status of the answer.'),
      headers: Headers.optional().describe('Headers of the answer.'),
      body: z.unknown().optional().describe('Text as it is, anything else as JSON; default: no body.'),
    })
    .describe('An answer with this status.'),
  z.strictObject({ kind: z.literal('reset') }).describe('The connection is reset without an answer.'),
  z
    .strictObject({
      kind: z.literal('html'),
      page: z
        .enum(['bad-gateway', 'unavailable', 'gateway-timeout', 'sign-in', 'sign-in-redirect'])
        .default('bad-gateway')
        .describe("nginx's pages for 502, 503 and 504; the form of a single sign-on with 200; a redirect to it."),
    })
    .describe('A page of HTML from something that stands before the server.'),
  z
    .strictObject({ kind: z.literal('unauthorized') })
    .describe('The credentials are refused, as the product itself refuses them.'),
  z
    .strictObject({
      kind: z.literal('too-many'),
      retryAfter: z.int().min(0).default(30).describe('Seconds, for the header Retry-After.'),
    })
    .describe('429 with Retry-After.'),
] as const

/** Kinds that spoil the answer of the product, or hold it back. */
const spoilingKinds = [
  z.strictObject({ kind: z.literal('latency'), delay: Delay }).describe('The answer comes late.'),
  z
    .strictObject({
      kind: z.literal('truncate'),
      bytes: z.int().min(0).default(16).describe('Bytes of the body that arrive.'),
    })
    .describe('The connection ends within the body; content-length tells its whole length.'),
  z
    .strictObject({
      kind: z.literal('stall'),
      bytes: z.int().min(0).default(16).describe('Bytes of the body that arrive.'),
    })
    .describe('Headers and a part of the body, then silence until the client gives up.'),
  z
    .strictObject({
      kind: z.literal('content-type'),
      contentType: HeaderText.default('text/plain').describe('The content type that the answer claims.'),
    })
    .describe('The answer claims another content type.'),
  z
    .strictObject({
      kind: z.literal('php-warning'),
      text: z
        .string()
        .default(
          '<br />\n<b>Warning</b>:  Undefined array key "id" in <b>/var/www/app/index.php</b> on line <b>12</b><br />\n',
        )
        .describe('What stands before the body.'),
    })
    .describe('Text of PHP stands before the JSON.'),
] as const

export const FaultKind = z.discriminatedUnion('kind', [...ownKinds, ...spoilingKinds]).describe('What goes wrong.')

const Moment = z.iso.datetime({ offset: true, error: 'ISO 8601 with an offset is expected: 2026-01-05T09:00:00Z' })
const Count = z.int().min(1)

/** One rule: which calls, and what goes wrong with them. */
export const FaultRule = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "1 to 64 letters, digits, '.', '_' and '-'")
      .optional()
      .describe('Names the rule, in the header x-fake and in the log; default: fault-1, fault-2, …'),
    product: z.string().optional().describe('Only calls of this product: wekan, kanboard.'),
    operation: z
      .union([z.string(), z.array(z.string()).min(1)])
      .optional()
      .describe('Only calls of these operations, by their upstream names; `*` stands for any letters.'),
    method: z.string().optional().describe('Only this HTTP method.'),
    path: z
      .string()
      .optional()
      .describe('Only paths that match: `*` stands for anything but a slash, `**` for anything.'),
    nth: z
      .union([Count, z.array(Count).min(1)])
      .optional()
      .describe('Only these of the calls that the rule is for, counted from 1.'),
    every: Count.optional().describe('Only every so many-th of the calls that the rule is for.'),
    probability: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe("Share of the calls, by chance; the sandbox's seed decides which, the same ones in every run."),
    from: Moment.optional().describe("Not before this moment of the sandbox's clock, ISO 8601."),
    until: Moment.optional().describe("Not from this moment of the sandbox's clock on, ISO 8601."),
    times: Count.optional().describe('At most so often.'),
    when: z
      .enum(['before', 'after'])
      .default('before')
      .describe(
        '`before`: the product never sees the request. `after`: it has done what was asked, and the answer is lost. ' +
          'Kinds that spoil an answer (truncate, content-type, php-warning) have one either way.',
      ),
    fault: FaultKind,
  })
  .describe('A fault, and the calls that it strikes.')

export const FaultRules = z.array(FaultRule).describe('Rules in order; the first that fits a call strikes it.')

export type FaultKind = z.output<typeof FaultKind>
export type FaultDelay = z.output<typeof Delay>
/** As it is written. */
export type FaultRuleInput = z.input<typeof FaultRule>
/** Complete, with its name. */
export type FaultRule = z.output<typeof FaultRule> & { readonly id: string }

/** A rule and what became of it. */
export const FaultState = FaultRule.extend({
  id: z.string().describe('Names the rule.'),
  calls: z.int().describe('Calls so far that the rule is for.'),
  struck: z.int().describe('Calls so far that it struck.'),
})
export type FaultState = z.output<typeof FaultState>
