/* Rows of tags and of a task's metadata. Conventions as in rows.ts. */

export interface TagRow {
  readonly id: number
  readonly name: string
  /** 0 for tags of every project; a project need not exist. */
  readonly project_id: number
  readonly color_id: string | null
  /** project_id and the name as the database compares it, with a slash between. */
  readonly pair: string
}

/** `pair` is `task_id/tag_id`. */
export interface TaskTagRow {
  readonly pair: string
  readonly task_id: number
  readonly tag_id: number
}

/** `pair` is the task's id, a slash, and the name as the database compares it. */
export interface TaskMetadataRow {
  readonly pair: string
  readonly task_id: number
  readonly name: string
  readonly value: string | null
}
