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
    const text = await new Promise<string>((resolve) => {
      let answer = ''
      const socket = connect(port, '127.0.0.1')
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
      socket.on('end', () => {
        resolve(answer)
      })
      socket.write('GET http://wekan.example/~one/api/user HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    })
    expect(text).toContain('"error":"Unauthorized"')
    expect(fake.sandboxNames()).toEqual(['one'])
  })
})
