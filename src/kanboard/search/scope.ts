import type { Calendar } from '../dates.js'
import type { Neighbours } from '../extended-tasks.js'
import { Crash } from '../faults.js'
import type { KanboardContext } from '../procedure.js'
import type { TaskRow } from '../rows.js'
import { dayOf } from '../zones.js'
import { instantIn } from './moments.js'

/** A task with the rows that it refers to. */
export interface Candidate {
  readonly task: TaskRow
  readonly near: Neighbours
}

/** One condition of the query. What SQL calls unknown (a comparison with NULL) is false here: nothing negates. */
export type Condition = (candidate: Candidate) => boolean

/** What filters need to know, and the building blocks they share. One scope serves one query. */
export class Scope {
  #places = 0

  constructor(
    readonly ctx: KanboardContext,
    readonly calendar: Calendar,
  ) {}

  /** The number of the next parameter in the statement, which PostgreSQL's complaints name. */
  place(): number {
    this.#places += 1
    return this.#places
  }

  /** ILIKE of a text that may be null. */
  like(pattern: string, textOf: (candidate: Candidate) => string | null | undefined): Condition {
    this.place()
    return (candidate) => this.isLike(textOf(candidate), pattern)
  }

  isLike(text: string | null | undefined, pattern: string): boolean {
    return text !== null && text !== undefined && this.ctx.database.isLike(text, pattern)
  }

  /** A comparison of a number with what the query says. */
  compare(operator: Operator, value: string, numberOf: (candidate: Candidate) => number | null): Condition {
    const operand = this.ctx.database.operandIn(value, this.place())
    return this.compareWith(operator, operand, numberOf)
  }

  /** A comparison with a number that the filter itself makes. */
  compareWith(operator: Operator, operand: number, numberOf: (candidate: Candidate) => number | null): Condition {
    const holds = comparisons[operator]
    return (candidate) => {
      const number = numberOf(candidate)
      return number !== null && holds(number, operand)
    }
  }

  /**
   * The first second of the day that a value means: digits are Unix seconds, other words are PHP's; a value that is
   * no date is 0.
   */
  day(value: string): number {
    const { zone, now } = this.calendar
    if (/^\d+$/.test(value)) {
      if (BigInt(value) > 9223372036854775807n) throw new Crash('date() takes no number beyond 64 bits')
      return dayWithin(zone, Number(value))
    }
    return dayWithin(zone, instantIn(value, zone, now) ?? 0)
  }
}

/** The calendar of JavaScript ends here, PHP's does not. */
const lastSecond = 8.64e12
const dayWithin = (zone: string, seconds: number): number =>
  Math.abs(seconds) < lastSecond ? dayOf(zone, seconds) : seconds

const comparisons = {
  '=': (a: number, b: number) => a === b,
  '!=': (a: number, b: number) => a !== b,
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
}
export type Operator = keyof typeof comparisons

/** An operator in front of a value; `=` where there is none. */
export function splitOperator(value: string): { readonly operator: Operator; readonly operand: string } {
  const found = (['<=', '>=', '<', '>'] as const).find((operator) => value.startsWith(operator))
  return found === undefined
    ? { operator: '=', operand: value }
    : { operator: found, operand: value.slice(found.length) }
}

export const anyOf =
  (conditions: readonly Condition[]): Condition =>
  (candidate) =>
    conditions.some((holds) => holds(candidate))
