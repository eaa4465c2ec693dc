import { describe, expect, it } from 'vitest'
import type { WorldFile } from '../../src/fixtures/schema.js'
import type { Fake, ServedProduct } from '../../src/server/fake.js'
import { call, fakeOf, result, send, small, textOf } from './ask.js'

const ann = { as: 'ann:secret-ann' }

/** A project with ann (3) as manager, and a task. */
async function fakeWithTask(choice: Omit<ServedProduct, 'product'> = {}, world: WorldFile = small): Promise<Fake> {
  const fake = fakeOf(choice, world)
  await result(fake, 'createProject', ['P'])
  await result(fake, 'addProjectUser', [1, 3, 'project-manager'])
  await result(fake, 'createTask', ['T', 1])
  return fake
}

const later = (fake: Fake, milliseconds: number): void => {
  const [instance] = fake.instances
  instance?.world.clock.set(Date.parse('2026-01-05T09:00:00.000Z') + milliseconds)
}

describe('a mute failure', () => {
  const cases = [
    ['createComment', [1, 1, ''], false, 'comment is required'],
    ['createComment', [9, 1, 'x'], false, 'there is no task 9'],
    ['createSubtask', [1, 'x', 'a'], false, 'user_id is no integer'],
    ['updateSubtask', [9, 1], false, 'there is no subtask 9 in task 1'],
    ['createTaskFile', [2, 1, 'x', 'eA=='], false, 'the task 1 is in project 1'],
    ['createTaskFile', [1, 1, 'x', 'MA=='], false, 'the blob is empty or no base64'],
    ['removeTaskLink', [9], false, 'there is no link 9'],
    ['removeAction', [9], false, 'there is no action 9'],
    ['setSubtaskStartTime', [9, 1], false, 'there is no subtask 9 or no user 1'],
  ] as const

  it.each(cases)('%s %j answers %j and says why', async (method, params, expected, reason) => {
    const answer = await call(await fakeWithTask(), method, params)
    expect(textOf(answer)).toBe(`{"jsonrpc":"2.0","result":${String(expected)},"id":1}`)
    expect(answer.headers['x-fake']).toBe(`reason; ${reason}`)
  })
})

describe('a timer', () => {
  it('adds its hours with two decimals to the subtask and to the task', async () => {
    const fake = await fakeWithTask()
    await result(fake, 'createSubtask', [1, 'S', 3])
    await result(fake, 'setSubtaskStartTime', [1, 3])
    later(fake, 100 * 60 * 1000)
    expect(await result(fake, 'getSubtaskTimeSpent', [1, 3])).toBe(1.67)
    expect(await result(fake, 'setSubtaskEndTime', [1, 3])).toBe(true)
    expect(await result(fake, 'getSubtask', [1])).toMatchObject({ time_spent: 1.67 })
    expect(await result(fake, 'getTask', [1])).toMatchObject({ time_spent: 1.67 })
    expect(await result(fake, 'getSubtaskTimeSpent', [1, 3])).toBe(0)
  })

  it('is shown to its user only', async () => {
    const fake = await fakeWithTask()
    await result(fake, 'createSubtask', [1, 'S', 3])
    await result(fake, 'setSubtaskStartTime', [1, 3])
    const own = await result(fake, 'getAllSubtasks', [1], ann)
    expect(own).toMatchObject([{ timer_start_date: 1767603600, is_timer_started: true }])
    const application = await result(fake, 'getAllSubtasks', [1])
    expect(application).toMatchObject([{ timer_start_date: 0, is_timer_started: false }])
  })
})

