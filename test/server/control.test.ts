import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { controlClient } from '../../src/control/client.js'
import { controlDocument } from '../../src/control/document.js'
import { allControlOperations } from '../../src/control/operations.js'
import { createFake } from '../../src/server/fake.js'
import type { Fake, FakeOptions } from '../../src/server/fake.js'
import { products, productNamed } from '../../src/products.js'
import { toy } from '../toy.js'

const make = (more: Partial<FakeOptions> = {}): Fake =>
  createFake({ products: [{ product: toy }], world: {}, now: '2026-01-05T09:00:00Z', ...more })
const client = (fake: Fake, sandbox?: string): ReturnType<typeof controlClient> =>
  controlClient({ url: 'http://127.0.0.1', fetch: (url, init) => fake.fetch(url, init), sandbox })
const add = (fake: Pick<Fake, 'fetch'>, name: string): Promise<Response> =>
  fake.fetch('/add', { method: 'POST', body: name })
const names = async (fake: Pick<Fake, 'fetch'>): Promise<string[]> =>
  ((await (await fake.fetch('/')).json()) as { names: string[] }).names
const json = (body: unknown, method = 'POST'): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

describe('the document of the control plane', () => {
  it('is valid OpenAPI with every operation once', async () => {
    const document = controlDocument('1.0.0')
    const result = await new Validator().validate(structuredClone(document) as never)
    expect(result.errors).toBeUndefined()
    const { paths } = document as { paths: Record<string, Record<string, { operationId: string }>> }
    const ids = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId))
    expect(ids.toSorted()).toEqual(allControlOperations.map(([name]) => name).toSorted())
  })

  it('is served by the fake', async () => {
    const text = await client(make()).document({ file: 'control.json' })
    expect(JSON.parse(text)).toMatchObject({ openapi: '3.1.1', info: { title: 'stuntboard control plane' } })
  })
})

