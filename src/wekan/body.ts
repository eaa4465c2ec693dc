import { parse } from 'node:querystring'
import { gunzipSync, inflateSync } from 'node:zlib'
import type { Inbound } from '../kernel/exchange.js'

/** 50 MB, of the body as it is after decompression. code: wekan/wekan@v11.07 server/apiMiddleware.js:14 */
const LIMIT_BYTES = 50 * 1024 * 1024

/** What a request's body says, or the status with which body-parser refuses it. */
export type ReadBody =
  | { readonly ok: true; readonly value: Record<string, unknown> }
  | { readonly ok: false; readonly status: number; readonly why: string }

/**
 * Reads the body as body-parser 1.20 does: JSON objects and arrays, flat forms, anything else is an empty object. The
 * method does not matter.
 */
export function readBody(request: Inbound): ReadBody {
  const type = mediaTypeOf(request.headers['content-type'])
  const read = readers[type.name]
  const isSent = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined
  if (!read || (!isSent && request.body.length === 0)) return { ok: true, value: {} }
  const charset = type.charset ?? 'utf-8'
  if (!charset.startsWith('utf-')) return refuse(415, `the charset '${charset}' is not supported`)
  if (request.isTooLong) return refuse(413, 'the body is longer than 50 MB')
  const bytes = inflated(request)
  if (!bytes.ok) return bytes
  const text = decoded(bytes.value, charset)
  return text === undefined ? refuse(415, `the charset '${charset}' is not supported`) : read(text)
}

const refuse = (status: number, why: string): ReadBody & { ok: false } => ({ ok: false, status, why })

const readers: Readonly<Record<string, (text: string) => ReadBody>> = {
  'application/json': readJson,
  'application/x-www-form-urlencoded': readForm,
}

interface MediaType {
  readonly name: string
  readonly charset?: string
}

function mediaTypeOf(header: string | undefined): MediaType {
  const [name = '', ...parameters] = (header ?? '').split(';')
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^";]*)"?\s*$/i.exec(parameter)?.[1])
    .find((value) => value !== undefined)
  const shown = { name: name.trim().toLowerCase() }
  return charset === undefined || charset === '' ? shown : { ...shown, charset: charset.toLowerCase() }
}

type Inflated = { readonly ok: true; readonly value: Uint8Array } | (ReadBody & { ok: false })

function inflated(request: Inbound): Inflated {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase()
  if (encoding === 'identity') {
    return request.body.length > LIMIT_BYTES
      ? refuse(413, 'the body is longer than 50 MB')
      : { ok: true, value: request.body }
  }
  const inflate = { gzip: gunzipSync, deflate: inflateSync }[encoding]
  if (!inflate) return refuse(415, `the content encoding '${encoding}' is not supported`)
  try {
    return { ok: true, value: inflate(request.body, { maxOutputLength: LIMIT_BYTES }) }
  } catch (error) {
    const isTooLong = error instanceof RangeError
    return isTooLong ? refuse(413, 'the body is longer than 50 MB') : refuse(400, 'the body cannot be decompressed')
  }
}

// Invalid sequences become U+FFFD and a byte order mark is dropped, in iconv-lite and here alike.
function decoded(bytes: Uint8Array, charset: string): string | undefined {
  if (charset === 'utf-8') return new TextDecoder().decode(bytes)
  try {
    return new TextDecoder(charset === 'utf-16' ? 'utf-16le' : charset).decode(bytes)
  } catch {
    return undefined
  }
}

function readJson(text: string): ReadBody {
  if (text === '') return { ok: true, value: {} }
  if (!/^[\x20\t\n\r]*[{[]/.test(text)) return refuse(400, 'the JSON body is neither an object nor an array')
  try {
    // The first character made sure of an object or an array; handlers read members of either.
    return { ok: true, value: JSON.parse(text) as Record<string, unknown> }
  } catch (error) {
    return refuse(400, `the body is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** code: expressjs/body-parser@1.20.3 lib/types/urlencoded.js, parameterLimit */
const FORM_PARAMETERS = 1000

/** Flat, without a prototype, repeated keys as arrays: the parser is Node's own. */
function readForm(text: string): ReadBody {
  if (text === '') return { ok: true, value: {} }
  if (text.split('&').length > FORM_PARAMETERS) return refuse(413, `the form has more than ${FORM_PARAMETERS} fields`)
  return { ok: true, value: parse(text, '&', '=', { maxKeys: FORM_PARAMETERS }) }
}
