import { z } from 'zod'
import { projectParts } from './fixture-projects.js'
import { rowId } from './fixture-tasks.js'
import { applicationRoles } from './permissions.js'

const name = z.string().min(1).max(191).describe('Login name, unique')
const role = z.enum(applicationRoles).describe('Role in the application; app-user when left out')

const userEntry = z
  .strictObject({
    id: rowId.describe(
      'Number of the user, the next free one when left out; 1 takes the place of the built-in administrator',
    ),
    password: z.string().min(1).optional().describe('Password that signs in'),
    passwordHash: z.string().optional().describe('Hash that is shown; made up when left out'),
    name: z.string().nullable().optional().describe('Full name'),
    email: z.string().nullable().optional().describe('E-mail address'),
    role: role.optional(),
    active: z.boolean().optional().describe('false: the user is disabled'),
    ldap: z.boolean().optional().describe('true: the user belongs to a directory, the password does not sign in'),
    disableLoginForm: z.boolean().optional().describe('true: the password does not sign in'),
    twofactor: z.string().optional().describe('Shared secret of two-factor authentication, which it switches on'),
    apiAccessToken: z.string().min(1).optional().describe('Personal access token, a second password'),
    failedLogins: z.int().nonnegative().optional().describe('Wrong passwords since the last good one'),
    lockedUntil: z.iso.datetime().optional().describe('Until when the account is locked, ISO 8601'),
    notificationsEnabled: z.boolean().optional().describe('Whether notifications are sent'),
    notificationsFilter: z.int().min(1).max(4).optional().describe('Which tasks notify'),
    timezone: z.string().nullable().optional().describe('Own time zone'),
    language: z.string().nullable().optional().describe('Own language'),
    theme: z.enum(['light', 'dark', 'auto']).optional().describe('Own theme'),
    filter: z.string().nullable().optional().describe('Default search'),
    token: z.string().optional().describe('Token of the public feeds'),
    googleId: z.string().optional().describe('Number of the linked Google account'),
    githubId: z.string().optional().describe('Number of the linked GitHub account'),
    gitlabId: z.int().optional().describe('Number of the linked GitLab account'),
  })
  .describe('A user')

const ldapEntry = z
  .strictObject({
    name: z.string().default('').describe('Full name'),
    email: z.string().default('').describe('E-mail address'),
    role: role.default('app-user').describe('Role that the groups of the directory give'),
  })
  .describe('An entry of the directory')

const onOff = z.boolean().optional()

const settings = z.strictObject({
  api_token: z.string().min(1).optional().describe('Password of the user jsonrpc; made from the seed when left out'),
  auth_header: z.string().optional().describe('Header that carries credentials beside Authorization: X-API-Auth'),
  version: z.string().optional().describe('What getVersion answers; the release of the profile when left out'),
  application_timezone: z.string().optional().describe('Time zone of the application'),
  application_language: z.string().optional().describe('Language of the application'),
  application_url: z.string().optional().describe('Address that URLs in answers begin with'),
  default_color: z.string().optional().describe('Colour of new tasks'),
  board_columns: z.string().optional().describe('Columns of new projects, with commas between'),
  project_categories: z.string().optional().describe('Categories of new projects, with commas between'),
  disable_private_project: onOff.describe('true: users cannot create private projects'),
  subtask_restriction: onOff.describe('true: a user can have one subtask in progress'),
  webhook_url: z.string().optional().describe('Address that events would be sent to; the request log tells them'),
  webhook_token: z.string().optional().describe('Token in that address; made from the seed when left out'),
  notifications_enabled: onOff.describe('true: new users are notified by mail and web'),
})

/** The `kanboard` part of a world file, on top of a fresh install with admin/admin. */
export const kanboardFixture = z
  .strictObject({
    settings: settings.optional().describe('Settings of the application, and of its config.php'),
    ldap: z
      .strictObject({ users: z.record(name, ldapEntry).default({}).describe('Entries by login name') })
      .optional()
      .describe('The directory that createLdapUser asks; without it no LDAP server is configured. It signs nobody in'),
    users: z
      .record(name, userEntry)
      .optional()
      .describe('Users by login name; admin changes the built-in administrator'),
    ...projectParts,
  })
  .describe('What Kanboard holds')

export type KanboardFixture = z.output<typeof kanboardFixture>
export type UserEntry = z.output<typeof userEntry>
