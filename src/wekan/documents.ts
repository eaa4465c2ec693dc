import { z } from 'zod'
import type { Source } from '../kernel/operation.js'
import { field } from '../kernel/view.js'
import type { Bounds } from '../kernel/view.js'
import { boardDefaults, profileDefaults } from './defaults.js'
import type { Default } from './defaults.js'

const boardSources: Source = { code: 'wekan/wekan@v11.07 models/boards.js' }

/** A schema of stored rows: these are read-only, which the input types of zod are not. */
export function ofRows(schema: z.ZodType): z.ZodType<object, object> {
  return schema as z.ZodType<object, object>
}

/** A value of the type that a default has. */
function schemaOf({ value, about }: Default): z.ZodType {
  if (value === null) return z.string().nullable().optional().describe(about)
  if (Array.isArray(value)) return z.array(z.unknown()).optional().describe(about)
  if (typeof value === 'boolean') return z.boolean().optional().describe(about)
  if (typeof value === 'number') return z.number().optional().describe(about)
  if (typeof value === 'string') return z.string().optional().describe(about)
  return z.record(z.string(), z.unknown()).optional().describe(about)
}

/** Fields made from defaults: one that began in some release is bounded by it; `until` ends the value, not the field. */
export function fieldsOf(lines: readonly Default[], file: string): Record<string, z.ZodType> {
  const shape: Record<string, z.ZodType> = {}
  for (const line of lines) {
    if (Object.hasOwn(shape, line.key)) continue
    const schema = schemaOf(line)
    const source: Source = { code: `wekan/wekan@v${line.since ?? '0.51'} models/${file}` }
    shape[line.key] = line.since === undefined ? schema : field({ since: line.since, source }, schema)
  }
  return shape
}

const since = (release: string, source: Source): Bounds => ({ since: release, source })
const flag = (about: string): z.ZodType => z.boolean().optional().describe(about)

const newerFlags = {
  isNormalAssignedOnly: field(since('8.18', boardSources), flag('Sees only the cards assigned to him.')),
  isCommentAssignedOnly: field(since('8.18', boardSources), flag('Comments, on the cards assigned to him.')),
  isReadOnly: field(since('8.18', boardSources), flag('Reads.')),
  isReadAssignedOnly: field(since('8.18', boardSources), flag('Reads the cards assigned to him.')),
}

const memberFlags = {
  isAdmin: z.boolean().describe('Administers the board.'),
  isActive: z.boolean().describe('False once removed from the board; the entry stays.'),
  isNoComments: flag('Sees no comments and makes none.'),
  isCommentOnly: flag('Comments, and changes nothing.'),
  isWorker: field(since('3.58', { code: 'wekan/wekan@v3.58 models/boards.js' }), flag('Moves cards and comments.')),
  ...newerFlags,
}

/** A member of a board. `isWorker` is on every row from v3.58 on, the four last ones only once they were written. */
export const Member = z
  .looseObject({ userId: z.string().describe('Id of the user; he may be deleted by now.'), ...memberFlags })
  .meta({ id: 'Member', description: 'A member of the board, with the flags that make his role.' })

/** A board as a user's own document lists it. */
export const Membership = z
  .looseObject({ ...memberFlags, boardId: z.string().describe('Id of the board.') })
  .meta({ id: 'Membership', description: 'The flags of the user on one board.' })

export const BoardDocument = ofRows(
  z
    .looseObject({
      _id: z.string().describe('Id of the board.'),
      title: z.string().describe('Title, trimmed.'),
      members: z.array(Member).describe('Members, removed ones included.'),
      permission: z.enum(['public', 'private']).describe('Whether everybody may see it in the browser.'),
      color: z.string().describe('Name of the colour theme.'),
      slug: z.string().describe('Title as it stands in addresses.'),
      archived: z.boolean().describe('Whether it lies in the archive.'),
      createdAt: z.iso.datetime().describe('When it was made.'),
      modifiedAt: field(since('0.12', boardSources), z.iso.datetime().describe('When it was last written.')),
      labels: z.array(z.unknown()).optional().describe('Labels; absent until the first one is made.'),
      ...fieldsOf(boardDefaults, 'boards.js'),
    })
    .meta({ id: 'BoardDocument', description: 'A board, every setting included.' }),
)

