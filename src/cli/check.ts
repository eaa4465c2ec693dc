import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Command, Option } from 'commander'
import type { Summary } from '../check/events.js'
import { jsonReport } from '../check/report/json.js'
import { junitReport } from '../check/report/junit.js'
import { textReport } from '../check/report/text.js'
import { runCheck } from '../check/run.js'
import { readScenarios } from '../check/scenario.js'
import type { Choice } from '../kernel/product.js'
import { runId } from '../kernel/ids.js'
import { products, productNamed } from '../products.js'
import { baseUrl, givenFor, scenarioFolder, withCredentials } from './target-options.js'
import type { CredentialFlags } from './target-options.js'

interface CheckFlags extends CredentialFlags {
  readonly url: string
  readonly profile?: string
  readonly numbers?: string
  readonly database?: string
  readonly scenarios?: string
  readonly only: readonly string[]
  readonly feature: readonly string[]
  readonly allowWrites?: boolean
  readonly registerFirst: boolean
  readonly ledger?: string
  readonly json?: string
  readonly junit?: string
  readonly failOn: 'fail' | 'drift'
  readonly requireFull: boolean
  readonly verbose: boolean
}

const list = (value: string, before: readonly string[]): string[] => [...before, value]

export function checkCommand(finish: (code: number) => void): Command {
  const command = new Command('check')
    .description('Play scenarios against a server, real or fake, and judge every answer by the declarations.')
    .argument('<product>', products.map(({ name }) => name).join(' or '))
    .requiredOption('--url <url>', 'where the product begins: http://127.0.0.1:3000 or https://host/wekan')
  return withCredentials(command)
    .option('--profile <id>', 'judge against this release; default: the nearest to what the server tells')
    .option('--numbers <typing>', 'Kanboard: native or strings; default: as the server answers')
    .option('--database <name>', 'Kanboard: sqlite, mysql or postgres; default: as the server answers')
    .option('--scenarios <folder>', 'scenarios of your own')
    .option('--only <name>', 'only this scenario, or scenarios with this operation; may be repeated', list, [])
    .option('--feature <name>', 'what the deployment has and the run cannot see: ldap; may be repeated', list, [])
    .option('--allow-writes', 'off loopback too: make, change and remove things of its own')
    .option(
      '--register-first',
      'Wekan: register the login when it does not exist; on an empty install it becomes site admin',
      false,
    )
    .option('--ledger <file>', 'where what the run makes is written down; default: a file in the temporary folder')
    .option('--json <file>', 'report as JSON')
    .option('--junit <file>', 'report as JUnit XML')
    .addOption(
      new Option('--fail-on <verdict>', 'exit 1 from this verdict on').choices(['fail', 'drift']).default('fail'),
    )
    .option('--require-full', 'exit 1 when anything was skipped', false)
    .option('--verbose', 'a line for every step', process.stdout.isTTY ?? false)
    .addHelpText(
      'after',
      '\nOff loopback a run is read-only unless --allow-writes is given.' +
        '\nExit: 0 no failure, 1 failure, 2 usage, 3 not reachable, not that product or not signed in, 4 our fault.' +
        '\n\nExample:\n  $ KANBOARD_TOKEN=… stuntboard check kanboard --url http://127.0.0.1:3000 --junit report.xml',
    )
    .action(async (product: string, flags: CheckFlags) => {
      finish(await run(product, flags))
    })
}

async function run(name: string, flags: CheckFlags): Promise<number> {
  const product = productNamed(name)
  const url = baseUrl(flags.url)
  const id = runId()
  const ledgerFile = flags.ledger ?? join(tmpdir(), `stuntboard-${name}-${id}.ledger`)
  const interrupted = new AbortController()
  const stop = (): void => {
    interrupted.abort()
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    const summary = await runCheck({
      product,
      url,
      scenarios: readScenarios(flags.scenarios ?? scenarioFolder(name)),
      given: { ...givenFor(name, flags), ...(flags.registerFirst ? { mayRegister: true } : {}) },
      choice: choiceOf(flags),
      only: flags.only,
      features: flags.feature,
      ledgerFile,
      run: id,
      signal: interrupted.signal,
      ...(flags.allowWrites === undefined ? {} : { allowWrites: flags.allowWrites }),
      on: textReport({
        write: (line) => process.stdout.write(`${line}\n`),
        isColoured: (process.stdout.isTTY ?? false) && process.env['NO_COLOR'] === undefined,
        isVerbose: flags.verbose,
      }),
    })
    save(flags.json, () => jsonReport(summary))
    save(flags.junit, () => junitReport(summary))
    if (summary.left.length > 0)
      process.stderr.write(`what is left is in ${ledgerFile}: stuntboard cleanup ${ledgerFile}\n`)
    return exitCode(summary, flags)
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

function choiceOf({ profile, numbers, database }: CheckFlags): Choice {
  return {
    ...(profile === undefined ? {} : { profile }),
    options: { ...(numbers === undefined ? {} : { numbers }), ...(database === undefined ? {} : { database }) },
  }
}

function save(file: string | undefined, text: () => string): void {
  if (file === undefined) return
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text())
}

/** Zero checks is never success. */
function exitCode({ counts, isPartial }: Summary, flags: CheckFlags): number {
  const checked = counts.pass + counts.drift + counts.fail
  // The only error of a step is that no answer came.
  if (counts.error > 0) return counts.fail > 0 ? 1 : 3
  if (counts.fail > 0 || (flags.failOn === 'drift' && counts.drift > 0)) return 1
  if (checked === 0) {
    process.stderr.write('stuntboard: nothing was checked, see the reasons above\n')
    return 3
  }
  return flags.requireFull && isPartial ? 1 : 0
}
