import { describe, expect, it } from 'vitest'
import type { Fake, ServedProduct } from '../../src/server/fake.js'
import { call, error, fakeOf, result, small, textOf } from './ask.js'

const old = { profile: 'kanboard@1.0.22' }

/** A project of release 1.0.22 with four columns, two swimlanes beside the default one, and a task. */
async function earlyFake(choice: Omit<ServedProduct, 'product'> = {}): Promise<Fake> {
  const fake = fakeOf({ ...old, ...choice }, small)
  await result(fake, 'createProject', ['P'])
  await result(fake, 'addSwimlane', [1, 'Night'])
  await result(fake, 'addSwimlane', [1, 'Day'])
  await result(fake, 'createTask', ['T', 1])
  return fake
}

async function titles(fake: Fake): Promise<string> {
  const rows = (await result(fake, 'getColumns', [1])) as { title: string; position: string }[]
  return rows.map(({ title, position }) => `${position} ${title}`).join(', ')
}

async function lanes(fake: Fake): Promise<string> {
  const rows = (await result(fake, 'getAllSwimlanes', [1])) as { name: string; position: string }[]
  return rows.map(({ name, position }) => `${position} ${name}`).join(', ')
}

describe('a mute failure of release 1.0.22', () => {
  const cases = [
    ['moveColumnUp', [1, 1], false, 'it is the first'],
    ['moveColumnDown', [1, 4], false, 'it is the last'],
    ['moveColumnUp', [9, 1], false, 'the project has none of that number'],
    ['moveSwimlaneUp', [1, 1], false, 'it is the first'],
    ['moveSwimlaneDown', [1, 2], false, 'it is the last'],
    ['moveSwimlaneDown', [1, 9], false, 'the project has none of that number'],
    ['getDefaultSwimlane', [9], null, 'there is no project 9'],
    ['allowUser', [9, 3], false, 'there is no project 9'],
    ['allowUser', [1, 9], false, 'there is no user 9'],
    ['revokeUser', [1, 3], false, 'the user has no role in the project'],
    ['getFile', [9], null, 'there is no file 9'],
    ['downloadFile', [9], '', 'there is no file 9'],
    ['createFile', [1, 9, 'x', 'eA=='], false, 'there is no task 9'],
    ['createFile', [1, 1, 'x', '%%%'], false, 'the blob is empty or no base64'],
    ['removeFile', [9], false, 'there is no file 9'],
  ] as const

  it.each(cases)('%s %j answers %j and says why', async (method, params, expected, reason) => {
    const answer = await call(await earlyFake(), method, params)
    expect(JSON.parse(textOf(answer))).toEqual({ jsonrpc: '2.0', id: 1, result: expected })
    expect(answer.headers['x-fake']).toBe(`reason; ${reason}`)
  })
})

describe('a column of release 1.0.22', () => {
  it('changes places with its neighbour', async () => {
    const fake = await earlyFake()
    expect(await result(fake, 'moveColumnUp', [1, 4])).toBe(true)
    expect(await titles(fake)).toBe('1 Backlog, 2 Ready, 3 Done, 4 Work in progress')
    expect(await result(fake, 'moveColumnDown', { project_id: 1, column_id: 1 })).toBe(true)
    expect(await titles(fake)).toBe('1 Ready, 2 Backlog, 3 Done, 4 Work in progress')
  })

  it('closes the gaps of removed ones when it moves', async () => {
    const fake = await earlyFake()
    await result(fake, 'removeColumn', [2])
    expect(await titles(fake)).toBe('1 Backlog, 3 Work in progress, 4 Done')
    expect(await result(fake, 'moveColumnUp', [1, 4])).toBe(true)
    expect(await titles(fake)).toBe('1 Backlog, 2 Done, 3 Work in progress')
  })

  it('is found by what PHP takes for the same key', async () => {
    const fake = await earlyFake()
    expect(await result(fake, 'moveColumnUp', [1, '02'])).toBe(false)
    expect(await result(fake, 'moveColumnUp', ['1', '2'])).toBe(true)
  })
})

describe('a swimlane of release 1.0.22', () => {
  it('changes places with its neighbour', async () => {
    const fake = await earlyFake()
    expect(await result(fake, 'moveSwimlaneUp', [1, 2])).toBe(true)
    expect(await lanes(fake)).toBe('1 Day, 2 Night')
    expect(await result(fake, 'moveSwimlaneDown', [1, 2])).toBe(true)
    expect(await lanes(fake)).toBe('1 Night, 2 Day')
  })

  it('does not move while it is disabled', async () => {
    const fake = await earlyFake()
    await result(fake, 'disableSwimlane', [1, 2])
    expect(await result(fake, 'moveSwimlaneUp', [1, 2])).toBe(false)
  })

  it('moves to a place where nobody is', async () => {
    const fake = await earlyFake()
    await result(fake, 'enableSwimlane', [1, 1])
    expect(await lanes(fake)).toBe('2 Day, 3 Night')
    expect(await result(fake, 'moveSwimlaneUp', [1, 2])).toBe(true)
    expect(await lanes(fake)).toBe('1 Day, 3 Night')
  })

  it('beside it there is one that is two columns of the project', async () => {
    expect(await result(await earlyFake(), 'getDefaultSwimlane', [1])).toEqual({
      id: '1',
      default_swimlane: 'Default swimlane',
      show_default_swimlane: '1',
    })
  })
})

