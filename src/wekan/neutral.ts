import { defined } from '../kernel/defined.js'
import type { Losses } from '../kernel/losses.js'
import { Losses as Counted } from '../kernel/losses.js'
import type {
  Neutral,
  NeutralBoard,
  NeutralCard,
  NeutralColor,
  NeutralRole,
  NeutralUser,
  Translated,
} from '../kernel/neutral.js'
import type { CardPart, ListPart } from './fixture-cards.js'
import type { BoardPart, UserPart, WekanPart } from './fixture.js'

type Role = NonNullable<BoardPart['members']>[string]

const roles: Readonly<Record<NeutralRole, Role>> = {
  admin: 'admin',
  member: 'normal',
  commenter: 'comment-only',
  reader: 'read-only',
}

const colors: Readonly<Record<NeutralColor, string>> = {
  yellow: 'yellow',
  blue: 'blue',
  green: 'green',
  purple: 'purple',
  red: 'red',
  orange: 'orange',
  pink: 'pink',
  lime: 'lime',
  grey: 'gray',
  brown: 'saddlebrown',
  cyan: 'sky',
  teal: 'paleturquoise',
  black: 'black',
}

/** What stands in place of an own member in the neutral card. */
const names: Readonly<Record<string, string>> = {
  createdAt: 'created',
  startAt: 'start',
  dueAt: 'due',
  endAt: 'closed',
  archived: 'closed',
  spentTime: 'spent',
  customFields: 'fields',
}

export const CATEGORY = 'category: '

export type NeutralPlace = Omit<NeutralBoard, 'cards'>

/** The part `wekan:` that says the same as a neutral world. */
export function translateNeutral({ users = {}, groups = {}, boards = {} }: Neutral): Translated<WekanPart> {
  const losses = new Counted()
  const people = Object.fromEntries(Object.entries(users).map(([key, user]) => [key, userOf(user)]))
  for (const key of Object.keys(groups)) {
    losses.lose('groups are not in Wekan, where their members are members of the boards themselves', key)
  }
  const own = Object.entries(boards).map(([key, { cards = {}, ...board }]) => {
    const part = boardOf(board, { users, groups }, { key, losses })
    return [key, { ...part, ...contentOf(board, part, Object.entries(cards)) }] as const
  })
  return { part: { users: people, boards: Object.fromEntries(own) }, warnings: losses.sentences }
}

function userOf({ name, email, password, admin, disabled }: NeutralUser): UserPart {
  return defined({ fullname: name, email, password, admin, loginDisabled: disabled })
}

interface Known {
  readonly users: Readonly<Record<string, NeutralUser>>
  readonly groups: NonNullable<Neutral['groups']>
}

/** A board without lists; `losses` counts what is lost. */
export function boardOf(
  board: NeutralPlace,
  known: Known,
  { key, losses }: { readonly key: string; readonly losses: Losses },
): BoardPart {
  const { swimlanes = {}, labels = {}, categories = {} } = board
  const [first, ...others] = Object.entries(swimlanes)
  return {
    title: board.title ?? key,
    ...defined({ archived: board.archived, permission: board.public === true ? ('public' as const) : undefined }),
    members: membersOf(board, known, { key, losses }),
    ...(first === undefined ? {} : { defaultSwimlane: first[1].title ?? first[0] }),
    swimlanes: Object.fromEntries(others.map(([lane, { title = lane }]) => [lane, { title }])),
    labels: Object.fromEntries([
      ...Object.entries(labels).map(([label, { name = label, color }]) => [label, labelOf(name, color)] as const),
      ...Object.entries(categories).map(
        ([category, { name = category, color }]) => [CATEGORY + category, labelOf(name, color)] as const,
      ),
    ]),
  }
}

const labelOf = (name: string, color: NeutralColor | undefined): { name: string; color?: string } =>
  color === undefined ? { name } : { name, color: colors[color] }

