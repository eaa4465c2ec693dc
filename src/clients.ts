import type { z } from 'zod'
import type { KanboardModules } from './kanboard/index.js'
import type { Procedure } from './kanboard/procedure.js'
import type { AnyOperation } from './kernel/operation.js'
import type { Credentials, Outcome, WireAnswer, WireCall } from './kernel/protocol.js'
import { UsageError } from './kernel/product.js'
import type { Instance } from './server/instance.js'
import type { WekanModules } from './wekan/registry.js'
import type { RouteTypes, TypedRoute } from './wekan/route.js'

/** Who calls: a user, or a token (Wekan: of a login; Kanboard: of the application); neither for nobody. */
export interface As {
  readonly user?: string
  readonly password?: string
  readonly token?: string
}

/** What a product answered instead of a result. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'

  constructor(
    readonly operation: string,
    readonly status: number,
    /** The code inside the body: a JSON-RPC number or an error word of Wekan. */
    readonly code: string | number | undefined,
    /** What the product says, else what the fake knows. */
    readonly reason: string | undefined,
  ) {
    super(`${operation}: ${[`status ${status}`, code, reason].filter((part) => part !== undefined).join(', ')}`)
  }
}

type Shape = Readonly<Record<string, z.ZodType>>
type None = Record<never, never>
type Flat<T> = { [K in keyof T]: T[K] }
type OptionalName<S extends Shape> = { [K in keyof S]: undefined extends z.input<S[K]> ? K : never }[keyof S]

/** What is sent for a shape: what may be undefined may be left out. */
type Members<S extends Shape> = Flat<
  { [K in Exclude<keyof S, OptionalName<S>>]: z.input<S[K]> } & {
    [K in OptionalName<S>]?: Exclude<z.input<S[K]>, undefined>
  }
>

type Part<Name extends string, S extends Shape> = [keyof S] extends [never]
  ? None
  : None extends Members<S>
    ? { [name in Name]?: Members<S> }
    : { [name in Name]: Members<S> }

/** A file to be sent in place of a body. */
export interface SentFile {
  readonly base64: string
  readonly type: string
}

type RouteInput<T extends RouteTypes> = Flat<
  Part<'params', T['params']> &
    Part<'query', T['query']> &
    ([T['file']] extends [never] ? Part<'body', T['body']> : { file: SentFile })
>

type Call<I, O> = None extends I ? (input?: I) => Promise<O> : (input: I) => Promise<O>

type RouteResult<T extends RouteTypes> = [T['media']] extends [never] ? z.output<T['output']> | T['empty'] : Uint8Array

// A union of modules is taken apart into what each exports.
type Exported<M> = M extends M ? M[keyof M] : never
type WekanRoute = Extract<Exported<WekanModules>, { readonly kind: 'operation' }>
type TypesOf<R> = R extends TypedRoute<infer T extends RouteTypes> ? T : never
type KanboardProcedure = Extract<Exported<KanboardModules>, { readonly kind: 'operation' }>

type WekanCalls = {
  readonly [T in TypesOf<WekanRoute> as string extends T['id'] ? never : T['id']]: Call<RouteInput<T>, RouteResult<T>>
}
type KanboardCalls = {
  readonly [P in KanboardProcedure as P['id']]: P extends Procedure<z.ZodObject<infer S extends Shape>, infer O>
    ? Call<Members<S>, z.output<O>>
    : never
}

/** Who it is that calls may be chosen; the default is the application token, or the first login of the world. */
interface Caller<C> {
  as(who: As): C
}

/** One method per operation of Wekan, by its upstream name. Calls throw `CallFailed`. */
export interface WekanClient extends WekanCalls, Caller<WekanClient> {}

/** One method per procedure of Kanboard. Calls throw `CallFailed`; `false` and `null` are results. */
export interface KanboardClient extends KanboardCalls, Caller<KanboardClient> {}

export interface Clients {
  readonly wekan: WekanClient
  readonly kanboard: KanboardClient
}

/** What a client needs of a sandbox. */
interface Reached {
  readonly instances: readonly Instance[]
  readonly generation: number
  fetch(path: string, init: RequestInit): Promise<Response>
}

/** The typed client of one product. Throws `UsageError` when the product is not served. */
export function clientOf<N extends keyof Clients>(name: N, reached: Reached): Clients[N] {
  const instance = reached.instances.find(({ product }) => product.name === name)
  if (!instance) throw new UsageError(`${name} is not served: name it in the option products`)
  // Built from the operations of the product, of which the types are made too.
  return callsOf(instance, reached, undefined) as unknown as Clients[N]
}

