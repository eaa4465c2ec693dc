import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/product.js'
import { ada, ask, bodyOf, fakeOf, small } from './ask.js'

const board = (members: Record<string, unknown>): unknown => ({
  users: { ada: { admin: true, tokens: [ada] }, bob: { id: 'b' } },
  boards: { plan: { id: 'p', members } },
})

const broken: readonly { readonly what: string; readonly wekan: unknown; readonly message: RegExp }[] = [
  {
    what: 'a member who is no user',
    wekan: board({ eve: 'normal' }),
    message: /boards\.plan\.members\.eve: no user has the key 'eve': choose one of ada, bob/,
  },
  { what: 'a role that does not exist', wekan: board({ ada: 'king' }), message: /boards\.plan\.members\.ada/ },
  {
    what: 'a colour that does not exist',
    wekan: { boards: { plan: { color: 'mauve' } } },
    message: /boards\.plan\.color: 'mauve' is no board colour: choose one of belize, /,
  },
  {
    what: 'two users with one id',
    wekan: { users: { a: { id: 'x' }, b: { id: 'x' } } },
    message: /users\.b\.id: the id 'x' is another user's/,
  },
  {
    what: 'names that differ in letter case alone',
    wekan: { users: { a: {}, b: { username: 'A' } } },
    message: /users\.b\.username/,
  },
  {
    what: 'one address twice',
    wekan: { users: { a: { email: 'x@example.com' }, b: { email: 'X@example.com' } } },
    message: /users\.b\.email/,
  },
  {
    what: 'one token of two users',
    wekan: { users: { a: { tokens: ['t'] }, b: { tokens: ['t'] } } },
    message: /users\.b\.tokens/,
  },
  {
    what: 'a token without a value',
    wekan: { users: { a: { tokens: [{}] } } },
    message: /users\.a\.tokens: a token needs either/,
  },
  { what: 'two boards with one id', wekan: { boards: { a: { id: 'x' }, b: { id: 'x' } } }, message: /boards\.b\.id/ },
  { what: 'a key that does not exist', wekan: { users: { a: { nick: 'x' } } }, message: /users\.a\.nick/ },
]

describe('a world', () => {
  it.each(broken)('with $what is refused, and told where', ({ wekan, message }) => {
    expect(() => fakeOf({}, { wekan })).toThrow(UsageError)
    expect(() => fakeOf({}, { wekan })).toThrow(message)
  })

  it('names roles as people do', async () => {
    const world = { wekan: board({ ada: 'admin', bob: 'read-assigned-only' }) }
    const { members } = bodyOf(await ask(fakeOf({}, world), 'GET /api/boards/p', { token: ada })) as {
      members: unknown[]
    }
    expect(members).toEqual([
      {
        userId: expect.any(String),
        isAdmin: true,
        isActive: true,
        isNoComments: false,
        isCommentOnly: false,
        isWorker: false,
      },
      expect.objectContaining({ userId: 'b', isAdmin: false, isReadAssignedOnly: true, isReadOnly: false }),
    ])
  })

  it('takes flags in place of a role', async () => {
    const world = { wekan: board({ bob: { isActive: false, isWorker: true } }) }
    const { members } = bodyOf(await ask(fakeOf({}, world), 'GET /api/boards/p', { token: ada })) as {
      members: unknown[]
    }
    expect(members).toEqual([expect.objectContaining({ userId: 'b', isActive: false, isWorker: true })])
  })

  it('queues the next ids and tokens, after which the generator goes on', async () => {
    const world = { wekan: { next: { ids: ['first'], tokens: ['token-of-first'] } } }
    const fake = fakeOf({}, world)
    expect(bodyOf(await ask(fake, 'POST /users/register', { json: { username: 'a', password: 'x' } }))).toMatchObject({
      id: 'first',
      token: 'token-of-first',
    })
    const second = bodyOf(await ask(fake, 'POST /users/register', { json: { username: 'b', password: 'x' } })) as {
      id: string
    }
    expect(second.id).toMatch(/^\w{17}$/)
  })

  it('gives its logins and a curl line for one of them', () => {
    const [instance] = fakeOf().instances
    const greeting = instance?.product.greet(instance.world, instance.setup, 'http://127.0.0.1:3000')
    expect(greeting?.logins).toEqual([
      { who: 'ada', secret: 'secret-ada-1', kind: 'password' },
      { who: 'bob', secret: 'secret-bob-1', kind: 'password' },
    ])
    expect(greeting?.curl).toBe(
      `curl -H 'Content-Type: application/json' -d '{"username":"ada","password":"secret-ada-1"}' http://127.0.0.1:3000/users/login`,
    )
  })

  it('yields to a setting of the command line', async () => {
    const world = { ...small, wekan: { ...(small['wekan'] as object), settings: { api: 'on' } } }
    expect((await ask(fakeOf({ settings: { api: 'off' } }, world), 'GET /api/user', { token: ada })).status).toBe(403)
  })
})
