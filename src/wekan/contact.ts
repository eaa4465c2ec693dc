import { ContactRefused } from '../kernel/protocol.js'
import type { Contact, Credentials, Given, SendCall, WireAnswer } from '../kernel/protocol.js'

const json = { 'content-type': 'application/json' }

/** Recognises a Wekan, signs in once with what was given, and finds out whether the account is site admin. */
export async function contact(given: Given, send: SendCall): Promise<Contact> {
  const version = await recognise(send)
  const token = given.token ?? (await signIn(given, send))
  const caller: Credentials = { kind: 'bearer', token }
  const me = await send({ method: 'GET', path: '/api/user', headers: { authorization: `Bearer ${token}` } })
  if (!isUser(me.body))
    throw new ContactRefused('not-signed-in', 'Wekan does not know the token: give a valid one or a login')
  const isAdmin = me.body.isAdmin === true
  return { callers: { user: caller, ...(isAdmin ? { 'site-admin': caller } : {}) }, version }
}

/**
 * Without a token `/api/user` answers 200 with a serialised error in every release. Since Express 5 (8.43) OPTIONS of a
 * known path answers the methods as text; before, nothing: recordings wekan/v11.07 and v7.10 unknown-routes step 7.
 */
async function recognise(send: SendCall): Promise<string> {
  const answer = await send({ method: 'GET', path: '/api/user', headers: {} })
  if (isError(answer.body)) {
    const options = await send({ method: 'OPTIONS', path: '/api/boards', headers: {} })
    return options.text === '' ? '7.10' : '11.07'
  }
  refuseOff(answer)
  const rpc = await send({ method: 'POST', path: '/jsonrpc.php', headers: json, body: '{}' })
  if (typeof rpc.body === 'object' && rpc.body !== null && 'jsonrpc' in rpc.body) {
    throw new ContactRefused(
      'not-this-product',
      'this is a Kanboard, not a Wekan: check it with `stuntboard check kanboard`',
    )
  }
  if (answer.contentType === 'text/html') {
    throw new ContactRefused(
      'html',
      `/api/user answers HTML (status ${answer.status}) instead of JSON: is the address right, or does a sign-in page stand before it?`,
    )
  }
  throw new ContactRefused(
    'not-this-product',
    `/api/user does not answer as a Wekan (status ${answer.status}): is the address right?`,
  )
}

/** WITH_API is off: 403 and a text since 10.99, a redirect to the front page before. */
function refuseOff({ status, text }: WireAnswer): void {
  if ((status === 403 && text.includes('WITH_API')) || status === 301) {
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
  const token = tokenOf(
    await send({ method: 'POST', path: '/users/login', headers: json, body: JSON.stringify({ ...name, password }) }),
  )
  if (token !== undefined) return token
  if (mayRegister === true) {
    const made = await send({
      method: 'POST',
      path: '/users/register',
      headers: json,
      body: JSON.stringify({ ...name, password }),
    })
    const own = tokenOf(made)
    if (own !== undefined) return own
  }
  throw new ContactRefused('not-signed-in', `Wekan refused the login of '${username}': check name and password`)
}

function tokenOf({ body }: WireAnswer): string | undefined {
  return typeof body === 'object' && body !== null && 'token' in body ? String(body.token) : undefined
}
