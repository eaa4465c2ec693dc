import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFake } from '../../src/server/fake.js'
import type { Fake, FakeOptions } from '../../src/server/fake.js'
import { withoutRows } from '../../src/server/state-lines.js'
import { writeWhole } from '../../src/server/whole-file.js'
import { products } from '../../src/products.js'
import { toy } from '../toy.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stuntboard-state-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const make = (more: Partial<FakeOptions> = {}): Fake =>
  createFake({ products: [{ product: toy }], world: {}, now: '2026-01-05T09:00:00Z', ...more })
const add = (fake: Pick<Fake, 'fetch'>, name: string): Promise<Response> =>
  fake.fetch('/add', { method: 'POST', body: name })
const names = async (fake: Pick<Fake, 'fetch'>): Promise<string[]> =>
  ((await (await fake.fetch('/')).json()) as { names: string[] }).names

describe('a state file', () => {
  it('is where a fake goes on, ids and clock included', async () => {
    const state = join(folder, 'state.json')
    const first = make({ state })
    await add(first, 'one')
    first.clock.advance('2h')
    first.saveState()
    const next = await (await first.fetch('/')).text()
    const second = make({ state })
    expect(await (await second.fetch('/')).text()).toBe(next)
    second.reset()
    expect(await names(second)).toEqual([])
  })

  it('must be named to be saved', () => {
    expect(() => {
      make().saveState()
    }).toThrow('saveState: give a file')
  })

  it('of both products comes back as it was', async () => {
    const state = join(folder, 'state.json')
    const both = (): Fake =>
      createFake({
        products: products.map((product) => ({ product })),
        world: 'demo',
        now: '2026-01-05T09:00:00Z',
        state,
      })
    const first = both()
    await first.fetch('/users/register', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"username":"new","email":"new@example.com","password":"secret-new-1"}',
    })
    first.saveState()
    const second = both()
    first.snapshot('first')
    const text = await (await first.fetch('/_fake/state')).text()
    expect(await (await second.fetch('/_fake/state')).text()).toBe(text)
    expect(text).toContain('new@example.com')
  })

  it('is readable by its owner alone, and a link to it stays one', () => {
    const target = join(folder, 'target.json')
    const link = join(folder, 'link.json')
    writeWhole(target, ['old'])
    symlinkSync(target, link)
    writeWhole(link, ['new'])
    expect(readFileSync(target, 'utf8')).toBe('new')
    expect(statSync(target).mode & 0o077).toBe(0)
    expect(readdirSync(folder).sort()).toEqual(['link.json', 'target.json'])
  })

  it('that cannot be written keeps the old one, and leaves nothing behind', () => {
    const file = join(folder, 'state.json')
    writeWhole(file, ['old'])
    const broken = function* (): Generator<string> {
      yield 'new'
      throw new Error('the disk is full')
    }
    expect(() => {
      writeWhole(file, broken())
    }).toThrow('the disk is full')
    expect(readFileSync(file, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['state.json'])
  })

  it.each([
    ['nothing', '', 'is no state file: '],
    ['other JSON', '{"a":1}', 'does not begin with "stuntboard": "state"'],
    ['a later version', '{"stuntboard":"state","version":9}', 'is of version 9, and this program reads version 1'],
    ['a part', '{"stuntboard":"state","version":1,"savedBy":"x","baseline":false}', 'at products: '],
    [
      'another product',
      '{"stuntboard":"state","version":1,"savedBy":"x","baseline":false,"products":{}}',
      'is of no product, and toy is served',
    ],
  ])('with %s is refused: what is wrong, and what to do', (_what, text, message) => {
    const state = join(folder, 'state.json')
    writeFileSync(state, text)
    expect(() => make({ state })).toThrow(message)
    expect(() => make({ state })).toThrow(state)
  })

  it('of another release or option is refused', () => {
    const state = join(folder, 'state.json')
    make({ state }).saveState()
    expect(() => make({ state, products: [{ product: toy, profile: '1.0' }] })).toThrow(
      'is of toy@2.0, and toy@1.0 is served: start with --profile toy@2.0',
    )
    const numbers = (typing: string): Partial<FakeOptions> => ({
      state: join(folder, 'other.json'),
      products: [{ product: toy, profile: '1.0', options: { numbers: typing } }],
    })
    make(numbers('strings')).saveState()
    expect(() => make(numbers('native'))).toThrow(
      'is of numbers strings, and native is served: start with --numbers strings',
    )
  })

  it('with a broken row is refused, and nothing is changed', async () => {
    const fake = make()
    await add(fake, 'kept')
    const text = await (await fake.fetch('/_fake/state')).text()
    const answer = await fake.fetch('/_fake/state', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: text.replace('"id":1,', ''),
    })
    expect(await answer.json()).toMatchObject({
      status: 422,
      detail: expect.stringContaining('toy: table things, row 1: cannot insert'),
    })
    expect(await names(fake)).toEqual(['kept'])
  })

  it('is read in whatever pieces it comes, and in another layout', async () => {
    const fake = make()
    for (const name of ['a]}', 'ü{"a":[{"b":[1]}]},', 'line\u2028\nbreak', '"]},\\']) await add(fake, name)
    const text = await (await fake.fetch('/_fake/state')).text()
    const state = join(folder, 'state.json')
    const value: unknown = JSON.parse(text)
    for (const layout of [text, JSON.stringify(value), JSON.stringify(value, null, 2), `\ufeff${text}`]) {
      writeFileSync(state, layout)
      expect(await (await make({ state }).fetch('/_fake/state')).text()).toBe(text)
    }
    for (let size = 1; size < 40; size++) {
      const bytes = Buffer.from(text)
      const count = Math.ceil(bytes.length / size)
      const chunks = Array.from({ length: count }, (_, n) => bytes.subarray(n * size, (n + 1) * size))
      const rows: unknown[] = []
      const rest = withoutRows(chunks, 'x', ({ row }) => rows.push(row))
      expect(rows).toHaveLength(4)
      expect(rest).toMatchObject({ products: { toy: { world: { tables: { things: [] } } } } })
    }
  })

  it.each([
    ['is cut off', (text: string) => text.slice(0, -10), 'is no state file: '],
    ['is cut off within a row', (text: string) => text.slice(0, text.indexOf('"name"')), 'is no state file: line 4: '],
    ['is not UTF-8', (text: string) => Buffer.from(text.replace('one', '\u00ff'), 'latin1'), 'is no state file: '],
    ['has another table', (text: string) => text.replace(/^"things"/m, '"other"'), 'there is no table other'],
    ['has a row twice', (text: string) => text.replace(/^(\{"id.*\})(?=\])/m, '$1,\n$1'), 'there are two rows 1'],
    ['has a row that is none', (text: string) => text.replace(/^\{"id.*\}(?=\])/m, '{}'), 'cannot insert: id is'],
    ['has a clock beyond all dates', (text: string) => text.replace(/"now":\d+/, '"now":1e300'), 'clock.now: '],
  ])('that %s is refused, and nothing is changed', async (_what, spoilt, message) => {
    const fake = make()
    await add(fake, 'one')
    const text = await (await fake.fetch('/_fake/state')).text()
    await add(fake, 'two')
    const headers = { 'content-type': 'application/json' }
    const answer = await fake.fetch('/_fake/state', { method: 'PUT', headers, body: spoilt(text) })
    expect(await answer.json()).toMatchObject({ status: 422, detail: expect.stringContaining(message) })
    expect(await names(fake)).toEqual(['one', 'two'])
  })

  it('in a folder that is not there is told as the mistake that it is', () => {
    expect(() => {
      make().saveState(join(folder, 'none', 'state.json'))
    }).toThrow(/^cannot write .*none.state\.json: ENOENT/)
  })

  it('is the old one or the new one whenever the process that saves is killed', async () => {
    const file = join(folder, 'state.json')
    const module = fileURLToPath(new URL('../../dist/server/whole-file.js', import.meta.url))
    const script = `
      import { writeWhole } from ${JSON.stringify(module)}
      const rows = (n) => Array.from({ length: 20000 }, (_, i) => \`{"run":\${n},"row":\${i}}\${i < 19999 ? ',' : ''}\\n\`)
      for (let n = 1; ; n++) { writeWhole(${JSON.stringify(file)}, ['[', ...rows(n), ']']); if (n === 1) console.log('begun') }`
    for (let round = 0; round < 6; round++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = new Promise((resolve) => child.on('exit', resolve))
      await new Promise((resolve) => child.stdout.once('data', resolve))
      // A different place in the cycle each time: the child saves for some 10 ms.
      await new Promise((resolve) => setTimeout(resolve, 3 + round * 7))
      child.kill('SIGKILL')
      await ended
      const rows = JSON.parse(readFileSync(file, 'utf8')) as { run: number }[]
      expect(rows.length).toBe(20000)
      expect(new Set(rows.map(({ run }) => run)).size).toBe(1)
    }
    writeWhole(file, ['done'])
    expect(readdirSync(folder)).toEqual(['state.json'])
  })
})

describe('snapshots in a folder', () => {
  it('outlive the process, by name', async () => {
    const snapshots = join(folder, 'snapshots')
    const first = make({ snapshots })
    await add(first, 'kept')
    first.snapshot('with one')
    expect(existsSync(join(snapshots, 'with one.json'))).toBe(true)
    const second = make({ snapshots })
    expect(second.snapshotNames()).toEqual(['with one'])
    second.restore('with one')
    expect(await names(second)).toEqual(['kept'])
  })

  it.each(['../out', '.hidden', 'a/b', '', 'x'.repeat(65)])('cannot be called %j', (name) => {
    const fake = make({ snapshots: folder })
    expect(() => {
      fake.snapshot(name)
    }).toThrow('is no name of a snapshot')
    expect(readdirSync(folder)).toEqual([])
  })

  it('have names that differ in more than letter case, as files on every disk do', () => {
    const fake = make({ snapshots: folder })
    fake.snapshot('Before')
    expect(() => {
      fake.snapshot('before')
    }).toThrow("there is a snapshot 'Before' already: in a folder, names differ in more than letter case")
    fake.snapshot('Before')
    expect(readdirSync(folder)).toEqual(['Before.json'])
    const inMemory = make()
    inMemory.snapshot('Before')
    inMemory.snapshot('before')
    expect(inMemory.snapshotNames()).toEqual(['Before', 'before'])
  })

  it('are listed beside one that cannot be read, which says why', async () => {
    const snapshots = join(folder, 'mixed')
    make({ snapshots }).snapshot('good')
    writeFileSync(join(snapshots, 'broken.json'), '{"stuntboard":')
    const listed = await make({ snapshots }).fetch('/_fake/snapshots')
    expect(listed.status).toBe(200)
    expect(await listed.json()).toMatchObject({
      snapshots: [{ name: 'broken', problem: expect.stringContaining('is no state file') }, { name: 'good' }],
    })
  })

  it('of another release are told when they are asked for', () => {
    mkdirSync(join(folder, 's'))
    make({ snapshots: join(folder, 's') }).snapshot('a')
    const other = make({ snapshots: join(folder, 's'), products: [{ product: toy, profile: '1.0' }] })
    expect(() => {
      other.restore('a')
    }).toThrow('start with --profile toy@2.0')
  })
})
