import { createServer } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Redactor } from '../../src/check/redact.js'
import { Target } from '../../src/check/target.js'
import type { TargetOptions } from '../../src/check/target.js'
import { transport } from '../../src/check/transport.js'
import type { TransportOptions } from '../../src/check/transport.js'
import { Unreachable } from '../../src/check/unreachable.js'
import type { WireAnswer, WireCall } from '../../src/kernel/protocol.js'
import { productNamed } from '../../src/products.js'
import { answering, answeringTls, atTheEnd, listening, stopAll, tlsFile } from './servers.js'

const get: WireCall = { method: 'GET', path: '/api/user', headers: {} }

function targetOf(url: string, way: TransportOptions = {}, more: Partial<TargetOptions> = {}): Target {
  const { fetch, close } = transport({ env: {}, ...way })
  atTheEnd(close)
  return new Target({ url, fetch, ...more })
}

const failureOf = (target: Target): Promise<unknown> =>
  target.send(get).then(
    () => undefined,
    (error: unknown) => error,
  )

const hello = JSON.stringify({ hello: 'world' })

describe('a certificate that this machine does not know', () => {
  const https = async (file?: string): Promise<string> =>
    `https://${await answeringTls((_request, response) => response.end(hello), file)}`

  it('is refused, with the way out', async () => {
    const url = await https()
    expect(await failureOf(targetOf(url))).toMatchObject({
      kind: 'tls',
      message: `TLS with ${url} failed, its certificate is signed by itself (DEPTH_ZERO_SELF_SIGNED_CERT): give the certificate with --ca FILE, or go without verification with --insecure`,
    })
  })

  it('is trusted when its file is given', async () => {
    const target = targetOf(await https(), { ca: tlsFile('server.pem') })
    expect((await target.send(get)).body).toEqual({ hello: 'world' })
  })

  it('is not looked at when told so', async () => {
    expect((await targetOf(await https(), { isInsecure: true }).send(get)).status).toBe(200)
  })

  it('is refused when it has expired, trusted or not', async () => {
    const target = targetOf(await https('expired.pem'), { ca: tlsFile('expired.pem') })
    expect(await failureOf(target)).toMatchObject({ kind: 'tls', message: expect.stringContaining('has expired') })
  })

  it('is refused for another host', async () => {
    const url = (await https()).replace('127.0.0.1', 'localhost')
    const failure = await failureOf(targetOf(url, { ca: tlsFile('server.pem') }))
    expect(failure).toMatchObject({ kind: 'tls', message: expect.stringContaining('is for another host') })
  })

  it.each([
    ['README.md', 'there is no certificate in PEM in it'],
    ['nothing.pem', 'no such file'],
  ])('must be in the file that is given: %s', (file, message) => {
    expect(() => transport({ ca: tlsFile(file) })).toThrow(message)
  })
})

describe('a server that gives no answer', () => {
  it('because nothing listens is told so', async () => {
    const place = await answering(() => undefined)
    await stopAll()
    expect(await failureOf(targetOf(`http://${place}`))).toMatchObject({
      kind: 'refused',
      message: `nothing listens at http://${place} (ECONNREFUSED): start the server, or correct --url`,
    })
  })

  it('because it speaks no TLS is told so', async () => {
    const place = await answering((_request, response) => response.end(hello))
    expect(await failureOf(targetOf(`https://${place}`))).toMatchObject({
      kind: 'plain-http',
      message: expect.stringContaining('try http://'),
    })
  })

  it('because it speaks TLS only is told so', async () => {
    const place = await answeringTls((_request, response) => response.end(hello))
    expect(await failureOf(targetOf(`http://${place}`))).toMatchObject({
      kind: 'closed',
      message: expect.stringContaining('try https://'),
    })
  })

  it('in time is not waited for', async () => {
    const place = await answering(() => undefined)
    expect(await failureOf(targetOf(`http://${place}`, {}, { timeoutMs: 20 }))).toMatchObject({ kind: 'timeout' })
  })

  it('in time to its end is not waited for', async () => {
    const place = await answering((_request, response) => {
      response.writeHead(200).write('{')
    })
    expect(await failureOf(targetOf(`http://${place}`, {}, { timeoutMs: 100 }))).toMatchObject({ kind: 'timeout' })
  })

  it.each([
    ['announced', (size: number) => ({ 'content-length': size })],
    ['unannounced', () => ({})],
  ])('of bearable size is refused: %s', async (_, headers) => {
    const body = 'x'.repeat(3 * 2 ** 20)
    const place = await answering((_request, response) => {
      response.writeHead(200, headers(body.length)).end(body)
    })
    const failure = await failureOf(targetOf(`http://${place}`, {}, { limitBytes: 2 ** 20 }))
    expect(failure).toMatchObject({
      kind: 'too-large',
      message: `the answer of http://${place}/api/user is larger than 1 MiB: is this the right address?`,
    })
  })
})

