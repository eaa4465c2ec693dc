import { describe, expect, it } from 'vitest'
import { CallFailed, createFake, UsageError } from '../../src/index.js'
import type { FakeOptions } from '../../src/index.js'
import { fakeTest } from '../../src/vitest.js'

describe('what a fake is made with', () => {
  it.each<[string, FakeOptions, string]>([
    ['a release that there is not', { profiles: { kanboard: '9' } }, "unknown profile '9'"],
    ['a release of what is not served', { products: { kanboard: {} }, profiles: { wekan: '7.10' } }, 'is not served'],
    ['a seed that is no whole number', { seed: 1.5 }, 'seed 1.5: a whole number is expected'],
    // Whoever writes JavaScript is not told by the compiler.
    [
      'a clock that there is not',
      JSON.parse('{"clock":"fast"}') as FakeOptions,
      "no clock is called 'fast': choose one",
    ],
    ['a state for which there is no folder', { state: '/no/such/folder/state.json' }, 'cannot write /no/such/folder'],
    ['a moment that is none', { now: 'yesterday' }, 'is not an ISO 8601 date'],
    ['a moment whose place is left open', { now: '2026-01-05T09:00' }, 'is not an ISO 8601 date'],
  ])('is refused when it has %s', (_what, options, told) => {
    expect(() => createFake(options)).toThrow(UsageError)
    expect(() => createFake(options)).toThrow(told)
  })

  it.each(['2026-01-05T09:00:00Z', new Date('2026-01-05T09:00:00Z'), Date.UTC(2026, 0, 5, 9)])(
    'says the moment as text, date or milliseconds: %s',
    (now) => {
      expect(createFake({ now }).clock.state).toMatchObject({ mode: 'frozen', now: Date.UTC(2026, 0, 5, 9) })
    },
  )
})

describe('an option that there is not', () => {
  it.each<[object, string]>([
    [{ wrold: 'demo' }, "createFake({ … }) has no member 'wrold': did you mean world?"],
    [{ colour: 1 }, "createFake({ … }) has no member 'colour': choose one of products, profiles, world, "],
    [
      { products: { kanboard: { profil: '1.2.35' } } },
      "products.kanboard has no member 'profil': did you mean profile?",
    ],
    [
      { products: { kanboard: { options: { databse: 'mysql' } } } },
      "the choice of options for kanboard has no member 'databse': did you mean database?",
    ],
    [
      { products: { kanboard: { settings: { apitoken: 'x' } } } },
      "the choice of settings for kanboard has no member 'apitoken': did you mean api_token?",
    ],
    [{ products: { wekan: { settings: { rooturl: 'x' } } } }, "has no member 'rooturl': did you mean rootUrl?"],
    [{ limits: { sandboxs: 3 } }, "limits has no member 'sandboxs': did you mean sandboxes?"],
    [{ control: { tokn: 'x' } }, "control has no member 'tokn': did you mean token?"],
  ])('is refused with the one that was meant: %j', (options, told) => {
    expect(() => createFake(options)).toThrow(UsageError)
    expect(() => createFake(options)).toThrow(told)
  })

  it('is refused of a test, too, before it runs', () => {
    const options: object = { withinContrct: false }
    expect(() => fakeTest(options)).toThrow(
      "fakeTest({ … }) has no member 'withinContrct': did you mean withinContract?",
    )
  })
})

describe('a clock that would leave what a date can say', () => {
  it('is not moved, and nothing fails after it', async () => {
    const fake = createFake({ now: '2026-01-05T09:00:00Z' })
    const before = fake.clock.state
    expect(() => {
      fake.clock.advance(9e15)
    }).toThrow('beyond the years 0 to 9999')
    expect(() => {
      fake.clock.run({ speed: 1e7 })
    }).toThrow('speed 10000000')
    expect(fake.clock.state).toEqual(before)
    fake.clock.run({ from: '9999-12-31T23:59:59Z', speed: 1e6 })
    expect(await fake.kanboard.getVersion()).toBe('1.2.53')
  })
})

describe('what is thrown', () => {
  it('has the name of its class, as logs show it', async () => {
    const failure: unknown = await createFake()
      .kanboard.as({})
      .getVersion()
      .catch((error: unknown) => error)
    expect(String(failure)).toMatch(/^CallFailed: getVersion: status 401/)
    expect(failure).toBeInstanceOf(CallFailed)
  })
})
