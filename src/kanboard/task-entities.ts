import { z } from 'zod'
import type { Bounds } from '../kernel/view.js'
import { field } from '../kernel/view.js'
import { byDatabase } from './by-release.js'
import { columnNumber, decimalColumn, flagColumn, integerColumn } from './columns.js'

const since = (version: string): Bounds => ({
  since: version,
  source: { code: `kanboard/kanboard@v${version} app/Schema/Sqlite.php` },
})

const text = (): z.ZodNullable<z.ZodString> => z.string().nullable()
const seconds = (what: string): z.ZodType<number | null, number | null> =>
  integerColumn().nullable().describe(`${what}, Unix seconds`)
const priority = (): z.ZodNullable<z.ZodType<number, number>> =>
  integerColumn().nullable().describe('Priority; no project limits it')

/** The columns of `tasks` in the order of the table. */
const columns = {
  id: integerColumn().describe('Number of the task'),
  title: z.string().describe('Title'),
  description: text().describe('Markdown'),
  date_creation: seconds('When it was made'),
  color_id: z.string().describe('Name of the colour; any text'),
  project_id: integerColumn().describe('Number of the project'),
  column_id: columnNumber().describe('Number of the column; null where a move named none, on SQLite alone'),
  owner_id: integerColumn().describe('User to whom it is assigned, 0 for nobody'),
  position: integerColumn().describe('Place in its column and swimlane, from 1'),
  is_active: flagColumn().describe('0 when closed'),
  date_completed: seconds('When it was closed; null before that, 0 after it was opened again'),
  score: integerColumn().nullable().describe('Complexity'),
  date_due: seconds('When it is due; 0 for never'),
  category_id: integerColumn().nullable().describe('Number of the category, 0 for none; need not exist'),
  creator_id: integerColumn().describe('User who made it, 0 for the application'),
  date_modification: seconds('Last change'),
  reference: text().describe('Reference of another system; need not be unique'),
  date_started: seconds('When work began; 0 for not given, null in a copy'),
  time_spent: decimalColumn().nullable().describe('Hours spent; the sum of the subtasks once there are any'),
  time_estimated: decimalColumn().nullable().describe('Hours estimated; the sum of the subtasks once there are any'),
  swimlane_id: integerColumn().describe('Number of the swimlane'),
  date_moved: seconds('Last change of column or swimlane'),
  recurrence_status: integerColumn().describe('0 no recurrence, 1 recurs, 2 has made its successor'),
  recurrence_trigger: integerColumn().describe('0 leaves the first column, 1 reaches the last one, 2 is closed'),
  recurrence_factor: integerColumn().describe('How many days, months or years later the successor is due'),
  recurrence_timeframe: integerColumn().describe('0 days, 1 months, 2 years'),
  recurrence_basedate: integerColumn().describe('0 counts from the due date, 1 from the action'),
  recurrence_parent: integerColumn().nullable().describe('Task that this one succeeds'),
  recurrence_child: integerColumn().nullable().describe('Successor of this task'),
  priority: field(since('1.0.25'), priority()),
  external_provider: field(since('1.0.35'), text().describe('Name of the plugin that brought the task')),
  external_uri: field(since('1.0.35'), text().describe('Address at that provider')),
}

/** MySQL has four of them elsewhere: recording v1.2.53-mysql/ids step 16. */
const mysqlColumns = {
  ...{ id: columns.id, title: columns.title, description: columns.description, date_creation: columns.date_creation },
  ...{ date_completed: columns.date_completed, date_due: columns.date_due, color_id: columns.color_id },
  ...{ project_id: columns.project_id, column_id: columns.column_id, owner_id: columns.owner_id },
  ...{ position: columns.position, score: columns.score, is_active: columns.is_active },
  ...columns,
}

/** A task as getTask, getTaskByReference and getAllTasks answer it. */
export const task = z
  .object({
    ...columns,
    url: z.string().describe('Page of the task, below the setting application_url'),
    color: z
      .object({
        name: z.string().describe('English name'),
        background: z.string().describe('CSS colour'),
        border: z.string().describe('CSS colour'),
      })
      .nullable()
      .describe('Paint of color_id, that of the default colour where it is unknown'),
  })
  .meta({ id: 'Task', description: 'A task as getTask, getTaskByReference and getAllTasks answer it.' })

