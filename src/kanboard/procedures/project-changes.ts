import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { quirk } from '../../kernel/quirk.js'
import { inVersions } from '../../kernel/versions.js'
import { isoDay } from '../calendar.js'
import { isEmpty } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { removeProjectRows, removeProjectTags } from '../project-cascades.js'
import { changeProject, findProject, insertProject, noProject, patchProject } from '../project-store.js'
import type { ProjectRow } from '../rows.js'
import type { Values } from '../validators.js'
import { creationFaults, modificationFaults } from './project-rules.js'
import { membersOnly } from './attached-errors.js'
import { projectId } from './project-arguments.js'

const page = 'kanboard/documentation v1/api/project_procedures.md'
const lifecycle = 'kanboard/v1.2.53/projects-lifecycle.json'
const byUsers = 'kanboard/v1.2.53/projects-by-users.json'

const dates = 'YYYY-MM-DD, at most 10 characters'
const creation = {
  description: optionalArgument(z.string().nullable().describe('Markdown'), null),
  identifier: optionalArgument(
    z
      .string()
      .max(50)
      .regex(/^[A-Za-z0-9]*$/)
      .nullable()
      .describe('Letters and digits, unique'),
    null,
  ),
  start_date: optionalArgument(z.string().max(10).nullable().describe(dates), null),
  end_date: optionalArgument(z.string().max(10).nullable().describe(dates), null),
  priority_default: optionalArgument(z.int().nullable().describe('Priority that the web form proposes'), null),
  priority_start: optionalArgument(z.int().nullable().describe('Lowest priority of the web form'), null),
  priority_end: optionalArgument(z.int().nullable().describe('Highest priority of the web form'), null),
  email: optionalArgument(z.string().nullable().describe('Address of the project, unique'), null),
}

