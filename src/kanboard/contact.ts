import { ContactRefused } from '../kernel/protocol.js'
import type { Contact, Credentials, Given, SendCall, WireAnswer, WireCall } from '../kernel/protocol.js'
import { endpoint } from './answer.js'

/** Recognises a Kanboard, signs in with what was given, and reads release and typing off its answers. */
export async function contact(given: Given, send: SendCall): Promise<Contact> {
  await recognise(send)
  const callers: Partial<Record<string, Credentials>> = {}
  if (given.token !== undefined) callers['application'] = { kind: 'basic', user: 'jsonrpc', password: given.token }
  const user = userOf(given)
  if (user) callers['user'] = user
  const [first] = Object.values(callers)
  if (!first) {
    throw new ContactRefused(
      'nothing-given',
      'give an application token (--token, KANBOARD_TOKEN) or a user with password',
    )
  }
  const version = await ask(send, first, 'getVersion')
  if (user && (await roleOf(send, user)) === 'app-admin') callers['app-admin'] = user
  const options = callers['application'] ? await optionsOf(send, callers['application']) : {}
  return { callers, options, ...(typeof version === 'string' ? { version } : {}) }
}

function userOf({ username, password }: Given): Credentials | undefined {
  return username === undefined || password === undefined ? undefined : { kind: 'basic', user: username, password }
}

/** A call without credentials is answered 401 in JSON by every release. */
async function recognise(send: SendCall): Promise<void> {
  const answer = await send(call('getVersion', { kind: 'none' }))
  if (isRpc(answer)) return
  const elsewhere = await send({ method: 'GET', path: '/api/user', headers: {} })
  if (isMeteorError(elsewhere.body)) {
    throw new ContactRefused(
      'not-this-product',
      'this is a Wekan, not a Kanboard: check it with `stuntboard check wekan`',
    )
  }
  if (answer.contentType === 'text/html') {
    throw new ContactRefused(
      'html',
      `${endpoint} answers HTML (status ${answer.status}) instead of JSON-RPC: is the address right, or does a sign-in page stand before it?`,
    )
  }
  throw new ContactRefused(
    'not-this-product',
    `${endpoint} does not speak JSON-RPC (status ${answer.status}): is the address right?`,
  )
}

/** Releases before 1.0.31 answered `{"error": "Authentication failed"}` with 401, later ones a JSON-RPC error. */
function isRpc({ body, status }: WireAnswer): boolean {
  if (typeof body !== 'object' || body === null) return false
  return 'jsonrpc' in body || (status === 401 && 'error' in body && typeof body.error === 'string')
}

function isMeteorError(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'errorType' in body && body.errorType === 'Meteor.Error'
}

function call(method: string, caller: Credentials): WireCall {
  const basic =
    caller.kind === 'basic' ? Buffer.from(`${caller.user}:${caller.password}`).toString('base64') : undefined
  return {
    method: 'POST',
    path: endpoint,
    headers: {
      'content-type': 'application/json',
      ...(basic === undefined ? {} : { authorization: `Basic ${basic}` }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', method, id: 1 }),
  }
}

async function ask(send: SendCall, caller: Credentials, method: string): Promise<unknown> {
  const { status, body } = await send(call(method, caller))
  if (status === 401) {
    const who = caller.kind === 'basic' ? `'${caller.user}'` : 'nobody'
    throw new ContactRefused(
      'not-signed-in',
      `Kanboard refused the login of ${who}: check user, password or application token`,
    )
  }
  return typeof body === 'object' && body !== null && 'result' in body ? body.result : undefined
}

async function roleOf(send: SendCall, user: Credentials): Promise<string | undefined> {
  const me = await ask(send, user, 'getMe')
  return typeof me === 'object' && me !== null && 'role' in me ? String(me.role) : undefined
}

/** Number typing and database, as the first row of the users shows them (user 1 exists on every install). */
async function optionsOf(send: SendCall, application: Credentials): Promise<Record<string, string>> {
  const users = await ask(send, application, 'getAllUsers')
  const row: unknown = Array.isArray(users) ? users[0] : undefined
  if (typeof row !== 'object' || row === null) return {}
  const numbers = 'id' in row && typeof row.id === 'string' ? 'strings' : 'native'
  const isPostgres = 'notifications_enabled' in row && typeof row.notifications_enabled === 'boolean'
  // Columns that fresh schemas of MySQL and PostgreSQL no longer have: evidence kanboard/v1.2.53-mysql/users-lifecycle.json.
  if (isPostgres) return { numbers, database: 'postgres' }
  // Before 1.0.25 the list left both columns out: kanboard/kanboard@v1.0.22 app/Model/User.php:57.
  if (!('nb_failed_login' in row)) return { numbers }
  return { numbers, database: 'is_admin' in row ? 'sqlite' : 'mysql' }
}
