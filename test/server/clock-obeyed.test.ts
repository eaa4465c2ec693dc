import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.js'
import { LATER, START, asAda, given, make, taskIn, taskOf } from './moved.js'

type Outcome = (box: Sandbox) => Promise<unknown>
interface Lapse {
  readonly what: string
  /** What is done before time passes. */
  readonly before: Outcome
  readonly look: Outcome
  /** What one sees after each span, counted from the start. */
  readonly after: readonly (readonly [span: string, seen: unknown])[]
}

const failing = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'let in',
    (error: unknown) => (error as { status?: number }).status,
  )
const wrong = { user: 'ada', password: 'wrong' }
const times = async (count: number, act: () => Promise<unknown>): Promise<void> => {
  for (let n = 0; n < count; n++) await act()
}

const lapses: readonly Lapse[] = [
  {
    what: "Kanboard's lock after seven wrong passwords",
    before: (box) => times(7, () => failing(box.kanboard.as(wrong).getMe())),
    look: (box) => failing(box.kanboard.as(asAda).getMe()),
    after: [
      ['0s', 401],
      ['14m', 401],
      ['16m', 'let in'],
    ],
  },
  {
    what: "Wekan's lock after ten wrong passwords",
    before: (box) => times(10, () => failing(box.wekan.as(wrong).get_current_user())),
    look: (box) => failing(box.wekan.as(asAda).get_current_user()),
    after: [
      ['0s', 429],
      ['59s', 429],
      ['61s', 'let in'],
    ],
  },
  {
    what: 'a login token of Wekan',
    before: async (box) => {
      const { token, tokenExpires } = await box.wekan
        .as({})
        .login({ body: { username: 'ada', password: 'ada-lovelace' } })
      expect(tokenExpires).toBe('2026-04-05T09:00:00.000Z')
      tokens.set(box, token)
    },
    look: async (box) => (await whoIs(box)) ?? 'nobody',
    after: [
      ['0s', 'ada'],
      ['89d', 'ada'],
      ['91d', 'nobody'],
    ],
  },
  {
    what: 'a due date of Kanboard',
    before: (box) => taskIn(box, { date_due: '2026-01-06 09:00' }),
    look: async (box) => (await box.kanboard.getOverdueTasks()).some(({ title }) => title === 'Write'),
    after: [
      ['0s', false],
      ['23h', false],
      ['25h', true],
      ['-2d', false],
    ],
  },
  {
    what: 'a search of Kanboard for what is made today',
    before: (box) => taskIn(box),
    look: async (box) =>
      (await box.kanboard.searchTasks({ project_id: 1, query: 'created:today' })).some(
        ({ title }) => title === 'Write',
      ),
    after: [
      ['0s', true],
      ['14h', true],
      ['16h', false],
    ],
  },
  {
    what: 'the timer of a subtask of Kanboard',
    before: async (box) => {
      const subtask_id = given(await box.kanboard.createSubtask({ task_id: 1, title: 's', user_id: 1 }))
      subtasks.set(box, subtask_id)
      await box.kanboard.setSubtaskStartTime({ subtask_id, user_id: 1 })
    },
    look: (box) => box.kanboard.getSubtaskTimeSpent({ subtask_id: subtasks.get(box) ?? 0, user_id: 1 }),
    after: [
      ['0s', 0],
      ['90m', 1.5],
      ['1d', 24],
    ],
  },
  {
    what: 'the recurrence of a task of Kanboard, counted from the day it is closed',
    before: (box) => taskIn(box, { date_due: '2026-01-06 09:00' }),
    look: async (box) => {
      const [task] = (await box.kanboard.searchTasks({ project_id: 1, query: 'Write' })).slice(-1)
      const id = given(task).id
      const rule = { recurrence_status: 1, recurrence_trigger: 2, recurrence_basedate: 1 }
      await box.kanboard.updateTask({ id, ...rule, recurrence_factor: 3, recurrence_timeframe: 0 })
      await box.kanboard.closeTask({ task_id: id })
      const child = Number((await taskOf(box, id))['recurrence_child'])
      return new Date(Number((await taskOf(box, child))['date_due']) * 1000).toISOString()
    },
    after: [
      ['0s', '2026-01-08T09:00:00.000Z'],
      ['10d', '2026-01-18T09:00:00.000Z'],
    ],
  },
]

const tokens = new WeakMap<Sandbox, string>()
const subtasks = new WeakMap<Sandbox, number>()

async function whoIs(box: Sandbox): Promise<unknown> {
  const answer = await box.fetch('/api/user', { headers: { authorization: `Bearer ${tokens.get(box) ?? ''}` } })
  return ((await answer.json()) as { username?: string }).username
}

describe('time that passes', () => {
  it.each(lapses)('is felt by $what, and in that sandbox alone', async ({ before, look, after }) => {
    const fake = make()
    const base = fake.clock.state
    for (const [span, seen] of after) {
      const box = fake.sandbox(`after-${span.replace('-', 'minus-')}`)
      await before(box)
      box.clock.advance(span)
      expect([span, await look(box)]).toEqual([span, seen])
    }
    expect(fake.clock.state).toEqual(base)
  })
})

describe('the clock of a sandbox', () => {
  it('goes back to that of the baseline with a reset, whatever it was', () => {
    const fake = make()
    const box = fake.sandbox('one')
    for (const change of [
      () => {
        box.clock.real()
      },
      () => {
        box.clock.run({ speed: 60 })
      },
      () => {
        box.clock.set(LATER)
      },
      () => {
        box.clock.advance('-3d')
      },
    ]) {
      change()
      box.reset()
      expect(box.clock.state).toEqual({ mode: 'frozen', now: Date.parse(START), speed: 1 })
    }
  })

  it('goes with a fork and a snapshot, and apart from them afterwards', () => {
    const fake = make()
    const box = fake.sandbox('one')
    box.clock.set(LATER)
    const fork = box.fork()
    box.snapshot('then')
    box.clock.advance('1h')
    expect([fork.clock.now(), box.clock.now()]).toEqual([LATER, LATER + 3_600_000])
    fork.clock.advance('2h')
    const other = fake.sandbox('other')
    other.restore('then')
    expect([other.clock.now(), box.clock.now(), fake.clock.now()]).toEqual([
      LATER,
      LATER + 3_600_000,
      Date.parse(START),
    ])
  })
})
