import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import type { Command } from 'commander'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { generateCommand } from '../../src/cli/generate.js'
import { importCommand } from '../../src/cli/import.js'
import { serveCommand } from '../../src/cli/serve.js'
import { Unreachable } from '../../src/check/target.js'
import { createFake, UsageError } from '../../src/index.js'
import type { Fake, WorldFile } from '../../src/index.js'
import { stuntboard } from '../check/command.js'
import type { Ended } from '../check/command.js'
import { wekanSession } from '../fixtures/ask.js'
import { writeKanboardFile } from '../fixtures/kanboard-file.js'

const folder = mkdtempSync(join(tmpdir(), 'stuntboard-cli-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const path = (name: string): string => join(folder, name)
const textOf = (name: string): string => readFileSync(path(name), 'utf8')

function written(name: string, text: string): string {
  writeFileSync(path(name), text)
  return path(name)
}

/** Why a command does not begin, found out in this process. */
async function refusal(make: (finish: () => void) => Command, args: readonly string[]): Promise<string> {
  const silent = (command: Command): Command => {
    command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined })
    for (const part of command.commands) silent(part)
    return command
  }
  try {
    await silent(make(() => undefined)).parseAsync([...args], { from: 'user' })
    return 'it is not refused'
  } catch (error) {
    const isOfPerson = error instanceof UsageError || error instanceof CommanderError || error instanceof Unreachable
    if (isOfPerson) return error.message
    throw error
  }
}

const sizes = (fake: Fake): Record<string, Record<string, number>> =>
  Object.fromEntries(
    fake.instances.map(({ product, world }) => [
      product.name,
      Object.fromEntries(Object.entries(world.tables).map(([name, { size }]) => [name, size])),
    ]),
  )

const small = ['generate', '--seed', '7', '--users', '6', '--boards', '2', '--cards', '40']
const made = { wekan: { users: 6, boards: 2, cards: 40 }, kanboard: { users: 7, projects: 2, tasks: 40 } }

