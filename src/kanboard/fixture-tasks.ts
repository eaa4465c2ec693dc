import { z } from 'zod'
import { colors } from './colors.js'
import { applicationRoles } from './permissions.js'

// The keys are written down in colors.ts.
export const colorNames = [...colors.keys()] as [string, ...string[]]
export const color = z.enum(colorNames)
export const key = z.string().min(1).max(191)
const userKey = z.string().min(1)
const hours = z.number().nonnegative()
/** What INTEGER columns of every database hold. */
const whole = z
  .int()
  .min(-(2 ** 31))
  .max(2 ** 31 - 1)
/** Rows of every database have such ids: SERIAL and INT, kanboard/kanboard@v1.2.53 app/Schema/Postgres.php, Mysql.php. */
export const rowId = z
  .int()
  .positive()
  .max(2 ** 31 - 1)
  .optional()
export const id = rowId.describe('Number; the next free one when left out')
const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .describe('ISO 8601: a day, which begins in the time zone of the application, or a moment with its offset')

export const subtaskStates = ['todo', 'in-progress', 'done'] as const

const subtask = z
  .strictObject({
    id,
    title: z.string().min(1).max(65535).describe('Title'),
    status: z.enum(subtaskStates).optional().describe('todo when left out, done on a closed task'),
    assignee: userKey.optional().describe('Key of the user who does it'),
    estimated: hours.optional().describe('Hours that it should take'),
    spent: hours.optional().describe('Hours that it took'),
  })
  .describe('A subtask')

const comment = z
  .strictObject({
    id,
    by: userKey.describe('Key of the user who wrote it'),
    text: z.string().min(1).describe('What it says, in Markdown'),
    visibility: z.enum(applicationRoles).optional().describe('Who may read it: app-user when left out, for everybody'),
    at: moment.optional().describe('When it was written; the moment of the world when left out'),
  })
  .describe('A comment')

const file = z
  .strictObject({
    name: z.string().min(1).max(255).describe('Name'),
    text: z.string().min(1).optional().describe('Its content'),
    base64: z.base64().min(1).optional().describe('Its content, where it is no text'),
    by: userKey.optional().describe('Key of the user who attached it; nobody when left out'),
  })
  .refine(({ text, base64 }) => (text === undefined) !== (base64 === undefined), 'Give either text or base64')
  .describe('A file')

const externalLink = z
  .strictObject({
    url: z.string().min(1).describe('Where it leads'),
    title: z.string().min(1).optional().describe('Title; made from the address when left out'),
    type: z.enum(['weblink', 'attachment', 'file']).optional().describe('weblink when left out'),
    dependency: z.enum(['related', 'child', 'parent']).optional().describe('related when left out'),
    by: userKey.optional().describe('Key of the user who made it; nobody when left out'),
  })
  .describe('A link to another place')

/** In the order of their numbers: RECURRING_… constants of kanboard/kanboard@v1.2.53 app/Model/TaskModel.php. */
export const recurrenceTriggers = ['leaves the first column', 'reaches the last column', 'is closed'] as const
export const recurrenceUnits = ['days', 'months', 'years'] as const
export const recurrenceBases = ['due date', 'today'] as const

const recurrence = z
  .strictObject({
    when: z.enum(recurrenceTriggers).describe('What makes the next task'),
    every: z.int().optional().describe('How many days, months or years later the next one is due; 0 when left out'),
    unit: z.enum(recurrenceUnits).optional().describe('days when left out'),
    from: z.enum(recurrenceBases).optional().describe('From when it is counted; due date when left out'),
  })
  .describe('That it comes again')

export const taskEntry = z
  .strictObject({
    id,
    title: z.string().min(1).max(65535).optional().describe('Title; the key when left out'),
    description: z.string().optional().describe('Markdown'),
    column: key.optional().describe('Key of its column; the first one when left out'),
    swimlane: key.optional().describe('Key of its swimlane; the first active one when left out'),
    category: key.optional().describe('Key of its category'),
    owner: userKey.optional().describe('Key of the assignee: a member or manager of the project'),
    creator: userKey.optional().describe('Key of the user who made it; nobody when left out'),
    color: color.optional().describe('Colour; the default of the settings when left out'),
    due: moment.optional().describe('When it is due'),
    started: moment.optional().describe('When work began'),
    estimated: hours.optional().describe('Hours that it should take; those of its subtasks when it has any'),
    spent: hours.optional().describe('Hours that it took; those of its subtasks when it has any'),
    score: whole.optional().describe('Complexity'),
    priority: whole.optional().describe('Priority; 0 when left out'),
    reference: z.string().max(191).optional().describe('What another system calls it'),
    tags: z.array(key).optional().describe('Keys of tags, of the project or of all projects'),
    closed: z
      .union([z.boolean(), moment])
      .optional()
      .describe('Whether it is closed, or since when; open when left out'),
    created: moment.optional().describe('When it was made; the moment of the world when left out'),
    subtasks: z
      .array(z.union([z.string().min(1).max(65535).describe('Its title'), subtask]))
      .optional()
      .describe('Subtasks, from the top'),
    comments: z.array(comment).optional().describe('Comments, oldest first'),
    links: z
      .record(z.string(), z.array(z.string().min(1)))
      .optional()
      .describe(
        'Keys of other tasks by kind of link (`blocks`, `is a child of`, …); those of another project as `project/task`. ' +
          'The other task gets the opposite link by itself',
      ),
    metadata: z.record(key, z.string()).optional().describe('Values by name'),
    recurrence: recurrence.optional(),
    files: z.array(file).optional().describe('Files, oldest first'),
    externalLinks: z.array(externalLink).optional().describe('Links to other places, oldest first'),
  })
  .describe('A task')

export type TaskEntry = z.output<typeof taskEntry>
export type SubtaskEntry = z.output<typeof subtask>
export type CommentEntry = z.output<typeof comment>
