import type { Inbound } from '../kernel/exchange.js'

/** What the client says of itself; empty text where it says nothing. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/**
 * Credentials as Kanboard finds them: from the custom header if it has a value, part by part filled up from HTTP Basic
 * where that part is empty (kanboard/kanboard@v1.2.53 libs/jsonrpc/src/JsonRPC/Server.php getUsername). The text '0' is
 * empty to PHP (MiddlewareHandler.php withUsername).
 */
export function credentialsOf(request: Inbound, customHeader: string): Credentials {
  const basic = basicCredentials(request.headers['authorization'] ?? '')
  const custom = customCredentials(headerValue(request, customHeader))
  return {
    username: filled(custom.username) || filled(basic.username),
    password: filled(custom.password) || filled(basic.password),
  }
}

const nobody: Credentials = { username: '', password: '' }
const filled = (text: string): string => (text === '0' ? '' : text)

/** CGI makes `-` and `_` the same, and ignores case. */
function headerValue(request: Inbound, name: string): string {
  if (name === '') return ''
  const wanted = name.toLowerCase().replaceAll('-', '_')
  const found = Object.entries(request.headers).find(([header]) => header.replaceAll('-', '_') === wanted)
  return found?.[1] ?? ''
}

/** Base64 of `user:password` without a word before it; a second colon ends the password. */
function customCredentials(value: string): Credentials {
  if (filled(value) === '') return nobody
  const [username = '', password = ''] = decodeBase64(value).split(':')
  return { username, password }
}

/** PHP reads the header as C text, so that a NUL ends either part; without a colon there are no credentials. */
function basicCredentials(value: string): Credentials {
  const encoded = /^basic (.*)$/is.exec(value)?.[1]
  if (encoded === undefined) return nobody
  const [text = ''] = decodeBase64(encoded).split('\0')
  const colon = text.indexOf(':')
  if (colon < 0) return nobody
  return { username: text.slice(0, colon), password: text.slice(colon + 1) }
}

/** PHP's lenient `base64_decode`: characters outside the alphabet are skipped. */
function decodeBase64(text: string): string {
  const letters = text.replace(/[^A-Za-z0-9+/]/g, '')
  return Buffer.from(letters, 'base64').toString('utf8')
}
