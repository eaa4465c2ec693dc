import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { quirk } from '../../kernel/quirk.js'
import { byValue, dictionary } from '../dictionary.js'
import { isEmpty, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { displayName, projectRoleOf, projectRoles } from '../project-roles.js'
import type { ProjectUserRow } from '../rows.js'
import type { UserRow } from '../tables.js'
import { translate } from '../translate.js'
import { membersOnly } from './attached-errors.js'
import { projectId } from './project-arguments.js'

const page = 'kanboard/documentation v1/api/project_permission_procedures.md'
const recorded = 'kanboard/v1.2.53/project-permissions.json'
const unknown = 'kanboard/v1.2.53/matrix-unknown-ids.json'

export const changesUnknownRoles = quirk({
  name: 'kanboard.change-unknown-role-true',
  summary: 'On: changeProjectUserRole and changeProjectGroupRole of somebody without a role answer true. Off: false.',
  source: { evidence: unknown },
})

export const emptyGroupIsMember = quirk({
  name: 'kanboard.empty-group-member',
  summary:
    'On: getProjectUsers of a project in which a group without members has a role begins with an entry "": null. ' +
    'Off: there is none.',
  source: { code: 'kanboard/kanboard@v1.2.53 app/Model/ProjectGroupRoleModel.php getUsers() joins from the left' },
})

const userId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the user'))
const groupId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the group'))
const role = z.enum(projectRoles).describe('Role in the project; any text is stored, unknown ones allow nothing')
const roleColumn = { name: 'role', limit: 255 }
const done = z.boolean().describe('true on success')
export const people = dictionary(
  'Full names, or login names where there is none, by number of the user; sorted by name',
  z.string().nullable(),
)

interface Wanted {
  readonly isWanted: (user: UserRow, role: string) => boolean
  /** Whether a query that says no order finds them. */
  readonly isUnordered: boolean
}

/** Members with their own role, as the database finds them: but for PostgreSQL in the order of an index, by number. */
function ownMembers(ctx: KanboardContext, project_id: number, { isUnordered }: Wanted): readonly ProjectUserRow[] {
  const rows = ctx.db.project_has_users.where({ project_id })
  if (!isUnordered) return byLoginName(ctx, rows)
  return ctx.database.movesUpdated ? rows : rows.sort((a, b) => a.user_id - b.user_id)
}

function byLoginName<R extends { readonly user_id: number }>(ctx: KanboardContext, rows: readonly R[]): R[] {
  const nameOf = ({ user_id }: R): string => ctx.db.users.get(user_id)?.username ?? ''
  return [...rows].sort((a, b) => ctx.database.compareTexts(nameOf(a), nameOf(b)))
}

/** Users with a role in the project, the own one or through a group; later ones of the same user change nothing. */
function members(ctx: KanboardContext, project: PhpValue, wanted: Wanted): Map<string, string> {
  const id = ctx.database.idIn(project)
  if (id === undefined) return new Map()
  const shared = ctx.db.project_has_groups.where({ project_id: id }).flatMap(({ group_id, role: groupRole }) => {
    return ctx.db.group_has_users.where({ group_id }).map(({ user_id }) => ({ user_id, role: groupRole }))
  })
  const found = new Map<string, string>()
  for (const { user_id, role: one } of [...ownMembers(ctx, id, wanted), ...byLoginName(ctx, shared)]) {
    const user = ctx.db.users.get(user_id)
    if (user && wanted.isWanted(user, one)) found.set(String(user_id), displayName(user))
  }
  return byValue(found)
}

function hasEmptyGroup(ctx: KanboardContext, project: PhpValue): boolean {
  const id = ctx.database.idIn(project)
  const groups = id === undefined ? [] : ctx.db.project_has_groups.where({ project_id: id })
  return groups.some(({ group_id }) => ctx.db.group_has_users.count({ group_id }) === 0)
}

export const getProjectUsers = procedure({
  id: 'getProjectUsers',
  group: 'Project Permission',
  summary: 'Get all members of a project',
  doc: 'Disabled users too.',
  sources: [{ doc: `${page}#getprojectusers` }, { evidence: recorded }],
  versions: { since: '1.0.24' },
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId() }),
  output: people,
  errors: [membersOnly('viewer')],
  examples: [
    { title: 'an unknown project', input: { project_id: 999 }, output: {}, source: { evidence: `${unknown} step 51` } },
  ],
  handle: (ctx, { project_id }) => {
    const found = members(ctx, project_id, { isWanted: () => true, isUnordered: false })
    return ctx.has(emptyGroupIsMember) && hasEmptyGroup(ctx, project_id)
      ? new Map<string, string | null>([['', null], ...found])
      : found
  },
})

