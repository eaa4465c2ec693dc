import { describe, expect, it } from 'vitest'
import type { WorldFile } from '../../src/fixtures/schema.js'
import { UsageError } from '../../src/kernel/product.js'
import { kanboard } from '../../src/kanboard/index.js'
import { profiles } from '../../src/kanboard/profiles.js'
import { products } from '../../src/products.js'
import { createFake } from '../../src/server/fake.js'
import { fakeOf, result, token } from './ask.js'

const users = { ann: {}, bob: {}, vic: {}, off: { active: false } }

/** A world with these parts beside the users. */
const worldOf = (parts: Record<string, unknown>) => ({
  now: '2026-01-05T09:00:00.000Z',
  kanboard: { settings: { api_token: token }, users, ...parts },
})

/** A world whose only project has these parts; ann and bob are in it, vic looks on. */
const projectOf = (entry: Record<string, unknown>, beside: Record<string, unknown> = {}) =>
  worldOf({
    ...beside,
    projects: {
      Ferry: {
        members: { ann: 'project-manager', bob: 'project-member', vic: 'project-viewer', off: 'project-member' },
        ...entry,
      },
    },
  })

const columnsOf = (rows: unknown, ...names: string[]): unknown[] =>
  (rows as Record<string, unknown>[]).map((row) => names.map((name) => row[name]))

describe('a project of a world', () => {
  it('comes with four columns and a swimlane, and without members', async () => {
    const fake = fakeOf({}, worldOf({ projects: { Bare: {} } }))
    expect(await result(fake, 'getProjectByName', ['Bare'])).toMatchObject({ id: 1, is_public: 0, token: '' })
    expect(columnsOf(await result(fake, 'getColumns', [1]), 'id', 'title', 'position')).toEqual([
      [1, 'Backlog', 1],
      [2, 'Ready', 2],
      [3, 'Work in progress', 3],
      [4, 'Done', 4],
    ])
    expect(columnsOf(await result(fake, 'getActiveSwimlanes', [1]), 'name', 'position')).toEqual([
      ['Default swimlane', 1],
    ])
    expect(await result(fake, 'getProjectUsers', [1])).toEqual({})
  })

  it('is the same as one that createProject makes', async () => {
    const seeded = fakeOf({}, worldOf({ projects: { Bare: {} } }))
    const called = fakeOf({}, worldOf({}))
    await result(called, 'createProject', ['Bare'])
    const ask = ['getProjectById', 'getColumns', 'getAllSwimlanes', 'getAllCategories']
    for (const method of ask) expect(await result(seeded, method, [1])).toEqual(await result(called, method, [1]))
  })

  it('has the columns and categories of the settings', async () => {
    const settings = { api_token: token, board_columns: 'One,Two', project_categories: 'A,B' }
    const fake = fakeOf({}, worldOf({ settings, projects: { Bare: {} } }))
    expect(columnsOf(await result(fake, 'getColumns', [1]), 'title')).toEqual([['One'], ['Two']])
    expect(columnsOf(await result(fake, 'getAllCategories', [1]), 'name')).toEqual([['A'], ['B']])
  })

  it('has what it names in the place of what comes by itself', async () => {
    const fake = fakeOf(
      {},
      projectOf({
        name: 'Ferry app',
        identifier: 'ferry',
        owner: 'ann',
        public: true,
        columns: { todo: { title: 'To do', limit: 3 }, done: { hideInDashboard: true } },
        swimlanes: { Old: { active: false }, Fast: {}, Slow: {} },
        categories: { Data: { color: 'red', description: 'Rows' } },
        tags: { urgent: { color: 'red' } },
        metadata: { repo: 'here' },
      }),
    )
    expect(await result(fake, 'getProjectByIdentifier', ['FERRY'])).toMatchObject({
      name: 'Ferry app',
      owner_id: 2,
      is_public: 1,
      token: expect.stringMatching(/^[0-9a-f]{60}$/),
    })
    expect(columnsOf(await result(fake, 'getColumns', [1]), 'title', 'task_limit', 'hide_in_dashboard')).toEqual([
      ['To do', 3, 0],
      ['done', 0, 1],
    ])
    expect(columnsOf(await result(fake, 'getAllSwimlanes', [1]), 'name', 'position', 'is_active')).toEqual([
      ['Old', 0, 0],
      ['Fast', 1, 1],
      ['Slow', 2, 1],
    ])
    expect(await result(fake, 'getAllCategories', [1])).toMatchObject([{ color_id: 'red', description: 'Rows' }])
    expect(await result(fake, 'getTagsByProject', [1])).toMatchObject([{ name: 'urgent', color_id: 'red' }])
    expect(await result(fake, 'getProjectMetadata', [1])).toEqual({ repo: 'here' })
  })

  it('gives its roles to users and groups', async () => {
    const groups = { crew: { name: 'The crew', members: ['vic'] } }
    const entry = { members: { bob: 'project-viewer' }, groups: { crew: 'project-manager' } }
    const fake = fakeOf({}, projectOf(entry, { groups }))
    expect(await result(fake, 'getAllGroups')).toMatchObject([{ name: 'The crew', nb_users: 1 }])
    expect(await result(fake, 'getProjectUserRole', [1, 3])).toBe('project-viewer')
    expect(await result(fake, 'getProjectUserRole', [1, 4])).toBe('project-manager')
  })

  it('leaves the next number to the next project, column and task', async () => {
    const fake = fakeOf({}, projectOf({ tasks: { a: {}, b: {} } }))
    expect(await result(fake, 'createProject', ['Next'])).toBe(2)
    expect(await result(fake, 'addColumn', [1, 'Next'])).toBe(9)
    expect(await result(fake, 'createTask', ['Next', 1])).toBe(3)
  })
})

