import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import type { PhpValue } from '../php.js'
import { argument, procedure } from '../procedure.js'
import { applicationOnly } from './early-places.js'
import { projectId } from './project-arguments.js'
import { addProjectUser, getProjectUsers, people, removeProjectUser } from './project-permissions.js'

/* Members of projects before the API knew roles; since 1.0.24 other names of the procedures that it has for them. */

const page = 'kanboard doc/api-project-procedures.markdown of December 2015'
const model = 'kanboard/kanboard@v1.0.22 app/Model/ProjectUserRole.php'
const unverified = 'read from the source of 1.0.22; no recording'

const userId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the user'))

const refused = (when: string, code: string): ErrorCase => ({ when, status: 200, result: false, source: { code } })

export const allowUser = procedure({
  id: 'allowUser',
  group: 'Project Permission',
  summary: 'Grant user access for a given project',
  doc: 'The user gets the role project-member.',
  sources: [{ doc: page }, { code: 'kanboard/kanboard@v1.0.22 app/Api/ProjectPermission.php:25' }],
  versions: { until: '1.0.30' },
  unverified,
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), user_id: userId() }),
  output: z.boolean().describe('true on success'),
  errors: [
    applicationOnly,
    refused('the user has a role already', `${model} addUser()`),
    refused('there is no such project or user', `${model} addUser()`),
  ],
  examples: [
    { title: 'a user', until: '1.0.30', input: { project_id: 1, user_id: 2 }, output: true, source: { doc: page } },
  ],
  handle: (ctx, pair) => addProjectUser.handle(ctx, { ...pair, role: 'project-member' }),
})

export const revokeUser = procedure({
  id: 'revokeUser',
  group: 'Project Permission',
  summary: 'Revoke user access for a given project',
  doc: 'Whatever role the user has; roles of groups stay.',
  sources: [{ doc: page }, { code: 'kanboard/kanboard@v1.0.22 app/Api/ProjectPermission.php:20' }],
  versions: { until: '1.0.30' },
  unverified,
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), user_id: userId() }),
  output: z.boolean().describe('true on success'),
  errors: [applicationOnly, refused('the user has no role', `${model} removeUser()`)],
  examples: [
    { title: 'a user', until: '1.0.30', input: { project_id: 1, user_id: 2 }, output: true, source: { doc: page } },
  ],
  handle: (ctx, pair) => removeProjectUser.handle(ctx, pair),
})

export const getMembers = procedure({
  id: 'getMembers',
  group: 'Project Permission',
  summary: 'Get members of a project',
  doc: 'Whatever role they have, the own one or through a group. None are a list, any are an object.',
  sources: [{ doc: page }, { code: `${model} getAllUsers()` }],
  versions: { until: '1.0.30' },
  unverified,
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: people,
  errors: [applicationOnly],
  examples: [
    {
      title: 'three members',
      until: '1.0.30',
      input: { project_id: 1 },
      output: { 1: 'user1', 2: 'user2', 3: 'user3' },
      source: { doc: page },
    },
  ],
  handle: (ctx, input) => getProjectUsers.handle(ctx, input),
})
