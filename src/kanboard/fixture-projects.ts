import { z } from 'zod'
import { color, id, key, taskEntry } from './fixture-tasks.js'
import { projectRoles } from './project-roles.js'

const flag = z.boolean().optional()
const limit = z.int().nonnegative().optional()
const about = z.string().optional().describe('Markdown')
const name = key.optional().describe('Name; the key when left out')
const role = z.enum(projectRoles)

export const groupEntry = z
  .strictObject({
    id,
    name,
    externalId: z.string().max(255).optional().describe('Name of the group in a directory'),
    members: z.array(z.string().min(1)).optional().describe('Keys of its members'),
  })
  .describe('A group of users')

export const tagEntry = z.strictObject({ id, name, color: color.optional().describe('Colour') }).describe('A tag')

const columnEntry = z
  .strictObject({
    id,
    title: key.optional().describe('Title; the key when left out'),
    description: about,
    limit: limit.describe('Most open tasks; 0, which is any number, when left out'),
    hideInDashboard: flag.describe('true: dashboards do not show it'),
  })
  .describe('A column')

const swimlaneEntry = z
  .strictObject({
    id,
    name,
    description: about,
    limit: limit.describe('Most open tasks; 0, which is any number, when left out'),
    active: flag.describe('false: the swimlane is disabled'),
  })
  .describe('A swimlane')

const categoryEntry = z
  .strictObject({ id, name, description: about, color: color.optional().describe('Colour of its tasks') })
  .describe('A category')

const priorities = z.strictObject({
  default: z.int().optional().describe('What the web form proposes; 0 when left out'),
  lowest: z.int().optional().describe('0 when left out'),
  highest: z.int().optional().describe('3 when left out'),
})

const projectEntry = z
  .strictObject({
    id,
    name: z.string().min(1).max(65535).optional().describe('Name; the key when left out'),
    identifier: z
      .string()
      .max(50)
      .regex(/^[A-Za-z0-9]+$/)
      .optional()
      .describe('Letters and digits, unique; kept in capitals'),
    description: about,
    owner: z.string().min(1).optional().describe('Key of the user in charge, who is no member for that alone'),
    email: z.email().optional().describe('Address of the project, unique'),
    startDate: z.iso.date().optional().describe('First day'),
    endDate: z.iso.date().optional().describe('Last day'),
    priorities: priorities.optional().describe('Range of priorities'),
    public: flag.describe('true: everybody who has the token can read the board'),
    token: z.string().min(1).max(255).optional().describe('Token of the public board; made up when left out'),
    private: flag.describe('true: a personal project'),
    active: flag.describe('false: the project is disabled'),
    members: z.record(z.string(), role).optional().describe('Role by key of the user'),
    groups: z.record(z.string(), role).optional().describe('Role by key of the group'),
    columns: z
      .record(key, columnEntry)
      .optional()
      .describe('Columns by key, from the left; those of the settings, else Kanboard’s four, when left out'),
    swimlanes: z
      .record(key, swimlaneEntry)
      .optional()
      .describe('Swimlanes by key, from the top; `Default swimlane` when left out'),
    categories: z
      .record(key, categoryEntry)
      .optional()
      .describe('Categories by key; those of the settings when left out'),
    tags: z.record(key, tagEntry).optional().describe('Tags of the project by key'),
    metadata: z.record(key, z.string()).optional().describe('Values by name'),
    tasks: z
      .record(key, taskEntry)
      .optional()
      .describe('Tasks by key; those of one column and swimlane lie on each other in this order'),
  })
  .describe('A project')

/** What a world holds beside users. Numbers that are left out are given in the order of the file. */
export const projectParts = {
  groups: z.record(key, groupEntry).optional().describe('Groups by key'),
  tags: z.record(key, tagEntry).optional().describe('Tags of all projects by key'),
  projects: z.record(key, projectEntry).optional().describe('Projects by key'),
}

export type ProjectParts = z.output<z.ZodObject<typeof projectParts>>
export type ProjectEntry = z.output<typeof projectEntry>
export type GroupEntry = z.output<typeof groupEntry>
export type TagEntry = z.output<typeof tagEntry>