describe('generate', () => {
  it.each(['world.yaml', 'world.json', 'world.ndjson', 'world.jsonl'])('writes %s, which is served', async (name) => {
    expect(await stuntboard([...small, '--out', path(name)])).toEqual({ code: 0, out: '', err: '' })
    expect(sizes(createFake({ world: path(name) }))).toMatchObject(made)
  })

  it('writes the same bytes for the same options, and others for another seed or date', async () => {
    const [first, again, seed, date] = await Promise.all([
      stuntboard(small),
      stuntboard(small),
      stuntboard([...small, '--seed', '8']),
      stuntboard([...small, '--date', '2025-01-31']),
    ])
    expect(first.code).toBe(0)
    expect(again.out).toBe(first.out)
    expect(seed.out).not.toBe(first.out)
    expect((parse(date.out) as WorldFile).now).toBe('2025-01-31T00:00:00.000Z')
    expect((parse(first.out) as { both: { boards: object; users: object } }).both).toMatchObject({
      users: expect.any(Object) as object,
    })
  })

  it('writes to standard output in the form that is asked for', async () => {
    const json = await stuntboard([...small, '--format', 'json'])
    expect(Object.keys((JSON.parse(json.out) as { both: { boards: object } }).both.boards)).toHaveLength(2)
    const lines = (await stuntboard([...small, '--format', 'ndjson'])).out.trim().split('\n')
    const kinds = lines.map((line) => Object.keys(JSON.parse(line) as object)[0])
    expect([...new Set(kinds)]).toEqual(['world', 'user', 'board', 'card'])
    expect(kinds.filter((kind) => kind === 'card')).toHaveLength(40)
  })

  it('writes the part of one product', async () => {
    for (const [product, other] of [
      ['wekan', 'kanboard'],
      ['kanboard', 'wekan'],
    ] as const) {
      await stuntboard([...small, '--product', product, '--out', path(`${product}.yaml`)])
      const world = parse(textOf(`${product}.yaml`)) as WorldFile
      expect([world[product] === undefined, world[other], world.both]).toEqual([false, undefined, undefined])
      expect(sizes(createFake({ products: { [product]: {} }, world }))[product]).toMatchObject(made[product])
    }
  })

  it('writes over what is there', async () => {
    written('there.yaml', 'x'.repeat(100_000))
    await stuntboard([...small, '--out', path('there.yaml')])
    expect(textOf('there.yaml')).toMatch(/^# stuntboard generate --seed 7\n/)
    expect(textOf('there.yaml')).not.toContain('xxx')
  })

  it.each([
    [['--cards', '-1'], "'--cards <n>' argument '-1' is invalid. a whole number is expected"],
    [['--users', '1.5'], 'a whole number is expected'],
    [['--boards', '1e9'], 'a whole number is expected'],
    [['--seed', '99999999999999999999'], 'a whole number is expected'],
    [['--users', '0'], 'users is 0: a whole number from 1 on is expected'],
    [['--boards', '0'], 'boards is 0'],
    [['--date', 'tomorrow'], 'a date is expected: 2026-06-01'],
    [['--date', '2026-13-01'], 'a date is expected'],
    [['--date', '99999'], 'a date is expected'],
    [['--product', 'trello'], 'Allowed choices are wekan, kanboard, both'],
    [['--format', 'xml'], 'Allowed choices are yaml, json, ndjson'],
    [['--product', 'wekan', '--format', 'ndjson'], 'leave --product out'],
    [['--out', join(tmpdir(), 'no-such-folder', 'world.yaml')], 'cannot write'],
    [['--out', tmpdir()], 'cannot write'],
  ])('%j is refused', async (args, message) => {
    expect(await refusal(generateCommand, ['--cards', '5', ...args])).toContain(message)
  })
})

describe('serve --generate', () => {
  it.each([
    ['cards=x', 'a whole number is expected'],
    ['cards=5,cards=6', 'cards is given twice'],
    ['tasks=5', 'a name of cards, boards, users, seed'],
    ['cards=5=6', 'NAME=NUMBER is expected'],
    ['', 'NAME=NUMBER is expected'],
    ['users=0', 'users is 0'],
  ])('%j is refused', async (given, message) => {
    expect(await refusal(serveCommand, ['--port', '0', '--generate', given])).toContain(message)
  })
})

const real = ['ada', 'lovelace', 'grace', 'hopper', 'ferry', 'timetable', 'harbour', 'southport', 'departures', 'chart']
const found = (text: string): string[] => {
  const words = new Set(text.toLowerCase().match(/\p{L}+/gu))
  return real.filter((word) => words.has(word))
}

describe('import', () => {
  const database = writeKanboardFile(path('db.sqlite'))
  const noted = (ended: Ended): string[] => ended.err.trim().split('\n')

  async function exported(): Promise<string> {
    const { get, user } = await wekanSession(createFake({ world: 'demo' }), 'ada', 'ada-lovelace')
    const [board] = (await get(`/api/users/${user}/boards`)) as { _id: string }[]
    return written('board.json', JSON.stringify(await get(`/api/boards/${board?._id ?? ''}/export`)))
  }

  it('makes a world of a database, and says what is left out', async () => {
    const ended = await stuntboard(['import', 'kanboard-db', database, '--out', path('db.yaml')])
    expect(ended).toMatchObject({ code: 0, out: '' })
    expect(noted(ended)).toContain('files are left out (1): chart.pdf')
    expect(sizes(createFake({ world: path('db.yaml') }))['kanboard']).toMatchObject({ users: 4, projects: 2, tasks: 5 })
  })

  it('makes a world of a board that Wekan exported', async () => {
    expect(await stuntboard(['import', 'wekan-export', await exported(), '--out', path('board.yaml')])).toMatchObject({
      code: 0,
      out: '',
    })
    expect(sizes(createFake({ world: path('board.yaml') }))['wekan']).toMatchObject({ boards: 1 })
  })

  it('makes the same world of a server as of what it was served with', async () => {
    await stuntboard(['import', 'kanboard-db', database, '--out', path('first.yaml')])
    const kanboard = { settings: { api_token: 'token-of-this-test' } }
    const { url, close } = await createFake({ products: { kanboard }, world: path('first.yaml') }).listen()
    const args = ['import', 'kanboard', '--url', url, '--token', 'token-of-this-test', '--out', path('second.yaml')]
    expect(await stuntboard(args)).toMatchObject({ code: 0, err: '' })
    await close()
    const [first, second] = ['first.yaml', 'second.yaml'].map((name) => (parse(textOf(name)) as WorldFile)['kanboard'])
    expect(second).toMatchObject(first as object)
  })

  it.each([
    ['kanboard-db', () => Promise.resolve(database)],
    ['wekan-export', exported],
  ])('%s --pseudonymise leaves no name, address and text, and the same ones each time', async (kind, make) => {
    const file = await make()
    const plain = await stuntboard(['import', kind, file])
    expect(found(plain.out).length).toBeGreaterThan(6)
    const other = await stuntboard(['import', kind, file, '--pseudonymise', '--seed', '3'])
    expect({ code: other.code, found: found(other.out + other.err) }).toEqual({ code: 0, found: [] })
    expect((await stuntboard(['import', kind, file, '--pseudonymise', '--seed', '3'])).out).toBe(other.out)
    expect((await stuntboard(['import', kind, file, '--pseudonymise', '--seed', '4'])).out).not.toBe(other.out)
    const lengths = (text: string): number[] =>
      text
        .split('\n')
        .map((line) => line.length)
        .sort((a, b) => a - b)
    expect(lengths(other.out)).toEqual(lengths(plain.out))
    expect(() => createFake({ world: parse(other.out) as WorldFile })).not.toThrow()
  })

  it('says when a world has to be mended before it is served', async () => {
    const more = "INSERT INTO tags VALUES (7, 'pier', 0, 'no-such-colour')"
    const file = writeKanboardFile(path('odd.sqlite'), { more })
    const { code, err } = await stuntboard(['import', 'kanboard-db', file, '--out', path('odd.yaml')])
    expect(code).toBe(1)
    expect(err).toMatch(/this world has to be mended before it is served: .* at kanboard\.tags\.pier-2\.color/)
  })

  it.each([
    [['kanboard-db', 'none.sqlite'], 'cannot read none.sqlite: ENOENT'],
    [['kanboard-db', 'package.json'], 'package.json is no SQLite file'],
    [['kanboard-db'], "missing required argument 'file'"],
    [['wekan-export', 'none.json'], 'cannot read none.json: ENOENT'],
    [['wekan-export', 'package.json'], 'package.json: this is no export of a Wekan board'],
    [['wekan-export', 'README.md'], 'README.md:1:1: Unexpected token'],
    [['wekan-export', 'src'], 'cannot read src: it is no file'],
    [['wekan-export', 'package.json', '--seed', 'x'], 'a whole number is expected'],
    [['kanboard'], "required option '--url <url>' not specified"],
    [['kanboard', '--url', 'http://127.0.0.1:1', '--token', 't'], 'nothing listens at http://127.0.0.1:1'],
    [['trello'], "unknown command 'trello'"],
  ])('%j is refused', async (args, message) => {
    expect(await refusal(importCommand, args)).toContain(message)
  })

  it.each([
    [['import', 'kanboard-db'], 2],
    [['import', 'kanboard-db', 'none.sqlite'], 2],
    [['import', 'kanboard', '--url', 'http://127.0.0.1:1', '--token', 't'], 3],
    [['generate', '--cards', 'x'], 2],
    [['generate', '--cards', '1', '--format', 'ndjson', '--out', 'none.yaml'], 2],
    [['generate', '--cards', '1', '--format', 'yaml', '--out', 'none.json'], 2],
    [['generate', '--cards', '1', '--out', 'none.ts'], 2],
    [['world', 'show'], 2],
  ])('%j ends with its code', async (args, code) => {
    expect(await stuntboard(args)).toMatchObject({ code, out: '' })
  })
})

describe('world', () => {
  it('init writes a world that is fine, and never over a file', async () => {
    const file = path('init.yaml')
    const { code, out } = await stuntboard(['world', 'init', file])
    expect({ code, out }).toEqual({ code: 0, out: `wrote ${file}\nstuntboard serve --world ${file}\n` })
    expect(await stuntboard(['world', 'validate', file])).toEqual({ code: 0, out: `${file}: fine\n`, err: '' })
    const before = textOf('init.yaml')
    expect(await stuntboard(['world', 'init', file])).toMatchObject({
      code: 2,
      err: expect.stringContaining('EEXIST') as string,
    })
    expect(textOf('init.yaml')).toBe(before)
  })

  it('validate tells every file that is wrong, with line and column', async () => {
    const files = [
      written('reference.yaml', 'kanboard:\n  projects:\n    p:\n      owner: adda\n'),
      path('nowhere.yaml'),
      written('syntax.yaml', 'kanboard: [\n'),
    ]
    const { code, out, err } = await stuntboard(['world', 'validate', 'empty', ...files])
    expect({ code, out }).toEqual({ code: 2, out: 'empty: fine\n' })
    expect(err).toMatch(/reference\.yaml:4:7 at kanboard\.projects\.p\.owner: nothing has the key 'adda'/)
    expect(err).toMatch(/no such world file: .*nowhere\.yaml/)
    expect(err).toMatch(/syntax\.yaml:2:1: /)
  })

  it('validate and show tell what a product cannot hold', async () => {
    const text = textWithLosses
    const file = written('losses.yaml', text)
    const { out } = await stuntboard(['world', 'validate', file])
    expect(out).toMatch(/^.*losses\.yaml: fine\n {2}Wekan: .*\n/)
    expect(out).toMatch(/ {2}Kanboard: /)
    const shown = await stuntboard(['world', 'show', file])
    expect(shown.out).toMatch(/\nWhat a product cannot hold:\n {2}Wekan: groups are not in Wekan/)
    const json = JSON.parse((await stuntboard(['world', 'show', file, '--json'])).out) as { warnings: string[] }
    expect(
      out
        .split('\n')
        .slice(1, -1)
        .map((line) => line.trim()),
    ).toEqual(json.warnings)
  })

  it('show counts rows and names logins', async () => {
    const { out } = await stuntboard(['world', 'show', 'both'])
    expect(out).toMatch(/^both: .*\nclock: /)
    expect(out).toMatch(/\nwekan\n {2}\d+ users, .* 3 cards/)
    expect(out).toMatch(/\nkanboard\n {2}\d+ users, .* 3 tasks/)
    expect(out).toMatch(/password ada \/ ada-lovelace/)
  })

  it('schema is written where it is wanted', async () => {
    expect((await stuntboard(['world', 'schema', '--out', path('schema.json')])).code).toBe(0)
    expect(JSON.parse(textOf('schema.json'))).toMatchObject({ title: 'stuntboard world', type: 'object' })
    expect((await stuntboard(['world', 'schema', '--check', '--out', path('schema.json')])).code).toBe(0)
    written('schema.json', '{}')
    const { code, err } = await stuntboard(['world', 'schema', '--check', '--out', path('schema.json')])
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('is not current') as string })
    expect(await stuntboard(['world', 'schema', '--out', join(folder, 'no', 'x.json')])).toMatchObject({ code: 2 })
  })
})

const textWithLosses = `both:
  users: { ada: { admin: true }, grace: {} }
  groups: { crew: { members: [grace] } }
  boards:
    b:
      members: { ada: admin, grace: commenter }
      groups: { crew: member }
      lists: { l: {} }
      cards:
        c: { by: ada, assignees: [ada, grace], checklists: { a: { items: [x] }, b: { items: [y] } } }
`
