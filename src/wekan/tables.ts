import { Ids, seedOf } from '../kernel/ids.js'
import { Table } from '../kernel/table.js'
import { World } from '../kernel/world.js'
import type { WorldBase } from '../kernel/product.js'
import type {
  ChecklistItemRow,
  ChecklistRow,
  CommentRow,
  CustomFieldRow,
  DeliveryRow,
  IntegrationRow,
  RulePartRow,
  RuleRow,
} from './rows.js'

/** A login token as the database holds it; the token itself is known to its owner alone. */
export interface LoginToken {
  readonly when: string
  readonly hashedToken: string
}

export interface Services {
  readonly password?: { readonly bcrypt: string }
  readonly resume?: { readonly loginTokens?: readonly LoginToken[] }
  readonly [name: string]: unknown
}

/** A document of the collection `users`; dates are ISO strings, members stand in the order in which they are shown. */
export interface UserDocument {
  readonly _id: string
  readonly createdAt: string
  readonly services: Services
  readonly username?: string
  readonly emails?: readonly { readonly address: string; readonly verified: boolean }[]
  readonly isAdmin?: boolean
  readonly profile: Readonly<Record<string, unknown>>
  readonly loginDisabled?: boolean
  readonly [name: string]: unknown
}

export interface UserRow {
  readonly _id: string
  readonly username?: string
  /** The user name in lower case: names are unique without regard to case, and login regards it. */
  readonly nameKey?: string
  /** As given at registration; the hash that is shown verifies nothing. */
  readonly password?: string
  readonly doc: UserDocument
}

export interface AddressRow {
  /** In lower case. */
  readonly key: string
  readonly address: string
  readonly userId: string
}

export interface TokenRow {
  readonly hashedToken: string
  readonly userId: string
  /** Milliseconds since the epoch at which the token was made. */
  readonly madeAt: number
}

/** Failed logins of one client address. */
export interface FailureRow {
  readonly remote: string
  readonly windowStart: number
  readonly count: number
  /** Milliseconds since the epoch; 0 while not locked. */
  readonly lockedUntil: number
}

export interface BoardMember {
  readonly userId: string
  readonly isAdmin: boolean
  readonly isActive: boolean
  readonly isNoComments?: boolean
  readonly isCommentOnly?: boolean
  readonly isWorker?: boolean
  readonly isNormalAssignedOnly?: boolean
  readonly isCommentAssignedOnly?: boolean
  readonly isReadOnly?: boolean
  readonly isReadAssignedOnly?: boolean
}

/** A document of the collection `boards`. */
export interface BoardRow {
  readonly _id: string
  readonly title: string
  readonly members: readonly BoardMember[]
  readonly permission: string
  readonly archived: boolean
  readonly type: string
  readonly sort: number
  readonly modifiedAt: string
  readonly [name: string]: unknown
}

/** A document of the collection `swimlanes`. */
export interface SwimlaneRow {
  readonly _id: string
  readonly boardId: string
  readonly title: string
  readonly sort?: number
  readonly archived: boolean
  readonly [name: string]: unknown
}

/** A document of the collection `lists`. */
export interface ListRow {
  readonly _id: string
  readonly boardId: string
  readonly title: string
  readonly swimlaneId?: string | null
  readonly sort?: number
  readonly archived: boolean
  readonly modifiedAt: string
  readonly deletedAt?: string
  readonly [name: string]: unknown
}

/** A document of the collection `cards`; dates are ISO strings. */
export interface CardRow {
  readonly _id: string
  readonly boardId: string
  readonly listId: string
  readonly swimlaneId: string
  readonly userId: string
  readonly title?: string
  readonly description?: string
  readonly sort?: number
  readonly cardNumber?: number
  readonly archived: boolean
  readonly parentId?: string
  readonly type: string
  readonly linkedId?: string
  readonly labelIds?: readonly string[] | null
  readonly members?: readonly string[] | null
  readonly assignees?: readonly string[] | null
  readonly dueAt?: string
  readonly modifiedAt: string
  readonly dateLastActivity: string
  readonly [name: string]: unknown
}

/** A document of the collection `activities`, written by the server as others change; exports show them. */
export interface ActivityRow {
  readonly _id: string
  readonly activityType: string
  readonly boardId?: string
  readonly cardId?: string
  readonly createdAt: string
  readonly modifiedAt: string
  readonly [name: string]: unknown
}

/** A document of the collections `org` and `team`. */
export interface GroupRow {
  readonly _id: string
  readonly createdAt: string
  readonly modifiedAt: string
  readonly [name: string]: unknown
}

/** Where an attachment hangs; a background hangs on the board alone. */
export interface AttachmentMeta {
  readonly boardId: string
  readonly swimlaneId?: string
  readonly listId?: string
  readonly cardId?: string
  readonly [name: string]: unknown
}

/** A document of the collection `attachments`, with what its file holds. */
export interface AttachmentRow {
  readonly _id: string
  /** Those of `meta`, to be found by. */
  readonly boardId: string
  readonly cardId?: string
  readonly name: string
  readonly size: number
  readonly type: string
  readonly userId?: string
  readonly createdAt: string
  readonly storage: string
  readonly meta: AttachmentMeta
  /** Base64. */
  readonly file: string
}

