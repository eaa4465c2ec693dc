import { describe, expect, it } from 'vitest'
import type { Fake, ServedProduct } from '../../src/server/fake.js'
import { fakeOf, request, result, send } from './ask.js'

const admin = { as: 'admin:admin' }

async function withTask(choice: Partial<ServedProduct> = {}): Promise<Fake> {
  const fake = fakeOf(choice)
  await result(fake, 'createProject', ['P'])
  await result(fake, 'createTask', { title: 'T', project_id: 1 })
  await result(fake, 'addProjectUser', [1, 1])
  return fake
}

/** The page of the last event. */
const lastPage = async (fake: Fake): Promise<string> => {
  const [event] = (await result(fake, 'getProjectActivity', [1])) as { event_content: string }[]
  return event?.event_content ?? ''
}

const changesOf = async (fake: Fake): Promise<unknown> => {
  const answer = await send(fake, request('getProjectActivity', [1]))
  return /"changes":(\{.*?\}|\[\])/.exec(String(answer.body))?.[1]
}

describe('what the activity keeps of changes', () => {
  it('takes empty hours of a subtask for the 0 that they were', async () => {
    const fake = await withTask()
    await result(fake, 'createSubtask', [1, 'S'])
    await result(fake, 'updateSubtask', { id: 1, task_id: 1, time_estimated: '', time_spent: '' }, admin)
    expect(await changesOf(fake)).toBe('[]')
  })

  it('has a negative zero as the integer', async () => {
    const fake = await withTask()
    const body = '{"jsonrpc":"2.0","method":"updateTask","id":1,"params":{"id":1,"description":-0.0}}'
    await send(fake, body, admin)
    expect(await changesOf(fake)).toBe('{"description":0}')
  })

  it('has nothing of an infinite number, which hides the event', async () => {
    const fake = await withTask()
    const body = '{"jsonrpc":"2.0","method":"updateTask","id":1,"params":{"id":1,"time_spent":1e400}}'
    await send(fake, body, admin)
    expect(await result(fake, 'getProjectActivity', [1])).toEqual([])
    await result(fake, 'closeTask', [1], admin)
    expect(await result(fake, 'getProjectActivity', [1])).toMatchObject([{ id: 2, task: { time_spent: 'INF' } }])
  })

  it('has numbers of an update as they were given', async () => {
    for (const choice of [{ profile: '1.0.22' }, { options: { numbers: 'strings' } }, {}]) {
      const fake = await withTask(choice)
      await result(fake, 'updateTask', { id: 1, recurrence_status: 1 }, admin)
      expect(await changesOf(fake)).toBe('{"recurrence_status":1}')
    }
  })

  it('has numbers of a move as the columns have them', async () => {
    const changesIn = async (numbers: string): Promise<unknown> => {
      const fake = await withTask({ options: { numbers } })
      await result(fake, 'moveTaskPosition', [1, 1, 2, 1, 1], admin)
      return changesOf(fake)
    }
    expect(await changesIn('strings')).toBe('{"src_column_id":"1","dst_column_id":2}')
    expect(await changesIn('native')).toBe('{"src_column_id":1,"dst_column_id":2}')
  })
})

describe('the page of an event', () => {
  it('has no name for a colour that nobody knows', async () => {
    const fake = await withTask()
    await result(fake, 'updateTask', { id: 1, color_id: '#ff0000' }, admin)
    expect(await lastPage(fake)).toContain('<li>New color: ?</li>')
  })
})