export const createProject = procedure({
  id: 'createProject',
  group: 'Project',
  summary: 'Create a new project',
  doc:
    'Comes with four columns, a swimlane and the default categories of the settings. The owner becomes project-manager ' +
    'where a user calls; a project that the application makes has no members.',
  sources: [
    { doc: `${page}#createproject` },
    { evidence: `${lifecycle} steps 2-22` },
    { evidence: `${byUsers} steps 3-11` },
  ],
  effect: 'write',
  failure: false,
  input: z.object({
    name: argument(z.string().min(1).max(65535).describe('Name, need not be unique')),
    description: creation.description,
    owner_id: optionalArgument(z.int().describe('User in charge; the caller when left out'), 0),
    identifier: creation.identifier,
    start_date: creation.start_date,
    end_date: creation.end_date,
    priority_default: creation.priority_default,
    priority_start: creation.priority_start,
    priority_end: creation.priority_end,
    email: creation.email,
  }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the project, false on failure'),
  errors: [
    {
      when: 'the caller is a user who is neither app-admin nor app-manager',
      since: '1.0.31',
      status: 403,
      code: 403,
      source: { evidence: `${byUsers} step 3` },
    },
    { when: 'the name is empty', status: 200, result: false, source: { evidence: `${lifecycle} step 13` } },
    {
      when: 'the identifier is taken, or has other characters than letters and digits',
      since: '1.0.31',
      status: 200,
      result: false,
      source: { evidence: `${lifecycle} steps 15-17` },
    },
    {
      when: 'the e-mail address is taken or invalid',
      since: '1.2.45',
      status: 200,
      result: false,
      source: { evidence: `${lifecycle} steps 18, 19` },
    },
    {
      when: 'the owner does not exist',
      since: '1.0.31',
      status: 200,
      result: false,
      source: { evidence: `${lifecycle} step 20` },
    },
    {
      when: 'a date has more than 10 characters',
      since: '1.2.10',
      status: 200,
      result: false,
      source: { evidence: `${lifecycle} step 22` },
    },
  ],
  examples: [
    { title: 'a project', input: { name: 'API test' }, output: 1, source: { evidence: `${lifecycle} step 2` } },
    { title: 'no name', input: { name: '' }, output: false, source: { evidence: `${lifecycle} step 13` } },
  ],
  handle: (ctx, { owner_id, ...values }) => {
    const isUser = ctx.caller.kind === 'user'
    // Only the integer 0 is replaced, which is also what is taken when nothing is given.
    const own = inVersions(callerOwns, ctx.setup.profile.version) && owner_id === 0 && isUser
    const faults = creationFaults(ctx, values)
    if (faults.length > 0) return ctx.explain(faults.join('; '), false)
    return insertProject(ctx, values, { owner: own ? ctx.callerId : (owner_id ?? 0), joins: isUser })
  },
})

/** kanboard/kanboard@ee4e59079 app/Api/Procedure/ProjectProcedure.php */
const callerOwns = { since: '1.2.45' }

export const updateProject = procedure({
  id: 'updateProject',
  group: 'Project',
  summary: 'Update a project',
  doc: 'Only what is given and not null changes. Dates are stored as YYYY-MM-DD, 1970-01-01 for what is no date.',
  sources: [{ doc: `${page}#updateproject` }, { evidence: `${lifecycle} steps 33-40` }],
  effect: 'write',
  failure: false,
  input: z.object({
    project_id: projectId(),
    name: optionalArgument(z.string().min(1).max(65535).nullable().describe('Name'), null),
    description: creation.description,
    owner_id: optionalArgument(z.int().nullable().describe('User in charge, 0 for nobody'), null),
    identifier: creation.identifier,
    start_date: creation.start_date,
    end_date: creation.end_date,
    priority_default: creation.priority_default,
    priority_start: creation.priority_start,
    priority_end: creation.priority_end,
    email: creation.email,
  }),
  output: z.boolean().describe('true on success'),
  errors: [
    membersOnly('manager'),
    { when: 'there is no such project', status: 200, result: false, source: { evidence: `${lifecycle} step 36` } },
    { when: 'the name is empty', status: 200, result: false, source: { evidence: `${lifecycle} step 35` } },
    {
      when: 'the identifier is taken',
      since: '1.0.31',
      status: 200,
      result: false,
      source: { evidence: `${lifecycle} step 37` },
    },
    {
      when: 'the owner does not exist',
      since: '1.0.31',
      status: 200,
      result: false,
      source: { evidence: `${lifecycle} step 38` },
    },
  ],
  examples: [
    {
      title: 'nothing but the number',
      input: { project_id: 1 },
      output: true,
      since: '1.2.10',
      source: { evidence: `${lifecycle} step 40` },
    },
  ],
  handle: (ctx, { project_id, ...given }) => update(ctx, project_id, given),
})

/** kanboard/kanboard@v1.0.30 app/Api/ProjectApi.php updateProject(): a description that is left out is emptied. */
const nullIsStored = { until: '1.0.30' }

function update(ctx: KanboardContext, id: PhpValue, given: Values): boolean {
  const { id: otherName, ...rest } = given
  // Until 1.0.30 the parameter was called id; see the catalogue of procedures.
  const project = otherName ?? id
  const values = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && value !== undefined))
  const emptied = inVersions(nullIsStored, ctx.setup.profile.version) && rest['description'] === null
  if (emptied) values['description'] = null
  const faults = modificationFaults(ctx, { ...values, id: project })
  if (faults.length > 0) return ctx.explain(faults.join('; '), false)
  for (const column of ['start_date', 'end_date']) {
    const value = values[column]
    if (value !== undefined && value !== null && !isEmpty(value)) values[column] = isoDay(ctx, value)
  }
  return changeProject(ctx, project, values)
}

export const absentProjectTags = quirk({
  name: 'kanboard.absent-project-tags',
  summary:
    'On: removeProject of a project that is not there answers false and removes the tags that were made for its ' +
    'number, so that 0 removes the global ones. Off: it removes nothing.',
  source: { code: 'kanboard/kanboard@v1.2.53 app/Model/ProjectModel.php:516 removes the tags before the project' },
})

