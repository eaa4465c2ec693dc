import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect } from 'vitest'
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

  const outcome = (options: string, before = ''): string => {
    writeFileSync(
      join(folder, 'judged.test.ts'),
      `import { fakeTest } from '../../../src/vitest.js'
       const test = fakeTest(${options})
       ${before}
       test('calls', async ({ fake }) => {
         await fake.fetch('/api/nothing-is-here')
         await fake.fetch('/jsonrpc.php', { method: 'POST', headers: { authorization: 'Basic ' + btoa('jsonrpc:t') },
           body: '{"jsonrpc":"2.0","method":"createTask","id":1,"params":{"title":1,"project_id":1}}' })
       })`,
    )
    const run = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--root',
        folder,
        '--config',
        join(folder, 'none.config.js'),
      ],
      { encoding: 'utf8', cwd: folder },
    )
    return `${run.status ?? 'killed'} ${run.stdout}${run.stderr}`
  }
  writeFileSync(join(folder, 'none.config.js'), 'export default {}')
  const kanboard = "products: { kanboard: { settings: { api_token: 't' } }, wekan: {} }"

  test('fails, and says which calls', () => {
    const text = outcome(`{ ${kanboard} }`)
    expect(text).toMatch(/^1 /)
    expect(text).toContain('nothing-is-here')
    expect(text).toContain('createTask')
  })

  test('passes where its describe lets it', () => {
    const text = outcome(`{ ${kanboard} }`, 'test.override({ withinContract: false, allMatched: false })')
    expect(text).toMatch(/^0 /)
  })

  test('passes when neither is judged', () => {
    expect(outcome(`{ ${kanboard}, withinContract: false, allMatched: false }`)).toMatch(/^0 /)
  })
})
