import { quirk } from '../kernel/quirk.js'
import { boardColorsIn, boardDefaults, swimlaneDefaults, valuesIn } from './defaults.js'
import { logActivity } from './activities.js'
import { colorField } from './card-schema.js'
import { removeCard } from './card-store.js'
import { cleaned, validate } from './clean.js'
import type { Schema, SchemaField } from './clean.js'
import { expressRouting } from './changes.js'
import type { WekanContext } from './context.js'
import { ValidationError } from './failures.js'
import { cleanInsert, number, text } from './schema.js'
import type { DocumentSchema } from './schema.js'
import { slugOf } from './slug.js'
import { nextId } from './tables.js'
import type { BoardRow, SwimlaneRow, UserRow } from './tables.js'

const titleSchema: Schema = { title: { type: 'String', label: 'Title' } }
const accessSchema: Schema = { permission: { type: 'String', label: 'Permission', allowed: ['public', 'private'] } }
const colorSchema = (allowed: readonly string[]): Schema => ({ color: { type: 'String', label: 'Color', allowed } })

const flag = (label: string, isOptional = true): SchemaField => ({ type: 'Boolean', label, isOptional })

// unverified: labels are simpl-schema's humanised keys; recordings show those of `title` alone.
const memberSchema: Schema = {
  userId: { type: 'String', label: 'User ID' },
  isAdmin: flag('Is admin', false),
  isActive: flag('Is active', false),
  isNoComments: flag('Is no comments'),
  isCommentOnly: flag('Is comment only'),
  isWorker: flag('Is worker'),
  isNormalAssignedOnly: flag('Is normal assigned only'),
  isCommentAssignedOnly: flag('Is comment assigned only'),
  isReadOnly: flag('Is read only'),
  isReadAssignedOnly: flag('Is read assigned only'),
}

export const boardFlagWords500 = quirk({
  name: 'wekan.board-flag-words-500',
  summary:
    'POST /api/boards with flags of the owner as strings, as every form sends them, answers the error page with 500: the schema does not convert them. Off: "true" and "false" are taken.',
  until: '8.42',
  source: { evidence: 'wekan/v7.10/boards-create-read.json step 18' },
})

/** A board as the handler hands it to the collection. */
export interface NewBoard {
  /** Given by fixtures alone. */
  readonly id?: string
  readonly title: unknown
  readonly members: readonly Readonly<Record<string, unknown>>[]
  readonly permission: unknown
  readonly color: unknown
  readonly type?: string
}

/** Cleans, judges and completes a board, and puts it behind all others. Throws ValidationError. */
export function insertBoard(ctx: WekanContext, wanted: NewBoard): BoardRow {
  const last = { ...accessSchema, ...colorSchema(boardColorsIn(ctx.setup.profile.version)) }
  const own = cleaned({ ...wanted }, { ...titleSchema, ...last })
  const members = wanted.members.map((member) => cleaned(member, memberSchema))
  inCollection(ctx, 'boards', () => {
    validate(own, present(own, titleSchema))
    const judged = ctx.has(boardFlagWords500) ? wanted.members : members
    judged.forEach((member, index) => {
      validate(member, memberSchema, `members.${index}`)
    })
    validate(own, present(own, last))
    // What is missing is told last.
    validate(own, { ...titleSchema, ...last })
  })
  const { title: name, ...rest } = own
  const doc = {
    _id: wanted.id ?? nextId(ctx.world),
    title: name,
    members,
    ...rest,
    slug: slugOf(String(name)),
    archived: false,
    createdAt: ctx.at,
    modifiedAt: ctx.at,
    ...valuesIn(boardDefaults, ctx.setup.view),
    ...(wanted.type === undefined ? {} : { type: wanted.type }),
    sort: nextSort(ctx),
  }
  // Judged above; the rest are the defaults of the schema.
  const row = ctx.db.boards.insert(ordered(ctx, doc) as unknown as BoardRow)
  logActivity(ctx, { type: 'board', activityTypeId: row._id, activityType: 'createBoard', boardId: row._id })
  return row
}

function present(doc: Readonly<Record<string, unknown>>, schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => doc[key] !== undefined))
}