export const removeProject = procedure({
  id: 'removeProject',
  group: 'Project',
  summary: 'Remove a project',
  doc: 'Everything in the project goes with it.',
  sources: [{ doc: `${page}#removeproject` }, { evidence: `${lifecycle} steps 53-57` }],
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: z.boolean().describe('true on success'),
  errors: [
    membersOnly('manager'),
    { when: 'there is no such project', status: 200, result: false, source: { evidence: `${lifecycle} step 56` } },
  ],
  examples: [
    { title: 'a project', input: { project_id: 1 }, output: true, source: { evidence: `${lifecycle} step 53` } },
  ],
  handle: (ctx, { project_id }) => {
    const found = findProject(ctx, project_id)
    if (!found) {
      const id = ctx.database.idIn(project_id)
      if (id !== undefined && ctx.has(absentProjectTags)) removeProjectTags(ctx.db, id)
      return ctx.explain(noProject(project_id), false)
    }
    for (const { path } of ctx.db.project_has_files.where({ project_id: found.id })) ctx.db.stored_objects.remove(path)
    removeProjectTags(ctx.db, found.id)
    removeProjectRows(ctx.db, found.id)
    ctx.db.projects.remove(found.id)
    return true
  },
})

/** Changes one project; false for an unknown one. */
function patch(ctx: KanboardContext, id: PhpValue, columns: Partial<ProjectRow>): boolean {
  const found = findProject(ctx, id)
  if (!found) return ctx.explain(noProject(id), false)
  patchProject(ctx, found.id, columns)
  return true
}

const unknownFails = (step: number): ErrorCase[] => [
  membersOnly('manager'),
  { when: 'there is no such project', status: 200, result: false, source: { evidence: `${lifecycle} step ${step}` } },
]

const switched = z.boolean().describe('true on success')

export const enableProject = procedure({
  id: 'enableProject',
  group: 'Project',
  summary: 'Enable a project',
  sources: [{ doc: `${page}#enableproject` }, { evidence: `${lifecycle} steps 43, 45` }],
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: switched,
  errors: unknownFails(45),
  examples: [
    { title: 'a project', input: { project_id: 1 }, output: true, source: { evidence: `${lifecycle} step 43` } },
  ],
  handle: (ctx, { project_id }) => patch(ctx, project_id, { is_active: 1 }),
})

export const disableProject = procedure({
  id: 'disableProject',
  group: 'Project',
  summary: 'Disable a project',
  doc: 'Hides the project from its members; it can still be read and changed.',
  sources: [{ doc: `${page}#disableproject` }, { evidence: `${lifecycle} steps 41, 44` }],
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: switched,
  errors: unknownFails(44),
  examples: [
    { title: 'a project', input: { project_id: 1 }, output: true, source: { evidence: `${lifecycle} step 41` } },
  ],
  handle: (ctx, { project_id }) => patch(ctx, project_id, { is_active: 0 }),
})

export const enableProjectPublicAccess = procedure({
  id: 'enableProjectPublicAccess',
  group: 'Project',
  summary: 'Enable public access for a given project',
  doc: 'Gives the project a new token of 60 hexadecimal digits, even when it is public already.',
  sources: [{ doc: `${page}#enableprojectpublicaccess` }, { evidence: `${lifecycle} steps 46, 47, 50` }],
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: switched,
  errors: unknownFails(50),
  examples: [
    { title: 'a project', input: { project_id: 1 }, output: true, source: { evidence: `${lifecycle} step 46` } },
  ],
  handle: (ctx, { project_id }) => patch(ctx, project_id, { is_public: 1, token: ctx.world.ids.hex(60) }),
})

export const disableProjectPublicAccess = procedure({
  id: 'disableProjectPublicAccess',
  group: 'Project',
  summary: 'Disable public access for a given project',
  sources: [{ doc: `${page}#disableprojectpublicaccess` }, { evidence: `${lifecycle} steps 48, 49, 51` }],
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: switched,
  errors: unknownFails(51),
  examples: [
    { title: 'a project', input: { project_id: 1 }, output: true, source: { evidence: `${lifecycle} step 48` } },
  ],
  handle: (ctx, { project_id }) => patch(ctx, project_id, { is_public: 0, token: '' }),
})
