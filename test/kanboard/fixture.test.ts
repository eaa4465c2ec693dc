import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/product.js'
import { call, fakeOf, result, token } from './ask.js'

const world = (users: Record<string, unknown>): { kanboard: Record<string, unknown> } => ({
  kanboard: { settings: { api_token: token }, users },
})

describe('a world', () => {
  it('without users has admin/admin and a token of 60 hexadecimal digits', async () => {
    const fake = fakeOf({}, {})
    const [instance] = fake.instances
    const { logins, curl } = instance?.product.greet(instance.world, instance.setup, 'http://x') ?? {
      logins: [],
      curl: '',
    }
    expect(logins).toMatchObject([
      { who: 'jsonrpc', secret: expect.stringMatching(/^[0-9a-f]{60}$/) },
      { who: 'admin', secret: 'admin' },
    ])
    expect(curl).toContain(`curl -u jsonrpc:${logins[0]?.secret ?? ''}`)
    expect(await result(fake, 'getMe', [], { as: 'admin:admin' })).toMatchObject({
      id: 1,
      name: null,
      role: 'app-admin',
    })
  })

  it('may change the built-in administrator, or replace him', async () => {
    const changed = fakeOf({}, world({ admin: { password: 'better-one', name: 'Root' } }))
    expect(await result(changed, 'getMe', [], { as: 'admin:better-one' })).toMatchObject({ id: 1, name: 'Root' })
    const replaced = fakeOf({}, world({ biloute: { id: 1, password: '123456' } }))
    expect(await result(replaced, 'getAllUsers')).toMatchObject([{ id: 1, username: 'biloute', role: 'app-user' }])
  })

  it('loses against the command line', async () => {
    const fake = fakeOf({ settings: { api_token: 'chosen' } }, world({}))
    expect((await call(fake, 'getVersion', [], { as: 'jsonrpc:chosen' })).status).toBe(200)
    expect((await call(fake, 'getVersion')).status).toBe(401)
  })

  it('goes on numbering after the highest number', async () => {
    const fake = fakeOf({}, world({ bob: { id: 21 }, eve: {} }))
    expect(await result(fake, 'getUserByName', ['eve'])).toMatchObject({ id: 22 })
  })

  const wrong = [
    [{ bob: { id: 7 }, eve: { id: 7 } }, /users\.eve\.id: the user 'bob' has the id 7 already/],
    [{ admin: { id: 2 } }, /users\.admin\.id: the user 'admin' has the id 1, not 2/],
    [{ bob: { role: 'god' } }, /users\.bob\.role/],
    [{ bob: { pasword: 'x' } }, /users\.bob\.pasword/],
  ] as const

  it.each(wrong)('%j is refused with the place that is wrong', (users, message) => {
    expect(() => fakeOf({}, world(users))).toThrow(UsageError)
    expect(() => fakeOf({}, world(users))).toThrow(message)
  })

  it('has two names for one user only where the database tells them apart', () => {
    const users = { bob: {}, BOB: {} }
    expect(() => fakeOf({ options: { database: 'mysql' } }, world(users))).toThrow(/users\.BOB: .* the same name/)
    expect(() => fakeOf({}, world(users))).not.toThrow()
  })

  it('answers the same bytes for the same seed', async () => {
    const tell = async (): Promise<unknown> => {
      const fake = fakeOf({}, world({ bob: { password: 'secret-1' } }))
      await call(fake, 'createUser', ['eve', 'secret-1'])
      return (await call(fake, 'getAllUsers')).body
    }
    expect(await tell()).toBe(await tell())
  })
})
