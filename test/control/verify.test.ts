import { describe, expect, it } from 'vitest'
import { verify } from '../../src/control/verify.js'
import type { Verification } from '../../src/control/verify.js'
import { products } from '../../src/products.js'
import { createFake } from '../../src/server/fake.js'
import type { Fake } from '../../src/server/fake.js'

const TOKEN = 'token-of-the-tests'
const make = (): Fake =>
  createFake({
    products: products.map((product) => ({
      product,
      ...(product.name === 'kanboard' ? { settings: { api_token: TOKEN } } : {}),
    })),
    world: 'demo',
  })

async function rpc(fake: Fake, method: string, params?: object): Promise<Response> {
  return fake.fetch('/jsonrpc.php', {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`jsonrpc:${TOKEN}`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
}

async function day(): Promise<Fake> {
  const fake = make()
  await rpc(fake, 'createProject', { name: 'Launch' })
  await rpc(fake, 'createTask', { title: 'Paper', project_id: 1 })
  await rpc(fake, 'getTask', { task_id: 99_999 })
  return fake
}

describe('verification', () => {
  it.each<[string, Verification, boolean]>([
    ['a call that came', { calls: [{ match: { operation: 'createTask' } }] }, true],
    ['a call that did not come', { calls: [{ match: { operation: 'removeTask' } }] }, false],
    ['a call that must not come', { calls: [{ match: { operation: 'removeTask' }, exactly: 0 }] }, true],
    ['too many', { calls: [{ match: { operation: 'create*' }, atMost: 1 }] }, false],
    ['two of two', { calls: [{ match: { operation: 'create*' }, exactly: 2 }] }, true],
    ['too few', { calls: [{ match: { operation: 'create*' }, atLeast: 3 }] }, false],
    ['a part of the body', { calls: [{ match: { body: { params: { title: 'Paper' } } } }] }, true],
    ['another body', { calls: [{ match: { body: { params: { title: 'Pape' } } } }] }, false],
    ['calls after one', { since: 2, calls: [{ match: { operation: 'create*' }, exactly: 0 }] }, true],
    ['an order', { order: [{ operation: 'createProject' }, { operation: 'getTask' }] }, true],
    ['another order', { order: [{ operation: 'getTask' }, { operation: 'createProject' }] }, false],
    ['the contract', { withinContract: true, allMatched: true }, true],
  ])('of %s holds or not', async (_what, expected, isMet) => {
    const verdict = verify((await day()).log, expected)
    expect(verdict.isMet).toBe(isMet)
    expect(verdict.text === '').toBe(isMet)
  })

  it('says what was expected, what came and which calls come nearest', async () => {
    const { entries } = (await day()).log
    const { text } = verify({ entries }, { calls: [{ match: { operation: 'createTask', status: 500 } }] })
    expect(text).toBe(
      [
        'expected at least 1 call with operation "createTask", status 500; came 0',
        '  nearest:',
        '  #2 createTask (POST /jsonrpc.php) 200 - differs in status',
      ].join('\n'),
    )
  })

  it('of one name says which calls are called alike, and none that are not', async () => {
    const { entries } = (await day()).log
    const { text } = verify({ entries }, { calls: [{ match: { operation: 'createTag' } }] })
    expect(text.split('\n')).toEqual([
      'expected at least 1 call with operation "createTag"; came 0',
      '  nearest:',
      '  #2 createTask (POST /jsonrpc.php) 200 - differs in operation',
      '  #1 createProject (POST /jsonrpc.php) 200 - differs in operation',
    ])
    const strange = verify({ entries }, { calls: [{ match: { operation: 'addGroupMember' } }] })
    expect(strange.checks[0]?.nearest).toEqual([])
  })

  it('tells calls outside the contract, with what is wrong', async () => {
    const fake = make()
    await rpc(fake, 'createTask', { title: ['no', 'text'], project_id: 1 })
    const { isMet, text } = verify(fake.log, { withinContract: true })
    expect(isMet).toBe(false)
    expect(text).toMatch(
      /^expected no call outside the documented contract; came 1 of 1\n {2}#1 createTask .* - \/title: /,
    )
  })

  it('tells calls of operations that there are not, with those that are near', async () => {
    const fake = make()
    await fake.fetch('/api/bords')
    const { text } = verify(fake.log, { allMatched: true })
    expect(text).toContain("GET /api/boards (it is 'boards', not 'bords')")
  })

  it('refuses to expect two things of one count', () => {
    expect(() => verify({ entries: [] }, { calls: [{ match: {}, exactly: 1, atMost: 2 }] })).toThrow(
      'exactly stands alone',
    )
  })
})

describe('a call that was meant otherwise', () => {
  const near = async (method: string, path: string): Promise<[string | null, string, number]> => {
    const fake = make()
    const answer = await fake.fetch(path, { method })
    return [answer.headers.get('x-fake'), await answer.text(), answer.status]
  }
  const nearProcedure = async (method: string, params?: object): Promise<string | undefined> => {
    const fake = make()
    await rpc(fake, method, params)
    return fake.log.entries[0]?.nearest?.map(({ operation, why }) => `${operation}: ${why}`).join(' | ')
  }

  it('is explained by another method', async () => {
    const [voice, text, status] = await near('PATCH', '/api/boards/abc')
    expect(voice).toMatch(/^no-such-operation; near: .*\/api\/boards\/\{\w+\}: the method is \w+, not PATCH/)
    expect([text, status]).toEqual(['', 405])
  })

  it('is explained by a slip in the path, and the body stays that of the real server', async () => {
    const [voice, text, status] = await near('GET', '/api/bords')
    expect(voice).toContain("GET /api/boards: it is 'boards', not 'bords'")
    expect([status, text.startsWith('<!DOCTYPE html>')]).toEqual([200, true])
  })

  it('is left alone where it is for a page of the web application', async () => {
    expect((await near('GET', '/b/some-board/launch'))[0]).toBeNull()
    expect((await near('GET', '/'))[0]).toBeNull()
  })

  it.each([
    ['a slip in the name', 'getTsk', undefined, "getTask: it is 'getTask', not 'getTsk'"],
    ['a word more', 'getUserById', undefined, "getUser: it is 'getUser', not 'getUserById'"],
    ['another spelling of a parameter', 'getTask', { taskId: 1 }, "getTask: the parameter is 'task_id', not 'taskId'"],
  ])('is explained by %s', async (_what, method, params, text) => {
    expect(await nearProcedure(method, params)).toContain(text)
  })

  it('is not explained where nothing is near', async () => {
    expect(await nearProcedure('zzzzzzzzzzzz')).toBeUndefined()
  })
})

describe('verification of a log that has forgotten calls', () => {
  const brief = async (): Promise<Fake> => {
    const fake = createFake({
      products: products.map((product) => ({ product })),
      world: 'demo',
      limits: { logEntries: 2 },
    })
    await fake.fetch('/api/user?stray=1')
    await fake.fetch('/api/nothing-is-here')
    for (let n = 0; n < 2; n++) await fake.fetch('/api/user')
    return fake
  }

  it.each<[string, Verification, boolean]>([
    ['the contract that a forgotten one left', { withinContract: true }, false],
    ['operations of which a forgotten one had none', { allMatched: true }, false],
    ['how often at most calls came', { calls: [{ match: { operation: 'get_current_user' }, atMost: 2 }] }, false],
    ['that calls did not come', { calls: [{ match: { operation: 'new_board' }, exactly: 0 }] }, false],
    ['calls that are enough as it is', { calls: [{ match: { operation: 'get_current_user' } }] }, true],
    ['those after the forgotten ones', { since: 2, withinContract: true, allMatched: true }, true],
    ['the contract after the one that left it', { since: 1, withinContract: true }, true],
  ])('of %s', async (_what, expected, isMet) => {
    const { isMet: holds, text } = (await brief()).verify(expected)
    expect(holds).toBe(isMet)
    expect(text.includes('forgotten')).toBe(!isMet)
  })

  it('begins anew when the log is cleared', async () => {
    const fake = await brief()
    fake.reset()
    expect(fake.verify({ withinContract: true, allMatched: true, calls: [{ match: {}, exactly: 0 }] }).isMet).toBe(true)
  })
})
