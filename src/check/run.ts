import { elapsedSince, stopwatch } from '../kernel/clock.js'
import { runId } from '../kernel/ids.js'
import type { AnyOperation } from '../kernel/operation.js'
import type { Contact, Credentials, Given, WireAnswer, WireCall } from '../kernel/protocol.js'
import { UsageError } from '../kernel/product.js'
import type { Choice, Product, Setup } from '../kernel/product.js'
import { resolveSetup } from '../kernel/setup.js'
import { compareVersions, inVersions } from '../kernel/versions.js'
import { fill, pick, placeholders } from '../recording/paths.js'
import type { CheckEvent, StepResult, Summary } from './events.js'
import { judge } from './judge.js'
import { keyOf, Ledger } from './ledger.js'
import { Redactor } from './redact.js'
import { rules, verdicts, worse } from './rules.js'
import type { Finding, Verdict } from './rules.js'
import { boundsOf } from './scenario.js'
import type { CallerSpec, Scenario, ScenarioCall, ScenarioStep } from './scenario.js'
import { curlOf, Target, Unreachable } from './target.js'
import type { Fetch } from './target.js'

export interface CheckOptions {
  readonly product: Product
  readonly scenarios: readonly Scenario[]
  /** Where the product begins. */
  readonly url: string
  readonly given: Given
  /** Profile and options to judge against; default: what the server shows of itself. */
  readonly choice?: Choice
  /** Whether steps that change something are sent; default: only to loopback. */
  readonly allowWrites?: boolean
  /** Features of the deployment that steps may need: ldap, mail. */
  readonly features?: readonly string[]
  readonly skip?: readonly string[]
  readonly groups?: readonly string[]
  readonly bail?: boolean
  readonly allowLockout?: boolean
  readonly allowSite?: boolean
  readonly uses?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly authHeader?: string
  readonly rate?: number
  /** Why a finding does not count, if there is a reason. */
  readonly accept?: (finding: Finding, step: Pick<StepResult, 'scenario' | 'step' | 'operation'>) => string | undefined
  /** Names of scenarios, or ids of operations; default: everything. */
  readonly only?: readonly string[]
  /** Where what the run makes is written down; without it nothing is written. */
  readonly ledgerFile?: string
  readonly fetch?: Fetch
  readonly timeoutMs?: number
  readonly on?: (event: CheckEvent) => void
  /** Sees every exchange of a step as it was, secrets included. */
  readonly onExchange?: (exchange: Exchange) => void
  /** Aborted by Ctrl-C: no further step is sent, cleanup still is. */
  readonly signal?: AbortSignal
  /** Name of the run; default: random. */
  readonly run?: string
}

/** One step as it went over the wire. */
export interface Exchange {
  readonly scenario: Scenario
  readonly step: ScenarioStep
  readonly op: AnyOperation
  readonly answer: WireAnswer
  /** Every value known after the step. */
  readonly vars: Readonly<Record<string, unknown>>
}

/**
 * Plays scenarios against a server and judges every answer. Removes what it made, whatever happens.
 * Throws `ContactRefused` or `Unreachable` when the server cannot be talked to, `UsageError` when nothing is selected.
 */
export async function runCheck(options: CheckOptions): Promise<Summary> {
  const run = await begin(options)
  for (const scenario of run.scenarios) {
    const story = new Story(run, scenario)
    try {
      await story.play()
    } finally {
      await story.cleanUp()
    }
  }
  run.ledger?.write({ event: 'closed' })
  const summary = summarize(run)
  options.on?.({ event: 'end', summary })
  return summary
}

/** What all stories of a run share. */
interface Run {
  readonly options: CheckOptions
  readonly scenarios: readonly Scenario[]
  readonly target: Target
  readonly setup: Setup
  readonly contact: Contact
  readonly operations: ReadonlyMap<string, AnyOperation>
  readonly redactor: Redactor
  readonly mayWrite: boolean
  readonly id: string
  readonly ledger: Ledger | undefined
  readonly results: StepResult[]
  readonly left: string[]
}

async function begin(options: CheckOptions): Promise<Run> {
  const { product, given, only = [] } = options
  const scenarios = select(options.scenarios, only)
  const operations = new Map(product.operations.map((op) => [op.id, op]))
  refuseUnknown(scenarios, operations)
  const target = new Target(options)
  const redactor = new Redactor()
  redactor.hide(given.password)
  redactor.hide(given.token)
  const contact = await product.protocol.contact(given, (call) => target.send(call))
  for (const caller of Object.values(contact.callers)) if (caller?.kind === 'bearer') redactor.hide(caller.token)
  const setup = setupFor(product, contact, options.choice ?? {})
  const mayWrite = options.allowWrites ?? target.isLoopback
  const id = options.run ?? runId()
  const ledger = options.ledgerFile === undefined || !mayWrite ? undefined : new Ledger(options.ledgerFile)
  ledger?.write({ event: 'open', product: product.name, url: target.base, run: id, profile: setup.profile.id })
  const run = {
    options,
    scenarios,
    target,
    setup,
    contact,
    operations,
    redactor,
    mayWrite,
    id,
    ledger,
    results: [],
    left: [],
  }
  const steps = scenarios.reduce((sum, scenario) => sum + scenario.steps.length, 0)
  options.on?.({
    event: 'start',
    product: product.name,
    url: target.base,
    profile: setup.profile.id,
    options: setup.options,
    ...(contact.version === undefined ? {} : { version: contact.version }),
    run: id,
    steps,
    isReadOnly: !mayWrite,
  })
  return run
}

