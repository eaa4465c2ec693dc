import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readBaseline } from '../../src/check/baseline.js'
import { ruleNames, rules } from '../../src/check/rules.js'

const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8')

describe('the page of rules', () => {
  it.each(ruleNames)('has a section on %s: what it means, why it matters, what to do', (rule) => {
    const section = page.split('<a id="').find((part) => part.startsWith(`${rule}"`)) ?? ''
    for (const part of [`### ${rule}\n`, rules[rule].about, '**Means.** ', '**Why it matters.** ', '**What to do.** '])
      expect(section).toContain(part)
  })
})

it('the baseline of the examples is one', () => {
  expect(readBaseline('examples/ci/known.yaml', 0).entries.length).toBe(2)
})
