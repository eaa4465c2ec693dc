import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { reportSchemas } from '../check/report/format.js'

const folder = fileURLToPath(new URL('../../docs/schemas', import.meta.url))

export function reportCommand(finish: (code: number) => void): Command {
  const command = new Command('report').description('About the reports of `stuntboard check`.')
  command
    .command('schema')
    .description('Write the JSON Schemas of --json and --ndjson, or check that the shipped ones are current.')
    .option('--check', 'write nothing; fail when docs/schemas is not current', false)
    .option('--out <folder>', 'where to write', folder)
    .addHelpText('after', '\nExample:\n  $ stuntboard report schema --out schemas')
    .action(({ check, out }: { readonly check: boolean; readonly out: string }) => {
      finish(check ? checkSchemas(out) : writeSchemas(out))
    })
  return command
}

function writeSchemas(out: string): number {
  mkdirSync(out, { recursive: true })
  for (const [name, text] of Object.entries(reportSchemas())) {
    writeFileSync(join(out, name), text)
    process.stdout.write(`wrote ${join(out, name)}\n`)
  }
  return 0
}

function checkSchemas(out: string): number {
  const stale = Object.entries(reportSchemas())
    .filter(([name, text]) => !existsSync(join(out, name)) || readFileSync(join(out, name), 'utf8') !== text)
    .map(([name]) => join(out, name))
  for (const file of stale) process.stderr.write(`${file} is not current: run \`stuntboard report schema\`\n`)
  return stale.length === 0 ? 0 : 1
}
