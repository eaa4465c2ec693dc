import type { Mapping } from './wekan-board.js'
import { dateOf, isRow, rowIn, rowsIn, wordIn, writtenOut } from './plan.js'
import type { ImportPlan, PlannedCard } from './plan.js'

type Row = Readonly<Record<string, unknown>>

/** What every other tool is made into: columns, swimlanes and tasks that name theirs. */
interface Task {
  readonly title: string
  readonly description: unknown
  readonly column_name: string | undefined
  readonly swimlane_name?: string | undefined
  readonly date_due?: unknown
  readonly owner_username?: unknown
  readonly requested_by?: unknown
  readonly tags: readonly string[]
}

interface Shape {
  readonly board: { readonly name: string }
  readonly columns: readonly { readonly title: unknown }[]
  readonly tasks: readonly Task[]
}

/** A board in Kanboard's shape. code: wekan/wekan@v11.07 models/kanboardCreator.js */
export function kanboardPlan(source: unknown, mapping: Mapping, now: string): ImportPlan {
  const data = isRow(source) ? source : {}
  const tasks = Array.isArray(source) ? source.filter(isRow) : rowsIn(data, 'tasks')
  const columns = named(rowsIn(data, 'columns'), ['title', 'name'], {
    tasks,
    keys: ['column_name', 'column'],
    fallback: 'Imported',
  })
  const swimlanes = named(rowsIn(data, 'swimlanes'), ['name', 'title'], {
    tasks,
    keys: ['swimlane_name', 'swimlane'],
    fallback: 'Default',
  })
  const board = rowIn(data, 'board')
  const tags = new Set(tasks.flatMap(tagsOf))
  return {
    title: wordIn(board, 'name') ?? wordIn(board, 'title') ?? `Imported Kanboard Board ${writtenOut(now)}`,
    system: 'Kanboard',
    labels: [...tags].map((name) => ({ key: name, name, color: 'black' })),
    swimlanes: swimlanes.map((title, sort) => ({ key: title, title, sort })),
    lists: columns.map((title, sort) => ({ key: title, title, sort })),
    cards: tasks.map((task, index) => cardOf(task, { index, mapping, firstColumn: columns[0] ?? '' })),
  }
}

interface Derived {
  readonly tasks: readonly Row[]
  readonly keys: readonly string[]
  readonly fallback: string
}

function named(rows: readonly Row[], keys: readonly string[], derived: Derived): string[] {
  const firstOf = (row: Row, names: readonly string[]): string | undefined =>
    names.map((name) => wordIn(row, name)).find((word) => word !== undefined)
  if (rows.length > 0) return rows.flatMap((row) => firstOf(row, keys) ?? [])
  const found = new Set(derived.tasks.map((task) => firstOf(task, derived.keys) ?? derived.fallback))
  return found.size > 0 ? [...found] : [derived.fallback]
}

function tagsOf(task: Row): string[] {
  const tags = task['tags']
  if (!Array.isArray(tags)) return []
  return tags
    .flatMap((tag: unknown) => (typeof tag === 'string' ? tag : isRow(tag) ? (wordIn(tag, 'name') ?? '') : ''))
    .filter(Boolean)
}

function cardOf(
  task: Row,
  { index, mapping, firstColumn }: { readonly index: number; readonly mapping: Mapping; readonly firstColumn: string },
): PlannedCard {
  const owner = ['owner_id', 'owner_username', 'owner_name'].map((key) => wordIn(task, key)).find(Boolean)
  const member = owner === undefined ? undefined : mapping.get(owner)
  const dueAt = dateOf(task['date_due'])
  const createdAt = dateOf(task['date_creation'])
  return {
    key: String(index),
    listKey: wordIn(task, 'column_name') ?? wordIn(task, 'column') ?? firstColumn,
    swimlaneKey: wordIn(task, 'swimlane_name') ?? wordIn(task, 'swimlane') ?? 'Default',
    labelKeys: tagsOf(task),
    doc: {
      title: wordIn(task, 'title') ?? 'Imported task',
      description: wordIn(task, 'description') ?? '',
      sort: 0,
      ...given({ requestedBy: task['requested_by'], assignedBy: task['assigned_by'], dueAt, createdAt }),
      ...(member === undefined ? {} : { members: [member] }),
    },
  }
}

function given(members: Row): Row {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== ''))
}

/** Exports of other tools, made into Kanboard's shape. code: wekan/wekan@v11.07 models/lib/externalParsers.js */
export const externalParsers: Readonly<Record<string, (data: unknown) => Shape>> = {
  deck,
  openproject: openProject,
  github: (data) => issues(data, 'GitHub', openOrClosed),
  gitea: (data) => issues(data, 'Gitea/Forgejo', openOrClosed),
  forgejo: (data) => issues(data, 'Gitea/Forgejo', openOrClosed),
  gitlab: (data) => issues(data, 'GitLab', openOrClosed),
  asana,
  zenkit,
}

const openOrClosed = [{ title: 'Open' }, { title: 'Closed' }]

function rowsOf(data: unknown, key: string): Row[] {
  if (Array.isArray(data)) return data.filter(isRow)
  return isRow(data) ? rowsIn(data, key) : []
}

function words(row: Row, key: string, name: string): string[] {
  const value = row[key]
  if (!Array.isArray(value)) return []
  return value.flatMap((one: unknown) => (typeof one === 'string' ? one : isRow(one) ? (wordIn(one, name) ?? []) : []))
}

