import { expect, it } from 'vitest'
import { FaultPlan } from '../../src/control/faults.js'
import type { FaultRuleInput } from '../../src/control/fault-rules.js'
import type { Timer } from '../../src/kernel/clock.js'
import { createFake } from '../../src/server/fake.js'
import { answerStruck, subjectOf } from '../../src/server/fault-answers.js'
import type { Scene } from '../../src/server/fault-answers.js'
import { toy } from '../toy.js'

const inbound = {
  method: 'POST',
  path: '/add',
  query: '',
  headers: {},
  body: Buffer.from('x'),
  remote: '',
}

/** What happens, in order: waiting, and what the product was asked. */
async function order(rules: readonly FaultRuleInput[]): Promise<{ told: string[]; voice: string | undefined }> {
  const told: string[] = []
  const timer: Timer = {
    now: () => 0,
    wait: (ms) => {
      told.push(`${ms} ms`)
      return Promise.resolve()
    },
  }
  const asked = {
    ...toy,
    answer: (...args: Parameters<typeof toy.answer>) => {
      told.push('product')
      return toy.answer(...args)
    },
  }
  const [instance] = createFake({ products: [{ product: asked }], world: {} }).instances
  if (!instance) throw new Error('not served')
  const scene: Scene = { request: inbound, inner: inbound, instance, timer, gone: () => new AbortController().signal }
  const plan = new FaultPlan()
  plan.set(rules)
  const subject = subjectOf(scene)
  const { answer } = await answerStruck(plan.strike(subject), subject, scene)
  return { told, voice: answer.headers['x-fake'] }
}

const late = (fixedMs: number, when: 'before' | 'after' = 'before'): FaultRuleInput => ({
  when,
  fault: { kind: 'latency', delay: { fixedMs } },
})

it('waits before the product is asked, or after it has answered, and says how long', async () => {
  expect(await order([late(40), late(2)])).toEqual({
    told: ['42 ms', 'product'],
    voice: 'fault; fault-1 latency 40 ms, fault-2 latency 2 ms',
  })
  expect((await order([late(40, 'after')])).told).toEqual(['product', '40 ms'])
})

it('waits for an answer that the product does not make, too', async () => {
  const { told, voice } = await order([late(40), { fault: { kind: 'too-many' } }])
  expect({ told, voice }).toEqual({ told: ['40 ms'], voice: 'fault; fault-1 latency 40 ms, fault-2 too-many' })
})
