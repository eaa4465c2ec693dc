import type { Source, Versions } from '../kernel/operation.js'

/**
 * Something that upstream changed on purpose in a release. Unlike a quirk it is no oddity and cannot be switched: it
 * holds in the releases within its bounds. Handlers ask for it by name with `ctx.after(…)`.
 */
export interface Change extends Versions {
  readonly summary: string
  readonly source: Source
}

/** Meteor 3: Express 5 takes the place of connect, json-routes and rest-accounts-password. */
export const expressRouting: Change = {
  since: '8.43',
  summary: 'Express 5 and body-parser serve the API; before, connect, connect-route and json-routes did.',
  source: { code: 'wekan/wekan@v8.43 server/apiMiddleware.js' },
}

export const apiOffInWords: Change = {
  since: '10.99',
  summary: 'With the API switched off a path below /api answers 403 and a text; before, 301 to the front page.',
  source: { code: 'wekan/wekan@v11.07 server/apiMiddleware.js:20' },
}