function callsOf(instance: Instance, reached: Reached, who: As | undefined): object {
  const credentials = signedIn(instance, reached, who)
  const calls = instance.product.operations.map((op) => [
    op.id,
    async (input: object = {}) => call(op, input, { instance, reached, caller: await credentials() }),
  ])
  return { ...Object.fromEntries(calls), as: (other: As) => callsOf(instance, reached, other) }
}

interface Asked {
  readonly instance: Instance
  readonly reached: Reached
  readonly caller: Credentials
}

async function call(op: AnyOperation, input: object, { instance, reached, caller }: Asked): Promise<unknown> {
  const { protocol } = instance.product
  // Operations take plain members by name.
  const wire = protocol.encode(op, input as Readonly<Record<string, unknown>>, caller)
  const { answer, bytes, note } = await send(wire, instance, reached)
  const isFile = protocol.kind === 'rest' && protocol.success(op).contentType !== 'application/json'
  if (isFile && answer.status < 300 && answer.contentType === protocol.success(op).contentType) return bytes
  const outcome = protocol.decode(op, answer)
  if (outcome.kind === 'result') return outcome.result
  throw failure(op, outcome, { status: answer.status, note })
}

function failure(
  op: AnyOperation,
  outcome: Outcome,
  { status, note }: { status: number; note: string | undefined },
): CallFailed {
  if (outcome.kind === 'failure') return new CallFailed(op.id, outcome.status, outcome.code, outcome.reason ?? note)
  return new CallFailed(op.id, status, undefined, note ?? (outcome.kind === 'foreign' ? outcome.what : undefined))
}

interface Sent {
  readonly answer: WireAnswer
  readonly bytes: Uint8Array
  /** What the fake says of it. */
  readonly note: string | undefined
}

async function send({ method, path, headers, body }: WireCall, { prefix }: Instance, reached: Reached): Promise<Sent> {
  const response = await reached.fetch(`${prefix}${path}`, { method, headers, ...(body === undefined ? {} : { body }) })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  const contentType = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
  const parsed = jsonOf(text)
  const answer = { status: response.status, contentType, text, ...(parsed === undefined ? {} : { body: parsed }) }
  return { answer, bytes, note: response.headers.get('x-fake') ?? undefined }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Signs in when the first call is made, and again when the state was exchanged meanwhile. */
function signedIn(instance: Instance, reached: Reached, who: As | undefined): () => Promise<Credentials> {
  const { product } = instance
  // A sandbox that was dropped has come back with another world.
  const current = (): Instance => reached.instances.find((one) => one.product === product) ?? instance
  if (product.protocol.kind === 'json-rpc') return () => Promise.resolve(rpcCaller(current(), who))
  let known: { readonly generation: number; readonly caller: Promise<Credentials> } | undefined
  return () => {
    if (known?.generation !== reached.generation)
      known = { generation: reached.generation, caller: restCaller(current(), reached, who) }
    return known.caller
  }
}

/** The application, or a user, whose password may be an access token. */
function rpcCaller({ product, world, setup, prefix }: Instance, who: As | undefined): Credentials {
  if (who?.user !== undefined) return { kind: 'basic', user: who.user, password: who.password ?? who.token ?? '' }
  if (who?.token !== undefined) return { kind: 'basic', user: 'jsonrpc', password: who.token }
  if (who) return { kind: 'none' }
  const login = product.greet(world, setup, prefix).logins.find((one) => one.kind === 'application token')
  return login ? { kind: 'basic', user: login.who, password: login.secret } : { kind: 'none' }
}

async function restCaller(instance: Instance, reached: Reached, who: As | undefined): Promise<Credentials> {
  if (who?.token !== undefined) return { kind: 'bearer', token: who.token }
  const login = who ? given(who) : firstLogin(instance)
  if (!login) return { kind: 'none' }
  const op = instance.product.operations.find(({ id }) => id === 'login')
  if (!op) throw new Error(`${instance.product.name} declares no login`)
  const body = { username: login.user, password: login.password }
  const answer = await call(op, { body }, { instance, reached, caller: { kind: 'none' } })
  // `login` declares this answer.
  return { kind: 'bearer', token: (answer as { readonly token: string }).token }
}

type Login = Required<Omit<As, 'token'>>

const given = ({ user, password = '' }: As): Login | undefined => (user === undefined ? undefined : { user, password })

function firstLogin({ product, world, setup, prefix }: Instance): Login | undefined {
  const first = product.greet(world, setup, prefix).logins.find(({ kind }) => kind === 'password')
  return first ? { user: first.who, password: first.secret } : undefined
}
