import type { WireAnswer } from './protocol.js'

/** An answer as products understand it, from what was sent. Names of headers in lower case. */
export function wireAnswerOf(status: number, headers: Readonly<Record<string, string>>, text: string): WireAnswer {
  const [contentType = ''] = (headers['content-type'] ?? '').split(';')
  const body = decoded(text)
  return { status, contentType: contentType.trim().toLowerCase(), text, ...(body === undefined ? {} : { body }) }
}

/** The value of a JSON text; undefined where it is none. */
export function decoded(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
