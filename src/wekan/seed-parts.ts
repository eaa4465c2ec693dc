import { FixtureError } from '../kernel/product.js'
import { insertChecklist, insertItem } from './checklist-store.js'
import { insertComment, tellNewComment } from './comment-store.js'
import type { WekanContext } from './context.js'
import { insertCustomField, tellCustomField } from './custom-field-store.js'
import { idOf, judged, refuseTaken } from './fixture-checks.js'
import type { Path } from './fixture-checks.js'
import type { BoardPartsPart, CardPartsPart } from './fixture-parts.js'
import { insertIntegration } from './integration-store.js'
import { insertRule } from './rule-store.js'
import { addAttachments } from './seed-site.js'
import type { BoardRow, CardRow } from './tables.js'

/** On what the parts hang, where in the world file they stand, and whose keys may be named there. */
export interface PartsPlace<On> {
  readonly on: On
  readonly path: Path
  readonly userIds: ReadonlyMap<string, string>
}

/** Adds the custom fields of a board; before its cards, which may get them. Answers their ids by key. */
export function addCustomFields(
  ctx: WekanContext,
  { customFields }: BoardPartsPart,
  { on: board, path }: PartsPlace<BoardRow>,
): ReadonlyMap<string, string> {
  const ids = new Map<string, string>()
  for (const [key, part] of Object.entries(customFields ?? {})) {
    const at = [...path, 'customFields', key]
    refuseTaken(ctx, ['customFields', part.id], at)
    const { id, name = key, type = 'text', currencyCode, items, format, separator, ...flags } = part
    const dropdownItems = items?.map((item) =>
      typeof item === 'string' ? { _id: ctx.world.ids.meteor(6), name: item } : { _id: item.id, name: item.name },
    )
    const row = judged(at, () =>
      insertCustomField(ctx, {
        ...(id === undefined ? {} : { id }),
        ...{ name, type, ...flags },
        settings: { currencyCode, dropdownItems, stringtemplateFormat: format, stringtemplateSeparator: separator },
        boardIds: [board._id],
      }),
    )
    tellCustomField(ctx, row, board.members[0]?.userId)
    ids.set(key, row._id)
  }
  return ids
}

/** Adds webhooks and rules; last, so that nothing of the fixture calls them. */
export function addAutomation(ctx: WekanContext, parts: BoardPartsPart, place: PartsPlace<BoardRow>): void {
  const board = place.on
  for (const [key, part] of Object.entries(parts.webhooks ?? {})) {
    const path = [...place.path, 'webhooks', key]
    refuseTaken(ctx, ['integrations', part.id], path)
    const { by, bidirectional, ...members } = part
    const userId = by === undefined ? board.members[0]?.userId : idOf(place.userIds, by, [...path, 'by'])
    if (userId === undefined) throw new FixtureError([...path, 'by'], 'the board has no members: say who made it')
    const type = bidirectional === true ? 'bidirectional-webhooks' : 'outgoing-webhooks'
    const own = { ...defined(members), url: part.url, userId, boardId: board._id, type }
    judged(path, () => insertIntegration(ctx, own))
  }
  for (const [key, { id, title = key, trigger, action }] of Object.entries(parts.rules ?? {})) {
    const path = [...place.path, 'rules', key]
    refuseTaken(ctx, ['rules', id], path)
    judged(path, () => insertRule(ctx, { ...defined({ id }), boardId: board._id, title, trigger, action }))
  }
}

/** Adds the comments and checklists of a card. */
export function addCardParts(ctx: WekanContext, parts: CardPartsPart, place: PartsPlace<CardRow>): void {
  const card = place.on
  for (const [index, { id, by, text, at }] of (parts.comments ?? []).entries()) {
    const path = [...place.path, 'comments', index]
    refuseTaken(ctx, ['comments', id], path)
    const userId = idOf(place.userIds, by, [...path, 'by'])
    const own = { ...defined({ id }), userId, text, cardId: card._id, boardId: card.boardId }
    const then = at === undefined ? ctx : { ...ctx, at: new Date(at).toISOString() }
    const comment = judged(path, () => insertComment(then, own))
    tellNewComment(then, comment)
  }
  for (const [key, { id, title = key, items = [] }] of Object.entries(parts.checklists ?? {})) {
    const path = [...place.path, 'checklists', key]
    refuseTaken(ctx, ['checklists', id], path)
    const checklist = judged(path, () => insertChecklist(ctx, { ...defined({ id }), title, cardId: card._id }))
    for (const [sort, item] of items.entries()) {
      const { id: itemId, title: text, finished } = typeof item === 'string' ? { title: item } : item
      const at = [...path, 'items', sort]
      refuseTaken(ctx, ['checklistItems', itemId], at)
      const own = { ...defined({ id: itemId, isFinished: finished }), title: text, sort }
      judged(at, () => insertItem(ctx, checklist, own))
    }
  }
  addAttachments(ctx, parts.attachments, { card, path: place.path, userIds: place.userIds })
}

type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

function defined<T extends object>(members: T): Defined<T> {
  // Without the members that are undefined the rest have the types that are left.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>
}
