import { assert, constantFrom, jsonValue, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memberGivenTwice } from '../../src/control/json-twice.js'

describe('a member of JSON', () => {
  it('is given once in whatever JSON.stringify writes', () => {
    assert(
      property(tuple(jsonValue(), constantFrom(0, 1, 2)), ([value, indent]) => {
        expect(memberGivenTwice(JSON.stringify(value, null, indent))).toBeUndefined()
      }),
    )
  })

  it.each([
    ['{"a":1,"a":2}', '/a'],
    ['[[],{"a":[]},{"b":{},"b":"}"}]', '/2/b'],
    ['{"x":"\\"a\\":","y":{"":1,"":1}}', '/y/'],
    ['{ "a" : [ {"a":1}, {"a":1} ], "\\u0061" : 2 }', '/a'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
  ])('is found where it is given twice: %s', (text, pointer) => {
    expect(memberGivenTwice(text)).toBe(pointer)
  })

  it.each(['{"a":{"a":{"a":1}}}', '{"a":"a","b":"a"}', '[["a"],["a"]]', '{"a":"\\\\","b":"}"}', '"a"', '1'])(
    'is not mistaken for another: %s',
    (text) => {
      expect(memberGivenTwice(text)).toBeUndefined()
    },
  )
})
