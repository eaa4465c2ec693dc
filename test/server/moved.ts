import { createFake } from '../../src/index.js'
import type { Fake, Sandbox } from '../../src/index.js'

export const START = '2026-01-05T09:00:00Z'
/** No machine's clock stands here. */
export const LATER = Date.parse('2031-03-04T05:06:07.000Z')

export const make = (): Fake =>
  createFake({ world: 'demo', now: START, products: { kanboard: {}, wekan: wekanThrottled } })
const wekanThrottled = { quirks: { 'wekan.login-throttle': 'on' } } as const

export const given = <T>(value: T | false | null | undefined): T => {
  if (value === false || value === null || value === undefined) throw new Error('nothing came')
  return value
}

export const asAda = { user: 'ada', password: 'ada-lovelace' }

export async function taskIn({ kanboard }: Sandbox, more: { date_due?: string } = {}): Promise<number> {
  return given(await kanboard.createTask({ title: 'Write', project_id: 1, ...more }))
}

export const taskOf = async ({ kanboard }: Sandbox, task_id: number): Promise<Record<string, unknown>> =>
  given(await kanboard.getTask({ task_id }))
