import { describe, expect, it } from 'vitest'
import { resolveSetup } from '../../src/kernel/setup.js'
import { wekan } from '../../src/wekan/index.js'
import { ada, ask, bodyOf, bob, fakeOf } from './ask.js'

const bobId = 'bobbbbbbbbbbbbbbb'
const plan = '/api/boards/pnaaaaaaaaaaaaaaa'
const documented = { fidelity: 'documented' } as const

describe('strict fidelity', () => {
  it('refuses a body member that is not documented and changes nothing', async () => {
    const fake = fakeOf({ fidelity: 'strict' })
    const answer = await ask(fake, 'POST /api/boards', { token: ada, json: { title: 'New', colour: 'belize' } })
    expect(answer).toMatchObject({ status: 422, headers: { 'content-type': 'application/problem+json' } })
    expect(answer.headers['x-fake']).toMatch(/^strict; .*colour/)
    expect(bodyOf(await ask(fake, 'GET /api/boards_count', { token: ada }))).toEqual({ private: 1, public: 1 })
  })

  it('lets the calls of the documentation pass', async () => {
    const fake = fakeOf({ fidelity: 'strict' })
    const json = { action: 'add', isAdmin: 'false', isNoComments: 'false', isCommentOnly: 'false' }
    expect((await ask(fake, `POST ${plan}/members/${bobId}/add`, { token: ada, json })).status).toBe(200)
    expect((await ask(fake, 'POST /users/login', { form: 'username=ada&password=secret-ada-1' })).status).toBe(200)
    expect((await ask(fake, 'GET /api/user', { query: `access_token=${ada}` })).status).toBe(200)
  })

  it('goes by what the release documents: `role` is none of v7.10', async () => {
    const line = `POST ${plan}/members/${bobId}`
    const asked = { token: ada, json: { role: 'worker' } }
    expect((await ask(fakeOf({ fidelity: 'strict', profile: 'wekan@7.10' }), line, asked)).status).toBe(422)
    expect((await ask(fakeOf({ fidelity: 'strict' }), line, asked)).status).toBe(200)
  })

  it('answers failures as the real server', async () => {
    const answer = await ask(fakeOf({ fidelity: 'strict' }), 'GET /api/users', { token: bob })
    expect(answer).toMatchObject({ status: 200 })
    expect(bodyOf(answer)).toMatchObject({ error: 'Forbidden', statusCode: 403 })
  })

  it('is the only one that refuses: real notes the deviation and answers', async () => {
    const answer = await ask(fakeOf(), 'POST /api/boards', { token: ada, json: { title: 'New', colour: 'belize' } })
    expect(answer.status).toBe(200)
    expect(answer.trace.deviations).toEqual([
      expect.objectContaining({ operation: 'new_board', at: 'input', path: '/body' }),
    ])
  })
})

describe('documented fidelity', () => {
  it('keeps failures at status 200, because no page promises another', async () => {
    const answer = await ask(fakeOf(documented), 'GET /api/users', { token: bob })
    expect(answer.status).toBe(200)
    expect(bodyOf(answer)).toMatchObject({ statusCode: 403 })
  })

  it('answers the id of a created user', async () => {
    const json = { username: 'eve', email: 'eve@example.com', password: 'x' }
    const answer = bodyOf(await ask(fakeOf(documented), 'POST /api/users', { token: ada, json }))
    expect((answer as { _id: unknown })._id).toMatch(/^[2-9A-HJ-NP-Za-km-z]{17}$/)
  })

  it('reports why a user was not created', async () => {
    const json = { username: 'BOB', email: 'eve@example.com', password: 'x' }
    const answer = await ask(fakeOf(documented), 'POST /api/users', { token: ada, json })
    expect(bodyOf(answer)).toMatchObject({ error: 403, errorType: 'Meteor.Error' })
  })

  it('refuses the login of a disabled user', async () => {
    const fake = fakeOf(documented)
    await ask(fake, `PUT /api/users/${bobId}`, { token: ada, json: { action: 'disableLogin' } })
    const answer = await ask(fake, 'POST /users/login', { json: { username: 'bob', password: 'secret-bob-1' } })
    expect(answer.status).toBe(401)
    expect(answer.headers['x-fake']).toBe('reason; the login of this user is disabled')
  })

  it('shows no secrets to a board admin who forgets the action', async () => {
    const real = bodyOf(await ask(fakeOf(), `POST ${plan}/members/${bobId}/add`, { token: ada, json: {} }))
    expect(real).toHaveProperty('services.password.bcrypt')
    const shown = bodyOf(await ask(fakeOf(documented), `POST ${plan}/members/${bobId}/add`, { token: ada, json: {} }))
    expect(shown).not.toHaveProperty('services')
    expect(shown).toMatchObject({ username: 'bob' })
  })

  it('applies the flags of an added member on v7.10', async () => {
    const fake = fakeOf({ ...documented, profile: 'wekan@7.10' })
    const path = '/api/boards/opennnnnnnnnnnnnn'
    const answer = await ask(fake, `POST ${path}/members/${bobId}/add`, {
      token: ada,
      json: { action: 'add', isCommentOnly: 'true' },
    })
    expect(bodyOf(answer)).toEqual([{ _id: 'opennnnnnnnnnnnnn', title: 'Open' }])
    const board = bodyOf(await ask(fake, `GET ${path}`, { token: ada })) as { members: unknown[] }
    expect(board.members[1]).toMatchObject({ userId: bobId, isCommentOnly: true })
  })
})

