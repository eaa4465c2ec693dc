import { describe, expect, it } from 'vitest'
import { resolveSetup } from '../../src/kernel/setup.js'
import { UsageError } from '../../src/kernel/product.js'
import { answering } from '../../src/kanboard/answer.js'
import { kanboard } from '../../src/kanboard/index.js'
import { proceduresAt } from '../../src/kanboard/catalogue.js'
import { isProcedure } from '../../src/kanboard/procedure.js'
import { call, error, fakeOf, request, result, send, textOf } from './ask.js'

const old = { profile: 'kanboard@1.0.22' }
const has = async (profile: string, member: string): Promise<boolean> =>
  member in ((await result(fakeOf({ profile }), 'getUser', [3])) as object)

describe('a release', () => {
  it('has the columns that it had', async () => {
    expect([await has('1.2.20', 'theme'), await has('1.2.35', 'theme')]).toEqual([false, true])
    expect([await has('1.0.22', 'is_active'), await has('1.2.20', 'is_active')]).toEqual([false, true])
  })

  it('before 1.2.41 takes any role of 25 characters', async () => {
    const params = (role: string): unknown => ['bob', 'secret-1', '', '', role]
    expect(await result(fakeOf({ profile: '1.2.35' }), 'createUser', params('g'.repeat(25)))).toBe(4)
    expect(await result(fakeOf({ profile: '1.2.35' }), 'createUser', params('g'.repeat(26)))).toBe(false)
    expect(await result(fakeOf(), 'createUser', params('god'))).toBe(false)
  })

  it('before 1.2.27 keeps blanks around a name', async () => {
    const fake = fakeOf({ profile: '1.2.20' })
    await call(fake, 'createUser', [' bob ', 'secret-1'])
    expect(await result(fake, 'getUserByName', [' bob '])).toMatchObject({ username: ' bob ' })
  })

  it('before 1.2.25 updates nothing without complaint', async () => {
    expect(await result(fakeOf({ profile: '1.2.20' }), 'updateUser', { id: 3 })).toBe(true)
  })

  it('tells its number, or the one it is given', async () => {
    expect(await result(fakeOf({ profile: '1.2.35' }), 'getVersion')).toBe('1.2.35')
    expect(await result(fakeOf({ settings: { version: 'main.abc' } }), 'getVersion')).toBe('main.abc')
  })
})

