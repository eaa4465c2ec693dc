import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { tmpdir } from 'node:os'
import { Command } from 'commander'
import { diffTargets } from '../check/diff.js'
import type { DiffReport } from '../check/diff.js'
import { diffJson, diffText } from '../check/report/diff.js'
import type { CheckOptions } from '../check/run.js'
import { readScenarios } from '../check/scenario.js'
import { runId } from '../kernel/ids.js'
import type { Given } from '../kernel/protocol.js'
import { UsageError } from '../kernel/product.js'
import { productNamed, products } from '../products.js'
import { fakeNamed } from './fake-target.js'
import { baseUrl, scenarioFolder } from './target-options.js'

type Letter = 'a' | 'b'

interface DiffFlags {
  readonly urlA?: string
  readonly urlB?: string
  readonly usernameA?: string
  readonly usernameB?: string
  readonly passwordA?: string
  readonly passwordB?: string
  readonly tokenA?: string
  readonly tokenB?: string
  readonly product?: string
  readonly profile?: string
  readonly scenarios?: string
  readonly only: readonly string[]
  readonly feature: readonly string[]
  readonly allowWrites?: boolean
  readonly json?: string
}

const list = (value: string, before: readonly string[]): string[] => [...before, value]

export function diffCommand(finish: (code: number) => void): Command {
  const command = new Command('diff')
    .description('Play the same scenarios on two targets and tell where they behave differently.')
    .argument(
      '[targets...]',
      `${products.map(({ name }) => name).join(' or ')}, then A and B: URLs, or fake:kanboard@1.2.35`,
    )
    .option('--product <name>', 'where no target says it')
  for (const letter of ['a', 'b']) {
    const upper = letter.toUpperCase()
    command
      .option(`--url-${letter} <url>`, `target ${upper}`)
      .option(`--username-${letter} <name>`, `login at ${upper}; or KANBOARD_USERNAME_${upper}, KANBOARD_USERNAME, …`)
      .option(`--password-${letter} <text>`, `or KANBOARD_PASSWORD_${upper}, KANBOARD_PASSWORD, …`)
      .option(`--token-${letter} <text>`, `or KANBOARD_TOKEN_${upper}, KANBOARD_TOKEN, …`)
  }
  return command
    .option('--profile <id>', 'play the steps of this release; default: that of A')
    .option('--scenarios <place>', 'a scenario of your own, or a folder of them')
    .option('--only <name>', 'only this scenario, or scenarios with this operation; may be repeated', list, [])
    .option('--feature <name>', 'what both deployments have: ldap; may be repeated', list, [])
    .option('--allow-writes', 'off loopback too: make, change and remove things of its own')
    .option('--json <file>', 'report as JSON; - is standard output')
    .addHelpText(
      'after',
      '\nNeither ids, times and tokens nor prose are compared.' +
        '\nExit: 0 the same, 1 different, 2 usage, 3 not reachable, not that product or not signed in, 4 our fault.' +
        '\n\nExamples:\n  $ stuntboard diff fake:kanboard@1.2.20 fake:kanboard@1.2.53' +
        '\n  $ KANBOARD_TOKEN_A=… KANBOARD_TOKEN_B=… stuntboard diff kanboard http://old.example http://new.example --allow-writes',
    )
    .action(async (targets: readonly string[], flags: DiffFlags) => {
      finish(await run(targets, flags))
    })
}

async function run(targets: readonly string[], flags: DiffFlags): Promise<number> {
  const { product, a, b } = chosen(targets, flags)
  const id = runId()
  const scenarios = readScenarios(flags.scenarios ?? scenarioFolder(product))
  const shared = { product: productNamed(product), scenarios, only: flags.only, features: flags.feature, run: id }
  const writes = flags.allowWrites === undefined ? {} : { allowWrites: flags.allowWrites }
  const ledgerOf = (letter: Letter): string => join(tmpdir(), `stuntboard-${product}-${id}-${letter}.ledger`)
  const sideOf = (target: string, letter: Letter): CheckOptions => ({
    ...shared,
    ...writes,
    ...(flags.profile === undefined ? {} : { choice: { profile: flags.profile } }),
    ...placeOf(target, letter, product, flags),
    ledgerFile: ledgerOf(letter),
  })
  const report = await diffTargets({ a: sideOf(a, 'a'), b: sideOf(b, 'b') })
  for (const letter of ['a', 'b'] as const) endLedger(ledgerOf(letter), report[letter].left)
  const shown = { ...report, a: { ...report.a, url: a }, b: { ...report.b, url: b } }
  if (flags.json !== '-') process.stdout.write(diffText(shown))
  save(flags.json, diffJson(shown))
  return exitCode(report)
}

function endLedger(file: string, left: readonly string[]): void {
  if (left.length === 0) rmSync(file, { force: true })
  else process.stderr.write(`what is left is in ${file}: stuntboard cleanup ${file}\n`)
}

function exitCode({ compared, different, unplayed }: DiffReport): number {
  if (compared === 0) {
    process.stderr.write('stuntboard: nothing was compared, see the reasons above\n')
    return 3
  }
  // A server that stops answering in the middle is not one that behaves differently.
  if (unplayed.some(({ reason }) => reason.includes('stopped answering'))) return 3
  return different.length > 0 || unplayed.length > 0 ? 1 : 0
}

function save(file: string | undefined, text: string): void {
  if (file === undefined) return
  if (file === '-') {
    process.stdout.write(text)
    return
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

interface Chosen {
  readonly product: string
  readonly a: string
  readonly b: string
}

/** The product may stand first, be given by --product, or be said by a fake. */
function chosen(targets: readonly string[], flags: DiffFlags): Chosen {
  const known = products.map(({ name }) => name)
  const [first = ''] = targets
  const places = known.includes(first) ? targets.slice(1) : [...targets]
  const a = flags.urlA ?? places.shift()
  const b = flags.urlB ?? places.shift()
  if (a === undefined || b === undefined || places.length > 0) {
    throw new UsageError('two targets are expected: stuntboard diff kanboard http://… http://…, or --url-a and --url-b')
  }
  const said = [a, b].map((target) => /^fake:([a-z]+)/.exec(target)?.[1]).find((name) => name !== undefined)
  const product = known.includes(first) ? first : (flags.product ?? said)
  if (product !== undefined) return { product: productNamed(product).name, a, b }
  throw new UsageError(`say which product it is: stuntboard diff ${known.join('|')} ${a} ${b}`)
}

type Place = Pick<CheckOptions, 'url' | 'given' | 'fetch'>

function placeOf(target: string, letter: Letter, product: string, flags: DiffFlags): Place {
  return fakeNamed(product, target) ?? { url: baseUrl(target), given: givenAt(letter, product, flags) }
}

/** Options over the variables of the side over those of both. */
function givenAt(letter: Letter, product: string, flags: DiffFlags): Given {
  const own = {
    username: letter === 'a' ? flags.usernameA : flags.usernameB,
    password: letter === 'a' ? flags.passwordA : flags.passwordB,
    token: letter === 'a' ? flags.tokenA : flags.tokenB,
  }
  const entries = Object.entries(own).flatMap(([name, value]) => {
    const variable = `${product.toUpperCase()}_${name.toUpperCase()}`
    const found = value ?? process.env[`${variable}_${letter.toUpperCase()}`] ?? process.env[variable]
    return found === undefined ? [] : [[name, found] as const]
  })
  return Object.fromEntries(entries)
}
