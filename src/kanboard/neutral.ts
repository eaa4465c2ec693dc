import { defined } from '../kernel/defined.js'
import { Losses } from '../kernel/losses.js'
import type {
  Neutral,
  NeutralBoard,
  NeutralCard,
  NeutralColor,
  NeutralRole,
  NeutralUser,
  Translated,
} from '../kernel/neutral.js'
import type { ProjectEntry } from './fixture-projects.js'
import type { TaskEntry } from './fixture-tasks.js'
import type { KanboardFixture, UserEntry } from './fixture.js'
import type { ProjectRole } from './project-roles.js'

const roles: Readonly<Record<NeutralRole, ProjectRole>> = {
  admin: 'project-manager',
  member: 'project-member',
  commenter: 'project-viewer',
  reader: 'project-viewer',
}

const colorOf = (color: NeutralColor | undefined): { color?: string } =>
  color === undefined ? {} : { color: color === 'black' ? 'dark_grey' : color }

/** What stands in place of an own member in the neutral part. */
const names: Readonly<Record<string, string>> = {
  projects: 'boards',
  tasks: 'cards',
  columns: 'lists',
  tags: 'labels',
  column: 'list',
  owner: 'assignees',
  creator: 'by',
  started: 'start',
  subtasks: 'checklists',
  metadata: 'fields',
  active: 'disabled',
}

export type NeutralPlace = Omit<NeutralBoard, 'cards'>

/** Who stands in a neutral world, and what it cannot say in Kanboard. */
export interface Known {
  readonly users: Readonly<Record<string, NeutralUser>>
  readonly groups: NonNullable<Neutral['groups']>
  readonly losses: Losses
}

/** The part `kanboard:` that says the same as a neutral world. */
export function translateNeutral({ users = {}, groups = {}, boards = {} }: Neutral): Translated<KanboardFixture> {
  const known: Known = { users, groups, losses: new Losses() }
  const people = Object.fromEntries(Object.entries(users).map(([key, user]) => [key, userOf(user)]))
  const own = Object.entries(boards).map(([key, { cards = {}, ...board }]) => {
    const able = assignableIn(board, known)
    const tasks = Object.entries(cards).map(([name, card]) => {
      const place = { path: `${key}.${name}`, able, losses: known.losses }
      return [name, { title: card.title ?? name, ...taskOf(card, place) }] as const
    })
    return [key, { ...projectOf(board, { ...known, key }), tasks: Object.fromEntries(tasks) }] as const
  })
  const part = { users: people, groups: groupsOf(groups), projects: Object.fromEntries(own) }
  return { part, warnings: known.losses.sentences }
}

const groupsOf = (groups: Known['groups']): NonNullable<KanboardFixture['groups']> =>
  Object.fromEntries(Object.entries(groups).map(([key, { name = key, members = [] }]) => [key, { name, members }]))

function userOf({ name, email, password, admin, disabled }: NeutralUser): UserEntry {
  const active = disabled === true ? false : undefined
  return { ...defined({ name, email, password, active }), role: admin === true ? 'app-admin' : 'app-user' }
}

/** A project without tasks. */
export function projectOf(board: NeutralPlace, { key, losses }: Known & { readonly key: string }): ProjectEntry {
  const { swimlanes = {}, labels = {}, categories = {}, lists, members = {}, groups = {} } = board
  for (const [who, role] of [...Object.entries(members), ...Object.entries(groups)]) {
    if (role === 'commenter') losses.lose('commenters only read in Kanboard', `${key}.${who}`)
  }
  return {
    name: board.title ?? key,
    ...defined({ active: board.archived === true ? false : undefined, public: board.public }),
    members: rolesOf(members),
    groups: rolesOf(groups),
    columns: mapped(lists, (name, { title = name, limit }) => ({ title, ...(limit === undefined ? {} : { limit }) })),
    ...(Object.keys(swimlanes).length === 0
      ? {}
      : { swimlanes: mapped(swimlanes, (name, { title = name }) => ({ name: title })) }),
    categories: mapped(categories, (key, { name = key, color }) => ({ name, ...colorOf(color) })),
    tags: mapped(labels, (key, { name = key, color }) => ({ name, ...colorOf(color) })),
  }
}

