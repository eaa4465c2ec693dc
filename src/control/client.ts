import type { z } from 'zod'
import { takesJson } from './request.js'
import { controlOperations } from './operations.js'
import type { ControlOperations } from './operations.js'
import type { AnyControlOperation } from './operation.js'
import type { Mistake } from './problem.js'

export interface ControlClientOptions {
  /** Where the fake is: `http://127.0.0.1:3000`. */
  readonly url: string
  /** Default: the nameless one. */
  readonly sandbox?: string | undefined
  /** The control token, where the server has one. */
  readonly token?: string | undefined
  /** Default: that of the platform. In process: `fake.fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
}

/** What the control plane answered instead of a result. */
export class ControlRefused extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly Mistake[] = [],
  ) {
    super(`${title}: ${detail}`)
  }
}

/** What a call answers: the declared result, or the text of a file. */
type Answer<O> = O extends z.ZodUndefined
  ? undefined
  : O extends z.ZodUnknown
    ? string
    : O extends z.ZodType
      ? z.output<O>
      : never

/** A file is sent as text, as bytes, or piece by piece. */
type Given<I> = I extends { readonly file: Uint8Array }
  ? Omit<I, 'file'> & { readonly file: string | Uint8Array | Blob }
  : I

type Call<I, O> =
  Record<never, never> extends I ? (input?: Given<I>) => Promise<Answer<O>> : (input: Given<I>) => Promise<Answer<O>>

/** One method per operation of the control plane. */
export type ControlClient = {
  readonly [name in keyof ControlOperations as name extends 'followLog' ? never : name]: Call<
    z.input<ControlOperations[name]['input']>,
    ControlOperations[name]['output']
  >
} & {
  /** Requests and deliveries from now on, as lines of JSON, until the signal is aborted or the server ends. */
  followLog(signal?: AbortSignal): AsyncGenerator<string>
  /** The file that an operation answers, piece by piece: it may be longer than a text can be. */
  pieces(operation: AnyControlOperation, input?: Readonly<Record<string, unknown>>): AsyncGenerator<Uint8Array>
}

/** A client of the control plane, derived from its declarations. Calls throw `ControlRefused`. */
export function controlClient(options: ControlClientOptions): ControlClient {
  const calls = Object.entries(controlOperations).map(([name, operation]) => [
    name,
    (input: Readonly<Record<string, unknown>> = {}) => call(operation, input, options),
  ])
  const followLog = (signal?: AbortSignal): AsyncGenerator<string> => follow(options, signal)
  // Built from the same record as the type.
  return {
    ...(Object.fromEntries(calls) as ControlClient),
    followLog,
    pieces: (operation, input = {}) => pieces(operation, input, options),
  }
}

async function call(
  operation: AnyControlOperation,
  input: Readonly<Record<string, unknown>>,
  options: ControlClientOptions,
): Promise<unknown> {
  const response = await send(operation, input, options)
  if (operation.status === 204) return undefined
  return operation.media ? response.text() : response.json()
}

async function send(
  operation: AnyControlOperation,
  input: Readonly<Record<string, unknown>>,
  options: ControlClientOptions & { readonly signal?: AbortSignal | undefined },
): Promise<Response> {
  const { url, sandbox = '', token, fetch = (target, init) => globalThis.fetch(target, init) } = options
  const { target, body, type } = requestOf(operation, input)
  const response = await fetch(`${url.replace(/\/+$/, '')}/_fake${target}`, {
    method: operation.method,
    headers: {
      ...(sandbox === '' ? {} : { 'x-fake-world': sandbox }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { body }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  if (!response.ok) throw await refusalOf(response)
  return response
}

interface Written {
  readonly target: string
  readonly body?: string | Uint8Array<ArrayBuffer> | Blob
  readonly type?: string
}

function requestOf(operation: AnyControlOperation, input: Readonly<Record<string, unknown>>): Written {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])))
  const { file } = operation
  // What is not declared is sent too: the server says that there is no such member.
  const given = Object.entries(input).filter(
    ([name, value]) => value !== undefined && !operation.path.includes(`{${name}}`) && name !== file?.member,
  )
  if (takesJson(operation))
    return { target: path, body: JSON.stringify(Object.fromEntries(given)), type: 'application/json' }
  const query = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString()
  const target = query === '' ? path : `${path}?${query}`
  if (!file) return { target }
  // A file is what `Given` says.
  return { target, body: input[file.member] as Blob, type: file.types[0] ?? 'application/json' }
}

async function refusalOf(response: Response): Promise<ControlRefused> {
  const text = await response.text()
  const fallback = new ControlRefused(response.status, `status ${response.status}`, text.slice(0, 200))
  if (!(response.headers.get('content-type') ?? '').includes('problem+json')) return fallback
  const { title, detail, errors } = JSON.parse(text) as { title: string; detail: string; errors?: Mistake[] }
  return new ControlRefused(response.status, title, detail, errors)
}

async function* pieces(
  operation: AnyControlOperation,
  input: Readonly<Record<string, unknown>>,
  options: ControlClientOptions & { readonly signal?: AbortSignal | undefined },
): AsyncGenerator<Uint8Array> {
  const { body } = await send(operation, input, options)
  if (body) yield* body as unknown as AsyncIterable<Uint8Array>
}

async function* follow(options: ControlClientOptions, signal?: AbortSignal): AsyncGenerator<string> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const chunk of pieces(controlOperations.followLog, {}, { ...options, signal })) {
    const events = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1]
      if (data !== undefined) yield data
    }
  }
}