/** The same, in the order that the database has. */
export const orderedTask = byDatabase('mysql', { then: z.object({ ...mysqlColumns, ...task.shape }), else: task })

/** Names of what a task refers to, as events carry them beside the columns. */
const taskDetails = z
  .object({
    ...columns,
    category_name: text().describe('Name of the category'),
    swimlane_name: text().describe('Name of the swimlane'),
    project_name: text().describe('Name of the project'),
    column_title: text().describe('Title of the column'),
    assignee_username: text().describe('Login name of the assignee'),
    assignee_name: text().describe('Full name of the assignee'),
    creator_username: text().describe('Login name of the creator'),
    creator_name: text().describe('Full name of the creator'),
    category_description: field(
      { since: '1.0.33', source: { code: 'kanboard/kanboard@v1.0.33 app/Model/TaskFinderModel.php getDetails()' } },
      text().describe('Description of the category'),
    ),
    column_position: field(
      { since: '1.0.33', source: { code: 'kanboard/kanboard@v1.0.33 app/Model/TaskFinderModel.php getDetails()' } },
      integerColumn().nullable().describe('Position of the column'),
    ),
  })
  .meta({ id: 'TaskDetails', description: 'Names of what a task refers to, as events carry them beside the columns.' })

/** The same, in the order that the database has. */
export const orderedDetails = byDatabase('mysql', {
  then: z.object({ ...mysqlColumns, ...taskDetails.shape }),
  else: taskDetails,
})

/** The same until 1.0.32, in the order of its query: kanboard/kanboard@v1.0.22 app/Model/TaskFinder.php getDetails(). */
export const earlyTaskDetails = z.object({
  ...{ id: columns.id, reference: columns.reference, title: columns.title, description: columns.description },
  ...{ date_creation: columns.date_creation, date_completed: columns.date_completed },
  ...{ date_modification: columns.date_modification, date_due: columns.date_due, date_started: columns.date_started },
  ...{ time_estimated: columns.time_estimated, time_spent: columns.time_spent, color_id: columns.color_id },
  ...{ project_id: columns.project_id, column_id: columns.column_id, owner_id: columns.owner_id },
  ...{ creator_id: columns.creator_id, position: columns.position, is_active: columns.is_active },
  ...{ score: columns.score, category_id: columns.category_id, swimlane_id: columns.swimlane_id },
  ...{ date_moved: columns.date_moved, recurrence_status: columns.recurrence_status },
  ...{ recurrence_trigger: columns.recurrence_trigger, recurrence_factor: columns.recurrence_factor },
  ...{ recurrence_timeframe: columns.recurrence_timeframe, recurrence_basedate: columns.recurrence_basedate },
  ...{ recurrence_parent: columns.recurrence_parent, recurrence_child: columns.recurrence_child },
  category_name: text().describe('Name of the category'),
  swimlane_name: text().describe('Name of the swimlane'),
  project_name: text().describe('Name of the project'),
  default_swimlane: text().describe('Name of the default swimlane of the project'),
  column_title: text().describe('Title of the column'),
  assignee_username: text().describe('Login name of the assignee'),
  assignee_name: text().describe('Full name of the assignee'),
  creator_username: text().describe('Login name of the creator'),
  creator_name: text().describe('Full name of the creator'),
})

const inQuery = (version: string): Bounds => ({
  since: version,
  source: { code: `kanboard/kanboard@v${version} app/Model/TaskFinderModel.php getExtendedQuery()` },
})
const counted = (what: string): z.ZodType<number, number> => integerColumn().describe(`How many ${what} there are`)

