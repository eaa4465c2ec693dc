import type { z } from 'zod'
import type { AnyOperation } from '../kernel/operation.js'
import type { Setup } from '../kernel/product.js'
import { inVersions } from '../kernel/versions.js'
import { atView } from '../kernel/view.js'
import { expectedLooks, looksOf } from './covered.js'
import { declaredFields, hasField } from './mutation/fields.js'
import type { OperationCoverage, StepResult } from './events.js'
import { worse } from './rules.js'
import type { Verdict } from './rules.js'
import type { ScenarioStep } from './scenario.js'

/** By schema, and not by run: one process may check many servers. */
const fieldsOfSchema = new WeakMap<z.ZodType, ReadonlySet<string>>()

/** Counts, operation by operation, what of the contract a run has seen. */
export class CoverageCount {
  readonly #seen = new Map<string, Set<string>>()
  readonly #provoked = new Map<string, Set<string>>()

  constructor(readonly setup: Setup) {}

  /** Takes in the result of a call that succeeded. */
  result(op: AnyOperation, result: unknown): void {
    const seen = this.#seen.get(op.id) ?? new Set()
    this.#seen.set(op.id, seen)
    for (const field of this.#fieldsOf(op)) if (!seen.has(field) && hasField(result, field)) seen.add(field)
  }

  /** Takes in a step whose expected failure came. */
  failure(op: AnyOperation, step: ScenarioStep): void {
    const looks = expectedLooks(step, op)
    if (looks === undefined) return
    this.#provoked.set(op.id, (this.#provoked.get(op.id) ?? new Set()).add(`${looks} ${JSON.stringify(step.input)}`))
  }

  /** One entry for every operation that the release has; `known` are those that any scenario calls. */
  of(
    operations: readonly AnyOperation[],
    results: readonly StepResult[],
    known: ReadonlySet<string>,
  ): OperationCoverage[] {
    const byOperation = new Map<string, StepResult[]>()
    for (const result of results)
      byOperation.set(result.operation, [...(byOperation.get(result.operation) ?? []), result])
    const { version } = this.setup.profile
    return operations
      .filter(({ versions }) => inVersions(versions, version))
      .map((op) => this.#entry(op, byOperation.get(op.id) ?? [], known.has(op.id)))
  }

  #entry(op: AnyOperation, results: readonly StepResult[], isKnown: boolean): OperationCoverage {
    const sent = results.filter(({ curl }) => curl !== undefined)
    const failures = (op.errors ?? []).filter((error) => inVersions(error, this.setup.profile.version))
    return {
      operation: op.id,
      group: op.group,
      effect: op.effect,
      verdict: sent.reduce<Verdict>((sum, { verdict }) => worse(sum, verdict), 'skip'),
      steps: sent.length,
      ...(sent.length > 0 ? {} : { reason: reasonOf(results, isKnown) }),
      failures: failures.length,
      provoked: this.#provokedOf(op, failures.map(looksOf)),
      fields: this.#fieldsOf(op).size,
      seen: this.#seen.get(op.id)?.size ?? 0,
    }
  }

  /** Of `n` failures that look alike no more than `n` count. */
  #provokedOf(op: AnyOperation, declared: readonly string[]): number {
    const calls = [...(this.#provoked.get(op.id) ?? [])]
    return [...new Set(declared)].reduce((sum, looks) => {
      const due = declared.filter((one) => one === looks).length
      return sum + Math.min(due, calls.filter((call) => call.startsWith(`${looks} `)).length)
    }, 0)
  }

  #fieldsOf(op: AnyOperation): ReadonlySet<string> {
    const schema = atView(op.output, this.setup.view, 'answer')
    const known = fieldsOfSchema.get(schema) ?? new Set(declaredFields(schema))
    fieldsOfSchema.set(schema, known)
    return known
  }
}

/** The reason that most of the steps were not sent for. */
function reasonOf(results: readonly StepResult[], isKnown: boolean): string {
  const counts = new Map<string, number>()
  for (const { reason } of results) if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? (isKnown ? 'not selected' : 'no scenario calls it')
}
