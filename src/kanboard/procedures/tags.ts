import { z } from 'zod'
import { isArray, isEmpty, objectOf } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { projectsOf } from '../project-roles.js'
import type { TagRow } from '../tag-rows.js'
import { tag } from '../task-entities.js'
import { changeTag, dropTag, findOrInsertTag, findTag, insertTag, saveTags, tagsOfTask } from './tag-store.js'
import { projectId, roleNeeded, taskId } from './task-arguments.js'
import { holds } from './release-rules.js'

const page = 'kanboard/documentation v1/api/tags_procedures.md'
const recorded = 'kanboard/v1.2.53/tags.json'

const tagId = (): z.ZodType<PhpValue, number> => argument(z.int().describe('Number of the tag'))
const tagName = (): z.ZodType<PhpValue, string> => argument(z.string().max(191).describe('Name'))
const tagColor = (): z.ZodDefault<z.ZodType<PhpValue, string | null>> =>
  optionalArgument(z.string().nullable().describe('Name of a colour, any text'), null)

export const getAllTags = procedure({
  id: 'getAllTags',
  group: 'Tag',
  summary: 'Get all tags',
  doc: 'Sorted by name. Since 1.2.50 users who are not app-admin see those of their projects and of all projects.',
  sources: [{ doc: `${page}#getalltags` }, { evidence: `${recorded} steps 3, 12, 19, 38` }],
  versions: { since: '1.0.36' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: z.array(tag).describe('The tags'),
  errors: [],
  examples: [{ title: 'none yet', input: {}, output: [], source: { evidence: `${recorded} step 3` } }],
  handle: (ctx) => {
    const { caller, db } = ctx
    const isLimited = caller.kind === 'user' && caller.user.role !== 'app-admin'
    if (!isLimited || !holds(ctx, 'usersSeeTagsOfTheirProjects')) return byName(ctx, [...db.tags])
    const active = projectsOf(ctx.world, caller.user.id).filter((id) => db.projects.get(id)?.is_active === 1)
    const rows = [0, ...active].flatMap((id) => db.tags.where({ project_id: id }))
    return rows.sort((a, b) => ctx.database.compareTexts(a.name, b.name) || a.project_id - b.project_id)
  },
})

/** Of equal names the one that was made first. */
const byName = (ctx: KanboardContext, rows: TagRow[]): TagRow[] =>
  rows.sort((a, b) => ctx.database.compareTexts(a.name, b.name) || a.id - b.id)

export const getTagsByProject = procedure({
  id: 'getTagsByProject',
  group: 'Tag',
  summary: 'Get all tags for a given project',
  doc: 'Sorted by name, without those of all projects, which project 0 has.',
  sources: [{ doc: `${page}#gettagsbyproject` }, { evidence: `${recorded} steps 4, 13, 14, 24` }],
  versions: { since: '1.0.36' },
  effect: 'read',
  failure: false,
  input: z.object({ project_id: projectId('Number of the project, 0 for all projects') }),
  output: z.array(tag).describe('The tags'),
  errors: [roleNeeded('viewer')],
  examples: [{ title: 'none yet', input: { project_id: 1 }, output: [], source: { evidence: `${recorded} step 4` } }],
  handle: (ctx, { project_id }) => {
    const id = ctx.database.idIn(project_id)
    return id === undefined ? [] : byName(ctx, ctx.db.tags.where({ project_id: id }))
  },
})

export const createTag = procedure({
  id: 'createTag',
  group: 'Tag',
  summary: 'Create a new tag',
  doc: 'Until 1.2.26 the number of the tag that there is was answered, in any letter case.',
  sources: [{ doc: `${page}#createtag` }, { evidence: `${recorded} steps 5-11` }],
  versions: { since: '1.0.36' },
  effect: 'write',
  failure: false,
  input: z.object({
    project_id: projectId('Number of the project, which need not exist; 0 for all projects'),
    tag: tagName(),
    color_id: tagColor(),
  }),
  output: z.union([z.int(), z.string(), z.literal(false)]).describe('Number of the tag, false on failure'),
  errors: [
    roleNeeded('member'),
    {
      when: 'the project has the name already',
      since: '1.2.27',
      status: 200,
      result: false,
      source: { evidence: `${recorded} step 6` },
    },
  ],
  examples: [
    {
      title: 'a tag of a project',
      input: { project_id: 1, tag: 'urgent' },
      output: 1,
      source: { evidence: `${recorded} step 5` },
    },
  ],
  handle: (ctx, { project_id, tag, color_id }) => {
    if (holds(ctx, 'tagsAreNew')) return insertTag(ctx, { project_id, tag, color_id: color_id ?? null })
    const before = ctx.db.tags.size
    const id = findOrInsertTag(ctx, project_id, tag)
    const isFound = id !== false && ctx.db.tags.size === before
    // What is read from a column has the type of the column: recording v1.2.20-strings/tags step 6.
    return isFound && ctx.setup.options['numbers'] === 'strings' ? String(id) : id
  },
})

export const updateTag = procedure({
  id: 'updateTag',
  group: 'Tag',
  summary: 'Rename a tag',
  doc: 'Without a colour the tag has none from then on.',
  sources: [{ doc: `${page}#updatetag` }, { evidence: `${recorded} steps 15-18` }],
  versions: { since: '1.0.36' },
  effect: 'write',
  failure: false,
  input: z.object({ tag_id: tagId(), tag: tagName(), color_id: tagColor() }),
  output: z.boolean().describe('true on success, also for an unknown tag'),
  errors: [
    roleNeeded('member'),
    {
      when: 'the project has the name already',
      status: 200,
      result: false,
      source: { evidence: `${recorded} step 18` },
    },
  ],
  examples: [
    { title: 'a name', input: { tag_id: 1, tag: 'later' }, output: true, source: { evidence: `${recorded} step 15` } },
  ],
  handle: (ctx, { tag_id, tag, color_id }) => changeTag(ctx, tag_id, tag, color_id ?? null),
})

export const removeTag = procedure({
  id: 'removeTag',
  group: 'Tag',
  summary: 'Remove a tag',
  doc: 'It is taken off all tasks.',
  sources: [{ doc: `${page}#removetag` }, { evidence: `${recorded} steps 35-37` }],
  versions: { since: '1.0.36' },
  effect: 'write',
  failure: false,
  input: z.object({ tag_id: tagId() }),
  output: z.boolean().describe('true on success'),
  errors: [
    roleNeeded('member'),
    { when: 'there is no such tag', status: 200, result: false, source: { evidence: `${recorded} step 36` } },
  ],
  examples: [{ title: 'a tag', input: { tag_id: 1 }, output: true, source: { evidence: `${recorded} step 35` } }],
  handle: (ctx, { tag_id }) => {
    const found = findTag(ctx, tag_id)
    if (!found) return ctx.explain('there is no such tag', false)
    dropTag(ctx, found)
    return true
  },
})

export const setTaskTags = procedure({
  id: 'setTaskTags',
  group: 'Task Tag',
  summary: 'Assign/Create/Update tags for a task',
  doc:
    'Tags that the list lacks are taken off; those that the project lacks are made. Names are found in any letter case, ' +
    'and two that mean the same tag answer false with half of the work done.',
  sources: [{ doc: `${page}#settasktags` }, { evidence: `${recorded} steps 22-31` }],
  versions: { since: '1.0.36' },
  effect: 'write',
  failure: false,
  input: z.object({
    project_id: projectId('Number of the project whose tags they are'),
    task_id: taskId(),
    tags: argument(z.array(z.string().min(1).max(191)).describe('Names of all tags that the task shall have')),
  }),
  output: z.boolean().describe('true on success'),
  errors: [
    roleNeeded('member'),
    { when: 'two names mean the same tag', status: 200, result: false, source: { evidence: `${recorded} step 27` } },
    { when: 'there is no such task', status: 200, result: false, source: { evidence: `${recorded} step 31` } },
  ],
  examples: [
    {
      title: 'two tags',
      input: { project_id: 1, task_id: 1, tags: ['b', 'c'] },
      output: true,
      source: { evidence: `${recorded} step 22` },
    },
  ],
  handle: (ctx, { project_id, task_id, tags }) =>
    saveTags(ctx, project_id, task_id, isArray(tags) && !isEmpty(tags) ? tags : []),
})

export const getTaskTags = procedure({
  id: 'getTaskTags',
  group: 'Task Tag',
  summary: 'Get assigned tags to a task',
  sources: [{ doc: `${page}#gettasktags` }, { evidence: `${recorded} steps 21-34` }],
  versions: { since: '1.0.36' },
  effect: 'read',
  failure: false,
  input: z.object({ task_id: taskId() }),
  output: z.record(z.string(), z.string().describe('Name')).describe('Names by number; empty also for an unknown task'),
  errors: [roleNeeded('viewer')],
  examples: [
    {
      title: 'two tags',
      input: { task_id: 1 },
      output: { '8': 'b', '9': 'c' },
      source: { evidence: `${recorded} step 23` },
    },
  ],
  handle: (ctx, { task_id }) => {
    const id = ctx.database.idIn(task_id)
    const rows = id === undefined ? [] : tagsOfTask(ctx, id)
    // A Map is an object on the wire, in this order.
    return objectOf(rows.map((row) => [String(row.id), row.name] as const)) as Record<string, string>
  },
})
