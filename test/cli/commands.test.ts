import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createFake } from '../../src/index.js'
import { program, stuntboard } from '../check/command.js'

const commands = readdirSync(new URL('../../src/cli', import.meta.url))
  .map((file) => file.replace('.ts', ''))
  .filter((name) => !['index', 'reporters'].includes(name) && !name.includes('-'))

const parts: Readonly<Record<string, readonly string[]>> = {
  world: ['list', 'validate', 'schema'],
  report: ['schema'],
}

describe('every command', () => {
  it.each(commands)('%s has help with an example', async (name) => {
    const helps = parts[name]?.map((part) => [name, part]) ?? [[name]]
    for (const args of helps) {
      const { code, out } = await stuntboard([...args, '--help'])
      expect(code).toBe(0)
      expect(out).toMatch(/Examples?:\n {2}\$ /)
    }
  })

  it.each([
    [['world', 'validate'], "missing required argument 'worlds'"],
    [['world', 'list', '--quickly'], "unknown option '--quickly'"],
    [['report', 'shape'], "unknown command 'shape'"],
  ])('ends with exit code 2 where a part of it is called wrongly: %j', async (args, message) => {
    const { code, err } = await stuntboard(args)
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(message) })
  })

  it('is told where an unknown one is given', async () => {
    const { code, err } = await program(['sevre'])
    expect(code).toBe(2)
    expect(err).toContain("unknown command 'sevre'")
  })
})

describe('replay', () => {
  const file = 'test/recordings/wekan/v11.07/auth-login.json'

  it('resets a fake before each file and finds no difference', async () => {
    const { url, close } = await createFake({ products: { wekan: {} } }).listen()
    const { code, out } = await program(['replay', file, file, '--url', url])
    await close()
    expect({ code, out }).toEqual({
      code: 0,
      out: 'same    auth-login: 23/23\nsame    auth-login: 23/23\nno difference\n',
    })
  })

  it('gives a fake its own Kanboard token', async () => {
    const { url, close } = await createFake({ products: { kanboard: {} } }).listen()
    const { code, out } = await stuntboard([
      'replay',
      'test/recordings/kanboard/v1.2.53/users-lifecycle.json',
      '--url',
      url,
    ])
    await close()
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('same    users-lifecycle: 46/46') })
  })

  it('tells every difference of another release, with exit code 1', async () => {
    const { url, close } = await createFake({ products: { wekan: { profile: '7.10' } } }).listen()
    const { code, out } = await stuntboard(['replay', file, '--url', url])
    await close()
    expect(code).toBe(1)
    expect(out).toMatch(/DIFFERS auth-login: \d+\/23/)
    expect(out).toContain('$.status: want 401 got 400')
  })

  it.each([
    [['replay', 'none.json', '--url', 'http://127.0.0.1:1'], 'none.json', 2],
    [['replay', 'package.json', '--url', 'http://127.0.0.1:1'], 'package.json: at product', 2],
    [['replay', file, '--url', 'http://127.0.0.1:1'], 'nothing answers at http://127.0.0.1:1', 3],
  ])('%j says what is wrong', async (args, message, code) => {
    const ended = await stuntboard(args)
    expect(ended).toMatchObject({ code, err: expect.stringContaining(message) })
  })
})

describe('coverage', () => {
  it('counts recorded steps of each operation in each profile', async () => {
    const { code, out } = await stuntboard(['coverage', '--json'])
    expect(code).toBe(0)
    const rows = JSON.parse(out) as {
      profile: string
      operation: string
      state: string
      steps: Record<string, number>
    }[]
    const getUser = rows.find(({ profile, operation }) => profile === 'kanboard@1.2.53' && operation === 'getUser')
    expect(getUser).toMatchObject({ state: 'built', steps: { 'v1.2.53': expect.any(Number) as number } })
    expect(rows.filter(({ profile }) => profile === 'kanboard@1.2.53').length).toBe(160)
    expect(rows.filter(({ profile }) => profile === 'wekan@11.07').length).toBe(142)
  })
})

describe('quirks', () => {
  it('lists name, default in each profile and source', async () => {
    const { out } = await stuntboard(['quirks'])
    expect(out).toMatch(
      /wekan\.create-user-empty-id\n {2}.*\n {2}default: wekan@11\.07 on, wekan@7\.10 off, wekan@wiki off\n {2}source: recording wekan\/v11\.07/,
    )
    expect(out).toMatch(/wekan\.login-throttle\n {2}.*\n {2}default: wekan@11\.07 off/)
  })
})

describe('world', () => {
  it('list names the shipped worlds, and validate accepts each', async () => {
    const { out } = await stuntboard(['world', 'list'])
    const worlds = out.trim().split('\n')
    expect(worlds).toEqual(expect.arrayContaining(['demo', 'empty', 'kanboard-seeded']))
    for (const world of worlds) expect(() => createFake({ world })).not.toThrow()
    expect(await stuntboard(['world', 'validate', 'demo'])).toEqual({ code: 0, out: 'demo: fine\n', err: '' })
  })

  it('schema is current', async () => {
    expect((await stuntboard(['world', 'schema', '--check'])).code).toBe(0)
  })
})

describe('spec', () => {
  it('writes any profile in any format', async () => {
    const { code, out } = await program(['spec', '--profile', 'wekan@7.10', '--format', 'json', '--out', '-'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ openapi: '3.1.1', info: { 'x-profile': 'wekan@7.10' } })
  })

  it('--check fails where the files are not current', async () => {
    const { code, err } = await stuntboard(['spec', '--check', '--out', 'test'])
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not current: run `stuntboard spec`'),
    })
  })
})
