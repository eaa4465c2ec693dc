import type { Versions } from '../../kernel/operation.js'
import { inVersions } from '../../kernel/versions.js'
import { findColor } from '../colors.js'
import { toTimestamp } from '../dates.js'
import type { Candidate, Condition, Operator, Scope } from './scope.js'
import { anyOf, splitOperator } from './scope.js'

/*
 * Attributes of the query language and what they add to the query, in the order in which the real filters add it:
 * kanboard/kanboard@v1.2.53 app/Filter/Task*Filter.php, app/ServiceProvider/FilterProvider.php:141.
 */

type Filter = (value: string, scope: Scope) => readonly Condition[]

/** Since when a filter reads its value so; found by the first tag of kanboard/kanboard that has it. */
const rules = {
  priorityCompares: { since: '1.2.28' },
  tagContains: { since: '1.2.26' },
  categoryNamesMayBeNumbers: { since: '1.2.27' },
  projectNumbersEnd: { since: '1.2.27' },
  searchesEverywhere: { since: '1.2.53' },
} satisfies Record<string, Versions>

const holds = ({ ctx }: Scope, rule: keyof typeof rules): boolean => inVersions(rules[rule], ctx.setup.profile.version)

const isNumber = (value: string): boolean => /^\d+$/.test(value)
const contains = (value: string): string => `%${value}%`

type NumberOf = (candidate: Candidate) => number | null
const owner: NumberOf = ({ task }) => task.owner_id
const creator: NumberOf = ({ task }) => task.creator_id

/** Names of users, or their numbers, or one of three words. */
const person =
  (numberOf: NumberOf, near: 'assignee' | 'creator'): Filter =>
  (value, scope) => {
    if (isNumber(value)) return [scope.compare('=', value, numberOf)]
    const words: Readonly<Record<string, readonly [Operator, number]>> = {
      me: ['=', scope.ctx.callerId],
      nobody: ['=', 0],
      anybody: ['>', 0],
    }
    const word = Object.hasOwn(words, value) ? words[value] : undefined
    if (word) return [scope.compare(word[0], String(word[1]), numberOf)]
    return [
      anyOf([
        scope.like(contains(value), (candidate) => candidate.near[near]?.username),
        scope.like(contains(value), (candidate) => candidate.near[near]?.name),
      ]),
    ]
  }

const compared =
  (numberOf: NumberOf): Filter =>
  (value, scope) => {
    const { operator, operand } = splitOperator(value)
    return [scope.compare(operator, operand, numberOf)]
  }

const daySeconds = 24 * 60 * 60

/** A day, or what lies before or behind it. */
const dated =
  (numberOf: NumberOf): Filter =>
  (value, scope) => {
    const { operator, operand } = splitOperator(value)
    const day = scope.day(operand)
    if (operator === '=') {
      const last = day + daySeconds - 1
      return [seconds(scope, '>=', day, numberOf), seconds(scope, '<=', last, numberOf)]
    }
    const edges: Partial<Record<Operator, number>> = { '<=': day + daySeconds - 1, '>': day + daySeconds }
    return [seconds(scope, operator, edges[operator] ?? day, numberOf)]
  }

const seconds = (scope: Scope, operator: Operator, operand: number, numberOf: NumberOf): Condition => {
  scope.place()
  return scope.compareWith(operator, operand, numberOf)
}

const ranged =
  (numberOf: NumberOf): Filter =>
  (value, scope) => {
    const [from, to, ...more] = value.split('..')
    if (from === undefined || to === undefined || more.length > 0) return []
    const start = (day: string): number => toTimestamp(`${day} 00:00`, scope.calendar)
    const end = start(to) + daySeconds - 1
    return [seconds(scope, '>=', start(from), numberOf), seconds(scope, '<=', end, numberOf)]
  }

const due: Filter = (value, scope) => {
  const dateDue: NumberOf = ({ task }) => task.date_due
  if (value === 'none') return [seconds(scope, '=', 0, dateDue)]
  return [seconds(scope, '!=', 0, dateDue), ({ task }) => task.date_due !== null, ...dated(dateDue)(value, scope)]
}

const category: Filter = (value, scope) => {
  const number: NumberOf = ({ task }) => task.category_id
  if (value === 'none') return [scope.compare('=', '0', number)]
  const { database } = scope.ctx
  const isNamed: Condition = ({ near }) =>
    near.category !== undefined && database.categoryKey(near.category.name) === database.categoryKey(value)
  if (!isNumber(value)) {
    scope.place()
    return [isNamed]
  }
  const byNumber = scope.compare('=', value, number)
  if (!holds(scope, 'categoryNamesMayBeNumbers')) return [byNumber]
  scope.place()
  return [anyOf([byNumber, isNamed])]
}

const column: Filter = (value, scope) => {
  if (isNumber(value)) return [scope.compare('=', value, ({ task }) => task.column_id)]
  scope.place()
  const key = scope.ctx.database.textKey(value)
  return [({ near }) => near.column !== undefined && scope.ctx.database.textKey(near.column.title) === key]
}

const color: Filter = (value, scope) => {
  scope.place()
  const wanted = findColor(value)
  return [({ task }) => scope.ctx.database.textKey(task.color_id) === scope.ctx.database.textKey(wanted)]
}

const title: Filter = (value, scope) => {
  const number = /^#?(\d+)$/.exec(value)?.[1]
  const byId = number === undefined ? [] : [scope.compare('=', number, ({ task }) => task.id)]
  return [anyOf([...byId, scope.like(contains(value), ({ task }) => task.title)])]
}

