import * as boardMembers from './routes/board-members.js'
import * as boards from './routes/boards.js'
import * as login from './routes/login.js'
import * as tokens from './routes/tokens.js'
import * as users from './routes/users.js'
import { isRoute } from './route.js'
import type { Route } from './route.js'
import { upstreamRoutes } from './upstream.js'
import type { UpstreamRoute } from './upstream.js'

/** Every file of routes; what they export is all that is served. */
export const routeModules = [login, users, tokens, boards, boardMembers]

export const routes: readonly Route[] = routeModules.flatMap((module) => {
  const exported: readonly unknown[] = Object.values(module)
  return exported.filter(isRoute)
})

const shape = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${path.replace(/:\w+/g, ':')}`

const declared = new Set(routes.map(shape))

/** Routes of the real server that no file declares yet. */
export const unbuiltRoutes: readonly UpstreamRoute[] = upstreamRoutes.filter((route) => !declared.has(shape(route)))
