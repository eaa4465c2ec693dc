import { describe, expect, it } from 'vitest'
import { call, error, fakeOf, result, smallPart, textOf } from './ask.js'

const off = (name: string): { quirks: Record<string, 'off'> } => ({ quirks: { [`kanboard.${name}`]: 'off' } })

describe('a mute failure', () => {
  const cases = [
    ['createUser', ['x', '12345'], false, 'the password has 5 characters, at least 6 are needed'],
    ['createUser', ['ann', 'secret-1'], false, "the username 'ann' is already taken"],
    ['createUser', ['x', 'secret-1', '', 'nobody'], false, "'nobody' is not an e-mail address"],
    ['createUser', ['x', 'secret-1', '', '', 'god'], false, 'role is none of app-admin, app-manager, app-user'],
    ['createUser', ['', '1'], false, 'username is required; the password has 1 characters, at least 6 are needed'],
    ['getUser', [99], null, 'there is no user 99'],
    ['getUserByName', ['ANN'], null, "there is no user 'ANN'"],
    ['removeUser', ['two'], false, 'there is no user two'],
    ['isActiveUser', [99], false, 'there is no user 99'],
  ] as const

  it.each(cases)('%s %j answers %j and says why', async (method, params, expected, reason) => {
    const answer = await call(fakeOf(), method, params)
    expect(textOf(answer)).toBe(`{"jsonrpc":"2.0","result":${String(expected)},"id":1}`)
    expect(answer.headers['x-fake']).toBe(`reason; ${reason}`)
    expect(answer.trace.reasons).toEqual([reason])
  })

  it('with letters beyond Latin-1 is explained too', async () => {
    const answer = await call(fakeOf(), 'getUserByName', ['😀'])
    expect(answer.headers['x-fake']).toBe("reason; there is no user '%F0%9F%98%80'")
  })
})

describe('a new user', () => {
  it('has the columns that the database fills in, and a hash of its own', async () => {
    const fake = fakeOf()
    expect(await result(fake, 'createUser', { username: ' bob ', password: 'secret-1' })).toBe(4)
    const bob = await result(fake, 'getUser', [4])
    expect(bob).toMatchObject({ username: 'bob', name: '', email: '', role: 'app-user', is_active: 1, theme: 'light' })
    expect(bob).toHaveProperty('password', expect.stringMatching(/^\$2y\$10\$[./A-Za-z0-9]{53}$/))
  })

  it('gets the number of the last one that was removed', async () => {
    const fake = fakeOf()
    await call(fake, 'removeUser', [3])
    expect(await result(fake, 'createUser', ['bob', 'secret-1'])).toBe(3)
  })

  it('keeps what PHP makes of other types', async () => {
    const fake = fakeOf()
    const id = await result(fake, 'createUser', { username: 12, password: 123456, name: ['x'], role: true })
    expect(await result(fake, 'getUser', [id])).toMatchObject({ username: '12', name: 'Array', role: '1' })
  })

  it('is made from the directory if it knows the name', async () => {
    const ldap = { users: { Hedy: { name: 'Hedy Lamarr', email: 'hedy@localhost' } } }
    const fake = fakeOf({}, { kanboard: { ...smallPart, ldap } })
    expect(await result(fake, 'createLdapUser', ['nobody'])).toBe(false)
    expect(await result(fake, 'createLdapUser', ['HEDY'])).toBe(4)
    expect(await result(fake, 'createLdapUser', ['hedy'])).toBe(false)
    const hedy = { username: 'hedy', name: 'Hedy Lamarr', is_ldap_user: 1, password: null, role: 'app-user' }
    expect(await result(fake, 'getUser', [4])).toMatchObject(hedy)
  })
})

