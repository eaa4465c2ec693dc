import * as fc from 'fast-check'

/** One call of a script: who makes it, and what it says. */
export interface ScriptedCall {
  readonly as: string
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
}

type Arbitraries = Readonly<Record<string, fc.Arbitrary<unknown>>>

const idUpTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max })
// Small numbers, and those of the world most often, so that most of them exist.
const project = fc.constantFrom(1, 1, 1, 1, 2, 2, 3)
const column = fc.constantFrom(1, 1, 1, 2, 2, 3, 4, 5, 9)
const swimlane = fc.constantFrom(1, 2, 2, 3, 4)
const task = fc.constantFrom(1, 1, 2, 2, 3, 3, 4, 5, 6, 7)
const user = idUpTo(6)
const name = fc.constantFrom('one', 'two', 'Two', 'three')
const position = idUpTo(6)

const calls: readonly (readonly [weight: number, method: string, params: Arbitraries])[] = [
  [
    6,
    'createTask',
    {
      title: name,
      project_id: project,
      column_id: fc.constantFrom(0, 0, 0, 1, 2, 5),
      owner_id: fc.constantFrom(0, 0, 3),
      tags: fc.subarray(['one', 'Two', 'three']),
    },
  ],
  [
    9,
    'moveTaskPosition',
    {
      project_id: project,
      task_id: task,
      column_id: column,
      position,
      swimlane_id: fc.constantFrom(0, 0, 0, 1, 1, 2, 3),
    },
  ],
  [
    2,
    'updateTask',
    { id: task, title: name, owner_id: fc.constantFrom(0, 3, 4), score: fc.integer({ min: 0, max: 9 }) },
  ],
  [4, 'closeTask', { task_id: task }],
  [3, 'openTask', { task_id: task }],
  [3, 'removeTask', { task_id: task }],
  [3, 'duplicateTaskToProject', { task_id: task, project_id: project }],
  [3, 'moveTaskToProject', { task_id: task, project_id: project }],
  [2, 'addColumn', { project_id: project, title: name }],
  [2, 'removeColumn', { column_id: column }],
  [2, 'changeColumnPosition', { project_id: project, column_id: column, position }],
  [2, 'addSwimlane', { project_id: project, name }],
  [2, 'removeSwimlane', { project_id: project, swimlane_id: swimlane }],
  [1, 'disableSwimlane', { project_id: project, swimlane_id: swimlane }],
  [1, 'enableSwimlane', { project_id: project, swimlane_id: swimlane }],
  [1, 'changeSwimlanePosition', { project_id: project, swimlane_id: swimlane, position }],
  [1, 'createCategory', { project_id: project, name }],
  [1, 'removeCategory', { category_id: idUpTo(3) }],
  [3, 'createSubtask', { task_id: task, title: name, user_id: fc.constantFrom(0, 3), time_estimated: idUpTo(3) }],
  [1, 'updateSubtask', { id: idUpTo(3), task_id: task, status: fc.integer({ min: 0, max: 2 }) }],
  [2, 'removeSubtask', { subtask_id: idUpTo(3) }],
  [3, 'createComment', { task_id: task, user_id: user, content: name }],
  [1, 'updateComment', { id: idUpTo(3), content: name }],
  [2, 'removeComment', { comment_id: idUpTo(3) }],
  [2, 'createTaskLink', { task_id: task, opposite_task_id: task, link_id: idUpTo(12) }],
  [1, 'removeTaskLink', { task_link_id: idUpTo(6) }],
  [2, 'setTaskTags', { project_id: project, task_id: task, tags: fc.subarray(['one', 'two', 'Two', 'three']) }],
  [1, 'createTag', { project_id: project, tag: name }],
  [1, 'removeTag', { tag_id: idUpTo(3) }],
  [2, 'createProject', { name }],
  [1, 'removeProject', { project_id: project }],
  [1, 'createMyPrivateProject', { name }],
  [
    1,
    'addProjectUser',
    {
      project_id: project,
      user_id: user,
      role: fc.constantFrom('project-manager', 'project-member', 'project-viewer'),
    },
  ],
  [1, 'removeProjectUser', { project_id: project, user_id: user }],
  [1, 'createUser', { username: name, password: fc.constant('secret-new') }],
  [1, 'removeUser', { user_id: fc.integer({ min: 4, max: 8 }) }],
  [1, 'createGroup', { name }],
  [1, 'addGroupMember', { group_id: idUpTo(2), user_id: user }],
  [1, 'addProjectGroup', { project_id: project, group_id: idUpTo(2) }],
  [1, 'removeGroup', { group_id: idUpTo(2) }],
  [1, 'getBoard', { project_id: project }],
  [1, 'searchTasks', { project_id: project, query: fc.constantFrom('', 'status:open', 'one', 'tag:two') }],
  [1, 'getTask', { task_id: task }],
  [1, 'getAllTaskLinks', { task_id: task }],
  [1, 'getProjectActivity', { project_id: project }],
  [1, 'getMyDashboard', {}],
]

/** The application most of the time; users by what they are. */
export const callers = {
  application: '',
  admin: 'admin',
  manager: 'mia',
  member: 'ann',
  viewer: 'vic',
  stranger: 'sam',
}
const caller = fc.oneof(
  { weight: 12, arbitrary: fc.constant('application') },
  { weight: 3, arbitrary: fc.constantFrom('admin', 'manager') },
  { weight: 3, arbitrary: fc.constantFrom('member', 'viewer', 'stranger') },
)

const weighted = calls.map(([weight, method, params]) => ({
  weight,
  arbitrary: fc.record({ as: caller, method: fc.constant(method), params: fc.record(params) }),
}))

/** Scripts of calls, whose numbers are small so that many of them exist. */
export const script: fc.Arbitrary<readonly ScriptedCall[]> = fc.array(fc.oneof(...weighted), {
  minLength: 1,
  maxLength: 40,
  size: 'max',
})

/** A script as one can send it: a line for each call. */
export const printed = (calls: readonly ScriptedCall[]): string =>
  calls
    .map(({ as, method, params }, index) => {
      const request = JSON.stringify({ jsonrpc: '2.0', method, params, id: index + 1 })
      return `${as.padEnd(11)} ${request}`
    })
    .join('\n')
