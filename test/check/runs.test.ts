import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { cleanUp } from '../../src/check/cleanup.js'
import { jsonReport } from '../../src/check/report/json.js'
import { junitReport } from '../../src/check/report/junit.js'
import { recordScenarios } from '../../src/check/record.js'
import { readSweeps } from '../../src/check/sweep.js'
import { productNamed } from '../../src/products.js'
import { replay } from '../../src/recording/play.js'
import type { Fake } from '../../src/server/fake.js'
import { credentials, fakeOf, play, scenariosOf, TOKEN, traces } from './play.js'

const folder = mkdtempSync(join(tmpdir(), 'stuntboard-check-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('a run', () => {
  it.each(['wekan@11.07', 'kanboard@1.2.53'])(
    'on %s that is interrupted sends no further step and removes what it made',
    async (profile) => {
      const fake = fakeOf(profile)
      const interrupted = new AbortController()
      let steps = 0
      const { summary } = await play(profile, fake.fetch, {
        signal: interrupted.signal,
        on: ({ event }) => {
          steps += event === 'step' ? 1 : 0
          if (steps === 5) interrupted.abort()
        },
      })
      expect(summary.results.filter(({ verdict }) => verdict === 'pass').length).toBe(5)
      expect(summary.isPartial).toBe(true)
      expect(summary.left).toEqual([])
      expect(traces(fake, profile.slice(0, profile.indexOf('@')))).toEqual([])
    },
  )

  it.each(['wekan', 'kanboard'])(
    'of %s that is killed in the middle leaves nothing after the next cleanup',
    async (name) => {
      const profile = name === 'wekan' ? 'wekan@11.07' : 'kanboard@1.2.53'
      for (const dieAt of [3, 5, 8]) {
        const fake = fakeOf(profile)
        const ledgerFile = join(folder, `${name}-${dieAt}.ledger`)
        let calls = 0
        const died = new Promise<void>((resolve) => {
          // The answer arrives and nobody is there to write it down.
          const dying: typeof fake.fetch = async (url, init) => {
            const answer = await fake.fetch(url, init)
            calls += 1
            if (calls <= dieAt + 3) return answer
            resolve()
            return new Promise(() => undefined)
          }
          void play(profile, dying, { ledgerFile })
        })
        await died
        const { left } = await cleanUp({
          ledgerFile,
          product: productNamed(name),
          given: credentials[name] ?? {},
          sweeps: readSweeps(`fixtures/sweeps/${name}.yaml`),
          fetch: fake.fetch,
        })
        expect(left).toEqual([])
        expect(traces(fake, name)).toEqual([])
      }
    },
  )

  it('off loopback sends nothing that changes anything unless allowed, and says that it is partial', async () => {
    const fake = fakeOf('kanboard@1.2.53')
    const { summary, exchanges } = await play('kanboard@1.2.53', fake.fetch, { url: 'http://board.example' })
    expect(exchanges.filter(({ op }) => op.effect !== 'read')).toEqual([])
    expect(exchanges.length).toBeGreaterThan(0)
    expect(summary).toMatchObject({ isPartial: true, left: [] })
    expect(summary.results.find(({ operation }) => operation === 'createUser')?.reason).toContain('--allow-writes')
    const allowed = await play('kanboard@1.2.53', fake.fetch, {
      url: 'http://board.example',
      allowWrites: true,
      allowSite: true,
    })
    expect(allowed.summary.isPartial).toBe(false)
  })

  it('judges against the nearest profile that the server shows, its typing and database', async () => {
    const product = productNamed('kanboard')
    const fake = fakeOf('kanboard@1.2.20')
    const { summary } = await play('kanboard@1.2.20', fake.fetch, { choice: {}, product })
    expect(summary).toMatchObject({
      profile: 'kanboard@1.2.20',
      version: '1.2.20',
      options: { numbers: 'native', database: 'sqlite' },
    })
  })

  it('lists what could not be removed', async () => {
    const fake = fakeOf('kanboard@1.2.53')
    const refusing: typeof fake.fetch = (url, init) =>
      String(init?.body).includes('"removeUser"')
        ? Promise.resolve(Response.json({ jsonrpc: '2.0', result: false, id: 1 }))
        : fake.fetch(url, init)
    const { summary } = await play('kanboard@1.2.53', refusing, { only: ['users'] })
    expect(summary.left.length).toBeGreaterThan(0)
    expect(summary.left[0]).toContain('removeUser')
  })

  it('says error, not fail, when the server stops answering', async () => {
    const fake = fakeOf('kanboard@1.2.53')
    let calls = 0
    const dying: typeof fake.fetch = (url, init) => {
      // From the moment on that something is made.
      if (calls > 0 || String(init?.body).includes('createUser')) calls += 1
      return calls > 3
        ? Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } }))
        : fake.fetch(url, init)
    }
    const { summary } = await play('kanboard@1.2.53', dying, { only: ['users'] })
    expect(summary).toMatchObject({ verdict: 'error', isPartial: true })
    expect(summary.counts.error).toBe(1)
    expect(summary.left.length).toBeGreaterThan(0)
  })
})

