import { describe, expect, it } from 'vitest'
import { Table, type Key } from '../../src/kernel/table.js'
import { hashOf } from '../../src/kernel/trie.js'

interface Row {
  readonly id: Key
  readonly board?: Key | boolean | null | undefined
  readonly list?: string
  readonly note?: string | undefined
  readonly tags?: readonly string[]
}

const empty = (): Table<Row> => new Table<Row>({ key: 'id', indexes: ['board', 'list'] })
const tableOf = (...rows: Row[]): Table<Row> => {
  const table = empty()
  for (const row of rows) table.insert(row)
  return table
}
const idsOf = (rows: Iterable<Row>): Key[] => Array.from(rows, (row) => row.id)
const numbered = (count: number, board: Row['board'] = 'b'): Row[] =>
  Array.from({ length: count }, (_, id) => ({ id, board }))

describe('insert', () => {
  it('freezes the row, keeps it and answers it', () => {
    const table = empty()
    const row: Row = { id: 'a', board: 'b' }
    expect(table.insert(row)).toBe(row)
    expect(Object.isFrozen(row)).toBe(true)
    expect(table.get('a')).toBe(row)
    expect(table.has('a')).toBe(true)
    expect(table.size).toBe(1)
  })

  it('tells 1 from "1"', () => {
    const table = tableOf({ id: 1, list: 'number' }, { id: '1', list: 'string' })
    expect(table.get(1)?.list).toBe('number')
    expect(table.get('1')?.list).toBe('string')
  })

  it('refuses a key that is taken or is no key, and changes nothing then', () => {
    const table = tableOf({ id: 'a' }, { id: 7 })
    expect(() => table.insert({ id: 'a' })).toThrow('cannot insert: id "a" is taken')
    expect(() => table.insert({ id: 7 })).toThrow('cannot insert: id 7 is taken')
    expect(() => table.insert({ id: Number.NaN })).toThrow('cannot insert: id is NaN, not a string or a number')
    const keyless = new Table<{ id?: string }>({ key: 'id' })
    expect(() => keyless.insert({})).toThrow('cannot insert: id is undefined, not a string or a number')
    expect(idsOf(table)).toEqual(['a', 7])
    expect(keyless.size).toBe(0)
  })

  it('takes numbers of every kind as keys, -0 as 0', () => {
    const keys = [0, 1.5, -1, 2 ** 31, 2 ** 40, 1e300, -1.5, Infinity, 5e-324]
    const table = tableOf(...keys.map((id) => ({ id })))
    expect(keys.map((key) => table.get(key)?.id)).toEqual(keys)
    expect(table.get(-0)?.id).toBe(0)
    expect(table.get(Number.NaN)).toBeUndefined()
  })
})

describe('update', () => {
  it('answers a new frozen row in the old place and leaves the old row as it was', () => {
    const table = tableOf({ id: 'a', board: 1 }, { id: 'b', board: 1 })
    const old = table.get('a')
    const row = table.update('a', { board: 2, note: 'n' })
    expect(row).toEqual({ id: 'a', board: 2, note: 'n' })
    expect(Object.isFrozen(row)).toBe(true)
    expect(old).toEqual({ id: 'a', board: 1 })
    expect(idsOf(table)).toEqual(['a', 'b'])
    expect([table.count({ board: 1 }), table.count({ board: 2 })]).toEqual([1, 1])
  })

  it('takes out the fields the patch holds as undefined', () => {
    const table = tableOf({ id: 'a', board: 1, note: 'n' })
    const row = table.update('a', { board: undefined, note: undefined })
    expect(Object.keys(row ?? {})).toEqual(['id'])
    expect(table.count({ board: 1 })).toBe(0)
    expect(table.where({ board: undefined })).toEqual([{ id: 'a' }])
  })

  it('answers undefined for no row and refuses another key', () => {
    const table = tableOf({ id: 'a' })
    expect(table.update('x', { note: 'n' })).toBeUndefined()
    expect(table.update('a', { id: 'a', note: 'n' })).toEqual({ id: 'a', note: 'n' })
    expect(() => table.update('a', { id: 'b' })).toThrow('cannot update id "a": the row given has id "b"')
    expect(idsOf(table)).toEqual(['a'])
  })
})

