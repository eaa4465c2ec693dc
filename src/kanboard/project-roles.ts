import type { KanboardWorld, UserRow } from './tables.js'

export const projectRoles = ['project-manager', 'project-member', 'project-viewer'] as const
export type ProjectRole = (typeof projectRoles)[number]

/** The role of a user in a project: the own one before the best one of the user's groups; '' for none. */
export function projectRoleOf({ tables }: KanboardWorld, project: number, user: number): string {
  const own = tables.project_has_users.get(`${project}/${user}`)?.role ?? ''
  return isEmpty(own) ? bestRole(groupRoles(tables, project, user)) : own
}

// To PHP the text '0' is empty, too.
const isEmpty = (role: string): boolean => role === '' || role === '0'

function groupRoles(tables: KanboardWorld['tables'], project: number, user: number): string[] {
  return tables.project_has_groups
    .where({ project_id: project })
    .filter((row) => tables.group_has_users.has(`${row.group_id}/${user}`))
    .map((row) => row.role)
}

/**
 * AccessMap::getHighestRole(): a role ranks by how many roles stand above it, and one that nobody knows stands where a
 * manager does.
 */
function bestRole(roles: readonly string[]): string {
  const above = (role: string): number => (role === 'project-viewer' ? 2 : role === 'project-member' ? 1 : 0)
  const [best = ''] = [...new Set(roles)].sort((a, b) => above(a) - above(b))
  return isEmpty(best) ? '' : best
}

/** Whether tasks of a project can be given to a user: active, with a role, and no viewer. */
export function isAssignable(world: KanboardWorld, project: number, user: number): boolean {
  if (world.tables.users.get(user)?.is_active !== 1) return false
  const role = projectRoleOf(world, project, user)
  return role !== '' && role !== 'project-viewer'
}

/** Ids of the projects in which a user has a role, also through groups; by id. */
export function projectsOf({ tables }: KanboardWorld, user: number): number[] {
  const own = tables.project_has_users.where({ user_id: user }).map((row) => row.project_id)
  const groups = tables.group_has_users.where({ user_id: user }).map((row) => row.group_id)
  const shared = groups.flatMap((group) => tables.project_has_groups.where({ group_id: group }))
  return [...new Set([...own, ...shared.map((row) => row.project_id)])].sort((a, b) => a - b)
}

/** A user as names are shown: the full name, or where there is none the login name. */
export const displayName = ({ name, username }: Pick<UserRow, 'name' | 'username'>): string =>
  name === null || name === '' || name === '0' ? username : name
