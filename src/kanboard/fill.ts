import { Losses } from '../kernel/losses.js'
import type { NeutralBoardStream, NeutralCard, NeutralStream } from '../kernel/neutral.js'
import type { Setup } from '../kernel/product.js'
import type { Bulk } from '../kernel/table.js'
import type { CommentRow, SubtaskRow } from './attached-rows.js'
import { databaseOf } from './database.js'
import { assignableIn, projectOf, taskOf, translateNeutral } from './neutral.js'
import { firstColumn, firstSwimlane, placeOf } from './procedures/task-store.js'
import type { TaskRow } from './rows.js'
import { idOf, secondsOf, seedingOf } from './seed-context.js'
import type { Path, Seeding } from './seed-context.js'
import { addGroups, addProject } from './seed-projects.js'
import type { Known } from './seed-projects.js'
import { addTask, momentsOf } from './seed-tasks.js'
import { seedUser } from './seed.js'
import { nextId, noteId } from './tables.js'
import type { KanboardTables, KanboardWorld } from './tables.js'
import type { TaskMetadataRow, TaskTagRow } from './tag-rows.js'

/** Rows as the application makes them, of which many copies are made. */
interface Templates {
  readonly task: TaskRow
  readonly subtask: SubtaskRow
  readonly comment: CommentRow
}

interface Filling {
  readonly seeding: Seeding
  readonly losses: Losses
  readonly tasks: Bulk<TaskRow>
  readonly subtasks: Bulk<SubtaskRow>
  readonly comments: Bulk<CommentRow>
  readonly tags: Bulk<TaskTagRow>
  readonly metadata: Bulk<TaskMetadataRow>
  readonly last: { tasks: number; subtasks: number; comments: number }
}

/** A project that is being filled. */
interface Target extends Known {
  readonly able: ReadonlySet<string>
  readonly templates: Templates
  readonly firstColumn: number
  readonly firstSwimlane: number
  readonly path: Path
  readonly referenceKey: string
  readonly piles: Map<number, Pile>
}

/** One swimlane of one column: how many open tasks lie there, and its names, which all its tasks share. */
interface Pile {
  open: number
  readonly place: string
  readonly closedPlace: string
}

/** Puts a large neutral world into the tables: the rows that seeding makes, without judging each anew. */
export function fillKanboard(world: KanboardWorld, setup: Setup, stream: NeutralStream): void {
  const database = databaseOf(setup)
  const { users, groups } = stream
  const { part } = translateNeutral({ users, groups })
  for (const [name, entry] of Object.entries(part.users ?? {})) seedUser(world, database, name, entry)
  const filling = fillingOf(seedingOf(world, setup))
  const ids = new Map([...world.tables.users].map(({ username, id }) => [username, id]))
  const places = { users: ids, groups: addGroups(filling.seeding, part.groups, ids), tags: new Map<string, number>() }
  let templates: Templates | undefined
  for (const one of stream.boards()) {
    const path = ['projects', one.key]
    const known = { users, groups, losses: filling.losses }
    const entry = projectOf(one.board, { ...known, key: one.key })
    const project = addProject(filling.seeding, { key: one.key, entry }, { ...places, path })
    templates ??= templatesOf(world, setup, project)
    const able = assignableIn(one.board, known)
    fillProject(filling, one, targetOf(filling, project, { able, templates, path }))
  }
  end(filling)
}

function fillingOf(seeding: Seeding): Filling {
  const { db, world, database } = seeding.ctx
  const before = (name: keyof KanboardTables): number => nextId(world, name, database) - 1
  return {
    seeding,
    losses: new Losses(),
    tasks: db.tasks.bulk(),
    subtasks: db.subtasks.bulk(),
    comments: db.comments.bulk(),
    tags: db.task_has_tags.bulk(),
    metadata: db.task_has_metadata.bulk(),
    last: { tasks: before('tasks'), subtasks: before('subtasks'), comments: before('comments') },
  }
}

function end({ seeding, tasks, subtasks, comments, tags, metadata, last }: Filling): void {
  for (const bulk of [tasks, subtasks, comments, tags, metadata]) bulk.end()
  const { world } = seeding.ctx
  for (const name of ['tasks', 'subtasks', 'comments'] as const) {
    world.counters.set(name, 0)
    noteId(world, name, last[name])
  }
}

type Parts = Pick<Target, 'able' | 'templates' | 'path'>

function targetOf({ seeding: { ctx } }: Filling, known: Known, parts: Parts): Target {
  return {
    ...known,
    ...parts,
    firstColumn: firstColumn(ctx, known.project) ?? 0,
    firstSwimlane: firstSwimlane(ctx, known.project),
    referenceKey: `${known.project}/`,
    piles: new Map(),
  }
}

