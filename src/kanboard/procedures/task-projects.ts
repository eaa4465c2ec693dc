import { z } from 'zod'
import { Crash } from '../faults.js'
import type { PhpValue } from '../php.js'
import { procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import type { TaskRow } from '../rows.js'
import { attachTag, findOrInsertTag, tagsOfTask } from './tag-store.js'
import { destination, projectId, roleNeeded, taskId } from './task-arguments.js'
import { copiedColumns, copyExternalLinks, copyFiles, copySubtasks, fitInto } from './task-copies.js'
import { emitTask } from './task-details.js'
import { endsOf, insertTaskLink } from './task-link-store.js'
import { holds } from './release-rules.js'
import { changeTask, findTask, hasSwimlane, insertTask, noTask, storedColumns } from './task-store.js'

const page = 'kanboard/documentation v1/api/task_procedures.md'
const recorded = 'kanboard/v1.2.53/tasks-to-project.json'
const targetProject = (): ReturnType<typeof projectId> => projectId('Number of the target project')

interface Destination {
  readonly swimlane_id: PhpValue
  readonly column_id: PhpValue
  readonly category_id: PhpValue
  readonly owner_id: PhpValue
}

export const moveTaskToProject = procedure({
  id: 'moveTaskToProject',
  group: 'Task',
  summary: 'Move a task to another project',
  doc:
    'Number, comments and files stay; tags, category, swimlane and column are looked for by name. A project that does ' +
    'not exist answers true, and the task stays.',
  sources: [{ doc: `${page}#movetasktoproject` }, { evidence: `${recorded} steps 27-35` }],
  versions: { since: '1.0.24' },
  effect: 'write',
  failure: false,
  input: z.object({ task_id: taskId(), project_id: targetProject(), ...destination }),
  output: z.boolean().describe('true, also where nothing moved'),
  errors: [
    roleNeeded('member'),
    { when: 'there is no such task', status: 500, source: { evidence: `${recorded} step 35` } },
  ],
  examples: [
    {
      title: 'to another project',
      input: { task_id: 1, project_id: 2 },
      output: true,
      source: { evidence: `${recorded} step 27` },
    },
  ],
  handle: (ctx, { task_id, project_id, ...given }) => {
    const task = findTask(ctx, task_id)
    if (!task) throw new Crash(noTask(task_id))
    const values = movedColumns(ctx, task, project_id, given)
    syncTags(ctx, task, project_id)
    const { project_id: project, column_id: column, swimlane_id: swimlane, ...others } = storedColumns(ctx, values)
    const isThere =
      ctx.db.projects.has(project ?? 0) && ctx.db.columns.has(column ?? 0) && hasSwimlane(ctx, swimlane ?? 0)
    if (project === undefined || column === undefined || swimlane === undefined || !isThere) {
      return ctx.explain('the target lacks project, column or swimlane: the task stays where it is', true)
    }
    changeTask(ctx, task, { ...others, project_id: project, column_id: column, swimlane_id: swimlane })
    emitTask(ctx, { id: task.id, task_id }, ['task.move.project'], { changes: values })
    return true
  },
})

/** The new values in PHP's order; the position is counted in the old column's pile of the target. */
function movedColumns(
  ctx: KanboardContext,
  task: TaskRow,
  project_id: PhpValue,
  given: Destination,
): Record<string, PhpValue> {
  const column = given.column_id ?? task.column_id
  const own = {
    project_id: ctx.database.idIn(project_id) ?? 0,
    column_id: ctx.database.idIn(column, 2) ?? 0,
    is_active: 1,
  }
  // The literal is one of the two values.
  const position = ctx.db.tasks.count(own as Partial<TaskRow>) + 1
  const fitted = fitInto(ctx, {
    project_id,
    column_id: column,
    swimlane_id: given.swimlane_id ?? task.swimlane_id,
    category_id: given.category_id ?? task.category_id,
    owner_id: given.owner_id ?? task.owner_id,
    priority: task.priority,
  })
  const { column_id = null, swimlane_id = null, category_id = null, owner_id = null, priority = null } = fitted
  return { is_active: 1, project_id, column_id, position, swimlane_id, category_id, owner_id, priority }
}

/** Tags of the project that is left become those of the same name in the target. */
function syncTags(ctx: KanboardContext, task: TaskRow, project_id: PhpValue): void {
  const project = ctx.database.idIn(project_id)
  for (const { id, name, project_id: home, color_id } of tagsOfTask(ctx, task.id)) {
    if (home === 0 || home === project) continue
    const tag = findOrInsertTag(ctx, project_id, name, color_id)
    ctx.db.task_has_tags.remove(`${task.id}/${id}`)
    attachTag(ctx, task.id, tag)
  }
}

export const duplicateTaskToProject = procedure({
  id: 'duplicateTaskToProject',
  group: 'Task',
  summary: 'Duplicate a task to another project',
  doc:
    'Copies texts, dates, tags, subtasks (as todo), files and external links, no comments. Category, swimlane and column ' +
    'are looked for by name. The copy `duplicates` the original. The target may be the same project.',
  sources: [{ doc: `${page}#duplicatetasktoproject` }, { evidence: `${recorded} steps 12-26` }],
  versions: { since: '1.0.24' },
  effect: 'write',
  failure: false,
  input: z.object({ task_id: taskId(), project_id: targetProject(), ...destination }),
  output: z.int().describe('Number of the copy, 0 on failure'),
  errors: [
    roleNeeded('member'),
    { when: 'there is no such project', status: 200, result: 0, source: { evidence: `${recorded} step 23` } },
    { when: 'there is no such task', status: 200, result: 0, source: { evidence: `${recorded} step 24` } },
  ],
  examples: [
    {
      title: 'to another project',
      input: { task_id: 1, project_id: 2 },
      output: 2,
      source: { evidence: `${recorded} step 12` },
    },
  ],
  handle: (ctx, { task_id, project_id, ...given }) => {
    const task = findTask(ctx, task_id)
    const values = copiedColumns(task)
    const chosen = Object.entries(given).filter(([, value]) => value !== null)
    const copy = insertTask(ctx, fitted(ctx, { ...values, project_id, ...Object.fromEntries(chosen) }))
    if (!task) {
      linkCopy(ctx, copy, task_id)
      return copy
    }
    if (copy > 0) copySubtasks(ctx, task.id, copy)
    for (const { name, color_id } of tagsOfTask(ctx, task.id)) {
      attachTag(ctx, copy, findOrInsertTag(ctx, project_id, name, color_id))
    }
    linkCopy(ctx, copy, task_id)
    if (holds(ctx, 'copiesTakeFilesAlong')) {
      copyFiles(ctx, task.id, copy)
      copyExternalLinks(ctx, task.id, copy)
    }
    return copy
  },
})

/** The copy `duplicates` the task. Of a copy that could not be made, too, which the foreign keys refuse. */
function linkCopy(ctx: KanboardContext, copy: number, task_id: PhpValue): void {
  insertTaskLink(ctx, endsOf(ctx, copy, task_id, 4))
}

/** As `fitInto`, with the members in the order in which they came. */
function fitted(ctx: KanboardContext, values: Readonly<Record<string, PhpValue>>): Record<string, PhpValue> {
  const found = fitInto(ctx, values)
  return Object.fromEntries(Object.keys(values).map((name) => [name, found[name] ?? null]))
}
