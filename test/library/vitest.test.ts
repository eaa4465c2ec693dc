import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { fakeTest } from '../../src/vitest.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const test = fakeTest({ world: 'demo' })

describe('a test with a fake', () => {
  test('has a sandbox of its own', async ({ fake }) => {
    await fake.kanboard.createProject({ name: 'left behind' })
    expect(fake.name).not.toBe('')
  })

  test('finds nothing of the others', async ({ fake }) => {
    const projects = (await fake.kanboard.getAllProjects()) as { name: string }[]
    expect(projects.map(({ name }) => name)).not.toContain('left behind')
  })

  describe.each(['one', 'another'])('and %s', (which) => {
    test('has forks of its own', async ({ fake }) => {
      const fork = fake.fork('mine')
      await fork.kanboard.createProject({ name: which })
      expect(fork.name).toBe('mine')
    })

    test('has snapshots of its own', async ({ fake }) => {
      expect(() => {
        fake.restore('before')
      }).toThrow("no snapshot 'before'")
      fake.snapshot('before')
      await fake.kanboard.createProject({ name: which })
      expect(Object.keys(fake.diff('before'))).toEqual(['kanboard'])
      fake.restore('before')
      expect(fake.diff('before')).toEqual({})
    })
  })

  test('is reached at an address of its own', async ({ fake, url }) => {
    const answer = await fetch(`${url}/users/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"username":"ada","password":"ada-lovelace"}',
    })
    expect(answer.status).toBe(200)
    expect(fake.log.entries.map(({ operations }) => operations)).toEqual([['login']])
  })
})

describe('a test that calls what it should not', () => {
  const folder = mkdtempSync(join(root, 'test/library/.judged-'))
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  const write = (name: string, options: string, { before = '', made = 'fake', then = '' } = {}): void => {
    writeFileSync(
      join(folder, `${name}.test.ts`),
      `import { fakeTest } from '../../../src/vitest.js'
       const test = fakeTest(${options})
       ${before}
       test('calls', async ({ fake: own }) => {
         const fake = ${made.replace('fake', 'own')}
         await fake.fetch('/api/nothing-is-here')
         await fake.fetch('/jsonrpc.php', { method: 'POST', headers: { authorization: 'Basic ' + btoa('jsonrpc:t') },
           body: '{"jsonrpc":"2.0","method":"createTask","id":1,"params":{"title":1,"project_id":1}}' })
         ${then}
       })`,
    )
  }
  const kanboard = "products: { kanboard: { settings: { api_token: 't' } }, wekan: {} }"
  let outcomes: Readonly<Record<string, { readonly status: string; readonly text: string }>> = {}
  beforeAll(() => {
    write('judged', `{ ${kanboard} }`)
    write('let', `{ ${kanboard} }`, { before: 'test.override({ withinContract: false, allMatched: false })' })
    write('reset', `{ ${kanboard} }`, { then: 'fake.reset()' })
    write('forgotten', `{ ${kanboard}, limits: { logEntries: 1 } }`, { then: "await fake.fetch('/api/user')" })
    write('forked', `{ ${kanboard} }`, { made: 'fake.fork()' })
    write('unjudged', `{ ${kanboard}, withinContract: false, allMatched: false }`)
    outcomes = outcomesIn(folder)
  })

  test('fails, and says which calls', () => {
    expect(outcomes['judged.test.ts']).toMatchObject({
      status: 'failed',
      text: expect.stringContaining('nothing-is-here'),
    })
    expect(outcomes['judged.test.ts']?.text).toContain('createTask')
  })

  test.for(['reset', 'forgotten', 'forked'])('fails where its log does not tell them any more: %s', (name) => {
    expect(outcomes[`${name}.test.ts`]).toMatchObject({
      status: 'failed',
      text: expect.stringContaining('nothing-is-here'),
    })
    expect(outcomes[`${name}.test.ts`]?.text).toContain('createTask')
  })

  test('passes where its describe lets it', () => {
    expect(outcomes['let.test.ts']).toEqual({ status: 'passed', text: '' })
  })

  test('passes when neither is judged', () => {
    expect(outcomes['unjudged.test.ts']).toEqual({ status: 'passed', text: '' })
  })
})

/** Runs the tests of a folder in a vitest of their own: what became of the one test of each file. */
function outcomesIn(folder: string): Record<string, { status: string; text: string }> {
  writeFileSync(join(folder, 'none.config.js'), 'export default { test: { isolate: false, maxWorkers: 1 } }')
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const config = join(folder, 'none.config.js')
  const run = spawnSync(process.execPath, [vitest, 'run', '--root', folder, '--config', config, '--reporter', 'json'], {
    encoding: 'utf8',
    cwd: folder,
  })
  // What vitest's reporter writes.
  const { testResults } = JSON.parse(run.stdout.slice(run.stdout.indexOf('{'))) as {
    testResults: { name: string; assertionResults: { status: string; failureMessages: string[] }[] }[]
  }
  return Object.fromEntries(
    testResults.map(({ name, assertionResults: [one] }) => [
      basename(name),
      { status: one?.status ?? 'none', text: one?.failureMessages.join('\n') ?? '' },
    ]),
  )
}
