import { describe, expect, it } from 'vitest'
import { createFake } from '../../src/server/fake.js'
import type { Fake } from '../../src/server/fake.js'
import type { Limits } from '../../src/server/limits.js'
import { toy } from '../toy.js'

const make = (limits: Partial<Limits>): Fake => createFake({ products: [{ product: toy }], world: {}, limits })

describe('a limit', () => {
  it('of bodies tells the product that a body is too long', async () => {
    const fake = make({ bodyBytes: 10 })
    const ask = async (body: string): Promise<unknown> => (await fake.fetch('/', { method: 'POST', body })).json()
    expect(await ask('x'.repeat(10))).toMatchObject({ isTooLong: false, text: 'x'.repeat(10) })
    expect(await ask('x'.repeat(11))).toMatchObject({ isTooLong: true, text: '' })
  })

  it('of the log drops the oldest requests', async () => {
    const fake = make({ logEntries: 4 })
    for (let n = 0; n < 20; n++) await fake.fetch(`/${n}`)
    const kept = fake.log.entries.map(({ path }) => path)
    expect(kept.length).toBeLessThanOrEqual(6)
    expect(kept.slice(-4)).toEqual(['/16', '/17', '/18', '/19'])
  })

  it('of bodies holds for bodies of which no length is told', async () => {
    const { url, close } = await make({ bodyBytes: 10 }).listen()
    const body = new Blob(['x'.repeat(11)]).stream()
    const answer = await fetch(url, { method: 'POST', body, duplex: 'half' })
    expect(await answer.json()).toMatchObject({ isTooLong: true, text: '' })
    await close()
  })

  it('of bodies for the control plane is told as it tells mistakes, and changes nothing', async () => {
    const fake = make({ controlBodyBytes: 10 })
    const headers = { 'content-type': 'application/json' }
    const answer = await fake.fetch('/_fake/world', { method: 'POST', headers, body: '{"world":{"toy":{}}}' })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toMatchObject({ status: 413, detail: 'at most 10 bytes are taken' })
  })

  it('of bodies in the log cuts them; beyond that of all of them the oldest requests go', async () => {
    const fake = make({ logBodyBytes: 4, logTotalBytes: 20 })
    for (let n = 0; n < 5; n++) await fake.fetch(`/${n}`, { method: 'POST', body: '12345' })
    const { entries } = fake.log
    expect(entries.map(({ path }) => path)).toEqual(['/3', '/4'])
    expect(entries[0]?.request).toMatchObject({ body: '1234', bytes: 5, isCut: true })
  })

  it('that is no number is refused', () => {
    expect(() => make({ logEntries: Number.NaN })).toThrow('limits.logEntries: a number is expected, not NaN')
  })

  it.each(['logEntries', 'logTotalBytes', 'sandboxes', 'idleMs'] as const)('below nothing is refused: %s', (name) => {
    expect(() => make({ [name]: -1 })).toThrow(`limits.${name}: 0 or more is expected, not -1`)
  })

  it('of snapshots refuses another, and lets one be replaced', async () => {
    const fake = make({ snapshots: 2 })
    fake.snapshot('a')
    fake.snapshot('b')
    fake.snapshot('a')
    expect(() => {
      fake.snapshot('c')
    }).toThrow('there are 2 snapshots already')
    const answer = await fake.fetch('/_fake/snapshots/c', { method: 'PUT' })
    expect(await answer.json()).toMatchObject({ status: 503, title: 'Too many snapshots' })
    expect(fake.snapshotNames()).toEqual(['a', 'b'])
  })

  it('of sandboxes is told by the control plane too', async () => {
    const fake = make({ sandboxes: 1 })
    fake.sandbox('a')
    const made = await fake.fetch('/_fake/sandboxes', { method: 'POST' })
    expect(await made.json()).toMatchObject({ status: 503, title: 'Too many sandboxes' })
    const used = await fake.fetch('/~b/_fake/clock')
    expect(used.status).toBe(503)
  })

  it('of idle time drops sandboxes that nobody used, and never the nameless one', async () => {
    const fake = make({ idleMs: 0 })
    fake.sandbox('a')
    await fake.fetch('/add', { method: 'POST', body: 'kept' })
    fake.sandbox('b')
    expect(fake.sandboxNames()).toEqual(['b'])
    expect(await (await fake.fetch('/')).json()).toMatchObject({ names: ['kept'] })
  })
})
