import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { createFake } from '../../src/server/fake.js'
import type { ControlOptions, Listening } from '../../src/server/fake.js'
import { toy } from '../toy.js'

const open: Listening[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

interface Options {
  readonly host?: string
  readonly control?: ControlOptions | false
  readonly cors?: boolean
}

async function serve({ host = '127.0.0.1', ...options }: Options = {}): Promise<Listening> {
  const listening = await createFake({ products: [{ product: toy }], world: {}, ...options }).listen({ host })
  open.push(listening)
  return listening
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

function call(
  { port }: Listening,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text })
      })
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('the control plane of a server that listens', () => {
  it.each([
    'localhost',
    'LOCALHOST:3000',
    '127.0.0.1',
    '127.9.8.7:1',
    '[::1]:3000',
    '[0:0:0:0:0:0:0:1]:3000',
    '[::ffff:127.0.0.1]:3000',
    '[::FFFF:7f00:0001]',
  ])('may be called by the name %s', async (host) => {
    expect((await call(await serve(), 'GET', '/_fake/health', { host })).status).toBe(200)
  })

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    '127.0.0.999',
    '[::2]',
    '[::ffff:10.0.0.1]',
  ])("may not be called by the name '%s'", async (host) => {
    const server = await serve()
    for (const path of ['/_fake/health', '/~one/_fake/health', '/_fake/nothing']) {
      const { status, headers } = await call(server, 'GET', path, { host })
      expect({ status, type: headers['content-type'] }).toEqual({ status: 403, type: 'application/problem+json' })
    }
  })

  it('may be called by names that are allowed', async () => {
    const server = await serve({ control: { allowHosts: ['stuntboard'] } })
    expect((await call(server, 'GET', '/_fake/health', { host: 'stuntboard:3000' })).status).toBe(200)
  })

  it('gives the head of a stream without beginning it', async () => {
    const fake = createFake({ products: [{ product: toy }], world: {} })
    const { length } = fake.log.entries
    let followers = 0
    const { follow } = fake.log
    fake.log.follow = (follower) => {
      followers += 1
      return follow.call(fake.log, follower)
    }
    const answer = await fake.fetch('/_fake/log/events', { method: 'HEAD' })
    expect([answer.status, answer.headers.get('content-type'), followers, length]).toEqual([
      200,
      'text/event-stream',
      0,
      0,
    ])
  })

  it('is found by a client that names the whole address', async () => {
    const server = await serve()
    const { status, text } = await call(server, 'GET', `http://127.0.0.1:${server.port}/_fake/clock?x=1`)
    expect({ status, text }).toMatchObject({ status: 422, text: expect.stringContaining('there is no such member') })
  })

  it('leaves the products to any name', async () => {
    expect((await call(await serve(), 'GET', '/', { host: 'evil.example' })).status).toBe(200)
  })

  it.each(['http://evil.example', 'http://localhost:5173', 'null'])(
    'refuses pages of %s, with CORS too',
    async (origin) => {
      const server = await serve({ cors: true })
      const asked = await call(server, 'POST', '/_fake/reset', { origin })
      expect(asked.status).toBe(403)
      expect(asked.headers['access-control-allow-origin']).toBeUndefined()
      const preflight = await call(server, 'OPTIONS', '/_fake/reset', {
        origin,
        'access-control-request-method': 'POST',
      })
      expect(preflight.status).toBe(403)
      expect(preflight.headers['access-control-allow-origin']).toBeUndefined()
    },
  )

  it('admits pages of an origin that is allowed', async () => {
    const origin = 'http://localhost:5173'
    const server = await serve({ control: { origins: [origin] } })
    const preflight = await call(server, 'OPTIONS', '/_fake/reset', { origin, 'access-control-request-method': 'POST' })
    expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': origin } })
    const asked = await call(server, 'POST', '/_fake/reset', { origin })
    expect(asked).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': origin } })
  })

  it('is not there when it is not wanted', async () => {
    const server = await serve({ control: false })
    expect(JSON.parse((await call(server, 'GET', '/_fake/health')).text)).toMatchObject({ path: '/_fake/health' })
  })
})

describe('the control token', () => {
  it('is not needed on loopback', async () => {
    const server = await serve()
    expect(server.controlToken).toBeUndefined()
    expect((await call(server, 'POST', '/_fake/reset')).status).toBe(204)
  })

  it('is made up beyond loopback, and needed for what changes state', async () => {
    const server = await serve({ host: '0.0.0.0' })
    const { controlToken = '' } = server
    expect(controlToken).toMatch(/^[\w-]{32}$/)
    expect((await call(server, 'GET', '/_fake/health')).status).toBe(200)
    const without = await call(server, 'POST', '/_fake/reset')
    expect(without).toMatchObject({ status: 401, headers: { 'www-authenticate': expect.stringContaining('Bearer') } })
    const wrong = await call(server, 'POST', '/_fake/reset', { authorization: `Bearer ${controlToken}x` })
    expect(wrong.status).toBe(401)
    const right = await call(server, 'POST', '/_fake/reset', { authorization: `Bearer ${controlToken}` })
    expect(right.status).toBe(204)
  })

  it('that is given is needed on loopback too, and never shown', async () => {
    const server = await serve({ control: { token: 'the-token' } })
    const refused = await call(server, 'DELETE', '/_fake/log')
    expect(refused.status).toBe(401)
    expect(refused.text).not.toContain('the-token')
    expect((await call(server, 'DELETE', '/_fake/log', { authorization: 'bearer the-token' })).status).toBe(204)
  })

  it('is asked for before anything of the request is read', async () => {
    const server = await serve({ control: { token: 'the-token' } })
    expect((await call(server, 'PUT', '/_fake/clock?x=y', { 'content-length': '0' })).status).toBe(401)
  })
})

describe('what nobody could meet', () => {
  it.each<[string, ControlOptions, string]>([
    ['a host with a port', { allowHosts: ['fake:3000'] }, "'fake:3000' is not a host"],
    ['an address in place of a host', { allowHosts: ['http://fake'] }, "'http://fake' is not a host"],
    ['an origin without a protocol', { origins: ['localhost:5173'] }, "'localhost:5173' is no origin"],
    ['an origin with a path', { origins: ['http://localhost:5173/app'] }, 'is no origin'],
    ['an empty token', { token: '' }, 'the control token is empty'],
    ['a token with a blank', { token: 'a b' }, 'has letters that no header takes'],
  ])('is refused: %s', async (_what, control, told) => {
    await expect(serve({ control })).rejects.toThrow(told)
  })

  it.each([
    ['http://localhost:5173/', 'http://localhost:5173'],
    ['https://App.example:443', 'https://app.example'],
    ['chrome-extension://abc', 'chrome-extension://abc'],
  ])('is not an origin that is written otherwise: %s', async (given, origin) => {
    const listening = await serve({ control: { origins: [given] } })
    const { status } = await call(listening, 'GET', '/_fake/health', { host: 'localhost', origin })
    expect(status).toBe(200)
  })
})
