import type { Versions } from '../../kernel/operation.js'
import { inVersions } from '../../kernel/versions.js'
import type { KanboardContext } from '../procedure.js'

/** Since when, or until when, a rule holds; found by the first tag of kanboard/kanboard that has it. */
const rules = {
  // app/Api/Authorization/CommentAuthorization.php checkCommentAccess(), app/Validator/CommentValidator.php
  commentsHaveVisibility: { since: '1.2.36' },
  // app/Api/Procedure/CommentProcedure.php: users write in their own name, change their own, and see what they may
  commentsBelongToAuthors: { since: '1.2.40' },
  // app/Api/Procedure/SubtaskProcedure.php: updateSubtask wants the task of the subtask
  subtasksStayInTask: { since: '1.2.51' },
  // app/Model/SubtaskModel.php remove(); app/Subscriber/SubtaskTimeTrackingSubscriber.php until 1.0.31
  removalForgetsTime: { since: '1.0.32', until: '1.2.26' },
  // app/Api/Procedure/SubtaskTimeTrackingProcedure.php: users handle their own timers
  timersBelongToUsers: { since: '1.2.53' },
  // app/Api/Procedure/TaskFileProcedure.php: createTaskFile wants the project of the task
  filesWantProjectOfTask: { since: '1.2.47' },
  // app/Validator/CommentValidator.php, SubtaskValidator.php, ExternalLinkValidator.php, TaskValidator.php: 191 and 65535
  // characters where there were 50 and 200 or 255
  textsAreLong: { since: '1.2.3' },
  // app/Model/TaskLinkModel.php create(), remove(): before, app/Model/TaskLink.php looked at no result
  linksAreChecked: { since: '1.0.32' },
  // app/Model/FileModel.php generatePath()
  pathsWantIntegers: { since: '1.2.47' },
  // app/Model/File.php generatePath(): project and task, without a word before them
  pathsNameProject: { until: '1.0.25' },
  // app/Core/Thumbnail.php; before, app/Core/Tool.php generateThumbnail() left alone what is no image
  thumbnailsWantImages: { since: '1.0.27' },
  // app/Model/FileModel.php remove(); before, the content went with the first of several files that have its path
  contentIsShared: { since: '1.2.28' },
  // app/Api/Procedure/TaskLinkProcedure.php: users need a role in the project of the other task
  linksWantBothProjects: { since: '1.2.30' },
  // app/Api/Procedure/TaskLinkProcedure.php: updateTaskLink wants the task of the link
  linksStayAtTask: { since: '1.2.51' },
  // app/Validator/ExternalLinkValidator.php: Validators\URL
  externalLinksAreUrls: { since: '1.2.41' },
  // app/ExternalLink/WebLink.php getTitle(): EXTERNAL_LINK_ALLOW_PRIVATE_NETWORKS, and the address where there is no title
  privatePagesAreNotRead: { since: '1.2.49' },
  // app/Api/Procedure/TaskExternalLinkProcedure.php
  externalLinksStayAtTask: { since: '1.2.50' },
  // app/Api/Procedure/ColumnProcedure.php removeColumn()
  columnsWithTasksStay: { since: '1.0.39' },
  // app/Formatter/ProjectActivityEventFormatter.php format()
  emptyEventsAreHidden: { since: '1.2.47' },
  // app/Job/CommentEventJob.php, SubtaskEventJob.php: before, the notification of what does not exist ended the request
  changesAreJobs: { since: '1.0.32' },
  // app/Subscriber/ProjectModificationDateSubscriber.php
  subtasksTouchProjects: { since: '1.2.15' },
  // app/Action/*.php: update($values, false)
  actionsAreQuiet: { since: '1.0.24' },
  // app/Notification/WebhookNotification.php
  webhooksTellAuthors: { since: '1.2.1' },
  webhooksStayPublic: { since: '1.2.51' },
  // app/Model/UserMentionModel.php; since 1.0.35 app/Job/UserMentionJob.php
  mentionsNotify: { since: '1.0.29' },
  // app/Model/UserNotificationModel.php
  onlyActiveUsersAreNotified: { since: '1.2.29' },
  // app/Core/Markdown.php, app/Helper/TextHelper.php, and the Parsedown that composer.json asks for
  markdownIsEarly: { until: '1.0.22' },
  markdownLinksNames: { since: '1.0.28' },
  markdownBreaksLines: { since: '1.2.15' },
  markdownIsSafe: { since: '1.2.50' },
  numbersReplaceHeaders: { since: '1.2.29', until: '1.2.52' },
  numbersAreNoHeaders: { since: '1.2.53' },
  // app/Template/event/*.php, app/Model/Notification.php getTitleWithAuthor()
  eventPagesAreShort: { until: '1.0.26' },
  eventTitlesAreEarly: { until: '1.0.31' },
  // app/Template/event/*.php
  eventLinksNameProject: { until: '1.2.21' },
  // app/Validator/TaskValidator.php, app/Schema/Sqlite.php: before, 0 was the default swimlane and no key checked others.
  // app/Api/Procedure/SwimlaneProcedure.php updateSwimlane(); app/Model/SwimlaneModel.php disable(), enable()
  swimlanesAreRows: { since: '1.0.40' },
  // app/Api/Task.php updateTask(): before, 0 was no member like any other number
  nobodyIsAssignable: { since: '1.0.24' },
  // app/Validator/TaskValidator.php: Range
  scoresHaveRange: { since: '1.0.34' },
  // app/Api/Procedure/TaskProcedure.php createTask(): before, users were the creators whatever they said
  creatorIsChecked: { since: '1.2.45' },
  // app/Api/Procedure/TaskProcedure.php moveTaskPosition()
  movesWithinOwnProject: { since: '1.2.50' },
  // app/Api/Procedure/TaskProcedure.php moveTaskPosition(): before, a closed task stayed where it was
  closedTasksMove: { since: '1.2.28' },
  // app/Model/TaskPositionModel.php saveTaskTimestamps(); before, app/Subscriber/TaskMovedDateSubscriber.php
  movesAreStamped: { since: '1.0.34' },
  // app/Model/TaskPositionModel.php fireEvents()
  swimlaneMoveTellsColumn: { since: '1.2.33' },
  // app/Model/TaskFinderModel.php getExtendedQuery(): before, the link with the number 9, whatever its label
  milestonesAreNamed: { since: '1.2.25' },
  // app/Model/TaskProjectDuplicationModel.php duplicateToProject()
  copiesTakeFilesAlong: { since: '1.2.28' },
  // app/Model/TaskRecurrenceModel.php duplicateRecurringTask()
  successorsTakeLinksAlong: { since: '1.2.28' },
  // app/Api/Procedure/TagProcedure.php createTag(): before, a tag that is there was answered
  tagsAreNew: { since: '1.2.27' },
  // app/Api/Procedure/TagProcedure.php getAllTags()
  usersSeeTagsOfTheirProjects: { since: '1.2.50' },
} satisfies Record<string, Versions>

export const holds = (ctx: KanboardContext, rule: keyof typeof rules): boolean =>
  inVersions(rules[rule], ctx.setup.profile.version)
