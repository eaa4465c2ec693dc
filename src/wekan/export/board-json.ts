import { quirk } from '../../kernel/quirk.js'
import type { Change } from '../changes.js'
import type { WekanContext } from '../context.js'
import type { AttachmentRow, BoardRow, CardRow } from '../tables.js'
import { cardsIn } from './gather.js'
import { hasScope, wants } from './selection.js'
import type { Scope } from './selection.js'

export const exportsLackAttachments = quirk({
  name: 'wekan.exports-lack-attachments',
  summary:
    'An export has no attachments: they are sought by a member that their documents do not have. Off: they are in it.',
  until: '9.30',
  source: { code: 'wekan/wekan@v7.10 models/exporter.js:71' },
})

export const exportsFollowCards: Change = {
  since: '10.00',
  summary: 'An export has the comments and activities of its cards wherever they are kept; before, those of the board.',
  source: { code: 'wekan/wekan@v10.00 models/exporter.js buildStream' },
}

/** What of a board is exported. */
export interface ExportOptions {
  /** Whether attachments carry their content in Base64. */
  readonly withFiles: boolean
  readonly scope: Scope
  readonly parts: ReadonlySet<string> | undefined
}

type Document = Readonly<Record<string, unknown>>

/** An export of the board: its own members and what lies on it, as `wekan-board-1.0.0`. */
export function boardExport(ctx: WekanContext, board: BoardRow, options: ExportOptions): Record<string, unknown> {
  const { scope, parts } = options
  const cards = cardsIn(ctx, board, scope)
  const { stars: _, ...own } = board
  const here = { boardId: board._id }
  const isOfCards = ofCards(cards)
  const lists = placesOf(ctx.db.lists.where(here), 'listId', { cards, scope })
  const swimlanes = placesOf(ctx.db.swimlanes.where(here), 'swimlaneId', { cards, scope })
  const comments = wants(parts, 'comments') ? commentsOf(ctx, board, isOfCards) : []
  const activities = wants(parts, 'activities') ? activitiesOf(ctx, board, { isOfCards, scope }) : []
  const checklists = wants(parts, 'checklists') ? checklistsOf(ctx, scope, cards) : []
  const rules = hasScope(scope) ? [] : ctx.db.rules.where(here)
  return {
    _format: 'wekan-board-1.0.0',
    ...own,
    attachments: wants(parts, 'attachments') ? attachmentsOf(ctx, board, { ...options, isOfCards }) : [],
    lists: lists.map(withoutBoard),
    swimlanes: swimlanes.map(withoutBoard),
    customFields: wants(parts, 'custom-fields') ? customFieldsOf(ctx, board) : [],
    cards: cards.map(withoutBoard),
    comments: comments.map(withoutBoard),
    activities: activities.map(withoutBoard),
    checklists,
    checklistItems: wants(parts, 'checklists') ? itemsOf(ctx, scope, cards) : [],
    subtaskItems: wants(parts, 'subtasks') ? cards.flatMap(({ _id }) => ctx.db.cards.where({ parentId: _id })) : [],
    rules: rules.map(withoutBoard),
    triggers: rules.flatMap(({ triggerId }) => ctx.db.triggers.where({ _id: triggerId })).map(withoutBoard),
    actions: rules.flatMap(({ actionId }) => ctx.db.actions.where({ _id: actionId })).map(withoutBoard),
    users: usersOf(ctx, { board, lists, cards, others: [...comments, ...activities, ...checklists] }),
  }
}

/** An attachment as an export shows it; nothing of it for an unknown one. */
export function attachmentExport(row: AttachmentRow | undefined, withFile: boolean): Document {
  if (!row) return {}
  const { _id, name, type, meta } = row
  return { _id, cardId: meta.cardId, source: meta['source'], name, type, ...(withFile ? { file: row.file } : {}) }
}

function withoutBoard<R extends { readonly boardId?: unknown }>(row: R): Omit<R, 'boardId'> {
  const { boardId: _, ...rest } = row
  return rest
}

type OfCards = (row: { readonly cardId?: unknown }) => boolean

