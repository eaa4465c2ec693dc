import type { AnyOperation } from '../kernel/operation.js'
import { UsageError } from '../kernel/product.js'
import type { Credentials, Outcome } from '../kernel/protocol.js'
import { decoded, wireAnswerOf } from '../kernel/wire-answer.js'
import type { ExportContext, ServedForExport } from './log-export.js'
import type { LogEntry } from './log-entry.js'
import { hasSecret } from './mask.js'
import { namesOf } from './near-miss.js'

/** A call of an operation, read back from the log. */
export interface LoggedCall {
  readonly entry: LogEntry
  readonly op: AnyOperation
  readonly input: Readonly<Record<string, unknown>>
  /** Secrets masked. */
  readonly caller: Credentials
  readonly outcome: Outcome
  /** The body of the answer, empty where there was none. */
  readonly text: string
}

export interface LoggedCalls {
  readonly served: ServedForExport
  readonly calls: readonly LoggedCall[]
  /** Numbers of entries that cannot be told as calls of operations. */
  readonly leftOut: readonly number[]
}

/** The calls of one product. Throws `UsageError` where there are none, or of several products. */
export function callsOf(entries: readonly LogEntry[], { served }: ExportContext): LoggedCalls {
  const names = [...new Set(entries.map(({ product }) => product))].filter((name) => name !== 'none')
  const [name, second] = names
  if (name === undefined) throw new UsageError('there are no calls of a product in the log')
  if (second !== undefined) throw new UsageError(`there are calls of ${names.join(' and ')}: ask for one product`)
  const one = served.find(({ product }) => product.name === name)
  if (!one) throw new UsageError(`${name} is not served`)
  const calls: LoggedCall[] = []
  const leftOut: number[] = []
  for (const entry of entries) {
    const read = isWhole(entry) ? readEntry(entry, one) : []
    for (const call of read) calls.push(call)
    if (read.length === 0) leftOut.push(entry.seq)
  }
  if (calls.length === 0) throw new UsageError('no entry of the log is a call of an operation')
  return { served: one, calls, leftOut }
}

/** Whether the product answered, and the log has all of it. */
function isWhole({ fault, request, answer }: LogEntry): boolean {
  const hasAll = [request, answer].every(
    (one) => one && one.isCut !== true && (one.bytes === 0 || one.body !== undefined),
  )
  return fault === undefined && hasAll
}

function readEntry(entry: LogEntry, served: ServedForExport): LoggedCall[] {
  const { protocol } = served.product
  return protocol.kind === 'rest' ? readRoute(entry, served) : readProcedures(entry, served)
}

function readRoute(entry: LogEntry, { product, prefix }: ServedForExport): LoggedCall[] {
  const op = product.operations.find(({ id }) => id === entry.operations[0])
  const template = op && product.protocol.place?.(op).path
  if (!op || template === undefined) return []
  const [path = '', search = ''] = entry.path.slice(prefix.length).split('?')
  const query = Object.fromEntries(new URLSearchParams(search))
  const content = contentOf(entry)
  if (content === undefined) return []
  const params = paramsOf(template, path)
  const input = {
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(Object.keys(query).length === 0 ? {} : { query }),
    ...content,
  }
  const { headers = {}, body: text = '' } = entry.answer ?? {}
  const outcome = product.protocol.decode(op, wireAnswerOf(entry.status, headers, text))
  return outcome.kind === 'foreign' ? [] : [{ entry, op, input, caller: callerOf(entry), outcome, text }]
}

function paramsOf(template: string, path: string): Record<string, string> {
  const parts = path.split('/').filter((part) => part !== '')
  const params: Record<string, string> = {}
  for (const [index, wanted] of template.split('/').slice(1).entries()) {
    const name = /^\{(.*)\}$/.exec(wanted)?.[1]
    if (name !== undefined) params[name] = decodedPart(parts[index] ?? '')
  }
  return params
}

function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

type Content = { body?: unknown } | { file: { base64: string; type: string } }

/** Undefined where a secret stands in what is no JSON and no form: nobody could put it back. */
function contentOf({ request }: LogEntry): Content | undefined {
  const text = request?.body
  if (text === undefined) return {}
  const type = request?.headers['content-type'] ?? 'application/octet-stream'
  const body = type.startsWith('application/json') ? decoded(text) : isForm(type) ? formOf(text) : undefined
  if (body !== undefined) return { body }
  return hasSecret(text) ? undefined : { file: { base64: Buffer.from(text).toString('base64'), type } }
}

const isForm = (type: string): boolean => type.startsWith('application/x-www-form-urlencoded')

/** The members of a form, which the servers take as those of JSON; undefined where there is more to it. */
function formOf(text: string): Record<string, string> | undefined {
  const members = [...new URLSearchParams(text)]
  const names = new Set(members.map(([name]) => name))
  const isPlain = names.size === members.length && members.every(([name]) => /^\w+$/.test(name))
  return isPlain ? Object.fromEntries(members) : undefined
}

/** One call for every element of a batch. */
function readProcedures(entry: LogEntry, { product }: ServedForExport): LoggedCall[] {
  const { headers = {}, body: text = '' } = entry.answer ?? {}
  const payload = decoded(entry.request?.body ?? '')
  const answered = decoded(text)
  const answers: readonly unknown[] = Array.isArray(answered) ? answered : []
  return [payload].flat().flatMap((call): LoggedCall[] => {
    const { method, params, id } = membersOf(call)
    const name = typeof method === 'string' ? method.toLowerCase() : ''
    const op = product.operations.find((one) => one.id.toLowerCase() === name)
    if (!op) return []
    const own = Array.isArray(payload) ? answers.find((answer) => membersOf(answer)['id'] === id) : undefined
    if (Array.isArray(payload) && own === undefined) return []
    const told = own === undefined ? text : JSON.stringify(own)
    const outcome = product.protocol.decode(op, wireAnswerOf(entry.status, headers, told))
    if (outcome.kind === 'foreign') return []
    return [{ entry, op, input: argumentsOf(op, params), caller: callerOf(entry), outcome, text: told }]
  })
}

const membersOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}

function argumentsOf(op: AnyOperation, params: unknown): Record<string, unknown> {
  if (!Array.isArray(params)) return membersOf(params)
  const names = namesOf(op)
  return Object.fromEntries(params.map((value: unknown, index) => [names[index] ?? String(index), value]))
}

function callerOf({ request }: LogEntry): Credentials {
  const headers = request?.headers ?? {}
  const shown = headers['authorization'] ?? headers['x-auth-token'] ?? headers['x-api-auth']
  if (shown === undefined) return { kind: 'none' }
  const [, user, password] = /^(?:Basic )?([^:]*):(\*\*\*\d+)$/.exec(shown) ?? []
  if (user !== undefined && password !== undefined) return { kind: 'basic', user, password }
  return { kind: 'bearer', token: shown.replace(/^\w+ /, '') }
}
