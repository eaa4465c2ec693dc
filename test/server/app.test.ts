import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { UsageError } from '../../src/kernel/product.js'
import { createFake } from '../../src/server/fake.js'
import type { Fake, Listening } from '../../src/server/fake.js'
import { toy } from '../toy.js'

const Echo = z.object({
  method: z.string(),
  path: z.string(),
  query: z.string(),
  text: z.string(),
  isTooLong: z.boolean(),
  names: z.array(z.string()),
  now: z.number(),
  id: z.string(),
})
const echo = async (answer: Response | Promise<Response>): Promise<z.infer<typeof Echo>> =>
  Echo.parse(await (await answer).json())

/** A request that `fetch` refuses to make: a body with GET, a path as it stands. */
function raw(url: string, method: string, path: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const call = request(
      { hostname, port, method, path, headers: { 'content-length': Buffer.byteLength(body) } },
      (answer) => {
        let text = ''
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
        answer.on('end', () => {
          resolve(text)
        })
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}

describe('a fake in process', () => {
  const make = (): Fake => createFake({ products: [{ product: toy }], world: {} })

  it('hands path, query and body to the product untouched', async () => {
    const answer = await echo(make().fetch('/a//b/%20/c?x=%20', { method: 'POST', body: 'ü' }))
    expect(answer).toMatchObject({ method: 'POST', path: '/a//b/%20/c', query: 'x=%20', text: 'ü', isTooLong: false })
  })

  it('sends no content type where the product sends none', async () => {
    const answer = await make().fetch('/empty', { method: 'POST' })
    expect(answer.headers.get('content-type')).toBeNull()
    expect(await answer.text()).toBe('')
  })

  it('undoes what a request had changed when the fake itself fails, and says so in its own voice', async () => {
    const fake = make()
    await fake.fetch('/add', { method: 'POST', body: 'one' })
    const crash = await fake.fetch('/crash', { method: 'POST' })
    expect(crash.status).toBe(500)
    expect(crash.headers.get('x-fake')).toMatch(/^error; Error: the toy broke/)
    expect((await echo(fake.fetch('/'))).names).toEqual(['one'])
  })

  it('returns to the seeded baseline on reset, ids included', async () => {
    const fake = createFake({ products: [{ product: toy }], world: { toy: { things: { seeded: {} } } } })
    const first = await echo(fake.fetch('/add', { method: 'POST', body: 'one' }))
    expect(first.names).toEqual(['seeded', 'one'])
    expect((await fake.fetch('/_fake/reset', { method: 'POST' })).status).toBe(204)
    const again = await echo(fake.fetch('/add', { method: 'POST', body: 'one' }))
    expect(again).toEqual({ ...first, now: again.now })
  })

  it('answers byte for byte the same for the same world, seed and set clock', async () => {
    const run = async (): Promise<string> => {
      const fake = createFake({
        products: [{ product: toy }],
        world: {},
        seed: 7,
        clock: 'ticking',
        now: '2026-01-05T09:00:00Z',
      })
      await fake.fetch('/add', { method: 'POST', body: 'x' })
      return (await fake.fetch('/')).text()
    }
    expect(await run()).toBe(await run())
    expect(await run()).toContain(`"now":${Date.parse('2026-01-05T09:00:00Z') + 2}`)
  })

  it('freezes the clock at the moment of the world', async () => {
    const fake = createFake({ products: [{ product: toy }], world: { now: '2017-09-16T00:47:26.303Z' } })
    expect((await echo(fake.fetch('/'))).now).toBe(Date.parse('2017-09-16T00:47:26.303Z'))
  })

  it('logs operation, status and masked path of each request', async () => {
    const fake = make()
    await fake.fetch('/x?access_token=secret&b=1')
    expect(fake.log.entries).toMatchObject([
      { seq: 1, product: 'toy', method: 'GET', path: '/x?access_token=***1&b=1', status: 200, operations: ['echo'] },
    ])
  })

  it('says what there is where nothing is served', async () => {
    const fake = createFake({ products: [{ product: toy, prefix: '/toy' }], world: {} })
    const stray = await fake.fetch('/elsewhere')
    expect(stray.status).toBe(404)
    expect(stray.headers.get('x-fake')).toMatch(/^no-such-path; nothing is served at \/elsewhere; toy at \/toy\//)
    expect((await echo(fake.fetch('/toy/deep?x'))).path).toBe('/deep')
    expect((await echo(fake.fetch('/toy'))).path).toBe('/')
    expect((await fake.fetch('/toyish')).status).toBe(404)
  })

  it('answers CORS preflights only when asked to', async () => {
    const preflight = { method: 'OPTIONS', headers: { origin: 'http://x', 'access-control-request-method': 'PUT' } }
    expect((await make().fetch('/', preflight)).headers.get('access-control-allow-origin')).toBeNull()
    const open = createFake({ products: [{ product: toy }], world: {}, cors: true })
    const answer = await open.fetch('/', preflight)
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-methods')).toContain('PUT')
    expect((await open.fetch('/')).headers.get('access-control-allow-origin')).toBe('*')
  })

  it('refuses a moment that is none, and a moment for a real clock', () => {
    const make = (more: object): Fake => createFake({ products: [{ product: toy }], world: {}, ...more })
    expect(() => make({ now: 'tomorrow' })).toThrow("'tomorrow' is not an ISO 8601 date")
    expect(() => make({ now: '2026-01-05T09:00:00Z', clock: 'real' })).toThrow('--clock frozen or ticking')
  })
})

describe('the control plane', () => {
  const fake = createFake({ products: [{ product: toy }], world: {} })

  it('answers health with profile and logins of each product', async () => {
    const answer = await fake.fetch('/_fake/health')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      fake: 'stuntboard',
      status: 'ready',
      products: { toy: { profile: 'toy@2.0' } },
    })
  })

  it.each([
    ['GET', '/_fake/reset', 405],
    ['POST', '/_fake/nothing', 404],
    ['POST', '/_fake/health', 405],
  ])('answers %s %s with %i and problem details', async (method, path, status) => {
    const answer = await fake.fetch(path, { method })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.text()).toContain('POST /_fake/reset')
  })
})

describe('a listening fake', () => {
  let listening: Listening
  beforeAll(async () => {
    listening = await createFake({ products: [{ product: toy }], world: {} }).listen()
  })
  afterAll(() => listening.close())

  it.each(['GET', 'DELETE', 'POST', 'PUT'])('reads the body of %s', async (method) => {
    const answer = Echo.parse(JSON.parse(await raw(listening.url, method, '/x/../y?q', '{"a":1}')))
    expect(answer).toMatchObject({ method, path: '/x/../y', query: 'q', text: '{"a":1}' })
  })

  it('tells the product that a body is too long instead of keeping it', async () => {
    const answer = await fetch(listening.url, { method: 'POST', body: new Uint8Array(51 * 1024 * 1024) })
    expect(await echo(answer)).toMatchObject({ isTooLong: true, text: '' })
  })

  it('outlives a client that hangs up in the middle of its body', async () => {
    const { port } = listening
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf', () => {
          socket.destroy()
        })
      })
      socket.on('close', () => {
        resolve()
      })
    })
    expect((await fetch(listening.url)).status).toBe(200)
  })

  it('says plainly that a port is in use', async () => {
    const other = createFake({ products: [{ product: toy }], world: {} })
    const failure = other.listen({ port: listening.port })
    await expect(failure).rejects.toBeInstanceOf(UsageError)
    await expect(failure).rejects.toThrow(`port ${listening.port} on 127.0.0.1 is in use`)
  })
})