describe('numbers and databases', () => {
  it('strings: columns are text, computed results are not', async () => {
    const fake = fakeOf({ options: { numbers: 'strings' } })
    expect(await result(fake, 'getUser', [3])).toMatchObject({ id: '3', is_active: '1', lock_expiration_date: '0' })
    expect(await result(fake, 'createUser', ['bob', 'secret-1'])).toBe(4)
    expect(await result(fake, 'getMe', [], { as: 'ann:secret-ann' })).toMatchObject({ id: 3, is_active: '1' })
  })

  it('postgres with strings is refused with a way out', () => {
    const choice = { options: { database: 'postgres', numbers: 'strings' } }
    expect(() => resolveSetup(kanboard, choice)).toThrow(UsageError)
    expect(() => resolveSetup(kanboard, { ...choice, profile: '1.0.22' })).toThrow(/--numbers native/)
  })

  it('postgres: flags are booleans and complaints about ids are errors', async () => {
    const fake = fakeOf({ options: { database: 'postgres' } })
    expect(await result(fake, 'getUser', [3])).toMatchObject({ id: 3, is_active: true, is_ldap_user: false })
    expect(await result(fake, 'getUser', [3])).not.toHaveProperty('is_admin')
    expect(await error(fake, 'getUser', ['x'])).toMatchObject({ code: 0, message: expect.stringContaining('[22P02]') })
    expect(await error(fake, 'getUser', [2 ** 31])).toMatchObject({
      code: 0,
      message: expect.stringContaining('[22003]'),
    })
    const update = await error(fake, 'updateUser', { id: 'x', username: 'new' })
    expect(update).toMatchObject({ code: '22P02', message: expect.stringMatching(/^SQLSTATE\[22P02\]/) })
  })

  it('postgres: a text ends at a NUL', async () => {
    const fake = fakeOf({ options: { database: 'postgres' } })
    await call(fake, 'updateUser', { id: 3, name: 'a\0b' })
    expect(await result(fake, 'getUser', [3])).toMatchObject({ name: 'a' })
  })

  it('mysql: case, accents and trailing blanks do not count, and leading digits are a number', async () => {
    const fake = fakeOf({ options: { database: 'mysql' } })
    expect(await result(fake, 'createUser', ['ÄNN', 'secret-1'])).toBe(false)
    expect(await result(fake, 'getUserByName', ['Ann '])).toMatchObject({ id: 3 })
    expect(await result(fake, 'getUser', ['3 and more'])).toMatchObject({ id: 3 })
    expect((await call(fake, 'getMe', [], { as: 'ANN:secret-ann' })).status).toBe(200)
  })

  it('mysql: a name that is too long for the column is an error, elsewhere it is kept', async () => {
    const params = { id: 3, name: 'n'.repeat(256) }
    const message = expect.stringContaining("1406 Data too long for column 'name' at row 1")
    expect(await error(fakeOf({ options: { database: 'mysql' } }), 'updateUser', params)).toMatchObject({ message })
    expect(await result(fakeOf(), 'updateUser', params)).toBe(true)
  })

  it.each(['mysql', 'postgres'])('%s: numbers never come back, and a refused insert uses one up', async (database) => {
    const ldap = { kanboard: { settings: { api_token: 'an-application-token' }, ldap: { users: { admin: {} } } } }
    const fake = fakeOf({ options: { database } }, ldap)
    expect(await result(fake, 'createUser', ['a', 'secret-1'])).toBe(2)
    await call(fake, 'removeUser', [2])
    expect(await result(fake, 'createUser', ['b', 'secret-1'])).toBe(3)
    expect(await result(fake, 'createLdapUser', ['admin'])).toBe(false)
    expect(await result(fake, 'createUser', ['c', 'secret-1'])).toBe(5)
  })

  it('sort names each in its own way', async () => {
    const names = async (database: string): Promise<string> => {
      const fake = fakeOf({ options: { database } }, { kanboard: { settings: { api_token: 'an-application-token' } } })
      for (const name of ['Zulu', 'beta', '_under', 'Alpha']) await call(fake, 'createUser', [name, 'secret-1'])
      return ((await result(fake, 'getAllUsers')) as { username: string }[]).map(({ username }) => username).join(' ')
    }
    expect(await names('sqlite')).toBe('Alpha Zulu _under admin beta')
    expect(await names('mysql')).toBe('_under admin Alpha beta Zulu')
    expect(await names('postgres')).toBe('admin Alpha beta _under Zulu')
  })
})

