import { describe, expect, it } from 'vitest'
import { ada, ask, bodyOf, bob, fakeOf } from './ask.js'

const old = { profile: 'wekan@7.10' }

describe('headers', () => {
  it('forbids caching of answers and names JSON without a charset', async () => {
    const answer = await ask(fakeOf(), 'GET /api/user', { token: ada })
    expect(answer.headers).toEqual({
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'content-type': 'application/json',
    })
  })

  it('sends neither body nor content type where there is no data', async () => {
    const answer = await ask(fakeOf(), 'PUT /api/users/nobody', { token: ada, json: { action: 'disableLogin' } })
    expect(answer.body).toBeUndefined()
    expect(answer.headers).not.toHaveProperty('content-type')
    expect(answer.headers['x-fake']).toBe("reason; no user has the id 'nobody'")
  })

  it('says of a failed login on v11.07 its type alone, without the headers against caching', async () => {
    const answer = await ask(fakeOf(), 'POST /users/login', { json: { username: 'ada', password: 'nope' } })
    expect(answer.headers).toEqual({ 'content-type': 'application/json' })
  })

  it('sends the error page with its protective headers', async () => {
    const answer = await ask(fakeOf(), 'POST /api/users', { raw: '{', headers: { 'content-type': 'application/json' } })
    expect(answer.status).toBe(400)
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    })
  })

  it('keeps the headers against caching on error pages of handlers on v7.10', async () => {
    const answer = await ask(fakeOf(old), 'POST /api/boards', { token: ada, json: { title: 'X' } })
    expect(answer.status).toBe(500)
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'text/html; charset=utf-8' })
  })
})

describe('pretty printing', () => {
  it('indents failures of login and registration on v7.10 by two blanks', async () => {
    const answer = await ask(fakeOf(old), 'POST /users/login', { json: { username: 'ada', password: 'nope' } })
    expect(answer.body).toBe('{\n  "error": 403,\n  "reason": "Incorrect password"\n}')
  })

  it('writes them on one line on v11.07', async () => {
    const answer = await ask(fakeOf(), 'POST /users/login', { json: { username: 'ada', password: 'nope' } })
    expect(answer.body).toBe('{"error":"login-failed","reason":"Incorrect username, email address or password."}')
  })
})

