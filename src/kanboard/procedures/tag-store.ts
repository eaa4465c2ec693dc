import { isEmpty, numberIn, toText, valuesOf } from '../php.js'
import type { PhpMap, PhpValue } from '../php.js'
import type { TextColumn } from '../database.js'
import type { KanboardContext } from '../procedure.js'
import { newId } from '../tables.js'
import type { TagRow } from '../tag-rows.js'
import { changeRow, textOrNull, wasteId, wasteIdOnNull } from './attached-store.js'

/* Tags: kanboard/kanboard@v1.2.53 app/Model/TagModel.php, TaskTagModel.php, TagDuplicationModel.php. */

const name: TextColumn = { name: 'name', limit: 191, postgresLimit: 255 }
const color: TextColumn = { name: 'color_id', limit: 50 }

export function findTag(ctx: KanboardContext, id: PhpValue, place = 1): TagRow | undefined {
  const found = ctx.database.idIn(id, place)
  return found === undefined ? undefined : ctx.db.tags.get(found)
}

const pairOf = (ctx: KanboardContext, project: number, tag: string): string => `${project}/${ctx.database.textKey(tag)}`

/** The values of a tag as its columns keep them. */
export interface TagValues {
  readonly project_id: PhpValue
  readonly tag: PhpValue
  readonly color_id?: PhpValue
}

/** Makes a tag; false when the project has the name already. The project need not exist. */
export function insertTag(
  ctx: KanboardContext,
  { project_id, tag, color_id = null }: TagValues,
  given?: number,
): number | false {
  const project = ctx.database.storeInteger({ table: 'tags', name: 'project_id' }, project_id, 1)
  const text = textOrNull(ctx, name, tag)
  const paint = textOrNull(ctx, color, color_id)
  const missing = project === null ? 'project_id' : text === null ? 'name' : undefined
  if (project === null || text === null) {
    wasteIdOnNull(ctx, 'tags')
    return ctx.explain(`${missing ?? ''} is null`, ctx.database.refuseNull('tags', missing ?? ''))
  }
  const pair = pairOf(ctx, project, text)
  if (ctx.db.tags.first({ pair })) {
    wasteId(ctx, 'tags')
    return ctx.explain(`project ${project} has a tag '${text}' already`, false)
  }
  const id = newId(ctx, 'tags', given)
  ctx.db.tags.insert({ id, name: text, project_id: project, color_id: paint, pair })
  return id
}

/** Changes name and colour of a tag that need not exist; false when the name is taken. */
export function changeTag(ctx: KanboardContext, id: PhpValue, tag: PhpValue, color_id: PhpValue): boolean {
  const found = findTag(ctx, id, 3)
  const isIdle = !found && !ctx.database.readsValuesFirst
  const text = isIdle ? '' : textOrNull(ctx, name, tag)
  const paint = isIdle ? '' : textOrNull(ctx, color, color_id)
  if (!found) return ctx.explain(`there is no tag ${toText(id)}, nothing was updated`, true)
  if (text === null) return ctx.explain('the name is null', ctx.database.refuseNull('tags', 'name'))
  const pair = pairOf(ctx, found.project_id, text)
  const holder = ctx.db.tags.first({ pair })
  if (holder && holder.id !== found.id) {
    return ctx.explain(`project ${found.project_id} has a tag '${text}' already`, false)
  }
  changeRow(ctx, 'tags', found.id, { name: text, color_id: paint, pair })
  return true
}

export function dropTag(ctx: KanboardContext, tag: TagRow): void {
  for (const { pair } of ctx.db.task_has_tags.where({ tag_id: tag.id })) ctx.db.task_has_tags.remove(pair)
  ctx.db.tags.remove(tag.id)
}