export const getAssignableUsers = procedure({
  id: 'getAssignableUsers',
  group: 'Project Permission',
  summary: 'Get users that can be assigned to a task for a project',
  doc: 'All members but viewers and disabled users.',
  sources: [{ doc: `${page}#getassignableusers` }, { evidence: recorded }],
  versions: { since: '1.0.24' },
  effect: 'read',
  failure: false,
  input: z.object({
    project_id: projectId(),
    prepend_unassigned: optionalArgument(z.boolean().describe('Whether 0 stands for nobody'), false),
  }),
  output: people,
  errors: [membersOnly('viewer')],
  examples: [
    { title: 'an unknown project', input: { project_id: 999 }, output: {}, source: { evidence: `${unknown} step 52` } },
  ],
  handle: (ctx, { project_id, prepend_unassigned }) => {
    const isWanted = (user: UserRow, one: string): boolean => user.is_active === 1 && one !== 'project-viewer'
    const found = members(ctx, project_id, { isWanted, isUnordered: true })
    return !isEmpty(prepend_unassigned) ? new Map([['0', translate(ctx, 'Unassigned')], ...found]) : found
  },
})

export const getProjectUserRole = procedure({
  id: 'getProjectUserRole',
  group: 'Project Permission',
  summary: 'Get the role of a user for a given project',
  doc: 'The own role, or without one the best role of the groups of the user.',
  sources: [{ doc: `${page}#getprojectuserrole` }, { evidence: recorded }],
  versions: { since: '1.0.31' },
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId(), user_id: userId() }),
  output: z.union([z.string(), z.null()]).describe('Role in the project, empty for none; before 1.2.36 null for none'),
  errors: [
    membersOnly('viewer'),
    { when: 'the user has no role', since: '1.2.36', status: 200, result: '', source: { evidence: unknown } },
    {
      when: 'the user has no role',
      until: '1.2.35',
      status: 200,
      result: null,
      source: { evidence: 'kanboard/v1.2.35/project-permissions.json' },
    },
  ],
  examples: [
    {
      title: 'unknown numbers',
      since: '1.2.53',
      input: { project_id: 999, user_id: 999 },
      output: '',
      source: { evidence: `${unknown} step 59` },
    },
  ],
  handle: (ctx, { project_id, user_id }) => {
    const user = ctx.database.idIn(user_id, 1)
    const project = ctx.database.idIn(project_id, 2)
    const found = user === undefined || project === undefined ? '' : projectRoleOf(ctx.world, project, user)
    if (found !== '') return found
    return ctx.explain('the user has no role in the project', ctx.has(noRoleIsNull) ? null : '')
  },
})

export const noRoleIsNull = quirk({
  name: 'kanboard.no-role-null',
  summary: 'On: getProjectUserRole of a user without a role answers null. Off: an empty text, as later releases do.',
  until: '1.2.35',
  source: { evidence: 'kanboard/v1.2.35/project-permissions.json' },
})

type Kind = 'user' | 'group'
const tables = { user: 'project_has_users', group: 'project_has_groups' } as const

const exists = (ctx: KanboardContext, kind: Kind, id: number): boolean =>
  kind === 'user' ? ctx.db.users.has(id) : ctx.db.groups.has(id)

