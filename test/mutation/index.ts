/**
 * `npm run mutation`: damages the fake in every way that src/check/mutation knows, one at a time, and counts how often
 * the scenarios notice. Exit 1 when one is missed without a reason in spared.ts.
 *
 *     npm run mutation -- [--profile kanboard@1.2.53]… [--answers] [--behaviours]
 */
import { judgeAnswers, unseenFields } from '../../src/check/mutation/measure.js'
import type { Trial } from '../../src/check/mutation/measure.js'
import { playBehaviours } from '../../src/check/mutation/replayed.js'
import { profiles } from '../check/play.js'
import { sparedBecause } from './spared.js'
import { rehearsalOf } from './stage.js'

interface Tally {
  tried: number
  caught: number
  spared: number
}

const args = process.argv.slice(2)
const named = args.filter((arg) => arg.includes('@'))
const wantsAnswers = !args.includes('--behaviours') || args.includes('--answers')
const wantsBehaviours = !args.includes('--answers') || args.includes('--behaviours')
const out = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

async function* trialsOf(profile: string): AsyncGenerator<Trial> {
  const rehearsal = await rehearsalOf(profile)
  const unseen = unseenFields(rehearsal)
  out(`${profile}: ${rehearsal.exchanges.length} steps, ${unseen.length} declared fields that no answer has`)
  if (wantsAnswers) yield* judgeAnswers(rehearsal)
  if (wantsBehaviours) yield* playBehaviours(rehearsal)
}

function count(tallies: Map<string, Tally>, trial: Trial): void {
  const tally = tallies.get(trial.kind) ?? { tried: 0, caught: 0, spared: 0 }
  tally.tried += 1
  if (trial.isCaught) tally.caught += 1
  else if (sparedBecause(trial) !== undefined) tally.spared += 1
  tallies.set(trial.kind, tally)
}

function table(tallies: ReadonlyMap<string, Tally>): void {
  for (const [kind, { tried, caught, spared }] of tallies) {
    const rate = ((100 * caught) / tried).toFixed(1)
    out(
      `  ${kind.padEnd(16)} ${String(caught).padStart(6)} of ${String(tried).padStart(6)}  ${rate.padStart(5)} %${spared > 0 ? `, ${spared} spared` : ''}`,
    )
  }
}

const total = new Map<string, Tally>()
const missed: string[] = []
for (const profile of named.length > 0 ? named : profiles) {
  const own = new Map<string, Tally>()
  for await (const trial of trialsOf(profile)) {
    count(own, trial)
    count(total, trial)
    if (!trial.isCaught && sparedBecause(trial) === undefined)
      missed.push(`${profile} ${trial.kind} ${trial.operation} (${trial.of})`)
  }
  table(own)
}
out('all together')
table(total)
out(missed.length === 0 ? 'nothing is missed' : `missed: ${missed.length}`)
for (const one of missed) out(`  ${one}`)
process.exitCode = missed.length === 0 ? 0 : 1
