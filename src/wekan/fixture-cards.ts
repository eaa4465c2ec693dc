import { z } from 'zod'
import { paletteColors } from './card-schema.js'
import { cardParts } from './fixture-parts.js'

const flag = z.boolean().optional()
const id = z.string().min(1).optional().describe('Id; default a new one.')
const title = z.string().min(1).optional().describe('Title; default the key.')
const moment = z.iso.datetime({ offset: true }).optional()
const keys = z.array(z.string().min(1)).optional()
const color = z.string().min(1).optional().describe('Name of a colour, or #rrggbb where the release takes it.')

export const LabelFixture = z
  .strictObject({
    id: z.string().min(1).optional().describe('Id; default a new one of 6 characters.'),
    name: z.string().min(1).optional().describe('Name; default the key.'),
    color: z
      .string()
      .min(1)
      .optional()
      .describe(`Colour: ${paletteColors.join(', ')}; default green.`),
  })
  .describe('A label.')

export const SwimlaneFixture = z
  .strictObject({ id, title, color, archived: flag.describe('Whether it lies in the archive.') })
  .describe('A swimlane.')

export const CardFixture = z
  .strictObject({
    id,
    title,
    description: z.string().optional().describe('Description, in Markdown.'),
    by: z.string().min(1).optional().describe('Key of the user who made it; default the first member of the board.'),
    swimlane: z.string().min(1).optional().describe('Key of its swimlane; default the default one.'),
    parent: z.string().min(1).optional().describe('Key of the card of which it is a subtask, which stands before it.'),
    labels: keys.describe('Keys of its labels.'),
    members: keys.describe('Keys of its members.'),
    assignees: keys.describe('Keys of its assignees.'),
    color,
    receivedAt: moment.describe('When it came in.'),
    startAt: moment.describe('When work starts.'),
    dueAt: moment.describe('When it is due.'),
    endAt: moment.describe('When work ended.'),
    requestedBy: z.string().optional().describe('Who asked for it, as free text.'),
    assignedBy: z.string().optional().describe('Who gave it out, as free text.'),
    spentTime: z.number().optional().describe('Hours spent.'),
    archived: flag.describe('Whether it lies in the archive.'),
    createdAt: moment.describe('Default the moment of the board.'),
    customFields: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
      .optional()
      .describe('Values of custom fields of the board, by key.'),
    ...cardParts,
  })
  .describe('A card.')

export const ListFixture = z
  .strictObject({
    id,
    title,
    swimlane: z.string().min(1).optional().describe('Key of the swimlane it belongs to; default all of them.'),
    color,
    starred: flag.describe('Whether it is starred.'),
    archived: flag.describe('Whether it lies in the archive.'),
    wipLimit: z
      .strictObject({
        value: z.number().int().min(1).describe('How many cards it may hold.'),
        enabled: z.boolean().describe('Whether the limit holds.'),
        soft: z.boolean().describe('Whether it may be passed.'),
      })
      .optional()
      .describe('How many cards it may hold.'),
    cards: z.record(z.string(), CardFixture).optional().describe('Cards by key, from the top.'),
  })
  .describe('A list.')

/** What lies on a board of a world file. */
export const boardContent = {
  labels: z.record(z.string(), LabelFixture).optional().describe('Labels by key.'),
  swimlanes: z
    .record(z.string(), SwimlaneFixture)
    .optional()
    .describe('Swimlanes by key, below the default one, whose key is `default`.'),
  lists: z.record(z.string(), ListFixture).optional().describe('Lists by key, from the left.'),
}

export type BoardContent = z.output<z.ZodObject<typeof boardContent>>
export type CardPart = z.output<typeof CardFixture>
export type ListPart = z.output<typeof ListFixture>
