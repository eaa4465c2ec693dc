import { describe, expect, it } from 'vitest'
import { setupFor } from '../../src/check/nearest.js'
import { Target } from '../../src/check/target.js'
import type { Fetch } from '../../src/check/target.js'
import type { Contact, Given } from '../../src/kernel/protocol.js'
import { productNamed, products } from '../../src/products.js'
import { createFake } from '../../src/server/fake.js'
import { credentials, fakeOf, profiles, TOKEN } from './play.js'

interface Met extends Contact {
  readonly calls: readonly string[]
}

/** Contact with a fake, or with what stands before it. */
async function meet(name: string, fetch: Fetch, given = credentials[name] ?? {}): Promise<Met> {
  const product = productNamed(name)
  const calls: string[] = []
  const target = new Target({ url: 'http://127.0.0.1', product, fetch })
  const contact = await product.protocol.contact(given, (call) => {
    calls.push(`${call.method} ${call.path}`)
    return target.send(call)
  })
  return { ...contact, calls }
}

const nameOf = (profile: string): string => profile.slice(0, profile.indexOf('@'))
const recorded = profiles.filter((profile) => profile !== 'wekan@wiki')

describe('a server without a profile given', () => {
  it.each(recorded)('is found to be %s', async (profile) => {
    const met = await meet(nameOf(profile), fakeOf(profile).fetch)
    expect(met.profile).toBe(profile)
    expect(met.evidence?.length).toBeGreaterThan(0)
  })

  it('is judged by what it shows, and by what is chosen instead', () => {
    const wekan = productNamed('wekan')
    const met: Contact = { callers: {}, profile: 'wekan@7.10', options: { unknown: 'x' } }
    expect(setupFor(wekan, met, {}).profile.id).toBe('wekan@7.10')
    expect(setupFor(wekan, met, { profile: '11.07' }).profile.id).toBe('wekan@11.07')
    expect(setupFor(wekan, { callers: {} }, {}).profile.id).toBe('wekan@11.07')
  })
})

