import { z } from 'zod'
import type { Bounds } from '../kernel/view.js'
import { field } from '../kernel/view.js'
import { flagColumn, integerColumn, laterColumn } from './columns.js'

/** Columns that the release stores, but the page of December 2015 does not print; see `undocumentedColumns`. */
const unprinted: Bounds = {
  only: { columns: ['all'] },
  source: {
    code: 'kanboard/kanboard@v1.0.22 app/Schema/Sqlite.php: columns of users beyond those of the printed example',
  },
}

/** Columns of the first roles; dead since 1.0.22 and absent from fresh installs on the other databases. */
const dead: Bounds = {
  only: { columns: ['all'], database: ['sqlite'] },
  source: { evidence: 'kanboard/v1.2.53-postgres/users-lifecycle.json step 1' },
}

const since = (version: string): Bounds => ({
  since: version,
  source: { code: `kanboard/kanboard@v${version} app/Schema/Sqlite.php` },
})

const text = (): z.ZodNullable<z.ZodString> => z.string().nullable()

/** The columns of `users` in the order of the table, as getUser answers them. */
export const userColumns = {
  id: integerColumn().describe('Number of the user'),
  username: z.string().describe('Login name, unique'),
  password: text().describe('bcrypt hash of the password; null for users of a directory'),
  is_admin: field(dead, flagColumn().describe('Dead since 1.0.22: 1 only for the first administrator')),
  is_ldap_user: flagColumn().describe('Whether the user comes from a directory and has no password here'),
  name: text().describe('Full name'),
  email: text().describe('E-mail address'),
  google_id: text().describe('Number of the linked Google account'),
  github_id: text().describe('Number of the linked GitHub account'),
  notifications_enabled: flagColumn().describe('Whether notifications are sent'),
  timezone: field(unprinted, text().describe("The user's own time zone")),
  language: field(unprinted, text().describe("The user's own language")),
  disable_login_form: field(unprinted, flagColumn().describe('Whether the password does not sign in')),
  twofactor_activated: field(unprinted, flagColumn().describe('Whether two-factor authentication is on')),
  twofactor_secret: field(unprinted, text().describe('Shared secret of two-factor authentication')),
  token: field(unprinted, z.string().describe('Token of the public feeds; empty when they are off')),
  notifications_filter: field(unprinted, integerColumn().describe('Which tasks notify: 1 to 4')),
  nb_failed_login: field(unprinted, integerColumn().describe('Wrong passwords since the last good one')),
  lock_expiration_date: field(unprinted, laterColumn().describe('Until when the account is locked, in Unix seconds')),
  is_project_admin: field(dead, flagColumn().describe('Dead since 1.0.22')),
  gitlab_id: field(unprinted, integerColumn().nullable().describe('Number of the linked GitLab account')),
  role: field(since('1.0.22'), z.string().describe('app-admin, app-manager or app-user')),
  is_active: field(since('1.0.26'), flagColumn().describe('0 when the user is disabled')),
  avatar_path: field(since('1.0.27'), text().describe('File of the avatar')),
  api_access_token: field(since('1.0.35'), text().describe('Personal access token')),
  filter: field(since('1.2.3'), text().describe("The user's default search")),
  theme: field(since('1.2.29'), z.string().describe('light, dark or auto')),
}

/** A user as getUser and getUserByName answer it. */
export const user = z.object(userColumns).meta({ id: 'User', description: 'A user, every column.' })

/** A user as lists show it since 1.0.25: the whole row. */
export const listedUser = z
  .object({ ...userColumns, password: text().optional().describe('bcrypt hash of the password') })
  .meta({ id: 'ListedUser', description: 'A user as lists show it.' })

const c = userColumns

/**
 * A user in getAllUsers until 1.0.24: a query of ten columns, of which the page of December 2015 omits
 * twofactor_activated (kanboard/kanboard@v1.0.22 app/Model/User.php:57).
 */
export const briefUser = z.object({
  ...{ id: c.id, username: c.username, name: c.name, email: c.email, role: c.role, is_ldap_user: c.is_ldap_user },
  ...{ notifications_enabled: c.notifications_enabled, google_id: c.google_id, github_id: c.github_id },
  twofactor_activated: c.twofactor_activated,
})

/** The signed-in user of getMe: without hash and dead columns, and three values turned into PHP's own types. */
export const signedInUser = z
  .object({
    ...withoutColumns(userColumns, ['password', 'is_admin', 'is_project_admin']),
    id: z.int().describe('Number of the user'),
    is_ldap_user: z.boolean().describe('Whether the user comes from a directory'),
    twofactor_activated: z.boolean().describe('Whether two-factor authentication is on'),
    twofactor_secret: z.null().optional().describe('Always null; left out where there is one'),
  })
  .meta({ id: 'SignedInUser', description: 'The user who is signed in.' })

function withoutColumns<S extends object, K extends keyof S>(columns: S, names: readonly K[]): Omit<S, K> {
  const kept = { ...columns }
  for (const name of names) Reflect.deleteProperty(kept, name)
  return kept
}
