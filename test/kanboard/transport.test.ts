import { describe, expect, it } from 'vitest'
import { call, fakeOf, request, result, send, textOf, token } from './ask.js'

const json = { 'content-type': 'application/json' }
const parseError = '{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}'
const invalidRequest = '{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}'

/** A call of getVersion whose id is written as given. */
const withId = (id: string): string => `{"jsonrpc":"2.0","method":"getVersion","id":${id}}`

describe('an answer', () => {
  it('has jsonrpc, result and id in this order, without blanks', async () => {
    const { status, headers, body } = await call(fakeOf(), 'getVersion')
    expect({ status, headers, body }).toEqual({
      status: 200,
      headers: json,
      body: '{"jsonrpc":"2.0","result":"1.2.53","id":1}',
    })
  })

  it('has code, message and data of an error in this order', async () => {
    const answer = await call(fakeOf(), 'getUser')
    const error = '{"code":-32602,"message":"Invalid params","data":"Wrong number of arguments"}'
    expect(textOf(answer)).toBe(`{"jsonrpc":"2.0","error":${error},"id":1}`)
  })

  it('leaves slashes and letters as they are and escapes line separators', async () => {
    const id = '"é😀/<&\u2028\u2029\\u007f"'
    expect(textOf(await send(fakeOf(), withId(id)))).toContain('"id":"é😀/<&\\u2028\\u2029\u007f"}')
  })

  it('shows the columns of a user in the order of the table', async () => {
    const user = (await result(fakeOf(), 'getUser', [1])) as object
    expect(Object.keys(user).join(' ')).toBe(
      'id username password is_admin is_ldap_user name email google_id github_id notifications_enabled timezone ' +
        'language disable_login_form twofactor_activated twofactor_secret token notifications_filter nb_failed_login ' +
        'lock_expiration_date is_project_admin gitlab_id role is_active avatar_path api_access_token filter theme',
    )
  })

  it('has no body and the type of JSON when all were notifications', async () => {
    const { status, headers, body } = await send(fakeOf(), '[{"jsonrpc":"2.0","method":"getVersion"}]')
    expect({ status, headers, body }).toEqual({ status: 200, headers: json, body: '' })
  })

  it('is the same for every verb', async () => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']) {
      expect(textOf(await call(fakeOf(), 'getVersion', undefined, { method }))).toContain('"result":"1.2.53"')
    }
  })
})

describe('an id', () => {
  const echoes = [
    ['9223372036854775807', '9223372036854775807'],
    ['9007199254740993', '9007199254740993'],
    ['9223372036854775808', '9.223372036854776e+18'],
    ['1.0', '1'],
    ['-0', '0'],
    ['-0.0', '-0'],
    ['1e16', '10000000000000000'],
    ['1e17', '1.0e+17'],
    ['0.00001', '1.0e-5'],
    ['1.50', '1.5'],
    ['{}', '[]'],
    ['{"b":1,"a":2,"b":3}', '{"b":3,"a":2}'],
    ['{"10":1,"9":2}', '{"10":1,"9":2}'],
    ['{"0":1,"1":2}', '[1,2]'],
    ['{"__proto__":{"x":1}}', '{"__proto__":{"x":1}}'],
    ['""', '""'],
    ['false', 'false'],
  ] as const

  it.each(echoes)('%s is echoed as %s', async (sent, echoed) => {
    expect(textOf(await send(fakeOf(), withId(sent)))).toBe(`{"jsonrpc":"2.0","result":"1.2.53","id":${echoed}}`)
  })

  it('beyond every float ends a batch in one internal error', async () => {
    const answer = await send(fakeOf(), `[${withId('1')},${withId('1e400')}]`)
    const error = '{"code":-32603,"message":"Internal error","data":"Unknown error"}'
    expect(textOf(answer)).toBe(`{"jsonrpc":"2.0","error":${error},"id":null}`)
  })

  it('that is null makes a notification', async () => {
    expect(textOf(await send(fakeOf(), withId('null')))).toBe('')
  })
})

