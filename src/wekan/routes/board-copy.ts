import { z } from 'zod'
import { greatest } from '../../kernel/extremes.js'
import { lenient } from '../../kernel/view.js'
import { adminOr } from '../access.js'
import { logActivity } from '../activities.js'
import { insertSwimlane, updateBoard } from '../board-store.js'
import { copyCard } from '../card-copy.js'
import { inOrder, openCards, writeCard } from '../card-store.js'
import type { WekanContext } from '../context.js'
import { MeteorError, Mishap, Sent } from '../failures.js'
import { defaultSwimlane, insertList, openLists, openSwimlanes } from '../list-store.js'
import { boardId, route } from '../route.js'
import { slugOf } from '../slug.js'
import { nextId } from '../tables.js'
import type { BoardRow, SwimlaneRow } from '../tables.js'
import { labelsOf, pushLabel } from './board-settings.js'

export const copyBoard = route({
  id: 'post_board_copy',
  group: 'boards',
  summary: 'Copy a board with its swimlanes, lists and cards.',
  doc: 'Without title, or with one that is taken, the copy is numbered: `Plan [1]`. The answer is the id alone, as a JSON text.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/boards.js:1272' }],
  versions: { since: '7.39' },
  effect: 'write',
  method: 'POST',
  path: '/api/boards/:boardId/copy',
  auth: 'board-admin',
  failure: 'JSON',
  params: { boardId },
  body: { title: lenient(z.string().optional().describe('Title of the copy.')) },
  output: z.string().describe('Id of the copy.'),
  errors: [
    {
      when: 'the caller administers neither board nor site, or there is no token',
      status: 500,
      source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 24' },
    },
    {
      when: 'there is no such board',
      status: 500,
      source: { evidence: 'wekan/v11.07/boards-copy.json step 11' },
    },
  ],
  examples: [
    {
      title: 'a board',
      input: { params: { boardId: 'hXFffCd6fiuM74xTD' }, query: {}, body: {} },
      output: 'zPKD873zoBt7vccfr',
      source: { evidence: 'wekan/v11.07/boards-copy.json step 6' },
      since: '7.39',
    },
  ],
  handle(ctx, { params, body }) {
    try {
      return copied(ctx, params.boardId, body['title'])._id
    } catch (error) {
      // The handler answers the message of whatever went wrong, which for Meteor's errors ends in the word.
      if (error instanceof MeteorError || error instanceof Mishap) throw new Sent(500, { error: error.message })
      throw error
    }
  },
})

function copied(ctx: WekanContext, id: string, title: unknown): BoardRow {
  const board = ctx.db.boards.get(id)
  if (!board) throw new Mishap("Cannot read properties of undefined (reading 'members')")
  adminOr(
    ctx,
    board.members.some((member) => member.userId === ctx.user?._id && member.isAdmin),
  )
  const asked = title || uniqueTitle(ctx, board.title)
  if (typeof asked !== 'string') throw new Mishap('title.match is not a function')
  const copy = insertCopy(ctx, board, uniqueTitle(ctx, asked))
  const copies = new Map<string, string>()
  for (const lane of openSwimlanes(ctx, board._id)) copySwimlane(ctx, lane, { board: copy, copies })
  for (const card of ctx.db.cards.where({ boardId: copy._id })) mapDependencies(ctx, card._id, copies)
  copyFields(ctx, board._id, copy._id)
  copyRows(ctx, board._id, copy._id)
  return ctx.db.boards.get(copy._id) ?? copy
}

/** The title itself while no board has it, else with the next number. code: wekan/wekan@v11.07 models/boards.js:2415 */
function uniqueTitle(ctx: WekanContext, title: string): string {
  // Of more than one line nothing is found, and the server reads on.
  if (!/^.*?\s*$/.test(title)) throw new Mishap("Cannot read properties of null (reading 'groups')")
  const base = title.replace(/\s*\[\d+]\s*$|\s*$/, '')
  const numbers: number[] = []
  for (const board of ctx.db.boards) {
    if (!board.title.startsWith(base)) continue
    const rest = /^\s*(?:\[(\d+)]\s*)?$/.exec(board.title.slice(base.length))
    if (rest) numbers.push(Number(rest[1] ?? 0))
  }
  const last = greatest(numbers)
  return last === undefined ? title : `${base} [${last + 1}]`
}

function insertCopy(ctx: WekanContext, source: BoardRow, title: string): BoardRow {
  const { _id: _, slug: __, ...members } = source
  const _id = nextId(ctx.world)
  const sort = (greatest([...ctx.db.boards].map((board) => board.sort)) ?? -1) + 1
  const dates = { createdAt: ctx.at, modifiedAt: ctx.at }
  const row = { ...members, _id, title, ...dates, sort, slug: slugOf(title), watchers: members['watchers'] ?? [] }
  const copy = ctx.db.boards.insert(row)
  logActivity(ctx, { type: 'board', activityTypeId: _id, activityType: 'createBoard', boardId: _id })
  return updateBoard(ctx, copy, ownDefaults(source, _id))
}

