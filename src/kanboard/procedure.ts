import type { z } from 'zod'
import type { Operation } from '../kernel/operation.js'
import { lenient } from '../kernel/view.js'
import type { PhpValue } from './php.js'
import type { Setup } from '../kernel/product.js'
import type { Quirk } from '../kernel/quirk.js'
import type { Caller } from './auth.js'
import type { Database } from './database.js'
import type { EventData, EventName } from './events.js'
import type { KanboardTables, KanboardWorld } from './tables.js'

/** What a procedure may use. */
export interface KanboardContext {
  readonly world: KanboardWorld
  readonly db: KanboardTables
  readonly setup: Setup
  readonly database: Database
  readonly caller: Caller
  /** The id of the calling user; 0 for the application. */
  readonly callerId: number
  /** The header Host of the request; empty without one. */
  readonly host: string
  /** False for the later calls of a batch, which find the caller signed in already. */
  readonly isFirstCall: boolean
  has(quirk: Quirk): boolean
  /** Notes why the answer is a mute failure; answers its second argument, so that a guard stays one line. */
  explain<T>(reason: string, result: T): T
  /** Refuses a user with 403 who lacks the role that `project-access.ts` names for this procedure. */
  requireProject(project: PhpValue): void
  /** Tells activity, recurrence and automatic actions what happened; they act before it returns. */
  emit(name: EventName, data: EventData): void
  /** Nobody listens, so that what events carry need not be gathered. */
  readonly isUnheard?: true
  /** Writes text before the answer, as a stray `echo` does. */
  print(text: string): void
}

/**
 * A procedure of the JSON-RPC API. The members of `input` stand in positional order; optional ones have a `default()`.
 * Its output is always the result member.
 */
export interface Procedure<
  I extends z.ZodObject = z.ZodObject,
  O extends z.ZodType = z.ZodType,
  Id extends string = string,
> extends Operation<KanboardContext, I, O> {
  readonly kind: 'operation'
  readonly id: Id
  /** What the documentation promises on failure; answered in place of a crash when that quirk is off. */
  readonly failure: false | null
}

/** Declares a procedure; export it from its module and the product finds it. */
export function procedure<I extends z.ZodObject, O extends z.ZodType, Id extends string>(
  declaration: Omit<Procedure<I, O, Id>, 'kind'>,
): Procedure<I, O, Id> {
  return { kind: 'operation', ...declaration }
}

/** A required parameter: PHP takes any value, the documentation promises `promise`. */
export function argument<P extends z.ZodType>(promise: P): Argument<P> {
  // `lenient` knows nothing of PHP; bind() hands over decoded values and nothing else.
  return lenient(promise) as Argument<P>
}

/** What `argument` makes: procedures see what PHP decoded, clients what is promised. */
export type Argument<P extends z.ZodType> = z.ZodType<PhpValue, z.input<P>>

/** A parameter that may be left out. */
export function optionalArgument<P extends z.ZodType>(promise: P, fallback: PhpValue): z.ZodDefault<Argument<P>> {
  const own = argument(promise).default(fallback)
  return promise.description === undefined ? own : own.describe(promise.description)
}

/** Rows of a query whose columns are not known one by one: handlers give them as found, clients know what is shown. */
export function asFound<S extends z.ZodType>(schema: S): z.ZodType<z.output<S>, unknown> {
  return schema as unknown as z.ZodType<z.output<S>, unknown>
}

/** A procedure with its types forgotten. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyProcedure = Procedure<any, any>

export function isProcedure(value: unknown): value is AnyProcedure {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'operation'
}
