import type { Inbound } from '../kernel/exchange.js'

/* What the web server and PHP make of a request before Kanboard sees it. */

/**
 * nginx, Apache and PHP's own server merge slashes, resolve `.` and `..` and decode what is encoded before they look for
 * a script: an address that ends with a slash and `/jsonrpc.php` make a path that is served.
 */
export function readPath(path: string): string {
  const kept: string[] = []
  const parts = decoded(path).split('/')
  for (const part of parts) {
    if (part === '..') kept.pop()
    else if (part !== '' && part !== '.') kept.push(part)
  }
  const last = parts.at(-1) ?? ''
  const isFolder = kept.length > 0 && (last === '' || last === '.' || last === '..')
  return `/${kept.join('/')}${isFolder ? '/' : ''}`
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/**
 * What PHP leaves of a body in `php://input`: nothing of a form with parts, which it takes apart itself when it is
 * posted and says what is between them (PHP manual, php://: "not available in POST requests with
 * enctype="multipart/form-data" if enable_post_data_reading option is enabled", which it is).
 */
export function bodyLeft({ method, headers, body }: Inbound): Inbound['body'] {
  const type = headers['content-type'] ?? ''
  const isTakenApart = method === 'POST' && /^multipart\/form-data(?:[;, ]|$)/i.test(type) && /boundary.*=/i.test(type)
  return isTakenApart ? new Uint8Array() : body
}