const comment: Filter = (value, scope) => {
  scope.place()
  const { comments } = scope.ctx.db
  const isIn = (text: string): boolean => scope.isLike(text, contains(value))
  return [({ task }) => comments.where({ task_id: task.id }).some((row) => isIn(row.comment))]
}

const everywhere: Filter = (value, scope) => {
  const description = scope.like(contains(value), ({ task }) => task.description)
  return [anyOf([...title(value, scope), description, ...comment(value, scope)])]
}

const link: Filter = (value, scope) => {
  scope.place()
  const { task_has_links, links } = scope.ctx.db
  return [
    ({ task }) =>
      task_has_links.where({ task_id: task.id }).some((row) => scope.isLike(links.get(row.link_id)?.label, value)),
  ]
}

/** Also what searchTasks does with its own parameter. */
export const project: Filter = (value, scope) => {
  const isWithin = !holds(scope, 'projectNumbersEnd') || Number(value) < 2147483647
  if (isNumber(value) && isWithin) return [scope.compare('=', value, ({ task }) => task.project_id)]
  return [scope.like(value, ({ near }) => near.project?.name)]
}

/** A pattern whether or not it has a `*`: strpos() of none is false, which is not less than 0. */
const reference: Filter = (value, scope) => {
  if (value !== 'none') return [scope.like(value.replaceAll('*', '%'), ({ task }) => task.reference)]
  scope.place()
  return [({ task }) => task.reference === '' || task.reference === null]
}

const status: Filter = (value, scope) => {
  const words: Readonly<Record<string, string>> = { open: '1', closed: '0' }
  const flag = Object.hasOwn(words, value) ? words[value] : isNumber(value) ? value : undefined
  if (flag === undefined) return []
  const operand = scope.ctx.database.flagIn(flag, scope.place())
  return [({ task }) => task.is_active === operand]
}

const priority: Filter = (value, scope) => {
  const number: NumberOf = ({ task }) => task.priority
  return holds(scope, 'priorityCompares') ? compared(number)(value, scope) : [scope.compare('=', value, number)]
}

const tag: Filter = (value, scope) => {
  const { task_has_tags, tags } = scope.ctx.db
  if (value === 'none') return [({ task }) => task_has_tags.count({ task_id: task.id }) === 0]
  scope.place()
  const pattern = holds(scope, 'tagContains') ? contains(value) : value
  return [
    ({ task }) =>
      task_has_tags.where({ task_id: task.id }).some((row) => scope.isLike(tags.get(row.tag_id)?.name, pattern)),
  ]
}

/** Of subtasks that are not done. Here a login name begins with the value, while elsewhere it contains it. */
const subtaskAssignee: Filter = (value, scope) => {
  scope.place()
  const { subtasks, users } = scope.ctx.db
  const words: Readonly<Record<string, (user: number) => boolean>> = {
    me: (user) => user === scope.ctx.callerId,
    nobody: (user) => user === 0,
    anybody: (user) => user > 0,
  }
  const operand = isNumber(value) ? scope.ctx.database.operandIn(value, scope.place()) : undefined
  const named = (user: number): boolean =>
    scope.isLike(users.get(user)?.username, `${value}%`) || scope.isLike(users.get(user)?.name, contains(value))
  const word = Object.hasOwn(words, value) ? words[value] : undefined
  const isTheirs = operand === undefined ? (word ?? named) : (user: number): boolean => user === operand
  return [
    ({ task }) =>
      subtasks
        .where({ task_id: task.id })
        .some((row) => row.status !== 2 && row.user_id !== null && isTheirs(row.user_id)),
  ]
}

/** A new attribute is one line. */
const filters: Readonly<Record<string, Filter>> = {
  assignee: person(owner, 'assignee'),
  category,
  color,
  colour: color,
  priority,
  column,
  comment,
  created: dated(({ task }) => task.date_creation),
  createdRange: ranged(({ task }) => task.date_creation),
  creator: person(creator, 'creator'),
  description: (value, scope) => [scope.like(contains(value), ({ task }) => task.description)],
  desc: (value, scope) => [scope.like(contains(value), ({ task }) => task.description)],
  due,
  started: dated(({ task }) => task.date_started),
  completed: dated(({ task }) => task.date_completed),
  completedRange: ranged(({ task }) => task.date_completed),
  id: (value, scope) => [scope.compare('=', value, ({ task }) => task.id)],
  link,
  updated: dated(({ task }) => task.date_modification),
  modified: dated(({ task }) => task.date_modification),
  updatedRange: ranged(({ task }) => task.date_modification),
  modifiedRange: ranged(({ task }) => task.date_modification),
  moved: dated(({ task }) => task.date_moved),
  movedRange: ranged(({ task }) => task.date_moved),
  project,
  reference,
  ref: reference,
  score: compared(({ task }) => task.score),
  complexity: compared(({ task }) => task.score),
  status,
  'subtask:assignee': subtaskAssignee,
  swimlane: (value, scope) => [scope.like(value, ({ near }) => near.swimlane?.name)],
  tag,
  search: everywhere,
  title,
}

/** The attributes that the release of a query knows. */
export const attributesOf = (scope: Scope): string[] =>
  Object.keys(filters).filter((name) => name !== 'search' || holds(scope, 'searchesEverywhere'))

/** What one value of an attribute asks for; nothing where the filter cannot make sense of it. */
export const conditionsOf = (attribute: string, value: string, scope: Scope): readonly Condition[] =>
  filters[attribute]?.(value, scope) ?? []
