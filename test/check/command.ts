import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommandLine } from '../../src/cli/command-line.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

type Environment = Readonly<Record<string, string>>

const environmentOf = (env: Environment): Environment => ({ PATH: process.env['PATH'] ?? '', ...env })

/**
 * Runs the built program as users do: in a process of its own, with nothing but PATH and what is given in its
 * environment. Loading takes most of its time, so this is for what only a process shows: that it ends, and with what.
 */
export function program(args: readonly string[], env: Environment = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'dist/cli/index.js'), ...args], {
    cwd: root,
    env: environmentOf(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, out, err })
    })
  })
}

let last: Promise<unknown> = Promise.resolve()

/** Runs the command line in this process, with the environment and the streams that `program` gives it. */
export function stuntboard(args: readonly string[], env: Environment = {}): Promise<Ended> {
  // One after the other: environment and streams belong to the whole process.
  const ended = last.then(() => inThisProcess(args, env))
  last = ended
  return ended
}

async function inThisProcess(args: readonly string[], env: Environment): Promise<Ended> {
  const before = process.env
  const [out, err] = [captured(process.stdout), captured(process.stderr)]
  process.env = environmentOf(env)
  try {
    const code = await runCommandLine(args)
    return { code, out: out.text(), err: err.text() }
  } finally {
    process.env = before
    out.restore()
    err.restore()
  }
}

interface Captured {
  text(): string
  restore(): void
}

/** Keeps what is written to a stream of this process, which is no terminal meanwhile. */
function captured(stream: NodeJS.WriteStream): Captured {
  const { write, isTTY } = stream
  const chunks: string[] = []
  stream.isTTY = false
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
    const done = rest.at(-1)
    if (typeof done === 'function') done()
    return true
  }
  return {
    text: () => chunks.join(''),
    restore: () => Object.assign(stream, { write, isTTY }),
  }
}
