import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { Moments } from '../../src/kernel/neutral-moments.js'

it('moments are written as Date writes them', () => {
  const unit = fc.constantFrom(1, 60, 3600, 86_400)
  const moment = fc.tuple(fc.integer({ min: -(2 ** 31), max: 2 ** 33 }), unit).map(([at, one]) => at - (at % one))
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1, maxLength: 40 }), (moments) => {
      const own = new Moments()
      for (const at of [...moments, ...moments]) expect(own.textOf(at)).toBe(new Date(at * 1000).toISOString())
    }),
    { numRuns: 20 },
  )
  const own = new Moments()
  expect(own.textOf(8_640_000_000_000)).toBe('+275760-09-13T00:00:00.000Z')
  expect(own.textOf('2026-03-01T10:00:00+02:00')).toBe('2026-03-01T08:00:00.000Z')
})
