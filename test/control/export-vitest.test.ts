import { ModuleKind, ScriptTarget, transpileModule } from 'typescript'
import { expect, it } from 'vitest'
import { exportLog } from '../../src/control/log-export.js'
import { createFake } from '../../src/index.js'
import { productNamed } from '../../src/products.js'

const json = { 'content-type': 'application/json' }

/** Runs an exported test as vitest would, with what it imports and the environment given. */
async function run(text: string, env: Record<string, string>): Promise<void> {
  const bare = text.replace(/^import .*$/gm, '')
  const { outputText } = transpileModule(bare, {
    compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ESNext },
  })
  let test: (() => Promise<void>) | undefined
  const it = (_title: string, body: () => Promise<void>): void => {
    test = body
  }
  // The exported text is a program: there is no other way to see whether it runs.
  new Function('createFake', 'it', 'expect', 'process', outputText)(createFake, it, expect, { env })
  if (!test) throw new Error('there is no test in it')
  await test()
}

it('a log exported as a test makes its calls again and expects what came', async () => {
  const fake = createFake({ world: 'demo' })
  const call = async (method: string, path: string, body?: object, token?: string): Promise<Record<string, string>> => {
    const headers = { ...json, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }
    const answer = await fake.fetch(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
    return (await answer.json()) as Record<string, string>
  }
  const ann = { username: 'ann', password: 'password `of` ${ann}', email: 'ann@example.com' }
  const { id, token } = await call('POST', '/users/register', ann)
  const board = await call('POST', '/api/boards', { title: 'Launch', owner: id }, token)
  await call('POST', `/api/boards/${board['_id'] ?? ''}/lists`, { title: 'To do' }, token)
  await call('GET', '/api/user')
  const product = productNamed('wekan')
  const version = product.profiles[0]?.version ?? ''
  const served = [{ product, prefix: '', version }]
  const { text } = exportLog(fake.log.entries, 'vitest', { base: '', version: '0', served, world: 'demo' })
  expect(text).toContain('authorization: `Bearer ${token1}`')
  await run(text, {})
  const expectation = /expect\(answer2\.status\)\.toBe\(200\)/
  expect(text).toMatch(expectation)
  await expect(run(text.replace(expectation, 'expect(answer2.status).toBe(418)'), {})).rejects.toThrow('418')
})

it('a log of calls by an account of the world takes its secret from the environment', async () => {
  const fake = createFake({ products: { kanboard: { settings: { api_token: 'token-of-the-tests' } } } })
  const headers = { ...json, authorization: `Basic ${btoa('jsonrpc:token-of-the-tests')}` }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getProjectById', params: { project_id: 9 } })
  await fake.fetch('/jsonrpc.php', { method: 'POST', headers, body })
  const product = productNamed('kanboard')
  const served = [{ product, prefix: '', version: '1.2.53' }]
  const { text } = exportLog(fake.log.entries, 'vitest', { base: '', version: '0', served })
  expect(text).toContain("authorization: 'Basic ' + btoa(`jsonrpc:${secret(1)}`)")
  await expect(run(text, { SECRET_1: 'wrong' })).rejects.toThrow('401')
})

it.each([
  ['JSON', 'application/json', '{"username":"ada","password":"ada-lovelace"}'],
  ['a form', 'application/x-www-form-urlencoded', 'username=ada&password=ada-lovelace'],
])('a log in which somebody of the world signs in by %s is a test that signs in again', async (_what, type, body) => {
  const fake = createFake({ world: 'demo' })
  const signedIn = await fake.fetch('/users/login', { method: 'POST', headers: { 'content-type': type }, body })
  const { token } = (await signedIn.json()) as { token: string }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' }
  await fake.fetch('/api/boards', { method: 'POST', headers, body: 'title=Launch' })
  const product = productNamed('wekan')
  const served = [{ product, prefix: '', version: product.profiles[0]?.version ?? '' }]
  const { text } = exportLog(fake.log.entries, 'vitest', { base: '', version: '0', served, world: 'demo' })
  expect(text).toContain('answers 2 calls')
  expect(text).not.toContain('ada-lovelace')
  await run(text, { SECRET_1: 'ada-lovelace' })
  await expect(run(text, { SECRET_1: 'wrong' })).rejects.toThrow('expected')
  await expect(run(text, {})).rejects.toThrow('SECRET_1 is a secret of the log')
})

it('a log whose secret stands in neither JSON nor a form leaves that call out, and says so', async () => {
  const fake = createFake({ world: 'demo' })
  await fake.fetch('/users/login', {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: 'password=secret-1',
  })
  await fake.fetch('/users/login', { method: 'POST', headers: json, body: '{"username":"ada","password":"wrong"}' })
  const served = [{ product: productNamed('wekan'), prefix: '', version: '11.07' }]
  const { text } = exportLog(fake.log.entries, 'vitest', { base: '', version: '0', served, world: 'demo' })
  expect(text).toContain('need a secret of the log: 1\n')
  expect(text).toContain('answers 1 calls')
  await run(text, { SECRET_2: 'wrong' })
})
