import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { runCheck } from '../../src/check/run.js'
import { readScenario } from '../../src/check/scenario.js'
import { exportLog } from '../../src/control/log-export.js'
import type { ExportContext, ExportFormat } from '../../src/control/log-export.js'
import { productNamed, products } from '../../src/products.js'
import { createFake } from '../../src/server/fake.js'
import type { Fake } from '../../src/server/fake.js'
import { credentials, fakeOf, TOKEN } from '../check/play.js'

const context: ExportContext = {
  base: 'http://127.0.0.1:3000',
  version: '0.0.0',
  served: products.map((product) => ({ product, prefix: '', version: product.profiles[0]?.version ?? '' })),
}
const basic = (user: string, password: string): string => `Basic ${btoa(`${user}:${password}`)}`
const json = { 'content-type': 'application/json' }

async function rpc(fake: Fake, method: string, params?: object, as = basic('jsonrpc', TOKEN)): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, ...(params ? { params } : {}) })
  const answer = await fake.fetch('/jsonrpc.php', { method: 'POST', headers: { ...json, authorization: as }, body })
  return ((await answer.json()) as { result?: unknown }).result
}

async function rest(fake: Fake, call: string, body?: object, token?: string): Promise<Record<string, unknown>> {
  const [method = '', path = ''] = call.split(' ')
  const answer = await fake.fetch(path, {
    method,
    headers: { ...json, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await answer.text()
  return !/^[[{]/.test(text) ? {} : (JSON.parse(text) as Record<string, unknown>)
}

/** What an integration of Kanboard does on a day. */
async function dayOnKanboard(): Promise<Fake> {
  const fake = fakeOf('kanboard@1.2.53')
  const user = await rpc(fake, 'createUser', ['ann', 'password-of-ann', 'Ann'])
  const project = await rpc(fake, 'createProject', { name: 'Launch', owner_id: user as number })
  await rpc(fake, 'addProjectUser', { project_id: project, user_id: user, role: 'project-manager' })
  const task = await rpc(fake, 'createTask', { title: 'Buy paper', project_id: project, owner_id: user })
  await rpc(fake, 'getTask', { task_id: task })
  await rpc(fake, 'updateTask', { id: task, title: 'Buy more paper' })
  await rpc(fake, 'getMyProjects', undefined, basic('ann', 'password-of-ann'))
  await rpc(fake, 'createTask', { title: 'By ann', project_id: project }, basic('ann', 'password-of-ann'))
  await rpc(fake, 'getAllUsers', undefined, basic('ann', 'password-of-ann'))
  await rpc(fake, 'getTask', { task_id: 9_999_999 })
  const batch = [
    { jsonrpc: '2.0', id: 7, method: 'createSubtask', params: { task_id: task, title: 'Ask' } },
    { jsonrpc: '2.0', id: 8, method: 'getVersion' },
  ]
  const headers = { ...json, authorization: basic('jsonrpc', TOKEN) }
  await fake.fetch('/jsonrpc.php', { method: 'POST', headers, body: JSON.stringify(batch) })
  await rpc(fake, 'noSuchThing')
  return fake
}

/** What an integration of Wekan does on a day. */
async function dayOnWekan(): Promise<Fake> {
  const fake = fakeOf('wekan@11.07')
  const login = await rest(fake, 'POST /users/login', { username: 'ada', password: 'ada-lovelace' })
  const token = String(login['token'])
  const made = await rest(fake, 'POST /users/register', {
    username: 'bob',
    password: 'password-of-bob',
    email: 'bob@example.com',
  })
  const bob = String(made['token'])
  const board = await rest(fake, 'POST /api/boards', { title: 'Launch', owner: made['id'] }, bob)
  const list = await rest(fake, `POST /api/boards/${String(board['_id'])}/lists`, { title: 'To do' }, bob)
  const at = `/api/boards/${String(board['_id'])}/lists/${String(list['_id'])}/cards`
  const swimlane = board['defaultSwimlaneId']
  const card = await rest(fake, `POST ${at}`, { title: 'Paper', authorId: made['id'], swimlaneId: swimlane }, bob)
  await rest(fake, `GET ${at}/${String(card['_id'])}`, undefined, bob)
  await rest(fake, `GET ${at}?authToken=${bob}`)
  await rest(fake, 'GET /api/user')
  await rest(fake, 'GET /api/user', undefined, token)
  return fake
}

let folder: string
const logs: Record<string, Fake> = {}
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stuntboard-exports-'))
  logs['kanboard@1.2.53'] = await dayOnKanboard()
  logs['wekan@11.07'] = await dayOnWekan()
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const exported = (profile: string, format: ExportFormat): string =>
  exportLog(logs[profile]?.log.entries ?? [], format, context).text

const secrets = [TOKEN, 'password-of-ann', 'password-of-bob', 'ada-lovelace', btoa(`jsonrpc:${TOKEN}`)]

describe.each(['kanboard@1.2.53', 'wekan@11.07'])('the log of a day on %s', (profile) => {
  const name = profile.slice(0, profile.indexOf('@'))

  it('plays as a scenario on a fresh fake without a finding, and takes away what it made', async () => {
    const fresh = fakeOf(profile)
    const file = join(folder, `${name}.yaml`)
    writeFileSync(file, exported(profile, 'scenario'))
    const summary = await runCheck({
      product: productNamed(name),
      scenarios: [readScenario(file)],
      url: 'http://127.0.0.1',
      given: credentials[name] ?? {},
      choice: { profile },
      run: '0123abcd',
      fetch: fresh.fetch,
    })
    expect(summary.results.filter(({ verdict }) => verdict !== 'pass')).toEqual([])
    expect(summary.results.length).toBeGreaterThan(7)
    expect(summary.left).toEqual([])
    const more = Object.entries(fresh.diff()[name] ?? {}).filter(([, { added }]) => added.length > 0)
    // A login and the history of what was done, which no call takes away.
    expect(more.map(([table]) => table)).toEqual(name === 'wekan' ? ['tokens', 'activities'] : [])
  })

  it.each<ExportFormat>(['har', 'curl', 'scenario', 'vitest'])('has no secret in it as %s', (format) => {
    const text = exported(profile, format)
    expect(text.length).toBeGreaterThan(1000)
    for (const secret of secrets) expect(text).not.toContain(secret)
  })
})

describe('a scenario of a log', () => {
  it('names what answers gave, who called, and what was refused', () => {
    const text = exported('wekan@11.07', 'scenario')
    expect(text).toContain('bearer: "{{token1}}"')
    expect(text).toMatch(/boardId: "\{\{board1\}\}"/)
    expect(text).toContain('title: sb-{{run}}-Launch')
    expect(text).toMatch(/as: none\n.*expect:\n\s+failure:\n\s+status: 401/s)
  })

  it('ends with the removal of what is still there, children before their parents', () => {
    const cleanup = (profile: string): object[] =>
      (parse(exported(profile, 'scenario')) as { cleanup: object[] }).cleanup
    const ann = { user: 'sb-{{run}}-ann', password: expect.stringContaining('secret-{{run}}-') as string }
    expect(cleanup('kanboard@1.2.53')).toEqual([
      { operation: 'removeSubtask', input: { subtask_id: '{{subtask1}}' } },
      { operation: 'removeTask', as: ann, input: { task_id: '{{task2}}' } },
      { operation: 'removeTask', input: { task_id: '{{task1}}' } },
      { operation: 'removeProject', input: { project_id: '{{project1}}' } },
      { operation: 'removeUser', input: { user_id: '{{user1}}' } },
    ])
    const bob = { bearer: '{{token1}}' }
    expect(cleanup('wekan@11.07')).toMatchObject([
      { operation: 'delete_card', as: bob },
      { operation: 'delete_list', as: bob, input: { params: { boardId: '{{board1}}', listId: '{{list1}}' } } },
      { operation: 'delete_board', input: { params: { boardId: '{{board1}}' } } },
      { operation: 'delete_user' },
    ])
  })

  it('removes nothing at the end that was removed on the way', async () => {
    const fake = fakeOf('kanboard@1.2.53')
    const project = await rpc(fake, 'createProject', { name: 'Launch' })
    await rpc(fake, 'createTask', { title: 'x', project_id: project })
    await rpc(fake, 'removeProject', { project_id: project })
    expect(exportLog(fake.log.entries, 'scenario', context).text).not.toContain('cleanup')
  })

  it('of two products is asked for one by one', () => {
    const entries = Object.values(logs).flatMap(({ log }) => log.entries)
    expect(() => exportLog(entries, 'scenario', context)).toThrow('ask for one product')
    expect(() => exportLog([], 'vitest', context)).toThrow('no calls of a product')
  })

  it('says what it leaves out', () => {
    expect(exported('kanboard@1.2.53', 'scenario')).toMatch(/^# Left out, .*: 12\n/)
  })
})

describe('an HTTP archive of a log', () => {
  const har = (): { log: Record<string, unknown> & { entries: Record<string, Record<string, unknown>>[] } } =>
    JSON.parse(exported('wekan@11.07', 'har')) as ReturnType<typeof har>

  it('has the members that version 1.2 requires', () => {
    const { log } = har()
    expect(log).toMatchObject({ version: '1.2', creator: { name: 'stuntboard', version: '0.0.0' } })
    expect(log.entries).toHaveLength(9)
    for (const { startedDateTime, time, request, response, cache, timings } of log.entries) {
      expect(Number.isNaN(Date.parse(String(startedDateTime)))).toBe(false)
      expect(typeof time).toBe('number')
      expect(Object.keys(request ?? {})).toEqual(expect.arrayContaining(requestMembers))
      expect(Object.keys(response ?? {})).toEqual(expect.arrayContaining(responseMembers))
      expect(response?.['content']).toMatchObject({
        size: expect.any(Number) as number,
        mimeType: expect.any(String) as string,
      })
      expect(URL.canParse(String(request?.['url']))).toBe(true)
      expect(cache).toEqual({})
      expect(timings).toEqual({ send: 0, wait: expect.any(Number) as number, receive: 0 })
    }
  })
  const both = ['httpVersion', 'cookies', 'headers', 'headersSize', 'bodySize']
  const requestMembers = ['method', 'url', 'queryString', ...both]
  const responseMembers = ['status', 'statusText', 'content', 'redirectURL', ...both]
})

describe('a script of a log', () => {
  it('makes the same calls with the secrets that it is given', async () => {
    const fake = createFake({ products: [{ product: productNamed('kanboard'), settings: { api_token: TOKEN } }] })
    const listening = await fake.listen()
    const script = exported('kanboard@1.2.53', 'curl')
    const number = /-u 'jsonrpc:'"\$SECRET_(\d+)"/.exec(script)?.[1] ?? ''
    const env = Object.fromEntries([...script.matchAll(/SECRET_\d+/g)].map(([one]) => [one, 'password-of-ann']))
    const file = join(folder, 'log.sh')
    writeFileSync(file, script)
    expect(spawnSync('sh', ['-n', file]).status).toBe(0)
    const asked = { ...process.env, ...env, [`SECRET_${number}`]: TOKEN, BASE: listening.url }
    const code = await new Promise((resolve) => {
      spawn('sh', [file], { env: asked, stdio: 'ignore' }).on('close', resolve)
    })
    expect(code).toBe(0)
    await listening.close()
    const told = (one: Fake | undefined): unknown =>
      one?.log.entries.map(({ operations, status }) => [operations, status])
    expect(told(fake)).toEqual(told(logs['kanboard@1.2.53']))
  })

  it('takes from answers what later calls need', async () => {
    const fake = fakeOf('wekan@11.07')
    const listening = await fake.listen()
    const file = join(folder, 'wekan.sh')
    writeFileSync(file, exported('wekan@11.07', 'curl'))
    const [ada = '', bob = ''] = spawnSync('grep', ['-oE', '^: "\\$\\{SECRET_[0-9]+', file], { encoding: 'utf8' })
      .stdout.split('\n')
      .map((line) => line.slice(line.indexOf('SECRET')))
    const env = { ...process.env, BASE: listening.url, [ada]: 'ada-lovelace', [bob]: 'password-of-bob' }
    const code = await new Promise((resolve) => {
      spawn('sh', [file], { env, stdio: 'ignore' }).on('close', resolve)
    })
    await listening.close()
    const told = (one: Fake | undefined): unknown =>
      one?.log.entries.map(({ operations, status, actor }) => [operations, status, actor])
    expect([code, told(fake)]).toEqual([0, told(logs['wekan@11.07'])])
  })

  it('learns nothing from the answer of a call that it leaves out', async () => {
    const fake = createFake({ products: [{ product: productNamed('wekan') }], limits: { logBodyBytes: 300 } })
    const long = { username: 'bob', password: 'p'.repeat(400) }
    const { token } = await rest(fake, 'POST /users/register', long)
    await rest(fake, 'GET /api/user', undefined, String(token))
    const { text } = exportLog(fake.log.entries, 'curl', context)
    expect(text).toContain('# left out')
    expect(text).toMatch(/^: "\$\{SECRET_\d+:\?is a secret of the log: set it\}"$/m)
    expect(spawnSync('sh', ['-n'], { input: text }).status).toBe(0)
  })

  it('refuses to run without the secrets', () => {
    const { status, stderr } = spawnSync('sh', ['-c', exported('wekan@11.07', 'curl')], { encoding: 'utf8' })
    expect(status).not.toBe(0)
    expect(stderr).toContain('is a secret of the log: set it')
  })
})
