import { z } from 'zod'
import { profileDefaults } from './defaults.js'
import { amount, fieldsOf, flag, free, moment, optional, text, texts } from './document-fields.js'

const Notification = z
  .looseObject({
    activity: text.describe('Id of the activity.'),
    read: moment.nullable().optional().describe('When it was read; null or absent until then.'),
  })
  .meta({ id: 'Notification', description: 'Something of which the user is told.' })

const Page = z
  .looseObject({ url: text.describe('Its address.'), title: text.describe('What the menu calls it.') })
  .meta({ id: 'StarredPage', description: 'A page that the user has starred.' })

const person = optional(
  [
    ['fullname', text, 'Full name.'],
    ['initials', text, 'Initials; without them the first letters of the name are shown.'],
    ['avatarUrl', text, 'Address of the picture.'],
    ['language', text, 'Code of the language.'],
    ['emailBuffer', texts, 'Notifications that wait to be sent as one mail.'],
    ['icode', text, 'Code of the invitation with which the user registered.'],
    ['invitedBoards', texts, 'Boards to which the user is invited, by id.'],
    ['starredBoards', texts, 'Boards that the user has starred, by id.'],
    ['starredPages', z.array(Page), 'Pages that the user has starred.', '10.54'],
    ['notifications', z.array(Notification), 'What the user is told of.', '3.88'],
    ['defaultBoardId', text, 'Board that opens after login, by id; empty for the page of all boards.', '10.00'],
    ['dismissedAnnouncementVersion', text, 'Announcement that the user has closed.', '9.65'],
    ['trelloApiSaved', flag, 'Whether the keys for the API of Trello are kept.', '9.42'],
    ['tags', texts, 'Tags of the user; v1.53 was the last to have them.'],
  ],
  'users.js',
)

const looks = optional(
  [
    ['globalThemeColor', text, 'Colour theme of all pages.', '10.00'],
    ['globalThemeCustomColors', texts, 'Colours of that theme.', '10.00'],
    ['uiFont', text, 'Font of the pages.', '10.00'],
    ['uiFontSize', text, 'Its size.', '10.00'],
    ['uiTextColor', text, 'Colour of text.', '10.00'],
    ['uiTextBgColor', text, 'Colour behind text.', '10.00'],
    ['allBoardsThemeTiles', flag, 'Whether the page of all boards shows them in their themes.', '10.91'],
    ['mobileMode', flag, 'Whether pages are laid out for phones.', '7.98'],
    ['zoomLevel', amount, 'Size of boards, 1 is normal; v10.53 was the last to write it.', '7.98'],
    ['GreyIcons', flag, 'Whether icons are grey; v10.40 was the last to write it.', '8.18'],
    ['mapProvider', z.enum(['openstreetmap', 'google', 'bing', 'apple']), 'Which maps places open.', '9.42'],
    ['startDayOfWeek', amount, 'First day of the week, 0 is Sunday.', '3.98'],
  ],
  'users.js',
)

const menus = optional(
  [
    ['sidebarWidth', amount, 'Width of the right sidebar in pixels.', '10.01'],
    ['leftMenuCollapsed', flag, 'Whether the left menu is collapsed.', '10.54'],
    ['leftMenuWidth', amount, 'Width of the left menu in pixels.', '10.54'],
    ['boardWorkspacesTree', z.array(free), 'Workspaces of the page of all boards, each with its children.', '8.17'],
    ['boardWorkspaceAssignments', free, 'Workspaces by board.', '8.17'],
    ['collapsedWorkspaces', free, 'Collapsed workspaces, by id.', '10.54'],
    ['moveAndCopyDialog', free, 'What was last chosen when a card was moved or copied, by board.', '5.95'],
    ['moveChecklistDialog', free, 'What was last chosen when a checklist was moved, by board.', '5.95'],
    ['copyChecklistDialog', free, 'What was last chosen when a checklist was copied, by board.', '5.98'],
  ],
  'users.js',
)

const habits = optional(
  [
    ['showDesktopDragHandles', flag, 'Whether things are dragged by handles.', '3.55'],
    ['submitOnEnter', flag, 'Whether Enter sends a text.', '10.01'],
    ['openManyCardsAtOnce', flag, 'Whether several cards may be open.', '10.38'],
    ['cardMaximized', flag, 'Whether opened cards fill the window.', '5.35'],
    ['cardCollapsed', flag, 'Whether opened cards are collapsed.', '8.18'],
    ['showActivities', flag, 'Whether opened cards show activities.', '8.20'],
    ['customFieldsGrid', flag, 'Whether custom fields of a card stand in a grid.', '5.60'],
    ['hiddenMinicardLabelText', flag, 'Whether labels on minicards have no text.', '3.55'],
    ['rescueCardDescription', flag, 'Whether a description that was not saved is asked about.', '6.31'],
    ['showCardsCountAt', amount, 'From how many cards on lists show their number; -1 for never.'],
    ['hiddenSystemMessages', flag, 'Whether activities are hidden; v7.61 was the last to write it.'],
    ['hideCheckedItems', flag, 'Whether checked items are hidden; v7.61 was the last to write it.', '4.14'],
  ],
  'users.js',
)

/** Personal settings: those that a new user has, and those that come once somebody chooses them. */
export const Profile = z
  .looseObject({ ...person, ...looks, ...menus, ...habits, ...fieldsOf(profileDefaults, 'users.js') })
  .describe('Personal settings.')
