import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, Option } from 'commander'
import { controlDocument } from '../control/document.js'
import { UsageError } from '../kernel/product.js'
import { resolveSetup } from '../kernel/setup.js'
import { productNamed, products } from '../products.js'
import { packageVersion } from '../server/version.js'
import { documentsOf, writeDocument } from '../spec/documents.js'
import type { Format } from '../spec/documents.js'

interface SpecFlags {
  readonly profile: readonly string[]
  readonly format?: Format
  readonly out: string
  readonly check: boolean
}

const shipped = fileURLToPath(new URL('../../openapi', import.meta.url))

export function specCommand(finish: (code: number) => void): Command {
  return new Command('spec')
    .description(
      'Write OpenAPI 3.1 of both products and of the control plane, and OpenRPC of Kanboard, from the declarations.',
    )
    .option(
      '--profile <id>',
      'only this profile; may be repeated',
      (id: string, before: string[]) => [...before, id],
      [],
    )
    .addOption(new Option('--format <form>', 'default: YAML, and JSON for OpenRPC').choices(['yaml', 'json']))
    .option('--out <folder>', 'where to write; - is standard output', shipped)
    .option('--check', 'write nothing; exit 1 when a file is not current', false)
    .addHelpText(
      'after',
      '\nExamples:\n  $ stuntboard spec --check' +
        '\n  $ stuntboard spec --profile kanboard@1.2.35 --format json --out ./documents',
    )
    .action((flags: SpecFlags) => {
      finish(run(flags))
    })
}

/** A document ready to be written. */
interface Written {
  readonly file: string
  readonly text: string
}

function run(flags: SpecFlags): number {
  const all = written(flags)
  if (flags.out === '-') {
    for (const { text } of all) process.stdout.write(text)
    return 0
  }
  if (flags.check) return check(flags.out, all)
  mkdirSync(flags.out, { recursive: true })
  for (const { file, text } of all) {
    writeFileSync(join(flags.out, file), text)
    process.stdout.write(`wrote ${join(flags.out, file)}\n`)
  }
  return 0
}

function written({ profile, format }: SpecFlags): Written[] {
  const own = profile.length > 0 ? [] : [controlPlane(format ?? 'yaml')]
  const chosen = profile.length > 0 ? profile : products.map(({ profiles }) => profiles[0]?.id ?? '')
  const ofProducts = chosen.flatMap((id) => {
    const cut = id.indexOf('@')
    if (cut < 1) throw new UsageError(`unknown profile '${id}': write PRODUCT@RELEASE, for instance wekan@11.07`)
    const product = productNamed(id.slice(0, cut))
    const subject = { product, setup: resolveSetup(product, { profile: id }) }
    return documentsOf(subject).map((document) => {
      const form = format ?? document.format
      return { file: `${document.name}.${form}`, text: writeDocument(document.value(), form) }
    })
  })
  return [...ofProducts, ...own]
}

/** The document of the fake's own control plane. */
function controlPlane(form: Format): Written {
  return { file: `control.openapi.${form}`, text: writeDocument(controlDocument(packageVersion()), form) }
}

function check(folder: string, all: readonly Written[]): number {
  const stale = all.filter(({ file, text }) => readIfThere(join(folder, file)) !== text)
  for (const { file } of stale) {
    process.stderr.write(`${join(folder, file)} is not current: run \`stuntboard spec\`\n`)
  }
  return stale.length === 0 ? 0 : 1
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
