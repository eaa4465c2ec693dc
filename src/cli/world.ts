import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { worldJsonSchema } from '../fixtures/schema.js'
import { shippedWorlds } from '../fixtures/worlds.js'
import { UsageError } from '../kernel/product.js'
import { products } from '../products.js'
import { loadCommand } from './world-load.js'
import { firstWorld, shownText, shownWorld } from './world-shown.js'

const schemaFile = fileURLToPath(new URL('../../fixtures/world.schema.json', import.meta.url))

export function worldCommand(finish: (code: number) => void): Command {
  const command = new Command('world').description('Look at and check world files.')
  command
    .command('list')
    .description('Names of the worlds that come with the program.')
    .addHelpText('after', '\nExample:\n  $ stuntboard world list')
    .action(() => {
      process.stdout.write(`${shippedWorlds().join('\n')}\n`)
      finish(0)
    })
  command
    .command('validate <worlds...>')
    .description('Seed worlds and say what is wrong with them: file, line, key, what was expected.')
    .addHelpText('after', '\nExample:\n  $ stuntboard world validate ./my-world.yaml')
    .action((worlds: readonly string[]) => {
      finish(validate(worlds))
    })
  command
    .command('init [file]')
    .description('Write a small world to begin with; refuses to write over a file.')
    .addHelpText('after', '\nExample:\n  $ stuntboard world init my-world.yaml')
    .action((file = 'world.yaml') => {
      initWorld(String(file))
      finish(0)
    })
  command
    .command('show <world>')
    .description('What a world would be seeded with: rows per table, logins, what a product cannot hold.')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  $ stuntboard world show demo')
    .action((world: string, { json }: { readonly json: boolean }) => {
      process.stdout.write(json ? `${JSON.stringify(shownWorld(world), null, 2)}\n` : shownText(shownWorld(world)))
      finish(0)
    })
  command
    .command('schema')
    .description('Write the JSON Schema of world files, or check that the shipped one is current.')
    .option('--check', 'write nothing; fail when fixtures/world.schema.json is not current', false)
    .option('--out <file>', 'where to write', schemaFile)
    .addHelpText('after', '\nExample:\n  $ stuntboard world schema --out world.schema.json')
    .action(({ check, out }: { readonly check: boolean; readonly out: string }) => {
      finish(writeSchema(out, check))
    })
  return command.addCommand(loadCommand(finish))
}

/** 0 when all are fine, 1 otherwise; every file is looked at. */
function validate(worlds: readonly string[]): number {
  let code = 0
  for (const world of worlds) {
    try {
      const { warnings } = shownWorld(world)
      process.stdout.write(`${world}: fine\n${warnings.map((warning) => `  ${warning}\n`).join('')}`)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      // The last one ends the command as every mistake of a person does.
      if (worlds.length === 1) throw error
      process.stderr.write(`${error.message}\n`)
      code = 2
    }
  }
  return code
}

function writeText(file: string, text: string, flag: 'w' | 'wx' = 'w'): void {
  try {
    writeFileSync(file, text, { flag })
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function initWorld(file: string): void {
  writeText(file, firstWorld, 'wx')
  process.stdout.write(`wrote ${file}\nstuntboard serve --world ${file}\n`)
}

function writeSchema(file: string, isCheck: boolean): number {
  const wanted = worldJsonSchema(products)
  if (!isCheck) {
    writeText(file, wanted)
    process.stdout.write(`wrote ${file}\n`)
    return 0
  }
  if (readText(file) === wanted) return 0
  process.stderr.write(`${file} is not current: run \`stuntboard world schema\`\n`)
  return 1
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
