import { describe, expect, it } from 'vitest'
import type { ServedProduct } from '../../src/server/fake.js'
import { fakeOf, result } from './ask.js'

/** The tasks that queries find: 1 and 4 have the tag b, 3 and 4 the tag a, 2 none; 4 and 1 have comments. */
async function foundBy(queries: readonly string[], choice: Partial<ServedProduct> = {}): Promise<unknown> {
  const fake = fakeOf(choice)
  await result(fake, 'createProject', ['P'])
  for (const tags of [['b'], [], ['a'], ['b', 'a']])
    await result(fake, 'createTask', { title: 'T', project_id: 1, tags })
  for (const [task_id, content] of [
    [1, 'y'],
    [4, 'x'],
  ])
    await result(fake, 'createComment', { task_id, user_id: 1, content })
  const idsOf = async (query: string): Promise<number[]> =>
    ((await result(fake, 'searchTasks', [1, query])) as { id: number }[]).map(({ id }) => id)
  return Promise.all(queries.map(idsOf))
}

describe('tasks that have any of several tags', () => {
  it('are found tag by tag', async () => {
    const found = await foundBy(['tag:a tag:b', 'tag:b tag:a', 'tag:none tag:b score:0'])
    expect(found).toEqual([
      [3, 4, 1],
      [1, 4, 3],
      [2, 1, 4],
    ])
  })

  it('are found comment by comment where fewer comments are asked for, and by number with a number', async () => {
    const found = await foundBy(['tag:b tag:a tag:none comment:x comment:y', 'tag:a tag:b id:4 id:1', 'tag:a'])
    expect(found).toEqual([
      [4, 1],
      [1, 4],
      [3, 4],
    ])
  })

  it('are found by number on PostgreSQL', async () => {
    expect(await foundBy(['tag:a tag:b'], { options: { database: 'postgres' } })).toEqual([[1, 3, 4]])
  })
})
