import { describe, expect, it } from 'vitest'
import type { Fake } from '../../src/server/fake.js'
import { call, fakeOf, result, textOf } from './ask.js'

const ann = { as: 'ann:secret-ann' }
const mia = { as: 'mia:secret-mia' }
const off = (name: string): { quirks: Record<string, 'off'> } => ({ quirks: { [`kanboard.${name}`]: 'off' } })

describe('a role in a project', () => {
  it('is not needed by the application, and nobody else goes without', async () => {
    const fake = fakeOf()
    await result(fake, 'createProject', ['P'])
    expect(await result(fake, 'getColumns', [1])).toHaveLength(4)
    expect((await call(fake, 'getColumns', [1], ann)).status).toBe(403)
    expect((await call(fake, 'getColumns', [1], { as: 'admin:admin' })).status).toBe(403)
  })

  it('of a viewer reads and does not write', async () => {
    const fake = fakeOf()
    await result(fake, 'createProject', ['P'])
    await result(fake, 'addProjectUser', [1, 3, 'project-viewer'])
    expect(await result(fake, 'getAllSwimlanes', [1], ann)).toHaveLength(1)
    const refused = await call(fake, 'addSwimlane', [1, 'x'], ann)
    expect(refused.status).toBe(403)
    expect(refused.headers['x-fake']).toBe(
      "reason; addSwimlane needs project-manager in project 1, 'ann' is project-viewer",
    )
  })

  it('that nobody knows allows nothing', async () => {
    const fake = fakeOf()
    await result(fake, 'createProject', ['P'])
    expect(await result(fake, 'addProjectUser', [1, 3, 'captain'])).toBe(true)
    expect((await call(fake, 'getColumns', [1], ann)).status).toBe(403)
  })

  it('comes from the best of the groups where there is no own one', async () => {
    const fake = fakeOf()
    await result(fake, 'createProject', ['P'])
    for (const [group, role] of [
      ['Readers', 'project-viewer'],
      ['Writers', 'project-member'],
    ] as const) {
      const id = await result(fake, 'createGroup', [group])
      await result(fake, 'addGroupMember', [id, 3])
      await result(fake, 'addProjectGroup', [1, id, role])
    }
    expect(await result(fake, 'getProjectUserRole', [1, 3])).toBe('project-member')
  })

  it('let a viewer write metadata before 1.2.50', async () => {
    for (const [profile, status] of [
      ['kanboard@1.2.35', 200],
      ['kanboard@1.2.53', 403],
    ] as const) {
      const fake = fakeOf({ profile })
      await result(fake, 'createProject', ['P'])
      await result(fake, 'addProjectUser', [1, 3, 'project-viewer'])
      expect((await call(fake, 'saveProjectMetadata', [1, { a: 'b' }], ann)).status).toBe(status)
    }
  })
})

describe('a project', () => {
  it('made by a manager belongs to that manager', async () => {
    const fake = fakeOf()
    expect(await result(fake, 'createProject', ['P'], mia)).toBe(1)
    expect(await result(fake, 'getProjectUsers', [1], mia)).toEqual({ '2': 'mia' })
  })

  it('takes everything with it', async () => {
    const fake = fakeOf()
    await result(fake, 'createProject', ['P'])
    await result(fake, 'createTask', ['T', 1])
    await result(fake, 'createCategory', [1, 'C'])
    await result(fake, 'removeProject', [1])
    expect(await result(fake, 'getTask', [1])).toBeNull()
    expect(await result(fake, 'getCategory', [1])).toBeNull()
    expect(await result(fake, 'getColumn', [1])).toBeNull()
  })

  it('of a user alone goes with the user, whose tasks elsewhere stay without owner', async () => {
    const fake = fakeOf()
    await result(fake, 'createMyPrivateProject', ['Mine'], ann)
    await result(fake, 'createProject', ['Ours'])
    await result(fake, 'addProjectUser', [2, 3])
    const task = await result(fake, 'createTask', { title: 'T', project_id: 2, owner_id: 3 })
    await result(fake, 'removeUser', [3])
    expect(await result(fake, 'getProjectById', [1])).toBeNull()
    expect(await result(fake, 'getTask', [task])).toMatchObject({ owner_id: 0 })
  })

  it.each([
    ['createProject', [''], 'name is required'],
    ['createProject', { name: 'P', identifier: 'a-b' }, 'identifier is not alphanumeric'],
    ['createProject', { name: 'P', owner_id: 9 }, 'there is no user 9 to own the project'],
    ['removeProject', [9], 'there is no project 9'],
    ['addColumn', [9, 'x'], 'there is no project 9'],
    ['createGroup', [null], 'the name is null'],
  ])('that %s %j refuses says why', async (method, params, reason) => {
    const answer = await call(fakeOf(), method, params)
    expect(textOf(answer)).toBe('{"jsonrpc":"2.0","result":false,"id":1}')
    expect(answer.trace.reasons).toEqual([reason])
  })

  it('stores what is no date as the first day of 1970', async () => {
    const fake = fakeOf()
    await result(fake, 'createProject', ['P'])
    await result(fake, 'updateProject', { project_id: 1, start_date: 'soon', end_date: '02/03/2001' })
    expect(await result(fake, 'getProjectById', [1])).toMatchObject({
      start_date: '1970-01-01',
      end_date: '2001-02-03',
    })
  })

  it('has addresses below the host of the request before 1.2.46', async () => {
    for (const [profile, base] of [
      ['kanboard@1.2.35', 'http://kb:8080/'],
      ['kanboard@1.2.53', 'http://localhost/'],
    ] as const) {
      const fake = fakeOf({ profile })
      await result(fake, 'createProject', ['P'])
      const shown = await result(fake, 'getProjectById', [1], { headers: { host: 'kb:8080' } })
      expect(shown).toMatchObject({ url: { board: `${base}?controller=BoardViewController&action=show&project_id=1` } })
    }
  })
})