describe('replace', () => {
  it('puts the whole row in the old place', () => {
    const table = tableOf({ id: 'a', board: 1, note: 'n' }, { id: 'b' })
    const row: Row = { id: 'a', list: 'l' }
    expect(table.replace('a', row)).toBe(row)
    expect(Object.isFrozen(row)).toBe(true)
    expect([...table]).toEqual([{ id: 'a', list: 'l' }, { id: 'b' }])
    expect([table.count({ board: 1 }), table.count({ list: 'l' })]).toEqual([0, 1])
  })

  it('answers undefined for no row and refuses another key', () => {
    const table = tableOf({ id: 1 })
    expect(table.replace('1', { id: '1' })).toBeUndefined()
    expect(() => table.replace(1, { id: '1' })).toThrow('cannot replace id 1: the row given has id "1"')
  })
})

describe('remove and touch', () => {
  it('takes a row out of everything and answers it', () => {
    const table = tableOf({ id: 'a', board: 1 }, { id: 'b', board: 1 })
    expect(table.remove('a')).toEqual({ id: 'a', board: 1 })
    expect(table.remove('a')).toBeUndefined()
    expect(table.has('a')).toBe(false)
    expect(table.size).toBe(1)
    expect(idsOf(table.where({ board: 1 }))).toEqual(['b'])
    expect(idsOf([table.insert({ id: 'a' }), ...table])).toEqual(['a', 'b', 'a'])
  })

  it('moves a touched row to the end, in the table and in its indexes', () => {
    const table = tableOf(...numbered(4))
    const row = table.get(1)
    table.touch(1)
    table.touch(1)
    table.touch('none')
    expect(idsOf(table)).toEqual([0, 2, 3, 1])
    expect(idsOf(table.where({ board: 'b' }))).toEqual([0, 2, 3, 1])
    expect(table.get(1)).toBe(row)
    table.touch(0)
    expect(idsOf(table)).toEqual([2, 3, 1, 0])
  })

  it('keeps the order through many more touches than rows', () => {
    const table = tableOf(...numbered(3))
    for (let turn = 0; turn < 40_000; turn += 1) table.touch(turn % 3)
    expect(idsOf(table)).toEqual([1, 2, 0])
    expect(idsOf(table.where({ board: 'b' }))).toEqual([1, 2, 0])
  })
})

