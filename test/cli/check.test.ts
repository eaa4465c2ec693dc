import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { program, stuntboard } from '../check/command.js'
import type { Ended } from '../check/command.js'
import { fakeOf, TOKEN } from '../check/play.js'

const folder = mkdtempSync(join(tmpdir(), 'stuntboard-cli-'))
const stops: (() => void)[] = []
afterAll(() => {
  for (const stop of stops) stop()
  rmSync(folder, { recursive: true })
})

const at = (name: string): string => join(folder, name)
const textOf = (name: string): string => readFileSync(at(name), 'utf8')
const jsonOf = (name: string): Told => JSON.parse(textOf(name)) as Told

interface Told {
  verdict: string
  isPartial: boolean
  notes: string[]
  counts: Record<string, number>
  targets: { name?: string; profile: string; verdict: string; baseline?: object; results: { reason?: string }[] }[]
}

/** A fake behind a socket; `damage` changes what it answers. */
async function serving(profile: string, damage = (answer: string): string => answer): Promise<string> {
  const fake = fakeOf(profile)
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const init = { method: request.method ?? 'GET', headers: request.headers as Record<string, string> } // none is repeated
      void fake.fetch(request.url ?? '/', { ...init, ...(body === '' ? {} : { body }) }).then(async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers))
        response.end(damage(await answer.text()))
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const check = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  stuntboard(['check', ...args], { KANBOARD_TOKEN: TOKEN, ...env })

const broken = (answer: string): string => answer.replaceAll('"role":"app-user"', '"role":7')

describe('check of several targets', () => {
  it('judges each as its own release and puts them side by side in every report', async () => {
    const [young, old] = [await serving('kanboard@1.2.53'), await serving('kanboard@1.2.35')]
    const files = ['json', 'ndjson', 'junit', 'sarif', 'markdown', 'html'].flatMap((one) => [
      `--${one}`,
      at(`two.${one}`),
    ])
    const { code, out } = await check([
      'kanboard',
      '--url',
      young,
      '--url',
      old,
      '--only',
      'me',
      '--only',
      'links',
      ...files,
    ])
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/\n2 targets: pass/) })
    expect(jsonOf('two.json').targets.map(({ profile }) => profile)).toEqual(['kanboard@1.2.53', 'kanboard@1.2.35'])
    const events = textOf('two.ndjson')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: string }).event)
    expect(events.filter((event) => event !== 'step')).toEqual(['start', 'note', 'end', 'start', 'note', 'end', 'done'])
    for (const one of ['junit', 'sarif', 'markdown', 'html'])
      for (const profile of ['1.2.53', '1.2.35']) expect(textOf(`two.${one}`)).toContain(profile)
  })

  it('goes on when one is not there, tells of it in the reports, and ends with 3', async () => {
    const url = await serving('kanboard@1.2.53')
    const { code, err } = await check([
      'kanboard',
      '--url',
      'http://127.0.0.1:1',
      '--url',
      url,
      '--only',
      'links',
      '--json',
      at('gone.json'),
    ])
    expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining('127.0.0.1:1') })
    expect(jsonOf('gone.json')).toMatchObject({
      verdict: 'error',
      isPartial: true,
      targets: [
        { verdict: 'error', results: [{ reason: expect.stringContaining('127.0.0.1:1') as string }] },
        { verdict: 'pass' },
      ],
    })
  })

  it('takes names and credentials from a configuration file', async () => {
    const url = await serving('kanboard@1.2.53')
    writeFileSync(
      at('targets.yaml'),
      `product: kanboard\nonly: [links]\ntargets:\n  - { name: good, url: '${url}', tokenEnv: GOOD }\n  - { name: bad, url: '${url}', tokenEnv: BAD }\n`,
    )
    const { code, out, err } = await check(['--config', at('targets.yaml'), '--json', at('named.json')], {
      GOOD: TOKEN,
      BAD: 'wrong-token-of-nobody',
    })
    expect({ code, out }).toMatchObject({ code: 3, out: expect.stringMatching(/✓ good +pass.*\n! bad +error/) })
    expect(jsonOf('named.json').targets.map(({ name }) => name)).toEqual(['good', 'bad'])
    for (const told of [out, err, textOf('named.json')]) expect(told).not.toContain('wrong-token-of-nobody')
  })

  it.each([
    ['product: trello\ntargets: []\n', /bad\.yaml:1:1 at product/],
    [
      'product: kanboard\ntargets:\n  - { url: http://127.0.0.1:1, token: x }\n',
      /bad\.yaml:3:32 at targets\.0\.token: Unrecognized/,
    ],
    [
      'product: kanboard\ntargets:\n  - { url: http://127.0.0.1:1, tokenEnv: NOT_THERE }\n',
      /the environment has no NOT_THERE/,
    ],
    [
      'product: kanboard\nallowWrites: true\ntargets:\n  - { url: http://127.0.0.1:1 }\n',
      /bad\.yaml:2:1 at allowWrites: Unrecognized/,
    ],
  ])('refuses the configuration %j', async (text, message) => {
    writeFileSync(at('bad.yaml'), text)
    const { code, err } = await check(['--config', at('bad.yaml')])
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringMatching(message) })
  })
})

