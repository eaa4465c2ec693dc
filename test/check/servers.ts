import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server as NetServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'

const stops: (() => Promise<void> | void)[] = []

/** Ends everything that a test has opened, in the order of opening. */
export async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0)) await stop()
}
afterEach(stopAll)

export const atTheEnd = (stop: () => Promise<void> | void): void => {
  stops.push(stop)
}

/** `127.0.0.1:PORT` of a server that ends with the test. */
export function listening(server: NetServer | Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      stops.push(
        () =>
          new Promise((done) => {
            server.close(() => {
              done()
            })
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      )
      // A server that listens on a port has an address of this form.
      resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`)
    })
  })
}

export const answering = (listener: RequestListener): Promise<string> => listening(createServer(listener))

export const tlsFile = (name: string): string => fileURLToPath(new URL(`tls/${name}`, import.meta.url))

/** A server with the certificate of a file in `tls`. */
export function answeringTls(listener: RequestListener, certificate = 'server.pem'): Promise<string> {
  const key = readFileSync(tlsFile('server.key'))
  return listening(createTlsServer({ key, cert: readFileSync(tlsFile(certificate)) }, listener))
}
