import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/product.js'
import { call, fakeOf, result, token } from './ask.js'

const world = (users: Record<string, unknown>): { kanboard: Record<string, unknown> } => ({
  kanboard: { settings: { api_token: token }, users },
})

describe('a world', () => {
  it('without users has admin/admin and a token of 60 hexadecimal digits', async () => {
    const fake = fakeOf({}, {})
    const [instance] = fake.instances
    const { logins, curl } = instance?.product.greet(instance.world, instance.setup, 'http://x') ?? {
      logins: [],
      curl: '',
    }
    expect(logins).toMatchObject([
      { who: 'jsonrpc', secret: expect.stringMatching(/^[0-9a-f]{60}$/) },
      { who: 'admin', secret: 'admin' },
    ])
    expect(curl).toContain(`curl -u jsonrpc:${logins[0]?.secret ?? ''}`)
    expect(await result(fake, 'getMe', [], { as: 'admin:admin' })).toMatchObject({
      id: 1,
      name: null,
      role: 'app-admin',
    })
  })

  it('may change the built-in administrator, or replace him', async () => {
    const changed = fakeOf({}, world({ admin: { password: 'better-one', name: 'Root' } }))
    expect(await result(changed, 'getMe', [], { as: 'admin:better-one' })).toMatchObject({ id: 1, name: 'Root' })
    const replaced = fakeOf({}, world({ biloute: { id: 1, password: '123456' } }))
    expect(await result(replaced, 'getAllUsers')).toMatchObject([{ id: 1, username: 'biloute', role: 'app-user' }])
  })

  it('loses against the command line', async () => {
    const fake = fakeOf({ settings: { api_token: 'chosen' } }, world({}))
    expect((await call(fake, 'getVersion', [], { as: 'jsonrpc:chosen' })).status).toBe(200)
    expect((await call(fake, 'getVersion')).status).toBe(401)
  })

  it('goes on numbering after the highest number', async () => {
    const fake = fakeOf({}, world({ bob: { id: 21 }, eve: {} }))
    expect(await result(fake, 'getUserByName', ['eve'])).toMatchObject({ id: 22 })
  })

  const wrong = [
    [{ bob: { id: 7 }, eve: { id: 7 } }, /users\.eve\.id: the user 'bob' has the id 7 already/],
    [{ admin: { id: 2 } }, /users\.admin\.id: the user 'admin' has the id 1, not 2/],
    [{ bob: { role: 'god' } }, /users\.bob\.role/],
    [{ bob: { pasword: 'x' } }, /users\.bob\.pasword/],
    [{ bob: { id: 2 ** 31 } }, /users\.bob\.id/],
    [{ bob: { id: 2 ** 53 - 1 } }, /users\.bob\.id/],
  ] as const

  it.each(wrong)('%j is refused with the place that is wrong', (users, message) => {
    expect(() => fakeOf({}, world(users))).toThrow(UsageError)
    expect(() => fakeOf({}, world(users))).toThrow(message)
  })

  it('has two names for one user only where the database tells them apart', () => {
    const users = { bob: {}, BOB: {} }
    expect(() => fakeOf({ options: { database: 'mysql' } }, world(users))).toThrow(/users\.BOB: .* the same name/)
    expect(() => fakeOf({}, world(users))).not.toThrow()
  })

  it('answers the same bytes for the same seed', async () => {
    const tell = async (): Promise<unknown> => {
      const fake = fakeOf({}, world({ bob: { password: 'secret-1' } }))
      await call(fake, 'createUser', ['eve', 'secret-1'])
      return (await call(fake, 'getAllUsers')).body
    }
    expect(await tell()).toBe(await tell())
  })
})

const projects = (entries: Record<string, unknown>): { kanboard: Record<string, unknown> } => ({
  kanboard: { settings: { api_token: token }, users: { ann: {} }, projects: entries },
})

const ferry = {
  id: 70,
  members: { ann: 'project-member' },
  columns: { todo: { id: 31 }, doing: { id: 12 }, done: {} },
  swimlanes: { island: { id: 8 }, harbour: { id: 3 } },
  categories: { zebra: { id: 41 }, ape: { id: 40 } },
  tags: { pier: { id: 55 } },
  tasks: {
    late: {
      id: 900,
      tags: ['pier'],
      subtasks: [{ id: 6, title: 'x' }, 'y', { id: 2, title: 'z' }],
      comments: [
        { id: 17, by: 'ann', text: 'one' },
        { by: 'ann', text: 'two' },
      ],
    },
    early: { id: 400, column: 'doing', swimlane: 'harbour', category: 'ape' },
    next: {},
  },
}

const databases = ['sqlite', 'mysql', 'postgres'] as const
const idsIn = (rows: unknown): number[] => (rows as { id: number }[]).map(({ id }) => id)