describe('tokens', () => {
  it('expire 90 days after login, to the millisecond', async () => {
    const answer = await ask(fakeOf(), 'POST /users/login', { json: { username: 'ada', password: 'secret-ada-1' } })
    expect(bodyOf(answer)).toMatchObject({ tokenExpires: '2026-04-05T09:00:00.000Z' })
  })

  it('have 43 characters of the base64url alphabet', async () => {
    const answer = await ask(fakeOf(), 'POST /users/login', { json: { username: 'ada', password: 'secret-ada-1' } })
    expect((bodyOf(answer) as { token: string }).token).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it.each([{ header: `bearer ${ada}` }, { header: `BEARER ${ada}` }, { header: `Bearer  ${ada}` }])(
    'are taken from $header',
    async ({ header }) => {
      const answer = await ask(fakeOf(), 'GET /api/user', { headers: { authorization: header } })
      expect(bodyOf(answer)).toMatchObject({ username: 'ada' })
    },
  )

  it('need exactly one blank after Bearer on v7.10', async () => {
    const answer = await ask(fakeOf(old), 'GET /api/user', { headers: { authorization: `Bearer  ${ada}` } })
    expect(bodyOf(answer)).toMatchObject({ error: 'Unauthorized' })
  })

  it('are taken from the query, but not when given twice', async () => {
    const fake = fakeOf()
    expect(bodyOf(await ask(fake, 'GET /api/user', { query: `access_token=${ada}` }))).toMatchObject({
      username: 'ada',
    })
    const twice = await ask(fake, 'GET /api/user', { query: `access_token=${ada}&access_token=${ada}` })
    expect(bodyOf(twice)).toMatchObject({ error: 'Unauthorized' })
  })

  it('in the header win over the query', async () => {
    const answer = await ask(fakeOf(), 'GET /api/user', { token: bob, query: `access_token=${ada}` })
    expect(bodyOf(answer)).toMatchObject({ username: 'bob' })
  })
})

describe('member order', () => {
  it('starts a user with the id and ends him with his boards', async () => {
    const keys = Object.keys(bodyOf(await ask(fakeOf(), 'GET /api/user', { token: ada })) as object)
    const expected = '_id createdAt username emails isAdmin modifiedAt profile authenticationMethod sessionData boards'
    expect(keys).toEqual(expected.split(' '))
  })

  it('starts a board with id, title, members, permission, color', async () => {
    const keys = Object.keys(bodyOf(await ask(fakeOf(), 'GET /api/boards/pnaaaaaaaaaaaaaaa', { token: ada })) as object)
    expect(keys.slice(0, 7)).toEqual(['_id', 'title', 'members', 'permission', 'color', 'migrationVersion', 'slug'])
  })
})

describe('paths', () => {
  it('match in any letter case and with one slash behind on v11.07', async () => {
    expect((await ask(fakeOf(), 'GET /API/Users/', { token: ada })).trace.operations).toEqual(['get_all_users'])
  })

  it('do not match with two slashes behind on v11.07', async () => {
    expect((await ask(fakeOf(), 'GET /api/users//', { token: ada })).headers['content-type']).toContain('text/html')
  })

  it('match with any number of slashes around on v7.10, and in their own letter case alone', async () => {
    const fake = fakeOf(old)
    expect((await ask(fake, 'GET //api/users///', { token: ada })).trace.operations).toEqual(['get_all_users'])
    expect((await ask(fake, 'GET /API/users', { token: ada })).trace.operations).toEqual([])
  })

  it('decode parameters', async () => {
    const answer = await ask(fakeOf(), 'GET /api/users/%61da', { token: ada })
    expect(bodyOf(answer)).toMatchObject({ username: 'ada' })
  })

  it('with malformed percent-encoding are a bad request on v11.07 and an internal error on v7.10', async () => {
    expect((await ask(fakeOf(), 'GET /api/users/%zz', { token: ada })).status).toBe(400)
    expect((await ask(fakeOf(old), 'GET /api/users/%zz', { token: ada })).status).toBe(500)
  })

  it('that nobody has answer the app page even when malformed on v11.07', async () => {
    expect((await ask(fakeOf(), 'GET /nothing/%zz')).status).toBe(200)
  })
})

describe('methods', () => {
  it('HEAD answers as GET without a body on v11.07', async () => {
    const answer = await ask(fakeOf(), 'HEAD /api/user', { token: ada })
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } })
    expect(answer.body).toBeUndefined()
  })

  it('HEAD answers for the app page on v7.10', async () => {
    const answer = await ask(fakeOf(old), 'HEAD /api/user', { token: ada })
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  })

  it('OPTIONS lists the methods of a path on v11.07, those not imitated included', async () => {
    const answer = await ask(fakeOf(), 'OPTIONS /api/users/someone')
    expect(answer).toMatchObject({
      status: 200,
      body: 'DELETE, GET, HEAD, PUT',
      headers: { allow: 'DELETE, GET, HEAD, PUT' },
    })
  })

  it('OPTIONS of a path without routes names the methods of the app page', async () => {
    const answer = await ask(fakeOf(), 'OPTIONS /nothing')
    expect(answer).toMatchObject({ status: 200, headers: { allow: 'OPTIONS, GET, HEAD' } })
    expect(answer.body).toBeUndefined()
  })

  it('other methods on a path without routes are not allowed', async () => {
    const answer = await ask(fakeOf(), 'PATCH /api/users')
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'OPTIONS, GET, HEAD' } })
  })
})

describe('routes that other releases have', () => {
  it('answer as unknown routes where the release has not got them', async () => {
    const fake = fakeOf(old)
    const page = await ask(fake, 'GET /api/boards/pnaaaaaaaaaaaaaaa/rules', { token: ada })
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(page.headers).not.toHaveProperty('x-fake')
    expect((await ask(fake, 'POST /users/logout', { json: {} })).status).toBe(405)
  })
})

describe('the API switched off', () => {
  it('answers 403 and a text on v11.07, below /api alone', async () => {
    const fake = fakeOf({ settings: { api: 'off' } })
    const answer = await ask(fake, 'GET /api/user', { token: ada })
    expect(answer).toMatchObject({ status: 403, headers: { 'content-type': 'text/plain; charset=utf-8' } })
    expect(answer.body).toMatch(/^WeKan API is disabled, so this address answers nothing\.\n/)
    expect((await ask(fake, 'POST /users/login', { json: { username: 'ada', password: 'secret-ada-1' } })).status).toBe(
      200,
    )
  })

  it('redirects to the front page on v7.10', async () => {
    const answer = await ask(fakeOf({ ...old, settings: { api: 'off' } }), 'GET /api/user', { token: ada })
    expect(answer).toMatchObject({ status: 301, headers: { location: '/' } })
  })
})
