import { logActivity } from './activities.js'
import { colorField, filledSince } from './card-schema.js'
import { inOrder } from './card-store.js'
import type { WekanContext } from './context.js'
import { listDefaults } from './list-defaults.js'
import { valuesIn } from './defaults.js'
import { cleanInsert, cleanSet, flag, number, object, text } from './schema.js'
import type { DocumentField, DocumentSchema, Written } from './schema.js'
import { insertSwimlane } from './board-store.js'
import { nextId } from './tables.js'
import type { BoardRow, ListRow, SwimlaneRow } from './tables.js'

const required = (is: DocumentField['is']): DocumentField => ({ is, isRequired: true })

function listSchema(release: string): DocumentSchema {
  return {
    title: required(text),
    starred: { is: flag },
    archived: { is: flag },
    boardId: required(text),
    swimlaneId: { is: text },
    sort: { is: number },
    wipLimit: {
      is: object(
        { value: required(number), enabled: required(flag), soft: required(flag) },
        filledSince(release, { value: 1, enabled: false, soft: false }),
      ),
    },
    color: colorField(release),
    type: { is: text },
    width: { is: number },
  }
}

/** Cleans, judges and completes a list. Throws ValidationError. */
export function insertList(ctx: WekanContext, wanted: Readonly<Record<string, unknown>>): ListRow {
  const { _id, ...members } = wanted
  const given = cleanInsert(ctx, 'lists', members, listSchema(ctx.setup.profile.version))
  const dates = { createdAt: ctx.at, updatedAt: ctx.at, modifiedAt: ctx.at }
  const { starred, swimlaneId, ...defaults } = valuesIn(listDefaults, ctx.setup.view)
  const early = { ...(starred === undefined ? {} : { starred }), archived: false }
  const lane = swimlaneId === undefined ? {} : { swimlaneId }
  const own = typeof _id === 'string' ? _id : nextId(ctx.world)
  const doc = { _id: own, ...given, ...early, ...lane, ...dates, ...defaults, ...given }
  // Judged above; the rest are the defaults of the schema.
  const row = ctx.db.lists.insert(doc as unknown as ListRow)
  logActivity(ctx, {
    type: 'list',
    activityType: 'createList',
    boardId: row.boardId,
    listId: row._id,
    title: row.title,
  })
  return row
}

/** What a `$set` of these members would write. Throws ValidationError. */
export function cleanListSet(ctx: WekanContext, set: Readonly<Record<string, unknown>>): Written {
  return cleanSet(ctx, 'lists', set, listSchema(ctx.setup.profile.version))
}

/** Writes members of a list; every write moves its dates. */
export function writeList(ctx: WekanContext, list: ListRow, patch: Readonly<Record<string, unknown>>): ListRow {
  return ctx.db.lists.update(list._id, { ...patch, updatedAt: ctx.at, modifiedAt: ctx.at }) ?? list
}

/** Lists of a board that are not archived, in the order in which they were made. */
export function openLists(ctx: WekanContext, boardId: string): ListRow[] {
  return ctx.db.lists.where({ boardId, archived: false })
}

/** Swimlanes of a board that are not archived. */
export function openSwimlanes(ctx: WekanContext, boardId: string): SwimlaneRow[] {
  return ctx.db.swimlanes.where({ boardId, archived: false })
}

/** The list, if it is on the board. */
export function listOn(ctx: WekanContext, boardId: string, id: unknown): ListRow | undefined {
  const list = typeof id === 'string' ? ctx.db.lists.get(id) : undefined
  return list?.boardId === boardId ? list : undefined
}

/** The swimlane, if it is on the board. */
export function swimlaneOn(ctx: WekanContext, boardId: string, id: unknown): SwimlaneRow | undefined {
  const lane = typeof id === 'string' ? ctx.db.swimlanes.get(id) : undefined
  return lane?.boardId === boardId ? lane : undefined
}

/**
 * The first swimlane of a board that is not archived, else the first one; a board without any gets one with an id of its
 * own. code: wekan/wekan@v11.07 models/lib/defaultSwimlane.js
 */
export function defaultSwimlane(ctx: WekanContext, board: BoardRow): SwimlaneRow {
  const lanes = ctx.db.swimlanes.where({ boardId: board._id })
  const [first] = lanes
  const found = lanes.find((lane) => !lane.archived) ?? first
  return found ?? insertSwimlane(ctx, { id: `${board._id}-default`, title: 'Default', boardId: board._id, sort: 0 })
}

/** Puts something at a place counted from 0 among its siblings, between the positions of its neighbours. */
export function positionAt(siblings: readonly { readonly sort?: unknown }[], place: number): number {
  const sorts = inOrder(siblings).map(({ sort }) => (typeof sort === 'number' ? sort : 0))
  const index = Number.isFinite(place) ? Math.max(0, Math.floor(place)) : sorts.length
  const [first = 1] = sorts
  if (sorts.length === 0) return 0
  if (index <= 0) return first - 1
  const before = sorts[Math.min(index, sorts.length) - 1] ?? 0
  const after = sorts[index]
  return after === undefined ? before + 1 : (before + after) / 2
}

/** Writes members of a swimlane; every write moves its dates. */
export function writeSwimlane(
  ctx: WekanContext,
  lane: SwimlaneRow,
  patch: Readonly<Record<string, unknown>>,
): SwimlaneRow {
  return ctx.db.swimlanes.update(lane._id, { ...patch, updatedAt: ctx.at, modifiedAt: ctx.at }) ?? lane
}
