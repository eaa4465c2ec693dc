import { z } from 'zod'
import { quirk } from '../../kernel/quirk.js'
import { inVersions } from '../../kernel/versions.js'
import { toInt, toText } from '../php.js'
import type { PhpValue } from '../php.js'
import { argument, optionalArgument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import type { SwimlaneRow } from '../rows.js'
import { nextId } from '../tables.js'
import { faultsIn, integer, maxLength, required } from '../validators.js'
import { changeRow, textOrNull, wasteId, wasteIdOnNull } from './attached-store.js'
import { byPosition, isOutside, reorder, sortedByPosition } from './positions.js'
import { membersOnly } from './attached-errors.js'
import { projectId } from './project-arguments.js'
import { holds } from './release-rules.js'
import { findSwimlane, noSwimlane, swimlaneId, swimlaneNamed, swimlanesOf } from './swimlane-reads.js'
import { changeTask } from './task-store.js'

const page = 'kanboard/documentation v1/api/swimlane_procedures.md'
const recorded = 'kanboard/v1.2.53/swimlanes.json'
const unknown = 'kanboard/v1.2.53/matrix-unknown-ids.json'

export const foreignSwimlanes = quirk({
  name: 'kanboard.foreign-swimlanes',
  summary:
    'On: updateSwimlane, removeSwimlane and changeSwimlanePosition take a swimlane of any project, and updateSwimlane ' +
    'of one that does not exist answers true. Off: they answer false.',
  until: '1.2.50',
  source: { code: 'kanboard/kanboard@86c0684f3 app/Api/Procedure/SwimlaneProcedure.php' },
})

export const switchesUnknownSwimlanes = quirk({
  name: 'kanboard.switch-unknown-swimlane-true',
  summary:
    'On: enableSwimlane and disableSwimlane of a swimlane that the project does not have answer true. Off: false.',
  source: { evidence: unknown },
})

const nameColumn = { name: 'name', limit: 191, postgresLimit: Infinity }
const descriptionColumn = { name: 'description', limit: Infinity }
/** kanboard/kanboard@v1.2.3 app/Validator/SwimlaneValidator.php: 191 characters since, 50 before. */
const longNames = { since: '1.2.3' }

const foreign = {
  when: 'the swimlane does not belong to the project',
  since: '1.2.51',
  status: 200,
  result: false,
  source: { evidence: recorded },
} as const

/** Numbers the active swimlanes of a project from 1. */
function renumber(ctx: KanboardContext, project: PhpValue): void {
  const active = swimlanesOf(ctx, project).filter((row) => row.is_active === 1)
  const sorted = active.sort((a, b) => byPosition(a, b) || a.id - b.id)
  for (const [index, row] of sorted.entries()) changeRow(ctx, 'swimlanes', row.id, { position: index + 1 })
}

const lastPosition = (ctx: KanboardContext, project: PhpValue): number =>
  swimlanesOf(ctx, project).filter((row) => row.is_active === 1).length + 1

/** The swimlane, when it may be touched through this project. */
function owned(ctx: KanboardContext, project: PhpValue, id: PhpValue): SwimlaneRow | undefined | false {
  const found = findSwimlane(ctx, id)
  if (ctx.has(foreignSwimlanes)) return found
  return found && found.project_id === toInt(project) ? found : false
}

export const addSwimlane = procedure({
  id: 'addSwimlane',
  group: 'Swimlane',
  summary: 'Add a new swimlane',
  doc: 'The swimlane comes last. An empty name is accepted.',
  sources: [{ doc: `${page}#addswimlane` }, { evidence: recorded }],
  effect: 'write',
  failure: false,
  input: z.object({
    project_id: projectId(),
    name: argument(z.string().min(1).max(191).describe('Name, unique in the project')),
    description: optionalArgument(z.string().describe('Markdown'), ''),
  }),
  output: z
    .union([z.int(), z.literal(false)])
    .describe('Number of the swimlane, false on failure, 0 for an unknown project'),
  errors: [
    membersOnly('manager'),
    { when: 'the project has a swimlane with this name', status: 200, result: false, source: { evidence: recorded } },
    { when: 'there is no such project', status: 200, result: 0, source: { evidence: unknown } },
  ],
  examples: [
    {
      title: 'an unknown project',
      input: { project_id: 999, name: 'x' },
      output: 0,
      source: { evidence: `${unknown} step 78` },
    },
  ],
  handle: (ctx, { project_id, name, description }) => {
    const project = ctx.database.idIn(project_id)
    if (project === undefined || !ctx.db.projects.has(project)) {
      return ctx.explain(`there is no project ${toText(project_id)}`, 0)
    }
    const text = textOrNull(ctx, nameColumn, name)
    const about = textOrNull(ctx, descriptionColumn, description)
    if (text === null) {
      wasteIdOnNull(ctx, 'swimlanes')
      return ctx.explain('the name is null', ctx.database.refuseNull('swimlanes', 'name'))
    }
    if (swimlaneNamed(ctx, project, text)) {
      wasteId(ctx, 'swimlanes')
      return ctx.explain(`the project has a swimlane '${text}' already`, false)
    }
    const position = lastPosition(ctx, project)
    const id = nextId(ctx.world, 'swimlanes', ctx.database)
    const row = {
      id,
      name: text,
      position,
      is_active: 1,
      project_id: project,
      description: about,
      task_limit: 0,
    } as const
    ctx.db.swimlanes.insert(row)
    return id
  },
})

export const updateSwimlane = procedure({
  id: 'updateSwimlane',
  group: 'Swimlane',
  summary: 'Update swimlane properties',
  doc: 'A description that is left out or null stays.',
  sources: [{ doc: `${page}#updateswimlane` }, { evidence: recorded }],
  effect: 'write',
  failure: false,
  input: z.object({
    project_id: projectId(),
    swimlane_id: swimlaneId(),
    name: argument(z.string().min(1).max(191).describe('Name, unique in the project')),
    description: optionalArgument(z.string().nullable().describe('Markdown'), null),
  }),
  output: z.boolean().describe('true on success'),
  errors: [
    membersOnly('manager'),
    foreign,
    { when: 'the name is taken', status: 200, result: false, source: { evidence: recorded } },
    { when: 'the name is empty', since: '1.0.40', status: 200, result: false, source: { evidence: recorded } },
  ],
  examples: [
    {
      title: 'a name',
      since: '1.0.40',
      input: { project_id: 1, swimlane_id: 3, name: 'Faster' },
      output: true,
      source: { evidence: 'kanboard/v1.2.53/swimlanes.json step 16' },
    },
    {
      title: 'a name that is taken',
      since: '1.0.40',
      input: { project_id: 1, swimlane_id: 3, name: 'Default swimlane' },
      output: false,
      source: { evidence: 'kanboard/v1.2.53/swimlanes.json step 22' },
    },
  ],
  handle: (ctx, { project_id, swimlane_id, name, description }) => {
    const found = owned(ctx, project_id, swimlane_id)
    if (found === false) return ctx.explain(foreign.when, false)
    const limit = inVersions(longNames, ctx.setup.profile.version) ? 191 : 50
    const values = { project_id, id: swimlane_id, name }
    const rules = [required('id'), required('name'), integer('id'), integer('project_id'), maxLength('name', limit)]
    const faults = holds(ctx, 'swimlanesAreRows') ? faultsIn(values, rules) : []
    if (faults.length > 0) return ctx.explain(faults.join('; '), false)
    if (name === null) return ctx.explain('the name is null', ctx.database.refuseNull('swimlanes', 'name'))
    const text = ctx.database.storeText(nameColumn, toText(name))
    const about = description === null ? {} : { description: textOrNull(ctx, descriptionColumn, description ?? null) }
    if (!found) return true
    const holder = swimlaneNamed(ctx, found.project_id, text)
    if (holder && holder.id !== found.id) return ctx.explain(`the project has a swimlane '${text}' already`, false)
    changeRow(ctx, 'swimlanes', found.id, { name: text, ...about })
    return true
  },
})

export const removeSwimlane = procedure({
  id: 'removeSwimlane',
  group: 'Swimlane',
  summary: 'Remove a swimlane',
  doc: 'Only without tasks; until 1.0.39 they go to the default swimlane. The others are numbered from 1.',
  sources: [{ doc: `${page}#removeswimlane` }, { evidence: recorded }],
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), swimlane_id: swimlaneId() }),
  output: z.boolean().describe('true on success'),
  errors: [
    membersOnly('manager'),
    foreign,
    { when: 'the swimlane has tasks', since: '1.0.40', status: 200, result: false, source: { evidence: recorded } },
    { when: 'there is no such swimlane', status: 200, result: false, source: { evidence: unknown } },
  ],
  examples: [
    {
      title: 'an unknown number',
      input: { project_id: 999, swimlane_id: 999 },
      output: false,
      source: { evidence: `${unknown} step 80` },
    },
  ],
  handle: (ctx, { project_id, swimlane_id }) => {
    const found = owned(ctx, project_id, swimlane_id)
    if (found === false) return ctx.explain(foreign.when, false)
    if (!found) return ctx.explain(noSwimlane(swimlane_id), false)
    const tasks = ctx.db.tasks.where({ swimlane_id: found.id })
    if (!holds(ctx, 'swimlanesAreRows')) for (const task of tasks) changeTask(ctx, task, { swimlane_id: 0 })
    else if (tasks.length > 0) return ctx.explain('the swimlane has tasks', false)
    ctx.db.swimlanes.remove(found.id)
    renumber(ctx, project_id)
    return true
  },
})

