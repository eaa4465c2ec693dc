import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { CustomFieldDocument, IntegrationDocument } from '../../src/wekan/documents-board-parts.js'
import { ChecklistDocument, ChecklistItemDocument, CommentDocument } from '../../src/wekan/documents-card-parts.js'
import { CardDocument } from '../../src/wekan/documents-cards.js'
import { ListDocument, SwimlaneDocument } from '../../src/wekan/documents-lists.js'
import { AdminUser, OwnUser, WholeUser } from '../../src/wekan/documents-users.js'
import { BoardDocument } from '../../src/wekan/documents.js'
import { BoardExport } from '../../src/wekan/export/document.js'
import { updateAdminOrgFeatures, updateAdminTeamFeatures } from '../../src/wekan/routes/groups.js'
import { getGlobalSettings } from '../../src/wekan/routes/settings.js'

const Field = z.strictObject({
  type: z.string(),
  optional: z.literal(true).optional(),
  /** The server gives every document one. */
  autoValue: z.literal(true).optional(),
  default: z.unknown().optional(),
  allowed: z.array(z.string()).optional(),
})
export type FieldFacts = z.infer<typeof Field>

const Facts = z.strictObject({
  source: z.string(),
  entities: z.record(z.string(), z.record(z.string(), Field)),
})

/** What the schemas of the real collections say of every field. */
export const facts = Facts.parse(JSON.parse(readFileSync(new URL('schema-fields.json', import.meta.url), 'utf8')))

const inExport = (member: string): z.ZodType => {
  const found = memberAt(BoardExport, [member, '$'])
  if (!found) throw new Error(`exports have no ${member}`)
  return found
}

interface Shown {
  readonly entity: string
  readonly where: string
  readonly schema: z.ZodType
  /** Fields that are left out there on purpose, each with all that is in it. */
  readonly withheld?: readonly string[]
}

const notInSettings =
  'renderLinksAsPlainText alwaysShowCodeAsText disableActivities disableNotifications disableWatch enablePermanentDelete disableAllExport disableAllImport disableExportAvatars disableImportAvatars anonymizeExportUsers anonymizeImportUsers mailServer themeColor themeCustomColors cardsLoading hideBoardActivitiesOnAllBoards boardMembersFromSameOrgOnly boardMembersFromSameTeamOnly boardMembersFromSameOrgOrTeamOnly createdAt modifiedAt'

/** Every schema that shows a stored document, under the entity that it shows. */
export const shown: readonly Shown[] = [
  { entity: 'User', where: 'the caller', schema: OwnUser, withheld: ['services'] },
  { entity: 'User', where: 'a user for site admins', schema: AdminUser },
  { entity: 'User', where: 'a user with secrets', schema: WholeUser },
  { entity: 'Board', where: 'a board', schema: BoardDocument },
  { entity: 'Board', where: 'an export', schema: BoardExport, withheld: ['stars'] },
  { entity: 'List', where: 'a list', schema: ListDocument },
  { entity: 'List', where: 'an export', schema: inExport('lists'), withheld: ['boardId'] },
  { entity: 'Swimlane', where: 'a swimlane', schema: SwimlaneDocument },
  { entity: 'Swimlane', where: 'an export', schema: inExport('swimlanes'), withheld: ['boardId'] },
  { entity: 'Card', where: 'a card', schema: CardDocument },
  { entity: 'Card', where: 'an export', schema: inExport('cards'), withheld: ['boardId'] },
  { entity: 'Card', where: 'subtasks of an export', schema: inExport('subtaskItems') },
  { entity: 'Comment', where: 'a comment', schema: CommentDocument },
  { entity: 'Comment', where: 'an export', schema: inExport('comments'), withheld: ['boardId'] },
  { entity: 'Checklist', where: 'a checklist', schema: ChecklistDocument },
  { entity: 'Checklist', where: 'an export', schema: inExport('checklists') },
  { entity: 'ChecklistItem', where: 'an item', schema: ChecklistItemDocument },
  { entity: 'ChecklistItem', where: 'an export', schema: inExport('checklistItems') },
  { entity: 'CustomField', where: 'a custom field', schema: CustomFieldDocument },
  { entity: 'CustomField', where: 'an export', schema: inExport('customFields'), withheld: ['boardIds'] },
  { entity: 'Integration', where: 'a webhook', schema: IntegrationDocument, withheld: ['token'] },
  { entity: 'Rule', where: 'an export', schema: inExport('rules'), withheld: ['boardId'] },
  { entity: 'Setting', where: 'settings', schema: getGlobalSettings.output, withheld: notInSettings.split(' ') },
  { entity: 'Org', where: 'an organisation', schema: updateAdminOrgFeatures.output },
  { entity: 'Team', where: 'a team', schema: updateAdminTeamFeatures.output },
]

/** What a schema without its wrappers is made of. */
export function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return bare(schema.unwrap() as z.ZodType)
  return schema
}

/** The member at a path of the facts: `orgs.$.orgId`. */
export function memberAt(schema: z.ZodType, [head, ...rest]: readonly string[]): z.ZodType | undefined {
  if (head === undefined) return schema
  const whole = bare(schema)
  const options = whole instanceof z.ZodUnion ? (whole.options as z.ZodType[]) : [whole]
  for (const option of options) {
    const member = partOf(option, head)
    const found = member && memberAt(member, rest)
    if (found) return found
  }
  return undefined
}

function partOf(schema: z.ZodType, key: string): z.ZodType | undefined {
  if (schema instanceof z.ZodArray) return key === '$' ? (schema.element as z.ZodType) : undefined
  return schema instanceof z.ZodObject ? (schema.shape[key] as z.ZodType | undefined) : undefined
}
