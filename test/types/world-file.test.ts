import { describe, expect, it } from 'vitest'
import { createFake } from '../../src/index.js'
import type { WorldFile } from '../../src/index.js'

// The types are judged by tsc (`npm run typecheck`); a line that should be refused says so.

describe('the type of a world', () => {
  const world: WorldFile = {
    about: 'A board',
    now: '2026-06-01T09:00:00Z',
    both: {
      users: { ada: { admin: true, password: 'ada-password' } },
      boards: {
        roadmap: { members: { ada: 'admin' }, lists: { todo: {} }, cards: { first: { title: 'x', by: 'ada' } } },
      },
    },
    wekan: { users: { grace: { password: 'grace-password' } } },
    kanboard: { projects: { roadmap: { tasks: { first: { priority: 2 } } } } },
  }

  it('is that of worlds that are served', () => {
    expect(createFake({ world }).instances).toHaveLength(2)
  })

  it('refuses what a world cannot have', () => {
    // @ts-expect-error there is no such product
    const product: WorldFile = { trello: {} }
    // @ts-expect-error users have no colour
    const member: WorldFile = { kanboard: { users: { ada: { colour: 'red' } } } }
    // @ts-expect-error there is no such role
    const role: WorldFile = { both: { boards: { b: { lists: {}, members: { ada: 'owner' } } } } }
    // @ts-expect-error a board has lists
    const lists: WorldFile = { both: { boards: { b: {} } } }
    for (const wrong of [product, member, role, lists]) expect(() => createFake({ world: wrong })).toThrow(/world: at /)
  })
})
