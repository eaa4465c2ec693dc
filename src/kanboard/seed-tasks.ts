import { choiceOf } from '../kernel/near.js'
import { FixtureError } from '../kernel/product.js'
import { recurrenceBases, recurrenceTriggers, recurrenceUnits, subtaskStates } from './fixture-tasks.js'
import type { CommentEntry, SubtaskEntry, TaskEntry } from './fixture-tasks.js'
import { insertComment } from './procedures/comment-store.js'
import { insertSubtask } from './procedures/subtask-store.js'
import { attachTag } from './procedures/tag-store.js'
import { insertTaskLink } from './procedures/task-link-store.js'
import { changeTask, insertTask } from './procedures/task-store.js'
import { isAssignable } from './project-roles.js'
import type { TaskRow } from './rows.js'
import { addExternalLinks, addFiles } from './seed-attachments.js'
import { givenId, idOf, judged, secondsOf } from './seed-context.js'
import type { Keys, Path, Seeding } from './seed-context.js'
import type { Known } from './seed-projects.js'

type Entries = Readonly<Record<string, TaskEntry>>
export type Place = Known & { readonly path: Path }

/** Adds the tasks of a project and answers their ids by key; links wait until all tasks are there. */
export function addTasks(seeding: Seeding, tasks: Entries = {}, place: Place): Map<string, number> {
  const made = new Map<string, number>()
  for (const [key, entry] of Object.entries(tasks)) {
    made.set(key, addTask(seeding, { title: key, ...entry }, { ...place, path: [...place.path, key] }))
  }
  return made
}

/** Adds a task with what hangs on it. */
export function addTask(seeding: Seeding, entry: TaskEntry, place: Place): number {
  const { ctx } = seeding
  const given = givenId(seeding, 'tasks', { id: entry.id, path: place.path })
  const id = judged(seeding, place.path, () => insertTask(ctx, valuesOf(seeding, entry, place), { id: given }))
  for (const [index, key] of [...new Set(entry.tags)].entries()) {
    const at = [...place.path, 'tags', index]
    judged(seeding, at, () => attachTag(ctx, id, idOf(place.tags, key, at)))
  }
  addSubtasks(seeding, id, entry, place)
  for (const [index, one] of (entry.comments ?? []).entries()) {
    addComment(seeding, { task: id, entry: one }, { ...place, path: [...place.path, 'comments', index] })
  }
  for (const [name, value] of Object.entries(entry.metadata ?? {})) {
    const pair = `${id}/${ctx.database.textKey(name)}`
    if (ctx.db.task_has_metadata.has(pair)) {
      throw new FixtureError(
        [...place.path, 'metadata', name],
        `for this database another name is the same as '${name}'`,
      )
    }
    ctx.db.task_has_metadata.insert({ pair, task_id: id, name, value })
  }
  const owner = { id, project: place.project, users: place.users, path: place.path }
  addFiles(seeding, owner, entry.files)
  addExternalLinks(seeding, owner, entry.externalLinks)
  const row = ctx.db.tasks.get(id)
  if (row) changeTask(ctx, row, momentsOf(seeding, entry))
  return id
}

function valuesOf(seeding: Seeding, entry: TaskEntry, place: Place) {
  const { path } = place
  const named = (keys: Keys, part: 'column' | 'swimlane' | 'category' | 'creator'): number => {
    const key = entry[part]
    return key === undefined ? 0 : idOf(keys, key, [...path, part])
  }
  return {
    title: entry.title ?? '',
    project_id: place.project,
    color_id: entry.color ?? '',
    column_id: named(place.columns, 'column'),
    owner_id: assigneeOf(seeding, entry.owner, { ...place, path: [...path, 'owner'] }),
    creator_id: named(place.users, 'creator'),
    description: entry.description ?? '',
    category_id: named(place.categories, 'category'),
    score: entry.score ?? 0,
    swimlane_id: named(place.swimlanes, 'swimlane'),
    reference: entry.reference ?? '',
    priority: entry.priority ?? 0,
    time_spent: entry.spent ?? 0,
    time_estimated: entry.estimated ?? 0,
    ...recurrenceOf(entry),
  }
}

