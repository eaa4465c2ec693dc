import { z } from 'zod'
import { boardContent } from './fixture-cards.js'
import { boardParts } from './fixture-parts.js'
import { siteParts } from './fixture-site.js'

const flag = z.boolean().optional()

/** Roles as a person names them, and their flags. */
export const roleNames = {
  admin: 'isAdmin',
  normal: 'none',
  'no-comments': 'isNoComments',
  'comment-only': 'isCommentOnly',
  worker: 'isWorker',
  'normal-assigned-only': 'isNormalAssignedOnly',
  'comment-assigned-only': 'isCommentAssignedOnly',
  'read-only': 'isReadOnly',
  'read-assigned-only': 'isReadAssignedOnly',
} as const

// The keys are the names written above.
const names = Object.keys(roleNames) as [keyof typeof roleNames, ...(keyof typeof roleNames)[]]

const Flags = z.strictObject({
  isAdmin: flag.describe('Administers the board.'),
  isActive: flag.describe('False for a member who was removed; default true.'),
  isNoComments: flag.describe('Sees no comments and makes none.'),
  isCommentOnly: flag.describe('Comments, and changes nothing.'),
  isWorker: flag.describe('Moves cards and comments.'),
  isNormalAssignedOnly: flag.describe('Sees only the cards assigned to him.'),
  isCommentAssignedOnly: flag.describe('Comments, on the cards assigned to him.'),
  isReadOnly: flag.describe('Reads.'),
  isReadAssignedOnly: flag.describe('Reads the cards assigned to him.'),
})

const moment = z.iso.datetime({ offset: true })

const Token = z
  .union([
    z.string().min(1).describe('The token itself.'),
    z.strictObject({
      token: z.string().min(1).optional().describe('The token itself; this or `hashedToken`.'),
      hashedToken: z
        .string()
        .min(1)
        .optional()
        .describe('Base64 of its SHA-256, for a token that nobody needs to know.'),
      when: moment.optional().describe('When it was made; default the moment of the world.'),
    }),
  ])
  .describe('A login token.')

export const UserFixture = z
  .strictObject({
    id: z.string().min(1).optional().describe('Id; default a new one.'),
    username: z.string().min(1).optional().describe('Login name; default the key.'),
    password: z.string().optional().describe('Password as it is typed; without it nobody logs in.'),
    passwordHash: z
      .string()
      .optional()
      .describe('The hash that is shown; default one that is well formed and verifies nothing.'),
    email: z.string().optional().describe('E-mail address.'),
    emails: z
      .array(
        z.strictObject({
          address: z.string().describe('The address.'),
          verified: z.boolean().optional().describe('Default false.'),
        }),
      )
      .optional()
      .describe('E-mail addresses, in place of `email`.'),
    fullname: z.string().optional().describe('Full name, in the profile.'),
    admin: flag.describe('Whether the user is site admin; default false.'),
    loginDisabled: flag.describe('Whether login is disabled.'),
    createdAt: moment.optional().describe('Default the moment of the world.'),
    tokens: z.array(Token).optional().describe('Tokens that are valid.'),
    verificationTokens: z
      .array(
        z.strictObject({
          token: z.string().describe('The token of the mail.'),
          address: z.string().describe('The address to verify.'),
          when: moment.describe('When it was sent.'),
        }),
      )
      .optional()
      .describe('Mails that wait for the address to be verified; site admins see them until v10.91.'),
    profile: z.record(z.string(), z.unknown()).optional().describe('Personal settings beside the defaults.'),
  })
  .describe('A user.')

export const BoardFixture = z
  .strictObject({
    id: z.string().min(1).optional().describe('Id; default a new one.'),
    title: z.string().min(1).optional().describe('Title; default the key.'),
    permission: z.enum(['private', 'public']).optional().describe('Default private.'),
    color: z.string().optional().describe('Colour theme; default belize.'),
    archived: flag.describe('Whether it lies in the archive.'),
    createdAt: moment.optional().describe('Default the moment of the world.'),
    swimlaneId: z.string().min(1).optional().describe('Id of the default swimlane; default a new one.'),
    defaultSwimlane: z.string().min(1).optional().describe('Title of the default swimlane; default Default.'),
    members: z
      .record(z.string(), z.union([z.enum(names), Flags]))
      .optional()
      .describe('Role by key of the user: a name, or flags.'),
    ...boardContent,
    ...boardParts,
  })
  .describe('A board.')

/** The part `wekan:` of a world file. */
export const WekanFixture = z
  .strictObject({
    settings: z
      .strictObject({
        disableRegistration: flag.describe('Whether nobody may register; default false.'),
        api: z.enum(['on', 'off']).optional().describe('Whether the API answers at all; default on.'),
        rootUrl: z
          .url({ protocol: /^https?$/ })
          .optional()
          .describe('Address with which links in webhooks begin (ROOT_URL); default that at which Wekan is called.'),
      })
      .optional()
      .describe('Settings of the installation.'),
    ...siteParts,
    users: z.record(z.string(), UserFixture).optional().describe('Users by key.'),
    boards: z.record(z.string(), BoardFixture).optional().describe('Boards by key.'),
    next: z
      .strictObject({
        ids: z.array(z.string().min(1)).optional().describe('The next ids that will be given out, in order.'),
        tokens: z
          .array(z.string().min(1))
          .optional()
          .describe('The next login tokens that will be given out, in order.'),
      })
      .optional()
      .describe('What is to come out of the generator first; after that it goes on as always.'),
  })
  .describe('What is in Wekan.')

export type UserPart = z.output<typeof UserFixture>
export type BoardPart = z.output<typeof BoardFixture>
export type WekanPart = z.output<typeof WekanFixture>
