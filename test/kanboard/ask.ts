import type { Outbound } from '../../src/kernel/exchange.js'
import type { WorldFile } from '../../src/fixtures/schema.js'
import { kanboard } from '../../src/kanboard/index.js'
import { createFake } from '../../src/server/fake.js'
import type { Fake, ServedProduct } from '../../src/server/fake.js'

export const token = 'an-application-token'

/** Kanboard's part of the world below. */
export const smallPart = {
  settings: { api_token: token },
  users: {
    mia: { password: 'secret-mia', role: 'app-manager' },
    ann: { password: 'secret-ann', name: 'Ann', email: 'ann@localhost' },
  },
}

/** An administrator, a manager and a user; the clock stands. */
export const small: WorldFile = { now: '2026-01-05T09:00:00.000Z', kanboard: smallPart }

/** A fake that serves Kanboard alone. */
export function fakeOf(choice: Partial<ServedProduct> = {}, world: WorldFile | string = small): Fake {
  return createFake({ products: [{ product: kanboard, ...choice }], world })
}

export interface Asked {
  /** `user:password`; the application when left out, nobody when empty. */
  readonly as?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly isTooLong?: boolean
}

/** Sends a body as it stands. */
export async function send(fake: Fake, body: string | Uint8Array, asked: Asked = {}): Promise<Outbound> {
  const { as = `jsonrpc:${token}`, method = 'POST', headers = {}, isTooLong = false } = asked
  const [instance] = fake.instances
  if (!instance) throw new Error('nothing is served')
  return instance.answer({
    method,
    path: '/jsonrpc.php',
    query: '',
    headers: { ...(as === '' ? {} : { authorization: `Basic ${Buffer.from(as).toString('base64')}` }), ...headers },
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    isTooLong,
    remote: '127.0.0.1',
  })
}

export const request = (method: string, params?: unknown, id: unknown = 1): string =>
  JSON.stringify({ jsonrpc: '2.0', method, ...(params === undefined ? {} : { params }), id })

/** Calls one procedure. */
export async function call(fake: Fake, method: string, params?: unknown, asked: Asked = {}): Promise<Outbound> {
  return send(fake, request(method, params), asked)
}

/** The result of one call. */
export async function result(fake: Fake, method: string, params?: unknown, asked: Asked = {}): Promise<unknown> {
  const answer = await call(fake, method, params, asked)
  return (JSON.parse(textOf(answer)) as { result?: unknown }).result
}

/** The error object of one call. */
export async function error(fake: Fake, method: string, params?: unknown, asked: Asked = {}): Promise<unknown> {
  const answer = await call(fake, method, params, asked)
  return (JSON.parse(textOf(answer)) as { error?: unknown }).error
}

export function textOf(answer: Outbound): string {
  return typeof answer.body === 'string' ? answer.body : ''
}
