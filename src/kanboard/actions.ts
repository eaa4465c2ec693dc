import type { ActionRow } from './attached-rows.js'
import { effects } from './action-effects.js'
import type { EventData, EventName } from './events.js'
import { compareVersions, inVersions } from '../kernel/versions.js'
import type { Versions } from '../kernel/operation.js'
import { byValue } from './dictionary.js'
import type { KanboardContext } from './procedure.js'
import { translate } from './translate.js'

/**
 * A daily job of the command line, which no call starts, and what other sites sent until 1.0.22; the other events are
 * those of events.ts.
 */
type ActionEvent = EventName | 'task.cronjob.daily' | `${'bitbucket' | 'github' | 'gitlab'}.webhook.${string}`

/** An event for an action, with the parameters that the action was given. */
export interface Fired {
  readonly ctx: KanboardContext
  readonly data: EventData
  readonly params: ActionRow['params']
}

export interface ActionDefinition {
  /** Class, with a backslash before it; until 1.0.22 its last part alone. */
  readonly name: string
  readonly description: string
  /** Events that it can listen to; without one it is for plugins. */
  readonly events: readonly string[]
  readonly parameters: readonly string[]
  holds(fired: Fired): boolean
  run(fired: Fired): void
}

/*
 * The first release, perhaps the last, the class, its parameters, its events, and its description:
 * kanboard/kanboard@v1.2.53 app/Action/*.php, and the first tag that has each file.
 */