// The schema gives its own order to what it adds; `migrationVersion` comes from the handler and stands before it.
function ordered(ctx: WekanContext, doc: Record<string, unknown>): Record<string, unknown> {
  const early = ['_id', 'title', 'members', 'permission', 'color']
  if (doc['migrationVersion'] !== undefined) early.push('migrationVersion')
  const own: Record<string, unknown> = {}
  for (const key of early) own[key] = doc[key]
  for (const key in doc) if (!(key in own) && key !== 'migrationVersion') own[key] = doc[key]
  return own
}

function inCollection(ctx: WekanContext, collection: string, judge: () => void): void {
  try {
    judge()
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    throw new ValidationError(
      `${error.message} in ${collection} ${ctx.after(expressRouting) ? 'insertAsync' : 'insert'}`,
    )
  }
}

/** The first board of an installation has -1, each other one more than the highest. */
function nextSort(ctx: WekanContext): number {
  let highest: number | undefined
  for (const { sort } of ctx.db.boards) highest = highest === undefined ? sort : Math.max(highest, sort)
  return highest === undefined ? -1 : highest + 1
}

/** Writes members of a board; every write moves `modifiedAt`. */
export function updateBoard(ctx: WekanContext, board: BoardRow, patch: Partial<BoardRow>): BoardRow {
  return ctx.db.boards.update(board._id, { ...patch, modifiedAt: ctx.at }) ?? board
}

/** Takes a board out, with what lies on it. */
export function removeBoard(ctx: WekanContext, id: string): void {
  if (!ctx.db.boards.has(id)) return
  for (const card of ctx.db.cards.where({ boardId: id })) if (ctx.db.cards.has(card._id)) removeCard(ctx, card)
  for (const name of ['lists', 'swimlanes', 'integrations', 'rules', 'triggers', 'actions', 'activities']) {
    const table = ctx.db[name]
    // Every one of these tables has `_id` as its key.
    for (const { _id } of (table?.where({ boardId: id }) ?? []) as { _id: string }[]) table?.remove(_id)
  }
  ctx.db.boards.remove(id)
  logActivity(ctx, { type: 'board', activityTypeId: id, activityType: 'removeBoard', boardId: id })
}

/** A swimlane with what the schema adds. Throws ValidationError. */
export function insertSwimlane(
  ctx: WekanContext,
  wanted: {
    readonly id?: string
    readonly title: unknown
    readonly boardId: string
    readonly sort?: unknown
    readonly type?: string
    readonly color?: unknown
  },
): SwimlaneRow {
  const { id, type, ...members } = wanted
  const given = cleanInsert(ctx, 'swimlanes', members, swimlaneSchema(ctx))
  const doc = {
    _id: id ?? nextId(ctx.world),
    ...given,
    archived: false,
    createdAt: ctx.at,
    updatedAt: ctx.at,
    modifiedAt: ctx.at,
    ...valuesIn(swimlaneDefaults, ctx.setup.view),
    ...(type === undefined ? {} : { type }),
  }
  // Judged above; the rest are the defaults of the schema.
  const row = ctx.db.swimlanes.insert(doc as unknown as SwimlaneRow)
  logActivity(ctx, {
    type: 'swimlane',
    activityType: 'createSwimlane',
    boardId: row.boardId,
    swimlaneId: row._id,
  })
  return row
}

/** What swimlanes are cleaned and judged by. code: wekan/wekan@v11.07 models/swimlanes.js:14 */
export function swimlaneSchema(ctx: WekanContext): DocumentSchema {
  return {
    title: { is: text, isRequired: true },
    boardId: { is: text, isRequired: true },
    sort: { is: number },
    color: colorField(ctx.setup.profile.version),
    height: { is: number },
  }
}

/** Boards that a user stands on, active or not, in the order in which they were made. */
export function boardsWith(ctx: WekanContext, userId: string): BoardRow[] {
  return [...ctx.db.boards].filter((board) => board.members.some((member) => member.userId === userId))
}

/** Sorts as `{ sort: 1 }` does; boards with equal values keep their order. */
export function bySort(boards: readonly BoardRow[]): BoardRow[] {
  return [...boards].sort((a, b) => a.sort - b.sort)
}

/** The memberships of a user as his document shows them, of boards that are no templates. */
export function membershipsOf(ctx: WekanContext, user: UserRow): Record<string, unknown>[] {
  return boardsWith(ctx, user._id)
    .filter((board) => board.type === 'board')
    .map((board) => {
      const { userId: _, ...flags } = board.members.find((member) => member.userId === user._id) ?? {}
      return { ...flags, boardId: board._id }
    })
}
