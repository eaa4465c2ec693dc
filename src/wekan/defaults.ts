import { z } from 'zod'
import type { Versions } from '../kernel/operation.js'
import { inVersions } from '../kernel/versions.js'
import type { View } from '../kernel/view.js'

/**
 * A member of a document and the value the schema gives it at insertion. `since` is the first release whose schema in
 * models/boards.js or models/users.js has it (searched through the tags of wekan/wekan); order is that of the schema.
 */
export interface Default extends Versions {
  readonly key: string
  readonly value: unknown
  readonly about: string
  /** What the schema lets in, those of every release; default whatever is of the type of the value. */
  readonly type?: z.ZodType
}

/** What a new document has in the release whose fields are shown. */
export function valuesIn(defaults: readonly Default[], view: View): Record<string, unknown> {
  const own = defaults.filter((line) => inVersions(line, view.version))
  return Object.fromEntries(
    own.map(({ key, value }) => [key, value instanceof Nested ? valuesIn(value.lines, view) : value]),
  )
}

/** A default that is a document of its own. */
export class Nested {
  constructor(readonly lines: readonly Default[]) {}
}

export const boardDefaults = [
  { key: 'migrationVersion', value: 1, about: 'Which migrations the board has seen.', since: '8.02' },
  { key: 'stars', value: 0, about: 'How many users have starred the board.' },
  { key: 'importUsernames', value: [], about: 'Names used while importing.', since: '9.42' },
  { key: 'allowsCardCounterList', value: false, about: 'Whether card counter list is offered.', since: '6.19' },
  { key: 'cardAging', value: false, about: 'Whether old cards fade.', since: '9.46' },
  { key: 'showDependencies', value: false, about: 'Whether dependencies between cards are drawn.', since: '9.47' },
  { key: 'cardAgingDays1', value: 7, about: 'Days after which a card fades a little.', since: '9.46' },
  { key: 'cardAgingDays2', value: 14, about: 'Days after which a card fades more.', since: '9.46' },
  { key: 'cardAgingDays3', value: 28, about: 'Days after which a card fades most.', since: '9.46' },
  { key: 'allowsBoardMemberList', value: false, about: 'Whether board member list is offered.', since: '6.19' },
  { key: 'subtasksDefaultBoardId', value: null, about: 'Board that receives subtasks.' },
  { key: 'subtasksDefaultListId', value: null, about: 'List that receives subtasks.' },
  { key: 'dateSettingsDefaultBoardId', value: null, about: 'Board of the date settings.', since: '3.74' },
  { key: 'dateSettingsDefaultListId', value: null, about: 'List of the date settings.', since: '3.74' },
  { key: 'allowsSubtasks', value: true, about: 'Whether subtasks is offered.' },
  { key: 'allowsSubtasksOnMinicard', value: true, about: 'Whether subtasks is shown on minicards.', since: '8.75' },
  { key: 'allowsAttachments', value: true, about: 'Whether attachments is offered.', since: '3.74' },
  {
    key: 'allowsAttachmentsOnMinicard',
    value: true,
    about: 'Whether attachments is shown on minicards.',
    since: '8.75',
  },
  { key: 'allowsChecklists', value: true, about: 'Whether checklists is offered.', since: '3.74' },
  { key: 'allowsChecklistsOnMinicard', value: true, about: 'Whether checklists is shown on minicards.', since: '8.75' },
  { key: 'allowsCustomFields', value: true, about: 'Whether custom fields is offered.', since: '11.03' },
  {
    key: 'allowsCustomFieldsOnMinicard',
    value: false,
    about: 'Whether custom fields is shown on minicards.',
    since: '11.03',
  },
  {
    key: 'allowsChecklistCountBadgeOnMinicard',
    value: false,
    about: 'Whether checklist count badge is shown on minicards.',
    since: '9.74',
  },
  { key: 'allowsComments', value: true, about: 'Whether comments is offered.', since: '3.74' },
  { key: 'allowsDescriptionTitle', value: true, about: 'Whether description title is offered.', since: '3.78' },
  {
    key: 'allowsDescriptionTitleOnMinicard',
    value: true,
    about: 'Whether description title is shown on minicards.',
    since: '8.75',
  },
  { key: 'allowsDescriptionText', value: true, about: 'Whether description text is offered.', since: '3.78' },
  {
    key: 'allowsDescriptionTextOnMinicard',
    value: false,
    about: 'Whether description text is shown on minicards.',
    since: '6.15',
  },
  {
    key: 'allowsCoverAttachmentOnMinicard',
    value: false,
    about: 'Whether cover attachment is shown on minicards.',
    since: '6.94',
    until: '7.97',
  },
  {
    key: 'allowsCoverAttachmentOnMinicard',
    value: true,
    about: 'Whether cover attachment is shown on minicards.',
    since: '7.98',
  },
  {
    key: 'allowsCoverAttachmentOnCard',
    value: false,
    about: 'Whether cover attachment is shown on opened cards.',
    since: '9.74',
  },
  {
    key: 'allowsBadgeAttachmentOnMinicard',
    value: false,
    about: 'Whether badge attachment is shown on minicards.',
    since: '6.94',
  },
  {
    key: 'allowsAttachmentCountOnCard',
    value: false,
    about: 'Whether attachment count is shown on opened cards.',
    since: '9.74',
  },
  {
    key: 'allowsChecklistCountBadgeOnCard',
    value: false,
    about: 'Whether checklist count badge is shown on opened cards.',
    since: '9.74',
  },
  {
    key: 'allowsCardSortingByNumberOnMinicard',
    value: false,
    about: 'Whether card sorting by number is shown on minicards.',
    since: '6.94',
  },
  { key: 'allowsCardNumber', value: false, about: 'Whether card number is offered.', since: '5.43' },
  {
    key: 'allowsCardNumberOnMinicard',
    value: false,
    about: 'Whether card number is shown on minicards.',
    since: '8.75',
  },
  { key: 'allowsActivities', value: true, about: 'Whether activities is offered.', since: '3.77' },
  { key: 'allowsLabels', value: true, about: 'Whether labels is offered.', since: '3.74' },
  { key: 'allowsLabelsOnMinicard', value: true, about: 'Whether labels is shown on minicards.', since: '8.75' },
  { key: 'allowsCreator', value: true, about: 'Whether creator is offered.', since: '5.18' },
  { key: 'allowsCreatorOnMinicard', value: false, about: 'Whether creator is shown on minicards.', since: '7.22' },
  { key: 'allowsAssignee', value: true, about: 'Whether assignee is offered.', since: '3.74' },
  { key: 'allowsAssigneeOnMinicard', value: true, about: 'Whether assignee is shown on minicards.', since: '8.75' },
  { key: 'allowsMembers', value: true, about: 'Whether members is offered.', since: '3.74' },
  { key: 'allowsMembersOnMinicard', value: true, about: 'Whether members is shown on minicards.', since: '8.75' },
  { key: 'allowsRequestedBy', value: true, about: 'Whether requested by is offered.', since: '3.74' },
  {
    key: 'allowsRequestedByOnMinicard',
    value: true,
    about: 'Whether requested by is shown on minicards.',
    since: '8.75',
  },
  { key: 'allowsCardSortingByNumber', value: true, about: 'Whether card sorting by number is offered.', since: '5.34' },
  { key: 'allowsShowLists', value: true, about: 'Whether show lists is offered.', since: '6.00' },
  { key: 'allowsAssignedBy', value: true, about: 'Whether assigned by is offered.', since: '3.74' },
  {
    key: 'allowsAssignedByOnMinicard',
    value: true,
    about: 'Whether assigned by is shown on minicards.',
    since: '8.75',
  },
  { key: 'allowsShowListsOnMinicard', value: false, about: 'Whether show lists is shown on minicards.', since: '8.01' },
  { key: 'allowsChecklistAtMinicard', value: false, about: 'Whether checklist at minicard is offered.', since: '8.19' },
  { key: 'allowsReceivedDate', value: true, about: 'Whether received date is offered.', since: '3.74' },
  { key: 'restrictCommentEditing', value: false, about: 'Whether only authors edit their comments.', since: '9.65' },
  { key: 'allowsPersonalListWidth', value: false, about: 'Whether personal list width is offered.', since: '9.67' },
  { key: 'autoWidth', value: false, about: 'Whether lists take the width of their content.', since: '9.67' },
  {
    key: 'allowsReceivedDateOnMinicard',
    value: true,
    about: 'Whether received date is shown on minicards.',
    since: '8.75',
  },
  { key: 'allowsStartDate', value: true, about: 'Whether start date is offered.', since: '3.74' },
  { key: 'allowsStartDateOnMinicard', value: true, about: 'Whether start date is shown on minicards.', since: '8.75' },
  { key: 'allowsEndDate', value: true, about: 'Whether end date is offered.', since: '3.74' },
  { key: 'allowsEndDateOnMinicard', value: true, about: 'Whether end date is shown on minicards.', since: '8.75' },
  { key: 'allowsDueDate', value: true, about: 'Whether due date is offered.', since: '3.74' },
  { key: 'allowsDueDateOnMinicard', value: true, about: 'Whether due date is shown on minicards.', since: '8.75' },
  { key: 'allowsDueComplete', value: false, about: 'Whether due complete is offered.', since: '9.47' },
  {
    key: 'allowsDueCompleteOnMinicard',
    value: false,
    about: 'Whether due complete is shown on minicards.',
    since: '9.54',
  },
  {
    key: 'presentParentTask',
    value: 'no-parent',
    about: 'How the parent of a subtask is shown on it.',
    type: z.enum([
      'prefix-with-full-path',
      'prefix-with-parent',
      'subtext-with-full-path',
      'subtext-with-parent',
      'no-parent',
    ]),
  },
  { key: 'isOvertime', value: false, about: 'Whether more time was spent than planned.' },
  {
    key: 'type',
    value: 'board',
    about: 'What kind of board it is.',
    since: '2.29',
    type: z.enum(['board', 'template-board', 'template-container']),
  },
  { key: 'sort', value: -1, about: 'Position among all boards.', since: '2.03' },
  { key: 'showActivities', value: false, about: 'Whether the activities are shown.', since: '7.62' },
] as const satisfies readonly Default[]

