import { describe, expect, it } from 'vitest'
import { proxyFor } from '../../src/check/proxies.js'
import { patienceFor } from '../../src/check/retry-after.js'
import { Target } from '../../src/check/target.js'
import type { TargetOptions } from '../../src/check/target.js'
import { explain } from '../../src/check/unreachable.js'
import type { Timer } from '../../src/kernel/clock.js'
import type { WireCall } from '../../src/kernel/protocol.js'
import { productNamed } from '../../src/products.js'

/** Time that passes only while somebody waits. */
function fakeTimer(): Timer & { readonly waits: number[] } {
  const waits: number[] = []
  let now = 0
  return {
    waits,
    now: () => now,
    wait: (ms) => {
      waits.push(ms)
      now += ms
      return Promise.resolve()
    },
  }
}

const get: WireCall = { method: 'GET', path: '/api/user', headers: {} }

/** A target whose server answers one after another, the last one for ever. */
function targetWith(
  answers: readonly (readonly [number, Record<string, string>])[],
  more: Partial<TargetOptions> = {},
) {
  const timer = fakeTimer()
  const notes: string[] = []
  let count = 0
  const target = new Target({
    url: 'http://host',
    product: productNamed('wekan'),
    timer,
    on: ({ text }) => notes.push(text),
    fetch: () => {
      const [status, headers] = answers[Math.min(count++, answers.length - 1)] ?? [200, {}]
      return Promise.resolve(new Response('{}', { status, headers }))
    },
    ...more,
  })
  return { target, timer, notes }
}

const ok = [200, {}] as const
const busy = [429, { 'retry-after': '2' }] as const

describe('a server that asks for patience', () => {
  it('is asked again after the time that it names, which counts as its own', async () => {
    const { target, timer, notes } = targetWith([busy, [503, { 'retry-after': '0' }], ok])
    expect((await target.send(get)).status).toBe(200)
    expect(timer.waits).toEqual([2000, 0])
    expect(target.calls).toBe(3)
    expect(target.waitedMs).toBeGreaterThanOrEqual(2000)
    expect(notes).toEqual(['the server asks to wait (429, Retry-After: 2); the call is sent again then'])
  })

  it('is asked again three times at most', async () => {
    const { target } = targetWith([busy])
    expect((await target.send(get)).status).toBe(429)
    expect(target.calls).toBe(4)
  })

  it('is waited for a minute at most, and that is told', async () => {
    const { target, timer, notes } = targetWith([[503, { 'retry-after': '3600' }], ok])
    await target.send(get)
    expect(timer.waits).toEqual([60_000])
    expect(notes).toEqual(['the server asks to wait (503, Retry-After: 3600); 60 s are waited, no longer'])
  })

  it.each(['/users/login', '/users/register'])('gets no second %s', async (path) => {
    const { target, timer } = targetWith([busy, ok])
    expect((await target.send({ ...get, method: 'POST', path })).status).toBe(429)
    expect(timer.waits).toEqual([])
  })

  it.each([
    ['without a time', [429, {}] as const],
    ['with another status', [401, { 'retry-after': '2' }] as const],
    ['with a time that is none', [503, { 'retry-after': 'soon' }] as const],
  ])('%s is not asked again', async (_, answer) => {
    const { target } = targetWith([answer, ok])
    expect((await target.send(get)).status).toBe(answer[0])
    expect(target.calls).toBe(1)
  })

  it('is not waited for when the run is interrupted', async () => {
    const { target, timer } = targetWith([busy, ok], { signal: AbortSignal.abort() })
    expect((await target.send(get)).status).toBe(429)
    expect(timer.waits).toEqual([])
  })

  it('may name a date, by its own clock', () => {
    const headers = { 'retry-after': 'Mon, 05 Jan 2026 09:00:07 GMT', date: 'Mon, 05 Jan 2026 09:00:00 GMT' }
    const answer = { status: 503, contentType: '', text: '' }
    expect(patienceFor({ ...answer, headers })?.ms).toBe(7000)
    expect(patienceFor({ ...answer, headers: { ...headers, date: 'Mon, 05 Jan 2026 10:00:00 GMT' } })?.ms).toBe(0)
  })
})

it('a rate spaces calls evenly', async () => {
  const { target, timer } = targetWith([ok], { rate: 4 })
  for (let i = 0; i < 4; i++) await target.send(get)
  expect(timer.waits).toEqual([250, 250, 250])
})

describe('HTTP_PROXY, HTTPS_PROXY and NO_PROXY', () => {
  const proxies = { HTTP_PROXY: 'http://plain:3128', HTTPS_PROXY: 'safe:3128' }

  it.each([
    ['http://host', {}, 'http://plain:3128'],
    ['https://host', {}, 'http://safe:3128'],
    ['https://host', { https_proxy: 'http://small:1' }, 'http://small:1'],
    ['https://host', { https_proxy: '' }, undefined],
    ['http://127.0.0.1:3000', {}, undefined],
    ['http://localhost', {}, undefined],
    ['http://[::1]:80', {}, undefined],
    ['http://host', { NO_PROXY: '*' }, undefined],
    ['http://host', { NO_PROXY: 'other, HOST' }, undefined],
    ['http://host', { NO_PROXY: 'HOST', no_proxy: 'other' }, 'http://plain:3128'],
    ['http://a.example.com', { NO_PROXY: 'example.com' }, undefined],
    ['http://a.example.com', { NO_PROXY: '.example.com' }, undefined],
    ['http://anexample.com', { NO_PROXY: 'example.com' }, 'http://plain:3128'],
    ['http://host:8080', { NO_PROXY: 'host:8080' }, undefined],
    ['http://host', { NO_PROXY: 'host:8080' }, 'http://plain:3128'],
    ['https://host', { NO_PROXY: 'host:443' }, undefined],
    ['http://10.1.2.3', { NO_PROXY: '10.0.0.0/8' }, undefined],
    ['http://11.1.2.3', { NO_PROXY: '10.0.0.0/8' }, 'http://plain:3128'],
    ['http://[fd00::1]', { NO_PROXY: 'fd00::/8' }, undefined],
    ['http://[fd00::1]', { NO_PROXY: '[fd00::1]' }, undefined],
  ])('send %s with %j to %s', (url, env, proxy) => {
    expect(proxyFor(new URL(url), { ...proxies, ...env })?.origin).toBe(proxy)
  })

  it('must be addresses', () => {
    expect(() => proxyFor(new URL('http://host'), { http_proxy: 'ftp://x' })).toThrow(
      'HTTP_PROXY: an address like http://proxy:3128 is expected',
    )
  })
})

it.each([
  ['ENOTFOUND', 'unknown-host', 'the host of http://host is not known (ENOTFOUND): correct --url'],
  ['EHOSTUNREACH', 'refused', 'there is no way to http://host'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout', 'http://host accepts no connection in time'],
  ['CERT_NOT_YET_VALID', 'tls', 'is not valid yet'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', 'give the certificate of the authority with --ca FILE'],
  ['ERR_SSL_UNKNOWN', 'tls', 'its certificate is not accepted'],
  ['E_NEW', 'other', 'http://host cannot be reached (E_NEW)'],
])('a failure with the code %s is of the kind %s', (code, kind, message) => {
  const error = new TypeError('fetch failed', { cause: Object.assign(new Error('inner'), { code }) })
  expect(explain(error, 'http://host')).toMatchObject({ kind, message: expect.stringContaining(message) })
})
