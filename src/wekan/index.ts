import type { Product } from '../kernel/product.js'
import { isQuirk } from '../kernel/quirk.js'
import { inVersions } from '../kernel/versions.js'
import * as accounts from './accounts.js'
import * as boardStore from './board-store.js'
import { answerWekan, identifyWekan } from './answer.js'
import { WekanFixture } from './fixture.js'
import { greetWekan } from './greet.js'
import { profiles } from './profiles.js'
import { protocol } from './protocol.js'
import { routes, unbuiltRoutes } from './registry.js'
import { seedWekan } from './seed.js'
import { freshWorld } from './tables.js'
import type { WekanWorld } from './tables.js'
import { routeModules } from './registry.js'
import * as throttle from './throttle.js'

const quirks = [...routeModules, accounts, boardStore, throttle].flatMap((module) =>
  Object.values(module).filter(isQuirk),
)

/** The stunt double of Wekan's REST API. */
export const wekan: Product<WekanWorld> = {
  name: 'wekan',
  title: 'Wekan',
  protocol,
  profiles,
  options: {},
  operations: routes,
  quirks,
  fixture: WekanFixture,
  unbuilt: (version) => unbuiltRoutes.filter((route) => inVersions(route, version)).map(({ id }) => id),
  view: (profile) => ({ version: profile.shape ?? profile.version, axes: {} }),
  install: (_setup, base) => freshWorld(base),
  seed: seedWekan,
  answer: answerWekan,
  greet: greetWekan,
  identify: identifyWekan,
}
