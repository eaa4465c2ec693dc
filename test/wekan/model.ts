import type { Outbound } from '../../src/kernel/exchange.js'
import type { WorldFile } from '../../src/fixtures/schema.js'
import type { Route } from '../../src/wekan/route.js'
import type { BoardMember, WekanWorld } from '../../src/wekan/tables.js'
import { roles } from './model-roles.js'
import type { Role } from './model-roles.js'

const memberRoles = Object.keys(roles).filter((role) => role !== 'stranger')

/** Who calls: a site admin, a member in each role, one who was removed, somebody without a board, and nobody. */
export const callers = ['root', ...memberRoles, 'gone', 'stranger', 'nobody']
export const tokenOf = (who: string): string | undefined => (who === 'nobody' ? undefined : `token-of-${who}`)

/** A board with a member in every role, one that is public, and one that nobody but the site admin is on. */
export const world: WorldFile = {
  now: '2026-01-05T09:00:00.000Z',
  wekan: {
    users: Object.fromEntries(
      callers
        .filter((who) => who !== 'nobody')
        .map((who) => [who, { id: `user-${who}`, admin: who === 'root', tokens: [`token-of-${who}`] }]),
    ),
    boards: {
      plan: { id: 'plan', members: Object.fromEntries(memberRoles.map((role) => [role, role])), ...content('plan') },
      open: { id: 'open', permission: 'public', members: { root: 'admin' }, ...content('open') },
      shut: { id: 'shut', members: { root: 'admin', normal: 'normal' }, ...content('shut') },
    },
  },
}

/** What no world file can have: a removed member, an archived card, and files. */
export function addRest({ tables }: WekanWorld): void {
  const plan = tables.boards.get('plan')
  if (!plan) throw new Error('the world has no board plan')
  const gone = { userId: 'user-gone', isAdmin: false, isActive: false }
  tables.boards.update('plan', { members: [...plan.members, gone] })
  tables.cards.update('plan-two', { archived: true })
  for (const boardId of ['plan', 'shut']) {
    const place = { boardId, swimlaneId: `${boardId}-lane`, listId: `${boardId}-todo`, cardId: `${boardId}-one` }
    const file = { name: 'a.txt', size: 5, type: 'text/plain', file: 'aGVsbG8=', storage: 'fs' }
    const createdAt = '2026-01-05T09:00:00.000Z'
    tables.attachments.insert({
      _id: `${boardId}-file`,
      boardId,
      cardId: place.cardId,
      ...file,
      createdAt,
      meta: place,
    })
  }
}

function content(board: string): object {
  const card = (name: string): object => ({
    id: `${board}-${name}`,
    comments: [{ id: `${board}-${name}-comment`, by: 'root', text: 'hidden' }],
    checklists: { [`${name} steps`]: { id: `${board}-${name}-steps`, items: ['hidden'] } },
  })
  return {
    swimlaneId: `${board}-lane`,
    lists: {
      todo: { id: `${board}-todo`, cards: { one: card('one'), two: card('two') } },
      done: { id: `${board}-done` },
    },
    customFields: { size: { id: `${board}-size` } },
    webhooks: { hook: { id: `${board}-hook`, url: 'https://hooks.example.com/' } },
    rules: {
      rule: { id: `${board}-rule`, trigger: { activityType: 'createCard' }, action: { actionType: 'archive' } },
    },
  }
}

/** The role of a caller on a board; undefined where several flags make it none of the table. */
export function roleOn(members: readonly BoardMember[], userId: string | undefined): Role | undefined {
  const member = members.find((one) => one.userId === userId)
  if (!member?.isActive) return 'stranger'
  const set = Object.entries(flags).filter(([flag]) => member[flag as keyof typeof flags] === true)
  if (set.length > 1) return undefined
  return set[0]?.[1] ?? 'normal'
}

const flags = {
  isAdmin: 'admin',
  isNoComments: 'no-comments',
  isCommentOnly: 'comment-only',
  isWorker: 'worker',
  isNormalAssignedOnly: 'normal-assigned-only',
  isCommentAssignedOnly: 'comment-assigned-only',
  isReadOnly: 'read-only',
  isReadAssignedOnly: 'read-assigned-only',
} as const satisfies Readonly<Record<string, Role>>

/** Whether an answer gives nothing away: a status of failure, an error in a body of status 200, or no body. */
export function isRefused({ status, body }: Outbound): boolean {
  if (status >= 400 || body === undefined || body === '') return true
  const value: unknown = typeof body === 'string' ? JSON.parse(body) : body
  if (typeof value !== 'object' || value === null) return value === 'not-authorized'
  return 'error' in value || (!Array.isArray(value) && Object.keys(value).length === 0)
}

