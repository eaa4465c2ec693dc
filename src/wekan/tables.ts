import { Table } from '../kernel/table.js'
import { World } from '../kernel/world.js'
import type { WorldBase } from '../kernel/product.js'

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
  readonly [name: string]: unknown
}

export interface WekanTables {
  readonly users: Table<UserRow>
  readonly addresses: Table<AddressRow>
  readonly tokens: Table<TokenRow>
  readonly loginFailures: Table<FailureRow>
  readonly boards: Table<BoardRow>
  readonly swimlanes: Table<SwimlaneRow>
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
  }
  const settings: WekanSettings = {
    disableRegistration: base.settings['disableRegistration'] === true,
    api: base.settings['api'] === 'off' ? 'off' : 'on',
    nextIds: [],
    nextTokens: [],
    overrides: base.settings,
  }
  return new World(tables, settings, base.clock, base.ids)
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
