// Each test has a fake of its own, and fails when its client calls what is not documented. Run with vitest.
import { expect } from 'vitest'
import { fakeTest } from 'stuntboard/vitest'

const test = fakeTest({ world: 'demo', profiles: { kanboard: '1.2.53' }, now: '2026-01-05T09:00:00Z' })

/** The client under test: it takes the address of a Kanboard. */
async function addTask(url: string, title: string): Promise<unknown> {
  const answer = await fetch(`${url}/jsonrpc.php`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('ada:ada-lovelace')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'createTask', id: 1, params: { title, project_id: 1 } }),
  })
  if (!answer.ok) throw new Error(`Kanboard answers ${answer.status}`)
  return ((await answer.json()) as { result: unknown }).result
}

test('my client adds a task', async ({ fake, url }) => {
  const id = await addTask(url, 'Write')
  expect(await fake.kanboard.getTask({ task_id: Number(id) })).toMatchObject({ title: 'Write' })
})

test('my client tells when the server is down', async ({ fake, url }) => {
  fake.faults.add({ operation: 'createTask', fault: { kind: 'status', status: 503 } })
  await expect(addTask(url, 'Write')).rejects.toThrow('Kanboard answers 503')
})
