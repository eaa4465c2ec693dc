import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Table, type Key } from '../../src/kernel/table.js'

interface Row {
  readonly id: Key
  readonly board?: Key | boolean | null | undefined
  readonly list?: string
  readonly note?: string | undefined
}

const empty = (): Table<Row> => new Table<Row>({ key: 'id', indexes: ['board', 'list'] })
const idsOf = (rows: Iterable<Row>): Key[] => Array.from(rows, (row) => row.id)

/** What a table is to do, done slowly: an array in order. */
class Model {
  rows: Row[] = []

  find(id: Key): Row | undefined {
    return this.rows.find((row) => row.id === id)
  }

  where(match: Partial<Row>): Row[] {
    const fields = Object.keys(match) as (keyof Row)[] // A literal of the test, so its keys are those of Row.
    return this.rows.filter((row) => fields.every((field) => row[field] === match[field]))
  }

  exchange(id: Key, row: Row): void {
    this.rows = this.rows.map((each) => (each.id === id ? row : each))
  }

  remove(id: Key): void {
    this.rows = this.rows.filter((row) => row.id !== id)
  }

  fork(): Model {
    const fork = new Model()
    fork.rows = this.rows
    return fork
  }
}

interface Pair {
  readonly table: Table<Row>
  readonly model: Model
}

type Step = (pair: Pair, pairs: Pair[]) => void

const key = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constantFrom('1', '2', 'costarring', 'liquid', 'a', ''))
const board = fc.constantFrom<Row['board']>(1, '1', true, false, null, 'costarring', 'liquid', 0.5, 'b')
const fields = fc.record(
  { board, list: fc.constantFrom('x', 'y'), note: fc.constantFrom('n', 'm') },
  { requiredKeys: [] },
)
const patch = fc.record(
  { board: fc.option(board, { nil: undefined }), note: fc.constantFrom('n', undefined) },
  { requiredKeys: [] },
)

const insert = fc.record({ id: key, fields }).map(({ id, fields }): Step => ({ table, model }) => {
  const row: Row = { ...fields, id }
  if (model.find(id)) expect(() => table.insert(row)).toThrow('is taken')
  else model.rows = [...model.rows, table.insert(row)]
})

const insertMany = fc
  .record({ from: fc.integer({ min: 100, max: 1500 }), count: fc.integer({ min: 30, max: 400 }), board })
  .map(({ from, count, board }): Step => ({ table, model }) => {
    const rows = Array.from({ length: count }, (_, index): Row => ({ id: from + index, board }))
    const fresh = rows.filter(({ id }) => !table.has(id))
    model.rows = [...model.rows, ...fresh.map((row) => table.insert(row))]
  })

const insertBulk = fc
  .record({ from: fc.integer({ min: 100, max: 1500 }), count: fc.integer({ min: 30, max: 400 }), board })
  .map(({ from, count, board }): Step => ({ table, model }) => {
    const rows = Array.from({ length: count }, (_, index): Row => {
      const id = from + index
      return { id: index % 3 === 0 ? `k${id}` : id, board }
    })
    const fresh = rows.filter(({ id }) => !table.has(id))
    const bulk = table.bulk()
    for (const row of fresh) bulk.add(row)
    bulk.end()
    model.rows = [...model.rows, ...fresh]
  })

const removeMany = fc
  .record({ step: fc.integer({ min: 1, max: 9 }), board })
  .map(({ step, board }): Step => ({ table, model }) => {
    for (const [index, { id }] of table.where({ board }).entries()) {
      if (index % step === 0) continue
      expect(table.remove(id)).toBe(model.find(id))
      model.remove(id)
    }
  })

const update = fc.record({ id: key, patch }).map(({ id, patch }): Step => ({ table, model }) => {
  const old = model.find(id)
  const row = table.update(id, patch)
  if (old === undefined || row === undefined) return expect(row).toBe(old)
  const kept = Object.entries({ ...old, ...patch }).filter(([field, value]) => value !== undefined || !(field in patch))
  expect(row).toStrictEqual(Object.fromEntries(kept))
  model.exchange(id, row)
})

const replace = fc.record({ id: key, fields }).map(({ id, fields }): Step => ({ table, model }) => {
  const row: Row = { ...fields, id }
  const isThere = model.find(id) !== undefined
  expect(table.replace(id, row)).toBe(isThere ? row : undefined)
  if (isThere) model.exchange(id, row)
})

const remove = key.map((id): Step => ({ table, model }) => {
  expect(table.remove(id)).toBe(model.find(id))
  model.remove(id)
})

const touch = key.map((id): Step => ({ table, model }) => {
  const row = model.find(id)
  table.touch(id)
  model.remove(id)
  if (row) model.rows = [...model.rows, row]
})

const fork = fc.constant<Step>(({ table, model }, pairs) => pairs.push({ table: table.fork(), model: model.fork() }))

const walk = fc.constant<Step>(({ table, model }) => expect(idsOf(table)).toEqual(idsOf(model.rows)))

const step = fc.oneof(
  { weight: 6, arbitrary: insert },
  { weight: 2, arbitrary: insertMany },
  { weight: 2, arbitrary: insertBulk },
  { weight: 1, arbitrary: removeMany },
  { weight: 4, arbitrary: update },
  { weight: 2, arbitrary: replace },
  { weight: 4, arbitrary: remove },
  { weight: 4, arbitrary: touch },
  { weight: 2, arbitrary: fork },
  { weight: 1, arbitrary: walk },
)

const matches: Partial<Row>[] = [
  {},
  ...[1, '1', true, false, null, undefined, 'costarring', 'liquid', 0.5, 'b'].map((board) => ({ board })),
  { list: 'x' },
  { board: 1, list: 'y' },
  { note: undefined },
  { note: 'n', board: 'b' },
  { id: 1 },
  { id: '1', list: 'x' },
]

function expectSame({ table, model }: Pair): void {
  expect(table.size).toBe(model.rows.length)
  for (const match of matches) {
    const rows = model.where(match)
    const found = table.where(match)
    expect(idsOf(found)).toEqual(idsOf(rows))
    expect(found.every((row, index) => row === rows[index])).toBe(true)
    expect(table.first(match)).toBe(rows[0])
    expect(table.count(match)).toBe(rows.length)
  }
  for (const row of model.rows) expect(table.get(row.id)).toBe(row)
}

describe('any sequence of verbs on a table and its forks', () => {
  it('does as an array does, and no table sees what another was told', () => {
    const steps = fc.array(fc.record({ at: fc.nat({ max: 9 }), step }), { maxLength: 60, size: 'max' })
    const property = fc.property(steps, (steps) => {
      const first: Pair = { table: empty(), model: new Model() }
      const pairs = [first]
      for (const { at, step } of steps) step(pairs[at % pairs.length] ?? first, pairs)
      pairs.forEach(expectSame)
    })
    fc.assert(property, { numRuns: 200 })
  })
})