describe('a body', () => {
  const malformed: readonly (readonly [string, string | Uint8Array])[] = [
    ['that is empty', ''],
    ['that is a number', '12'],
    ['with a byte order mark', '\ufeff{}'],
    ['with half a surrogate pair', '{"a":"\\ud83d"}'],
    ['with a comma too many', '{"a":1,}'],
    ['with a control character in a text', '{"a":"\u0001"}'],
    ['that is not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
    ['that is nested 512 deep', `${'['.repeat(512)}${']'.repeat(512)}`],
    ['that is nested 100,000 deep', '['.repeat(100_000)],
  ]

  it.each(malformed)('%s is a parse error, whoever asks', async (_, body) => {
    const answer = await send(fakeOf(), body, { as: '' })
    expect([answer.status, textOf(answer)]).toEqual([200, parseError])
  })

  it('that is nested 511 deep is read', async () => {
    const nested = `${'['.repeat(510)}${']'.repeat(510)}`
    expect(textOf(await send(fakeOf(), withId(nested)))).toContain('"result":"1.2.53"')
  })

  it('without a call in it is an invalid request, whoever asks', async () => {
    for (const body of ['{}', '[]', '{"jsonrpc":"2.0","method":5}', '{"jsonrpc":"2.0","method":"x","params":0}']) {
      expect(textOf(await send(fakeOf(), body, { as: '' }))).toBe(invalidRequest)
    }
  })

  it('with __proto__ keys is a body like any other', async () => {
    const fake = fakeOf()
    const body = '{"__proto__":{"id":9},"jsonrpc":"2.0","method":"getVersion","id":1,"constructor":null}'
    expect(textOf(await send(fake, body))).toBe('{"jsonrpc":"2.0","result":"1.2.53","id":1}')
    const params = '{"jsonrpc":"2.0","method":"getUser","params":{"__proto__":1},"id":1}'
    expect(textOf(await send(fake, params))).toContain('"data":"Missing argument: user_id"')
    expect(({} as Record<string, unknown>)['id']).toBeUndefined()
  })

  it('that does not fit into memory ends in status 500 without text, and says so', async () => {
    const answer = await send(fakeOf(), '', { isTooLong: true })
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([500, 'text/html; charset=UTF-8', ''])
    expect(answer.headers['x-fake']).toMatch(/^reason; the body does not fit/)
  })

  it('of 49 MB is read', async () => {
    const body = `{"jsonrpc":"2.0","method":"getVersion","id":1,"pad":"${'x'.repeat(49 * 1024 * 1024)}"}`
    expect(textOf(await send(fakeOf(), body))).toContain('"result":"1.2.53"')
  })
})

describe('a batch', () => {
  it('answers one element after the other, each seeing what the one before did', async () => {
    const create = request('createUser', ['new', 'secret-new'], 1)
    const answer = await send(fakeOf(), `[${create},${request('getUserByName', ['new'], 2)}]`)
    expect(textOf(answer)).toMatch(/^\[\{"jsonrpc":"2.0","result":4,"id":1\},\{.*"username":"new".*"id":2\}\]$/)
  })

  it('may be an object whose keys are 0, 1 …', async () => {
    const answer = await send(fakeOf(), `{"0":${request('getVersion')},"1":3}`)
    expect(textOf(answer)).toBe(`[{"jsonrpc":"2.0","result":"1.2.53","id":1},${parseError}]`)
  })

  it('is replaced as a whole by a refusal, and keeps what was done before it', async () => {
    const fake = fakeOf()
    const body = `[${request('createUser', ['new', 'secret-new'])},${request('getMe')},${request('removeUser', [1])}]`
    const answer = await send(fake, body)
    expect([answer.status, textOf(answer)]).toEqual([
      403,
      '{"jsonrpc":"2.0","error":{"code":403,"message":"Forbidden"},"id":null}',
    ])
    expect(await result(fake, 'getUserByName', ['new'])).toMatchObject({ id: 4 })
    expect(await result(fake, 'getUser', [1])).toMatchObject({ username: 'admin' })
  })

  it('dies as a whole of one PHP error', async () => {
    const answer = await send(fakeOf(), `[${request('getVersion')},${request('createUser', [[], 'secret-1'])}]`)
    expect([answer.status, answer.body]).toEqual([500, ''])
  })
})

describe('parameters', () => {
  const cases = [
    ['fewer than required', {}, 'Wrong number of arguments'],
    ['more than there are', [1, 2], 'Too many arguments'],
    ['an unknown name too many', { user_id: 1, x: 2 }, 'Too many arguments'],
    ['an unknown name in place of a required one', { id: 1 }, 'Missing argument: user_id'],
    ['a name in another letter case', { USER_ID: 1 }, 'Missing argument: user_id'],
  ] as const

  it.each(cases)('%s: %j', async (_, params, data) => {
    expect(textOf(await call(fakeOf(), 'getUser', params))).toContain(`"data":"${data}"`)
  })

  it('of an unknown name are dropped when the count fits', async () => {
    expect(await result(fakeOf(), 'updateUser', { id: 3, name: 'A', colour: 'red' })).toBe(true)
  })

  it('may be an object whose keys are 0, 1 …', async () => {
    expect(await result(fakeOf(), 'getUser', { 0: 3 })).toMatchObject({ username: 'ann' })
  })
})

describe('a method', () => {
  it('is found in any letter case', async () => {
    expect(await result(fakeOf(), 'GETVERSION')).toBe('1.2.53')
  })

  it('that never existed is not found', async () => {
    const answer = await call(fakeOf(), 'noSuchProcedure')
    expect(textOf(answer)).toBe('{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1}')
    expect(answer.headers['x-fake']).toBeUndefined()
  })

  it('that the classes of Kanboard inherit can be called, until the quirk is off', async () => {
    expect(await result(fakeOf(), 'getClassName')).toBe('MeProcedure')
    expect(await result(fakeOf(), 'filterValues', [[1, null, 2]])).toEqual({ 0: 1, 2: 2 })
    const honest = fakeOf({ quirks: { 'kanboard.inherited-methods': 'off' } })
    expect(textOf(await call(honest, 'getClassName'))).toContain('Method not found')
  })
})

describe('what is before Kanboard', () => {
  const asked = {
    method: 'POST',
    body: request('getVersion'),
    headers: { authorization: `Basic ${btoa(`jsonrpc:${token}`)}` },
  }

  it('merges slashes, resolves dots and decodes the path', async () => {
    for (const path of ['//jsonrpc.php', '/./jsonrpc.php', '/x/../jsonrpc.php', '/jsonrpc%2Ephp', '/jsonrpc.php//x']) {
      expect(await (await fakeOf().fetch(path, asked)).text()).toContain('"result":"1.2.53"')
    }
  })

  it('does so below a prefix too', async () => {
    const fake = fakeOf({ prefix: '/kanboard' })
    expect(await (await fake.fetch('/kanboard//jsonrpc.php', asked)).text()).toContain('"result":"1.2.53"')
    expect((await fake.fetch('/kanboard/../jsonrpc.php', asked)).status).toBe(404)
  })

  it('knows no other script and no other letter case', async () => {
    for (const path of ['/', '//', '/JSONRPC.PHP', '/jsonrpc', '/jsonrpc.phpx', '/%']) {
      expect((await fakeOf().fetch(path, asked)).status).toBe(404)
    }
  })

  it('takes a posted form with parts apart, so that nothing is left to be read', async () => {
    const form = { 'content-type': 'Multipart/Form-Data; boundary=x' }
    expect((await call(fakeOf(), 'getVersion', undefined, { headers: form })).body).toBe(parseError)
  })

  it('leaves a form alone that is not posted or has no boundary', async () => {
    const bare = { 'content-type': 'multipart/form-data' }
    expect(textOf(await call(fakeOf(), 'getVersion', undefined, { headers: bare }))).toContain('1.2.53')
    const put = { method: 'PUT', headers: { 'content-type': 'multipart/form-data; boundary=x' } }
    expect(textOf(await call(fakeOf(), 'getVersion', undefined, put))).toContain('1.2.53')
  })
})
