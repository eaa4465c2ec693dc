import { describe, expect, it, vi } from 'vitest'
import { reachFrom } from '../../src/cli/target-options.js'
import type { ReachFlags } from '../../src/cli/target-options.js'

const flags = (more: Partial<ReachFlags>): ReachFlags => ({ header: [], insecure: false, ...more })

describe('options of the way to a server', () => {
  it('are handed to the runner', () => {
    vi.stubEnv('KEY_OF_THE_GATE', 'from the environment')
    const header = ['X-Gate:  a: b ', 'X-Key: @KEY_OF_THE_GATE']
    const { options } = reachFrom(flags({ header, authHeader: 'X-API-Auth', rate: '0.5', timeout: '90' }))
    vi.unstubAllEnvs()
    expect(options).toMatchObject({
      headers: { 'X-Gate': 'a: b', 'X-Key': 'from the environment' },
      authHeader: 'X-API-Auth',
      rate: 0.5,
      timeoutMs: 90_000,
    })
  })

  it('leave to the runner what is not given', () => {
    const { options, notes } = reachFrom(flags({}))
    expect(Object.keys(options)).toEqual(['fetch'])
    expect(notes).toEqual([])
  })

  it('say aloud that nothing is verified', () => {
    expect(reachFrom(flags({ insecure: true })).notes).toEqual([
      'TLS is not verified (--insecure): anyone between could read and answer',
    ])
  })

  it.each<[Partial<ReachFlags>, string]>([
    [{ rate: '0' }, '--rate 0: a number above 0 is expected'],
    [{ rate: '' }, '--rate : a number above 0 is expected'],
    [{ timeout: 'soon' }, '--timeout soon: a number above 0 is expected'],
    [{ header: ['secret-of-the-gate'] }, "--header: 'Name: value' is expected"],
    [{ header: [': secret-of-the-gate'] }, "--header: 'Name: value' is expected"],
    [{ header: ['A: @NO_SUCH_VARIABLE'] }, '--header A: NO_SUCH_VARIABLE is not in the environment'],
    [{ header: ['A: b\r\nC: d'] }, '--header A: the value has a line break'],
    [{ authHeader: 'a b' }, '--auth-header a b: the name of a header is expected: X-API-Auth'],
    [{ ca: 'no-such.pem' }, '--ca no-such.pem: ENOENT'],
  ])('are refused when they cannot be meant: %j', (more, message) => {
    expect(() => reachFrom(flags(more))).toThrow(message)
  })
})
