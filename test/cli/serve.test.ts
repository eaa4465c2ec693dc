import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { program, stuntboard } from '../check/command.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

interface Started {
  readonly child: ChildProcess
  readonly lines: string[]
  /** The next line of standard output. */
  next(): Promise<string>
}

function serve(...args: string[]): Started {
  const child = spawn(process.execPath, [join(root, 'dist/cli/index.js'), 'serve', '--port', '0', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  const lines: string[] = []
  const waiting: ((line: string) => void)[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    waiting.shift()?.(line)
  })
  let seen = 0
  const next = (): Promise<string> => {
    seen += 1
    const there = lines[seen - 1]
    return there === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(there)
  }
  return { child, lines, next }
}

interface Listening {
  readonly event: string
  readonly url: string
  readonly port: number
  readonly products: Record<
    string,
    { readonly url: string; readonly profile: string; readonly logins: { who: string; secret: string; kind: string }[] }
  >
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) =>
    child.on('exit', (code) => {
      resolve(code)
    }),
  )

describe('serve --log json', () => {
  it('tells where it listens in its first line, then one line a request, all NDJSON', async () => {
    const server = serve('--log', 'json', '--kanboard-token', 'token-of-this-test')
    const first = JSON.parse(await server.next()) as Listening
    expect(first).toMatchObject({ event: 'listening', url: `http://127.0.0.1:${first.port}` })
    expect(first.products['kanboard']?.logins).toContainEqual({
      who: 'jsonrpc',
      secret: 'token-of-this-test',
      kind: 'application token',
    })
    await fetch(`${first.url}/api/user?access_token=nobody-knows-this-token`)
    const entry = JSON.parse(await server.next()) as object
    expect(entry).toMatchObject({
      event: 'request',
      seq: 1,
      product: 'wekan',
      path: '/api/user?access_token=***1',
      status: 200,
    })
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly on %s, with a client still connected', async (signal) => {
    const server = serve('--log', 'json')
    const { url } = JSON.parse(await server.next()) as Listening
    await fetch(`${url}/_fake/health`)
    const end = ended(server.child)
    server.child.kill(signal)
    expect(await end).toBe(0)
  })

  it('answers byte for byte the same for the same world, seed and set clock', async () => {
    const run = async (): Promise<string[]> => {
      const server = serve('--log', 'json', '--seed', '7', '--now', '2026-01-05T09:00:00Z', '--clock', 'ticking')
      const { url } = JSON.parse(await server.next()) as Listening
      const json = { 'content-type': 'application/json' }
      const login = await fetch(`${url}/users/login`, {
        method: 'POST',
        headers: json,
        body: '{"username":"ada","password":"ada-lovelace"}',
      })
      const body = await login.text()
      const { token } = JSON.parse(body) as { token: string }
      const me = await fetch(`${url}/api/user`, { headers: { authorization: `Bearer ${token}` } })
      return [body, await me.text()]
    }
    const [one, other] = await Promise.all([run(), run()])
    expect(one).toEqual(other)
  })
})

describe('serve --state', () => {
  it('goes on where it ended', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stuntboard-serve-'))
    const args = ['--log', 'json', '--state', join(folder, 'state.json'), '--snapshots', join(folder, 'snapshots')]
    const first = serve(...args)
    const { url } = JSON.parse(await first.next()) as Listening
    const body = '{"username":"new","email":"new@example.com","password":"secret-new-1"}'
    const headers = { 'content-type': 'application/json' }
    expect((await fetch(`${url}/users/register`, { method: 'POST', headers, body })).status).toBe(200)
    expect((await fetch(`${url}/_fake/snapshots/kept`, { method: 'PUT' })).status).toBe(204)
    const end = ended(first.child)
    first.child.kill('SIGTERM')
    expect(await end).toBe(0)
    const second = serve(...args)
    const again = (JSON.parse(await second.next()) as Listening).url
    expect((await fetch(`${again}/users/login`, { method: 'POST', headers, body })).status).toBe(401)
    const login = '{"username":"new","password":"secret-new-1"}'
    expect((await fetch(`${again}/users/login`, { method: 'POST', headers, body: login })).status).toBe(200)
    expect(await (await fetch(`${again}/_fake/snapshots`)).json()).toMatchObject({ snapshots: [{ name: 'kept' }] })
    rmSync(folder, { recursive: true, force: true })
  })
})

