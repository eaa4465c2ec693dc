import type { z } from 'zod'
import type { KanboardContext } from './procedure.js'
import { holds } from './procedures/release-rules.js'
import type { CategoryRow, ColumnRow, ProjectRow, SwimlaneRow, TaskRow } from './rows.js'
import type { UserRow } from './tables.js'
import type { TagRow } from './tag-rows.js'
import type { attachedTag, extendedTask, overdueTask } from './task-entities.js'

/*
 * Rows of tasks with what stands in other tables: kanboard/kanboard@v1.2.53 app/Model/TaskFinderModel.php
 * getExtendedQuery(), getOverdueTasksQuery(); app/Model/TaskTagModel.php getTagsByTaskIds().
 */

export interface Neighbours {
  readonly category: CategoryRow | undefined
  readonly column: ColumnRow | undefined
  readonly swimlane: SwimlaneRow | undefined
  readonly project: ProjectRow | undefined
  readonly assignee: UserRow | undefined
  readonly creator: UserRow | undefined
}

/** What the schema `extendedTask` shows. */
export type ExtendedTask = z.input<typeof extendedTask>

/** A task with counts and names. Costs in proportion to what hangs on the task, not to the tables. */
export function extendedTaskOf(ctx: KanboardContext, row: TaskRow): ExtendedTask {
  const { db } = ctx
  const own = { task_id: row.id }
  const { category, column, swimlane, project, assignee } = neighboursOf(ctx, row)
  return {
    ...row,
    nb_comments: db.comments.count(own),
    nb_files: db.task_has_files.count(own),
    nb_subtasks: db.subtasks.count(own),
    nb_completed_subtasks: db.subtasks.count({ ...own, status: 2 }),
    nb_links: db.task_has_links.count(own),
    nb_external_links: db.task_has_external_links.count(own),
    is_milestone: isMilestone(ctx, row.id) ? 1 : null,
    assignee_username: assignee?.username ?? null,
    assignee_name: assignee?.name ?? null,
    assignee_email: assignee?.email ?? null,
    assignee_avatar_path: assignee?.avatar_path ?? null,
    category_name: category?.name ?? null,
    category_description: category?.description ?? null,
    category_color_id: category?.color_id ?? null,
    column_name: column?.title ?? null,
    column_position: column?.position ?? null,
    swimlane_name: swimlane?.name ?? null,
    default_swimlane: project?.default_swimlane ?? null,
    project_name: project?.name ?? null,
  }
}

function isMilestone(ctx: KanboardContext, task: number): boolean {
  const isNamed = holds(ctx, 'milestonesAreNamed')
  const links = ctx.db.task_has_links.where({ task_id: task })
  return links.some(({ link_id }) =>
    isNamed ? ctx.db.links.get(link_id)?.label === 'is a milestone of' : link_id === 9,
  )
}

/** The rows that a task refers to. */
export function neighboursOf({ db }: KanboardContext, row: TaskRow): Neighbours {
  return {
    category: row.category_id === null ? undefined : db.project_has_categories.get(row.category_id),
    column: db.columns.get(row.column_id),
    swimlane: db.swimlanes.get(row.swimlane_id),
    project: db.projects.get(row.project_id),
    assignee: db.users.get(row.owner_id),
    creator: db.users.get(row.creator_id),
  }
}

/** The tags of a task by name, as getBoard and getMyDashboard show them. */
export function tagsOf(ctx: KanboardContext, task: number, isOneOfMany: boolean): z.input<typeof attachedTag>[] {
  const { db, database } = ctx
  const rows = db.task_has_tags.where({ task_id: task }).flatMap(({ tag_id }) => db.tags.get(tag_id) ?? [])
  const byProject = (a: TagRow, b: TagRow): number =>
    isOneOfMany && database.scansTags ? a.project_id - b.project_id : 0
  const sorted = rows.sort((a, b) => database.compareTexts(a.name, b.name) || byProject(a, b))
  return sorted.map(({ id, name, color_id }) => ({ id, name, color_id, task_id: task }))
}

/** Open tasks of open projects whose due date has passed, out of `rows`. */
export function overdueAmong(ctx: KanboardContext, rows: Iterable<TaskRow>): z.input<typeof overdueTask>[] {
  const now = Math.floor(ctx.world.now() / 1000)
  const found: z.input<typeof overdueTask>[] = []
  for (const row of rows) {
    if (row.is_active === 0 || row.date_due === null || row.date_due === 0 || row.date_due > now) continue
    const { project, assignee } = neighboursOf(ctx, row)
    if (project?.is_active !== 1) continue
    found.push({
      ...row,
      date_due: row.date_due,
      project_name: project.name,
      assignee_username: assignee?.username ?? null,
      assignee_name: assignee?.name ?? null,
    })
  }
  return found
}
