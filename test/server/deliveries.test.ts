import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { DeliveryEntry } from '../../src/control/log.js'
import { UsageError } from '../../src/kernel/product.js'
import { createFake } from '../../src/server/fake.js'
import type { Fake } from '../../src/server/fake.js'
import { wekan } from '../../src/wekan/index.js'
import { ada, small } from '../wekan/ask.js'

interface Call {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
  readonly answer: ServerResponse
}

/** A receiver of webhooks on this machine that leaves its answers to the test, unless it is told a status. */
interface Receiver {
  readonly url: string
  readonly calls: readonly Call[]
  /** Once the receiver has been called so often. */
  called(times: number): Promise<void>
}

const open: Server[] = []
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function receiver(status?: number, headers: Record<string, string> = {}, says = 'ignored'): Promise<Receiver> {
  const calls: Call[] = []
  const waiting: { times: number; resolve: () => void }[] = []
  const server = createServer((request, answer) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const { method = '', url: path = '' } = request
      calls.push({ method, path, headers: request.headers, body: JSON.parse(text), answer })
      if (status !== undefined) answer.writeHead(status, headers).end(says)
      for (const { times, resolve } of waiting) if (calls.length >= times) resolve()
    })
  })
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // Listening on a port, so it is no pipe.
  const called = (times: number): Promise<void> =>
    new Promise((resolve) => {
      if (calls.length >= times) resolve()
      else waiting.push({ times, resolve })
    })
  return { url: `http://127.0.0.1:${port}/hook`, calls, called }
}

const path = '/api/boards/pnaaaaaaaaaaaaaaa/custom-fields'

/** A fake whose board "Plan" calls a webhook for every new custom field. */
function fakeWith(
  url: string,
  more: { readonly allowOutbound?: readonly string[]; readonly token?: string; readonly product?: typeof wekan } = {},
): Fake {
  const { boards, ...rest } = small.wekan as { boards: { plan: object } }
  const { token = 'secret', product = wekan, ...options } = more
  const hook = { url, token, activities: ['act-createCustomField'] }
  const plan = { ...boards.plan, webhooks: { hook } }
  return createFake({
    products: [{ product }],
    world: { ...small, wekan: { ...rest, boards: { ...boards, plan } } },
    ...options,
  })
}

