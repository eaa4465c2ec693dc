import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { FaultRuleInput } from '../../src/control/fault-rules.js'
import { products } from '../../src/products.js'
import { createFake } from '../../src/server/fake.js'
import type { Fake, Listening } from '../../src/server/fake.js'

const make = (): Fake =>
  createFake({
    products: products.map((product) => ({
      product,
      ...(product.name === 'kanboard' ? { settings: { api_token: 'token-of-the-tests' } } : {}),
    })),
    world: 'demo',
    now: '2026-01-05T09:00:00Z',
  })

type Send = (path: string, init?: RequestInit) => Promise<Response>

const rpcInit = (method: string, params: object = {}, signal?: AbortSignal): RequestInit => ({
  method: 'POST',
  headers: { authorization: `Basic ${btoa('jsonrpc:token-of-the-tests')}`, 'content-type': 'application/json' },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  ...(signal ? { signal } : {}),
})
const rpc = (send: Send, method: string, params: object = {}): Promise<Response> =>
  send('/jsonrpc.php', rpcInit(method, params))

/** What a call ends with: the answer, or how it broke. */
async function endOf(call: Promise<Response>): Promise<Record<string, unknown>> {
  try {
    const answer = await call
    const { status } = answer
    const fake = answer.headers.get('x-fake')
    try {
      return { status, fake, text: await answer.text() }
    } catch (error) {
      return { status, fake, broken: (error as Error).message, cause: codeOf(error) }
    }
  } catch (error) {
    return { failed: (error as Error).message, kind: (error as Error).name, cause: codeOf(error) }
  }
}

const codeOf = (error: unknown): unknown => ((error as Error).cause as { code?: unknown } | undefined)?.code

let fake: Fake
let listening: Listening
beforeAll(async () => {
  fake = make()
  listening = await fake.listen()
})
afterAll(() => listening.close())
beforeEach(() => {
  fake.reset()
})

const ways: readonly (readonly [string, Send])[] = [
  ['over a socket', (path, init) => fetch(listening.url + path, init)],
  ['in process', (path, init) => fake.fetch(path, init)],
]

const version = /^\{"jsonrpc":"2\.0","result":"[\d.]+","id":1\}$/

