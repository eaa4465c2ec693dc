import { describe, expect, it } from 'vitest'
import type { Fake } from '../../src/server/fake.js'
import { call, error, fakeOf, result, textOf } from './ask.js'

/* Measured on a Kanboard 1.2.53 with MariaDB 10.11 and PostgreSQL 15. */

const on = (database: string): Fake => fakeOf({ options: { database } })

async function withProjects(database: string): Promise<Fake> {
  const fake = on(database)
  for (const name of ['Ferry', 'Harbour']) await result(fake, 'createProject', { name })
  return fake
}

describe.each(['mysql', 'postgres'])('dates on %s', (database) => {
  it('are kept beyond 2038', async () => {
    const fake = await withProjects(database)
    const task_id = await result(fake, 'createTask', { title: 'far', project_id: 1, date_due: '2040-01-02 00:00' })
    expect(await result(fake, 'getTask', { task_id })).toMatchObject({ date_due: 2209075200 })
  })
})

describe('an insert that leaves a column null', () => {
  it.each([
    ['mysql', 1],
    ['postgres', 2],
  ])('uses up an id or not: %s', async (database, next) => {
    const fake = on(database)
    await call(fake, 'createGroup', { name: null })
    expect(await result(fake, 'createGroup', { name: 'crew' })).toBe(next)
  })
})

describe('a copy that the target refuses', () => {
  it.each(['mysql', 'postgres'])('uses up the ids of its links: %s', async (database) => {
    const fake = await withProjects(database)
    for (const title of ['one', 'two']) await result(fake, 'createTask', { title, project_id: 1 })
    expect(await result(fake, 'duplicateTaskToProject', { task_id: 1, project_id: 2, column_id: -1 })).toBe(0)
    expect(await result(fake, 'createTaskLink', { task_id: 1, opposite_task_id: 2, link_id: 1 })).toBe(3)
  })
})

describe('overdue tasks', () => {
  it.each([
    ['sqlite', [1, 2, 3, 4]],
    ['mysql', [1, 2, 3, 4]],
    // The second project was changed before the first one.
    ['postgres', [3, 2, 4, 1]],
  ])('come in the order of %s', async (database, order) => {
    const fake = await withProjects(database)
    for (const project_id of [1, 2, 2, 1]) {
      await result(fake, 'createTask', { title: 'late', project_id, date_due: '2001-02-03 07:05' })
    }
    const rows = (await result(fake, 'getOverdueTasks')) as { id: number }[]
    expect(rows.map(({ id }) => id)).toEqual(order)
  })
})

describe('the tags of a task', () => {
  it.each([
    ['sqlite', '{"2":"b","1":"a"}'],
    ['mysql', '{"1":"a","2":"b"}'],
    ['postgres', '{"1":"a","2":"b"}'],
  ])('come in the order of %s', async (database, tags) => {
    const fake = await withProjects(database)
    await result(fake, 'createTask', { title: 'one', project_id: 1 })
    for (const tag of ['a', 'b']) await result(fake, 'createTag', { project_id: 1, tag })
    await result(fake, 'setTaskTags', { project_id: 1, task_id: 1, tags: ['b', 'a'] })
    expect(textOf(await call(fake, 'getTaskTags', { task_id: 1 }))).toContain(`"result":${tags}`)
  })

  it('need a task, of which PostgreSQL complains', async () => {
    const params = { project_id: 1, task_id: null, tags: ['a'] }
    expect(await error(await withProjects('postgres'), 'setTaskTags', params)).toMatchObject({
      message: expect.stringContaining('null value in column "task_id" of relation "task_has_tags"'),
    })
    expect(await result(await withProjects('mysql'), 'setTaskTags', params)).toBe(false)
  })
})

describe('a value of PostgreSQL', () => {
  it.each([
    ['updateUser', { id: 'true', username: 'ann' }, 'true', 2],
    ['closeTask', { task_id: [] }, 'Array', 2],
    ['getTask', { task_id: 'nul\0x' }, 'nul', 1],
    ['removeUser', { user_id: 'x' }, 'x', 2],
    ['disableUser', { user_id: 'x' }, 'x', 3],
    ['enableUser', { user_id: 'x' }, 'x', 2],
    ['updateTag', { tag_id: 'x', tag: 'new' }, 'x', 3],
    ['createTaskLink', { task_id: 1, opposite_task_id: 2, link_id: 'x' }, 'x', 1],
    ['duplicateTaskToProject', { task_id: 1, project_id: 'x', owner_id: 2 }, 'x', 2],
    ['duplicateTaskToProject', { task_id: 1, project_id: 1, owner_id: 'x' }, 'x', 1],
  ])('is complained of with its place: %s', async (method, params, text, place) => {
    expect(await error(on('postgres'), method, params)).toMatchObject({
      message: expect.stringContaining(`integer: "${text}"\nCONTEXT:  unnamed portal parameter $${place} = '...'`),
    })
  })
})

describe('an empty text for a number of MySQL', () => {
  const withTask = async (): Promise<Fake> => {
    const fake = await withProjects('mysql')
    await result(fake, 'createTask', { title: 'one', project_id: 1 })
    return fake
  }

  it.each([
    ['removeCategory', { category_id: '' }],
    ['removeUser', { user_id: '' }],
    ['removeLink', { link_id: '' }],
  ])('is complained of where rows are compared with it: %s', async (method, params) => {
    expect(await error(await withTask(), method, params)).toMatchObject({
      message: "SQL Error[22007]: SQLSTATE[22007]: Invalid datetime format: 1292 Truncated incorrect DECIMAL value: ''",
    })
  })

  it.each([
    ['setTaskTags', { project_id: 1, task_id: '', tags: ['a'] }, 'task_has_tags'],
    ['saveTaskMetadata', { task_id: '', values: { a: 'b' } }, 'task_has_metadata'],
  ])('is complained of where it is written: %s', async (method, params, table) => {
    expect(await error(await withTask(), method, params)).toMatchObject({
      message: expect.stringContaining(
        `1366 Incorrect integer value: '' for column \`kanboard\`.\`${table}\`.\`task_id\``,
      ),
    })
  })
})

