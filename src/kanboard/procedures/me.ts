import { z } from 'zod'
import { signedInUser } from '../entities.js'
import { procedure } from '../procedure.js'

export const getMe = procedure({
  id: 'getMe',
  group: 'Me',
  summary: 'Get logged user session data',
  doc: 'For users only: the application token is refused with 403.',
  sources: [
    { doc: 'kanboard/documentation v1/api/me_procedures.md#getme' },
    { evidence: 'kanboard/v1.2.53/me.json step 2' },
  ],
  versions: { since: '1.0.18' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: signedInUser.nullable().describe('The row of the caller without the hash of the password'),
  errors: [
    {
      when: 'the caller is the application',
      status: 403,
      code: 403,
      source: { evidence: 'kanboard/v1.2.53/transport-auth.json step 15' },
    },
  ],
  examples: [
    {
      title: 'an app-user',
      since: '1.2.29',
      input: {},
      output: {
        id: 2,
        username: 'ann',
        is_ldap_user: false,
        name: 'Ann A',
        email: 'ann@localhost',
        google_id: null,
        github_id: null,
        notifications_enabled: 0,
        timezone: null,
        language: null,
        disable_login_form: 0,
        twofactor_activated: false,
        twofactor_secret: null,
        token: '',
        notifications_filter: 4,
        nb_failed_login: 0,
        lock_expiration_date: 0,
        gitlab_id: null,
        role: 'app-user',
        is_active: 1,
        avatar_path: null,
        api_access_token: null,
        filter: null,
        theme: 'light',
      },
      source: { evidence: 'kanboard/v1.2.53/me.json step 2' },
    },
  ],
  handle: ({ caller, explain }) => {
    if (caller.kind === 'application') return explain('the application is no user', null)
    const { twofactor_secret, ...row } = caller.user
    return {
      ...row,
      is_ldap_user: row.is_ldap_user === 1,
      twofactor_activated: row.twofactor_activated === 1,
      // UserSession::initialize() takes hidden columns out only where they are set.
      ...(twofactor_secret === null ? { twofactor_secret: null } : {}),
    }
  },
})
