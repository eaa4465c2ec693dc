import { describe, expect, it } from 'vitest'
import { FaultPlan } from '../../src/control/faults.js'
import type { FaultRuleInput } from '../../src/control/fault-rules.js'
import type { FaultSubject } from '../../src/control/faults.js'

const call: FaultSubject = { product: 'toy', operations: ['new_card'], method: 'POST', path: '/api/boards/1/cards' }
const gone = { kind: 'status', status: 410 } as const

const plan = (rules: readonly FaultRuleInput[], seed = '7', now = (): number => 0): FaultPlan => {
  const made = new FaultPlan(seed, now)
  made.set(rules)
  return made
}

/** Which of so many calls are struck, counted from 1. */
const struckOf = (faults: FaultPlan, count: number, subject = call): number[] =>
  Array.from({ length: count }, (_, index) => index + 1).filter(() => faults.strike(subject).length > 0)

describe('a fault that could strike nothing', () => {
  const known = { products: ['toy'], operations: ['new_card', 'edit_card'] }
  it.each<[string, Partial<FaultRuleInput>, string]>([
    ['of an operation that there is not', { operation: 'new_crad' }, 'there is no new_crad: choose one of new_card'],
    ['of a pattern that nothing fits', { operation: ['new_card', 'new_*_*'] }, 'there is no new_*_*'],
    ['of a product that is not served', { product: 'trello' }, 'trello is not served: choose one of toy'],
    [
      'in a window that ends before it begins',
      { from: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' },
      'until: 2026-01-01T00:00:00Z is not after',
    ],
  ])('%s is refused', (_what, rule, message) => {
    const faults = new FaultPlan('7', () => 0, known)
    expect(() => faults.set([{ fault: gone }, { ...rule, fault: gone }])).toThrow(message)
    expect(faults.rules).toEqual([])
  })
})

describe('a fault', () => {
  it.each<[string, Partial<FaultRuleInput>, boolean]>([
    ['its product', { product: 'toy' }, true],
    ['another product', { product: 'other' }, false],
    ['its operation', { operation: 'new_card' }, true],
    ['operations by a pattern', { operation: ['edit_*', 'new_*'] }, true],
    ['another operation', { operation: 'edit_card' }, false],
    ['its method, however it is written', { method: 'post' }, true],
    ['another method', { method: 'GET' }, false],
    ['paths below', { path: '/api/**' }, true],
    ['paths with one part', { path: '/api/*/1/cards' }, true],
    ['a part that is more than one', { path: '/api/*/cards' }, false],
    ['a pattern whose dot is a dot', { path: '/api.boards/**' }, false],
  ])('is for %s', (_what, rule, isStruck) => {
    expect(plan([{ ...rule, fault: gone }]).strike(call).length > 0).toBe(isStruck)
  })

  it.each<[string, Partial<FaultRuleInput>, number[]]>([
    ['every call', {}, [1, 2, 3, 4, 5, 6]],
    ['the third', { nth: 3 }, [3]],
    ['the first and the fifth', { nth: [1, 5] }, [1, 5]],
    ['every other', { every: 2 }, [2, 4, 6]],
    ['the first two', { times: 2 }, [1, 2]],
    ['the first two of every other', { every: 2, times: 2 }, [2, 4]],
    ['none with probability 0', { probability: 0 }, []],
    ['all with probability 1', { probability: 1 }, [1, 2, 3, 4, 5, 6]],
  ])('strikes %s', (_what, rule, wanted) => {
    expect(struckOf(plan([{ ...rule, fault: gone }]), 6)).toEqual(wanted)
  })

  it('counts only the calls that it is for', () => {
    const faults = plan([{ operation: 'new_card', nth: 2, fault: gone }])
    const other = { ...call, operations: ['edit_card'] }
    expect([call, other, other, call].map((subject) => faults.strike(subject).length)).toEqual([0, 0, 0, 1])
    expect(faults.rules).toMatchObject([{ id: 'fault-1', calls: 2, struck: 1 }])
  })

  it('strikes the same calls by chance for the same seed, others for another', () => {
    const rules = [{ probability: 0.3, fault: gone }]
    const first = struckOf(plan(rules), 200)
    expect(struckOf(plan(rules), 200)).toEqual(first)
    expect(struckOf(plan(rules, '8'), 200)).not.toEqual(first)
    expect(first.length).toBeGreaterThan(40)
    expect(first.length).toBeLessThan(80)
  })

  it('strikes the same calls by chance when another rule is added', () => {
    const rule = { id: 'mine', probability: 0.5, fault: gone }
    const beside = { id: 'other', probability: 0.5, fault: { kind: 'latency', delay: { minMs: 0, maxMs: 9 } } } as const
    const alone = plan([rule])
    const both = plan([beside, rule])
    const isMine = (faults: FaultPlan): boolean => faults.strike(call).some(({ id }) => id === 'mine')
    const calls = Array.from({ length: 50 }, (_, index) => index)
    expect(calls.map(() => isMine(both))).toEqual(calls.map(() => isMine(alone)))
  })

  it("holds in a window of the sandbox's clock", () => {
    let now = Date.parse('2026-01-05T09:00:00Z')
    const window = { from: '2026-01-05T10:00:00Z', until: '2026-01-05T12:00:00+01:00' }
    const faults = plan([{ ...window, nth: 1, fault: gone }], '', () => now)
    expect(faults.strike(call)).toEqual([])
    now = Date.parse('2026-01-05T10:00:00Z')
    expect(faults.strike(call)).toHaveLength(1)
    const again = plan([{ ...window, fault: gone }], '', () => now)
    now = Date.parse('2026-01-05T11:00:00Z')
    expect(again.strike(call)).toEqual([])
  })

  it('comes after those before it, and latencies add to it', () => {
    const slow = (fixedMs: number): FaultRuleInput => ({ fault: { kind: 'latency', delay: { fixedMs } } })
    const faults = plan([slow(10), { fault: gone }, { id: 'late', fault: { kind: 'reset' } }, slow(5)])
    expect(faults.strike(call).map(({ fault, delayMs }) => [fault.kind, delayMs])).toEqual([
      ['latency', 10],
      ['status', 0],
      ['latency', 5],
    ])
    expect(faults.rules.map(({ struck }) => struck)).toEqual([1, 1, 0, 1])
  })
})

describe('a latency', () => {
  const delays = (delay: object, count = 2000, seed = '7'): number[] => {
    const faults = plan([{ fault: { kind: 'latency', delay } } as FaultRuleInput], seed)
    return Array.from({ length: count }, () => faults.strike(call)[0]?.delayMs ?? NaN)
  }
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length / 2] ?? NaN

  it('between two is anything between them', () => {
    const drawn = delays({ minMs: 100, maxMs: 200 })
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(100)
    expect(Math.min(...drawn)).toBeLessThan(105)
    expect(Math.max(...drawn)).toBeGreaterThan(195)
    expect(Math.max(...drawn)).toBeLessThanOrEqual(200)
  })

  it('that is log-normal has its median, and the spread that sigma says', () => {
    const drawn = delays({ medianMs: 80, sigma: 0.5 })
    expect(median(drawn)).toBeGreaterThan(76)
    expect(median(drawn)).toBeLessThan(84)
    const logs = drawn.map((ms) => Math.log(ms / 80))
    const sigma = Math.sqrt(logs.reduce((sum, each) => sum + each * each, 0) / logs.length)
    expect(sigma).toBeGreaterThan(0.47)
    expect(sigma).toBeLessThan(0.53)
  })

  it('is the same for the same seed', () => {
    const delay = { medianMs: 80, sigma: 1 }
    expect(delays(delay, 20)).toEqual(delays(delay, 20))
    expect(delays(delay, 20, '8')).not.toEqual(delays(delay, 20))
  })
})

