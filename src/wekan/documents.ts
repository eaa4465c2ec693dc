import { z } from 'zod'
import type { Source } from '../kernel/operation.js'
import { field } from '../kernel/view.js'
import type { Bounds } from '../kernel/view.js'
import { boardColors, boardDefaults } from './defaults.js'
import { amount, fieldsOf, flag as yesNo, moment, ofRows, optional, text, texts } from './document-fields.js'

const boardSources: Source = { code: 'wekan/wekan@v11.07 models/boards.js' }

const since = (release: string, source: Source): Bounds => ({ since: release, source })
const flag = (about: string): z.ZodOptional<z.ZodBoolean> => yesNo.optional().describe(about)

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

const Label = z
  .looseObject({
    _id: text.describe('Id of the label.'),
    name: text.optional().describe('Its name; absent or empty without one.'),
    color: text.describe('Name of its colour.'),
  })
  .meta({ id: 'Label', description: 'A label of the board.' })

const OrgOfBoard = z
  .looseObject({
    orgId: text.describe('Id of the organisation.'),
    orgDisplayName: text.describe('Its name.'),
    isActive: yesNo.describe('Whether the board is shared with it.'),
  })
  .meta({ id: 'OrgOfBoard', description: 'An organisation with which the board is shared.' })

const TeamOfBoard = z
  .looseObject({
    teamId: text.describe('Id of the team.'),
    teamDisplayName: text.describe('Its name.'),
    isActive: yesNo.describe('Whether the board is shared with it.'),
  })
  .meta({ id: 'TeamOfBoard', description: 'A team with which the board is shared.' })

/** A domain with which a board is shared. */
export const Domain = z
  .looseObject({
    domain: text.describe('The domain, in lower case.'),
    isActive: yesNo.describe('Whether the board is shared with it.'),
  })
  .describe('A domain of e-mail addresses.')

const BoardWatcher = z
  .looseObject({
    userId: text.describe('Id of the user.'),
    level: z.enum(['watching', 'tracking', 'muted']).describe('What he is told of.'),
  })
  .meta({ id: 'BoardWatcher', description: 'A user who watches the board, or does not want to.' })

const boardOptions = optional(
  [
    ['archivedAt', moment, 'When it was last archived.', '4.92'],
    ['description', text, 'What it is for.'],
    ['orgs', z.array(OrgOfBoard), 'Organisations with which it is shared.', '5.38'],
    ['teams', z.array(TeamOfBoard), 'Teams with which it is shared.', '5.38'],
    ['domains', z.array(Domain), 'Domains of e-mail addresses with which it is shared.', '9.59'],
    ['customThemeColors', texts, 'Own colours in place of those of the theme.', '10.00'],
    ['backgroundImageURL', text, 'Address of the picture behind it.', '6.91'],
    ['backgroundImageId', text, 'Attachment that is the picture behind it, by id.', '9.42'],
    ['receivedAt', moment, 'When it came in.', '5.59'],
    ['startAt', moment, 'When work starts.', '1.09'],
    ['dueAt', moment, 'When it is due.', '1.27'],
    ['endAt', moment, 'When work ended.', '1.27'],
    ['spentTime', amount, 'Hours spent.', '1.27'],
    ['view', text, 'How it is laid out; v0.84 was the last to write it.', '0.65'],
    ['watchers', z.array(BoardWatcher), 'Users who watch it; absent until the first one.'],
  ],
  'boards.js',
)

export const BoardDocument = ofRows(
  z
    .looseObject({
      _id: z.string().describe('Id of the board.'),
      title: z.string().describe('Title, trimmed.'),
      members: z.array(Member).describe('Members, removed ones included.'),
      permission: z.enum(['public', 'private']).describe('Whether everybody may see it in the browser.'),
      color: z.enum(boardColors).describe('Name of the colour theme.'),
      slug: z.string().describe('Title as it stands in addresses.'),
      archived: z.boolean().describe('Whether it lies in the archive.'),
      createdAt: z.iso.datetime().describe('When it was made.'),
      modifiedAt: field(since('0.12', boardSources), z.iso.datetime().describe('When it was last written.')),
      labels: z.array(Label).optional().describe('Labels; absent until the first one is made.'),
      ...boardOptions,
      ...fieldsOf(boardDefaults, 'boards.js'),
    })
    .meta({ id: 'BoardDocument', description: 'A board, every setting included.' }),
)

/** What lists of boards show of each. */
export const BoardTitle = z
  .object({ _id: z.string().describe('Id of the board.'), title: z.string().describe('Its title.') })
  .meta({ id: 'BoardTitle', description: 'A board by id and title.' })

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
