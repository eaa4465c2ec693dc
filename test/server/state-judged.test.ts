import { beforeAll, describe, expect, it } from 'vitest'
import { products } from '../../src/products.js'
import { createFake } from '../../src/server/fake.js'
import type { Fake } from '../../src/server/fake.js'

const make = (): Fake =>
  createFake({ products: products.map((product) => ({ product })), world: 'demo', now: '2026-01-05T09:00:00Z' })

const headers = { 'content-type': 'application/json' }

interface Saved {
  readonly settings: Record<string, unknown>
  readonly counters: Record<string, unknown>
  readonly tables: Record<string, Record<string, unknown>[]>
  ids: unknown
}
interface State {
  readonly products: { readonly wekan: { readonly world: Saved }; readonly kanboard: { readonly world: Saved } }
}

describe('a state whose file was changed by hand', () => {
  let fake: Fake
  let text = ''
  beforeAll(async () => {
    fake = make()
    text = await (await fake.fetch('/_fake/state')).text()
  })

  const spoilt = (change: (worlds: { wekan: Saved; kanboard: Saved }) => void): string => {
    // The state as it was written a moment ago.
    const state = JSON.parse(text) as State
    change({ wekan: state.products.wekan.world, kanboard: state.products.kanboard.world })
    return JSON.stringify(state)
  }

  const first = ({ tables }: Saved, table: string): Record<string, unknown> => {
    const row = tables[table]?.[0]
    if (!row) throw new Error(`no row in ${table}`)
    return row
  }

  it.each<[string, (worlds: { wekan: Saved; kanboard: Saved }) => void, RegExp]>([
    [
      'without settings',
      ({ wekan }) => void Object.assign(wekan, { settings: {} }),
      /wekan: settings\.disableRegistration: /,
    ],
    ['with a setting of another type', ({ kanboard }) => void (kanboard.settings['config'] = 7), /settings\.config: /],
    ['with a setting that there is not', ({ kanboard }) => void (kanboard.settings['colour'] = 1), /"colour"/],
    ['with ids that are no number', ({ wekan }) => void (wekan.ids = 'x'), /products\.wekan\.world\.ids: /],
    ['with a counter that is a text', ({ kanboard }) => void (kanboard.counters['users'] = '9'), /counters\.users: /],
    [
      'with a counter below the ids that were given',
      ({ kanboard }) => void (kanboard.counters['tasks'] = 0),
      /kanboard: counters\.tasks is 0, and the table has a row \d+$/,
    ],
    ['with one table more', ({ kanboard }) => void (kanboard.tables['users2'] = []), /there is no table users2/],
    ['with one table less', ({ wekan }) => void delete wekan.tables['rules'], /the table rules is not there/],
    [
      'with a column that is not there',
      ({ kanboard }) => void delete first(kanboard, 'tasks')['title'],
      /kanboard: table tasks, row 1: 1: title is not there/,
    ],
    [
      'with a column of another type',
      ({ kanboard }) => void (first(kanboard, 'tasks')['title'] = { a: 1 }),
      /table tasks, row 1: 1: title is an object, not a text/,
    ],
    [
      'with null where none can be',
      ({ kanboard }) => void (first(kanboard, 'users')['username'] = null),
      /table users, row 1: 1: username is null, not a text/,
    ],
    [
      'with a document that leads nowhere',
      ({ wekan }) => void (first(wekan, 'cards')['boardId'] = 5),
      /wekan: table cards, row 1: "\w+": boardId is 5, not a text/,
    ],
    [
      'with members that are no list',
      ({ wekan }) => void (first(wekan, 'boards')['members'] = 'all'),
      /table boards, row 1: "\w+": members is "all", not a list/,
    ],
    [
      'with a user document that has no services',
      ({ wekan }) => void (first(wekan, 'users')['doc'] = { _id: 'x' }),
      /table users, row 1: "\w+": doc is an object, not one with _id and createdAt and services and profile/,
    ],
    [
      'with a date that is none',
      ({ wekan }) => void (first(wekan, 'boards')['members'] = { $date: 'x' }),
      /table boards, row 1: "x" is no date/,
    ],
    [
      'with a map that is none',
      ({ wekan }) => void (first(wekan, 'boards')['members'] = { $map: [5] }),
      /table boards, row 1: 5 is not what stands there/,
    ],
  ])('%s is refused, and the old one stays', async (_what, change, message) => {
    const answer = await fake.fetch('/_fake/state', { method: 'PUT', headers, body: spoilt(change) })
    expect(await answer.json()).toMatchObject({ status: 422, detail: expect.stringMatching(message) })
    expect(await (await fake.fetch('/_fake/state')).text()).toBe(text)
  })

  it('is taken as it is when nothing is wrong with it', async () => {
    const other = make()
    const answer = await other.fetch('/_fake/state', { method: 'PUT', headers, body: spoilt(() => undefined) })
    expect(answer.status).toBeLessThan(300)
    expect(await (await other.fetch('/_fake/state')).text()).toBe(text)
  })
})
