import { z } from 'zod'
import type { Bounds, Wire } from '../kernel/view.js'
import { field, wire } from '../kernel/view.js'
import { columnNumber, decimalColumn, flagColumn, integerColumn } from './columns.js'

/* What hangs on a task, as answers show it. Columns in the order of the tables or of the query. */

const since = (version: string): Bounds => ({
  since: version,
  source: { code: `kanboard/kanboard@v${version} app/Schema/Sqlite.php` },
})

const text = (): z.ZodNullable<z.ZodString> => z.string().nullable()

const visibility = field(
  since('1.2.36'),
  z.string().describe('Who may read it: app-user, app-manager (and admins) or app-admin'),
)

const dateModification = field(since('1.0.38'), integerColumn().nullable().describe('Last change, Unix seconds'))

const author = {
  username: text().describe('Login name of the author; null when there is no such user'),
  name: text().describe('Full name of the author'),
  email: field(since('1.0.29'), text().describe('E-mail address of the author')),
  avatar_path: field(since('1.0.29'), text().describe('File of the avatar of the author')),
}

/** A comment as getComment answers it. */
export const comment = z
  .object({
    id: integerColumn().describe('Number of the comment'),
    task_id: integerColumn().describe('Number of the task'),
    user_id: integerColumn().nullable().describe('Number of the author, 0 for nobody; need not exist'),
    date_creation: integerColumn().describe('Unix seconds'),
    date_modification: dateModification,
    comment: z.string().describe('Markdown'),
    reference: field(since('1.0.23'), text().describe('Reference of another system')),
    visibility,
    ...author,
  })
  .meta({ id: 'Comment', description: 'A comment as getComment answers it.' })

/** A comment in getAllComments: another order, without the reference. */
export const listedComment = z
  .object({
    id: integerColumn().describe('Number of the comment'),
    date_creation: integerColumn().describe('Unix seconds'),
    date_modification: dateModification,
    task_id: integerColumn().describe('Number of the task'),
    user_id: integerColumn().nullable().describe('Number of the author, 0 for nobody; need not exist'),
    comment: z.string().describe('Markdown'),
    visibility,
    ...author,
    email: text().describe('E-mail address of the author'),
  })
  .meta({ id: 'ListedComment', description: 'A comment in getAllComments: another order, without the reference.' })

/** A subtask as getSubtask answers it. */
export const subtask = z
  .object({
    id: integerColumn().describe('Number of the subtask'),
    title: z.string().describe('Title'),
    status: integerColumn().describe('0 todo, 1 in progress, 2 done; other numbers are kept'),
    time_estimated: decimalColumn().describe('Hours'),
    time_spent: decimalColumn().nullable().describe('Hours'),
    task_id: integerColumn().describe('Number of the task'),
    user_id: integerColumn().nullable().describe('Number of the assignee, 0 for nobody; need not exist'),
    position: integerColumn().describe('Place in the list, from 1; places may be taken twice'),
  })
  .meta({ id: 'Subtask', description: 'A subtask as getSubtask answers it.' })

/** 0 where no timer runs is PHP's own, the start is a column. */
const timerStart: Wire<number> = {
  name: 'start of a timer',
  schema: (view) =>
    view.axes['numbers'] === 'strings' ? z.union([z.literal(0), z.string().regex(/^[1-9]\d*$/)]) : z.int(),
  render: (value, view) => (value !== 0 && view.axes['numbers'] === 'strings' ? String(value) : value),
}

/** A subtask in getAllSubtasks and in events. */
export const listedSubtask = z
  .object({
    ...subtask.shape,
    username: text().describe('Login name of the assignee'),
    name: text().describe('Full name of the assignee'),
    timer_start_date: wire(timerStart).describe('When the timer of the caller was started, 0 when it does not run'),
    status_name: text().describe('Todo, In progress or Done; null for other numbers'),
    is_timer_started: z.boolean().describe('Whether the timer of the caller runs'),
  })
  .meta({ id: 'ListedSubtask', description: 'A subtask in getAllSubtasks and in events.' })

/** A file as getTaskFile answers it. */
export const taskFile = z
  .object({
    id: integerColumn().describe('Number of the file'),
    name: z.string().describe('Name, as it was given, cut after 255 bytes'),
    path: z.string().describe('Where it is stored: tasks, number of the task, SHA-1 of name and time'),
    is_image: flagColumn().describe('Whether the name ends like that of an image'),
    task_id: integerColumn().describe('Number of the task'),
    date: integerColumn().describe('When it was uploaded, Unix seconds'),
    user_id: integerColumn().describe('Who uploaded it, 0 for the application'),
    size: integerColumn().describe('Bytes'),
    etag: field(
      { since: '1.2.38', source: { code: 'kanboard/kanboard@v1.2.38 app/Model/FileModel.php' } },
      z.string().describe('MD5 of the path'),
    ),
  })
  .meta({ id: 'TaskFile', description: 'A file as getTaskFile answers it.' })

