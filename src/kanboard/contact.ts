import { isPage, refuseGateway } from '../kernel/gateway.js'
import { ContactRefused } from '../kernel/protocol.js'
import type { Contact, Credentials, Given, SendCall, WireAnswer, WireCall } from '../kernel/protocol.js'
import { endpoint } from './answer.js'
import { traitsOf } from './traits.js'

const title = 'Kanboard'

/** Recognises a Kanboard, signs in with what was given, and reads release and typing off its answers. */
export async function contact(given: Given, send: SendCall): Promise<Contact> {
  const first = await recognise(send)
  const callers: Partial<Record<string, Credentials>> = {}
  if (given.token !== undefined) callers['application'] = { kind: 'basic', user: 'jsonrpc', password: given.token }
  const user = userOf(given)
  if (user) callers['user'] = user
  const [anyone] = Object.values(callers)
  if (!anyone) {
    throw new ContactRefused(
      'nothing-given',
      'give an application token (--token, KANBOARD_TOKEN) or a user with password (--username, KANBOARD_USERNAME)',
    )
  }
  const version = await ask(send, anyone, 'getVersion')
  const me = user ? await ask(send, user, 'getMe') : undefined
  if (user && isRow(me) && me['role'] === 'app-admin') callers['app-admin'] = user
  const reader = callers['application'] ?? callers['app-admin']
  const traits = await traitsOf({
    version: typeof version === 'string' ? version : undefined,
    me: isRow(me) ? me : undefined,
    users: reader ? () => ask(send, reader, 'getAllUsers') : undefined,
    projects: user ? () => ask(send, user, 'getMyProjects') : undefined,
    actions: () => ask(send, anyone, 'getAvailableActions'),
    poweredBy: first.headers?.['x-powered-by'],
  })
  return { callers, ...traits, ...(typeof version === 'string' ? { version } : {}) }
}

const isRow = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function userOf({ username, password }: Given): Credentials | undefined {
  return username === undefined || password === undefined ? undefined : { kind: 'basic', user: username, password }
}

/** A call without credentials is answered 401 in JSON by every release. */
async function recognise(send: SendCall): Promise<WireAnswer> {
  const answer = await send(call('getVersion', { kind: 'none' }))
  if (isRpc(answer)) return answer
  const elsewhere = await send({ method: 'GET', path: '/api/user', headers: {} })
  if (isMeteorError(elsewhere.body)) {
    throw new ContactRefused(
      'not-this-product',
      'this is a Wekan, not a Kanboard: check it with `stuntboard check wekan`',
    )
  }
  refuseGateway(answer, { title, path: endpoint })
  if (answer.status === 404 && (await hasPages(send))) {
    throw new ContactRefused(
      'blocked',
      `Kanboard's pages are here, but ${endpoint} is not let through (status 404): a proxy or web server before it blocks the API`,
    )
  }
  throw new ContactRefused(
    'not-this-product',
    `${endpoint} does not speak JSON-RPC (status ${answer.status}): is the address right? Kanboard may be below a path: https://host/kanboard`,
  )
}

/** Its front page leads to the login page, whose scripts have these names: app/Template/layout.php. */
async function hasPages(send: SendCall): Promise<boolean> {
  const front = await send({ method: 'GET', path: '/', headers: {} })
  const location = front.headers?.['location'] ?? ''
  return (
    /AuthController|\/login$/.test(location) || (isPage(front) && /kanboard|assets\/js\/app\.min\.js/i.test(front.text))
  )
}

/** Releases before 1.0.29 answered `{"error": "Authentication failed"}` with 401, later ones a JSON-RPC error. */
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

/** The result of a procedure; undefined where it may not be called. */
async function ask(send: SendCall, caller: Credentials, method: string): Promise<unknown> {
  const answer = await send(call(method, caller))
  if (answer.status === 401) refuseLogin(caller)
  if (!isRpc(answer) && answer.status !== 403) refuseGateway(answer, { title, path: endpoint })
  const { body } = answer
  return typeof body === 'object' && body !== null && 'result' in body ? body.result : undefined
}

function refuseLogin(caller: Credentials): never {
  const who = caller.kind === 'basic' ? `'${caller.user}'` : 'nobody'
  throw new ContactRefused(
    'not-signed-in',
    `Kanboard refused the login of ${who}: check user, password or application token; two-factor accounts need a personal access token, and some web servers drop the header Authorization (--auth-header goes around it)`,
  )
}
