import { Losses } from '../kernel/losses.js'
import type { NeutralStream, StreamedCard } from '../kernel/neutral.js'
import type { Setup } from '../kernel/product.js'
import type { Bulk } from '../kernel/table.js'
import type { CommentRow, SubtaskRow } from './attached-rows.js'
import { databaseOf } from './database.js'
import { assignableIn, ownerOf, projectOf, subtasksOf, translateNeutral } from './neutral.js'
import type { TitledSubtask } from './neutral.js'
import { firstColumn, firstSwimlane, placeOf } from './procedures/task-store.js'
import type { TaskRow } from './rows.js'
import { idOf, secondsOf, seedingOf } from './seed-context.js'
import type { Keys, Path, Seeding } from './seed-context.js'
import { addGroups, addProject } from './seed-projects.js'
import type { Known } from './seed-projects.js'
import { addTask } from './seed-tasks.js'
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
  /** Unix seconds. */
  readonly now: number
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
    const known = { users, groups, losses: new Losses() }
    const entry = projectOf(one.board, { ...known, key: one.key })
    const project = addProject(filling.seeding, { key: one.key, entry }, { ...places, path })
    templates ??= templatesOf(world, setup, project)
    const able = assignableIn(one.board, known)
    const target = targetOf(filling, project, { able, templates, path })
    for (const [key, card] of one.cards) addRows(filling, target, key, card)
  }
  end(filling)
}

function fillingOf(seeding: Seeding): Filling {
  const { db, world, database } = seeding.ctx
  const before = (name: keyof KanboardTables): number => nextId(world, name, database) - 1
  return {
    seeding,
    now: Math.floor(world.now() / 1000),
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

/** The same members as one run of memory, of which V8 makes copies fast. */
const fresh = <R extends object>(row: R): R => JSON.parse(JSON.stringify(row)) as R

function addRows(filling: Filling, target: Target, key: string, card: StreamedCard): void {
  const { last } = filling
  const id = (last.tasks += 1)
  const { checklists, comments, labels, fields } = card
  const subtasks = checklists && subtasksOf(checklists)
  filling.tasks.add(rowOf(filling, target, { id, key, card, hasSubtasks: (subtasks?.length ?? 0) > 0 }))
  if (labels) addTags(filling, target, id, labels)
  if (subtasks) addSubtasks(filling, target, id, subtasks)
  if (comments) addComments(filling, target, id, comments)
  if (!fields) return
  for (const [name, value] of Object.entries(fields)) {
    const pair = `${id}/${filling.seeding.ctx.database.textKey(name)}`
    filling.metadata.add({ pair, task_id: id, name, value })
  }
}

function addTags({ tags }: Filling, target: Target, task_id: number, labels: readonly string[]): void {
  const own = labels.map((label) => idOf(target.tags, label, target.path))
  for (const [at, tag_id] of own.entries()) {
    if (own.indexOf(tag_id) === at) tags.add({ pair: `${task_id}/${tag_id}`, task_id, tag_id })
  }
}

function addSubtasks(
  { subtasks, last }: Filling,
  { templates }: Target,
  task_id: number,
  own: readonly TitledSubtask[],
): void {
  for (const [at, { title, status }] of own.entries()) {
    const id = (last.subtasks += 1)
    subtasks.add({ ...templates.subtask, id, title, status: status === 'done' ? 2 : 0, task_id, position: at + 1 })
  }
}

function addComments(
  { seeding, comments, last }: Filling,
  { templates, users, path }: Target,
  task_id: number,
  own: NonNullable<StreamedCard['comments']>,
): void {
  for (const { by, text, at } of own) {
    const id = (last.comments += 1)
    const when = at === undefined ? templates.comment.date_creation : secondsOf(seeding, at)
    const dates = { date_creation: when, date_modification: when }
    comments.add({ ...templates.comment, id, task_id, user_id: idOf(users, by, path), comment: text, ...dates })
  }
}

interface NewTask {
  readonly id: number
  readonly key: string
  readonly card: StreamedCard
  readonly hasSubtasks: boolean
}

const idIn = (ids: Keys, key: string | undefined, { path }: Target): number =>
  key === undefined ? 0 : idOf(ids, key, path)

function rowOf({ seeding, now }: Filling, target: Target, { id, key, card, hasSubtasks }: NewTask): TaskRow {
  const { list, swimlane, closed = false, created, start, due } = card
  const { task } = target.templates
  const column_id = list === undefined ? target.firstColumn : idOf(target.columns, list, target.path)
  const swimlane_id = swimlane === undefined ? target.firstSwimlane : idOf(target.swimlanes, swimlane, target.path)
  const pile = pileOf(target, column_id, swimlane_id)
  const position = pile.open + 1
  const isOpen = closed === false
  if (isOpen) pile.open = position
  const made = created === undefined ? now : secondsOf(seeding, created)
  const ended = isOpen ? made : closed === true ? Math.max(made, now) : secondsOf(seeding, closed)
  return {
    ...task,
    id,
    title: card.title ?? key,
    description: card.description ?? '',
    date_creation: made,
    project_id: target.project,
    column_id,
    owner_id: idIn(target.users, ownerOf(card.assignees, target.able), target),
    position,
    is_active: isOpen ? 1 : 0,
    date_completed: isOpen ? task.date_completed : ended,
    date_due: due === undefined ? 0 : secondsOf(seeding, due),
    category_id: idIn(target.categories, card.category, target),
    creator_id: idIn(target.users, card.by, target),
    date_modification: ended,
    date_started: start === undefined ? 0 : secondsOf(seeding, start),
    time_spent: hasSubtasks ? 0 : (card.spent ?? 0),
    swimlane_id,
    date_moved: made,
    referenceKey: target.referenceKey,
    place: isOpen ? pile.place : pile.closedPlace,
  }
}

function pileOf(target: Target, column_id: number, swimlane_id: number): Pile {
  const { piles, project } = target
  // Ids of one project’s columns, and of its swimlanes, follow each other.
  const number = (column_id - target.firstColumn) * 2 ** 26 + (swimlane_id - target.firstSwimlane)
  const known = piles.get(number)
  if (known) return known
  const at = { project_id: project, column_id, swimlane_id }
  const pile = { open: 0, place: placeOf({ ...at, is_active: 1 }), closedPlace: placeOf({ ...at, is_active: 0 }) }
  piles.set(number, pile)
  return pile
}