/** Own members, then those of groups; a board that has none belongs to whoever administers, for somebody must. */
function membersOf(
  { members = {}, groups: invited = {} }: NeutralPlace,
  { users, groups }: Known,
  { key, losses }: { readonly key: string; readonly losses: Losses },
): Record<string, Role> {
  const all: Record<string, Role> = {}
  for (const [group, role] of Object.entries(invited)) {
    for (const who of groups[group]?.members ?? []) all[who] ??= roles[role]
  }
  for (const [who, role] of Object.entries(members)) all[who] = roles[role]
  if (Object.keys(all).length > 0) return all
  const [head] = [...Object.entries(users).filter(([, { admin }]) => admin === true), ...Object.entries(users)]
  if (head === undefined) return all
  losses.lose(`boards have no members, and belong to ${head[0]} in Wekan`, key)
  return { [head[0]]: 'admin' }
}

/** Lists with their cards, and the custom fields that the cards have values of. */
function contentOf(
  board: NeutralPlace,
  part: BoardPart,
  cards: readonly (readonly [string, NeutralCard])[],
): Pick<BoardPart, 'lists' | 'customFields'> {
  const lists = listsOf(board)
  const fields = new Set<string>()
  for (const [key, card] of cards) {
    const list = lists[listOf(board, card.list)]
    if (list) list.cards[key] = { title: card.title ?? key, ...cardOf(board, card, part) }
    for (const name of Object.keys(card.fields ?? {})) fields.add(name)
  }
  return {
    lists,
    ...(fields.size === 0 ? {} : { customFields: Object.fromEntries([...fields].map((name) => [name, {}])) }),
  }
}

export const listOf = ({ lists }: NeutralPlace, list: string | undefined): string => list ?? Object.keys(lists)[0] ?? ''

/** The first swimlane of a board is the one that comes with it. */
export const laneOf = ({ swimlanes = {} }: NeutralPlace, lane: string | undefined): string | undefined =>
  lane === undefined || lane === Object.keys(swimlanes)[0] ? undefined : lane

/** Lists without cards. */
export function listsOf({ lists }: NeutralPlace): Record<string, ListPart & { cards: Record<string, CardPart> }> {
  const own = Object.entries(lists).map(([key, { title = key, limit }]) => {
    const wipLimit = limit === undefined ? {} : { wipLimit: { value: limit, enabled: true, soft: true } }
    return [key, { title, ...wipLimit, cards: {} as Record<string, CardPart> }] as const
  })
  return Object.fromEntries(own)
}

/** A card but for its title. Who is closed lies in the archive; the moment of it is the end of work. */
export function cardOf(board: NeutralPlace, card: NeutralCard, { members = {} }: BoardPart): CardPart {
  const { description, swimlane, labels, category, assignees, by, closed, checklists, comments, fields } = card
  const marks = [...(labels ?? []), ...(category === undefined ? [] : [CATEGORY + category])]
  return defined({
    description,
    swimlane: laneOf(board, swimlane),
    labels: marks.length === 0 ? undefined : marks,
    assignees,
    by: by ?? Object.keys(members)[0],
    createdAt: card.created,
    startAt: card.start,
    dueAt: card.due,
    endAt: typeof closed === 'string' ? closed : undefined,
    archived: closed === undefined || closed === false ? undefined : true,
    spentTime: card.spent,
    checklists: checklists && checklistsOf(checklists),
    comments: comments?.map(({ by: author, text, at }) => ({ by: author, text, ...(at === undefined ? {} : { at }) })),
    customFields: fields,
  })
}

function checklistsOf(checklists: NonNullable<NeutralCard['checklists']>): NonNullable<CardPart['checklists']> {
  const own = Object.entries(checklists).map(([key, { title = key, items = [] }]) => {
    const lines = items.map((item) =>
      typeof item === 'string' ? item : { title: item.title, finished: item.done === true },
    )
    return [key, { title, items: lines }] as const
  })
  return Object.fromEntries(own)
}

type Path = readonly (string | number)[]

/** Where in the neutral part stands what an error names by its place in the part `wekan:`. */
export function neutralOrigin(path: Path): Path {
  const [top, board, part, key, cards, card, member, ...rest] = path
  if (top !== 'boards' || board === undefined) return path
  if (part === 'lists' && key !== undefined && cards === 'cards' && card !== undefined) {
    const named = member === undefined ? [] : [names[String(member)] ?? member]
    return ['boards', board, 'cards', card, ...named, ...rest]
  }
  const label = String(key)
  if (part === 'labels' && label.startsWith(CATEGORY))
    return ['boards', board, 'categories', label.slice(CATEGORY.length)]
  return path
}
