import { insertAttachment } from '../attachment-store.js'
import { insertSwimlane } from '../board-store.js'
import { inOrder, insertCard } from '../card-store.js'
import { insertChecklist, insertItem } from '../checklist-store.js'
import { insertComment } from '../comment-store.js'
import type { WekanContext } from '../context.js'
import { customFieldsOn } from '../export/board-json.js'
import { wants } from '../export/selection.js'
import type { Scope } from '../export/selection.js'
import { insertList } from '../list-store.js'
import type { BoardRow, UserRow } from '../tables.js'
import { rowsIn, wordIn } from './plan.js'

type Row = Readonly<Record<string, unknown>>

/** An export that goes into a board that is there. */
export interface Incoming {
  readonly board: BoardRow
  readonly user: UserRow
  readonly document: Row
  /** Contents of attachments by their id in the export. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly parts: ReadonlySet<string> | undefined
  /** Beside what it goes; without any of them to the front. */
  readonly scope: Scope
}

export interface Counts {
  swimlanes: number
  lists: number
  cards: number
  checklists: number
  comments: number
  attachments: number
}

interface Ids {
  readonly swimlanes: Map<string, string>
  readonly lists: Map<string, string>
  readonly cards: Map<string, string>
}

/** Everything comes in anew; lists with a title that is there are taken as they are. code: wekan/wekan@v11.07 models/server/scopedImporter.js */
export function importInto(context: WekanContext, incoming: Incoming): Counts {
  const ctx: WekanContext = { ...context, isDirect: true }
  const ids: Ids = { swimlanes: new Map(), lists: new Map(), cards: new Map() }
  const counts = { swimlanes: 0, lists: 0, cards: 0, checklists: 0, comments: 0, attachments: 0 }
  const { cardId, listId } = incoming.scope
  if (cardId === undefined && listId === undefined) counts.swimlanes = bringSwimlanes(ctx, incoming, ids)
  if (cardId === undefined) counts.lists = bringLists(ctx, incoming, ids)
  counts.cards = bringCards(ctx, incoming, ids)
  if (counts.cards === 0) return counts
  if (wants(incoming.parts, 'checklists')) counts.checklists = bringChecklists(ctx, incoming, ids)
  if (wants(incoming.parts, 'comments')) counts.comments = bringComments(ctx, incoming, ids)
  if (wants(incoming.parts, 'attachments')) counts.attachments = bringAttachments(ctx, incoming, ids)
  return counts
}

function bringSwimlanes(ctx: WekanContext, { board, document, scope }: Incoming, ids: Ids): number {
  const rows = rowsIn(document, 'swimlanes')
  const existing = ctx.db.swimlanes.where({ boardId: board._id })
  const sorts = positionsAfter(existing, sortOf(existing, scope.swimlaneId), rows.length)
  rows.forEach((row, index) => {
    const title = wordIn(row, 'title') ?? 'Swimlane'
    const color = row['color'] ? { color: row['color'] } : {}
    const made = insertSwimlane(ctx, { title, boardId: board._id, sort: sorts[index], ...color })
    ids.swimlanes.set(String(row['_id']), made._id)
  })
  return rows.length
}

function bringLists(ctx: WekanContext, { board, document, scope }: Incoming, ids: Ids): number {
  const existing = ctx.db.lists.where({ boardId: board._id })
  const known = new Map(existing.map(({ _id, title }) => [String(title), _id]))
  const rows = rowsIn(document, 'lists')
  const isNew = (row: Row): boolean => scope.listId !== undefined || !known.has(wordIn(row, 'title') ?? '')
  const fresh = rows.filter(isNew)
  const sorts = positionsAfter(existing, sortOf(existing, scope.listId), fresh.length)
  for (const row of rows) {
    const title = wordIn(row, 'title') ?? 'List'
    const at = fresh.indexOf(row)
    const color = row['color'] ? { color: row['color'] } : {}
    const width = typeof row['width'] === 'number' ? { width: row['width'] } : {}
    const id =
      at < 0
        ? known.get(title)
        : insertList(ctx, { title, boardId: board._id, sort: sorts[at], ...color, ...width })._id
    if (id !== undefined) ids.lists.set(String(row['_id']), id)
  }
  return fresh.length
}

const copied: Readonly<Record<string, readonly string[]>> = {
  description: ['description'],
  people: ['requestedBy', 'assignedBy'],
  dates: ['receivedAt', 'startAt', 'dueAt', 'endAt', 'spentTime', 'isOvertime'],
  voting: ['vote'],
  poker: ['poker'],
}