describe('the time of a task', () => {
  it('is the sum of its subtasks, and null when the last of them is gone', async () => {
    const fake = await fakeWithTask()
    await result(fake, 'createSubtask', [1, 'a', 0, 1.5, 0.25])
    await result(fake, 'createSubtask', [1, 'b', 0, '2', '1'])
    expect(await result(fake, 'getTask', [1])).toMatchObject({ time_estimated: 3.5, time_spent: 1.25 })
    await result(fake, 'removeSubtask', [1])
    await result(fake, 'removeSubtask', [2])
    expect(await result(fake, 'getTask', [1])).toMatchObject({ time_estimated: null, time_spent: null })
  })

  it('beyond all floats is the text INF, which a sum takes for nothing', async () => {
    const fake = await fakeWithTask()
    const hoursIn = async (method: string): Promise<unknown> =>
      ((await result(fake, method, [1])) as { time_spent: unknown }).time_spent
    const put = (method: string, params: string) =>
      send(fake, `{"jsonrpc":"2.0","method":"${method}","params":${params},"id":1}`)
    await put('updateTask', '{"id":1,"time_spent":-1e400}')
    expect(await hoursIn('getTask')).toBe('-INF')
    await put('createSubtask', '{"task_id":1,"title":"A","time_spent":1e400}')
    await result(fake, 'createSubtask', { task_id: 1, title: 'B', time_spent: 2 })
    expect([await hoursIn('getSubtask'), await hoursIn('getTask')]).toEqual(['INF', 2])
  })

  it('beyond all floats takes no hours of a timer', async () => {
    const fake = await fakeWithTask()
    await send(
      fake,
      '{"jsonrpc":"2.0","method":"createSubtask","params":{"task_id":1,"title":"A","time_spent":1e400},"id":1}',
    )
    await result(fake, 'setSubtaskStartTime', [1, 3])
    later(fake, 3_600_000)
    expect((await call(fake, 'setSubtaskEndTime', [1, 3])).status).toBe(500)
  })
})

describe('a file of a task', () => {
  it('keeps its bytes, and has the checksums of its name, its time and its path', async () => {
    const fake = await fakeWithTask()
    await result(fake, 'createTaskFile', [1, 1, 'a.txt', 'aGVs\nbG8='])
    expect(await result(fake, 'downloadTaskFile', [1])).toBe('aGVsbG8=')
    const file = await result(fake, 'getTaskFile', [1])
    expect(file).toMatchObject({
      path: 'tasks/1/1ea6c0f1d3a390574f46c1d585af758068938cc4',
      etag: '405615d1cfcf6b34c92c618a90cc4e1a',
      size: 5,
      date: 1767603600,
      is_image: 0,
    })
  })

  it('takes the place of the content of a namesake of the same second', async () => {
    const fake = await fakeWithTask()
    await result(fake, 'createTaskFile', [1, 1, 'a.txt', 'Zmlyc3Q='])
    await result(fake, 'createTaskFile', [1, 1, 'a.txt', 'c2Vjb25k'])
    expect(await result(fake, 'downloadTaskFile', [1])).toBe('c2Vjb25k')
    await result(fake, 'removeTaskFile', [2])
    expect(await result(fake, 'downloadTaskFile', [1])).toBe('c2Vjb25k')
  })

  it.each(['a.png', 'a.png/'])('that is called an image and is none ends the request: %s', async (name) => {
    expect(await call(await fakeWithTask(), 'createTaskFile', [1, 1, name, 'eA=='])).toMatchObject({ status: 500 })
  })

  it('whose name is cut within a character cannot be told', async () => {
    const fake = await fakeWithTask()
    expect(await result(fake, 'createTaskFile', [1, 1, `${'a'.repeat(254)}é`, 'eA=='])).toBe(1)
    const answer = await call(fake, 'getTaskFile', [1])
    expect(textOf(answer)).toContain('"data":"Malformed UTF-8 characters, possibly incorrectly encoded"')
  })
})

describe('an external link with invalid values', () => {
  const params = [1, 'http://localhost/', '', 'weblink', 'T']
  const dump = "array (\n  'dependency' => \n  array (\n    0 => 'Field required',\n  ),\n)"
  const json = '{"jsonrpc":"2.0","result":false,"id":1}'

  it('prints a dump of PHP before the JSON', async () => {
    expect(textOf(await call(await fakeWithTask(), 'createExternalTaskLink', params))).toBe(dump + json)
  })

  it('prints it before the whole batch', async () => {
    const one = { jsonrpc: '2.0', method: 'createExternalTaskLink', params, id: 1 }
    const two = { jsonrpc: '2.0', method: 'getVersion', id: 2 }
    const answer = await send(await fakeWithTask(), JSON.stringify([two, one]))
    expect(textOf(answer)).toBe(`${dump}[{"jsonrpc":"2.0","result":"1.2.53","id":2},${json}]`)
  })

  it('answers plain JSON when the quirk is off', async () => {
    const fake = await fakeWithTask({ quirks: { 'kanboard.dump-before-json': 'off' } })
    const answer = await call(fake, 'createExternalTaskLink', params)
    expect(textOf(answer)).toBe(json)
    expect(answer.headers['x-fake']).toBe('reason; dependency: Field required')
  })
})

