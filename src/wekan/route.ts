import { z } from 'zod'
import type { Effect, ErrorCase, Example, Operation, Source, Versions } from '../kernel/operation.js'
import { inVersions } from '../kernel/versions.js'
import type { SentRequest, WekanContext } from './context.js'
import type { FailureStyle } from './failures.js'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS'

/** Who may call, as the documents say it; the handler decides in the order of the real server. */
export type Auth = 'none' | 'user' | 'site-admin' | 'board-member' | 'board-admin'

/** A failure style and the releases in which the route has it. */
export interface BoundedStyle extends Versions {
  readonly style: FailureStyle
}

type Shape = Readonly<Record<string, z.ZodType>>

interface Request<P extends Shape> {
  /** Decoded parts of the path. */
  readonly params: { readonly [name in keyof P]: string }
  /** The body as the parser left it: unchecked, and for forms without a prototype. */
  readonly body: Readonly<Record<string, unknown>>
}

interface Declaration<
  Id extends string,
  P extends Shape,
  B extends Shape,
  Q extends Shape,
  O extends z.ZodType,
  F extends string,
  M extends string,
  R extends z.input<O> | undefined,
> {
  readonly id: Id
  readonly group: string
  readonly summary: string
  readonly doc?: string
  readonly sources: readonly [Source, ...Source[]]
  readonly versions?: Versions
  readonly effect: Effect
  readonly unverified?: string
  readonly method: Method
  /** With parameters as Express writes them: `/api/users/:userId`. */
  readonly path: string
  readonly auth: Auth
  readonly failure: FailureStyle | readonly BoundedStyle[]
  /** Status of a failure of style `AUTH` that has none of its own. */
  readonly authStatus?: number
  readonly params: P
  /** Members of the body, each `lenient()` with the documented type. */
  readonly body: B
  /** What may follow the question mark beside `access_token`. */
  readonly query?: Q
  /** Content type of a body that is a file, read from `ctx.request`. */
  readonly accepts?: F
  /** Content type of a success that is a file; the handler answers a `FileAnswer`. */
  readonly media?: M
  /** The handler writes its own headers, so answers lack those that `sendJsonResult` adds. */
  readonly isBare?: boolean
  /** Reads the request where that takes libraries loaded on demand; must not touch any state. */
  prepare?(request: SentRequest): Promise<unknown>
  readonly output: O
  readonly errors?: readonly ErrorCase[]
  readonly examples?: readonly Example[]
  /** Undefined is an answer without a body. */
  handle(ctx: WekanContext, request: Request<P>): R
}

/** One method and path of the REST API. */
export interface Route extends Operation<WekanContext, z.ZodType, z.ZodType> {
  readonly kind: 'operation'
  readonly method: Method
  readonly path: string
  readonly auth: Auth
  readonly failure: readonly BoundedStyle[]
  readonly authStatus: number
  readonly accepts?: string
  readonly media?: string
  readonly isBare?: boolean
  prepare?(request: SentRequest): Promise<unknown>
}

/** Where the types of a route are kept for clients; no value is ever there. */
declare const typed: unique symbol

/** A route that has not forgotten its types. */
export interface TypedRoute<T> extends Route {
  readonly [typed]?: T
}

/** What the types of clients are made of; `file` and `media` are never where there is no file. */
export interface RouteTypes {
  readonly id: string
  readonly params: Shape
  readonly body: Shape
  readonly query: Shape
  readonly output: z.ZodType
  /** Undefined where a success may have no body: real servers answer some documents that there are not so. */
  readonly empty: undefined
  readonly file: string
  readonly media: string
}

const accessToken = z.string().optional().describe('A login token, instead of the Authorization header.')

/** Declares a route; export it from the file of its resource. */
export function route<
  Id extends string,
  P extends Shape,
  B extends Shape,
  O extends z.ZodType,
  Q extends Shape = Readonly<Record<never, z.ZodType>>,
  F extends string = never,
  M extends string = never,
  R extends z.input<O> | undefined = z.input<O> | undefined,
>(
  declaration: Declaration<Id, P, B, Q, O, F, M, R>,
): TypedRoute<{
  id: Id
  params: P
  body: B
  query: Q
  output: O
  empty: Extract<R, undefined>
  file: F
  media: M
}> {
  const { params, body, query, failure, authStatus = 500, handle, ...rest } = declaration
  const input = z.object({
    params: z.object(params).describe('Parts of the path.'),
    query: z.object({ access_token: accessToken, ...query }).describe('What follows the question mark.'),
    body: z.object(body).describe('JSON object or form.'),
  })
  return {
    ...rest,
    kind: 'operation',
    failure: typeof failure === 'string' ? [{ style: failure }] : failure,
    authStatus,
    input,
    // The adapter gives exactly what `input` describes: the parameters of the path and the parsed body.
    handle: (ctx, request) => handle(ctx, request as unknown as Request<P>),
  }
}

export function isRoute(value: unknown): value is Route {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'operation'
}

/** The failure style that a route has in a release. */
export function styleOf(route: Route, version: string): FailureStyle {
  return route.failure.find((bounded) => inVersions(bounded, version))?.style ?? 'HTML'
}

/** Parameters that many routes share. */
export const boardId = z.string().describe('Id of the board.')
export const userId = z.string().describe('Id of the user.')
export const listId = z.string().describe('Id of the list.')
export const swimlaneId = z.string().describe('Id of the swimlane.')
export const cardId = z.string().describe('Id of the card.')
