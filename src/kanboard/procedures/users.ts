import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { byRelease } from '../by-release.js'
import { briefUser, listedUser, user } from '../entities.js'
import { Crash, RelayedException } from '../faults.js'
import { isArray, looselyEquals, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import { removeUserRows } from '../project-cascades.js'
import { keepsHashInList } from './user-quirks.js'
import { creationFaults, modificationFaults } from './user-rules.js'
import { changeUser, findUser, insertUser, noUser, switchUser, userNamed } from './user-store.js'
import { firstUser } from './long-examples.js'

const page = 'kanboard/documentation v1/api/user_procedures.md'
const model = 'kanboard/kanboard@v1.2.53 app/Model/UserModel.php'
const lifecycle = 'kanboard/v1.2.53/users-lifecycle.json'

const userId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the user'))
/** The only answer that says that something is wrong with the caller. */
const adminsOnly: ErrorCase = {
  when: 'the caller is a user who is not app-admin',
  since: '1.0.31',
  status: 403,
  code: 403,
  source: { evidence: 'kanboard/v1.2.53/matrix-manager.json, every user procedure' },
}

const role = z.enum(['app-admin', 'app-manager', 'app-user'])

export const createUser = procedure({
  id: 'createUser',
  group: 'User',
  summary: 'Create a new user',
  doc: 'The password needs 6 characters at least. Validation failures answer false without a reason.',
  sources: [{ doc: `${page}#createuser` }, { evidence: `${lifecycle} steps 2-17` }],
  effect: 'admin',
  failure: false,
  input: z.object({
    username: argument(z.string().min(1).max(191).describe('Login name, must be unique')),
    password: argument(z.string().min(6).describe('At least 6 characters')),
    name: optionalArgument(z.string().describe('Full name'), ''),
    email: optionalArgument(z.string().describe('E-mail address'), ''),
    role: optionalArgument(role.describe('Role in the application'), 'app-user'),
  }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the user, false on failure'),
  errors: [
    adminsOnly,
    { when: 'the username is taken', status: 200, result: false, source: { evidence: `${lifecycle} step 7` } },
    { when: 'the password is shorter than 6', status: 200, result: false, source: { evidence: `${lifecycle} step 9` } },
    {
      when: 'the role is unknown',
      since: '1.2.41',
      status: 200,
      result: false,
      source: { evidence: `${lifecycle} step 12` },
    },
    {
      when: 'a text is a list or an object',
      status: 500,
      source: { evidence: 'kanboard/v1.2.53/transport-wrong-types.json step 38' },
    },
  ],
  examples: [
    {
      title: 'a user with a name and a password',
      input: { username: 'biloute', password: '123456' },
      output: 2,
      source: { evidence: `${lifecycle} step 2` },
    },
    {
      title: 'a password that is too short',
      input: { username: 'short', password: '12345' },
      output: false,
      source: { evidence: `${lifecycle} step 9` },
    },
  ],
  handle: (ctx, input) => {
    const faults = creationFaults(input, ctx)
    if (faults.length > 0) return ctx.explain(faults.join('; '), false)
    const password = toText(input.password)
    // PHP 8's password_hash() throws a ValueError; before it, bcrypt silently stopped reading.
    if (password.includes('\0')) throw new Crash('bcrypt takes no password with a NUL character')
    return insertUser(ctx, { ...input, password: undefined }, { secret: password })
  },
})

export const createLdapUser = procedure({
  id: 'createLdapUser',
  group: 'User',
  summary: 'Create a new user authentified by LDAP',
  doc: 'The user is created only if the directory knows the name.',
  sources: [
    { doc: `${page}#createldapuser` },
    { code: 'kanboard/kanboard@v1.2.53 app/Api/Procedure/UserProcedure.php:93' },
  ],
  unverified: 'Only the answer without a directory is recorded; found, not found and taken were read from the code.',
  versions: { since: '1.0.12' },
  effect: 'admin',
  failure: false,
  input: z.object({ username: argument(z.string().min(1).describe('Name in the directory')) }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the user, false on failure'),
  errors: [
    adminsOnly,
    { when: 'no LDAP server is configured', status: 200, code: 0, source: { evidence: `${lifecycle} step 46` } },
    {
      when: 'the directory does not know the name',
      status: 200,
      result: false,
      source: { code: 'kanboard/kanboard@v1.2.53 app/Api/Procedure/UserProcedure.php:108' },
    },
  ],
  examples: [
    {
      title: 'a name in the directory',
      input: { username: 'my_ldap_user' },
      output: 22,
      source: { doc: 'kanboard doc/api-user-procedures.markdown of December 2015' },
    },
  ],
  handle: (ctx, { username }) => {
    const { ldap } = ctx.world.settings
    if (!ldap) throw new RelayedException(0, 'LDAP server not configured, check the parameter LDAP_SERVER')
    if (isArray(username)) throw new Crash('username is a list or an object where PHP wants a text')
    const entry = ldap.get(toText(username).toLowerCase())
    if (!entry) return ctx.explain(`the directory does not know '${toText(username)}'`, false)
    const { name, email, role } = entry
    return insertUser(ctx, { username: entry.username, name, email, role }, { is_ldap_user: 1, secret: undefined })
  },
})

export const getUser = procedure({
  id: 'getUser',
  group: 'User',
  summary: 'Get user information',
  doc: 'Answers every column of the row, the hash of the password included.',
  sources: [{ doc: `${page}#getuser` }, { evidence: `${lifecycle} steps 3, 16, 18` }],
  effect: 'read',
  failure: null,
  input: z.object({ user_id: userId() }),
  output: user.nullable().describe('The user, null when there is none'),
  errors: [
    adminsOnly,
    { when: 'there is no such user', status: 200, result: null, source: { evidence: `${lifecycle} step 18` } },
  ],
  examples: [
    {
      title: 'a user',
      since: '1.2.29',
      input: { user_id: 2 },
      output: {
        id: 2,
        username: 'biloute',
        password: '$2y$10$WxC8IQzUlOtby.0EikO2TuISTYSs6HpucSBm5yy34Sfi./R/0VSPi',
        is_admin: 0,
        is_ldap_user: 0,
        name: '',
        email: '',
        google_id: null,
        github_id: null,
        notifications_enabled: 0,
        timezone: null,
        language: null,
        disable_login_form: 0,
        twofactor_activated: 0,
        twofactor_secret: null,
        token: '',
        notifications_filter: 4,
        nb_failed_login: 0,
        lock_expiration_date: 0,
        is_project_admin: 0,
        gitlab_id: null,
        role: 'app-user',
        is_active: 1,
        avatar_path: null,
        api_access_token: null,
        filter: null,
        theme: 'light',
      },
      source: { evidence: `${lifecycle} step 3` },
    },
    { title: 'an unknown number', input: { user_id: 999 }, output: null, source: { evidence: `${lifecycle} step 18` } },
  ],
  handle: (ctx, { user_id }) => findUser(ctx, user_id) ?? ctx.explain(noUser(user_id), null),
})

export const getUserByName = procedure({
  id: 'getUserByName',
  group: 'User',
  summary: 'Get user information',
  doc: 'SQLite and PostgreSQL tell upper from lower case, MySQL does not.',
  sources: [{ doc: `${page}#getuserbyname` }, { evidence: `${lifecycle} steps 4-6` }],
  versions: { since: '1.0.25' },
  effect: 'read',
  failure: null,
  input: z.object({ username: argument(z.string().describe('Login name')) }),
  output: user.nullable().describe('The user, null when there is none'),
  errors: [
    adminsOnly,
    { when: 'there is no such user', status: 200, result: null, source: { evidence: `${lifecycle} step 6` } },
  ],
  examples: [
    {
      title: 'another letter case',
      input: { username: 'BILOUTE' },
      output: null,
      source: { evidence: `${lifecycle} step 5` },
    },
  ],
  handle: (ctx, { username }) => {
    const found = username === null ? undefined : userNamed(ctx, toText(username))
    return found ?? ctx.explain(`there is no user '${toText(username)}'`, null)
  },
})

export const getAllUsers = procedure({
  id: 'getAllUsers',
  group: 'User',
  summary: 'Get all available users',
  doc: 'Sorted by username in the order of the database.',
  sources: [{ doc: `${page}#getallusers` }, { evidence: `${lifecycle} steps 1, 39` }],
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z
    .array(byRelease({ until: '1.0.24' }, { then: briefUser, else: listedUser }))
    .describe('All users, disabled ones too'),
  errors: [adminsOnly],
  examples: [firstUser],
  handle: (ctx) => {
    const rows = [...ctx.db.users].sort((a, b) => ctx.database.compareTexts(a.username, b.username))
    return ctx.has(keepsHashInList) ? rows : rows.map(({ password: _hidden, ...row }) => row)
  },
})

export const updateUser = procedure({
  id: 'updateUser',
  group: 'User',
  summary: 'Update a user',
  doc: 'Only what is given and not null changes. The password cannot be changed.',
  sources: [{ doc: `${page}#updateuser` }, { evidence: `${lifecycle} steps 28-38` }],
  effect: 'admin',
  failure: false,
  input: z.object({
    id: argument(z.int().describe('Number of the user')),
    username: optionalArgument(z.string().max(191).nullable().describe('Login name'), null),
    name: optionalArgument(z.string().nullable().describe('Full name'), null),
    email: optionalArgument(
      z
        .union([z.email(), z.literal('')])
        .nullable()
        .describe('E-mail address'),
      null,
    ),
    role: optionalArgument(role.nullable().describe('Role in the application'), null),
  }),
  output: z.boolean().describe('true on success, also for an unknown user'),
  errors: [
    adminsOnly,
    { when: 'the username is taken', status: 200, result: false, source: { evidence: `${lifecycle} step 32` } },
    {
      when: 'nothing but the id is given',
      since: '1.2.25',
      status: 200,
      code: 0,
      source: { evidence: `${lifecycle} step 36` },
    },
  ],
  examples: [
    {
      title: 'a new role',
      input: { id: 2, role: 'app-manager' },
      output: true,
      source: { evidence: `${lifecycle} step 28` },
    },
  ],
  handle: (ctx, input) => {
    const faults = modificationFaults(input, ctx)
    if (faults.length > 0) return ctx.explain(faults.join('; '), false)
    const isChanged = changeUser(ctx, input)
    // UserSession::refresh() loads the caller's own row again and needs it to exist.
    if (looselyEquals(ctx.callerId, input.id) && !findUser(ctx, input.id)) {
      throw new Crash('the session of the caller is refreshed with a user that does not exist')
    }
    return isChanged
  },
})

export const removeUser = procedure({
  id: 'removeUser',
  group: 'User',
  summary: 'Remove a user',
  doc: 'Tasks, subtasks and comments of the user stay, without user; private projects go.',
  sources: [{ doc: `${page}#removeuser` }, { evidence: `${lifecycle} steps 40-43` }, { code: `${model}:347` }],
  effect: 'admin',
  failure: false,
  input: z.object({ user_id: userId() }),
  output: z.boolean().describe('true on success'),
  errors: [
    adminsOnly,
    { when: 'there is no such user', status: 200, result: false, source: { evidence: `${lifecycle} step 42` } },
  ],
  examples: [{ title: 'a user', input: { user_id: 2 }, output: true, source: { evidence: `${lifecycle} step 40` } }],
  handle: (ctx, { user_id }) => {
    // The tasks are unassigned first.
    const found = findUser(ctx, user_id, 2)
    ctx.database.scan(user_id, ctx.db.tasks.size)
    if (!found) return ctx.explain(noUser(user_id), false)
    removeUserRows(ctx.db, found.id)
    ctx.db.users.remove(found.id)
    return true
  },
})

export const disableUser = procedure({
  id: 'disableUser',
  group: 'User',
  summary: 'Disable a user',
  doc: 'The private projects that the user owns are disabled too; enableUser does not enable them again.',
  sources: [{ doc: `${page}#disableuser` }, { evidence: `${lifecycle} steps 20-26` }],
  versions: { since: '1.0.26' },
  effect: 'admin',
  failure: false,
  input: z.object({ user_id: userId() }),
  output: z.boolean().describe('true on success, also for an unknown user'),
  errors: [adminsOnly],
  examples: [{ title: 'a user', input: { user_id: 2 }, output: true, source: { evidence: `${lifecycle} step 20` } }],
  handle: (ctx, { user_id }) => switchUser(ctx, user_id, 0),
})

export const enableUser = procedure({
  id: 'enableUser',
  group: 'User',
  summary: 'Enable a user',
  sources: [{ doc: `${page}#enableuser` }, { evidence: `${lifecycle} steps 23-27` }],
  versions: { since: '1.0.26' },
  effect: 'admin',
  failure: false,
  input: z.object({ user_id: userId() }),
  output: z.boolean().describe('true on success, also for an unknown user'),
  errors: [adminsOnly],
  examples: [{ title: 'a user', input: { user_id: 2 }, output: true, source: { evidence: `${lifecycle} step 23` } }],
  handle: (ctx, { user_id }) => switchUser(ctx, user_id, 1),
})

export const isActiveUser = procedure({
  id: 'isActiveUser',
  group: 'User',
  summary: 'Check if a user is active',
  sources: [{ doc: `${page}#isactiveuser` }, { evidence: `${lifecycle} steps 19-25` }],
  versions: { since: '1.0.26' },
  effect: 'read',
  failure: false,
  input: z.object({ user_id: userId() }),
  output: z.boolean().describe('Whether the user exists and is enabled'),
  errors: [adminsOnly],
  examples: [
    {
      title: 'an unknown number',
      input: { user_id: 999 },
      output: false,
      source: { evidence: `${lifecycle} step 25` },
    },
  ],
  handle: (ctx, { user_id }) => {
    const found = findUser(ctx, user_id)
    if (!found) return ctx.explain(noUser(user_id), false)
    return found.is_active === 1 || ctx.explain(`the user '${found.username}' is disabled`, false)
  },
})
