import { Option } from 'commander'
import type { Command } from 'commander'
import { ExportFormat } from '../control/log-export.js'
import type { LogEvent } from '../control/log.js'
import { UsageError } from '../kernel/product.js'
import { writeWhole } from '../server/whole-file.js'
import { queryOf, withQuery } from './log-query-flags.js'
import { acting, planeCommand, show, withPlane } from './plane-target.js'
import type { PlaneFlags } from './plane-target.js'
import { eventLine } from './reporters.js'

interface LogFlags extends PlaneFlags {
  readonly follow: boolean
  readonly clear: boolean
  readonly export?: ExportFormat
  readonly out?: string
}

export function logCommand(finish: (code: number) => void): Command {
  const command = planeCommand('log', 'What a running fake was asked, and what became of it.', 'log --status 4xx')
    .option('--follow', 'go on with what comes, until Ctrl-C', false)
    .option('--clear', 'forget the requests so far', false)
    .addOption(new Option('--export <form>', 'as a file').choices(ExportFormat.options))
    .option('--out <file>', 'where the export goes; default: standard output')
  return withQuery(command).action(acting<readonly [], LogFlags>(finish, (_args, flags) => log(flags)))
}

function log(flags: LogFlags): Promise<number> {
  if ([flags.follow, flags.clear, flags.export !== undefined].filter(Boolean).length > 1)
    throw new UsageError('--follow, --clear and --export: give one of them')
  if (flags.out !== undefined && flags.export === undefined) throw new UsageError('--out: say what with --export')
  if (flags.follow) return follow(flags)
  if (flags.clear) return clear(flags)
  return flags.export === undefined ? query(flags) : exportAs(flags, flags.export)
}

async function query(flags: LogFlags): Promise<number> {
  const { entries } = await withPlane(flags, (plane) => plane.log(queryOf(flags)))
  show(flags, entries, entries.map(eventLine))
  return 0
}

async function exportAs(flags: LogFlags, format: ExportFormat): Promise<number> {
  const text = await withPlane(flags, (plane) => plane.exportLog({ ...queryOf(flags), format }))
  if (flags.out === undefined) process.stdout.write(text)
  else writeWhole(flags.out, [text])
  return 0
}

async function clear(flags: LogFlags): Promise<number> {
  await withPlane(flags, (plane) => plane.clearLog())
  show(flags, [], ['cleared'])
  return 0
}

/** Ends with the server, when the person stops it, or when nobody reads any longer. */
async function follow(flags: LogFlags): Promise<number> {
  const ending = new AbortController()
  const stop = (): void => {
    ending.abort()
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  process.stdout.on('error', stop)
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
    process.stdout.off('error', stop)
  }
  return 0
}
