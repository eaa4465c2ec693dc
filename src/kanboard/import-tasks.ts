import { recurrenceBases, recurrenceTriggers, recurrenceUnits, subtaskStates } from './fixture-tasks.js'
import { externalLinksOf, linksOf } from './import-links.js'
import { idOf, kept, numberIn, textIn } from './import-tables.js'
import type { Keys, Row, Source } from './import-tables.js'

/** What tasks of a project may name. */
export interface TaskPlace {
  readonly columns: Keys
  readonly swimlanes: Keys
  readonly categories: Keys
  readonly tags: Keys
  /** Whether a task may be given to the user of that number. */
  canHave(user: number): boolean
}

/** The first second that ISO 8601 writes with more than four digits of the year. */
const YEAR_10000 = 253_402_300_800

/** Unix seconds as a world file writes moments; nothing for 0. */
function momentIn(value: unknown): string | undefined {
  const seconds = numberIn(value)
  return seconds > 0 && seconds < YEAR_10000 ? new Date(seconds * 1000).toISOString() : undefined
}

const above = (value: unknown): number | undefined => (numberIn(value) > 0 ? numberIn(value) : undefined)
/** SQLite keeps any number; INTEGER columns of other databases, and worlds, those of 32 bits. */
function whole(value: unknown): number | undefined {
  const number = numberIn(value)
  return number !== 0 && Number.isInteger(number) && Math.abs(number) < 2 ** 31 ? number : undefined
}

/** A task as a world file has it. */
export function importedTask(task: Row, place: TaskPlace, source: Source): object {
  const id = numberIn(task['id'])
  const { users, of } = source
  const isClosed = numberIn(task['is_active']) === 0
  return {
    ...idOf(task),
    ...kept({ title: textIn(task['title']), description: textIn(task['description']) }),
    ...kept({ column: place.columns.get(numberIn(task['column_id'])), color: textIn(task['color_id']) }),
    ...kept({ swimlane: place.swimlanes.get(numberIn(task['swimlane_id'])) }),
    ...kept({ category: place.categories.get(numberIn(task['category_id'])) }),
    ...kept({ owner: ownerOf(task, place, source), creator: users.get(numberIn(task['creator_id'])) }),
    ...kept({ due: momentIn(task['date_due']), started: momentIn(task['date_started']) }),
    ...kept({ created: momentIn(task['date_creation']), reference: textIn(task['reference']) }),
    ...kept({ score: whole(task['score']), priority: whole(task['priority']) }),
    ...kept({ estimated: above(task['time_estimated']), spent: above(task['time_spent']) }),
    ...(isClosed ? { closed: momentIn(task['date_completed']) ?? true } : {}),
    ...listed('tags', of('task_has_tags', 'task_id', id), ({ tag_id }) => place.tags.get(numberIn(tag_id)) ?? []),
    ...listed('subtasks', inPlace(of('subtasks', 'task_id', id)), (one) => subtaskOf(one, users)),
    ...listed('comments', of('comments', 'task_id', id), (one) => commentOf(one, source)),
    ...metadataOf(of('task_has_metadata', 'task_id', id)),
    ...recurrenceOf(task, source),
    ...linksOf(task, source),
    ...externalLinksOf(task, source),
    ...lostFiles(task, source),
  }
}

const inPlace = (rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => numberIn(a['position']) - numberIn(b['position']))

/** A member that is there when it is not empty. */
function listed<T>(name: string, rows: readonly Row[], make: (row: Row) => T | readonly T[]): object {
  const made = rows.flatMap(make)
  return made.length === 0 ? {} : { [name]: made }
}

function ownerOf(task: Row, { canHave }: TaskPlace, { users, losses, tasks }: Source): string | undefined {
  const id = numberIn(task['owner_id'])
  const owner = users.get(id)
  if (owner === undefined || canHave(id)) return owner
  losses.lose(
    'tasks are assigned to who may have none of the project any more, and become nobody’s',
    tasks.get(numberIn(task['id']))?.key ?? '',
  )
  return undefined
}

/** 1 is to come, 2 has come: then its successor tells when it comes again. */
function recurrenceOf(task: Row, { losses, tasks }: Source): object {
  const when = recurrenceTriggers[numberIn(task['recurrence_trigger'])]
  if (numberIn(task['recurrence_status']) === 2)
    losses.lose('tasks have come again, of which only the new one tells', tasks.get(numberIn(task['id']))?.key ?? '')
  if (numberIn(task['recurrence_status']) !== 1 || when === undefined) return {}
  const every = numberIn(task['recurrence_factor'])
  const unit = recurrenceUnits[numberIn(task['recurrence_timeframe'])]
  const from = recurrenceBases[numberIn(task['recurrence_basedate'])]
  return { recurrence: { when, every, ...kept({ unit, from }) } }
}

function metadataOf(rows: readonly Row[]): object {
  const values = rows.map(({ name, value }) => [String(name), textIn(value) ?? ''] as const)
  return values.length === 0 ? {} : { metadata: Object.fromEntries(values) }
}

function lostFiles(task: Row, { of, losses }: Source): object {
  for (const { name } of of('task_has_files', 'task_id', numberIn(task['id'])))
    losses.lose('files are left out', textIn(name) ?? '')
  return {}
}

function subtaskOf(row: Row, users: Keys): object {
  return {
    ...idOf(row),
    ...kept({ title: textIn(row['title']), status: subtaskStates[numberIn(row['status'])] }),
    ...kept({ assignee: users.get(numberIn(row['user_id'])) }),
    ...kept({ estimated: above(row['time_estimated']), spent: above(row['time_spent']) }),
  }
}

function commentOf(row: Row, { users, losses }: Source): object[] {
  const by = users.get(numberIn(row['user_id']))
  if (by === undefined) {
    losses.lose('comments are by nobody who is left, and are left out', `comment ${numberIn(row['id'])}`)
    return []
  }
  const visibility = textIn(row['visibility'])
  return [
    {
      ...idOf(row),
      by,
      ...kept({ text: textIn(row['comment']) ?? '-', at: momentIn(row['date_creation']) }),
      ...(visibility === undefined || visibility === 'app-user' ? {} : { visibility }),
    },
  ]
}