const lines = `
1.0.9-1.0.22 CommentCreation() on github.webhook.issue.commented github.webhook.commit bitbucket.webhook.issue.commented bitbucket.webhook.commit gitlab.webhook.commit gitlab.webhook.issue.commented: Create a comment from an external provider
1.0.23 CommentCreation() on nothing: Create a comment from an external provider
1.0.23 CommentCreationMoveTaskColumn(column_id) on task.move.column: Add a comment log when moving the task between columns
1.2.0 StopSubtaskTimerMoveTaskColumn(column_id) on task.move.column: Stop the timer of all subtasks when moving a task to another column
1.2.0 SubtaskTimerMoveTaskColumn(column_id, subtask) on task.move.column: Add a subtask and activate the timer when moving a task to another column
1.0.5 TaskAssignCategoryColor(color_id, category_id) on task.create_update: Assign automatically a category based on a color
1.0.9-1.0.22 TaskAssignCategoryLabel(label, category_id) on github.webhook.issue.label: Change the category based on an external label
1.0.23 TaskAssignCategoryLabel(label, category_id) on nothing: Change the category based on an external label
1.0.21 TaskAssignCategoryLink(category_id, link_id) on task_internal_link.create_update: Assign automatically a category based on a link
1.2.7 TaskAssignCategorySwimlaneChange(swimlane_id, category_id) on task.create task.move.swimlane: Assign a category when the task is moved to a specific swimlane
1.0.5 TaskAssignColorCategory(color_id, category_id) on task.create_update: Assign automatically a color based on a category
1.0.13 TaskAssignColorColumn(column_id, color_id) on task.create task.move.column: Assign a color when the task is moved to a specific column
1.0.18 TaskAssignColorLink(color_id, link_id) on task_internal_link.create_update: Change task color when using a specific task link
1.0.40 TaskAssignColorOnDueDate(color_id) on task.cronjob.daily: Assign automatically a color when due date is expired
1.2.1 TaskAssignColorOnStartDate(color_id) on task.cronjob.daily: Assign automatically a color when preset start date is reached
1.0.28 TaskAssignColorPriority(color_id, priority) on task.create_update: Assign automatically a color based on a priority
1.0.33 TaskAssignColorSwimlane(swimlane_id, color_id) on task.create task.move.swimlane: Assign a color when the task is moved to a specific swimlane
1.0.5 TaskAssignColorUser(color_id, user_id) on task.create task.assignee_change: Assign a color to a specific user
1.0.45 TaskAssignCreator(column_id) on task.move.column: Assign the task to its creator
1.0.5-1.0.22 TaskAssignCurrentUser(column_id) on task.create task.move.column: Assign the task to the person who does the action
1.0.23 TaskAssignCurrentUser() on task.create: Assign the task to the person who does the action
1.0.23 TaskAssignCurrentUserColumn(column_id) on task.move.column: Assign the task to the person who does the action when the column is changed
1.2.47 TaskAssignCurrentUserColumnIfNoUserAlreadySet(column_id) on task.move.column: Assign a task to the logged user on column change to specified column if no user is assigned
1.0.32 TaskAssignDueDateOnCreation(duration) on task.create: Automatically set the due date on task creation
1.2.22 TaskAssignDueDateOnMoveColumn(duration, column_id) on task.move.column: Automatically set the due date when the task is moved away from a specific column
1.0.33 TaskAssignPrioritySwimlane(swimlane_id, priority) on task.create task.move.swimlane: Assign a priority when the task is moved to a specific swimlane
1.0.5 TaskAssignSpecificUser(column_id, user_id) on task.create_update task.move.column: Assign the task to a specific user
1.2.47 TaskAssignToUserOnCreationInColumn(column_id) on task.create: Assign the task to its creator for specific columns if no assignee is set manually
1.0.9-1.0.22 TaskAssignUser() on github.webhook.issue.assignee bitbucket.webhook.issue.assignee: Change the assignee based on an external username
1.0.23 TaskAssignUser() on nothing: Change the assignee based on an external username
1.2.15 TaskAssignUserSwimlaneChange(swimlane_id, user_id) on task.create task.move.swimlane: Assign the task to a specific user when the task is moved to a specific swimlane
1.0.5-1.0.22 TaskClose(column_id) on task.move.column github.webhook.commit github.webhook.issue.closed gitlab.webhook.commit gitlab.webhook.issue.closed bitbucket.webhook.commit bitbucket.webhook.issue.closed: Close a task
1.0.23 TaskClose() on nothing: Close a task
1.0.23 TaskCloseColumn(column_id) on task.move.column: Close a task in a specific column
1.0.25 TaskCloseNoActivity(duration) on task.cronjob.daily: Close a task when there is no activity
1.0.32 TaskCloseNoActivityColumn(duration, column_id) on task.cronjob.daily: Close a task when there is no activity in a specific column
1.0.34 TaskCloseNotMovedColumn(duration, column_id) on task.cronjob.daily: Close a task in a specific column when not moved during a given period
1.0.9-1.0.22 TaskCreation() on github.webhook.issue.opened gitlab.webhook.issue.opened bitbucket.webhook.issue.opened: Create a task from an external provider
1.0.23 TaskCreation() on nothing: Create a task from an external provider
1.0.5-1.0.30 TaskDuplicateAnotherProject(column_id, project_id) on task.move.column task.close: Duplicate the task to another project
1.0.31 TaskDuplicateAnotherProject(column_id, project_id) on task.move.column task.close task.create: Duplicate the task to another project
1.0.16-1.0.36 TaskEmail(column_id, user_id, subject) on task.move.column task.close: Send a task by email to someone
1.0.37 TaskEmail(column_id, user_id, subject) on task.move.column task.close task.create: Send a task by email to someone
1.0.25 TaskEmailNoActivity(user_id, subject, duration) on task.cronjob.daily: Send email when there is no activity on a task
1.0.8-1.0.22 TaskLogMoveAnotherColumn(column_id) on task.move.column: Add a comment log when moving the task between columns
1.0.8 TaskMoveAnotherProject(column_id, project_id) on task.move.column task.close: Move the task to another project
1.0.13 TaskMoveColumnAssigned(src_column_id, dest_column_id) on task.assignee_change task.update: Move the task to another column when assigned to a user
1.0.16-1.2.21 TaskMoveColumnCategoryChange(dest_column_id, category_id) on task.update: Move the task to another column when the category is changed
1.2.22 TaskMoveColumnCategoryChange(dest_column_id, category_id) on task.update task.create task.create_update: Move the task to another column when the category is changed
1.0.32 TaskMoveColumnClosed(dest_column_id) on task.close: Move the task to another column when closed
1.0.32 TaskMoveColumnNotMovedPeriod(duration, src_column_id, dest_column_id) on task.cronjob.daily: Move the task to another column when not moved during a given period
1.2.10 TaskMoveColumnOnDueDate(duration, src_column_id, dest_column_id) on task.cronjob.daily: Move the task to another column when the due date is less than a certain number of days
1.2.1 TaskMoveColumnOnStartDate(src_column_id, dest_column_id) on task.cronjob.daily: Move the task to another column once a predefined start date is reached
1.0.13 TaskMoveColumnUnAssigned(src_column_id, dest_column_id) on task.assignee_change task.update: Move the task to another column when assignee is cleared
1.2.7 TaskMoveSwimlaneAssigned(user_id, dest_swimlane_id) on task.create_update task.assignee_change task.update: Move the task to another swimlane when assigned to a user
1.2.7 TaskMoveSwimlaneCategoryChange(dest_swimlane_id, category_id) on task.update: Move the task to another swimlane when the category is changed
1.0.9-1.0.22 TaskOpen() on github.webhook.issue.reopened gitlab.webhook.issue.reopened bitbucket.webhook.issue.reopened: Open a task
1.0.23 TaskOpen() on nothing: Open a task
1.0.15 TaskUpdateStartDate(column_id) on task.move.column: Automatically update the start date
1.2.11 TaskUpdateStartDateOnMoveColumn(column_id) on task.move.column: Automatically update the start date when the task is moved away from a specific column
`

