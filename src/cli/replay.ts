import { Command } from 'commander'
import { z } from 'zod'
import { UsageError } from '../kernel/product.js'
import { readRecording } from '../recording/format.js'
import { replay } from '../recording/play.js'
import type { StepOutcome } from '../recording/play.js'

import { baseUrl } from './target-options.js'

interface ReplayFlags {
  readonly url: string
  readonly var: readonly string[]
  readonly quiet: boolean
}

const Health = z.looseObject({
  fake: z.literal('stuntboard'),
  products: z.record(
    z.string(),
    z.looseObject({ logins: z.array(z.looseObject({ kind: z.string(), secret: z.string() })).optional() }),
  ),
})

export function replayCommand(finish: (code: number) => void): Command {
  return new Command('replay')
    .description('Replay recordings against any server and print every difference that is not a volatile value.')
    .argument('<files...>', 'recordings')
    .requiredOption('--url <url>', 'where the product begins: http://127.0.0.1:3000 or http://host/kanboard')
    .option(
      '--var <name=value>',
      'value of a placeholder: token=…',
      (value: string, before: string[]) => [...before, value],
      [],
    )
    .option('--quiet', 'only the summary of each file', false)
    .addHelpText(
      'after',
      '\nA fake is reset before each file and gives its own Kanboard token.' +
        '\n\nExample:\n  $ stuntboard replay test/recordings/wekan/v11.07/auth-login.json --url http://127.0.0.1:3000',
    )
    .action(async (files: readonly string[], flags: ReplayFlags) => {
      finish(await run(files, flags))
    })
}

async function run(files: readonly string[], flags: ReplayFlags): Promise<number> {
  const recordings = files.map((file) => readForUser(file))
  const base = baseUrl(flags.url)
  const given = Object.fromEntries(flags.var.map(pair))
  const token = await fakeToken(base)
  if (token === undefined && !(await isReachable(base))) {
    process.stderr.write(`stuntboard: nothing answers at ${base}: start the server, or correct --url\n`)
    return 3
  }
  let differing = 0
  for (const recording of recordings) {
    if (token !== undefined) await fetch(new URL('/_fake/reset', base), { method: 'POST' })
    const vars = { ...(token === undefined || token === '' ? {} : { token }), ...given }
    const outcomes: StepOutcome[] = []
    for await (const outcome of replay(recording, { fetch, base, vars })) outcomes.push(outcome)
    differing += print(recording.name, outcomes, flags.quiet)
  }
  process.stdout.write(differing === 0 ? 'no difference\n' : `${differing} steps differ\n`)
  return differing === 0 ? 0 : 1
}

function readForUser(file: string): ReturnType<typeof readRecording> {
  try {
    return readRecording(file)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function pair(text: string): [string, string] {
  const cut = text.indexOf('=')
  if (cut < 1) throw new UsageError(`--var ${text}: write name=value`)
  return [text.slice(0, cut), text.slice(cut + 1)]
}

/** The application token of a fake (empty when it serves no Kanboard); undefined when the target is not a fake. */
async function fakeToken(base: string): Promise<string | undefined> {
  try {
    const answer = await fetch(new URL('/_fake/health', base), { signal: AbortSignal.timeout(5000) })
    const health = Health.safeParse(await answer.json())
    if (!health.success) return undefined
    const logins = health.data.products['kanboard']?.logins ?? []
    return logins.find(({ kind }) => kind === 'application token')?.secret ?? ''
  } catch {
    return undefined
  }
}

async function isReachable(base: string): Promise<boolean> {
  try {
    await fetch(base, { signal: AbortSignal.timeout(5000), redirect: 'manual' })
    return true
  } catch {
    return false
  }
}

function print(name: string, outcomes: readonly StepOutcome[], isQuiet: boolean): number {
  const differing = outcomes.filter(({ verdict }) => verdict === 'differs')
  const unbuilt = outcomes.filter(({ verdict }) => verdict === 'not-built' || verdict === 'depends').length
  const same = outcomes.length - differing.length - unbuilt
  const note = unbuilt === 0 ? '' : `, ${unbuilt} not built yet`
  process.stdout.write(`${differing.length > 0 ? 'DIFFERS' : 'same   '} ${name}: ${same}/${outcomes.length}${note}\n`)
  if (isQuiet) return differing.length
  for (const { step, differences } of differing) {
    process.stdout.write(
      `  ${step.name}\n${differences
        .slice(0, 12)
        .map((one) => `    ${one}\n`)
        .join('')}`,
    )
    if (differences.length > 12) process.stdout.write(`    … ${differences.length - 12} more\n`)
  }
  return differing.length
}