describe('where, first and count', () => {
  const rows: Row[] = [
    { id: 'a', board: 1, list: 'x', note: 'n' },
    { id: 'b', board: '1', list: 'x' },
    { id: 'c', board: true, list: 'y', note: 'n' },
    { id: 'd', board: null, list: 'x' },
    { id: 'e', list: 'y' },
    { id: 'f', board: 1, list: 'y' },
  ]
  const table = tableOf(...rows)

  it.each<[Partial<Row>, Key[]]>([
    [{}, ['a', 'b', 'c', 'd', 'e', 'f']],
    [{ board: 1 }, ['a', 'f']],
    [{ board: '1' }, ['b']],
    [{ board: true }, ['c']],
    [{ board: false }, []],
    [{ board: null }, ['d']],
    [{ board: undefined }, ['e']],
    [{ board: Number.NaN }, []],
    [{ board: 1, list: 'y' }, ['f']],
    [{ note: 'n' }, ['a', 'c']],
    [{ note: 'n', list: 'y' }, ['c']],
    [{ note: undefined, list: 'x' }, ['b', 'd']],
    [{ id: 'c' }, ['c']],
    [{ id: 'c', list: 'x' }, []],
    [{ id: 'none' }, []],
    [{ list: 'none', note: 'n' }, []],
  ])('find %o', (match, ids) => {
    expect(idsOf(table.where(match))).toEqual(ids)
    expect(table.first(match)?.id).toBe(ids[0])
    expect(table.count(match)).toBe(ids.length)
  })

  it('count all rows without a match', () => {
    expect(table.count()).toBe(6)
    expect(empty().count()).toBe(0)
  })

  it('compare objects by identity, and NaN equals nothing', () => {
    const tags = ['t']
    const tagged = new Table<Row>({ key: 'id', indexes: ['tags', 'board'] })
    tagged.insert({ id: 'a', tags, board: Number.NaN })
    expect(tagged.count({ tags })).toBe(1)
    expect(tagged.count({ tags: ['t'] })).toBe(0)
    expect(tagged.count({ board: Number.NaN })).toBe(0)
    tagged.update('a', { board: 1 })
    expect(tagged.count({ board: 1 })).toBe(1)
  })

  it('are right when the key is listed as an index too', () => {
    const keyed = new Table<Row>({ key: 'id', indexes: ['id', 'id', 'list', 'list'] })
    keyed.insert({ id: 'a', list: 'l' })
    keyed.touch('a')
    expect([keyed.count({ id: 'a' }), keyed.count({ list: 'l' })]).toEqual([1, 1])
  })
})

describe('walking', () => {
  it('goes on over the rows as they were when it began', () => {
    const table = tableOf(...numbered(100))
    const seen: Key[] = []
    for (const { id } of table) {
      seen.push(id)
      table.remove(id)
      table.insert({ id: `again ${id}` })
    }
    expect(seen).toEqual(idsOf(numbered(100)))
    expect(idsOf(table)).toEqual(seen.map((id) => `again ${id}`))
  })
})

describe('a crowded index value', () => {
  it('stays in order through removals, touches and refilling', () => {
    const table = tableOf(...numbered(5000))
    for (let id = 0; id < 5000; id += 1) if (id % 7 !== 0) table.remove(id)
    const left = idsOf(numbered(5000)).filter((id) => Number(id) % 7 === 0)
    expect(idsOf(table.where({ board: 'b' }))).toEqual(left)
    expect(table.count({ board: 'b' })).toBe(left.length)
    for (const id of left.slice(0, 100)) table.update(id, { board: 'c' })
    for (const id of left.slice(0, 100).reverse()) table.update(id, { board: 'b' })
    expect(idsOf(table.where({ board: 'b' }))).toEqual(left)
    table.touch(0)
    expect(idsOf(table.where({ board: 'b' }))).toEqual([...left.slice(1), 0])
    for (const id of left) table.remove(id)
    expect([table.size, table.count({ board: 'b' }), table.where({ board: 'b' }).length]).toEqual([0, 0, 0])
  })

  it('takes in slots from far apart and in any order', () => {
    const table = tableOf(...numbered(40_000, 'a'))
    const chosen = Array.from({ length: 900 }, (_, index) => (index * 7919) % 40_000)
    for (const id of chosen) table.update(id, { board: 'z' })
    const inOrder = chosen.toSorted((left, right) => left - right)
    expect(idsOf(table.where({ board: 'z' }))).toEqual(inOrder)
    expect(table.count({ board: 'a' })).toBe(40_000 - 900)
  })
})