describe('ids of a world', () => {
  it.each(databases)('are those of its rows, which the others follow, on %s', async (database) => {
    const fake = fakeOf({ options: { database } }, projects({ ferry }))
    const ids = async (method: string, params: unknown): Promise<number[]> => idsIn(await result(fake, method, params))
    expect(await ids('getAllProjects', [])).toEqual([70])
    expect(await ids('getColumns', [70])).toEqual([31, 12, 32])
    expect(await ids('getAllSwimlanes', [70])).toEqual([8, 3])
    expect(await ids('getAllCategories', [70])).toEqual([40, 41])
    expect(await result(fake, 'getTaskTags', [900])).toEqual({ 55: 'pier' })
    expect(await ids('getAllSubtasks', [900])).toEqual([6, 7, 2])
    expect(await ids('getAllComments', [900])).toEqual([17, 18])
    const task = { project_id: 70, column_id: 12, swimlane_id: 3, category_id: 40 }
    expect(await result(fake, 'getTask', [400])).toMatchObject(task)
  })

  it('leave tasks on each other as the file has them', async () => {
    const fake = fakeOf({}, projects({ ferry: { tasks: { below: { id: 9 }, above: { id: 4 } } } }))
    expect(await result(fake, 'getTask', [9])).toMatchObject({ title: 'below', position: 1 })
    expect(await result(fake, 'getTask', [4])).toMatchObject({ title: 'above', position: 2 })
  })

  it.each(databases)('put rows in their order where nothing else does, on %s', async (database) => {
    const swimlanes = { on: { id: 7 }, off: { id: 9, active: false }, gone: { id: 4, active: false } }
    const fake = fakeOf({ options: { database } }, projects({ ferry: { swimlanes } }))
    expect(idsIn(await result(fake, 'getAllSwimlanes', [1]))).toEqual([4, 9, 7])
  })

  const following = [
    ['sqlite', 401],
    ['mysql', 902],
    ['postgres', 902],
  ] as const

  it.each(following)('are followed by what is made later, on %s after the last ones are gone by %i', async (...of) => {
    const [database, next] = of
    const fake = fakeOf({ options: { database } }, projects({ ferry }))
    for (const id of [900, 901]) expect(await result(fake, 'removeTask', [id])).toBe(true)
    expect(await result(fake, 'createTask', { title: 'x', project_id: 70 })).toBe(next)
    expect(await result(fake, 'createProject', ['Other'])).toBe(71)
    expect(idsIn(await result(fake, 'getColumns', [71]))).toEqual([33, 34, 35, 36])
    expect(await result(fake, 'addSwimlane', [70, 'Winter'])).toBe(10)
    expect(await result(fake, 'createCategory', [70, 'dog'])).toBe(42)
  })

  it('may be far apart', async () => {
    const tasks = { far: { id: 2 ** 31 - 1 }, near: { id: 5 } }
    const fake = fakeOf({ options: { database: 'sqlite' } }, projects({ ferry: { tasks } }))
    expect(await result(fake, 'removeTask', [2 ** 31 - 1])).toBe(true)
    expect(await result(fake, 'createTask', { title: 'x', project_id: 1 })).toBe(6)
  })

  it('are 1, 2, 3 in the order of the file where it gives none', async () => {
    const fake = fakeOf({}, projects({ b: { tasks: { y: {}, x: {} } }, a: { tasks: { z: {} } } }))
    expect(await result(fake, 'getTask', [2])).toMatchObject({ title: 'x', project_id: 1, column_id: 1 })
    expect(await result(fake, 'getTask', [3])).toMatchObject({ title: 'z', project_id: 2, column_id: 5 })
  })

  const one = { tasks: { x: { id: 1 } } }
  const wrong = [
    [{ a: {}, b: { id: 1 } }, /projects\.b\.id: the project 'a' has the id 1 already/],
    [
      { a: {}, b: { columns: { c: { id: 2 } } } },
      /projects\.b\.columns\.c\.id: the column 'Ready' has the id 2 already/,
    ],
    [
      { a: { swimlanes: { s: { id: 4 }, t: { id: 4 } } } },
      /projects\.a\.swimlanes\.t\.id: the swimlane 's' has the id 4 already/,
    ],
    [
      { a: { categories: { s: { id: 4 } } }, b: { categories: { t: { id: 4 } } } },
      /projects\.b\.categories\.t\.id: the category 's' has the id 4 already/,
    ],
    [{ a: { tags: { s: {}, t: { id: 1 } } } }, /projects\.a\.tags\.t\.id: the tag 's' has the id 1 already/],
    [{ a: one, b: one }, /projects\.b\.tasks\.x\.id: the task 'x' has the id 1 already/],
    [
      { a: { tasks: { x: { subtasks: ['s', { id: 1, title: 't' }] } } } },
      /projects\.a\.tasks\.x\.subtasks\.1\.id: the subtask 's' has the id 1 already/,
    ],
    [
      { a: { tasks: { x: { comments: [2, 2].map((id) => ({ id, by: 'ann', text: 't' })) } } } },
      /projects\.a\.tasks\.x\.comments\.1\.id: another comment has the id 2 already/,
    ],
    [{ a: { id: 0 } }, /projects\.a\.id/],
    [{ a: { id: 1.5 } }, /projects\.a\.id/],
    [{ a: { tasks: { x: { id: 2 ** 31 } } } }, /projects\.a\.tasks\.x\.id/],
  ] as const

  it.each(wrong)('%j are refused with the place that is wrong', (entries, message) => {
    expect(() => fakeOf({}, projects(entries))).toThrow(UsageError)
    expect(() => fakeOf({}, projects(entries))).toThrow(message)
  })
})
