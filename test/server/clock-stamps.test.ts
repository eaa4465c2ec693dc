import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.js'
import { LATER, asAda, given, make, taskIn, taskOf } from './moved.js'

const seconds = LATER / 1000
const iso = new Date(LATER).toISOString()

interface Places {
  readonly boardId: string
  readonly swimlaneId: string
  readonly listId: string
  readonly cardId: string
}

async function cardIn({ wekan }: Sandbox): Promise<Places> {
  const me = await wekan.get_current_user()
  const { _id: boardId, defaultSwimlaneId: swimlaneId } = await wekan.new_board({ body: { title: 'B' } })
  const { _id: listId } = await wekan.new_list({ params: { boardId }, body: { title: 'L' } })
  const body = { title: 'C', authorId: me._id, swimlaneId }
  const { _id: cardId } = await wekan.new_card({ params: { boardId, listId }, body })
  return { boardId, swimlaneId, listId, cardId }
}

type Moments = Record<string, unknown>

/** The one document that came since the baseline, as it lies there. */
function docIn(box: Sandbox, table: string): Moments {
  const [row] = (box.diff()['wekan']?.[table]?.added ?? []) as { doc?: Moments }[]
  return given(row?.doc ?? (row as Moments | undefined))
}
type Stamp = readonly [what: string, made: (box: Sandbox) => Promise<Moments>]

/** What is stamped; each answers the moments by name, in seconds for Kanboard and ISO 8601 for Wekan. */
const kanboardStamps: readonly Stamp[] = [
  [
    'a task that is made',
    async (box) => {
      const { date_creation, date_modification, date_moved } = await taskOf(box, await taskIn(box))
      return { date_creation, date_modification, date_moved }
    },
  ],
  [
    'a task that is closed',
    async (box) => {
      await box.kanboard.closeTask({ task_id: 1 })
      const { date_completed, date_modification } = await taskOf(box, 1)
      return { date_completed, date_modification }
    },
  ],
  [
    'a task that is changed',
    async (box) => {
      await box.kanboard.updateTask({ id: 1, title: 'Changed' })
      return { date_modification: (await taskOf(box, 1))['date_modification'] }
    },
  ],
  [
    'a comment',
    async (box) => {
      const task_id = await taskIn(box)
      const comment_id = given(await box.kanboard.createComment({ task_id, user_id: 1, content: 'x' }))
      const { date_creation, date_modification } = given(await box.kanboard.getComment({ comment_id }))
      return { date_creation, date_modification }
    },
  ],
  [
    'a file',
    async (box) => {
      const blob = btoa('hello')
      const file_id = given(await box.kanboard.createTaskFile({ project_id: 1, task_id: 1, filename: 'a.txt', blob }))
      return { date: given(await box.kanboard.getTaskFile({ file_id })).date }
    },
  ],
  [
    'a link to elsewhere',
    async (box) => {
      const url = 'https://ferry.example/a'
      const sent = { task_id: 1, url, dependency: 'related', type: 'weblink', title: 'a' } as const
      const link_id = given(await box.kanboard.createExternalTaskLink(sent))
      const link = given(await box.kanboard.getExternalTaskLinkById({ task_id: 1, link_id }))
      return { date_creation: link.date_creation, date_modification: link.date_modification }
    },
  ],
  [
    'the activity of a project',
    async (box) => {
      await box.kanboard.as(asAda).createTask({ title: 'x', project_id: 1 })
      return { date_creation: (await box.kanboard.getProjectActivity({ project_id: 1 }))[0]?.date_creation }
    },
  ],
  [
    'a project',
    async (box) => {
      const project_id = given(await box.kanboard.createProject({ name: 'P' }))
      return { last_modified: given(await box.kanboard.getProjectById({ project_id })).last_modified }
    },
  ],
  [
    'the timer of a subtask',
    async (box) => {
      const subtask_id = given(await box.kanboard.createSubtask({ task_id: 1, title: 's', user_id: 1 }))
      await box.kanboard.setSubtaskStartTime({ subtask_id, user_id: 1 })
      const rows = box.diff()['kanboard']?.['subtask_time_tracking']?.added as { start: number }[] | undefined
      return { start: rows?.[0]?.start }
    },
  ],
]

