import type { Inbound, Outbound } from '../../src/kernel/exchange.js'
import type { WorldFile } from '../../src/fixtures/schema.js'
import { createFake } from '../../src/server/fake.js'
import type { Fake, ServedProduct } from '../../src/server/fake.js'
import { wekan } from '../../src/wekan/index.js'

export const ada = 'adaTokenAdaTokenAdaTokenAdaTokenAdaTokenAda'
export const bob = 'bobTokenBobTokenBobTokenBobTokenBobTokenBob'

/** Two users, the first of them site admin, and a board of each; the clock stands. */
export const small: WorldFile = {
  now: '2026-01-05T09:00:00.000Z',
  wekan: {
    users: {
      ada: { id: 'adaaaaaaaaaaaaaaa', password: 'secret-ada-1', email: 'ada@example.com', admin: true, tokens: [ada] },
      bob: { id: 'bobbbbbbbbbbbbbbb', password: 'secret-bob-1', email: 'bob@example.com', tokens: [bob] },
    },
    boards: {
      plan: { id: 'pnaaaaaaaaaaaaaaa', title: 'Plan', members: { ada: 'admin', bob: 'comment-only' } },
      open: { id: 'opennnnnnnnnnnnnn', title: 'Open', permission: 'public', members: { ada: 'admin' } },
    },
  },
}

/** A fake that serves Wekan alone. */
export function fakeOf(
  choice: Omit<ServedProduct, 'product'> = {},
  world: WorldFile = small,
  more: { seed?: number } = {},
): Fake {
  return createFake({ products: [{ product: wekan, ...choice }], world, ...more })
}

export interface Asked {
  readonly token?: string
  readonly json?: unknown
  readonly form?: string
  readonly raw?: Uint8Array | string
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: string
  readonly remote?: string
  readonly isTooLong?: boolean
}

/** Sends what no browser would: bodies with GET, malformed addresses, several clients. */
export async function ask(fake: Fake, line: string, asked: Asked = {}): Promise<Outbound> {
  const [method = 'GET', path = '/'] = line.split(' ')
  const { token, json, form, raw, headers = {}, query = '', remote = '127.0.0.1', isTooLong = false } = asked
  const type =
    json !== undefined ? 'application/json' : form !== undefined ? 'application/x-www-form-urlencoded' : undefined
  const content = json !== undefined ? JSON.stringify(json) : (form ?? raw ?? '')
  const body = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const inbound: Inbound = {
    method,
    path,
    query,
    headers: {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(body.length > 0 ? { 'content-length': String(body.length) } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body,
    remote,
    isTooLong,
  }
  const [instance] = fake.instances
  if (!instance) throw new Error('nothing is served')
  return instance.answer(inbound)
}

/** The body of an answer, parsed. */
export function bodyOf(answer: Outbound): unknown {
  if (typeof answer.body !== 'string') throw new Error(`the answer has no text: ${answer.status}`)
  return JSON.parse(answer.body)
}
