import { z } from 'zod'
import type { Bounds } from '../kernel/view.js'
import { field } from '../kernel/view.js'
import { flagColumn, integerColumn } from './columns.js'

const since = (version: string): Bounds => ({
  since: version,
  source: { code: `kanboard/kanboard@v${version} app/Schema/Sqlite.php` },
})

/** Columns without a use that fresh installs on the other databases do not have. */
const dead: Bounds = {
  only: { database: ['sqlite'] },
  source: { evidence: 'kanboard/v1.2.53-postgres/projects-lifecycle.json step 3' },
}

const text = (): z.ZodNullable<z.ZodString> => z.string().nullable()

const publicUrls: Bounds = {
  since: '1.2.48',
  source: { code: 'kanboard/kanboard@cea06f9cc app/Formatter/ProjectApiFormatter.php' },
}

export const projectUrls = z
  .object({
    board: z.string().describe('Page of the board'),
    calendar: field(
      { until: '1.0.43', source: { code: 'kanboard/kanboard@v1.0.22 app/Api/Base.php:104' } },
      z.string().optional().describe('Page of the calendar'),
    ),
    list: z.string().describe('Page of the list of tasks'),
    public_board: field(publicUrls, z.string().optional().describe('Public board, of a public project')),
    rss_feed: field(publicUrls, z.string().optional().describe('Public RSS feed, of a public project')),
    ical_feed: field(publicUrls, z.string().optional().describe('Public calendar feed, of a public project')),
  })
  .meta({ id: 'ProjectUrls', description: 'Addresses of pages, below the setting application_url' })

/** The columns of `projects` in the order of the table. */
export const projectColumns = {
  id: integerColumn().describe('Number of the project'),
  name: z.string().describe('Name, need not be unique'),
  is_active: flagColumn().describe('0 when the project is disabled'),
  token: z.string().describe('60 hexadecimal digits of the public addresses; empty when there are none'),
  last_modified: integerColumn().describe('When something in the project changed last, Unix seconds'),
  is_public: flagColumn().describe('Whether everybody may read the board by its token'),
  is_private: flagColumn().describe('Whether the project belongs to one user alone'),
  is_everybody_allowed: field(dead, flagColumn().describe('Dead since 1.0.22: whether every user was a member')),
  default_swimlane: field(dead, z.string().describe('Name of the default swimlane before it was a row; dead since')),
  show_default_swimlane: field(dead, flagColumn().describe('Whether that swimlane is shown; dead since')),
  description: field(since('1.0.13'), text().describe('Markdown; null when never given')),
  identifier: field(since('1.0.14'), z.string().describe('Letters and digits in upper case, unique; may be empty')),
  start_date: field(since('1.0.18'), z.string().describe('YYYY-MM-DD, or as it was given at creation')),
  end_date: field(since('1.0.18'), z.string().describe('YYYY-MM-DD, or as it was given at creation')),
  owner_id: field(since('1.0.25'), integerColumn().nullable().describe('User in charge, 0 for nobody')),
  priority_default: field(since('1.0.25'), integerColumn().describe('Priority that the web form proposes')),
  priority_start: field(since('1.0.25'), integerColumn().describe('Lowest priority of the web form')),
  priority_end: field(since('1.0.25'), integerColumn().describe('Highest priority of the web form')),
  email: field(since('1.0.45'), text().describe('Address that mail for the project goes to, unique')),
  predefined_email_subjects: field(since('1.0.45'), text().describe('Subjects that the web form offers, by line')),
  per_swimlane_task_limits: field(since('1.2.14'), flagColumn().describe('Whether limits hold for each swimlane')),
  task_limit: field(since('1.2.14'), integerColumn().describe('Most open tasks, 0 for any number')),
  enable_global_tags: field(since('1.2.14'), flagColumn().describe('Whether global tags can be used')),
}

/** A project as procedures for projects answer it. */
export const project = z
  .object({ ...projectColumns, url: projectUrls })
  .meta({ id: 'Project', description: 'A project as procedures for projects answer it.' })

/** The columns of `columns` in the order of the table. */
export const column = z
  .object({
    id: integerColumn().describe('Number of the column'),
    title: z.string().describe('Title, unique in the project'),
    position: integerColumn().describe('Place on the board, from 1'),
    project_id: integerColumn().describe('Number of the project'),
    task_limit: integerColumn().describe('Most open tasks, 0 for any number; not enforced by the API'),
    description: field(since('1.0.15'), text().describe('Markdown')),
    hide_in_dashboard: field(since('1.0.32'), flagColumn().describe('Whether the dashboard leaves its tasks out')),
  })
  .meta({ id: 'Column', description: 'The columns of columns in the order of the table.' })

/** The columns of `swimlanes` in the order of the table. */
export const swimlane = z
  .object({
    id: integerColumn().describe('Number of the swimlane'),
    name: z.string().describe('Name, unique in the project'),
    position: integerColumn().describe('Place on the board, from 1; 0 when it is disabled'),
    is_active: flagColumn().describe('0 when it is disabled'),
    project_id: integerColumn().describe('Number of the project'),
    description: field(since('1.0.19'), text().describe('Markdown')),
    task_limit: field(since('1.2.14'), integerColumn().describe('Most open tasks, 0 for any number')),
  })
  .meta({ id: 'Swimlane', description: 'The columns of swimlanes in the order of the table.' })

/** The columns of `project_has_categories` in the order of the table. */
export const category = z
  .object({
    id: integerColumn().describe('Number of the category'),
    name: z.string().describe('Name, unique in the project'),
    project_id: integerColumn().describe('Number of the project'),
    description: field(since('1.0.14'), text().describe('Markdown')),
    color_id: field(since('1.2.6'), text().describe('Color of the category')),
  })
  .meta({ id: 'Category', description: 'The columns of project_has_categories in the order of the table.' })
