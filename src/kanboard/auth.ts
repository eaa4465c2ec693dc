import type { Inbound } from '../kernel/exchange.js'
import type { Versions } from '../kernel/operation.js'
import type { Setup } from '../kernel/product.js'
import { quirk } from '../kernel/quirk.js'
import { inVersions } from '../kernel/versions.js'
import { credentialsOf } from './credentials.js'
import type { Credentials } from './credentials.js'
import type { Database } from './database.js'
import { Refusal } from './faults.js'
import type { KanboardWorld, UserRow } from './tables.js'

/** Who calls: the application by its token, or a user. */
export type Caller = { readonly kind: 'application' } | { readonly kind: 'user'; readonly user: UserRow }

/** What signing in needs to know. */
export interface Desk {
  readonly world: KanboardWorld
  readonly setup: Setup
  readonly database: Database
  readonly request: Inbound
}

export const accountLockout = quirk({
  name: 'kanboard.account-lockout',
  summary:
    'On: the 7th wrong password in a row locks an account for 15 minutes, even for the right password or a token. ' +
    'Off: failures are neither counted nor punished.',
  source: { evidence: 'kanboard/v1.2.53/transport-lockout.json steps 8-24' },
})

/** BRUTEFORCE_LOCKDOWN and BRUTEFORCE_LOCKDOWN_DURATION of app/constants.php. */
const failuresTolerated = 6
const lockSeconds = 15 * 60

/** Since when a rule holds; `code` in kanboard/kanboard, found by the first tag that has it. */
const rules = {
  // app/Model/UserModel.php has2FA at v1.2.8
  twoFactorNeedsToken: { since: '1.2.8' },
  // app/Auth/ApiAccessTokenAuth.php at v1.0.35
  personalTokens: { since: '1.0.35' },
  // users.is_active exists since v1.0.26
  disabledUsers: { since: '1.0.26' },
} satisfies Record<string, Versions>

/** Recognises the caller, counting failures on the way; throws a 401. */
export function authenticate(desk: Desk): Caller {
  const credentials = credentialsOf(desk.request, desk.world.settings.authHeader)
  if (credentials.username === 'jsonrpc') return authenticateApplication(desk, credentials.password)
  return { kind: 'user', user: authenticateUser(desk, credentials) }
}

function authenticateApplication({ world }: Desk, password: string): Caller {
  if (password === world.settings.apiToken) return { kind: 'application' }
  throw new Refusal(401, 'the password of jsonrpc is not the application token')
}

function authenticateUser(desk: Desk, { username, password }: Credentials): UserRow {
  const { world, database } = desk
  const user = world.tables.users.first({ usernameKey: database.textKey(username) })
  if (!user) throw new Refusal(401, username === '' ? 'no name was sent' : `there is no user '${username}'`)
  const nowSeconds = Math.floor(world.now() / 1000)
  if (isLocked(desk, user, nowSeconds)) {
    throw new Refusal(401, `the user '${user.username}' is locked after too many failed logins`)
  }
  const refusal = whyNot(desk, user, password)
  if (refusal !== undefined) {
    countFailure(desk, user, username, nowSeconds)
    throw new Refusal(401, refusal)
  }
  return world.tables.users.update(user.id, { nb_failed_login: 0, lock_expiration_date: 0 }) ?? user
}

function isLocked({ setup }: Desk, user: UserRow, nowSeconds: number): boolean {
  if (!setup.quirks.has(accountLockout.name)) return false
  return (
    user.lock_expiration_date !== null && user.lock_expiration_date !== 0 && user.lock_expiration_date >= nowSeconds
  )
}

function countFailure({ world, setup }: Desk, user: UserRow, username: string, nowSeconds: number): void {
  if (username === '' || !setup.quirks.has(accountLockout.name)) return
  const failures = user.nb_failed_login + 1
  const lock = failures > failuresTolerated ? { lock_expiration_date: nowSeconds + lockSeconds } : {}
  world.tables.users.update(user.id, { nb_failed_login: failures, ...lock })
}

/** Why these credentials do not sign the user in; undefined when they do. */
function whyNot({ setup, database }: Desk, user: UserRow, password: string): string | undefined {
  const holds = (rule: Versions): boolean => inVersions(rule, setup.profile.version)
  if (holds(rules.disabledUsers) && user.is_active === 0) return `the user '${user.username}' is disabled`
  const token = user.api_access_token
  const isToken = token !== null && database.textKey(token) === database.textKey(password)
  if (holds(rules.personalTokens) && isToken) return undefined
  if (holds(rules.twoFactorNeedsToken) && user.twofactor_activated === 1) {
    return `the user '${user.username}' has two-factor authentication: only a personal access token signs in`
  }
  if (user.is_ldap_user === 1) return `the user '${user.username}' belongs to a directory that is not asked`
  if (user.disable_login_form === 1) return `the login form of the user '${user.username}' is disabled`
  if (user.secret === undefined) return `the password of the user '${user.username}' is not known, only its hash`
  return verifies(password, user.secret) ? undefined : `wrong password for the user '${user.username}'`
}

/** bcrypt reads 72 bytes. */
function verifies(password: string, secret: string): boolean {
  const read = (text: string): Buffer => Buffer.from(text).subarray(0, 72)
  return read(password).equals(read(secret))
}