/** A misspelt operation would otherwise be found only when its step is reached. */
function refuseUnknown(scenarios: readonly Scenario[], operations: ReadonlyMap<string, AnyOperation>): void {
  for (const { name, steps, cleanup } of scenarios) {
    const stray = [...steps, ...cleanup].find(({ operation }) => !operations.has(operation))
    if (stray) throw new UsageError(`scenario ${name}: no operation ${stray.operation} is declared`)
  }
}

function select(scenarios: readonly Scenario[], only: readonly string[]): Scenario[] {
  const names = new Set(only)
  const chosen = scenarios.filter(
    (scenario) =>
      names.size === 0 || names.has(scenario.name) || scenario.steps.some(({ operation }) => names.has(operation)),
  )
  if (chosen.length > 0) return chosen
  const known = scenarios.map(({ name }) => name).join(', ')
  throw new UsageError(
    `nothing to check: no scenario or operation '${only.join(', ')}'; there are ${known || 'no scenarios'}`,
  )
}

/** The profile nearest to the release that the server tells: the newest that is not newer, else the oldest. */
function setupFor(product: Product, contact: Contact, choice: Choice): Setup {
  const recorded = product.profiles.filter(({ shape }) => shape === undefined)
  const { version } = contact
  const reached =
    version === undefined ? recorded : recorded.filter((profile) => compareVersions(profile.version, version) <= 0)
  const nearest = (reached.length > 0 ? reached[0] : recorded.at(-1))?.id
  const profile = choice.profile ?? nearest
  const known = Object.entries(contact.options ?? {}).filter(([name]) => name in product.options)
  const options = { ...Object.fromEntries(known), ...choice.options }
  return resolveSetup(product, { ...choice, options, ...(profile === undefined ? {} : { profile }) })
}

/** One scenario being played. */
class Story {
  readonly #vars: Record<string, unknown>
  readonly #done = new Set<string>()
  readonly #noted = new Set<string>()
  #isBroken = false

  constructor(
    readonly run: Run,
    readonly scenario: Scenario,
  ) {
    // Nothing that carries the name of the run exists when nothing may be made, so such steps are skipped.
    this.#vars = run.mayWrite ? { run: run.id } : {}
  }

  async play(): Promise<void> {
    for (const step of this.scenario.steps) {
      const result = await this.#playStep(step)
      this.run.results.push(result)
      this.run.options.on?.({ event: 'step', ...result })
    }
  }

  async #playStep(step: ScenarioStep): Promise<StepResult> {
    const op = this.run.operations.get(step.operation)
    if (!op) throw new UsageError(`scenario ${this.scenario.name}, '${step.name}': no operation ${step.operation}`)
    const obstacle = this.#obstacle(step, op)
    if (obstacle) return this.#unplayed(step, op, obstacle.verdict, obstacle.reason)
    const started = stopwatch()
    const call = this.#encode(step, op)
    if (op.effect !== 'read') this.run.ledger?.write({ event: 'writing', operation: op.id })
    try {
      const answer = await this.run.target.send(call)
      return this.#judged(step, op, call, answer, elapsedSince(started))
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error
      this.#isBroken = true
      return { ...this.#unplayed(step, op, 'error', error.message), ms: elapsedSince(started) }
    }
  }

