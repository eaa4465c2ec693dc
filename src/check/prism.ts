import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { UsageError } from '../kernel/product.js'
import type { Finding } from './rules.js'
import type { Exchange } from './run.js'
import type { Fetch } from './target.js'

const PACKAGE = '@stoplight/prism-cli'
const STARTING_MS = 60_000

export interface PrismOptions {
  /** The OpenAPI document of the profile, as JSON text. */
  readonly document: string
  /** The address of the server under test. */
  readonly url: string
  /** Folders whose `node_modules` may have Prism; default: where the command was started, and stuntboard's own. */
  readonly from?: readonly string[]
}

/** Prism's validating proxy before a server. */
export interface Prism {
  /** Sends through the proxy what is meant for the server. */
  readonly fetch: Fetch
  /** What Prism has against the last answer; given to the run as one of its judges. */
  judge(exchange: Exchange): Finding[]
  close(): Promise<void>
}

/** Why a violation that Prism tells is no fault of the server. */
const falseAlarms: readonly {
  readonly applies: (one: Violation, exchange: Exchange) => boolean
  readonly because: string
}[] = [
  {
    applies: ({ location = [] }) => location[0] !== 'response',
    because: 'it is about the request: scenarios send on purpose what lies outside the documented contract',
  },
  {
    applies: (_one, { step }) => step.expect?.empty === true,
    because: 'OpenAPI cannot say that one status has a body or none',
  },
]

interface Violation {
  readonly location?: readonly string[]
  readonly message?: string
}

/**
 * Starts Prism with a document on a free port of this machine. Throws `UsageError` saying how to install it where it is
 * not found, or when it does not start.
 */
export async function viaPrism({
  document,
  url,
  from = [process.cwd(), import.meta.dirname],
}: PrismOptions): Promise<Prism> {
  const program = programIn(from)
  const folder = mkdtempSync(join(tmpdir(), 'stuntboard-prism-'))
  const file = join(folder, 'openapi.json')
  writeFileSync(file, document)
  const port = await freePort()
  const args = [program, 'proxy', file, url, '--host', '127.0.0.1', '-p', String(port), '-v', 'silent']
  const child = spawn(process.execPath, args, { stdio: 'ignore' })
  const close = async (): Promise<void> => {
    await ended(child)
    rmSync(folder, { recursive: true, force: true })
  }
  const base = `http://127.0.0.1:${port}`
  try {
    await listening(base, child)
  } catch (error) {
    await close()
    throw error
  }
  return { ...through(base, url), close }
}

function through(base: string, url: string): Pick<Prism, 'fetch' | 'judge'> {
  let last: string | undefined
  return {
    fetch: async (address, init) => {
      // Steps are sent one after the other, so that the last answer is the one to be judged.
      const answer = await fetch(address.startsWith(url) ? base + address.slice(url.length) : address, init)
      last = answer.headers.get('sl-violations') ?? undefined
      return answer
    },
    judge: (exchange) => {
      const header = last
      last = undefined
      return header === undefined ? [] : findingsOf(header, exchange)
    },
  }
}

/** Findings from the header in which Prism writes what it has against an answer. */
export function findingsOf(header: string, exchange: Exchange): Finding[] {
  return violationsIn(header)
    .filter((one) => !falseAlarms.some(({ applies }) => applies(one, exchange)))
    .map(({ location = [], message = '' }) => ({
      rule: 'prism.violation',
      pointer: location
        .slice(2)
        .map((part) => `/${part}`)
        .join(''),
      expected: 'an answer that the generated document allows',
      got: `${location.join('.')}: ${message}`,
      source: `${PACKAGE}, sl-violations`,
    }))
}

/** Prism cuts the header off where it would grow too long, and says so before it. */
function violationsIn(header: string): Violation[] {
  const start = header.indexOf('[')
  const text = start < 0 ? '' : header.slice(start)
  try {
    return JSON.parse(text) as Violation[]
  } catch {
    return text.startsWith('[{"location":["request"') ? [] : [{ location: ['response'], message: header.slice(0, 200) }]
  }
}

/** The program of the installed package; it is not among stuntboard's own dependencies. */
function programIn(folders: readonly string[]): string {
  for (const folder of folders) {
    try {
      const manifest = createRequire(join(folder, 'none.js')).resolve(`${PACKAGE}/package.json`)
      const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Readonly<Record<string, string>> }
      return join(dirname(manifest), bin['prism'] ?? 'dist/index.js')
    } catch {
      continue
    }
  }
  throw new UsageError(`--via-prism needs Prism, which is not installed here: npm install --save-dev ${PACKAGE}@5.14.2`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      // A TCP server that listens has an address with a port.
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })
}

const TRY_EVERY_MS = 100

async function listening(base: string, child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < STARTING_MS; waited += TRY_EVERY_MS) {
    if (child.exitCode !== null) throw new UsageError(`Prism ended with code ${child.exitCode} before it listened`)
    const isUp = await fetch(`${base}/`, { method: 'OPTIONS' }).then(
      () => true,
      () => false,
    )
    if (isUp) return
    await wait(TRY_EVERY_MS)
  }
  throw new UsageError(`Prism does not listen after ${STARTING_MS / 1000} s`)
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve()
      return
    }
    child.once('exit', () => {
      resolve()
    })
    child.kill('SIGTERM')
  })
}
