import { z } from 'zod'
import type { Source } from '../kernel/operation.js'
import { field } from '../kernel/view.js'
import type { Bounds } from '../kernel/view.js'
import { cardDefaults } from './card-schema.js'
import { fieldsOf, initially, moment as time, ofRows, optional } from './document-fields.js'

const since = (release: string): Bounds => {
  const source: Source = { code: `wekan/wekan@v${release} models/cards.js` }
  return { since: release, source }
}
const moment = (about: string): z.ZodOptional<z.ZodISODateTime> => z.iso.datetime().optional().describe(about)
const word = (about: string): z.ZodOptional<z.ZodString> => z.string().optional().describe(about)
const words = (about: string): z.ZodOptional<z.ZodNullable<z.ZodArray<z.ZodString>>> =>
  z.array(z.string()).nullable().optional().describe(about)
const amount = (about: string): z.ZodOptional<z.ZodNumber> => z.number().optional().describe(about)
const flag = (about: string): z.ZodOptional<z.ZodBoolean> => z.boolean().optional().describe(about)

const rows = <S extends z.ZodType>(of: S, about: string): z.ZodOptional<z.ZodArray<S>> =>
  initially([], z.array(of).optional().describe(about))

const Sticker = z
  .looseObject({
    icon: initially('', word('Name of the icon.')),
    name: initially('', word('What it is called.')),
    highlight: z.enum(['underline', 'round']).optional().describe('How it stands out; absent: it does not.'),
    position: initially(0, amount('Position among the stickers.')),
  })
  .meta({ id: 'Sticker', description: 'A sticker.' })

const Location = z
  .looseObject({
    _id: z.string().describe('Id of the place.'),
    name: initially('', word('What it is called.')),
    address: initially('', word('Its address.')),
    latitude: amount('Degrees north.'),
    longitude: amount('Degrees east.'),
  })
  .meta({ id: 'Location', description: 'A place.' })

const Dependency = z
  .looseObject({
    cardId: z.string().describe('The other card.'),
    type: initially('related-to', word('How the cards are related.')),
    color: initially('#eb144c', word('Colour of the line.')),
    icon: initially('link', word('Icon on the line.')),
  })
  .meta({ id: 'CardDependency', description: 'A dependency on another card.' })

/** A value of a custom field on a card. */
export const CustomFieldValue = z
  .looseObject({
    _id: initially('', z.string().describe('Id of the custom field.')),
    value: initially(
      '',
      z
        .union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])
        .optional()
        .describe('Its value on this card, dates as text; null until it is set.'),
    ),
  })
  .meta({ id: 'CustomFieldValue', description: 'A custom field of a card.' })

const Vote = z
  .looseObject({
    question: initially('', word('What is asked.')),
    positive: initially([], words('Who is for it, by id.')),
    negative: initially([], words('Who is against it, by id.')),
    end: initially(null, z.iso.datetime().nullable().optional().describe('When it ends.')),
    public: initially(false, flag('Whether everybody sees who voted.')),
    allowNonBoardMembers: initially(false, flag('Whether others than members may vote.')),
  })
  .optional()
  .meta({ id: 'Vote', description: 'A vote; before v8.43 every card has one, empty.' })

const choice = (points: string): ReturnType<typeof words> => words(`Who chose ${points}, by id.`)

const Poker = z
  .looseObject({
    question: flag('Whether the game is on.'),
    one: choice('1'),
    two: choice('2'),
    three: choice('3'),
    five: choice('5'),
    eight: choice('8'),
    thirteen: choice('13'),
    twenty: choice('20'),
    forty: choice('40'),
    oneHundred: choice('100'),
    unsure: choice('nothing'),
    end: z.iso.datetime().nullable().optional().describe('When it ends.'),
    allowNonBoardMembers: flag('Whether others than members may play.'),
    estimation: amount('What came out.'),
  })
  .optional()
  .meta({ id: 'Poker', description: 'Planning poker; before v8.43 every card has one, empty.' })