  #judged(step: ScenarioStep, op: AnyOperation, call: WireCall, answer: WireAnswer, ms: number): StepResult {
    const { product } = this.run.options
    this.run.redactor.learn(answer.body)
    const outcome = product.protocol.decode(op, answer)
    if (outcome.kind === 'result') {
      for (const [name, path] of Object.entries(step.capture ?? {})) {
        const value = pick(outcome.result, path)
        if (value !== undefined && value !== null && value !== false) this.#vars[name] = value
      }
      this.#done.add(keyOf(this.#filled(step)))
      this.#noteMade()
    }
    this.run.options.onExchange?.({ scenario: this.scenario, step, op, answer, vars: { ...this.#vars } })
    const expect = fill(step.expect ?? {}, this.#vars) as NonNullable<ScenarioStep['expect']>
    const all = judge({ product, setup: this.run.setup, op, expect, answer }).map((one) => this.#redacted(one))
    const at = { scenario: this.scenario.name, step: step.name, operation: op.id }
    const reasons = all.map((one) => this.run.options.accept?.(one, at))
    const findings = all.filter((_, index) => reasons[index] === undefined)
    const accepted = all.flatMap((one, index) => {
      const because = reasons[index]
      return because === undefined ? [] : [{ ...one, because }]
    })
    const verdict = findings.reduce<Verdict>((sum, { rule }) => worse(sum, rules[rule].verdict), 'pass')
    return {
      ...this.#unplayed(step, op, verdict),
      findings,
      ...(accepted.length > 0 ? { accepted } : {}),
      curl: curlOf(this.run.target.base, call, this.run.redactor),
      ms,
    }
  }

  #redacted(finding: Finding): Finding {
    const hide = (text: string): string => this.run.redactor.text(text)
    return { ...finding, expected: hide(finding.expected), got: hide(finding.got) }
  }

  /** Why a step is not sent, if there is a reason. */
  #obstacle(step: ScenarioStep, op: AnyOperation): { verdict: Verdict; reason: string } | undefined {
    const { setup, mayWrite, options, contact } = this.run
    const { version } = setup.profile
    const skip = (reason: string): { verdict: Verdict; reason: string } => ({ verdict: 'skip', reason })
    if (options.signal?.aborted) return skip('the run was interrupted')
    if (this.#isBroken) return skip('the server stopped answering')
    if (!inVersions(boundsOf(step), version) || !inVersions(op.versions, version)) {
      return { verdict: 'disabled', reason: `not in ${setup.profile.id}` }
    }
    if (!holds(step.quirk, setup)) return { verdict: 'disabled', reason: `depends on the quirk ${step.quirk ?? ''}` }
    const role = this.scenario.requires.find((one) => contact.callers[one] === undefined)
    if (role !== undefined) return skip(`needs ${role}`)
    const feature = (step.needs ?? []).find((one) => !(options.features ?? []).includes(one))
    if (feature !== undefined) return skip(`needs a deployment with ${feature}: say --feature ${feature}`)
    if (op.effect !== 'read' && !mayWrite)
      return skip('changes something, and the run is read-only: allow it with --allow-writes')
    const unknown = placeholders([step.input, step.as ?? '', step.expect ?? '']).find((name) => !(name in this.#vars))
    return unknown === undefined ? undefined : skip(`needs '${unknown}', which no step before it made`)
  }

  #unplayed(step: ScenarioStep, op: AnyOperation, verdict: Verdict, reason?: string): StepResult {
    return {
      scenario: this.scenario.name,
      step: step.name,
      operation: step.operation,
      group: op.group,
      effect: op.effect,
      verdict,
      ...(reason === undefined ? {} : { reason }),
      findings: [],
      ms: 0,
    }
  }

  #filled(call: ScenarioCall): ScenarioCall {
    return { operation: call.operation, input: fill(call.input, this.#vars) as Record<string, unknown> }
  }

  #encode(call: ScenarioCall, op: AnyOperation): WireCall {
    const { input } = this.#filled(call)
    this.run.redactor.learn(input)
    const caller = this.#caller(fill(call.as, this.#vars) as CallerSpec | undefined)
    return this.run.options.product.protocol.encode(op, input, caller)
  }

  #caller(spec: CallerSpec | undefined): Credentials {
    if (spec === 'none') return { kind: 'none' }
    if (spec === undefined) {
      const { callers } = this.run.contact
      const own = this.scenario.requires.map((role) => callers[role]).find((caller) => caller !== undefined)
      return own ?? Object.values(callers)[0] ?? { kind: 'none' }
    }
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
    return this.run.mayWrite && placeholders(call.input).every((name) => name in this.#vars)
  }

  async cleanUp(): Promise<void> {
    for (const call of this.scenario.cleanup) {
      const op = this.run.operations.get(call.operation)
      if (!op || !this.#isReady(call)) continue
      const filled = this.#filled(call)
      if (this.#done.has(keyOf(filled))) this.run.ledger?.write({ event: 'removed', call: filled })
      else await this.#remove(call, filled, op)
    }
  }

  async #remove(call: ScenarioCall, filled: ScenarioCall, op: AnyOperation): Promise<void> {
    const wire = this.#encode(call, op)
    try {
      const outcome = this.run.options.product.protocol.decode(op, await this.run.target.send(wire))
      if (outcome.kind === 'result' && outcome.result !== false) {
        this.run.ledger?.write({ event: 'removed', call: filled })
        return
      }
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error
    }
    const line = curlOf(this.run.target.base, wire, this.run.redactor)
    this.run.left.push(line)
    this.run.options.on?.({ event: 'left', call: line })
  }
}

function holds(quirk: string | undefined, { quirks }: Setup): boolean {
  if (quirk === undefined) return true
  return quirk.startsWith('!') ? !quirks.has(quirk.slice(1)) : quirks.has(quirk)
}

function summarize(run: Run): Summary {
  const { options, setup, contact, target, results, left, id } = run
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>
  for (const { verdict } of results) counts[verdict] += 1
  const verdict = verdicts.findLast((one) => counts[one] > 0) ?? 'error'
  return {
    product: options.product.name,
    url: target.base,
    profile: setup.profile.id,
    options: setup.options,
    ...(contact.version === undefined ? {} : { version: contact.version }),
    run: id,
    isReadOnly: !run.mayWrite,
    verdict,
    counts,
    isPartial: counts.skip > 0,
    left,
    writes: 0,
    coverage: [],
    results,
    ms: 0,
    serverMs: 0,
  }
}