it('an external link of a copied task was made by whoever copied it', async () => {
  const fake = await fakeWithTask()
  await result(fake, 'createExternalTaskLink', [1, 'https://example.invalid/a', 'related', 'weblink', 'A'])
  await result(fake, 'duplicateTaskToProject', [1, 1], ann)
  expect(await result(fake, 'getAllExternalTaskLinks', [2])).toMatchObject([{ creator_id: 3, creator_name: 'Ann' }])
})

describe('a page behind an external link', () => {
  it('is not fetched, which the reason says', async () => {
    const answer = await call(await fakeWithTask(), 'createExternalTaskLink', [1, 'http://example.com/a', 'related'])
    expect(answer.headers['x-fake']).toContain('http://example.com/a is not fetched')
  })
})

describe('an automatic action', () => {
  const comment = '\\Kanboard\\Action\\CommentCreationMoveTaskColumn'
  const move = (id: number, column: number): object => ({
    jsonrpc: '2.0',
    method: 'moveTaskPosition',
    params: [1, 1, column, 1, 1],
    id,
  })

  it('runs once for a call of its own', async () => {
    const fake = await fakeWithTask()
    await result(fake, 'createAction', [1, 'task.move.column', comment, { column_id: 2 }])
    await send(fake, JSON.stringify(move(1, 2)), ann)
    expect(await result(fake, 'getAllComments', [1])).toHaveLength(1)
  })

  it('runs twice for the second call of a batch, which attaches it again', async () => {
    const fake = await fakeWithTask()
    await result(fake, 'createAction', [1, 'task.move.column', comment, { column_id: 2 }])
    await send(fake, JSON.stringify([{ jsonrpc: '2.0', method: 'getVersion', id: 1 }, move(2, 2)]), ann)
    expect(await result(fake, 'getAllComments', [1])).toHaveLength(2)
  })
})

describe('the activity of a project', () => {
  it('has no more than 50 events, the newest first', async () => {
    const fake = await fakeWithTask()
    for (let i = 0; i < 51; i++) await result(fake, 'createComment', [1, 3, `c${i}`], ann)
    const events = await result(fake, 'getProjectActivity', [1])
    expect(events).toHaveLength(50)
    expect(events).toMatchObject([{ id: 51, comment: { comment: 'c50' } }, { id: 50 }, ...Array<object>(48).fill({})])
  })

  it('keeps a task as it was', async () => {
    const fake = await fakeWithTask()
    await result(fake, 'updateTask', { id: 1, title: 'Before' }, ann)
    await result(fake, 'updateTask', { id: 1, title: 'After' })
    expect(await result(fake, 'getProjectActivity', [1])).toMatchObject([{ task: { title: 'Before' } }])
  })

  it('shows comments as escaped HTML', async () => {
    const fake = await fakeWithTask()
    await result(fake, 'createComment', [1, 3, '**b** `<i>` #1 & &amp; @ann.\nnext'], ann)
    const [event] = (await result(fake, 'getProjectActivity', [1])) as { event_content: string }[]
    expect(event?.event_content).toContain(
      '<p><strong>b</strong> <code>&lt;i&gt;</code> <a href="/?controller=TaskViewController&amp;action=show&amp;task_id=1">#1</a>' +
        ' &amp; &amp; <a href="/?controller=UserViewController&amp;action=profile&amp;user_id=3" class="user-mention-link"' +
        ' title="Ann" aria-label="Ann">@ann</a>.<br />\nnext</p>',
    )
  })
})

it('copies files and external links of a task in the order of their names', async () => {
  const fake = fakeOf()
  await result(fake, 'createProject', ['P'])
  await result(fake, 'createProject', ['Q'])
  await result(fake, 'createTask', ['T', 1])
  for (const name of ['b.txt', 'a.txt']) {
    await result(fake, 'createTaskFile', [1, 1, name, 'eA=='])
    await result(fake, 'createExternalTaskLink', [1, 'https://example.org', 'related', 'weblink', name])
  }
  expect(await result(fake, 'duplicateTaskToProject', [1, 2])).toBe(2)
  expect(await result(fake, 'getAllTaskFiles', [2])).toMatchObject([
    { id: 3, name: 'a.txt' },
    { id: 4, name: 'b.txt' },
  ])
  expect(await result(fake, 'getAllExternalTaskLinks', [2])).toMatchObject([
    { id: 3, title: 'a.txt' },
    { id: 4, title: 'b.txt' },
  ])
})
