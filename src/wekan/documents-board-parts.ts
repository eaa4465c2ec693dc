import { z } from 'zod'
import { field } from '../kernel/view.js'
import { initially, ofRows, optional, text } from './document-fields.js'

const created = z.iso.datetime().describe('When it was made.')
const modified = z.iso.datetime().describe('When it was last written.')

export const customFieldTypes = [
  'text',
  'number',
  'date',
  'dropdown',
  'checkbox',
  'currency',
  'stringtemplate',
] as const

const DropdownItem = z.looseObject({
  _id: text.describe('Id of the choice; cards have it as their value.'),
  name: text.describe('What people see.'),
})

/** What a custom field of some types needs beside its name. */
export const CustomFieldSettingsDocument = z
  .looseObject(
    optional(
      [
        ['currencyCode', text, 'Of currencies: ISO 4217 code.'],
        ['dropdownItems', z.array(DropdownItem), 'Of dropdowns: the choices.'],
        ['stringtemplateFormat', text, 'Of string templates: text with %{value}.'],
        ['stringtemplateSeparator', text, 'Of string templates: what stands between values.'],
      ],
      'customFields.js',
    ),
  )
  .meta({ id: 'CustomFieldSettingsDocument', description: 'What the type of the field needs; {} for most.' })

export const CustomFieldDocument = ofRows(
  z
    .looseObject({
      _id: z.string().describe('Id of the custom field.'),
      name: z.string().describe('Its name.'),
      type: z.enum(customFieldTypes).describe('Which values it takes.'),
      settings: CustomFieldSettingsDocument,
      showOnCard: initially(false, z.boolean().describe('Whether minicards show it.')),
      automaticallyOnCard: initially(false, z.boolean().describe('Whether new cards get it.')),
      alwaysOnCard: field(
        { since: '5.00', source: { code: 'wekan/wekan@v5.00 models/customFields.js' } },
        initially(false, z.boolean().optional().describe('Whether all cards have it.')),
      ),
      showLabelOnMiniCard: initially(false, z.boolean().describe('Whether minicards show its name.')),
      showSumAtTopOfList: field(
        { since: '6.00', source: { code: 'wekan/wekan@v6.00 models/customFields.js' } },
        initially(false, z.boolean().optional().describe('Whether lists show the sum of its values.')),
      ),
      boardIds: z.array(z.string()).describe('Boards that have it.'),
      createdAt: created.optional(),
      modifiedAt: modified,
    })
    .meta({ id: 'CustomFieldDocument', description: 'A custom field.' }),
)

/** A custom field as lists show it. */
export const CustomFieldLine = z
  .object({
    _id: z.string().describe('Id of the custom field.'),
    name: z.string().describe('Its name.'),
    type: z.enum(customFieldTypes).describe('Which values it takes.'),
  })
  .meta({ id: 'CustomFieldLine', description: 'A custom field in brief.' })

/** A webhook; its token is never shown. */
export const IntegrationDocument = ofRows(
  z
    .looseObject({
      _id: z.string().describe('Id of the webhook.'),
      userId: z.string().describe('Who made it.'),
      boardId: z.string().describe('Its board.'),
      url: z.string().describe('Where it sends to.'),
      enabled: initially(true, z.boolean().describe('Whether it sends.')),
      type: initially('outgoing-webhooks', z.string().describe('outgoing-webhooks or bidirectional-webhooks.')),
      activities: initially(
        ['all'],
        z.array(z.string()).describe('What it sends: `all`, or names such as act-createCard.'),
      ),
      createdAt: created,
      modifiedAt: modified,
      title: z.string().nullable().optional().describe('Its name; absent until one is given.'),
    })
    .meta({ id: 'IntegrationDocument', description: 'A webhook of a board.' }),
)

export const IntegrationActivities = z
  .object({
    _id: z.string().describe('Id of the webhook.'),
    activities: z.array(z.string()).describe('What it sends from now on.'),
  })
  .meta({ id: 'IntegrationActivities', description: 'A webhook and what it sends.' })

const part = (what: string): z.ZodNullable<z.ZodRecord<z.ZodString, z.ZodUnknown>> =>
  z.record(z.string(), z.unknown()).nullable().describe(what)

export const RuleDocument = z
  .object({
    _id: z.string().describe('Id of the rule.'),
    title: z.string().describe('Its title.'),
    trigger: part('When it acts: activityType, and what must match (`*` matches all); null when it is gone.'),
    action: part('What it does: actionType, and what that needs; null when it is gone.'),
  })
  .meta({ id: 'RuleDocument', description: 'A rule: a trigger and an action.' })
