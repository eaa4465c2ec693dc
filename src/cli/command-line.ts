import { Command, CommanderError } from 'commander'
import { Unreachable } from '../check/target.js'
import { UsageError } from '../kernel/product.js'
import { ContactRefused } from '../kernel/protocol.js'
import { packageVersion } from '../server/version.js'

type Make = (finish: (code: number) => void) => Command

/** Every command by its name; only the one that is called is loaded. */
const commands: Readonly<Record<string, () => Promise<Make>>> = {
  serve: async () => (await import('./serve.js')).serveCommand,
  check: async () => (await import('./check.js')).checkCommand,
  cleanup: async () => (await import('./cleanup.js')).cleanupCommand,
  diff: async () => (await import('./diff.js')).diffCommand,
  observe: async () => (await import('./observe.js')).observeCommand,
  record: async () => (await import('./record.js')).recordCommand,
  replay: async () => (await import('./replay.js')).replayCommand,
  coverage: async () => (await import('./coverage.js')).coverageCommand,
  generate: async () => (await import('./generate.js')).generateCommand,
  import: async () => (await import('./import.js')).importCommand,
  quirks: async () => (await import('./quirks.js')).quirksCommand,
  report: async () => (await import('./report.js')).reportCommand,
  rules: async () => (await import('./rules.js')).rulesCommand,
  spec: async () => (await import('./spec.js')).specCommand,
  world: async () => (await import('./world.js')).worldCommand,
  reset: async () => (await import('./reset.js')).resetCommand,
  snapshot: async () => (await import('./snapshot.js')).snapshotCommand,
  restore: async () => (await import('./snapshot.js')).restoreCommand,
  changes: async () => (await import('./changes.js')).changesCommand,
  state: async () => (await import('./state.js')).stateCommand,
  clock: async () => (await import('./clock.js')).clockCommand,
  fault: async () => (await import('./fault.js')).faultCommand,
  log: async () => (await import('./log.js')).logCommand,
  verify: async () => (await import('./verify.js')).verifyCommand,
  deliveries: async () => (await import('./deliveries.js')).deliveriesCommand,
  sandboxes: async () => (await import('./sandboxes.js')).sandboxesCommand,
}

function wanted(name = ''): (() => Promise<Make>)[] {
  const load = commands[name]
  return load ? [load] : Object.values(commands)
}

/**
 * Runs a command line: the words after the name of the program. Tells what went wrong and gives the exit code: 0 fine,
 * 1 found a difference, 2 usage, 3 target not reachable, 4 our fault.
 */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  try {
    return await run(words)
  } catch (error) {
    return report(error)
  }
}

async function run(words: readonly string[]): Promise<number> {
  const program = new Command('stuntboard')
    .description('A stunt double for Wekan and Kanboard.')
    .version(packageVersion())
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
  let exitCode = 0
  const finish = (code: number): void => {
    exitCode = code
  }
  for (const load of wanted(words[0])) program.addCommand(inherit((await load())(finish), program))
  await program.parseAsync([...words], { from: 'user' })
  return exitCode
}

/** Parts of a command, too, throw instead of ending the process, so that what ended them is given as an exit code. */
function inherit(command: Command, from: Command): Command {
  command.copyInheritedSettings(from)
  for (const part of command.commands) inherit(part, command)
  return command
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof ContactRefused || error instanceof Unreachable) {
    process.stderr.write(`stuntboard: ${error.message}\n`)
    return 3
  }
  if (error instanceof UsageError) {
    process.stderr.write(`stuntboard: ${error.message}\n`)
    return 2
  }
  process.stderr.write(`stuntboard: this is a mistake of the program, please report it\n`)
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return 4
}
