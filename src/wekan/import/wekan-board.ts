import { greatest } from '../../kernel/extremes.js'
import { insertUser } from '../accounts.js'
import type { WekanContext } from '../context.js'
import { boardColorsIn } from '../defaults.js'
import { Mishap } from '../failures.js'
import type { UserRow } from '../tables.js'
import { isRow, rowIn, rowsIn, wordIn } from './plan.js'
import type { ImportPlan, PlannedCard, PlannedChecklist, PlannedPlace } from './plan.js'

type Row = Readonly<Record<string, unknown>>

/** Whom a person of the source is here. */
export type Mapping = ReadonlyMap<string, string>

/** A board that Wekan exported. Members who are unknown come along as users who cannot log in. */
export function wekanPlan(ctx: WekanContext, user: UserRow, data: Row, mapping: Mapping): ImportPlan {
  const people = bringPeople(ctx, data, mapping)
  if (!Array.isArray(data['activities'])) throw new Mishap('the export has no activities, and the server walks them')
  const color = boardColorsIn(ctx.setup.profile.version).find((one) => one === data['color'])
  const missing = ['lists', 'customFields', 'cards', 'checklists', 'checklistItems', 'triggers', 'actions', 'rules']
  const broken = missing.find((key) => !Array.isArray(data[key]))
  return {
    title: uniqueTitle(ctx, data['title']),
    system: 'Wekan',
    permission: data['permission'],
    color: color ?? 'belize',
    archived: data['archived'] === true,
    board: {
      ...(data['presentParentTask'] === undefined ? {} : { presentParentTask: data['presentParentTask'] }),
      showDependencies: data['showDependencies'] === true,
      allowsPersonalListWidth: Boolean(data['allowsPersonalListWidth']),
      autoWidth: Boolean(data['autoWidth']),
    },
    members: rowsIn(data, 'members').flatMap((member) => memberOf(member, people)),
    labels: rowsIn(data, 'labels').map((label) => ({
      key: String(label['_id']),
      name: wordIn(label, 'name') ?? '',
      color: wordIn(label, 'color') ?? '',
    })),
    swimlanes: swimlanesOf(data),
    lists: rowsIn(data, 'lists').map((list, index) => listOf(list, index)),
    customFields: rowsIn(data, 'customFields').map((field) => ({
      key: String(field['_id']),
      name: field['name'],
      type: field['type'],
      settings: field['settings'],
      flags: pick(field, ['showOnCard', 'showLabelOnMiniCard', 'automaticallyOnCard', 'alwaysOnCard']),
    })),
    cards: rowsIn(data, 'cards').map((card) => cardOf(data, card, { people, user })),
    checklists: checklistsOf(data),
    rules: rowsIn(data, 'rules').flatMap((rule) => ruleOf(data, rule)),
    ...(broken === undefined ? {} : { broken: `the export has no ${broken}, and the server walks them` }),
  }
}

/** A user for everybody whom the export names: the one he is mapped to, the one with his id, or a new one without login. */
function bringPeople(ctx: WekanContext, data: Row, mapping: Mapping): Mapping {
  const people = new Map(mapping)
  for (const source of rowsIn(data, 'users')) {
    const _id = wordIn(source, '_id')
    if (_id === undefined || people.has(_id)) continue
    people.set(_id, _id)
    if (ctx.db.users.has(_id)) continue
    const { fullname = '', initials = '' } = rowIn(source, 'profile')
    const doc = {
      _id,
      username: freeName(ctx, wordIn(source, 'username') ?? `imported-${_id}`),
      profile: { fullname, initials },
      authenticationMethod: 'imported',
      loginDisabled: true,
      createdAt: ctx.at,
      services: {},
    }
    insertUser(ctx.db, doc, undefined)
  }
  return people
}

function freeName(ctx: WekanContext, base: string): string {
  for (let count = 0; ; count += 1) {
    const name = count === 0 ? base : `${base}-${count}`
    if (ctx.db.users.count({ nameKey: name.toLowerCase() }) === 0) return name
  }
}

/** A title that no board has: `Plan [2]`. code: wekan/wekan@v11.07 models/boards.js:2415 */
function uniqueTitle(ctx: WekanContext, title: unknown): unknown {
  if (typeof title !== 'string') throw new Mishap('the export has no title, and the server reads it')
  const base = title.replace(/\s*(\[\d+\])?\s*$/, '')
  const numbers = [...ctx.db.boards].flatMap((board) => {
    if (!board.title.startsWith(base)) return []
    const rest = /^\s*(?:\[(\d+)\])?\s*$/.exec(board.title.slice(base.length))
    return rest ? [Number(rest[1] ?? 0)] : []
  })
  const last = greatest(numbers)
  return last === undefined ? title : `${base} [${last + 1}]`
}

/** Members come without rights until somebody gives them some; those who are mapped keep theirs. */
function memberOf(member: Row, people: Mapping): Row[] {
  const mapped = wordIn(member, 'wekanId')
  const id = mapped ?? wordIn(member, 'userId') ?? wordIn(member, 'id')
  if (id === undefined) return []
  const isActive = mapped !== undefined && member['isActive'] !== false
  return [
    { ...member, userId: people.get(id) ?? id, isActive, isAdmin: mapped !== undefined && Boolean(member['isAdmin']) },
  ]
}

