import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { byValue, dictionary } from '../dictionary.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { project } from '../project-entities.js'
import { projectsOf } from '../project-roles.js'
import { insertProject } from '../project-store.js'
import type { ProjectRow } from '../rows.js'
import { creationFaults } from './project-rules.js'
import { byName, withUrls } from './projects.js'

const page = 'kanboard/documentation v1/api/me_procedures.md'
const recorded = 'kanboard/v1.2.53/me.json'

/** What every Me procedure answers the application. */
export const usersOnly: ErrorCase = {
  when: 'the caller is the application',
  status: 403,
  code: 403,
  source: { evidence: 'kanboard/v1.2.53/matrix-application.json' },
}

/** The projects in which the caller has a role, also through groups. */
const myProjects = (ctx: KanboardContext): ProjectRow[] =>
  projectsOf(ctx.world, ctx.callerId).flatMap((id) => ctx.db.projects.get(id) ?? [])

/**
 * Projects that are shared by groups come after those of a role of one's own, and where names are equal that shows:
 * kanboard/kanboard@v1.2.53 app/Model/ProjectUserRoleModel.php getProjectsByUser()
 */
function ownFirst(ctx: KanboardContext): ProjectRow[] {
  const isOwn = ({ id }: ProjectRow): boolean =>
    ctx.db.project_has_users.first({ project_id: id, user_id: ctx.callerId }) !== undefined
  const rows = myProjects(ctx)
  return [...rows.filter(isOwn), ...rows.filter((row) => !isOwn(row))]
}

export const createMyPrivateProject = procedure({
  id: 'createMyPrivateProject',
  group: 'Me',
  summary: 'Create a private project for the logged user',
  doc: 'The caller owns it and becomes its project-manager. It goes when the user is removed.',
  sources: [
    { doc: `${page}#createmyprivateproject` },
    { evidence: `${recorded} steps 8, 9` },
    { evidence: 'kanboard/v1.2.53/seeded/seeded-settings.json step 8' },
  ],
  versions: { since: '1.0.18' },
  effect: 'write',
  failure: false,
  input: z.object({
    name: argument(z.string().min(1).max(65535).describe('Name, need not be unique')),
    description: optionalArgument(z.string().nullable().describe('Markdown'), null),
  }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the project, false on failure'),
  errors: [
    usersOnly,
    { when: 'the name is empty', status: 200, result: false, source: { evidence: `${recorded} step 9` } },
    {
      when: 'the setting disable_private_project is on',
      since: '1.0.26',
      status: 200,
      result: false,
      source: { evidence: 'kanboard/v1.2.53/seeded/seeded-settings.json step 8' },
    },
  ],
  examples: [
    {
      title: 'a project',
      input: { name: 'Mine', description: 'secret' },
      output: 1,
      source: { evidence: `${recorded} step 8` },
    },
  ],
  handle: (ctx, { name, description }) => {
    if (Number(ctx.world.settings.config['disable_private_project'] ?? 0) === 1) {
      return ctx.explain('the setting disable_private_project is on', false)
    }
    const values = { name, description }
    const faults = creationFaults(ctx, values)
    if (faults.length > 0) return ctx.explain(faults.join('; '), false)
    return insertProject(ctx, values, { owner: ctx.callerId, joins: true, isPrivate: true })
  },
})

export const getMyProjectsList = procedure({
  id: 'getMyProjectsList',
  group: 'Me',
  summary: 'Get projects of the connected user',
  doc: 'Disabled projects too.',
  sources: [{ doc: `${page}#getmyprojectslist` }, { evidence: `${recorded} steps 3, 10, 26, 29` }],
  versions: { since: '1.0.18' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: dictionary('Names of projects by their numbers, sorted by name'),
  errors: [usersOnly],
  examples: [{ title: 'one project', input: {}, output: { '1': 'Mine' }, source: { evidence: `${recorded} step 10` } }],
  handle: (ctx) => byValue(ownFirst(ctx).map((row) => [String(row.id), row.name] as const)),
})

export const getMyProjects = procedure({
  id: 'getMyProjects',
  group: 'Me',
  summary: 'Get projects of connected user with full details',
  doc: 'Enabled projects only, sorted by name.',
  sources: [{ doc: `${page}#getmyprojects` }, { evidence: `${recorded} steps 4, 11, 27, 30` }],
  versions: { since: '1.0.19' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z.array(project).describe('The enabled projects'),
  errors: [usersOnly],
  examples: [{ title: 'no project', input: {}, output: [], source: { evidence: `${recorded} step 4` } }],
  handle: (ctx) => {
    const active = myProjects(ctx).filter((row) => row.is_active === 1)
    return byName(ctx, active).map((row) => withUrls(ctx, row))
  },
})
