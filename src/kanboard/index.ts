import type { Product } from '../kernel/product.js'
import type { Quirk } from '../kernel/quirk.js'
import { isQuirk } from '../kernel/quirk.js'
import { inVersions } from '../kernel/versions.js'
import { answering, endpoint } from './answer.js'
import * as auth from './auth.js'
import * as calls from './call.js'
import { proceduresAt } from './catalogue.js'
import { kanboardFixture } from './fixture.js'
import { greet } from './greet.js'
import { identify } from './identify.js'
import * as inherited from './inherited.js'
import * as permissions from './permissions.js'
import type { AnyProcedure } from './procedure.js'
import { isProcedure } from './procedure.js'
import * as application from './procedures/application.js'
import * as me from './procedures/me.js'
import * as userQuirks from './procedures/user-quirks.js'
import * as userRules from './procedures/user-rules.js'
import * as users from './procedures/users.js'
import { options, profiles, refuse } from './profiles.js'
import { protocol } from './protocol.js'
import { install, seed } from './seed.js'
import type { KanboardWorld } from './tables.js'
import { viewOf } from './view.js'

/** Modules whose exported procedures and quirks make up the product; a new module is added here and nowhere else. */
const modules = [auth, calls, inherited, permissions, application, me, users, userQuirks, userRules]
const exported: readonly unknown[] = modules.flatMap((module) => Object.values(module))
const procedures: readonly AnyProcedure[] = exported.filter(isProcedure)
const quirks: readonly Quirk[] = exported.filter(isQuirk)

/** Kanboard's JSON-RPC API. */
export const kanboard: Product<KanboardWorld> = {
  name: 'kanboard',
  title: 'Kanboard',
  protocol,
  profiles,
  options,
  operations: procedures,
  quirks,
  paths: [endpoint],
  fixture: kanboardFixture,
  unbuilt: (version) => {
    const built = new Set(procedures.filter((one) => inVersions(one.versions, version)).map((one) => one.id))
    return [...proceduresAt(version).values()].map(({ name }) => name).filter((name) => !built.has(name))
  },
  refuse,
  view: viewOf,
  install,
  seed,
  answer: answering(procedures),
  greet,
  identify,
}