describe('reports', () => {
  it.each(['wekan@7.10', 'kanboard@1.2.53'])('of %s carry no password, token or hash', async (profile) => {
    const fake = fakeOf(profile)
    const secrets = new Set<string>()
    const { summary, exchanges } = await play(profile, async (url, init) => {
      const answer = await fake.fetch(url, init)
      // Every answer is damaged, so that findings and curl lines are written for every step.
      const text = (await answer.text()).replaceAll('"username"', '"login_name"')
      return new Response(text === '' ? null : text, { status: answer.status, headers: answer.headers })
    })
    for (const { answer } of exchanges) {
      for (const [found] of answer.text.matchAll(/\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}|"token":"[^"]{43}"|[0-9a-f]{60}/g))
        secrets.add(found.replace(/"token":|"/g, ''))
    }
    expect(secrets.size).toBeGreaterThan(0)
    expect(summary.counts.fail).toBeGreaterThan(0)
    const events = [{ event: 'end', summary }] as const
    for (const report of [jsonReport(events), junitReport(events)]) {
      for (const secret of [...secrets, TOKEN, 'ada-lovelace']) expect(report).not.toContain(secret)
    }
  })

  it('name operation, rule, pointer, expected, got, source and a curl line for each finding', async () => {
    const fake = fakeOf('kanboard@1.2.53')
    const { summary } = await play(
      'kanboard@1.2.53',
      async (url, init) => {
        const text = await (await fake.fetch(url, init)).text()
        return new Response(text.replaceAll('"role":"app-user"', '"role":7'), {
          headers: { 'content-type': 'application/json' },
        })
      },
      { only: ['users'] },
    )
    const failed = summary.results.find(({ operation, verdict }) => operation === 'getUser' && verdict === 'fail')
    expect(failed?.findings[0]).toMatchObject({ rule: 'field.type', pointer: '/role', expected: 'string', got: '7' })
    expect(failed?.findings[0]?.source).toContain('user_procedures.md')
    expect(failed?.curl).toMatch(/^curl -i -X POST .*-H 'authorization: Basic \*\*\*' .*"method":"getUser"/)
  })

  it('in JUnit form are one suite a scenario and one case a step', async () => {
    const { summary } = await play('kanboard@1.2.53', undefined, { only: ['users'] })
    const xml = junitReport([{ event: 'end', summary }])
    expect(xml).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="stuntboard check" tests="/)
    expect(xml.match(/<testcase /g)?.length).toBe(summary.results.length)
    expect(xml).toContain('<testsuite name="kanboard@1.2.53 users" package="127.0.0.1" hostname="127.0.0.1" tests="')
  })
})

/** Scenarios that need nothing but the account: what is found on a server cannot be replayed on another. */
const tales = (name: string): ReturnType<typeof scenariosOf> =>
  scenariosOf(name).filter(({ when }) => when === undefined)

describe('a recording of the scenarios', () => {
  const stories = ['wekan@11.07', 'wekan@7.10', 'kanboard@1.2.53'].flatMap((profile) =>
    tales(profile.slice(0, profile.indexOf('@'))).map((scenario) => ({
      profile,
      story: scenario.name,
      scenario,
    })),
  )

  it.each(stories)(
    '$story from $profile has no secrets and replays without difference',
    async ({ profile, scenario }) => {
      const name = profile.slice(0, profile.indexOf('@'))
      const fake = fakeOf(profile)
      const { recordings } = await recordScenarios({
        product: productNamed(name),
        scenarios: [scenario],
        url: 'http://127.0.0.1',
        given: credentials[name] ?? {},
        choice: { profile },
        features: ['ldap'],
        fetch: fake.fetch,
      })
      const [recording] = recordings
      if (!recording) throw new Error('nothing was recorded')
      expect(JSON.stringify(recording)).not.toContain(TOKEN)
      fake.reset()
      const token = name === 'kanboard' ? TOKEN : await tokenOf(fake)
      const vars = { ...credentials[name], token, run: recording.recordedVars?.['run'] }
      for await (const { step, differences } of replay(recording, {
        fetch: fake.fetch,
        base: 'http://127.0.0.1',
        vars,
      })) {
        expect({ step: step.name, differences }).toEqual({ step: step.name, differences: [] })
      }
    },
  )
})

async function tokenOf(fake: Fake): Promise<string> {
  const body = JSON.stringify({ username: 'ada', password: 'ada-lovelace' })
  const answer = await fake.fetch('/users/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  return ((await answer.json()) as { token: string }).token
}

it('keeps its ledger readable only for its owner and closes it at the end', async () => {
  const ledgerFile = join(folder, 'whole.ledger')
  await play('kanboard@1.2.53', undefined, { ledgerFile, only: ['users'] })
  const lines = readFileSync(ledgerFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string })
  expect(lines[0]).toMatchObject({ event: 'open', product: 'kanboard', run: '0123abcd' })
  expect(lines.at(-1)).toEqual({ event: 'closed' })
  expect(lines.filter(({ event }) => event === 'made').length).toBe(
    lines.filter(({ event }) => event === 'removed').length,
  )
})
