import { describe, expect, it } from 'vitest'
import type { Fake } from '../../src/server/fake.js'
import { call, error, fakeOf, result, textOf } from './ask.js'

async function fakeAt(profile: string): Promise<Fake> {
  const fake = fakeOf({ profile })
  await result(fake, 'createProject', ['P'])
  await result(fake, 'createTask', ['T', 1])
  return fake
}

describe('what releases answer differently', () => {
  it('external links are checked for being URLs since 1.2.41', async () => {
    const changed = async (profile: string): Promise<unknown> => {
      const fake = await fakeAt(profile)
      await result(fake, 'createExternalTaskLink', [1, 'https://example.invalid/a', 'related', 'weblink', 'A'])
      await result(fake, 'updateExternalTaskLink', { task_id: 1, link_id: 1, url: '0x1' }).catch(() => undefined)
      return ((await result(fake, 'getAllExternalTaskLinks', [1])) as { url: unknown }[])[0]?.url
    }
    expect([await changed('1.2.35'), await changed('1.2.53')]).toEqual(['0x1', 'https://example.invalid/a'])
  })

  it('pages of private networks are asked for their title before 1.2.49', async () => {
    const titleIn = async (profile: string): Promise<unknown> => {
      const fake = await fakeAt(profile)
      for (const path of ['/a', '']) {
        await result(fake, 'createExternalTaskLink', [1, `http://127.0.0.1:1${path}`, 'related', 'weblink'])
      }
      const links = (await result(fake, 'getAllExternalTaskLinks', [1])) as { title: unknown }[]
      return links.map(({ title }) => title)
    }
    expect(await titleIn('1.2.35')).toEqual(['127.0.0.1/a', 'Title not found'])
    expect(await titleIn('1.2.53')).toEqual(['http://127.0.0.1:1', 'http://127.0.0.1:1/a'])
  })

  it('addresses that the resolver completes are private since 1.2.49, IPv6 ones are not', async () => {
    const titlesIn = async (profile: string): Promise<unknown> => {
      const fake = await fakeAt(profile)
      for (const host of ['0', '127.1', '250.0.0.1', '[::1]', '8.8.8.8']) {
        await result(fake, 'createExternalTaskLink', [1, `http://${host}/a`, 'related', 'weblink'])
      }
      const links = (await result(fake, 'getAllExternalTaskLinks', [1])) as { title: unknown }[]
      return links.map(({ title }) => title)
    }
    const refused = ['http://0/a', 'http://127.1/a', 'http://250.0.0.1/a']
    expect(await titlesIn('1.2.53')).toEqual(['8.8.8.8/a', '[::1]/a', ...refused])
  })

  it('SQL errors have a state since 1.2.25', async () => {
    const messageIn = async (profile: string): Promise<unknown> => {
      const fake = await fakeAt(profile)
      return error(fake, 'searchTasks', [1, 'status:all status:all'])
    }
    const told = 'SQLSTATE[HY000]: General error: 1 near ")": syntax error'
    expect(await messageIn('1.2.20')).toMatchObject({ message: `SQL Error: ${told}` })
    expect(await messageIn('1.2.35')).toMatchObject({ message: `SQL Error[HY000]: ${told}` })
  })

  it('users are the creators of their tasks, whoever they name, until 1.2.44', async () => {
    const creatorIn = async (profile: string): Promise<unknown> => {
      const fake = await fakeAt(profile)
      for (const id of [1, 2]) await result(fake, 'addProjectUser', [1, id])
      const id = await result(fake, 'createTask', { title: 'U', project_id: 1, creator_id: 2 }, { as: 'admin:admin' })
      return ((await result(fake, 'getTask', [id])) as { creator_id: unknown }).creator_id
    }
    expect([await creatorIn('1.2.20'), await creatorIn('1.2.35'), await creatorIn('1.2.53')]).toEqual([1, 1, 2])
  })

  it('a new subtask is no change of its project in 1.0.22', async () => {
    const dateIn = async (profile: string): Promise<number> => {
      const fake = await fakeAt(profile)
      const dateOf = async (): Promise<number> =>
        Number(((await result(fake, 'getProjectById', [1])) as { last_modified: unknown }).last_modified)
      const before = await dateOf()
      fake.clock.advance(60_000)
      await result(fake, 'createSubtask', [1, 'S'])
      return (await dateOf()) - before
    }
    expect([await dateIn('1.0.22'), await dateIn('1.2.53')]).toEqual([0, 60])
  })

  it('a subtask without a number is not updated in any', async () => {
    const updated = async (profile: string): Promise<unknown> =>
      result(await fakeAt(profile), 'updateSubtask', { id: null, task_id: 1, title: 'S' })
    expect([await updated('1.2.20'), await updated('1.2.35'), await updated('1.2.53')]).toEqual([false, false, false])
  })
})

describe('members of one name', () => {
  it('come by login name, and as assignees by number', async () => {
    const fake = fakeOf()
    await result(fake, 'createProject', ['P'])
    for (const username of ['zoe', 'bob']) await result(fake, 'createUser', { username, password: '123456', name: 'N' })
    for (const id of [5, 4]) await result(fake, 'addProjectUser', [1, id])
    const orderOf = async (method: string): Promise<string[]> =>
      [...textOf(await call(fake, method, [1])).matchAll(/"(\d)":"N"/g)].map(([, id]) => id ?? '')
    expect([await orderOf('getProjectUsers'), await orderOf('getAssignableUsers')]).toEqual([
      ['5', '4'],
      ['4', '5'],
    ])
  })
})
