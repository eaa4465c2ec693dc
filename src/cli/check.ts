import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { acceptedBy, baselineState, readBaseline, updateBaseline } from '../check/baseline.js'
import type { Baseline } from '../check/baseline.js'
import type { CheckEvent, Summary, TargetFacts } from '../check/events.js'
import { TODO_REASON } from '../check/report/statements.js'
import type { Rule } from '../check/rules.js'
import { viaPrism } from '../check/prism.js'
import { runCheck } from '../check/run.js'
import type { CheckOptions } from '../check/run.js'
import { readScenarios } from '../check/scenario.js'
import type { Scenario } from '../check/scenario.js'
import { Unreachable } from '../check/target.js'
import { seenOf, unfinished } from '../check/unfinished.js'
import { Clock } from '../kernel/clock.js'
import { runId } from '../kernel/ids.js'
import { UsageError } from '../kernel/product.js'
import type { Product } from '../kernel/product.js'
import { ContactRefused } from '../kernel/protocol.js'
import { products } from '../products.js'
import { documentsOf } from '../spec/documents.js'
import { withCheckFlags } from './check-flags.js'
import type { CheckFlags } from './check-flags.js'
import { exitCode, whyNothing } from './check-outcome.js'
import { planOf } from './check-plan.js'
import type { Plan, PlannedTarget } from './check-plan.js'
import { openReports } from './check-reports.js'
import type { Reports } from './check-reports.js'

export function checkCommand(finish: (code: number) => void): Command {
  const command = new Command('check')
    .description('Play scenarios against a server, real or fake, and judge every answer by the declarations.')
    .argument('[product]', `${products.map(({ name }) => name).join(' or ')}; a configuration file has it`)
  return withCheckFlags(command)
    .addHelpText(
      'after',
      '\nOff loopback a run is read-only unless --allow-writes is given.' +
        '\nExit: 0 no failure, 1 failure, 2 usage, 3 not reachable, not that product or not signed in, 4 our fault.' +
        '\n\nExamples:\n  $ KANBOARD_TOKEN=… stuntboard check kanboard --url http://127.0.0.1:3000 --junit report.xml' +
        '\n  $ stuntboard check --config targets.yaml --baseline known.yaml --html report.html',
    )
    .action(async (product: string | undefined, flags: CheckFlags) => {
      finish(await run(product, flags))
    })
}

/** What all targets of a run share. */
interface Session {
  readonly plan: Plan
  readonly flags: CheckFlags
  readonly scenarios: readonly Scenario[]
  readonly reports: Reports
  readonly baseline: Baseline | undefined
  readonly signal: AbortSignal
  readonly summaries: Summary[]
}