/** A task as searchTasks, getBoard and getMyDashboard answer it: with counts and names, in the order of the query. */
export const extendedTaskColumns = {
  nb_comments: counted('comments'),
  nb_files: counted('files'),
  nb_subtasks: counted('subtasks'),
  nb_completed_subtasks: counted('subtasks with status 2'),
  nb_links: counted('links to other tasks'),
  nb_external_links: field(inQuery('1.0.29'), counted('external links')),
  is_milestone: integerColumn().nullable().describe('1 when a link `is a milestone of` leaves it'),
  id: columns.id,
  reference: columns.reference,
  title: columns.title,
  description: columns.description,
  date_creation: columns.date_creation,
  date_modification: columns.date_modification,
  date_completed: columns.date_completed,
  date_started: columns.date_started,
  date_due: columns.date_due,
  color_id: columns.color_id,
  project_id: columns.project_id,
  column_id: columns.column_id,
  swimlane_id: columns.swimlane_id,
  owner_id: columns.owner_id,
  creator_id: columns.creator_id,
  position: columns.position,
  is_active: columns.is_active,
  score: columns.score,
  category_id: columns.category_id,
  priority: field(inQuery('1.0.25'), priority()),
  date_moved: columns.date_moved,
  recurrence_status: columns.recurrence_status,
  recurrence_trigger: columns.recurrence_trigger,
  recurrence_factor: columns.recurrence_factor,
  recurrence_timeframe: columns.recurrence_timeframe,
  recurrence_basedate: columns.recurrence_basedate,
  recurrence_parent: columns.recurrence_parent,
  recurrence_child: columns.recurrence_child,
  time_estimated: columns.time_estimated,
  time_spent: field(inQuery('1.0.29'), columns.time_spent),
  assignee_username: text().describe('Login name of the assignee'),
  assignee_name: text().describe('Full name of the assignee'),
  assignee_email: field(inQuery('1.0.27'), text().describe('E-mail address of the assignee')),
  assignee_avatar_path: field(inQuery('1.0.27'), text().describe('File of the avatar of the assignee')),
  category_name: text().describe('Name of the category'),
  category_description: text().describe('Description of the category'),
  category_color_id: field(inQuery('1.2.6'), text().describe('Colour of the category')),
  column_name: text().describe('Title of the column'),
  column_position: integerColumn().nullable().describe('Position of the column'),
  swimlane_name: text().describe('Name of the swimlane'),
  default_swimlane: field(
    { until: '1.0.39', source: { code: 'kanboard/kanboard@v1.0.22 app/Model/TaskFinder.php getExtendedQuery()' } },
    text().optional().describe('Name of the default swimlane of the project'),
  ),
  project_name: text().describe('Name of the project'),
}

export const extendedTask = z
  .object(extendedTaskColumns)
  .meta({ id: 'ExtendedTask', description: 'A row: extended task.' })

/** A tag as it hangs on a task in getBoard and getMyDashboard. */
export const attachedTag = z
  .object({
    id: integerColumn().describe('Number of the tag'),
    name: z.string().describe('Name of the tag'),
    color_id: field(since('1.2.6'), text().describe('Colour of the tag')),
    task_id: integerColumn().describe('Number of the task'),
  })
  .meta({ id: 'AttachedTag', description: 'A tag as it hangs on a task in getBoard and getMyDashboard.' })

/** A task in the lists of overdue tasks. */
export const overdueTask = z
  .object({
    id: columns.id,
    title: columns.title,
    date_due: integerColumn().describe('When it was due, Unix seconds'),
    project_id: columns.project_id,
    creator_id: columns.creator_id,
    owner_id: columns.owner_id,
    project_name: z.string().describe('Name of the project'),
    assignee_username: text().describe('Login name of the assignee'),
    assignee_name: text().describe('Full name of the assignee'),
  })
  .meta({ id: 'OverdueTask', description: 'A task in the lists of overdue tasks.' })

/** A tag as getAllTags and getTagsByProject answer it. */
export const tag = z
  .object({
    id: integerColumn().describe('Number of the tag'),
    name: z.string().describe('Name of the tag'),
    project_id: integerColumn().describe('Number of the project, 0 for all projects'),
    color_id: field(since('1.2.6'), text().describe('Colour of the tag')),
  })
  .meta({ id: 'Tag', description: 'A tag as getAllTags and getTagsByProject answer it.' })
