/*
 * Rows of what hangs on a task, and of automatic actions and activity. Columns and conventions as in rows.ts; a column of
 * a request's value that SQLite keeps as it came, though it is no number, holds text.
 */

export interface SubtaskRow {
  readonly id: number
  readonly title: string
  readonly status: number
  readonly time_estimated: number
  /** Null in a copy of a task on MySQL. */
  readonly time_spent: number | null
  readonly task_id: number
  readonly user_id: number | null
  readonly position: number
}

/** A timer; `end` is 0 while it runs. */
export interface TimerRow {
  readonly id: number
  readonly user_id: number
  readonly subtask_id: number
  /** Unix seconds. */
  readonly start: number
  readonly end: number
  /** Hours. */
  readonly time_spent: number
}

export interface CommentRow {
  readonly id: number
  readonly task_id: number
  readonly user_id: number | null
  readonly date_creation: number
  readonly comment: string
  readonly reference: string | null
  readonly date_modification: number
  readonly visibility: string
}

export interface TaskFileRow {
  readonly id: number
  readonly name: string
  readonly path: string
  readonly is_image: 0 | 1
  readonly task_id: number
  readonly date: number
  readonly user_id: number
  readonly size: number
}

export interface TaskLinkRow {
  readonly id: number
  readonly link_id: number
  readonly task_id: number
  readonly opposite_task_id: number
}

export interface ExternalLinkRow {
  readonly id: number
  readonly link_type: string
  readonly dependency: string
  readonly title: string
  readonly url: string
  readonly date_creation: number
  readonly date_modification: number
  readonly task_id: number
  readonly creator_id: number
}

/** An automatic action of a project, with its rows of action_has_params. */
export interface ActionRow {
  readonly id: number
  readonly project_id: number
  readonly event_name: string
  readonly action_name: string
  readonly params: ReadonlyMap<string, string>
}

export interface ActivityRow {
  readonly id: number
  readonly date_creation: number
  readonly event_name: string
  readonly creator_id: number
  readonly project_id: number
  readonly task_id: number
  /** The members of the event, as they were. */
  readonly data: Readonly<Record<string, unknown>>
}