/**
 * UPDATE … WHERE id = ? AND project_id = ?, whose parameters come after two others; until 1.0.39 the project says only
 * which swimlanes are counted and numbered.
 */
function switchSwimlane(ctx: KanboardContext, project: PhpValue, id: PhpValue, patch: Partial<SwimlaneRow>): boolean {
  const found = findSwimlane(ctx, id, 3)
  const isInAny = !holds(ctx, 'swimlanesAreRows')
  const place = isInAny ? found?.project_id : ctx.database.idIn(project, 4)
  if (found && found.project_id === place) {
    changeRow(ctx, 'swimlanes', found.id, patch)
    return true
  }
  return ctx.has(switchesUnknownSwimlanes) || ctx.explain(`the project has no swimlane ${toText(id)}`, false)
}

export const disableSwimlane = procedure({
  id: 'disableSwimlane',
  group: 'Swimlane',
  summary: 'Disable a swimlane',
  doc: 'Its position becomes 0, and the others are numbered from 1.',
  sources: [{ doc: `${page}#disableswimlane` }, { evidence: recorded }],
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), swimlane_id: swimlaneId() }),
  output: z.boolean().describe('true, also for an unknown swimlane'),
  errors: [membersOnly('manager')],
  examples: [
    {
      title: 'an unknown number',
      input: { project_id: 999, swimlane_id: 999 },
      output: true,
      source: { evidence: `${unknown} step 81` },
    },
  ],
  handle: (ctx, { project_id, swimlane_id }) => {
    const isDone = switchSwimlane(ctx, project_id, swimlane_id, { is_active: 0, position: 0 })
    if (isDone) renumber(ctx, project_id)
    return isDone
  },
})

