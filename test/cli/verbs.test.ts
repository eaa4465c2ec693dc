import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFake } from '../../src/index.js'
import type { Fake, Listening } from '../../src/index.js'
import { stuntboard } from '../check/command.js'
import type { Ended } from '../check/command.js'

const folder = mkdtempSync(join(tmpdir(), 'stuntboard-verbs-'))
const fake: Fake = createFake({ world: 'demo', now: '2026-01-05T09:00:00Z' })
let listening: Listening

beforeAll(async () => {
  listening = await fake.listen()
})
beforeEach(() => {
  fake.reset()
})
afterAll(async () => {
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<Ended> => stuntboard([...args, '--url', listening.url])

function fileOf(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

describe('stuntboard verify', () => {
  it('counts calls, and ends with exit code 1 where the count is another', async () => {
    await fake.kanboard.createTask({ title: 'a', project_id: 1 })
    await fake.kanboard.createTask({ title: 'b', project_id: 1 })
    expect(await run('verify', '--operation', 'createTask', '--exactly', '2')).toEqual({
      code: 0,
      out: 'holds: exactly 2 calls with operation "createTask"\n',
      err: '',
    })
    const b = ['verify', '--operation', 'createTask', '--body', '{"params":{"title":"b"}}']
    expect(await run(...b)).toMatchObject({ code: 0 })
    expect(await run(...b, '--since', '2')).toMatchObject({ code: 1 })
    const { code, out } = await run('verify', '--operation', 'createTask', '--at-most', '1')
    expect(code).toBe(1)
    expect(out).toMatch(/^expected at most 1 call with operation "createTask"; came 2\n {2}#1 createTask/)
  })

  it('says which calls come near one that is missing', async () => {
    await fake.kanboard.createTask({ title: 'a', project_id: 1 })
    const { code, out } = await run('verify', '--operation', 'createTask', '--status', '404')
    expect(code).toBe(1)
    expect(out).toContain('nearest:\n  #1 createTask (POST /jsonrpc.php) 200 - differs in status')
  })

  it('looks for calls outside the contract, and for those without an operation, unless something else is asked', async () => {
    expect(await run('verify')).toMatchObject({ code: 0 })
    await fake.fetch('/api/bords')
    const { code, out } = await run('verify')
    expect(code).toBe(1)
    expect(out).toContain('holds: no call outside the documented contract')
    expect(out).toMatch(/near: GET \/api\/boards \(it is 'boards', not 'bords'\)/)
    expect(await run('verify', '--within-contract')).toMatchObject({ code: 0 })
    expect(await run('verify', '--all-matched')).toMatchObject({ code: 1 })
    expect((await run('log', '--outcome', 'unmatched')).out).toContain("near GET /api/boards: it is 'boards', not")
  })

  it('reads several expectations, and their order, from a file', async () => {
    await fake.kanboard.createTask({ title: 'a', project_id: 1 })
    await fake.kanboard.getAllTasks({ project_id: 1, status_id: 1 })
    const order = 'order: [{ operation: createTask }, { operation: getAllTasks }]\n'
    expect(await run('verify', '--file', fileOf('good.yaml', order))).toMatchObject({ code: 0 })
    const turned = fileOf('turned.yaml', 'order: [{ operation: getAllTasks }, { operation: createTask }]\n')
    expect(await run('verify', '--file', turned)).toMatchObject({ code: 1 })
  })

  it.each([
    [['--exactly', 'two'], '--exactly two: a whole number is expected'],
    [['--body', '{'], '--body: '],
    [['--exactly', '1', '--at-least', '1'], 'exactly stands alone'],
    [['--operation', 'createTaks', '--exactly', '0'], 'there is no createTaks: did you mean createTask'],
    [['--status', '99'], '/calls/0/match/status'],
    [['--file', 'none.yaml'], 'cannot read none.yaml'],
    [['--file', 'package.json', '--exactly', '1'], '--file: write the calls into the file too'],
    [['--file', 'package.json'], '/name: there is no such member'],
  ])('%j is a mistake, with exit code 2', async (args, message) => {
    expect(await run('verify', ...args)).toMatchObject({ code: 2, err: expect.stringContaining(message) })
  })
})

describe('stuntboard deliveries', () => {
  it('tells webhooks and mails that would have been sent', async () => {
    const world = { kanboard: { settings: { webhook_url: 'https://hooks.example.com/in' } } }
    expect(await run('world', 'load', fileOf('hook.json', JSON.stringify(world)))).toMatchObject({ code: 0 })
    const project = await fake.kanboard.createProject({ name: 'x' })
    await fake.kanboard.createTask({ title: 'a', project_id: Number(project) })
    await fake.delivered()
    const { code, out } = await run('deliveries', '--event', 'task.create', '--bodies')
    expect(code).toBe(0)
    expect(out).toMatch(/^\S+ webhook task\.create to https:\/\/hooks\.example\.com\/in\S* would have been sent /)
    expect(out).toContain('\n  {"event_name":"task.create"')
    expect(JSON.parse((await run('deliveries', '--outcome', 'delivered', '--json')).out)).toEqual([])
    expect(await run('deliveries', '--outcome', 'lost')).toMatchObject({
      code: 2,
      err: expect.stringContaining('outcome: '),
    })
  })
})

describe('stuntboard world load', () => {
  it('seeds from a file or by name, and reset returns to it', async () => {
    const file = fileOf(
      'one.yaml',
      'both: { boards: { only: { title: The only one, lists: { todo: { title: To do } } } } }\n',
    )
    expect(await run('world', 'load', file)).toMatchObject({ code: 0, out: `loaded ${file}\n` })
    await fake.kanboard.createProject({ name: 'x' })
    fake.reset()
    expect(await fake.kanboard.getAllProjects()).toMatchObject([{ name: 'The only one' }])
    expect(await run('world', 'load', 'demo', '--sandbox', 'one')).toMatchObject({ code: 0 })
    expect(fake.sandbox('one').diff()).toEqual({})
    expect(await fake.kanboard.getAllProjects()).toHaveLength(1)
  })

  it('takes worlds that are written line by line', async () => {
    const lines = [
      { user: { key: 'ada', name: 'Ada' } },
      { board: { key: 'b', title: 'Lines', lists: { todo: { title: 'To do' } }, members: { ada: 'admin' } } },
      { card: { key: 'c', title: 'First', list: 'todo', by: 'ada' } },
    ]
    const file = fileOf('lines.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'))
    expect(await run('world', 'load', file)).toMatchObject({ code: 0 })
    const [project] = (await fake.kanboard.getAllProjects()) as { id: number; name: string }[]
    expect(project).toMatchObject({ name: 'Lines' })
    const tasks = await fake.kanboard.getAllTasks({ project_id: project?.id ?? 0, status_id: 1 })
    expect(tasks).toMatchObject([{ title: 'First' }])
  })

  it('keeps the old world where the new one has a mistake, which is told with its line', async () => {
    const before = await fake.kanboard.getAllProjects()
    const stray = fileOf('stray.yaml', 'both:\n  boards:\n    b: { titel: x }\n')
    expect(await run('world', 'load', stray)).toMatchObject({ code: 2, err: expect.stringContaining('stray.yaml:3:') })
    const nowhere = fileOf('nowhere.yaml', 'kanboard:\n  projects:\n    p: { tasks: { t: { column: No } } }\n')
    expect(await run('world', 'load', nowhere)).toMatchObject({
      code: 2,
      err: expect.stringContaining('nowhere.yaml:3:'),
    })
    expect(await run('world', 'load', 'none')).toMatchObject({ code: 2, err: expect.stringContaining('unknown world') })
    expect(await fake.kanboard.getAllProjects()).toEqual(before)
  })

  it('is a mistake of usage without a world', async () => {
    expect(await run('world', 'load')).toMatchObject({ code: 2 })
  })
})