async function run(product: string | undefined, flags: CheckFlags): Promise<number> {
  const plan = planOf(product, flags)
  const scenarios = readScenarios(plan.scenarios)
  const baseline = baselineOf(plan, flags)
  const reports = openReports(flags)
  const interrupted = new AbortController()
  const stop = (): void => {
    reports.emit({ event: 'note', text: 'interrupted: what the run made is being removed' })
    interrupted.abort()
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const session = { plan, flags, scenarios, reports, baseline, signal: interrupted.signal, summaries: [] }
  try {
    await checkAll(session)
    return conclude(session)
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    reports.emit({ event: 'done', summaries: session.summaries })
    reports.close()
  }
}

function baselineOf({ baseline }: Plan, { updateBaseline: mayLack }: CheckFlags): Baseline | undefined {
  return baseline === undefined ? undefined : readBaseline(baseline, new Clock().now(), mayLack)
}

/** One after the other, so that a login is never used by two runs at once. */
async function checkAll(session: Session): Promise<void> {
  const { plan, summaries, signal } = session
  for (const [index, target] of plan.targets.entries()) {
    const reason = signal.aborted
      ? 'the run was interrupted'
      : plan.bail && summaries.some(({ verdict }) => verdict === 'fail' || verdict === 'error')
        ? 'a target before it failed, and --bail was given'
        : undefined
    if (reason === undefined) await checkTarget(session, target, index)
    else end(session, target, unfinished(seenOf([], factsOf(session, target)), { reason }))
  }
}

async function checkTarget(session: Session, target: PlannedTarget, index: number): Promise<void> {
  const { flags, plan, reports } = session
  const seen: CheckEvent[] = []
  const on = (event: CheckEvent): void => {
    if (event.event === 'end') return
    const named = event.event === 'start' ? { ...event, ...nameOf(target) } : event
    seen.push(named)
    reports.emit(named)
  }
  for (const text of target.reach.notes) reports.emit({ event: 'note', text })
  const id = runId()
  const ledgerFile = ledgerOf(flags, { product: plan.product.name, run: id, index, targets: plan.targets.length })
  try {
    const summary = await runCheck({ ...optionsOf(session, target), run: id, ledgerFile, on })
    end(session, target, summary)
    if (summary.left.length > 0) tell(`what is left is in ${ledgerFile}: stuntboard cleanup ${ledgerFile}`)
    // Nobody asked for a file in the temporary folder, and nothing is left to be cleaned up by it.
    else if (flags.ledger === undefined) rmSync(ledgerFile, { force: true })
  } catch (error) {
    const ending = endingOf(error, session)
    end(session, target, unfinished(seenOf(seen, { ...factsOf(session, target), run: id }), ending))
    if (ending.rule === 'run.broken') throw error
    tell(`stuntboard: ${ending.reason}`)
  } finally {
    await target.reach.close()
  }
}

function optionsOf({ plan, flags, scenarios, baseline, signal }: Session, target: PlannedTarget) {
  return {
    product: plan.product,
    url: target.url,
    scenarios,
    given: target.given,
    choice: target.choice,
    only: plan.only,
    skip: plan.skip,
    groups: plan.groups,
    features: plan.features,
    uses: plan.uses,
    bail: plan.bail,
    signal,
    ...(flags.allowWrites === undefined ? {} : { allowWrites: flags.allowWrites }),
    ...(flags.allowSite === undefined ? {} : { allowSite: flags.allowSite }),
    ...(flags.allowLockout === undefined ? {} : { allowLockout: flags.allowLockout }),
    ...(baseline === undefined ? {} : { accept: acceptedBy.bind(undefined, baseline) }),
    ...(flags.viaPrism ? { detour: prismFor(plan.product, target.url) } : {}),
    ...target.reach.options,
  }
}

/** Prism with the document of the release that the server turns out to be. */
function prismFor(product: Product, url: string): NonNullable<CheckOptions['detour']> {
  return (setup) => {
    const [openApi] = documentsOf({ product, setup })
    if (!openApi) throw new Error(`${product.name} has no OpenAPI document`)
    return viaPrism({ document: JSON.stringify(openApi.value()), url })
  }
}

const tell = (line: string): boolean => process.stderr.write(`${line}\n`)

const nameOf = ({ name }: PlannedTarget): { name?: string } => (name === undefined ? {} : { name })

function ledgerOf(
  { ledger }: CheckFlags,
  { product, run: id, index, targets }: { product: string; run: string; index: number; targets: number },
): string {
  if (ledger === undefined) return join(tmpdir(), `stuntboard-${product}-${id}.ledger`)
  return targets === 1 ? ledger : `${ledger}.${index + 1}`
}

/** What is known of a target before it has answered. */
function factsOf({ plan, flags }: Session, target: PlannedTarget): TargetFacts {
  return {
    product: plan.product.name,
    ...nameOf(target),
    url: target.url,
    profile: target.choice.profile ?? plan.product.name,
    options: target.choice.options ?? {},
    run: '-',
    isReadOnly: flags.allowWrites !== true,
  }
}

/** A mistake in the call that shows before anything was sent is no outcome of a run. */
function endingOf(error: unknown, { summaries }: Session): { rule: Rule; reason: string } {
  if (error instanceof ContactRefused) return { rule: 'target.refused', reason: error.message }
  if (error instanceof Unreachable) return { rule: 'target.unreachable', reason: error.message }
  if (error instanceof UsageError && summaries.length === 0) throw error
  return { rule: 'run.broken', reason: error instanceof Error ? error.message : String(error) }
}

/** Adds to a summary what the run itself does not know, and ends the target's part of the stream. */
function end({ summaries, reports, baseline, plan }: Session, target: PlannedTarget, summary: Summary): void {
  const results = [...summaries, summary].flatMap((one) => one.results)
  // An entry may be met on any target, so what is not needed is known with the last one.
  const isLast = summaries.length === plan.targets.length - 1
  const state = baseline === undefined ? undefined : baselineState(baseline, results)
  const known = state === undefined ? {} : { baseline: isLast ? state : { ...state, unneeded: [] } }
  const whole = { ...summary, ...nameOf(target), ...known }
  summaries.push(whole)
  const bare = summary.results.flatMap(({ accepted = [] }) => accepted).filter(({ because }) => because === TODO_REASON)
  if (bare.length > 0)
    reports.emit({
      event: 'note',
      text: `${bare.length} accepted findings have no reason yet: say why in the baseline`,
    })
  reports.emit({ event: 'end', summary: whole })
}

function conclude({ plan, flags, baseline, summaries }: Session): number {
  for (const line of summaries.flatMap(whyNothing)) tell(`stuntboard: ${line}`)
  const results = summaries.flatMap((summary) => summary.results)
  const isUpdate = flags.updateBaseline && results.some(({ curl }) => curl !== undefined)
  if (isUpdate && baseline !== undefined && plan.baseline !== undefined) {
    const added = updateBaseline(plan.baseline, baseline, results)
    tell(`stuntboard: wrote ${plan.baseline}: ${added} new entries${added > 0 ? `, each says '${TODO_REASON}'` : ''}`)
  }
  return exitCode(summaries, { failOn: plan.failOn, requireFull: plan.requireFull, isUpdate })
}
