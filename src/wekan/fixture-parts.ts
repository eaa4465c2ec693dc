import { z } from 'zod'
import { customFieldTypes } from './documents-board-parts.js'
import { AttachmentFixture, domainParts } from './fixture-site.js'

const flag = z.boolean().optional()
const id = z.string().min(1).optional().describe('Id; default a new one.')

export const CommentFixture = z
  .strictObject({
    id,
    by: z.string().min(1).describe('Key of the user who wrote it.'),
    text: z.string().min(1).describe('What it says.'),
    at: z.iso.datetime({ offset: true }).optional().describe('When it was written; default when the card was made.'),
  })
  .describe('A comment.')

export const ChecklistFixture = z
  .strictObject({
    id,
    title: z.string().min(1).optional().describe('Title; default the key.'),
    items: z
      .array(
        z.union([
          z.string().min(1).describe('Its text.'),
          z.strictObject({
            id,
            title: z.string().min(1).describe('Its text.'),
            finished: flag.describe('Whether it is checked; default false.'),
          }),
        ]),
      )
      .optional()
      .describe('Its items, in order.'),
  })
  .describe('A checklist.')

export const CustomFieldFixture = z
  .strictObject({
    id,
    name: z.string().min(1).optional().describe('Name; default the key.'),
    type: z.enum(customFieldTypes).optional().describe('Which values it takes; default text.'),
    currencyCode: z.string().min(1).optional().describe('Of currencies: ISO 4217 code.'),
    items: z
      .array(
        z.union([
          z.string().min(1).describe('Its name.'),
          z.strictObject({ id: z.string().min(1).describe('Its id.'), name: z.string().min(1).describe('Its name.') }),
        ]),
      )
      .optional()
      .describe('Of dropdowns: the choices.'),
    format: z.string().min(1).optional().describe('Of string templates: text with %{value}.'),
    separator: z.string().min(1).optional().describe('Of string templates: what stands between values.'),
    showOnCard: flag.describe('Whether minicards show it; default false.'),
    automaticallyOnCard: flag.describe('Whether new cards get it; default false.'),
    alwaysOnCard: flag.describe('Whether all cards have it; default false.'),
    showLabelOnMiniCard: flag.describe('Whether minicards show its name; default false.'),
    showSumAtTopOfList: flag.describe('Whether lists show the sum of its values; default false.'),
  })
  .describe('A custom field.')

export const WebhookFixture = z
  .strictObject({
    id,
    url: z.string().min(1).describe('Where it sends to; this machine is allowed here in every release.'),
    by: z.string().min(1).optional().describe('Key of the user who made it; default the first member of the board.'),
    title: z.string().min(1).optional().describe('Its name.'),
    token: z.string().min(1).optional().describe('Sent along in the header X-Wekan-Token.'),
    enabled: flag.describe('Whether it sends; default true.'),
    bidirectional: flag.describe('Whether it tells everything and hears the answer; default false.'),
    activities: z.array(z.string().min(1)).optional().describe('What it sends; default all.'),
  })
  .describe('A webhook.')

export const RuleFixture = z
  .strictObject({
    id,
    title: z.string().min(1).optional().describe('Title; default the key.'),
    trigger: z.looseObject({ activityType: z.string().min(1).describe('What happens.') }).describe('When it acts.'),
    action: z.looseObject({ actionType: z.string().min(1).describe('What to do.') }).describe('What it does.'),
  })
  .describe('A rule.')

/** What a board of a world file has beside lists and cards. */
export const boardParts = {
  ...domainParts,
  customFields: z.record(z.string(), CustomFieldFixture).optional().describe('Custom fields by key.'),
  webhooks: z.record(z.string(), WebhookFixture).optional().describe('Webhooks by key.'),
  rules: z.record(z.string(), RuleFixture).optional().describe('Rules by key; profiles before v9.46 show none.'),
}

/** What a card of a world file has beside its own members. */
export const cardParts = {
  comments: z.array(CommentFixture).optional().describe('Comments, oldest first.'),
  checklists: z.record(z.string(), ChecklistFixture).optional().describe('Checklists by key.'),
  attachments: z.array(AttachmentFixture).optional().describe('Attachments, oldest first.'),
}

export type BoardPartsPart = z.output<z.ZodObject<typeof boardParts>>
export type CardPartsPart = z.output<z.ZodObject<typeof cardParts>>
