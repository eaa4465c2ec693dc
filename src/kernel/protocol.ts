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
  /** Bytes where a file is sent as it is. */
  readonly body?: string | Uint8Array<ArrayBuffer>
}

/** An answer reduced to what both products need to be understood. */
export interface WireAnswer {
  readonly status: number
  /** Without parameters. */
  readonly contentType: string
  /** Parsed when the body is JSON. */
  readonly body?: unknown
  readonly text: string
  /** The header WWW-Authenticate. */
  readonly wwwAuthenticate?: string
}

/** What an answer says: a result, or a failure with the code that the product gives it. */
export type Outcome =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'failure'; readonly status: number; readonly code?: string | number; readonly reason?: string }
  /** Neither: HTML where JSON is due, a body that is none. */
  | { readonly kind: 'foreign'; readonly what: string }

/** Where an operation of a REST product is, who may call it, and the type of its body where that is a file. */
export interface Place {
  readonly method: string
  readonly path: string
  readonly auth: string
  readonly accepts?: string
}

/** How a product's operations travel over HTTP. */
export interface Protocol {
  readonly kind: 'rest' | 'json-rpc'
  /** Failures that every operation has beside its own. */
  readonly errors: readonly ErrorCase[]
  /** The JSON-RPC path; a REST operation has its own. */
  readonly path?: string
  /** Where the result is in the body of an answer: `$`, or `$.result`. */
  readonly resultPath: string
  /** Where an operation of a REST product is; parameters as `{name}`. */
  place?(op: AnyOperation): Place
  /** The success answers of an operation. */
  success(op: AnyOperation): AnswerShape
  /** How one declared failure looks in a release. */
  failure(op: AnyOperation, error: ErrorCase, setup: Setup): AnswerShape
  encode(op: AnyOperation, input: Readonly<Record<string, unknown>>, caller: Credentials): WireCall
  decode(op: AnyOperation, answer: WireAnswer): Outcome
  /** Recognises the server and signs in, once. Throws `ContactRefused`. */
  contact(given: Given, send: SendCall): Promise<Contact>
}

/** What a person gave to sign in with. */
export interface Given {
  readonly username?: string
  readonly password?: string
  /** Wekan: a login token. Kanboard: the application token. */
  readonly token?: string
  /** Make the account when it does not exist: on an empty Wekan it becomes site admin. */
  readonly mayRegister?: boolean
}

/** A server that is the product, and who we are there. */
export interface Contact {
  /** Credentials by what they are good for: `user`, `site-admin`; `application`, `app-admin`. */
  readonly callers: Readonly<Partial<Record<string, Credentials>>>
  /** The release, as far as the server tells. */
  readonly version?: string
  /** Options of the product that its answers betray. */
  readonly options?: Readonly<Record<string, string>>
}

/** Why a server cannot be talked to. */
export type Refusal = 'not-this-product' | 'api-off' | 'html' | 'not-signed-in' | 'nothing-given'

export class ContactRefused extends Error {
  constructor(
    readonly refusal: Refusal,
    message: string,
  ) {
    super(message)
  }
}

/** Sends one call below the product's base. */
export type SendCall = (call: WireCall) => Promise<WireAnswer>