export const profileDefaults = [
  {
    key: 'boardView',
    value: 'board-view-swimlanes',
    about: 'How boards are laid out; v0.85 to v4.11 had board-view-lists here, the pages of 2017 nothing.',
    since: '4.12',
    type: z.enum(['swimlanes', 'lists', 'cal', 'gantt', 'table', 'stats'].map((name) => `board-view-${name}`)),
  },
  {
    key: 'listSortBy',
    value: '-modifiedAt',
    about: 'How the lists of a board are sorted.',
    since: '3.50',
    type: z.enum(['-modifiedAt', 'modifiedAt', '-title', 'title', '-sort', 'sort']),
  },
  {
    key: 'allBoardsSortBy',
    value: 'custom',
    about: 'How the page of all boards is sorted.',
    since: '9.71',
    type: z.enum(['custom', 'title-asc', 'title-desc']),
  },
  { key: 'templatesBoardId', value: '', about: 'The board "Templates" of the user; empty without one.', since: '2.29' },
  { key: 'cardTemplatesSwimlaneId', value: '', about: 'Its swimlane for cards.', since: '2.29' },
  { key: 'listTemplatesSwimlaneId', value: '', about: 'Its swimlane for lists.', since: '2.29' },
  { key: 'boardTemplatesSwimlaneId', value: '', about: 'Its swimlane for boards.', since: '2.29' },
  { key: 'listWidths', value: {}, about: 'Widths of lists by board and list.', since: '7.02' },
  { key: 'listConstraints', value: {}, about: 'Largest widths of lists by board and list.', since: '7.72' },
  { key: 'autoWidthBoards', value: {}, about: 'Boards whose lists find their own width.', since: '7.72' },
  { key: 'boardSortIndex', value: {}, about: 'Own order of the boards.', since: '10.34' },
  { key: 'fixedListWidthBoards', value: {}, about: 'Boards whose lists are all of one width.', since: '9.71' },
  { key: 'fixedListWidths', value: {}, about: 'These widths, by board.', since: '9.71' },
  { key: 'swimlaneHeights', value: {}, about: 'Heights of swimlanes by board and swimlane.', since: '7.02' },
  { key: 'collapsedLists', value: {}, about: 'Collapsed lists by board.', since: '8.18' },
  { key: 'collapsedSwimlanes', value: {}, about: 'Collapsed swimlanes by board.', since: '8.18' },
  { key: 'collapsedCardSections', value: {}, about: 'Collapsed parts of opened cards.', since: '10.82' },
  { key: 'keyboardShortcuts', value: false, about: 'Whether keys are bound to actions.', since: '7.74' },
  { key: 'verticalScrollbars', value: true, about: 'Whether lists have scrollbars.', since: '7.77' },
  { key: 'showWeekOfYear', value: true, about: 'Whether calendars number the weeks.', since: '7.79' },
  {
    key: 'dateFormat',
    value: 'YYYY-MM-DD',
    about: 'How dates are written.',
    since: '8.06',
    type: z.enum(['YYYY-MM-DD', 'DD-MM-YYYY', 'MM-DD-YYYY']),
  },
  {
    key: 'cardZoom',
    value: 1,
    about: 'Size of cards, 1 is normal.',
    since: '8.18',
    type: z.number().min(0.5).max(3),
  },
] as const satisfies readonly Default[]

