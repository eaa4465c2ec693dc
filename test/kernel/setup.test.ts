import { describe, expect, it } from 'vitest'
import { resolveSetup } from '../../src/kernel/setup.js'
import { toy } from '../toy.js'

const on = (choice: Parameters<typeof resolveSetup>[1]): string[] => [...resolveSetup(toy, choice).quirks].sort()

describe('resolving a choice', () => {
  it('takes the newest profile and its defaults', () => {
    const setup = resolveSetup(toy, {})
    expect(setup.profile.id).toBe('toy@2.0')
    expect(setup.options).toEqual({ numbers: 'native' })
    expect(on({})).toEqual(['toy.always'])
  })

  it('takes option defaults from the profile, and lets a given option win', () => {
    expect(resolveSetup(toy, { profile: 'toy@1.0' }).options).toEqual({ numbers: 'strings' })
    expect(resolveSetup(toy, { profile: '1.0', options: { numbers: 'native' } }).options).toEqual({ numbers: 'native' })
  })

  it('bounds quirks by the release of the profile', () => {
    expect(on({ profile: 'toy@1.0' })).toEqual(['toy.always', 'toy.old'])
  })

  it('has no quirk on in documented fidelity or in a profile without quirks, unless it is named', () => {
    expect(on({ profile: 'toy@1.0', fidelity: 'documented' })).toEqual([])
    expect(on({ profile: 'toy@page' })).toEqual([])
    expect(on({ profile: 'toy@page', quirks: { 'toy.hurts': 'on' } })).toEqual(['toy.hurts'])
  })

  it('names the culprit and the valid values', () => {
    expect(() => resolveSetup(toy, { profile: 'toy@9' })).toThrow(
      "unknown profile 'toy@9': choose one of toy@2.0, toy@1.0, toy@page",
    )
    expect(() => resolveSetup(toy, { quirks: { 'toy.x': 'on' } })).toThrow(
      "unknown quirk 'toy.x': choose one of toy.always, toy.hurts, toy.old",
    )
    expect(() => resolveSetup(toy, { options: { numbers: 'roman' } })).toThrow(
      "unknown value 'roman' for --numbers: choose one of native, strings",
    )
    expect(() => resolveSetup(toy, { options: { numbers: 'strings' } })).toThrow('no strings in 2.0')
  })
})
