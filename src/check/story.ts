import { elapsedSince, stopwatch } from '../kernel/clock.js'
import type { AnyOperation } from '../kernel/operation.js'
import type { Credentials, Outcome, WireAnswer, WireCall } from '../kernel/protocol.js'
import { fill, pick, placeholders } from '../recording/paths.js'
import type { AcceptedFinding, StepResult } from './events.js'
import { Guard } from './guard.js'
import type { Captured } from './guard.js'
import { judge } from './judge.js'
import { keyOf } from './ledger.js'
import { foundMark, obstacleOf } from './policy.js'
import type { Run } from './run.js'
import { rules, worse } from './rules.js'
import type { Finding, Verdict } from './rules.js'
import type { CallerSpec, Scenario, ScenarioCall, ScenarioStep } from './scenario.js'
import { NotCarried, Unreachable } from './unreachable.js'

/** Names under which scenarios keep secrets; they are never written down. */
const SECRET_NAME = /token|secret|password/i

/** One scenario being played: it knows what was captured, and what must be removed. */
export class Story {
  readonly #vars: Record<string, unknown>
  readonly #guard = new Guard()
  readonly #done = new Set<string>()
  readonly #noted = new Set<string>()

  constructor(
    readonly run: Run,
    readonly scenario: Scenario,
  ) {
    // Nothing that carries the name of the run exists when nothing may be made, so such steps are skipped.
    this.#vars = run.permissions.mayWrite ? { run: run.id } : {}
  }

  async play(): Promise<void> {
    for (const [kind, binding] of await this.run.look(this.scenario)) {
      Object.assign(this.#vars, { ...binding, [foundMark(kind)]: true }, this.#vars)
    }
    for (const step of this.scenario.steps) this.run.add(await this.#playStep(step))
  }

  async #playStep(step: ScenarioStep): Promise<StepResult> {
    const op = this.run.operation(step.operation)
    const { run, scenario } = this
    const { setup, contact, permissions } = run
    const loss = run.takeLoss()
    if (loss !== undefined) return this.#result(step, op, { verdict: 'error', reason: loss })
    const stopped = run.stopped()
    if (stopped !== undefined) return this.#result(step, op, { verdict: 'skip', reason: stopped })
    const vars = this.#varsFor(step)
    const obstacle = obstacleOf({ scenario, step, op, vars, setup, contact, permissions, guard: this.#guard })
    if (obstacle?.verdict === 'error') return this.#refused(step, op, obstacle.reason)
    if (obstacle) return this.#result(step, op, obstacle)
    const call = this.#encode(step, op)
    if (op.effect !== 'read') {
      run.writes += 1
      run.ledger?.write({ event: 'writing', operation: op.id })
    }
    const started = stopwatch()
    try {
      const answer = await run.target.send(call)
      return this.#judged(step, op, call, answer, elapsedSince(started))
    } catch (error) {
      if (error instanceof NotCarried) return this.#result(step, op, { verdict: 'skip', reason: error.message })
      if (!(error instanceof Unreachable)) throw error
      run.breakOff()
      return this.#result(step, op, { verdict: 'error', reason: error.message, ms: elapsedSince(started) })
    }
  }

  /** The names of what a step asks for; those of its kind of thing win. */
  #varsFor({ with: kind }: ScenarioStep): Record<string, unknown> {
    return kind === undefined ? { ...this.#vars } : { ...this.#vars, ...this.run.found(this.scenario, kind) }
  }

  #judged(step: ScenarioStep, op: AnyOperation, call: WireCall, answer: WireAnswer, ms: number): StepResult {
    const { run } = this
    const { product } = run.options
    run.redactor.learn(answer.body)
    const outcome = product.protocol.decode(op, answer)
    const curl = run.target.curl(call, run.redactor)
    if (this.scenario.when === 'read-only' && isRefusal(outcome))
      return this.#result(step, op, { verdict: 'skip', reason: 'the account may not see this', ms })
    if (outcome.kind === 'result') this.#keep(step, op, outcome)
    const exchange = { scenario: this.scenario, step, op, answer, vars: this.#varsFor(step) }
    run.options.onExchange?.(exchange)
    const expect = fill(step.expect ?? {}, this.#varsFor(step)) as NonNullable<ScenarioStep['expect']>
    const found = [...judge({ product, setup: run.setup, op, expect, answer }), ...run.otherFindings(exchange)].map(
      (finding) => this.#redacted(finding),
    )
    const { findings, accepted } = this.#sorted(found, step)
    const verdict = findings.reduce<Verdict>((sum, { rule }) => worse(sum, rules[rule].verdict), 'pass')
    if (outcome.kind !== 'result' || step.expect?.empty || 'result' in (step.expect ?? {})) {
      if (verdict === 'pass') run.coverage.failure(op, step)
    }
    return this.#result(step, op, { verdict, findings, ms, curl, ...(accepted.length > 0 ? { accepted } : {}) })
  }

  /** Takes what the step captures, and what it says of who owns what. */
  #keep(step: ScenarioStep, op: AnyOperation, { result }: Outcome & { kind: 'result' }): void {
    const { run } = this
    run.coverage.result(op, result)
    const captured: Captured[] = []
    for (const [name, path] of Object.entries(step.capture ?? {})) {
      const value = pick(result, path)
      // Kanboard answers false for a thing that it did not make; a member that is false is a value.
      if (value === undefined || value === null || (path === '$' && value === false)) continue
      this.#vars[name] = value
      captured.push({ name, path })
      if (!SECRET_NAME.test(name)) run.ledger?.write({ event: 'captured', name, value })
    }
    const filled = this.#filled(step)
    this.#guard.learn(step.input, op.effect !== 'read', captured)
    this.#done.add(keyOf(filled))
    this.#noteMade()
  }

  /** Findings that count, and those that the baseline knows. */
  #sorted(found: readonly Finding[], step: ScenarioStep): { findings: Finding[]; accepted: AcceptedFinding[] } {
    const findings: Finding[] = []
    const accepted: AcceptedFinding[] = []
    const place = { scenario: this.scenario.name, step: step.name, operation: step.operation }
    for (const finding of found) {
      const because = this.run.options.accept?.(finding, place)
      if (because === undefined) findings.push(finding)
      else accepted.push({ ...finding, because })
    }
    return { findings, accepted }
  }

  #redacted(finding: Finding): Finding {
    const hide = (text: string): string => this.run.redactor.text(text)
    return { ...finding, expected: hide(finding.expected), got: hide(finding.got) }
  }

  #refused(step: ScenarioStep, op: AnyOperation, reason: string): StepResult {
    const source = 'the promise to change nothing that the run did not make'
    const finding: Finding = { rule: 'guard.refused', pointer: '', expected: 'a thing of its own', got: reason, source }
    return this.#result(step, op, { verdict: 'error', reason, findings: [finding] })
  }

