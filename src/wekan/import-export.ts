import { freeKey } from '../kernel/keys.js'
import { Losses } from '../kernel/losses.js'
import { UsageError } from '../kernel/product.js'
import type { Imported } from '../kernel/product.js'
import { roleNames } from './fixture.js'
import { importedCards } from './import-cards.js'

/** A document of an export: what it holds is looked at member by member. */
export type Doc = Readonly<Record<string, unknown>>

export const docsIn = (value: unknown): Doc[] =>
  Array.isArray(value) ? value.filter((one): one is Doc => typeof one === 'object' && one !== null) : []
export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined
export const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

/** What ids of an export are called in the world file. */
export interface Names {
  readonly users: ReadonlyMap<string, string>
  readonly labels: ReadonlyMap<string, string>
  readonly lanes: ReadonlyMap<string, string>
  readonly fields: ReadonlyMap<string, string>
  readonly losses: Losses
}

/** An export of a board (`wekan-board-1.0.0`) as the part `wekan:` of a world file. */
export function partFromExport(document: unknown): Imported {
  // Read member by member below.
  const doc = (typeof document === 'object' && document !== null ? document : {}) as Doc
  if (doc['_format'] !== 'wekan-board-1.0.0') {
    throw new UsageError('this is no export of a Wekan board: its _format is not wekan-board-1.0.0')
  }
  const losses = new Losses()
  const { users, names } = usersIn(doc)
  const title = textIn(doc['title']) ?? 'Board'
  const labels = keyed(docsIn(doc['labels']), 'name')
  const lanes = keyed(inSort(docsIn(doc['swimlanes'])), 'title')
  const fields = keyed(docsIn(doc['customFields']), 'name')
  const [first, ...others] = lanes
  const laneKeys = new Map([...idsOf(others), ...(first === undefined ? [] : [[idIn(first[1]), 'default'] as const])])
  const known: Names = { users: names, labels: idsOf(labels), lanes: laneKeys, fields: idsOf(fields), losses }
  for (const rule of docsIn(doc['rules'])) losses.lose('rules are left out', textIn(rule['title']) ?? idIn(rule))
  const board = {
    ...kept({
      id: textIn(doc['_id']),
      permission: doc['permission'],
      color: doc['color'],
      createdAt: doc['createdAt'],
    }),
    title,
    ...(doc['archived'] === true ? { archived: true } : {}),
    ...(first === undefined ? {} : { swimlaneId: idIn(first[1]), defaultSwimlane: textIn(first[1]['title']) }),
    members: membersIn(doc, names),
    labels: mapped(labels, (label) => kept({ id: idIn(label), name: textIn(label['name']), color: label['color'] })),
    swimlanes: mapped(others, (lane) => ({ ...placed(lane), ...kept({ color: textIn(lane['color']) }) })),
    customFields: mapped(fields, fieldOf),
    lists: importedCards(doc, inSort(docsIn(doc['lists'])), known),
  }
  return { part: { users, boards: { [freeKey(new Set(), title, 'board')]: board } }, warnings: losses.sentences }
}

export const idIn = (doc: Doc): string => textIn(doc['_id']) ?? ''

/** Members that are there. */
export function kept(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null))
}

export const placed = (doc: Doc): Record<string, unknown> => ({
  ...kept({ id: textIn(doc['_id']), title: textIn(doc['title']) }),
  ...(doc['archived'] === true ? { archived: true } : {}),
})

export function inSort(docs: readonly Doc[]): Doc[] {
  const sort = ({ sort: value }: Doc): number => (typeof value === 'number' ? value : -Infinity)
  return [...docs].sort((a, b) => (sort(a) === sort(b) ? 0 : sort(a) - sort(b)))
}

type Keyed = readonly (readonly [key: string, doc: Doc])[]

function keyed(docs: readonly Doc[], name: string): Keyed {
  const taken = new Set(['default'])
  return docs.map((doc, index) => [freeKey(taken, textIn(doc[name]) ?? '', `${name}-${index + 1}`), doc])
}

const idsOf = (docs: Keyed): Map<string, string> => new Map(docs.map(([key, doc]) => [idIn(doc), key]))

const mapped = (docs: Keyed, make: (doc: Doc) => object): Record<string, object> =>
  Object.fromEntries(docs.map(([key, doc]) => [key, make(doc)]))

/** Users of the export, and whoever else is named by an id; passwords are made up, for an export has none. */
function usersIn(doc: Doc): { users: Record<string, object>; names: Map<string, string> } {
  const names = new Map<string, string>()
  const users: Record<string, object> = {}
  const taken = new Set<string>()
  const add = (id: string, username: string, profile: Doc): void => {
    const key = taken.has(username) ? freeKey(taken, username, 'user') : username
    taken.add(key)
    names.set(id, key)
    users[key] = { ...kept({ id, fullname: textIn(profile['fullname']) }), password: `${key}-password` }
  }
  for (const user of docsIn(doc['users'])) {
    add(idIn(user), textIn(user['username']) ?? `user-${idIn(user)}`, (user['profile'] ?? {}) as Doc)
  }
  const mentioned = [
    ...docsIn(doc['members']).map(({ userId }) => userId),
    ...docsIn(doc['cards']).flatMap((card) => [
      card['userId'],
      ...textsIn(card['members']),
      ...textsIn(card['assignees']),
    ]),
    ...docsIn(doc['comments']).map(({ userId }) => userId),
  ]
  for (const id of mentioned) if (typeof id === 'string' && id !== '' && !names.has(id)) add(id, `user-${id}`, {})
  return { users, names }
}

/** Roles by name where one of the flags is set alone, else flags. */
function membersIn(doc: Doc, names: ReadonlyMap<string, string>): Record<string, unknown> {
  const flags = Object.values(roleNames)
  const entries = docsIn(doc['members']).map((member) => {
    const set = flags.filter((flag) => member[flag] === true)
    const name = Object.entries(roleNames).find(([, flag]) => flag === (set[0] ?? 'none'))?.[0]
    const isPlain = set.length < 2 && member['isActive'] !== false
    const own = Object.fromEntries([...set.map((flag) => [flag, true]), ['isActive', member['isActive'] !== false]])
    return [names.get(String(member['userId'])) ?? '', isPlain ? name : own] as const
  })
  return Object.fromEntries(entries.filter(([key]) => key !== ''))
}

function fieldOf(field: Doc): object {
  const settings = (field['settings'] ?? {}) as Doc
  const items = docsIn(settings['dropdownItems']).map((item) => ({ id: idIn(item), name: textIn(item['name']) ?? '-' }))
  const flags = ['showOnCard', 'automaticallyOnCard', 'alwaysOnCard', 'showLabelOnMiniCard', 'showSumAtTopOfList']
  return {
    ...kept({ id: idIn(field), name: textIn(field['name']), type: field['type'] }),
    ...kept(Object.fromEntries(flags.filter((flag) => field[flag] === true).map((flag) => [flag, true]))),
    ...kept({ currencyCode: textIn(settings['currencyCode']), format: textIn(settings['stringtemplateFormat']) }),
    ...kept({ separator: textIn(settings['stringtemplateSeparator']) }),
    ...(items.length === 0 ? {} : { items }),
  }
}
