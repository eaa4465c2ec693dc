import { removeAttachedToProject, removeAttachedToUser, removeWithTask } from './attached-cascades.js'
import type { TaskRow } from './rows.js'
import type { KanboardTables } from './tables.js'

/*
 * What goes with a project, user, group or column, by the foreign keys of the schema (ON DELETE CASCADE).
 */

/** Everything that hangs on a project, which itself stays. */
export function removeProjectRows(db: KanboardTables, project: number): void {
  const own = { project_id: project }
  removeTasks(db, own)
  for (const { id } of db.columns.where(own)) removeColumnRow(db, id)
  for (const { id } of db.swimlanes.where(own)) {
    // kanboard/kanboard@v1.2.53 app/Schema/Mysql.php version_122: tasks.swimlane_id … ON DELETE CASCADE
    removeTasks(db, { swimlane_id: id })
    db.swimlanes.remove(id)
  }
  for (const { id } of db.project_has_categories.where(own)) db.project_has_categories.remove(id)
  for (const { pair } of db.project_has_users.where(own)) db.project_has_users.remove(pair)
  for (const { pair } of db.project_has_groups.where(own)) db.project_has_groups.remove(pair)
  for (const { pair } of db.project_has_metadata.where(own)) db.project_has_metadata.remove(pair)
  for (const { id } of db.project_has_files.where(own)) db.project_has_files.remove(id)
  removeAttachedToProject(db, project)
}

/** A column with what lies in it: tasks of other projects can be moved there. */
export function removeColumnRow(db: KanboardTables, column: number): void {
  removeTasks(db, { column_id: column })
  db.columns.remove(column)
}

function removeTasks(db: KanboardTables, match: Partial<TaskRow>): void {
  for (const { id } of db.tasks.where(match)) {
    removeWithTask(db, id)
    db.tasks.remove(id)
  }
}

/** Memberships of a user, and private projects in which the user has a role. */
export function removeMemberships(db: KanboardTables, user: number): void {
  for (const { pair, project_id } of db.project_has_users.where({ user_id: user })) {
    if (db.projects.get(project_id)?.is_private === 1) {
      removeProjectRows(db, project_id)
      db.projects.remove(project_id)
    }
    db.project_has_users.remove(pair)
  }
  for (const { pair } of db.group_has_users.where({ user_id: user })) db.group_has_users.remove(pair)
}

/** Members and project roles of a group. */
export function removeGroupRows(db: KanboardTables, group: number): void {
  for (const { pair } of db.group_has_users.where({ group_id: group })) db.group_has_users.remove(pair)
  for (const { pair } of db.project_has_groups.where({ group_id: group })) db.project_has_groups.remove(pair)
}

/** Tags of a project, which no foreign key takes along. */
export function removeProjectTags(db: KanboardTables, project: number): void {
  for (const { id } of db.tags.where({ project_id: project })) {
    for (const { pair } of db.task_has_tags.where({ tag_id: id })) db.task_has_tags.remove(pair)
    db.tags.remove(id)
  }
}

/** What removeUser does before the row goes: tasks, subtasks and comments stay, without user. */
export function removeUserRows(db: KanboardTables, user: number): void {
  for (const { id } of db.tasks.where({ owner_id: user })) db.tasks.update(id, { owner_id: 0 })
  for (const { id } of db.subtasks.where({ user_id: user })) db.subtasks.update(id, { user_id: 0 })
  for (const { id } of db.comments.where({ user_id: user })) db.comments.update(id, { user_id: 0 })
  removeMemberships(db, user)
  removeAttachedToUser(db, user)
}