describe('a Wekan', () => {
  const wekan = fakeOf('wekan@11.07')

  /** A fake that lacks paths, as releases before them do. */
  const without = (hidden: RegExp, fake = wekan): Fetch => {
    return (url, init) => fake.fetch(hidden.test(url) ? url.replace(hidden, '/api/no-such-route') : url, init)
  }

  it('in the shape of the wiki pages is judged as the release that it is', async () => {
    expect((await meet('wekan', fakeOf('wekan@wiki').fetch)).profile).toBe('wekan@7.10')
  })

  it.each([
    [/$^/, ['it has /api/boards/-/exportZip, as since 10.92']],
    [
      /\/api\/boards\/-\/exportZip/,
      ['it has /api/admin/orgs, as since 9.59', 'it lacks /api/boards/-/exportZip of 10.92'],
    ],
    [
      /\/api\/(boards\/-\/(exportZip|dependencies)|admin\/orgs)/,
      ['it has /api/boards/-/rules, as since 9.46', 'it lacks /api/boards/-/dependencies of 9.47'],
    ],
    [/\/api\/(boards\/-|admin|user\/cards).*/, ['it lacks /api/user/cards of 9.36']],
  ])('without %s is dated by its routes', async (hidden, evidence) => {
    const met = await meet('wekan', without(hidden))
    expect(met.profile).toBe('wekan@11.07')
    expect(met.evidence).toEqual(['OPTIONS of a path tells its methods, as since 8.43', ...evidence])
  })

  it('behind a proxy that answers OPTIONS itself is told by its paths', async () => {
    const closed: Fetch = (url, init) =>
      init.method === 'OPTIONS' ? Promise.resolve(new Response(null, { status: 204 })) : wekan.fetch(url, init)
    const met = await meet('wekan', closed)
    expect(met.profile).toBe('wekan@11.07')
    expect(met.evidence).toEqual(['paths are taken in any case, as since 8.43; OPTIONS does not come through'])
  })

  it.each(['wekan@11.07', 'wekan@7.10'])('%s is signed in to once, and nothing else is posted', async (profile) => {
    const { calls } = await meet('wekan', fakeOf(profile).fetch)
    expect(calls.filter((call) => !/^(GET|OPTIONS) /.test(call))).toEqual(['POST /users/login'])
  })

  it('is not signed in to with a token', async () => {
    const body = JSON.stringify({ username: 'ada', password: 'ada-lovelace' })
    const login = await wekan.fetch('/users/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    // Recorded: {"id","token","tokenExpires"}.
    const { token } = (await login.json()) as { token: string }
    const { calls } = await meet('wekan', wekan.fetch, { token })
    expect(calls).not.toContain('POST /users/login')
  })
})

describe('a Kanboard', () => {
  const world = {
    kanboard: {
      users: { admin: { password: 'password-of-admin' }, bob: { password: 'password-of-bob' } },
      projects: { mine: { name: 'Mine', members: { bob: 'project-member' } } },
    },
  }

  const kanboardOf = (profile: string, options: Record<string, string>): Fetch => {
    const product = productNamed('kanboard')
    const served = { product, profile, options, settings: { api_token: TOKEN } }
    return createFake({ products: [served], known: products, world, clock: 'frozen', now: '2026-01-05T09:00:00Z' })
      .fetch
  }

  const accounts: readonly (readonly [string, Given])[] = [
    ['the application', { token: TOKEN }],
    ['an administrator', { username: 'admin', password: 'password-of-admin' }],
    ['a user with a project', { username: 'bob', password: 'password-of-bob' }],
  ]
  const setups = [
    { numbers: 'native', database: 'sqlite' },
    { numbers: 'native', database: 'mysql' },
    { numbers: 'native', database: 'postgres' },
    { numbers: 'strings', database: 'sqlite' },
    { numbers: 'strings', database: 'mysql' },
  ]
  const all = ['1.2.53', '1.2.35', '1.2.20'].flatMap((profile) =>
    accounts.flatMap(([who, given]) => setups.map((options) => ({ profile, who, given, options }))),
  )

  it.each(all)('$profile shows $who its options $options', async ({ profile, given, options }) => {
    const met = await meet('kanboard', kanboardOf(profile, options), given)
    expect({ profile: met.profile, options: met.options }).toEqual({ profile: `kanboard@${profile}`, options })
  })

  it.each(accounts)('1.0.22 shows %s its numbers', async (_, given) => {
    const options = { numbers: 'strings', database: 'sqlite' }
    expect((await meet('kanboard', kanboardOf('1.0.22', options), given)).options).toMatchObject({ numbers: 'strings' })
  })

  /** A fake that tells another version. */
  const telling = (profile: string, version: string): Fetch => {
    const fake = kanboardOf(profile, { numbers: 'native', database: 'sqlite' })
    return async (url, init) => {
      if (!String(init.body).includes('getVersion')) return fake(url, init)
      const answer = await fake(url, init)
      return new Response((await answer.text()).replace(/"result":"[^"]*"/, `"result":"${version}"`), answer)
    }
  }

  it.each([
    ['1.2.53', 'v1.2.53+docker', 'kanboard@1.2.53', 'getVersion tells v1.2.53+docker'],
    ['1.2.53', '1.2.40', 'kanboard@1.2.35', 'getVersion tells 1.2.40'],
    ['1.2.53', '1.3.0', 'kanboard@1.2.53', 'getVersion tells 1.3.0'],
    ['1.2.20', '0.9', 'kanboard@1.0.22', 'getVersion tells 0.9'],
    [
      '1.2.53',
      'main.3c88caa218c8b631e5d663552625a64b86f7f1d6',
      'kanboard@1.2.53',
      'getVersion tells main.3c88caa218c8b631e5d663552625a64b86f7f1d6, without a number; its automatic actions are those of 1.2.47 or later',
    ],
    [
      '1.2.35',
      'master.unknown_revision',
      'kanboard@1.2.35',
      'getVersion tells master.unknown_revision, without a number; its automatic actions are those of 1.2.22 or later',
    ],
    [
      '1.2.20',
      'master',
      'kanboard@1.2.20',
      'getVersion tells master, without a number; its automatic actions are those of 1.2.15 or later',
    ],
  ])('like %s that tells %s is judged as %s', async (profile, version, found, evidence) => {
    const met = await meet('kanboard', telling(profile, version), { token: TOKEN })
    expect(met.profile).toBe(found)
    expect(met.evidence?.[0]).toBe(evidence)
    expect(met.version).toBe(version)
  })
})
