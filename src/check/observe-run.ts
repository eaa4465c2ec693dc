import type { Product, Setup } from '../kernel/product.js'
import { resolveSetup } from '../kernel/setup.js'
import type { Recording } from '../recording/format.js'
import type { Summary } from './events.js'
import { observe } from './observe.js'
import type { Observation } from './observe.js'
import type { ObservedServer } from './observed-file.js'
import { runCheck } from './run.js'
import type { CheckOptions } from './run.js'
import type { Scenario } from './scenario.js'

interface Seen {
  readonly summary: Summary
  readonly seen: readonly Observation[]
}

async function played(options: CheckOptions): Promise<Seen> {
  const seen: Observation[] = []
  const summary = await runCheck({
    ...options,
    onExchange: ({ op, answer, step }) => {
      seen.push({ op, answer, isBare: Object.keys(step.input).length === 0 })
    },
  })
  return { summary, seen }
}

/**
 * Plays scenarios on a server and tells what its answers look like. `reference` is a fake of the profile on which the
 * observation is based: what it shows in the same calls is what the server could have shown.
 */
export async function observeServer(
  options: CheckOptions,
  reference: (setup: Pick<Setup, 'profile' | 'options'>) => Pick<CheckOptions, 'url' | 'given' | 'fetch'>,
): Promise<ObservedServer> {
  const { product } = options
  const { summary, seen } = await played(options)
  const choice = { profile: summary.profile, options: summary.options }
  const setup = resolveSetup(product, choice)
  const other = await played({ ...options, ...reference(setup), choice })
  const quirks = await foundQuirks({ ...options, choice })
  const failures = summary.results.flatMap((result) => {
    const findings = result.findings.filter(({ rule }) => rule.startsWith('failure.'))
    return findings.length > 0 ? [{ ...result, findings }] : []
  })
  return {
    product,
    setup,
    ...(summary.version === undefined ? {} : { release: summary.version }),
    quirks,
    operations: observe({ product, setup, seen, reference: other.seen }),
    failures,
  }
}

/** Takes the answers from recordings; quirks and failures are not judged, because nobody says what was expected. */
export function observeRecordings(product: Product, setup: Setup, recordings: readonly Recording[]): ObservedServer {
  const operations = new Map(product.operations.map((op) => [op.id, op]))
  const seen = recordings.flatMap(({ steps }) =>
    steps.flatMap(({ request, response }): Observation[] => {
      const body = request.json ?? request.text
      const ids = product.identify({ method: request.method ?? 'POST', path: request.path, body })
      const op = operations.get(ids[0] ?? '')
      if (!op || ids.length !== 1 || !response) return []
      const { status, contentType, body: answered, text } = response
      const answer = {
        status,
        contentType,
        text: text ?? JSON.stringify(answered),
        ...('body' in response ? { body: answered } : {}),
      }
      return [{ op, answer, isBare: false }]
    }),
  )
  return { product, setup, quirks: {}, failures: [], operations: observe({ product, setup, seen }) }
}

/** Quirks on which steps depend: each is played on and off, and the state that the server agrees with is told. */
async function foundQuirks(options: CheckOptions): Promise<Record<string, 'on' | 'off'>> {
  const found: Record<string, 'on' | 'off'> = {}
  for (const name of quirksIn(options.scenarios)) {
    const scenarios = options.scenarios.filter(({ steps }) => steps.some(({ quirk }) => isAbout(quirk, name)))
    const on = await score(options, scenarios, name, 'on')
    const off = await score(options, scenarios, name, 'off')
    if (on.passed > 0 && on.failed === 0 && (off.failed > 0 || off.passed === 0)) found[name] = 'on'
    else if (on.failed > 0 && off.failed === 0) found[name] = 'off'
  }
  return found
}

const isAbout = (quirk: string | undefined, name: string): boolean => quirk === name || quirk === `!${name}`

function quirksIn(scenarios: readonly Scenario[]): string[] {
  const named = scenarios.flatMap(({ steps }) => steps.flatMap(({ quirk }) => (quirk === undefined ? [] : [quirk])))
  return [...new Set(named.map((quirk) => quirk.replace('!', '')))].sort()
}

async function score(
  options: CheckOptions,
  scenarios: readonly Scenario[],
  name: string,
  state: 'on' | 'off',
): Promise<{ passed: number; failed: number }> {
  const bound = new Set(
    scenarios.flatMap(({ steps }) => steps.flatMap(({ quirk, name: step }) => (isAbout(quirk, name) ? [step] : []))),
  )
  const { only: _all, ...rest } = options
  const { results } = await runCheck({ ...rest, scenarios, choice: { ...options.choice, quirks: { [name]: state } } })
  const own = results.filter(({ step }) => bound.has(step))
  return {
    passed: own.filter(({ verdict }) => verdict === 'pass' || verdict === 'drift').length,
    failed: own.filter(({ verdict }) => verdict === 'fail').length,
  }
}
