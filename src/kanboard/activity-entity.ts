import { z } from 'zod'
import { field, open } from '../kernel/view.js'
import { comment, listedSubtask, taskFile, taskLink } from './attached-entities.js'
import { integerColumn } from './columns.js'
import { earlyTaskDetails, orderedDetails } from './task-entities.js'

const text = (): z.ZodNullable<z.ZodString> => z.string().nullable()

/** Changes that a move tells of the row; others are as the request gave them. */
const left = {
  src_column_id: integerColumn().optional().describe('Column that the task left'),
  date_moved: integerColumn().nullable().optional().describe('When it was moved before, Unix seconds'),
}
/** What a move tells of the row beside its changes. */
const moved = {
  ...left,
  recurrence_status: integerColumn().optional().describe('0 none, 1 to be repeated, 2 repeated'),
  recurrence_trigger: integerColumn().optional().describe('When it is repeated'),
}

const changes = z
  .union([open(z.looseObject(left)), z.array(z.never())])
  .optional()
  .describe('New values that differ from the old ones')

/** An event with what it was about as it was then, in the order of its making. */
export const activityEvent = z.looseObject({
  id: integerColumn().describe('Number of the event'),
  date_creation: integerColumn().describe('Unix seconds'),
  event_name: z.string().describe('Name of the event: task.create, comment.update …'),
  creator_id: integerColumn().describe('Number of the user who did it'),
  project_id: integerColumn().describe('Number of the project'),
  task_id: integerColumn().describe('Number of the task'),
  author_username: text().describe('Login name of the user'),
  author_name: text().describe('Full name of the user'),
  email: text().describe('E-mail address of the user'),
  avatar_path: text().describe('File of the avatar of the user'),
  task: orderedDetails.describe('The task as it was'),
  comment: comment.optional().describe('The comment as it was'),
  subtask: listedSubtask.optional().describe('The subtask as it was'),
  file: taskFile.optional().describe('The file as it was'),
  task_link: taskLink.optional().describe('The link as it was'),
  changes,
  ...moved,
  author: z.string().describe('Full name of the user, or the login name'),
  event_title: z.string().describe('What happened, in English'),
  event_content: z.string().describe('What happened, as HTML with a local date'),
})

const own = activityEvent.shape

/** Until 1.0.31: kanboard/kanboard@v1.0.22 app/Model/ProjectActivity.php getProjects(). */
export const earlyActivityEvent = z.object({
  ...{ id: own.id, date_creation: own.date_creation, event_name: own.event_name, creator_id: own.creator_id },
  ...{ project_id: own.project_id, task_id: own.task_id },
  ...{ author_username: own.author_username, author_name: own.author_name, email: own.email },
  avatar_path: field(
    { since: '1.0.27', source: { code: 'kanboard/kanboard@v1.0.27 app/Model/ProjectActivity.php' } },
    own.avatar_path,
  ),
  changes,
  task: earlyTaskDetails.describe('The task as it was'),
  ...{ author: own.author, event_title: own.event_title, event_content: own.event_content },
})