const wekanStamps: readonly Stamp[] = [
  [
    'a board, a list, a swimlane and a card',
    async (box) => {
      const { boardId, swimlaneId, listId, cardId } = await cardIn(box)
      const board = await box.wekan.get_board({ params: { boardId } })
      const list = given(await box.wekan.get_list({ params: { boardId, listId } }))
      const lane = given(await box.wekan.get_swimlane({ params: { boardId, swimlaneId } }))
      const card = given(await box.wekan.get_card({ params: { boardId, listId, cardId } }))
      return {
        board: board.createdAt,
        boardModified: board.modifiedAt,
        list: list.createdAt,
        lane: lane.createdAt,
        card: card.createdAt,
        cardModified: card.modifiedAt,
        cardActivity: card.dateLastActivity,
      }
    },
  ],
  [
    'a comment, a checklist and its items',
    async (box) => {
      const { boardId, cardId } = await cardIn(box)
      const params = { boardId, cardId }
      const { _id: commentId } = await box.wekan.new_comment({ params, body: { comment: 'x' } })
      const { _id: checklistId } = await box.wekan.new_checklist({ params, body: { title: 'T', items: ['a'] } })
      const list = await box.wekan.get_checklist({ params: { ...params, checklistId } })
      const itemId = given(list.items[0])._id
      const item = await box.wekan.get_checklist_item({ params: { ...params, checklistId, itemId } })
      const comment = given(await box.wekan.get_comment({ params: { ...params, commentId } }))
      return { comment: comment.createdAt, checklist: list.createdAt, item: item.modifiedAt }
    },
  ],
  [
    'a card that is archived',
    async (box) => {
      const { boardId, listId, cardId } = await cardIn(box)
      await box.wekan.post_board_list_card_archive({ params: { boardId, listId, cardId } })
      return { archivedAt: docIn(box, 'cards')['archivedAt'] }
    },
  ],
  [
    'a user, and whoever signs in',
    async (box) => {
      const body = { username: 'new', email: 'new@ferry.example', password: 'a-password-of-new' }
      await box.wekan.new_user({ body })
      await box.wekan.as({}).login({ body: { username: 'new', password: body.password } })
      const { createdAt, modifiedAt, services } = docIn(box, 'users')
      const { loginTokens } = (services as { resume: { loginTokens: readonly { when: string }[] } }).resume
      return { createdAt, modifiedAt, token: loginTokens[0]?.when }
    },
  ],
  [
    'a custom field and a webhook',
    async (box) => {
      const { boardId } = await cardIn(box)
      const field = { name: 'f', type: 'text', settings: {} } as const
      const { _id: customFieldId } = await box.wekan.new_custom_field({ params: { boardId }, body: field })
      await box.wekan.new_integration({ params: { boardId }, body: { url: 'https://ferry.example/hook' } })
      const [hook] = await box.wekan.get_all_integrations({ params: { boardId } })
      const { createdAt } = given(await box.wekan.get_custom_field({ params: { boardId, customFieldId } }))
      return { field: createdAt, hook: hook?.createdAt }
    },
  ],
  [
    'the due date that a rule sets',
    async (box) => {
      const { boardId, listId, swimlaneId } = await cardIn(box)
      const trigger = { activityType: 'createCard', listName: '*', swimlaneName: '*', userId: '*', cardTitle: '*' }
      const action = { actionType: 'setDate', dateField: 'dueAt' }
      await box.wekan.new_board_rule({ params: { boardId }, body: { title: 'r', trigger, action } })
      const { _id: authorId } = await box.wekan.get_current_user()
      const body = { title: 'ruled', authorId, swimlaneId }
      const { _id: cardId } = await box.wekan.new_card({ params: { boardId, listId }, body })
      return { dueAt: given(await box.wekan.get_card({ params: { boardId, listId, cardId } })).dueAt }
    },
  ],
  [
    'activities',
    async (box) => {
      await cardIn(box)
      const rows = box.diff()['wekan']?.['activities']?.added as { createdAt: string }[] | undefined
      return Object.fromEntries((rows ?? [{ createdAt: 'none' }]).map(({ createdAt }, n) => [`row ${n}`, createdAt]))
    },
  ],
]

const all = (moments: Moments, moment: unknown): Moments =>
  Object.fromEntries(Object.keys(moments).map((key) => [key, moment]))

describe('a moment that is written', () => {
  it.each(kanboardStamps)('in Kanboard on %s is that of the sandbox', async (_what, made) => {
    const box = make().sandbox('later')
    box.clock.set(LATER)
    const moments = await made(box)
    expect(moments).toEqual(all(moments, seconds))
  })

  it.each(wekanStamps)('in Wekan on %s is that of the sandbox', async (_what, made) => {
    const box = make().sandbox('later')
    box.clock.set(LATER)
    const moments = await made(box)
    expect(moments).toEqual(all(moments, iso))
  })

  it('in the log and in the header Date is that of the sandbox', async () => {
    await using fake = make()
    fake.sandbox('later').clock.set(LATER)
    const { url } = await fake.listen()
    const answer = await fetch(`${url}/~later/api/user`)
    expect(answer.headers.get('date')).toBe(new Date(LATER).toUTCString())
    expect(fake.sandbox('later').log.entries.map(({ at }) => at)).toEqual([iso])
  })
})
