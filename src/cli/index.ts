#!/usr/bin/env node
import { runCommandLine } from './command-line.js'
import { dropUnread } from './unread-output.js'

dropUnread(process.stdout, process.stderr)
process.exitCode = await runCommandLine(process.argv.slice(2))
