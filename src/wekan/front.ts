import type { Reply } from './failures.js'

/**
 * What Meteor answers for every path that no route takes: the page of the web application. Ours says that there is none.
 * evidence: "wekan/v11.07/unknown-routes.json step 2"
 */
export const appPage: Reply = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head><meta charset="utf-8"><title>Wekan</title></head>',
    '<body>',
    '<h1>Wekan, played by a stunt double</h1>',
    '<p>A browser gets the web application here. This server imitates the REST API alone; the path is none of its own.</p>',
    '</body>',
    '</html>',
    '',
  ].join('\n'),
}

/**
 * The page answers GET and HEAD; OPTIONS gets 200 and everything else 405, without a body.
 * evidence: "wekan/v11.07/unknown-routes.json step 3"; code: meteor/meteor packages/webapp/webapp_server.js
 */
export function notForTheApp(method: string): Reply {
  return { status: method === 'OPTIONS' ? 200 : 405, headers: { allow: 'OPTIONS, GET, HEAD', 'content-length': '0' } }
}

/** Express answers OPTIONS with the methods that the path has. evidence: "wekan/v11.07/unknown-routes.json step 7" */
export function methodsText(methods: readonly string[]): Reply {
  const all = methods.includes('GET') ? [...methods, 'HEAD'] : [...methods]
  const allow = all.sort().join(', ')
  return {
    status: 200,
    headers: { allow, 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' },
    body: allow,
  }
}