describe('an update of nothing', () => {
  it('does not read a role on MySQL', async () => {
    const params = { project_id: 1, user_id: 2, role: 'x'.repeat(256) }
    expect(await result(await withProjects('mysql'), 'changeProjectUserRole', params)).toBe(true)
  })

  it('does not read the values on MySQL', async () => {
    const params = { tag_id: 9, tag: 'x'.repeat(192) }
    expect(await result(on('mysql'), 'updateTag', params)).toBe(true)
  })

  it('reads the values on PostgreSQL', async () => {
    const params = { tag_id: 9, tag: 'x'.repeat(256) }
    expect(await error(on('postgres'), 'updateTag', params)).toMatchObject({
      message: expect.stringContaining('22001'),
    })
  })
})

describe('a number beyond its column', () => {
  const far = 2147483648
  const cases = [
    ['addColumn', { project_id: 1, title: 'Review', task_limit: far }, 'task_limit', 3],
    ['updateColumn', { column_id: 1, title: 'Review', task_limit: far }, 'task_limit', 2],
    ['createProject', { name: 'Third', priority_end: far }, 'priority_end', 2],
    ['updateProject', { project_id: 1, priority_end: far }, 'priority_end', 1],
    ['createSubtask', { task_id: far, title: 'sub' }, 'task_id', 1],
  ] as const

  it.each(cases)('is refused by MySQL: %s', async (method, params, column) => {
    expect(await error(await withProjects('mysql'), method, params)).toMatchObject({
      message: `SQL Error[22003]: SQLSTATE[22003]: Numeric value out of range: 1264 Out of range value for column '${column}' at row 1`,
    })
  })

  it.each(cases)('is refused by PostgreSQL: %s', async (method, params, _column, place) => {
    const range = `value "${far}" is out of range for type integer\nCONTEXT:  unnamed portal parameter $${place} = '...'`
    expect(await error(await withProjects('postgres'), method, params)).toMatchObject({
      message: `SQL Error[22003]: SQLSTATE[22003]: Numeric value out of range: 7 ERROR:  ${range}`,
    })
  })

  it('is refused by MySQL where a category names its project', async () => {
    expect(await error(on('mysql'), 'createCategory', { project_id: far, name: 'Bug' })).toMatchObject({
      message: expect.stringContaining("1264 Out of range value for column 'project_id'"),
    })
  })
})

describe('what PostgreSQL complains of', () => {
  it.each([
    ['createProject', { name: 'Third', owner_id: '' }, 'type integer: ""', '$5'],
    ['createSubtask', { task_id: 1, title: 'sub', user_id: '' }, 'type integer: ""', '$3'],
    ['createSubtask', { task_id: 1, title: 'sub', status: '' }, 'type smallint: ""', '$6'],
    ['updateSubtask', { id: 1, task_id: 1, position: '' }, 'type integer: ""', '$2'],
  ])('has its type and place: %s %j', async (method, params, complaint, place) => {
    const fake = await withProjects('postgres')
    await result(fake, 'createTask', { title: 'one', project_id: 1 })
    await result(fake, 'createSubtask', { task_id: 1, title: 'first' })
    expect(await error(fake, method, params)).toMatchObject({
      message: expect.stringContaining(
        `invalid input syntax for ${complaint}\nCONTEXT:  unnamed portal parameter ${place} =`,
      ),
    })
  })

  it.each([
    ['addColumn', { project_id: null, title: 'Review' }, 'project_id', 'columns'],
    ['saveProjectMetadata', { project_id: null, values: { a: 'b' } }, 'project_id', 'project_has_metadata'],
    ['setSubtaskStartTime', { subtask_id: 1, user_id: null }, 'user_id', 'subtask_time_tracking'],
    ['saveTaskMetadata', { task_id: null, values: { a: 'b' } }, 'task_id', 'task_has_metadata'],
    ['createTaskLink', { task_id: null, opposite_task_id: 1, link_id: 1 }, 'task_id', 'task_has_links'],
  ])('is a null: %s', async (method, params, column, table) => {
    expect(await error(await withProjects('postgres'), method, params)).toMatchObject({
      message: expect.stringContaining(`null value in column "${column}" of relation "${table}" violates`),
    })
  })

  it('is not the comment that a request leaves out', async () => {
    expect(await result(on('postgres'), 'updateComment', { id: '', content: 'text' })).toBe(false)
  })
})

describe('a text for a number of MySQL', () => {
  it.each([
    ['x'.repeat(129), `${'x'.repeat(125)}...`],
    ['x'.repeat(128), 'x'.repeat(128)],
    ['é'.repeat(65), `${'é'.repeat(62)}...`],
    ['😀', '?'],
  ])('is shown in part: %s', async (project_id, shown) => {
    expect(await error(on('mysql'), 'addColumn', { project_id, title: 'Review' })).toMatchObject({
      message: expect.stringContaining(`1366 Incorrect integer value: '${shown}' for column`),
    })
  })

  it('is refused after leading digits', async () => {
    expect(
      await error(await withProjects('mysql'), 'addColumn', { project_id: '1abc', title: 'Review' }),
    ).toMatchObject({
      message: expect.stringContaining("1265 Data truncated for column 'project_id'"),
    })
  })
})
