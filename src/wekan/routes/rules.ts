import { z } from 'zod'
import type { ErrorCase } from '../../kernel/operation.js'
import { lenient } from '../../kernel/view.js'
import { readableBoard, writableBoard } from '../access.js'
import type { WekanContext } from '../context.js'
import { RuleDocument } from '../documents-board-parts.js'
import { MeteorError } from '../failures.js'
import { boardId, route } from '../route.js'
import { insertRule, removeRule, ruleAsShown, setOnRule } from '../rule-store.js'
import type { RuleRow } from '../rows.js'

const versions = { since: '9.46' } as const
const ruleId = z.string().describe('Id of the rule.')

const accessErrors = [
  {
    when: 'no token, or an unknown one',
    status: 401,
    code: 'Unauthorized',
    source: { evidence: 'wekan/v11.07/auth-failure-shapes.json step 52' },
  },
  {
    when: 'the role of the caller does not allow it',
    status: 403,
    code: 'Forbidden',
    source: { evidence: 'wekan/v11.07/rules.json step 22' },
  },
  {
    when: 'there is no such board',
    status: 404,
    code: 'NotFound',
    source: { code: 'wekan/wekan@v11.07 server/authentication.js:92' },
  },
] as const

const noRule = {
  when: 'the board has no such rule',
  status: 500,
  code: 'not-found',
  source: { evidence: 'wekan/v11.07/rules.json step 15' },
} as const

/** collection2 names the call. */
function wrongTitle(call: 'insertAsync' | 'updateAsync'): ErrorCase {
  const error = `Title is required in rules ${call}`
  return {
    when: 'the title is blank or no text; a body {"error"}',
    status: 500,
    code: error,
    result: { error },
    source: { code: 'wekan/wekan@v11.07 models/rules.js:9' },
  }
}

const more = z.unknown().describe('What else it is about: names of lists and swimlanes, ids of users and labels.')
const trigger = z
  .object({ activityType: z.string().describe('What happens: createCard, moveCard, joinMember, …') })
  .catchall(more)
const action = z
  .object({ actionType: z.string().describe('What to do: moveCardToTop, archive, addLabel, …') })
  .catchall(more)

const whole = {
  _id: '3xhCCthy9beRM849b',
  title: 'Move up',
  trigger: {
    activityType: 'moveCard',
    listName: 'Done',
    oldListName: '*',
    userId: '*',
    swimlaneName: '*',
    cardTitle: '*',
  },
  action: { actionType: 'moveCardToTop', listName: 'Done', swimlaneName: '*' },
} as const

export const getBoardRules = route({
  id: 'get_board_rules',
  group: 'rules',
  summary: 'Rules of a board.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/rules.js:87' }],
  versions,
  effect: 'read',
  method: 'GET',
  path: '/api/boards/:boardId/rules',
  auth: 'board-member',
  failure: 'RULES',
  params: { boardId },
  body: {},
  output: z.array(RuleDocument),
  errors: accessErrors,
  examples: [
    {
      title: 'two rules',
      input: { params: { boardId: 'HtDJT7rmn4aScKhk4' }, query: {}, body: {} },
      output: [
        whole,
        {
          _id: 'oBzA2XDoHMnTMPqSe',
          title: 'API rule',
          trigger: { activityType: 'createCard', listName: '*', userId: '*', swimlaneName: '*', cardTitle: '*' },
          action: { actionType: 'archive' },
        },
      ],
      source: { evidence: 'wekan/v11.07/rules.json step 13' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    return ctx.db.rules.where({ boardId: params.boardId }).map((rule) => ruleAsShown(ctx, rule))
  },
})

export const getBoardRule = route({
  id: 'get_board_rule',
  group: 'rules',
  summary: 'One rule.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/rules.js:113' }],
  versions,
  effect: 'read',
  method: 'GET',
  path: '/api/boards/:boardId/rules/:ruleId',
  auth: 'board-member',
  failure: 'RULES',
  params: { boardId, ruleId },
  body: {},
  output: RuleDocument,
  errors: [...accessErrors, noRule],
  examples: [
    {
      title: 'a rule',
      input: { params: { boardId: 'HtDJT7rmn4aScKhk4', ruleId: '3xhCCthy9beRM849b' }, query: {}, body: {} },
      output: whole,
      source: { evidence: 'wekan/v11.07/rules.json step 14' },
    },
  ],
  handle(ctx, { params }) {
    readableBoard(ctx, params.boardId)
    return ruleAsShown(ctx, existing(ctx, params))
  },
})

