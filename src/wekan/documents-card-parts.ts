import { z } from 'zod'
import { field } from '../kernel/view.js'
import type { Source } from '../kernel/operation.js'
import { flag, initially, moment, ofRows, optional } from './document-fields.js'

const code = (where: string): Source => ({ code: `wekan/wekan@${where}` })
const created = z.iso.datetime().describe('When it was made.')
const modified = z.iso.datetime().describe('When it was last written.')

/** A comment as it is stored; lists show it otherwise. */
export const CommentDocument = ofRows(
  z
    .looseObject({
      _id: z.string().describe('Id of the comment.'),
      userId: z.string().describe('Who wrote it.'),
      text: z.string().describe('What it says, trimmed.'),
      cardId: z.string().describe('Card on which it stands.'),
      boardId: z.string().describe('Board of the request that made it.'),
      parentId: field(
        { since: '9.65', source: code('v9.65 models/cardComments.js') },
        initially('', z.string().optional().describe('Comment that it answers; always empty over REST.')),
      ),
      createdAt: created,
      modifiedAt: modified,
    })
    .meta({ id: 'CommentDocument', description: 'A comment.' }),
)

/** A comment as lists show it. */
export const CommentLine = z
  .object({
    _id: z.string().describe('Id of the comment.'),
    comment: z.string().describe('What it says.'),
    authorId: z.string().describe('Who wrote it.'),
  })
  .meta({ id: 'CommentLine', description: 'A comment, with other names for its members.' })

/** A checklist as lists show it. */
export const ChecklistTitle = z
  .object({ _id: z.string().describe('Id of the checklist.'), title: z.string().describe('Its title.') })
  .meta({ id: 'ChecklistTitle', description: 'A checklist by id and title.' })

/** A checklist with its items. */
export const ChecklistDocument = ofRows(
  z
    .looseObject({
      _id: z.string().describe('Id of the checklist.'),
      title: initially('Checklist', z.string().describe('Title; `Checklist` without one.')),
      cardId: z.string().describe('Card on which it stands.'),
      sort: z.number().describe('Position on the card; always 0 over REST.'),
      showAtMinicard: field(
        { since: '7.02', until: '7.61', source: code('v7.10 models/checklists.js:28') },
        z.boolean().optional().describe('Whether it is shown on the minicard.'),
      ),
      ...optional(
        [
          ['hideCheckedChecklistItems', flag, 'Whether finished items are hidden.', '7.62'],
          ['hideAllChecklistItems', flag, 'Whether all items are hidden.', '7.62'],
          ['showChecklistAtMinicard', flag, 'Whether it is shown on the minicard; absent: as the board says.', '8.19'],
          ['finishedAt', moment, 'When it was finished; never set over REST.'],
        ],
        'checklists.js',
      ),
      createdAt: created,
      modifiedAt: modified,
      boardId: field(
        { since: '9.35', source: code('v9.35 models/checklists.js') },
        z.string().optional().describe('Board of its card.'),
      ),
      items: z
        .array(
          z.object({
            _id: z.string().describe('Id of the item.'),
            title: z.string().describe('Its text.'),
            isFinished: z.boolean().describe('Whether it is checked.'),
          }),
        )
        .describe('Its items, in the order in which they were made.'),
    })
    .meta({ id: 'ChecklistDocument', description: 'A checklist with its items.' }),
)

export const ChecklistItemDocument = ofRows(
  z
    .looseObject({
      _id: z.string().describe('Id of the item.'),
      cardId: z.string().describe('Card of its checklist.'),
      checklistId: z.string().describe('Checklist in which it stands.'),
      title: z.string().describe('Its text.'),
      sort: z.number().describe('Position in the checklist; before v10.45 always 0 for items made one by one.'),
      isFinished: initially(false, z.boolean().describe('Whether it is checked.')),
      createdAt: created.optional(),
      modifiedAt: modified,
      boardId: field(
        { since: '9.35', source: code('v9.35 models/checklistItems.js') },
        z.string().optional().describe('Board of its card.'),
      ),
    })
    .meta({ id: 'ChecklistItemDocument', description: 'An item of a checklist.' }),
)

/** A line from a card to another, as the card has it. */
export const Dependency = z
  .object({
    cardId: z.string().describe('Card to which the line goes.'),
    type: z.string().describe('related-to, blocks, is-blocked-by, fixes or is-fixed-by.'),
    color: z.string().describe('Colour of the line, as CSS writes it.'),
    icon: z.string().describe('Name of a Font Awesome icon, without `fa-`.'),
  })
  .meta({ id: 'Dependency', description: 'A line from a card to another one.' })

/** A line between two cards, as the board lists it. */
export const DependencyLine = z
  .object({
    from: z.string().describe('Card at which the line begins.'),
    fromTitle: z.string().optional().describe('Its title.'),
    fromCardNumber: z.number().optional().describe('Its number on the board.'),
    to: z.string().describe('Card to which the line goes; it may be deleted by now.'),
    toTitle: z.string().nullable().optional().describe('Its title; null when it is gone.'),
    toCardNumber: z.number().nullable().optional().describe('Its number; null when it is gone.'),
    type: Dependency.shape.type,
    color: Dependency.shape.color,
    icon: Dependency.shape.icon,
  })
  .meta({ id: 'DependencyLine', description: 'A line between two cards.' })
