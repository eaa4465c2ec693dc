import { freeKey } from '../kernel/keys.js'
import { docsIn, idIn, inSort, kept, placed, textIn, textsIn } from './import-export.js'
import type { Doc, Names } from './import-export.js'

interface Content {
  readonly doc: Doc
  readonly names: Names
  /** Keys of cards by their id. */
  readonly cards: ReadonlyMap<string, string>
  readonly seen: Set<string>
}

/** Lists of an export with their cards, as a world file has them. */
export function importedCards(doc: Doc, lists: readonly Doc[], names: Names): Record<string, object> {
  const taken = new Set<string>()
  const cards = new Map<string, string>()
  const listKeys = new Map(lists.map((list) => [idIn(list), freeKey(taken, textIn(list['title']) ?? '', 'list')]))
  const cardNames = new Set<string>()
  const all = docsIn(doc['cards'])
  for (const card of all) cards.set(idIn(card), freeKey(cardNames, textIn(card['title']) ?? '', 'card'))
  const content: Content = { doc, names, cards, seen: new Set() }
  const made = lists.map((list) => {
    const own = inSort(all.filter(({ listId }) => listId === idIn(list)))
    const entries = own.map((card) => [cards.get(idIn(card)) ?? '', cardOf(card, content)] as const)
    return [listKeys.get(idIn(list)) ?? '', { ...listOf(list, names), cards: Object.fromEntries(entries) }] as const
  })
  for (const card of all) {
    if (!listKeys.has(String(card['listId']))) names.losses.lose('cards are in no list', cards.get(idIn(card)) ?? '')
  }
  return Object.fromEntries(made)
}

function listOf(list: Doc, { lanes }: Names): object {
  const { value, enabled, soft } = (list['wipLimit'] ?? {}) as Doc
  const hasLimit = typeof value === 'number' && enabled === true
  return {
    ...placed(list),
    ...kept({ color: textIn(list['color']), swimlane: lanes.get(String(list['swimlaneId'])) }),
    ...(list['starred'] === true ? { starred: true } : {}),
    ...(hasLimit ? { wipLimit: { value, enabled, soft: soft === true } } : {}),
  }
}

const moments = ['receivedAt', 'startAt', 'dueAt', 'endAt', 'createdAt'] as const

function cardOf(card: Doc, content: Content): object {
  const { users, labels, lanes, losses } = content.names
  const id = idIn(card)
  const key = content.cards.get(id) ?? ''
  const keysOf = (names: ReadonlyMap<string, string>, member: string): string[] | undefined => {
    const keys = textsIn(card[member]).flatMap((one) => names.get(one) ?? [])
    return keys.length === 0 ? undefined : keys
  }
  const parent = content.cards.get(String(card['parentId']))
  if (parent !== undefined && !content.seen.has(parent))
    losses.lose('cards stand before their parent, which is left out', key)
  const by = users.get(String(card['userId']))
  const swimlane = lanes.get(String(card['swimlaneId']))
  const made = {
    ...placed(card),
    ...kept({ description: textIn(card['description']), by, color: textIn(card['color']) }),
    ...(swimlane === undefined || swimlane === 'default' ? {} : { swimlane }),
    ...(parent !== undefined && content.seen.has(parent) ? { parent } : {}),
    ...kept({
      labels: keysOf(labels, 'labelIds'),
      members: keysOf(users, 'members'),
      assignees: keysOf(users, 'assignees'),
    }),
    ...kept(Object.fromEntries(moments.map((name) => [name, textIn(card[name])]))),
    ...kept({ requestedBy: textIn(card['requestedBy']), assignedBy: textIn(card['assignedBy']) }),
    ...kept({ spentTime: card['spentTime'] === 0 ? undefined : card['spentTime'] }),
    ...partsOf(card, content),
  }
  content.seen.add(key)
  return made
}

function partsOf(card: Doc, { doc, names }: Content): object {
  const isOf = (one: Doc): boolean => one['cardId'] === idIn(card)
  const values = docsIn(card['customFields']).flatMap(({ _id, value }) => {
    const field = names.fields.get(String(_id))
    return field === undefined || value === undefined || value === null ? [] : [[field, value] as const]
  })
  const comments = docsIn(doc['comments'])
    .filter(isOf)
    .map((one) =>
      kept({
        id: idIn(one),
        by: names.users.get(String(one['userId'])),
        text: textIn(one['text']),
        at: one['createdAt'],
      }),
    )
  const attachments = docsIn(doc['attachments'])
    .filter(isOf)
    .map((one) =>
      kept({ id: idIn(one), name: textIn(one['name']), type: textIn(one['type']), base64: textIn(one['file']) }),
    )
  const checklists = checklistsOf(card, doc)
  return {
    ...(values.length === 0 ? {} : { customFields: Object.fromEntries(values) }),
    ...(comments.length === 0 ? {} : { comments }),
    ...(Object.keys(checklists).length === 0 ? {} : { checklists }),
    ...(attachments.length === 0 ? {} : { attachments }),
  }
}

function checklistsOf(card: Doc, doc: Doc): Record<string, object> {
  const taken = new Set<string>()
  const own = docsIn(doc['checklists']).filter(({ cardId }) => cardId === idIn(card))
  const entries = own.map((checklist) => {
    const items = inSort(docsIn(doc['checklistItems']).filter(({ checklistId }) => checklistId === idIn(checklist)))
    const lines = items.map((item) => ({
      ...kept({ id: idIn(item), title: textIn(item['title']) ?? '-' }),
      ...(item['isFinished'] === true ? { finished: true } : {}),
    }))
    const title = textIn(checklist['title']) ?? 'Checklist'
    return [freeKey(taken, title, 'checklist'), { id: idIn(checklist), title, items: lines }] as const
  })
  return Object.fromEntries(entries)
}
