import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFake } from '../../src/index.js'
import { heapUsed, MEBIBYTE } from './heap.js'
import type { Fake, Listening } from '../../src/index.js'

const SANDBOXES = 200
const CONNECTIONS = 1000
/** A tenth of those that are made in process, which tell the same of the products. */
const REQUESTS = Number(process.env['LOAD_REQUESTS'] ?? 10_000) / 10

const token = 'token-of-the-load'
let fake: Fake
let listening: Listening
beforeAll(async () => {
  fake = createFake({ products: { kanboard: { settings: { api_token: token } } } })
  listening = await fake.listen()
})
afterAll(() => fake.close())

const headers = { authorization: `Basic ${btoa(`jsonrpc:${token}`)}`, 'content-type': 'application/json' }
const bodyOf = (method: string, params: object): string => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })

function call(agent: Agent, path: string, body: string): Promise<{ readonly result?: unknown }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: listening.port, method: 'POST', path, headers, agent },
      (answer) => {
        let text = ''
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
        answer.on('end', () => {
          resolve(JSON.parse(text) as { result?: unknown })
        })
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Sends some bytes and hangs up. */
function hangUp(text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(listening.port, '127.0.0.1', () => {
      socket.write(text, () => {
        socket.destroy()
      })
    })
    socket.on('close', () => {
      resolve()
    })
  })
}

describe('a thousand connections on two hundred sandboxes', () => {
  it('mix nothing up and lose no write', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
    const path = (n: number): string => `/~load-${n % SANDBOXES}/jsonrpc.php`
    const all = Array.from({ length: CONNECTIONS }, (_, n) => n)
    // Every connection is opened before the first one is free to be used again.
    const first = await Promise.all(all.map((n) => call(agent, path(n), bodyOf('createProject', { name: `p-${n}` }))))
    expect(first.every(({ result }) => typeof result === 'number')).toBe(true)
    await Promise.all(all.map((n) => call(agent, path(n), bodyOf('createProject', { name: `q-${n}` }))))
    for (let s = 0; s < SANDBOXES; s++) {
      const { result } = await call(agent, path(s), bodyOf('getAllProjects', {}))
      const names = (result as { name: string }[]).map(({ name }) => name)
      const own = all.filter((n) => n % SANDBOXES === s)
      expect(names.toSorted()).toEqual(own.flatMap((n) => [`p-${n}`, `q-${n}`]).toSorted())
    }
    agent.destroy()
    expect(
      await (await fake.fetch('/jsonrpc.php', { method: 'POST', headers, body: bodyOf('getAllProjects', {}) })).json(),
    ).toMatchObject({ result: [] })
  })
})

describe('connections that are kept', () => {
  it(`cost no memory over ${REQUESTS} requests, late, broken and answered`, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 8 })
    const place = fake.sandbox('kept')
    place.faults.add({ operation: 'getColorList', fault: { kind: 'latency', delay: { minMs: 0.01, maxMs: 0.01 } } })
    place.faults.add({ operation: 'getTimezone', fault: { kind: 'reset' } })
    const round = async (n: number): Promise<void> => {
      const path = n % 2 === 0 ? '/~kept/jsonrpc.php' : `/~kept-${n % 20}/jsonrpc.php`
      await Promise.all(
        ['getVersion', 'getColorList', 'getAllProjects', 'noSuchMethod'].map((method) =>
          call(agent, path, bodyOf(method, {})),
        ),
      )
      if (n % 10 === 0) await call(agent, '/~kept/jsonrpc.php', bodyOf('getTimezone', {})).catch(() => undefined)
    }
    for (let n = 0; n < 400; n++) await round(n)
    const before = heapUsed()
    for (let n = 0; n < REQUESTS / 4; n++) await round(n)
    const grown = heapUsed() - before
    agent.destroy()
    expect(grown).toBeLessThan(16 * MEBIBYTE)
  })
})

describe('a difficult client', () => {
  it('that sends its body byte by byte is answered, and holds up nobody', async () => {
    const agent = new Agent({ keepAlive: true })
    const body = bodyOf('createProject', { name: 'slow' })
    let others = 0
    const text = await new Promise<string>((resolve, reject) => {
      const head = `POST /~slow/jsonrpc.php HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers.authorization}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`
      const socket = connect(listening.port, '127.0.0.1')
      let answer = ''
      socket.setNoDelay(true)
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
      socket.on('end', () => {
        resolve(answer)
      })
      socket.on('error', reject)
      const drip = async (): Promise<void> => {
        for (const byte of head + body) {
          socket.write(byte)
          if (byte !== '"') continue
          // While this one dawdles, another is answered.
          await call(agent, '/~slow/jsonrpc.php', bodyOf('getVersion', {}))
          others += 1
        }
      }
      drip().catch(reject)
    })
    agent.destroy()
    expect(others).toBeGreaterThan(10)
    expect(text).toContain('"result":1')
  })

  it('that reads nothing of its answers keeps nobody waiting', async () => {
    const socket = connect(listening.port, '127.0.0.1')
    socket.pause()
    const body = bodyOf('getColorList', {})
    const one = `POST /jsonrpc.php HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers.authorization}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    socket.write(one.repeat(500))
    const agent = new Agent({ keepAlive: true })
    for (let n = 0; n < 50; n++) {
      expect(await call(agent, '/jsonrpc.php', bodyOf('getVersion', {}))).toMatchObject({ result: '1.2.53' })
    }
    socket.destroy()
    agent.destroy()
  })

  it.each([
    ['in the middle of its head', 'POST /jsonrpc.php HT'],
    ['before its body', 'POST /jsonrpc.php HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n'],
    ['in the middle of its body', 'POST /jsonrpc.php HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"jsonrpc"'],
    [
      'in the middle of a chunk',
      'POST /jsonrpc.php HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n{"js',
    ],
    [
      'while it loads a state',
      'PUT /_fake/state HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{',
    ],
    ['while it follows the log', 'GET /_fake/log/events HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ])('that hangs up %s changes nothing', async (_when, text) => {
    const before = await (await fake.fetch('/_fake/changes')).text()
    for (let n = 0; n < 20; n++) await hangUp(text)
    const agent = new Agent()
    expect(await call(agent, '/jsonrpc.php', bodyOf('getVersion', {}))).toMatchObject({ result: '1.2.53' })
    expect(await (await fake.fetch('/_fake/changes')).text()).toBe(before)
  })
})