const rolesOf = (given: Readonly<Record<string, NeutralRole>>): Record<string, ProjectRole> =>
  mapped(given, (_key, role) => roles[role])

function mapped<A, B>(record: Readonly<Record<string, A>>, make: (key: string, value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, make(key, value)]))
}

/** To whom Kanboard lets tasks of a project be given. */
export function assignableIn(
  { members = {}, groups: invited = {} }: NeutralPlace,
  { users, groups }: Known,
): Set<string> {
  const able = (role: NeutralRole): boolean => role === 'admin' || role === 'member'
  const through = Object.entries(invited).flatMap(([group, role]) => (able(role) ? (groups[group]?.members ?? []) : []))
  const all = [...through.filter((who) => members[who] === undefined), ...Object.keys(members)]
  return new Set(all.filter((who) => able(members[who] ?? 'member') && users[who]?.disabled !== true))
}

interface CardPlace {
  readonly path: string
  readonly able: ReadonlySet<string>
  readonly losses: Losses
}

/** A task but for its title. */
export function taskOf(card: NeutralCard, place: CardPlace): TaskEntry {
  const { list, labels, comments, fields, spent, checklists } = card
  noteLosses(card, place)
  return defined({
    description: card.description,
    column: list,
    swimlane: card.swimlane,
    category: card.category,
    owner: ownerOf(card.assignees, place.able),
    creator: card.by,
    due: card.due,
    started: card.start,
    spent,
    tags: labels,
    closed: card.closed,
    created: card.created,
    subtasks: checklists && subtasksOf(checklists),
    comments: comments?.map(({ by, text, at }) => ({ by, text, ...(at === undefined ? {} : { at }) })),
    metadata: fields,
  })
}

function noteLosses({ spent, checklists, assignees = [] }: NeutralCard, { path, able, losses }: CardPlace): void {
  if (checklists !== undefined) {
    if (spent !== undefined)
      losses.lose('cards have hours and a checklist, and Kanboard counts the hours of subtasks', path)
    losses.lose(
      Object.keys(checklists).length === 1
        ? 'cards have a checklist, whose title Kanboard has no place for'
        : 'cards have several checklists, whose titles Kanboard has before each item',
      path,
    )
  }
  if (assignees.length === 0) return
  if (ownerOf(assignees, able) === undefined)
    losses.lose('cards are given to nobody in Kanboard: no assignee is a member who may', path)
  else if (assignees.length > 1) losses.lose('cards have several assignees, of whom Kanboard keeps one', path)
}

/** The first who may be given tasks. */
export const ownerOf = (assignees: readonly string[] | undefined, able: ReadonlySet<string>): string | undefined =>
  assignees?.find((who) => able.has(who))

export interface TitledSubtask {
  readonly title: string
  readonly status: 'done' | 'todo'
}

export function subtasksOf(checklists: NonNullable<NeutralCard['checklists']>): TitledSubtask[] {
  const all = Object.entries(checklists)
  const isOne = all.length === 1
  return all.flatMap(([key, { title = key, items = [] }]) =>
    items.map((item) => {
      const { title: text, done = false } = typeof item === 'string' ? { title: item } : item
      return { title: isOne ? text : `${title}: ${text}`, status: done ? 'done' : 'todo' }
    }),
  )
}

type Path = readonly (string | number)[]

/** Where in the neutral part stands what an error names by its place in the part `kanboard:`. */
export function neutralOrigin(path: Path): Path {
  // The third and the fifth are names of members; keys of a person's own stand between.
  return path.map((part, index) => (index % 2 === 0 ? (names[part] ?? part) : part))
}
