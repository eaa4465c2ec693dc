import type { z } from 'zod'
import type { activityEvent } from './activity-entity.js'
import type { ActivityRow } from './attached-rows.js'
import type { EventData, EventName, Subscriber } from './events.js'
import { eventPage } from './event-pages.js'
import { eventTitle } from './event-titles.js'
import { isArray, PhpFloat } from './php.js'
import type { PhpValue } from './php.js'
import type { KanboardContext } from './procedure.js'
import { holds } from './procedures/release-rules.js'
import { nextId } from './tables.js'
import type { UserRow } from './tables.js'

/** Events of app/Subscriber/NotificationSubscriber.php; those of a project's files are not among them. */
export const noted: readonly EventName[] = [
  'task.create',
  'task.update',
  'task.close',
  'task.open',
  'task.move.column',
  'task.move.project',
  'task.move.position',
  'task.move.swimlane',
  'task.assignee_change',
  'subtask.create',
  'subtask.update',
  'subtask.delete',
  'comment.create',
  'comment.update',
  'comment.delete',
  'task.file.create',
  'task.file.destroy',
  'task_internal_link.create_update',
  'task_internal_link.delete',
]

/** Keeps what users do as it was then; the application leaves no trace (app/Notification/ActivityStreamNotification). */
export const activity: Subscriber = {
  events: noted,
  handle: (ctx, { name, data }) => {
    const task = rowIn(data, 'task')
    const { id, project_id } = task
    if (ctx.caller.kind === 'application' || typeof id !== 'number' || typeof project_id !== 'number') return
    ctx.db.project_activities.insert({
      id: nextId(ctx.world, 'project_activities', ctx.database),
      date_creation: Math.floor(ctx.world.now() / 1000),
      event_name: name,
      creator_id: ctx.callerId,
      project_id,
      task_id: id,
      data: throughText(holds(ctx, 'changesAreJobs') ? data : earlyData(name, data)),
    })
  },
}

/** Until 1.0.31 changes, where there are any, and the task; app/Subscriber/NotificationSubscriber.php getEventData(). */
function earlyData(name: EventName, { changes, task }: EventData): EventData {
  const isTold = !name.startsWith('task.move.') && changes instanceof Map && changes.size > 0
  return isTold ? { changes, task } : { task }
}

/** The data are kept as JSON, which has no infinite numbers: then nothing is kept. PHP reads its `-0` as the integer 0. */
function throughText(data: EventData): EventData {
  if (Object.values(data).some(isInfinite)) return {}
  const { changes } = data
  if (!(changes instanceof Map)) return data
  const isZero = (value: unknown): boolean => value instanceof PhpFloat && value.value === 0
  const read = [...changes].map(([name, value]) => [name, isZero(value) ? 0 : value] as const)
  return { ...data, changes: new Map(read) }
}

/** A number, or a row or changes with one. */
function isInfinite(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'number' && !Number.isFinite(value)
  if (value instanceof PhpFloat) return !Number.isFinite(value.value)
  return [...(value instanceof Map ? value.values() : Object.values(value))].some(isInfinite)
}

function rowIn(data: EventData, name: string): Readonly<Record<string, unknown>> {
  const row = data[name]
  // Event data hold rows, whose columns are not known here.
  return typeof row === 'object' && row !== null ? (row as Readonly<Record<string, unknown>>) : {}
}

type Event = z.input<typeof activityEvent>

/** The last events of projects, newest first, as app/Formatter/ProjectActivityEventFormatter.php shows them. */
export function eventsOf(ctx: KanboardContext, projects: readonly number[], limit: number): Event[] {
  const rows = projects.flatMap((id) => ctx.db.project_activities.where({ project_id: id }))
  const newest = rows.toSorted((a, b) => b.id - a.id).slice(0, limit)
  return newest.filter((row) => !isHidden(ctx, row)).map((row) => shown(ctx, row))
}

/** Events without data, and comments that the caller may not read, leave no trace; their number counts. */
function isHidden(ctx: KanboardContext, { data }: ActivityRow): boolean {
  if (Object.keys(data).length === 0) return holds(ctx, 'emptyEventsAreHidden')
  if (data['comment'] === undefined || ctx.caller.kind === 'application') return false
  if (!holds(ctx, 'commentsHaveVisibility')) return false
  const { visibility } = rowIn(data, 'comment')
  const { role } = ctx.caller.user
  return (role === 'app-user' && visibility !== 'app-user') || (role === 'app-manager' && visibility === 'app-admin')
}

function shown(ctx: KanboardContext, { data, ...row }: ActivityRow): Event {
  const user = ctx.db.users.get(row.creator_id)
  const author = authorOf(user)
  const event = { ...row, ...authorColumns(user), ...plainChanges(data), ...row, author }
  const texts = { event_title: eventTitle(ctx, event), event_content: eventPage(ctx, event) }
  // The members of the data are what the events' emitters put there; that they are told so is checked when it is shown.
  return { ...event, ...texts } as unknown as Event
}

const authorOf = (user: UserRow | undefined): string =>
  user === undefined || user.name === null || user.name === '' || user.name === '0' ? (user?.username ?? '') : user.name

const authorColumns = (user: UserRow | undefined) => ({
  author_username: user?.username ?? null,
  author_name: user?.name ?? null,
  email: user?.email ?? null,
  avatar_path: user?.avatar_path ?? null,
})

/** A map of changes as an object, which the schema can look into; none at all are an empty list of PHP's. */
export function plainChanges(data: EventData): EventData {
  const { changes } = data
  if (!(changes instanceof Map)) return data
  // Changes are values of a request, or of columns.
  const members = changes as ReadonlyMap<string, PhpValue>
  return { ...data, changes: members.size === 0 ? [] : Object.fromEntries(members) }
}

/** The projects that a list of a request names. */
export function projectsIn(ctx: KanboardContext, value: PhpValue): number[] {
  if (!isArray(value)) return []
  const members = value instanceof Map ? [...value.values()] : value
  const ids = members.map((one, index) => ctx.database.idIn(one, index + 1))
  return [...new Set(ids.filter((id) => id !== undefined))]
}