describe('keys with the same hash', () => {
  const twins = ['costarring', 'liquid'] as const
  const others = ['declinate', 'macallums', 'altarage', 'zinke'] as const

  it('are told apart as keys and as index values', () => {
    expect(hashOf(twins[0])).toBe(hashOf(twins[1]))
    const table = tableOf(...[...twins, ...others].map((id) => ({ id, board: id, list: id })))
    for (const id of [...twins, ...others]) expect(idsOf(table.where({ board: id }))).toEqual([id])
    const fork = table.fork()
    expect(table.remove(twins[0])?.id).toBe(twins[0])
    expect([table.has(twins[0]), table.has(twins[1])]).toEqual([false, true])
    expect([table.count({ board: twins[0] }), table.count({ board: twins[1] })]).toEqual([0, 1])
    expect([fork.has(twins[0]), fork.has(twins[1])]).toEqual([true, true])
  })

  it('may outnumber what one page of the trie holds', () => {
    const keys = numbersOfOneHash(200)
    expect(new Set(keys).size).toBe(200)
    expect(new Set(keys.map(hashOf)).size).toBe(1)
    const table = tableOf(...keys.map((id) => ({ id, board: id })))
    for (const id of keys) expect(idsOf(table.where({ board: id }))).toEqual([id])
    expect(keys.map((id) => table.get(id)?.id)).toEqual(keys)
    for (const id of keys.slice(1)) table.remove(id)
    expect(idsOf(table)).toEqual(keys.slice(0, 1))
  })
})

describe('bulk', () => {
  it('makes of many rows what inserting them one by one makes', () => {
    const keys = [...numbersOfOneHash(200), ...Array.from({ length: 5000 }, (_, n) => (n % 2 === 0 ? `k${n}` : n * 3))]
    const rows = keys.map((id, at): Row => ({ id, board: at % 7, list: `l${at % 1000}` }))
    const table = tableOf({ id: 'first', board: 3 })
    const bulk = table.bulk()
    for (const row of rows) bulk.add(row)
    bulk.end()
    expect(table.size).toBe(rows.length + 1)
    expect(keys.filter((key) => table.get(key)?.id !== key)).toEqual([])
    expect(table.count({ board: 3 })).toBe(rows.filter(({ board }) => board === 3).length + 1)
    expect(idsOf(table.where({ list: 'l7' }))).toEqual(rows.filter(({ list }) => list === 'l7').map(({ id }) => id))
    for (const key of keys) table.remove(key)
    expect(idsOf(table)).toEqual(['first'])
    table.insert({ id: 'k0' })
    expect(table.get('k0')).toEqual({ id: 'k0' })
  })
})

/** Doubles whose two words give the same hash: the high word undoes what the low one adds, see hashOf. */
function numbersOfOneHash(count: number): number[] {
  const view = new DataView(new ArrayBuffer(8))
  const numbers = Array.from({ length: count * 2 }, (_, low) => {
    view.setInt32(0, low + 1, true)
    view.setInt32(4, Math.imul(low + 1, 0x01000193) ^ 0x3ff01234, true)
    return view.getFloat64(0, true)
  })
  return numbers.filter((each) => !Number.isNaN(each)).slice(0, count)
}

describe('fork', () => {
  it('leaves both sides writable and apart', () => {
    const table = tableOf(...numbered(2000))
    const fork = table.fork()
    table.update(5, { board: 'parent' })
    fork.update(5, { board: 'fork' })
    fork.remove(6)
    table.insert({ id: 'new', board: 'b' })
    expect([table.get(5)?.board, fork.get(5)?.board]).toEqual(['parent', 'fork'])
    expect([table.has(6), fork.has(6)]).toEqual([true, false])
    expect([table.size, fork.size]).toEqual([2001, 1999])
    expect([table.count({ board: 'b' }), fork.count({ board: 'b' })]).toEqual([2000, 1998])
    expect(fork.get(7)).toBe(table.get(7))
  })

  it('can be repeated, and forked in turn', () => {
    let newest = tableOf({ id: 0 })
    const line = [newest]
    for (let id = 1; id < 300; id += 1) {
      newest = newest.fork()
      newest.insert({ id, board: 'b' })
      line.push(newest)
    }
    expect(line.map((table) => table.size)).toEqual(line.map((_, index) => index + 1))
    expect(line.map((table) => table.count({ board: 'b' }))).toEqual(line.map((_, index) => index))
  })
})