/** What lists of boards show of each. */
export const BoardTitle = z
  .object({ _id: z.string().describe('Id of the board.'), title: z.string().describe('Its title.') })
  .meta({ id: 'BoardTitle', description: 'A board by id and title.' })

const Services = z
  .looseObject({
    password: z
      .looseObject({ bcrypt: z.string().describe('bcrypt hash of the SHA-256 of the password.') })
      .optional()
      .describe('Password login; absent for users without one.'),
    resume: z
      .looseObject({
        loginTokens: z
          .array(
            z.looseObject({
              when: z.iso.datetime().describe('When it was made.'),
              hashedToken: z.string().describe('Base64 of the SHA-256 of the token.'),
            }),
          )
          .optional()
          .describe('Tokens that are valid; absent after all were purged.'),
      })
      .optional()
      .describe('Login by token.'),
  })
  .meta({ id: 'Services', description: 'Secrets by login service.' })

const shownServices = field(
  {
    until: '10.91',
    source: { code: 'wekan/wekan@v10.92 server/models/users.js withoutSecrets, GHSA-6qpx-x7vr-p9w6' },
  },
  Services.optional(),
)

const sessionData = z.record(z.string(), z.unknown()).optional().describe('What the server remembers of the session.')

const emails = z
  .array(
    z.looseObject({
      address: z.string().describe('The address.'),
      verified: z.boolean().describe('Whether its owner proved that it is his.'),
    }),
  )
  .optional()
  .describe('E-mail addresses; absent without one.')

const userMembers = {
  _id: z.string().describe('Id of the user.'),
  createdAt: z.iso.datetime().describe('When the account was made.'),
  username: z.string().optional().describe('Login name; absent for accounts made with an e-mail address alone.'),
  emails,
  isAdmin: z.boolean().optional().describe('Whether the user is site admin.'),
  modifiedAt: field(
    since('2.98', { code: 'wekan/wekan@v2.98 models/users.js' }),
    z.iso.datetime().optional().describe('When the document was last written; every login writes it.'),
  ),
  profile: z.looseObject(fieldsOf(profileDefaults, 'users.js')).describe('Personal settings.'),
  authenticationMethod: field(
    since('1.57', { code: 'wekan/wekan@v1.57 models/users.js' }),
    z.string().optional().describe('How the user logs in: password, ldap, oauth2.'),
  ),
  loginDisabled: z.boolean().optional().describe('True while login is disabled, else absent.'),
}

const boards = field(
  since('4.02', { code: 'wekan/wekan@v4.02 models/users.js' }),
  z.array(Membership).optional().describe('Boards that the user is or was a member of.'),
)

const sessionSince = since('4.78', { code: 'wekan/wekan@v4.78 models/users.js' })

/** `GET /api/user`: without `services` in every release. */
export const OwnUser = ofRows(
  z
    .looseObject({ ...userMembers, sessionData: field(sessionSince, sessionData), boards })
    .meta({ id: 'OwnUser', description: 'The caller.' }),
)

/** What site admins see of a user: `services` and `sessionData` until v10.91. */
export const AdminUser = ofRows(
  z
    .looseObject({
      ...userMembers,
      services: shownServices,
      sessionData: field({ ...sessionSince, until: '10.91' }, sessionData),
      boards,
    })
    .meta({ id: 'AdminUser', description: 'A user.' }),
)

/** The document as it lies in the database, hash and tokens included. */
export const WholeUser = ofRows(
  z
    .looseObject({ ...userMembers, services: Services.optional(), sessionData: field(sessionSince, sessionData) })
    .meta({ id: 'WholeUser', description: 'A user with all secrets.' }),
)

export const UserName = z
  .object({
    _id: z.string().describe('Id of the user.'),
    username: z.string().optional().describe('Login name; absent for accounts made with an e-mail address alone.'),
  })
  .meta({ id: 'UserName', description: 'A user by id and name.' })

/** The error object that routes of style S200 answer with status 200. */
export const ErrorObject = z
  .looseObject({
    error: z.union([z.string(), z.number()]).describe('A word or a number.'),
    reason: z.string().describe('A sentence.'),
    statusCode: z.number().optional().describe('The status that the answer does not have.'),
  })
  .meta({ id: 'ErrorObject', description: 'An error, serialised.' })
