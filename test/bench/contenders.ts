import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface BenchRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Contender {
  readonly name: string
  readonly pid: number
  readonly port: number
  readonly isSlow: boolean
  requestFor(name: string): BenchRequest
  stop(): void
}

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '..', '..')
const USER = { username: 'bench', password: 'bench-password' }
const json = { 'content-type': 'application/json' }

/** The fake, bare node:http, bare Hono and Prism's mock, each a process of its own on a free port. */
export async function startContenders(): Promise<Contender[]> {
  const fake = await start(
    'stuntboard',
    [
      join(root, 'dist/cli/index.js'),
      'serve',
      '--port',
      '0',
      '--world',
      'empty',
      '--log',
      'json',
      '--kanboard-token',
      'bench-token',
    ],
    (line) => {
      const event = JSON.parse(line) as { event: string; port: number }
      return event.event === 'listening' ? event.port : undefined
    },
  )
  const token = await register(fake.port)
  const requestFor = (name: string): BenchRequest => benchRequest(name, token)
  const bare = (kind: string): Promise<Started> => start(kind, [join(here, 'bare.mjs'), kind], (line) => Number(line))
  const all: readonly [string, Started, boolean][] = [
    ['node:http', await bare('http'), false],
    ['hono', await bare('hono'), false],
    ['stuntboard', fake, false],
    ['prism', await startPrism(), true],
  ]
  return all.map(([name, { child, port }, isSlow]) => ({
    name,
    pid: child.pid ?? 0,
    port,
    isSlow,
    requestFor,
    stop: () => child.kill('SIGTERM'),
  }))
}

function benchRequest(name: string, token: string): BenchRequest {
  if (name === 'GET /api/user')
    return { method: 'GET', path: '/api/user', headers: { authorization: `Bearer ${token}` } }
  if (name === 'POST /users/login')
    return { method: 'POST', path: '/users/login', headers: json, body: JSON.stringify(USER) }
  const headers = { ...json, authorization: `Basic ${Buffer.from('jsonrpc:bench-token').toString('base64')}` }
  const body = JSON.stringify({ jsonrpc: '2.0', method: 'getUser', id: 1, params: { user_id: 1 } })
  return { method: 'POST', path: '/jsonrpc.php', headers, body }
}

interface Started {
  readonly child: ChildProcess
  readonly port: number
}

/** Starts a node process and waits for the line of its output that tells the port. */
function start(name: string, args: readonly string[], portOf: (line: string) => number | undefined): Promise<Started> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => {
      reject(new Error(`${name} ended with ${code ?? 'a signal'} before it listened`))
    })
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = portOf(line)
      if (port !== undefined) resolve({ child, port })
    })
  })
}

/** Silent, because its log costs it more than its answers do; so the port must be chosen before. */
async function startPrism(): Promise<Started> {
  const prism = join(
    dirname(createRequire(import.meta.url).resolve('@stoplight/prism-cli/package.json')),
    'dist/index.js',
  )
  const port = await freePort()
  const args = [prism, 'mock', '-p', String(port), '-v', 'silent', join(here, 'baseline.openapi.yaml')]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await isAnswering(port)) return { child, port }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error("Prism's mock does not answer")
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
    })
  })
}

async function isAnswering(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/api/user`)).ok
  } catch {
    return false
  }
}

async function register(port: number): Promise<string> {
  const init = { method: 'POST', headers: json, body: JSON.stringify(USER) }
  const answer = (await (await fetch(`http://127.0.0.1:${port}/users/register`, init)).json()) as { token: string }
  return answer.token
}
