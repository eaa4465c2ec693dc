import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createFake } from '../../src/index.js'
import type { Fake } from '../../src/index.js'

let fake: Fake
afterEach(() => fake.close())

const statusOf = (url: string, agent: Agent): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { agent }, (answer) => {
      answer.resume()
      answer.on('end', () => {
        resolve(answer.statusCode)
      })
    })
      .on('error', reject)
      .end()
  })

/** The answer to a request as it stands on the wire. */
const written = (port: number, head: string): Promise<string> =>
  new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1')
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    socket.on('end', () => {
      resolve(answer)
    })
    socket.write(`${head}\r\nConnection: close\r\n\r\n`)
  })

describe('a connection that is kept', () => {
  it('gathers nothing from requests that had to wait', async () => {
    fake = createFake()
    fake.faults.add({ fault: { kind: 'latency', delay: { minMs: 1, maxMs: 1 } } })
    const { url } = await fake.listen()
    const warnings: string[] = []
    const note = ({ name }: Error): void => {
      warnings.push(name)
    }
    process.on('warning', note)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let n = 0; n < 12; n++) expect(await statusOf(`${url}/api/user`, agent)).toBe(200)
    agent.destroy()
    process.off('warning', note)
    expect(warnings).not.toContain('MaxListenersExceededWarning')
  })
})

describe('a fake that listens', () => {
  it('may be closed twice, and while somebody follows its log', async () => {
    fake = createFake()
    const listening = await fake.listen()
    const followed = await fetch(`${listening.url}/_fake/log/events`)
    expect(followed.status).toBe(200)
    await listening.close()
    await listening.close()
    await fake.close()
    await fake.close()
    await expect(followed.text()).rejects.toThrow('terminated')
  })
})

describe('a request for a whole address, as proxies make it', () => {
  it('is one for its path', async () => {
    fake = createFake()
    const { port } = await fake.listen()
    const text = await written(port, 'GET http://wekan.example/~one/api/user HTTP/1.1\r\nHost: x')
    expect(text).toContain('"error":"Unauthorized"')
    expect(fake.sandboxNames()).toEqual(['one'])
  })
})

describe('a request of which no address can be made', () => {
  it.each([
    ['a port beyond all ports', 'GET /api/user HTTP/1.1\r\nHost: 127.0.0.1:99999'],
    ['a host that is none', 'GET /api/user HTTP/1.1\r\nHost: a b'],
    ['no path', 'OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1'],
  ])('because it has %s is answered by the fake itself, which says so', async (_what, head) => {
    fake = createFake()
    const { port } = await fake.listen()
    const text = await written(port, head)
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(text).toContain('content-type: application/problem+json')
    expect(text).toMatch(/x-fake: no-such-path; no address can be made/)
    expect(text).toContain('"title":"The request cannot be read","status":400')
  })

  it('is none whose IPv6 address is written at length', async () => {
    fake = createFake()
    const { port } = await fake.listen()
    const hosts = ['[0:0:0:0:0:0:0:1]:3000', '[::ffff:127.0.0.1]:3000', '[2001:DB8:0:0:0:0:0:1]']
    const answers = hosts.map((host) => written(port, `GET /api/user HTTP/1.1\r\nHost: ${host}`))
    for (const text of await Promise.all(answers)) expect(text).toContain('"error":"Unauthorized"')
  })
})
