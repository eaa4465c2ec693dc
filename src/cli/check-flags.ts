import { Option } from 'commander'
import type { Command } from 'commander'
import { UsageError } from '../kernel/product.js'
import type { ReportFlags } from './check-reports.js'
import { withCredentials, withReach } from './target-options.js'
import type { CredentialFlags, ReachFlags } from './target-options.js'

/** What `stuntboard check` is told on the command line. */
export interface CheckFlags extends CredentialFlags, ReachFlags, ReportFlags {
  readonly url: readonly string[]
  readonly config?: string
  readonly profile?: string
  readonly numbers?: string
  readonly database?: string
  readonly scenarios?: string
  readonly only: readonly string[]
  readonly skip: readonly string[]
  readonly group: readonly string[]
  readonly feature: readonly string[]
  readonly use: readonly string[]
  readonly bail?: boolean
  readonly allowWrites?: boolean
  readonly allowSite?: boolean
  readonly allowLockout?: boolean
  readonly registerFirst: boolean
  readonly viaPrism: boolean
  readonly ledger?: string
  readonly baseline?: string
  readonly updateBaseline: boolean
  readonly failOn?: 'fail' | 'drift'
  readonly requireFull?: boolean
}

const list = (value: string, before: readonly string[]): string[] => [...before, value]

export function withCheckFlags(command: Command): Command {
  return withOutcome(withReports(withSelection(withTargets(command))))
}

function withTargets(command: Command): Command {
  command
    .option('--url <url>', 'where the product begins: https://host/wekan; repeated, targets side by side', list, [])
    .option('--config <file>', 'YAML with product, targets and their credentials, selection: see docs/checking.md')
  return withReach(withCredentials(command))
    .option('--profile <id>', 'judge against this release; default: the nearest to what the server tells')
    .option('--numbers <typing>', 'Kanboard: native or strings; default: as the server answers')
    .option('--database <name>', 'Kanboard: sqlite, mysql or postgres; default: as the server answers')
    .option('--register-first', 'Wekan: register the login when it does not exist; the very first is site admin', false)
}

function withSelection(command: Command): Command {
  return command
    .option('--via-prism', "send the steps through Prism's validating proxy, and report what it finds", false)
    .option('--scenarios <place>', 'a scenario of your own, or a folder of them')
    .option('--only <name>', 'only this scenario, or scenarios with this operation; may be repeated', list, [])
    .option('--skip <name>', 'not this scenario or operation; may be repeated', list, [])
    .option('--group <name>', 'only operations of this group; may be repeated', list, [])
    .option('--feature <name>', 'what the deployment has and the run cannot see: ldap; may be repeated', list, [])
    .option('--use <name=value>', 'what a read-only run looks at: board=ID; may be repeated', list, [])
    .option('--bail', 'stop after the first failure; cleanup is still done')
    .option('--allow-writes', 'off loopback too: make, change and remove things of its own')
    .option('--allow-site', 'send calls too that could change a setting of the whole deployment')
    .option('--allow-lockout', 'send calls too that lock an account of the run out')
    .option('--ledger <file>', 'where what the run makes is written down; default: a file in the temporary folder')
}

function withReports(command: Command): Command {
  return command
    .option('--json <file>', 'report as JSON (docs/schemas/check-report.schema.json); - is standard output')
    .option('--ndjson <file>', 'every event as one line of JSON, while the run goes on')
    .option('--junit <file>', 'report as JUnit XML')
    .option('--sarif <file>', 'report as SARIF 2.1.0')
    .option('--markdown <file>', 'report as Markdown, with the table of compatibility')
    .option('--html <file>', 'report as one HTML page')
    .option('--verbose', 'a line for every step', false)
}

function withOutcome(command: Command): Command {
  return command
    .option('--baseline <file>', 'YAML: findings that are known and do not count')
    .option('--update-baseline', 'write the baseline anew from this run', false)
    .addOption(
      new Option('--fail-on <verdict>', 'exit 1 from this verdict on; default: fail').choices(['fail', 'drift']),
    )
    .option('--require-full', 'exit 1 when anything was skipped')
}

/** `--use NAME=VALUE`, repeated. */
export function usesFrom(uses: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    uses.map((use) => {
      const at = use.indexOf('=')
      if (at < 1) throw new UsageError(`--use ${use}: NAME=VALUE is expected`)
      return [use.slice(0, at), use.slice(at + 1)]
    }),
  )
}
