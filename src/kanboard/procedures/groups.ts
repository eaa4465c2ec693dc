import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { quirk } from '../../kernel/quirk.js'
import { integerColumn } from '../columns.js'
import { toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { removeGroupRows } from '../project-cascades.js'
import type { GroupRow } from '../rows.js'
import { nextId } from '../tables.js'
import { changeRow, textOrNull, wasteId, wasteIdOnNull } from './attached-store.js'
import { sqlErrorCode0 } from './user-quirks.js'

const page = 'kanboard/documentation v1/api/group_procedures.md'
const recorded = 'kanboard/v1.2.53/groups.json'

export const updatesUnknownGroups = quirk({
  name: 'kanboard.update-unknown-group-true',
  summary: 'On: updateGroup of a group that does not exist answers true. Off: false.',
  source: { evidence: `${recorded} step 15` },
})

/** What every procedure of groups answers a user who is no administrator. */
export const adminsOnly: ErrorCase = {
  when: 'the caller is a user who is not app-admin',
  since: '1.0.31',
  status: 403,
  code: 403,
  source: { evidence: 'kanboard/v1.2.53/matrix-manager.json' },
}

/** The columns of `groups` in the order of the table. */
export const group = z.object({
  id: integerColumn().describe('Number of the group'),
  external_id: z.string().nullable().describe('Name of the group in a directory'),
  name: z.string().describe('Name, unique'),
})

const listedGroup = z.object({
  id: integerColumn().describe('Number of the group'),
  name: z.string().describe('Name, unique'),
  external_id: z.string().nullable().describe('Name of the group in a directory'),
  nb_users: integerColumn().describe('How many members it has'),
})

const nameColumn = { name: 'name', limit: 191, postgresLimit: Infinity }
const externalColumn = { name: 'external_id', limit: 255 }
export const groupId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the group'))

/** The row that a request's id means. */
export function findGroup(ctx: KanboardContext, id: PhpValue, place = 1): GroupRow | undefined {
  const found = ctx.database.idIn(id, place)
  return found === undefined ? undefined : ctx.db.groups.get(found)
}

const noGroup = (id: PhpValue): string => `there is no group ${toText(id) || 'without a number'}`

export const createGroup = procedure({
  id: 'createGroup',
  group: 'Group',
  summary: 'Create a new group',
  doc: 'An empty name is accepted.',
  sources: [{ doc: `${page}#creategroup` }, { evidence: `${recorded} steps 3-6` }],
  versions: { since: '1.0.24' },
  effect: 'admin',
  failure: false,
  input: z.object({
    name: argument(z.string().min(1).max(191).describe('Name, unique')),
    external_id: optionalArgument(z.string().max(255).describe('Name of the group in a directory'), ''),
  }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the group, false on failure'),
  errors: [
    adminsOnly,
    { when: 'the name is taken', status: 200, result: false, source: { evidence: `${recorded} step 5` } },
  ],
  examples: [
    { title: 'a group', input: { name: 'My Group A' }, output: 1, source: { evidence: `${recorded} step 3` } },
    {
      title: 'beyond the contract: an empty name',
      input: { name: '' },
      output: 3,
      source: { evidence: `${recorded} step 6` },
    },
  ],
  handle: (ctx, { name, external_id }) => {
    const text = textOrNull(ctx, nameColumn, name)
    const external = textOrNull(ctx, externalColumn, external_id ?? null)
    if (text === null) {
      wasteIdOnNull(ctx, 'groups')
      return ctx.explain('the name is null', ctx.database.refuseNull('groups', 'name'))
    }
    const nameKey = ctx.database.textKey(text)
    if (ctx.db.groups.first({ nameKey })) {
      wasteId(ctx, 'groups')
      return ctx.explain(`there is a group '${text}' already`, false)
    }
    const id = nextId(ctx.world, 'groups', ctx.database)
    ctx.db.groups.insert({ id, external_id: external, name: text, nameKey })
    return id
  },
})

export const updateGroup = procedure({
  id: 'updateGroup',
  group: 'Group',
  summary: 'Update a group',
  doc: 'Only what is given and not null changes.',
  sources: [{ doc: `${page}#updategroup` }, { evidence: `${recorded} steps 10-16` }],
  versions: { since: '1.0.24' },
  effect: 'admin',
  failure: false,
  input: z.object({
    group_id: groupId(),
    name: optionalArgument(z.string().min(1).max(191).nullable().describe('Name, unique'), null),
    external_id: optionalArgument(z.string().max(255).nullable().describe('Name of the group in a directory'), null),
  }),
  output: z.boolean().describe('true on success, also for an unknown group'),
  errors: [
    adminsOnly,
    { when: 'the name is taken', status: 200, result: false, source: { evidence: `${recorded} step 14` } },
    {
      when: 'nothing but the number is given',
      since: '1.2.25',
      status: 200,
      code: 0,
      source: { evidence: `${recorded} step 16` },
    },
  ],
  examples: [
    {
      title: 'an unknown number',
      input: { group_id: 99, name: 'x' },
      output: true,
      source: { evidence: `${recorded} step 15` },
    },
  ],
  handle: (ctx, { group_id, name, external_id }) => {
    const text = textOrNull(ctx, nameColumn, name ?? null)
    const external = textOrNull(ctx, externalColumn, external_id ?? null)
    const patch = {
      ...(text === null ? {} : { name: text, nameKey: ctx.database.textKey(text) }),
      ...(external === null ? {} : { external_id: external }),
    }
    const count = Number(text !== null) + Number(external !== null)
    if (count === 0 && ctx.has(sqlErrorCode0)) return ctx.database.emptyUpdate('groups', group_id)
    const found = findGroup(ctx, group_id, count + 1)
    if (!found) return ctx.has(updatesUnknownGroups) || ctx.explain(noGroup(group_id), false)
    const holder = patch.nameKey === undefined ? undefined : ctx.db.groups.first({ nameKey: patch.nameKey })
    if (holder && holder.id !== found.id) return ctx.explain(`there is a group '${holder.name}' already`, false)
    changeRow(ctx, 'groups', found.id, patch)
    return true
  },
})

export const removeGroup = procedure({
  id: 'removeGroup',
  group: 'Group',
  summary: 'Remove a group',
  doc: 'Its members and its roles in projects go with it.',
  sources: [{ doc: `${page}#removegroup` }, { evidence: `${recorded} steps 32-34` }],
  versions: { since: '1.0.24' },
  effect: 'admin',
  failure: false,
  input: z.object({ group_id: groupId() }),
  output: z.boolean().describe('true on success'),
  errors: [
    adminsOnly,
    { when: 'there is no such group', status: 200, result: false, source: { evidence: `${recorded} step 34` } },
  ],
  examples: [{ title: 'a group', input: { group_id: 1 }, output: true, source: { evidence: `${recorded} step 32` } }],
  handle: (ctx, { group_id }) => {
    const found = findGroup(ctx, group_id)
    if (!found) return ctx.explain(noGroup(group_id), false)
    removeGroupRows(ctx.db, found.id)
    ctx.db.groups.remove(found.id)
    return true
  },
})

export const getGroup = procedure({
  id: 'getGroup',
  group: 'Group',
  summary: 'Get one group',
  sources: [{ doc: `${page}#getgroup` }, { evidence: `${recorded} steps 7, 8` }],
  versions: { since: '1.0.24' },
  effect: 'read',
  failure: null,
  input: z.object({ group_id: groupId() }),
  output: group.nullable().describe('The group, null when there is none'),
  errors: [
    adminsOnly,
    { when: 'there is no such group', status: 200, result: null, source: { evidence: `${recorded} step 8` } },
  ],
  examples: [
    {
      title: 'a group',
      input: { group_id: 2 },
      output: { id: 2, external_id: '1234', name: 'My Group B' },
      source: { evidence: `${recorded} step 7` },
    },
  ],
  handle: (ctx, { group_id }) => findGroup(ctx, group_id) ?? ctx.explain(noGroup(group_id), null),
})

export const getAllGroups = procedure({
  id: 'getAllGroups',
  group: 'Group',
  summary: 'Get all groups',
  doc: 'Sorted by name in the order of the database.',
  sources: [{ doc: `${page}#getallgroups` }, { evidence: `${recorded} steps 2, 9, 35` }],
  versions: { since: '1.0.24' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z.array(listedGroup).describe('All groups'),
  errors: [adminsOnly],
  examples: [{ title: 'a fresh install', input: {}, output: [], source: { evidence: `${recorded} step 2` } }],
  handle: (ctx) =>
    [...ctx.db.groups]
      .sort((a, b) => ctx.database.compareTexts(a.name, b.name))
      .map((row) => ({ ...row, nb_users: ctx.db.group_has_users.count({ group_id: row.id }) })),
})
