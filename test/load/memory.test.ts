import { describe, expect, it } from 'vitest'
import { createFake } from '../../src/index.js'
import { heapUsed, MEBIBYTE } from './heap.js'

/** A short look in `npm test`; `npm run load` makes 50,000 requests, and LOAD_REQUESTS=1000000 a million. */
const REQUESTS = Number(process.env['LOAD_REQUESTS'] ?? 4000)

describe('memory', () => {
  it(`stays where it is over ${REQUESTS} requests that come back to the same state`, async () => {
    const fake = createFake({ world: 'demo', now: '2026-01-05T09:00:00Z' })
    fake.snapshot('start')
    const round = async (n: number): Promise<void> => {
      const place = n % 10 === 0 ? fake.sandbox(`s-${n % 50}`) : fake
      const id = await place.kanboard.createTask({ title: `task ${n}`, project_id: 1 })
      await place.kanboard.getTask({ task_id: Number(id) })
      await place.kanboard.removeTask({ task_id: Number(id) })
      await place.wekan.get_current_user()
      if (n % 100 === 99) fake.restore('start')
      if (n % 50 === 49) for (const name of fake.sandboxNames()) fake.drop(name)
    }
    const rounds = REQUESTS / 4
    // What is compiled once and a log that fills up are no leak: the log holds a thousand requests.
    for (let n = 0; n < 400; n++) await round(n)
    const before = heapUsed()
    const started = performance.now()
    for (let n = 0; n < rounds; n++) await round(n)
    const rate = Math.round((REQUESTS / (performance.now() - started)) * 1000)
    const grown = heapUsed() - before
    console.log(`memory: ${(grown / MEBIBYTE).toFixed(1)} MiB more after ${REQUESTS} requests, ${rate} a second`)
    expect(grown).toBeLessThan(16 * MEBIBYTE)
  })
})
