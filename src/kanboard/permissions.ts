import type { Setup } from '../kernel/product.js'
import { quirk } from '../kernel/quirk.js'
import { compareVersions } from '../kernel/versions.js'
import type { Caller } from './auth.js'
import type { UpstreamProcedure } from './catalogue.js'
import { Refusal } from './faults.js'

export const applicationRoles = ['app-admin', 'app-manager', 'app-user'] as const

export const mePassesInOtherCase = quirk({
  name: 'kanboard.me-in-other-case',
  summary:
    'On: the application may call a Me procedure when its name is written in another letter case (getme), and acts for ' +
    'nobody. Off: it is refused with 403 like getMe.',
  source: { code: 'kanboard/kanboard@v1.2.53 app/Api/Authorization/ProcedureAuthorization.php:28 in_array()' },
})

/**
 * The least application role for a procedure or for its whole group; app-user for all others. Source: getApiAccessMap in
 * kanboard/kanboard@v1.2.53 app/ServiceProvider/AuthenticationProvider.php:187, equal at v1.2.20 and v1.2.35; recordings
 * v1.2.53/matrix-*.json show no exception.
 */
const neededRoles: Readonly<Record<string, (typeof applicationRoles)[number]>> = {
  User: 'app-admin',
  Group: 'app-admin',
  'Group Member': 'app-admin',
  Link: 'app-admin',
  getOverdueTasks: 'app-admin',
  getAllProjects: 'app-admin',
  createProject: 'app-manager',
}

/** app/Api/Authorization/UserAuthorization.php exists since this release; before it users had a list of procedures. */
const rolesSince = '1.0.31'

/** Beside the Me procedures; kanboard/kanboard@v1.0.22 app/Api/Base.php:28. */
const userProceduresBeforeRoles: ReadonlySet<string> = new Set([
  'getTimezone',
  'getVersion',
  'getDefaultTaskColor',
  'getDefaultTaskColors',
  'getColorList',
  'getProjectById',
  'getTask',
  'getTaskByReference',
  'getAllTasks',
  'openTask',
  'closeTask',
  'moveTaskPosition',
  'createTask',
  'updateTask',
  'getBoard',
  'getProjectActivity',
  'getOverdueTasksByProject',
])

/** Refuses with 403 what the caller's application role does not allow; `called` is the name as the client spelt it. */
export function checkRole(procedure: UpstreamProcedure, called: string, caller: Caller, setup: Setup): void {
  const isMe = procedure.group === 'Me'
  if (caller.kind === 'application') {
    const isOtherCase = called !== procedure.name && setup.quirks.has(mePassesInOtherCase.name)
    if (isMe && !isOtherCase) throw new Refusal(403, `${procedure.name} is for users, not for the application token`)
    return
  }
  if (compareVersions(setup.profile.version, rolesSince) < 0) {
    checkList(procedure, called, isMe)
    return
  }
  const needed = neededRoles[procedure.name] ?? neededRoles[procedure.group] ?? 'app-user'
  const allowed: readonly string[] = applicationRoles.slice(0, applicationRoles.indexOf(needed) + 1)
  if (allowed.includes(caller.user.role)) return
  throw new Refusal(
    403,
    `${procedure.name} needs ${needed}, '${caller.user.username}' is ${caller.user.role || 'nothing'}`,
  )
}

function checkList(procedure: UpstreamProcedure, called: string, isMe: boolean): void {
  if (called === procedure.name && (isMe || userProceduresBeforeRoles.has(procedure.name))) return
  throw new Refusal(403, `${procedure.name} is for the application token only in this release`)
}