/** Adds a role; false where the database refuses. */
function add(
  ctx: KanboardContext,
  kind: Kind,
  { project_id, id, role }: { project_id: PhpValue; id: PhpValue; role: PhpValue },
): boolean {
  const table = tables[kind]
  const other = ctx.database.storeInteger({ table, name: `${kind}_id` }, id, 1)
  const project = ctx.database.storeInteger({ table, name: 'project_id' }, project_id, 2)
  const text = role === null ? null : ctx.database.storeText(roleColumn, toText(role))
  if (other === null) return ctx.explain(`the ${kind} is null`, ctx.database.refuseNull(table, `${kind}_id`))
  if (project === null) return ctx.explain('the project is null', ctx.database.refuseNull(table, 'project_id'))
  if (text === null) return ctx.explain('the role is null', ctx.database.refuseNull(table, 'role'))
  if (!ctx.db.projects.has(project)) return ctx.explain(`there is no project ${toText(project_id)}`, false)
  if (!exists(ctx, kind, other)) return ctx.explain(`there is no ${kind} ${toText(id)}`, false)
  const pair = `${project}/${other}`
  if (ctx.db[table].has(pair)) return ctx.explain(`the ${kind} has a role in the project already`, false)
  const row = { pair, project_id: project, role: text }
  if (kind === 'user') ctx.db.project_has_users.insert({ ...row, user_id: other })
  else ctx.db.project_has_groups.insert({ ...row, group_id: other })
  return true
}

/** WHERE user_id = ? AND project_id = ?, whose parameters come after `before` others. */
function pairOf(ctx: KanboardContext, project: PhpValue, id: PhpValue, before = 0): string {
  const other = ctx.database.idIn(id, before + 1)
  return `${ctx.database.idIn(project, before + 2) ?? ''}/${other ?? ''}`
}

function remove(ctx: KanboardContext, kind: Kind, pair: string): boolean {
  const removed = ctx.db[tables[kind]].remove(pair)
  return removed !== undefined || ctx.explain(`the ${kind} has no role in the project`, false)
}

function change(ctx: KanboardContext, kind: Kind, pair: string, role: PhpValue): boolean {
  const table = tables[kind]
  const isIdle = !ctx.db[table].has(pair) && !ctx.database.readsValuesFirst
  const text = role === null || isIdle ? null : ctx.database.storeText(roleColumn, toText(role))
  if (!ctx.db[table].has(pair)) {
    return ctx.has(changesUnknownRoles) || ctx.explain(`the ${kind} has no role in the project`, false)
  }
  if (text === null) return ctx.explain('the role is null', ctx.database.refuseNull(table, 'role'))
  ctx.db[table].update(pair, { role: text })
  if (ctx.database.movesUpdated) ctx.db[table].touch(pair)
  return true
}

const refused = (who: Kind): readonly ErrorCase[] => [
  membersOnly('manager'),
  { when: `the ${who} has a role already`, status: 200, result: false, source: { evidence: recorded } },
  { when: `there is no such project or ${who}`, status: 200, result: false, source: { evidence: unknown } },
]

const withoutRole = (who: Kind): readonly ErrorCase[] => [
  membersOnly('manager'),
  { when: `the ${who} has no role`, status: 200, result: false, source: { evidence: unknown } },
]

const unknownUser = { project_id: 999, user_id: 999 }
const unknownGroup = { project_id: 999, group_id: 999 }

export const addProjectUser = procedure({
  id: 'addProjectUser',
  group: 'Project Permission',
  summary: 'Grant access to a project for a user',
  sources: [{ doc: `${page}#addprojectuser` }, { evidence: recorded }],
  versions: { since: '1.0.24' },
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), user_id: userId(), role: optionalArgument(role, 'project-member') }),
  output: done,
  errors: refused('user'),
  examples: [
    { title: 'unknown numbers', input: unknownUser, output: false, source: { evidence: `${unknown} step 53` } },
  ],
  handle: (ctx, { project_id, user_id, role }) => add(ctx, 'user', { project_id, id: user_id, role: role ?? null }),
})

