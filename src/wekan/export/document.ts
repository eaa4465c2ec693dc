import { z } from 'zod'
import { free, moment, ofRows, optional, text } from '../document-fields.js'
import { CustomFieldDocument } from '../documents-board-parts.js'
import { ChecklistDocument, ChecklistItemDocument, CommentDocument } from '../documents-card-parts.js'
import { CardDocument } from '../documents-cards.js'
import { ListDocument, SwimlaneDocument } from '../documents-lists.js'
import { BoardDocument } from '../documents.js'

/** The members of a document but for some. */
function without(document: z.ZodType, ...left: readonly string[]): Record<string, z.ZodType> {
  const shape: Record<string, z.ZodType> = document instanceof z.ZodObject ? document.shape : {}
  return Object.fromEntries(Object.entries(shape).filter(([key]) => !left.includes(key)))
}

type RowsOf<S extends Record<string, z.ZodType>> = z.ZodArray<z.ZodObject<S, z.core.$loose>>
const rowsOf = <S extends Record<string, z.ZodType>>(shape: S, id: string, about: string): RowsOf<S> =>
  z.array(z.looseObject(shape).meta({ id, description: about })).describe(about)

const rule = {
  _id: text.describe('Id of the rule.'),
  title: text.describe('Its title.'),
  triggerId: text.describe('Id of its trigger.'),
  actionId: text.describe('Id of its action.'),
  createdAt: moment.optional().describe('When it was made.'),
  modifiedAt: moment.describe('When it was last written.'),
  ...optional(
    [
      ['buttonType', z.enum(['card', 'board']), 'Where the button of the rule stands; absent without one.', '9.46'],
      ['buttonLabel', text, 'What the button says.', '9.46'],
    ],
    'rules.js',
  ),
}

/** Documents of collections without a schema. code: wekan/wekan@v11.07 models/{activities,triggers,rules}.js */
const open = (about: string): z.ZodArray<typeof free> => z.array(free).describe(about)

const attachment = {
  _id: text.describe('Id of the attachment.'),
  name: text.describe('Name of the file.'),
  ...optional(
    [
      ['cardId', text, 'Id of its card.'],
      ['source', text, 'Where it came from: api, import, …'],
      ['type', text, 'Media type.'],
      ['file', text, 'The content in Base64, unless it was left out.'],
    ],
    'exporter.js',
  ),
}

const person = {
  _id: text.describe('Id of the user.'),
  username: text.optional().describe('Login name; absent for accounts made with an e-mail address alone.'),
  profile: z
    .looseObject(
      optional(
        [
          ['fullname', text, 'Full name.'],
          ['initials', text, 'Initials.'],
          ['avatarUrl', text, 'Address of the picture.'],
          ['avatarFile', text, 'The picture in Base64, where the server has it.', '9.89'],
          ['avatarFileName', text, 'Name of that file.', '9.89'],
          ['avatarFileType', text, 'Its media type.', '9.89'],
        ],
        'exporter.js',
      ),
    )
    .optional()
    .describe('What others see of the user.'),
}

/** What lies on the board: the stored documents without the board’s id. */
const content = {
  attachments: rowsOf(attachment, 'ExportedAttachment', 'An attachment of an export.'),
  lists: rowsOf(without(ListDocument, 'boardId'), 'ExportedList', 'A list of an export.'),
  swimlanes: rowsOf(without(SwimlaneDocument, 'boardId'), 'ExportedSwimlane', 'A swimlane of an export.'),
  customFields: rowsOf(without(CustomFieldDocument, 'boardIds'), 'ExportedCustomField', 'A custom field of an export.'),
  cards: rowsOf(without(CardDocument, 'boardId'), 'ExportedCard', 'A card of an export; linked ones are left out.'),
  comments: rowsOf(without(CommentDocument, 'boardId'), 'ExportedComment', 'A comment of an export.'),
  activities: open('Activities: what was done (activityType), when, and ids and names of what it was about.'),
  checklists: rowsOf(without(ChecklistDocument, 'items'), 'ExportedChecklist', 'A checklist of an export.'),
  checklistItems: rowsOf(without(ChecklistItemDocument), 'ExportedChecklistItem', 'An item of a checklist.'),
  subtaskItems: z.array(CardDocument).describe('Cards that are subtasks of cards above.'),
  rules: rowsOf(rule, 'ExportedRule', 'A rule of an export.'),
  triggers: open('Their triggers: activityType, and what must match.'),
  actions: open('Their actions: actionType, and what that needs.'),
  users: rowsOf(person, 'ExportedUser', 'A user whom an export mentions.'),
}

/** A board as its export shows it, with all that lies on it. */
export const BoardExport = ofRows(
  z
    .looseObject({
      ...without(BoardDocument, 'stars'),
      _format: z.literal('wekan-board-1.0.0').describe('Always this.'),
      ...content,
    })
    .describe('A board with all that lies on it.'),
)
