import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ada, ask, bodyOf, fakeOf } from './ask.js'

const old = { profile: 'wekan@7.10' }
const json = { 'content-type': 'application/json' }
const login = '{"username":"ada","password":"secret-ada-1"}'

describe('JSON bodies', () => {
  it.each([
    { body: '"text"' },
    { body: 'null' },
    { body: '5' },
    { body: '   ' },
    { body: '{"username":' },
    { body: "{'username':'ada'}" },
  ])('$body is a bad request, as an error page on v11.07', async ({ body }) => {
    const answer = await ask(fakeOf(), 'POST /users/login', { raw: body, headers: json })
    expect(answer).toMatchObject({ status: 400, headers: { 'content-type': 'text/html; charset=utf-8' } })
  })

  it('malformed ones are an internal error in JSON at the login paths of v7.10', async () => {
    const answer = await ask(fakeOf(old), 'POST /users/register', { raw: '{', headers: json })
    expect(answer.status).toBe(400)
    expect(answer.body).toBe('{\n  "error": "internal-server-error",\n  "reason": "Internal server error"\n}')
  })

  it('malformed ones are an error page elsewhere on v7.10', async () => {
    const answer = await ask(fakeOf(old), 'POST /api/boards', { raw: '{', headers: json, token: ada })
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  })

  it('malformed ones are refused before the path is looked at', async () => {
    expect((await ask(fakeOf(), 'POST /nothing', { raw: '{', headers: json })).status).toBe(400)
  })

  it('empty ones count as an empty object', async () => {
    const answer = await ask(fakeOf(), 'POST /users/login', { headers: { ...json, 'content-length': '0' } })
    expect(answer.body).toContain("Missing key 'username'")
  })

  it('arrays are read and match no pattern', async () => {
    const answer = await ask(fakeOf(), 'POST /users/login', { raw: '[]', headers: json })
    expect(bodyOf(answer)).toMatchObject({ error: 'Match error: Expected plain object' })
  })

  it('are read whatever parameters the content type has', async () => {
    const headers = { 'content-type': 'Application/JSON; charset="UTF-8"' }
    expect((await ask(fakeOf(), 'POST /users/login', { raw: login, headers })).status).toBe(200)
  })

  it('of other types are not read', async () => {
    const answer = await ask(fakeOf(), 'POST /users/login', { raw: login, headers: { 'content-type': 'text/plain' } })
    expect(answer.body).toContain("Missing key 'username'")
  })

  it('may be UTF-16', async () => {
    const raw = new Uint8Array(Buffer.from(login, 'utf16le'))
    const headers = { 'content-type': 'application/json; charset=utf-16le' }
    expect((await ask(fakeOf(), 'POST /users/login', { raw, headers })).status).toBe(200)
  })

  it.each(['latin1', 'utf-9'])('in %s are an unsupported media type', async (charset) => {
    const headers = { 'content-type': `application/json; charset=${charset}` }
    expect((await ask(fakeOf(), 'POST /users/login', { raw: login, headers })).status).toBe(415)
  })

  it('may be compressed', async () => {
    const fake = fakeOf()
    const send = (raw: Uint8Array, encoding: string): Promise<number> =>
      ask(fake, 'POST /users/login', { raw, headers: { ...json, 'content-encoding': encoding } }).then(
        ({ status }) => status,
      )
    expect(await send(gzipSync(login), 'gzip')).toBe(200)
    expect(await send(deflateSync(login), 'deflate')).toBe(200)
    expect(await send(gzipSync(login), 'br-2')).toBe(415)
    expect(await send(new TextEncoder().encode(login), 'gzip')).toBe(400)
  })

  it('with invalid UTF-8 are read with replacement characters', async () => {
    const raw = new Uint8Array([
      ...new TextEncoder().encode('{"username":"'),
      0xff,
      ...new TextEncoder().encode('","password":"x"}'),
    ])
    const fake = fakeOf()
    await ask(fake, 'POST /users/register', { raw, headers: json })
    const users = bodyOf(await ask(fake, 'GET /api/users', { token: ada }))
    expect(users).toContainEqual(expect.objectContaining({ username: '\ufffd' }))
  })

  it('beyond 50 MB are too large', async () => {
    const answer = await ask(fakeOf(), 'POST /users/login', { raw: 'x', headers: json, isTooLong: true })
    expect(answer).toMatchObject({ status: 413, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(answer.body).toContain('<pre>Payload Too Large</pre>')
  })

  it('that grow beyond 50 MB while being unpacked are too large', async () => {
    const raw = gzipSync(Buffer.alloc(51 * 1024 * 1024, 0x20))
    const answer = await ask(fakeOf(), 'POST /users/login', { raw, headers: { ...json, 'content-encoding': 'gzip' } })
    expect(answer.status).toBe(413)
  })

  it('nested a hundred thousand deep neither crash nor change anything', async () => {
    const fake = fakeOf()
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const raw = `{"title":${deep},"username":${deep},"password":"x"}`
    const board = await ask(fake, 'POST /api/boards', { raw, headers: json, token: ada })
    expect(bodyOf(board)).toEqual({ error: 'Title must be of type String in boards insertAsync' })
    const user = await ask(fake, 'POST /users/register', { raw: `{"username":${deep},"password":"x"}`, headers: json })
    expect(bodyOf(user)).toMatchObject({ error: 'Match error: Expected string, got object in field username' })
    const token = await ask(fake, 'POST /api/deletetoken', {
      raw: `{"userId":${deep},"token":"x"}`,
      headers: json,
      token: ada,
    })
    expect(bodyOf(token)).toEqual({})
    expect(bodyOf(await ask(fake, 'GET /api/boards_count', { token: ada }))).toEqual({ private: 1, public: 1 })
  })

  it('with a member __proto__ change no prototype', async () => {
    const fake = fakeOf()
    const raw = '{"__proto__":{"isAdmin":true},"action":"dance"}'
    const answer = await ask(fake, 'PUT /api/users/bobbbbbbbbbbbbbbb', { raw, headers: json, token: ada })
    expect(bodyOf(answer)).toMatchObject({ username: 'bob', isAdmin: false })
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined()
    const refused = await ask(fake, 'POST /users/login', {
      raw: '{"__proto__":1,"username":"a","password":"b"}',
      headers: json,
    })
    expect(bodyOf(refused)).toMatchObject({ error: 'Match error: Unknown key in field __proto__' })
  })
})

describe('bodies with methods that usually have none', () => {
  it('are judged with GET', async () => {
    expect((await ask(fakeOf(), 'GET /api/user', { raw: '{', headers: json, token: ada })).status).toBe(400)
    expect((await ask(fakeOf(), 'GET /api/user', { json: { any: 1 }, token: ada })).status).toBe(200)
  })

  it('are judged with DELETE', async () => {
    expect((await ask(fakeOf(), 'DELETE /api/users/nobody', { raw: 'x', headers: json, token: ada })).status).toBe(400)
    expect((await ask(fakeOf(), 'DELETE /api/users/nobody', { form: 'a=b', token: ada })).status).toBe(200)
  })
})

describe('form bodies', () => {
  it('log in', async () => {
    expect((await ask(fakeOf(), 'POST /users/login', { form: 'username=ada&password=secret-ada-1' })).status).toBe(200)
  })

  it('are flat: brackets are part of the name', async () => {
    const answer = await ask(fakeOf(), 'POST /users/login', { form: 'username[a]=ada&password=x' })
    expect(bodyOf(answer)).toMatchObject({ error: 'Match error: Unknown key in field username[a]' })
  })

  it('make a list of a key that is repeated', async () => {
    const answer = await ask(fakeOf(), 'POST /users/login', { form: 'username=a&username=b&password=x' })
    expect(bodyOf(answer)).toMatchObject({ error: 'Match error: Expected string, got object in field username' })
  })

  it('with more than a thousand fields are too large', async () => {
    const form = Array.from({ length: 1001 }, (_, index) => `k${index}=1`).join('&')
    expect((await ask(fakeOf(), 'POST /users/login', { form })).status).toBe(413)
  })

  it('with malformed percent-encoding are read as they are', async () => {
    const answer = await ask(fakeOf(), 'POST /users/login', { form: 'username=%zz&password=x' })
    expect(answer.status).toBe(401)
    expect(answer.body).toContain('login-failed')
  })
})