const { etag, ...fileColumns } = taskFile.shape

/** A file in getAllTaskFiles. */
export const listedTaskFile = z
  .object({
    ...fileColumns,
    username: text().describe('Login name of who uploaded it'),
    user_name: text().describe('Full name of who uploaded it'),
    etag,
  })
  .meta({ id: 'ListedTaskFile', description: 'A file in getAllTaskFiles.' })

/** A link as getTaskLinkById answers it. */
export const taskLink = z
  .object({
    id: integerColumn().describe('Number of this link'),
    opposite_task_id: integerColumn().describe('Number of the other task'),
    task_id: integerColumn().describe('Number of the task'),
    link_id: integerColumn().describe('Number of the kind of relation'),
    label: text().describe('Name of the kind of relation'),
    opposite_link_id: integerColumn().nullable().describe('Kind of the link in the other direction, 0 for none'),
  })
  .meta({ id: 'TaskLink', description: 'A link as getTaskLinkById answers it.' })

const { id: linkNumber, link_id, task_id, opposite_task_id } = taskLink.shape

/** Until 1.0.31 the row alone, in the order of the table: kanboard/kanboard@v1.0.31 app/Model/TaskLinkModel.php getById(). */
export const bareTaskLink = z.object({ id: linkNumber, link_id, task_id, opposite_task_id })

/** A link in getAllTaskLinks: the other task, with names. */
export const listedTaskLink = z
  .object({
    id: integerColumn().describe('Number of the link'),
    task_id: integerColumn().describe('Number of the other task'),
    label: text().describe('Name of the kind of relation'),
    title: z.string().describe('Title of the other task'),
    is_active: flagColumn().describe('0 when the other task is closed'),
    project_id: integerColumn().describe('Project of the other task'),
    column_id: field(since('1.0.25'), columnNumber().describe('Column of the other task')),
    color_id: field(since('1.0.27'), z.string().describe('Color of the other task')),
    date_completed: field(since('1.2.1'), integerColumn().nullable().describe('Unix seconds')),
    date_started: field(since('1.2.1'), integerColumn().nullable().describe('Unix seconds')),
    date_due: field(since('1.2.1'), integerColumn().nullable().describe('Unix seconds')),
    task_time_spent: decimalColumn().nullable().describe('Hours'),
    task_time_estimated: decimalColumn().nullable().describe('Hours'),
    task_assignee_id: integerColumn().describe('Assignee of the other task, 0 for nobody'),
    task_assignee_username: text().describe('Login name of the assignee'),
    task_assignee_name: text().describe('Full name of the assignee'),
    column_title: text().describe('Title of the column'),
    project_name: z.string().describe('Name of the project'),
  })
  .meta({ id: 'ListedTaskLink', description: 'A link in getAllTaskLinks: the other task, with names.' })

/** An external link as getExternalTaskLinkById answers it. */
export const externalLink = z
  .object({
    id: integerColumn().describe('Number of the link'),
    link_type: z.string().describe('weblink, attachment or file'),
    dependency: z.string().describe('Kind of relation: related, or any other text'),
    title: z.string().describe('Title'),
    url: z.string().describe('Address'),
    date_creation: integerColumn().describe('Unix seconds'),
    date_modification: integerColumn().describe('Unix seconds'),
    task_id: integerColumn().describe('Number of the task'),
    creator_id: integerColumn().describe('Who made it, 0 for the application'),
  })
  .meta({ id: 'ExternalLink', description: 'An external link as getExternalTaskLinkById answers it.' })

/** An external link in getAllExternalTaskLinks. */
export const listedExternalLink = z
  .object({
    ...externalLink.shape,
    creator_name: text().describe('Full name of who made it'),
    creator_username: text().describe('Login name of who made it'),
    dependency_label: z.string().describe('The relation in words, where it is known'),
    type: z.string().describe('The type in words'),
  })
  .meta({ id: 'ListedExternalLink', description: 'An external link in getAllExternalTaskLinks.' })

/** An automatic action. */
export const action = z
  .object({
    id: integerColumn().describe('Number of the action'),
    project_id: integerColumn().describe('Number of the project'),
    event_name: z.string().describe('Event that it listens to'),
    action_name: z.string().describe('Class, with a backslash before it'),
    params: z
      .union([z.record(z.string(), z.string()), z.array(z.never())])
      .describe('Parameters by name, all text; an empty list when there are none'),
  })
  .meta({ id: 'Action', description: 'An automatic action.' })
