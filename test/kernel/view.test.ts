import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { atView, field, lenient, showAt, wire } from '../../src/kernel/view.js'
import type { View } from '../../src/kernel/view.js'

const at = (version: string, axes: Record<string, string> = {}): View => ({ version, axes })
const source = { doc: 'a page' }

const flag = wire<number>({
  name: 'flag',
  schema: (view) => (view.axes['database'] === 'postgres' ? z.boolean() : z.int()),
  render: (value, view) => (view.axes['database'] === 'postgres' ? value === 1 : value),
})

const Row = z.object({
  id: z.int().describe('The id.'),
  is_admin: field({ until: '1.0.21', source }, z.int().optional()),
  role: field({ since: '1.0.22', source }, z.string().optional()),
  is_active: flag.describe('Whether it is active.'),
  theme: field({ only: { database: ['sqlite'] }, source }, z.string().nullable().optional()),
})

describe('the projection of an answer', () => {
  const row = { role: 'app-user', theme: null, is_active: 1, id: 7, is_admin: 0, secret: 'x' }

  it('leaves out fields outside their releases and members that are not declared', () => {
    expect(showAt(Row, at('1.0.16', { database: 'sqlite' }))(row)).toEqual({
      id: 7,
      is_admin: 0,
      is_active: 1,
      theme: null,
    })
    expect(showAt(Row, at('1.2.53', { database: 'sqlite' }))(row)).toEqual({
      id: 7,
      role: 'app-user',
      is_active: 1,
      theme: null,
    })
  })

  it('renders wire types and leaves out fields that a database does not have', () => {
    expect(showAt(Row, at('1.2.53', { database: 'postgres' }))(row)).toEqual({
      id: 7,
      role: 'app-user',
      is_active: true,
    })
  })

  it('keeps the order of the schema in rows', () => {
    expect(Object.keys(showAt(Row, at('1.2.53', { database: 'sqlite' }))(row) as object)).toEqual([
      'id',
      'role',
      'is_active',
      'theme',
    ])
  })

  it('keeps the order of the document and its undeclared members in documents', () => {
    const Document = z.looseObject({
      _id: z.string(),
      boards: field({ since: '4.02', source }, z.array(z.string()).optional()),
    })
    const document = { extra: 1, boards: ['b'], _id: 'a' }
    expect(Object.keys(showAt(Document, at('7.10'))(document) as object)).toEqual(['extra', 'boards', '_id'])
    expect(showAt(Document, at('1.42'))(document)).toEqual({ extra: 1, _id: 'a' })
  })

  it('reaches into lists, nullables, records and unions', () => {
    const Answer = z.union([z.literal(false), z.array(Row), z.record(z.string(), Row)])
    const show = showAt(Answer, at('1.0.16', { database: 'postgres' }))
    expect(show(false)).toBe(false)
    expect(show([row])).toEqual([{ id: 7, is_admin: 0, is_active: true }])
    expect(showAt(Row.nullable(), at('1.0.16'))(null)).toBeNull()
    expect(showAt(z.record(z.string(), Row), at('1.0.16', { database: 'postgres' }))({ 7: row })).toEqual({
      7: { id: 7, is_admin: 0, is_active: true },
    })
  })

  it('keeps the order of a Map whose keys look like integers', () => {
    const shown = showAt(
      z.record(z.string(), z.string()),
      at('1'),
    )(
      new Map([
        ['9', 'a'],
        ['2', 'b'],
      ]),
    )
    expect([...(shown as Map<string, string>).keys()]).toEqual(['9', '2'])
  })
})

describe('the schema of a view', () => {
  it('accepts what the projection shows and rejects the type of another database', () => {
    const postgres = at('1.2.53', { database: 'postgres' })
    expect(atView(Row, postgres, 'answer').safeParse({ id: 7, role: 'x', is_active: true }).success).toBe(true)
    expect(atView(Row, postgres, 'answer').safeParse({ id: 7, role: 'x', is_active: 1 }).success).toBe(false)
  })

  it('keeps the descriptions', () => {
    const shape = (atView(Row, at('1.2.53'), 'answer') as z.ZodObject).shape
    expect(shape['id']?.description).toBe('The id.')
  })

  it('is the documented type on the documented side and anything on the accepted side', () => {
    const Input = z.object({ user_id: lenient(z.int()) })
    expect(atView(Input, at('1'), 'documented').safeParse({ user_id: '7' }).success).toBe(false)
    expect(atView(Input, at('1'), 'documented').safeParse({ user_id: 7, more: 1 }).success).toBe(false)
    expect(atView(Input, at('1'), 'accepted').safeParse({ user_id: ['7'] }).success).toBe(true)
  })

  it('refuses a wrapper that would lose the bounds of a field', () => {
    const Wrong = z.object({ late: field({ since: '2', source }, z.string()).optional() })
    expect(() => atView(Wrong, at('1'), 'answer')).toThrow(/'late'.*field\(\) last/)
  })

  it('does not let the bounds of one field leak to another that uses the same schema', () => {
    const text = z.string()
    const Two = z.object({ late: field({ since: '2', source }, text), always: text })
    expect(showAt(Two, at('1'))({ late: 'a', always: 'b' })).toEqual({ always: 'b' })
  })
})
