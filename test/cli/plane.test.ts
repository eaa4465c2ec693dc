import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFake } from '../../src/index.js'
import type { Fake, Listening } from '../../src/index.js'
import { program, stuntboard } from '../check/command.js'
import type { Ended } from '../check/command.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'stuntboard-plane-'))
const fake: Fake = createFake({ products: { kanboard: {} }, world: 'demo', now: '2026-01-05T09:00:00Z' })
let listening: Listening

beforeAll(async () => {
  listening = await fake.listen()
})
beforeEach(() => {
  for (const name of fake.sandboxNames()) fake.drop(name)
  fake.reset()
  fake.clock.freeze('2026-01-05T09:00:00Z')
})
afterAll(async () => {
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<Ended> => stuntboard([...args, '--url', listening.url])
const parsed = async (...args: string[]): Promise<unknown> => JSON.parse((await run(...args, '--json')).out)

describe('a command for a running fake', () => {
  it('resets it, or one sandbox of it', async () => {
    const one = fake.sandbox('one')
    await one.kanboard.createProject({ name: 'x' })
    await fake.kanboard.createProject({ name: 'y' })
    const args = ['reset', '--sandbox', 'one', '--url', listening.url]
    expect(await program(args)).toMatchObject({ code: 0, out: 'reset\n' })
    expect(one.diff()).toEqual({})
    expect(fake.diff()).not.toEqual({})
  })

  it('keeps, lists, compares, restores and drops snapshots', async () => {
    expect(await run('snapshot', 'before')).toMatchObject({ code: 0, out: 'kept before\n' })
    expect(await run('changes', 'before')).toMatchObject({ code: 0, out: 'no difference\n' })
    await fake.kanboard.createTag({ project_id: 1, tag: 'urgent' })
    expect(await run('changes', 'before')).toMatchObject({
      code: 1,
      out: 'kanboard tags: 1 added, 0 removed, 0 changed\n',
    })
    expect((await run('changes', 'before', '--rows')).out).toMatch(/\n {2}\+ \{.*"urgent".*\}\n$/)
    expect(await parsed('snapshot')).toMatchObject([{ name: 'before', at: '2026-01-05T09:00:00.000Z' }])
    expect(await run('restore', 'before')).toMatchObject({ code: 0, out: 'restored before\n' })
    expect(fake.diff()).toEqual({})
    const file = join(folder, 'before.json')
    expect(await run('snapshot', 'before', '--download', file)).toMatchObject({ code: 0 })
    expect(await run('snapshot', 'before', '--drop')).toMatchObject({ code: 0, out: 'dropped before\n' })
    expect(await run('snapshot', 'again', '--upload', file)).toMatchObject({ code: 0 })
    expect(fake.snapshotNames()).toEqual(['again'])
  })

  it('saves and loads states', async () => {
    const file = join(folder, 'state.json')
    await fake.kanboard.createTag({ project_id: 1, tag: 'urgent' })
    expect(await run('state', 'save', file)).toMatchObject({ code: 0 })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ stuntboard: 'state', version: 1 })
    fake.reset()
    expect(await run('state', 'load', file)).toMatchObject({ code: 0 })
    expect(fake.diff()['kanboard']?.['tags']?.added).toHaveLength(1)
  })

  it.each([
    [['clock'], '2026-01-05T09:00:00.000Z frozen\n'],
    [['clock', 'advance', '1h 30m'], '2026-01-05T10:30:00.000Z frozen\n'],
    [['clock', 'advance', '1000'], '2026-01-05T09:00:01.000Z frozen\n'],
    [['clock', 'advance', '-3d'], '2026-01-02T09:00:00.000Z frozen\n'],
    [['clock', 'set', '2027-01-01'], '2027-01-01T00:00:00.000Z frozen\n'],
    [['clock', 'freeze', '0'], '1970-01-01T00:00:00.000Z frozen\n'],
    [['clock', 'tick'], '2026-01-05T09:00:00.000Z ticking\n'],
  ])('%j sets the clock', async (args, out) => {
    expect(await run(...args)).toMatchObject({ code: 0, out })
  })

  it.each([
    [['clock', '--frozen'], "unknown option '--frozen'"],
    [['clock', 'advance', '-d3'], "unknown option '-d3'"],
    [['state', 'load', 'none.json'], 'cannot read none.json: there is no such file'],
    [['snapshot', 'x', '--upload', 'none.json'], 'cannot read none.json: there is no such file'],
  ])('%j is a mistake that is told', async (args, told) => {
    expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining(told) as string })
  })

  it('lets the clock run at a speed', async () => {
    expect(await parsed('clock', 'run', '--speed', '60')).toMatchObject({ mode: 'running', speed: 60 })
    expect(await parsed('clock', 'real')).toMatchObject({ mode: 'real' })
  })

  it('sets, lists and removes faults', async () => {
    const rule = '{"operation":"createTask","fault":{"kind":"status","status":503}}'
    expect(await run('fault', 'add', rule)).toMatchObject({ code: 0, out: 'fault-1\n' })
    await expect(fake.kanboard.createTask({ title: 'x', project_id: 1 })).rejects.toMatchObject({ status: 503 })
    expect((await run('fault')).out).toBe('fault-1  status  struck 1 of 1 calls\n')
    expect(await run('fault', 'remove', 'fault-1')).toMatchObject({ code: 0 })
    const file = join(folder, 'faults.yaml')
    writeFileSync(file, '- id: slow\n  fault: { kind: latency, delay: { fixedMs: 1 } }\n- fault: { kind: reset }\n')
    expect((await parsed('fault', 'set', '--file', file)) as object[]).toHaveLength(2)
    expect(await run('fault', 'clear')).toMatchObject({ code: 0 })
    expect(fake.faults.rules).toEqual([])
  })

  it('shows, exports and clears the log', async () => {
    await fake.kanboard.getVersion()
    await fake.fetch('/nowhere')
    expect((await run('log')).out.split('\n')).toHaveLength(3)
    expect(await parsed('log', '--status', '4xx')).toMatchObject([{ path: '/nowhere', status: 404 }])
    expect((await run('log', '--export', 'curl', '--operation', 'getVersion')).out).toContain('curl')
    const file = join(folder, 'log.har')
    expect(await run('log', '--export', 'har', '--out', file)).toMatchObject({ code: 0 })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ log: { version: '1.2' } })
    expect(await run('log', '--clear')).toMatchObject({ code: 0 })
    expect(fake.log.entries).toEqual([])
  })

  it('follows the log until it is stopped', async () => {
    const child = spawn(
      process.execPath,
      [join(root, 'dist/cli/index.js'), 'log', '--follow', '--json', '--sandbox', 'one', '--url', listening.url],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const ended = new Promise((resolve) => child.on('exit', resolve))
    const first = new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve))
    // Nothing tells when it has begun to follow, so it is called until it has seen a call.
    const calls = setInterval(() => void fake.sandbox('one').kanboard.getVersion(), 20)
    expect(JSON.parse(await first)).toMatchObject({ event: 'request', operations: ['getVersion'] })
    clearInterval(calls)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
  })

  it('lists, makes and drops sandboxes', async () => {
    await fake.kanboard.createTag({ project_id: 1, tag: 'urgent' })
    expect(await run('sandboxes', 'create', 'copy', '--like', '')).toMatchObject({ code: 0, out: 'copy\n' })
    expect(fake.sandbox('copy').diff()).toEqual({})
    expect(await parsed('sandboxes')).toMatchObject([{ name: '' }, { name: 'copy' }])
    expect(await run('sandboxes', 'drop', 'copy')).toMatchObject({ code: 0, out: 'dropped copy\n' })
    expect(fake.sandboxNames()).toEqual([])
  })

  it.each([
    [['restore', 'nobody'], 2, "no snapshot 'nobody'"],
    [['clock', 'advance', 'soon'], 2, '/by: '],
    [['clock', 'advance'], 2, 'clock advance: give a span of time'],
    [['clock', 'wind'], 2, "unknown verb 'wind': choose one of show, set"],
    [['fault', 'add', '{"fault":{"kind":"flood"}}'], 2, '/fault'],
    [['fault', 'add'], 2, 'give a rule as JSON, or --file'],
    [['sandboxes', 'drop', 'nobody'], 2, 'there is no sandbox nobody'],
    [['state', 'load', '/nowhere/state.json'], 2, 'cannot read /nowhere/state.json'],
    [['log', '--outcome', 'well'], 2, 'outcome: '],
    [['snapshot', 'x', '--drop', '--download', 'y'], 2, 'give one of them'],
  ])('%j ends with exit code %i and says why', async (args, code, message) => {
    expect(await run(...args)).toMatchObject({ code, err: expect.stringContaining(message) })
  })

  it('ends with exit code 3 where no fake answers, or lets it in', async () => {
    const none = await stuntboard(['reset', '--url', 'http://127.0.0.1:9'])
    expect(none).toMatchObject({ code: 3, err: expect.stringContaining('no fake answers at http://127.0.0.1:9') })
    const guarded = createFake({ control: { token: 'the-token' } })
    const { url } = await guarded.listen()
    expect(await stuntboard(['reset', '--url', url])).toMatchObject({ code: 3 })
    expect(await stuntboard(['reset', '--url', url, '--control-token', 'the-token'])).toMatchObject({ code: 0 })
    const env = { STUNTBOARD_CONTROL_TOKEN: 'the-token' }
    expect(await program(['reset', '--url', url], env)).toMatchObject({ code: 0 })
    await guarded.close()
  })
})
