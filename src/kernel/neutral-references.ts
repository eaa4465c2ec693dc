import { choiceOf } from './near.js'
import type { KeyedCard, Neutral, NeutralBoard } from './neutral.js'
import { FixtureError } from './product.js'

type Path = readonly (string | number)[]
type Names = Readonly<Record<string, unknown>>

/** Throws FixtureError for the first key that names nothing, with the path from the root of the neutral part. */
export function checkReferences({ users = {}, groups = {}, boards = {} }: Neutral): void {
  for (const [group, { members = [] }] of Object.entries(groups)) {
    expectAll(members, users, 'user', ['groups', group, 'members'])
  }
  for (const [key, { cards = {}, ...board }] of Object.entries(boards)) {
    checkBoard({ users, groups }, board, ['boards', key])
    for (const card of Object.entries(cards)) checkCard(users, board, { card, path: ['boards', key, 'cards', card[0]] })
  }
}

/** The same of a board alone. */
export function checkBoard(
  { users, groups }: { readonly users: Names; readonly groups: Names },
  board: Omit<NeutralBoard, 'cards'>,
  path: Path,
): void {
  if (Object.keys(board.lists).length === 0) throw new FixtureError([...path, 'lists'], 'a board has at least one list')
  for (const who of Object.keys(board.members ?? {})) expect(who, users, 'user', [...path, 'members', who])
  for (const which of Object.keys(board.groups ?? {})) expect(which, groups, 'group', [...path, 'groups', which])
}

/** The same of a card. */
export function checkCard(
  users: Names,
  board: Omit<NeutralBoard, 'cards'>,
  { card: [, card], path }: { readonly card: KeyedCard; readonly path: Path },
): void {
  const { lists, swimlanes = {}, labels = {}, categories = {} } = board
  if (card.list !== undefined) expect(card.list, lists, 'list', [...path, 'list'])
  if (card.swimlane !== undefined) expect(card.swimlane, swimlanes, 'swimlane', [...path, 'swimlane'])
  if (card.category !== undefined) expect(card.category, categories, 'category', [...path, 'category'])
  if (card.by !== undefined) expect(card.by, users, 'user', [...path, 'by'])
  if (card.labels) expectAll(card.labels, labels, 'label', [...path, 'labels'])
  if (card.assignees) expectAll(card.assignees, users, 'user', [...path, 'assignees'])
  if (!card.comments) return
  for (const [index, { by }] of card.comments.entries()) {
    if (!Object.hasOwn(users, by)) expect(by, users, 'user', [...path, 'comments', index, 'by'])
  }
}

function expectAll(keys: readonly string[], names: Names, what: string, path: Path): void {
  for (const [index, key] of keys.entries()) {
    if (!Object.hasOwn(names, key)) expect(key, names, what, [...path, index])
  }
}

function expect(key: string, names: Names, what: string, path: Path): void {
  if (Object.hasOwn(names, key)) return
  throw new FixtureError(path, `no ${what} has the key '${key}': ${choiceOf(key, Object.keys(names))}`)
}
