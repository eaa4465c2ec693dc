import { describe, expect, it } from 'vitest'
import { call, fakeOf, result, send, smallPart, textOf, token } from './ask.js'
import type { Asked } from './ask.js'
import type { Fake } from '../../src/server/fake.js'

const refused = '{"jsonrpc":"2.0","error":{"code":401,"message":"Unauthorized"},"id":null}'

async function status(fake: Fake, asked: Asked, method = 'getVersion'): Promise<number> {
  return (await call(fake, method, undefined, asked)).status
}

async function failTimes(fake: Fake, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await call(fake, 'getMe', undefined, { as: 'ann:wrong' })
}

const pass = (fake: Fake, minutes: number): void => {
  const clock = fake.instances[0]?.world.clock
  clock?.set(clock.now() + minutes * 60_000)
}

describe('a caller who is not known', () => {
  it('is refused with a challenge and a whole body', async () => {
    const { status, headers, body } = await call(fakeOf(), 'getVersion', undefined, { as: '' })
    expect([status, headers['www-authenticate'], headers['content-type'], body]).toEqual([
      401,
      'Basic realm="JsonRPC"',
      'application/json',
      refused,
    ])
  })

  it('does not learn whether a method exists', async () => {
    expect(textOf(await call(fakeOf(), 'noSuchProcedure', undefined, { as: 'ann:wrong' }))).toBe(refused)
  })

  it('is told the reason in a header of the fake', async () => {
    const reasonFor = async (as: string): Promise<string | undefined> =>
      (await call(fakeOf(), 'getMe', undefined, { as })).headers['x-fake']
    expect(await reasonFor('ann:wrong')).toBe("reason; wrong password for the user 'ann'")
    expect(await reasonFor('bob:secret')).toBe("reason; there is no user 'bob'")
    expect(await reasonFor('jsonrpc:x')).toBe('reason; the password of jsonrpc is not the application token')
  })
})

describe('credentials', () => {
  it('are a user and a password, or jsonrpc and the application token, in their exact letter case', async () => {
    const fake = fakeOf()
    for (const as of ['ann:secret-ann', `jsonrpc:${token}`]) expect(await status(fake, { as })).toBe(200)
    for (const as of ['Ann:secret-ann', `JSONRPC:${token}`, `jsonrpc:${token.toUpperCase()}`]) {
      expect(await status(fake, { as })).toBe(401)
    }
  })

  it('are never a bearer token', async () => {
    expect(await status(fakeOf(), { as: '', headers: { authorization: `Bearer ${token}` } })).toBe(401)
  })

  it('take the first 72 bytes of a password, as bcrypt does', async () => {
    const fake = fakeOf()
    await call(fake, 'createUser', ['long', 'x'.repeat(80)])
    expect(await status(fake, { as: `long:${'x'.repeat(72)}other` })).toBe(200)
    expect(await status(fake, { as: `long:${'x'.repeat(71)}` })).toBe(401)
  })

  it('may stand in the configured header, without the word Basic', async () => {
    const fake = fakeOf({ settings: { auth_header: 'X-API-Auth' } })
    const encoded = Buffer.from(`jsonrpc:${token}`).toString('base64')
    const wrong = Buffer.from('nobody:nothing').toString('base64')
    expect(await status(fake, { as: '', headers: { 'x-api-auth': encoded } })).toBe(200)
    expect(await status(fake, { as: 'nobody:nothing', headers: { 'x-api-auth': encoded } })).toBe(200)
    expect(await status(fake, { headers: { 'x-api-auth': wrong } })).toBe(401)
    expect(await status(fakeOf(), { as: '', headers: { 'x-api-auth': encoded } })).toBe(401)
  })

  it('in the configured header lose what follows a second colon', async () => {
    const fake = fakeOf({ settings: { auth_header: 'X-API-Auth' } })
    await call(fake, 'createUser', ['colon', 'abcdef:ghi'])
    const header = { 'x-api-auth': Buffer.from('colon:abcdef:ghi').toString('base64') }
    expect(await status(fake, { as: '', headers: header })).toBe(401)
    expect(await status(fake, { as: 'colon:abcdef:ghi' })).toBe(200)
  })
})