describe('a board of release 1.0.22', () => {
  it('begins with the default swimlane, whose number is 0', async () => {
    expect(await result(await earlyFake(), 'getActiveSwimlanes', [1])).toEqual([
      { id: 0, name: 'Default swimlane' },
      { id: '1', name: 'Night', description: '' },
      { id: '2', name: 'Day', description: '' },
    ])
    expect(await result(await earlyFake(), 'getActiveSwimlanes', [9])).toEqual([])
  })

  it('counts open tasks, of all swimlanes in the first one only', async () => {
    const fake = await earlyFake()
    await result(fake, 'createTask', { title: 'U', project_id: 1, swimlane_id: 2, score: 5 })
    await result(fake, 'closeTask', [1])
    const board = (await result(fake, 'getBoard', [1])) as { columns: object[] }[]
    const lane = { nb_columns: 4, nb_swimlanes: 3 }
    expect(board).toMatchObject([
      { ...lane, id: 0, nb_tasks: 0 },
      { ...lane, id: '1', nb_tasks: 0 },
      { ...lane, id: '2', nb_tasks: 1 },
    ])
    const [first, , last] = board
    expect(first?.columns[0]).toMatchObject({ id: '1', nb_column_tasks: 1, total_score: 5, tasks: [], nb_tasks: 0 })
    expect(last?.columns[0]).toMatchObject({ id: '1', tasks: [{ title: 'U', swimlane_name: 'Day' }], score: 5 })
    expect(last?.columns[0]).not.toHaveProperty('total_score')
  })

  it('takes the tasks of a removed swimlane into the default one', async () => {
    const fake = await earlyFake()
    await result(fake, 'createTask', { title: 'U', project_id: 1, swimlane_id: 2 })
    expect(await result(fake, 'removeSwimlane', [1, 2])).toBe(true)
    expect(await result(fake, 'getTask', [2])).toMatchObject({ swimlane_id: '0' })
  })
})

describe('a member of release 1.0.22', () => {
  it('is allowed once, listed by name and revoked once', async () => {
    const fake = await earlyFake()
    expect(textOf(await call(fake, 'getMembers', [1]))).toContain('"result":[]')
    expect(await result(fake, 'allowUser', [1, 3])).toBe(true)
    expect(await result(fake, 'allowUser', [1, 3])).toBe(false)
    expect(await result(fake, 'allowUser', [1, 2])).toBe(true)
    expect(textOf(await call(fake, 'getMembers', [1]))).toContain('"result":{"3":"Ann","2":"mia"}')
    expect(await result(fake, 'revokeUser', [1, 3])).toBe(true)
    expect(await result(fake, 'getMembers', [1])).toEqual({ 2: 'mia' })
  })

  it('has the project in an own list, which is no object before it has one', async () => {
    const fake = await earlyFake()
    const as = 'ann:secret-ann'
    expect(await result(fake, 'getMyProjectsList', [], { as })).toEqual([])
    await result(fake, 'allowUser', [1, 3])
    expect(await result(fake, 'getMyProjectsList', [], { as })).toEqual({ 1: 'P' })
    expect(await result(fakeOf(), 'getMyProjectsList', [], { as })).toEqual({})
  })
})

describe('a file of release 1.0.22', () => {
  const params = [1, 1, 'My file', 'cGxhaW4gdGV4dCBmaWxl']

  it('lies below the numbers of project and task', async () => {
    const fake = await earlyFake()
    expect(await result(fake, 'createFile', params)).toBe(1)
    const file = {
      id: '1',
      name: 'My file',
      path: expect.stringMatching(/^1\/1\/[0-9a-f]{40}$/) as string,
      is_image: '0',
      task_id: '1',
      date: '1767603600',
      user_id: '0',
      size: '15',
    }
    expect(await result(fake, 'getFile', ['1'])).toEqual(file)
    expect(await result(fake, 'getAllFiles', { task_id: 1 })).toEqual([{ ...file, username: null, user_name: null }])
    expect(await result(fake, 'downloadFile', [1])).toBe('cGxhaW4gdGV4dCBmaWxl')
  })

  it('is removed alone or with the others of its task', async () => {
    const fake = await earlyFake()
    await result(fake, 'createFile', params)
    expect(await result(fake, 'removeFile', [1])).toBe(true)
    await result(fake, 'createFile', params)
    expect(await result(fake, 'removeAllFiles', [1])).toBe(true)
    expect(await result(fake, 'getAllFiles', [1])).toEqual([])
    expect(await result(fake, 'removeAllFiles', [9])).toBe(true)
  })

  it('takes the content along that another one shares', async () => {
    const fake = await earlyFake()
    await result(fake, 'createFile', params)
    await result(fake, 'createFile', params)
    await result(fake, 'removeFile', [1])
    expect(await result(fake, 'downloadFile', [2])).toBe('')
  })

  it('may have the name of an image and be none', async () => {
    expect(await result(await earlyFake(), 'createFile', [1, 1, 'x.png', 'eA=='])).toBe(1)
  })
})

