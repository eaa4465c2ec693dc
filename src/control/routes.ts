import { Hono } from 'hono'
import type { Context } from 'hono'

/** What the control plane can see and do; given by the server, so that this room knows no product. */
export interface Controlled {
  /** What `health` shows of each product. */
  describe(): Readonly<Record<string, unknown>>
  /** Returns every product to its seeded baseline. */
  reset(): void
  /** Names of the documents that `document` has. */
  documentNames(): readonly string[]
  /** What each product sent, would have sent or is about to send of its own accord, oldest first. */
  deliveries(): readonly unknown[]
  document(file: string): Promise<{ readonly contentType: string; readonly text: string } | undefined>
}

/** Every route, for messages about others. */
const routes: readonly (readonly [string, string])[] = [
  ['GET', '/_fake/health'],
  ['POST', '/_fake/reset'],
  ['GET', '/_fake/deliveries'],
  ['GET', '/_fake/openapi/{file}'],
]

/**
 * The `/_fake/` plane.
 * - `GET /health` answers 200 when the server is ready, with version and profile of each product.
 * - `POST /reset` returns to the seeded baseline and answers 204.
 * - `GET /deliveries` answers `{ deliveries: […] }`, each with url, headers, body and outcome.
 * - `GET /openapi/{file}` answers what the running profile promises: `wekan.yaml`, `kanboard.openrpc.json`, …
 */
export function controlRoutes(version: string, controlled: Controlled): Hono {
  const app = new Hono()
  app.get('/health', (c) => c.json({ fake: 'stuntboard', version, status: 'ready', products: controlled.describe() }))
  app.post('/reset', (c) => {
    controlled.reset()
    return c.body(null, 204)
  })
  app.get('/deliveries', (c) => c.json({ deliveries: controlled.deliveries() }))
  app.get('/openapi/:file', async (c) => {
    const document = await controlled.document(c.req.param('file'))
    if (document) return c.body(document.text, 200, { 'content-type': document.contentType })
    return problem(c, 404, 'No such document', `there are ${controlled.documentNames().join(', ')}`)
  })
  app.all('*', (c) => {
    const known = routes.map(([method, path]) => `${method} ${path}`).join(', ')
    const isKnownPath = routes.some(([, path]) => path === c.req.path)
    const detail = `${c.req.method} ${c.req.path} is not part of the control plane; there are ${known}`
    return isKnownPath
      ? problem(c, 405, 'Method not allowed', detail)
      : problem(c, 404, 'No such control route', detail)
  })
  return app
}

/** Problem details, RFC 9457. */
function problem(c: Context, status: 404 | 405, title: string, detail: string): Response {
  return c.json({ type: 'about:blank', title, status, detail }, status, { 'content-type': 'application/problem+json' })
}
