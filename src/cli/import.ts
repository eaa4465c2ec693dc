import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { Target } from '../check/target.js'
import { textOf } from '../fixtures/file-text.js'
import { parseJson } from '../fixtures/json-mistake.js'
import { writePlainYaml } from '../fixtures/plain-yaml.js'
import { pseudonymised } from '../fixtures/pseudonyms.js'
import type { WorldFile } from '../fixtures/schema.js'
import { OperationRefused, UsageError } from '../kernel/product.js'
import type { CallOperation, Imported, Product, TableRows } from '../kernel/product.js'
import { productNamed } from '../products.js'
import { createFake } from '../server/fake.js'
import { databaseRows } from './import-database.js'
import { wholeNumber } from './generate-sizes.js'
import { baseUrl, givenFor, reachFrom, withCredentials, withReach } from './target-options.js'
import type { CredentialFlags, ReachFlags } from './target-options.js'

interface OutFlags {
  readonly out?: string
  readonly pseudonymise: boolean
  readonly seed: number
}

export function importCommand(finish: (code: number) => void): Command {
  const command = new Command('import')
    .description('Make a world of what a real server holds.')
    .addHelpText('after', '\nExample:\n  $ stuntboard import wekan-export board.json --out world.yaml')
  withOut(command.command('wekan-export <file>'))
    .description('A board that Wekan exported as JSON.')
    .addHelpText('after', '\nExample:\n  $ stuntboard import wekan-export board.json --pseudonymise --out world.yaml')
    .action((file: string, flags: OutFlags) => {
      const product = productNamed('wekan')
      const exported = parseJson(textOf(file, file), file)
      finish(write(product, () => named(file, () => product.imports?.fromExport?.(exported)), flags))
    })
  withOut(withReach(withCredentials(command.command('kanboard').requiredOption('--url <url>', 'where Kanboard is'))))
    .description('A Kanboard, read through its API by operations that change nothing.')
    .addHelpText('after', '\nExample:\n  $ stuntboard import kanboard --url https://kanboard.example --out world.yaml')
    .action(async (flags: OutFlags & CredentialFlags & ReachFlags & { readonly url: string }) => {
      const product = productNamed('kanboard')
      const rows = await readThrough(product, flags)
      finish(write(product, () => product.imports?.fromTables?.(rows), flags))
    })
  withOut(command.command('kanboard-db <file>'))
    .description('The SQLite file of a Kanboard, which stays as it is.')
    .addHelpText('after', '\nExample:\n  $ stuntboard import kanboard-db data/db.sqlite --out world.yaml')
    .action((file: string, flags: OutFlags) => {
      const product = productNamed('kanboard')
      const { rows, schema } = databaseRows(file, product.imports?.tables ?? [])
      finish(write(product, () => named(file, () => product.imports?.fromTables?.(rows, schema)), flags))
    })
  return command
}

function withOut(command: Command): Command {
  return command
    .option('--out <file>', 'where to write; default: standard output')
    .option('--pseudonymise', 'other names, addresses and texts of the same form and length', false)
    .option('--seed <n>', 'which other names', wholeNumber, 1)
}

/** Says in which file a mistake is. */
function named<T>(file: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${file}: ${error.message}`) : error
  }
}

/** 0, or 1 for a world that would be refused as it is. */
function write(product: Product, make: () => Imported | undefined, { out, pseudonymise, seed }: OutFlags): number {
  const imported = make()
  if (!imported) throw new UsageError(`${product.title} has no such import`)
  const part = pseudonymise ? pseudonymised(imported.part, seed) : imported.part
  const world = { [product.name]: part }
  // What was left out names things by their real names.
  const warnings = pseudonymise ? imported.warnings.map((warning) => warning.replace(/: .*/s, '')) : imported.warnings
  for (const warning of warnings) process.stderr.write(`${warning}\n`)
  writeOut(writePlainYaml(world, ['Passwords are LOGIN-password.']), out)
  const mistake = mistakeIn(world, product)
  if (mistake === undefined) return 0
  process.stderr.write(`this world has to be mended before it is served: ${mistake}\n`)
  return 1
}

function writeOut(text: string, out: string | undefined): void {
  if (out === undefined) {
    process.stdout.write(text)
    return
  }
  try {
    writeFileSync(out, text)
  } catch (error) {
    throw new UsageError(`cannot write ${out}: ${messageOf(error)}`)
  }
}

/** A real server may hold what the rules of another release, or of worlds, do not allow. */
function mistakeIn(world: WorldFile, product: Product): string | undefined {
  try {
    createFake({ products: [{ product }], world })
    return undefined
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function readThrough(
  product: Product,
  flags: CredentialFlags & ReachFlags & { readonly url: string },
): Promise<TableRows> {
  const reach = reachFrom(flags)
  try {
    const target = new Target({ url: baseUrl(flags.url), product, ...reach.options })
    const given = givenFor(product.name, flags)
    const { callers } = await product.protocol.contact(given, (call) => target.send(call))
    const caller = callers['application'] ?? callers['app-admin'] ?? callers['user']
    if (!caller)
      throw new UsageError('an application token or a login is needed: give --token, or --username and --password')
    const call: CallOperation = async (id, input) => {
      const op = product.operations.find((one) => one.id === id)
      if (op?.effect !== 'read') throw new Error(`${id} is no operation that only reads`)
      const outcome = product.protocol.decode(op, await target.send(product.protocol.encode(op, input, caller)))
      if (outcome.kind === 'result') return outcome.result
      const reason =
        outcome.kind === 'foreign' ? outcome.what : (outcome.reason ?? String(outcome.code ?? outcome.status))
      throw new OperationRefused(`${id}: ${reason}`)
    }
    return (await product.imports?.read?.(call)) ?? {}
  } catch (error) {
    throw error instanceof OperationRefused ? new UsageError(error.message) : error
  } finally {
    await reach.close()
  }
}