/** A document that belongs to one that is not there: `comment of card`. */
export function orphansOf(world: WekanWorld): Map<string, string> {
  const { boards, lists, swimlanes, cards, comments, checklists, checklistItems } = world.tables
  const found = new Map<string, string>()
  const look = (kind: string, row: { readonly _id: string }, of: string, isThere: boolean): void => {
    if (!isThere) found.set(`${kind} ${row._id} of ${of}`, `${kind} of ${of}`)
  }
  for (const row of lists) look('list', row, 'board', boards.has(row.boardId))
  for (const row of swimlanes) look('swimlane', row, 'board', boards.has(row.boardId))
  for (const row of cards) {
    look('card', row, 'board', boards.has(row.boardId))
    look('card', row, 'list', lists.has(row.listId))
    look('card', row, 'swimlane', swimlanes.has(row.swimlaneId))
  }
  for (const row of comments) look('comment', row, 'card', cards.has(row.cardId))
  for (const row of checklists) look('checklist', row, 'card', cards.has(row.cardId))
  for (const row of checklistItems) {
    look('item', row, 'card', cards.has(row.cardId))
    look('item', row, 'checklist', checklists.has(row.checklistId))
  }
  return found
}

/** Every row of every table; rows are never changed, so the same rows are the same state. */
export function rowsOf(world: WekanWorld): unknown[] {
  return Object.values(world.tables).flatMap((table): unknown[] => [...table])
}

/** Draws numbers that a property chose; without any left it draws 0. */
export type Draw = () => number

const UNKNOWN = 'unknownUnknownUnk'

/** The path of a route with ids of documents that exist, mostly on the board in it, and sometimes of none. */
export function pathOf(route: Route, world: WekanWorld, draw: Draw): { path: string; boardId: string | undefined } {
  let boardId: string | undefined
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => {
    const id = idFor(name, world, draw, boardId) ?? 'x'
    if (name === 'boardId') boardId = id
    if (name === 'attachmentId') boardId = world.tables.attachments.get(id)?.boardId
    return encodeURIComponent(id)
  })
  return { path, boardId }
}

const tables = {
  boardId: 'boards',
  listId: 'lists',
  swimlaneId: 'swimlanes',
  cardId: 'cards',
  targetId: 'cards',
  commentId: 'comments',
  checklistId: 'checklists',
  itemId: 'checklistItems',
  customFieldId: 'customFields',
  intId: 'integrations',
  ruleId: 'rules',
  attachmentId: 'attachments',
  userId: 'users',
  memberId: 'users',
  assigneeId: 'users',
} as const

/** Members of bodies that hold ids, by the parameter of the same kind. */
const sameAs: Readonly<Record<string, keyof typeof tables>> = {
  toBoardId: 'boardId',
  targetBoardId: 'boardId',
  targetListId: 'listId',
  targetSwimlaneId: 'swimlaneId',
  targetCardId: 'cardId',
  newBoardId: 'boardId',
  toListId: 'listId',
  newListId: 'listId',
  toSwimlaneId: 'swimlaneId',
  newSwimlaneId: 'swimlaneId',
  dependsOn: 'cardId',
  parentId: 'cardId',
  linkedId: 'cardId',
  cardIds: 'cardId',
  authorId: 'userId',
  owner: 'userId',
  members: 'userId',
  assignees: 'userId',
}

function idFor(name: string, world: WekanWorld, draw: Draw, boardId?: string): string | undefined {
  const key = sameAs[name] ?? name
  if (!(key in tables)) return undefined
  const all: readonly { readonly _id: string }[] = [...world.tables[tables[key as keyof typeof tables]]]
  const near = all.filter((row) => !('boardId' in row) || row.boardId === boardId)
  const n = draw()
  const from = near.length === 0 || n % 10 === 8 ? all : near
  return n % 10 === 9 ? UNKNOWN : (from[n % Math.max(from.length, 1)]?._id ?? UNKNOWN)
}

const values: readonly unknown[] = [
  'text',
  true,
  'Text two',
  1,
  '2026-02-01T10:00:00.000Z',
  '',
  0,
  false,
  'true',
  null,
  [],
  {},
  -1,
  ['a'],
  [{ _id: 'a', value: 1 }],
]

const words: Readonly<Record<string, readonly unknown[]>> = {
  action: ['add', 'remove', 'takeOwnership', 'disableLogin', 'enableLogin'],
  color: ['green', 'red', 'no colour'],
  permission: ['private', 'public'],
  type: ['text', 'number', 'dropdown', 'related-to', 'blocks'],
  settings: [{}, { dropdownItems: [{ _id: 'a', name: 'A' }] }],
  trigger: [{ activityType: 'createCard' }, {}],
  url: ['https://hooks.example.com/x', 'http://127.0.0.1/'],
  cards: [[{ title: 'a' }, { title: 'b' }], []],
  fileData: ['aGVsbG8='],
  fileName: ['b.txt'],
  label: [{ name: 'x', color: 'green' }],
  items: [['a', 'b'], []],
}

/** A body with some of the members that a route reads. */
export function bodyOf(
  members: readonly string[],
  world: WekanWorld,
  draw: Draw,
  boardId?: string,
): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const name of members) {
    const n = draw()
    if (n % 4 === 3) continue
    body[name] = n % 16 === 14 ? pick(values, draw()) : valueFor(name, world, draw, boardId)
  }
  return body
}

function valueFor(name: string, world: WekanWorld, draw: Draw, boardId?: string): unknown {
  const id = idFor(name, world, draw, boardId)
  if (id !== undefined) return /s$/.test(name) && name !== 'dependsOn' ? [id] : id
  return pick(words[name] ?? values, draw())
}

function pick(from: readonly unknown[], n: number): unknown {
  return from[n % from.length]
}