export const enableSwimlane = procedure({
  id: 'enableSwimlane',
  group: 'Swimlane',
  summary: 'Enable a swimlane',
  doc: 'It comes last, also when it is enabled already.',
  sources: [{ doc: `${page}#enableswimlane` }, { evidence: recorded }],
  effect: 'write',
  failure: false,
  input: z.object({ project_id: projectId(), swimlane_id: swimlaneId() }),
  output: z.boolean().describe('true, also for an unknown swimlane'),
  errors: [membersOnly('manager')],
  examples: [
    {
      title: 'an unknown number',
      input: { project_id: 999, swimlane_id: 999 },
      output: true,
      source: { evidence: `${unknown} step 82` },
    },
  ],
  handle: (ctx, { project_id, swimlane_id }) => {
    const position = lastPosition(ctx, project_id)
    return switchSwimlane(ctx, project_id, swimlane_id, { is_active: 1, position })
  },
})

export const changeSwimlanePosition = procedure({
  id: 'changeSwimlanePosition',
  group: 'Swimlane',
  summary: 'Move up the swimlane position',
  doc: 'The other active swimlanes are numbered around the new place.',
  sources: [{ doc: `${page}#changeswimlaneposition` }, { evidence: recorded }],
  versions: { since: '1.0.26' },
  effect: 'write',
  failure: false,
  input: z.object({
    project_id: projectId(),
    swimlane_id: swimlaneId(),
    position: argument(z.int().positive().describe('New place, from 1 to the number of swimlanes')),
  }),
  output: z.boolean().describe('true on success'),
  errors: [
    membersOnly('manager'),
    foreign,
    {
      when: 'the position is below 1 or above the number of swimlanes, disabled ones too',
      status: 200,
      result: false,
      source: { evidence: recorded },
    },
  ],
  examples: [
    {
      title: 'to the top',
      input: { project_id: 1, swimlane_id: 5, position: 1 },
      output: true,
      source: { evidence: 'kanboard/v1.2.53/swimlanes.json step 24' },
    },
    {
      title: 'a place that does not exist',
      input: { project_id: 1, swimlane_id: 5, position: 0 },
      output: false,
      source: { evidence: 'kanboard/v1.2.53/swimlanes.json step 27' },
    },
  ],
  handle: (ctx, { project_id, swimlane_id, position }) => {
    const found = owned(ctx, project_id, swimlane_id)
    if (found === false) return ctx.explain(foreign.when, false)
    const rows = swimlanesOf(ctx, project_id)
    if (isOutside(position, rows.length)) return ctx.explain(`the position is not within 1 and ${rows.length}`, false)
    const others = sortedByPosition(rows.filter((row) => row.is_active === 1 && row.id !== found?.id))
    for (const [id, place] of reorder(others, position)) changeRow(ctx, 'swimlanes', id, { position: place })
    const own = ctx.database.storeInteger({ table: 'swimlanes', name: 'position' }, position)
    if (found) changeRow(ctx, 'swimlanes', found.id, { position: own ?? 0 })
    return true
  },
})
