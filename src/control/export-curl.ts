import type { ExportContext, ExportedLog } from './log-export.js'
import type { LogEntry } from './log-entry.js'

/** A script for the shell that makes the calls again; secrets are variables that the caller sets. */
export function curlScriptOf(entries: readonly LogEntry[], { base }: ExportContext): ExportedLog {
  const calls = entries.flatMap((entry) => ['', ...callOf(entry)])
  const names = [...new Set(calls.join('\n').match(/SECRET_\d+/g) ?? [])]
  const text = [
    '#!/bin/sh',
    '# The calls of a log. Secrets are not in it: set the variables before it is run.',
    'set -eu',
    `BASE=\${BASE:-${quoted(base)}}`,
    ...names.map((name) => `: "\${${name}:?is a secret of the log: set it}"`),
    ...calls,
    '',
  ].join('\n')
  return { contentType: 'text/x-shellscript', fileName: 'log.sh', text }
}

/** Headers that curl makes itself. */
const MADE = /^(host|content-length|connection|accept-encoding|transfer-encoding|expect)$/

function callOf({ seq, method, path, status, operations, request }: LogEntry): string[] {
  const { headers = {}, body, bytes = 0, isCut } = request ?? {}
  const title = `# ${seq}: ${operations.join(', ') || 'no operation'}, answered ${status}`.replace(/[\r\n]/g, ' ')
  const isWhole = bytes === 0 || (body !== undefined && isCut !== true)
  if (!isWhole) return [title, '# left out: its body is not text, or longer than the log keeps']
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
