import { describe, expect, it } from 'vitest'
import { Guard } from '../../src/check/guard.js'
import { play } from './play.js'
import type { Scenario } from '../../src/check/scenario.js'
import { readScenarios } from '../../src/check/scenario.js'
import { fakeOf } from './play.js'

/** A guard that knows a project, a task found in it, and who is signed in. */
function taught(): Guard {
  const guard = new Guard()
  guard.learn({ name: 'sb-{{run}}' }, true, [{ name: 'pid', path: '$' }])
  guard.learn({ project_id: '{{pid}}' }, false, [
    { name: 'task', path: '$[0].id' },
    { name: 'owner', path: '$[0].owner_id' },
  ])
  guard.learn({}, false, [{ name: 'me', path: '$.id' }])
  guard.learn({}, false, [{ name: 'theirs', path: '$[0].id' }])
  return guard
}

describe('a writing call', () => {
  it.each([
    ['makes a thing under the name of the run', { name: 'sb-{{run}}-x' }],
    ['names a thing that the run made', { project_id: '{{pid}}', name: 'x' }],
    ['names a thing found in one of its own', { task_id: '{{task}}' }],
    ['names what no server has', { task_id: 999999999 }],
    ['puts the account of the run into a thing of its own', { project_id: '{{pid}}', user_id: '{{me}}' }],
    ['refers to what every server has, inside a thing of its own', { task_id: '{{task}}', link_id: 1 }],
    ['names it in the path', { params: { boardId: '{{pid}}' }, body: { title: 'x' } }],
  ])('may be sent when it %s', (_what, input) => {
    expect(taught().touch(input)).toEqual({ kind: 'own' })
  })

  it.each([
    ['a number that somebody wrote down', { project_id: 1 }, 'project_id 1'],
    ['a thing found in a list of all', { project_id: '{{theirs}}' }, 'project_id {{theirs}}'],
    ['the owner of a thing of its own', { user_id: '{{owner}}' }, 'user_id {{owner}}'],
    ['a thing of others beside its own', { task_id: '{{task}}', project_id: 7 }, 'project_id 7'],
    ['a thing of others in a list', { body: { cardIds: ['{{task}}', 'Xk3'] } }, 'cardIds Xk3'],
    ['a thing of others in the path', { params: { board: 'Xk3' }, body: { name: 'sb-{{run}}' } }, 'board Xk3'],
    ['only what every server has', { link_id: 1 }, 'link_id 1'],
    ['a value that no step made', { project_id: '{{nowhere}}' }, 'project_id {{nowhere}}'],
  ])('is held back when it names %s', (_what, input, what) => {
    expect(taught().touch(input)).toEqual({ kind: 'foreign', what })
  })

  it('that names nothing concerns the whole deployment', () => {
    expect(taught().touch({ body: { disableRegistration: true } })).toEqual({ kind: 'site' })
  })

  it('that names nobody but the account of the run concerns that', () => {
    expect(taught().touch({ params: { userId: '{{me}}' } })).toEqual({ kind: 'self' })
  })
})

/** A scenario as careless as a person in a hurry. */
function scenario(operation: string, input: Record<string, unknown>, capture: Record<string, string> = {}): Scenario {
  const step = { name: 'the step', operation, input }
  const all = { name: 'all projects', operation: 'getAllProjects', input: {}, capture }
  const rest = { requires: [], finds: [], refused: [], cleanup: [] }
  return { product: 'kanboard', name: 'careless', about: 'x', steps: [all, step], ...rest }
}

describe('a run', () => {
  it.each([
    ['a number that stands in the scenario', scenario('removeProject', { project_id: 1 })],
    ['a thing found in a list of all', scenario('removeProject', { project_id: '{{p}}' }, { p: '$[0].id' })],
  ])('does not send a step that would change %s, and says so', async (_what, careless) => {
    const fake = fakeOf('kanboard@1.2.53', {})
    await fake.fetch('/jsonrpc.php', {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('admin:password-of-admin')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', method: 'createProject', id: 1, params: { name: 'theirs' } }),
    })
    const { summary, exchanges } = await play('kanboard@1.2.53', fake.fetch, { scenarios: [careless] })
    expect(exchanges.map(({ op }) => op.id)).not.toContain('removeProject')
    expect(summary.results.at(-1)).toMatchObject({
      verdict: 'error',
      reason: expect.stringMatching(/would change project_id .*, not made by the run/),
    })
  })

  it('does not remove in its cleanup what it did not make', async () => {
    const careless = { ...scenario('getVersion', {}, { p: '$[0].id' }) }
    const cleanup = [{ operation: 'removeProject', input: { project_id: '{{p}}' } }]
    const fake = fakeOf('kanboard@1.2.53')
    const call = (method: string, params = {}): Promise<Response> =>
      fake.fetch('/jsonrpc.php', {
        method: 'POST',
        headers: { authorization: `Basic ${btoa('admin:password-of-admin')}`, 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', method, id: 1, params }),
      })
    await call('createProject', { name: 'theirs' })
    const { summary } = await play('kanboard@1.2.53', fake.fetch, { scenarios: [{ ...careless, cleanup }] })
    expect(summary.left).toHaveLength(1)
    expect(await (await call('getAllProjects')).json()).toMatchObject({ result: [{ name: 'theirs' }] })
  })
})

describe('the shipped scenarios', () => {
  it.each(['wekan', 'kanboard'])('of %s clean up with calls that the guard lets through', (name) => {
    for (const { steps, cleanup } of readScenarios(`fixtures/scenarios/${name}`)) {
      const captured = new Set(steps.flatMap(({ capture }) => Object.keys(capture ?? {})))
      const used = JSON.stringify(cleanup).matchAll(/\{\{(\w+)\}\}/g)
      for (const [, variable = ''] of used) expect(captured.has(variable) || variable === 'run').toBe(true)
    }
  })
})
