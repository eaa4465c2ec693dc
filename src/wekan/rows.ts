import type { Delivery } from '../kernel/delivery.js'

/** A document of the collection `card_comments`. */
export interface CommentRow {
  readonly _id: string
  readonly userId: string
  readonly text: string
  readonly cardId: string
  readonly boardId: string
  readonly createdAt: string
  readonly modifiedAt: string
  readonly [name: string]: unknown
}

/** A document of the collection `checklists`. */
export interface ChecklistRow {
  readonly _id: string
  readonly title: string
  readonly cardId: string
  readonly sort: number
  readonly createdAt: string
  readonly modifiedAt: string
  readonly boardId?: string
  readonly [name: string]: unknown
}

/** A document of the collection `checklistItems`. */
export interface ChecklistItemRow {
  readonly _id: string
  readonly cardId: string
  readonly checklistId: string
  readonly title: string
  readonly sort: number
  readonly isFinished: boolean
  readonly createdAt: string
  readonly modifiedAt: string
  readonly boardId?: string
  readonly [name: string]: unknown
}

/** One choice of a dropdown. */
export interface DropdownItem {
  readonly _id: string
  readonly name: string
}

export interface CustomFieldSettings {
  readonly currencyCode?: string
  readonly dropdownItems?: readonly DropdownItem[]
  readonly stringtemplateFormat?: string
  readonly stringtemplateSeparator?: string
}

/** A document of the collection `customFields`. */
export interface CustomFieldRow {
  readonly _id: string
  readonly name: string
  readonly type: string
  readonly settings: CustomFieldSettings
  readonly showOnCard: boolean
  readonly automaticallyOnCard: boolean
  readonly alwaysOnCard: boolean
  readonly showLabelOnMiniCard: boolean
  readonly showSumAtTopOfList: boolean
  readonly boardIds: readonly string[]
  readonly createdAt: string
  readonly modifiedAt: string
  readonly [name: string]: unknown
}

/** A document of the collection `integrations`: a webhook. */
export interface IntegrationRow {
  readonly _id: string
  readonly userId: string
  readonly boardId: string
  readonly url: string
  readonly enabled: boolean
  readonly type: string
  readonly activities: readonly string[]
  readonly createdAt: string
  readonly modifiedAt: string
  readonly title?: string | null
  readonly token?: string | null
}

/** A document of the collection `rules`. */
export interface RuleRow {
  readonly _id: string
  readonly title: string
  readonly triggerId: string
  readonly actionId: string
  readonly boardId: string
  readonly createdAt: string
  readonly modifiedAt: string
  readonly [name: string]: unknown
}

/** A document of the collections `triggers` and `actions`, which have no schema. */
export interface RulePartRow {
  readonly _id: string
  readonly boardId: string
  readonly createdAt: string
  readonly [name: string]: unknown
}

/**
 * A request to a webhook: not part of the imitation, and seen by nobody who speaks to the API. Its event is what
 * integrations subscribe to: `act-createCard`.
 */
export interface DeliveryRow extends Delivery {
  readonly integrationId: string
  readonly boardId: string
  /** Whose comments the receiver may write anew by its answer. */
  readonly mayEdit: 'nothing' | 'its board' | 'any board'
}
