import type { z } from 'zod'

/** Where a claim about the real product comes from: a page, a line of source, or a recorded exchange. */
export type Source = { readonly doc: string } | { readonly code: string } | { readonly evidence: string }

/** Inclusive releases in which something exists; an absent bound means every supported release on that side. */
export interface Versions {
  readonly since?: string
  readonly until?: string
}

/** What an operation does to a deployment. A read-only run of the contract runner sends `read` and nothing else. */
export type Effect = 'read' | 'write' | 'admin'

/** One way in which an operation fails, as a client sees it. */
export interface ErrorCase extends Versions {
  readonly when: string
  /** HTTP status of the answer; most failures of both products are 200. */
  readonly status: number
  /** The code inside the body: a JSON-RPC number or a Wekan error word. */
  readonly code?: number | string
  /** The result that stands for the failure where there is no error object (`false`, `null`, `''`). */
  readonly result?: unknown
  /** Content type, where it is not that of the operation's other failures; null: the answer has no body. */
  readonly contentType?: string | null
  readonly source: Source
}

/**
 * A real exchange, shown in the documents. Its bounds are those of the fields that it shows, so they are compared with
 * the view's release. One whose source is code was made by the fake, and its title says so.
 */
export interface Example extends Versions {
  readonly title: string
  readonly input: unknown
  /** The answer as a client gets it; of a file that is no text its first bytes. */
  readonly output: unknown
  /** Status of the answer, where it is not that of a success. */
  readonly status?: number
  readonly source: Source
}

/**
 * One documented endpoint or procedure. Serving, documents, checks, client and coverage are derived from this value
 * and from nothing else. Products narrow it (`Route`, `Procedure`) with what their wire needs.
 */
export interface Operation<C, I extends z.ZodType, O extends z.ZodType> {
  /** The upstream name, verbatim: `new_card`, `getUserByName`. */
  readonly id: string
  /** The group in which the product's own documentation lists it. */
  readonly group: string
  readonly summary: string
  readonly doc?: string
  readonly sources: readonly [Source, ...Source[]]
  readonly versions?: Versions
  readonly effect: Effect
  /** Why the behaviour rests on reading instead of on a recording; absent when recordings show it. */
  readonly unverified?: string
  /** What the server accepts; `lenient()` members carry what is documented beside it. */
  readonly input: I
  readonly output: O
  readonly errors?: readonly ErrorCase[]
  readonly examples?: readonly Example[]
  handle(ctx: C, input: z.output<I>): z.input<O> | undefined
}

/** An operation with its types forgotten, as the derivations see it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyOperation = Operation<any, any, any>

/** A request or an answer outside the documented contract; shown in the request log. */
export interface Deviation {
  readonly operation: string
  readonly at: 'input' | 'output'
  /** JSON pointer into the input or the output. */
  readonly path: string
  readonly message: string
}
