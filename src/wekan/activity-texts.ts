/**
 * What webhooks say of an activity, with names in `__…__`; the English texts of the real server, which a receiver sees.
 * code: wekan/wekan@v11.07 imports/i18n/data/en.i18n.json
 */
const AT_BOARD = 'at board __board__'
const AT_LANE = `at swimlane __swimlane__ ${AT_BOARD}`
const AT_LIST = `at list __list__ ${AT_LANE}`
const AT_CARD = `at card __card__ ${AT_LIST}`

const texts: Readonly<Record<string, string>> = {
  'act-createBoard': 'created board __board__',
  'act-archivedBoard': 'Board __board__ moved to Archive',
  'act-removeBoard': 'deleted board __board__',
  'act-addBoardMember': 'added member __member__ to board __board__',
  'act-removeBoardMember': 'removed member __member__ from board __board__',
  'act-createSwimlane': 'created swimlane __swimlane__ to board __board__',
  'act-archivedSwimlane': `Swimlane __swimlane__ ${AT_BOARD} moved to Archive`,
  'act-removeSwimlane': `deleted swimlane __swimlane__ ${AT_BOARD}`,
  'act-createList': 'added list __list__ to board __board__',
  'act-archivedList': `List __list__ ${AT_LANE} moved to Archive`,
  'act-removeList': `deleted list __list__ ${AT_BOARD}`,
  'act-createCard': `created card __card__ to list __list__ ${AT_LANE}`,
  'act-importCard': `imported card  __card__ to list __list__ ${AT_LANE}`,
  'act-archivedCard': `Card __card__ ${AT_LIST} moved to Archive`,
  'act-restoredCard': `restored card __card__ to list __list__ ${AT_LANE}`,
  'act-deleteCard': `deleted card __card__ from list __list__ ${AT_LANE}`,
  'act-moveCard': `moved card __card__ ${AT_BOARD} from list __oldList__ at swimlane __oldSwimlane__ to list __list__ at swimlane __swimlane__`,
  'act-joinMember': `added member __member__ to card __card__ ${AT_LIST}`,
  'act-unjoinMember': `removed member __member__ from card __card__ ${AT_LIST}`,
  'act-addSubtask': `added subtask __subtask__ to card __card__ ${AT_LIST}`,
  'act-addedLabel': `Added label __label__ to card __card__ ${AT_LIST}`,
  'act-removedLabel': `Removed label __label__ from card __card__ ${AT_LIST}`,
  'act-addAttachment': `added attachment __attachment__ to card __card__ ${AT_LIST}`,
  'act-deleteAttachment': `deleted attachment __attachment__ ${AT_CARD}`,
  'act-addComment': `commented on card __card__: __comment__ ${AT_LIST}`,
  'act-editComment': `edited comment on card __card__: __comment__ ${AT_LIST}`,
  'act-deleteComment': `deleted comment on card __card__: __comment__ ${AT_LIST}`,
  'act-addChecklist': `added checklist __checklist__ to card __card__ ${AT_LIST}`,
  'act-removeChecklist': `removed checklist __checklist__ from card __card__ ${AT_LIST}`,
  'act-completeChecklist': `completed checklist __checklist__ ${AT_CARD}`,
  'act-uncompleteChecklist': `uncompleted checklist __checklist__ ${AT_CARD}`,
  'act-addChecklistItem': `added checklist item __checklistItem__ to checklist __checklist__ ${AT_CARD}`,
  'act-checkedItem': `checked __checklistItem__ of checklist __checklist__ ${AT_CARD}`,
  'act-uncheckedItem': `unchecked __checklistItem__ of checklist __checklist__ ${AT_CARD}`,
  'act-createCustomField': `created custom field __customField__ ${AT_BOARD}`,
  'act-deleteCustomField': `deleted custom field __customField__ ${AT_BOARD}`,
  'act-setCustomField': `edited custom field __customField__: __customFieldValue__ ${AT_CARD}`,
  'act-a-receivedAt': 'modified received time to __timeValue__ from (__timeOldValue__)',
  'act-a-startAt': 'modified starting time to __timeValue__ from (__timeOldValue__)',
  'act-a-dueAt': 'modified due time to \nWhen: __timeValue__\nWhere: __card__\n previous due was __timeOldValue__',
  'act-a-endAt': 'modified ending time to __timeValue__ from (__timeOldValue__)',
}

/** Names that stand in quotation marks. code: wekan/wekan@v11.07 server/notifications/outgoing.js:98 */
const quoted = new Set([
  'card',
  'list',
  'oldList',
  'board',
  'oldBoard',
  'comment',
  'checklist',
  'swimlane',
  'oldSwimlane',
  'labelId',
  'label',
  'attachment',
  'attachmentId',
])

/** The sentence of an event; one that has no text stands for itself, and a name that is not there is left out. */
export function sentence(event: string, params: Readonly<Record<string, unknown>>): string {
  const template = Object.hasOwn(texts, event) ? texts[event] : undefined
  return (template ?? event).replace(/__(\w+?)__/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined || value === '') return ''
    return quoted.has(name) ? `"${String(value)}"` : String(value)
  })
}