  #result(step: ScenarioStep, op: AnyOperation, what: Partial<StepResult> & Pick<StepResult, 'verdict'>): StepResult {
    const { expect } = step
    const code = expect?.failure?.code ?? expect?.failure?.status
    return {
      scenario: this.scenario.name,
      step: step.name,
      operation: step.operation,
      group: op.group,
      effect: op.effect,
      ...(expect?.failure ? { failure: code === undefined ? 'any failure' : String(code) } : {}),
      findings: [],
      ms: 0,
      ...what,
    }
  }

  #filled(call: ScenarioCall): ScenarioCall {
    const vars = 'with' in call ? this.#varsFor(call as ScenarioStep) : this.#vars
    return { operation: call.operation, input: fill(call.input, vars) as Record<string, unknown> }
  }

  #encode(call: ScenarioCall, op: AnyOperation): WireCall {
    const { input } = this.#filled(call)
    this.run.redactor.learn(input)
    const caller = this.#caller(fill(call.as, this.#vars) as CallerSpec | undefined)
    return this.run.options.product.protocol.encode(op, input, caller)
  }

  #caller(spec: CallerSpec | undefined): Credentials {
    if (spec === 'none') return { kind: 'none' }
    if (spec === undefined) return this.run.callerFor(this.scenario)
    if ('bearer' in spec) return { kind: 'bearer', token: spec.bearer }
    return { kind: 'basic', user: spec.user, password: spec.password }
  }

  /** Writes down what can now be removed, before the next step is sent. */
  #noteMade(): void {
    for (const call of [...this.scenario.cleanup].reverse()) {
      if (!this.#isReady(call)) continue
      const filled = this.#filled(call)
      if (this.#noted.has(keyOf(filled))) continue
      this.#noted.add(keyOf(filled))
      this.run.ledger?.write({ event: 'made', call: filled })
    }
  }

  #isReady(call: ScenarioCall): boolean {
    return this.run.permissions.mayWrite && placeholders(call.input).every((name) => name in this.#vars)
  }

  /** Removes what the steps made, children first. */
  async cleanUp(): Promise<void> {
    for (const call of this.scenario.cleanup) {
      if (!this.#isReady(call)) continue
      const filled = this.#filled(call)
      if (this.#done.has(keyOf(filled))) this.run.ledger?.write({ event: 'removed', call: filled })
      else await this.#remove(call, filled)
    }
  }

  async #remove(call: ScenarioCall, filled: ScenarioCall): Promise<void> {
    const { run } = this
    const op = run.operation(call.operation)
    const wire = this.#encode(call, op)
    const line = run.target.curl(wire, run.redactor)
    if (this.#guard.touch(call.input).kind !== 'own') {
      run.leave(line)
      return
    }
    try {
      run.writes += 1
      const outcome = run.options.product.protocol.decode(op, await run.target.send(wire))
      if (outcome.kind === 'result' && outcome.result !== false) {
        run.ledger?.write({ event: 'removed', call: filled })
        return
      }
    } catch (error) {
      if (!(error instanceof Unreachable || error instanceof NotCarried)) throw error
    }
    run.leave(line)
  }
}

/** What one account may see of the things of others, another may not. */
function isRefusal(outcome: Outcome): boolean {
  return outcome.kind === 'failure' && (outcome.status === 403 || outcome.code === 403 || outcome.code === 'Forbidden')
}