describe('serve beyond loopback', () => {
  it('makes up a control token and tells it', async () => {
    const server = serve('--log', 'json', '--host', '0.0.0.0')
    const { port, controlToken } = JSON.parse(await server.next()) as Listening & { controlToken: string }
    const reset = (headers: Record<string, string>): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}/_fake/reset`, { method: 'POST', headers })
    expect((await reset({})).status).toBe(401)
    expect((await reset({ authorization: `Bearer ${controlToken}` })).status).toBe(204)
  })

  it('serves no control plane with --no-control', async () => {
    const server = serve('--log', 'json', '--no-control', '--products', 'kanboard')
    const { url } = JSON.parse(await server.next()) as Listening
    expect((await fetch(`${url}/_fake/health`)).status).toBe(404)
  })

  it('keeps within limits', async () => {
    const most = ['--max-sandboxes', '1', '--max-snapshots', '1', '--max-body', '10', '--max-control-body', '20']
    const server = serve('--log', 'json', ...most, '--max-log', '2', '--max-log-body', '3')
    const { url } = JSON.parse(await server.next()) as Listening
    const put = async (path: string): Promise<number> => (await fetch(url + path, { method: 'PUT' })).status
    expect([await put('/_fake/snapshots/a'), await put('/_fake/snapshots/b')]).toEqual([204, 503])
    expect([await put('/~a/_fake/snapshots/a'), await put('/~b/_fake/snapshots/a')]).toEqual([204, 503])
    const long = await fetch(`${url}/users/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"username":"ada"}',
    })
    expect(long.status).toBe(413)
    const control = await fetch(`${url}/_fake/state`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: ' '.repeat(21),
    })
    expect(control.status).toBe(413)
    for (let n = 0; n < 3; n++) await fetch(`${url}/nowhere`, { method: 'POST', body: '1234' })
    const { entries } = (await (await fetch(`${url}/_fake/log`)).json()) as { entries: { request: object }[] }
    expect(entries).toHaveLength(2)
    expect(entries[0]?.request).toMatchObject({ body: '123', bytes: 4, isCut: true })
  })
})

describe('serve for people', () => {
  it('prints the URLs, the logins and two curl lines that work', async () => {
    const server = serve('--world', 'demo')
    const greeting: string[] = []
    while (!greeting.at(-1)?.includes('control at')) greeting.push(await server.next())
    expect(greeting.join('\n')).toMatch(/wekan@11\.07 at http:\/\/127\.0\.0\.1:\d+/)
    expect(greeting.join('\n')).toContain('ada-lovelace')
    const curls = greeting.filter((line) => line.trim().startsWith('$ curl')).map((line) => line.trim().slice(2))
    expect(curls.length).toBe(2)
    for (const curl of curls) {
      const child = spawn('sh', ['-c', `${curl} -s`])
      let out = ''
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
      expect(await ended(child)).toBe(0)
      expect(() => JSON.parse(out) as unknown).not.toThrow()
      expect(out).not.toContain('"error"')
    }
  })

  it('serves products below paths of their own', async () => {
    const server = serve('--log', 'json', '--wekan-path', '/wekan', '--kanboard-path', '/kanboard')
    const { products } = JSON.parse(await server.next()) as Listening
    expect(await (await fetch(`${products['wekan']?.url ?? ''}/api/user`)).text()).toContain('Unauthorized')
    const rpc = await fetch(products['kanboard']?.url ?? '', { method: 'POST', body: '{}' })
    expect(await rpc.text()).toContain('-32600')
  })
})

describe('serve refuses', () => {
  it.each([
    [['--world', 'nowhere'], "unknown world 'nowhere': choose one of"],
    [
      ['--profile', 'wekan@9'],
      "unknown profile 'wekan@9': choose one of wekan@11.07, wekan@7.10, wekan@wiki, kanboard@1.2.53",
    ],
    [['--quirk', 'wekan.nothing=on'], "unknown quirk 'wekan.nothing': choose one of"],
    [['--quirk', 'wekan.login-throttle=maybe'], 'write wekan.login-throttle=on or wekan.login-throttle=off'],
    [['--fidelity', 'exact'], "unknown fidelity 'exact': choose one of real, documented, strict"],
    [['--products', 'trello'], "unknown product 'trello': choose one of wekan, kanboard"],
    [['--database', 'oracle'], "unknown value 'oracle' for --database: choose one of sqlite, mysql, postgres"],
    [['--database', 'postgres', '--numbers', 'strings'], 'postgres'],
    [['--port', 'http'], 'a whole number is expected'],
    [['--port', '70000'], 'a port is a number from 0 to 65535'],
    [['--clock', 'stopped'], 'Allowed choices are real, frozen, ticking'],
    [['--now', 'soon'], "'soon' is not an ISO 8601 date"],
    [['--wekan-path', 'wekan'], "a path begins with '/'"],
    [['--colour'], "unknown option '--colour'"],
  ])('%j with exit code 2, naming the culprit', async (args, message) => {
    const { code, err } = await stuntboard(['serve', '--port', '0', ...args])
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(message) })
  })

  it('a port in use, plainly', async () => {
    const server = serve('--log', 'json')
    const { port } = JSON.parse(await server.next()) as Listening
    const { code, err } = await program(['serve', '--port', String(port)])
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringContaining(`port ${port} on 127.0.0.1 is in use`),
    })
  })
})
