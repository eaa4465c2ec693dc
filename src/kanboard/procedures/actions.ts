import { z } from 'zod'
import { inVersions } from '../../kernel/versions.js'
import { actionEventsOf, actionNamed, actionsOf } from '../actions.js'
import type { ActionDefinition } from '../actions.js'
import { action } from '../attached-entities.js'
import type { ActionRow } from '../attached-rows.js'
import { byRelease } from '../by-release.js'
import { Crash, RelayedException } from '../faults.js'
import { isArray, memberOf, toText } from '../php.js'
import type { PhpMap, PhpValue } from '../php.js'
import { argument, procedure } from '../procedure.js'
import type { KanboardContext } from '../procedure.js'
import { nextId } from '../tables.js'
import { faultsIn, integer, required } from '../validators.js'
import { membersOnly } from './attached-errors.js'
import { wasteId } from './attached-store.js'
import { availableActions, availableEvents } from './long-examples.js'

const page = 'kanboard/documentation v1/api/action_procedures.md'
const recorded = 'kanboard/v1.2.53/actions.json'

const texts = (text: string): z.ZodRecord<z.ZodString, z.ZodString> => z.record(z.string(), z.string()).describe(text)

export const getAvailableActions = procedure({
  id: 'getAvailableActions',
  group: 'Action',
  summary: 'Get list of available automatic actions',
  doc:
    'Sorted by description. Actions for plugins, which listen to no event, are left out. Those whose event is the daily ' +
    'job can be created, but never run: the job is a command line of the server, which no procedure starts.',
  sources: [{ doc: `${page}#getavailableactions` }, { evidence: `${recorded} step 1` }],
  versions: { since: '1.0.13' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: texts('Descriptions by name of the class'),
  examples: [availableActions],
  handle: (ctx) => {
    const usable = [...actionsOf(ctx).values()].filter(({ events }) => events.length > 0)
    const sorted = usable.toSorted((a, b) => (a.description < b.description ? -1 : 1))
    return Object.fromEntries(sorted.map(({ name, description }) => [name, description]))
  },
})

export const getAvailableActionEvents = procedure({
  id: 'getAvailableActionEvents',
  group: 'Action',
  summary: 'Get list of available events for automatic actions',
  sources: [{ doc: `${page}#getavailableactionevents` }, { evidence: `${recorded} step 2` }],
  versions: { since: '1.0.15' },
  effect: 'read',
  failure: false,
  input: z.object({}),
  output: texts('Descriptions by name of the event, sorted by description'),
  examples: [availableEvents],
  handle: (ctx) => Object.fromEntries(actionEventsOf(ctx)),
})

const unknownAction = (name: PhpValue): never => {
  throw new RelayedException(0, `Automatic Action Not Found: ${toText(name)}`)
}

/** `isset($actions[$name])` and `$actions[$name]`: what is no key of an array ends the request. */
function named(ctx: KanboardContext, name: PhpValue): ActionDefinition | undefined {
  if (isArray(name)) throw new Crash('a list is no key of an array')
  return actionNamed(ctx, toText(name))
}

/** kanboard/kanboard@v1.0.22 app/Model/Action.php load(): any class, with its namespace or without; else PHP stops. */
const classesAreLoaded = { until: '1.0.22' }

function loaded(ctx: KanboardContext, name: PhpValue): ActionDefinition {
  const found = named(ctx, isArray(name) ? name : toText(name).replace(/^\\Kanboard\\Action\\/, ''))
  if (!found) throw new Crash(`there is no class ${toText(name)}`)
  return found
}

export const getCompatibleActionEvents = procedure({
  id: 'getCompatibleActionEvents',
  group: 'Action',
  summary: 'Get list of events compatible with an action',
  sources: [{ doc: `${page}#getcompatibleactionevents` }, { evidence: `${recorded} steps 3-6` }],
  versions: { since: '1.0.15' },
  effect: 'read',
  failure: false,
  input: z.object({ action_name: argument(z.string().describe('Name of the class')) }),
  output: texts('Descriptions by name of the event, sorted by description'),
  errors: [
    {
      when: 'there is no such action',
      since: '1.0.23',
      status: 200,
      code: 0,
      source: { evidence: `${recorded} step 6` },
    },
  ],
  examples: [
    {
      title: 'an action on two events',
      input: { action_name: '\\Kanboard\\Action\\TaskAssignColorColumn' },
      output: { 'task.move.column': 'Move a task to another column', 'task.create': 'Task creation' },
      source: { evidence: `${recorded} step 4` },
    },
  ],
  handle: (ctx, { action_name }) => {
    const isLoaded = inVersions(classesAreLoaded, ctx.setup.profile.version)
    const { events } = isLoaded ? loaded(ctx, action_name) : (named(ctx, action_name) ?? unknownAction(action_name))
    return Object.fromEntries([...actionEventsOf(ctx)].filter(([name]) => events.includes(name)))
  },
})

export const getActions = procedure({
  id: 'getActions',
  group: 'Action',
  summary: 'Get list of actions for a project',
  sources: [{ doc: `${page}#getactions` }, { evidence: `${recorded} steps 8, 18, 23` }],
  versions: { since: '1.0.13' },
  effect: 'read',
  failure: false,
  input: z.object({ project_id: argument(z.int().describe('Number of the project')) }),
  output: z.array(action).describe('The automatic actions of the project'),
  errors: [membersOnly('manager')],
  examples: [
    {
      title: 'a project without actions',
      input: { project_id: 1 },
      output: [],
      source: { evidence: `${recorded} step 8` },
    },
  ],
  handle: (ctx, { project_id }) => {
    const project = ctx.database.idIn(project_id)
    const rows = project === undefined ? [] : ctx.db.actions.where({ project_id: project })
    return rows.toSorted((a, b) => a.id - b.id).map(shown)
  },
})

/** Parameters in their order; none are an empty list of PHP's. */
function shown({ params, ...row }: ActionRow) {
  return { ...row, params: params.size === 0 ? [] : Object.fromEntries(params) }
}

/**
 * PDO's lastInsertId() as it comes: kanboard/kanboard@v1.0.22 app/Model/Action.php:288, measured on SQLite.
 * unknown: which release made it an integer, before 1.2.10 (libs/picodb/lib/PicoDb/Database.php getLastId()).
 */
const whileIdsAreText = { until: '1.0.22' }

export const createAction = procedure({
  id: 'createAction',
  group: 'Action',
  summary: 'Create an action',
  doc:
    'The event must be one that the action can listen to, and the parameters exactly those that it needs; their values ' +
    'are not checked, and come back as text.',
  sources: [{ doc: `${page}#createaction` }, { evidence: `${recorded} steps 9-17` }],
  versions: { since: '1.0.13' },
  effect: 'write',
  failure: false,
  input: z.object({
    project_id: argument(z.int().describe('Number of the project')),
    event_name: argument(z.string().min(1).describe('Event to listen to')),
    action_name: argument(z.string().min(1).describe('Name of the class')),
    params: argument(
      z
        .union([z.record(z.string(), z.union([z.string(), z.number()])), z.array(z.never())])
        .describe('Values by name of the parameter'),
    ),
  }),
  output: byRelease(whileIdsAreText, {
    then: z.union([z.string(), z.literal(false)]),
    else: z.union([z.int(), z.literal(false)]),
  }).describe('Number of the action, false on failure; text until 1.0.22'),
  errors: [
    membersOnly('manager'),
    {
      when: 'the event does not fit the action, or one of them is unknown',
      status: 200,
      result: false,
      source: { evidence: `${recorded} steps 10-12` },
    },
    {
      when: 'a parameter is missing or too much',
      status: 200,
      result: false,
      source: { evidence: `${recorded} steps 13-15` },
    },
    { when: 'there is no such project', status: 200, result: false, source: { evidence: `${recorded} step 16` } },
  ],
  examples: [
    {
      title: 'close tasks in column 4',
      since: '1.0.23',
      input: {
        project_id: 1,
        event_name: 'task.move.column',
        action_name: '\\Kanboard\\Action\\TaskCloseColumn',
        params: { column_id: 4 },
      },
      output: 1,
      source: { evidence: `${recorded} step 9` },
    },
  ],
  handle: (ctx, { project_id, event_name, action_name, params }) => {
    const values = { project_id, event_name, action_name, params }
    const faults = faultsIn(values, rules)
    if (faults.length > 0) return ctx.explain(faults.join('; '), false)
    const definition = named(ctx, action_name)
    const fault = whyNot(definition, { event_name, action_name, params })
    if (fault !== undefined) return ctx.explain(fault, false)
    const id = insertAction(ctx, values)
    return id !== false && inVersions(whileIdsAreText, ctx.setup.profile.version) ? String(id) : id
  },
})

// app/Validator/ActionValidator.php
const rules = [
  required('project_id'),
  integer('project_id'),
  required('event_name'),
  required('action_name'),
  required('params'),
]

type Given = Readonly<Record<'event_name' | 'action_name' | 'params', PhpValue>>

/** Why an action is refused; undefined when nothing is against it. */
function whyNot(definition: ActionDefinition | undefined, given: Given): string | undefined {
  const { event_name, action_name, params } = given
  if (!definition || definition.events.length === 0) return `there is no action ${toText(action_name)}`
  const { events, parameters } = definition
  // in_array() compares loosely: true is equal to every event.
  if (event_name !== true && !events.some((event) => event === event_name)) {
    return `${definition.name} listens to ${events.join(', ')}, not to ${toText(event_name)}`
  }
  const sent = entriesOf(params)
  const missing = parameters.find((name) => (isArray(params) ? (memberOf(params, name) ?? null) : null) === null)
  if (missing !== undefined) return `the parameter ${missing} is missing`
  const stray = sent.find(([name]) => !parameters.includes(name))
  return stray && `${definition.name} has no parameter ${stray[0]}`
}

function entriesOf(params: PhpValue): readonly (readonly [string, PhpValue])[] {
  if (!isArray(params)) return []
  // A decoded object is a Map; what is left is a list.
  const members: PhpMap | readonly PhpValue[] = params
  return members instanceof Map
    ? [...members]
    : members.map((value, index): readonly [string, PhpValue] => [String(index), value])
}

function insertAction(ctx: KanboardContext, values: Given & { readonly project_id: PhpValue }): number | false {
  const project = ctx.database.storeInteger({ table: 'actions', name: 'project_id' }, values.project_id)
  if (project === null || !ctx.db.projects.has(project)) {
    wasteId(ctx, 'actions')
    return ctx.explain(`there is no project ${toText(values.project_id)}`, false)
  }
  const id = nextId(ctx.world, 'actions', ctx.database)
  ctx.db.actions.insert({
    id,
    project_id: project,
    event_name: toText(values.event_name),
    action_name: toText(values.action_name),
    params: new Map(entriesOf(values.params).map(([name, value]) => [name, toText(value)])),
  })
  return id
}

export const removeAction = procedure({
  id: 'removeAction',
  group: 'Action',
  summary: 'Remove an action',
  sources: [{ doc: `${page}#removeaction` }, { evidence: `${recorded} steps 19-21` }],
  versions: { since: '1.0.13' },
  effect: 'write',
  failure: false,
  input: z.object({ action_id: argument(z.int().describe('Number of the action')) }),
  output: z.boolean().describe('Whether it was removed'),
  errors: [
    membersOnly('manager'),
    { when: 'there is no such action', status: 200, result: false, source: { evidence: `${recorded} step 21` } },
  ],
  examples: [
    { title: 'an action', input: { action_id: 1 }, output: true, source: { evidence: `${recorded} step 19` } },
  ],
  handle: (ctx, { action_id }) => {
    const id = ctx.database.idIn(action_id)
    const found = id === undefined ? undefined : ctx.db.actions.remove(id)
    return found !== undefined || ctx.explain(`there is no action ${toText(action_id)}`, false)
  },
})
