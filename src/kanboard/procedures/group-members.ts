import { z } from 'zod'
import { integerColumn } from '../columns.js'
import { userColumns } from '../entities.js'
import { toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { adminsOnly, group, groupId } from './groups.js'

const page = 'kanboard/documentation v1/api/group_member_procedures.md'
const recorded = 'kanboard/v1.2.53/groups.json'

const userId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the user'))

const member = z.object({
  group_id: integerColumn().describe('Number of the group'),
  user_id: integerColumn().describe('Number of the user'),
  ...userColumns,
})

/** The key of a membership, for WHERE group_id = ? AND user_id = ?. */
function pairOf(ctx: KanboardContext, group: PhpValue, user: PhpValue): string {
  return `${ctx.database.idIn(group, 1) ?? ''}/${ctx.database.idIn(user, 2) ?? ''}`
}

export const getMemberGroups = procedure({
  id: 'getMemberGroups',
  group: 'Group Member',
  summary: 'Get all groups for a given user',
  doc: 'Sorted by name in the order of the database.',
  sources: [{ doc: `${page}#getmembergroups` }, { evidence: `${recorded} steps 18, 27, 29` }],
  versions: { since: '1.0.28' },
  effect: 'read',
  failure: false,
  input: z.object({ user_id: userId() }),
  output: z.array(group).describe('The groups, none for an unknown user'),
  errors: [adminsOnly],
  examples: [
    {
      title: 'a member of one group',
      input: { user_id: 2 },
      output: [{ id: 1, external_id: '', name: 'Renamed' }],
      source: { evidence: `${recorded} step 27` },
    },
  ],
  handle: (ctx, { user_id }) => {
    const user = ctx.database.idIn(user_id)
    const rows = user === undefined ? [] : ctx.db.group_has_users.where({ user_id: user })
    const groups = rows.map((row) => ctx.db.groups.get(row.group_id)).filter((row) => row !== undefined)
    return groups.sort((a, b) => ctx.database.compareTexts(a.name, b.name))
  },
})

export const getGroupMembers = procedure({
  id: 'getGroupMembers',
  group: 'Group Member',
  summary: 'Get all members of a group',
  doc: 'Each with every column of the user, the hash of the password included.',
  sources: [{ doc: `${page}#getgroupmembers` }, { evidence: `${recorded} steps 17, 26, 28` }],
  versions: { since: '1.0.24' },
  effect: 'read',
  failure: false,
  input: z.object({ group_id: groupId() }),
  output: z.array(member).describe('The members, none for an unknown group'),
  errors: [adminsOnly],
  examples: [
    { title: 'an unknown number', input: { group_id: 99 }, output: [], source: { evidence: `${recorded} step 28` } },
  ],
  handle: (ctx, { group_id }) => {
    const found = ctx.database.idIn(group_id)
    const rows = found === undefined ? [] : ctx.db.group_has_users.where({ group_id: found })
    // The index of both columns answers this query, where rows have no place of their own.
    if (!ctx.database.movesUpdated) rows.sort((a, b) => a.user_id - b.user_id)
    return rows.flatMap((row) => {
      const user = ctx.db.users.get(row.user_id)
      return user ? [{ ...row, ...user }] : []
    })
  },
})

export const addGroupMember = procedure({
  id: 'addGroupMember',
  group: 'Group Member',
  summary: 'Add a user to a group',
  sources: [{ doc: `${page}#addgroupmember` }, { evidence: `${recorded} steps 19-22` }],
  versions: { since: '1.0.24' },
  effect: 'admin',
  failure: false,
  input: z.object({ group_id: groupId(), user_id: userId() }),
  output: z.boolean().describe('true on success'),
  errors: [
    adminsOnly,
    { when: 'the user is a member already', status: 200, result: false, source: { evidence: `${recorded} step 20` } },
    {
      when: 'there is no such group or user',
      status: 200,
      result: false,
      source: { evidence: `${recorded} steps 21, 22` },
    },
  ],
  examples: [
    {
      title: 'a user',
      input: { group_id: 1, user_id: 2 },
      output: true,
      source: { evidence: `${recorded} step 19` },
    },
  ],
  handle: (ctx, { group_id, user_id }) => {
    const group = ctx.database.storeInteger({ table: 'group_has_users', name: 'group_id' }, group_id, 1)
    const user = ctx.database.storeInteger({ table: 'group_has_users', name: 'user_id' }, user_id, 2)
    if (group === null) return ctx.explain('the group is null', ctx.database.refuseNull('group_has_users', 'group_id'))
    if (user === null) return ctx.explain('the user is null', ctx.database.refuseNull('group_has_users', 'user_id'))
    if (!ctx.db.groups.has(group)) return ctx.explain(`there is no group ${toText(group_id)}`, false)
    if (!ctx.db.users.has(user)) return ctx.explain(`there is no user ${toText(user_id)}`, false)
    const pair = `${group}/${user}`
    if (ctx.db.group_has_users.has(pair)) return ctx.explain('the user is a member already', false)
    ctx.db.group_has_users.insert({ pair, group_id: group, user_id: user })
    return true
  },
})

export const removeGroupMember = procedure({
  id: 'removeGroupMember',
  group: 'Group Member',
  summary: 'Remove a user from a group',
  sources: [{ doc: `${page}#removegroupmember` }, { evidence: `${recorded} steps 30, 31` }],
  versions: { since: '1.0.24' },
  effect: 'admin',
  failure: false,
  input: z.object({ group_id: groupId(), user_id: userId() }),
  output: z.boolean().describe('true on success'),
  errors: [
    adminsOnly,
    { when: 'the user is no member', status: 200, result: false, source: { evidence: `${recorded} step 31` } },
  ],
  examples: [
    {
      title: 'a member',
      input: { group_id: 1, user_id: 2 },
      output: true,
      source: { evidence: `${recorded} step 30` },
    },
  ],
  handle: (ctx, { group_id, user_id }) => {
    const removed = ctx.db.group_has_users.remove(pairOf(ctx, group_id, user_id))
    return removed !== undefined || ctx.explain('the user is no member of the group', false)
  },
})

export const isGroupMember = procedure({
  id: 'isGroupMember',
  group: 'Group Member',
  summary: 'Check if a user is member of a group',
  sources: [{ doc: `${page}#isgroupmember` }, { evidence: `${recorded} steps 23-25` }],
  versions: { since: '1.0.24' },
  effect: 'read',
  failure: false,
  input: z.object({ group_id: groupId(), user_id: userId() }),
  output: z.boolean().describe('Whether the user is a member'),
  errors: [adminsOnly],
  examples: [
    {
      title: 'unknown numbers',
      input: { group_id: 99, user_id: 99 },
      output: false,
      source: { evidence: `${recorded} step 25` },
    },
  ],
  handle: (ctx, { group_id, user_id }) => {
    const isMember = ctx.db.group_has_users.has(pairOf(ctx, group_id, user_id))
    return isMember || ctx.explain('the user is no member of the group', false)
  },
})
