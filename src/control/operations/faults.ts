import { z } from 'zod'
import { FaultRule, FaultRules, FaultState } from '../fault-rules.js'
import { control } from '../operation.js'
import { ControlProblem } from '../problem.js'

const stated = z.object({ faults: z.array(FaultState).describe('In order.') })

export const faults = control({
  group: 'faults',
  summary: 'The faults of a sandbox in order, with how often each struck.',
  method: 'GET',
  path: '/faults',
  effect: 'read',
  status: 200,
  input: z.strictObject({}),
  output: stated,
  handle: ({ sandbox }) => ({ faults: [...sandbox.faults.rules] }),
})

export const addFault = control({
  group: 'faults',
  summary: 'Add a fault at the end.',
  method: 'POST',
  path: '/faults',
  effect: 'write',
  status: 201,
  input: FaultRule,
  output: z.object({ id: z.string().describe('Names the fault.') }),
  handle: ({ sandbox }, rule) => ({ id: sandbox.faults.add(rule).id }),
})

export const setFaults = control({
  group: 'faults',
  summary: 'Put faults in the place of all; none for an empty list.',
  method: 'PUT',
  path: '/faults',
  effect: 'write',
  status: 200,
  input: z.strictObject({ faults: FaultRules }),
  output: stated,
  handle: ({ sandbox }, { faults: rules }) => {
    sandbox.faults.set(rules)
    return { faults: [...sandbox.faults.rules] }
  },
})

export const removeFault = control({
  group: 'faults',
  summary: 'Take a fault out.',
  method: 'DELETE',
  path: '/faults/{id}',
  effect: 'write',
  status: 204,
  input: z.strictObject({ id: z.string().describe('Names the fault.') }),
  output: z.undefined(),
  failures: [{ status: 404, when: 'there is none of that name' }],
  handle: ({ sandbox }, { id }) => {
    if (!sandbox.faults.remove(id)) throw new ControlProblem(404, 'No such fault', `there is no fault ${id}`)
    return undefined
  },
})

export const clearFaults = control({
  group: 'faults',
  summary: 'Take all faults out.',
  method: 'DELETE',
  path: '/faults',
  effect: 'write',
  status: 204,
  input: z.strictObject({}),
  output: z.undefined(),
  handle: ({ sandbox }) => {
    sandbox.faults.clear()
    return undefined
  },
})
