import { logActivity } from './activities.js'
import { writeCard } from './card-store.js'
import type { WekanContext } from './context.js'
import { customFieldTypes } from './documents-board-parts.js'
import { refuseFlagWords } from './flag-words.js'
import type { CustomFieldRow, DropdownItem } from './rows.js'
import { cleanInsert, cleanSet, flag, listOf, object, text } from './schema.js'
import type { DocumentSchema } from './schema.js'
import { nextId } from './tables.js'

/** Flags in the order of the documents that REST makes; a field without one has false. */
const sentFlags = ['showOnCard', 'automaticallyOnCard', 'showLabelOnMiniCard', 'showSumAtTopOfList'] as const
export const customFieldFlags = [...sentFlags, 'alwaysOnCard'] as const
/** Those that are not given get their default in the order of the schema, behind all that is given. */
const schemaFlags = [
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
  const early = sentFlags.filter(isGiven).map((key) => [key, wanted[key]])
  const late = schemaFlags.flatMap((key) => {
    if (!isGiven(key)) return [[key, false]]
    return key === 'alwaysOnCard' ? [[key, wanted[key]]] : []
  })
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

/** Writes a choice in the place of the one with its id, and judges it whether or not there is one. Throws ValidationError. */
export function setDropdownItem(ctx: WekanContext, field: CustomFieldRow | undefined, item: unknown): void {
  const { set } = cleanSet(ctx, 'customFields', { settings: { dropdownItems: [item] } }, schema)
  // Judged to be a list of one.
  const { dropdownItems } = set['settings'] as { dropdownItems: [DropdownItem] }
  const [own] = dropdownItems
  const all = field?.settings.dropdownItems ?? []
  if (all.some(({ _id }) => _id === own._id))
    keepDropdownItems(
      ctx,
      field,
      all.map((one) => (one._id === own._id ? own : one)),
    )
}

/**
 * Writes choices as `$push` and `$pull` do, which do not judge those that are there.
 * code: aldeed/simple-schema-js@1.13.1 lib/clean.js takes empty texts out of `$set` alone
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