describe('a task of a world', () => {
  it('lies in the first column and swimlane, made now by nobody', async () => {
    const seeded = fakeOf({}, projectOf({ tasks: { Bare: {} } }))
    const called = fakeOf({}, projectOf({}))
    await result(called, 'createTask', { project_id: 1, title: 'Bare', time_spent: 0, time_estimated: 0 })
    expect(await result(seeded, 'getTask', [1])).toEqual(await result(called, 'getTask', [1]))
  })

  it('has what it names by key', async () => {
    const fake = fakeOf(
      {},
      projectOf(
        {
          columns: { a: {}, b: {} },
          swimlanes: { s: {}, t: {} },
          categories: { Data: {} },
          tags: { own: {} },
          tasks: {
            one: {
              ...{ title: 'First', description: '*x*', column: 'b', swimlane: 't', category: 'Data', owner: 'bob' },
              ...{ creator: 'vic', color: 'red', due: '2026-02-01', score: 5, priority: 2, reference: 'R-1' },
              ...{ tags: ['own', 'wide'], estimated: 2, metadata: { k: 'v' }, created: '2026-01-01T12:00:00Z' },
            },
          },
        },
        { tags: { wide: {} } },
      ),
    )
    expect(await result(fake, 'getTask', [1])).toMatchObject({
      ...{ title: 'First', description: '*x*', column_id: 2, swimlane_id: 2, category_id: 1, owner_id: 3 },
      ...{ creator_id: 4, color_id: 'red', date_due: Date.UTC(2026, 1, 1) / 1000, score: 5, priority: 2 },
      ...{ reference: 'R-1', time_estimated: 2, date_creation: Date.UTC(2026, 0, 1, 12) / 1000, is_active: 1 },
    })
    expect(await result(fake, 'getTaskTags', [1])).toEqual({ 2: 'own', 1: 'wide' })
    expect(await result(fake, 'getTaskMetadata', [1])).toEqual({ k: 'v' })
  })

  it('is due when the day begins in the time zone of the application', async () => {
    const settings = { api_token: token, application_timezone: 'Europe/Helsinki' }
    const fake = fakeOf({}, projectOf({ tasks: { a: { due: '2026-02-01' } } }, { settings }))
    expect(await result(fake, 'getTask', [1])).toMatchObject({ date_due: Date.UTC(2026, 0, 31, 22) / 1000 })
  })

  it('lies below the open tasks before it in its column and swimlane', async () => {
    const tasks = { a: {}, b: { column: 'Ready' }, c: { closed: true }, d: {}, e: { column: 'Ready' } }
    const fake = fakeOf({}, projectOf({ tasks }))
    const rows = [...((await result(fake, 'getAllTasks', [1])) as object[])]
    expect(columnsOf(rows, 'title', 'column_id', 'position')).toEqual([
      ['a', 1, 1],
      ['b', 2, 1],
      ['d', 1, 2],
      ['e', 2, 2],
    ])
  })

  it('has its subtasks done when it is closed, but for those that say otherwise', async () => {
    const subtasks = ['one', { title: 'two', status: 'todo', assignee: 'bob', estimated: 2 }]
    const fake = fakeOf({}, projectOf({ tasks: { a: { closed: '2026-01-04T10:00:00Z', subtasks } } }))
    expect(await result(fake, 'getAllSubtasks', [1])).toMatchObject([
      { title: 'one', status: 2, position: 1 },
      { title: 'two', status: 0, position: 2, user_id: 3 },
    ])
    const date_completed = Date.UTC(2026, 0, 4, 10) / 1000
    expect(await result(fake, 'getTask', [1])).toMatchObject({ is_active: 0, date_completed, time_estimated: 2 })
  })

  it('has comments of its own, and links to tasks of any project, which get the opposite', async () => {
    const fake = fakeOf(
      {},
      worldOf({
        projects: {
          one: { tasks: { a: { links: { blocks: ['b', 'two/a'] } }, b: {} } },
          two: { tasks: { a: { comments: [{ by: 'ann', text: 'Hello', at: '2026-01-02' }] } } },
        },
      }),
    )
    const forward = columnsOf(await result(fake, 'getAllTaskLinks', [1]), 'label', 'task_id')
    expect(forward.sort()).toEqual([
      ['blocks', 2],
      ['blocks', 3],
    ])
    expect(columnsOf(await result(fake, 'getAllTaskLinks', [3]), 'label', 'task_id')).toEqual([['is blocked by', 1]])
    const date_creation = Date.UTC(2026, 0, 2) / 1000
    expect(await result(fake, 'getAllComments', [3])).toMatchObject([{ user_id: 2, comment: 'Hello', date_creation }])
  })
})