describe('release 1.0.22', () => {
  it('shows the printed columns as text, and every column with the quirk on', async () => {
    const printed = (await result(fakeOf(old), 'getUser', [3])) as object
    expect(Object.keys(printed).sort().join(' ')).toBe(
      'email github_id google_id id is_ldap_user name notifications_enabled password role username',
    )
    expect(printed).toMatchObject({ id: '3', notifications_enabled: '0' })
    const whole = fakeOf({ ...old, quirks: { 'kanboard.undocumented-columns': 'on' } })
    expect(await result(whole, 'getUser', [3])).toMatchObject({ is_admin: '0', nb_failed_login: '0' })
    expect(await result(whole, 'getAllUsers')).toMatchObject([{ twofactor_activated: '0' }, {}, {}])
  })

  it('puts the id first', async () => {
    expect(textOf(await call(fakeOf(old), 'getVersion'))).toBe('{"jsonrpc":"2.0","id":1,"result":"1.0.22"}')
  })

  it('looks for the method before it asks who is there', async () => {
    expect(textOf(await call(fakeOf(old), 'nope', [], { as: '' }))).toContain('-32601')
    const refused = await call(fakeOf(old), 'getVersion', [], { as: '' })
    expect([refused.status, refused.body]).toEqual([401, '{"error": "Authentication failed"}'])
  })

  it('lets users call a short list of procedures', async () => {
    const as = 'ann:secret-ann'
    expect(await result(fakeOf(old), 'getMe', [], { as })).toMatchObject({ username: 'ann', is_ldap_user: false })
    const refused = await call(fakeOf(old), 'getUser', [3], { as: 'admin:admin' })
    expect([refused.status, refused.body]).toEqual([403, '{"error": "Access Forbidden"}'])
  })

  it('answers a null id, nested batches and wrong parameters in its own way', async () => {
    const nested = `[[${request('getVersion', undefined, null)}],7]`
    expect(textOf(await send(fakeOf(old), nested))).toBe(
      '[[{"jsonrpc":"2.0","id":null,"result":"1.0.22"}],' +
        '{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request"}}]',
    )
    expect(await error(fakeOf(old), 'getUser', [])).toEqual({ code: -32602, message: 'Invalid params' })
  })

  it('crashes where later releases answer an exception', async () => {
    expect((await call(fakeOf(old), 'createLdapUser', ['x'])).status).toBe(500)
  })

  it('has none of the later procedures', async () => {
    expect(await error(fakeOf(old), 'getUserByName', ['ann'])).toMatchObject({ code: -32601 })
    expect((await call(fakeOf(old), 'getUserByName', ['ann'])).headers['x-fake']).toBeUndefined()
  })
})

describe('what is not built', () => {
  /** Kanboard with nothing declared but users, as it would be while procedures are missing. */
  const few = kanboard.operations.filter(isProcedure).filter(({ group }) => group === 'User')
  const unfinished = { ...kanboard, operations: few, answer: answering(few) }
  const fake = (): ReturnType<typeof fakeOf> => fakeOf({ product: unfinished })

  it('is all 160 procedures but those that are declared', () => {
    expect(proceduresAt('1.2.53').size).toBe(160)
    expect(kanboard.unbuilt('1.2.53')).toEqual([])
    expect(kanboard.unbuilt('1.2.20')).toEqual([])
    expect(kanboard.unbuilt('1.0.22')).toEqual([])
  })

  it('answers method not found in the voice of the fake, after everything that comes before', async () => {
    const answer = await call(fake(), 'getTask', { task_id: 1 })
    expect(textOf(answer)).toBe('{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1}')
    expect(answer.headers['x-fake']).toBe('not-built; getTask is a procedure of Kanboard that is not imitated yet')
    expect((await call(fake(), 'getTask', [1], { as: '' })).status).toBe(401)
    expect((await call(fake(), 'getAllGroups', [], { as: 'ann:secret-ann' })).status).toBe(403)
    expect(await error(fake(), 'getTask', {})).toMatchObject({ data: 'Wrong number of arguments' })
    expect((await call(fake(), 'saveTaskMetadata', [1, 'x'])).status).toBe(500)
  })
})

describe('declarations', () => {
  const procedures = kanboard.operations.filter(isProcedure)

  it.each(procedures.map((one) => [one.id, one] as const))('%s has the parameters of the real one', (id, one) => {
    const upstream = proceduresAt(one.versions?.until ?? '1.2.53').get(id.toLowerCase())
    const own = Object.entries(one.input.shape as Record<string, { type: string; def: { defaultValue?: unknown } }>)
    expect(own.map(([name, { type, def }]) => [name, type === 'default' ? def.defaultValue : 'required'])).toEqual(
      upstream?.parameters.map(({ name, isRequired, fallback }) => [name, isRequired ? 'required' : fallback]),
    )
    expect(one.group).toBe(upstream?.group)
  })

  it.each(kanboard.quirks.map((one) => [one.name, one] as const))('%s is named after the product', (name, one) => {
    expect(name).toMatch(/^kanboard\.[a-z0-9-]+$/)
    expect(one.summary).toMatch(/^On: .* Off: /)
  })
})