describe('a procedure of release 1.0.22', () => {
  const gone = [
    ['moveSwimlaneUp', [1, 1]],
    ['moveSwimlaneDown', [1, 1]],
    ['getDefaultSwimlane', [1]],
    ['moveColumnUp', [1, 1]],
    ['moveColumnDown', [1, 1]],
    ['allowUser', [1, 1]],
    ['revokeUser', [1, 1]],
    ['getMembers', [1]],
    ['getFile', [1]],
    ['getAllFiles', [1]],
    ['downloadFile', [1]],
    ['createFile', [1, 1, 'x', 'eA==']],
    ['removeFile', [1]],
    ['removeAllFiles', [1]],
  ] as const

  it.each(gone)('%s is for the application alone, and unknown to later releases', async (method, params) => {
    const refused = await call(await earlyFake(), method, params, { as: 'admin:admin' })
    expect([refused.status, refused.body]).toEqual([403, '{"error": "Access Forbidden"}'])
    expect(await error(fakeOf(), method, params)).toMatchObject({ code: -32601 })
  })
})

describe('a rule that release 1.0.22 does not have', () => {
  it('keeps a column with tasks, and so they go with it', async () => {
    const fake = await earlyFake()
    expect(await result(fake, 'removeColumn', [1])).toBe(true)
    expect(await result(fake, 'getTask', [1])).toBeNull()
  })

  it('wants a name for a swimlane, or the project when it is switched', async () => {
    const fake = await earlyFake()
    expect(await result(fake, 'updateSwimlane', [1, ''])).toBe(true)
    expect(await result(fake, 'disableSwimlane', [9, 2])).toBe(true)
    expect(await result(fake, 'getSwimlane', [2])).toMatchObject({ is_active: '0', position: '0' })
  })

  it('looks at what the database says of a link', async () => {
    const fake = await earlyFake()
    expect(await result(fake, 'removeTaskLink', [9])).toBe(true)
    expect(await result(fake, 'createTaskLink', [1, 9, 1])).toBe(0)
    expect((await call(fake, 'updateTaskLink', [9, 1, 1, 1])).status).toBe(500)
  })
})

describe('an answer of release 1.0.22', () => {
  it('shows the dashboard as projects, tasks and subtasks', async () => {
    const fake = await earlyFake()
    const as = 'ann:secret-ann'
    const dashboard = (): Promise<unknown> => result(fake, 'getMyDashboard', [], { as })
    expect(await dashboard()).toEqual({ projects: [], tasks: [], subtasks: [] })
    await result(fake, 'allowUser', [1, 3])
    await result(fake, 'updateTask', { id: 1, owner_id: 3 })
    await result(fake, 'createSubtask', { task_id: 1, title: 'S', user_id: 3 })
    const columns = [{ title: 'Backlog', nb_tasks: '1' }, { nb_tasks: 0 }, { nb_tasks: 0 }, { nb_tasks: 0 }]
    expect(await dashboard()).toMatchObject({
      projects: [{ name: 'P', columns }],
      tasks: [{ title: 'T', project_name: 'P', color: { name: 'Yellow' } }],
      subtasks: [{ title: 'S', task_name: 'T', timer_start_date: 0, is_timer_started: false }],
    })
  })

  it('offers what other sites sent to automatic actions', async () => {
    const fake = await earlyFake()
    expect(await result(fake, 'getCompatibleActionEvents', ['TaskOpen'])).toHaveProperty([
      'github.webhook.issue.reopened',
    ])
    const actions = await result(fake, 'getAvailableActions')
    expect(actions).toMatchObject({ TaskClose: 'Close a task', TaskAssignUser: expect.any(String) as string })
  })

  it('answers the number of an action as text', async () => {
    const params = { column_id: 1 }
    const id = await result(await earlyFake(), 'createAction', [1, 'task.move.column', 'TaskClose', params])
    expect(id).toBe('1')
  })

  it('tells an update that changes nothing, in words of its time', async () => {
    const fake = await earlyFake()
    await result(fake, 'updateTask', { id: 1, title: 'T' }, { as: 'admin:admin' })
    await result(fake, 'openTask', [1], { as: 'admin:admin' })
    const events = (await result(fake, 'getProjectActivity', [1])) as { event_title: string }[]
    expect(events.map(({ event_title }) => event_title)).toEqual([
      'admin open the task #1',
      'admin updated the task #1',
    ])
    expect(events[1]).not.toHaveProperty('changes')
  })

  it('reads the dates of due tasks, as the PHP of its time does', async () => {
    const fake = await earlyFake()
    expect(await result(fake, 'updateTask', { id: 1, date_due: '2030-01-02' })).toBe(true)
  })
})
