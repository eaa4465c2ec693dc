import type { Product } from '../kernel/product.js'
import { isQuirk } from '../kernel/quirk.js'
import { inVersions } from '../kernel/versions.js'
import * as accounts from './accounts.js'
import * as boardStore from './board-store.js'
import * as cardBody from './card-body.js'
import * as cardEdit from './card-edit.js'
import * as cardMoves from './card-moves.js'
import * as checklistStore from './checklist-store.js'
import { answerWekan, identifyWekan } from './answer.js'
import * as exportedBoard from './export/board-json.js'
import * as exportGate from './export/gate.js'
import { fillWekan } from './fill.js'
import { WekanFixture } from './fixture.js'
import * as flagWords from './flag-words.js'
import { greetWekan } from './greet.js'
import { partFromExport } from './import-export.js'
import { neutralOrigin, translateNeutral } from './neutral.js'
import { profiles } from './profiles.js'
import { protocol } from './protocol.js'
import { routes, unbuiltRoutes } from './registry.js'
import * as ruleCards from './rule-cards.js'
import * as ruleChecks from './rule-checks.js'
import { seedWekan } from './seed.js'
import { stored } from './stored.js'
import { freshWorld } from './tables.js'
import type { WekanWorld } from './tables.js'
import { routeModules } from './registry.js'
import * as throttle from './throttle.js'
import * as webhookGuard from './webhook-guard.js'
import * as webhooks from './webhooks.js'

const quirks = [
  ...routeModules,
  accounts,
  boardStore,
  exportGate,
  exportedBoard,
  cardBody,
  cardEdit,
  cardMoves,
  throttle,
  checklistStore,
  flagWords,
  ruleCards,
  ruleChecks,
  webhookGuard,
  webhooks,
].flatMap((module) => Object.values(module).filter(isQuirk))

/** The stunt double of Wekan's REST API. */
export const wekan: Product<WekanWorld> = {
  name: 'wekan',
  title: 'Wekan',
  // body-parser is given 50mb: code wekan/wekan@v11.07 server/apiMiddleware.js
  bodyLimitBytes: 50 * 1024 * 1024,
  protocol,
  profiles,
  options: {},
  settings: ['api', 'disableRegistration', 'rootUrl'],
  operations: routes,
  quirks,
  fixture: WekanFixture,
  unbuilt: (version) => unbuiltRoutes.filter((route) => inVersions(route, version)).map(({ id }) => id),
  view: (profile) => ({ version: profile.shape ?? profile.version, axes: {} }),
  install: (_setup, base) => freshWorld(base),
  seed: seedWekan,
  neutral: { translate: translateNeutral, origin: neutralOrigin, fill: fillWekan },
  imports: { fromExport: partFromExport },
  stored,
  answer: answerWekan,
  outbox: webhooks.outbox,
  greet: greetWekan,
  identify: identifyWekan,
}
