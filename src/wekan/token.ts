import { parse } from 'node:querystring'
import type { Inbound } from '../kernel/exchange.js'

/**
 * The token of a request: the Authorization header in any letter case of the scheme, else `?access_token=`.
 * code: wekan/wekan@v11.07 server/apiMiddleware.js:48, stubailo/meteor-rest packages/rest-bearer-token-parser
 */
export function tokenOf(request: Inbound, isExpress: boolean): string | undefined {
  const header = request.headers['authorization']
  const fromHeader = header === undefined ? undefined : (isExpress ? newBearer : oldBearer).exec(header)?.[1]
  if (fromHeader !== undefined) return fromHeader
  const fromQuery = request.query === '' ? undefined : parse(request.query)['access_token']
  // Given twice it is a list, which has no hash: no token.
  return typeof fromQuery === 'string' && fromQuery !== '' ? fromQuery : undefined
}

const newBearer = /^Bearer\s+(.+)$/i
/** Exactly two words with one blank between them. */
const oldBearer = /^Bearer ([^ ]+)$/i
