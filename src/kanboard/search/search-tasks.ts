import { calendarOf } from '../calendar.js'
import { neighboursOf } from '../extended-tasks.js'
import { Crash } from '../faults.js'
import { isArray, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import type { KanboardContext } from '../procedure.js'
import type { TaskRow } from '../rows.js'
import { attributesOf, conditionsOf, project } from './filters.js'
import { readQuery } from './lexer.js'
import type { Condition } from './scope.js'
import { anyOf, Scope } from './scope.js'

/** The tasks of a project that a query finds, by id: PostgreSQL, too, walks the index (v1.2.53-postgres/search). */
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
  const found = rowsOf(ctx, project_id).filter((task) => {
    const candidate = { task, near: neighboursOf(ctx, task) }
    return conditions.every((isMet) => isMet(candidate))
  })
  return found.sort((a, b) => a.id - b.id)
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