/** kanboard/kanboard@v1.0.32 app/Model/TaskLinkModel.php EVENT_CREATE_UPDATE. */
const shortLinkEvent = { until: '1.0.31' }

/** What a release calls an event. */
export const nameAt = (event: string, version: string): string =>
  event === 'task_internal_link.create_update' && inVersions(shortLinkEvent, version) ? 'tasklink.create_update' : event

interface Line {
  readonly versions: Versions
  readonly className: string
  readonly parameters: readonly string[]
  readonly events: readonly string[]
  readonly description: string
}

const declared: readonly Line[] = lines.trim().split('\n').map(readLine)

function readLine(line: string): Line {
  const found = /^([\d.]+)(?:-([\d.]+))? (\w+)\((.*)\) on ([\w. ]+): (.*)$/.exec(line)
  const [, since = '', until, className = '', parameters = '', events = '', description = ''] = found ?? []
  if (!found) throw new Error(`automatic actions: cannot read the line '${line}'`)
  return {
    versions: until === undefined ? { since } : { since, until },
    className,
    parameters: parameters === '' ? [] : parameters.split(', '),
    events: events === 'nothing' ? [] : events.split(' '),
    description,
  }
}

/** Namespaces came with this release: app/Action at kanboard/kanboard@v1.0.23. */
const namespaced = { since: '1.0.23' } satisfies Versions

const byRelease = new Map<string, ReadonlyMap<string, ActionDefinition>>()

/** The release that brought each action; a later line tells only what became of it. */
function firstReleases(): Map<string, string> {
  const first = new Map<string, string>()
  for (const { className, versions } of declared) {
    const { since = '' } = versions
    const known = first.get(className)
    if (known === undefined || compareVersions(since, known) < 0) first.set(className, since)
  }
  return first
}

/** The first release that has all actions of these names; they tell a development version's age. */
export function releaseOfActions(names: readonly string[]): string | undefined {
  const classes = new Set(names.map((name) => name.slice(name.lastIndexOf('\\') + 1)))
  const first = firstReleases()
  const found = [...classes].flatMap((one) => first.get(one) ?? [])
  const known = names.some((name) => name.includes('\\')) ? [...found, namespaced.since] : found
  return known.toSorted(compareVersions).at(-1)
}

/** The newest release up to `version` that brought an action. */
export const lastActionRelease = (version: string): string =>
  [...firstReleases().values()]
    .filter((since) => compareVersions(since, version) <= 0)
    .toSorted(compareVersions)
    .at(-1) ?? version

