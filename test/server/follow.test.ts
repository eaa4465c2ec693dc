import { describe, expect, it } from 'vitest'
import { createFake } from '../../src/server/fake.js'
import type { Fake } from '../../src/server/fake.js'
import { toy } from '../toy.js'

const make = (): Fake => createFake({ products: [{ product: toy }], world: {} })
const follow = (fake: Fake, headers: Record<string, string> = {}): Promise<Response> =>
  fake.fetch('/~own/_fake/log/events', { headers })

/** Ids of the events until the stream ends. */
async function idsOf(stream: Response): Promise<string[]> {
  return [...(await stream.text()).matchAll(/^id: (.*)$/gm)].map(([, id = '']) => id)
}

describe('who follows a log', () => {
  it.each([
    ['is told of what comes', {}, ['4']],
    ['and comes again is told of requests since', { 'last-event-id': '1' }, ['2', '3', '4']],
    ['and has been told of all misses nothing', { 'last-event-id': '3' }, ['4']],
    ['and comes from before the log was cleared is told of all', { 'last-event-id': '9' }, ['1', '2', '3', '4']],
    ['and was told of something else is told of what comes', { 'last-event-id': 'x' }, ['4']],
  ])('%s', async (_what, headers, ids) => {
    const fake = make()
    for (let n = 0; n < 3; n++) await fake.sandbox('own').fetch(`/${n}`)
    const stream = await follow(fake, headers)
    const text = idsOf(stream)
    await new Promise((resolve) => setImmediate(resolve))
    await fake.sandbox('own').fetch('/last')
    // What waits is written before the end comes.
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    fake.drop('own')
    expect(await text).toEqual(ids)
  })

  it('is left when the fake is closed', async () => {
    const fake = make()
    const stream = await follow(fake)
    await fake.close()
    expect(await idsOf(stream)).toEqual([])
  })

  it('reads no number of a delivery as that of a request', async () => {
    const fake = make()
    const stream = await follow(fake)
    const text = stream.text()
    await new Promise((resolve) => setImmediate(resolve))
    fake.sandbox('own').log.tell({ at: '', product: 'toy', about: 'x', url: 'http://a/', outcome: 'delivered' })
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    fake.drop('own')
    expect(await text).toMatch(/event: delivery\ndata: /)
  })
})