function recurrenceOf({ recurrence }: TaskEntry): Record<string, number> {
  if (!recurrence) return {}
  const { when, every = 0, unit = 'days', from = 'due date' } = recurrence
  return {
    recurrence_status: 1,
    recurrence_trigger: recurrenceTriggers.indexOf(when),
    recurrence_factor: every,
    recurrence_timeframe: recurrenceUnits.indexOf(unit),
    recurrence_basedate: recurrenceBases.indexOf(from),
  }
}

/** The id of whom a key names, to whom tasks of the project can be given; 0 for nobody. */
function assigneeOf({ ctx }: Seeding, key: string | undefined, { users, project, path }: Place): number {
  if (key === undefined) return 0
  const id = idOf(users, key, path)
  if (isAssignable(ctx.world, project, id)) return id
  const able = [...users].filter(([, user]) => isAssignable(ctx.world, project, user)).map(([name]) => name)
  const choice = choiceOf(key, able)
  throw new FixtureError(path, `'${key}' is no active member or manager of the project: ${choice}`)
}

/** Dates and status, after everything that touches them. */
export function momentsOf(seeding: Seeding, { due, started, created, closed = false }: TaskEntry): Partial<TaskRow> {
  const now = Math.floor(seeding.ctx.world.now() / 1000)
  const made = created === undefined ? now : secondsOf(seeding, created)
  const ended = typeof closed === 'string' ? secondsOf(seeding, closed) : Math.max(made, now)
  return {
    date_due: due === undefined ? 0 : secondsOf(seeding, due),
    date_started: started === undefined ? 0 : secondsOf(seeding, started),
    date_creation: made,
    date_moved: made,
    date_modification: closed === false ? made : ended,
    ...(closed === false ? {} : { is_active: 0, date_completed: ended }),
  }
}

function addSubtasks(seeding: Seeding, task: number, entry: TaskEntry, { users, path }: Place): void {
  const usual = entry.closed === undefined || entry.closed === false ? 'todo' : 'done'
  for (const [index, one] of (entry.subtasks ?? []).entries()) {
    const at = [...path, 'subtasks', index]
    const own: SubtaskEntry = typeof one === 'string' ? { title: one } : one
    const { id, title, status = usual, assignee, estimated = 0, spent = 0 } = own
    const values = {
      title,
      task_id: task,
      user_id: assignee === undefined ? 0 : idOf(users, assignee, [...at, 'assignee']),
      time_estimated: estimated,
      time_spent: spent,
      status: subtaskStates.indexOf(status),
    }
    const given = givenId(seeding, 'subtasks', { id, path: at })
    judged(seeding, at, () => insertSubtask(seeding.ctx, values, given))
  }
}

function addComment(
  seeding: Seeding,
  { task, entry }: { readonly task: number; readonly entry: CommentEntry },
  { users, path }: Place,
): void {
  const { ctx } = seeding
  const { by, text, visibility = 'app-user', at } = entry
  const given = givenId(seeding, 'comments', { id: entry.id, path })
  const values = { task_id: task, user_id: idOf(users, by, [...path, 'by']), comment: text, reference: '', visibility }
  const id = judged(seeding, path, () => insertComment(ctx, values, given))
  if (at === undefined) return
  const moment = secondsOf(seeding, at)
  ctx.db.comments.update(id, { date_creation: moment, date_modification: moment })
}

interface LinkPlace {
  /** Tasks by key, and those of all projects as `project/task`. */
  readonly tasks: Keys
  readonly path: Path
}

/** Adds the links of a project's tasks. */
export function addLinks(seeding: Seeding, entries: Entries = {}, { tasks, path }: LinkPlace): void {
  const kinds = new Map([...seeding.ctx.db.links].map(({ label, id }) => [label, id]))
  for (const [key, { links = {} }] of Object.entries(entries)) {
    for (const [kind, others] of Object.entries(links)) {
      const at = [...path, key, 'links', kind]
      const link_id = idOf(kinds, kind, at)
      for (const [index, other] of others.entries()) {
        const opposite_task_id = idOf(tasks, other, [...at, index])
        const ends = { task_id: idOf(tasks, key, at), opposite_task_id, link_id }
        judged(seeding, [...at, index], () => insertTaskLink(seeding.ctx, ends))
      }
    }
  }
}
