import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { externalLink, listedExternalLink } from '../attached-entities.js'
import type { ExternalLinkRow } from '../attached-rows.js'
import { Crash } from '../faults.js'
import { isEmpty, toInt, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { nextId } from '../tables.js'
import { taskIdArgument } from './attached-arguments.js'
import { membersOnly } from './attached-errors.js'
import { changeRow, secondsNow, wasteId } from './attached-store.js'
import { linkTypes, providerFor, providerNamed, titleOf } from './external-link-providers.js'
import { refuseLink } from './external-link-rules.js'
import { holds } from './release-rules.js'

const page = 'kanboard/documentation v1/api/external_task_link_procedures.md'
const recorded = 'kanboard/v1.2.53/external-links.json'

const linkId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the link'))
const elsewhere = (steps: string): ErrorCase => ({
  when: 'there is no such link, or it belongs to another task',
  status: 200,
  result: false,
  source: { evidence: `${recorded} ${steps}` },
})
const dumped = (step: number): ErrorCase => ({
  when: 'a value is invalid: a PHP dump of the reasons stands before the JSON, which cannot be parsed then',
  status: 200,
  contentType: 'application/json',
  source: { evidence: `${recorded} step ${step}` },
})

export const getExternalTaskLinkTypes = procedure({
  id: 'getExternalTaskLinkTypes',
  group: 'Task External Link',
  summary: 'Get all registered external link providers',
  sources: [{ doc: `${page}#getexternaltasklinktypes` }, { evidence: `${recorded} step 4` }],
  versions: { since: '1.0.31' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z.record(z.string(), z.string()).describe('Types by name'),
  examples: [
    {
      title: 'without plugins',
      input: {},
      output: { auto: 'Auto', attachment: 'Attachment', file: 'Local File', weblink: 'Web Link' },
      source: { evidence: `${recorded} step 4` },
    },
  ],
  handle: () => linkTypes,
})

export const getExternalTaskLinkProviderDependencies = procedure({
  id: 'getExternalTaskLinkProviderDependencies',
  group: 'Task External Link',
  summary: 'Get available dependencies for a given provider',
  sources: [{ doc: `${page}#getexternaltasklinkproviderdependencies` }, { evidence: `${recorded} steps 5-8` }],
  versions: { since: '1.0.31' },
  effect: 'read',
  failure: false,
  input: z.object({ providerName: argument(z.string().describe('weblink, attachment or file')) }),
  output: z.union([z.record(z.string(), z.string()), z.literal(false)]).describe('Kinds of relation by name'),
  errors: [
    { when: 'there is no such provider', status: 200, result: false, source: { evidence: `${recorded} step 8` } },
  ],
  examples: [
    {
      title: 'of web links',
      input: { providerName: 'weblink' },
      output: { related: 'Related' },
      source: { evidence: `${recorded} step 5` },
    },
  ],
  handle: (ctx, { providerName }) => {
    const known = providerNamed(providerName) !== undefined
    return known ? { related: 'Related' } : ctx.explain(`there is no provider ${toText(providerName)}`, false)
  },
})

/** The link, where it belongs to the task; releases before 1.2.50 do not compare. */
function findLink(ctx: KanboardContext, task: PhpValue, link: PhpValue): ExternalLinkRow | undefined {
  const id = ctx.database.idIn(link)
  const row = id === undefined ? undefined : ctx.db.task_has_external_links.get(id)
  if (holds(ctx, 'externalLinksStayAtTask') && row?.task_id !== toInt(task)) return undefined
  return row
}

const noLink = (task: PhpValue, link: PhpValue): string => `there is no link ${toText(link)} of task ${toText(task)}`

export const getExternalTaskLinkById = procedure({
  id: 'getExternalTaskLinkById',
  group: 'Task External Link',
  summary: 'Get an external task link',
  sources: [{ doc: `${page}#getexternaltasklinkbyid` }, { evidence: `${recorded} steps 19-21` }],
  versions: { since: '1.0.31' },
  effect: 'read',
  failure: false,
  input: z.object({ task_id: taskIdArgument(), link_id: linkId() }),
  output: z
    .union([externalLink, z.literal(false), z.null()])
    .describe('The link; false when there is none in this task, null until 1.2.49'),
  errors: [membersOnly('viewer'), { ...elsewhere('steps 20, 21'), since: '1.2.50' }],
  examples: [
    {
      title: 'an attachment',
      input: { task_id: 1, link_id: 1 },
      output: {
        id: 1,
        link_type: 'attachment',
        dependency: 'related',
        title: 'doc.pdf',
        url: 'http://localhost/doc.pdf',
        date_creation: 1795323840,
        date_modification: 1795323840,
        task_id: 1,
        creator_id: 0,
      },
      source: { evidence: `${recorded} step 19` },
    },
  ],
  handle: (ctx, { task_id, link_id }) => {
    const found = findLink(ctx, task_id, link_id)
    if (found) return found
    return ctx.explain(noLink(task_id, link_id), holds(ctx, 'externalLinksStayAtTask') ? false : null)
  },
})

export const getAllExternalTaskLinks = procedure({
  id: 'getAllExternalTaskLinks',
  group: 'Task External Link',
  summary: 'Get all external links attached to a task',
  doc: 'Sorted by title.',
  sources: [{ doc: `${page}#getallexternaltasklinks` }, { evidence: `${recorded} steps 9, 22` }],
  versions: { since: '1.0.31' },
  effect: 'read',
  failure: false,
  input: z.object({ task_id: taskIdArgument() }),
  output: z.array(listedExternalLink).describe('The external links of the task'),
  errors: [membersOnly('viewer')],
  examples: [
    { title: 'a task without links', input: { task_id: 1 }, output: [], source: { evidence: `${recorded} step 9` } },
  ],
  handle: (ctx, { task_id }) => {
    const task = ctx.database.idIn(task_id)
    const rows = task === undefined ? [] : ctx.db.task_has_external_links.where({ task_id: task })
    return rows
      .toSorted((a, b) => ctx.database.compareTexts(a.title, b.title))
      .map((row) => {
        const { name = null, username = null } = ctx.db.users.get(row.creator_id) ?? {}
        return {
          ...row,
          creator_name: name,
          creator_username: username,
          dependency_label: row.dependency === 'related' ? 'Related' : row.dependency,
          type: linkTypes[row.link_type] ?? 'Unknown',
        }
      })
  },
})

export const createExternalTaskLink = procedure({
  id: 'createExternalTaskLink',
  group: 'Task External Link',
  summary: 'Create a new external link',
  doc:
    'Without a title, attachments and files are called by the last part of their path, web links by the title of the ' +
    'page. No page is fetched here: what the real server takes for an unreachable page is taken.',
  sources: [{ doc: `${page}#createexternaltasklink` }, { evidence: `${recorded} steps 10-18` }],
  versions: { since: '1.0.31' },
  effect: 'write',
  failure: false,
  input: z.object({
    task_id: taskIdArgument(),
    url: argument(z.string().min(1).describe('Address')),
    dependency: argument(z.string().min(1).max(100).describe('Kind of relation: related, or any other text')),
    type: optionalArgument(
      z.enum(['auto', 'weblink', 'attachment', 'file']).describe('Type; auto is the first that fits'),
      'auto',
    ),
    title: optionalArgument(z.string().describe('Title'), ''),
  }),
  output: z.union([z.int(), z.literal(false)]).describe('Number of the link, false on failure'),
  errors: [
    membersOnly('member'),
    dumped(17),
    {
      when: 'the type is unknown, or the address does not fit it',
      status: 200,
      result: false,
      source: { evidence: `${recorded} steps 14, 15` },
    },
    { when: 'there is no such task', status: 200, result: false, source: { evidence: `${recorded} step 18` } },
  ],
  examples: [
    {
      title: 'an attachment',
      input: { task_id: 1, url: 'http://localhost/doc.pdf', dependency: 'related', type: 'attachment' },
      output: 1,
      source: { evidence: `${recorded} step 10` },
    },
  ],
  handle: (ctx, { task_id, url, dependency, type, title }) => {
    const found = providerFor(type, url)
    if (!found) return ctx.explain(`no provider of external links takes ${toText(url)} as ${toText(type)}`, false)
    const values = {
      task_id,
      title: isEmpty(title) ? titleOf(ctx, found) : title,
      url: found.url,
      link_type: found.type,
      dependency,
    }
    if (refuseLink(ctx, values)) return false
    return insertLink(ctx, values)
  },
})

function insertLink(ctx: KanboardContext, values: Readonly<Record<string, PhpValue>>): number | false {
  const { task_id = null, ...texts } = values
  const task = ctx.database.storeInteger({ table: 'task_has_external_links', name: 'task_id' }, task_id)
  const columns = textsOf(ctx, texts)
  if (task === null || !ctx.db.tasks.has(task)) {
    wasteId(ctx, 'task_has_external_links')
    return ctx.explain(`there is no task ${toText(task_id)}`, false)
  }
  const id = nextId(ctx.world, 'task_has_external_links', ctx.database)
  const now = secondsNow(ctx)
  const dates = { date_creation: now, date_modification: now }
  ctx.db.task_has_external_links.insert({ ...columns, ...dates, id, task_id: task, creator_id: ctx.callerId })
  return id
}

type Texts = Pick<ExternalLinkRow, 'link_type' | 'dependency' | 'title' | 'url'>

/** Texts as the columns keep them; their lengths were checked. */
function textsOf({ database }: KanboardContext, values: Readonly<Record<string, PhpValue>>): Texts {
  const textOf = (name: string): string => database.storeText({ name, limit: Infinity }, toText(values[name] ?? null))
  return {
    link_type: textOf('link_type'),
    dependency: textOf('dependency'),
    title: textOf('title'),
    url: textOf('url'),
  }
}

export const updateExternalTaskLink = procedure({
  id: 'updateExternalTaskLink',
  group: 'Task External Link',
  summary: 'Update external task link',
  doc: 'Changes what is given and not null.',
  sources: [{ doc: `${page}#updateexternaltasklink` }, { evidence: `${recorded} steps 23-28` }],
  versions: { since: '1.0.31' },
  effect: 'write',
  failure: false,
  input: z.object({
    task_id: taskIdArgument(),
    link_id: linkId(),
    title: optionalArgument(z.string().min(1).describe('Title'), null),
    url: optionalArgument(z.string().min(1).describe('Address'), null),
    dependency: optionalArgument(z.string().min(1).max(100).describe('Kind of relation'), null),
  }),
  output: z.boolean().describe('Whether it was updated'),
  errors: [
    membersOnly('member'),
    { ...elsewhere('steps 25, 26'), since: '1.2.50' },
    {
      when: 'there is no such link',
      until: '1.2.49',
      status: 500,
      source: { code: 'kanboard/kanboard@v1.2.35 app/Api/Procedure/TaskExternalLinkProcedure.php:90 array_merge()' },
    },
    dumped(27),
  ],
  examples: [
    {
      title: 'title and address',
      input: { task_id: 1, link_id: 2, title: 'New', url: 'http://localhost/new' },
      output: true,
      source: { evidence: `${recorded} step 23` },
    },
  ],
  handle: (ctx, { task_id, link_id, title, url, dependency }) => {
    const found = findLink(ctx, task_id, link_id)
    if (!found && !holds(ctx, 'externalLinksStayAtTask'))
      throw new Crash(`${noLink(task_id, link_id)}: no array to merge`)
    if (!found) return ctx.explain(noLink(task_id, link_id), false)
    const given = { title: title ?? found.title, url: url ?? found.url, dependency: dependency ?? found.dependency }
    const values = { id: found.id, task_id: found.task_id, link_type: found.link_type, ...given }
    if (refuseLink(ctx, values)) return false
    changeRow(ctx, 'task_has_external_links', found.id, {
      ...textsOf(ctx, values),
      date_modification: secondsNow(ctx),
    })
    return true
  },
})

export const removeExternalTaskLink = procedure({
  id: 'removeExternalTaskLink',
  group: 'Task External Link',
  summary: 'Remove an external link',
  sources: [{ doc: `${page}#removeexternaltasklink` }, { evidence: `${recorded} steps 29-31` }],
  versions: { since: '1.0.31' },
  effect: 'write',
  failure: false,
  input: z.object({ task_id: taskIdArgument(), link_id: linkId() }),
  output: z.boolean().describe('Whether it was removed'),
  errors: [membersOnly('member'), elsewhere('steps 29, 31')],
  examples: [
    {
      title: 'a link',
      input: { task_id: 1, link_id: 1 },
      output: true,
      source: { evidence: `${recorded} step 30` },
    },
  ],
  handle: (ctx, { task_id, link_id }) => {
    const found = findLink(ctx, task_id, link_id)
    if (!found) return ctx.explain(noLink(task_id, link_id), false)
    ctx.db.task_has_external_links.remove(found.id)
    return true
  },
})
