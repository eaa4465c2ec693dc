import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Command } from 'commander'
import { observeRecordings, observeServer } from '../check/observe-run.js'
import { observedYaml } from '../check/observed-file.js'
import type { ObservedServer } from '../check/observed-file.js'
import { readScenarios } from '../check/scenario.js'
import { UsageError } from '../kernel/product.js'
import { resolveSetup } from '../kernel/setup.js'
import { products, productNamed } from '../products.js'
import { readRecording } from '../recording/format.js'
import { fakeNamed, fakeTarget } from './fake-target.js'
import { baseUrl, givenFor, scenarioFolder, withCredentials } from './target-options.js'
import type { CredentialFlags } from './target-options.js'

interface ObserveFlags extends CredentialFlags {
  readonly url?: string
  readonly recordings?: string
  readonly out: string
  readonly profile?: string
  readonly scenarios?: string
  readonly only: readonly string[]
  readonly feature: readonly string[]
  readonly allowWrites?: boolean
}

const list = (value: string, before: readonly string[]): string[] => [...before, value]

export function observeCommand(finish: (code: number) => void): Command {
  const command = new Command('observe')
    .description('Write down the shapes of a server, for `serve --profile FILE` to answer in.')
    .argument('<product>', products.map(({ name }) => name).join(' or '))
    .option('--url <url>', 'where the product begins; or fake:kanboard@1.2.35')
    .option('--recordings <folder>', 'what `record` wrote, instead of a server')
    .requiredOption('--out <file>', 'the profile file, YAML; - is standard output')
  return withCredentials(command)
    .option('--profile <id>', 'base the file on this release; default: the nearest to what the server tells')
    .option('--scenarios <place>', 'a scenario of your own, or a folder of them')
    .option('--only <name>', 'only this scenario, or scenarios with this operation; may be repeated', list, [])
    .option('--feature <name>', 'what the deployment has: ldap; may be repeated', list, [])
    .option('--allow-writes', 'off loopback too: make, change and remove things of its own')
    .addHelpText(
      'after',
      '\nExample:\n  $ KANBOARD_TOKEN=… stuntboard observe kanboard --url http://127.0.0.1:8080 --out ours.yaml' +
        '\n  $ stuntboard serve --profile ours.yaml',
    )
    .action(async (product: string, flags: ObserveFlags) => {
      const observed = await observedFrom(product, flags)
      write(flags.out, observedYaml(observed))
      if (flags.out !== '-') process.stdout.write(`${summary(observed)}: ${flags.out}\n`)
      finish(0)
    })
}

async function observedFrom(name: string, flags: ObserveFlags): Promise<ObservedServer> {
  const product = productNamed(name)
  const choice = flags.profile === undefined ? {} : { profile: flags.profile }
  if (flags.recordings !== undefined) {
    const files = readdirSync(flags.recordings, { recursive: true, encoding: 'utf8' }).filter((one) =>
      /\.json$/.test(one),
    )
    const recordings = files.sort().map((file) => readRecording(join(flags.recordings ?? '', file)))
    const nearest = recordings[0]?.version
    const known = product.profiles.some(({ version }) => version === nearest)
    return observeRecordings(
      product,
      resolveSetup(product, known && nearest !== undefined ? { profile: nearest, ...choice } : choice),
      recordings,
    )
  }
  if (flags.url === undefined) throw new UsageError('say where to look: --url URL, or --recordings FOLDER')
  const place = fakeNamed(name, flags.url) ?? { url: baseUrl(flags.url), given: givenFor(name, flags) }
  const options = {
    product,
    ...place,
    choice,
    scenarios: readScenarios(flags.scenarios ?? scenarioFolder(name)),
    only: flags.only,
    features: flags.feature,
    ...(flags.allowWrites === undefined ? {} : { allowWrites: flags.allowWrites }),
  }
  return observeServer(options, ({ profile, options: chosen }) =>
    fakeTarget(name, { profile: profile.id, options: chosen }),
  )
}

function summary({ setup, operations, quirks, failures }: ObservedServer): string {
  const fields = Object.values(operations).flatMap((one) => Object.values(one.fields))
  const count = (text: string, number: number): string => `${number} ${text}`
  return [
    `based on ${setup.profile.id}`,
    count('operations', Object.keys(operations).length),
    count('fields', fields.length),
    count('not shown', fields.filter(({ present }) => present === 'never').length),
    count('not declared', fields.filter(({ isExtra }) => isExtra === true).length),
    count('of another type', fields.filter(({ isOtherType }) => isOtherType === true).length),
    count('quirks told', Object.keys(quirks).length),
    count('failures not as declared', failures.length),
  ].join(', ')
}

function write(file: string, text: string): void {
  if (file === '-') {
    process.stdout.write(text)
    return
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
