import type { Product } from '../kernel/product.js'
import type { Quirk } from '../kernel/quirk.js'
import { isQuirk } from '../kernel/quirk.js'
import { inVersions } from '../kernel/versions.js'
import { answering, endpoint } from './answer.js'
import * as auth from './auth.js'
import * as calls from './call.js'
import { proceduresAt } from './catalogue.js'
import * as dates from './dates.js'
import { fillKanboard } from './fill.js'
import { kanboardFixture } from './fixture.js'
import { readTables } from './import-read.js'
import { importedTables, partFromTables } from './import-tables.js'
import { neutralOrigin, translateNeutral } from './neutral.js'
import { greet } from './greet.js'
import { identify } from './identify.js'
import * as inherited from './inherited.js'
import { outbox } from './outbox.js'
import * as pageUrls from './page-urls.js'
import * as permissions from './permissions.js'
import type { AnyProcedure } from './procedure.js'
import { isProcedure } from './procedure.js'
import * as actions from './procedures/actions.js'
import * as activity from './procedures/activity.js'
import * as application from './procedures/application.js'
import * as board from './procedures/board.js'
import * as categories from './procedures/categories.js'
import * as columns from './procedures/columns.js'
import * as comments from './procedures/comments.js'
import * as earlyFiles from './procedures/early-files.js'
import * as earlyMembers from './procedures/early-members.js'
import * as earlyPlaces from './procedures/early-places.js'
import * as externalLinkRules from './procedures/external-link-rules.js'
import * as externalLinks from './procedures/external-links.js'
import * as groupMembers from './procedures/group-members.js'
import * as groups from './procedures/groups.js'
import * as links from './procedures/links.js'
import * as me from './procedures/me.js'
import * as myProjects from './procedures/my-projects.js'
import * as myTasks from './procedures/my-tasks.js'
import * as projectChanges from './procedures/project-changes.js'
import * as projectFiles from './procedures/project-files.js'
import * as projectMetadata from './procedures/project-metadata.js'
import * as projectPermissions from './procedures/project-permissions.js'
import * as projects from './procedures/projects.js'
import * as subtaskTimers from './procedures/subtask-timers.js'
import * as subtasks from './procedures/subtasks.js'
import * as swimlaneReads from './procedures/swimlane-reads.js'
import * as swimlanes from './procedures/swimlanes.js'
import * as taskChanges from './procedures/task-changes.js'
import * as taskFiles from './procedures/task-files.js'
import * as taskLinks from './procedures/task-links.js'
import * as taskMoves from './procedures/task-moves.js'
import * as taskMetadata from './procedures/task-metadata.js'
import * as taskProjects from './procedures/task-projects.js'
import * as tasks from './procedures/tasks.js'
import * as tags from './procedures/tags.js'
import * as userQuirks from './procedures/user-quirks.js'
import * as userRules from './procedures/user-rules.js'
import * as users from './procedures/users.js'
import { options, profiles, refuse } from './profiles.js'
import { protocol } from './protocol.js'
import { readPath } from './request.js'
import { install, seed } from './seed.js'
import { stored } from './stored.js'
import type { KanboardWorld } from './tables.js'
import { viewOf } from './view.js'

/** Modules whose exported procedures and quirks make up the product; a new module is added here and nowhere else. */
const modules = [
  auth,
  calls,
  dates,
  inherited,
  pageUrls,
  permissions,
  application,
  me,
  projectChanges,
  projectPermissions,
  groups,
  groupMembers,
  links,
  projects,
  columns,
  swimlaneReads,
  swimlanes,
  categories,
  projectFiles,
  projectMetadata,
  board,
  myProjects,
  myTasks,
  users,
  userQuirks,
  userRules,
  actions,
  comments,
  externalLinkRules,
  externalLinks,
  subtaskTimers,
  subtasks,
  taskFiles,
  taskLinks,
  activity,
  taskChanges,
  taskMoves,
  taskMetadata,
  taskProjects,
  tasks,
  tags,
  earlyFiles,
  earlyMembers,
  earlyPlaces,
]
/** The procedures with their types, for clients. */
export type KanboardModules = (typeof modules)[number]

const exported: readonly unknown[] = modules.flatMap((module) => Object.values(module))
const procedures: readonly AnyProcedure[] = exported.filter(isProcedure)
const quirks: readonly Quirk[] = exported.filter(isQuirk)

/** Kanboard's JSON-RPC API. */
export const kanboard: Product<KanboardWorld> = {
  name: 'kanboard',
  title: 'Kanboard',
  // Measured on PHP 8.2 with its memory_limit of 128 MB: 64 MB are answered, 66 MB crash it.
  bodyLimitBytes: 64 * 1024 * 1024,
  protocol,
  profiles,
  options,
  settings: ['api_token', 'auth_header', 'version'],
  operations: procedures,
  quirks,
  paths: [endpoint],
  readPath,
  fixture: kanboardFixture,
  unbuilt: (version) => {
    const built = new Set(procedures.filter((one) => inVersions(one.versions, version)).map((one) => one.id))
    return [...proceduresAt(version).values()].map(({ name }) => name).filter((name) => !built.has(name))
  },
  refuse,
  view: viewOf,
  outbox,
  install,
  seed,
  neutral: { translate: translateNeutral, origin: neutralOrigin, fill: fillKanboard },
  imports: { fromTables: partFromTables, tables: importedTables, read: readTables },
  stored,
  answer: answering(procedures),
  greet,
  identify,
}
