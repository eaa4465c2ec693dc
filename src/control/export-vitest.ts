import { callsOf } from './export-calls.js'
import type { Credentials } from '../kernel/protocol.js'
import { expectationOf } from './export-scenario.js'
import { storyOf } from './export-story.js'
import type { StoryStep } from './export-story.js'
import type { ExportContext, ExportedLog, ServedForExport } from './log-export.js'
import type { LogEntry } from './log-entry.js'

/** A test for vitest that makes the calls of a log in process and expects the same statuses and plain results. */
export function vitestOf(entries: readonly LogEntry[], context: ExportContext): ExportedLog {
  const { served, calls, leftOut } = callsOf(entries, context)
  const { product, version } = served
  const options = {
    products: { [product.name]: { profile: version, ...(served.prefix === '' ? {} : { prefix: served.prefix }) } },
    ...(context.world === undefined ? {} : { world: context.world }),
  }
  const story = storyOf(calls, { logins: product.protocol.logins, knowsSecrets: true })
  const steps = story.steps.flatMap((step, index) => linesOf(step, index + 1, served))
  const lines = [
    ...(leftOut.length === 0
      ? []
      : [
          `// Left out, because they are no whole calls of an operation, or need a secret of the log: ${leftOut.join(', ')}`,
        ]),
    "import { createFake } from 'stuntboard'",
    "import { expect, it } from 'vitest'",
    '',
    "const run = 'test'",
    ...secretLines(steps.join('\n')),
    'const pick = (value: unknown, ...path: (string | number)[]): unknown =>',
    '  path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | undefined)?.[key], value)',
    '',
    `it('answers ${story.steps.length} calls as in the log', async () => {`,
    `  const fake = createFake(${JSON.stringify(options)})`,
    ...steps.map((line) => (line === '' ? '' : `  ${line}`)),
    '})',
    '',
  ]
  return { contentType: 'text/typescript', fileName: `${product.name}-log.test.ts`, text: lines.join('\n') }
}

/** Where the test needs secrets, it says which, also when it is run without them. */
function secretLines(text: string): string[] {
  const numbers = new Set([...text.matchAll(/\bsecret\((\d+)\)/g)].map(([, number]) => `SECRET_${number ?? ''}`))
  if (numbers.size === 0) return []
  return [
    `/** Secrets are not in a log: the environment gives ${[...numbers].join(', ')}. */`,
    'const secret = (number: number): string => {',
    '  const given = process.env[`SECRET_${number}`]',
    '  if (given === undefined) throw new Error(`SECRET_${number} is a secret of the log: set it`)',
    '  return given',
    '}',
  ]
}

function linesOf(step: StoryStep, number: number, { product, prefix }: ServedForExport): string[] {
  const { call, input, caller, capture } = step
  const wire = product.protocol.encode(call.op, input, { kind: 'none' })
  const body = typeof wire.body === 'string' ? bodyText(wire.body) : wire.body && bytesText(wire.body)
  const headers = [
    ...Object.entries(wire.headers).map(([name, value]) => `'${name}': ${template(value)}`),
    ...credentials(caller),
  ]
  const names = Object.entries(capture)
  const expected = expectationOf(call)
  const hasResult = expected !== undefined && 'result' in expected
  const root = product.protocol.resultPath
  return [
    '',
    `// ${call.entry.seq}: ${call.op.id}`,
    `const answer${number} = await fake.fetch(${template(prefix + plainPath(wire.path))}, {`,
    `  method: '${wire.method}',`,
    `  headers: { ${headers.join(', ')} },`,
    ...(body === undefined ? [] : [`  body: ${body},`]),
    '})',
    `expect(answer${number}.status).toBe(${call.entry.status})`,
    ...(names.length > 0 || hasResult ? [`const body${number}: unknown = await answer${number}.json()`] : []),
    ...(hasResult ? [`expect(${picked(`body${number}`, root)}).toEqual(${JSON.stringify(expected.result)})`] : []),
    ...names.map(([name, path]) => `const ${name} = ${picked(`body${number}`, root + path.slice(1))}`),
  ]
}

/** `$.a[0]` of a value, as a call of `pick`. */
function picked(from: string, path: string): string {
  const keys = [...path.matchAll(/\.([A-Za-z0-9_$-]+)|\[(\d+)\]|\["([^"]+)"\]/g)].map(([, name, index, quoted]) =>
    index === undefined ? JSON.stringify(name ?? quoted) : index,
  )
  return `pick(${[from, ...keys].join(', ')})`
}

function credentials(caller: StoryStep['caller']): string[] {
  if (caller.kind === 'none') return []
  const as: Credentials = caller.kind === 'given' ? caller.as : caller
  if (as.kind === 'bearer') return [`authorization: ${template(`Bearer ${as.token}`)}`]
  return as.kind === 'basic' ? [`authorization: 'Basic ' + btoa(${template(`${as.user}:${as.password}`)})`] : []
}

/** Placeholders are written as they are, not as part of a path. */
const plainPath = (path: string): string => path.replace(/%7B%7B(\w+)%7D%7D/gi, '{{$1}}')

/** Text with placeholders and masked secrets as an expression. */
function template(text: string): string {
  return `\`${filled(text)}\``
}

function filled(text: string): string {
  const escaped = text.replace(/[\\`]|\$(?=\{)/g, '\\$&')
  return escaped.replace(/\{\{(\w+)\}\}/g, '${$1}').replace(/\*\*\*(\d+)/g, '${secret($1)}')
}

/** A value that is nothing but a placeholder keeps its type, and one that is a secret may have any letters. */
function bodyText(body: string): string {
  const parts = body.split(/("\{\{\w+\}\}"|"\*\*\*\d+")/)
  return `\`${parts.map((part, index) => (index % 2 === 1 ? wholeText(part) : filled(part))).join('')}\``
}

function wholeText(quoted: string): string {
  const number = /^"\*\*\*(\d+)"$/.exec(quoted)?.[1]
  return `\${JSON.stringify(${number === undefined ? quoted.slice(3, -3) : `secret(${number})`})}`
}

const bytesText = (bytes: Uint8Array): string => `Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64')`