describe('check with a baseline', () => {
  it('writes one, passes with it, and says what is not needed any more', async () => {
    const url = await serving('kanboard@1.2.53', broken)
    const only = ['--only', 'users', '--baseline', at('known.yaml')]
    const wrote = await check(['kanboard', '--url', url, ...only, '--update-baseline'])
    expect({ code: wrote.code, err: wrote.err }).toMatchObject({
      code: 0,
      err: expect.stringMatching(/wrote .*known\.yaml: \d+ new/),
    })
    expect(textOf('known.yaml')).toMatch(/because: .TODO: say why./)
    const known = await check(['kanboard', '--url', url, ...only])
    expect(known.code).toBe(0)
    expect(known.out).toMatch(/note: \d+ accepted findings have no reason yet/)
    const mended = await check(['kanboard', '--url', await serving('kanboard@1.2.53'), ...only])
    expect(mended.out).toMatch(/\d+ baseline entries are not needed any more\n[^]* {6}field\.type getUser \/role\n/)
  }, 90_000)
})

describe('check that has nothing to say', () => {
  it('of a server that nobody let it into writes the reports all the same', async () => {
    const { code } = await check(
      ['kanboard', '--url', await serving('kanboard@1.2.53'), '--junit', at('refused.xml')],
      {
        KANBOARD_TOKEN: 'wrong-token-of-nobody',
      },
    )
    expect(code).toBe(3)
    expect(textOf('refused.xml')).toMatch(
      /errors="1".*\n.*<testsuite[^]*<error type="target.refused" message="[^"]*refused the login/,
    )
  })

  it('ends with 3 and says which role the account lacks', async () => {
    const url = await serving('kanboard@1.2.53')
    const { code, err } = await stuntboard(['check', 'kanboard', '--url', url, '--only', 'users'], {
      KANBOARD_USERNAME: 'admin',
      KANBOARD_PASSWORD: 'password-of-admin',
    })
    expect({ code, err }).toMatchObject({
      code: 3,
      err: expect.stringMatching(/nothing was checked.*no application token was given\n.*× needs application/),
    })
  })

  it.each([
    [
      ['kanboard', '--url', 'http://127.0.0.1:1', '--json', '-', '--junit', '-'],
      'only one report can go to standard output',
    ],
    [['kanboard', '--url', 'http://127.0.0.1:1', '--json', 'package.json/x.json'], 'cannot write package.json/x.json'],
    [['kanboard', '--url', 'http://127.0.0.1:1', '--update-baseline'], '--update-baseline: say which file'],
    [['kanboard', '--url', 'http://127.0.0.1:1', '--use', 'board'], '--use board: NAME=VALUE is expected'],
    [['kanboard', '--url', 'http://127.0.0.1:1', '--config', 'x.yaml'], '--url and --config'],
    [[], 'say which product: wekan or kanboard'],
  ])('%j is a mistake in the call', async (args, message) => {
    const { code, err } = await check(args)
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(message) })
  })
})

describe('check whose report goes to standard output', () => {
  it('has nothing else there', async () => {
    const url = await serving('kanboard@1.2.53')
    const { out, err } = await program(['check', 'kanboard', '--url', url, '--only', 'links', '--json', '-'], {
      KANBOARD_TOKEN: TOKEN,
    })
    expect(JSON.parse(out)).toMatchObject({ formatVersion: 1, verdict: 'pass' })
    expect(err).toContain('judged as kanboard@1.2.53')
  })
})

describe('check on GitHub', () => {
  it('annotates findings and appends to the summary of the step', async () => {
    writeFileSync(at('summary.md'), 'before\n')
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: at('summary.md') }
    const { code, out } = await check(
      ['kanboard', '--url', await serving('kanboard@1.2.53', broken), '--only', 'users'],
      env,
    )
    expect(out).toMatch(
      /\n::error title=field\.type getUser \(127\.0\.0\.1%3A\d+\)::field\.type \/role: expected string, got 7/,
    )
    expect(code).toBe(1)
    expect(textOf('summary.md')).toMatch(/^before\n# ✗ stuntboard check kanboard: fail/)
  })
})

describe('rules', () => {
  it('prints one rule, rules that begin alike, or all', async () => {
    expect((await stuntboard(['rules', 'failure.missing'])).out).toMatch(/^failure\.missing \(fail\)\n[^]*What to do: /)
    expect((await stuntboard(['rules', 'field'])).out).toMatch(/^field\.missing[^]*\nfield\.older/)
    expect((await stuntboard(['rules', 'none'])).code).toBe(2)
  })

  it('and the page and schemas in docs are current', async () => {
    expect(await stuntboard(['rules', '--check'])).toMatchObject({ code: 0, err: '' })
    expect(await stuntboard(['report', 'schema', '--check'])).toMatchObject({ code: 0, err: '' })
  })
})
