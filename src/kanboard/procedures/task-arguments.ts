import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import type { PhpValue } from '../php.js'
import { argument, optionalArgument } from '../procedure.js'
import type { Argument } from '../procedure.js'

/* Parameters and failures that the procedures of tasks share. */

type Required = Argument<z.ZodInt>

export const taskId = (text = 'Number of the task'): Required => argument(z.int().describe(text))
export const projectId = (text = 'Number of the project'): Required => argument(z.int().describe(text))

const numberOrNothing = (text: string): z.ZodNullable<z.ZodInt> => z.int().nullable().describe(text)

/** Where a task goes in another project; what is left out is found by name there. */
export const destination = {
  swimlane_id: optionalArgument(numberOrNothing('Swimlane whose name is looked for in the target'), null),
  column_id: optionalArgument(numberOrNothing('Column whose title is looked for in the target'), null),
  category_id: optionalArgument(numberOrNothing('Category whose name is looked for in the target'), null),
  owner_id: optionalArgument(numberOrNothing('Assignee; dropped who is not a member of the target'), null),
}

const day = z
  .union([z.literal(''), z.string().regex(/^(\d{4}[-_]\d{1,2}[-_]\d{1,2}|\d{1,2}\D\d{1,2}\D\d{4})( .+)?$/)])
  .nullable()
const hours = (text: string): z.ZodNullable<z.ZodUnion<readonly [z.ZodNumber, z.ZodString]>> =>
  z
    .union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)])
    .nullable()
    .describe(text)

/** Members of createTask and updateTask with the fallback that createTask and updateTask give each of them. */
const promises = {
  color_id: z.string().nullable().describe('Name of a colour; the setting default_color when empty'),
  owner_id: z.int().nullable().describe('Assignee: a member or manager of the project; 0 for nobody'),
  date_due: day.describe('YYYY-MM-DD, with HH:MM if wanted (else the time it is now); empty for never'),
  description: z.string().nullable().describe('Markdown'),
  category_id: z.int().nullable().describe('Number of a category; nobody checks it'),
  score: z.int().nullable().describe('Complexity'),
  priority: z.int().nullable().describe('Priority'),
  recurrence_status: z.int().nullable().describe('1 for a task that recurs'),
  recurrence_trigger: z.int().nullable().describe('0 leaves the first column, 1 reaches the last one, 2 is closed'),
  recurrence_factor: z.int().nullable().describe('How many days, months or years later the successor is due'),
  recurrence_timeframe: z.int().nullable().describe('0 days, 1 months, 2 years'),
  recurrence_basedate: z.int().nullable().describe('0 counts from the due date, 1 from the action'),
  reference: z.string().max(191).nullable().describe('Reference of another system'),
  tags: z.array(z.string()).nullable().describe('Names of tags, which are made where they are missing'),
  date_started: day.describe('When work began, written like date_due'),
  time_spent: hours('Hours spent'),
  time_estimated: hours('Hours estimated'),
}

type Name = keyof typeof promises

/** An optional member of createTask or updateTask. */
export const taskMember = <N extends Name>(
  name: N,
  fallback: PhpValue,
): z.ZodDefault<z.ZodType<PhpValue, z.input<(typeof promises)[N]>>> =>
  // The table forgets which member it is asked for.
  optionalArgument(promises[name], fallback) as z.ZodDefault<z.ZodType<PhpValue, z.input<(typeof promises)[N]>>>

/** The answer to a user whose role in the project does not suffice, or who asks for what does not exist. */
export const roleNeeded = (role: 'viewer' | 'member' | 'manager'): ErrorCase => ({
  when: `the caller is a user who is not project-${role} at least, or there is no such thing`,
  since: '1.0.31',
  status: 403,
  code: 403,
  source: { evidence: 'kanboard/v1.2.53/matrix-outsider.json, matrix-viewer.json, matrix-unknown-ids.json' },
})