describe('quirks', () => {
  it('can be switched one by one', async () => {
    const fake = fakeOf({ quirks: { 'wekan.create-user-empty-id': 'off' } })
    const json = { username: 'eve', email: 'eve@example.com', password: 'x' }
    const { _id } = bodyOf(await ask(fake, 'POST /api/users', { token: ada, json })) as { _id: unknown }
    expect(_id).toBeTypeOf('string')
    const leak = bodyOf(await ask(fake, `POST ${plan}/members/${bobId}/remove`, { token: ada, json: {} }))
    expect(leak).toHaveProperty('services')
  })

  it('say in x-fake what the real server does in silence', async () => {
    const fake = fakeOf()
    const json = { username: 'bob', email: 'eve@example.com', password: 'x' }
    const answer = await ask(fake, 'POST /api/users', { token: ada, json })
    expect(answer.body).toBe('{"_id":{}}')
    expect(answer.headers['x-fake']).toMatch(/^reason; username already exists; no account was made: /)
  })

  it.each([
    [
      'a login by form in v7.10',
      'wekan@7.10',
      'POST /users/login',
      { form: 'username=ada&password=x' },
      /hasOwnProperty/,
    ],
    [
      'a list that is not edited',
      'wekan@11.07',
      `PUT ${plan}/lists/LIST`,
      { token: ada, json: {} },
      /nothing to write/,
    ],
    ['a card that is not edited', 'wekan@11.07', `PUT ${plan}/lists/x/cards/y`, { token: ada, json: {} }, /nothing to/],
    [
      'an attachment that an export has not',
      'wekan@11.07',
      `GET ${plan}/attachments/none/export`,
      { token: ada },
      /no attachment 'none'/,
    ],
  ])('give the reason of what fails without one: %s', async (_what, profile, line, asked, reason) => {
    const fake = fakeOf({ profile })
    const made = bodyOf(await ask(fake, `POST ${plan}/lists`, { token: ada, json: { title: 'Todo' } }))
    const path = line.replace('LIST', (made as { _id: string })._id)
    expect((await ask(fake, path, asked)).headers['x-fake']).toMatch(reason)
  })

  it('give the reason why a label that is there already is answered by nothing', async () => {
    const fake = fakeOf({ profile: 'wekan@7.10' })
    const json = { label: { name: 'urgent', color: 'red' } }
    await ask(fake, `PUT ${plan}/labels`, { token: ada, json })
    const again = await ask(fake, `PUT ${plan}/labels`, { token: ada, json })
    expect([again.status, again.body]).toEqual([200, undefined])
    expect(again.headers['x-fake']).toMatch(/has that label already/)
  })

  it('of form login is on for v7.10 alone', async () => {
    const form = 'username=ada&password=secret-ada-1'
    const answer = await ask(fakeOf({ profile: 'wekan@7.10' }), 'POST /users/login', { form })
    expect(answer.body).toBe('{\n  "error": "internal-server-error",\n  "reason": "Internal server error"\n}')
    expect((await ask(fakeOf({ profile: 'wekan@wiki' }), 'POST /users/login', { form })).status).toBe(200)
  })

  it('have a source each and unique names that start with the product', () => {
    const names = wekan.quirks.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.every((name) => name.startsWith('wekan.'))).toBe(true)
  })

  it('are all off in the profile of the wiki page', () => {
    expect([...resolveSetup(wekan, { profile: 'wekan@wiki' }).quirks]).toEqual([])
  })
})

describe('fields', () => {
  it('hide the secrets of users from v10.92 on and show them before', async () => {
    const path = `GET /api/users/${bobId}`
    expect(bodyOf(await ask(fakeOf(), path, { token: ada }))).not.toHaveProperty('services')
    expect(bodyOf(await ask(fakeOf({ profile: 'wekan@7.10' }), path, { token: ada }))).toHaveProperty('services')
  })

  it('leave a user of the wiki page with what the page prints', async () => {
    const answer = bodyOf(await ask(fakeOf({ profile: 'wekan@wiki' }), 'GET /api/user', { token: bob }))
    expect(Object.keys(answer as object)).toEqual(['_id', 'createdAt', 'username', 'emails', 'profile'])
    expect(answer).toMatchObject({ profile: {} })
  })

  it('make a board of v11.07 with 80 members and one of v7.10 with 44', async () => {
    const count = async (profile: string): Promise<number> =>
      Object.keys(bodyOf(await ask(fakeOf({ profile }), `GET ${plan}`, { token: ada })) as object).length
    expect([await count('wekan@11.07'), await count('wekan@7.10')]).toEqual([80, 44])
  })
})

describe('declarations', () => {
  it('have one operation per method and path and release', () => {
    const keys = wekan.operations.map(({ id }) => id)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('leave no route of a release out', () => {
    expect(wekan.unbuilt('11.07')).toEqual([])
    expect(wekan.unbuilt('7.10')).toEqual([])
    expect(wekan.operations).toHaveLength(142)
  })

  it('are found for recorded requests, built or not', () => {
    const path = '/api/boards/{{board}}/lists/{{todo}}/cards?x=1'
    expect(wekan.identify({ method: 'POST', path, body: {} })).toEqual(['new_card'])
    expect(wekan.identify({ method: 'GET', path: '/api/user?access_token={{t2}}', body: undefined })).toEqual([
      'get_current_user',
    ])
    expect(wekan.identify({ method: 'GET', path: '/api/nope', body: undefined })).toEqual([])
  })
})
