import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { Command, InvalidArgumentError, Option } from 'commander'
import { collected, defaultDate, generated } from '../fixtures/generate/generated.js'
import { worldLines } from '../fixtures/world-lines.js'
import { writePlainYaml } from '../fixtures/plain-yaml.js'
import type { StreamedWorld, WorldFile } from '../fixtures/schema.js'
import { partOf } from '../fixtures/seeding.js'
import { UsageError } from '../kernel/product.js'
import { productNamed } from '../products.js'
import { wholeNumber } from './generate-sizes.js'
import { isUnread } from './unread-output.js'

interface GenerateFlags {
  readonly seed: number
  readonly users: number
  readonly boards?: number
  readonly cards: number
  readonly date: string
  readonly product: string
  readonly format?: 'yaml' | 'json' | 'ndjson'
  readonly out?: string
}

/** Beyond so many cards a world is written one thing a line, for whoever reads it need not hold it whole. */
const MANY_CARDS = 50_000

export function generateCommand(finish: (code: number) => void): Command {
  return new Command('generate')
    .description('Make a believable world of any size; the same options make the same file, byte for byte.')
    .option('--seed <n>', 'which of all such worlds', wholeNumber, 1)
    .option('--users <n>', 'how many users', wholeNumber, 20)
    .option('--boards <n>', 'how many boards; default: one for every 1,000 cards, at least 3', wholeNumber)
    .option('--cards <n>', 'how many cards, over all boards', wholeNumber, 1000)
    .option('--date <iso>', 'today, in that world', isoDate, defaultDate)
    .addOption(new Option('--product <name>', 'for whom').choices(['wekan', 'kanboard', 'both']).default('both'))
    .addOption(
      new Option(
        '--format <form>',
        `default: by the name of the file, else yaml, beyond ${MANY_CARDS} cards ndjson`,
      ).choices(['yaml', 'json', 'ndjson']),
    )
    .option('--out <file>', 'where to write; default: standard output')
    .addHelpText(
      'after',
      '\nExample:\n  $ stuntboard generate --seed 7 --users 50 --boards 20 --cards 20000 --out world.yaml',
    )
    .action(async (flags: GenerateFlags) => {
      await write(textOf(flags), flags.out)
      finish(0)
    })
}

function textOf(flags: GenerateFlags): Iterable<string> {
  const { boards, ...rest } = flags
  const made = generated({ ...rest, ...(boards === undefined ? {} : { boards }) })
  const format = flags.format ?? formatOf(flags)
  refuseMisnamed(flags, format)
  if (format === 'ndjson') {
    if (flags.product !== 'both') throw new UsageError('ndjson holds worlds for both products: leave --product out')
    return worldLines(made)
  }
  const world = wholeWorld(made, flags.product)
  if (format === 'json') return [`${JSON.stringify(world, null, 1)}\n`]
  return [writePlainYaml(world, [`stuntboard generate --seed ${flags.seed}`])]
}

/** Endings by which a world is read in a form; JSON is YAML too. */
const endings = {
  yaml: /\.ya?ml$/,
  json: /\.(json|ya?ml)$/,
  ndjson: /\.(ndjson|jsonl)$/,
} as const

/** A world whose name says another form could not be read again. */
function refuseMisnamed({ out = '' }: GenerateFlags, format: keyof typeof endings): void {
  if (endings[format].test(out) || !/\.(ya?ml|json|ndjson|jsonl|[cm]?[jt]s)$/.test(out)) return
  throw new UsageError(`${out} would not be read as ${format}: name it world.${format}, or choose another --format`)
}

function formatOf({ out = '', cards }: GenerateFlags): 'yaml' | 'json' | 'ndjson' {
  if (/\.json$/.test(out)) return 'json'
  if (/\.(ndjson|jsonl)$/.test(out)) return 'ndjson'
  return cards > MANY_CARDS && !/\.ya?ml$/.test(out) ? 'ndjson' : 'yaml'
}

function wholeWorld({ head, stream }: StreamedWorld, product: string): WorldFile {
  const both = collected(stream)
  if (product === 'both') return { ...head, both }
  const one = productNamed(product)
  return { ...head, [one.name]: partOf({ both }, one) }
}

async function write(text: Iterable<string>, file: string | undefined): Promise<void> {
  const stream = file === undefined ? process.stdout : createWriteStream(file)
  let isOver = false
  const failed = new Promise<void>((resolve, reject) => {
    stream.on('error', (error) => {
      isOver = true
      if (isUnread(error)) resolve()
      else reject(new UsageError(`cannot write ${file ?? 'to standard output'}: ${error.message}`))
    })
  })
  for (const part of text) {
    if (!stream.write(part)) await Promise.race([once(stream, 'drain'), failed])
    if (isOver) return
  }
  if (file === undefined) return
  stream.end()
  await Promise.race([once(stream, 'finish'), failed])
}

function isoDate(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError('a date is expected: 2026-06-01.')
  }
  return text
}
