import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { worldJsonSchema } from '../fixtures/schema.js'
import { shippedWorlds } from '../fixtures/worlds.js'
import { UsageError } from '../kernel/product.js'
import { products } from '../products.js'
import { createFake } from '../server/fake.js'

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
    .command('validate <world>')
    .description('Seed a world and say what is wrong with it: file, line, key, what was expected.')
    .addHelpText('after', '\nExample:\n  $ stuntboard world validate ./my-world.yaml')
    .action((world: string) => {
      createFake({ products: products.map((product) => ({ product })), world })
      process.stdout.write(`${world}: fine\n`)
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
  return command
}

function writeSchema(file: string, isCheck: boolean): number {
  const wanted = worldJsonSchema(products)
  if (!isCheck) {
    writeFileSync(file, wanted)
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
