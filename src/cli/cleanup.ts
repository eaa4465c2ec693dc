import { Command } from 'commander'
import { cleanUp } from '../check/cleanup.js'
import { readLedger } from '../check/ledger.js'
import { readSweeps } from '../check/sweep.js'
import { productNamed } from '../products.js'
import { givenFor, reachFrom, sweepFile, withCredentials, withReach } from './target-options.js'
import type { CredentialFlags, Reach, ReachFlags } from './target-options.js'

export function cleanupCommand(finish: (code: number) => void): Command {
  const command = new Command('cleanup')
    .description('Remove what a killed `check` left behind.')
    .argument('<ledger>', 'the ledger of the run')
  return withReach(withCredentials(command))
    .addHelpText(
      'after',
      '\nExample:\n  $ KANBOARD_TOKEN=… stuntboard cleanup /tmp/stuntboard-kanboard-1a2b3c4d.ledger',
    )
    .action(async (ledgerFile: string, flags: CredentialFlags & ReachFlags) => {
      const reach = reachFrom(flags)
      try {
        finish(await run(ledgerFile, flags, reach))
      } finally {
        await reach.close()
      }
    })
}

async function run(ledgerFile: string, flags: CredentialFlags, reach: Reach): Promise<number> {
  for (const note of reach.notes) process.stderr.write(`${note}\n`)
  const { product: name } = readLedger(ledgerFile)
  const { removed, left } = await cleanUp({
    ledgerFile,
    product: productNamed(name),
    given: givenFor(name, flags),
    sweeps: readSweeps(sweepFile(name)),
    ...reach.options,
  })
  for (const one of removed) process.stdout.write(`removed: ${one}\n`)
  for (const one of left) process.stdout.write(`could not remove: ${one}\n`)
  if (removed.length + left.length === 0) process.stdout.write('nothing was left\n')
  return left.length > 0 ? 1 : 0
}