export interface WekanTables {
  readonly users: Table<UserRow>
  readonly addresses: Table<AddressRow>
  readonly tokens: Table<TokenRow>
  readonly loginFailures: Table<FailureRow>
  readonly boards: Table<BoardRow>
  readonly swimlanes: Table<SwimlaneRow>
  readonly orgs: Table<GroupRow>
  readonly teams: Table<GroupRow>
  readonly attachments: Table<AttachmentRow>
  readonly lists: Table<ListRow>
  readonly cards: Table<CardRow>
  readonly activities: Table<ActivityRow>
  readonly comments: Table<CommentRow>
  readonly checklists: Table<ChecklistRow>
  readonly checklistItems: Table<ChecklistItemRow>
  readonly customFields: Table<CustomFieldRow>
  readonly integrations: Table<IntegrationRow>
  readonly rules: Table<RuleRow>
  readonly triggers: Table<RulePartRow>
  readonly actions: Table<RulePartRow>
  /** Requests to webhooks, which the server sends after it has answered. */
  readonly deliveries: Table<DeliveryRow>
  // The kernel's `Tables` is a record by name.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly [name: string]: Table<any>
}

/** Switches of the installation, and what is to come out next where a fixture says so. */
export interface WekanSettings {
  /** `Admin panel > Registration`: nobody may register. */
  readonly disableRegistration: boolean
  /** `WITH_API`. */
  readonly api: 'on' | 'off'
  /** `ROOT_URL`, with which addresses in webhooks begin; undefined takes that of the request. */
  readonly rootUrl: string | undefined
  /** The document of the collection `settings`; `disableRegistration` stands above. */
  readonly site: { readonly _id: string; readonly [name: string]: unknown }
  /** The document of the collection `attachmentStorageSettings`, once it was asked for. */
  readonly storage: Readonly<Record<string, unknown>> | undefined
  readonly nextIds: readonly string[]
  readonly nextTokens: readonly string[]
  /** Settings given on the command line; they win over a fixture. */
  readonly overrides: Readonly<Record<string, unknown>>
}

export type WekanWorld = World<WekanTables, WekanSettings>

/** A fresh install: nobody, nothing; the first to register becomes site admin. */
export function freshWorld(base: WorldBase): WekanWorld {
  const tables: WekanTables = {
    users: new Table<UserRow>({ key: '_id', indexes: ['username', 'nameKey'] }),
    addresses: new Table<AddressRow>({ key: 'key', indexes: ['userId'] }),
    tokens: new Table<TokenRow>({ key: 'hashedToken', indexes: ['userId'] }),
    loginFailures: new Table<FailureRow>({ key: 'remote' }),
    boards: new Table<BoardRow>({ key: '_id', indexes: ['permission'] }),
    swimlanes: new Table<SwimlaneRow>({ key: '_id', indexes: ['boardId'] }),
    orgs: new Table<GroupRow>({ key: '_id' }),
    teams: new Table<GroupRow>({ key: '_id' }),
    attachments: new Table<AttachmentRow>({ key: '_id', indexes: ['boardId', 'cardId'] }),
    lists: new Table<ListRow>({ key: '_id', indexes: ['boardId'] }),
    cards: new Table<CardRow>({ key: '_id', indexes: ['boardId', 'listId', 'swimlaneId', 'parentId'] }),
    activities: new Table<ActivityRow>({ key: '_id', indexes: ['boardId', 'cardId'] }),
    comments: new Table<CommentRow>({ key: '_id', indexes: ['boardId', 'cardId'] }),
    checklists: new Table<ChecklistRow>({ key: '_id', indexes: ['cardId'] }),
    checklistItems: new Table<ChecklistItemRow>({ key: '_id', indexes: ['checklistId', 'cardId'] }),
    customFields: new Table<CustomFieldRow>({ key: '_id' }),
    integrations: new Table<IntegrationRow>({ key: '_id', indexes: ['boardId'] }),
    rules: new Table<RuleRow>({ key: '_id', indexes: ['boardId'] }),
    triggers: new Table<RulePartRow>({ key: '_id', indexes: ['boardId'] }),
    actions: new Table<RulePartRow>({ key: '_id', indexes: ['boardId'] }),
    deliveries: new Table<DeliveryRow>({ key: 'id', indexes: ['outcome'] }),
  }
  const settings: WekanSettings = {
    disableRegistration: base.settings['disableRegistration'] === true,
    api: base.settings['api'] === 'off' ? 'off' : 'on',
    rootUrl: rootUrlIn(base.settings),
    site: { _id: settingsId(base.ids) },
    storage: undefined,
    nextIds: [],
    nextTokens: [],
    overrides: base.settings,
  }
  return new World(tables, settings, base.clock, base.ids)
}

/** Without the slash at its end. */
export function rootUrlIn({ rootUrl }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof rootUrl === 'string' ? rootUrl.replace(/\/+$/, '') : undefined
}

/** Drawn beside the stream of ids, which begins with the first user. */
function settingsId(ids: Ids): string {
  return new Ids(seedOf(`settings ${ids.fork().hex(16)}`)).meteor()
}

/** The id of the next document: the one a fixture queued, else a new one of Meteor's kind. */
export function nextId(world: WekanWorld): string {
  const [queued, ...nextIds] = world.settings.nextIds
  if (queued === undefined) return world.ids.meteor()
  world.settings = { ...world.settings, nextIds }
  return queued
}

/** The next login token: the one a fixture queued, else a new one. */
export function nextToken(world: WekanWorld): string {
  const [queued, ...nextTokens] = world.settings.nextTokens
  if (queued === undefined) return world.ids.secret()
  world.settings = { ...world.settings, nextTokens }
  return queued
}
