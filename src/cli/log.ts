import { Option } from 'commander'
import type { Command } from 'commander'
import { ExportFormat } from '../control/log-export.js'
import type { LogEvent } from '../control/log.js'
import { UsageError } from '../kernel/product.js'
import { writeWhole } from '../server/state-file.js'
import { acting, planeCommand, show, withPlane } from './plane-target.js'
import type { PlaneFlags } from './plane-target.js'
import { eventLine } from './reporters.js'

interface LogFlags extends PlaneFlags {
  readonly follow: boolean
  readonly clear: boolean
  readonly export?: ExportFormat
  readonly out?: string
  readonly product?: string
  readonly operation?: string
  readonly actor?: string
  readonly status?: string
  readonly method?: string
  readonly path?: string
  readonly since?: string
  readonly text?: string
  readonly outcome?: 'ok' | 'failed' | 'mute' | 'deviant' | 'unmatched' | 'fault'
  readonly limit?: string
}

const filters = [
  'product',
  'operation',
  'actor',
  'status',
  'method',
  'path',
  'since',
  'text',
  'outcome',
  'limit',
] as const

export function logCommand(finish: (code: number) => void): Command {
  return planeCommand('log', 'What a running fake was asked, and what became of it.', 'log --status 4xx --follow')
    .option('--follow', 'go on with what comes, until Ctrl-C', false)
    .option('--clear', 'forget the requests so far', false)
    .addOption(new Option('--export <form>', 'as a file').choices(ExportFormat.options))
    .option('--out <file>', 'where the export goes; default: standard output')
    .option('--product <name>', 'only requests to it')
    .option('--operation <name>', '`*` stands for any letters')
    .option('--actor <login>', 'only requests of this caller')
    .option('--status <code>', '404, or 4xx')
    .option('--method <method>', 'HTTP method')
    .option('--path <pattern>', '`*` stands for anything but a slash, `**` for anything')
    .option('--since <seq>', 'only those after this one')
    .option('--text <text>', 'that stands anywhere in path, headers, bodies or reasons')
    .option('--outcome <kind>', 'ok, failed, mute, deviant, unmatched or fault')
    .option('--limit <n>', 'only the last so many')
    .action(acting<readonly [], LogFlags>(finish, (_args, flags) => log(flags)))
}

function log(flags: LogFlags): Promise<number> {
  if ([flags.follow, flags.clear, flags.export !== undefined].filter(Boolean).length > 1)
    throw new UsageError('--follow, --clear and --export: give one of them')
  if (flags.out !== undefined && flags.export === undefined) throw new UsageError('--out: say what with --export')
  if (flags.follow) return follow(flags)
  if (flags.clear) return clear(flags)
  return flags.export === undefined ? query(flags) : exportAs(flags, flags.export)
}

const chosen = (flags: LogFlags): Record<string, string> =>
  Object.fromEntries(filters.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]])))

async function query(flags: LogFlags): Promise<number> {
  const { entries } = await withPlane(flags, (plane) => plane.log(chosen(flags)))
  show(flags, entries, entries.map(eventLine))
  return 0
}

async function exportAs(flags: LogFlags, format: ExportFormat): Promise<number> {
  const text = await withPlane(flags, (plane) => plane.exportLog({ ...chosen(flags), format }))
  if (flags.out === undefined) process.stdout.write(text)
  else writeWhole(flags.out, [text])
  return 0
}

async function clear(flags: LogFlags): Promise<number> {
  await withPlane(flags, (plane) => plane.clearLog())
  show(flags, [], ['cleared'])
  return 0
}

/** Ends with the server, or when the person stops it. */
async function follow(flags: LogFlags): Promise<number> {
  const ending = new AbortController()
  const stop = (): void => {
    ending.abort()
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  try {
    await withPlane(flags, async (plane) => {
      for await (const line of plane.followLog(ending.signal)) {
        // The server writes what `LogEvent` says.
        process.stdout.write(`${flags.json ? line : eventLine(JSON.parse(line) as LogEvent)}\n`)
      }
    })
  } catch (error) {
    if (!ending.signal.aborted) throw error
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
  return 0
}
