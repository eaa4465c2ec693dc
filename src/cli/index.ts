#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { Unreachable } from '../check/target.js'
import { UsageError } from '../kernel/product.js'
import { ContactRefused } from '../kernel/protocol.js'
import { packageVersion } from '../server/version.js'
import { checkCommand } from './check.js'
import { cleanupCommand } from './cleanup.js'
import { coverageCommand } from './coverage.js'
import { diffCommand } from './diff.js'
import { observeCommand } from './observe.js'
import { changesCommand } from './changes.js'
import { clockCommand } from './clock.js'
import { faultCommand } from './fault.js'
import { logCommand } from './log.js'
import { resetCommand } from './reset.js'
import { sandboxesCommand } from './sandboxes.js'
import { stateCommand } from './state.js'
import { restoreCommand, snapshotCommand } from './snapshot.js'
import { generateCommand } from './generate.js'
import { importCommand } from './import.js'
import { recordCommand } from './record.js'
import { quirksCommand } from './quirks.js'
import { replayCommand } from './replay.js'
import { reportCommand } from './report.js'
import { rulesCommand } from './rules.js'
import { serveCommand } from './serve.js'
import { specCommand } from './spec.js'
import { worldCommand } from './world.js'

/** Exit codes of every command: 0 fine, 1 found a difference, 2 usage, 3 target not reachable, 4 our fault. */
async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('stuntboard')
    .description('A stunt double for Wekan and Kanboard.')
    .version(packageVersion())
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
  let exitCode = 0
  const finish = (code: number): void => {
    exitCode = code
  }
  for (const command of [
    serveCommand,
    checkCommand,
    cleanupCommand,
    diffCommand,
    observeCommand,
    recordCommand,
    replayCommand,
    coverageCommand,
    generateCommand,
    importCommand,
    quirksCommand,
    reportCommand,
    rulesCommand,
    specCommand,
    worldCommand,
    resetCommand,
    snapshotCommand,
    restoreCommand,
    changesCommand,
    stateCommand,
    clockCommand,
    faultCommand,
    logCommand,
    sandboxesCommand,
  ]) {
    program.addCommand(command(finish).copyInheritedSettings(program))
  }
  await program.parseAsync([...argv])
  return exitCode
}

try {
  process.exitCode = await main(process.argv)
} catch (error) {
  process.exitCode = report(error)
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
