import { subtaskStates } from './fixture-tasks.js'
import { kept, numberIn, textIn } from './import-tables.js'
import type { Keys, Row, Source } from './import-tables.js'

interface PlaceKeys {
  readonly columns: Keys
  readonly swimlanes: Keys
  readonly categories: Keys
  readonly tags: Keys
}

/** Unix seconds as a world file writes moments; nothing for 0. */
function momentIn(value: unknown): string | undefined {
  const seconds = numberIn(value)
  return Number.isFinite(seconds) && seconds > 0 ? new Date(seconds * 1000).toISOString() : undefined
}

const above = (value: unknown): number | undefined => (numberIn(value) === 0 ? undefined : numberIn(value))

/** A task as a world file has it. */
export function importedTask(task: Row, keys: PlaceKeys, source: Source): object {
  const id = numberIn(task['id'])
  const { users, of } = source
  const subtasks = [...of('subtasks', 'task_id', id)].sort((a, b) => numberIn(a['position']) - numberIn(b['position']))
  const comments = of('comments', 'task_id', id)
  const tags = of('task_has_tags', 'task_id', id).flatMap(({ tag_id }) => keys.tags.get(numberIn(tag_id)) ?? [])
  const metadata = of('task_has_metadata', 'task_id', id).map(({ name, value }) => [String(name), textIn(value) ?? ''])
  const isClosed = numberIn(task['is_active']) === 0
  return {
    ...kept({ title: textIn(task['title']), description: textIn(task['description']) }),
    ...kept({ column: keys.columns.get(numberIn(task['column_id'])), color: textIn(task['color_id']) }),
    ...kept({ swimlane: keys.swimlanes.get(numberIn(task['swimlane_id'])) }),
    ...kept({ category: keys.categories.get(numberIn(task['category_id'])) }),
    ...kept({ owner: users.get(numberIn(task['owner_id'])), creator: users.get(numberIn(task['creator_id'])) }),
    ...kept({ due: momentIn(task['date_due']), started: momentIn(task['date_started']) }),
    ...kept({ created: momentIn(task['date_creation']), reference: textIn(task['reference']) }),
    ...kept({ score: above(task['score']), priority: above(task['priority']) }),
    ...kept({ estimated: above(task['time_estimated']), spent: above(task['time_spent']) }),
    ...(isClosed ? { closed: momentIn(task['date_completed']) ?? true } : {}),
    ...(tags.length === 0 ? {} : { tags }),
    ...(subtasks.length === 0 ? {} : { subtasks: subtasks.map((one) => subtaskOf(one, users)) }),
    ...(comments.length === 0 ? {} : { comments: comments.flatMap((one) => commentOf(one, source)) }),
    ...(metadata.length === 0 ? {} : { metadata: Object.fromEntries(metadata) }),
    ...linksOf(task, source),
  }
}

function subtaskOf(row: Row, users: Keys): object {
  return {
    ...kept({ title: textIn(row['title']), status: subtaskStates[numberIn(row['status'])] }),
    ...kept({ assignee: users.get(numberIn(row['user_id'])) }),
    ...kept({ estimated: above(row['time_estimated']), spent: above(row['time_spent']) }),
  }
}

function commentOf(row: Row, { users, losses }: Source): object[] {
  const by = users.get(numberIn(row['user_id']))
  if (by === undefined) {
    losses.lose('comments are by nobody who is left', `comment ${numberIn(row['id'])}`)
    return []
  }
  const visibility = textIn(row['visibility'])
  return [
    {
      by,
      ...kept({ text: textIn(row['comment']) ?? '-', at: momentIn(row['date_creation']) }),
      ...(visibility === undefined || visibility === 'app-user' ? {} : { visibility }),
    },
  ]
}

/** A link is told by one of its ends, which Kanboard gives the lower number; the other end gets its own by itself. */
function linksOf(task: Row, { of, tasks, projects }: Source): object {
  const found: Record<string, string[]> = {}
  const sorted = of('task_has_links', 'task_id', numberIn(task['id']))
  for (const row of sorted) {
    const other = tasks.get(numberIn(row['opposite_task_id']))
    const label = textIn(row['label']) ?? textIn(of('links', 'id', numberIn(row['link_id']))[0]?.['label'])
    if (!other || label === undefined) continue
    const twin = of('task_has_links', 'task_id', numberIn(row['opposite_task_id'])).find(
      ({ opposite_task_id }) => numberIn(opposite_task_id) === numberIn(task['id']),
    )
    if (twin !== undefined && numberIn(twin['id']) < numberIn(row['id'])) continue
    const isNear = other.project === numberIn(task['project_id'])
    const key = isNear ? other.key : `${projects.get(other.project) ?? ''}/${other.key}`
    ;(found[label] ??= []).push(key)
  }
  return Object.keys(found).length === 0 ? {} : { links: found }
}
