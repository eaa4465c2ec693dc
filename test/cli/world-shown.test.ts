import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { shownWorld } from '../../src/cli/world-shown.js'

const folder = mkdtempSync(join(tmpdir(), 'stuntboard-shown-'))
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('a world that is shown or validated', () => {
  it('is read once', () => {
    const file = join(folder, 'world.mjs')
    writeFileSync(
      file,
      `export default () => {
        globalThis.timesRead = (globalThis.timesRead ?? 0) + 1
        return { about: 'read ' + globalThis.timesRead, both: { users: { ada: { name: 'Ada', password: 'ada-password' } } } }
      }`,
    )
    const { about, products } = shownWorld(file)
    expect(about).toBe('read 1')
    expect(products['wekan']?.rows).toEqual({ users: 1 })
    expect(Reflect.get(globalThis, 'timesRead')).toBe(1)
  })
})