describe.each(ways)('a fault %s', (_way, send) => {
  const strike = (
    fault: FaultRuleInput['fault'],
    more: Partial<FaultRuleInput> = {},
  ): Promise<Record<string, unknown>> => {
    fake.faults.set([{ id: 'f', fault, ...more }])
    return endOf(rpc(send, 'getVersion'))
  }

  it('answers with a status, headers and a body of its own', async () => {
    fake.faults.set([{ id: 'f', fault: { kind: 'status', status: 418, headers: { 'X-Pot': 'tea' }, body: { a: 1 } } }])
    const answer = await rpc(send, 'getVersion')
    expect([answer.status, answer.headers.get('x-pot'), await answer.text()]).toEqual([418, 'tea', '{"a":1}'])
    expect(answer.headers.get('x-fake')).toBe('fault; f status')
  })

  it('resets the connection as the network does', async () => {
    const end = await strike({ kind: 'reset' })
    expect(end).toEqual({ failed: 'fetch failed', kind: 'TypeError', cause: 'ECONNRESET' })
    expect(fake.log.entries).toMatchObject([{ status: 0, fault: 'f', operations: ['getVersion'] }])
  })

  it('truncates the body under a content-length that says more', async () => {
    fake.faults.set([{ id: 'f', fault: { kind: 'truncate', bytes: 10 } }])
    const answer = await rpc(send, 'getVersion')
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(30)
    const chunk = await answer.body?.getReader().read()
    expect(Buffer.from(chunk?.value ?? []).toString()).toBe('{"jsonrpc"')
    expect(await strike({ kind: 'truncate', bytes: 10 })).toEqual({
      status: 200,
      fake: 'fault; f truncate',
      broken: 'terminated',
      cause: 'UND_ERR_SOCKET',
    })
  })

  it('truncates a body that is shorter than what was to arrive of it', async () => {
    expect(await strike({ kind: 'truncate', bytes: 100_000 })).toMatchObject({ status: 200, broken: 'terminated' })
  })

  it('stalls within the body until the client gives up', async () => {
    fake.faults.set([{ id: 'f', when: 'after', fault: { kind: 'stall', bytes: 10 } }])
    const ending = new AbortController()
    const answer = await send('/jsonrpc.php', rpcInit('getVersion', {}, ending.signal))
    const reader = answer.body?.getReader()
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('{"jsonrpc"')
    const next = reader?.read()
    ending.abort()
    await expect(next).rejects.toThrow('aborted')
  })

  it('stalls after the headers where the product saw nothing', async () => {
    fake.faults.set([{ id: 'f', fault: { kind: 'stall' } }])
    const ending = new AbortController()
    const answer = await send('/jsonrpc.php', rpcInit('getVersion', {}, ending.signal))
    expect([answer.status, answer.headers.get('x-fake')]).toEqual([200, 'fault; f stall'])
    const text = answer.text()
    ending.abort()
    await expect(text).rejects.toThrow('aborted')
  })

  it('claims another content type', async () => {
    fake.faults.set([{ id: 'f', fault: { kind: 'content-type', contentType: 'text/xml' } }])
    const answer = await rpc(send, 'getVersion')
    expect(answer.headers.get('content-type')).toBe('text/xml')
    expect(await answer.text()).toMatch(version)
  })

  it.each<[Extract<FaultRuleInput['fault'], { kind: 'html' }>['page'], number, string]>([
    ['bad-gateway', 502, '<h1>502 Bad Gateway</h1>'],
    ['unavailable', 503, '<h1>503 Service Temporarily Unavailable</h1>'],
    ['gateway-timeout', 504, '<h1>504 Gateway Time-out</h1>'],
    ['sign-in', 200, '<form method="post"'],
  ])('answers with the page %s', async (page, status, text) => {
    const end = await strike({ kind: 'html', page })
    expect(end).toMatchObject({ status, text: expect.stringContaining(text) as string, fake: 'fault; f html' })
  })

  it('redirects to a sign-in page', async () => {
    fake.faults.set([{ fault: { kind: 'html', page: 'sign-in-redirect' } }])
    const answer = await send('/api/user', { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      expect.stringMatching(/^https:\/\/sso\.example\.com\/login\?return=http.*%2Fapi%2Fuser$/),
    ])
  })

  it('puts a warning of PHP before the JSON', async () => {
    const end = await strike({ kind: 'php-warning' })
    expect(end).toMatchObject({ status: 200, fake: 'fault; f php-warning' })
    expect(end['text']).toMatch(/^<br \/>\n<b>Warning<\/b>: .*<br \/>\n\{"jsonrpc":"2\.0","result":/s)
  })

  it('answers too many requests with Retry-After', async () => {
    fake.faults.set([{ fault: { kind: 'too-many', retryAfter: 12 } }])
    const answer = await rpc(send, 'getVersion')
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '12'])
  })

  it("refuses credentials in each product's own style", async () => {
    const plain = await endOf(send('/jsonrpc.php', { ...rpcInit('getVersion'), headers: {} }))
    expect(await strike({ kind: 'unauthorized' })).toEqual({ ...plain, fake: 'fault; f unauthorized' })
    expect(plain['status']).toBe(401)
    const strange = await endOf(send('/api/user', {}))
    expect(strange).toMatchObject({ text: expect.stringContaining('Unauthorized') as string })
    expect(fake.log.entries.map(({ operations }) => operations)).toContainEqual(['get_current_user'])
  })

  it('refuses plainly what a product answers to anybody', async () => {
    fake.faults.set([{ operation: 'register_options', fault: { kind: 'unauthorized' } }])
    const end = await endOf(send('/users/register', { method: 'OPTIONS' }))
    expect(end).toMatchObject({ status: 401, text: '{"error":"Unauthorized"}' })
  })

  it('before the product leaves nothing done, after it only the answer is lost', async () => {
    const count = async (): Promise<number> => {
      fake.faults.clear()
      return ((await (await rpc(send, 'getAllProjects')).json()) as { result: unknown[] }).result.length
    }
    const start = await count()
    const lost: FaultRuleInput = { operation: 'createProject', fault: { kind: 'reset' } }
    fake.faults.set([lost])
    await endOf(rpc(send, 'createProject', { name: 'before' }))
    expect(await count()).toBe(start)
    fake.faults.set([{ ...lost, when: 'after' }])
    await endOf(rpc(send, 'createProject', { name: 'after' }))
    expect(await count()).toBe(start + 1)
  })

  it('strikes its operation within a batch and no other', async () => {
    fake.faults.set([{ operation: 'getMe', fault: { kind: 'status', status: 500 } }])
    const batch = ['getVersion', 'getMe'].map((method, id) => ({ jsonrpc: '2.0', id, method }))
    const init = { ...rpcInit('x'), body: JSON.stringify(batch) }
    expect((await send('/jsonrpc.php', init)).status).toBe(500)
    expect((await rpc(send, 'getVersion')).status).toBe(200)
  })

  it('strikes the n-th call in its own sandbox, and is gone after a reset', async () => {
    const own = fake.sandbox('own')
    own.faults.set([{ nth: 2, fault: { kind: 'status', status: 500 } }])
    const statuses = async (path: string): Promise<number[]> => [
      (await send(path, rpcInit('getVersion'))).status,
      (await send(path, rpcInit('getVersion'))).status,
    ]
    expect(await statuses('/jsonrpc.php')).toEqual([200, 200])
    expect(await statuses('/~own/jsonrpc.php')).toEqual([200, 500])
    own.reset()
    expect(await statuses('/~own/jsonrpc.php')).toEqual([200, 200])
  })

  it('lets a client go that does not wait for a late answer', async () => {
    fake.faults.set([{ fault: { kind: 'latency', delay: { fixedMs: 600_000 } } }])
    await expect(send('/jsonrpc.php', rpcInit('getVersion', {}, AbortSignal.timeout(1)))).rejects.toThrow(
      /abort|timeout/,
    )
    await expect.poll(() => fake.log.entries.map(({ fault }) => fault)).toEqual(['fault-1'])
  })
})

describe('a fault', () => {
  it('is off unless somebody sets one', async () => {
    const answer = await rpc(ways[1]?.[1] ?? fetch, 'getVersion')
    expect(answer.headers.get('x-fake')).toBeNull()
    expect(await answer.text()).toMatch(version)
  })

  it('sends the reset of TCP, not an end', async () => {
    fake.faults.set([{ fault: { kind: 'reset' } }])
    const code = await new Promise((resolve) => {
      const call = httpRequest(`${listening.url}/jsonrpc.php`, { method: 'POST' })
      call.on('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code)
      })
      call.end('{}')
    })
    expect(code).toBe('ECONNRESET')
  })

  it('keeps a stalled connection open until the client closes it, and serves others meanwhile', async () => {
    fake.faults.set([{ nth: 1, when: 'after', fault: { kind: 'stall', bytes: 3 } }])
    const socket = connect(listening.port, '127.0.0.1')
    socket.write('GET /api/user HTTP/1.1\r\nHost: x\r\n\r\n')
    await new Promise((resolve) => socket.once('data', resolve))
    expect((await rpc((path, init) => fetch(listening.url + path, init), 'getVersion')).status).toBe(200)
    expect(socket.readyState).toBe('open')
    socket.destroy()
  })
})
