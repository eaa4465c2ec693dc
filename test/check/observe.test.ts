import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { diffTargets } from '../../src/check/diff.js'
import { withField } from '../../src/check/mutation/answers.js'
import { changing } from '../../src/check/mutation/behaviours.js'
import { observeServer } from '../../src/check/observe-run.js'
import { observedYaml } from '../../src/check/observed-file.js'
import type { CheckOptions } from '../../src/check/run.js'
import type { Fetch } from '../../src/check/target.js'
import { loadProfile } from '../../src/fixtures/profiles.js'
import type { Choice } from '../../src/kernel/product.js'
import { productNamed, products } from '../../src/products.js'
import { createFake } from '../../src/server/fake.js'
import { credentials, fakeOf, scenariosOf, TOKEN } from './play.js'

const folder = mkdtempSync(join(tmpdir(), 'stuntboard-observe-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const product = productNamed('kanboard')
const options = (fetch: Fetch, more: Partial<CheckOptions> = {}): CheckOptions => ({
  product,
  scenarios: scenariosOf('kanboard'),
  given: credentials['kanboard'] ?? {},
  url: 'http://127.0.0.1',
  fetch,
  ...more,
})

/** A fake that answers in the shapes of a profile file, with the account of the tests. */
function served(choice: Choice): Fetch {
  const world = { kanboard: { users: { admin: { password: 'password-of-admin' } } } }
  return createFake({ products: [{ product, ...choice, settings: { api_token: TOKEN } }], known: products, world })
    .fetch
}

async function observedFile(name: string, fetch: Fetch, more: Partial<CheckOptions> = {}): Promise<string> {
  const observed = await observeServer(options(fetch, more), ({ profile, options: chosen }) => ({
    url: 'http://127.0.0.1',
    given: credentials['kanboard'] ?? {},
    fetch: served({ profile: profile.id, options: chosen }),
  }))
  const file = join(folder, name)
  writeFileSync(file, observedYaml(observed))
  return file
}

/** Steps that hold what a release does, not the shape in which it answers: a file of shapes cannot say it. */
const behaviours = new Set([
  'an unknown link was a crash',
  'a user without a role had none',
  'a link that does not exist ends the request',
])

describe('an observed server', () => {
  it('is served as it was, although the file is based on another release', async () => {
    const fake = fakeOf('kanboard@1.2.35')
    const file = await observedFile('older.yaml', fake.fetch, { choice: { profile: '1.2.53' } })
    fake.reset()
    const report = await diffTargets({
      a: options(fake.fetch),
      b: options(served({ observed: loadProfile(file, products) })),
    })
    expect(report.different.filter(({ step }) => !behaviours.has(step))).toEqual([])
    expect(report.compared).toBeGreaterThan(400)
  })

  it('is served without the field that it lacked, with the one that it had besides, and with its types', async () => {
    const fake = fakeOf('kanboard@1.2.53')
    const lacking = changing({ product, fetch: fake.fetch }, 'getUser', (answer) =>
      withField(answer, product.protocol, 'email', 'field.rename'),
    )
    const odd = changing({ product, fetch: lacking }, 'getUser', (answer) =>
      withField(answer, product.protocol, 'is_active', 'field.retype'),
    )
    const file = await observedFile('odd.yaml', odd, { only: ['users'] })
    const fetch = served({ observed: loadProfile(file, products) })
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getUser', params: { user_id: 1 } })
    const authorization = `Basic ${Buffer.from(`jsonrpc:${TOKEN}`).toString('base64')}`
    const answer = await fetch('/jsonrpc.php', { method: 'POST', headers: { authorization }, body })
    const { result } = (await answer.json()) as { result: Record<string, unknown> }
    expect(result).toMatchObject({ username: 'admin', email_: '', is_active: '1' })
    expect(result).not.toHaveProperty('email')
  })
})

describe('a profile file', () => {
  const fine = ['formatVersion: 1', 'product: kanboard', 'profile: kanboard@1.2.53', 'operations: {}']

  it.each([
    ['profile: kanboard@9', ":3:1 at profile: unknown profile 'kanboard@9'"],
    ['quirks: { kanboard.nothing: on }', ':3:11 at quirks.kanboard.nothing: Kanboard has no such quirk'],
    ['quirk: {}', ':3:1 at quirk: Unrecognized key: "quirk": did you mean quirks?'],
    ['\tquirks: {}', ':3:1: Tabs are not allowed as indentation'],
  ])('with %s is refused with file, line and key', (line, message) => {
    const file = join(folder, 'broken.yaml')
    const [format = '', name = '', profile = '', operations = ''] = fine
    const lines = line.startsWith('profile')
      ? [format, name, line, operations]
      : [format, name, line, profile, operations]
    writeFileSync(file, lines.join('\n'))
    expect(() => loadProfile(file, products)).toThrow(`broken.yaml${message}`)
  })
})
