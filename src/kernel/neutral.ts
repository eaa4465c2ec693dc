import { z } from 'zod'

/*
 * What every product can hold in one way or another, in words of no product: the part `both` of a world file. Each
 * product tells by `Neutral` of kernel/product.ts how it holds it, and what it cannot hold.
 */

/** Colours that every product has or has one near to. */
// prettier-ignore
export const neutralColors = [
  'yellow', 'blue', 'green', 'purple', 'red', 'orange', 'pink', 'lime', 'grey', 'brown', 'cyan', 'teal', 'black',
] as const
export type NeutralColor = (typeof neutralColors)[number]

export const neutralRoles = ['admin', 'member', 'commenter', 'reader'] as const
export type NeutralRole = (typeof neutralRoles)[number]

const flag = z.boolean().optional()
/** Kanboard keeps 191 characters of a name in every database. */
const key = z.string().min(1).max(191)
const title = z.string().trim().min(1).max(191).optional().describe('Title; default the key.')
const userKey = z.string().min(1)
const moment = z.iso.datetime({ offset: true }).optional()
const color = z.enum(neutralColors).optional().describe('Colour; default that of the product.')
const role = z.enum(neutralRoles)

const NeutralUserSchema = z
  .strictObject({
    name: z.string().min(1).optional().describe('Full name.'),
    email: z.string().min(1).optional().describe('E-mail address.'),
    password: z.string().min(1).optional().describe('Password as it is typed; without it nobody logs in.'),
    admin: flag.describe('Whether the user administers the installation; default false.'),
    disabled: flag.describe('Whether the user cannot log in; default false.'),
  })
  .describe('A user, whose key is the login name.')

const NeutralGroupSchema = z
  .strictObject({
    name: z.string().min(1).optional().describe('Name; default the key.'),
    members: z.array(userKey).optional().describe('Keys of its members.'),
  })
  .describe('A group of users.')

const Item = z.union([
  z.string().trim().min(1).describe('Its text.'),
  z.strictObject({
    title: z.string().trim().min(1).describe('Its text.'),
    done: flag.describe('Whether it is checked; default false.'),
  }),
])

export const NeutralCardSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(65535).optional().describe('Title; default the key.'),
    description: z.string().optional().describe('Description, in Markdown.'),
    list: key.optional().describe('Key of its list; default the first.'),
    swimlane: key.optional().describe('Key of its swimlane; default the first.'),
    labels: z.array(key).optional().describe('Keys of its labels.'),
    category: key.optional().describe('Key of its category.'),
    assignees: z.array(userKey).optional().describe('Keys of those who do it.'),
    by: userKey.optional().describe('Key of the user who made it; default nobody, or the first member of the board.'),
    created: moment.describe('When it was made; default the moment of the world.'),
    start: moment.describe('When work starts.'),
    due: moment.describe('When it is due.'),
    closed: z
      .union([z.boolean(), z.iso.datetime({ offset: true })])
      .optional()
      .describe('Whether it is closed, or since when; default open.'),
    spent: z.number().nonnegative().optional().describe('Hours that it took.'),
    checklists: z
      .record(key, z.strictObject({ title, items: z.array(Item).optional().describe('Its items, from the top.') }))
      .optional()
      .describe('Checklists by key.'),
    comments: z
      .array(
        z.strictObject({
          by: userKey.describe('Key of the user who wrote it.'),
          text: z.string().trim().min(1).describe('What it says, in Markdown.'),
          at: moment.describe('When it was written; default the moment of the world.'),
        }),
      )
      .optional()
      .describe('Comments, oldest first.'),
    fields: z.record(key, z.string()).optional().describe('Texts by the name of the field.'),
  })
  .describe('A card.')

const place = z.strictObject({ title })

export const neutralBoardParts = {
  title,
  archived: flag.describe('Whether it is put away; default false.'),
  public: flag.describe('Whether everybody may read it; default false.'),
  members: z.record(userKey, role).optional().describe('Role by key of the user.'),
  groups: z.record(key, role).optional().describe('Role by key of the group.'),
  lists: z
    .record(
      key,
      place.extend({ limit: z.int().positive().optional().describe('Most cards that it is to hold; default any.') }),
    )
    .describe('Lists by key, from the left.'),
  swimlanes: z.record(key, place).optional().describe('Swimlanes by key, from the top; default one.'),
  labels: z
    .record(key, z.strictObject({ name: title, color }))
    .optional()
    .describe('Labels by key.'),
  categories: z
    .record(key, z.strictObject({ name: title, color }))
    .optional()
    .describe('Categories by key.'),
}

export const NeutralBoardSchema = z
  .strictObject({
    ...neutralBoardParts,
    cards: z.record(key, NeutralCardSchema).optional().describe('Cards by key; those of one list from the top.'),
  })
  .describe('A board.')

/** The part `both:` of a world file. */
export const NeutralSchema = z
  .strictObject({
    users: z.record(key, NeutralUserSchema).optional().describe('Users by login name.'),
    groups: z.record(key, NeutralGroupSchema).optional().describe('Groups by key.'),
    boards: z.record(key, NeutralBoardSchema).optional().describe('Boards by key.'),
  })
  .describe('What is in every product alike; the parts of the products add to it.')

export type Neutral = z.output<typeof NeutralSchema>
export type NeutralUser = z.output<typeof NeutralUserSchema>
export type NeutralGroup = z.output<typeof NeutralGroupSchema>
export type NeutralBoard = z.output<typeof NeutralBoardSchema>
export type NeutralCard = z.output<typeof NeutralCardSchema>

/** A moment on its way: ISO 8601 as in a file, or Unix seconds. */
export type StreamedMoment = string | number

type Kept = Omit<NeutralCard, 'created' | 'start' | 'due' | 'closed' | 'comments'>
type Comment = NonNullable<NeutralCard['comments']>[number]

/** A card on its way into the tables: as in a file, or as a program makes it, which names what there is not. */
export type StreamedCard = { readonly [K in keyof Kept]?: Kept[K] | undefined } & {
  readonly [K in 'created' | 'start' | 'due']?: StreamedMoment | undefined
} & {
  readonly closed?: boolean | StreamedMoment | undefined
  readonly comments?: readonly (Omit<Comment, 'at'> & { readonly at?: StreamedMoment | undefined })[] | undefined
}

/** A card on its way: with its key. */
export type KeyedCard = readonly [key: string, card: StreamedCard]

/** A board without cards, and its cards one by one. */
export interface NeutralBoardStream {
  readonly key: string
  readonly board: Omit<NeutralBoard, 'cards'>
  /** Walked once. */
  readonly cards: Iterable<KeyedCard>
}

/** A neutral world that is too large to be held as a value: boards and cards come one after the other. */
export interface NeutralStream {
  readonly users: Readonly<Record<string, NeutralUser>>
  readonly groups: Readonly<Record<string, NeutralGroup>>
  boards(): Iterable<NeutralBoardStream>
}

/** What a product makes of a neutral world. */
export interface Translated<Part = unknown> {
  /** The product's own part of a world file. */
  readonly part: Part
  /** What it cannot hold, one sentence each. */
  readonly warnings: readonly string[]
}
