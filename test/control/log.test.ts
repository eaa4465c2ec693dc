import { describe, expect, it } from 'vitest'
import { RequestLog } from '../../src/control/log.js'
import type { Told } from '../../src/control/log-draft.js'
import { LogEntry } from '../../src/control/log-entry.js'
import { LogQuery } from '../../src/control/log-query.js'
import { products } from '../../src/products.js'
import { createFake } from '../../src/server/fake.js'
import type { Fake } from '../../src/server/fake.js'

const TOKEN = 'token-of-the-tests'
const make = (limits = {}): Fake =>
  createFake({
    products: products.map((product) => ({
      product,
      ...(product.name === 'kanboard' ? { settings: { api_token: TOKEN } } : {}),
    })),
    world: 'demo',
    now: '2026-01-05T09:00:00Z',
    limits,
  })

async function rpc(fake: Fake, method: string, params?: object): Promise<unknown> {
  const answer = await fake.fetch('/jsonrpc.php', {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`jsonrpc:${TOKEN}`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  return ((await answer.json()) as { result: unknown }).result
}

const told = (more: Partial<Told> = {}): Told => ({
  at: '',
  product: 'toy',
  method: 'GET',
  path: '/a/b?c=1',
  status: 200,
  ms: 1,
  operations: ['get_card'],
  reasons: [],
  deviations: [],
  ...more,
})

const logged = (more: Partial<Told>): LogEntry => {
  const log = new RequestLog()
  log.write(told(more))
  const [entry] = log.entries
  if (!entry) throw new Error('nothing was written')
  return entry
}

describe('a follower', () => {
  it('who reads lines alone has no body and no row masked', () => {
    const log = new RequestLog()
    let read = 0
    const lines: string[] = []
    log.follow((event) => {
      if (event.event === 'request') lines.push(`${event.method} ${event.path} ${event.changed}`)
    })
    const row = {
      id: 1,
      get title() {
        read += 1
        return 'x'
      },
    }
    log.write(told({ changes: [{ table: 'cards', key: 1, after: row }] }))
    expect([lines, read]).toEqual([['GET /a/b?c=1 1'], 0])
    expect([log.entries[0]?.changes, read]).toEqual([[{ table: 'cards', key: 1, after: { id: 1, title: 'x' } }], 1])
  })
})

describe('the log of a sandbox', () => {
  it('tells rows that a request changed, before and after', async () => {
    const fake = make()
    const id = await rpc(fake, 'createProject', { name: 'First' })
    await rpc(fake, 'updateProject', { project_id: id, name: 'Second' })
    await rpc(fake, 'getProjectById', { project_id: id })
    await rpc(fake, 'removeProject', { project_id: id })
    const [made, edited, read, removed] = fake.log.entries
    const row = (entry: LogEntry | undefined): unknown =>
      entry?.changes.find(({ table, key }) => table === 'projects' && key === id)
    expect(row(made)).toEqual({
      table: 'projects',
      key: id,
      after: expect.objectContaining({ name: 'First' }) as object,
    })
    expect(row(edited)).toMatchObject({ before: { name: 'First' }, after: { name: 'Second' } })
    expect([read?.changes, read?.changed]).toEqual([[], 0])
    expect(row(removed)).toEqual({
      table: 'projects',
      key: id,
      before: expect.objectContaining({ name: 'Second' }) as object,
    })
    expect(made?.changed).toBeGreaterThan(1)
  })

  it('tells nothing of what a mistake of the fake undid', async () => {
    const { toy } = await import('../toy.js')
    const fake = createFake({ products: [{ product: toy }], world: {} })
    await fake.fetch('/crash')
    expect(fake.log.entries).toMatchObject([{ status: 500, changes: [], changed: 0 }])
  })

  it('is as its schema says', async () => {
    const fake = make()
    await rpc(fake, 'createProject', { name: 'x' })
    await fake.fetch('/api/bords')
    await fake.fetch('/api/user', { method: 'PATCH' })
    for (const entry of fake.log.entries) expect(LogEntry.parse(entry)).toEqual(entry)
  })

  it('keeps the last entries, as many as it may', async () => {
    const fake = make({ logEntries: 3 })
    for (let n = 0; n < 10; n++) await rpc(fake, 'getVersion')
    expect(fake.log.entries.map(({ seq }) => seq)).toEqual([8, 9, 10])
    expect(fake.log.forgotten).toBe(7)
  })

  it('lets the oldest go when the bodies of all are too long, and keeps the last', () => {
    const log = new RequestLog({ totalBytes: 25 })
    for (const body of ['1234567890', '1234567890', '12345678901234567890', 'x'.repeat(100)]) {
      log.write(told({ request: { headers: {}, body } }))
      expect(log.entries.at(-1)?.request?.body).toBe(body)
    }
    expect(log.entries.map(({ seq }) => seq)).toEqual([4])
  })

  it('keeps no entries when it may keep none, and still tells its followers', () => {
    const log = new RequestLog({ entries: 0 })
    const heard: unknown[] = []
    log.follow((event) => heard.push(event.seq))
    log.write(told())
    expect([log.entries, heard, log.last]).toEqual([[], [1], 1])
  })

  it('cuts a body that is longer than it keeps, and tells its length', () => {
    const body = 'ü'.repeat(20_000)
    const { request, answer } = logged({
      request: { headers: {}, body: Buffer.from(body) },
      answer: { headers: {}, body },
    })
    expect(request).toMatchObject({ bytes: 40_000, isCut: true, body: 'ü'.repeat(8192) })
    expect(answer).toMatchObject({ bytes: 40_000, isCut: true })
  })

  it('shows no body that is no text', () => {
    const { request } = logged({ request: { headers: {}, body: Uint8Array.of(0xff, 0x00, 0x89) } })
    expect(request).toEqual({ headers: {}, bytes: 3 })
  })

  it('tells followers of requests until they leave, and outlives one that fails', () => {
    const log = new RequestLog()
    const heard: number[] = []
    log.follow(() => {
      throw new Error('the client hung up')
    })
    const leave = log.follow(({ seq }) => heard.push(seq))
    log.write(told())
    leave()
    log.write(told())
    expect(heard).toEqual([1])
    expect(log.entries).toHaveLength(2)
  })

  it('is empty after a reset, and counts from 1', async () => {
    const fake = make()
    await rpc(fake, 'getVersion')
    fake.reset()
    expect(fake.log.entries).toEqual([])
    await rpc(fake, 'getVersion')
    expect(fake.log.entries.map(({ seq }) => seq)).toEqual([1])
  })
})

describe('a secret in the log', () => {
  const bcrypt = `$2y$10$${'a'.repeat(53)}`
  it.each<[string, Partial<Told>]>([
    ['a query', { path: '/a?authToken=hush-hush&b=1' }],
    ['a header of credentials', { request: { headers: { authorization: 'Bearer hush-hush' } } }],
    ['Basic credentials', { request: { headers: { authorization: `Basic ${btoa('ann:hush-hush')}` } } }],
    ['credentials in a header of any name', { request: { headers: { 'x-own': btoa('ann:hush-hush') } } }],
    ['a cookie', { answer: { headers: { 'set-cookie': 'hush-hush' } } }],
    ['JSON', { request: { headers: {}, body: '{"user":{"password":"hush-hush"}}' } }],
    ['JSON with escapes', { request: { headers: {}, body: '{"password":"a\\"hush-hush"}' } }],
    ['JSON that is broken off', { request: { headers: {}, body: '{"a":1,"password":"hush-hush' } }],
    ['a form', { request: { headers: {}, body: 'username=a&password=hush-hush&x=1' } }],
    ['a list of secrets', { answer: { headers: {}, body: '{"services":{"x":["hush-hush"]}}' } }],
    [
      'parameters by their place',
      {
        request: { headers: {}, body: '{"method":"createUser","params":["ann","hush-hush"]}' },
        parameters: () => ['username', 'password'],
      },
    ],
    [
      'a row',
      { changes: [{ table: 'users', key: 1, before: { password: 'hush-hush' }, after: { token: 'hush-hush' } }] },
    ],
  ])('is masked in %s', (_where, more) => {
    const text = JSON.stringify(logged(more))
    expect(text).toContain('***1')
    expect(text).not.toContain('hush-hush')
    expect(text).not.toContain(btoa('ann:hush-hush'))
  })

  it('is masked by its form wherever it stands', () => {
    const text = JSON.stringify(logged({ answer: { headers: {}, body: `{"note":"see ${bcrypt}"}` } }))
    expect(text).toContain('see ***1')
    expect(text).not.toContain('$2y$')
  })

  it('has one number wherever it stands, and others have others', () => {
    const log = new RequestLog()
    log.write(told({ answer: { headers: {}, body: '{"token":"one-token","id":"7"}' } }))
    log.write(told({ request: { headers: { authorization: 'Bearer another' } } }))
    log.write(told({ request: { headers: { authorization: 'Bearer one-token' } } }))
    const [answer, other, same] = log.entries
    expect(answer?.answer?.body).toBe('{"token":"***1","id":"7"}')
    expect(other?.request?.headers).toEqual({ authorization: 'Bearer ***2' })
    expect(same?.request?.headers).toEqual({ authorization: 'Bearer ***1' })
  })

  it('leaves a body without one exactly as it was', () => {
    const body = '{ "a": 1.0, "big": 12345678901234567890, "password": "" }'
    expect(logged({ request: { headers: {}, body } }).request?.body).toBe(body)
  })
})

describe('a query', () => {
  it('for what is not served is refused, with what was meant', () => {
    const { log } = make()
    expect(() => log.query({ product: 'wekann' })).toThrow(
      'product: wekann is not served: choose one of wekan, kanboard, none',
    )
    expect(() => log.query({ operation: 'getTasks' })).toThrow('operation: there is no getTasks')
    expect(log.query({ product: 'none', operation: '*' })).toEqual([])
  })

  const log = new RequestLog()
  log.write(told({ actor: 'ann', status: 404, method: 'POST', path: '/api/boards/1?x' }))
  log.write(told({ product: 'other', reasons: ['no such task'], answer: { headers: {}, body: 'false' } }))
  log.write(told({ fault: 'slow,lost', status: 0, operations: ['new_card'] }))
  log.write(told({ isUnmatched: true, status: 405, operations: [] }))
  log.write(told({ deviations: [{ operation: 'get_card', at: 'input', path: '', message: 'x' }] }))

  it.each<[object, number[]]>([
    [{}, [1, 2, 3, 4, 5]],
    [{ product: 'other' }, [2]],
    [{ operation: '*_card' }, [1, 2, 3, 5]],
    [{ operation: 'new_card' }, [3]],
    [{ actor: 'ann' }, [1]],
    [{ status: '404' }, [1]],
    [{ status: 404 }, [1]],
    [{ status: '4xx' }, [1, 4]],
    [{ method: 'post' }, [1]],
    [{ path: '/api/**' }, [1]],
    [{ since: '3' }, [4, 5]],
    [{ text: 'no such' }, [2]],
    [{ text: 'false' }, [2]],
    [{ fault: 'lost' }, [3]],
    [{ fault: '*' }, [3]],
    [{ outcome: 'mute' }, [2]],
    [{ outcome: 'failed' }, [1, 3, 4]],
    [{ outcome: 'deviant' }, [5]],
    [{ outcome: 'unmatched' }, [4]],
    [{ outcome: 'fault' }, [3]],
    [{ outcome: 'ok' }, [5]],
    [{ status: '4xx', limit: '1' }, [4]],
  ])('for %j finds what it says', (query, found) => {
    expect(log.query(LogQuery.parse(query)).map(({ seq }) => seq)).toEqual(found)
  })
})