/** Tags of a task as a query without ORDER BY brings them. */
export function tagsOfTask({ db, database }: KanboardContext, task: number): TagRow[] {
  const rows = db.task_has_tags.where({ task_id: task }).flatMap(({ tag_id }) => db.tags.get(tag_id) ?? [])
  if (database.tagsOfTaskBy === 'attachment' || rows.length < 2) return rows
  if (database.tagsOfTaskBy === 'id') return rows.sort((a, b) => a.id - b.id)
  const wanted = new Set(rows)
  return [...db.tags].filter((row) => wanted.has(row))
}

/**
 * The tag that a name means in a project: one for all projects before one of its own. The name is a pattern of LIKE,
 * so that `%` finds any. Of several SQLite takes the first one in the order of its index.
 */
function tagLike(ctx: KanboardContext, project: number, tag: string): TagRow | undefined {
  const { database, db } = ctx
  const found = [...db.tags.where({ project_id: 0 }), ...(project === 0 ? [] : db.tags.where({ project_id: project }))]
  return found
    .filter((row) => database.isLike(row.name, tag))
    .sort((a, b) => a.project_id - b.project_id || database.compareTexts(a.name, b.name))[0]
}

/** The id of a tag, which is made where there is none. */
export function findOrInsertTag(
  ctx: KanboardContext,
  project_id: PhpValue,
  tag: PhpValue,
  color_id: PhpValue = null,
): number | false {
  // A project that is no number is one, too: SQLite keeps the text.
  const project = ctx.database.idIn(project_id, 2) ?? (toText(project_id) as unknown as number)
  const found = tag === null ? undefined : tagLike(ctx, project, toText(tag))
  return found?.id ?? insertTag(ctx, { project_id, tag, color_id })
}

/** Puts a tag on a task; false when it is there already, or either does not exist. */
export function attachTag(ctx: KanboardContext, given: PhpValue, tag: number | false): boolean {
  const task = ctx.database.storeInteger({ table: 'task_has_tags', name: 'task_id' }, given, 1)
  // A tag that could not be made is written as an empty text, about which MySQL and PostgreSQL complain.
  const tag_id = tag === false ? ctx.database.storeInteger({ table: 'task_has_tags', name: 'tag_id' }, '', 2) : tag
  if (task === null) return ctx.explain('there is no task to tag', ctx.database.refuseNull('task_has_tags', 'task_id'))
  if (!ctx.db.tasks.has(task)) return ctx.explain('there is no such task to tag', false)
  if (typeof tag_id !== 'number' || !ctx.db.tags.has(tag_id)) return ctx.explain('there is no such tag', false)
  const pair = `${task}/${tag_id}`
  if (ctx.db.task_has_tags.has(pair)) return ctx.explain(`task ${task} has the tag ${tag_id} already`, false)
  ctx.db.task_has_tags.insert({ pair, task_id: task, tag_id })
  return true
}

/**
 * Gives a task these tags and no others. What was done before a refusal stays done: tags that mean the same one twice
 * stop the work.
 */
export function saveTags(
  ctx: KanboardContext,
  project: PhpValue,
  task_id: PhpValue,
  given: readonly PhpValue[] | PhpMap,
): boolean {
  const tags = valuesOf(given).filter((tag) => !isEmpty(tag))
  const task = ctx.database.idIn(task_id)
  const before = task === undefined ? [] : tagsOfTask(ctx, task)
  for (const tag of tags) {
    const id = findOrInsertTag(ctx, project, tag)
    const isThere = before.some((row) => row.id === id)
    if (!isThere && !attachTag(ctx, task_id, id)) return false
  }
  for (const row of before) {
    if (!tags.some((tag) => isSameName(row.name, tag))) ctx.db.task_has_tags.remove(`${task ?? ''}/${row.id}`)
  }
  return true
}

/** `in_array` compares loosely: numeric texts by their value, true with anything. */
function isSameName(text: string, tag: PhpValue): boolean {
  if (tag === true) return text !== '' && text !== '0'
  const other = toText(tag)
  const number = numberIn(text)
  return text === other || (number !== undefined && number === numberIn(other))
}