/** Settings that lead to the board itself lead to the copy. code: wekan/wekan@v11.07 models/lib/boardCopyDefaults.js */
function ownDefaults(source: BoardRow, id: string): Record<string, unknown> {
  const subtasks = source['subtasksDefaultBoardId'] === source._id
  const dates = source['dateSettingsDefaultBoardId'] === source._id
  return {
    ...(subtasks ? { subtasksDefaultBoardId: id, subtasksDefaultListId: null } : {}),
    ...(dates ? { dateSettingsDefaultBoardId: id, dateSettingsDefaultListId: null } : {}),
  }
}

/**
 * `Swimlane.copy`: the swimlane with its lists, always new ones, and their cards. Lists of no swimlane go with the
 * default one. code: wekan/wekan@v11.07 models/swimlanes.js:148
 */
export function copySwimlane(
  ctx: WekanContext,
  source: SwimlaneRow,
  to: { readonly board: BoardRow; readonly title?: string; readonly copies?: Map<string, string> },
): SwimlaneRow {
  const { board, title, copies } = to
  const own = ctx.db.boards.get(source.boardId)
  const isDefault = own !== undefined && defaultSwimlane(ctx, own)._id === source._id
  const isOwn = (lane: unknown): boolean => lane === source._id || (isDefault && (lane ?? '') === '')
  const sort = openSwimlanes(ctx, board._id).length
  const color = source['color'] === undefined ? {} : { color: source['color'] }
  const lists = inOrder(openLists(ctx, source.boardId)).filter((list) => isOwn(list.swimlaneId))
  const cardsOf = (listId: string) => inOrder(openCards(ctx, { listId })).filter((card) => isOwn(card.swimlaneId))
  const lane = insertSwimlane(ctx, { title: title || source.title, boardId: board._id, sort, ...color })
  if (own && own._id !== board._id) {
    const used = lists.flatMap((list) => cardsOf(list._id)).flatMap((card) => card.labelIds ?? [])
    makeLabels(ctx, own, { board, used })
  }
  for (const list of lists) {
    const cards = cardsOf(list._id)
    const { title: name, sort: position, type, wipLimit, color: tint, width } = list
    const members = { title: name, boardId: board._id, sort: position, type, swimlaneId: lane._id }
    const copy = insertList(ctx, { ...members, archived: false, wipLimit, color: tint, width })
    const target = { boardId: board._id, swimlaneId: lane._id, listId: copy._id }
    for (const card of cards) copyCard(ctx, card, copies ? { ...target, copies } : target)
  }
  return lane
}

/** Makes the labels that cards bring to a board which does not have them by name. */
function makeLabels(
  ctx: WekanContext,
  source: BoardRow,
  to: { readonly board: BoardRow; readonly used: readonly string[] },
): void {
  for (const { _id, name, color } of labelsOf(source)) {
    const board = ctx.db.boards.get(to.board._id) ?? to.board
    const isKnown = labelsOf(board).some((label) => label.name === name)
    if (to.used.includes(_id) && name && !isKnown) pushLabel(ctx, board, { name, color })
  }
}

function mapDependencies(ctx: WekanContext, id: string, copies: ReadonlyMap<string, string>): void {
  const card = ctx.db.cards.get(id)
  const all: unknown = card?.['cardDependencies']
  if (!card || !Array.isArray(all) || all.length === 0) return
  const mapped = (all as { cardId: string }[]).flatMap((dependency) => {
    const cardId = copies.get(dependency.cardId)
    return cardId === undefined ? [] : [{ ...dependency, cardId }]
  })
  writeCard(ctx, card, { cardDependencies: mapped })
}

function copyFields(ctx: WekanContext, from: string, to: string): void {
  const ids = new Map<string, string>()
  for (const one of [...ctx.db.customFields].filter(({ boardIds }) => boardIds.includes(from))) {
    const _id = nextId(ctx.world)
    ids.set(one._id, _id)
    ctx.db.customFields.insert({ ...one, _id, boardIds: [to], createdAt: ctx.at, modifiedAt: ctx.at })
  }
  for (const card of ctx.db.cards.where({ boardId: to })) {
    const values: unknown = card['customFields']
    if (!Array.isArray(values) || values.length === 0) continue
    const mapped = (values as { _id: string }[]).map((value) => ({ ...value, _id: ids.get(value._id) }))
    writeCard(ctx, card, { customFields: mapped })
  }
}

/** Rules with their triggers and actions, and webhooks. */
function copyRows(ctx: WekanContext, from: string, to: string): void {
  const mapOf = (name: string): Map<string, string> => {
    const ids = new Map<string, string>()
    const table = ctx.db[name]
    // Every one of these tables has `_id` as its key.
    for (const row of (table?.where({ boardId: from }) ?? []) as { _id: string }[]) {
      const _id = nextId(ctx.world)
      ids.set(row._id, _id)
      table?.insert({ ...row, _id, boardId: to })
    }
    return ids
  }
  const [actions, triggers] = [mapOf('actions'), mapOf('triggers')]
  for (const rule of ctx.db.rules.where({ boardId: from })) {
    const [actionId, triggerId] = [actions.get(rule.actionId), triggers.get(rule.triggerId)]
    const parts = { ...(actionId ? { actionId } : {}), ...(triggerId ? { triggerId } : {}) }
    ctx.db.rules.insert({ ...rule, ...parts, _id: nextId(ctx.world), boardId: to })
  }
  mapOf('integrations')
}
