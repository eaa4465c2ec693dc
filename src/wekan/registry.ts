import * as attachmentSettings from './routes/attachment-settings.js'
import * as attachmentTransfers from './routes/attachment-transfers.js'
import * as attachments from './routes/attachments.js'
import * as boardCopy from './routes/board-copy.js'
import * as boardMembers from './routes/board-members.js'
import * as boardSettings from './routes/board-settings.js'
import * as boards from './routes/boards.js'
import * as cardsBulk from './routes/cards-bulk.js'
import * as cardsCount from './routes/cards-count.js'
import * as cardsEdit from './routes/cards-edit.js'
import * as cardsImport from './routes/cards-import.js'
import * as cardsMembers from './routes/cards-members.js'
import * as cardsRead from './routes/cards-read.js'
import * as cards from './routes/cards.js'
import * as checklistItems from './routes/checklist-items.js'
import * as checklists from './routes/checklists.js'
import * as comments from './routes/comments.js'
import * as customFields from './routes/custom-fields.js'
import * as dependencies from './routes/dependencies.js'
import * as domains from './routes/domains.js'
import * as dropdownItems from './routes/dropdown-items.js'
import * as exportFiles from './routes/export-files.js'
import * as exportRoutes from './routes/exports.js'
import * as groups from './routes/groups.js'
import * as imports from './routes/imports.js'
import * as integrationActivities from './routes/integration-activities.js'
import * as integrations from './routes/integrations.js'
import * as listMoves from './routes/list-moves.js'
import * as lists from './routes/lists.js'
import * as login from './routes/login.js'
import * as rules from './routes/rules.js'
import * as settings from './routes/settings.js'
import * as swimlaneMoves from './routes/swimlane-moves.js'
import * as swimlanes from './routes/swimlanes.js'
import * as tokens from './routes/tokens.js'
import * as users from './routes/users.js'
import { isRoute } from './route.js'
import type { Route } from './route.js'
import { upstreamRoutes } from './upstream.js'
import type { UpstreamRoute } from './upstream.js'

/** Every file of routes; what they export is all that is served. */
export const routeModules = [
  login,
  users,
  tokens,
  boards,
  boardMembers,
  boardSettings,
  boardCopy,
  lists,
  swimlanes,
  cardsRead,
  cardsCount,
  cards,
  cardsEdit,
  cardsBulk,
  cardsMembers,
  cardsImport,
  listMoves,
  swimlaneMoves,
  settings,
  attachmentSettings,
  groups,
  domains,
  attachments,
  attachmentTransfers,
  exportRoutes,
  exportFiles,
  imports,
  checklistItems,
  checklists,
  comments,
  customFields,
  dependencies,
  dropdownItems,
  integrationActivities,
  integrations,
  rules,
]

export const routes: readonly Route[] = routeModules.flatMap((module) => {
  const exported: readonly unknown[] = Object.values(module)
  return exported.filter(isRoute)
})

/** The routes with their types, for clients. */
export type WekanModules = (typeof routeModules)[number]

const shape = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${path.replace(/:\w+/g, ':')}`

const declared = new Set(routes.map(shape))

/** Routes of the real server that no file declares yet. */
export const unbuiltRoutes: readonly UpstreamRoute[] = upstreamRoutes.filter((route) => !declared.has(shape(route)))