function bringCards(ctx: WekanContext, { board, user, document, parts, scope }: Incoming, ids: Ids): number {
  const rows = rowsIn(document, 'cards')
  const target = scope.cardId === undefined ? undefined : ctx.db.cards.get(scope.cardId)
  const here = { boardId: board._id }
  const listId = scope.listId ?? target?.listId ?? inOrder(ctx.db.lists.where(here))[0]?._id
  const swimlaneId = scope.swimlaneId ?? target?.swimlaneId ?? inOrder(ctx.db.swimlanes.where(here))[0]?._id
  if (listId === undefined || swimlaneId === undefined) return 0
  const siblings = ctx.db.cards.where({ ...here, listId, swimlaneId, archived: false })
  const sorts = positionsAfter(siblings, target?.sort, rows.length)
  const fields = new Map(customFieldsOn(ctx, board._id).map(({ name, _id }) => [name, _id]))
  const keys = Object.entries(copied).flatMap(([part, members]) => (wants(parts, part) ? members : []))
  rows.forEach((row, index) => {
    const given = keys.filter((key) => row[key] !== undefined && row[key] !== null && row[key] !== '')
    const customFields = wants(parts, 'custom-fields') ? valuesOf(document, row, fields) : []
    const card = insertCard(ctx, {
      ...Object.fromEntries(given.map((key) => [key, row[key]])),
      boardId: board._id,
      listId: ids.lists.get(String(row['listId'])) ?? listId,
      swimlaneId: ids.swimlanes.get(String(row['swimlaneId'])) ?? swimlaneId,
      title: wordIn(row, 'title') ?? '',
      sort: sorts[index],
      userId: user._id,
      ...(customFields.length === 0 ? {} : { customFields }),
    })
    ids.cards.set(String(row['_id']), card._id)
  })
  return rows.length
}

/** Values of custom fields survive where the board has a field of the same name. */
function valuesOf(document: Row, card: Row, fields: ReadonlyMap<string, string>): { _id: string; value: unknown }[] {
  const names = new Map(rowsIn(document, 'customFields').map((field) => [field['_id'], String(field['name'])]))
  return rowsIn(card, 'customFields').flatMap(({ _id, value }) => {
    const own = fields.get(names.get(_id) ?? '')
    return own === undefined ? [] : [{ _id: own, value }]
  })
}

function bringChecklists(ctx: WekanContext, { document }: Incoming, ids: Ids): number {
  let count = 0
  for (const row of rowsIn(document, 'checklists')) {
    const cardId = ids.cards.get(String(row['cardId']))
    if (cardId === undefined) continue
    const checklist = insertChecklist(ctx, { title: wordIn(row, 'title') ?? 'Checklist', cardId })
    if (typeof row['sort'] === 'number') ctx.db.checklists.update(checklist._id, { sort: row['sort'] })
    count += 1
    for (const item of rowsIn(document, 'checklistItems').filter(({ checklistId }) => checklistId === row['_id'])) {
      const sort = typeof item['sort'] === 'number' ? item['sort'] : 0
      insertItem(ctx, checklist, { title: item['title'] ?? '', sort, isFinished: Boolean(item['isFinished']) })
    }
  }
  return count
}

function bringComments(ctx: WekanContext, { board, user, document }: Incoming, ids: Ids): number {
  let count = 0
  for (const row of rowsIn(document, 'comments')) {
    const cardId = ids.cards.get(String(row['cardId']))
    if (cardId === undefined) continue
    insertComment(ctx, { boardId: board._id, cardId, text: row['text'], userId: user._id })
    count += 1
  }
  return count
}

function bringAttachments(ctx: WekanContext, { board, user, document, files }: Incoming, ids: Ids): number {
  let count = 0
  for (const row of rowsIn(document, 'attachments')) {
    const card = ctx.db.cards.get(ids.cards.get(String(row['cardId'])) ?? '')
    const file = wordIn(row, 'file')
    const bytes = files.get(String(row['_id'])) ?? (file === undefined ? undefined : Buffer.from(file, 'base64'))
    if (!card || !bytes) continue
    const { _id: cardId, listId, swimlaneId } = card
    const meta = { boardId: board._id, cardId, listId, swimlaneId, source: 'import' }
    const type = wordIn(row, 'type') ?? 'application/octet-stream'
    insertAttachment(ctx, { name: wordIn(row, 'name') ?? 'attachment', type, bytes, meta, userId: user._id })
    count += 1
  }
  return count
}

interface Placed {
  readonly _id: string
  readonly sort?: unknown
}

function sortOf(rows: readonly Placed[], id: string | undefined): unknown {
  return id === undefined ? undefined : rows.find(({ _id }) => _id === id)?.sort
}

/** Positions behind `target`, evenly through the gap to the next; without a target in front of all. code: wekan/wekan@v11.07 models/lib/insertPosition.js */
function positionsAfter(existing: readonly { readonly sort?: unknown }[], target: unknown, count: number): number[] {
  const isNumber = (value: unknown): value is number => typeof value === 'number'
  const sorts = existing
    .map(({ sort }) => sort)
    .filter(isNumber)
    .sort((a, b) => a - b)
  const each = (at: (index: number) => number): number[] => Array.from({ length: count }, (_, index) => at(index))
  const [first] = sorts
  if (first === undefined) return each((index) => (isNumber(target) ? target + 1 : 0) + index)
  if (!isNumber(target)) return each((index) => first - (count - index))
  const next = sorts.find((sort) => sort > target)
  if (next === undefined) return each((index) => target + 1 + index)
  return each((index) => target + ((next - target) / (count + 1)) * (index + 1))
}
