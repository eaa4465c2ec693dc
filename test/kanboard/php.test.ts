import { describe, expect, it } from 'vitest'
import { floatText, looselyEquals, PhpFloat, toText, trim } from '../../src/kanboard/php.js'
import type { PhpValue } from '../../src/kanboard/php.js'
import { identify } from '../../src/kanboard/identify.js'

describe('a value as text', () => {
  const cases: readonly (readonly [string, PhpValue, string])[] = [
    ['null', null, ''],
    ['false', false, ''],
    ['true', true, '1'],
    ['a whole float', new PhpFloat(1), '1'],
    ['a float', new PhpFloat(1.5), '1.5'],
    ['a float of 15 digits', new PhpFloat(1e14), '1.0E+14'],
    ['a float beyond integers', new PhpFloat(9223372036854775808), '9.2233720368548E+18'],
    ['a small float', new PhpFloat(0.00001), '1.0E-5'],
    ['a list', [1], 'Array'],
    ['a 64-bit integer', 9223372036854775807n, '9223372036854775807'],
  ]

  it.each(cases)('of %s', (_, value, text) => {
    expect(toText(value)).toBe(text)
  })
})

describe('a float in JSON', () => {
  const cases = [
    [1e22, '1.0e+22'],
    [5e-324, '5.0e-324'],
    [0.1 + 0.2, '0.30000000000000004'],
    [123456789.125, '123456789.125'],
    [0.0001, '0.0001'],
  ] as const

  it.each(cases)('%d is written %s', (value, text) => {
    expect(floatText(value, 17, 'e')).toBe(text)
  })
})

describe('loose comparison', () => {
  const equal: readonly (readonly [number, PhpValue])[] = [
    [0, null],
    [0, false],
    [0, '0.0'],
    [0, ' 0'],
    [1, true],
    [1, '1e0'],
    [1, new PhpFloat(1)],
  ]
  const different: readonly (readonly [number, PhpValue])[] = [
    [0, ''],
    [0, 'abc'],
    [1, '1abc'],
    [0, []],
    [1, false],
  ]

  it.each(equal)('%d equals %j', (int, value) => {
    expect(looselyEquals(int, value)).toBe(true)
  })

  it.each(different)('%d differs from %j', (int, value) => {
    expect(looselyEquals(int, value)).toBe(false)
  })
})

describe('trim', () => {
  it('cuts NUL and vertical tabs, but no other blanks of Unicode', () => {
    expect(trim('\0\v \ta\u00a0 \n')).toBe('a\u00a0')
  })
})

describe('a recorded request', () => {
  const at = { method: 'POST', path: '/jsonrpc.php' }

  it('is for the procedures it calls, as they are spelt upstream', () => {
    expect(identify({ ...at, body: { method: 'gettask' } })).toEqual(['getTask'])
    expect(identify({ ...at, body: '[{"method":"getMe"},{"method":"nope"},3,{"method":"getUser"}]' })).toEqual([
      'getMe',
      'getUser',
    ])
    expect(identify({ ...at, body: { 0: { method: 'getVersion' } } })).toEqual(['getVersion'])
    expect(identify({ ...at, body: '{' })).toEqual([])
    expect(identify({ ...at, path: '/', body: { method: 'getMe' } })).toEqual([])
  })
})
