import type { CommentRow } from '../attached-rows.js'
import type { TextColumn } from '../database.js'
import { Crash } from '../faults.js'
import { toText } from '../php.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import { newId } from '../tables.js'
import { holds } from './release-rules.js'
import { taskDetails } from './task-details.js'
import { changeRow, secondsNow, textOrNull, wasteId } from './attached-store.js'
import type { Values } from '../validators.js'

const columns: Readonly<Record<'comment' | 'reference' | 'visibility', TextColumn>> = {
  comment: { name: 'comment', limit: Number.POSITIVE_INFINITY },
  reference: { name: 'reference', limit: 191 },
  visibility: { name: 'visibility', limit: 25 },
}

/** The row that a request's id means; undefined for none, throws where the database complains about the value. */
export function findComment(ctx: KanboardContext, id: PhpValue): CommentRow | undefined {
  const found = ctx.database.idIn(id)
  return found === undefined ? undefined : ctx.db.comments.get(found)
}

type WithAuthor = CommentRow & Record<'username' | 'name' | 'email' | 'avatar_path', string | null>

/** LEFT JOIN users. */
export function commentWithAuthor(ctx: KanboardContext, row: CommentRow): WithAuthor {
  const user = row.user_id === null ? undefined : ctx.db.users.get(row.user_id)
  const { username = null, name = null, email = null, avatar_path = null } = user ?? {}
  return { ...row, username, name, email, avatar_path }
}

/** What `CommentModel::create` is given. */
export function insertComment(ctx: KanboardContext, values: Values, given?: number): number | false {
  const { database, db } = ctx
  const { task_id = null, user_id = null, comment = '', reference = null, visibility = 'app-user' } = values
  const integers = { table: 'comments' }
  const task = database.storeInteger({ ...integers, name: 'task_id' }, task_id, 1)
  const columnsToStore = {
    user_id: database.storeInteger({ ...integers, name: 'user_id' }, user_id, 2),
    comment: database.storeText(columns.comment, toText(comment)),
    reference: textOrNull(ctx, columns.reference, reference),
    visibility: database.storeText(columns.visibility, toText(visibility)),
  }
  if (task === null || !db.tasks.has(task)) {
    wasteId(ctx, 'comments')
    return ctx.explain(`there is no task ${toText(task_id)}`, false)
  }
  const now = secondsNow(ctx)
  const id = newId(ctx, 'comments', given)
  const row = { id, task_id: task, ...columnsToStore, date_creation: now, date_modification: now }
  emitComment(ctx, 'comment.create', db.comments.insert(row))
  return id
}

/** Answers true for a comment that does not exist, too. */
export function changeComment(ctx: KanboardContext, id: PhpValue, content: PhpValue): boolean {
  ctx.database.idIn(id, 3)
  const comment = ctx.database.storeText(columns.comment, toText(content))
  const found = findComment(ctx, id)
  if (!found && !holds(ctx, 'changesAreJobs')) throw new Crash(`there is no comment ${toText(id)} to notify of`)
  if (!found) return ctx.explain(`there is no comment ${toText(id)}, nothing was updated`, true)
  const changed = changeRow(ctx, 'comments', found.id, { comment, date_modification: secondsNow(ctx) })
  if (changed) emitComment(ctx, 'comment.update', changed)
  return true
}

export function dropComment(ctx: KanboardContext, row: CommentRow): boolean {
  emitComment(ctx, 'comment.delete', row)
  ctx.db.comments.remove(row.id)
  return true
}

function emitComment(
  ctx: KanboardContext,
  name: 'comment.create' | 'comment.update' | 'comment.delete',
  row: CommentRow,
): void {
  if (ctx.isUnheard) return
  ctx.emit(name, { comment: commentWithAuthor(ctx, row), task: taskDetails(ctx, row.task_id) })
}
