import { describe, expect, it } from 'vitest'
import { Target } from '../../src/check/target.js'
import { ContactRefused } from '../../src/kernel/protocol.js'
import type { Contact, Given } from '../../src/kernel/protocol.js'
import { productNamed, products } from '../../src/products.js'
import { fakeOf, TOKEN } from './play.js'

interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const given: Readonly<Record<string, Given>> = {
  wekan: { username: 'ada', password: 'ada-lovelace' },
  kanboard: { token: TOKEN },
}
const apiPath: Readonly<Record<string, string>> = { wekan: '/api/user', kanboard: '/jsonrpc.php' }
const html = { 'content-type': 'text/html; charset=utf-8' }

/** Contact with a server of which the answer to every path is known. */
function contactOf(name: string, answer: (path: string) => Answer, who = given[name]): Promise<Contact> {
  const product = productNamed(name)
  const target = new Target({
    url: 'https://host',
    product,
    fetch: (url) => {
      const { status, headers = {}, body = '' } = answer(new URL(url).pathname)
      return Promise.resolve(new Response(body, { status, headers }))
    },
  })
  return product.protocol.contact(who ?? {}, (call) => target.send(call))
}

async function refusalOf(contact: Promise<Contact>): Promise<ContactRefused> {
  const outcome = await contact.catch((error: unknown) => error)
  if (outcome instanceof ContactRefused) return outcome
  throw new Error('the contact was not refused', { cause: outcome })
}

describe.each(products.map(({ name, title }) => ({ name, title, path: apiPath[name] ?? '' })))(
  'before a $name',
  ({ name, title, path }) => {
    const refused = (answer: Answer): Promise<ContactRefused> => refusalOf(contactOf(name, () => answer))

    it('a single sign-on that redirects is named by its host', async () => {
      const location = 'https://login.example.com/oauth2?client=secret'
      const { refusal, message } = await refused({ status: 302, headers: { location } })
      expect({ refusal, message }).toEqual({
        refusal: 'html',
        message: `${path} redirects to login.example.com, a sign-in page probably (status 302) instead of answering JSON: a single sign-on proxy seems to stand before ${title}; let the API through there, or give its header with --header`,
      })
    })

    it('a sign-in page with status 200 is recognised', async () => {
      const { refusal, message } = await refused({ status: 200, headers: html, body: '<html>Sign in</html>' })
      expect({ refusal, message }).toEqual({
        refusal: 'html',
        message: `${path} answers HTML (status 200) instead of JSON: is the address right, or does a sign-in page stand before it?`,
      })
    })

    it('a redirect to another address of it gives that address', async () => {
      const { refusal, message } = await refused({ status: 301, headers: { location: `https://other/board${path}` } })
      expect({ refusal, message }).toMatchObject({
        refusal: 'moved',
        message: expect.stringContaining('--url https://other/board'),
      })
    })

    it.each([502, 504])('a gateway whose server is down is told from the server: %i', async (status) => {
      const answer = { status, headers: { ...html, server: 'nginx' }, body: '<html>Bad Gateway</html>' }
      const { refusal, message } = await refused(answer)
      expect({ refusal, message }).toEqual({
        refusal: 'gateway',
        message: `the proxy answers (status ${status} by nginx), the server behind it does not: is ${title} running, and does the proxy ask the right port?`,
      })
    })

    it('maintenance is recognised', async () => {
      const { refusal, message } = await refused({ status: 503, headers: html, body: '<html>Back soon</html>' })
      expect({ refusal, message }).toMatchObject({
        refusal: 'gateway',
        message: expect.stringContaining('maintenance'),
      })
    })

    it('a login of the proxy itself is asked for', async () => {
      const headers = { ...html, 'www-authenticate': 'Basic realm="staff"' }
      const { refusal, message } = await refused({ status: 401, headers, body: '<html>401</html>' })
      expect({ refusal, message }).toMatchObject({
        refusal: 'blocked',
        message: expect.stringContaining(`asks for a login (Basic realm="staff") before ${title} is reached`),
      })
    })

    it('a proxy that forbids the API is recognised', async () => {
      const { refusal } = await refused({ status: 403, headers: html, body: '<html>Forbidden</html>' })
      expect(refusal).toBe('blocked')
    })

    it('nothing of the kind is not taken for it', async () => {
      const { refusal, message } = await refused({ status: 404, headers: html, body: '<html>Not found</html>' })
      expect({ refusal, message }).toMatchObject({
        refusal: 'not-this-product',
        message: expect.stringContaining(`may be below a path: https://host/${name}`),
      })
    })
  },
)

describe('a Kanboard', () => {
  it.each([
    ['leads to its login', { status: 302, headers: { location: '/?controller=AuthController&action=login' } }],
    ['shows its page', { status: 200, headers: html, body: '<html><script src="assets/js/app.min.js"></html>' }],
  ])('whose API is blocked is recognised: it %s', async (_, front) => {
    const refused = await refusalOf(
      contactOf('kanboard', (path) =>
        path === '/' ? front : { status: 404, headers: html, body: '<html>404</html>' },
      ),
    )
    expect(refused.refusal).toBe('blocked')
    expect(refused.message).toContain('/jsonrpc.php is not let through (status 404)')
  })

  it('that gets its login in a header of its own is signed in to', async () => {
    const fake = fakeOf('kanboard@1.2.53', { auth_header: 'X-API-Auth' })
    const product = productNamed('kanboard')
    // A proxy that keeps Authorization to itself.
    const behindProxy = async (url: string, init: RequestInit): Promise<Response> => {
      const headers = new Headers(init.headers)
      headers.delete('authorization')
      return fake.fetch(url, { ...init, headers })
    }
    const options = { url: 'http://127.0.0.1', product, fetch: behindProxy }
    const contact = (target: Target): Promise<Contact> =>
      product.protocol.contact({ token: TOKEN }, (call) => target.send(call))
    expect((await contact(new Target({ ...options, authHeader: 'x-api-auth' }))).profile).toBe('kanboard@1.2.53')
    expect((await refusalOf(contact(new Target(options)))).message).toContain('--auth-header')
  })
})

describe('a Wekan', () => {
  it('that takes no login for a while says for how long', async () => {
    const error = JSON.stringify({ errorType: 'Meteor.Error', error: 401 })
    const refused = await refusalOf(
      contactOf('wekan', (path) =>
        path === '/users/login'
          ? { status: 429, headers: { 'retry-after': '41' }, body: '{"error":"too-many-requests"}' }
          : { status: 200, headers: { 'content-type': 'application/json' }, body: error },
      ),
    )
    expect(refused.refusal).toBe('not-signed-in')
    expect(refused.message).toBe("Wekan takes no login of 'ada' now, because too many failed: try again in 41 s")
  })

  it('before which the login is redirected is not blamed for it', async () => {
    const error = JSON.stringify({ errorType: 'Meteor.Error', error: 401 })
    const refused = await refusalOf(
      contactOf('wekan', (path) =>
        path === '/users/login'
          ? { status: 302, headers: { location: 'https://sso/' } }
          : { status: 200, headers: { 'content-type': 'application/json' }, body: error },
      ),
    )
    expect(refused.refusal).toBe('html')
  })
})
