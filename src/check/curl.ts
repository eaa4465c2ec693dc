import type { WireCall } from '../kernel/protocol.js'
import type { Redactor } from './redact.js'

/** A line for the shell that repeats a call, secrets masked. */
export function curlOf(base: string, { method, path, headers, body }: WireCall, redactor: Redactor): string {
  const bytes = typeof body === 'string' || body === undefined ? undefined : Buffer.from(body)
  const parts = ['curl', '-i', '-X', method]
  for (const [name, value] of Object.entries(headers)) {
    const shown = name.toLowerCase() === 'authorization' ? value.replace(/^(\w+ )?.*/, '$1***') : redactor.text(value)
    parts.push('-H', quote(`${name}: ${shown}`))
  }
  if (typeof body === 'string') parts.push('-d', quote(masked(body, redactor)))
  if (bytes) parts.push('--data-binary', '@-')
  const line = [...parts, quote(redactor.text(base + path))].join(' ')
  return bytes ? `printf %s ${bytes.toString('base64')} | base64 -d | ${line}` : line
}

function masked(body: string, redactor: Redactor): string {
  try {
    return JSON.stringify(redactor.value(JSON.parse(body)))
  } catch {
    return redactor.text(body)
  }
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
