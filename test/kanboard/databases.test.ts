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
  ])('is complained of with its place: %s', async (method, params, text, place) => {
    expect(await error(on('postgres'), method, params)).toMatchObject({
      message: expect.stringContaining(`integer: "${text}"\nCONTEXT:  unnamed portal parameter $${place} = '...'`),
    })
  })
})

describe('an update of nothing', () => {
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
