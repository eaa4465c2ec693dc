import { describe, expect, it } from 'vitest'
import { call, error, fakeOf, result, textOf } from './ask.js'

describe('a task that is moved', () => {
  it('to no column has none on SQLite, and stays elsewhere', async () => {
    const columnOn = async (database: string): Promise<unknown> => {
      const fake = fakeOf({ options: { database } })
      await result(fake, 'createProject', ['P'])
      await result(fake, 'createTask', ['T', 1])
      await call(fake, 'moveTaskPosition', [1, 1, null, 1, 1])
      return ((await result(fake, 'getTask', [1])) as { column_id: unknown }).column_id
    }
    expect([await columnOn('sqlite'), await columnOn('mysql')]).toEqual([null, 1])
  })

  it('to a place that is a word comes where PHP compares it as a text', async () => {
    const fake = fakeOf()
    await result(fake, 'createProject', ['P'])
    for (const title of ['A', 'B']) await result(fake, 'createTask', [title, 1])
    expect(await result(fake, 'moveTaskPosition', [1, 1, 2, '1abc', 1])).toBe(true)
    expect(await result(fake, 'getTask', [1])).toMatchObject({ column_id: 2, position: 1 })
    expect(await result(fake, 'moveTaskPosition', [1, 2, 2, '1abc', 1])).toBe(true)
    expect(await result(fake, 'getTask', [2])).toMatchObject({ column_id: 1 })
  })
})

describe('on MySQL', () => {
  it('a task has its dates behind that of its creation', async () => {
    const fake = fakeOf({ options: { database: 'mysql' } })
    await result(fake, 'createProject', ['P'])
    await result(fake, 'createTask', ['T', 1])
    const keys = /"date_creation":\d+,"date_completed":null,"date_due":0,"color_id"/
    expect(textOf(await call(fake, 'getTask', [1]))).toMatch(keys)
  })

  it('a text that only begins with a number is truncated data', async () => {
    const fake = fakeOf({ options: { database: 'mysql' } })
    await result(fake, 'createProject', ['P'])
    const message = "SQL Error[01000]: SQLSTATE[01000]: Warning: 1265 Data truncated for column 'user_id' at row 1"
    expect(await error(fake, 'addProjectUser', [1, '1abc'])).toEqual({ code: 0, message })
  })
})

describe('hours beyond what a float tells apart', () => {
  it('are an integer up to 64 bits, and a float beyond', async () => {
    const fake = fakeOf()
    await result(fake, 'createProject', ['P'])
    await result(fake, 'createTask', { title: 'T', project_id: 1, time_spent: '1e18', time_estimated: '1e20' })
    const times = /"time_spent":1000000000000000000,"time_estimated":1.0e\+20/
    expect(textOf(await call(fake, 'getTask', [1]))).toMatch(times)
  })
})

describe('a position that is a text', () => {
  it('is kept by SQLite behind all numbers, and its digits count for the next column', async () => {
    const fake = fakeOf()
    await result(fake, 'createProject', ['P'])
    expect(await result(fake, 'changeColumnPosition', [1, 2, '1abc'])).toBe(true)
    await result(fake, 'addColumn', [1, 'New'])
    const columns = (await result(fake, 'getColumns', [1])) as { id: number; position: unknown }[]
    expect(columns.map(({ id, position }) => [id, position])).toEqual([
      [1, 1],
      [3, 2],
      [5, 2],
      [4, 3],
      [2, '1abc'],
    ])
  })
})

describe('tags of one name on a board', () => {
  it('come by project where several tasks are asked about, as SQLite goes through its index', async () => {
    const fake = fakeOf()
    for (const name of ['P', 'Q']) await result(fake, 'createProject', [name])
    await result(fake, 'createTask', ['T', 2])
    for (const project of [2, 1]) {
      await result(fake, 'createTag', [project, 't'])
      await result(fake, 'setTaskTags', [project, 1, ['t']])
    }
    const tagsOn = async (): Promise<unknown> => {
      const board = (await result(fake, 'getBoard', [2])) as { columns: { tasks: { tags: { id: number }[] }[] }[] }[]
      return board[0]?.columns[0]?.tasks[0]?.tags.map(({ id }) => id)
    }
    const alone = await tagsOn()
    await result(fake, 'createTask', ['U', 2])
    expect([alone, await tagsOn()]).toEqual([
      [1, 2],
      [2, 1],
    ])
  })
})

describe('a board before 1.2.40', () => {
  it('sums columns up to each swimlane, and all tasks in the first', async () => {
    const fake = fakeOf({ profile: '1.2.35' })
    await result(fake, 'createProject', ['P'])
    await result(fake, 'addSwimlane', [1, 'B'])
    await result(fake, 'createTask', { title: 'A', project_id: 1, score: 2, swimlane_id: 1 })
    await result(fake, 'createTask', { title: 'B', project_id: 1, score: 3, swimlane_id: 2 })
    const lanes = (await result(fake, 'getBoard', [1])) as { columns: Record<string, unknown>[] }[]
    expect(lanes.map(({ columns }) => columns[0])).toMatchObject([
      { column_nb_tasks: 2, column_score: 5, column_nb_score: 2 },
      { column_nb_tasks: 2, column_nb_score: 5 },
    ])
  })
})

describe('a milestone', () => {
  it('is a link of that name, and before 1.2.25 the link with the number 9', async () => {
    const milestoneIn = async (profile: string): Promise<unknown> => {
      const fake = fakeOf({ profile })
      await result(fake, 'createProject', ['P'])
      for (const title of ['A', 'B']) await result(fake, 'createTask', [title, 1])
      await result(fake, 'updateLink', [9, 8, 'renamed'])
      await result(fake, 'createTaskLink', [1, 2, 9])
      const [task] = (await result(fake, 'searchTasks', [1, 'A'])) as { is_milestone: unknown }[]
      return task?.is_milestone
    }
    expect([await milestoneIn('1.2.20'), await milestoneIn('1.2.35')]).toEqual([1, null])
  })
})
