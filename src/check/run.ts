import { elapsedSince, stopwatch } from '../kernel/clock.js'
import { runId } from '../kernel/ids.js'
import type { AnyOperation } from '../kernel/operation.js'
import type { Contact, Credentials, Given, WireAnswer } from '../kernel/protocol.js'
import { UsageError } from '../kernel/product.js'
import type { Choice, Product, Setup } from '../kernel/product.js'
import { CoverageCount } from './coverage.js'
import type { CheckEvent, Footprint, StepResult, Summary, TargetFacts } from './events.js'
import { Finder, footprintOf } from './finder.js'
import type { Binding } from './finder.js'
import { Ledger } from './ledger.js'
import { setupFor } from './nearest.js'
import type { Permissions } from './policy.js'
import { Redactor } from './redact.js'
import { withRefusals } from './refusals.js'
import { verdicts } from './rules.js'
import type { Finding, Verdict } from './rules.js'
import type { Scenario, ScenarioStep } from './scenario.js'
import { selected } from './selection.js'
import type { Selection } from './selection.js'
import { Story } from './story.js'
import { Target, Unreachable } from './target.js'
import type { TargetOptions } from './target.js'

export interface CheckOptions extends TargetOptions, Selection {
  readonly product: Product
  readonly scenarios: readonly Scenario[]
  readonly given: Given
  /** Profile and options to judge against; default: what the server shows of itself. */
  readonly choice?: Choice
  /** Whether steps that change something are sent; default: only to loopback. */
  readonly allowWrites?: boolean
  /** Whether calls are sent that could change a setting of the whole deployment; default: only to loopback. */
  readonly allowSite?: boolean
  /** Whether an account of the run's own may be locked out. Default false. */
  readonly allowLockout?: boolean
  /** Features of the deployment that steps may need: ldap, mail. */
  readonly features?: readonly string[]
  /** Whether the run stops after the first failure. */
  readonly bail?: boolean
  /** What a read-only run looks at, by kind of thing: `{ board: 'Roadmap' }`; default: what it finds first. */
  readonly uses?: Readonly<Record<string, string>>
  /** The reason why a finding is accepted; undefined: it counts. */
  readonly accept?: (finding: Finding, place: StepPlace) => string | undefined
  /** Further judges of every answer. */
  readonly judges?: readonly ((exchange: Exchange) => Finding[])[]
  /** Where what the run makes is written down; without it nothing is written. */
  readonly ledgerFile?: string
  readonly on?: (event: CheckEvent) => void
  /** Sees every exchange of a step as it was, secrets included. */
  readonly onExchange?: (exchange: Exchange) => void
  /** Aborted by Ctrl-C: no further step is sent, cleanup still is. */
  readonly signal?: AbortSignal
  /** Name of the run; default: random. */
  readonly run?: string
}

export type StepPlace = Pick<StepResult, 'scenario' | 'step' | 'operation'>

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
  const started = stopwatch()
  const run = await Run.begin(options)
  const before = run.permissions.mayWrite ? await run.lookAround() : undefined
  for (const scenario of run.scenarios) {
    const story = new Story(run, scenario)
    try {
      await story.play()
    } finally {
      await story.cleanUp()
    }
  }
  const footprint = before && footprintOf(before, await run.lookAround())
  run.ledger?.write({ event: 'closed' })
  const summary = run.summary(elapsedSince(started), footprint)
  options.on?.({ event: 'end', summary })
  return summary
}

interface RunParts {
  readonly options: CheckOptions
  readonly scenarios: readonly Scenario[]
  readonly target: Target
  readonly redactor: Redactor
  readonly contact: Contact
  readonly setup: Setup
  readonly permissions: Permissions
  readonly id: string
}

/** What all stories of a run share. */
export class Run implements RunParts {
  readonly options: CheckOptions
  readonly scenarios: readonly Scenario[]
  readonly target: Target
  readonly redactor: Redactor
  readonly contact: Contact
  readonly setup: Setup
  readonly permissions: Permissions
  readonly id: string
  readonly coverage: CoverageCount
  readonly ledger: Ledger | undefined
  /** Calls sent that may change something. */
  writes = 0
  readonly #operations: ReadonlyMap<string, AnyOperation>
  readonly #results: StepResult[] = []
  readonly #left: string[] = []
  readonly #finders = new Map<Scenario, ReadonlyMap<string, Binding>>()
  #stopped: string | undefined
  #loss: string | undefined

  private constructor({ options, scenarios, target, redactor, contact, setup, permissions, id }: RunParts) {
    this.options = options
    this.scenarios = scenarios
    this.target = target
    this.redactor = redactor
    this.contact = contact
    this.setup = setup
    this.permissions = permissions
    this.id = id
    this.#operations = new Map(options.product.operations.map((op) => [op.id, op]))
    this.coverage = new CoverageCount(setup)
    this.ledger = options.ledgerFile === undefined || !permissions.mayWrite ? undefined : new Ledger(options.ledgerFile)
  }