/** The actions of a release by name. */
export function actionsOf(ctx: KanboardContext): ReadonlyMap<string, ActionDefinition> {
  const { version } = ctx.setup.profile
  const known = byRelease.get(version)
  if (known) return known
  const existing = declared.filter(({ versions }) => inVersions(versions, version))
  const actions = new Map(existing.map((line) => definitionOf(line, version)).map((one) => [one.name, one]))
  byRelease.set(version, actions)
  return actions
}

export const actionNamed = (ctx: KanboardContext, name: string): ActionDefinition | undefined =>
  actionsOf(ctx).get(name)

function definitionOf({ className, parameters, events, description }: Line, version: string): ActionDefinition {
  const { holds = () => true, run = () => {} } = effects[className] ?? {}
  return {
    name: inVersions(namespaced, version) ? `\\Kanboard\\Action\\${className}` : className,
    description,
    events: events.map((event) => nameAt(event, version)),
    parameters,
    holds,
    run,
  }
}

/** kanboard/kanboard@v1.0.22 app/Integration: Bitbucket, Github and Gitlab, which became plugins. */
const sitesSent = { until: '1.0.22' }

/** In the order of their texts; app/Core/Event/EventManager.php, and the first tags that have them. */
const events: readonly (readonly [name: ActionEvent, text: string, versions?: Versions])[] = [
  ['bitbucket.webhook.commit', 'Bitbucket commit received', sitesSent],
  ['bitbucket.webhook.issue.assignee', 'Bitbucket issue assignee change', sitesSent],
  ['bitbucket.webhook.issue.closed', 'Bitbucket issue closed', sitesSent],
  ['bitbucket.webhook.issue.commented', 'Bitbucket issue comment created', sitesSent],
  ['bitbucket.webhook.issue.opened', 'Bitbucket issue opened', sitesSent],
  ['bitbucket.webhook.issue.reopened', 'Bitbucket issue reopened', sitesSent],
  ['task.close', 'Closing a task'],
  ['task.cronjob.daily', 'Daily background job for tasks', { since: '1.0.25' }],
  ['github.webhook.commit', 'Github commit received', sitesSent],
  ['github.webhook.issue.assignee', 'Github issue assignee change', sitesSent],
  ['github.webhook.issue.closed', 'Github issue closed', sitesSent],
  ['github.webhook.issue.commented', 'Github issue comment created', sitesSent],
  ['github.webhook.issue.label', 'Github issue label change', sitesSent],
  ['github.webhook.issue.opened', 'Github issue opened', sitesSent],
  ['github.webhook.issue.reopened', 'Github issue reopened', sitesSent],
  ['gitlab.webhook.commit', 'Gitlab commit received', sitesSent],
  ['gitlab.webhook.issue.closed', 'Gitlab issue closed', sitesSent],
  ['gitlab.webhook.issue.commented', 'Gitlab issue comment created', sitesSent],
  ['gitlab.webhook.issue.opened', 'Gitlab issue opened', sitesSent],
  ['gitlab.webhook.issue.reopened', 'Gitlab issue reopened', sitesSent],
  ['task.move.column', 'Move a task to another column'],
  ['task.move.swimlane', 'Move a task to another swimlane', { since: '1.0.33' }],
  ['task.open', 'Reopen a task'],
  ['subtask.create_update', 'Subtask creation or modification', { since: '1.2.14' }],
  ['task.assignee_change', 'Task assignee change'],
  ['task.create', 'Task creation'],
  ['task.create_update', 'Task creation or modification'],
  ['task_internal_link.create_update', 'Task link creation or modification'],
  ['task.update', 'Task modification'],
]

/** Events that actions can listen to, with their texts, sorted by these. */
export function actionEventsOf(ctx: KanboardContext): ReadonlyMap<string, string> {
  const { version } = ctx.setup.profile
  const existing = events.filter(([, , versions]) => inVersions(versions, version))
  return byValue(existing.map(([name, text]) => [nameAt(name, version), translate(ctx, text)]))
}