describe('a connection', () => {
  it('is used again, and closed at the end', async () => {
    let connections = 0
    const server = createServer((_request, response) => response.end(hello)).on('connection', () => (connections += 1))
    const place = await listening(server)
    const { fetch, close } = transport({ env: {} })
    const target = new Target({ url: `http://${place}`, fetch })
    await target.send(get)
    await target.send(get)
    expect(connections).toBe(1)
    const closed = new Promise((resolve) => server.close(resolve))
    await close()
    await closed
  })

  it('brings redirects as they are', async () => {
    const place = await answering((_request, response) => response.writeHead(302, { location: '/elsewhere' }).end())
    expect(await targetOf(`http://${place}`).send(get)).toMatchObject({
      status: 302,
      headers: { location: '/elsewhere' },
    })
  })

  it('brings answers without a body', async () => {
    const place = await answering((_request, response) => response.writeHead(204).end())
    expect(await targetOf(`http://${place}`).send(get)).toMatchObject({ status: 204, text: '' })
  })

  it('carries text and bytes as they are', async () => {
    const place = await answering((request, response) => {
      request.pipe(response)
    })
    const target = targetOf(`http://${place}`)
    const bytes = new Uint8Array([104, 195, 169])
    expect((await target.send({ ...get, method: 'POST', body: bytes })).text).toBe('hé')
    expect((await target.send({ ...get, method: 'POST', body: 'hé' })).text).toBe('hé')
  })
})

describe('a proxy', () => {
  /** A proxy that answers plain requests itself and connects to one place only. */
  async function proxyTo(place: string): Promise<{ proxy: string; seen: string[] }> {
    const seen: string[] = []
    const server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim())
      response.end(hello)
    })
    server.on('connect', (request, socket) => {
      seen.push(`CONNECT ${request.url}`)
      const [host, port] = place.split(':')
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        onward.pipe(socket).pipe(onward)
      })
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
    })
    return { proxy: await listening(server), seen }
  }

  it('is asked for plain HTTP with the whole address', async () => {
    const { proxy, seen } = await proxyTo('')
    const env = { http_proxy: `http://user:secret@${proxy}` }
    expect((await targetOf('http://wekan.test/sub', { env }).send(get)).body).toEqual({ hello: 'world' })
    expect(seen).toEqual([`GET http://wekan.test/sub/api/user Basic ${Buffer.from('user:secret').toString('base64')}`])
  })

  it('is asked to connect for TLS, and the certificate is that of the server', async () => {
    const { proxy, seen } = await proxyTo(await answeringTls((_request, response) => response.end(hello)))
    const target = targetOf('https://kanboard.test', { env: { HTTPS_PROXY: proxy }, ca: tlsFile('server.pem') })
    expect((await target.send(get)).body).toEqual({ hello: 'world' })
    expect(seen).toEqual(['CONNECT kanboard.test:443'])
  })

  it('does not hide what is wrong with the certificate', async () => {
    const { proxy } = await proxyTo(await answeringTls((_request, response) => response.end(hello)))
    const env = { https_proxy: `http://${proxy}` }
    expect(await failureOf(targetOf('https://kanboard.test', { env }))).toMatchObject({
      kind: 'tls',
      message: expect.stringMatching(/signed by itself .*, through the proxy http:\/\/127/),
    })
  })

  it('is not asked for this machine', async () => {
    const place = await answering((_request, response) => response.end(hello))
    const { proxy, seen } = await proxyTo('')
    await targetOf(`http://${place}`, { env: { http_proxy: `http://${proxy}` } }).send(get)
    expect(seen).toEqual([])
  })

  it('that is not there is named, without its password', async () => {
    const { proxy } = await proxyTo('')
    await stopAll()
    const env = { http_proxy: `http://user:secret@${proxy}` }
    expect(await failureOf(targetOf('http://wekan.test', { env }))).toMatchObject({
      kind: 'proxy',
      message: `the proxy http://${proxy} cannot be reached (ECONNREFUSED): correct HTTP_PROXY and HTTPS_PROXY, or go around it with NO_PROXY`,
    })
  })

  it.each([
    [407, 'wants a login (status 407)'],
    [403, 'does not connect to https://kanboard.test (status 403)'],
  ])('that refuses to connect with %i is named', async (status, message) => {
    const server = createServer().on('connect', (_request, socket) => {
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
    })
    const env = { https_proxy: `http://${await listening(server)}` }
    expect(await failureOf(targetOf('https://kanboard.test', { env }))).toMatchObject({
      kind: 'proxy',
      message: expect.stringContaining(message),
    })
  })
})