describe('a mistake in a world', () => {
  const task = (entry: Record<string, unknown>) => projectOf({ tasks: { one: entry, two: {} } })

  const wrong: readonly (readonly [string, WorldFile, RegExp])[] = [
    ['an unknown column', task({ column: 'x' }), /tasks\.one\.column: .*'x': choose one of Backlog, Ready, Work in/],
    ['an unknown swimlane', task({ swimlane: 'x' }), /one\.swimlane: .*choose one of Default swimlane/],
    ['an unknown category', task({ category: 'x' }), /one\.category: .*choose one of none/],
    ['an unknown creator', task({ creator: 'x' }), /one\.creator: .*choose one of admin, ann, bob, vic, off/],
    ['an assignee who looks on', task({ owner: 'vic' }), /one\.owner: 'vic' is no active .* choose one of ann, bob$/],
    ['an unknown tag', task({ tags: ['x'] }), /one\.tags\.0: .*choose one of none/],
    [
      'an unknown kind of link',
      task({ links: { hurts: ['two'] } }),
      /links\.hurts: .*choose one of relates to, blocks/,
    ],
    [
      'an unknown linked task',
      task({ links: { blocks: ['x'] } }),
      /blocks\.0: .*one of one, two, Ferry\/one, Ferry\/two/,
    ],
    [
      'a link told twice',
      task({ links: { blocks: ['two', 'two'] } }),
      /links\.blocks\.1: there is such a link already/,
    ],
    [
      'an unknown assignee',
      task({ subtasks: [{ title: 's', assignee: 'x' }] }),
      /subtasks\.0\.assignee: .*choose one of/,
    ],
    ['an unknown writer', task({ comments: [{ by: 'x', text: 't' }] }), /comments\.0\.by: .*choose one of/],
    ['an unknown colour', task({ color: 'x' }), /tasks\.one\.color/],
    ['a member that nobody declared', task({ colour: 'red' }), /tasks\.one\.colour/],
    [
      'an unknown member',
      projectOf({ members: { x: 'project-member' } }),
      /Ferry\.members\.x: .*choose one of admin, ann/,
    ],
    ['an unknown role', projectOf({ members: { ann: 'boss' } }), /Ferry\.members\.ann/],
    ['an unknown group', projectOf({ groups: { x: 'project-member' } }), /Ferry\.groups\.x: .*choose one of none/],
    ['an unknown owner', projectOf({ owner: 'x' }), /Ferry\.owner: .*choose one of/],
    ['an identifier taken', worldOf({ projects: { a: { identifier: 'X' }, b: { identifier: 'x' } } }), /b\.identifier/],
    ['two columns of one title', projectOf({ columns: { a: {}, b: { title: 'a' } } }), /columns\.b: .*the same name/],
    ['an unknown member of a group', worldOf({ groups: { g: { members: ['x'] } } }), /groups\.g\.members\.0: .*choose/],
  ]

  it.each(wrong)('is told with its place and the choices: %s', (_what, world, message) => {
    expect(() => fakeOf({}, world)).toThrow(UsageError)
    expect(() => fakeOf({}, world)).toThrow(message)
  })

  it('may be one for some databases only', () => {
    const world = projectOf({ swimlanes: { Fast: {}, fast: {} } })
    expect(() => fakeOf({ options: { database: 'mysql' } }, world)).toThrow(/swimlanes\.fast: .*the same name/)
    expect(() => fakeOf({}, world)).not.toThrow()
  })
})

describe('the world demo', () => {
  const choices = profiles.flatMap(({ id: profile, options = {} }) =>
    ['sqlite', 'mysql', 'postgres']
      .filter((database) => database !== 'postgres' || options['numbers'] !== 'strings')
      .map((database) => ({ profile, options: { database } })),
  )

  it.each(choices)('fits $profile on $options.database', async (choice) => {
    const served = { product: kanboard, ...choice, settings: { api_token: token } }
    const fake = createFake({ products: [served], known: products, world: 'demo' })
    expect(await result(fake, 'getAllTasks', { project_id: 1, status_id: 1 })).toHaveLength(10)
  })
})
