import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fetch } from '../../src/check/target.js'
import { resolveSetup } from '../../src/kernel/setup.js'
import { productNamed } from '../../src/products.js'
import { documentsOf, writeDocument } from '../../src/spec/documents.js'
import { fakeOf, play, scenariosOf } from '../check/play.js'

const folder = mkdtempSync(join(tmpdir(), 'stuntboard-prism-'))
const stops: (() => void)[] = []
afterAll(() => {
  for (const stop of stops) stop()
  rmSync(folder, { recursive: true })
})

const prism = join(
  dirname(createRequire(import.meta.url).resolve('@stoplight/prism-cli/package.json')),
  'dist/index.js',
)

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port)
    })
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listening(server)
  await new Promise((done) => server.close(done))
  return port
}

/** The OpenAPI document of a profile, in a file. */
function documentOf(profile: string): string {
  const product = productNamed(profile.slice(0, profile.indexOf('@')))
  const [openapi] = documentsOf({ product, setup: resolveSetup(product, { profile }) })
  const file = join(folder, `${profile}.json`)
  writeFileSync(file, writeDocument(openapi?.value() ?? {}, 'json'))
  return file
}

/** Prism's validating proxy with the document of a profile, in front of a server. */
async function proxy(profile: string, upstream: string): Promise<string> {
  const port = await freePort()
  const args = [prism, 'proxy', documentOf(profile), upstream, '-p', String(port), '-v', 'silent']
  const child: ChildProcess = spawn(process.execPath, args, { stdio: 'ignore' })
  stops.push(() => child.kill('SIGTERM'))
  const url = `http://127.0.0.1:${port}`
  for (let attempt = 0; attempt < 600; attempt++) {
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    )
    if (isUp) return url
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('Prism does not listen')
}

/** A server that answers as it is told at that moment. */
async function serverOf(answer: Fetch): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const body = Buffer.concat(chunks)
      const hasBody = body.length > 0 && request.method !== 'GET'
      void answer(request.url ?? '/', { method: request.method ?? 'GET', headers, ...(hasBody ? { body } : {}) }).then(
        async (reply) => {
          response.writeHead(reply.status, Object.fromEntries(reply.headers))
          response.end(Buffer.from(await reply.arrayBuffer()))
        },
      )
    })
  })
  // Prism may judge for longer than a connection is kept, and then ask over the one that has just been closed.
  server.keepAliveTimeout = 0
  const port = await listening(server)
  stops.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${port}`
}

interface Violation {
  readonly location?: readonly string[]
  readonly message?: string
}

/** Plays the scenarios through the proxy and gathers what it has against the answers. */
async function responseViolations(profile: string, url: string, only: readonly string[] = []): Promise<string[]> {
  const found: string[] = []
  const through: Fetch = async (address, init) => {
    const answer = await fetch(address, init)
    found.push(...violationsOf(answer).map((text) => `${init.method ?? ''} ${new URL(address).pathname} ${text}`))
    return answer
  }
  await play(profile, through, { url, only, scenarios: withinOpenApi(profile.slice(0, profile.indexOf('@'))) })
  return found
}

/**
 * OpenAPI cannot say that one status has a body or none, so the steps whose failure is an empty answer stay outside;
 * so do those whose answer has the type of JSON and is none, which ends Prism's proxy.
 */
function withinOpenApi(product: string): ReturnType<typeof scenariosOf> {
  return scenariosOf(product).map((scenario) => ({
    ...scenario,
    steps: scenario.steps.filter(
      (step) =>
        !(step.expect?.failure?.status === 200 && step.expect.failure.code === undefined) &&
        (step.expect?.empty !== true || step.operation.endsWith('_options')),
    ),
  }))
}

/** Prism writes what it has against an answer into a header. */
function violationsOf(answer: Response): string[] {
  const header = answer.headers.get('sl-violations') ?? '[]'
  // Cut off where it would grow too long. What begins with the request lies outside the documented contract.
  if (!header.startsWith('[')) return header.includes('[{"location":["request"') ? [] : [header]
  return (JSON.parse(header) as Violation[])
    .filter(({ location = [] }) => location[0] === 'response')
    .map(({ location = [], message }) => `${location.join('.')}: ${message ?? ''}`)
}

const damages: Readonly<Record<string, { only: string; right: string; wrong: string }>> = {
  'wekan@11.07': { only: 'accounts', right: '"username":"', wrong: '"username":7,"was":"' },
  // OpenAPI cannot tie an answer to the method of its request, so Prism takes the result of any method; the envelope
  // is what it can judge. The contract runner judges results by method.
  'kanboard@1.2.53': { only: 'users', right: '"jsonrpc":"2.0"', wrong: '"jsonrpc":2' },
}

interface Judged {
  readonly healthy: readonly string[]
  readonly damaged: readonly string[]
}

/** What Prism has against a fake and against a damaged one; one proxy for both, for starting it takes seconds. */
async function judged(profile: string, { only, right, wrong }: (typeof damages)[string]): Promise<Judged> {
  let answer = fakeOf(profile).fetch
  const url = await proxy(profile, await serverOf((path, init) => answer(path, init)))
  const healthy = await responseViolations(profile, url)
  const fake = fakeOf(profile)
  answer = async (path, init) => {
    const reply = await fake.fetch(path, init)
    const text = (await reply.text()).replaceAll(right, wrong)
    return new Response(text === '' ? null : text, { status: reply.status, headers: reply.headers })
  }
  return { healthy, damaged: await responseViolations(profile, url, [only]) }
}

describe("Prism's proxy, with the generated document, in front of the fake", () => {
  const found = new Map<string, Judged>()
  // Side by side: each waits most of the time for the next process in the row.
  beforeAll(async () => {
    const each = Object.entries(damages).map(async ([profile, damage]) => {
      found.set(profile, await judged(profile, damage))
    })
    await Promise.all(each)
  }, 120_000)

  it.each(Object.keys(damages))('has nothing against the answers of %s', (profile) => {
    expect(found.get(profile)?.healthy).toEqual([])
  })

  it.each(Object.keys(damages))('finds one damaged field of %s', (profile) => {
    expect(found.get(profile)?.damaged.length).toBeGreaterThan(0)
  })
})