export const userDefaults = [
  {
    key: 'isAdmin',
    value: false,
    about: 'Whether the user is site admin; before v7.02 only admins had it.',
    since: '7.02',
  },
  { key: 'profile', value: new Nested(profileDefaults), about: 'Personal settings.' },
  { key: 'authenticationMethod', value: 'password', about: 'password, ldap, oauth2, …', since: '1.57' },
  { key: 'sessionData', value: {}, about: 'What the server remembers of the browser session.', since: '4.78' },
] as const satisfies readonly Default[]

export const swimlaneDefaults = [
  { key: 'type', value: 'swimlane', about: 'swimlane or template-swimlane.', since: '2.29' },
  { key: 'height', value: -1, about: 'Height in pixels; -1 finds its own.', since: '8.18' },
] as const satisfies readonly Default[]

const oldColors =
  'belize nephritis pomegranate pumpkin wisteria moderatepink strongcyan limegreen midnight dark relax corteza appleglasspastel clearblue cleargreen clearorange clearpink clearpurple clearred natural modern moderndark exodark'.split(
    ' ',
  )

/** The themes of v11.07; `cleandark` and `cleanlight` came with v7.50. */
export const boardColors = [...oldColors, 'cleandark', 'cleanlight']

/** Colours that a board may have in a release. */
export function boardColorsIn(release: string): string[] {
  return inVersions({ since: '7.50' }, release) ? boardColors : oldColors
}
