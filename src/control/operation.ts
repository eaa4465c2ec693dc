import type { z } from 'zod'
import type { Controlled, ControlledSandbox } from './controlled.js'

export type ControlMethod = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** What a handler may use: the server, and the sandbox that the request names. */
export interface ControlContext {
  readonly server: Controlled
  /** Made from the baseline when the request names one that does not exist yet. */
  readonly sandbox: ControlledSandbox
  /** Where the client found the server: `http://127.0.0.1:3000`. */
  readonly base: string
  /** Id of the last event that a reader of server-sent events was told of, when it comes again. */
  readonly lastEventId?: string | undefined
  /** Fires when the client went away or the server closes. */
  readonly signal: AbortSignal
}

/** An answer that is no JSON. */
export class FileAnswer {
  constructor(
    readonly contentType: string,
    readonly content: string | AsyncIterable<string>,
  ) {}
}

/**
 * One operation of the control plane. Routes, document, client and commands are derived from it. A member of the input
 * that the path names comes from there; the others from the query (GET, DELETE) or from the members of a JSON body.
 */
export interface ControlOperation<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> {
  readonly kind: 'control'
  readonly group: string
  readonly summary: string
  readonly doc?: string
  readonly method: ControlMethod
  /** Below `/_fake`, parameters as `{name}`. */
  readonly path: `/${string}`
  /** What changes state needs the token where there is one. */
  readonly effect: 'read' | 'write'
  /** Of success; 204 has no body. */
  readonly status: 200 | 201 | 204
  readonly input: I
  /** Member of the input that is the whole body: bytes, of one of these types. */
  readonly file?: { readonly member: string; readonly types: readonly string[] }
  readonly output: O
  /** Types of an answer that is no JSON. */
  readonly media?: readonly string[]
  /** Ways to fail beside those of every operation. */
  readonly failures?: readonly { readonly status: 404 | 409 | 503; readonly when: string }[]
  handle(ctx: ControlContext, input: z.output<I>): z.input<O> | FileAnswer | Promise<z.input<O> | FileAnswer>
}

/** An operation with its types forgotten. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyControlOperation = ControlOperation<any, any>

/** Declares an operation; its name is that of the export. */
export function control<I extends z.ZodObject, O extends z.ZodType>(
  declaration: Omit<ControlOperation<I, O>, 'kind'>,
): ControlOperation<I, O> {
  return { kind: 'control', ...declaration }
}

export function isControlOperation(value: unknown): value is AnyControlOperation {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'control'
}
