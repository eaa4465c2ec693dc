import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { typedAs, typedElement } from '../../src/check/typed.js'
import { atView, wire } from '../../src/kernel/view.js'
import type { View, Wire } from '../../src/kernel/view.js'
import { products } from '../../src/products.js'
import { createFake } from '../../src/server/fake.js'
import { fakeOf, play, TOKEN } from './play.js'

const typings: readonly Record<string, string>[] = [
  { numbers: 'strings' },
  { database: 'mysql' },
  { database: 'postgres' },
  { database: 'mysql', numbers: 'strings' },
]

describe('a healthy fake with options', () => {
  it.each(typings)('as kanboard@1.2.20 with %o gives no finding', async (options) => {
    const profile = 'kanboard@1.2.20'
    const { summary } = await play(profile, fakeOf(profile, {}, options).fetch, { choice: { profile, options } })
    expect(summary.results.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'disabled')).toEqual([])
    expect(summary.left).toEqual([])
    expect(summary.counts.pass).toBeGreaterThan(500)
  })

  it('whose numbers are native is caught when text is due', async () => {
    const profile = 'kanboard@1.2.20'
    const choice = { profile, options: { numbers: 'strings' } }
    const { summary } = await play(profile, fakeOf(profile).fetch, { choice, only: ['columns'] })
    expect(summary.results.flatMap(({ findings }) => findings.map(({ rule }) => rule))).toContain('field.type')
  })
})

describe('a step that needs a deployment without a feature', () => {
  const verdictOf = async (features: readonly string[], world: Record<string, object>): Promise<string | undefined> => {
    const served = { product: products.find(({ name }) => name === 'kanboard'), settings: { api_token: TOKEN } }
    if (!served.product) throw new Error('kanboard is a product')
    const users = { admin: { password: 'password-of-admin' } }
    const fake = createFake({
      products: [{ ...served, product: served.product }],
      known: products,
      world: { kanboard: { users, ...world } },
    })
    const { summary } = await play('kanboard@1.2.53', fake.fetch, { features, only: ['users'] })
    return summary.results.find(({ step }) => step === 'without a directory nobody is found')?.verdict
  }

  it('is played where it is said to lack it', async () => {
    expect(await verdictOf(['no-ldap'], {})).toBe('pass')
  })

  it('is skipped where nothing is said', async () => {
    expect(await verdictOf([], {})).toBe('skip')
  })

  it('is not meant for one that has it', async () => {
    expect(await verdictOf(['ldap'], { ldap: { users: {} } })).toBe('disabled')
  })
})

const count: Wire<number> = {
  name: 'count',
  schema: ({ axes }) => (axes['numbers'] === 'strings' ? z.string().regex(/^\d+$/) : z.int()),
  render: (value) => value,
}
const row = z.object({ id: wire(count), made: z.int(), note: z.string() })
const asText: View = { version: '1.0.0', axes: { numbers: 'strings' } }
const asNumber: View = { version: '1.0.0', axes: { numbers: 'native' } }

describe('an expected value', () => {
  it('is text where the wire type of the view is text', () => {
    expect(typedAs(atView(row, asText, 'answer'), { id: 7 })).toEqual({ id: '7' })
  })

  it('stays a number where it is one', () => {
    expect(typedAs(atView(row, asNumber, 'answer'), { id: 7 })).toEqual({ id: 7 })
  })

  it('captured as text is a number where the schema has one in every view', () => {
    expect(typedAs(atView(row, asText, 'answer'), { made: '7' })).toEqual({ made: 7 })
  })

  it('is not made text for a member that is no wire type', () => {
    expect(typedAs(atView(row, asText, 'answer'), { note: 7 })).toEqual({ note: 7 })
  })

  it('in text is not taken for a number of a wire type', () => {
    expect(typedAs(atView(row, asNumber, 'answer'), { id: '7' })).toEqual({ id: '7' })
  })

  it('is typed through lists, null and alternatives', () => {
    const schema = atView(z.union([z.array(row.nullable()), z.literal(false)]), asText, 'answer')
    expect(typedAs(schema, [{ id: 7 }, null])).toEqual([{ id: '7' }, null])
  })

  it('is typed as an element of a list or of an object', () => {
    expect(typedElement(atView(z.array(row), asText, 'answer'), { id: 7 })).toEqual({ id: '7' })
    expect(typedElement(atView(z.record(z.string(), row), asText, 'answer'), { id: 7 })).toEqual({ id: '7' })
  })
})