describe('rules of faults', () => {
  it('are given names that are free', () => {
    const faults = plan([{ fault: gone }, { id: 'fault-2', fault: gone }, { fault: gone }])
    expect(faults.add({ fault: gone }).id).toBe('fault-4')
    expect(faults.rules.map(({ id }) => id)).toEqual(['fault-1', 'fault-2', 'fault-3', 'fault-4'])
    expect([faults.remove('fault-2'), faults.remove('fault-2')]).toEqual([true, false])
    faults.clear()
    expect(faults.isEmpty).toBe(true)
    expect(faults.strike(call)).toEqual([])
  })

  it.each<[string, unknown, string]>([
    ['a kind that is none', { fault: { kind: 'fire' } }, 'fault.kind'],
    ['a member that is none', { nht: 3, fault: gone }, 'nht'],
    ['a delay from more to less', { fault: { kind: 'latency', delay: { minMs: 2, maxMs: 1 } } }, 'minMs is greater'],
    ['a moment that is none', { from: 'noon', fault: gone }, 'from'],
    [
      'a header that would break the answer',
      { fault: { ...gone, headers: { 'a b': 'c' } } },
      'not the name of a header',
    ],
    ['a name that is taken', { id: 'a', fault: gone }, 'there is a fault a already'],
  ])('with %s change nothing', (_what, rule, message) => {
    const faults = plan([{ id: 'a', fault: gone }])
    const other = { id: 'b', fault: gone }
    // What people send is no rule yet.
    expect(() => faults.set([other, { id: 'a', fault: gone }, rule as FaultRuleInput])).toThrow(message)
    expect(() => faults.add(rule as FaultRuleInput)).toThrow(message)
    expect(faults.rules.map(({ id }) => id)).toEqual(['a'])
  })
})
