import type { KanboardTables } from './tables.js'

/*
 * What goes with a row, by the foreign keys of the schema (ON DELETE CASCADE); what was uploaded stays stored, since the
 * database knows nothing of it.
 */

/** Everything that hangs on a task: comments, subtasks and timers, files, links of both directions, activity. */
export function removeWithTask(db: KanboardTables, task: number): void {
  for (const { id } of db.comments.where({ task_id: task })) db.comments.remove(id)
  for (const { id } of db.subtasks.where({ task_id: task })) {
    removeWithSubtask(db, id)
    db.subtasks.remove(id)
  }
  for (const { id } of db.task_has_files.where({ task_id: task })) db.task_has_files.remove(id)
  for (const { id } of db.task_has_links.where({ task_id: task })) db.task_has_links.remove(id)
  for (const { id } of db.task_has_links.where({ opposite_task_id: task })) db.task_has_links.remove(id)
  for (const { id } of db.task_has_external_links.where({ task_id: task })) db.task_has_external_links.remove(id)
  for (const { id } of db.project_activities.where({ task_id: task })) db.project_activities.remove(id)
  for (const { pair } of db.task_has_tags.where({ task_id: task })) db.task_has_tags.remove(pair)
  for (const { pair } of db.task_has_metadata.where({ task_id: task })) db.task_has_metadata.remove(pair)
}

export function removeWithSubtask(db: KanboardTables, subtask: number): void {
  const timers = db.subtask_time_tracking.where({ subtask_id: subtask })
  for (const { id } of timers) db.subtask_time_tracking.remove(id)
}

/** Automatic actions and activity of a project; its tasks are removed one by one. */
export function removeAttachedToProject(db: KanboardTables, project: number): void {
  for (const { id } of db.actions.where({ project_id: project })) db.actions.remove(id)
  for (const { id } of db.project_activities.where({ project_id: project })) db.project_activities.remove(id)
}

/** Timers and activity of a user; comments, subtasks and files keep the number. */
export function removeAttachedToUser(db: KanboardTables, user: number): void {
  for (const { id } of db.subtask_time_tracking.where({ user_id: user })) db.subtask_time_tracking.remove(id)
  for (const { id } of db.project_activities.where({ creator_id: user })) db.project_activities.remove(id)
}

/** Links of tasks that are of this kind. */
export function removeAttachedToLink(db: KanboardTables, link: number): void {
  for (const { id } of db.task_has_links.where({ link_id: link })) db.task_has_links.remove(id)
}
