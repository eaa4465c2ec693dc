import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { Hono } from 'hono'
import { UsageError } from '../kernel/product.js'
import type { Guard } from '../control/guard.js'
import type { Listening } from './fake.js'

const KEEP_ALIVE_MS = 65_000

export interface Where {
  readonly port?: number
  readonly host?: string
  /** Of the control plane. */
  readonly guard: Guard
}

/** Binds the app to a socket, loopback unless told otherwise. A port in use is a `UsageError` that says so. */
export function listenOn(app: Hono, where: Where): Promise<Listening> {
  const { port = 0, host = '127.0.0.1', guard } = where
  // The object is made for each request, so it may be added to.
  const fetch = (request: Request, env: object): Response | Promise<Response> =>
    app.fetch(request, Object.assign(env, { guard }))
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: host, overrideGlobalObjects: false }, (info: AddressInfo) => {
      const shown = host.includes(':') ? `[${host}]` : host
      resolve({ url: `http://${shown}:${info.port}`, port: info.port, close: () => closeServer(server) })
    })
    // Node closes idle connections after 5 s, and a client that writes just then fails through no fault of its own.
    if ('keepAliveTimeout' in server) server.keepAliveTimeout = KEEP_ALIVE_MS
    server.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === undefined ? error : new UsageError(explain(error, host, port)))
    })
  })
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE')
    return `port ${port} on ${host} is in use: stop what listens there or choose another with --port`
  if (error.code === 'EACCES')
    return `port ${port} on ${host} may not be bound by this user: choose one above 1023 with --port`
  return `cannot listen on ${host}:${port}: ${error.message}`
}

function closeServer(server: ReturnType<typeof serve>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error) reject(error)
      else resolve()
    })
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
}
