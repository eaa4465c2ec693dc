import { z } from 'zod'
import { field } from '../kernel/view.js'
import { amount, flag, free, moment, ofRows, optional, sinceIn, text, texts } from './document-fields.js'
import { Profile } from './document-profile.js'
import { Membership } from './documents.js'

const LoginToken = z.looseObject({
  when: moment.describe('When it was made.'),
  hashedToken: text.describe('Base64 of the SHA-256 of the token.'),
})

const VerificationToken = z.looseObject({
  token: text.describe('The token of the mail.'),
  address: text.describe('The address to verify.'),
  when: moment.describe('When it was sent.'),
})

const Services = z
  .looseObject({
    password: z
      .looseObject({ bcrypt: text.optional().describe('bcrypt hash of the SHA-256 of the password.') })
      .optional()
      .describe('Password login; absent for users without one.'),
    resume: z
      .looseObject({
        loginTokens: z.array(LoginToken).optional().describe('Tokens that are valid; absent after all were purged.'),
      })
      .optional()
      .describe('Login by token.'),
    email: z
      .looseObject({
        verificationTokens: z.array(VerificationToken).optional().describe('Mails that wait to be answered.'),
      })
      .optional()
      .describe('Addresses to be verified.'),
    ...optional([['oidc', free, 'What OpenID Connect told of the user.']], 'users.js'),
  })
  .meta({ id: 'Services', description: 'Secrets by login service.' })

const shownServices = field(
  {
    until: '10.91',
    source: { code: 'wekan/wekan@v10.92 server/models/users.js withoutSecrets, GHSA-6qpx-x7vr-p9w6' },
  },
  Services.optional(),
)

const sessionData = z
  .looseObject(
    optional(
      [
        ['totalHits', amount, 'How many cards the last search found.'],
        ['lastHit', amount, 'Which of them was shown last; v5.32 was the last to write it.'],
      ],
      'users.js',
    ),
  )
  .optional()
  .describe('What the server remembers of the session.')

const Address = z.looseObject({
  address: text.describe('The address.'),
  verified: flag.describe('Whether its owner proved that it is his.'),
})

const OrgOfUser = z
  .looseObject({
    orgId: text.describe('Id of the organisation.'),
    orgDisplayName: text.describe('Its name.'),
    isAdmin: field(
      sinceIn('10.38', 'users.js'),
      flag.optional().describe('Whether the user administers it; absent: no.'),
    ),
  })
  .meta({ id: 'OrgOfUser', description: 'An organisation of the user.' })

const TeamOfUser = z
  .looseObject({ teamId: text.describe('Id of the team.'), teamDisplayName: text.describe('Its name.') })
  .meta({ id: 'TeamOfUser', description: 'A team of the user.' })

const authenticationMethod = field(
  sinceIn('1.57', 'users.js'),
  text.optional().meta({ description: 'How the user logs in: password, ldap, oauth2.', 'x-default': 'password' }),
)

const userMembers = {
  _id: text.describe('Id of the user.'),
  createdAt: moment.describe('When the account was made.'),
  username: text.optional().describe('Login name; absent for accounts made with an e-mail address alone.'),
  emails: z.array(Address).optional().describe('E-mail addresses; absent without one.'),
  isAdmin: flag.optional().describe('Whether the user is site admin.'),
  modifiedAt: field(
    sinceIn('2.98', 'users.js'),
    moment.optional().describe('When the document was last written; every login writes it.'),
  ),
  profile: Profile,
  authenticationMethod,
  loginDisabled: flag.optional().describe('True while login is disabled, else absent.'),
  ...optional(
    [
      ['orgs', z.array(OrgOfUser), 'Organisations of the user; absent until the first one.', '5.33'],
      ['teams', z.array(TeamOfUser), 'Teams of the user; absent until the first one.', '5.33'],
      ['heartbeat', moment, 'When the browser of the user last spoke.'],
      ['createdThroughApi', flag, 'True for accounts that a site admin or the registration over REST made.', '0.48'],
      ['importUsernames', texts, 'Names by which imports know the user.', '4.92'],
      ['lastConnectionDate', moment, 'When the user last opened a connection.', '6.50'],
    ],
    'users.js',
  ),
}

const boards = field(
  sinceIn('4.02', 'users.js'),
  z.array(Membership).optional().describe('Boards that the user is or was a member of.'),
)

const sessionSince = sinceIn('4.78', 'users.js')

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
