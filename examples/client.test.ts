// How a client of Wekan or Kanboard is tested against the fake, without a port. Run with vitest.
import { afterEach, describe, expect, it } from 'vitest'
import { createFake } from 'stuntboard'

const fake = createFake({ world: 'demo', seed: 1, now: '2026-01-05T09:00:00Z' })
afterEach(() => {
  fake.reset()
})

/** The client under test; yours takes `fetch` or a base URL (`await fake.listen()` gives one). */
async function rpc(method: string, params: object): Promise<unknown> {
  const answer = await fake.fetch('/jsonrpc.php', {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('ada:ada-lovelace')}` },
    body: JSON.stringify({ jsonrpc: '2.0', method, id: 1, params }),
  })
  return ((await answer.json()) as { result: unknown }).result
}

describe('my client', () => {
  it('notices that Kanboard refuses in silence', async () => {
    expect(await rpc('createUser', { username: 'bob', password: '12345' })).toBe(false)
    expect(fake.log.entries.at(-1)?.reasons).toEqual(['the password has 5 characters, at least 6 are needed'])
  })

  it('starts every test from the seeded world', async () => {
    expect(await rpc('getUserByName', { username: 'bob' })).toBeNull()
  })
})
