import { beforeAll, describe, expect, it } from 'vitest'
import { changing } from '../../src/check/mutation/behaviours.js'
import { withField } from '../../src/check/mutation/answers.js'
import { damaged, declaredFields } from '../../src/check/mutation/fields.js'
import { judgeAnswers } from '../../src/check/mutation/measure.js'
import type { Pick, Trial } from '../../src/check/mutation/measure.js'
import { playBehaviours } from '../../src/check/mutation/replayed.js'
import type { Rehearsal } from '../../src/check/mutation/replayed.js'
import { seedOf } from '../../src/kernel/ids.js'
import { productNamed } from '../../src/products.js'
import { sparedBecause } from '../mutation/spared.js'
import { rehearsalOf } from '../mutation/stage.js'
import { fakeOf, play } from './play.js'

// `npm run mutation` tries every damage in every profile; here one in so many of the two newest.
const ONE_IN = 12
const ONE_BEHAVIOUR_IN = 25
const SEED = 1

const oneIn =
  (count: number): Pick =>
  (kind, operation, of) =>
    seedOf(`${SEED} ${kind} ${operation} ${of}`) % count === 0

const rehearsals = new Map<string, Promise<Rehearsal>>()
function rehearsed(profile: string): Promise<Rehearsal> {
  const made = rehearsals.get(profile) ?? rehearsalOf(profile)
  rehearsals.set(profile, made)
  return made
}

const missedOf = (trials: readonly Trial[]): Trial[] =>
  trials.filter((trial) => !trial.isCaught && sparedBecause(trial) === undefined)

describe.each(['wekan@11.07', 'kanboard@1.2.53'])('a damaged %s is noticed', (profile) => {
  beforeAll(() => rehearsed(profile), 60_000)

  it('whichever field, status, type or failure is damaged', async () => {
    const trials = [...judgeAnswers(await rehearsed(profile), oneIn(ONE_IN))]
    expect(missedOf(trials)).toEqual([])
    expect(trials.length).toBeGreaterThan(300)
  })

  it('when it ignores a write, answers too late or not at all, or refuses nobody', async () => {
    const trials: Trial[] = []
    for await (const trial of playBehaviours(await rehearsed(profile), oneIn(ONE_BEHAVIOUR_IN))) trials.push(trial)
    expect(missedOf(trials)).toEqual([])
    expect(trials.length).toBeGreaterThan(10)
  })
})

describe('a damage', () => {
  const { operations, protocol } = productNamed('kanboard')

  it.each([
    ['drop', { list: [{ a: 1 }] }, { list: [{}] }],
    ['rename', { list: [{ a: 1 }] }, { list: [{ a_: 1 }] }],
    ['retype', { list: [{ a: 1 }] }, { list: [{ a: '1' }] }],
    ['null', { list: [{ a: 1 }] }, { list: [{ a: null }] }],
  ] as const)('%s changes that field wherever it stands and nothing else', (damage, body, wanted) => {
    expect(damaged(body, 'list.*.a', damage)).toEqual(wanted)
  })

  it('is none where the field does not stand', () => {
    expect(damaged({ list: [] }, 'list.*.a', 'drop')).toBeUndefined()
    expect(damaged({ a: null }, 'a', 'null')).toBeUndefined()
  })

  it('is known for every declared field of an operation', () => {
    const getUser = operations.find(({ id }) => id === 'getUser')
    if (!getUser) throw new Error('no getUser')
    expect(declaredFields(getUser.output)).toEqual(expect.arrayContaining(['id', 'username', 'role', 'is_active']))
  })

  it('of an answer on its way is found by the whole run as it is by judging the answer', async () => {
    const product = productNamed('kanboard')
    const fake = fakeOf('kanboard@1.2.53')
    const fetch = changing({ product, fetch: fake.fetch }, 'getUser', (answer) =>
      withField(answer, protocol, 'username', 'field.drop'),
    )
    const { summary } = await play('kanboard@1.2.53', fetch, { only: ['users'] })
    const failed = summary.results.filter(({ verdict }) => verdict === 'fail')
    expect(failed.length).toBeGreaterThan(0)
    expect([...new Set(failed.map(({ operation }) => operation))]).toEqual(['getUser'])
  })
})
