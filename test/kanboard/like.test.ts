import { expect, it } from 'vitest'
import { isLike } from '../../src/kanboard/like.js'

const plain = { fold: (text: string): string => text.toLowerCase(), escapes: false }
const escaping = { ...plain, escapes: true }

it('takes a percent sign for any text and an underscore for one character', () => {
  expect(isLike(plain, 'Émigré 😀', 'é%_')).toBe(true)
  expect(isLike(plain, 'ab', 'a_b')).toBe(false)
})

it('takes the signs of regular expressions for themselves', () => {
  expect(isLike(plain, 'a.b(c)[d]{e}|f-g/h^i$', 'a.b(c)[d]{e}|f-g/h^i$')).toBe(true)
  expect(isLike(plain, 'axb', 'a.b')).toBe(false)
})

it('lets a backslash escape only where the database does', () => {
  expect(isLike(escaping, '100%', '100\\%')).toBe(true)
  expect(isLike(plain, '100%', '100\\%')).toBe(false)
})

it.each([
  ['x'.repeat(70000), 'x'.repeat(70000), true],
  [`${'x'.repeat(70000)}y`, 'x'.repeat(70000), false],
  [`begin ${'x'.repeat(3000)} middle end`, `b%${'x'.repeat(2500)}%mid_le%end%`, true],
  [`begin ${'x'.repeat(3000)} middle end`, `b%${'x'.repeat(2500)}%mid_le%ending%`, false],
  ['short', `%${'x'.repeat(70000)}%`, false],
])('takes patterns of any length', (text, pattern, isIt) => {
  expect(isLike(plain, text, pattern)).toBe(isIt)
})

it('takes a backslash behind a backslash for itself', () => {
  expect(isLike(escaping, '\\abc', '\\\\a%')).toBe(true)
  expect(isLike(escaping, '\\%', '\\\\\\%')).toBe(true)
  expect(isLike(escaping, 'a\\', 'a\\')).toBe(true)
})

it('reads any number of backslashes as pairs', () => {
  expect(isLike(escaping, '\\'.repeat(35000), '\\'.repeat(70000))).toBe(true)
  expect(isLike(escaping, '\\'.repeat(35000), '\\'.repeat(70002))).toBe(false)
})
