import { describe, expect, it } from 'vitest'
import { products } from '../../src/products.js'
import { fakeOf, play, profiles, scenariosOf, traces } from './play.js'

describe('a healthy fake', () => {
  it.each(profiles)('as %s gives no finding, and nothing is left behind', async (profile) => {
    const fake = fakeOf(profile)
    const { summary } = await play(profile, fake.fetch)
    const odd = summary.results.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'disabled')
    expect(odd).toEqual([])
    expect(summary.left).toEqual([])
    expect(traces(fake, profile.slice(0, profile.indexOf('@')))).toEqual([])
    expect(summary.writes).toBeGreaterThan(50)
    expect(summary.footprint?.changed).toEqual([])
    expect(summary.counts.pass).toBeGreaterThan(0)
  })
})

describe('every declared operation', () => {
  const declared = products.flatMap((product) =>
    product.operations.map((op) => ({ product: product.name, id: op.id, op })),
  )
  const steps = new Map(products.map(({ name }) => [name, scenariosOf(name).flatMap((scenario) => scenario.steps)]))

  it.each(declared)('$product $id has a step that succeeds', ({ product, id }) => {
    const own = steps.get(product)?.filter((step) => step.operation === id && step.expect?.failure === undefined)
    expect(own?.length).toBeGreaterThan(0)
  })

  it.each(declared.filter(({ product, op }) => product === 'kanboard' || (op.errors ?? []).length > 0))(
    '$product $id has a step that fails',
    ({ product, id, op }) => {
      const mute = (op.errors ?? []).flatMap(({ result }) => (result === undefined ? [] : [JSON.stringify(result)]))
      const own = steps.get(product)?.filter(({ operation, expect: want }) => {
        if (operation !== id || !want) return false
        return want.failure !== undefined || want.empty === true || mute.includes(JSON.stringify(want.result))
      })
      expect(own?.length).toBeGreaterThan(0)
    },
  )
})