describe('the client of the control plane', () => {
  it('makes, forks, lists and drops sandboxes', async () => {
    const fake = make()
    await add(fake, 'here')
    const plane = client(fake)
    expect(await plane.createSandbox({ name: 'fresh' })).toMatchObject({ name: 'fresh', requests: 0 })
    expect(await plane.createSandbox({ name: 'copy', like: '' })).toMatchObject({ name: 'copy' })
    expect(await plane.createSandbox()).toMatchObject({ name: 'fork-1' })
    expect(await names(fake.sandbox('fresh'))).toEqual([])
    expect(await names(fake.sandbox('copy'))).toEqual(['here'])
    expect((await plane.sandboxes()).sandboxes.map(({ name }) => name)).toEqual(['', 'fresh', 'copy', 'fork-1'])
    await plane.dropSandbox({ name: 'copy' })
    expect(fake.sandboxNames()).toEqual(['fresh', 'fork-1'])
  })

  it.each(['header', 'path'])('reaches a sandbox by %s', async (how) => {
    const fake = make()
    const url = how === 'path' ? 'http://127.0.0.1/~one' : 'http://127.0.0.1'
    const plane = controlClient({
      url,
      fetch: (target, init) => fake.fetch(target, init),
      sandbox: how === 'path' ? undefined : 'one',
    })
    await add(fake.sandbox('one'), 'x')
    await plane.advanceClock({ by: '1h' })
    expect(fake.sandbox('one').clock.now()).toBe(Date.parse('2026-01-05T10:00:00Z'))
    expect(fake.clock.now()).toBe(Date.parse('2026-01-05T09:00:00Z'))
    await plane.reset()
    expect(await names(fake.sandbox('one'))).toEqual([])
  })

  it('keeps, restores, hands out and takes back snapshots', async () => {
    const fake = make()
    const plane = client(fake)
    await add(fake, 'kept')
    await plane.saveSnapshot({ name: 'a' })
    await add(fake, 'later')
    const file = await plane.downloadSnapshot({ name: 'a' })
    await plane.dropSnapshot({ name: 'a' })
    await plane.uploadSnapshot({ name: 'b', file })
    await plane.restore({ name: 'b' })
    expect(await names(fake)).toEqual(['kept'])
    expect((await plane.snapshots()).snapshots).toEqual([
      { name: 'b', at: '2026-01-05T09:00:00.000Z', rows: { toy: 1 } },
    ])
  })

  it('tells what differs between two states', async () => {
    const fake = make({ world: { toy: { things: { old: {} } } } })
    const plane = client(fake)
    await add(fake, 'first')
    await plane.saveSnapshot({ name: 'a' })
    await add(fake, 'second')
    const now = await plane.changes({ from: 'a' })
    expect(now.changes['toy']?.['things']).toMatchObject({ added: [{ name: 'second' }], removed: [], changed: [] })
    const { changes } = await plane.changes({ to: 'a' })
    expect(changes['toy']?.['things']?.added).toMatchObject([{ name: 'first' }])
    const file = await plane.downloadSnapshot({ name: 'a' })
    await plane.uploadSnapshot({ name: 'same', file })
    expect((await plane.changes({ from: 'a', to: 'same' })).changes).toEqual({})
  })

  it('saves and loads a state, as the baseline if asked to', async () => {
    const fake = make()
    const plane = client(fake)
    await add(fake, 'one')
    const file = await plane.saveState()
    fake.reset()
    await plane.loadState({ file })
    expect(await names(fake)).toEqual(['one'])
    fake.reset()
    expect(await names(fake)).toEqual([])
    expect(await names(fake.sandbox('before'))).toEqual([])
    await plane.loadState({ file, baseline: 'yes' })
    fake.reset()
    expect(await names(fake)).toEqual(['one'])
    expect(await names(fake.sandbox('after'))).toEqual(['one'])
  })

  it('reads and sets the clock', async () => {
    const fake = make()
    const plane = client(fake)
    expect(await plane.clock()).toEqual({ mode: 'frozen', now: '2026-01-05T09:00:00.000Z', speed: 1 })
    expect(await plane.setClock({ now: '2027-01-01T00:00:00Z' })).toMatchObject({ now: '2027-01-01T00:00:00.000Z' })
    expect(await plane.setClock({ mode: 'running', speed: 1000 })).toMatchObject({ mode: 'running', speed: 1000 })
    expect(await plane.setClock({ mode: 'real' })).toMatchObject({ mode: 'real' })
    expect(await plane.advanceClock({ by: '-1d' })).toMatchObject({ mode: 'running' })
  })

  it('names the world in tests that are made of its log', async () => {
    const fake = createFake({ products: [{ product: productNamed('kanboard') }], known: products, world: 'demo' })
    const plane = client(fake)
    const call = { method: 'POST', body: '{"jsonrpc":"2.0","id":1,"method":"getVersion"}' }
    await fake.fetch('/jsonrpc.php', call)
    expect(await plane.exportLog({ format: 'vitest' })).toContain('"world":"demo"')
    await plane.loadWorld({ world: 'both' })
    await fake.fetch('/jsonrpc.php', call)
    expect(await plane.exportLog({ format: 'vitest' })).toContain('"world":"both"')
  })

  it('seeds a new world; one with a mistake leaves the old one', async () => {
    const fake = make({ world: { toy: { things: { old: {} } } } })
    const plane = client(fake)
    await expect(plane.loadWorld({ world: { toy: { thing: {} } } })).rejects.toMatchObject({ status: 422 })
    await expect(plane.loadWorld({ world: '/etc/passwd' })).rejects.toMatchObject({ status: 422 })
    expect(await names(fake)).toEqual(['old'])
    await plane.loadWorld({ world: { toy: { things: { fresh: {} } } } })
    await add(fake, 'more')
    fake.reset()
    expect(await names(fake)).toEqual(['fresh'])
    expect(await names(fake.sandbox('new'))).toEqual(['fresh'])
  })
})