describe('an object of PHP', () => {
  it('keeps the order of names, though its keys are numbers', async () => {
    const fake = fakeOf()
    await result(fake, 'createProject', ['P'])
    await result(fake, 'addProjectUser', [1, 2])
    await result(fake, 'addProjectUser', [1, 3])
    expect(textOf(await call(fake, 'getProjectUsers', [1]))).toContain('{"3":"Ann","2":"mia"}')
    expect(textOf(await call(fake, 'getProjectUsers', [9]))).toContain('"result":{}')
    expect(textOf(await call(fake, 'getAssignableUsers', [9, true]))).toContain('{"0":"Unassigned"}')
  })

  it('has an entry without name for a group without members, unless that is switched off', async () => {
    for (const [choice, expected] of [
      [{}, '{"":null}'],
      [off('empty-group-member'), '{}'],
    ] as const) {
      const fake = fakeOf(choice)
      await result(fake, 'createProject', ['P'])
      await result(fake, 'createGroup', ['G'])
      await result(fake, 'addProjectGroup', [1, 1])
      expect(textOf(await call(fake, 'getProjectUsers', [1]))).toContain(`"result":${expected}`)
    }
  })
})

describe('places on a board', () => {
  const order = async (fake: ReturnType<typeof fakeOf>): Promise<unknown> => {
    const columns = (await result(fake, 'getColumns', [1])) as { id: number; position: number }[]
    return columns.map(({ id, position }) => `${id}@${position}`)
  }

  it('are counted around the column that moves', async () => {
    const fake = fakeOf()
    await result(fake, 'createProject', ['P'])
    expect(await result(fake, 'changeColumnPosition', [1, 4, 2])).toBe(true)
    expect(await order(fake)).toEqual(['1@1', '4@2', '2@3', '3@4'])
    expect(await result(fake, 'changeColumnPosition', [1, 4, 5])).toBe(false)
  })

  it('are left open by a column that is removed, and closed up by a swimlane', async () => {
    const fake = fakeOf()
    await result(fake, 'createProject', ['P'])
    await result(fake, 'removeColumn', [2])
    expect(await order(fake)).toEqual(['1@1', '3@3', '4@4'])
    await result(fake, 'addSwimlane', [1, 'Two'])
    await result(fake, 'disableSwimlane', [1, 1])
    expect(await result(fake, 'getAllSwimlanes', [1])).toMatchObject([
      { id: 1, position: 0, is_active: 0 },
      { id: 2, position: 1 },
    ])
  })

  it('of another project were taken before 1.2.51', async () => {
    for (const [profile, expected] of [
      ['kanboard@1.2.35', true],
      ['kanboard@1.2.53', false],
    ] as const) {
      const fake = fakeOf({ profile })
      await result(fake, 'createProject', ['P'])
      await result(fake, 'createProject', ['Q'])
      expect(await result(fake, 'changeColumnPosition', [1, 5, 1])).toBe(expected)
    }
  })
})

describe('removal of a project that is not there', () => {
  const left = async (fake: Fake): Promise<unknown> => {
    await result(fake, 'createTag', [0, 'global'])
    await result(fake, 'createTag', [7, 'orphan'])
    expect(await result(fake, 'removeProject', [7])).toBe(false)
    expect(await result(fake, 'removeProject', ['0'])).toBe(false)
    return result(fake, 'getAllTags')
  }

  it('takes along the tags that were made for its number, global ones among them', async () => {
    expect(await left(fakeOf())).toEqual([])
  })

  it('leaves them without the quirk', async () => {
    expect(await left(fakeOf(off('absent-project-tags')))).toHaveLength(2)
  })
})

it('lists projects of the same name that groups share after those of an own role', async () => {
  const fake = fakeOf()
  for (const name of ['P', 'P']) await result(fake, 'createProject', [name])
  await result(fake, 'createGroup', ['G'])
  await result(fake, 'addGroupMember', [1, 3])
  await result(fake, 'addProjectGroup', [1, 1, 'project-member'])
  await result(fake, 'addProjectUser', [2, 3, 'project-member'])
  expect((await call(fake, 'getMyProjectsList', [], ann)).body).toContain('{"2":"P","1":"P"}')
})

it('a date with a NUL ends the request and leaves the project as it was', async () => {
  for (const profile of ['1.2.20', '1.2.35', '1.2.53']) {
    const fake = fakeOf({ profile })
    await result(fake, 'createProject', ['P'])
    expect((await call(fake, 'updateProject', { project_id: 1, name: 'Q', start_date: 'nul\0x' })).status).toBe(500)
    expect(await result(fake, 'getProjectById', [1])).toMatchObject({ name: 'P' })
  }
})
