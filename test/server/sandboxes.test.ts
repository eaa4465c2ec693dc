import { describe, expect, it } from 'vitest'
import { dumpWorld, restoreWorld } from '../../src/kernel/snapshot.js'
import { products } from '../../src/products.js'
import { createFake as createClientFake } from '../../src/index.js'
import { createFake } from '../../src/server/fake.js'
import type { Fake, FakeOptions, SandboxHandle } from '../../src/server/fake.js'

const make = (more: Partial<FakeOptions> = {}): Fake =>
  createFake({
    products: products.map((product) => ({
      product,
      ...(product.name === 'kanboard' ? { settings: { api_token: 'token-of-the-tests' } } : {}),
    })),
    world: 'demo',
    now: '2026-01-05T09:00:00Z',
    ...more,
  })

async function rpc(
  fake: Pick<SandboxHandle, 'fetch'>,
  method: string,
  params: object = {},
  where: { path?: string; headers?: Record<string, string> } = {},
): Promise<unknown> {
  const answer = await fake.fetch(`${where.path ?? ''}/jsonrpc.php`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa('jsonrpc:token-of-the-tests')}`,
      'content-type': 'application/json',
      ...where.headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const body = (await answer.json()) as { result?: unknown }
  return 'result' in body ? body.result : body
}

const namesIn = async (fake: Pick<SandboxHandle, 'fetch'>, where = {}): Promise<string[]> =>
  ((await rpc(fake, 'getAllProjects', {}, where)) as { name: string }[]).map(({ name }) => name)

describe('a sandbox', () => {
  it.each([
    ['a path', { path: '/~one' }],
    ['a header', { headers: { 'x-fake-world': 'one' } }],
  ])('named by %s is a copy of its own', async (_how, where) => {
    const fake = make()
    const before = await namesIn(fake)
    await rpc(fake, 'createProject', { name: 'only here' }, where)
    expect(await namesIn(fake, where)).toEqual([...before, 'only here'])
    expect(await namesIn(fake)).toEqual(before)
    expect(fake.sandboxNames()).toEqual(['one'])
  })

  it('gives the ids that any other gives', async () => {
    const fake = make()
    const ids = await Promise.all(
      ['a', 'b', 'c'].map((name) => rpc(fake, 'createProject', { name: 'x' }, { path: `/~${name}` })),
    )
    expect(new Set(ids).size).toBe(1)
  })

  it('has a clock and a log of its own', async () => {
    const fake = make()
    const own = fake.sandbox('own')
    own.clock.advance(3_600_000)
    await rpc(own, 'getVersion')
    expect(fake.clock.state).toEqual({ mode: 'frozen', now: Date.parse('2026-01-05T09:00:00Z'), speed: 1 })
    expect(own.log.entries.map(({ at }) => at)).toEqual(['2026-01-05T10:00:00.000Z'])
    expect(fake.log.entries).toEqual([])
  })

  it('is forgotten on request, and starts anew', async () => {
    const fake = make()
    const own = fake.sandbox('own')
    await rpc(own, 'createProject', { name: 'gone' })
    expect(fake.drop('own')).toBe(true)
    expect(fake.drop('own')).toBe(false)
    expect(fake.drop('')).toBe(false)
    expect(await namesIn(fake.sandbox('own'))).not.toContain('gone')
  })

  it.each(['..', 'a b', '-x', 'x'.repeat(65)])('cannot be called %s', async (name) => {
    const answer = await make().fetch(`/~${encodeURIComponent(name)}/jsonrpc.php`)
    expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({
      status: 400,
      type: 'application/problem+json',
    })
    expect(answer.headers.get('x-fake')).toContain('no name of a sandbox')
  })

  it('that was dropped comes back as the baseline is, for those who still hold it', async () => {
    const fake = createClientFake({ world: 'demo' })
    const own = fake.sandbox('own')
    expect(await own.wekan.get_current_user()).toMatchObject({ username: 'ada' })
    await own.kanboard.createProject({ name: 'gone' })
    fake.drop('own')
    expect(await own.wekan.get_current_user()).toMatchObject({ username: 'ada' })
    expect(own.log.entries.map(({ operations }) => operations.join())).toEqual(['login', 'get_current_user'])
    expect(Object.keys(own.diff()['kanboard'] ?? {})).toEqual([])
  })

  it('cannot be called nothing, and nothing reaches the one that all share', async () => {
    const fake = make()
    const answer = await fake.fetch('/~/api/user')
    expect(await answer.json()).toMatchObject({ status: 400, detail: expect.stringContaining('names no sandbox') })
    expect(fake.log.entries).toEqual([])
  })

  it('is told in brief what is no name, however long it is', async () => {
    const answer = await make().fetch(`/~${'x'.repeat(9000)}/api/user`)
    expect(answer.headers.get('x-fake')?.length).toBeLessThan(300)
  })

  it('cannot be named twice', async () => {
    const answer = await make().fetch('/~a/jsonrpc.php', { headers: { 'x-fake-world': 'b' } })
    expect(await answer.json()).toMatchObject({
      status: 400,
      detail: 'the path names a and x-fake-world names b: give one',
    })
  })

  it('is not made beyond the limit while all are in use', async () => {
    const fake = make({ limits: { sandboxes: 2 } })
    await Promise.all(['a', 'b'].map((name) => rpc(fake, 'getVersion', {}, { path: `/~${name}` })))
    const answer = await fake.fetch('/~c/jsonrpc.php')
    expect(await answer.json()).toMatchObject({ status: 503, title: 'Too many sandboxes' })
    expect(fake.sandboxNames()).toEqual(['a', 'b'])
  })

  it('that is idle makes room for another', async () => {
    const fake = make({ limits: { sandboxes: 2, idleMs: 0 } })
    for (const name of ['a', 'b', 'c']) await rpc(fake, 'getVersion', {}, { path: `/~${name}` })
    expect(fake.sandboxNames()).toEqual(['c'])
  })

  it('of two hundred keeps to itself while a thousand calls go on at once', async () => {
    const fake = make()
    const names = Array.from({ length: 200 }, (_, n) => `w${n}`)
    const calls = names.flatMap((name) => Array.from({ length: 5 }, (_, n) => ({ name, project: `${name}-${n}` })))
    await Promise.all(
      calls.map(({ name, project }) => rpc(fake, 'createProject', { name: project }, { path: `/~${name}` })),
    )
    const baseline = await namesIn(fake)
    for (const name of names) {
      const own = (await namesIn(fake, { path: `/~${name}` })).filter((one) => !baseline.includes(one))
      expect(own.sort()).toEqual(calls.filter((call) => call.name === name).map(({ project }) => project))
    }
  })
})

describe('a snapshot', () => {
  it('is kept by name and brought back in any sandbox, as often as one likes', async () => {
    const fake = make()
    await rpc(fake, 'createProject', { name: 'kept' })
    fake.snapshot('with a project')
    await rpc(fake, 'createProject', { name: 'later' })
    fake.restore('with a project')
    expect(await namesIn(fake)).toContain('kept')
    expect(await namesIn(fake)).not.toContain('later')
    await rpc(fake, 'createProject', { name: 'again' })
    const other = fake.sandbox('other')
    other.restore('with a project')
    expect(await namesIn(other)).toContain('kept')
    expect(await namesIn(other)).not.toContain('again')
  })

  it('differs from another by settings, too', async () => {
    const fake = createClientFake({ world: 'demo' })
    fake.snapshot('before')
    await fake.wekan.update_global_settings({ body: { productName: 'Ferry' } })
    const change = fake.diff('before')['wekan']?.['settings']
    expect(change?.changed).toMatchObject([{ after: { site: { productName: 'Ferry' } } }])
    expect(fake.log.entries.at(-1)?.changes.map(({ table }) => table)).toContain('settings')
    fake.restore('before')
    expect(fake.diff('before')).toEqual({})
  })

  it('that nobody made is named', () => {
    const fake = make()
    fake.snapshot('a')
    expect(() => {
      fake.restore('b')
    }).toThrow("no snapshot 'b': there are a")
  })

  it('forked from a sandbox is where the fork returns to', async () => {
    const fake = make()
    await rpc(fake, 'createProject', { name: 'before' })
    const fork = fake.fork()
    await rpc(fork, 'createProject', { name: 'in the fork' })
    expect(await namesIn(fake)).not.toContain('in the fork')
    fork.reset()
    expect(await namesIn(fork)).toContain('before')
    fake.reset()
    expect(await namesIn(fake)).not.toContain('before')
  })
})

describe('a world written down', () => {
  it.each(products.map(({ name }) => name))('of %s comes back as it was, with what it would do next', async (name) => {
    const fake = make()
    const instance = fake.instances.find(({ product }) => product.name === name)
    const other = make({ seed: 7 }).instances.find(({ product }) => product.name === name)
    if (!instance || !other) throw new Error('not served')
    const dump = JSON.parse(JSON.stringify(dumpWorld(instance.world))) as ReturnType<typeof dumpWorld>
    restoreWorld(other.world, dump)
    expect(dumpWorld(other.world)).toEqual(dump)
    for (const [table, rows] of Object.entries(instance.world.tables)) {
      expect([...(other.world.tables[table] ?? [])]).toEqual([...rows])
    }
    expect(other.world.ids.meteor()).toBe(instance.world.ids.meteor())
  })

  it('of another shape changes nothing', () => {
    const [instance] = make().instances
    if (!instance) throw new Error('not served')
    const dump = dumpWorld(instance.world)
    const before = JSON.stringify(dump)
    expect(() => {
      restoreWorld(instance.world, { ...dump, tables: { ...dump.tables, surprise: [] } })
    }).toThrow('there is no table surprise')
    expect(JSON.stringify(dumpWorld(instance.world)) === before).toBe(true)
  })
})
