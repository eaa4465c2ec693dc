import { z } from 'zod'
import type { Source } from '../kernel/operation.js'
import { field } from '../kernel/view.js'
import type { Bounds } from '../kernel/view.js'
import { swimlaneDefaults } from './defaults.js'
import { fieldsOf, flag, initially, moment, ofRows, optional, text, texts } from './document-fields.js'
import { listDefaults } from './list-defaults.js'

const since = (release: string, file: string): Bounds => {
  const source: Source = { code: `wekan/wekan@v${release} models/${file}` }
  return { since: release, source }
}
const written = z.iso.datetime().optional().describe('When it was last written.')

const { swimlaneId, wipLimit: _, ...listFields } = fieldsOf(listDefaults, 'lists.js')

/** A list as it lies in the database. */
export const ListDocument = ofRows(
  z
    .looseObject({
      _id: z.string().describe('Id of the list.'),
      title: z.string().describe('Title, trimmed.'),
      boardId: z.string().describe('The board it lies on.'),
      swimlaneId: swimlaneId ?? z.string().optional(),
      sort: z.number().optional().describe('Position on the board; lists made over the API since v8.43 have none.'),
      archived: z.boolean().describe('Whether it lies in the archive.'),
      createdAt: z.iso.datetime().describe('When it was made.'),
      updatedAt: written,
      modifiedAt: field(since('2.98', 'lists.js'), written),
      wipLimit: field(
        since('0.48', 'lists.js'),
        z
          .looseObject({
            value: initially(1, z.number().describe('How many cards it may hold.')),
            enabled: initially(false, z.boolean().describe('Whether the limit holds.')),
            soft: initially(false, z.boolean().describe('Whether it may be passed.')),
          })
          .optional()
          .describe('How many cards it may hold; absent since v8.43 until it is set.'),
      ),
      ...listFields,
      ...optional(
        [
          ['archivedAt', moment, 'When it was last archived.', '4.92'],
          ['color', text, 'Name of a colour, or #rrggbb; absent without one.', '2.03'],
          ['deletedAt', moment, 'When it was deleted; absent while it is not.', '10.00'],
          ['deletedBy', text, 'Who deleted it, by id.', '10.00'],
          ['deleteBatchId', text, 'What list and cards deleted together share.', '10.00'],
          ['watchers', texts, 'Users who watch it; absent until the first one.'],
          ['collapsed', flag, 'Whether it is collapsed; v8.17 was the last to write it.', '7.44'],
          ['height', text, 'Height; v7.01 was the last to write it.', '6.29'],
        ],
        'lists.js',
      ),
    })
    .meta({ id: 'ListDocument', description: 'A list, every member included.' }),
)

const listDates: Bounds = { since: '10.72', source: { code: 'wekan/wekan@v10.72 server/models/lists.js' } }

/** What the list of lists shows of each. */
export const ListTitle = z
  .object({
    _id: z.string().describe('Id of the list.'),
    title: z.string().describe('Its title.'),
    modifiedAt: field(listDates, z.iso.datetime().nullable().describe('When the list itself was last written.')),
    cardsModifiedAt: field(
      listDates,
      z.iso.datetime().nullable().describe('When a card in it was last written; null without cards.'),
    ),
  })
  .meta({ id: 'ListTitle', description: 'A list by id and title.' })

/** A swimlane as it lies in the database. */
export const SwimlaneDocument = ofRows(
  z
    .looseObject({
      _id: z.string().describe('Id of the swimlane.'),
      title: z.string().describe('Title, trimmed.'),
      boardId: z.string().describe('The board it lies on.'),
      sort: z.number().optional().describe('Position on the board; the swimlane that comes with a board has none.'),
      archived: z.boolean().describe('Whether it lies in the archive.'),
      createdAt: z.iso.datetime().describe('When it was made.'),
      updatedAt: written,
      modifiedAt: field(since('2.98', 'swimlanes.js'), written),
      ...fieldsOf(swimlaneDefaults, 'swimlanes.js'),
      ...optional(
        [
          ['archivedAt', moment, 'When it was last archived.', '4.92'],
          ['color', text, 'Name of a colour, or #rrggbb; absent without one.', '2.03'],
          ['collapsed', flag, 'Whether it is collapsed; v8.17 was the last to write it.', '7.44'],
        ],
        'swimlanes.js',
      ),
    })
    .meta({ id: 'SwimlaneDocument', description: 'A swimlane, every member included.' }),
)

/** What the list of swimlanes shows of each. */
export const SwimlaneTitle = z
  .object({ _id: z.string().describe('Id of the swimlane.'), title: z.string().describe('Its title.') })
  .meta({ id: 'SwimlaneTitle', description: 'A swimlane by id and title.' })