export const addProjectGroup = procedure({
  id: 'addProjectGroup',
  group: 'Project Permission',
  summary: 'Grant access to a project for a group',
  sources: [{ doc: `${page}#addprojectgroup` }, { evidence: recorded }],
  versions: { since: '1.0.24' },
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), group_id: groupId(), role: optionalArgument(role, 'project-member') }),
  output: done,
  errors: refused('group'),
  examples: [
    { title: 'unknown numbers', input: unknownGroup, output: false, source: { evidence: `${unknown} step 54` } },
  ],
  handle: (ctx, { project_id, group_id, role }) => add(ctx, 'group', { project_id, id: group_id, role: role ?? null }),
})

export const removeProjectUser = procedure({
  id: 'removeProjectUser',
  group: 'Project Permission',
  summary: 'Revoke user access to a project',
  sources: [{ doc: `${page}#removeprojectuser` }, { evidence: recorded }],
  versions: { since: '1.0.24' },
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), user_id: userId() }),
  output: done,
  errors: withoutRole('user'),
  examples: [
    { title: 'unknown numbers', input: unknownUser, output: false, source: { evidence: `${unknown} step 55` } },
  ],
  handle: (ctx, { project_id, user_id }) => remove(ctx, 'user', pairOf(ctx, project_id, user_id)),
})

export const removeProjectGroup = procedure({
  id: 'removeProjectGroup',
  group: 'Project Permission',
  summary: 'Revoke group access to a project',
  sources: [{ doc: `${page}#removeprojectgroup` }, { evidence: recorded }],
  versions: { since: '1.0.24' },
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), group_id: groupId() }),
  output: done,
  errors: withoutRole('group'),
  examples: [
    { title: 'unknown numbers', input: unknownGroup, output: false, source: { evidence: `${unknown} step 56` } },
  ],
  handle: (ctx, { project_id, group_id }) => remove(ctx, 'group', pairOf(ctx, project_id, group_id)),
})

export const changeProjectUserRole = procedure({
  id: 'changeProjectUserRole',
  group: 'Project Permission',
  summary: 'Change role of a user for a project',
  sources: [{ doc: `${page}#changeprojectuserrole` }, { evidence: recorded }],
  versions: { since: '1.0.24' },
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), user_id: userId(), role: argument(role) }),
  output: z.boolean().describe('true, also for a user without a role'),
  errors: [membersOnly('manager')],
  examples: [
    {
      title: 'a viewer',
      input: { project_id: 1, user_id: 2, role: 'project-viewer' },
      output: true,
      source: { evidence: 'kanboard/v1.2.53/project-permissions.json step 19' },
    },
    {
      title: 'beyond the contract: a role that does not exist',
      input: { project_id: 1, user_id: 2, role: 'nonsense' },
      output: true,
      source: { evidence: 'kanboard/v1.2.53/project-permissions.json step 21' },
    },
  ],
  handle: (ctx, { project_id, user_id, role }) => change(ctx, 'user', pairOf(ctx, project_id, user_id, 1), role),
})

export const changeProjectGroupRole = procedure({
  id: 'changeProjectGroupRole',
  group: 'Project Permission',
  summary: 'Change role of a group for a project',
  sources: [{ doc: `${page}#changeprojectgrouprole` }, { evidence: recorded }],
  versions: { since: '1.0.24' },
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), group_id: groupId(), role: argument(role) }),
  output: z.boolean().describe('true, also for a group without a role'),
  errors: [membersOnly('manager')],
  examples: [
    {
      title: 'a viewer',
      input: { project_id: 1, group_id: 1, role: 'project-viewer' },
      output: true,
      source: { evidence: 'kanboard/v1.2.53/project-permissions.json step 24' },
    },
  ],
  handle: (ctx, { project_id, group_id, role }) => change(ctx, 'group', pairOf(ctx, project_id, group_id, 1), role),
})
