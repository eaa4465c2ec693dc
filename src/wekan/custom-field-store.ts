import { logActivity } from './activities.js'
import { writeCard } from './card-store.js'
import type { WekanContext } from './context.js'
import { customFieldTypes } from './documents-board-parts.js'
import { refuseFlagWords } from './flag-words.js'
import type { CustomFieldRow, DropdownItem } from './rows.js'
import { cleanInsert, cleanSet, flag, listOf, object, text } from './schema.js'
import type { DocumentSchema } from './schema.js'
import { nextId } from './tables.js'

/** Flags in the order of the schema; a field without one has false. */
export const customFieldFlags = [
  'showOnCard',
  'automaticallyOnCard',
  'alwaysOnCard',
  'showLabelOnMiniCard',
  'showSumAtTopOfList',
] as const

const dropdownItem: DocumentSchema = {
  _id: { is: text, label: 'ID', isRequired: true },
  name: { is: text, isRequired: true },
}

const schema: DocumentSchema = {
  boardIds: { is: listOf(text), isRequired: true },
  name: { is: text, isRequired: true },
  type: { is: text, isRequired: true, allowed: customFieldTypes },
  settings: {
    is: object({
      currencyCode: { is: text },
      dropdownItems: { is: listOf(object(dropdownItem)) },
      stringtemplateFormat: { is: text },
      stringtemplateSeparator: { is: text },
    }),
    isRequired: true,
  },
  ...Object.fromEntries(customFieldFlags.map((key) => [key, { is: flag, isRequired: true }])),
}

/** A custom field as the handler hands it to the collection. */
export interface NewCustomField {
  /** Given by fixtures alone. */
  readonly id?: string
  readonly boardIds: readonly string[]
  readonly [name: string]: unknown
}

/** Judges a custom field and puts it in. Throws ValidationError. */
export function insertCustomField(ctx: WekanContext, { id, ...wanted }: NewCustomField): CustomFieldRow {
  refuseFlagWords(ctx, wanted, customFieldFlags)
  const isGiven = (key: string): boolean => wanted[key] !== undefined && wanted[key] !== ''
  const { name, type, settings, boardIds } = wanted
  // REST does not write alwaysOnCard. What is not written gets its default behind all that is.
  const isEarly = (key: string): boolean => isGiven(key) && key !== 'alwaysOnCard'
  const early = customFieldFlags.filter(isEarly).map((key) => [key, wanted[key]])
  const late = customFieldFlags.flatMap((key) => (isEarly(key) ? [] : [[key, isGiven(key) && wanted[key]]]))
  const given = { name, type, settings, ...Object.fromEntries(early), boardIds, ...Object.fromEntries(late) }
  const doc = {
    _id: id ?? nextId(ctx.world),
    ...cleanInsert(ctx, 'customFields', given, schema),
    createdAt: ctx.at,
    modifiedAt: ctx.at,
  }
  // Judged above.
  return ctx.db.customFields.insert(doc as unknown as CustomFieldRow)
}

/** Writes a member as `$set` does, and judges it even where there is no field to write. Throws ValidationError. */
export function setOnCustomField(
  ctx: WekanContext,
  field: CustomFieldRow | undefined,
  set: Readonly<Record<string, unknown>>,
): void {
  refuseFlagWords(ctx, set, customFieldFlags)
  const written = cleanSet(ctx, 'customFields', set, schema)
  if (field) ctx.db.customFields.update(field._id, { ...written.set, modifiedAt: ctx.at })
}

/**
 * Writes a choice in the place of the one with its id, and answers whether there is one; it is judged in either case.
 * Throws ValidationError.
 */
export function setDropdownItem(
  ctx: WekanContext,
  field: CustomFieldRow | undefined,
  item: { readonly _id: string; readonly name: unknown },
): boolean {
  const { set } = cleanSet(ctx, 'customFields', { settings: { dropdownItems: [item] } }, schema)
  // Judged to be a list of one.
  const [own] = (set['settings'] as { dropdownItems: [DropdownItem] }).dropdownItems
  const all = field?.settings.dropdownItems ?? []
  const isThere = all.some(({ _id }) => _id === item._id)
  const renamed = all.map((one) => (one._id === item._id ? own : one))
  if (isThere) keepDropdownItems(ctx, field, renamed)
  return isThere
}

/**
 * Writes choices as `$push` and `$pull` do, which do not judge those that are there.
 * An empty text goes where it is set, and stays where it is pushed: aldeed/meteor-simple-schema@v1.13.1 lib/clean.js:139
 */
export function keepDropdownItems(
  ctx: WekanContext,
  field: CustomFieldRow | undefined,
  dropdownItems: readonly DropdownItem[],
): void {
  if (!field) return
  const settings = { ...field.settings, dropdownItems }
  ctx.db.customFields.update(field._id, { settings, modifiedAt: ctx.at })
}

/** Custom fields of a board, in the order in which they were made. */
export function customFieldsOf(ctx: WekanContext, boardId: string): CustomFieldRow[] {
  return [...ctx.db.customFields].filter(({ boardIds }) => boardIds.includes(boardId))
}

/** The activity that names who made a custom field. */
export function tellCustomField(ctx: WekanContext, field: CustomFieldRow, userId: unknown): void {
  logActivity(ctx, {
    ...(typeof userId === 'string' ? { userId } : {}),
    activityType: 'createCustomField',
    boardId: field.boardIds[0],
    customFieldId: field._id,
  })
}

/** Takes a custom field out, with its values on cards and the activities about it. */
export function removeCustomField(ctx: WekanContext, field: CustomFieldRow): void {
  const [boardId] = field.boardIds
  logActivity(ctx, { activityType: 'deleteCustomField', boardId, customFieldId: field._id })
  for (const { _id, customFieldId } of field.boardIds.flatMap((id) => ctx.db.activities.where({ boardId: id }))) {
    if (customFieldId === field._id) ctx.db.activities.remove(_id)
  }
  for (const id of field.boardIds) removeValues(ctx, id, field._id)
  ctx.db.customFields.remove(field._id)
}

function removeValues(ctx: WekanContext, boardId: string, fieldId: string): void {
  for (const card of ctx.db.cards.where({ boardId })) {
    const values: unknown = card['customFields']
    if (!Array.isArray(values) || !values.some((value: unknown) => isOf(value, fieldId))) continue
    writeCard(ctx, card, { customFields: values.filter((value: unknown) => !isOf(value, fieldId)) })
  }
}

function isOf(value: unknown, fieldId: string): boolean {
  return typeof value === 'object' && value !== null && '_id' in value && value._id === fieldId
}