const described = optional(
  [
    ['receivedAt', time, 'When it came in; absent without one.', '0.79'],
    ['startAt', time, 'When work starts; absent without one.', '0.12'],
    ['dueAt', time, 'When it is due; absent without one.', '0.12'],
    ['endAt', time, 'When work ended; absent without one.', '0.79'],
    ['archivedAt', time, 'When it was last archived.', '4.92'],
    ['color', z.string(), 'Name of a colour, or #rrggbb; absent without one.', '2.02'],
    ['deletedAt', time, 'When it was deleted with its list; absent while it is not.', '10.00'],
    ['deletedBy', z.string(), 'Who deleted it, by id.', '10.00'],
    ['deleteBatchId', z.string(), 'What list and cards deleted together share.', '10.00'],
    ['watchers', z.array(z.string()), 'Users who watch it; absent until the first one.'],
    ['locationLatitude', z.number(), 'Degrees north; `locations` took over.', '9.42'],
    ['locationLongitude', z.number(), 'Degrees east; `locations` took over.', '9.42'],
  ],
  'cards.js',
)

/** A card as it lies in the database. */
export const CardDocument = ofRows(
  z
    .looseObject({
      _id: z.string().describe('Id of the card.'),
      ...fieldsOf(cardDefaults, 'cards.js'),
      createdAt: z.iso.datetime().describe('When it was made.'),
      modifiedAt: field(since('2.98'), z.iso.datetime().describe('When it was last written.')),
      dateLastActivity: z.iso.datetime().describe('When something last happened to it.'),
      boardId: initially('', z.string().describe('The board it lies on.')),
      listId: initially('', z.string().describe('The list it lies in, which need not exist.')),
      swimlaneId: field(since('0.65'), z.string().describe('The swimlane it lies in.')),
      userId: z.string().describe('Who made it; the caller since v10.92, before whom `authorId` named.'),
      labelIds: initially([], words('Labels, by id; the board has them.')),
      members: initially([], words('Members of the card, by id of the user.')),
      assignees: field(since('3.50'), initially([], words('Assignees, by id of the user.'))),
      customFields: field(since('0.96'), rows(CustomFieldValue, 'Values of custom fields.')),
      stickers: field(since('9.42'), rows(Sticker, 'Stickers on the card.')),
      locations: field(since('9.42'), rows(Location, 'Places that belong to the card.')),
      cardDependencies: field(since('9.47'), rows(Dependency, 'Cards that it depends on.')),
      vote: field(since('3.91'), Vote),
      poker: field(since('5.30'), Poker),
      ...described,
    })
    .meta({ id: 'CardDocument', description: 'A card, every member included.' }),
)

const summary = {
  _id: z.string().describe('Id of the card.'),
  title: word('Its title.'),
  description: word('Its description.'),
  receivedAt: moment('When it came in; absent without one.'),
  startAt: moment('When work starts; absent without one.'),
  dueAt: moment('When it is due; absent without one.'),
  endAt: moment('When work ended; absent without one.'),
  assignees: field(since('3.50'), words('Assignees, by id of the user.')),
}
const added: Bounds = { since: '7.36', source: { code: 'wekan/wekan@v7.36 models/cards.js' } }
const sort = field(added, amount('Position in its list.'))

const laneInList = field(
  { since: '7.37', source: { code: 'wekan/wekan@v7.37 models/cards.js' } },
  z.string().describe('The swimlane it lies in.'),
)

/** What the cards of a list show. */
export const CardOfList = ofRows(
  z.object({ ...summary, swimlaneId: laneInList, sort }).meta({ id: 'CardOfList', description: 'A card of a list.' }),
)

/** What the cards of a swimlane show. */
export const CardOfSwimlane = ofRows(
  z
    .object({ ...summary, listId: z.string().describe('The list it lies in.'), sort })
    .meta({ id: 'CardOfSwimlane', description: 'A card of a swimlane.' }),
)

/** What the cards of the caller show. */
export const CardOfUser = ofRows(
  z
    .object({
      _id: summary._id,
      title: summary.title,
      boardId: z.string().describe('The board it lies on.'),
      swimlaneId: z.string().describe('The swimlane it lies in.'),
      listId: z.string().describe('The list it lies in.'),
      dueAt: summary.dueAt,
      startAt: summary.startAt,
      endAt: summary.endAt,
      members: z.array(z.string()).describe('Members, by id.'),
      assignees: z.array(z.string()).describe('Assignees, by id.'),
    })
    .meta({ id: 'CardOfUser', description: 'A card that names the caller.' }),
)
