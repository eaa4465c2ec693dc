import type { ExportContext, ExportedLog } from './log-export.js'
import type { LogEntry, LogMessage } from './log-entry.js'

/** A script for the shell that makes the calls again; secrets are variables that answers set, or the caller. */
export function curlScriptOf(entries: readonly LogEntry[], { base }: ExportContext): ExportedLog {
  const asked = entries.map((entry) => callOf(entry))
  const uses = asked.map((lines) => new Set(lines.join('\n').match(/SECRET_\d+/g) ?? []))
  const lastUse = new Map(uses.flatMap((names, index) => [...names].map((name) => [name, index] as const)))
  const known = new Set<string>()
  const given = new Set<string>()
  const calls = entries.flatMap((entry, index) => {
    for (const name of uses[index] ?? []) {
      if (!known.has(name)) given.add(name)
      known.add(name)
    }
    const learnt = secretsOf(entry).filter(({ name }) => (lastUse.get(name) ?? 0) > index && !known.has(name))
    for (const { name } of learnt) known.add(name)
    return ['', ...(learnt.length === 0 ? (asked[index] ?? []) : learning(asked[index] ?? [], learnt))]
  })
  const text = [
    '#!/bin/sh',
    '# The calls of a log. Secrets are not in it: set those that no answer gives before it is run.',
    'set -eu',
    `BASE=\${BASE:-${quoted(base)}}`,
    ...[...given].map((name) => `: "\${${name}:?is a secret of the log: set it}"`),
    ...calls,
    '',
  ].join('\n')
  return { contentType: 'text/x-shellscript', fileName: 'log.sh', text }
}

interface Answered {
  /** The variable. */
  readonly name: string
  /** The member of the answer that holds it. */
  readonly member: string
}

/** Secrets that stand in the answer of a call that is made, each under a name that is there but once. */
function secretsOf({ answer, request = nothingSent }: LogEntry): Answered[] {
  if (!isWhole(request)) return []
  const found = [...(answer?.body ?? '').matchAll(/"(\w+)":"\*\*\*(\d+)"/g)]
  const isAlone = (member: string): boolean => answer?.body?.split(`"${member}":`).length === 2
  return found.flatMap(([, member = '', number = '']) =>
    isAlone(member) ? [{ name: `SECRET_${number}`, member }] : [],
  )
}

/** The call with its answer kept, from which secrets are read. */
function learning([title = '', call = '']: readonly string[], secrets: readonly Answered[]): string[] {
  const read = (member: string): string => `sed -n 's/.*"${member}": *"\\([^"]*\\)".*/\\1/p'`
  return [
    title,
    `ANSWER=$(${call})`,
    `printf '%s\\n' "$ANSWER"`,
    ...secrets.map(({ name, member }) => `${name}=$(printf '%s\\n' "$ANSWER" | ${read(member)})`),
  ]
}

const nothingSent: LogMessage = { headers: {}, bytes: 0 }

/** Headers that curl makes itself. */
const MADE = /^(host|content-length|connection|accept-encoding|transfer-encoding|expect)$/

/** Whether all of what was sent is in the log. */
const isWhole = ({ body, bytes, isCut }: Omit<LogMessage, 'headers'>): boolean =>
  bytes === 0 || (body !== undefined && isCut !== true)

function callOf({ seq, method, path, status, operations, request = nothingSent }: LogEntry): string[] {
  const { headers = {}, body } = request
  const title = `# ${seq}: ${operations.join(', ') || 'no operation'}, answered ${status}`.replace(/[\r\n]/g, ' ')
  if (!isWhole(request)) return [title, '# left out: its body is not text, or longer than the log keeps']
  const parts = [
    ...['curl', '-sS', '-i', '-X', quoted(method)],
    ...Object.entries(headers).flatMap(([name, value]) => (MADE.test(name) ? [] : headerPart(name, value))),
    ...(body === undefined ? [] : ['--data-binary', quoted(body)]),
  ]
  // Where curl would look for a form, brackets and braces of the path stand for themselves.
  return [title, [...parts, '--globoff', `"$BASE"${quoted(path)}`].join(' ')]
}

function headerPart(name: string, value: string): string[] {
  const pair = name === 'authorization' ? /^Basic (.*:\*\*\*\d+)$/.exec(value)?.[1] : undefined
  return pair === undefined ? ['-H', quoted(`${name}: ${value}`)] : ['-u', quoted(pair)]
}

/** A word for the shell, in which masked secrets are variables. */
function quoted(text: string): string {
  const quotes = text.replaceAll("'", `'\\''`)
  return `'${quotes.replace(/\*\*\*(\d+)/g, (_, number: string) => `'"$SECRET_${number}"'`)}'`
}
