import { describe, expect, it } from 'vitest'
import { compare, knownFrom } from '../../src/check/compare.js'
import { diffTargets } from '../../src/check/diff.js'
import type { DiffReport } from '../../src/check/diff.js'
import { diffText } from '../../src/check/report/diff.js'
import type { Fetch } from '../../src/check/target.js'
import { productNamed } from '../../src/products.js'
import { credentials, fakeOf, scenariosOf } from './play.js'

function diff(a: string, b: string, fetchB?: Fetch): Promise<DiffReport> {
  const name = a.slice(0, a.indexOf('@'))
  const side = (fetch: Fetch, url: string): Parameters<typeof diffTargets>[0]['a'] => ({
    product: productNamed(name),
    scenarios: scenariosOf(name),
    given: credentials[name] ?? {},
    url,
    fetch,
  })
  return diffTargets({
    a: side(fakeOf(a).fetch, 'http://127.0.0.1'),
    b: side(fetchB ?? fakeOf(b).fetch, 'http://localhost'),
  })
}

const told = (report: DiffReport): string[] =>
  report.different.flatMap(({ operation, differences }) => differences.map(({ at }) => `${operation} ${at}`))

describe('diff', () => {
  it.each(['wekan@11.07', 'kanboard@1.2.53'])('finds no difference between %s and itself', async (profile) => {
    const report = await diff(profile, profile)
    expect(told(report)).toEqual([])
    expect(report.unplayed).toEqual([])
    expect(report.compared).toBeGreaterThan(200)
  })

  it('tells what changed in Kanboard from 1.2.20 to 1.2.53, and no ids, times or prose', async () => {
    const found = told(await diff('kanboard@1.2.20', 'kanboard@1.2.53'))
    expect(found).toEqual(
      expect.arrayContaining([
        'getUser result.theme',
        'getComment result.visibility',
        'getTaskFile result.etag',
        'createTask result',
      ]),
    )
    expect(found.filter((one) => /date_|_at$|\.id$|event_content/.test(one))).toEqual([])
  })

  it('tells what changed in Wekan from 7.10 to 11.07', async () => {
    const report = await diff('wekan@7.10', 'wekan@11.07')
    expect(told(report)).toEqual(expect.arrayContaining(['login status', 'login code', 'new_user result._id']))
    expect(diffText(report)).toContain('login\n  status: A 400, B 401')
  })

  it('tells one changed answer of two servers that are otherwise the same', async () => {
    const fake = fakeOf('kanboard@1.2.53')
    const changed: Fetch = async (url, init) => {
      const answer = await fake.fetch(url, init)
      const text = (await answer.text()).replaceAll('"is_active":1,"', '"is_active":true,"')
      return new Response(text, { status: answer.status, headers: answer.headers })
    }
    const found = told(await diff('kanboard@1.2.53', 'kanboard@1.2.53', changed))
    expect(found.length).toBeGreaterThan(0)
    expect(found.every((one) => one.endsWith('.is_active'))).toBe(true)
  })
})

describe('two values', () => {
  const known = (vars: Record<string, unknown>): ReturnType<typeof knownFrom> => knownFrom(vars, '1.2.53', 'abc')
  const sides = { a: known({ taskId: 3, token: 'a'.repeat(12) }), b: known({ taskId: 9, token: 'b'.repeat(12) }) }

  it.each([
    ['ids of two servers', { task_id: 3 }, { task_id: 9 }],
    ['captured values', { key: 'a'.repeat(12) }, { key: 'b'.repeat(12) }],
    ['moments', { date_creation: 1_767_603_600 }, { date_creation: 1_767_607_200 }],
    ['pages', '<p>one</p>', '<p>two</p>'],
    ['lists that others have filled', [{ name: 'sb-abc-x' }, { name: 'old' }], [{ name: 'sb-abc-x' }]],
  ])('are the same where only %s differ', (_what, a, b) => {
    expect(compare(a, b, 'result', sides)).toEqual([])
  })

  it.each([
    ['value', { position: 1 }, { position: 2 }],
    ['value', { owner_id: 0 }, { owner_id: 9 }],
    ['type', { task_id: 3 }, { task_id: '9' }],
    ['member', { a: 1 }, {}],
    ['length', [{ name: 'sb-abc-x' }], []],
  ])('differ in %s', (kind, a, b) => {
    expect(compare(a, b, 'result', sides).map((one) => one.kind)).toEqual([kind])
  })
})