function derivedColumns(tasks: readonly Task[]): { title: string }[] {
  return [...new Set(tasks.flatMap(({ column_name }) => column_name ?? []))].map((title) => ({ title }))
}

function deck(data: unknown): Shape {
  const whole = isRow(data) ? data : {}
  const board = isRow(whole['board']) ? whole['board'] : whole
  const own = rowsIn(board, 'stacks')
  const stacks = own.length > 0 ? own : rowsIn(whole, 'stacks')
  const tasks = stacks.flatMap((stack) =>
    rowsIn(stack, 'cards').map((card): Task => {
      const [assigned] = rowsIn(card, 'assignedUsers')
      const user = assigned && (isRow(assigned['participant']) ? assigned['participant'] : assigned)
      return {
        title: wordIn(card, 'title') ?? 'Imported card',
        description: card['description'],
        column_name: wordIn(stack, 'title'),
        date_due: card['duedate'] ?? card['dueDate'],
        owner_username: (user && user['uid']) ?? card['owner'],
        tags: words(card, 'labels', 'title'),
      }
    }),
  )
  const name = wordIn(board, 'title') ?? 'Imported NextCloud Deck board'
  return { board: { name }, columns: stacks.map(({ title }) => ({ title })), tasks }
}

function openProject(data: unknown): Shape {
  const embedded = isRow(data) ? rowIn(data, '_embedded') : {}
  const elements = Array.isArray(embedded['elements']) ? rowsIn(embedded, 'elements') : rowsOf(data, 'elements')
  const tasks = elements.map((one): Task => {
    const links = rowIn(one, '_links')
    const description = rowIn(one, 'description')
    return {
      title: wordIn(one, 'subject') ?? wordIn(one, 'name') ?? 'Imported work package',
      description: description['raw'] ?? description['html'],
      column_name: wordIn(rowIn(links, 'status'), 'title') ?? wordIn(one, 'status') ?? 'Imported',
      date_due: one['dueDate'] ?? one['due_date'],
      owner_username: rowIn(links, 'assignee')['title'],
      tags: [wordIn(rowIn(links, 'type'), 'title')].flatMap((tag) => tag ?? []),
    }
  })
  const self = isRow(data) ? rowIn(rowIn(data, '_links'), 'self') : {}
  return { board: { name: wordIn(self, 'title') ?? 'Imported OpenProject' }, columns: derivedColumns(tasks), tasks }
}

function issues(data: unknown, system: string, columns: Shape['columns']): Shape {
  const tasks = rowsOf(data, 'issues')
    .filter((issue) => !issue['pull_request'])
    .map((issue): Task => {
      const milestone = rowIn(issue, 'milestone')
      const assignee = rowIn(issue, 'assignee')
      const opener = isRow(issue['user']) ? issue['user'] : rowIn(issue, 'author')
      return {
        title: wordIn(issue, 'title') ?? 'Imported issue',
        description: issue['body'] ?? issue['description'],
        column_name: issue['state'] === 'closed' ? 'Closed' : 'Open',
        date_due: milestone['due_on'] ?? milestone['due_date'] ?? issue['due_date'],
        owner_username: assignee['login'] ?? assignee['username'],
        requested_by: opener['login'] ?? opener['username'] ?? opener['name'],
        tags: words(issue, 'labels', 'name'),
      }
    })
  return { board: { name: `Imported ${system} issues` }, columns, tasks }
}

function asana(data: unknown): Shape {
  const tasks = rowsOf(data, 'data').map((one): Task => {
    const [membership = {}] = rowsIn(one, 'memberships')
    const assignee = rowIn(one, 'assignee')
    return {
      title: wordIn(one, 'name') ?? 'Imported task',
      description: one['notes'],
      column_name: wordIn(rowIn(membership, 'section'), 'name') ?? (one['completed'] ? 'Done' : 'In Progress'),
      date_due: one['due_on'] ?? one['due_at'],
      owner_username: assignee['email'] ?? assignee['name'],
      tags: words(one, 'tags', 'name'),
    }
  })
  const project = isRow(data) ? rowIn(data, 'project') : {}
  return { board: { name: wordIn(project, 'name') ?? 'Imported Asana project' }, columns: derivedColumns(tasks), tasks }
}

function zenkit(data: unknown): Shape {
  const whole = isRow(data) ? data : {}
  const tasks = rowsOf(data, 'items').map((one): Task => {
    const assignee = rowIn(one, 'assignee')
    return {
      title: wordIn(one, 'title') ?? wordIn(one, 'name') ?? 'Imported item',
      description: one['description'] ?? one['notes'],
      column_name: wordIn(one, 'stage_name') ?? wordIn(one, 'stageName') ?? wordIn(one, 'list') ?? 'Inbox',
      date_due: one['due'] ?? one['dueDate'] ?? one['due_date'],
      owner_username: assignee['email'] ?? assignee['name'],
      tags: words(one, 'tags', 'name'),
    }
  })
  const stages = rowsIn(whole, 'stages').map((stage) => ({ title: stage['name'] ?? stage['title'] }))
  const name = wordIn(whole, 'title') ?? wordIn(whole, 'name') ?? 'Imported ZenKit list'
  return { board: { name }, columns: stages.length > 0 ? stages : derivedColumns(tasks), tasks }
}