describe('an account', () => {
  it('is locked by the seventh wrong password in a row for 15 minutes by the clock of the world', async () => {
    const fake = fakeOf()
    await failTimes(fake, 6)
    expect(await result(fake, 'getUserByName', ['ann'])).toMatchObject({ nb_failed_login: 6, lock_expiration_date: 0 })
    await failTimes(fake, 1)
    const nowSeconds = Date.parse('2026-01-05T09:00:00Z') / 1000
    expect(await result(fake, 'getUserByName', ['ann'])).toMatchObject({
      nb_failed_login: 7,
      lock_expiration_date: nowSeconds + 900,
    })
    pass(fake, 15)
    expect(await status(fake, { as: 'ann:secret-ann' })).toBe(401)
    pass(fake, 1)
    expect(await status(fake, { as: 'ann:secret-ann' })).toBe(200)
    expect(await result(fake, 'getUserByName', ['ann'])).toMatchObject({ nb_failed_login: 0, lock_expiration_date: 0 })
  })

  it('forgets wrong passwords after a right one', async () => {
    const fake = fakeOf()
    await failTimes(fake, 6)
    expect(await status(fake, { as: 'ann:secret-ann' })).toBe(200)
    await failTimes(fake, 6)
    expect(await status(fake, { as: 'ann:secret-ann' })).toBe(200)
  })

  it('counts one failure for a batch', async () => {
    const fake = fakeOf()
    const one = '{"jsonrpc":"2.0","method":"getMe","id":1}'
    await send(fake, `[${one},${one},${one}]`, { as: 'ann:wrong' })
    expect(await result(fake, 'getUserByName', ['ann'])).toMatchObject({ nb_failed_login: 1 })
  })

  it('is never locked with the quirk off', async () => {
    const fake = fakeOf({ quirks: { 'kanboard.account-lockout': 'off' } })
    await failTimes(fake, 20)
    expect(await status(fake, { as: 'ann:secret-ann' })).toBe(200)
  })
})

describe('special users', () => {
  const world = 'kanboard-seeded'
  const seeded = (): Fake => fakeOf({ settings: { api_token: token } }, world)
  const cases = [
    ['a personal token signs in', 'pat:pat-token-0001', 200],
    ['the token of another does not', 'pat:tfa-token-0001', 401],
    ['a user with two factors needs the token', 'tfa:secret-123', 401],
    ['a user with two factors has it', 'tfa:tfa-token-0001', 200],
    ['a directory user has no password here', 'ldapper:secret-123', 401],
    ['a user without login form has no password', 'nologin:secret-123', 401],
    ['a disabled user may not use his token', 'offpat:off-token-0001', 401],
    ['a locked user may not use his token', 'locked:lck-token-0001', 401],
  ] as const

  it.each(cases)('%s', async (_, as, expected) => {
    expect(await status(seeded(), { as }, 'getMe')).toBe(expected)
  })

  it('getMe hides the secret of two factors, and shows null where there is none', async () => {
    expect(await result(seeded(), 'getMe', [], { as: 'tfa:tfa-token-0001' })).not.toHaveProperty('twofactor_secret')
    expect(await result(seeded(), 'getMe', [], { as: 'pat:secret-123' })).toHaveProperty('twofactor_secret', null)
  })
})

describe('roles', () => {
  const boss = { password: 'secret-boss', role: 'app-admin' }
  const users = { kanboard: { ...smallPart, users: { ...smallPart.users, boss } } }
  const cases = [
    ['boss:secret-boss', 200],
    ['mia:secret-mia', 403],
    ['ann:secret-ann', 403],
    [`jsonrpc:${token}`, 200],
  ] as const

  it.each(cases)('%s may call user procedures: %i', async (as, expected) => {
    expect(await status(fakeOf({}, users), { as }, 'getAllUsers')).toBe(expected)
  })

  it('are checked before parameters', async () => {
    const { status, body } = await call(fakeOf(), 'getUser', [1, 2, 3], { as: 'ann:secret-ann' })
    expect([status, body]).toEqual([403, '{"jsonrpc":"2.0","error":{"code":403,"message":"Forbidden"},"id":null}'])
  })

  it('keep the application from Me procedures, unless they are spelt in another case', async () => {
    expect(await status(fakeOf(), {}, 'getMe')).toBe(403)
    expect(await result(fakeOf(), 'getme')).toBeNull()
    expect(await status(fakeOf({ quirks: { 'kanboard.me-in-other-case': 'off' } }), {}, 'getme')).toBe(403)
  })

  it('that are unknown may do nothing', async () => {
    const fake = fakeOf()
    await call(fake, 'updateUser', { id: 3, role: '' })
    expect(await status(fake, { as: 'ann:secret-ann' })).toBe(403)
  })
})
