import { describe, expect, it } from 'vitest'
import { Clock } from '../../src/kernel/clock.js'
import { fakeHeader } from '../../src/kernel/exchange.js'
import { Ids, seedOf } from '../../src/kernel/ids.js'
import { withoutMaps, writeJson } from '../../src/kernel/json.js'
import { compareVersions, inVersions } from '../../src/kernel/versions.js'

describe('release numbers', () => {
  it('compare by their parts, not as text', () => {
    expect(compareVersions('1.2.9', '1.2.53')).toBeLessThan(0)
    expect(compareVersions('11.07', '7.10')).toBeGreaterThan(0)
    expect(compareVersions('1.2', '1.2.0')).toBe(0)
  })

  it('lie within inclusive bounds', () => {
    expect(inVersions({ since: '1.0.22', until: '1.0.24' }, '1.0.24')).toBe(true)
    expect(inVersions({ until: '1.0.21' }, '1.0.22')).toBe(false)
    expect(inVersions(undefined, '1.0.22')).toBe(true)
  })
})

describe('ids', () => {
  it('repeat for the same seed and go on after a fork independently', () => {
    const one = new Ids(seedOf('wekan 1'))
    const two = new Ids(seedOf('wekan 1'))
    expect(one.meteor()).toBe(two.meteor())
    const fork = one.fork()
    expect(fork.secret()).toBe(one.secret())
    expect(new Ids(seedOf('wekan 2')).meteor()).not.toBe(new Ids(seedOf('wekan 1')).meteor())
  })

  it('have the forms that the products give them', () => {
    const ids = new Ids(7)
    expect(ids.meteor()).toMatch(/^[2-9A-HJ-NP-Za-km-z]{17}$/)
    expect(ids.secret()).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(ids.hex(60)).toMatch(/^[0-9a-f]{60}$/)
    expect(ids.bcrypt('$2y$10$')).toMatch(/^\$2y\$10\$[./A-Za-z0-9]{53}$/)
  })
})

describe('the clock', () => {
  it('stands still when frozen and moves a millisecond a request when ticking', () => {
    const frozen = new Clock('frozen', 1000)
    frozen.tick()
    expect(frozen.now()).toBe(1000)
    const ticking = new Clock('ticking', 1000)
    ticking.tick()
    ticking.tick()
    expect(ticking.now()).toBe(1002)
    expect(ticking.fork().now()).toBe(1002)
  })

  it('can be set, which freezes a real one', () => {
    const clock = new Clock('real')
    clock.set(5)
    expect(clock.now()).toBe(5)
    expect(clock.mode).toBe('frozen')
  })
})

describe('JSON', () => {
  it('prints a Map as an object in the order of its entries, and leaves undefined out', () => {
    expect(
      writeJson({
        a: new Map<string, unknown>([
          ['9', { b: undefined, c: [null] }],
          ['1', 'x'],
        ]),
      }),
    ).toBe('{"a":{"9":{"c":[null]},"1":"x"}}')
  })

  it('loses its maps where only members count', () => {
    expect(withoutMaps({ a: [new Map([['9', new Map([['b', 1]])]])] })).toEqual({ a: [{ 9: { b: 1 } }] })
  })

  it('is as JSON.stringify without maps', () => {
    const value = { a: [1, 'ü', null, { b: true }], d: new Date(0) }
    expect(writeJson(value)).toBe(JSON.stringify(value))
  })
})

describe('the header in which the fake speaks of itself', () => {
  it('never carries what a header may not', () => {
    expect(fakeHeader('reason', 'Ünknown\r\nuser')).toEqual({ 'x-fake': 'reason; %C3%9Cnknown%0D%0Auser' })
    expect(fakeHeader('not-built', '')).toEqual({ 'x-fake': 'not-built' })
  })
})
