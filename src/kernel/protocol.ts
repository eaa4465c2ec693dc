import type { z } from 'zod'
import type { AnyOperation, ErrorCase } from './operation.js'
import type { Setup } from './product.js'

/** What an answer looks like on the wire; documents show it, checks judge by it. */
export interface AnswerShape {
  readonly status: number
  /** Absent when the answer has no body. */
  readonly contentType?: string
  /** Of a JSON body. */
  readonly schema?: z.ZodType
}

/** Who calls. */
export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }

/** A call ready to be sent below the product's base. */
export interface WireCall {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** An answer reduced to what both products need to be understood. */
export interface WireAnswer {
  readonly status: number
  /** Without parameters. */
  readonly contentType: string
  /** Parsed when the body is JSON. */
  readonly body?: unknown
  readonly text: string
}

/** What an answer says: a result, or a failure with the code that the product gives it. */
export type Outcome =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'failure'; readonly status: number; readonly code?: string | number; readonly reason?: string }
  /** Neither: HTML where JSON is due, a body that is none. */
  | { readonly kind: 'foreign'; readonly what: string }

/** How a product's operations travel over HTTP. */
export interface Protocol {
  readonly kind: 'rest' | 'json-rpc'
  /** The JSON-RPC path; a REST operation has its own. */
  readonly path?: string
  /** Where an operation of a REST product is; parameters as `{name}`. */
  place?(op: AnyOperation): { readonly method: string; readonly path: string; readonly auth: string }
  /** The success answers of an operation. */
  success(op: AnyOperation): AnswerShape
  /** How one declared failure looks in a release. */
  failure(op: AnyOperation, error: ErrorCase, setup: Setup): AnswerShape
  encode(op: AnyOperation, input: Readonly<Record<string, unknown>>, caller: Credentials): WireCall
  decode(op: AnyOperation, answer: WireAnswer): Outcome
}
