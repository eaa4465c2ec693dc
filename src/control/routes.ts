import { Hono } from 'hono'

/** What the control plane can see and do; given by the server, so that this room knows no product. */
export interface Controlled {
  /** What `health` shows of each product. */
  describe(): Readonly<Record<string, unknown>>
  /** Returns every product to its seeded baseline. */
  reset(): void
}

/**
 * The `/_fake/` plane.
 * - `GET /health` answers 200 when the server is ready, with version and profile of each product.
 * - `POST /reset` returns to the seeded baseline and answers 204.
 */
export function controlRoutes(version: string, controlled: Controlled): Hono {
  const app = new Hono()
  app.get('/health', (c) => c.json({ fake: 'stuntboard', version, status: 'ready', products: controlled.describe() }))
  app.post('/reset', (c) => {
    controlled.reset()
    return c.body(null, 204)
  })
  const known = 'GET /_fake/health, POST /_fake/reset'
  app.all('*', (c) => {
    const wrongMethod = ['/_fake/health', '/_fake/reset'].includes(c.req.path)
    const status = wrongMethod ? 405 : 404
    const title = wrongMethod ? 'Method not allowed' : 'No such control route'
    const detail = `${c.req.method} ${c.req.path} is not part of the control plane; there are ${known}`
    return c.json({ type: 'about:blank', title, status, detail }, status, {
      'content-type': 'application/problem+json',
    })
  })
  return app
}