export const newBoardRule = route({
  id: 'new_board_rule',
  group: 'rules',
  summary: 'Make a rule.',
  doc: 'What the trigger must match and is not sent becomes `*`. What happens over REST sets rules off. The fake follows those that act on the card itself; it sends no mails, makes no cards and reaches no other board.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/rules.js:151' }],
  versions,
  effect: 'write',
  method: 'POST',
  path: '/api/boards/:boardId/rules',
  auth: 'board-member',
  failure: 'RULES',
  params: { boardId },
  body: {
    title: lenient(z.string().optional().describe('Its title; default `API rule`.')),
    trigger: lenient(trigger.describe('When it acts, and what must match.')),
    action: lenient(action.describe('What it does.')),
  },
  output: z.object({
    _id: z.string().describe('Id of the rule.'),
    triggerId: z.string().describe('Id of its trigger.'),
    actionId: z.string().describe('Id of its action.'),
  }),
  errors: [
    ...accessErrors,
    {
      when: 'trigger or action is missing, or has no type',
      status: 500,
      code: 'bad-request',
      source: { evidence: 'wekan/v11.07/rules.json step 10' },
    },
    wrongTitle('insertAsync'),
  ],
  examples: [
    {
      title: 'a rule',
      input: {
        params: { boardId: 'HtDJT7rmn4aScKhk4' },
        query: {},
        body: {
          title: 'Move up',
          trigger: { activityType: 'moveCard', listName: 'Done' },
          action: { actionType: 'moveCardToTop', listName: 'Done', swimlaneName: '*' },
        },
      },
      output: { _id: '3xhCCthy9beRM849b', triggerId: '97uieiNkSAZjwRJrR', actionId: 'zQWXvNxXdkEvKaWqe' },
      source: { evidence: 'wekan/v11.07/rules.json step 8' },
    },
  ],
  handle(ctx, { params, body }) {
    writableBoard(ctx, params.boardId)
    const { title, trigger, action } = body
    if (!trigger || !action) throw new MeteorError('bad-request', 'trigger and action are required')
    if (!memberOf(trigger, 'activityType')) throw new MeteorError('bad-request', 'trigger.activityType is required')
    if (!memberOf(action, 'actionType')) throw new MeteorError('bad-request', 'action.actionType is required')
    const { _id, triggerId, actionId } = insertRule(ctx, { boardId: params.boardId, title, trigger, action })
    return { _id, triggerId, actionId }
  },
})

export const editBoardRule = route({
  id: 'edit_board_rule',
  group: 'rules',
  summary: 'Change a rule.',
  doc: 'Trigger and action are not replaced: members that are not sent stay.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/rules.js:196' }],
  versions,
  effect: 'write',
  method: 'PUT',
  path: '/api/boards/:boardId/rules/:ruleId',
  auth: 'board-member',
  failure: 'RULES',
  params: { boardId, ruleId },
  body: {
    title: lenient(z.string().optional().describe('Its title.')),
    trigger: lenient(trigger.partial().optional().describe('Members of the trigger to write.')),
    action: lenient(action.partial().optional().describe('Members of the action to write.')),
  },
  output: z.object({ _id: z.string().describe('Id of the rule.') }),
  errors: [...accessErrors, noRule, wrongTitle('updateAsync')],
  examples: [
    {
      title: 'its title',
      input: {
        params: { boardId: 'HtDJT7rmn4aScKhk4', ruleId: '3xhCCthy9beRM849b' },
        query: {},
        body: { title: 'Renamed' },
      },
      output: { _id: '3xhCCthy9beRM849b' },
      source: { evidence: 'wekan/v11.07/rules.json step 16' },
    },
  ],
  handle(ctx, { params, body }) {
    writableBoard(ctx, params.boardId)
    const rule = existing(ctx, params)
    setOnRule(ctx, rule, body)
    return { _id: rule._id }
  },
})

export const deleteBoardRule = route({
  id: 'delete_board_rule',
  group: 'rules',
  summary: 'Delete a rule, with its trigger and action.',
  sources: [{ code: 'wekan/wekan@v11.07 server/models/rules.js:233' }],
  versions,
  effect: 'write',
  method: 'DELETE',
  path: '/api/boards/:boardId/rules/:ruleId',
  auth: 'board-member',
  failure: 'RULES',
  params: { boardId, ruleId },
  body: {},
  output: z.object({ _id: z.string().describe('Id of the rule.') }),
  errors: [...accessErrors, noRule],
  examples: [
    {
      title: 'a rule',
      input: { params: { boardId: 'HtDJT7rmn4aScKhk4', ruleId: '3xhCCthy9beRM849b' }, query: {}, body: {} },
      output: { _id: '3xhCCthy9beRM849b' },
      source: { evidence: 'wekan/v11.07/rules.json step 20' },
    },
  ],
  handle(ctx, { params }) {
    writableBoard(ctx, params.boardId)
    const rule = existing(ctx, params)
    removeRule(ctx, rule)
    return { _id: rule._id }
  },
})

function existing(
  ctx: WekanContext,
  { boardId, ruleId }: { readonly boardId: string; readonly ruleId: string },
): RuleRow {
  const rule = ctx.db.rules.get(ruleId)
  if (rule?.boardId !== boardId) throw new MeteorError('not-found', 'Rule not found')
  return rule
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
