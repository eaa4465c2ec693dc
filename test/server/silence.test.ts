import { describe, expect, it } from 'vitest'
import { createFake } from '../../src/server/fake.js'
import type { Fake } from '../../src/server/fake.js'
import { wekan } from '../../src/wekan/index.js'

const board = 'bRoadmap234567890'
const world = {
  wekan: {
    users: { ada: { password: 'ada-lovelace', tokens: ['a-token-of-ada-0123456789'] } },
    boards: { roadmap: { id: board, title: 'Roadmap', members: { ada: 'admin' } } },
  },
}

function fakeOf(quirks: Record<string, 'on' | 'off'> = {}): Fake {
  return createFake({ products: [{ product: wekan, profile: 'wekan@7.10', quirks }], world })
}

const path = `/api/boards/${board}/labels`
const put = (body: string, more: RequestInit = {}): RequestInit => ({
  method: 'PUT',
  headers: { authorization: 'Bearer a-token-of-ada-0123456789', 'content-type': 'application/json' },
  body,
  ...more,
})

describe('PUT of labels without a label on v7.10', () => {
  it('is never answered: in process the call ends when the caller gives up', async () => {
    const fake = fakeOf()
    const giveUp = new AbortController()
    const call = fake.fetch(path, put('{}', { signal: giveUp.signal }))
    const first = await Promise.race([call, fake.fetch('/api/user').then(() => 'another call was answered')])
    expect(first).toBe('another call was answered')
    giveUp.abort(new Error('no patience'))
    await expect(call).rejects.toThrow('no patience')
  })

  it('is never answered over a socket, and does not keep the server from closing', async () => {
    const fake = fakeOf()
    const { url, close } = await fake.listen()
    const call = fetch(url + path, put('{}')).catch((error: unknown) => (error instanceof Error ? 'cut off' : error))
    const other = await fetch(`${url}/api/user`)
    expect(other.status).toBe(200)
    await expect
      .poll(() => fake.log.entries.map(({ reasons }) => reasons.join()))
      .toContain('the body has no label, and nothing is answered')
    await close()
    expect(await call).toBe('cut off')
  })

  it('is answered with nothing when the quirk is off', async () => {
    const answer = await fakeOf({ 'wekan.labels-hang': 'off' }).fetch(path, put('{}'))
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })

  it('answers what JSON makes of a TypeError when the label is null', async () => {
    const answer = await fakeOf().fetch(path, put('{"label":null}'))
    expect([answer.status, await answer.text()]).toEqual([200, '{}'])
  })
})
