import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { recordScenarios } from '../check/record.js'
import { textReport } from '../check/report/text.js'
import { readScenarios } from '../check/scenario.js'
import { products, productNamed } from '../products.js'
import { baseUrl, givenFor, reachFrom, scenarioFolder, withCredentials, withReach } from './target-options.js'
import type { CredentialFlags, Reach, ReachFlags } from './target-options.js'

interface RecordFlags extends CredentialFlags, ReachFlags {
  readonly url: string
  readonly out: string
  readonly scenarios?: string
  readonly only: readonly string[]
  readonly feature: readonly string[]
  readonly allowWrites?: boolean
}

const list = (value: string, before: readonly string[]): string[] => [...before, value]

export function recordCommand(finish: (code: number) => void): Command {
  const command = new Command('record')
    .description('Record the scenarios from a server, secrets redacted, in the format of `replay`.')
    .argument('<product>', products.map(({ name }) => name).join(' or '))
    .requiredOption('--url <url>', 'where the product begins')
    .requiredOption('--out <folder>', 'where the recordings are written')
  return withReach(withCredentials(command))
    .option('--scenarios <place>', 'a scenario of your own, or a folder of them')
    .option('--only <name>', 'only this scenario; may be repeated', list, [])
    .option('--feature <name>', 'what the deployment has: ldap; may be repeated', list, [])
    .option('--allow-writes', 'off loopback too: make, change and remove things of its own')
    .addHelpText(
      'after',
      '\nExample:\n  $ KANBOARD_TOKEN=… stuntboard record kanboard --url http://127.0.0.1:8080 --out ./recordings',
    )
    .action(async (name: string, flags: RecordFlags) => {
      const reach = reachFrom(flags)
      try {
        finish(await run(name, flags, reach))
      } finally {
        await reach.close()
      }
    })
}

async function run(name: string, flags: RecordFlags, reach: Reach): Promise<number> {
  for (const note of reach.notes) process.stderr.write(`${note}\n`)
  const { recordings, summary } = await recordScenarios({
    product: productNamed(name),
    url: baseUrl(flags.url),
    scenarios: readScenarios(flags.scenarios ?? scenarioFolder(name)),
    given: givenFor(name, flags),
    only: flags.only,
    features: flags.feature,
    ...reach.options,
    ...(flags.allowWrites === undefined ? {} : { allowWrites: flags.allowWrites }),
    on: textReport({ write: (line) => process.stdout.write(`${line}\n`), isColoured: false, isVerbose: false }),
  })
  mkdirSync(flags.out, { recursive: true })
  for (const recording of recordings) {
    const file = join(flags.out, `${recording.name}.json`)
    writeFileSync(file, `${JSON.stringify(recording, null, 1)}\n`)
    process.stdout.write(`recorded ${recording.steps.length} steps: ${file}\n`)
  }
  return summary.counts.error > 0 ? 3 : 0
}