async function newField(fake: Fake, name = 'Size', base = ''): Promise<Response> {
  const init = {
    method: 'POST',
    headers: { authorization: `Bearer ${ada}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name, type: 'text', settings: {}, authorId: 'adaaaaaaaaaaaaaaa' }),
  }
  return base === '' ? fake.fetch(path, init) : fetch(base + path, init)
}

const Deliveries = z.object({
  deliveries: z.array(
    z.object({
      product: z.string(),
      event: z.string(),
      url: z.string(),
      body: z.string(),
      outcome: z.object({ kind: z.string(), status: z.number().optional(), why: z.string().optional() }),
    }),
  ),
})

async function listed(fake: Fake): Promise<z.infer<typeof Deliveries>['deliveries']> {
  return Deliveries.parse(await (await fake.fetch('/_fake/deliveries')).json()).deliveries
}

const told = (fake: Fake): DeliveryEntry[] => {
  const seen: DeliveryEntry[] = []
  fake.log.follow((event) => {
    if (event.event === 'delivery') seen.push(event)
  })
  return seen
}

describe('a webhook on this machine', () => {
  it('is called with the headers and the body of the real server', async () => {
    const hook = await receiver(204)
    const fake = fakeWith(hook.url)
    await newField(fake)
    await fake.delivered()
    expect(hook.calls).toMatchObject([
      {
        method: 'POST',
        path: '/hook',
        headers: { 'content-type': 'application/json', 'x-wekan-token': 'secret' },
        body: { user: 'ada', customField: 'Size', description: 'act-createCustomField' },
      },
    ])
  })

  it('is called without being waited for', async () => {
    const hook = await receiver()
    const fake = fakeWith(hook.url)
    expect((await newField(fake)).status).toBe(200)
    await hook.called(1)
    expect(await listed(fake)).toMatchObject([{ event: 'act-createCustomField', outcome: { kind: 'waiting' } }])
    expect((await newField(fake, 'Colour')).status).toBe(200)
    hook.calls[0]?.answer.writeHead(200).end()
    await hook.called(2)
    hook.calls[1]?.answer.writeHead(500).end()
    await fake.delivered()
    expect((await listed(fake)).map(({ outcome }) => outcome.status)).toEqual([200, 500])
  })

  it('is called in the order of what happened, once each', async () => {
    const hook = await receiver(200)
    const fake = fakeWith(hook.url)
    const names = ['one', 'two', 'three', 'four']
    for (const name of names) await newField(fake, name)
    await fake.delivered()
    expect(hook.calls.map(({ body }) => (body as { customField: string }).customField)).toEqual(names)
  })

  it.each([
    { status: 200, says: '{"a":1}', heard: [{ a: 1 }] },
    { status: 201, says: 'null', heard: [null] },
    { status: 200, says: 'thanks', heard: [] },
    { status: 500, says: '{"a":1}', heard: [] },
    { status: 200, says: `"${'x'.repeat(1024 * 1024)}"`, heard: [] },
  ])('that answers $status is heard as $heard', async ({ status, says, heard }) => {
    const hook = await receiver(status, {}, says)
    const answers: unknown[] = []
    const outbox = { ...wekan.outbox, answered: (...[, , answer]: [unknown, number, unknown]) => answers.push(answer) }
    const fake = fakeWith(hook.url, { product: { ...wekan, outbox } as typeof wekan })
    await newField(fake)
    await fake.delivered()
    expect(answers).toEqual(heard)
    expect(await listed(fake)).toMatchObject([{ outcome: { kind: 'delivered', status } }])
  })

  it('that redirects is not followed', async () => {
    const elsewhere = await receiver(200)
    const hook = await receiver(307, { location: elsewhere.url })
    const fake = fakeWith(hook.url)
    await newField(fake)
    await fake.delivered()
    expect(elsewhere.calls).toEqual([])
    expect(await listed(fake)).toMatchObject([{ outcome: { kind: 'delivered', status: 307 } }])
  })

  it('that is gone, or whose address is none, fails in the log and nowhere else', async () => {
    const hook = await receiver(200)
    const server = open.pop()
    await new Promise((resolve) => server?.close(resolve))
    for (const url of [hook.url, 'no address']) {
      const fake = fakeWith(url)
      const events = told(fake)
      expect((await newField(fake)).status).toBe(200)
      await fake.delivered()
      expect(events).toMatchObject([{ event: 'delivery', seq: 1, product: 'wekan', outcome: 'failed' }])
      expect(events[0]?.why).not.toBe('')
    }
  })

  it('is not called for a call that failed', async () => {
    const hook = await receiver(200)
    const fake = fakeWith(hook.url)
    await fake.fetch(path, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
    await fake.delivered()
    expect(hook.calls).toEqual([])
  })
})

describe('a webhook elsewhere', () => {
  it.each(['https://hooks.example.com/x?token=abc', 'http://127.0.0.1.example.com/', 'http://10.0.0.1/', 'data:,x'])(
    'at %s is not called: it is written down that it would have been',
    async (url) => {
      const fake = fakeWith(url)
      const events = told(fake)
      await newField(fake)
      await fake.delivered()
      expect(events).toMatchObject([{ about: 'act-createCustomField', outcome: 'withheld' }])
      expect(JSON.stringify(events)).not.toContain('abc')
      expect(await listed(fake)).toMatchObject([{ url, outcome: { kind: 'withheld' } }])
    },
  )

  it('is called where its host is allowed', async () => {
    const fake = fakeWith('http://receiver.invalid/', { allowOutbound: ['Receiver.invalid'] })
    await newField(fake)
    await fake.delivered()
    // No name below .invalid is ever found: RFC 6761.
    expect(await listed(fake)).toMatchObject([{ outcome: { kind: 'failed' } }])
  })

  it.each(['http://a.example', 'a.example:80', 'a.example/x', ''])('is not allowed by %j, which is no host', (host) => {
    expect(() => fakeWith('http://a.example/', { allowOutbound: [host] })).toThrow(UsageError)
  })
})

describe('a delivery under way', () => {
  it('is broken off by a reset and leaves no trace in the new world', async () => {
    const hook = await receiver()
    const fake = fakeWith(hook.url)
    const events = told(fake)
    await newField(fake)
    await newField(fake, 'Queued behind it')
    await hook.called(1)
    fake.reset()
    // The new world gives the number of the delivery that was broken off to its own first one.
    await newField(fake, 'After the reset')
    await hook.called(2)
    expect(await listed(fake)).toMatchObject([{ outcome: { kind: 'waiting' } }])
    hook.calls[1]?.answer.writeHead(204).end()
    await fake.delivered()
    expect(hook.calls.map(({ body }) => (body as { customField: string }).customField)).toEqual([
      'Size',
      'After the reset',
    ])
    expect(events.map(({ outcome, why }) => why ?? outcome)).toEqual([
      'the fake was reset',
      'the fake was reset',
      'delivered',
    ])
    expect(await listed(fake)).toMatchObject([{ outcome: { kind: 'delivered', status: 204 } }])
  })

  it('is broken off when the server closes', async () => {
    const hook = await receiver()
    const fake = fakeWith(hook.url)
    const events = told(fake)
    const listening = await fake.listen()
    expect((await newField(fake, 'Size', listening.url)).status).toBe(200)
    await hook.called(1)
    await listening.close()
    await fake.delivered()
    expect(events).toMatchObject([{ outcome: 'failed', why: 'the fake was closed' }])
  })
})

describe('the list of deliveries', () => {
  it('is empty where nothing was asked for', async () => {
    expect(await listed(fakeWith('http://127.0.0.1:1/'))).toEqual([])
  })

  it('is read only', async () => {
    const answer = await fakeWith('http://127.0.0.1:1/').fetch('/_fake/deliveries', { method: 'DELETE' })
    expect(answer.status).toBe(405)
  })
})