  static async begin(options: CheckOptions): Promise<Run> {
    const { product, given } = options
    const target = new Target(options)
    const mayWrite = options.allowWrites ?? target.isLoopback
    const chosen = selected(options.scenarios, product.operations, options)
    const played = chosen.filter(({ when }) => when === undefined || !mayWrite)
    const scenarios = withRefusals(played, product.operations)
    const redactor = new Redactor()
    redactor.hide(given.password)
    redactor.hide(given.token)
    for (const secret of target.secrets) redactor.hide(secret)
    const contact = await product.protocol.contact(given, (call) => target.send(call))
    for (const caller of Object.values(contact.callers)) if (caller?.kind === 'bearer') redactor.hide(caller.token)
    const setup = setupFor(product, contact, options.choice ?? {})
    const permissions = {
      mayWrite,
      mayTouchSite: options.allowSite ?? target.isLoopback,
      mayLockOut: options.allowLockout ?? false,
      features: options.features ?? [],
    }
    const id = options.run ?? runId()
    const run = new Run({ options, scenarios, target, redactor, contact, setup, permissions, id })
    run.#open()
    return run
  }

  #open(): void {
    const { product, url, run, profile } = this.#facts()
    this.ledger?.write({ event: 'open', product, url, run, profile })
    const steps = this.scenarios.reduce((sum, scenario) => sum + scenario.steps.length, 0)
    this.options.on?.({ event: 'start', steps, ...this.#facts() })
    const { evidence = [] } = this.contact
    if (this.options.choice?.profile !== undefined || evidence.length === 0) return
    this.options.on?.({ event: 'note', text: `judged as ${profile}, because ${evidence.join('; ')}` })
  }

  #facts(): TargetFacts {
    const { setup, contact, target, options, id } = this
    return {
      product: options.product.name,
      url: target.base,
      profile: setup.profile.id,
      options: setup.options,
      ...(contact.version === undefined ? {} : { version: contact.version }),
      run: id,
      isReadOnly: !this.permissions.mayWrite,
    }
  }

  operation(id: string): AnyOperation {
    const op = this.#operations.get(id)
    if (!op) throw new UsageError(`no operation ${id} is declared`)
    return op
  }

  /** The account that a scenario is played with. */
  callerFor({ requires }: Scenario): Credentials {
    const { callers } = this.contact
    const own = requires.map((role) => callers[role]).find((caller) => caller !== undefined)
    return own ?? Object.values(callers)[0] ?? { kind: 'none' }
  }

  /** Why no further step is sent; undefined while steps are. */
  stopped(): string | undefined {
    return this.options.signal?.aborted ? 'the run was interrupted' : this.#stopped
  }

  breakOff(): void {
    this.#stopped = 'the server stopped answering'
  }

  /** That no answer came to a call that is no step; told once, by the step that comes next. */
  takeLoss(): string | undefined {
    const loss = this.#loss
    this.#loss = undefined
    return loss
  }

  add(result: StepResult): void {
    this.#results.push(result)
    this.options.on?.({ event: 'step', ...result })
    if (this.options.bail && result.verdict === 'fail') this.#stopped ??= 'an earlier step failed (--bail)'
  }

  /** Notes a call that would remove what could not be removed. */
  leave(call: string): void {
    this.#left.push(call)
    this.options.on?.({ event: 'left', call })
  }

  /** What a scenario finds on the server before its first step. */
  async look(scenario: Scenario): Promise<ReadonlyMap<string, Binding>> {
    if (scenario.finds.length === 0 || !this.#hasRole(scenario) || this.stopped() !== undefined) return new Map()
    const found = await this.#finder(scenario).look()
    this.#finders.set(scenario, found)
    return found
  }

  found(scenario: Scenario, kind: string): Binding | undefined {
    return this.#finders.get(scenario)?.get(kind)
  }

  /** Hashes of what the account sees beside the things of the run. */
  async lookAround(): Promise<ReadonlyMap<string, string>> {
    const tour = this.options.scenarios.find((one) => one.finds.length > 0 && this.#hasRole(one))
    if (!tour || this.stopped() !== undefined) return new Map()
    const finder = this.#finder(tour)
    await finder.look()
    return finder.seen
  }

  #hasRole({ requires }: Scenario): boolean {
    return requires.every((role) => this.contact.callers[role] !== undefined)
  }

  #finder(scenario: Scenario): Finder {
    const { product, uses = {} } = this.options
    const caller = this.callerFor(scenario)
    const ask = async (operation: string, input: Record<string, unknown>): Promise<unknown> => {
      const op = this.operation(operation)
      if (op.effect !== 'read') throw new UsageError(`scenario ${scenario.name}: ${operation} finds nothing, it writes`)
      try {
        const outcome = product.protocol.decode(op, await this.target.send(product.protocol.encode(op, input, caller)))
        return outcome.kind === 'result' ? outcome.result : undefined
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error
        this.#loss = error.message
        this.breakOff()
        return undefined
      }
    }
    return new Finder({ rules: scenario.finds, ask, vars: {}, uses, own: `sb-${this.id}` })
  }

  /** Operations that any scenario calls, selected or not. */
  #known(): ReadonlySet<string> {
    return new Set(this.options.scenarios.flatMap(({ steps }) => steps.map(({ operation }) => operation)))
  }

  summary(ms: number, footprint: Footprint | undefined): Summary {
    const results = this.#results
    const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>
    for (const { verdict } of results) counts[verdict] += 1
    return {
      ...this.#facts(),
      verdict: verdicts.findLast((one) => counts[one] > 0) ?? 'error',
      counts,
      isPartial: counts.skip > 0,
      left: this.#left,
      writes: this.writes,
      ...(footprint === undefined ? {} : { footprint }),
      coverage: this.coverage.of(this.options.product.operations, results, this.#known()),
      results,
      ms,
      serverMs: this.target.waitedMs,
    }
  }
}
