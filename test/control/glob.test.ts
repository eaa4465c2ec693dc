import { describe, expect, it } from 'vitest'
import { matchesGlob } from '../../src/control/glob.js'

describe('a pattern', () => {
  it.each([
    ['/api/boards', '/api/boards', true],
    ['/api/boards', '/api/boards/1', false],
    ['/api/*', '/api/boards', true],
    ['/api/*', '/api/boards/1', false],
    ['/api/**', '/api/boards/1', true],
    ['/api/**', '/api/', true],
    ['**/cards', '/api/boards/1/cards', true],
    ['/*/b', '/a/b', true],
    ['*', '', true],
    ['', '', true],
    ['', 'x', false],
    ['a.c', 'abc', false],
    ['new_*', 'new_card', true],
    ['*_card', 'new_cards', false],
    ['***', '/a/b', true],
    ['*/**/c', 'a/b/c', true],
    ['[a-z]+', 'b', false],
    ['a\nb*', 'a\nbc', true],
  ])('%j fits %j: %s', (pattern, text, fits) => {
    expect(matchesGlob(pattern, text)).toBe(fits)
  })

  it('of many stars costs no more than its length times that of the text', () => {
    const pattern = `${'*a'.repeat(100)}b`
    expect(matchesGlob(pattern, 'a'.repeat(5000))).toBe(false)
    expect(matchesGlob(pattern, `${'a'.repeat(5000)}b`)).toBe(true)
  })
})
