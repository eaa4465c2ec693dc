import { z } from 'zod'
import type { DeliveryOutcome } from '../kernel/delivery.js'

const Message = z
  .strictObject({
    headers: z.record(z.string(), z.string()).describe('Headers, names in lower case.'),
    body: z.string().optional().describe('The body as text; absent where there is none, or where it is no text.'),
    bytes: z.int().describe('Length of the whole body.'),
    isCut: z.boolean().optional().describe('True where the body was longer than the log keeps.'),
  })
  .describe('What was sent. Secrets are masked: `***1` is the same one wherever it stands in a log.')

const Change = z
  .strictObject({
    table: z.string().describe("The product's table."),
    key: z.union([z.string(), z.number()]).describe('Id of the row.'),
    before: z.unknown().optional().describe('The row as it was; absent where it came.'),
    after: z.unknown().optional().describe('The row as it is since; absent where it went.'),
  })
  .describe('A row that the request changed.')

const LogDeviation = z
  .strictObject({
    operation: z.string().describe('Id of the operation.'),
    at: z.enum(['input', 'output']).describe('Whether the request is outside the contract, or the answer.'),
    path: z.string().describe('JSON pointer into it.'),
    message: z.string().describe('What is wrong there.'),
  })
  .describe('What is outside the documented contract.')

const NearMiss = z
  .strictObject({
    operation: z.string().describe('Id of a declared operation.'),
    call: z.string().describe('How it is called: `GET /api/boards/{board}`, or the name of the procedure.'),
    why: z.string().describe('What differs.'),
  })
  .describe('An operation that was meant, probably.')

export const LogEntry = z
  .strictObject({
    event: z.literal('request'),
    seq: z.int().describe('Counts the requests of this sandbox from 1.'),
    at: z.string().describe("By the sandbox's clock, ISO 8601."),
    product: z.string().describe('wekan, kanboard; `none` where nothing is served.'),
    method: z.string().describe('HTTP method.'),
    path: z.string().describe('Path and query, secrets masked.'),
    status: z.int().describe('Status of the answer; 0 where there was none.'),
    ms: z.number().describe('Time spent by the fake, in milliseconds.'),
    operations: z.array(z.string()).describe('Ids of the operations that ran; several in a batch.'),
    actor: z.string().optional().describe('Login name of the caller.'),
    reasons: z.array(z.string()).describe('Why the product failed without saying so.'),
    deviations: z.array(LogDeviation),
    fault: z.string().optional().describe('Id of the fault that made or spoilt the answer.'),
    isUnmatched: z.boolean().optional().describe('True where no operation is at that path, or has that name.'),
    nearest: z.array(NearMiss).optional().describe('Operations that were meant, probably.'),
    changes: z.array(Change).describe('Rows that the request changed, at most 200.'),
    changed: z.int().describe('How many rows the request changed.'),
    request: Message.optional(),
    answer: Message.optional(),
  })
  .describe('A request, and what became of it.')

/** A request that the fake sent, or would have sent, of its own accord. */
export const DeliveryEntry = z
  .strictObject({
    event: z.literal('delivery'),
    seq: z.int().describe('Counts the deliveries of this sandbox from 1.'),
    at: z.string().describe("By the sandbox's clock, ISO 8601."),
    product: z.string().describe('Who sent it.'),
    about: z.string().describe('What happened, as the product calls it: `act-createCard`.'),
    url: z.string().describe('Where to, secrets masked.'),
    outcome: z.enum(['delivered', 'failed', 'withheld'] satisfies DeliveryOutcome['kind'][]),
    status: z.int().optional().describe('What the receiver answered.'),
    why: z.string().optional().describe('Why it was not delivered.'),
  })
  .describe('What became of a request that the product sent of its own accord.')

type Frozen<T> = T extends readonly (infer E)[]
  ? readonly Frozen<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T

export type LogEntry = Frozen<z.output<typeof LogEntry>>
export type DeliveryEntry = Frozen<z.output<typeof DeliveryEntry>>
export type LogEvent = LogEntry | DeliveryEntry
export type LogMessage = Frozen<z.output<typeof Message>>
export type RowChange = Frozen<z.output<typeof Change>>
export type NearMiss = Frozen<z.output<typeof NearMiss>>