describe('the control plane refuses', () => {
  const fake = make({ limits: { controlBodyBytes: 1000 } })
  fake.snapshot('there')
  it.each([
    ['POST', '/clock/advance', json('{"by":'), 400, {}],
    ['POST', '/clock/advance', json('[]'), 422, { errors: [{ pointer: '' }] }],
    ['PUT', '/clock', json('{"mode":"frozen","mode":"real"}', 'PUT'), 400, { errors: [{ pointer: '/mode' }] }],
    [
      'POST',
      '/world',
      json('{"world":{"a":[1,{"b/c":1,"b\\u002fc":2}]}}'),
      400,
      { errors: [{ pointer: '/world/a/1/b~1c' }] },
    ],
    ['POST', '/clock/advance', json({}), 422, { errors: [{ pointer: '/by' }] }],
    ['POST', '/clock/advance', json({ by: 'soon' }), 422, { errors: [{ pointer: '/by' }] }],
    ['POST', '/clock/advance', json({ by: 9e15 }), 422, { errors: [{ pointer: '/by' }] }],
    ['POST', '/clock/advance', json({ by: 1, to: 2 }), 422, { errors: [{ pointer: '/to' }] }],
    ['POST', '/clock/advance', { method: 'POST', body: '{"by":1}' }, 415, {}],
    ['PUT', '/clock', json({ mode: 'stopped' }, 'PUT'), 422, { errors: [{ pointer: '/mode' }] }],
    ['PUT', '/clock', json({ now: '2026-01-05' + 'T09:00:00' }, 'PUT'), 422, { errors: [{ pointer: '/now' }] }],
    ['PUT', '/clock', json({ now: '2026-02-30' }, 'PUT'), 422, { errors: [{ pointer: '/now' }] }],
    ['PUT', '/clock', json({ now: 253402300800000 }, 'PUT'), 422, { errors: [{ pointer: '/now' }] }],
    ['POST', '/world', json('{"world":{"__proto__":{}}}'), 422, {}],
    ['POST', '/world', json({ world: { head: {}, stream: { boards: 1 } } }), 422, {}],
    ['POST', '/verify', json({ calls: [{ match: {}, atLeast: 3, atMost: 1 }] }), 422, {}],
    ['POST', '/reset', json({ sandbox: 'one' }), 422, { errors: [{ pointer: '' }] }],
    ['GET', '/log?limit=0x10', {}, 422, { errors: [{ parameter: 'limit' }] }],
    ['GET', '/log?since=', {}, 422, { errors: [{ parameter: 'since' }] }],
    ['GET', '/log?constructor=1', {}, 422, { errors: [{ parameter: 'constructor' }] }],
    ['GET', '/log?__proto__=1', {}, 422, { errors: [{ parameter: '__proto__' }] }],
    ['PUT', '/clock', json({ mode: 'real', now: 0 }, 'PUT'), 422, { errors: [{ pointer: '/now' }] }],
    ['PUT', '/clock', json({ speed: 2 }, 'PUT'), 422, { errors: [{ pointer: '/speed' }] }],
    ['PUT', '/clock', json({ now: 'x'.repeat(2000) }, 'PUT'), 413, {}],
    ['GET', '/changes?from=x&from=y', {}, 400, { errors: [{ parameter: 'from' }] }],
    ['GET', '/changes?since=x', {}, 422, { errors: [{ parameter: 'since' }] }],
    ['GET', '/changes?from=nobody', {}, 404, {}],
    ['POST', '/snapshots/nobody/restore', { method: 'POST' }, 404, {}],
    ['DELETE', '/snapshots/nobody', { method: 'DELETE' }, 404, {}],
    ['GET', '/snapshots/nobody/file', {}, 404, {}],
    ['PUT', '/snapshots/-x', { method: 'PUT' }, 422, { errors: [{ parameter: 'name' }] }],
    ['PUT', '/snapshots/x/file', json('{}', 'PUT'), 422, {}],
    ['PUT', '/state', json('nothing', 'PUT'), 422, {}],
    ['DELETE', '/sandboxes/nobody', { method: 'DELETE' }, 404, {}],
    ['POST', '/sandboxes', json({ like: 'nobody' }), 404, {}],
    ['POST', '/sandboxes', json({ name: 'a b' }), 422, { errors: [{ pointer: '/name' }] }],
    ['POST', '/sandboxes?name=x', { method: 'POST' }, 400, { errors: [{ parameter: 'name' }] }],
    ['GET', '/openapi/nothing.yaml', {}, 404, {}],
    ['GET', '/nowhere', {}, 404, {}],
    ['PATCH', '/clock', { method: 'PATCH' }, 405, {}],
  ] as const)('%s %s %# with problem details, and changes nothing', async (_method, path, init, status, more) => {
    const before = await client(fake).saveState()
    const answer = await fake.fetch(`/_fake${path}`, init)
    expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({
      status,
      type: 'application/problem+json',
    })
    expect(await answer.json()).toMatchObject({ type: 'about:blank', status, ...more })
    expect(await client(fake).saveState()).toBe(before)
    expect(fake.sandboxNames()).toEqual([])
    expect(fake.snapshotNames()).toEqual(['there'])
  })

  it('names the methods that a path has', async () => {
    const answer = await fake.fetch('/_fake/clock', { method: 'PATCH' })
    expect(answer.headers.get('allow')).toBe('GET, HEAD, PUT')
  })
})
