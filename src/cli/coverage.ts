import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { UsageError } from '../kernel/product.js'
import { products } from '../products.js'
import { readCorpus } from '../recording/corpus.js'
import { coverage } from '../recording/coverage.js'
import type { CoverageRow } from '../recording/coverage.js'

interface CoverageFlags {
  readonly recordings: string
  readonly json: boolean
  readonly missing: boolean
}

export function coverageCommand(finish: (code: number) => void): Command {
  return new Command('coverage')
    .description('Operations × profile × recordings, with what is missing.')
    .option('--recordings <folder>', 'folder with PRODUCT/vVERSION/*.json', 'test/recordings')
    .option('--json', 'every row as JSON', false)
    .option('--missing', 'only operations that are not built or not recorded', false)
    .addHelpText('after', '\nExample:\n  $ stuntboard coverage --missing')
    .action((flags: CoverageFlags) => {
      if (!existsSync(flags.recordings)) {
        throw new UsageError(
          `no folder ${flags.recordings}: recordings are in the repository, not in the npm package; give --recordings`,
        )
      }
      const rows = coverage(products, readCorpus(flags.recordings, products))
      process.stdout.write(flags.json ? `${JSON.stringify(rows, null, 2)}\n` : text(rows, flags.missing))
      finish(0)
    })
}

const recorded = (row: CoverageRow): number => Object.values(row.steps).reduce((sum, count) => sum + count, 0)

function text(rows: readonly CoverageRow[], onlyMissing: boolean): string {
  const profiles = [...new Set(rows.map(({ profile }) => profile))]
  return profiles
    .map((profile) =>
      section(
        profile,
        rows.filter((row) => row.profile === profile),
        onlyMissing,
      ),
    )
    .join('\n')
}

function section(profile: string, rows: readonly CoverageRow[], onlyMissing: boolean): string {
  const built = rows.filter(({ state }) => state === 'built')
  const shown = built.filter((row) => recorded(row) > 0)
  const head = `${profile}: ${built.length} of ${rows.length} operations built, ${shown.length} of them recorded\n`
  const lines = rows.filter((row) => !onlyMissing || row.state === 'missing' || recorded(row) === 0).map(line)
  return head + lines.join('')
}

function line(row: CoverageRow): string {
  const steps = Object.entries(row.steps).map(([folder, count]) => `${folder} ${count}`)
  const evidence = steps.length > 0 ? steps.join(', ') : 'no recording'
  const note = row.unverified === undefined ? '' : `; unverified: ${row.unverified}`
  return `  ${row.state.padEnd(8)} ${row.operation.padEnd(40)} ${evidence}${note}\n`
}
