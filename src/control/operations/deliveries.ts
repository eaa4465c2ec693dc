import { z } from 'zod'
import { matchesGlob } from '../glob.js'
import { refuseUnknown } from '../known.js'
import { control } from '../operation.js'

const at = z.string().describe('When, ISO 8601.')

const outcome = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('waiting') }).describe('It is about to be sent.'),
    z
      .object({ kind: z.literal('delivered'), at, status: z.int().describe('What the receiver answered.') })
      .describe('It was sent.'),
    z
      .object({ kind: z.literal('failed'), at, why: z.string().describe('Why there was no answer.') })
      .describe('It was sent in vain.'),
    z
      .object({ kind: z.literal('withheld'), at, why: z.string().describe('Why it is not sent.') })
      .describe('It would have been sent.'),
  ])
  .describe('What became of it.')

const delivery = z
  .object({
    product: z.string().describe('Who sends it.'),
    id: z.int().describe('Counts the deliveries of a product.'),
    at: z.string().describe("By the sandbox's clock, ISO 8601."),
    event: z.string().describe('What happened, as the product calls it.'),
    url: z.string().describe('Where to; of a mail `mailto:`.'),
    headers: z.record(z.string(), z.string()).describe('Headers of the request or of the mail.'),
    body: z.string().describe('What is sent.'),
    outcome,
  })
  .meta({ id: 'Delivery', description: 'A webhook or a mail.' })

/** What a product sends of its own accord, and what became of it. */
export type DeliveryView = z.input<typeof delivery>

export const deliveries = control({
  group: 'sandboxes',
  summary: 'Webhooks and mails that the products sent, would have sent or are about to send, oldest first.',
  method: 'GET',
  path: '/deliveries',
  effect: 'read',
  status: 200,
  input: z.strictObject({
    product: z.string().exactOptional().describe('Only those of this product.'),
    event: z.string().exactOptional().describe('Only those of this event; `*` stands for any letters.'),
    to: z.string().exactOptional().describe('Only those with this text in their address.'),
    outcome: z
      .enum(['waiting', 'delivered', 'failed', 'withheld'])
      .exactOptional()
      .describe('Only those of which this became.'),
  }),
  output: z.object({ deliveries: z.array(delivery).describe('Oldest first, by product.') }),
  handle: ({ sandbox }, { product, event, to, outcome: became }) => {
    refuseUnknown({ product }, sandbox.known)
    const deliveries = sandbox
      .deliveries()
      .filter(
        (one) =>
          (product === undefined || one.product === product) &&
          (event === undefined || matchesGlob(event, one.event)) &&
          (to === undefined || one.url.includes(to)) &&
          (became === undefined || one.outcome.kind === became),
      )
    return { deliveries }
  },
})
