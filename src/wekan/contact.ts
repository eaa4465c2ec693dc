import { refuseGateway } from '../kernel/gateway.js'
import { ContactRefused } from '../kernel/protocol.js'
import type { Contact, Credentials, Given, SendCall, WireAnswer } from '../kernel/protocol.js'
import { releaseOf } from './release.js'

const json = { 'content-type': 'application/json' }
const door = { title: 'Wekan', path: '/api/user' }

/** Recognises a Wekan, signs in once with what was given, and finds out whether the account is site admin. */
export async function contact(given: Given, send: SendCall): Promise<Contact> {
  await recognise(send)
  const release = await releaseOf(send)
  const token = given.token ?? (await signIn(given, send))
  const caller: Credentials = { kind: 'bearer', token }
  const me = await send({ method: 'GET', path: '/api/user', headers: { authorization: `Bearer ${token}` } })
  if (!isUser(me.body)) {
    if (!isError(me.body)) refuseGateway(me, door)
    throw new ContactRefused('not-signed-in', 'Wekan does not know the token: give a valid one or a login')
  }
  const isAdmin = me.body.isAdmin === true
  return { callers: { user: caller, ...(isAdmin ? { 'site-admin': caller } : {}) }, ...release }
}

/** Without a token `/api/user` answers 200 with a serialised error in every release. */
async function recognise(send: SendCall): Promise<void> {
  const answer = await send({ method: 'GET', path: '/api/user', headers: {} })
  if (isError(answer.body)) return
  refuseOff(answer)
  const rpc = await send({ method: 'POST', path: '/jsonrpc.php', headers: json, body: '{}' })
  if (typeof rpc.body === 'object' && rpc.body !== null && 'jsonrpc' in rpc.body) {
    throw new ContactRefused(
      'not-this-product',
      'this is a Kanboard, not a Wekan: check it with `stuntboard check kanboard`',
    )
  }
  refuseGateway(answer, door)
  throw new ContactRefused(
    'not-this-product',
    `/api/user does not answer as a Wekan (status ${answer.status}): is the address right? Wekan may be below a path: https://host/wekan`,
  )
}

/** WITH_API is off: 403 and a text since 10.99, a redirect to the front page before (wekan/wekan@v7.10 models/users.js:2092). */
function refuseOff({ status, text, headers }: WireAnswer): void {
  const location = headers?.['location'] ?? '/'
  if ((status === 403 && text.includes('WITH_API')) || (status === 301 && location === '/')) {
    throw new ContactRefused('api-off', 'the REST API of this Wekan is switched off: set WITH_API=true and restart it')
  }
}

function isError(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'errorType' in body && body.errorType === 'Meteor.Error'
}

function isUser(body: unknown): body is { _id: string; isAdmin?: boolean } {
  return typeof body === 'object' && body !== null && '_id' in body
}

async function signIn(given: Given, send: SendCall): Promise<string> {
  const { username, password, mayRegister } = given
  if (username === undefined || password === undefined) {
    throw new ContactRefused(
      'nothing-given',
      'give a login (--username and --password) or a token (--token, WEKAN_TOKEN)',
    )
  }
  const name = username.includes('@') ? { email: username } : { username }
  const body = JSON.stringify({ ...name, password })
  const answer = await send({ method: 'POST', path: '/users/login', headers: json, body })
  const token = tokenOf(answer)
  if (token !== undefined) return token
  if (mayRegister === true) {
    const own = tokenOf(await send({ method: 'POST', path: '/users/register', headers: json, body }))
    if (own !== undefined) return own
  }
  return refuseLogin(username, answer)
}

function refuseLogin(username: string, answer: WireAnswer): never {
  const { status, headers, body } = answer
  if (body === undefined) refuseGateway(answer, { ...door, path: '/users/login' })
  if (status === 429) {
    const after = headers?.['retry-after']
    const text = `Wekan takes no login of '${username}' now, because too many failed: try again ${after === undefined ? 'later' : `in ${after} s`}`
    throw new ContactRefused('not-signed-in', text)
  }
  throw new ContactRefused(
    'not-signed-in',
    `Wekan refused the login of '${username}': check name and password; an account of LDAP or OIDC needs a token (--token)`,
  )
}

function tokenOf({ body }: WireAnswer): string | undefined {
  return typeof body === 'object' && body !== null && 'token' in body ? String(body.token) : undefined
}
