import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { withRefusals } from '../../src/check/refusals.js'
import type { RefusedCall, Scenario, ScenarioStep } from '../../src/check/scenario.js'
import type { AnyOperation, ErrorCase } from '../../src/kernel/operation.js'

const source = { doc: 'the page' }

function reading(errors: readonly Partial<ErrorCase>[], id = 'read'): AnyOperation {
  return {
    id,
    group: 'things',
    summary: 'Reads a thing.',
    sources: [source],
    effect: 'read',
    input: z.object({}),
    output: z.object({}),
    errors: errors.map((error) => ({ when: 'nobody asks', status: 401, source, ...error })),
    handle: () => ({}),
  }
}

const step = (name: string, more: Partial<ScenarioStep> = {}): ScenarioStep => ({
  name,
  operation: 'read',
  input: { id: 1 },
  ...more,
})

function story(refused: readonly RefusedCall[], steps: readonly ScenarioStep[]): Scenario {
  return {
    product: 'toy',
    name: 'story',
    about: '',
    requires: [],
    finds: [],
    refused: [...refused],
    steps: [...steps],
    cleanup: [],
  }
}

const nobody: RefusedCall = { who: 'nobody', as: 'none', status: 401 }
const stranger: RefusedCall = { who: 'a stranger', as: { bearer: '{{token}}' }, status: 403 }

function stepsOf(scenario: Scenario, ...operations: readonly AnyOperation[]): ScenarioStep[] {
  return withRefusals([scenario], operations).flatMap(({ steps }) => steps)
}
const namesOf = (steps: readonly ScenarioStep[]): string[] => steps.map(({ name }) => name)

describe('a refused call', () => {
  it('is tried before the first step of an operation that succeeds, and expects the declared failure', () => {
    const scenario = story([nobody], [step('fails', { expect: { failure: {} } }), step('works'), step('works again')])
    const steps = stepsOf(scenario, reading([{ code: 'E1' }]))
    expect(namesOf(steps)).toEqual(['fails', 'nobody: works', 'works', 'works again'])
    expect(steps[1]).toMatchObject({
      operation: 'read',
      as: 'none',
      input: { id: 1 },
      expect: { failure: { status: 401, code: 'E1' } },
    })
  })

  it('is not tried where the operation declares no such failure', () => {
    expect(namesOf(stepsOf(story([nobody], [step('works')]), reading([{ status: 404 }])))).toEqual(['works'])
  })

  it('is known by the word where the answer hides the status', () => {
    const [tried] = stepsOf(story([nobody], [step('works')]), reading([{ status: 200, code: 'Unauthorized' }]))
    expect(tried?.expect).toEqual({ failure: { status: 401, code: 'Unauthorized' } })
  })

  it('waits until whoever tries it is known', () => {
    const known = step('somebody registers', { operation: 'register', capture: { token: '$' } })
    const scenario = story([stranger], [step('too early'), known, step('works')])
    const steps = stepsOf(scenario, reading([{ status: 403 }]), reading([], 'register'))
    expect(namesOf(steps)).toEqual(['too early', 'somebody registers', 'a stranger: works', 'works'])
  })

  it('is not tried where nobody needs to sign in, or where the step is that of whoever tries', () => {
    const steps = [step('open', { as: 'none' }), step('known', { capture: { token: '$' } })]
    const own = step('own', { as: { bearer: '{{token}}' } })
    const tried = stepsOf(story([nobody, stranger], [...steps, own]), reading([{}, { status: 403 }]))
    expect(namesOf(tried)).toEqual(['open', 'nobody: known', 'known', 'own'])
  })

  it('holds in the releases of the failure and of the step', () => {
    const scenario = story([nobody], [step('works', { since: '1.5' })])
    const [old, now] = stepsOf(scenario, reading([{ until: '1.9', code: 'Old' }, { since: '2.0' }]))
    expect(old).toMatchObject({ since: '1.5', until: '1.9', expect: { failure: { code: 'Old' } } })
    expect(now).toMatchObject({ since: '2.0', expect: { failure: { status: 401 } } })
    expect(now?.until).toBeUndefined()
  })

  it('is tried again where the first step that succeeds is in other releases or under a quirk', () => {
    const steps = [step('old', { until: '1.9' }), step('odd', { quirk: 'toy.odd' }), step('works'), step('again')]
    const tried = namesOf(stepsOf(story([nobody], steps), reading([{}])))
    expect(tried).toEqual(['nobody: old', 'old', 'nobody: odd', 'odd', 'nobody: works', 'works', 'again'])
  })

  it('is tried before a step that only a quirk makes fail', () => {
    const odd = step('odd', { quirk: 'toy.odd', expect: { failure: { status: 500 } } })
    const [tried] = stepsOf(story([nobody], [odd]), reading([{}]))
    expect(tried).toMatchObject({ name: 'nobody: odd', quirk: 'toy.odd', expect: { failure: { status: 401 } } })
  })

  it('is one for each release where several failures fit, the first', () => {
    const scenario = story([nobody], [step('works')])
    const steps = stepsOf(scenario, reading([{ code: 'First' }, { code: 'Second' }]))
    expect(steps.map(({ expect: want }) => want?.failure?.code)).toEqual(['First', undefined])
  })

  it('is tried once for all scenarios of a run', () => {
    const scenarios = [story([nobody], [step('works')]), story([nobody], [step('works too')])]
    const steps = withRefusals(scenarios, [reading([{}])]).flatMap((scenario) => scenario.steps)
    expect(namesOf(steps)).toEqual(['nobody: works', 'works', 'works too'])
  })

  it('is made once: scenarios that have their steps stay as they are', () => {
    const once = withRefusals([story([nobody], [step('works')])], [reading([{}])])
    expect(withRefusals(once, [reading([{}])])).toEqual(once)
  })
})

describe('a refused input', () => {
  const unknown = { who: 'of an unknown one', instead: { params: { id: 'none' } }, when: 'there is no such' }
  const gone = reading([{ when: 'there is no such thing', status: 404 }])

  it('stands in the place of members that the step has', () => {
    const works = step('works', { input: { params: { id: 1, of: 2 }, body: {} } })
    const [tried] = stepsOf(story([unknown], [works]), gone)
    expect(tried).toMatchObject({ input: { params: { id: 'none', of: 2 }, body: {} } })
    expect(tried?.expect).toEqual({ failure: { status: 404 } })
  })

  it('is not tried where the step lacks them', () => {
    expect(stepsOf(story([unknown], [step('works', { input: { params: { other: 1 } } })]), gone)).toHaveLength(1)
  })

  it('may have members that the step has not', () => {
    const forged = { who: 'a forger', as: 'none' as const, input: { headers: { token: 'x' } }, status: 401 }
    const [tried] = stepsOf(story([forged], [step('works')]), reading([{}]))
    expect(tried?.input).toEqual({ id: 1, headers: { token: 'x' } })
  })

  it.each([
    ['a result', { status: 200, result: false }, { result: false }],
    ['no body', { status: 200 }, { empty: true }],
    ['a word that tells no status', { status: 200, code: 'not-found' }, { failure: { code: 'not-found' } }],
    ['JSON without a word', { status: 200, contentType: 'application/json' }, { failure: { status: 200 } }],
  ])('is answered by %s where that is declared', (_, error, want) => {
    const works = step('works', { input: { params: { id: 1 } } })
    const [tried] = stepsOf(story([unknown], [works]), reading([{ when: 'there is no such thing', ...error }]))
    expect(tried?.expect).toEqual(want)
  })
})
