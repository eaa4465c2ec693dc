import { calendarOf } from '../calendar.js'
import { neighboursOf } from '../extended-tasks.js'
import { Crash } from '../faults.js'
import { isArray, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import type { TaskRow } from '../rows.js'
import { attributesOf, conditionsOf, project } from './filters.js'
import { readQuery } from './lexer.js'
import type { Candidate, Condition } from './scope.js'
import { anyOf, Scope } from './scope.js'

/**
 * The tasks of a project that a query finds, by id: PostgreSQL, too, walks the index (v1.2.53-postgres/search). SQLite
 * walks alternatives one by one.
 */
export function findTasks(ctx: KanboardContext, project_id: PhpValue, query: PhpValue): TaskRow[] {
  if (isArray(query)) throw new Crash('mb_strlen() takes no list')
  const scope = new Scope(ctx, calendarOf(ctx))
  const asked = readQuery(toText(query), { attributes: attributesOf(scope), fallback: 'title' })
  const conditions: Condition[] = []
  for (const [attribute, values] of asked) {
    for (const condition of conditionsFor(scope, attribute, values)) conditions.push(condition)
  }
  // To PHP true is not less than the greatest number, and thus a name.
  if (project_id === true) conditions.push(scope.like('1', ({ near }) => near.project?.name))
  else for (const condition of project(toText(project_id), scope)) conditions.push(condition)
  const rankOf = ctx.database.walksAlternatives ? rankBy(scope, asked) : unranked
  const found = rowsOf(ctx, project_id).flatMap((task) => {
    const candidate = { task, near: neighboursOf(ctx, task) }
    return conditions.every((isMet) => isMet(candidate)) ? [{ task, rank: rankOf(candidate) }] : []
  })
  return found.sort((a, b) => a.rank - b.rank || a.task.id - b.task.id).map(({ task }) => task)
}

type Rank = (candidate: Candidate) => number
const unranked: Rank = () => 0

/** Filters that compare the id of a task: with a list that a query of its own makes, except for the id itself. */
const byId: ReadonlySet<string> = new Set(['tag', 'comment', 'link', 'subtask:assignee', 'id'])

/**
 * SQLite looks ids up by the filter with the fewest values, the first one of several; measured on 3.40. An id costs it
 * less than a list does.
 */
function rankBy(scope: Scope, asked: ReadonlyMap<string, readonly string[]>): Rank {
  const known = [...asked].filter(([attribute]) => byId.has(attribute))
  const [attribute, values] = known.toSorted(([, a], [, b]) => a.length - b.length)[0] ?? ['', []]
  if (values.length < 2 || asked.has('id')) return unranked
  const alternatives = values.map((value) => conditionsOf(attribute, value, scope))
  return (candidate) => alternatives.findIndex((conditions) => conditions.every((isMet) => isMet(candidate)))
}

/** All conditions of a single value must be met, but any one condition of several values: a day then is any day. */
function conditionsFor(scope: Scope, attribute: string, values: readonly string[]): readonly Condition[] {
  const [only = ''] = values
  if (values.length === 1) return conditionsOf(attribute, only, scope)
  const alternatives = values.flatMap((value) => conditionsOf(attribute, value, scope))
  // The real query has an empty pair of brackets then.
  return alternatives.length === 0 ? scope.ctx.database.emptyBrackets() : [anyOf(alternatives)]
}

/** Only a project that is named otherwise than by its number needs all tasks. */
function rowsOf(ctx: KanboardContext, project_id: PhpValue): TaskRow[] {
  const text = toText(project_id)
  return /^\d+$/.test(text) ? ctx.db.tasks.where({ project_id: Number(text) }) : [...ctx.db.tasks]
}
