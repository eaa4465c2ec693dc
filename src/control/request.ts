import type { z } from 'zod'
import { memberGivenTwice } from './json-twice.js'
import type { AnyControlOperation } from './operation.js'
import { ControlProblem } from './problem.js'
import type { Mistake } from './problem.js'

/** What a request brought, before it is checked. */
export interface Brought {
  /** Decoded parts of the path. */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly contentType: string | undefined
  readonly body: Uint8Array
}

/** Reads the declared input off a request. Throws `ControlProblem` naming every mistake. */
export function readInput(operation: AnyControlOperation, brought: Brought): unknown {
  const fromQuery = membersOfQuery(operation, brought.query)
  const fromBody = membersOfBody(operation, brought)
  const parsed = (operation.input as z.ZodObject).safeParse({ ...fromBody, ...fromQuery, ...brought.path })
  if (parsed.success) return parsed.data
  const inBody = new Set(operation.method === 'GET' || operation.method === 'DELETE' ? [] : Object.keys(fromBody))
  const isPlaced = (name: string): boolean => Object.hasOwn(brought.path, name) || Object.hasOwn(fromQuery, name)
  const takesBody = takesJson(operation)
  const errors = parsed.error.issues.flatMap((issue) =>
    mistakesOf(issue).map(({ path, detail }): Mistake => {
      const [first = ''] = path
      const isParameter = isPlaced(String(first)) || (!inBody.has(String(first)) && !takesBody)
      return isParameter ? { parameter: String(first), detail } : { pointer: pointerOf(path), detail }
    }),
  )
  const detail = errors.map((one) => `${one.pointer ?? one.parameter ?? ''}: ${one.detail}`).join('; ')
  throw new ControlProblem(422, 'Invalid input', detail, { errors })
}

interface Found {
  readonly path: readonly PropertyKey[]
  readonly detail: string
}

/** Of a union the alternative that got furthest is told; stray members are named one by one. */
function mistakesOf(issue: z.core.$ZodIssue): Found[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...issue.path, key], detail: 'there is no such member' }))
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ path: issue.path, detail: issue.message }]
  const depth = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.reduce((most, { path }) => Math.max(most, path.length), 0)
  const best = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? []
  if (depth(best) === 0) {
    const texts = [...new Set(issue.errors.flat().map(({ message }) => message))]
    return [{ path: issue.path, detail: texts.join(', or ') || issue.message }]
  }
  return best.flatMap((inner) =>
    mistakesOf(inner).map(({ path, detail }) => ({ path: [...issue.path, ...path], detail })),
  )
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** Members of the input that neither path nor file bring: the query of GET and DELETE, and of operations with a file. */
function membersOfQuery(operation: AnyControlOperation, query: URLSearchParams): Record<string, string> {
  const members = new Map<string, string>()
  for (const [name, value] of query) {
    if (members.has(name))
      throw new ControlProblem(400, 'Parameter given twice', `${name} is given more than once`, {
        errors: [{ parameter: name, detail: 'is given more than once' }],
      })
    members.set(name, value)
  }
  const [first] = members.keys()
  if (first !== undefined && takesJson(operation))
    throw new ControlProblem(400, 'No such parameter', `${first}: this operation takes a JSON body, not parameters`, {
      errors: [{ parameter: first, detail: 'members belong into the JSON body' }],
    })
  return Object.fromEntries(members)
}

/** Whether members of the input come from a JSON body. */
export function takesJson(operation: AnyControlOperation): boolean {
  return (
    operation.method !== 'GET' && operation.method !== 'DELETE' && !operation.file && bodyMembers(operation).length > 0
  )
}

export function bodyMembers({ input, path }: AnyControlOperation): string[] {
  return Object.keys((input as z.ZodObject).shape).filter((name) => !path.includes(`{${name}}`))
}

function membersOfBody(operation: AnyControlOperation, brought: Brought): Record<string, unknown> {
  if (operation.file) {
    requireType(brought, operation.file.types)
    return { [operation.file.member]: brought.body }
  }
  if (!takesJson(operation)) {
    refuseBody(operation, brought.body)
    return {}
  }
  // Without a body the input says which members are missing.
  if (brought.body.length === 0) return {}
  requireType(brought, ['application/json'])
  const text = textOf(brought.body)
  const value = jsonOf(text)
  refuseTwice(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new ControlProblem(422, 'Invalid input', 'the body is no JSON object', {
    errors: [{ pointer: '', detail: 'a JSON object is expected' }],
  })
}

/** As with parameters: nobody can tell which of the two was meant. */
function refuseTwice(text: string): void {
  const pointer = memberGivenTwice(text)
  if (pointer === undefined) return
  const detail = 'is given more than once'
  throw new ControlProblem(400, 'Member given twice', `${pointer} ${detail}`, { errors: [{ pointer, detail }] })
}

/** A name of a sandbox in the body of a reset, for instance, would be thought to be heard. */
function refuseBody({ method }: AnyControlOperation, body: Uint8Array): void {
  if (method === 'GET' || body.length === 0 || /^\s*(\{\s*\})?\s*$/.test(textOf(body))) return
  const detail = 'this operation takes no body'
  throw new ControlProblem(422, 'Invalid input', detail, { errors: [{ pointer: '', detail }] })
}

function requireType({ contentType }: Brought, types: readonly string[]): void {
  const given = contentType?.split(';')[0]?.trim().toLowerCase()
  if (given !== undefined && types.includes(given)) return
  const detail = `${given === undefined ? 'the body has no content type' : `${given} is not taken`}: send ${types.join(' or ')}`
  throw new ControlProblem(415, 'Unsupported content type', detail, { headers: { accept: types.join(', ') } })
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new ControlProblem(400, 'Not UTF-8', 'the body is not UTF-8')
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      // It would be lost, or be taken for the prototype, wherever the value is copied.
      if (key === '__proto__') throw new ControlProblem(422, 'Invalid input', 'no member may be called __proto__')
      return value
    })
  } catch (error) {
    if (error instanceof ControlProblem) throw error
    throw new ControlProblem(400, 'Not JSON', error instanceof Error ? error.message : String(error))
  }
}

/** The bytes of a body. Throws `ControlProblem` when there are too many, before they are all read. */
export async function readBody(request: Request, limitBytes: number): Promise<Uint8Array> {
  const tooLong = (): ControlProblem =>
    new ControlProblem(413, 'Body too long', `at most ${limitBytes} bytes are taken`, {
      headers: { connection: 'close' },
    })
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw tooLong()
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > limitBytes) throw tooLong()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
