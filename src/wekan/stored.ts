import { deliveryColumns } from '../kernel/stored-shape.js'
import { z } from 'zod'
import type { Essentials, StoredShape } from '../kernel/stored-shape.js'
import type { Table } from '../kernel/table.js'
import type { WekanTables } from './tables.js'

type RowOf<T> = T extends Table<infer R> ? R : never
type Named = keyof { [T in keyof WekanTables as string extends T ? never : T]: true }

const user = { _id: 'text', createdAt: 'any', services: 'object', profile: 'object' } as const

/** Documents have no columns: what leads from one to another, and what every reader goes into. */
const rows: { readonly [T in Named]: Essentials<RowOf<WekanTables[T]>> } = {
  users: { _id: 'text', username: 'text?', nameKey: 'text?', password: 'text?', doc: user },
  addresses: { key: 'text', address: 'text', userId: 'text' },
  tokens: { hashedToken: 'text', userId: 'text', madeAt: 'number' },
  loginFailures: { remote: 'text', windowStart: 'number', count: 'number', lockedUntil: 'number' },
  boards: { _id: 'text', title: 'any', members: 'list', permission: 'any', archived: 'any', modifiedAt: 'text' },
  swimlanes: { _id: 'text', boardId: 'text', title: 'any', archived: 'any' },
  orgs: { _id: 'text', createdAt: 'text', modifiedAt: 'text' },
  teams: { _id: 'text', createdAt: 'text', modifiedAt: 'text' },
  attachments: {
    _id: 'text',
    boardId: 'text',
    cardId: 'text?',
    name: 'text',
    size: 'number',
    type: 'text',
    userId: 'text?',
    createdAt: 'text',
    storage: 'text',
    meta: 'object',
    file: 'text',
  },
  lists: { _id: 'text', boardId: 'text', title: 'any', archived: 'any', modifiedAt: 'text' },
  cards: { _id: 'text', boardId: 'text', archived: 'any', modifiedAt: 'text', dateLastActivity: 'text' },
  activities: { _id: 'text', activityType: 'text', boardId: 'text?', cardId: 'text?', createdAt: 'text' },
  comments: { _id: 'text', cardId: 'text', boardId: 'text', text: 'any', createdAt: 'text' },
  checklists: { _id: 'text', cardId: 'text', title: 'any', createdAt: 'text' },
  checklistItems: { _id: 'text', cardId: 'text', checklistId: 'text', title: 'any', createdAt: 'text' },
  customFields: { _id: 'text', name: 'any', type: 'any', settings: 'object', boardIds: 'list', createdAt: 'text' },
  integrations: { _id: 'text', boardId: 'text', url: 'any', activities: 'list', createdAt: 'text' },
  rules: { _id: 'text', triggerId: 'any', actionId: 'any', boardId: 'text', createdAt: 'text' },
  triggers: { _id: 'text', boardId: 'text', createdAt: 'text' },
  actions: { _id: 'text', boardId: 'text', createdAt: 'text' },
  deliveries: {
    ...deliveryColumns,
    integrationId: 'text',
    boardId: 'text',
    mayEdit: 'text',
  },
}

/** What a state of Wekan must hold to be served. */
export const stored: StoredShape = {
  settings: z.strictObject({
    disableRegistration: z.boolean(),
    api: z.enum(['on', 'off']),
    rootUrl: z.string().optional(),
    site: z.looseObject({ _id: z.string() }),
    storage: z.record(z.string(), z.unknown()).optional(),
    nextIds: z.array(z.string()),
    nextTokens: z.array(z.string()),
    overrides: z.record(z.string(), z.unknown()),
  }),
  rows,
}