/** Seeds one task in a copy of the world, and takes the rows that come of it. */
function templatesOf(world: KanboardWorld, setup: Setup, known: Known): Templates {
  const scratch = world.fork()
  const [author = ''] = known.users.keys()
  const entry = { title: 'x', subtasks: ['x'], comments: [{ by: author, text: 'x' }] }
  addTask(seedingOf(scratch, setup), entry, { ...known, path: [] })
  const [task] = scratch.tables.tasks
  const [subtask] = scratch.tables.subtasks
  const [comment] = scratch.tables.comments
  if (!task || !subtask || !comment) throw new Error('a seeded task has a subtask and a comment')
  return { task: fresh(task), subtask: fresh(subtask), comment: fresh(comment) }
}

/** The same members in an object that V8 copies ten times as fast as one that was put together bit by bit. */
const fresh = <R extends object>(row: R): R => Object.fromEntries(Object.entries(row)) as R

function fillProject(filling: Filling, { cards }: NeutralBoardStream, target: Target): void {
  for (const [key, card] of cards) addRows(filling, target, { key, card })
}

interface Keyed {
  readonly key: string
  readonly card: NeutralCard
}

function addRows(filling: Filling, target: Target, { key, card }: Keyed): void {
  const { seeding, last } = filling
  const { able, templates, users } = target
  const path = [...target.path, 'tasks', key]
  const entry = taskOf(card, { path: key, able, losses: filling.losses })
  last.tasks += 1
  const id = last.tasks
  filling.tasks.add(rowOf(filling, target, { id, entry, title: card.title ?? key, path }))
  if (entry.tags) {
    for (const tag of new Set(entry.tags)) {
      const tag_id = idOf(target.tags, tag, path)
      filling.tags.add({ pair: `${id}/${tag_id}`, task_id: id, tag_id })
    }
  }
  let position = 0
  for (const one of entry.subtasks ?? []) {
    if (typeof one === 'string') continue
    position += 1
    last.subtasks += 1
    const status = one.status === 'done' ? 2 : 0
    filling.subtasks.add({ ...templates.subtask, id: last.subtasks, title: one.title, task_id: id, status, position })
  }
  for (const { by, text, at } of entry.comments ?? []) {
    last.comments += 1
    const own = { id: last.comments, task_id: id, user_id: idOf(users, by, path), comment: text }
    const when = at === undefined ? templates.comment.date_creation : secondsOf(seeding, at)
    filling.comments.add({ ...templates.comment, ...own, date_creation: when, date_modification: when })
  }
  for (const [name, value] of Object.entries(entry.metadata ?? {})) {
    const pair = `${id}/${seeding.ctx.database.textKey(name)}`
    filling.metadata.add({ pair, task_id: id, name, value })
  }
}

interface NewTask {
  readonly id: number
  readonly entry: ReturnType<typeof taskOf>
  readonly title: string
  readonly path: Path
}

function rowOf({ seeding }: Filling, target: Target, { id, entry, title, path }: NewTask): TaskRow {
  const { column, swimlane, category, owner, creator, subtasks, spent = 0 } = entry
  const column_id = column === undefined ? target.firstColumn : idOf(target.columns, column, path)
  const swimlane_id = swimlane === undefined ? target.firstSwimlane : idOf(target.swimlanes, swimlane, path)
  const is_active = entry.closed === undefined || entry.closed === false ? 1 : 0
  const pile = pileOf(target, column_id, swimlane_id)
  const position = pile.open + 1
  if (is_active === 1) pile.open = position
  return {
    ...target.templates.task,
    id,
    title,
    description: entry.description ?? '',
    project_id: target.project,
    column_id,
    swimlane_id,
    position,
    owner_id: owner === undefined ? 0 : idOf(target.users, owner, path),
    creator_id: creator === undefined ? 0 : idOf(target.users, creator, path),
    category_id: category === undefined ? 0 : idOf(target.categories, category, path),
    time_spent: subtasks === undefined || subtasks.length === 0 ? spent : 0,
    referenceKey: target.referenceKey,
    ...momentsOf(seeding, entry),
    place: is_active === 1 ? pile.place : pile.closedPlace,
  }
}

function pileOf({ piles, project }: Target, column_id: number, swimlane_id: number): Pile {
  // Ids of columns and swimlanes are far below 2 ** 26.
  const number = column_id * 2 ** 26 + swimlane_id
  const known = piles.get(number)
  if (known) return known
  const at = { project_id: project, column_id, swimlane_id }
  const pile = { open: 0, place: placeOf({ ...at, is_active: 1 }), closedPlace: placeOf({ ...at, is_active: 0 }) }
  piles.set(number, pile)
  return pile
}
