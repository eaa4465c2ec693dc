import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outbound } from '../../src/kernel/exchange.js'
import { kanboard } from '../../src/kanboard/index.js'
import type { KanboardTables } from '../../src/kanboard/tables.js'
import type { Fake } from '../../src/server/fake.js'
import { call, fakeOf, result, textOf, token } from './ask.js'
import { callers, printed, script } from './model-calls.js'
import type { ScriptedCall } from './model-calls.js'
import { checkAnswer, checkNumbers, checkPositions, checkReferences, checkUnchanged, stateOf } from './model-checks.js'
import type { State } from './model-checks.js'

/** More scripts than usual: `MODEL_RUNS=2000 npx vitest run test/kanboard/model.test.ts`; another seed by MODEL_SEED. */
const numRuns = Number(process.env['MODEL_RUNS'] ?? 25)
const seed = Number(process.env['MODEL_SEED'] ?? 1)
/** Room for slow machines; 25 runs take about a second. */
const timeoutMs = 10_000 + numRuns * 800

const password = 'secret-1'
const board = {
  members: { ann: 'project-member', vic: 'project-viewer' },
  categories: { Data: {} },
  swimlanes: { 'Default swimlane': {}, Low: {} },
  tasks: {
    a: { tags: ['wide'], subtasks: ['s'], comments: [{ by: 'ann', text: 't' }] },
    b: { category: 'Data', links: { blocks: ['a'] } },
    c: {},
    d: { column: 'Ready', owner: 'ann' },
  },
}
const world = {
  now: '2026-01-05T09:00:00.000Z',
  kanboard: {
    settings: { api_token: token },
    users: { mia: { password, role: 'app-manager' }, ann: { password }, vic: { password }, sam: { password } },
    groups: { crew: { members: ['sam'] } },
    tags: { wide: {} },
    projects: { First: board, Second: { members: { mia: 'project-manager' }, tasks: { e: {} } } },
  },
}

const credentialsOf = (as: string): { as?: string } => {
  const name = new Map(Object.entries(callers)).get(as) ?? ''
  if (name === '') return {}
  return { as: name === 'admin' ? 'admin:admin' : `${name}:${password}` }
}

function tablesOf(fake: Fake): KanboardTables {
  const [instance] = fake.instances
  // The only product served is Kanboard.
  return instance?.world.tables as KanboardTables
}

const effects = new Map(kanboard.operations.map(({ id, effect }) => [id, effect]))

/** What a call answered; undefined for an error, or a crash of PHP. */
function resultIn(answer: Outbound): unknown {
  if (answer.status !== 200) return undefined
  return (JSON.parse(textOf(answer)) as { result?: unknown }).result
}

/** Plays a script on a fresh world and checks after every call. */
async function play(fake: Fake, calls: readonly ScriptedCall[], reused: boolean): Promise<void> {
  fake.reset()
  const tables = tablesOf(fake)
  const given = new Map<string, number>()
  let before: State = stateOf(tables)
  for (const one of calls) {
    const answer = await call(fake, one.method, one.params, credentialsOf(one.as))
    const after = stateOf(tables)
    checkAnswer(answer)
    checkNumbers(before, after, given, reused)
    if (resultIn(answer) === undefined || effects.get(one.method) === 'read') checkUnchanged(before, after, one.method)
    if (resultIn(answer) === true) checkPositions(tables, one, before)
    checkReferences(tables)
    before = after
  }
  await checkCounters(fake)
}

interface Counted {
  readonly id: number
  readonly nb_comments: number
  readonly nb_subtasks: number
  readonly nb_completed_subtasks: number
  readonly nb_links: number
}
interface Lane {
  readonly columns: readonly { id: number; nb_open_tasks: number; nb_tasks: number; tasks: readonly Counted[] }[]
  readonly nb_tasks: number
}

/** Counters of search and board are as many as rows there are. */
async function checkCounters(fake: Fake): Promise<void> {
  const tables = tablesOf(fake)
  for (const { id: project_id } of tables.projects) {
    const found = (await result(fake, 'searchTasks', { project_id, query: '' })) as Counted[]
    expect(found.map(({ id }) => id).sort()).toEqual(
      tables.tasks
        .where({ project_id })
        .map(({ id }) => id)
        .sort(),
    )
    for (const task of found) checkTaskCounters(tables, task)
    for (const lane of (await result(fake, 'getBoard', { project_id })) as Lane[]) {
      expect(lane.nb_tasks).toBe(lane.columns.reduce((sum, column) => sum + column.tasks.length, 0))
      for (const { id, nb_open_tasks, nb_tasks, tasks } of lane.columns) {
        expect(nb_open_tasks, 'nb_open_tasks').toBe(tables.tasks.count({ column_id: id, is_active: 1 }))
        expect(nb_tasks, 'nb_tasks').toBe(tasks.length)
        for (const task of tasks) checkTaskCounters(tables, task)
      }
    }
  }
}

function checkTaskCounters(tables: KanboardTables, task: Counted): void {
  const task_id = task.id
  expect(task, `counters of task ${task_id}`).toMatchObject({
    nb_comments: tables.comments.count({ task_id }),
    nb_subtasks: tables.subtasks.count({ task_id }),
    nb_completed_subtasks: tables.subtasks.count({ task_id, status: 2 }),
    nb_links: tables.task_has_links.count({ task_id }),
  })
}

/** The calls up to the one after which something is wrong, and what it is. */
async function storyOf(fake: Fake, calls: readonly ScriptedCall[], reused: boolean): Promise<string> {
  for (let length = 0; length <= calls.length; length += 1) {
    const shortest = calls.slice(0, length)
    try {
      await play(fake, shortest, reused)
    } catch (error) {
      return `seed ${seed}, shortest script that fails:\n${printed(shortest)}\n\n${String(error)}`
    }
  }
  return ''
}

describe('whatever is called', () => {
  const databases = [
    { database: 'sqlite', reused: true },
    { database: 'mysql', reused: false },
    { database: 'postgres', reused: false },
  ]

  it.each(databases)(
    'positions, counters, numbers and references hold on $database',
    async ({ database, reused }) => {
      const fake = fakeOf({ options: { database } }, world)
      const property = fc.asyncProperty(script, (calls) => play(fake, calls, reused))
      const outcome = await fc.check(property, { numRuns, seed })
      const story = await storyOf(fake, outcome.counterexample?.[0] ?? [], reused)
      expect(outcome.failed, story).toBe(false)
    },
    timeoutMs,
  )
})
