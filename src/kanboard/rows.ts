/*
 * Rows of projects and of what belongs to them, with the columns of every release. Columns that mean yes or no are 0/1
 * as SQLite and MySQL have them; `…Key` members hold a text as the database compares it, for indexes. Tables whose
 * real key is a pair of columns have it as text in `pair`.
 */

export interface ProjectRow {
  readonly id: number
  readonly name: string
  readonly is_active: 0 | 1
  /** Empty until the project was public once. */
  readonly token: string
  readonly last_modified: number
  readonly is_public: 0 | 1
  readonly is_private: 0 | 1
  readonly is_everybody_allowed: 0 | 1
  readonly default_swimlane: string
  readonly show_default_swimlane: 0 | 1
  readonly description: string | null
  readonly identifier: string
  readonly start_date: string
  readonly end_date: string
  readonly owner_id: number
  readonly priority_default: number
  readonly priority_start: number
  readonly priority_end: number
  readonly email: string | null
  readonly predefined_email_subjects: string | null
  readonly per_swimlane_task_limits: 0 | 1
  readonly task_limit: number
  readonly enable_global_tags: 0 | 1
  readonly nameKey: string
  readonly identifierKey: string
  readonly emailKey: string | null
}

export interface ColumnRow {
  readonly id: number
  readonly title: string
  readonly position: number
  readonly project_id: number
  readonly task_limit: number
  readonly description: string | null
  readonly hide_in_dashboard: 0 | 1
}

export interface SwimlaneRow {
  readonly id: number
  readonly name: string
  readonly position: number
  readonly is_active: 0 | 1
  readonly project_id: number
  readonly description: string | null
  readonly task_limit: number
}

export interface CategoryRow {
  readonly id: number
  readonly name: string
  readonly project_id: number
  readonly description: string | null
  readonly color_id: string | null
}

/** A role of a user in a project; `pair` is `project_id/user_id`. */
export interface ProjectUserRow {
  readonly pair: string
  readonly project_id: number
  readonly user_id: number
  readonly role: string
}

/** A role of a group in a project; `pair` is `project_id/group_id`. */
export interface ProjectGroupRow {
  readonly pair: string
  readonly project_id: number
  readonly group_id: number
  readonly role: string
}

export interface GroupRow {
  readonly id: number
  readonly external_id: string | null
  readonly name: string
  readonly nameKey: string
}

/** `pair` is `group_id/user_id`. */
export interface GroupMemberRow {
  readonly pair: string
  readonly group_id: number
  readonly user_id: number
}

/** A kind of relation between tasks. */
export interface LinkRow {
  readonly id: number
  readonly label: string
  readonly opposite_id: number
  readonly labelKey: string
}

export interface ProjectFileRow {
  readonly id: number
  readonly project_id: number
  readonly name: string
  readonly path: string
  readonly is_image: 0 | 1
  readonly size: number
  readonly user_id: number
  /** Unix seconds. */
  readonly date: number
}

/** `pair` is the project's id, a slash, and the name as the database compares it. */
export interface ProjectMetadataRow {
  readonly pair: string
  readonly project_id: number
  readonly name: string
  readonly value: string | null
}

export interface TaskRow {
  readonly id: number
  readonly title: string
  readonly description: string | null
  readonly date_creation: number
  readonly color_id: string
  readonly project_id: number
  readonly column_id: number
  readonly owner_id: number
  readonly position: number
  readonly is_active: 0 | 1
  readonly date_completed: number | null
  readonly score: number | null
  readonly date_due: number | null
  readonly category_id: number | null
  readonly creator_id: number
  readonly date_modification: number
  readonly reference: string | null
  readonly date_started: number | null
  readonly time_spent: number | null
  readonly time_estimated: number | null
  readonly swimlane_id: number
  readonly date_moved: number
  readonly recurrence_status: number
  readonly recurrence_trigger: number
  readonly recurrence_factor: number
  readonly recurrence_timeframe: number
  readonly recurrence_basedate: number
  readonly recurrence_parent: number | null
  readonly recurrence_child: number | null
  readonly priority: number | null
  readonly external_provider: string | null
  readonly external_uri: string | null
  /** project_id and the reference as the database compares it, with a slash between. */
  readonly referenceKey: string
  /** project_id, column_id, swimlane_id and is_active with slashes between: which pile on the board the task lies on. */
  readonly place: string
}