describe('a quirk', () => {
  it('update-unknown-true: updates of nobody succeed, or fail when it is off', async () => {
    for (const [method, params] of [
      ['updateUser', { id: 99, name: 'x' }],
      ['enableUser', [99]],
      ['disableUser', [99]],
    ] as const) {
      expect(await result(fakeOf(), method, params)).toBe(true)
      expect(await result(fakeOf(off('update-unknown-true')), method, params)).toBe(false)
    }
  })

  it('a user who is disabled has his private projects closed, and they stay so', async () => {
    const fake = fakeOf()
    await result(fake, 'createMyPrivateProject', ['Own'], { as: 'ann:secret-ann' })
    await result(fake, 'disableUser', [3])
    await result(fake, 'enableUser', [3])
    expect(await result(fake, 'getProjectById', [1])).toMatchObject({ is_private: 1, is_active: 0 })
  })

  it('sql-error-code-0: an update of nothing is an SQL error, or succeeds when it is off', async () => {
    const message = 'SQL Error[HY000]: SQLSTATE[HY000]: General error: 1 near "WHERE": syntax error'
    expect(await error(fakeOf(), 'updateUser', { id: 3 })).toEqual({ code: 0, message })
    expect(await result(fakeOf(off('sql-error-code-0')), 'updateUser', { id: 3 })).toBe(true)
  })

  it('php-crash-500: a list for a text ends the request, or is a failure when it is off', async () => {
    const crash = await call(fakeOf(), 'createUser', [['x'], 'secret-1'])
    expect([crash.status, crash.headers['content-type'], crash.body]).toEqual([500, 'text/html; charset=UTF-8', ''])
    expect(await result(fakeOf(off('php-crash-500')), 'createUser', [['x'], 'secret-1'])).toBe(false)
  })

  it('php-crash-500: the session of nobody cannot be refreshed', async () => {
    expect((await call(fakeOf(), 'updateUser', { id: 0, name: 'x' })).status).toBe(500)
  })

  it('password-hash-in-list: getAllUsers shows hashes, or leaves them out when it is off', async () => {
    const [first] = (await result(fakeOf(), 'getAllUsers')) as object[]
    expect(first).toHaveProperty('password')
    const [shown] = (await result(fakeOf(off('password-hash-in-list')), 'getAllUsers')) as object[]
    expect(shown).not.toHaveProperty('password')
    expect(shown).toHaveProperty('username', 'admin')
  })

  it('empty-role: an empty role is stored, or refused when it is off', async () => {
    const params = ['bob', 'secret-1', '', '', '']
    expect(await result(fakeOf(), 'createUser', params)).toBe(4)
    expect(await result(fakeOf(off('empty-role')), 'createUser', params)).toBe(false)
  })
})

describe('fidelity', () => {
  it('documented: failures are what the documentation promises', async () => {
    const fake = fakeOf({ fidelity: 'documented' })
    expect(await result(fake, 'updateUser', { id: 99, name: 'x' })).toBe(false)
    expect(await result(fake, 'createUser', [['x'], 'secret-1'])).toBe(false)
    expect(await result(fake, 'getUser', [99])).toBeNull()
  })

  it('strict: a request outside the documented contract is refused and not executed', async () => {
    const fake = fakeOf({ fidelity: 'strict' })
    const answer = await call(fake, 'createUser', { username: 'bob', password: 'secret-1', role: 'god' })
    expect(textOf(answer)).toMatch(
      /^\{"jsonrpc":"2.0","error":\{"code":-32602,"message":"Invalid params","data":"\/role/,
    )
    expect(answer.headers['x-fake']).toMatch(/^strict; createUser: \/role/)
    expect(await result(fake, 'getUserByName', ['bob'])).toBeNull()
  })

  it('strict: text for a number, an unknown name and another letter case are refused', async () => {
    const fake = fakeOf({ fidelity: 'strict' })
    for (const [method, params] of [
      ['getUser', ['3']],
      ['updateUser', { id: 3, colour: 'red' }],
      ['GETUSER', [3]],
    ] as const) {
      expect(await error(fake, method, params)).toMatchObject({ code: -32602 })
    }
    expect(await result(fake, 'getUser', [3])).toMatchObject({ username: 'ann' })
  })

  it('real: the same requests are answered, and noted', async () => {
    const answer = await call(fakeOf(), 'getUser', ['3'])
    expect(textOf(answer)).toContain('"username":"ann"')
    expect(answer.trace.deviations).toMatchObject([{ operation: 'getUser', at: 'input', path: '/user_id' }])
  })
})

it('disables the private projects of a user who is disabled, and enables none of them', async () => {
  const fake = fakeOf()
  await result(fake, 'createMyPrivateProject', ['Own'], { as: 'mia:secret-mia' })
  await result(fake, 'createProject', ['Team', '', 2])
  const active = async (): Promise<unknown[]> =>
    ((await result(fake, 'getAllProjects')) as { is_active: number }[]).map((row) => row.is_active)
  const before = await active()
  await result(fake, 'disableUser', [2])
  await result(fake, 'enableUser', [2])
  expect([before, await active()]).toEqual([
    [1, 1],
    [0, 1],
  ])
})
