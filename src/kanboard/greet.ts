import type { Login, Setup } from '../kernel/product.js'
import { endpoint } from './answer.js'
import type { KanboardWorld } from './tables.js'

/** The application token, and every user whose password is known. */
export function greet(
  world: KanboardWorld,
  _setup: Setup,
  baseUrl: string,
): { readonly logins: readonly Login[]; readonly curl: string } {
  const token = world.settings.apiToken
  const logins: Login[] = [{ who: 'jsonrpc', secret: token, kind: 'application token' }]
  for (const user of world.tables.users) {
    if (user.secret !== undefined) logins.push({ who: user.username, secret: user.secret, kind: 'password' })
  }
  const body = '{"jsonrpc":"2.0","method":"getAllUsers","id":1}'
  return { logins, curl: `curl -u ${quoted(`jsonrpc:${token}`)} -d '${body}' ${baseUrl}${endpoint}` }
}

const quoted = (text: string): string => (/^[\w:.@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
