import type { KanboardContext } from './procedure.js'

/** What happened, by Kanboard's own names (EVENT_… constants of kanboard/kanboard@v1.2.53 app/Model/*.php). */
export type EventName =
  | 'task.create'
  | 'task.create_update'
  | 'task.update'
  | 'task.assignee_change'
  | 'task.close'
  | 'task.open'
  | 'task.move.column'
  | 'task.move.position'
  | 'task.move.swimlane'
  | 'task.move.project'
  | 'subtask.create'
  | 'subtask.update'
  | 'subtask.create_update'
  | 'subtask.delete'
  | 'comment.create'
  | 'comment.update'
  | 'comment.delete'
  | 'task.file.create'
  | 'task.file.destroy'
  | 'project.file.create'
  | 'task_internal_link.create_update'
  | 'task_internal_link.delete'

/**
 * What an event tells: the members that Kanboard's event builders put together, in their order, as rows of the tables
 * (activity shows them as JSON). `task` is the row with names that `taskDetails` makes; only events of a project's
 * files have none.
 */
export type EventData = Readonly<Record<string, unknown>>

export interface KanboardEvent {
  readonly name: EventName
  readonly data: EventData
}

/** Who listens. Runs at once, inside the call that emits (no queue is configured in a fresh install). */
export interface Subscriber {
  readonly events: readonly EventName[]
  handle(ctx: KanboardContext, event: KanboardEvent): void
}

/** Tells the subscribers in their order. */
export function dispatch(subscribers: readonly Subscriber[], ctx: KanboardContext, event: KanboardEvent): void {
  for (const { events, handle } of subscribers) if (events.includes(event.name)) handle(ctx, event)
}