describe('what every call carries', () => {
  const echo = (): Promise<string> =>
    answering((request, response) => response.end(JSON.stringify({ ...request.headers, path: request.url })))
  const login = Buffer.from('ada:secret-of-ada').toString('base64')
  const call: WireCall = { ...get, headers: { authorization: `Basic ${login}` } }
  const extra = { 'X-Gate': 'key-of-the-gate', Authorization: 'Bearer token-of-the-gate' }

  const sent = async (more: Partial<TargetOptions>): Promise<WireAnswer['body']> =>
    (await targetOf(`http://${await echo()}`, {}, more).send(call)).body

  it('are the headers that were given, behind those of the call', async () => {
    expect(await sent({ headers: extra })).toMatchObject({
      'x-gate': 'key-of-the-gate',
      authorization: `Basic ${login}`,
    })
  })

  it('is the login in a header of its own, which leaves Authorization to a proxy', async () => {
    expect(await sent({ headers: extra, authHeader: 'X-API-Auth' })).toMatchObject({
      'x-api-auth': login,
      authorization: 'Bearer token-of-the-gate',
    })
  })

  it('is a header of the connection only', async () => {
    const body = await sent({})
    expect(Object.keys(body as object).sort()).toEqual([
      'accept',
      'authorization',
      'connection',
      'host',
      'path',
      'user-agent',
    ])
  })

  it('is in the line for the shell without the secrets', () => {
    const target = new Target({ url: 'https://host', headers: extra, authHeader: 'X-API-Auth' })
    const line = target.curl(call, new Redactor())
    expect(line).toContain(`-H 'X-Gate: ***' -H 'Authorization: Bearer ***' -H 'X-API-Auth: ***'`)
    expect(target.secrets).toEqual(['key-of-the-gate', 'Bearer token-of-the-gate', 'token-of-the-gate'])
  })
})

describe('the address of a product', () => {
  it.each([
    ['kanboard', 'https://host/kanboard/jsonrpc.php', 'https://host/kanboard'],
    ['kanboard', 'https://host/jsonrpc.php?x=1#y', 'https://host'],
    ['kanboard', 'http://host:8080/index.php/', 'http://host:8080'],
    ['wekan', 'https://host/wekan/', 'https://host/wekan'],
    ['wekan', 'https://host/wekan/api', 'https://host/wekan'],
    ['wekan', 'https://host/api/wekan', 'https://host/api/wekan'],
    ['wekan', 'https://host/users/login', 'https://host'],
    ['wekan', 'https://host//', 'https://host'],
  ])('of %s is found in %s', (name, url, base) => {
    expect(new Target({ url, product: productNamed(name) }).base).toBe(base)
  })

  it('carries no password', () => {
    const make = (): Target => new Target({ url: 'https://ada:secret@host' })
    expect(make).toThrow('give --username and --password')
    expect(make).not.toThrow('secret')
  })
})

it('an error of a call keeps its class', async () => {
  const target = new Target({ url: 'http://host', fetch: () => Promise.reject(new Error('broken')) })
  await expect(target.send(get)).rejects.toBeInstanceOf(Unreachable)
})