function swimlanesOf(data: Row): PlannedPlace[] {
  const all = rowsIn(data, 'swimlanes')
  if (all.length === 0) return [{ key: '', title: 'Default', sort: 0 }]
  return all.map((row, index) => ({
    key: String(row['_id']),
    title: row['title'],
    sort: row['sort'] || index,
    more: pick(row, ['color']),
  }))
}

function listOf(row: Row, index: number): PlannedPlace {
  const width = row['width']
  const isWidth = typeof width === 'number' && width >= 100 && width <= 1000
  return {
    key: String(row['_id']),
    title: row['title'],
    sort: row['sort'] || index,
    more: { archived: row['archived'] === true, ...pick(row, ['color']), ...(isWidth ? { width } : {}) },
  }
}

const copied = [
  'archived',
  'description',
  'sort',
  'title',
  'isOvertime',
  'spentTime',
  'requestedBy',
  'assignedBy',
  'createdAt',
  'receivedAt',
  'startAt',
  'dueAt',
  'endAt',
  'color',
]

function cardOf(
  data: Row,
  card: Row,
  { people, user }: { readonly people: Mapping; readonly user: UserRow },
): PlannedCard {
  const key = String(card['_id'])
  const told = (type: string): Row[] =>
    rowsIn(data, 'activities').filter((one) => one['activityType'] === type && one['cardId'] === key)
  const known = (member: string): string[] => {
    const ids = card[member]
    return Array.isArray(ids) ? [...new Set(ids.flatMap((id) => people.get(String(id)) ?? []))] : []
  }
  const [made] = told('createCard')
  const author = people.get(String(made?.['userId'] ?? card['userId'])) ?? user._id
  const lists = Object.fromEntries(['members', 'assignees', 'requesters', 'assigners'].map((key) => [key, known(key)]))
  const own = card['labelIds']
  const parentKey = wordIn(card, 'parentId')
  return {
    key,
    listKey: String(card['listId']),
    swimlaneKey: String(card['swimlaneId']),
    labelKeys: Array.isArray(own) ? own.map(String) : [],
    userId: author,
    number: card['cardNumber'],
    customFields: rowsIn(card, 'customFields').map(({ _id, value }) => ({ key: String(_id), value })),
    ...(parentKey === undefined ? {} : { parentKey }),
    dependencies: rowsIn(card, 'cardDependencies').map((one) => ({ ...one, cardId: String(one['cardId']) })),
    doc: { ...pick(card, copied), ...lists },
    // Comments and attachments are found through the activities that tell of them.
    comments: told('addComment').flatMap((one) => commentOf(data, one, people)),
    attachments: told('addAttachment').flatMap((one) => fileOf(data, one)),
  }
}

function commentOf(data: Row, activity: Row, people: Mapping): NonNullable<PlannedCard['comments']>[number][] {
  const comment = rowsIn(data, 'comments').find(({ _id }) => _id === activity['commentId'])
  if (!comment) return []
  const userId = people.get(String(comment['userId']))
  const at = wordIn(comment, 'createdAt')
  return [{ text: comment['text'], ...(userId === undefined ? {} : { userId }), ...(at === undefined ? {} : { at }) }]
}

function fileOf(data: Row, activity: Row): NonNullable<PlannedCard['attachments']>[number][] {
  const row = rowsIn(data, 'attachments').find(({ _id }) => _id === activity['attachmentId'])
  const file = row && wordIn(row, 'file')
  if (!row || file === undefined) return []
  const name = wordIn(row, 'name') ?? 'attachment'
  return [{ name, type: wordIn(row, 'type') ?? 'application/octet-stream', bytes: Buffer.from(file, 'base64') }]
}

function checklistsOf(data: Row): PlannedChecklist[] {
  const number = (value: unknown, fallback: number): number =>
    typeof value === 'number' && value !== 0 ? value : fallback
  return rowsIn(data, 'checklists').map((row, index) => ({
    cardKey: String(row['cardId']),
    title: row['title'],
    sort: number(row['sort'], index),
    items: rowsIn(data, 'checklistItems')
      .map((item, at) => ({ item, at }))
      .filter(({ item }) => item['checklistId'] === row['_id'])
      .map(({ item, at }) => ({
        title: item['title'],
        isFinished: item['isFinished'] === true,
        sort: number(item['sort'], at),
      })),
  }))
}

function ruleOf(data: Row, rule: Row): { title: unknown; trigger: unknown; action: unknown }[] {
  const part = (key: string, id: unknown): Row | undefined => {
    const { _id: _, boardId: __, ...rest } = rowsIn(data, key).find((one) => one['_id'] === id) ?? {}
    return isRow(rest) && Object.keys(rest).length > 0 ? rest : undefined
  }
  const trigger = part('triggers', rule['triggerId'])
  const action = part('actions', rule['actionId'])
  return trigger && action ? [{ title: rule['title'], trigger, action }] : []
}

function pick(row: Row, keys: readonly string[]): Record<string, unknown> {
  const given = keys.filter((key) => row[key] !== undefined && row[key] !== null && row[key] !== '')
  return Object.fromEntries(given.map((key) => [key, row[key]]))
}
