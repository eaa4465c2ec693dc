import { z } from 'zod'
import { quirk } from '../../kernel/quirk.js'
import { removeAttachedToLink } from '../attached-cascades.js'
import { integerColumn } from '../columns.js'
import { isArray, isEmpty, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import type { LinkRow } from '../rows.js'
import { nextId } from '../tables.js'
import { faultsIn, isGiven, required } from '../validators.js'
import type { Rule } from '../validators.js'
import { changeRow, wasteId } from './attached-store.js'
import { adminsOnly } from './groups.js'

const page = 'kanboard/documentation v1/api/link_procedures.md'
const recorded = 'kanboard/v1.2.53/links.json'

export const updatesUnknownLinks = quirk({
  name: 'kanboard.update-unknown-link-true',
  summary: 'On: updateLink of a kind of link that does not exist answers true. Off: false.',
  source: { evidence: `${recorded} step 24` },
})

export const oppositeOfUnknown = quirk({
  name: 'kanboard.opposite-of-unknown-link',
  summary: 'On: getOppositeLinkId of a kind of link that does not exist answers the number asked for. Off: false.',
  source: { evidence: `${recorded} step 9` },
})

/** The columns of `links` in the order of the table. */
const link = z.object({
  id: integerColumn().describe('Number of the kind of link'),
  label: z.string().describe('What a task does to the other one, unique'),
  opposite_id: integerColumn().describe('Number of the kind in the other direction, 0 for the same one'),
})

const labelColumn = { name: 'label', limit: 191, postgresLimit: 255 }
const linkId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the kind of link'))
const label = z.string().min(1).max(191)

function findLink(ctx: KanboardContext, id: PhpValue, place = 1): LinkRow | undefined {
  const found = ctx.database.idIn(id, place)
  return found === undefined ? undefined : ctx.db.links.get(found)
}

const labelled = (ctx: KanboardContext, text: string): LinkRow | undefined =>
  ctx.db.links.first({ labelKey: ctx.database.textKey(text) })

const noLink = (id: PhpValue): string => `there is no kind of link ${toText(id) || 'without a number'}`

const unique =
  (ctx: KanboardContext): Rule =>
  ({ label, id }) => {
    if (!isGiven(label)) return undefined
    const own = id === undefined || id === null ? undefined : ctx.database.idInValidator(id, 2)
    const holder = labelled(ctx, toText(label))
    return holder && holder.id !== own ? `there is a kind of link '${toText(label)}' already` : undefined
  }

/** Compared with `!==`; two lists are never the same here. */
const differs: Rule = ({ label, opposite_label }) =>
  isGiven(label) && !isArray(label) && label === opposite_label ? 'both labels are the same' : undefined

export const getAllLinks = procedure({
  id: 'getAllLinks',
  group: 'Link',
  summary: 'Get the list of possible relations between tasks',
  doc: 'On a fresh install of MySQL the pairs from 6 on stand the other way round.',
  sources: [{ doc: `${page}#getalllinks` }, { evidence: `${recorded} steps 1, 19, 30` }],
  versions: { since: '1.0.15' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z.array(link).describe('All kinds of links'),
  errors: [adminsOnly],
  examples: [
    {
      title: 'a fresh install',
      since: '1.2.20',
      input: {},
      output: [
        { id: 1, label: 'relates to', opposite_id: 0 },
        { id: 2, label: 'blocks', opposite_id: 3 },
        { id: 3, label: 'is blocked by', opposite_id: 2 },
        { id: 4, label: 'duplicates', opposite_id: 5 },
        { id: 5, label: 'is duplicated by', opposite_id: 4 },
        { id: 6, label: 'is a child of', opposite_id: 7 },
        { id: 7, label: 'is a parent of', opposite_id: 6 },
        { id: 8, label: 'targets milestone', opposite_id: 9 },
        { id: 9, label: 'is a milestone of', opposite_id: 8 },
        { id: 10, label: 'fixes', opposite_id: 11 },
        { id: 11, label: 'is fixed by', opposite_id: 10 },
      ],
      source: { evidence: 'kanboard/v1.2.53/links.json step 1' },
    },
  ],
  handle: (ctx) => [...ctx.db.links],
})

export const getLinkById = procedure({
  id: 'getLinkById',
  group: 'Link',
  summary: 'Get a link by id',
  sources: [{ doc: `${page}#getlinkbyid` }, { evidence: `${recorded} steps 2, 3` }],
  versions: { since: '1.0.15' },
  effect: 'read',
  failure: false,
  input: z.object({ link_id: linkId() }),
  output: link.nullable().describe('The kind of link, null when there is none'),
  errors: [
    adminsOnly,
    { when: 'there is no such kind', status: 200, result: null, source: { evidence: `${recorded} step 3` } },
  ],
  examples: [
    {
      title: 'the first one',
      input: { link_id: 1 },
      output: { id: 1, label: 'relates to', opposite_id: 0 },
      source: { evidence: `${recorded} step 2` },
      since: '1.2.20',
    },
  ],
  handle: (ctx, { link_id }) => findLink(ctx, link_id) ?? ctx.explain(noLink(link_id), null),
})

export const getLinkByLabel = procedure({
  id: 'getLinkByLabel',
  group: 'Link',
  summary: 'Get a link by label',
  doc: 'SQLite and PostgreSQL tell upper from lower case.',
  sources: [{ doc: `${page}#getlinkbylabel` }, { evidence: `${recorded} steps 4-6` }],
  versions: { since: '1.0.15' },
  effect: 'read',
  failure: false,
  input: z.object({ label: argument(z.string().describe('Label')) }),
  output: link.nullable().describe('The kind of link, null when there is none'),
  errors: [
    adminsOnly,
    { when: 'there is no such label', status: 200, result: null, source: { evidence: `${recorded} step 6` } },
  ],
  examples: [
    {
      title: 'a label',
      input: { label: 'blocks' },
      output: { id: 2, label: 'blocks', opposite_id: 3 },
      source: { evidence: `${recorded} step 4` },
      since: '1.2.20',
    },
  ],
  handle: (ctx, { label }) => {
    const found = label === null ? undefined : labelled(ctx, toText(label))
    return found ?? ctx.explain(`there is no kind of link '${toText(label)}'`, null)
  },
})

/** What was asked for comes back as it was sent, of whatever type; clients send numbers. */
const asSent = z.unknown() as unknown as z.ZodType<number | false, unknown>

export const getOppositeLinkId = procedure({
  id: 'getOppositeLinkId',
  group: 'Link',
  summary: 'Get the opposite link id of a task link',
  doc: 'A kind without opposite is its own; the number asked for comes back as it was sent.',
  sources: [{ doc: `${page}#getoppositelinkid` }, { evidence: `${recorded} steps 7-9, 18` }],
  versions: { since: '1.0.15' },
  effect: 'read',
  failure: false,
  input: z.object({ link_id: linkId() }),
  output: asSent.describe('Number of the kind in the other direction'),
  errors: [adminsOnly],
  examples: [
    { title: 'a pair', input: { link_id: 2 }, output: 3, source: { evidence: `${recorded} step 7` } },
    { title: 'an unknown number', input: { link_id: 99 }, output: 99, source: { evidence: `${recorded} step 9` } },
  ],
  handle: (ctx, { link_id }) => {
    const found = findLink(ctx, link_id)
    if (found && found.opposite_id !== 0) return shownAsColumn(ctx, found.opposite_id)
    if (!found && !ctx.has(oppositeOfUnknown)) return ctx.explain(noLink(link_id), false)
    return link_id
  },
})

/** A number as it comes from the database, where the answer may also be what was sent. */
const shownAsColumn = (ctx: KanboardContext, id: number): number | string =>
  ctx.setup.view.axes['numbers'] === 'strings' ? String(id) : id

export const createLink = procedure({
  id: 'createLink',
  group: 'Link',
  summary: 'Create a new task relation',
  doc: 'With an opposite label two kinds are made, one for each direction; the answer is the first.',
  sources: [{ doc: `${page}#createlink` }, { evidence: `${recorded} steps 10-15` }],
  versions: { since: '1.0.15' },
  effect: 'admin',
  failure: false,
  input: z.object({
    label: argument(label.describe('Label, unique')),
    opposite_label: optionalArgument(z.string().max(191).describe('Label in the other direction'), ''),
  }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the kind of link, false on failure'),
  errors: [
    adminsOnly,
    { when: 'the label is empty', status: 200, result: false, source: { evidence: `${recorded} step 15` } },
    { when: 'the label is taken', status: 200, result: false, source: { evidence: `${recorded} steps 12, 13` } },
    { when: 'both labels are the same', status: 200, result: false, source: { evidence: `${recorded} step 14` } },
  ],
  examples: [
    { title: 'one label', input: { label: 'mirrors' }, output: 12, source: { evidence: `${recorded} step 10` } },
  ],
  handle: (ctx, { label, opposite_label = '' }) => {
    const faults = faultsIn({ label, opposite_label }, [required('label'), unique(ctx), differs])
    if (faults.length > 0) return ctx.explain(faults.join('; '), false)
    const id = insertLink(ctx, ctx.database.storeText(labelColumn, toText(label)), 0)
    if (isEmpty(opposite_label)) return id
    const other = ctx.database.storeText(labelColumn, toText(opposite_label))
    if (labelled(ctx, other)) return withoutOpposite(ctx, id, other)
    const opposite = insertLink(ctx, other, id)
    changeRow(ctx, 'links', id, { opposite_id: opposite })
    return id
  },
})

function insertLink(ctx: KanboardContext, text: string, opposite: number): number {
  const id = nextId(ctx.world, 'links', ctx.database)
  ctx.db.links.insert({ id, label: text, opposite_id: opposite, labelKey: ctx.database.textKey(text) })
  return id
}

/**
 * An opposite label that is taken ends the transaction, of which the first label is part; the number is answered all
 * the same. It names nothing, until it is given out again.
 */
function withoutOpposite(ctx: KanboardContext, id: number, other: string): number {
  ctx.db.links.remove(id)
  wasteId(ctx, 'links')
  return ctx.explain(`nothing is stored: there is a kind of link '${other}' already`, id)
}

export const updateLink = procedure({
  id: 'updateLink',
  group: 'Link',
  summary: 'Update a link',
  sources: [{ doc: `${page}#updatelink` }, { evidence: `${recorded} steps 20-26` }],
  versions: { since: '1.0.15' },
  effect: 'admin',
  failure: false,
  input: z.object({
    link_id: linkId(),
    opposite_link_id: argument(z.int().describe('Number of the kind in the other direction')),
    label: argument(label.describe('Label, unique')),
  }),
  output: z.boolean().describe('true on success, also for an unknown kind'),
  errors: [
    adminsOnly,
    {
      when: 'the label is taken or empty',
      status: 200,
      result: false,
      source: { evidence: `${recorded} steps 25, 26` },
    },
  ],
  examples: [
    {
      title: 'another label',
      input: { link_id: 12, opposite_link_id: 0, label: 'reflects' },
      output: true,
      source: { evidence: `${recorded} step 20` },
    },
  ],
  handle: (ctx, { link_id, opposite_link_id, label }) => {
    const values = { id: link_id, opposite_id: opposite_link_id, label }
    const faults = faultsIn(values, [required('id'), required('opposite_id'), required('label'), unique(ctx)])
    if (faults.length > 0) return ctx.explain(faults.join('; '), false)
    const text = ctx.database.storeText(labelColumn, toText(label))
    const opposite_id = ctx.database.storeInteger({ table: 'links', name: 'opposite_id' }, opposite_link_id, 2) ?? 0
    const found = findLink(ctx, link_id, 3)
    if (!found) return ctx.has(updatesUnknownLinks) || ctx.explain(noLink(link_id), false)
    changeRow(ctx, 'links', found.id, { label: text, opposite_id, labelKey: ctx.database.textKey(text) })
    return true
  },
})

export const removeLink = procedure({
  id: 'removeLink',
  group: 'Link',
  summary: 'Remove a link',
  doc: 'Only this direction; the other one stays, without opposite. Links of tasks that are of this kind go.',
  sources: [{ doc: `${page}#removelink` }, { evidence: `${recorded} steps 27-29` }],
  versions: { since: '1.0.15' },
  effect: 'admin',
  failure: false,
  input: z.object({ link_id: linkId() }),
  output: z.boolean().describe('true on success'),
  errors: [
    adminsOnly,
    { when: 'there is no such kind', status: 200, result: false, source: { evidence: `${recorded} step 28` } },
  ],
  examples: [{ title: 'a kind', input: { link_id: 13 }, output: true, source: { evidence: `${recorded} step 27` } }],
  handle: (ctx, { link_id }) => {
    const id = ctx.database.idIn(link_id, 2)
    ctx.database.scan(link_id, ctx.db.links.size)
    const opposites = [...ctx.db.links].filter((row) => id !== undefined && row.opposite_id === id)
    for (const row of opposites) changeRow(ctx, 'links', row.id, { opposite_id: 0 })
    const found = id === undefined ? undefined : ctx.db.links.get(id)
    if (!found) return ctx.explain(noLink(link_id), false)
    removeAttachedToLink(ctx.db, found.id)
    ctx.db.links.remove(found.id)
    return true
  },
})
