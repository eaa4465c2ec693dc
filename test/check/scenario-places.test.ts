import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readScenarios } from '../../src/check/scenario.js'

const folder = mkdtempSync(join(tmpdir(), 'stuntboard-scenarios-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('scenarios', () => {
  it('are read from a folder, or are the one of a file', () => {
    const file = join(folder, 'day.yaml')
    writeFileSync(file, 'product: kanboard\nname: day\nabout: A day.\nsteps: [{ name: a, operation: getVersion }]\n')
    expect(readScenarios(file).map(({ name }) => name)).toEqual(['day'])
    expect(readScenarios(folder)).toEqual(readScenarios(file))
  })

  it('that there are not are a mistake of who named them', () => {
    expect(() => readScenarios(join(folder, 'none'))).toThrow('there is no such file or folder of scenarios')
    const empty = mkdtempSync(join(folder, 'empty-'))
    expect(() => readScenarios(empty)).toThrow('there is no scenario')
  })
})
