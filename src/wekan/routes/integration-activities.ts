import { z } from 'zod'
import { lenient } from '../../kernel/view.js'
import { expressRouting } from '../changes.js'
import { withoutMembers } from '../clean.js'
import type { WekanContext } from '../context.js'
import { IntegrationActivities } from '../documents-board-parts.js'
import { Mishap, Sent, ValidationError } from '../failures.js'
import { setOnIntegration } from '../integration-store.js'
import { boardId, route } from '../route.js'
import type { IntegrationRow } from '../rows.js'
import { adminErrors, changeable, integrationAt } from './integrations.js'

const path = '/api/boards/:boardId/integrations/:intId/activities'
const params = { boardId, intId: z.string().describe('Id of the webhook.') }
const body = { activities: lenient(z.array(z.string()).describe('Names such as act-createCard, or `all`.')) }

const unknown = {
  when: 'the board has no such webhook; an empty body',
  status: 200,
  source: { code: 'wekan/wekan@v11.07 server/models/integrations.js:197' },
} as const
const noList = {
  when: 'activities is no list; a body {"error"} with the words of the database, {} before Meteor 3',
  status: 200,
  contentType: 'application/json',
  since: '8.43',
  source: { evidence: 'wekan/v11.07/integrations.json step 26' },
} as const

export const newIntegrationActivities = route({
  id: 'new_integration_activities',
  group: 'integrations',
  summary: 'Let a webhook send more.',
  doc: 'Nothing is taken twice. A webhook that sends `all` goes on sending all.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/integrations.js:184' },
    { code: 'wekan/wekan@v7.10 models/integrations.js:356' },
  ],
  effect: 'write',
  method: 'POST',
  path,
  auth: 'board-admin',
  failure: 'S200',
  params,
  body,
  output: IntegrationActivities,
  errors: [...adminErrors, unknown, noList],
  examples: [
    {
      title: 'two, one of them known',
      input: {
        params: { boardId: 'W4YQXmuPYBTNHhsJK', intId: 'MwWud7pHHWBDZLWG9' },
        query: {},
        body: { activities: ['moveCard', 'createCard'] },
      },
      output: { _id: 'MwWud7pHHWBDZLWG9', activities: ['createCard', 'moveCard'] },
      source: { evidence: 'wekan/v11.07/integrations.json step 24' },
    },
  ],
  handle(ctx, { params, body }) {
    changeable(ctx, params.boardId)
    const found = integrationAt(ctx, params)
    const given: unknown = body['activities']
    // Since Meteor 3 what is given is judged whether or not there is such a webhook.
    if (!found && (given === undefined || !ctx.after(expressRouting))) return undefined
    const names = namesToAdd(ctx, given)
    setOnIntegration(ctx, undefined, { activities: names })
    if (!found) return undefined
    setOnIntegration(ctx, found, { activities: [...new Set([...found.activities, ...names.map(trimmed)])] })
    return activitiesOf(ctx, found)
  },
})

export const deleteIntegrationActivities = route({
  id: 'delete_integration_activities',
  group: 'integrations',
  summary: 'Let a webhook send less.',
  doc: 'A webhook that sends `all` goes on sending all until that is taken away. A single name is taken as a list of it, and without one nothing changes; before Meteor 3 both fail.',
  sources: [
    { code: 'wekan/wekan@v11.07 server/models/integrations.js:149' },
    { code: 'wekan/wekan@v7.10 models/integrations.js:312' },
  ],
  effect: 'write',
  method: 'DELETE',
  path,
  auth: 'board-admin',
  failure: 'S200',
  params,
  body,
  output: IntegrationActivities,
  errors: [...adminErrors, unknown],
  examples: [
    {
      title: 'one of two',
      input: {
        params: { boardId: 'W4YQXmuPYBTNHhsJK', intId: 'MwWud7pHHWBDZLWG9' },
        query: {},
        body: { activities: ['createCard'] },
      },
      output: { _id: 'MwWud7pHHWBDZLWG9', activities: ['moveCard'] },
      source: { evidence: 'wekan/v11.07/integrations.json step 25' },
    },
  ],
  handle(ctx, { params, body }) {
    changeable(ctx, params.boardId)
    const found = integrationAt(ctx, params)
    if (!found) return undefined
    const names = namesToRemove(ctx, body['activities'])
    setOnIntegration(ctx, found, { activities: found.activities.filter((name) => !names.includes(name)) })
    return activitiesOf(ctx, found)
  },
})

function activitiesOf(ctx: WekanContext, { _id }: IntegrationRow): { _id: string; activities: string[] } | undefined {
  const now = ctx.db.integrations.get(_id)
  return now && { _id, activities: [...now.activities] }
}

/** What `$addToSet` makes of what is given: the schema makes a list of a single text, and refuses all else. */
function namesToAdd(ctx: WekanContext, given: unknown): readonly unknown[] {
  if (Array.isArray(given)) return given
  if (given === undefined || !ctx.after(expressRouting)) throw noListToAdd(ctx, given)
  if (given === null) throw new ValidationError('Activities is required in integrations updateAsync')
  if (typeof given === 'string') return [given]
  const isEmpty = typeof given === 'object' && Object.keys(given).length === 0
  const what = isEmpty ? 'Array' : 'String (activities.0)'
  throw new ValidationError(`Activities must be of type ${what} in integrations updateAsync`)
}

/** What `$pullAll` makes of what is given: an operator without a value is dropped. */
function namesToRemove(ctx: WekanContext, given: unknown): readonly unknown[] {
  if (Array.isArray(given)) return given
  if (!ctx.after(expressRouting)) throw noListToRemove(ctx)
  const cleaned = withoutMembers(given)
  if (cleaned === undefined) return []
  if (typeof cleaned !== 'object') return [cleaned]
  throw noListToRemove(ctx)
}

function trimmed(name: unknown): unknown {
  return typeof name === 'string' ? name.trim() : name
}

/** `$addToSet` with what is no list: the error of the database, which collection2 puts into words since Meteor 3. */
function noListToAdd(ctx: WekanContext, given: unknown): Error {
  const what =
    given === undefined || given === null
      ? `Cannot read properties of ${String(given)} (reading 'forEach')`
      : 'values.forEach is not a function'
  return ctx.after(expressRouting) ? new ValidationError(`Failed validation ${what}`) : new Mishap(what)
}

/** `$pullAll` with what is no list. */
function noListToRemove(ctx: WekanContext): Error {
  const what = "Modifier $pushAll/pullAll allowed for arrays only for field 'activities'"
  return ctx.after(expressRouting)
    ? new ValidationError(`Failed validation ${what}`)
    : new Sent(200, { name: 'MinimongoError' })
}