function ofCards(cards: readonly CardRow[]): OfCards {
  const ids = new Set<unknown>(cards.map(({ _id }) => _id))
  return ({ cardId }) => ids.has(cardId)
}

/** Lists or swimlanes; in a scope those that its cards refer to. */
function placesOf<R extends { readonly _id: string }>(
  rows: readonly R[],
  member: 'listId' | 'swimlaneId',
  { cards, scope }: { readonly cards: readonly CardRow[]; readonly scope: Scope },
): readonly R[] {
  if (!hasScope(scope)) return rows
  const wanted = new Set([...cards.map((card) => card[member]), scope[member]])
  return rows.filter(({ _id }) => wanted.has(_id))
}

function commentsOf(ctx: WekanContext, board: BoardRow, isOfCards: OfCards): readonly Document[] {
  if (!ctx.after(exportsFollowCards)) return ctx.db.comments.where({ boardId: board._id })
  return [...ctx.db.comments].filter(isOfCards)
}

function activitiesOf(
  ctx: WekanContext,
  board: BoardRow,
  { isOfCards, scope }: { readonly isOfCards: OfCards; readonly scope: Scope },
): readonly Document[] {
  if (!ctx.after(exportsFollowCards)) return ctx.db.activities.where({ boardId: board._id })
  const isHere = (row: Document): boolean => !hasScope(scope) && row['boardId'] === board._id
  return [...ctx.db.activities].filter((row) => isHere(row) || isOfCards(row))
}

function checklistsOf(ctx: WekanContext, { checklistId }: Scope, cards: readonly CardRow[]): readonly Document[] {
  if (checklistId !== undefined) return ctx.db.checklists.where({ _id: checklistId })
  return cards.flatMap(({ _id }) => ctx.db.checklists.where({ cardId: _id }))
}

function itemsOf(ctx: WekanContext, { checklistId }: Scope, cards: readonly CardRow[]): readonly Document[] {
  if (checklistId !== undefined) return ctx.db.checklistItems.where({ checklistId })
  return cards.flatMap(({ _id }) => ctx.db.checklistItems.where({ cardId: _id }))
}

/** Custom fields belong to several boards. */
export function customFieldsOn(ctx: WekanContext, boardId: string): CustomField[] {
  return [...ctx.db.customFields].filter(({ boardIds }) => boardIds.includes(boardId))
}

type CustomField = WekanContext['db']['customFields'] extends Iterable<infer R> ? R : never

function customFieldsOf(ctx: WekanContext, board: BoardRow): readonly Document[] {
  return customFieldsOn(ctx, board._id).map(({ boardIds: _, ...rest }) => rest)
}

function attachmentsOf(
  ctx: WekanContext,
  board: BoardRow,
  { withFiles, scope, isOfCards }: ExportOptions & { readonly isOfCards: OfCards },
): readonly Document[] {
  if (ctx.has(exportsLackAttachments)) return []
  const rows = ctx.db.attachments.where({ boardId: board._id })
  return rows.filter((row) => !hasScope(scope) || isOfCards(row)).map((row) => attachmentExport(row, withFiles))
}

interface Mentions {
  readonly board: BoardRow
  readonly lists: readonly Document[]
  readonly cards: readonly CardRow[]
  readonly others: readonly Document[]
}

/** Whoever is mentioned, with nothing secret. */
function usersOf(ctx: WekanContext, { board, lists, cards, others }: Mentions): readonly Document[] {
  const mentioned = new Set<unknown>([
    ...board.members.map(({ userId }) => userId),
    ...[...lists, ...cards, ...others].map((row) => row['userId']),
    ...cards.flatMap(({ members }) => members ?? []),
  ])
  return [...ctx.db.users]
    .filter(({ _id }) => mentioned.has(_id))
    .map(({ _id, username, doc }) => {
      const shown = ['fullname', 'initials', 'avatarUrl'].filter((key) => doc.profile[key] !== undefined)
      const profile = Object.fromEntries(shown.map((key) => [key, doc.profile[key]]))
      return { _id, profile, ...(username === undefined ? {} : { username }) }
    })
}
