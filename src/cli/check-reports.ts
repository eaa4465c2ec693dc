import { appendFileSync, closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { CheckEvent } from '../check/events.js'
import { githubAnnotations, withoutCommands } from '../check/report/github.js'
import { htmlReport } from '../check/report/html.js'
import { jsonReport, ndjsonReport } from '../check/report/json.js'
import { junitReport } from '../check/report/junit.js'
import { markdownReport, stepSummary } from '../check/report/markdown.js'
import { sarifReport } from '../check/report/sarif.js'
import { textReport } from '../check/report/text.js'
import { UsageError } from '../kernel/product.js'
import { packageVersion } from '../server/version.js'

/** Reports made when everything is through, by the flag that names their file. */
const written = {
  json: jsonReport,
  junit: junitReport,
  sarif: (events: readonly CheckEvent[]) => sarifReport(events, packageVersion()),
  markdown: markdownReport,
  html: htmlReport,
} as const satisfies Readonly<Record<string, (events: readonly CheckEvent[]) => string>>
type Written = keyof typeof written
const formats = Object.keys(written) as Written[] // Object.keys forgets which keys they are

/** Files of reports; `-` is standard output. */
export interface ReportFlags extends Readonly<Partial<Record<Written | 'ndjson', string>>> {
  readonly verbose: boolean
}

/** Takes the stream of a run; `close` writes what can be written only at the end. */
export interface Reports {
  emit(event: CheckEvent): void
  close(): void
}

const STDOUT = 1

/** Opens every file before the first call is sent. Throws `UsageError` when one cannot be written. */
export function openReports(flags: ReportFlags): Reports {
  const named = [...formats, 'ndjson' as const].filter((format) => flags[format] === '-')
  if (named.length > 1)
    throw new UsageError(`--${named.join(' - and --')} -: only one report can go to standard output`)
  const events: CheckEvent[] = []
  const people = named.length > 0 ? process.stderr : process.stdout
  const isGitHub = process.env['GITHUB_ACTIONS'] === 'true'
  const files = formats.flatMap((format) => {
    const file = flags[format]
    return file === undefined ? [] : [{ format, output: opened(file) }]
  })
  const followers = [text(people, flags.verbose, isGitHub)]
  const lines = flags.ndjson === undefined ? undefined : opened(flags.ndjson)
  if (lines !== undefined) followers.push(ndjsonReport((line) => writeAll(lines, line)))
  return {
    emit: (event) => {
      events.push(event)
      for (const follow of followers) follow(event)
    },
    close: () => {
      for (const { format, output } of files) {
        writeAll(output, written[format](events))
        if (output !== STDOUT) closeSync(output)
      }
      if (lines !== undefined && lines !== STDOUT) closeSync(lines)
      if (isGitHub) tellGitHub(events, people)
    },
  }
}

function opened(file: string): number {
  if (file === '-') return STDOUT
  try {
    mkdirSync(dirname(file), { recursive: true })
    return openSync(file, 'w')
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A pipe that is full takes nothing and says so: the rest is written when its reader has made room. */
function writeAll(output: number, text: string): void {
  const bytes = Buffer.from(text)
  let at = 0
  while (at < bytes.length) {
    try {
      at += writeSync(output, bytes, at)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
    }
  }
}

function text(people: NodeJS.WriteStream, isVerbose: boolean, isGitHub: boolean): (event: CheckEvent) => void {
  const isTerminal = people.isTTY && process.env['TERM'] !== 'dumb'
  return textReport({
    write: (line) => people.write(isGitHub ? withoutCommands(line) : line),
    isColoured: people.isTTY && process.env['NO_COLOR'] === undefined,
    isVerbose,
    ...(isTerminal ? { columns: people.columns } : {}),
  })
}

function tellGitHub(events: readonly CheckEvent[], people: NodeJS.WriteStream): void {
  people.write(githubAnnotations(events))
  const file = process.env['GITHUB_STEP_SUMMARY']
  if (file === undefined || file === '') return
  try {
    appendFileSync(file, stepSummary(events))
  } catch (error) {
    // The summary is an extra: the run has its outcome without it.
    process.stderr.write(`stuntboard: no step summary: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}
